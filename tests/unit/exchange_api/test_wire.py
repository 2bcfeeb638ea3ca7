"""What goes on the wire to a back end or peer, and which answers are taken, from a server that says what it likes."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiohttp
import pytest
from yarl import URL

from exchange_api.adapters.systems import session
from exchange_api.adapters.wire import Origin

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-A: b\r\n\r\nok"
PATIENT = aiohttp.ClientTimeout(total=5, sock_connect=5)


@dataclass
class Server:
    """Answers every request with `answer`, after whatever it got on a connection up to an empty line."""

    answer: bytes = OK
    silent: bool = False
    received: list[bytes] = field(default_factory=list)
    connections: list[asyncio.Task[None]] = field(default_factory=list)

    def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections.append(asyncio.create_task(self._serve(reader, writer)))

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65_536):
            self.received.append(data)
            if self.silent:
                continue
            writer.write(self.answer)
            if b"close" in self.answer:
                break
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()


@asynccontextmanager
async def asking(server: Server) -> AsyncIterator[Origin]:
    listening = await asyncio.start_server(server, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    async with session(aiohttp.TCPConnector(limit=0)) as http:
        yield Origin(http, URL(f"http://127.0.0.1:{port}/ignored"))
    listening.close()
    await asyncio.gather(*server.connections)


async def test_a_request_is_what_was_given_and_connections_are_kept() -> None:
    server = Server()
    async with asking(server) as origin:
        for _ in range(2):
            reply = await origin.ask("POST", "/a%7E?b", [(b"x-One", "数".encode())], b"body", PATIENT)
            assert (reply.status, await reply.content.read()) == (200, b"ok")
            assert (b"X-A", b"b") in reply.raw_headers
    head, _, body = server.received[0].partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    assert lines[0] == b"POST /a%7E?b HTTP/1.1" and lines[1].startswith(b"Host: 127.0.0.1:")
    assert lines[2:] == [b"x-One: " + "数".encode(), b"Content-Length: 4"] and body == b"body"
    assert len(server.connections) == 1


@pytest.mark.parametrize(("method", "length"), [("GET", False), ("HEAD", False), ("OPTIONS", False), ("DELETE", True)])
async def test_only_methods_without_a_body_go_without_its_length(method: str, length: bool) -> None:
    server = Server(OK.removesuffix(b"ok") if method == "HEAD" else OK)
    async with asking(server) as origin:
        reply = await origin.ask(method, "/", [], None, PATIENT)
        assert await reply.content.read() == (b"" if method == "HEAD" else b"ok")
    assert (b"Content-Length: 0" in server.received[0]) is length


@pytest.mark.parametrize(
    ("target", "header"),
    [
        ("/a b", (b"x", b"y")),
        ("/a\r\nx:y", (b"x", b"y")),
        ("", (b"x", b"y")),
        ("/", (b"x: y", b"z")),
        ("/", (b"x: y\r\nz", b"")),
        ("/", (b"x\n", b"y")),
        ("/", (b"", b"y")),
        ("/", (b"x", b"y\r\nz: 1")),
        ("/", (b"x", b"y\n")),
        ("/", (b"x", b"\0")),
    ],
)
async def test_what_could_be_read_as_another_head_is_never_sent(target: str, header: tuple[bytes, bytes]) -> None:
    server = Server()
    async with asking(server) as origin:
        with pytest.raises(ValueError, match="cannot be sent"):
            await origin.ask("POST", target, [header], b"", PATIENT)
    assert server.received == []


async def test_interim_answers_are_passed_over_and_a_switch_is_not() -> None:
    async with asking(Server(b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + OK)) as origin:
        assert (await origin.ask("GET", "/", [], None, PATIENT)).status == 200
    async with asking(
        Server(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n")
    ) as origin:
        reply = await origin.ask("GET", "/", [], None, PATIENT)
        assert reply.status == 101
        reply.close()


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (b"HTP/1.1 200 OK\r\n\r\n", aiohttp.ClientResponseError),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", aiohttp.ClientResponseError),
        (b"HTTP/1.1 200 OK\r\nX-Close: close\r\n", aiohttp.ServerDisconnectedError),
    ],
)
async def test_an_answer_that_is_none_raises(answer: bytes, error: type[Exception]) -> None:
    async with asking(Server(answer)) as origin:
        with pytest.raises(error):
            await origin.ask("GET", "/", [], None, PATIENT)


async def test_a_body_that_is_cut_raises_when_it_is_read() -> None:
    async with asking(Server(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\nX: close\r\n\r\nok")) as origin:
        reply = await origin.ask("GET", "/", [], None, PATIENT)
        with pytest.raises(aiohttp.ClientPayloadError):
            await reply.content.read()
        reply.close()


async def test_the_time_allowed_covers_head_and_body() -> None:
    short = aiohttp.ClientTimeout(total=0.2, sock_connect=5)
    server = Server(silent=True)
    async with asking(server) as origin:
        with pytest.raises(TimeoutError):
            await origin.ask("GET", "/", [], None, short)
        server.silent, server.answer = False, b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok"
        reply = await origin.ask("GET", "/", [], None, short)
        with pytest.raises(TimeoutError):
            await reply.content.read()
        reply.close()
    assert len(server.connections) == 2


async def test_nobody_there_is_an_error_of_the_connection() -> None:
    async with session(aiohttp.TCPConnector(limit=0)) as http:
        with pytest.raises(aiohttp.ClientConnectionError):
            await Origin(http, URL("http://127.0.0.1:1/")).ask("GET", "/", [], None, PATIENT)
