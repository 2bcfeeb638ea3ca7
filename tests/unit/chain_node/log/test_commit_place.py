"""Where a group is committed: in the event loop while the writer is idle and syncs are quick, else in its thread."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

from chain_node.log.commit import WriterLimits
from chain_node.log.reader import LogReader
from chain_node.log.writer import LogWriter
from tests.unit.chain_node.log.support import ManualClock, PrivateKey, make_log, request


class Places:
    """The threads in which groups were committed, and a clock on which a sync takes `sync_ms`."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.clock = ManualClock()
        self.sync_ms = 0

    def hook(self, at: str) -> None:
        """Called in the thread that commits."""
        if at == "signed":
            self.seen.append(threading.current_thread().name)

    def now_ms(self) -> int:
        """See `Clock`."""
        return self.clock.ms

    def monotonic_ms(self) -> int:
        """See `Clock`."""
        self.clock.ms += self.sync_ms
        return self.clock.ms

    def writer(self, directory: Path, limits: WriterLimits) -> LogWriter:
        """A writer that notes its places here."""
        made = LogWriter.open(make_log(directory), {1: PrivateKey()}, self, limits=limits, hook=self.hook)
        made.start()
        return made


async def test_quick_syncs_are_made_in_the_event_loop_and_slow_ones_beside_it(tmp_path: Path) -> None:
    places = Places()
    writer = places.writer(tmp_path / "log", WriterLimits(max_jump_ms=1 << 40))
    for number in range(3):
        await writer.submit(request(number))
    assert places.seen == ["MainThread"] * 3
    places.sync_ms = 200
    await writer.submit(request(3))
    await writer.submit(request(4))
    assert places.seen[3:] == ["MainThread", "log-writer"]
    places.sync_ms = 0
    for number in range(5, 60):
        await writer.submit(request(number))
    assert places.seen[5] == "log-writer" and places.seen[-1] == "MainThread"
    await writer.close()
    with LogReader(tmp_path / "log") as log:
        assert log.size == 61


async def test_never_in_the_event_loop_if_told_so(tmp_path: Path) -> None:
    places = Places()
    writer = places.writer(tmp_path / "log", WriterLimits(inline_ms=0))
    await writer.submit(request(1))
    await writer.close()
    assert places.seen == ["log-writer"]


async def test_what_comes_later_overtakes_nothing_that_waits_for_the_thread(tmp_path: Path) -> None:
    places = Places()
    writer = places.writer(tmp_path / "log", WriterLimits())
    begun, go_on = threading.Event(), threading.Event()

    def slow(_cursor: object) -> None:
        begun.set()
        assert go_on.wait(10)

    places.sync_ms = 100
    await writer.submit(request(0))  # from now on the thread commits
    held = writer.run(slow)
    await asyncio.to_thread(begun.wait, 10)
    places.sync_ms = 0
    later = [writer.submit(request(number)) for number in (1, 2)]
    await asyncio.sleep(0.05)
    assert not any(one.done() for one in later)
    go_on.set()
    await held
    assert [(await one)[0].pair_seq for one in later] == [2, 3]
    await writer.close()
