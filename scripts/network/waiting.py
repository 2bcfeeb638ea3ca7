"""Staying up until told to stop, and leaving by the ordinary way, so that what was started is ended."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager

from chain_node.console import note, tr
from scripts.network.processes import Processes

TELLING = (signal.SIGTERM, signal.SIGINT)


class Told(BaseException):
    """SIGTERM or SIGINT came."""


@contextmanager
def told_to_stop() -> Iterator[None]:
    """SIGTERM and Ctrl-C end what is inside, quietly; while it is ending, further ones change nothing."""

    def raise_told(_number: int, _frame: object) -> None:
        for number in TELLING:
            signal.signal(number, signal.SIG_IGN)
        raise Told

    before = [signal.signal(number, raise_told) for number in TELLING]
    try:
        yield
    except Told:
        pass
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
