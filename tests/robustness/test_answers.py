"""What a back end may do to the provider's gateway, and what the client gets: the answer as it is, or none of it."""

from __future__ import annotations

import asyncio
import gzip
import time

import pytest

from chain_node.ids import ServiceRef
from tests.conformance.xroad.wire import Request
from tests.robustness.back_end import Act, read_body, says
from tests.robustness.stack import IMPATIENT, MAX_BODY, SERVICE, Answer, Stack, request

OK = b"HTTP/1.1 200 OK\r\n"
UNREACHABLE = (502, "Server.ServerProxy.NetworkError")
TOO_SLOW = (504, "Server.ServerProxy.ServiceFailed.Timeout")
INVALID = (502, "Server.ServerProxy.ServiceFailed.InvalidResponse")
POISON = OK + b"Content-Length: 6\r\n\r\npoison"
EARLY = b"HTTP/1.1 413 Too Large\r\nContent-Length: 5\r\n\r\nearly"
LARGE = bytes(range(256)) * 1200
"""More than a gateway holds in memory."""


def told(
    stack: Stack, path: str, act: Act, method: str = "POST", body: bytes = b"asked", service: ServiceRef = SERVICE
) -> Answer:
    """Ask once, while the back end does `act` to whoever comes by this path."""
    stack.back_end.acts[path] = act
    try:
        length = f"Content-Length: {len(body)}"
        return stack.ask(request(path, length, method=method, body=body, service=service), method)
    finally:
        del stack.back_end.acts[path]


async def leaves_at_once(request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
    """Close before the body is read."""
    return False


async def leaves_in_the_body(request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
    """Close when one byte of the body was read."""
    await reader.readexactly(1)
    return False


async def leaves_after_the_body(request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
    """Read all, say nothing, close."""
    await read_body(request, reader)
    return False


async def resets(request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
    """Read all, then reset the connection."""
    await read_body(request, reader)
    writer.transport.abort()
    return False


async def never(request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
    """Read all and fall silent until the caller has had enough."""
    await read_body(request, reader)
    await reader.read()
    return False


def begins_and_stops(raw: bytes) -> Act:
    """Say this much and fall silent until the caller has had enough."""

    async def act(request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        await read_body(request, reader)
        writer.write(raw)
        await reader.read()
        return False

    return act


async def without_end(request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
    """Chunks until the caller has had enough."""
    writer.write(OK + b"Transfer-Encoding: chunked\r\n\r\n")
    while True:
        writer.write(b"10000\r\n" + bytes(65_536) + b"\r\n")
        await writer.drain()


FAILING: dict[str, tuple[Act, tuple[int, str]]] = {
    "away before the body": (leaves_at_once, UNREACHABLE),
    "away in the body": (leaves_in_the_body, UNREACHABLE),
    "away instead of an answer": (leaves_after_the_body, UNREACHABLE),
    "a reset instead of an answer": (resets, UNREACHABLE),
    "away in the head": (says(OK + b"X-A: b\r\nX-B"), UNREACHABLE),
    "away in a body with a length": (says(OK + b"Content-Length: 9\r\n\r\nhalf"), INVALID),
    "away in a large body with a length": (says(OK + b"Content-Length: 900000\r\n\r\n" + LARGE), INVALID),
    "away in a chunk": (says(OK + b"Transfer-Encoding: chunked\r\n\r\n9\r\nhalf"), INVALID),
    "away between chunks": (says(OK + b"Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n"), INVALID),
    "away before the last line": (says(OK + b"Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n0\r\n"), INVALID),
    "no answer ever": (never, TOO_SLOW),
    "half a head and silence": (begins_and_stops(OK + b"X-A"), TOO_SLOW),
    "half a body and silence": (begins_and_stops(OK + b"Content-Length: 9\r\n\r\nhalf"), TOO_SLOW),
    "half a large body and silence": (begins_and_stops(OK + b"Content-Length: 900000\r\n\r\n" + LARGE), TOO_SLOW),
    "half the chunks and silence": (
        begins_and_stops(OK + b"Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n"),
        TOO_SLOW,
    ),
    "two lengths": (says(OK + b"Content-Length: 2\r\nContent-Length: 4\r\n\r\nwxyz"), INVALID),
    "length and chunked": (
        says(OK + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nxyz\r\n0\r\n\r\n"),
        INVALID,
    ),
    "a length that is none": (says(OK + b"Content-Length: many\r\n\r\nxyz"), INVALID),
    "204 with a body": (says(b"HTTP/1.1 204 None\r\nContent-Length: 4\r\n\r\nhalf"), INVALID),
    "204 in chunks": (says(b"HTTP/1.1 204 None\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n0\r\n\r\n"), INVALID),
    "NUL in a value": (says(OK + b"X-A: b\0c\r\nContent-Length: 0\r\n\r\n"), INVALID),
    "bare CR in a value": (says(OK + b"X-A: b\rX-B: c\r\nContent-Length: 0\r\n\r\n"), INVALID),
    "a body beyond the limit": (
        says(OK + b"Content-Length: %d\r\n\r\n" % (MAX_BODY + 9) + bytes(MAX_BODY + 9)),
        INVALID,
    ),
    "a body without end": (without_end, INVALID),
    "a control character in a value": (says(OK + b"X-A: b\x01c\r\nContent-Length: 0\r\n\r\n"), INVALID),
    "a name that is none": (says(OK + b"X A: b\r\nContent-Length: 0\r\n\r\n"), INVALID),
    "a head of 1 MB": (says(OK + b"X-A: " + b"y" * 1_000_000 + b"\r\nContent-Length: 0\r\n\r\n"), INVALID),
    "10,000 headers": (says(OK + b"X-A: y\r\n" * 10_000 + b"Content-Length: 0\r\n\r\n"), INVALID),
    "no HTTP at all": (says(b"SSH-2.0-OpenSSH_9.9\r\n\r\n"), INVALID),
    "HTTP/0.9": (says(b"<html>all of it</html>"), INVALID),
    "a status that is none": (says(b"HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n"), INVALID),
    "another protocol": (
        says(b"HTTP/1.1 101 Switching\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n"),
        INVALID,
    ),
    "a chunk that is none": (says(OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nxyz\r\n0\r\n\r\n"), INVALID),
}


@pytest.mark.parametrize(("act", "wanted"), FAILING.values(), ids=FAILING.keys())
def test_a_back_end_that_fails_has_its_code_and_nothing_of_it_leaves(
    still: Stack, act: Act, wanted: tuple[int, str]
) -> None:
    before = len(still.calls("/failing"))
    answer = told(still, "/failing", act, service=IMPATIENT if wanted is TOO_SLOW else SERVICE)
    assert (answer.status, answer.error) == wanted, answer.body
    assert answer.get("Lianlu-Receipt") and answer.get("X-A") is None
    assert b"half" not in answer.body and b"xyz" not in answer.body
    assert len(still.calls("/failing")) == before + 1


@pytest.mark.parametrize("act", [leaves_at_once, leaves_in_the_body, never], ids=["at once", "in the body", "never"])
def test_a_back_end_that_fails_a_large_body_has_its_code(still: Stack, act: Act) -> None:
    answer = told(still, "/failing-large", act, body=LARGE, service=IMPATIENT if act is never else SERVICE)
    assert (answer.status, answer.error) == (TOO_SLOW if act is never else UNREACHABLE)
    assert [name for name in still.spooled("provider") if name.endswith("-0")] == []


async def early_and_away(request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
    """Answer, and never read the body."""
    writer.write(EARLY)
    writer.write_eof()
    await asyncio.sleep(0.3)
    return False


async def early_and_on(request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
    """Answer, then read the body and go on."""
    writer.write(EARLY)
    await writer.drain()
    await asyncio.sleep(0.3)
    await read_body(request, reader)
    return True


@pytest.mark.parametrize("body", [b"asked", LARGE, LARGE * 20], ids=["small", "large", "6 MB"])
@pytest.mark.parametrize("act", [early_and_away, early_and_on], ids=["and closes", "and goes on"])
def test_an_answer_that_comes_before_the_body_was_read_is_the_answer(still: Stack, act: Act, body: bytes) -> None:
    answer = told(still, "/early", act, body=body)
    assert (answer.status, answer.error, answer.body) == (413, None, b"early")


PASSED: dict[str, tuple[bytes, int, bytes]] = {
    "204": (b"HTTP/1.1 204 None\r\nContent-Length: 0\r\n\r\n", 204, b""),
    "304 with the length of what it is about": (b"HTTP/1.1 304 Same\r\nContent-Length: 4\r\n\r\n", 304, b""),
    "a body until the end": (b"HTTP/1.0 200 OK\r\n\r\nall of it", 200, b"all of it"),
    "a body in chunks": (
        OK + b"Transfer-Encoding: chunked\r\n\r\n3;x\r\nall\r\n1\r\n!\r\n0\r\nX: y\r\n\r\n",
        200,
        b"all!",
    ),
    "interim answers": (
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\nLink: x\r\n\r\n" + OK + b"Content-Length: 2\r\n\r\nok",
        200,
        b"ok",
    ),
    "a redirect": (b"HTTP/1.1 307 Go\r\nLocation: http://127.0.0.1:1/x\r\nContent-Length: 2\r\n\r\ngo", 307, b"go"),
    "an error of its own": (
        b"HTTP/1.1 500 Oops\r\nX-Road-Error: forged\r\nContent-Length: 4\r\n\r\noops",
        500,
        b"oops",
    ),
}


@pytest.mark.parametrize(("raw", "status", "body"), PASSED.values(), ids=PASSED.keys())
def test_an_answer_is_passed_on(still: Stack, raw: bytes, status: int, body: bytes) -> None:
    answer = told(still, "/passed", says(raw))
    assert (answer.status, answer.body, answer.error) == (status, body, None)
    if status == 307:
        assert answer.all("Location") == [b"http://127.0.0.1:1/x"]
    if status in (204, 304):
        assert answer.all("Transfer-Encoding") == []


@pytest.mark.parametrize("pause", [0.0, 0.3], ids=["at once", "later"])
@pytest.mark.parametrize(("method", "status"), [("HEAD", b"200 OK"), ("GET", b"304 Same")])
def test_a_body_where_there_can_be_none_answers_nobody(still: Stack, method: str, status: bytes, pause: float) -> None:
    """At once it makes the answer malformed; later the answer has passed, and the connection is not used again."""
    head = b"HTTP/1.1 " + status + b"\r\nContent-Length: %d\r\n\r\n" % len(POISON)
    act = says(head, POISON, keep=True, pause=pause) if pause else says(head + POISON, keep=True)
    answer = told(still, "/bodyless", act, method)
    assert (answer.status, answer.error) in ((int(status[:3]), None), INVALID)
    assert b"poison" not in answer.body
    time.sleep(2 * pause)
    for _ in range(3):
        still.good()


@pytest.mark.parametrize("pause", [0.0, 0.3], ids=["at once", "later"])
@pytest.mark.parametrize("status", [b"200 OK", b"204 None", b"304 Same"])
def test_what_a_back_end_says_unasked_answers_nobody(still: Stack, pause: float, status: bytes) -> None:
    """A second answer on a kept connection must not become that of the next request."""
    first = b"HTTP/1.1 " + status + (b"\r\nContent-Length: 2\r\n\r\nok" if status == b"200 OK" else b"\r\n\r\n")
    act = says(first, POISON, keep=True, pause=pause) if pause else says(first + POISON, keep=True)
    assert told(still, "/poison", act).status == int(status[:3])
    time.sleep(2 * pause)
    for _ in range(3):
        still.good()


def test_a_folded_line_of_an_answer_becomes_one_line(still: Stack) -> None:
    answer = told(still, "/folded", says(OK + b"X-A: b\r\n c\r\n\tX-B: d\r\nContent-Length: 0\r\n\r\n"))
    assert [b" ".join(value.split()) for value in answer.all("X-A")] == [b"b c X-B: d"]
    assert answer.all("X-B") == []


def test_headers_of_an_answer_keep_order_number_and_spelling_of_values(still: Stack) -> None:
    lines = (
        b"Set-Cookie: a=1; Path=/\r\nX-Own: 1\r\nset-cookie: b=2; HttpOnly\r\nX-Own:\r\nSet-Cookie: a=3\r\n"
        b"Content-Encoding: gzip\r\nX-Bytes: \xe9\xff\r\nConnection: X-Hop\r\nX-Hop: 1\r\nKeep-Alive: x\r\n"
    )
    body = gzip.compress(b"plain" * 99, mtime=0)
    answer = told(still, "/headers", says(OK + lines + b"Content-Length: %d\r\n\r\n" % len(body) + body))
    assert answer.all("Set-Cookie") == [b"a=1; Path=/", b"b=2; HttpOnly", b"a=3"]
    assert answer.all("X-Own") == [b"1", b""] and answer.all("X-Bytes") == [b"\xe9\xff"]
    assert answer.all("Content-Encoding") == [b"gzip"] and answer.body == body
    assert answer.all("X-Hop") == [] and answer.all("Keep-Alive") == []


def test_a_value_that_is_no_text_goes_with_a_large_body_too(still: Stack) -> None:
    raw = request("/large-bytes", b"X-Bytes: \xe9", f"Content-Length: {len(LARGE)}", method="POST", body=LARGE)
    assert still.ask(raw).body == LARGE
    [call] = still.calls("/large-bytes")
    assert call.all("X-Bytes") == [b"\xe9"] and call.all("Content-Length") == [b"%d" % len(LARGE)]


def test_a_redirect_is_never_followed(still: Stack) -> None:
    before = len(still.calls("/elsewhere"))
    target = f"http://127.0.0.1:{still.back_end.port}/elsewhere".encode()
    for status in (301, 302, 303, 307, 308):
        raw = b"HTTP/1.1 %d Go\r\nLocation: %b\r\nContent-Length: 0\r\n\r\n" % (status, target)
        answer = told(still, "/redirect", says(raw))
        assert (answer.status, answer.all("Location")) == (status, [target])
    assert len(still.calls("/elsewhere")) == before


def test_both_logs_verify(stack: Stack) -> None:
    status, printed = stack.audit()
    assert status == 0, printed[-3000:]
