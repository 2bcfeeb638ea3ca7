"""X-Road's message: the published vector of the request hash, and each rule of the headers and paths."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange_api.commitments import predicate_inputs
from exchange_api.errors import BadRequest, BadSecurityServer, MethodNotAllowed
from exchange_api.message import (
    Call,
    Header,
    read_call,
    request_hash,
    split_lines,
)
from exchange_api.paths import unsafe_path

TARGET = b"/r1/DEV/COM/1234/TestService/mock1/pets?q=1"
CLIENT = (b"X-Road-Client", b"DEV/COM/4321/TestClient")
REQUEST_ID = b"f92591a3-6bf0-49b1-987b-0dd78c034cc3"


def call(*headers: Header, method: str = "GET", target: bytes = TARGET) -> Call:
    return read_call(method, target, [CLIENT, *headers], own_request_id=REQUEST_ID)


def test_the_request_hash_of_the_derived_vector() -> None:
    made = call((b"X-Road-Id", b"abc-1"), (b"Accept", b"application/json"))
    assert len(made.head) == 187
    assert request_hash(made, None) == (
        b"8hqKtDNa5kiV4RU0pJHDdJ9wkcUIDnu0m5XNr7UTzYC24bq2ycUv88a/tcsDzmYRU0EywsUYJTQ/YqD3AT8Jjw=="
    )


def test_a_body_enters_the_hash_by_its_digest() -> None:
    made = call((b"X-Road-Id", b"abc-1"))
    body = hashlib.sha512(b"{}").digest()
    expected = hashlib.sha512(hashlib.sha512(made.head).digest() + body).digest()
    import base64

    assert base64.b64decode(request_hash(made, body)) == expected


def test_the_provider_reads_the_same_call_from_the_signed_lines() -> None:
    made = call((b"X-Road-Issue", "办件-1".encode()), (b"Lianlu-Fields", b"name, code"), (b"X-Custom", b"a"))
    again = read_call("GET", TARGET, split_lines(made.lines), own_request_id=None)
    assert again == made
    assert made.fields == ("name", "code")
    assert made.issue == "办件-1".encode()
    assert (b"x-road-request-id", REQUEST_ID) in made.forward
    assert b"Lianlu-Fields" not in dict(made.forward)


def test_hop_by_hop_and_forged_headers_are_left_out() -> None:
    made = call(
        (b"Connection", b"close, X-Hop, X-Road-UserId"),
        (b"X-Hop", b"1"),
        (b"X-Road-UserId", b"CN1"),
        (b"Content-Length", b"3"),
        (b"TE", b"trailers"),
        (b"X-ROAD-Request-ID", b"forged"),
        (b"X-Road-Request-Hash", b"forged"),
    )
    assert b"forged" not in made.lines
    assert b"X-Hop" not in made.lines
    assert b"Content-Length" not in made.lines
    assert made.user == b"CN1"


def test_of_several_clients_the_last_counts_and_all_are_in_m() -> None:
    made = call((b"x-road-client", b"DEV/COM/1/Other"))
    assert made.client.path == "DEV/COM/1/Other"
    assert b"X-Road-Client:DEV/COM/4321/TestClient\r\nx-road-client:DEV/COM/1/Other\r\n" in made.lines


def test_an_id_is_made_when_there_is_none() -> None:
    for headers in ((), ((b"X-Road-Id", b""),)):
        made = call(*headers)
        assert made.message_id == b"DEV-" + REQUEST_ID
        assert made.lines.endswith(b"x-road-request-id:" + REQUEST_ID + b"\r\nx-road-id:DEV-" + REQUEST_ID + b"\r\n")


def test_one_id_twice_is_one_id() -> None:
    assert call((b"X-Road-Id", b"a"), (b"X-Road-Id", b"a")).message_id == b"a"


@pytest.mark.parametrize(
    "headers",
    [
        [(b"X-Road-Id", b"a"), (b"X-Road-Id", b"b")],
        [(b"X-Road-Id", b"a" * 256)],
        [(b"X-Road-Id", b"a\x01")],
        [(b"X-Road-Id", b"\xff")],
        [(b"X-Road-Client", b"DEV/COM")],
        [(b"X-Road-Client", b"DEV/COM/1/2/3")],
        [(b"X-Road-Client", b"DEV/COM/%zz/a")],
        [(b"X-Road-Client", b"")],
        [(b"X-Road-Represented-Party", b"a/b/c")],
        [(b"Lianlu-Fields", b"a,,b")],
        [(b"Lianlu-Fields", "姓名".encode())],
    ],
)
def test_malformed_headers_are_refused(headers: list[Header]) -> None:
    with pytest.raises(BadRequest):
        call(*headers)


def test_a_value_that_is_no_text_is_carried_as_it_is() -> None:
    made = call((b"X-Custom", b"\xc0\xaf"))
    assert (b"X-Custom", b"\xc0\xaf") in made.forward
    assert b"X-Custom:\xc0\xaf\r\n" in made.lines


def test_a_missing_client_is_refused() -> None:
    with pytest.raises(BadRequest, match="missing"):
        read_call("GET", TARGET, [], own_request_id=REQUEST_ID)


@pytest.mark.parametrize("value", [b"DEV/COM/1", b"DEV/COM/1/2/3", b"DEV/COM/1/%"])
def test_a_malformed_security_server_has_its_own_code(value: bytes) -> None:
    with pytest.raises(BadSecurityServer):
        call((b"X-Road-Security-Server", value))


def test_methods() -> None:
    with pytest.raises(MethodNotAllowed):
        call(method="TRACE")
    with pytest.raises(BadRequest):
        call(method="PROPFIND")


@pytest.mark.parametrize(
    "target",
    [b"/r1/DEV/COM/1/2", b"/r2/DEV/COM/1/2/s", b"/r1/DEV/COM/1/2/%ff", b"/r1/DEV/COM//2/s", b"/r1/A/B/C/D/s/../x"],
)
def test_malformed_targets_are_refused(target: bytes) -> None:
    with pytest.raises(BadRequest):
        call(target=target)


@pytest.mark.parametrize(
    ("target", "path", "query"),
    [
        (b"/r1/D/C/1/S/svc", b"", b""),
        (b"/r1/D/C/1/S/svc/", b"/", b""),
        (b"/r1/D/C/1/S/svc?", b"", b""),
        (b"/r1/D/C/1/s%2Fub/%C3%B6/path%3B/?a=%2e%2e/", b"/path%3B/", b"a=%2e%2e/"),
    ],
)
def test_path_and_query_stay_raw(target: bytes, path: bytes, query: bytes) -> None:
    made = call(target=target)
    assert (made.path, made.query, made.target) == (path, query, target)


UNSAFE = [
    b"/..", b"/a/../b", b"/%2e%2e/x", b"/.%2E", b"/%252e%252e", b"/%25252e%25252e/", b"/a%00", b"/%2500", b"/%c0%af",
    b"/%ff", b"/a%", b"/a%2", b"/%zz", b"/a%5c..%5cb", b"/..%2fx",
]  # fmt: skip


@pytest.mark.parametrize("path", UNSAFE)
def test_paths_with_a_second_reading_are_unsafe(path: bytes) -> None:
    assert unsafe_path(path)


@pytest.mark.parametrize(
    "path", [b"", b"/", b"/a/b.c", b"/a..b", b"/...", b"/%E5%8A%9E", b"/a%20b", b"/%2525", b"/a;v=1"]
)
def test_plain_paths_are_safe(path: bytes) -> None:
    assert not unsafe_path(path)


@pytest.mark.parametrize("path", [b"/a;v=1", b"/a%2Fb", b"/a%5cb", b"/a\\b", b"/a%252fb"])
def test_a_right_to_some_endpoints_is_stricter(path: bytes) -> None:
    assert not unsafe_path(path)
    assert unsafe_path(path, strict=True)


@given(st.binary(max_size=40))
def test_no_path_makes_it_fail(path: bytes) -> None:
    assert unsafe_path(path) in (True, False)


def test_predicate_inputs_come_from_the_query() -> None:
    assert predicate_inputs(b"a=1&p.spouse=%E5%BC%A0+x&p.id=9") == [("spouse", "张 x".encode()), ("id", b"9")]
    assert predicate_inputs(b"xp.a=1") == []
    with pytest.raises(BadRequest):
        predicate_inputs(b"p.a=1&p.a=2")
    with pytest.raises(BadRequest):
        predicate_inputs(b"p.=1")


@pytest.mark.parametrize("lines", [b"a:b", b":b\r\n", b"ab\r\n", b"a:b\nc\r\n", b"\r\n"])
def test_lines_that_no_gateway_writes_are_refused(lines: bytes) -> None:
    with pytest.raises(BadRequest):
        split_lines(lines)


@pytest.mark.parametrize("tail", [b"/allowed/x#/../secret", b"/#", b"/x?q#f"])
def test_a_fragment_is_refused_in_signed_targets_too(tail: bytes) -> None:
    """A back end's client library would cut it off: another path than the one that was decided on."""
    for own in (REQUEST_ID, None):
        with pytest.raises(BadRequest):
            read_call("GET", b"/r1/DEV/COM/1234/TestService/mock1" + tail, [CLIENT], own_request_id=own)


@pytest.mark.parametrize(
    ("value", "party"),
    [
        (b"COM/1234", ("COM", "1234")),
        (b"1234", ("", "1234")),
        (b"COM/a%2Fb", ("COM", "a/b")),
        (b"a/b/c", None),
        (b"/1", None),
    ],
)
def test_whom_the_caller_represents(value: bytes, party: tuple[str, str] | None) -> None:
    if party is None:
        with pytest.raises(BadRequest):
            call((b"X-Road-Represented-Party", value))
    else:
        assert call((b"X-Road-Represented-Party", value)).party == party
    assert call((b"X-Road-Represented-Party", b"")).party is None
