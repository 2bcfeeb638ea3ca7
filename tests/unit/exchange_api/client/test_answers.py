"""What an answer is taken for: the provider's, a gateway's fault, or no answer to this call at all."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange_api.client import errors
from exchange_api.client.answers import judge, judge_document
from exchange_api.client.errors import AnswerInvalid, ClientError, Fault, GatewayFailed
from exchange_api.client.requests import Options, Request, build

REQUEST: Request = build("CITY/GOV/1000/FUND", "GET", "CITY/GOV/2000/MARKET/licence", "/x", None, Options())
RIGHT = [("x-road-id", "i"), ("x-road-request-id", "r"), ("x-road-request-hash", REQUEST.hash("r", "i"))]


def fault(status: int, code: str, body: Any = None, *more: tuple[str, str]) -> Fault:
    said = json.dumps(body or {"type": code, "message": "m", "detail": "d"}).encode()
    with pytest.raises(Fault) as raised:
        judge(REQUEST, status, [("X-Road-Error", code), *more], said)
    return raised.value


def test_an_answer_is_given_with_all_that_came() -> None:
    answer = judge(REQUEST, 418, [*RIGHT, ("lianlu-receipt", "ab"), ("X-A", "1")], b'{"a": 1}')
    assert not answer.ok and answer.status == 418 and answer.json() == {"a": 1} and answer.text == '{"a": 1}'
    assert (answer.exchange_id, answer.message_id, answer.header("x-a")) == ("ab", "i", "1")
    for wrong in (b"no", b"", b"\xff", b"[" * 100_000 + b"]" * 100_000):
        with pytest.raises(AnswerInvalid):
            judge(REQUEST, 200, RIGHT, wrong).json()
    assert judge(REQUEST, 200, RIGHT, b"[" * 300 + b"]" * 300).json()


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [*RIGHT[:2], ("x-road-request-hash", "forged")],
        [("x-road-id", "other"), *RIGHT[1:]],
        [RIGHT[0], ("x-road-request-id", "other"), RIGHT[2]],
    ],
)
def test_an_answer_to_another_request_is_none(headers: list[tuple[str, str]]) -> None:
    with pytest.raises(AnswerInvalid):
        judge(REQUEST, 200, headers, b"secret")


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (400, "Client.BadRequest", "RequestRefused"),
        (413, "Client.BadRequest", "RequestRefused"),
        (403, "Server.ServerProxy.AccessDenied.NoGrant", "Denied"),
        (403, "Server.ClientProxy.UnknownMember", "Denied"),
        (404, "Server.ServerProxy.UnknownService", "NotThere"),
        (429, "Server.ServerProxy.AccessDenied.CapExceeded", "TryLater"),
        (503, "Server.ServerProxy.ServiceDisabled", "TryLater"),
        (502, "Server.ServerProxy.NetworkError", "ProviderFailed"),
        (504, "Server.ServerProxy.ServiceFailed.Timeout", "ProviderFailed"),
        (500, "Server.ClientProxy.LoggingFailed", "GatewayFailed"),
        (500, "Server.ServerProxy.AccessDenied", "Denied"),
        (500, "server.serverproxy.access_denied", "Denied"),
        (500, "server.clientproxy.unknown_member", "NotThere"),
        (500, "server.clientproxy.invalid_client_identifier", "RequestRefused"),
        (500, "server.serverproxy.service_disabled", "TryLater"),
        (500, "Server.ServerProxy.IOError", "ProviderFailed"),
        (500, "server.serverproxy.io_error", "ProviderFailed"),
        (500, "server.clientproxy.internal_error", "GatewayFailed"),
    ],
)
def test_a_fault_is_typed_by_status_or_in_the_reference_profiles_by_code(status: int, code: str, kind: str) -> None:
    error = fault(status, code)
    assert type(error) is getattr(errors, kind)
    assert (error.type, error.fault.message, error.fault.detail, error.fault.answered) == (code, "m", "d", status)


def test_a_fault_says_where_its_receipt_is_and_when_to_come_again() -> None:
    error = fault(429, "Server.ClientProxy.Overloaded", None, ("Lianlu-Receipt", "ab"), ("Retry-After", "7"))
    assert (error.exchange_id, error.retry_after) == ("ab", 7)
    assert "receipt ab" in str(error) and str(error).startswith("429 Server.ClientProxy.Overloaded: m")
    assert fault(429, "x", None, ("Retry-After", "Fri, 02 Jan 2015 00:00:00 GMT")).retry_after is None


@pytest.mark.parametrize(
    "body",
    [
        b"<error><type>T</type><message>a &lt; b</message><detail>d</detail></error>",
        b'<?xml version="1.0"?>\n<error>\n<detail>d</detail><message>a &lt; b</message></error>',
    ],
)
def test_a_fault_in_xml_is_read_as_well(body: bytes) -> None:
    with pytest.raises(Fault) as raised:
        judge(REQUEST, 403, [("x-road-error", "T")], body)
    assert (raised.value.fault.message, raised.value.fault.detail) == ("a < b", "d")


@pytest.mark.parametrize("body", [b"", b"[]", b"\xff", b'{"message": 1}'])
def test_a_fault_without_a_readable_body_is_one_all_the_same(body: bytes) -> None:
    with pytest.raises(GatewayFailed):
        judge(REQUEST, 500, [("x-road-error", "Server.ClientProxy.InternalError")], body)


def test_what_is_no_gateway_is_said() -> None:
    with pytest.raises(Fault) as raised:
        judge(REQUEST, 404, [], b'{"code": "exchange.not_found", "message": "no such path on this listener"}')
    assert raised.value.type == "exchange.not_found"
    with pytest.raises(AnswerInvalid):
        judge(REQUEST, 302, [("Location", "http://elsewhere/")], b"")


TEXT = st.text(st.characters(codec="latin-1"), max_size=20)
NAMES = st.sampled_from(["X-Road-Error", "X-Road-Request-Hash", "X-Road-Request-Id", "X-Road-Id", "Retry-After", "X"])
BODIES = st.binary(max_size=60) | st.sampled_from(
    [b'{"message": {}}', b'{"code": 1}', b"<type>&#x110000;</type>", b"[" * 5000]
)


@given(st.integers(100, 999), st.lists(st.tuples(NAMES, TEXT), max_size=4), BODIES)
def test_whatever_comes_is_an_answer_or_an_error_of_the_clients(
    status: int, headers: list[tuple[str, str]], body: bytes
) -> None:
    for judged in (lambda: judge(REQUEST, status, headers, body), lambda: judge_document(status, headers, body)):
        try:
            assert judged() is not None
        except ClientError as error:
            assert str(error)


def test_a_document_is_an_object_or_a_fault() -> None:
    assert judge_document(200, [], b'{"a": 1}') == {"a": 1}
    for body in (b"[]", b"no"):
        with pytest.raises(AnswerInvalid):
            judge_document(200, [], body)
    with pytest.raises(errors.NotThere):
        judge_document(404, [], b'{"code": "exchange.receipt_unknown", "message": "no such exchange"}')
