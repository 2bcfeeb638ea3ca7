"""What a client may send on a bare socket, and what becomes of it: refused and closed when it could be read in two
ways, passed on byte for byte otherwise."""

from __future__ import annotations

import gzip
import socket

import pytest

from tests.conformance.xroad.wire import Answer, connected, read_answer, talk
from tests.robustness.stack import MAX_BODY, Stack, closed, request

CHUNKED = "Transfer-Encoding: chunked"
END = b"0\r\n\r\n"
SMUGGLED = b"GET /r1/smuggled HTTP/1.1\r\nHost: x\r\n\r\n"


def post(*lines: str | bytes, body: bytes = b"") -> bytes:
    return request("/refused", *lines, method="POST", body=body)


def get(*lines: str | bytes) -> bytes:
    return request("/refused", *lines)


AMBIGUOUS = {
    "length and chunked": post("Content-Length: 5", CHUNKED, body=END + SMUGGLED),
    "chunked and length": post(CHUNKED, "Content-Length: 5", body=END + SMUGGLED),
    "the same length twice": post("Content-Length: 3", "Content-Length: 3", body=b"abc"),
    "two lengths": post("Content-Length: 3", "Content-Length: 44", body=b"abc" + SMUGGLED),
    "a list of lengths": post("Content-Length: 3, 3", body=b"abc"),
    "a length with a sign": post("Content-Length: +3", body=b"abc"),
    "a length below zero": post("Content-Length: -1", body=b"abc"),
    "a length in base 16": post("Content-Length: 0x3", body=b"abc"),
    "a length beyond 64 bits": post("Content-Length: 18446744073709551619", body=b"abc"),
    "a blank before the colon": post("Content-Length : 3", body=b"abc"),
    "an unknown coding": post("Transfer-Encoding: xchunked", body=END),
    "chunked twice": post(CHUNKED, CHUNKED, body=END),
    "two codings in two lines": post("Transfer-Encoding: identity", CHUNKED, body=END + SMUGGLED),
    "an empty coding and chunked": post("Transfer-Encoding:", CHUNKED, body=END),
    "chunked and a second coding": post(CHUNKED, "Transfer-Encoding: identity", body=END + SMUGGLED),
    "a folded line": get("X-A: b", " X-B: c"),
    "a folded first line": get().replace(b"Host", b" X-A: b\r\nHost", 1),
    "bare LF throughout": get().replace(b"\r\n", b"\n"),
    "bare LF in a value": get("X-A: b\nX-Road-Client: x"),
    "bare CR in a value": get("X-A: b\rX-Road-Client: x"),
    "NUL in a value": get(b"X-A: b\0c"),
    "NUL in a name": get(b"X-\0A: b"),
    "NUL in the target": get().replace(b"/refused", b"/ref\0used"),
    "a control character in a value": get(b"X-A: b\x01c"),
    "a line without a colon": get("X-A"),
    "a header without a name": get(": b"),
    "a blank in a name": get("X A: b"),
    "a name that is not ASCII": get("名: b"),
    "no Host": request("/refused", host=False),
    "two Hosts": get("Host: other.test"),
    "an absolute target": get().replace(b"/r1", b"http://other.test/r1", 1),
    "a target that is an authority": b"CONNECT other.test:443 HTTP/1.1\r\nHost: other.test:443\r\n\r\n",
    "a target that is not ASCII": get().replace(b"/refused", b"/ref\xe9"),
    "a fragment in the target": get().replace(b"/refused", b"/refused#x"),
    "a tab in the first line": get().replace(b" HTTP/", b"\tHTTP/"),
    "a version that is none": get().replace(b"HTTP/1.1", b"HTTP/1.2"),
    "the preface of HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "a verb in small letters": get().replace(b"GET", b"get"),
    "a chunk size that is none": post(CHUNKED, body=b"zz\r\nabc\r\n" + END),
    "a chunk size beyond 64 bits": post(CHUNKED, body=b"FFFFFFFFFFFFFFFFF\r\nabc\r\n" + END),
    "a broken chunk of a call that is refused anyway": post(CHUNKED, "X-Road-Client:", body=b"zz\r\n"),
    "chunks ended by bare LF": post(CHUNKED, body=b"3\nabc\n0\n\n"),
    "a chunk longer than it says": post(CHUNKED, body=b"3\r\nabcX\r\n" + END),
}


@pytest.mark.parametrize("raw", AMBIGUOUS.values(), ids=AMBIGUOUS.keys())
def test_what_can_be_read_in_two_ways_is_refused_and_the_connection_closed(still: Stack, raw: bytes) -> None:
    """Read to the end: whatever followed on the connection was not taken for a request."""
    before = len(still.calls("/refused"))
    said = talk(still.address(), raw, seconds=10)
    assert said.startswith(b"HTTP/1.1 400 ")
    assert said.count(b"HTTP/1.1 ") == 1
    assert b"x-road-error: Client.BadRequest\r\n" in said and b"connection: close\r\n" in said
    assert b"lianlu-receipt" not in said
    assert len(still.calls("/refused")) == before


HEADS = {
    "10,000 headers": get(*(f"X-{number}: y" for number in range(10_000))),
    "201 headers": get(*(f"X-{number}: y" for number in range(201))),
    "a header of 1 MB": get("X-A: " + "y" * 1_000_000),
    "a name of 1 MB": get("X" * 1_000_000 + ": y"),
    "1 MB of trailers": post(CHUNKED, body=b"0\r\nX-A: " + b"y" * 1_000_000 + b"\r\n\r\n"),
    "a chunk extension of 1 MB": post(CHUNKED, body=b"3;x=" + b"y" * 1_000_000 + b"\r\nabc\r\n" + END),
}


@pytest.mark.parametrize("raw", HEADS.values(), ids=HEADS.keys())
def test_a_head_beyond_the_limits_is_431_and_the_connection_closed(still: Stack, raw: bytes) -> None:
    before = len(still.calls("/refused"))
    with connected(still.address(), None, 10) as (sock, stream):
        try:
            sock.sendall(raw)
        except ConnectionError:
            pass  # the refusal came before all was sent
        answer = read_answer(stream, "GET")
        assert closed(sock)
    assert (answer.status, answer.error) == (431, None)
    assert answer.get("Connection") == "close"
    assert len(still.calls("/refused")) == before


def test_a_target_beyond_the_limit_is_414_and_the_connection_closed(still: Stack) -> None:
    said = talk(still.address(), get().replace(b"/refused", b"/" + b"a" * 9000))
    assert said.startswith(b"HTTP/1.1 414 ") and b"x-road-error" not in said


def endless(stack: Stack, raw: bytes) -> Answer:
    """Send chunks until the other side has had enough; its answer, after which it closed the connection."""
    piece = b"10000\r\n" + bytes(65_536) + b"\r\n"
    with connected(stack.address(), None, 15) as (sock, stream):
        sock.sendall(raw)
        try:
            for _ in range(16_384):
                sock.sendall(piece)
        except ConnectionError:
            pass
        else:
            raise AssertionError("a body of a gigabyte was taken")
        return read_answer(stream, "POST")


def test_a_chunked_body_without_end_is_413_and_the_connection_closed(still: Stack) -> None:
    answer = endless(still, request("/endless", CHUNKED, method="POST"))
    assert (answer.status, answer.error, answer.get("Connection")) == (413, "Client.BadRequest", "close")
    assert still.calls("/endless") == [] and still.spooled("consumer") == []


def test_a_chunked_body_without_end_after_a_refusal_is_ended(still: Stack) -> None:
    raw = request("/endless", CHUNKED, method="POST").replace(b"X-Road-Client", b"X-Nobody")
    answer = endless(still, raw)
    assert (answer.status, answer.error) == (400, "Client.BadRequest")


def test_a_length_beyond_the_limit_is_413_before_a_byte_of_the_body(still: Stack) -> None:
    raw = request("/endless", f"Content-Length: {MAX_BODY + 1}", "Expect: 100-continue", method="POST")
    said = talk(still.address(), raw)
    assert said.startswith(b"HTTP/1.1 413 ") and b"connection: close\r\n" in said


INJECTIONS = {
    "path": "/inject%0d%0aX-Evil:%20c",
    "query": "/inject?q=%0D%0AX-Evil:%20c%0D%0A%0D%0AGET%20/evil",
    "twice encoded": "/inject%250d%250aX-Evil:%20c",
}


@pytest.mark.parametrize("target", INJECTIONS.values(), ids=INJECTIONS.keys())
def test_percent_escapes_of_line_ends_stay_escapes(still: Stack, target: str) -> None:
    before = {path: len(calls) for path, calls in still.back_end.calls.items()}
    assert still.ask(request(target)).status == 200
    path = target.partition("?")[0]
    call = still.calls(path)[-1]
    assert call.target == target.encode() and call.get("X-Evil") is None
    assert {name for name, calls in still.back_end.calls.items() if len(calls) != before.get(name, 0)} == {path}


@pytest.mark.parametrize("name", ["X-Road-Id", "X-Road-UserId", "X-Road-Client", "X-Road-Represented-Party"])
def test_percent_escapes_of_line_ends_in_headers_make_no_header(still: Stack, name: str) -> None:
    answer = still.ask(request("/inject-header", f"{name}: a%0d%0aX-Evil: c"))
    for call in still.calls("/inject-header"):
        assert call.get("X-Evil") is None
    assert answer.get("X-Evil") is None
    if name in ("X-Road-Client", "X-Road-Represented-Party"):
        assert (answer.status, answer.error) == (400, "Client.BadRequest")
    else:
        assert answer.status == 200 and still.calls("/inject-header")[-1].get(name) == "a%0d%0aX-Evil: c"


def test_hop_by_hop_names_end_at_the_gateway_and_xroad_names_cannot_be_nominated(still: Stack) -> None:
    lines = [
        "Connection: x-private, X-Road-UserId, keep-alive, ,Content-Type",
        "connection: X-Second",
        "X-Private: 1", "X-Second: 2", "Keep-Alive: timeout=5", "TE: trailers", "Upgrade: h2c", "Trailer: X-Late",
        "Proxy-Authorization: Basic x", "X-Road-UserId: EE1", "X-Kept: 3", "Content-Type: text/plain",
    ]  # fmt: skip
    assert still.ask(request("/hops", *lines)).status == 200
    [call] = still.calls("/hops")
    names = {name.lower() for name, _ in call.headers}
    assert names & {b"x-private", b"x-second", b"keep-alive", b"te", b"upgrade", b"trailer", b"connection"} == set()
    assert b"proxy-authorization" not in names and b"content-type" not in names
    assert call.get("X-Road-UserId") == "EE1" and call.get("X-Kept") == "3"


def test_trailers_are_dropped_and_replace_nothing(still: Stack) -> None:
    body = b"3\r\nabc\r\n0\r\nX-Road-Client: x/y/z/w\r\nX-Late: 1\r\n\r\n"
    assert still.ask(request("/trailers", CHUNKED, method="POST", body=body)).body == b"abc"
    [call] = still.calls("/trailers")
    assert call.body == b"abc" and call.get("X-Late") is None and len(call.all("X-Road-Client")) == 1


def test_expect_100_continue_is_answered_before_the_body_is_sent(still: Stack) -> None:
    raw = request("/expect", "Content-Length: 4", "Expect: 100-continue", method="POST")
    with connected(still.address(), None, 10) as (sock, stream):
        sock.sendall(raw)
        assert stream.readline() == b"HTTP/1.1 100 Continue\r\n" and stream.readline() == b"\r\n"
        sock.sendall(b"body")
        answer = read_answer(stream, "POST")
    assert (answer.status, answer.body) == (200, b"body")
    assert still.calls("/expect")[0].get("Expect") is None


def test_expect_100_continue_of_a_refused_call_gets_the_refusal_alone(still: Stack) -> None:
    raw = request("/expect", "Content-Length: 4", "Expect: 100-continue", method="POST")
    said = talk(still.address(), raw.replace(b"X-Road-Client", b"X-Nobody") + b"body" + get("Connection: close"))
    assert said.startswith(b"HTTP/1.1 400 ")
    assert said.count(b"HTTP/1.1 ") == 2 and b" 100 " not in said


def test_head_has_the_headers_of_the_answer_and_the_connection_goes_on(still: Stack) -> None:
    with connected(still.address(), None, 10) as (sock, stream):
        sock.sendall(request("/head", method="HEAD"))
        answer = read_answer(stream, "HEAD")
        assert (answer.status, answer.get("X-Seen")) == (200, "/head")
        sock.sendall(request("/head", "Content-Length: 2", method="POST", body=b"ok"))
        assert read_answer(stream, "POST").body == b"ok"
    assert [call.method for call in still.calls("/head")] == ["HEAD", "POST"]


def test_options_reaches_the_back_end_and_trace_reaches_nobody(still: Stack) -> None:
    assert still.ask(request("/methods", "Origin: http://x", method="OPTIONS")).status == 200
    answer = still.ask(request("/methods", "X-Secret: 1", method="TRACE"), "TRACE")
    assert (answer.status, answer.error) == (405, None)
    assert "TRACE" not in (answer.get("Allow") or "") and b"X-Secret" not in answer.body
    assert still.ask(b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n").status == 404
    assert [call.method for call in still.calls("/methods")] == ["OPTIONS"]


@pytest.mark.parametrize("method", ["GET", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("chunked", [False, True], ids=["length", "chunked"])
def test_a_body_on_a_method_that_needs_none_is_delivered(still: Stack, method: str, chunked: bool) -> None:
    lines, body = (CHUNKED, b"3\r\nabc\r\n" + END) if chunked else ("Content-Length: 3", b"abc")
    path = f"/body-on-{method}-{chunked}"
    assert still.ask(request(path, lines, method=method, body=body)).body == b"abc"
    [call] = still.calls(path)
    assert (call.method, call.body, call.all("Content-Length")) == (method, b"abc", [b"3"])


def test_pipelined_requests_are_answered_in_order(still: Stack) -> None:
    bodies = [b"%d" % number * (number * 4000 + 1) for number in range(8)]
    raw = b"".join(request("/pipe", f"Content-Length: {len(one)}", method="POST", body=one) for one in bodies)
    with connected(still.address(), None, 15) as (sock, stream):
        sock.sendall(raw)
        assert [read_answer(stream, "POST").body for _ in bodies] == bodies
        sock.sendall(request("/pipe") + get("X-A: b\nX-B: c"))
        assert read_answer(stream, "GET").status == 200
        assert read_answer(stream, "GET").status == 400
        assert closed(sock)
    assert [call.body for call in still.calls("/pipe")][: len(bodies)] == bodies


@pytest.mark.parametrize("line", [[], ["Connection: keep-alive"]], ids=["plain", "asking to be kept"])
def test_http_1_0_is_answered_and_closed(still: Stack, line: list[str]) -> None:
    raw = request("/old", *line, "Content-Length: 3", method="POST", body=b"abc", version="HTTP/1.0", host=False)
    said = talk(still.address(), raw + request("/old-next"))
    assert said.startswith(b"HTTP/1.1 200 ") and said.endswith(b"\r\n\r\nabc")
    assert still.calls("/old-next") == []


def test_an_encoded_body_passes_untouched_both_ways(still: Stack) -> None:
    packed = gzip.compress(b"plain " * 100, mtime=0)
    lines = ("Content-Encoding: gzip", "Accept-Encoding: gzip, br;q=0.1", f"Content-Length: {len(packed)}")
    assert still.ask(request("/gzip", *lines, method="POST", body=packed)).body == packed
    [call] = still.calls("/gzip")
    assert (call.get("Content-Encoding"), call.body) == ("gzip", packed)
    assert call.get("Accept-Encoding") == "gzip, br;q=0.1"


def test_repeated_headers_and_cookies_keep_order_number_and_spelling(still: Stack) -> None:
    lines = [
        "Cookie: a=1; b=2", "X-one: 1", "cookie: c=3", "X-ONE: 2", "Cookie: a=4", "X-one:", "X-One:  \t1, 2\t ",
    ]  # fmt: skip
    assert still.ask(request("/order", *lines)).status == 200
    [call] = still.calls("/order")
    wanted = [
        (b"Cookie", b"a=1; b=2"), (b"X-one", b"1"), (b"cookie", b"c=3"), (b"X-ONE", b"2"), (b"Cookie", b"a=4"),
        (b"X-one", b""), (b"X-One", b"1, 2"),
    ]  # fmt: skip
    assert [one for one in call.headers if one[0].lower() in (b"cookie", b"x-one")] == wanted


@pytest.mark.parametrize("value", [b"\xe9t\xe9", b"\xff\xfe", "数".encode()], ids=["latin-1", "no text", "UTF-8"])
def test_a_value_is_carried_as_the_bytes_that_it_is(still: Stack, value: bytes) -> None:
    path = f"/bytes-{value.hex()}"
    answer = still.ask(request(path, b"X-Bytes: " + value))
    assert answer.status == 200
    assert still.calls(path)[0].all("X-Bytes") == [value]


def test_half_a_request_and_silence_costs_others_nothing(still: Stack) -> None:
    waiting = []
    for _ in range(50):
        sock = socket.create_connection(still.address())
        sock.sendall(get()[:40])
        waiting.append(sock)
    try:
        still.good()
    finally:
        for sock in waiting:
            sock.close()


def test_both_logs_verify(stack: Stack) -> None:
    status, printed = stack.audit()
    assert status == 0, printed[-3000:]
