"""What of a listener's protocol looks at the clock: heads, bodies and answers that stand still, idle connections."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, Self

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from exchange_api.limits import Limits


class TimedProtocol(HttpToolsProtocol, ABC):
    """One connection within limits of time. `_refuse` and what is in a body are the heir's."""

    limits = Limits()
    counted: Callable[[str], None] = staticmethod(lambda limit: None)

    @classmethod
    def within(cls, limits: Limits, counted: Callable[[str], None]) -> type[Self]:
        """This protocol with other limits; `counted` is told the name of each that is reached."""
        return type(cls.__name__, (cls,), {"limits": limits, "counted": staticmethod(counted)})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._in_body = self._refused = False
        self._body_bytes = 0
        self._body_since = self._body_last = self._blocked = 0.0
        self._head_timer: asyncio.TimerHandle | None = None

    def pause_writing(self) -> None:
        """The other side does not read as fast as it is answered."""
        self._blocked = self.loop.time()
        super().pause_writing()

    def resume_writing(self) -> None:
        """It reads again."""
        self._blocked = 0.0
        super().resume_writing()

    def timeout_keep_alive_handler(self) -> None:
        """The connection stood idle for too long."""
        if not self.transport.is_closing():
            self.counted("idle_timeout")
        super().timeout_keep_alive_handler()

    def end_slow(self, now: float) -> None:
        """Refuse a body that stands still or trickles, and cut the connection of who does not read its answer; called
        every second or so, which costs a request nothing."""
        limits = self.limits
        if self._blocked and now - self._blocked > limits.answer_idle:
            self.counted("answer_idle")
            self.transport.abort()
            return
        cycle: RequestResponseCycle | None = self.cycle
        if cycle is None or self._refused or not self._in_body:
            return
        if self.flow.read_paused:
            self._body_last = now  # it is we who do not read
            return
        slow = (since := now - self._body_since) > limits.body_window and self._body_bytes < limits.body_rate * since
        if slow or now - self._body_last > limits.body_idle:
            self._refuse(408, "body_rate" if slow else "body_idle")

    def _await_head(self) -> None:
        self._head_timer = self.loop.call_later(self.limits.head_timeout, self._head_too_slow)

    def _stop_waiting(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _head_too_slow(self) -> None:
        self._head_timer = None
        if not self.transport.is_closing():
            self._refuse(408, "head_timeout")

    @abstractmethod
    def _refuse(self, status: int, limit: str = "") -> None:
        """Refuse what stands still; `limit` is the one that was reached."""
