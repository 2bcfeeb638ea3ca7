"""Staying up until told to stop, and leaving by the ordinary way, so that what was started is ended."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from chain_node.console import note, tr
from scripts.network.processes import Processes

TELLING = (signal.SIGTERM, signal.SIGINT)


class Told(BaseException):
    """SIGTERM or SIGINT came."""


@dataclass(slots=True)
class Work:
    """Whether what was to be done is `done`, so that being told to stop is no interruption."""

    done: bool = False


@contextmanager
def told_to_stop() -> Iterator[Work]:
    """SIGTERM and Ctrl-C end what is inside; while it is ending, further ones change nothing.

    Quietly if the work is done by then; else raises KeyboardInterrupt once everything is ended.
    """
    work = Work()

    def raise_told(_number: int, _frame: object) -> None:
        for number in TELLING:
            signal.signal(number, signal.SIG_IGN)
        raise Told

    before = [signal.signal(number, raise_told) for number in TELLING]
    try:
        yield work
    except Told:
        if not work.done:
            raise KeyboardInterrupt from None
    finally:
        for number, handler in zip(TELLING, before, strict=True):
            signal.signal(number, handler)


def until_told(processes: Processes) -> None:
    """Wait inside `told_to_stop`. Says on stderr when a process ends by itself: a test may have killed it."""
    seen: set[str] = set()
    while True:
        ended = processes.ended() - seen
        for name in sorted(ended):
            note(tr(f"进程 {name} 已结束", f"process {name} has ended"))
        seen |= ended
        time.sleep(1.0)
