"""Keeps a replica up to date in a thread of its own, and lets others wait for a block.

The thread never ends by itself: whatever goes wrong is counted, kept as `last_error`, and tried again after the
interval. An error that broke the replica for good is kept too; the replica then refuses every question, which is how
callers see it.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass

from chain_node.errors import LedgerError
from chain_node.ledger.errors import LedgerOutdated
from chain_node.ledger.port import BlockRef
from chain_node.ledger.replica import Replica

POLL_S = 0.5


@dataclass(frozen=True, slots=True)
class FollowerStatus:
    """What the thread has done: polls, blocks applied, errors by their stable code, and the last one's text."""

    polls: int
    blocks: int
    errors: dict[str, int]
    last_error: str | None
    broken: bool


class ReplicaFollower:
    """Polls a replica's source. `start` once, `close` once; `wait_for` from asyncio, `wait` from a thread."""

    def __init__(self, replica: Replica, interval: float = POLL_S) -> None:
        self._replica = replica
        self._interval = interval
        self._stop = threading.Event()
        self._wake = threading.Event()
        self._changed = threading.Condition()
        self._listeners: list[Callable[[BlockRef], None]] = []
        self._polls = 0
        self._blocks = 0
        self._errors: dict[str, int] = {}
        self._last_error: str | None = None
        self._thread = threading.Thread(target=self._run, name="ledger-follower", daemon=True)

    @property
    def status(self) -> FollowerStatus:
        """What the thread has done so far."""
        return FollowerStatus(
            self._polls, self._blocks, dict(self._errors), self._last_error, self._replica.broken is not None
        )

    def start(self) -> None:
        """Start polling."""
        self._thread.start()

    def close(self, timeout: float = 5.0) -> None:
        """Stop polling and wait for the thread, at most `timeout` seconds (a request may still be under way)."""
        self._stop.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(timeout)

    def poke(self) -> None:
        """Poll now instead of at the end of the interval."""
        self._wake.set()

    def on_blocks(self, listener: Callable[[BlockRef], None]) -> Callable[[], None]:
        """Have `listener(head)` called in the polling thread after new blocks were applied. Returns how to stop it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def wait(self, number: int, timeout: float) -> BlockRef:
        """Block this thread until `number` was applied, and return the head. Raises `LedgerOutdated` after
        `timeout`."""
        self.poke()
        with self._changed:
            self._changed.wait_for(lambda: self._reached(number) or self._replica.broken is not None, timeout)
        return self._head_at_least(number)

    async def wait_for(self, number: int, timeout: float) -> BlockRef:
        """Wait until block `number` was applied, and return the head. Raises `LedgerOutdated` after `timeout` seconds,
        and the error that broke the replica if one did."""
        if not self._reached(number):
            loop = asyncio.get_running_loop()
            done = asyncio.Event()
            stop = self.on_blocks(lambda head: _set_soon(loop, done) if head.number >= number else None)
            try:
                self.poke()
                if not self._reached(number):  # it may have come before the listener was there
                    await asyncio.wait_for(done.wait(), timeout)
            except TimeoutError:
                pass
            finally:
                stop()
        return self._head_at_least(number)

    def _reached(self, number: int) -> bool:
        try:
            return self._replica.head.number >= number
        except LedgerOutdated:
            return False

    def _head_at_least(self, number: int) -> BlockRef:
        if self._replica.broken is not None:
            raise self._replica.broken
        head = self._replica.head
        if head.number < number:
            raise LedgerOutdated(f"block {number} was not read in time; the head is {head.number}")
        return head

    def _run(self) -> None:
        while not self._stop.is_set():
            self._wake.clear()
            try:
                self._poll()
            except LedgerError as exc:
                self._failed(exc.code, str(exc))
            except Exception as exc:  # a bug must not end the thread silently: it is counted and shown
                self._failed("ledger.follower", f"{type(exc).__name__}: {exc}")
            self._wake.wait(self._interval)

    def _poll(self) -> None:
        self._polls += 1
        applied = self._replica.sync()
        self._last_error = None
        if applied:
            self._blocks += applied
            self._notify(self._replica.head)

    def _notify(self, head: BlockRef) -> None:
        with self._changed:
            self._changed.notify_all()
        for listener in tuple(self._listeners):
            try:
                listener(head)
            except Exception as exc:  # one listener's bug must not keep the news from the others
                self._failed("ledger.listener", f"{type(exc).__name__}: {exc}")

    def _failed(self, code: str, text: str) -> None:
        self._errors[code] = self._errors.get(code, 0) + 1
        self._last_error = text
        with self._changed:
            self._changed.notify_all()


def _set_soon(loop: asyncio.AbstractEventLoop, done: asyncio.Event) -> None:
    try:
        loop.call_soon_threadsafe(done.set)
    except RuntimeError:  # the loop was closed while its waiter was leaving
        pass
