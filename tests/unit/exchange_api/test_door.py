"""Limits of a listener, each with what the other side sees and what is counted."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import uvloop

from exchange_api.adapters.tls import PeerTrust, make_certificate, plain_server_context
from exchange_api.limits import Limits, counted_as
from exchange_api.web.dialects import XRoadProtocol
from exchange_api.web.door import AT_ONCE
from exchange_api.web.server import Listener, bind
from tests.integration.requests import eventually

HEAD = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
BODY = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n"
LARGE = 8 << 20


async def answering(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Read the body unless the path is `early`, and answer: for `large` more than a socket takes, for `slow` later."""
    while scope["path"] != "/early":
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        if not message.get("more_body"):
            break
    if scope["path"] == "/slow":
        await asyncio.sleep(0.5)
    size = LARGE if scope["path"] == "/large" else 2
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % size)]})
    await send({"type": "http.response.body", "body": b"x" * size})


async def gone(writer: asyncio.StreamWriter) -> None:
    """Close, and wait until that is done."""
    writer.close()
    with contextlib.suppress(ConnectionError, ssl.SSLError):
        await writer.wait_closed()


@dataclass
class Listening:
    """A listener in use: its port, and the limits that it has counted."""

    port: int
    counted: list[str] = field(default_factory=list)
    tls: ssl.SSLContext | None = None

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection("127.0.0.1", self.port, ssl=self.tls)

    async def until_closed(self, *parts: bytes, pause: float = 0.05) -> bytes:
        """What comes until the other side closes."""
        reader, writer = await self.connect()
        reading = asyncio.create_task(reader.read())
        try:
            for part in parts:
                if not reading.done():
                    writer.write(part)
                await asyncio.wait([reading], timeout=pause)
            async with asyncio.timeout(10):
                return await reading
        except ConnectionError:
            return b""
        finally:
            await gone(writer)


@asynccontextmanager
async def listening(limits: Limits, tls: Path | None = None) -> AsyncIterator[Listening]:
    """A listener with these limits, minded as a gateway minds it, only more often."""
    server = client = None
    if tls is not None:
        make_certificate(tls, "x", b"secret")
        server = plain_server_context(tls, lambda: b"secret")
        client = ssl.create_default_context()
        client.check_hostname, client.verify_mode = False, ssl.CERT_NONE
    sock = bind("127.0.0.1", 0)
    found = Listening(sock.getsockname()[1], tls=client)
    listener = Listener(
        answering, sock, protocol=XRoadProtocol, tls=server, limits=limits, counted=found.counted.append
    )
    await listener.open()

    async def mind() -> None:
        while True:
            await asyncio.sleep(0.02)
            listener.end_slow()

    minding = asyncio.create_task(mind())
    try:
        yield found
    finally:
        minding.cancel()
        await asyncio.gather(minding, return_exceptions=True)
        await listener.close()


async def connections(limits: Limits, directory: Path) -> list[str]:
    async with listening(limits) as door:
        kept = [await door.connect() for _ in range(16)]
        answer = await door.until_closed(HEAD)
        assert answer.startswith(b"HTTP/1.1 503 "), answer
        assert b"\r\nretry-after: 1\r\n" in answer
        assert b'{"code": "exchange.saturated"}' in answer
        for _, writer in kept:
            await gone(writer)
        await asyncio.sleep(0.1)
        reader, writer = await door.connect()  # whoever left has left room
        writer.write(HEAD)
        assert (await reader.readline()).startswith(b"HTTP/1.1 200")
        await gone(writer)
        return door.counted


async def handshakes(limits: Limits, directory: Path) -> list[str]:
    async with listening(limits, directory) as door:
        (_, one), (_, two) = await door.connect(), await door.connect()
        with pytest.raises((ConnectionError, ssl.SSLError)):
            await door.connect()
        await asyncio.sleep(1.1)  # a second later there is one more
        _, three = await door.connect()
        for writer in (one, two, three):
            await gone(writer)
        return door.counted


async def silent_handshake(limits: Limits, directory: Path) -> list[str]:
    async with listening(limits, directory) as door:
        door.tls = None
        assert await door.until_closed() == b""
        return door.counted


def refused(status: bytes, *parts: bytes) -> Callable[[Limits, Path], Awaitable[list[str]]]:
    """What is sent, and the status that it is refused with."""

    async def case(limits: Limits, directory: Path) -> list[str]:
        async with listening(limits) as door:
            answer = await door.until_closed(*parts)
            assert answer.startswith(b"HTTP/1.1 %b " % status), answer
            return door.counted

    return case


async def idle(limits: Limits, directory: Path) -> list[str]:
    async with listening(limits) as door:
        answer = await door.until_closed(HEAD)
        assert answer.startswith(b"HTTP/1.1 200")
        return door.counted


async def leftover(limits: Limits, directory: Path) -> list[str]:
    async with listening(limits) as door:
        answer = await door.until_closed(BODY.replace(b"POST /", b"POST /early"), *[b"a" * 600] * 3)
        assert answer.startswith(b"HTTP/1.1 200") and b"413" not in answer
        return door.counted


async def unread(limits: Limits, directory: Path) -> list[str]:
    async with listening(limits) as door:
        with socket.create_connection(("127.0.0.1", door.port)) as lazy:
            lazy.sendall(HEAD.replace(b"GET /", b"GET /large"))
            await eventually(lambda: bool(door.counted))
            lazy.settimeout(5)
            read = 0
            with pytest.raises(ConnectionResetError):
                while piece := await asyncio.to_thread(lazy.recv, 1 << 20):
                    read += len(piece)
                assert read < LARGE, "it was all there"
                raise ConnectionResetError
        return door.counted


async def pipelined(limits: Limits, directory: Path) -> list[str]:
    async with listening(limits) as door:
        slow = HEAD.replace(b"/", b"/slow", 1)
        last = HEAD.replace(b"Host: x", b"Host: x\r\nConnection: close")
        assert (await door.until_closed(slow + HEAD * 7 + last)).count(b"HTTP/1.1 200") == 9
        assert await door.until_closed(slow + HEAD * 9) == b""
        return door.counted


LISTENER_CASES: dict[str, tuple[Limits, Callable[[Limits, Path], Awaitable[list[str]]]]] = {
    "max_connections": (Limits(max_connections=16), connections),
    "max_connections_per_address": (Limits(max_connections_per_address=16), connections),
    "handshake_rate": (Limits(handshake_rate=1, handshake_burst=2), handshakes),
    "handshake_burst": (Limits(handshake_rate=1, handshake_burst=2), handshakes),
    "handshake_timeout": (Limits(handshake_timeout=0.2), silent_handshake),
    "max_head": (Limits(max_head=1024), refused(b"431", b"GET / HTTP/1.1\r\nX: " + b"a" * 1100 + b"\r\n\r\n")),
    "max_headers": (Limits(max_headers=8), refused(b"431", b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 9 + b"\r\n")),
    "max_target": (Limits(max_target=256), refused(b"414", b"GET /" + b"a" * 260 + b" HTTP/1.1\r\n\r\n")),
    "head_timeout": (Limits(head_timeout=0.2), refused(b"408", b"GET / HT")),
    "idle_timeout": (Limits(idle_timeout=0.2), idle),
    "max_pipelined": (Limits(max_pipelined=8), pipelined),
    "body_idle": (Limits(body_idle=0.2), refused(b"408", BODY, b"abc")),
    "body_rate": (Limits(body_rate=1 << 20, body_window=0.1), refused(b"408", BODY, *[b"abc"] * 30)),
    "body_window": (Limits(body_window=0.1), refused(b"408", BODY, *[b"abc"] * 30)),
    "max_leftover": (Limits(max_leftover=1024), leftover),
    "answer_idle": (Limits(answer_idle=0.2), unread),
}


@pytest.mark.parametrize("name", LISTENER_CASES)
async def test_the_limit_is_enforced_and_counted(name: str, tmp_path: Path) -> None:
    limits, case = LISTENER_CASES[name]
    assert await case(limits, tmp_path) == [counted_as(name)]


async def test_within_its_usual_limits_a_listener_answers() -> None:
    async with listening(Limits()) as door:
        reader, writer = await door.connect()
        writer.write(HEAD.replace(b"\r\n\r\n", b"\r\nX: " + b"a" * 1100 + b"\r\n" + b"Y: z\r\n" * 9 + b"\r\n"))
        assert (await reader.readline()).startswith(b"HTTP/1.1 200")
        await gone(writer)
        assert door.counted == []


@pytest.mark.parametrize("path", [b"/slow", b"/large"])
def test_a_request_whose_connection_is_cut_ends_quietly(path: bytes, caplog: pytest.LogCaptureFixture) -> None:
    async def cut() -> None:
        async with listening(Limits(max_pipelined=1)) as door:
            first = HEAD.replace(b"/", b"/slow", 1).replace(b"/slow", path)
            assert b"200" not in await door.until_closed(first + HEAD * 5)
            await asyncio.sleep(0.7)

    uvloop.run(cut())  # it raises where asyncio only warns
    assert [one.message for one in caplog.records if one.levelname == "ERROR"] == []


def test_many_who_come_together_are_let_in_within_a_few_turns() -> None:
    """However long a turn of the event loop takes: one for each would keep the last ones waiting for seconds."""

    async def turns() -> int:
        sock = bind("127.0.0.1", 0)
        callers = [socket.create_connection(sock.getsockname()) for _ in range(16 + 8 * AT_ONCE)]
        counted: list[str] = []
        listener = Listener(answering, sock, limits=Limits(max_connections=16), counted=counted.append)
        await listener.open()
        seen = [len(counted)]
        for _ in range(1000):
            await asyncio.sleep(0)
            seen.append(len(counted))
        for caller in callers:
            caller.close()
        await listener.close()
        assert seen[-1] == 8 * AT_ONCE
        return sum(0 < one < 8 * AT_ONCE for one in seen)

    assert uvloop.run(turns()) <= 4 * 8


async def test_a_handshake_that_fails_gives_its_place_back(tmp_path: Path) -> None:
    async with listening(Limits(max_connections=1), tmp_path) as door:
        tls, door.tls = door.tls, None
        for _ in range(3):
            assert b"HTTP" not in await door.until_closed(b"GET / HTTP/1.1\r\n\r\n")
        door.tls = tls
        for _ in range(3):
            reader, writer = await door.connect()
            writer.write(HEAD)
            assert (await reader.readline()).startswith(b"HTTP/1.1 200")
            await gone(writer)
            await asyncio.sleep(0.1)
        assert door.counted == []


async def test_a_handshake_under_way_does_not_keep_a_listener_open(tmp_path: Path) -> None:
    async with listening(Limits(), tmp_path) as door:
        reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
        await asyncio.sleep(0.05)
    assert await reader.read() == b""
    await gone(writer)
    with pytest.raises(ConnectionRefusedError):
        await door.connect()


async def test_a_peer_without_a_certificate_has_its_place_back(tmp_path: Path) -> None:
    make_certificate(tmp_path, "x", b"secret")
    counted: list[str] = []
    trust = PeerTrust(tmp_path, lambda: b"secret")
    sock = bind("127.0.0.1", 0)
    listener = Listener(answering, sock, tls=trust.context, limits=Limits(max_connections=1), counted=counted.append)
    await listener.open()
    client = ssl.create_default_context()
    client.check_hostname, client.verify_mode = False, ssl.CERT_NONE
    door = Listening(sock.getsockname()[1], tls=client)
    try:
        for _ in range(3):
            with pytest.raises((ConnectionError, ssl.SSLError)):
                reader, writer = await door.connect()
                try:
                    if not await reader.read():
                        raise ConnectionResetError
                finally:
                    await gone(writer)
            await asyncio.sleep(0.05)
        assert counted == []
    finally:
        await listener.close()
