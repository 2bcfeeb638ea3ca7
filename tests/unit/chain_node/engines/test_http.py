"""The ledger's HTTP as clients and attackers use it: a real server in this process, raw sockets against it."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from chain_node.engines.embedded.errors import BindRefused
from chain_node.engines.embedded.http import Connection, Gate
from chain_node.engines.embedded.ledger import EmbeddedLedger
from chain_node.engines.embedded.limits import Limits
from chain_node.engines.embedded.rpc.dispatch import Dispatcher
from chain_node.engines.embedded.server import Listen
from tests.unit.chain_node.engines.certificates import self_signed

BODY = b'{"jsonrpc":"2.0","id":1,"method":"eth_blockNumber","params":[]}'
LIMITS = Limits(request_bytes=10_000, connections=4, batch_requests=500)


@asynccontextmanager
async def serving(directory: Path, listen: Listen | None = None) -> AsyncIterator[tuple[int, Gate]]:
    """A ledger behind HTTP on a free port; nobody seals."""
    chosen = listen or Listen()
    ledger = EmbeddedLedger(directory / "data", LIMITS)
    gate = Gate(Dispatcher(ledger, lambda: None), LIMITS, chosen.hosts(), chosen.token)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(gate), "127.0.0.1", 0, ssl=chosen.context())
    try:
        yield server.sockets[0].getsockname()[1], gate
    finally:
        server.close()
        for connection in list(gate.connections):
            connection.close()
        await asyncio.sleep(0.01)
        ledger.close()


def request(body: bytes = BODY, method: str = "POST", path: str = "/", **headers: str) -> bytes:
    fields = {"host": "127.0.0.1:1", "content-type": "application/json", "content-length": str(len(body))}
    fields |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"{name}: {value}" for name, value in fields.items() if value != "-"]
    return "\r\n".join([f"{method} {path} HTTP/1.1", *lines, "", ""]).encode() + body


async def exchange(port: int, data: bytes, context: ssl.SSLContext | None = None) -> bytes:
    """What the server sends until it closes, or until one second of silence."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context)
    writer.write(data)
    received = b""
    try:
        async with asyncio.timeout(0.6):
            while chunk := await reader.read(65_536):
                received += chunk
    except (TimeoutError, ConnectionError):
        pass
    writer.close()
    return received


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1]) if answer else 0


async def test_a_request_is_answered_and_the_connection_kept(tmp_path: Path) -> None:
    async with serving(tmp_path) as (port, _):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in range(3):
            writer.write(request())
            head = await reader.readuntil(b"\r\n\r\n")
            size = int(head.split(b"content-length: ")[1].split(b"\r\n")[0])
            assert json.loads(await reader.readexactly(size)) == {"jsonrpc": "2.0", "id": 1, "result": "0x0"}
        writer.close()


async def test_pipelined_requests_are_answered_in_order(tmp_path: Path) -> None:
    batch = b"[" + b",".join([BODY] * 50) + b"]"
    bodies = [BODY.replace(b'"id":1', b'"id":%d' % number) for number in range(20)]
    async with serving(tmp_path) as (port, _):
        data = request(batch) + b"".join(request(body) for body in bodies) + request(batch)
        answer = await exchange(port, data)
        parts = [json.loads(part.split(b"\r\n\r\n", 1)[1]) for part in answer.split(b"HTTP/1.1 200 OK")[1:]]
        assert [len(parts[0]), len(parts[-1])] == [50, 50]
        assert [part["id"] for part in parts[1:-1]] == list(range(20))


async def test_a_body_in_small_pieces_is_put_together(tmp_path: Path) -> None:
    async with serving(tmp_path) as (port, _):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for byte in request():
            writer.write(bytes((byte,)))
            await asyncio.sleep(0)
        assert b"200 OK" in await reader.readuntil(b"\r\n")
        writer.close()


async def test_expect_100_continue_is_answered(tmp_path: Path) -> None:
    async with serving(tmp_path) as (port, _):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request(b"", expect="100-continue", content_length=str(len(BODY))))
        assert await reader.readuntil(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
        writer.write(BODY)
        assert b"200 OK" in await reader.readuntil(b"\r\n")
        writer.close()


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (request(method="GET"), 405),
        (request(path="/admin"), 404),
        (request(content_type="text/plain"), 415),
        (request(content_type="-"), 415),
        (request(host="evil.example"), 403),
        (request(host="127.0.0.1.evil.example:80"), 403),
        (request(host="-"), 403),
        (request(host="LOCALHOST"), 200),
        (request(host="127.0.0.1"), 200),
        (request(content_type="application/json; charset=utf-8"), 200),
        (request(b" " * 20_000), 413),
        (request(b"", content_length="99999999999999999999999999"), 400),
        (request(b"", content_length="9999999999999999"), 413),
        (
            request(content_length="-", transfer_encoding="chunked", x="y")[: -len(BODY)]
            + b"FFFFFFFF\r\n"
            + b" " * 30_000,
            413,
        ),
        (request(content_length="12x"), 400),
        (request(transfer_encoding="chunked"), 400),
        (b"POST / HTTP/1.1\r\nx: " + b"y" * 40_000, 431),
        (b"POST /" + b"a" * 40_000, 431),
        (b"POST / HTTP/1.1\r\n" + b"x: y\r\n" * 10_000, 431),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400),
        (b"GET / HTTP/9.9\r\n\r\n", 400),
        (b"\r\n\r\n\x00\xff\xff", 400),
        (request(connection="upgrade", upgrade="websocket"), 400),
    ],
)
async def test_what_is_wrong_gets_its_status_and_is_counted(tmp_path: Path, data: bytes, expected: int) -> None:
    async with serving(tmp_path) as (port, gate):
        answer = await exchange(port, data)
        assert status(answer) == expected, answer
        if expected != 200:
            assert gate.dispatcher.counts[f"http {expected}"] == 1
            assert answer.endswith(b"connection: close\r\n\r\n")
        assert status(await exchange(port, request(connection="close"))) == 200, "the next client is served"


async def test_connections_are_bounded(tmp_path: Path) -> None:
    async with serving(tmp_path) as (port, gate):
        held = [await asyncio.open_connection("127.0.0.1", port) for _ in range(LIMITS.connections)]
        await asyncio.sleep(0.05)
        assert status(await exchange(port, request())) == 503
        for _, writer in held:
            writer.close()
        await asyncio.sleep(0.05)
        assert status(await exchange(port, request(connection="close"))) == 200
        assert gate.connections == set()


async def test_a_stalled_request_is_closed(tmp_path: Path) -> None:
    async with serving(tmp_path) as (port, gate):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request()[:-5])
        await asyncio.sleep(0.05)
        (connection,) = gate.connections
        connection.expire(connection.since + 29)
        assert gate.connections
        connection.expire(connection.since + 31)
        assert status(await reader.read()) == 408
        writer.close()


async def test_beyond_loopback_tls_and_a_token_are_required(tmp_path: Path) -> None:
    certificate, key = self_signed(tmp_path)
    for listen in (
        Listen("0.0.0.0"),
        Listen("10.0.0.1", token=b"x" * 32),
        Listen("::", tls_certificate=certificate, tls_key=key),
        Listen("192.168.0.1", tls_certificate=certificate, token=b"x" * 32),
        Listen("127.0.0.1", token=b"short"),
        Listen("localhost"),
    ):
        with pytest.raises(BindRefused):
            listen.check()
    Listen("0.0.0.0", tls_certificate=certificate, tls_key=key, token=b"x" * 32).check()
    Listen("::1").check()
    with pytest.raises(BindRefused):
        Listen(tls_certificate=key, tls_key=certificate).context()


async def test_with_tls_only_who_has_the_token_is_answered(tmp_path: Path) -> None:
    certificate, key = self_signed(tmp_path)
    listen = Listen(tls_certificate=certificate, tls_key=key, token=b"t" * 32)
    context = ssl.create_default_context(cafile=str(certificate))
    async with serving(tmp_path, listen) as (port, _):

        async def ask(**headers: Any) -> int:
            return status(await exchange(port, request(connection="close", host="anything", **headers), context))

        assert await ask() == 401
        assert await ask(authorization="Bearer " + "u" * 32) == 401
        assert await ask(authorization="Bearer " + "t" * 32) == 200
        assert status(await exchange(port, request())) == 0, "plain HTTP gets nothing"
