"""`/r1` towards information systems: what is passed, what is refused, and in which words."""

from __future__ import annotations

import asyncio
import datetime
import hashlib
import json
import os
import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from chain_node.evidence.bundle import parse_bundle, verify_bundle
from exchange_api.message import body_hasher, read_call, request_hash
from exchange_api.web.clients import client_rules
from tests.integration.pair import ASKER, DENIED, OWNER, Pair, gateways
from tests.unit.exchange_api.serving import talk


@pytest.fixture
async def pair(tmp_path: Path) -> AsyncIterator[Pair]:
    async with gateways(tmp_path) as made:
        made.grant()
        yield made


async def test_methods_bodies_and_hash(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        pair.grant()
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"):
            answer = await pair.ask(method=method, body=b"body of it")
            assert answer.status == 200, (method, answer.body)
            call = pair.backend.calls[-1]
            assert (call["method"], call["body"]) == (method, b"body of it")
            assert sum(name.lower() == "content-length" for name, _ in call["headers"]) == 1
        answer = await pair.ask(method="HEAD")
        assert (answer.status, answer.body) == (200, b"")
        answer = await pair.ask(method="TRACE")
        assert (answer.status, answer.error) == (405, None)


async def test_the_hash_can_be_recomputed_by_who_knows_his_own_headers(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        pair.grant()
        target = f"/r1/{OWNER.path}/plain/a?b=1"
        head = f"POST {target} HTTP/1.1\r\nHost: x\r\nX-Road-Client:  {ASKER.path} \r\nx-Custom: é\r\nX-Road-Id: i\r\n"
        port = int(pair.consumer.urls["systems"].rsplit(":", 1)[1])
        raw = await talk(port, head.encode() + b"Content-Length: 2\r\n\r\n{}", timeout=10)
        lines = [line.partition(b": ") for line in raw.partition(b"\r\n\r\n")[0].split(b"\r\n")[1:]]
        got = {name: value for name, _, value in lines}
        sent = [(b"X-Road-Client", ASKER.path.encode()), (b"x-Custom", "é".encode()), (b"X-Road-Id", b"i")]
        call = read_call("POST", target.encode(), sent, own_request_id=got[b"x-road-request-id"])
        digest = body_hasher()
        digest.update(b"{}")
        assert got[b"x-road-request-hash"] == request_hash(call, digest.digest())


async def test_answers_pass_as_they_are(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        pair.grant()
        answers = {
            "/gone": (410, [(b"content-type", b"text/plain"), (b"X-Own", b"1"), (b"x-own", b"2")], b"gone"),
            "/moved": (302, [(b"location", b"http://elsewhere/")], b""),
            "/none": (204, [], b""),
            "/same": (304, [(b"etag", b'"1"')], b""),
            "/odd": (
                299,
                [(b"x-road-error", b"forged"), (b"lianlu-receipt", b"forged"), (b"date", b"then")],
                b"\xff\0",
            ),
        }
        pair.backend.answer = lambda call: answers[call["target"].removeprefix("/be")]
        for path, (status, _, body) in answers.items():
            answer = await pair.ask(path)
            assert (answer.status, answer.body) == (status, body)
            assert answer.error is None
            assert len(answer.headers["lianlu-receipt"]) == 32
        assert answer.headers["date"] == "then"
        assert (await pair.ask("/moved")).headers["location"] == "http://elsewhere/"


@pytest.mark.parametrize(
    ("target", "headers", "status", "error"),
    [
        ("/r1/LIANLU/GOV/SCJG/SCJG", "", 400, "Client.BadRequest"),
        ("/r1/LIANLU/GOV/SCJG/SCJG/plain/%2e%2e/x", "", 400, "Client.BadRequest"),
        ("/r1/LIANLU/GOV/SCJG/SCJG/plain/%zz", "", 400, "Client.BadRequest"),
        ("/r1/LIANLU/GOV/SCJG/%FF/plain", "", 400, "Client.BadRequest"),
        ("/r1/LIANLU/GOV/SCJG/SCJG/some/allowed/a;b", "", 400, "Client.BadRequest"),
        ("/r1/LIANLU/GOV/NOBODY/S/plain", "", 404, "Server.ClientProxy.UnknownMember"),
        ("/r1/LIANLU/GOV/SCJG/NOTHING/plain", "", 404, "Server.ClientProxy.UnknownMember"),
        (f"/r1/{'L' * 255}/GOV/SCJG/SCJG/plain", "", 404, "Server.ClientProxy.UnknownMember"),
        ("/r1/LIANLU/GOV/SCJG/SCJG/plain", "X-Road-Represented-Party: a/b/c\r\n", 400, "Client.BadRequest"),
        ("/r1/LIANLU/GOV/SCJG/SCJG/plain", "X-Road-Represented-Party: a/\r\n", 400, "Client.BadRequest"),
        ("/r1/LIANLU/GOV/SCJG/SCJG/plain", "X-Road-Represented-Party: %zz\r\n", 400, "Client.BadRequest"),
        ("/r1/x", "X-Road-Id: a\r\nX-Road-Id: b\r\n", 400, "Client.BadRequest"),
        ("/r1/LIANLU/GOV/SCJG/SCJG/plain", "X-Road-Id: a\r\nX-Road-Id: b\r\n", 400, "Client.BadRequest"),
        (
            "/r1/LIANLU/GOV/SCJG/SCJG/plain",
            "X-Road-Security-Server: a/b\r\n",
            400,
            "Server.ClientProxy.InvalidSecurityServer",
        ),
        (
            "/r1/LIANLU/GOV/SCJG/SCJG/plain",
            "X-Road-Security-Server: LIANLU/GOV/GJJ/GW1\r\n",
            400,
            "Server.ClientProxy.InvalidSecurityServer",
        ),
        ("/elsewhere", "", 404, None),
        ("/api/v1/receipts", "", 404, None),
    ],
)
async def test_what_is_not_a_call_is_refused(
    pair: Pair, target: str, headers: str, status: int, error: str | None
) -> None:
    port = int(pair.consumer.urls["systems"].rsplit(":", 1)[1])
    head = f"GET {target} HTTP/1.1\r\nHost: x\r\nX-Road-Client: {ASKER.path}\r\n{headers}\r\n"
    raw = await talk(port, head.encode())
    assert raw.startswith(f"HTTP/1.1 {status} ".encode()), raw
    assert (f"x-road-error: {error}\r\n".encode() in raw) is (error is not None)
    assert b"x-road-error" not in raw or error is not None
    assert b"lianlu-receipt" not in raw


async def test_the_security_server_named_is_the_one_asked(pair: Pair) -> None:
    named = {"X-Road-Security-Server": "LIANLU/GOV/SCJG/GW1"}
    assert (await pair.ask(headers=named)).status == 200


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("application/json", "application/json"),
        ("", "application/json"),
        ("image/png", "application/json"),
        ("text/xml", "text/xml"),
        ("application/xml;q=0.1, application/json", "application/xml"),
        ("text/*", "text/xml"),
    ],
)
async def test_errors_come_in_the_form_that_is_accepted(pair: Pair, accept: str, kind: str) -> None:
    answer = await pair.ask(service="none", headers={"Accept": accept} if accept else {})
    assert answer.headers["content-type"] == kind
    text = answer.body.decode()
    assert "Server.ServerProxy.UnknownService" in text
    if kind == "application/json":
        assert set(json.loads(text)) == {"type", "message", "detail"}
    assert answer.headers["x-road-id"].startswith("LIANLU-")


async def test_large_bodies_pass_through_files_and_leave_none(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        pair.grant()
        data = os.urandom(3_000_001)
        pair.backend.answer = lambda call: (200, [], call["body"][::-1])
        answer = await pair.ask(method="POST", body=data)
        assert answer.status == 200
        assert hashlib.sha256(answer.body).digest() == hashlib.sha256(data[::-1]).digest()
        assert [file.name.endswith("-1") for file in (pair.provider.data / "spool").iterdir()] == [True]
        assert not list((pair.consumer.data / "spool").iterdir())

        async def chunks() -> object:
            for at in range(0, len(data), 100_000):
                yield data[at : at + 100_000]

        answer = await pair.ask(method="POST", body=chunks())
        assert len(answer.body) == len(data)


async def test_a_body_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        pair.grant()
        pair.consumer.parts.context.spool._max_body = 500_000
        answer = await pair.ask(method="POST", body=bytes(900_000))
        assert (answer.status, answer.error) == (413, "Client.BadRequest")
        assert not list((pair.consumer.data / "spool").iterdir())


async def test_a_body_that_says_it_is_too_large_is_not_read(pair: Pair) -> None:
    head = f"POST /r1/{OWNER.path}/plain/x HTTP/1.1\r\nHost: x\r\nX-Road-Client: {ASKER.path}\r\n"
    port = int(pair.consumer.urls["systems"].rpartition(":")[2])
    for more in ("", "Expect: 100-continue\r\n"):
        answer = await talk(port, f"{head}{more}Content-Length: {5 << 30}\r\n\r\n".encode(), timeout=2)
        assert answer.startswith(b"HTTP/1.1 413 ")
        assert b"connection: close" in answer


async def test_back_ends_that_fail_have_their_codes(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        pair.grant()
        pair.grant("masked", profiles=1)
        plain = 'service = "plain"\nsubsystem = "SCJG"\n'
        pair.declare(plain + 'base_url = "http://127.0.0.1:9"\n')
        answer = await pair.ask()
        assert (answer.status, answer.error) == (502, "Server.ServerProxy.NetworkError")
        pair.declare(plain + 'base_url = "http://169.254.169.254"\n')
        assert (await pair.ask()).error == "Server.ServerProxy.NetworkError"
        pair.declare(plain + 'base_url = "http://no-such-host.invalid"\n')
        assert (await pair.ask()).error == "Server.ServerProxy.NetworkError"
        pair.backend.delay_s = 1.0
        pair.declare(plain + f'base_url = "{pair.backend_url}"\ntimeout_s = 0.2\n')
        answer = await pair.ask()
        assert (answer.status, answer.error) == (504, "Server.ServerProxy.ServiceFailed.Timeout")
        pair.backend.delay_s = 0
        for bad in (b"", b"[]]", b'{"data":1}', b'{"data":{"tyshxydm":NaN}}'):
            pair.backend.answer = lambda call, bad=bad: (200, [], bad)  # type: ignore[misc]
            answer = await pair.ask(service="masked")
            assert (answer.status, answer.error) == (502, "Server.ServerProxy.ServiceFailed.InvalidResponse")
        pair.backend.answer = lambda call: (500, [], b'{"data":{"tyshxydm":"secret"}}')
        answer = await pair.ask(service="masked")
        assert answer.status == 502
        assert b"secret" not in answer.body
        pair.backend.answer = lambda call: (404, [(b"x-name", b"secret")], b"secret")
        answer = await pair.ask(service="masked")
        assert (answer.status, answer.body) == (404, b"")
        assert "x-name" not in answer.headers
        pair.declare(plain + f'base_url = "{pair.backend_url}"\nenabled = false\nnotice = "维护中"\n')
        answer = await pair.ask()
        assert (answer.status, answer.error) == (503, "Server.ServerProxy.ServiceDisabled")
        assert answer.json["message"] == "维护中"


async def test_a_back_end_whose_status_is_none_of_http_is_the_providers_fault(tmp_path: Path) -> None:
    async def odd(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 700 Odd\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()
        writer.close()

    async with gateways(tmp_path) as pair, await asyncio.start_server(odd, "127.0.0.1", 0) as server:
        pair.grant()
        port = server.sockets[0].getsockname()[1]
        pair.declare(f'service = "plain"\nsubsystem = "SCJG"\nbase_url = "http://127.0.0.1:{port}"\n')
        answer = await pair.ask()
        assert (answer.status, answer.error) == (502, "Server.ServerProxy.ServiceFailed.InvalidResponse")


async def test_a_filtered_service_asks_for_the_whole_and_nothing_else(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        pair.grant("masked", profiles=1)
        headers = {"Range": "bytes=0-1", "If-None-Match": "x", "Accept-Encoding": "gzip", "X-Mine": "1"}
        answer = await pair.ask(service="masked", headers=headers)
        assert answer.json == {"code": "X1"}
        names = {name.lower() for name, _ in pair.backend.calls[0]["headers"]}
        assert not names & {"range", "if-none-match", "accept-encoding"}
        assert "x-mine" in names
        answer = await pair.ask(service="masked", method="HEAD")
        assert answer.error == "Server.ServerProxy.ServiceFailed.InvalidResponse"


async def test_probing_by_predicates_is_limited(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        pair.grant("masked", profiles=3 << 6)
        for number in range(4):
            assert (await pair.ask(f"/p?p.name={number}", service="masked")).json == {"rep_is": False}
        body = json.dumps({"predicate_inputs": {"name": "张小明"}}).encode()
        answer = await pair.ask(
            "/r", service="masked", method="POST", body=body, headers={"Content-Type": "application/json"}
        )
        assert answer.json == {"rep_is": True}
        for target in ("/p?p.name=6", "/q?p.name=7"):  # the second asks for the same record in other words
            answer = await pair.ask(target, service="masked")
            assert (answer.status, answer.error) == (429, "Server.ServerProxy.AccessDenied.ProbeLimit")
        assert (await pair.ask("/p?p.name=0", service="masked")).status == 200


async def test_receipts_and_bundles(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        pair.grant()
        answer = await pair.ask()
        identity = answer.headers["lianlu-receipt"]
        url = f"{pair.consumer.urls['systems']}/lianlu/v1/receipts/{identity}"
        async with pair.http.get(url, headers={"X-Road-Client": ASKER.path}) as own:
            assert (await own.json())["granted"]["reason"] == "Granted"
        async with pair.http.get(url, headers={"X-Road-Client": DENIED.path}) as other:
            assert other.status == 404
        async with pair.http.get(url) as nobody:
            assert nobody.status == 400
        async with pair.http.post(url, headers={"X-Road-Client": ASKER.path}) as written:
            assert (written.status, written.headers["allow"]) == (405, "GET, HEAD")
        data = await pair.consumer.parts.receipts.bundle(identity)
        records = verify_bundle(parse_bundle(data))
        assert [record.statement.mtype.name for record in records] == ["REQ", "RES"]
        page = await pair.consumer.parts.receipts.page(None)
        assert [item["exchange_id"] for item in page["items"]] == [identity]


def certificate(path: Path, name: str, days: int = 10) -> tuple[str, str]:
    """A self-signed certificate and its key; files."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number()).not_valid_before(now - datetime.timedelta(days=20))
    made = builder.not_valid_after(now + datetime.timedelta(days=days)).sign(key, hashes.SHA256())
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (path / f"{name}.pem").write_bytes(made.public_bytes(pem))
    (path / f"{name}.key").write_bytes(secret)
    return str(path / f"{name}.pem"), str(path / f"{name}.key")


async def test_information_systems_authenticate_as_their_connection_type_says(tmp_path: Path) -> None:
    own, other, expired = (
        certificate(tmp_path, name, days) for name, days in (("own", 10), ("other", 10), ("expired", -5))
    )
    async with gateways(tmp_path / "pair", https={"own": own[0], "expired": expired[0], "other": other[0]}) as pair:
        pair.grant()

        async def ask(certificate: tuple[str, str] | None) -> tuple[int, str | None]:
            tls = ssl.create_default_context()
            tls.check_hostname, tls.verify_mode = False, ssl.CERT_NONE
            if certificate:
                tls.load_cert_chain(*certificate)
            url = f"{pair.consumer.urls['systems_tls']}/r1/{OWNER.path}/plain"
            headers = {"X-Road-Client": ASKER.path}
            async with aiohttp.ClientSession() as http, http.get(url, headers=headers, ssl=tls) as answer:
                return answer.status, answer.headers.get("x-road-error")

        failed = (403, "Server.ClientProxy.SslAuthenticationFailed")
        assert await ask(own) == (200, None)
        assert await ask(None) == failed
        assert await ask(other) == failed
        assert await ask(expired) == failed
        plain = await pair.ask()
        assert (plain.status, plain.error) == failed
        with pytest.raises(aiohttp.ClientError):
            await ask(certificate(tmp_path, "stranger"))
        rules = client_rules(pair.consumer.parts.config)
        assert rules[ASKER.path].connection == "SSLAUTH"
