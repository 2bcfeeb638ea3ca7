"""The gateway's parsers of foreign bytes: of clients, of peer gateways, of back ends, of people's tokens."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path

from chain_node.crypto.secp256k1 import EthKey
from chain_node.evidence.checkpoint import Checkpoint
from chain_node.ids import MemberRef
from chain_node.ledger.endpoints import match_endpoint
from chain_node.ledger.records import Endpoint, Profile
from exchange_api import commitments, confirmations, declarations, descriptions, disclosure, headers, message
from exchange_api.adapters import frames
from exchange_api.adapters.peers import encode_checkpoint
from exchange_api.client.answers import judge, judge_document
from exchange_api.client.errors import ClientError, Fault
from exchange_api.client.requests import Request
from exchange_api.config import Config, Identity
from exchange_api.errors import CallerMistake, InconsistentResponse, PeerMistake, SystemFailed, Unauthorized
from exchange_api.paths import unsafe_path
from exchange_api.service.checkpoints import _parse as parse_checkpoint
from exchange_api.setup_errors import ConfirmationInvalid, ServiceInvalid
from exchange_api.tokens import TokenVerifier, issue
from exchange_api.versions import parse_version
from exchange_api.web.faults import fault_body
from tests.fuzz.listener import converse
from tests.fuzz.mangling import Parser

MEMBER = MemberRef("LIANLU", "GOV", "SCJG")
TARGET = b"/r1/LIANLU/GOV/SCJG/SCJG/svc/a%2Fb/c?p.name=x&q="
LINES = (
    b"X-Road-Client:LIANLU/GOV/GJJ/SYS\r\nX-Road-Id:a-1\r\nX-Road-UserId:EE1\r\nX-Road-Issue:" + b"0a" * 32 + b"\r\n"
    b"X-Road-Security-Server:LIANLU/GOV/SCJG/GW1\r\nX-Road-Represented-Party:GOV/1\r\nLianlu-Fields:a, b\r\n"
    b"Lianlu-Item:i\r\nPrefer:wait=5\r\nConnection:x-hop, close\r\nX-Hop:1\r\nAccept:text/xml;q=0.1, */*\r\n"
)
HEAD = b"POST " + TARGET + b" HTTP/1.1\r\nHost: x\r\n"
REQUESTS = (
    HEAD + LINES + b"Content-Length: 3\r\n\r\nabc" + HEAD + b"\r\n",
    HEAD + b"Transfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n3;x=y\r\nabc\r\n0\r\nX-Late: 1\r\n\r\n",
    b"GET /a HTTP/1.0\r\n\r\n", HEAD + b"Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n" + HEAD + b"\r\n",
)  # fmt: skip
DECLARATION = b"""service = "licence"
subsystem = "SCJG"
base_url = "http://10.20.0.5/api"
timeout_s = 1.5
pass_headers = ["etag"]
[[endpoint]]
method = "GET"
path = "/licence/*"
[records]
pointer = "/data"
[[field]]
code = "legal_rep"
from = "/frxm"
mask = "name_strict"
required = true
[[field]]
code = "id_no"
from = "/sfz"
mask = "resident_id_strict"
[[predicate]]
id = "adult"
inputs = [["name", "text"]]
expr = ["eq", ["field", "/frxm"], ["input", "name"]]
"""
RECORDS = b'{"data":[{"frxm":"\xe5\xbc\xa0","sfz":"990101199001011234","born":"1990-01-01"},{"frxm":null,"sfz":1}]}'
OPENAPI = (
    b'{"openapi":"3.0.3","servers":[{"url":"https://10.0.0.1:8080/api"}],"paths":{"/a":{"servers":[{"url":"//h"}]}}}'
)
ASKED = Request("GET", "/r1/A/B/C/D/E", (("X-Road-Client", "A/B/C/D"),), None)


def _text(data: bytes) -> str:
    return data.decode("latin-1")


def _call(data: bytes) -> None:
    """A target, then header lines: as the provider reads them out of a signed request, and as the consumer does."""
    target, _, lines = data.partition(b"\n")
    found = message.split_lines(lines)
    for own in (None, b"11111111-1111-4111-8111-111111111111"):
        call = message.read_call("GET", target, found, own_request_id=own)
        assert message.split_lines(call.lines), "what it writes it cannot read"
        unsafe_path(call.path, strict=True)
        commitments.commitment_items(call, commitments.predicate_inputs(call.query), bytes(32))
        message.request_hash(call, None)
        assert call.case_id is None or len(call.case_id) == 32


def _headers(data: bytes) -> None:
    """Every header that has a meaning of its own."""
    for parse in (headers.security_server, headers.represented, headers.asked_fields):
        try:
            parse(data)
        except CallerMistake:
            continue
    parse_version(_text(data))
    kind, _ = fault_body([(b"accept", data)], "Code", "text \ud800 \0 <&>", "detail")
    assert kind in (b"application/json", b"application/xml", b"text/xml")


def _glob(data: bytes) -> None:
    """A method and path against rules with a star."""
    rules = [Endpoint("GET", "/allowed/*"), Endpoint("*", "/one"), Endpoint("POST", _text(data)[:40])]
    method, _, path = _text(data).partition(" ")
    assert match_endpoint(rules, method, path) in (0, 1, 2, 255)


def _disclosed(declaration: declarations.Declaration) -> Callable[[bytes], None]:
    """What a back end says, filtered; whatever leaves is what a receiver takes."""
    records = declaration.records
    assert records is not None
    profiles = (("legal_rep", Profile.PLAIN), ("id_no", Profile.MASKED), ("adult", Profile.PREDICATE))

    def check(data: bytes) -> None:
        made = disclosure.disclose(records, profiles, data, {"name": b"x"}, {}, datetime.date(2026, 1, 1))
        columns = {label[2:]: value for label, _, value in made.columns}
        disclosure.check_release(made.body, columns)

    return check


def _client(data: bytes) -> None:
    """An answer as our client judges it: head lines, then the body."""
    head, _, body = data.partition(b"\n\n")
    found = [(name, value) for name, _, value in (line.partition(":") for line in _text(head).split("\n"))]
    for status in (200, 403, 502):
        for judged in (lambda s: judge(ASKED, s, found, body), lambda s: judge_document(s, found, body)):
            try:
                judged(status)
            except (ClientError, Fault):
                continue


def parsers(directory: Path) -> dict[str, Parser]:
    """By name. `directory`: of a configuration."""
    zero = bytes(32)
    checkpoint = Checkpoint(zero, 1, 8, zero, 0, zero, zero, zero, zero, zero)
    config = Config(directory, Identity(id="LIANLU/GOV/SCJG/GW1"))
    verifier = TokenVerifier(config, bytes(32))
    token = b"Bearer " + issue(config, bytes(32), ["receipts:read"], "x", 3600, 1_800_000_000).encode()
    declaration = declarations.parse(DECLARATION, MEMBER)
    framed = frames.encode(b"receipt", b"message", b"openings", b"body")
    address = confirmations.Address("LIANLU/GOV/SCJG/GW1", "service", "LIANLU/GOV/SCJG/S/s", "http://10.0.0.1")
    confirmed = confirmations.dump([confirmations.confirm(address, EthKey(bytes(31) + b"\1"))])
    fault = b"X-Road-Error:Client.BadRequest\nRetry-After:5\n\n"
    mistakes: tuple[type[Exception], ...] = (CallerMistake,)
    return {
        "http": Parser(converse, (), REQUESTS),
        "call": Parser(_call, mistakes, (TARGET + b"\n" + LINES,)),
        "headers": Parser(_headers, (), (b"LIANLU/GOV/SCJG/GW1", b"GOV/1", b"a, b", b"1.2.3", b"text/xml;q=1, */*")),
        "glob": Parser(_glob, (), (b"GET /allowed/x", b"POST /a/*")),
        "predicate-inputs": Parser(commitments.predicate_inputs, mistakes, (b"p.name=a+b&p.n%41=%00&q=1",)),
        "json-inputs": Parser(
            lambda data: commitments.json_inputs(data, b"application/json"),
            mistakes,
            (b'{"predicate_inputs":{"name":"x","n":1,"d":null}}',),
        ),
        "frames": Parser(frames.decode, (PeerMistake, InconsistentResponse), (framed,)),
        "checkpoint": Parser(
            parse_checkpoint, (PeerMistake,), (encode_checkpoint(checkpoint, bytes(65), [bytes(32)]),)
        ),
        "records": Parser(_disclosed(declaration), (SystemFailed,), (RECORDS, b'{"data":{"frxm":"x","sfz":"y"}}')),
        "released": Parser(
            lambda data: disclosure.check_release(data, {"a": b'["x"]'}), (InconsistentResponse,), (b'{"a":"x"}', b"[]")
        ),
        "openapi": Parser(descriptions.without_servers, (SystemFailed,), (OPENAPI,)),
        "declaration": Parser(lambda data: declarations.parse(data, MEMBER), (ServiceInvalid,), (DECLARATION,)),
        "confirmations": Parser(
            lambda data: confirmations.dump(confirmations.parse(data)), (ConfirmationInvalid,), (confirmed,)
        ),
        "token": Parser(
            lambda data: verifier.check(_text(data), "receipts:read", 1_800_000_000), (Unauthorized,), (token,)
        ),
        "client-answer": Parser(
            _client, (), (fault + b'{"type":"a","message":"b","detail":"c"}', fault + b"<error><type>a</type></error>")
        ),
    }
