"""Requests as they go out, and what a client refuses before it sends anything."""

from __future__ import annotations

import shlex
from typing import Any

import pytest

from exchange_api.client.errors import RequestInvalid
from exchange_api.client.requests import Options, build, build_receipt, curl, origin
from exchange_api.message import body_hasher, read_call, request_hash

CLIENT, SERVICE = "CITY/GOV/1000/FUND", "CITY/GOV/2000/MARKET/licence"


def made(path: str = "", method: str = "GET", body: bytes | None = None, **more: Any) -> Any:
    return build(CLIENT, method, SERVICE, path, body, Options(**more))


@pytest.mark.parametrize(
    ("path", "query", "target"),
    [
        ("", {}, ""),
        ("/", {}, "/"),
        ("a/b", {}, "/a/b"),
        ("/a%2Fb;v=1", {}, "/a%2Fb;v=1"),
        ("/示例 x", {}, "/%E7%A4%BA%E4%BE%8B%20x"),
        ("/a?q=1&r=%20", {}, "/a?q=1&r=%20"),
        ("?q=ü", {}, "?q=%C3%BC"),
        ("/a?", {}, "/a"),
        ("/a", {"q": "1 2&", "r": "é"}, "/a?q=1+2%26&r=%C3%A9"),
        ("/a?x=1", [("q", "1"), ("q", "2")], "/a?x=1&q=1&q=2"),
        ("//a//", {}, "//a//"),
        ('/"<>{}|\\^`', {}, "/%22%3C%3E%7B%7D%7C%5C%5E%60"),
    ],
)
def test_a_path_goes_out_as_it_is_with_the_rest_escaped(path: str, query: Any, target: str) -> None:
    assert made(path, query=query).target == f"/r1/{SERVICE}{target}"


def test_identifiers_are_spelled_in_the_one_way() -> None:
    request = build("CITY/GOV/%31000/sub%2fX", "GET", "CITY/GOV/2000/MARKET/li%63ence", "", None, Options())
    assert request.target == f"/r1/{SERVICE}"
    assert request.headers == (("X-Road-Client", "CITY/GOV/1000/sub%2FX"),)


def test_options_become_headers_in_a_fixed_order() -> None:
    request = made(
        fields=["a", "b"],
        item="X1",
        issue="BJ-1",
        user="CN1",
        message_id="id-1",
        headers=[("X-A", " 1 "), ("x-a", "2")],
    )
    assert request.headers == (
        ("X-Road-Client", CLIENT),
        ("X-Road-Id", "id-1"),
        ("X-Road-UserId", "CN1"),
        ("X-Road-Issue", "BJ-1"),
        ("Lianlu-Item", "X1"),
        ("Lianlu-Fields", "a,b"),
        ("X-A", "1"),
        ("x-a", "2"),
    )


@pytest.mark.parametrize("message_id", [None, "id-1"])
@pytest.mark.parametrize("body", [None, b"", b"{}"])
def test_the_hash_is_the_one_that_a_gateway_computes(message_id: str | None, body: bytes | None) -> None:
    request = made("/é?q=1", "POST", body, message_id=message_id, headers=[("x-Own", "värde"), ("Accept", "a/b")])
    wire = [(b"Host", b"x"), *((name.encode(), value.encode()) for name, value in request.headers)]
    wire.append((b"Content-Length", b"2"))
    call = read_call("POST", request.target.encode(), wire, own_request_id=b"f92591a3-6bf0-49b1-987b-0dd78c034cc3")
    digest = body_hasher()
    digest.update(body or b"")
    wanted = request_hash(call, digest.digest() if body else None).decode()
    assert request.hash(call.request_id.decode(), call.message_id.decode()) == wanted
    assert request.hash("f92591a3-6bf0-49b1-987b-0dd78c034cc4", call.message_id.decode()) != wanted


@pytest.mark.parametrize(
    "wrong",
    [
        {"method": "TRACE"},
        {"method": "get"},
        {"path": "/a#b"},
        {"headers": {"Connection": "close"}},
        {"headers": {"Host": "x"}},
        {"headers": {"X-Road-Client": "other"}},
        {"headers": {"X-Road-Request-Id": "1"}},
        {"headers": {"X A": "1"}},
        {"headers": {"X-A": "1\r\nX-B: 2"}},
        {"issue": "a\nb"},
        {"headers": {"": "1"}},
    ],
)
def test_what_would_be_lost_or_misread_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(RequestInvalid):
        made(**wrong)


@pytest.mark.parametrize(
    ("client", "service"), [("CITY/GOV", SERVICE), (CLIENT, "CITY/GOV/2000/MARKET"), ("", SERVICE)]
)
def test_malformed_identifiers_are_refused(client: str, service: str) -> None:
    with pytest.raises(RequestInvalid):
        build(client, "GET", service, "", None, Options())


@pytest.mark.parametrize("exchange", ["", "0" * 31, "A" * 32, "../" + "0" * 29])
def test_an_exchange_id_has_one_form(exchange: str) -> None:
    with pytest.raises(RequestInvalid):
        build_receipt(CLIENT, exchange)


def test_a_gateways_address_is_an_origin() -> None:
    assert origin("https://gw.example") == ("https", "gw.example", 443)
    assert origin("http://[::1]:8080/") == ("http", "::1", 8080)
    for wrong in ("gw:8080", "ftp://gw", "http://u@gw", "http://gw/r1", "http://gw:x", "http://gw?x"):
        with pytest.raises(RequestInvalid):
            origin(wrong)


def test_the_line_for_the_shell_says_the_same() -> None:
    request = made("/a?q='1'", "PUT", b"x", headers={"X-A": "it's"})
    words = shlex.split(curl("http://gw:8080/", request))
    assert words[:3] == ["curl", "-X", "PUT"]
    assert words[3:11] == [
        "-H",
        f"X-Road-Client: {CLIENT}",
        "-H",
        "X-A: it's",
        "-H",
        "Content-Type:",
        "--data-binary",
        "@-",
    ]
    assert words[11] == f"http://gw:8080/r1/{SERVICE}/a?q='1'"
    assert "-X" not in curl("http://gw", made())
