"""HTTP/1.1 for JSON-RPC: one path, POST only, bounded in every direction.

Requests of a connection are answered in order. While one is being answered, or the client does not read its answers,
nothing more is read from it. What is wrong gets a status and the connection is closed.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
import re
import time
from typing import Any, cast

import httptools

from chain_node.engines.embedded.limits import Limits
from chain_node.engines.embedded.rpc.dispatch import Dispatcher

_LOGGER = logging.getLogger("lianlu.ledger.http")
_REASONS = {
    200: "OK",
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    408: "Request Timeout",
    413: "Content Too Large",
    415: "Unsupported Media Type",
    431: "Request Header Fields Too Large",
    503: "Service Unavailable",
}
_PORT = re.compile(rb":[0-9]{1,5}\Z")
HEAD_BYTES = 16_384
"""Largest request line with headers."""
LINGER_S = 0.3
"""A refused client is read for this long; closing at once would take the answer away from it."""
IDLE_S, REQUEST_S = 75.0, 30.0
"""A connection is closed after this long without a request, or in the middle of one."""


class Gate:
    """What all connections share: the dispatcher, who may ask, and the open connections."""

    def __init__(self, dispatcher: Dispatcher, limits: Limits, hosts: frozenset[bytes], token: bytes | None) -> None:
        self.dispatcher = dispatcher
        self.limits = limits
        self.hosts = hosts
        self.token = token
        self.connections: set[Connection] = set()

    def refuse(self, request: Connection) -> int:
        """The status with which a request is refused before its body is read, 0 if it is not.

        `hosts` guards against web pages whose own name points at this address; so does the content type.
        """
        if b"upgrade" in request.headers:
            return 400
        if request.path != b"/":
            return 404
        if request.method != b"POST":
            return 405
        if self.hosts and _PORT.sub(b"", request.headers.get(b"host", b"")).lower() not in self.hosts:
            return 403
        if request.headers.get(b"content-type", b"").split(b";")[0].strip().lower() != b"application/json":
            return 415
        expected = b"Bearer " + self.token if self.token is not None else b""
        if self.token is not None and not hmac.compare_digest(request.headers.get(b"authorization", b""), expected):
            return 401
        length = request.headers.get(b"content-length", b"0")
        return 413 if length.isdigit() and int(length[:20]) > self.limits.request_bytes else 0

    def sweep(self) -> None:
        """Close connections that have been idle, or in the middle of a request, for too long."""
        now = time.monotonic()
        for connection in list(self.connections):
            connection.expire(now)


class Connection(asyncio.Protocol):
    """One client."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate
        self._parser = httptools.HttpRequestParser(self)
        self._transport: asyncio.Transport | None = None
        self.task: asyncio.Task[None] | None = None
        self._waiting: list[bytes] = []
        self._writable = asyncio.Event()
        self._writable.set()
        self.since = time.monotonic()
        self._keep_alive = True
        self._closing = False
        self._begin()

    def _begin(self) -> None:
        self.path = b""
        self.method = b""
        self.headers: dict[bytes, bytes] = {}
        self._head = 0
        self._reading = False
        self._body: list[bytes] = []
        self._size = 0

    # -- transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """asyncio.Protocol"""
        self._transport = cast(asyncio.Transport, transport)
        if len(self._gate.connections) >= self._gate.limits.connections:
            return self._fail(503)
        self._gate.connections.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """asyncio.Protocol"""
        self._gate.connections.discard(self)
        self._closing = True
        self._writable.set()

    def pause_writing(self) -> None:
        """asyncio.Protocol"""
        self._writable.clear()

    def resume_writing(self) -> None:
        """asyncio.Protocol"""
        self._writable.set()

    def data_received(self, data: bytes) -> None:
        """asyncio.Protocol"""
        if self._closing:
            return
        if not self._reading:
            self._head += len(data)
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            self._fail(400)
        except httptools.HttpParserError:
            self._fail(400)
        if not self._reading and self._head > HEAD_BYTES:
            self._fail(431)

    def expire(self, now: float) -> None:
        """Close if nothing has happened for too long."""
        if self.task is not None or self._transport is None:
            return
        if self._head and now - self.since > REQUEST_S:
            self._fail(408)
        elif now - self.since > IDLE_S:
            self.close()

    def close(self) -> None:
        """Close after what is being answered."""
        self._closing = True
        if self._transport is not None and self.task is None:
            self._transport.close()

    # -- httptools

    def on_url(self, url: bytes) -> None:
        """httptools"""
        self.since = time.monotonic()
        self.path += url

    def on_header(self, name: bytes, value: bytes) -> None:
        """httptools"""
        self.headers[name.lower()] = value

    def on_headers_complete(self) -> None:
        """httptools"""
        self._reading = True
        self.method = self._parser.get_method()
        status = self._gate.refuse(self)
        if status:
            self._fail(status)
        elif self.headers.get(b"expect", b"").lower() == b"100-continue" and self._transport is not None:
            self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def on_body(self, body: bytes) -> None:
        """httptools"""
        self._size += len(body)
        if self._size > self._gate.limits.request_bytes:
            return self._fail(413)
        self._body.append(body)

    def on_message_complete(self) -> None:
        """httptools"""
        if self._closing:
            return
        self._keep_alive = bool(self._parser.should_keep_alive())
        body = b"".join(self._body)
        self._begin()
        self.since = time.monotonic()
        if self.task is not None:
            self._waiting.append(body)
            return
        answer = self._gate.dispatcher.answer(body)
        if isinstance(answer, bytes) and self._writable.is_set():
            return self._send(answer)
        self.task = asyncio.get_running_loop().create_task(self._work(answer))
        if self._transport is not None:
            self._transport.pause_reading()

    # -- answers

    async def _work(self, answer: bytes | list[Any]) -> None:
        """Answer a batch, then what arrived meanwhile."""
        try:
            while True:
                if isinstance(answer, list):
                    answer = await self._gate.dispatcher.answer_batch(answer)
                await asyncio.wait_for(self._writable.wait(), REQUEST_S)
                self._send(answer)
                if not self._waiting or self._closing:
                    break
                answer = self._gate.dispatcher.answer(self._waiting.pop(0))
        except TimeoutError:
            self._closing = True
        finally:
            self.task = None
            if self._transport is not None and not self._transport.is_closing():
                if self._closing:
                    self._transport.close()
                else:
                    self._transport.resume_reading()

    def _send(self, body: bytes) -> None:
        if self._transport is None or self._transport.is_closing():
            return
        close = b"" if self._keep_alive else b"connection: close\r\n"
        head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n%s\r\n" % (len(body), close)
        self._transport.write(head + body)
        if not self._keep_alive:
            self.close()

    def _fail(self, status: int) -> None:
        """Answer with `status`, read on for a moment so that the client gets to see it, and close."""
        if self._transport is None or self._closing:
            return
        self._gate.dispatcher.counts[f"http {status}"] += 1
        self._closing = True
        head = f"HTTP/1.1 {status} {_REASONS[status]}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
        self._transport.write(head.encode())
        if self._transport.can_write_eof():
            self._transport.write_eof()
        asyncio.get_running_loop().call_later(LINGER_S, self._transport.close)
