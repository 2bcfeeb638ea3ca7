"""The provider's information system: writes down what reaches it, byte for byte, and answers as it is told."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.conformance.xroad.wire import BODYLESS, Broken, Header, Request, head_bytes, read_request

BASE = "/conformance/base"


@dataclass(frozen=True)
class Reply:
    """What the system answers. `raw` are bytes to send instead, after which the connection closes."""

    status: int = 200
    headers: list[Header] = field(default_factory=lambda: [(b"Content-Type", b"text/plain")])
    body: bytes = b"answer"
    chunked: bool = False
    raw: bytes | None = None
    wait_s: float = 0.0

    def encode(self, method: str) -> bytes:
        """The answer's bytes."""
        if self.raw is not None:
            return self.raw
        headers, body = list(self.headers), self.body
        if self.chunked:
            headers.append((b"Transfer-Encoding", b"chunked"))
            body = b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)
        elif self.status not in BODYLESS:
            headers.append((b"Content-Length", str(len(body)).encode()))
        head = head_bytes(b"HTTP/1.1 %d Whatever" % self.status, headers)
        return head if method == "HEAD" or self.status in BODYLESS else head + body


class Backend:
    """A listening system. `reply` is what it answers to the next calls, `calls` what has reached it."""

    def __init__(self, host: str = "127.0.0.1", port: int = 0) -> None:
        self.reply = Reply()
        self.calls: list[Request] = []
        self._sock = socket.create_server((host, port), backlog=64)
        self._closing = threading.Event()
        self._open: set[socket.socket] = set()
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    @property
    def address(self) -> tuple[str, int]:
        """Where it listens."""
        host, port = self._sock.getsockname()[:2]
        return host, port

    @property
    def url(self) -> str:
        """The base URL under which the service has to be published."""
        host, port = self.address
        return f"http://{host}:{port}{BASE}"

    def close(self) -> None:
        """Stop listening and end every connection."""
        self._closing.set()
        for sock in (self._sock, *self._open):
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            sock.close()
        for thread in self._threads:
            thread.join(5)

    def _accept(self) -> None:
        while not self._closing.is_set():
            try:
                sock, _ = self._sock.accept()
            except OSError:
                return
            self._open.add(sock)
            thread = threading.Thread(target=self._serve, args=(sock,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, sock: socket.socket) -> None:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            with sock, sock.makefile("rb") as stream:
                while (request := read_request(stream)) is not None:
                    self.calls.append(request)
                    reply = self.reply
                    if self._closing.wait(reply.wait_s):
                        return
                    sock.sendall(reply.encode(request.method))
                    if reply.raw is not None:
                        return
        except (OSError, Broken, ValueError):
            pass  # the other side went away
        finally:
            self._open.discard(sock)


@contextmanager
def listening(host: str = "127.0.0.1", port: int = 0) -> Iterator[Backend]:
    """A system that listens until the end of the block."""
    backend = Backend(host, port)
    try:
        yield backend
    finally:
        backend.close()
