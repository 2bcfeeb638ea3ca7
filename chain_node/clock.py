"""The port through which everything of ours reads the time.

Deciding code takes a time as a value; only what runs beside it holds a `Clock`. All times are whole milliseconds since
1970-01-01 00:00:00 UTC, without leap seconds (POSIX.1-2017, 4.16).
"""

from __future__ import annotations

import time
from typing import Protocol


class Clock(Protocol):
    """What tells the time. A fake in tests may stand still, jump or run backwards."""

    def now_ms(self) -> int:
        """Milliseconds since the epoch, UTC. May run backwards: nothing may rely on it for order."""
        ...

    def monotonic_ms(self) -> int:
        """Milliseconds since some fixed moment; never runs backwards. For durations and time-outs only."""
        ...


class SystemClock:
    """The clock of the machine. Trusted for: nothing that a peer relies on; anchors give the outer bound of time."""

    __slots__ = ()

    def now_ms(self) -> int:
        """Milliseconds since the epoch, UTC, as the machine believes."""
        return time.time_ns() // 1_000_000

    def monotonic_ms(self) -> int:
        """Milliseconds since the machine was started, those that it slept included."""
        return time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1_000_000
