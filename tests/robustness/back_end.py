"""A provider's information system on bare sockets: keeps what reached it, and does to a caller what a test tells it."""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress

from tests.conformance.xroad.wire import Header, Request

Act = Callable[[Request, asyncio.StreamReader, asyncio.StreamWriter], Awaitable[bool]]
"""Answers a request of which only the head was read. Returns whether the connection goes on."""


class BackEnd:
    """Echoes bodies; `acts` (path -> what is done instead) is for tests. `calls`: requests by path, bodies included."""

    def __init__(self, port: int = 0, tls: ssl.SSLContext | None = None) -> None:
        self.acts: dict[str, Act] = {}
        self.calls: dict[str, list[Request]] = {}
        self.port = port
        self._tls = tls
        self._ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._tasks: set[asyncio.Task[None]] = set()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        starting = asyncio.start_server(self._begin, "127.0.0.1", self.port, backlog=2048, ssl=self._tls)
        server = self._loop.run_until_complete(starting)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()
        server.close()
        for task in self._tasks:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*self._tasks, return_exceptions=True))
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.close()

    def start(self) -> None:
        """Listen on a free port."""
        self._thread.start()
        if not self._ready.wait(10):
            raise TimeoutError("the back end does not listen")

    def stop(self) -> None:
        """End every connection."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def _begin(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = self._loop.create_task(self._serve(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await self._one(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the other side went away
        finally:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        request = parse_head(await reader.readuntil(b"\r\n\r\n"))
        path = request.target.partition(b"?")[0].decode("latin-1")
        act = self.acts.get(path)
        if act is not None:
            self.calls.setdefault(path, []).append(request)
            return await act(request, reader, writer)
        body = await read_body(request, reader)
        self.calls.setdefault(path, []).append(Request(request.start, request.headers, body))
        said = b"" if request.method == "HEAD" else body
        writer.write(
            b"HTTP/1.1 200 OK\r\nX-Seen: %b\r\nContent-Length: %d\r\n\r\n%b" % (path.encode(), len(body), said)
        )
        await writer.drain()
        return True


def parse_head(raw: bytes) -> Request:
    """First line and headers."""
    start, *lines = raw.removesuffix(b"\r\n\r\n").split(b"\r\n")
    headers: list[Header] = []
    for line in lines:
        name, _, value = line.partition(b":")
        headers.append((name, value.strip(b" \t")))
    return Request(start, headers)


async def read_body(request: Request, reader: asyncio.StreamReader) -> bytes:
    """The body that a head announces."""
    if request.all("Transfer-Encoding"):
        body = b""
        while size := int((await reader.readuntil(b"\r\n")).partition(b";")[0], 16):
            body += await reader.readexactly(size)
            await reader.readexactly(2)
        await reader.readuntil(b"\r\n")
        return body
    return await reader.readexactly(int(request.get("Content-Length") or 0))


def says(raw: bytes, *more: bytes, read: bool = True, keep: bool = False, pause: float = 0.0) -> Act:
    """Answers with these bytes, with a pause between them; closes after them unless `keep`. `read`: the body first."""

    async def act(request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        if read:
            await read_body(request, reader)
        for piece in (raw, *more):
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(pause)
        return keep

    return act


@contextmanager
def serving(port: int = 0, tls: ssl.SSLContext | None = None) -> Iterator[BackEnd]:
    """A back end that listens until the end of the block."""
    made = BackEnd(port, tls)
    made.start()
    try:
        yield made
    finally:
        made.stop()
