"""One request and its answer on a kept connection: aiohttp's connections, without its session's work per request.

A `ClientSession` prepares for every request what a gateway forbids or never uses: redirects, cookies, proxies, traces,
decompression, a second sending, and a task of its own that writes the body. That is more than half of a request's CPU
time. Here the connector (pool, TLS, resolver), the parser and the timeouts are the session's, the head is written by
hand, and small bodies go out with it in one write, large ones in pieces.

Heads are checked as they are written: no blank in a target, no name that is no token, no control character in a value.
Whoever answers before a body is through gets no more of it, and the connection ends with that answer. A kept connection
on which something came unasked is not used again: the next request would get it, and every later one another's answer.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass

import aiohttp
from aiohttp.client_proto import ResponseHandler
from aiohttp.connector import Connection
from aiohttp.helpers import TimeoutHandle
from aiohttp.http import HttpProcessingError
from aiohttp.http_parser import RawResponseMessage
from yarl import URL

Header = tuple[bytes, bytes]

MAX_LINE_BYTES = 16_384
MAX_FIELD_BYTES = 65_536
READ_BYTES = 65_536
_TARGET = re.compile(r"[!-~]+")
_NAME = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_CONTROLS = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Stream:
    """A body in pieces, and its length."""

    size: int
    pieces: AsyncGenerator[bytes, None]


@dataclass(slots=True)
class Reply:
    """An answer as `aiohttp.ClientResponse` has it; the connection goes back by itself when `content` was read."""

    status: int
    raw_headers: tuple[Header, ...]
    content: aiohttp.StreamReader
    connection: Connection

    def release(self) -> None:
        """Give the connection back; what was not read of the content ends it."""
        self.connection.release()

    def close(self) -> None:
        """End the connection."""
        self.connection.close()


class Origin:
    """Requests to one scheme, host and port, over the connections of a session. Use in the event loop."""

    def __init__(self, session: aiohttp.ClientSession, url: URL) -> None:
        connector = session.connector
        assert connector is not None
        self._connector = connector
        self._loop = asyncio.get_running_loop()
        self._pouring: set[asyncio.Task[None]] = set()
        # What the connector needs to know of a request: where it goes. It changes nothing of it.
        self._where = aiohttp.ClientRequest("GET", url.origin(), loop=self._loop)
        self._host = f"Host: {self._where.headers['Host']}\r\n".encode()

    async def ask(
        self,
        method: str,
        target: str,
        headers: list[Header],
        body: bytes | Stream | None,
        timeout: aiohttp.ClientTimeout,
    ) -> Reply:
        """Send a request and wait for the head of its answer; interim answers are passed over, but not a 101.

        `target` as it goes on the wire. `timeout.total` covers the answer's body as well. Raises
        `aiohttp.ClientError`, `TimeoutError`, `OSError`, what reading a body raises, or ValueError for a target or
        header that cannot be sent.
        """
        data = self._request(method, target, headers, body)
        limit = TimeoutHandle(self._loop, timeout.total)
        started, timer = limit.start(), limit.timer()
        connection: Connection | None = None
        pouring: asyncio.Task[None] | None = None
        try:
            with timer:
                connection = await self._connect(timeout)
                protocol = connection.protocol
                assert protocol is not None and protocol.transport is not None
                protocol.set_response_params(
                    timer=timer,
                    skip_payload=method == "HEAD",
                    read_until_eof=True,
                    auto_decompress=False,
                    read_bufsize=READ_BYTES,
                    max_line_size=MAX_LINE_BYTES,
                    max_field_size=MAX_FIELD_BYTES,
                )
                protocol.transport.write(data)
                if isinstance(body, Stream):
                    pouring = self._loop.create_task(_pour(body.pieces, protocol))
                    self._pouring.add(pouring)
                    pouring.add_done_callback(self._pouring.discard)
                message, content = await self._final(protocol)
            if pouring is not None and not pouring.done():
                protocol.force_close()
        except BaseException:
            if started is not None:
                started.cancel()
            if connection is not None:
                connection.close()
            raise
        if started is not None:
            connection.add_callback(started.cancel)
        content.on_eof(connection.release)
        return Reply(message.code, message.raw_headers, content, connection)

    def _request(self, method: str, target: str, headers: list[Header], body: bytes | Stream | None) -> bytes:
        if not _TARGET.fullmatch(target):
            raise ValueError("a target that cannot be sent")
        parts = [f"{method} {target} HTTP/1.1\r\n".encode(), self._host]
        for name, value in headers:
            if not _NAME.fullmatch(name) or _CONTROLS.search(value):
                raise ValueError("a header that cannot be sent")
            parts += (name, b": ", value, b"\r\n")
        whole = b"" if body is None or isinstance(body, Stream) else body
        if body is not None or method not in aiohttp.ClientRequest.GET_METHODS:
            parts.append(b"Content-Length: %d\r\n" % (body.size if isinstance(body, Stream) else len(whole)))
        parts += (b"\r\n", whole)
        return b"".join(parts)

    async def _connect(self, timeout: aiohttp.ClientTimeout) -> Connection:
        """A connection on which nobody has said anything unasked: that would be taken for the answer to come."""
        try:
            while True:
                connection = await self._connector.connect(self._where, [], timeout)
                if connection.protocol is None or not connection.protocol.should_close:
                    return connection
                connection.close()
        except TimeoutError as error:
            raise aiohttp.ConnectionTimeoutError(f"no connection to {self._where.url}") from error

    async def _final(self, protocol: ResponseHandler) -> tuple[RawResponseMessage, aiohttp.StreamReader]:
        """The answer that is not an interim one."""
        try:
            while True:
                message, content = await protocol.read()
                if message.code == 204 and (message.chunked or message.headers.get("Content-Length", "0") != "0"):
                    raise HttpProcessingError(code=204, message="a body where there can be none")
                if not 100 <= message.code <= 199 or message.code == 101:
                    return message, content
        except HttpProcessingError as error:
            raise aiohttp.ClientResponseError(
                self._where.request_info, (), status=error.code, message=error.message
            ) from error


async def _pour(pieces: AsyncGenerator[bytes, None], protocol: ResponseHandler) -> None:
    """Send a body, no faster than it is taken, until the connection ends. Never cancelled: a file being opened in a
    thread would stay open. What goes wrong is raised to whoever waits for the answer."""
    try:
        async with aclosing(pieces):
            async for piece in pieces:
                await protocol._drain_helper()
                if protocol.transport is None or protocol.transport.is_closing():
                    return
                protocol.transport.write(piece)
    except ConnectionError:
        pass  # the answer may have come before; if not, waiting for it says the same
    except Exception as error:
        protocol.set_exception(error)
