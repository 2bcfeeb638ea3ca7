"""One request and its answer on a connection: uvicorn's, and a way to give a whole answer in one write.

ASGI sends head and body as two messages, each checked, encrypted and written by itself. Most answers of a gateway are
small and complete when they are sent, so `answer_whole` writes them once; nothing else about them differs. An
application finds it behind `send` (`exchange_api.web.asgi`); another server's `send` gets the two messages.
"""

from __future__ import annotations

import re
from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, RequestResponseCycle

_BODYLESS = frozenset((204, 304))
_NAME = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+\Z")
_CONTROLS = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")


class GatewayCycle(RequestResponseCycle):
    """A request of `GatewayProtocol` and its answer."""

    async def send(self, message: Any) -> None:
        """Send a part of an answer; nothing if the connection is over."""
        self._over()
        await super().send(message)

    def _over(self) -> bool:
        """Whether nobody is there any more. Of a pipeline's requests only the newest is told that by the protocol."""
        self.disconnected = self.disconnected or self.transport.is_closing()
        return self.disconnected

    async def answer_whole(self, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
        """Send a complete answer in one write.

        `headers`: names in lower case; with the length of the body, unless the status has none. Raises RuntimeError,
        as `send` does, for a malformed header, a wrong length, or a second answer.
        """
        if self.flow.write_paused and not self.disconnected:
            await self.flow.drain()
        if self._over():
            return
        if self.response_started:
            raise RuntimeError("the answer has begun already")
        head = [STATUS_LINE[status]]
        length = -1
        for name, value in headers:
            if not _NAME.match(name) or _CONTROLS.search(value):
                raise RuntimeError("a header of the answer is malformed")
            if name == b"content-length":
                length = int(value)
            elif name == b"connection" and value.lower() == b"close":
                self.keep_alive = False
                continue
            head += (name, b": ", value, b"\r\n")
        silent = self.scope["method"] == "HEAD" or status in _BODYLESS
        if not silent and length != len(body):
            raise RuntimeError("the answer's length is not that of its body")
        head.append(b"\r\n" if self.keep_alive else b"connection: close\r\n\r\n")
        if not silent:
            head.append(body)
        self.response_started = self.response_complete = True
        self.waiting_for_100_continue = False
        self.transport.write(b"".join(head))
        self.message_event.set()
        if not self.keep_alive and not self.more_body:
            self.transport.close()
        self.on_response()
