"""The HTTP/1.1 protocol of every listener: uvicorn's, with what a faithful gateway needs and it does not do.

* Header names stay as received, values lose the blanks and tabs around them: the request hash is over exactly these.
* `scope["raw_target"]` is the request target as received; an empty query keeps its `?`. Absolute forms are refused.
* Trailers are dropped. The parser hands them out like headers; a late `X-Road-Client` must not replace a first one.
* What RFC 9112 has a server refuse is refused, although the parser takes it (400): no `Host` or several, a fragment in
  the target, a transfer coding but `chunked` alone or one before HTTP/1.1, a version that is neither 1.1 nor 1.0.
* Limits (`exchange_api.limits`): head and headers (431), target (414), time for a head (408, and close), bodies and
  answers that stand still, idle connections.
* `scope["peer_certificate"]` is the SHA-256 of the certificate that the other side showed, or None; `peer_der` it;
  `patience` is what this connection has of it (`exchange_api.load`).
* A request that asks for an upgrade is a plain request: what follows it on the connection is parsed as the next one.
* Answers come in the order of the requests, the refusal of a malformed one too; it is the last of its connection.
* A body whose request was answered before its end is read and thrown away up to a limit, no slower than any other.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from typing import Any, NoReturn, Self
from urllib.parse import unquote

import httptools
from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from exchange_api.limits import Limits
from exchange_api.load import Patience
from exchange_api.web.cycle import GatewayCycle
from exchange_api.web.door import LINGER_S
from exchange_api.web.timed import TimedProtocol
from exchange_api.web.turns import Turns

MAX_SILENT_BYTES = 128 * 1024
"""Bytes of one header, trailer or chunk extension without end: the parser would collect them all in memory."""
_SEVERAL = b"several"


class HeadRefused(Exception):
    """Ends the parsing of a request whose head breaks a limit."""


class GatewayProtocol(TimedProtocol):
    """One connection of a listener, whose own type of it comes from `within`. `gone` is called when it is over."""

    raw_names = True
    turns: Turns

    @classmethod
    def within(cls, limits: Limits, counted: Callable[[str], None]) -> type[Self]:
        """This protocol for one listener: as `TimedProtocol` has it, and requests take turns on that listener."""
        made = super().within(limits, counted)
        made.turns = Turns()
        return made

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._status, self._limit = 400, ""
        self._head_bytes = self._silent_bytes = self._hosts = 0
        self._coding: bytes | None = None
        self._in_head = False
        self._owed: int | None = None
        self._patience = Patience()
        self.gone: Callable[[], None] = lambda: None
        self._certificate: bytes | None = None
        self._der: bytes | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Note who is at the other end and start waiting for the first head."""
        super().connection_made(transport)
        tls = transport.get_extra_info("ssl_object")
        self._der = tls.getpeercert(binary_form=True) if tls is not None else None
        self._certificate = hashlib.sha256(self._der).digest() if self._der else None
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the timer: it would keep a dead connection in memory."""
        self._stop_waiting()
        super().connection_lost(exc)
        self.gone()

    def data_received(self, data: bytes) -> None:
        """Parse what arrived; refuse with the status that fits what is wrong with it."""
        if self._refused:
            self._silent_bytes += len(data)
            if self._silent_bytes > self.limits.max_leftover:
                self.flow.pause_reading()
            return
        self._unset_keepalive_if_required()
        self._silent_bytes += len(data)
        while data:
            try:
                self.parser.feed_data(data)
                data = b""
            except httptools.HttpParserUpgrade as upgrade:
                data = data[upgrade.args[0] :]
            except httptools.HttpParserError:
                self._refuse(self._status, self._limit)
                return
        if self._silent_bytes > MAX_SILENT_BYTES:
            self._refuse(431, "max_head")
        elif self._in_head and self._head_timer is None:
            self._await_head()

    def on_message_begin(self) -> None:
        """Start of a request."""
        super().on_message_begin()
        self._in_head = True
        self._head_bytes = self._silent_bytes = self._hosts = 0
        self._coding = None

    def on_url(self, url: bytes) -> None:
        """A part of the request target."""
        self.url += url
        if len(self.url) > self.limits.max_target:
            self._beyond("max_target", 414)

    def on_header(self, name: bytes, value: bytes) -> None:
        """One header, complete; or a trailer, which is dropped."""
        self._silent_bytes = 0
        if not self._in_head:
            return
        self._head_bytes += len(name) + len(value) + 4
        if self._head_bytes > self.limits.max_head:
            self._beyond("max_head", 431)
        if len(self.headers) >= self.limits.max_headers:
            self._beyond("max_headers", 431)
        value = value.strip(b" \t")
        length = len(name)
        if length == 4 and name.lower() == b"host":
            self._hosts += 1
        elif length == 6 and name.lower() == b"expect" and value.lower() == b"100-continue":
            self.expect_100_continue = True
        elif length == 17 and name.lower() == b"transfer-encoding":
            self._coding = value.lower() if self._coding is None else _SEVERAL
        self.headers.append((name if self.raw_names else name.lower(), value))

    def _beyond(self, limit: str, status: int) -> NoReturn:
        self._status, self._limit = status, limit
        raise HeadRefused

    def on_headers_complete(self) -> None:
        """The head is complete: describe the request and start answering it."""
        self._stop_waiting()
        self._body_since = self._body_last = self.loop.time()
        self._body_bytes = 0
        target = self.url
        version = self.parser.get_http_version()
        if (target[:1] != b"/" and target != b"*") or b"#" in target or not self._framed(version):
            raise HeadRefused
        self._in_head, self._in_body = False, True
        path, _, query = target.partition(b"?")
        scope: dict[str, Any] = self.scope  # type: ignore[assignment]
        scope["method"] = self.parser.get_method().decode("ascii")
        if version != "1.1":
            scope["http_version"] = version
        text = path.decode("latin-1")
        scope["path"] = unquote(text) if "%" in text else text
        scope["raw_path"] = path
        scope["query_string"] = query
        scope["raw_target"] = target
        scope["peer_certificate"] = self._certificate
        scope["peer_der"] = self._der
        scope["patience"] = self._patience
        self._start(version != "1.0" and self.parser.should_keep_alive())

    def _framed(self, version: str) -> bool:
        """Whether version, `Host` and transfer coding leave one way to read this request (RFC 9112, 2.3, 3.2, 6.1)."""
        if version == "1.1":
            return self._hosts == 1 and self._coding in (None, b"chunked")
        return version == "1.0" and self._hosts <= 1 and self._coding is None

    def _start(self, keep_alive: bool) -> None:
        previous: RequestResponseCycle | None = self.cycle
        self.cycle = GatewayCycle(
            scope=self.scope,
            transport=self.transport,
            flow=self.flow,
            logger=self.logger,
            access_logger=self.access_logger,
            access_log=self.access_log,
            default_headers=self.server_state.default_headers,
            message_event=asyncio.Event(),
            expect_100_continue=self.expect_100_continue,
            keep_alive=keep_alive,
            on_response=self.on_response_complete,
        )
        if previous is None or previous.response_complete:
            self.turns.begin(partial(self._start_asgi_task, self.cycle, self.app), self.loop)
        else:
            self.flow.pause_reading()
            if len(self.pipeline) >= self.limits.max_pipelined:
                self.transport.abort()
                self._beyond("max_pipelined", 503)
            self.pipeline.appendleft((self.cycle, self.app))

    def on_body(self, body: bytes) -> None:
        """A part of the body; a request that was answered already does not collect it."""
        self._silent_bytes = 0
        self._body_bytes += len(body)
        self._body_last = self.loop.time()
        if not self.cycle.response_complete:
            super().on_body(body)
        elif self._body_bytes > self.limits.max_leftover:
            self._refuse(413, "max_leftover")

    def on_message_complete(self) -> None:
        """The body is complete."""
        self._in_body = False
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """An answer is out: the next one's turn, or the end of the connection."""
        last = not self.pipeline
        super().on_response_complete()
        if not last or self.transport.is_closing():
            return
        if self._owed is not None:
            self._say(self._owed)
        elif not self.cycle.keep_alive:
            self._refused = True
            self._end()

    def _refuse(self, status: int, limit: str = "") -> None:
        """Answer a request that never became one, or whose body is broken, after those before it; then close."""
        if limit:
            self.counted(limit)
        self._stop_waiting()
        self._refused = True
        cycle: RequestResponseCycle | None = self.cycle
        if cycle is None:
            self._say(status)
        elif not self._in_body:
            if cycle.response_complete:
                self._say(status)
            else:
                self._owed = status
        elif self.pipeline:  # it has not begun; another one is being answered
            self.pipeline.popleft()
            self._owed = status
        elif cycle.response_complete:
            self.transport.close()
        elif cycle.response_started:
            cycle.keep_alive = False
        else:
            self._say(status)
            cycle.disconnected, cycle.waiting_for_100_continue = True, False
            cycle.message_event.set()

    def _say(self, status: int) -> None:
        if self.transport.is_closing():
            return
        status, kind, body, extra = self.refusal(status)
        head = (
            f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\ncontent-type: {kind}\r\n"
            f"content-length: {len(body)}\r\n{extra}connection: close\r\n\r\n"
        )
        self.transport.write(head.encode("latin-1") + body)
        self._end()

    def _end(self) -> None:
        """Close the connection in a moment, and throw away until then what still comes."""
        self.flow.resume_reading()
        self.loop.call_later(LINGER_S, self.transport.close)

    def refusal(self, status: int) -> tuple[int, str, bytes, str]:
        """Status, content type, body and further header lines of the answer to a malformed request."""
        return status, "application/json", json.dumps({"code": f"http.{status}"}).encode(), ""
