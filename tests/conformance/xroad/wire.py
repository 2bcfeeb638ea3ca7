"""HTTP/1.1 on bare sockets: bytes go out exactly as written, and headers come in with their names, order and number."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import BinaryIO

Header = tuple[bytes, bytes]

SECONDS = 30.0
BODYLESS = (204, 304)


class Broken(Exception):
    """What came is not a whole HTTP message."""


@dataclass(frozen=True)
class Message:
    """A request or an answer: its first line, headers as they came, body without its transfer coding."""

    start: bytes
    headers: list[Header] = field(default_factory=list)
    body: bytes = b""

    def all(self, name: str) -> list[bytes]:
        """The values of a header, in order."""
        wanted = name.lower().encode()
        return [value for key, value in self.headers if key.lower() == wanted]

    def get(self, name: str) -> str | None:
        """The first value of a header."""
        found = self.all(name)
        return found[0].decode("latin-1") if found else None


class Answer(Message):
    """An answer."""

    @property
    def status(self) -> int:
        """Its status."""
        return int(self.start.split(b" ", 2)[1])

    @property
    def error(self) -> str | None:
        """What `X-Road-Error` says."""
        return self.get("X-Road-Error")


class Request(Message):
    """A request."""

    @property
    def method(self) -> str:
        """Its verb."""
        return self.start.split(b" ")[0].decode("latin-1")

    @property
    def target(self) -> bytes:
        """Its target, as it came."""
        return self.start.split(b" ")[1]


def head_bytes(start: bytes, headers: Sequence[Header]) -> bytes:
    """The head of a message."""
    return b"\r\n".join([start, *(name + b": " + value for name, value in headers), b"", b""])


def read_head(stream: BinaryIO) -> tuple[bytes, list[Header]]:
    """First line and headers; an empty first line if the other side is done. Raises `Broken`."""
    start = stream.readline(1 << 20).rstrip(b"\r\n")
    headers: list[Header] = []
    while start:
        line = stream.readline(1 << 20)
        if not line.endswith(b"\n"):
            raise Broken("the head did not come to its end")
        if line in (b"\r\n", b"\n"):
            break
        name, _, value = line.rstrip(b"\r\n").partition(b":")
        headers.append((name, value.strip(b" \t")))
    return start, headers


def read_body(stream: BinaryIO, head: Message, until_close: bool) -> bytes:
    """The body that `head` announces. Raises `Broken` if it does not come to its end."""
    if b"chunked" in [value.lower() for value in head.all("Transfer-Encoding")]:
        return _chunks(stream)
    lengths = set(head.all("Content-Length"))
    if len(lengths) > 1:
        raise Broken("several lengths")
    if lengths:
        return _exactly(stream, int(lengths.pop()))
    return stream.read() if until_close else b""


def _chunks(stream: BinaryIO) -> bytes:
    body = b""
    while True:
        line = stream.readline(1024)
        try:
            size = int(line.partition(b";")[0], 16)
        except ValueError:
            raise Broken("a chunk has no size") from None
        if not size:
            break
        body += _exactly(stream, size)
        stream.readline(4)
    while stream.readline(1 << 20) not in (b"\r\n", b"\n", b""):
        pass
    return body


def _exactly(stream: BinaryIO, size: int) -> bytes:
    body = stream.read(size)
    if len(body) != size:
        raise Broken(f"{len(body)} bytes of {size} came")
    return body


def read_request(stream: BinaryIO) -> Request | None:
    """The next request of a connection, or None at its end. Raises `Broken`."""
    start, headers = read_head(stream)
    if not start:
        return None
    head = Request(start, headers)
    return Request(start, headers, read_body(stream, head, until_close=False))


def read_answer(stream: BinaryIO, method: str) -> Answer:
    """The answer to a request of `method`, interim ones left out. Raises `Broken`."""
    while True:
        start, headers = read_head(stream)
        if not start.startswith(b"HTTP/1."):
            raise Broken(f"no answer: {start[:60]!r}")
        head = Answer(start, headers)
        if head.status >= 200:
            break
    if method == "HEAD" or head.status in BODYLESS:
        return head
    return Answer(start, headers, read_body(stream, head, until_close=True))


@contextmanager
def connected(
    address: tuple[str, int], tls: ssl.SSLContext | None, seconds: float
) -> Iterator[tuple[socket.socket, BinaryIO]]:
    """A connection of its own, by TLS if there is a context for it, and the stream of what comes. Raises OSError."""
    with socket.create_connection(address, timeout=seconds) as plain:
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with (
            tls.wrap_socket(plain, server_hostname=address[0]) if tls else plain as sock,
            sock.makefile("rb") as stream,
        ):
            yield sock, stream


def talk(address: tuple[str, int], raw: bytes, tls: ssl.SSLContext | None = None, seconds: float = SECONDS) -> bytes:
    """Send bytes and read all that comes until the connection is closed. Raises OSError."""
    with connected(address, tls, seconds) as (sock, stream):
        sock.sendall(raw)
        return stream.read()


def exchange(
    address: tuple[str, int],
    raw: bytes,
    method: str = "GET",
    tls: ssl.SSLContext | None = None,
    seconds: float = SECONDS,
) -> Answer:
    """Send bytes and read one answer. Raises `Broken`, OSError."""
    with connected(address, tls, seconds) as (sock, stream):
        try:
            sock.sendall(raw)
        except ConnectionError:
            pass  # it may have answered before it read all
        return read_answer(stream, method)
