"""The one writer of a log: greedy group commit.

* Whatever was submitted while the last group was being signed and synced is the next group. Nothing waits for a timer;
  as long as each turn of the event loop brings more, it is handed over with the next turn, at most `MAX_TURNS` later.
* One group: numbers, one signature per suite, one transaction, one sync; then all its callers are released at once.
* A group that finds the writer idle is committed at once in the event loop, as long as syncs are quick: two changes of
  thread would cost more than the wait. Otherwise it is handed to the writer's thread.
* What must not happen when a group fails is in `commit`; a writer that has stopped takes nothing more.
* `submit` is called in the event loop that `start` ran in. Loop and thread never commit side by side: `_owner`.

The points given to `hook` (for fault tests, and nothing else): `signed`, `written`, `committed`, `released`.
"""

from __future__ import annotations

import asyncio
import queue
import sqlite3
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import structlog

from chain_node.clock import Clock
from chain_node.evidence.receipt import SigningKey
from chain_node.log.commit import Committer, Hook, WriterLimits, no_hook
from chain_node.log.errors import LogStopped, LogWriteFailed
from chain_node.log.group import Submission, release, slices
from chain_node.log.intents import Intent, Send
from chain_node.log.store import LogIdentity

T = TypeVar("T")
MAX_TURNS = 3
"""Turns of the event loop, some ten microseconds each: at 32 connections groups become larger for 14 % less CPU."""
log = structlog.get_logger(__name__)


class LogWriter:
    """The writer of the log in one directory. `open`, then `start` in the event loop, `close` at the end."""

    def __init__(self, committer: Committer, suites: Iterable[int], limits: WriterLimits, hook: Hook) -> None:
        """See `open`."""
        self._committer = committer
        self._suites = frozenset(suites)
        self._limits = limits
        self._hook = hook
        self._queue: queue.SimpleQueue[list[Submission] | None] = queue.SimpleQueue()
        self._pending: list[Submission] = []
        self._waiting = 0
        self._handed = 0  # batches that the thread has not finished; changed in the event loop only
        self._minded = False  # whether the thread looks after the WAL
        self._owner = threading.Lock()
        self._counted = self._turns = 0
        self._stopped: LogStopped | None = LogStopped("the writer was not started")
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._on_stop: Callable[[LogStopped], None] | None = None

    @classmethod
    def open(
        cls,
        directory: Path,
        keys: Mapping[int, SigningKey],
        clock: Clock,
        *,
        limits: WriterLimits | None = None,
        hook: Hook = no_hook,
        schema: Sequence[str] = (),
    ) -> LogWriter:
        """Own the log in `directory`, with signing `keys` by suite number.

        `schema`: statements for the caller's own tables (`CREATE TABLE IF NOT EXISTS`), in one transaction. Raises
        `LogMissing`, `LogBusy` if another process has it, `LogCorrupt` if it contradicts itself.
        """
        limits = limits or WriterLimits()
        committer = Committer(directory, dict(keys), clock, limits, hook)
        try:
            committer.make_tables(schema)
        except BaseException:
            committer.close()
            raise
        return cls(committer, keys, limits, hook)

    @property
    def directory(self) -> Path:
        """Where the log lives."""
        return self._committer.directory

    @property
    def identity(self) -> LogIdentity:
        """Which log this is."""
        return self._committer.identity

    @property
    def durable_size(self) -> int:
        """Number of leaves that are durable; grows only."""
        return self._committer.durable_size

    @property
    def stopped(self) -> LogStopped | None:
        """Why the writer takes nothing, or None while it runs."""
        return self._stopped

    # -- in the event loop

    def start(self, *, on_stop: Callable[[LogStopped], None] | None = None) -> None:
        """Begin to write. `on_stop` is called in this loop if the writer stops by itself."""
        self._loop = asyncio.get_running_loop()
        self._on_stop = on_stop
        self._stopped = None
        self._thread = threading.Thread(target=self._run, name="log-writer", daemon=True)
        self._thread.start()

    def submit(self, *intents: Intent) -> asyncio.Future[list[Any]]:
        """Log `intents` together; the future gives one result each, in order, when all of them are durable.

        Fails with `LogWriteFailed` (nothing was written; try again), `LogStopped`, or the error of one of the intents'
        own effects. Raises the same at once if it is known at once.
        """
        if len(intents) > self._limits.max_submission:
            raise LogWriteFailed(f"{len(intents)} intents at once, at most {self._limits.max_submission}")
        for intent in intents:
            if type(intent) is Send and intent.suite not in self._suites:
                raise LogWriteFailed(f"this gateway has no signing key of suite {intent.suite}")
        return self._enqueue(intents, None)

    def run(self, work: Callable[[sqlite3.Cursor], T]) -> asyncio.Future[list[T]]:
        """Run `work` inside the next group's transaction; the future gives a list with its one result when durable."""
        return self._enqueue((), work)

    def _enqueue(
        self, intents: tuple[Intent, ...], work: Callable[[sqlite3.Cursor], Any] | None
    ) -> asyncio.Future[list[Any]]:
        if self._stopped is not None:
            raise type(self._stopped)(str(self._stopped))
        loop = self._loop
        assert loop is not None
        if self._waiting >= self._limits.max_waiting:
            raise LogWriteFailed("too many entries wait for the log")
        future: asyncio.Future[list[Any]] = loop.create_future()
        pending = self._pending
        pending.append(Submission(future, intents, work))
        self._waiting += 1
        if len(pending) == 1:
            loop.call_soon(self._gather)  # everything submitted in this turn of the loop rides together
        return future

    def _gather(self) -> None:
        count = len(self._pending)
        if count != self._counted and self._turns < MAX_TURNS and self._loop is not None:
            self._counted, self._turns = count, self._turns + 1
            self._loop.call_soon(self._gather)
            return
        self._hand_over()

    def _hand_over(self) -> None:
        self._counted = self._turns = 0
        group, self._pending = self._pending, []
        if not group:
            return
        quick = not self._handed and self._thread is not None and self._committer.sync_ms < self._limits.inline_ms
        if quick and self._owner.acquire(blocking=False):
            self._commit_here(group)
        else:
            self._handed += 1
            self._queue.put(group)

    def _commit_here(self, batch: list[Submission]) -> None:
        """Commit in the event loop. The caller has taken `_owner`."""
        unwritten = slices(batch, self._limits.max_group)
        try:
            while unwritten:
                group = unwritten[0]
                stop = self._committer.commit(group)
                del unwritten[0]
                if stop is not None:
                    return self._stop(stop, group, unwritten)
                self._settle(group)
        except Exception as exc:
            log.exception("log.writer_failed")
            self._stop(LogStopped(f"the writer failed: {exc!r}"), [], unwritten)
        finally:
            self._owner.release()
        if not self._minded and self._committer.wal.written >= self._limits.idle_wal_bytes:
            self._minded = True
            self._queue.put([])

    async def close(self) -> None:
        """Write what waits, move the WAL into the file, give the directory back. Safe to call twice."""
        if self._stopped is None:
            self._stopped = LogStopped("the writer was closed")
        self._hand_over()
        self._queue.put(None)
        await asyncio.get_running_loop().run_in_executor(None, self._finish)

    def _finish(self) -> None:
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        self._committer.close()

    def _finished(self, batches: int) -> None:
        self._handed -= batches

    def _settle(self, group: Sequence[Submission]) -> None:
        self._waiting -= len(group)
        release(group)
        self._hook("released")

    # -- in the writer's thread

    def _run(self) -> None:
        unwritten: list[list[Submission]] = []
        try:
            while (taken := self._take()) is not None:
                batches, batch = taken
                unwritten = slices(batch, self._limits.max_group)
                while unwritten:
                    group = unwritten[0]
                    with self._owner:
                        stop = self._committer.commit(group)
                    del unwritten[0]
                    if stop is not None:
                        self._stop(stop, group, unwritten)
                        return
                    self._call(self._settle, group)
                if batches:
                    self._call(self._finished, batches)
        except Exception as exc:
            log.exception("log.writer_failed")
            self._stop(LogStopped(f"the writer failed: {exc!r}"), [], unwritten)

    def _take(self) -> tuple[int, list[Submission]] | None:
        """How many batches wait, and all that is in them; None at the end."""
        written = self._committer.wal.written
        try:
            first = self._queue.get(timeout=self._limits.idle_s if written >= self._limits.idle_wal_bytes else None)
        except queue.Empty:
            if self._committer.wal.written == written:  # nor was anything committed in the event loop
                self._minded = False
                with self._owner:
                    self._committer.tidy()
            return 0, []
        if first is None:
            return None
        batches, taken = int(bool(first)), first
        while not self._queue.empty():
            more = self._queue.get()
            if more is None:
                self._queue.put(None)
                break
            batches, taken = batches + bool(more), taken + more
        return batches, taken

    def _stop(self, reason: LogStopped, last: list[Submission], unwritten: list[list[Submission]]) -> None:
        """Whoever learns how the `last` group ended finds the writer stopped already."""
        log.error("log.stopped", reason=str(reason))
        self._stopped = reason
        self._call(self._refuse_rest, reason, last, [one for group in unwritten for one in group])

    def _refuse_rest(self, reason: LogStopped, last: list[Submission], rest: list[Submission]) -> None:
        """In the event loop: settle the thread's last group, refuse whatever waits, and tell the owner."""
        self._settle(last)
        while not self._queue.empty():
            rest += self._queue.get() or []
        rest += self._pending
        self._pending = []
        for submission in rest:
            submission.error = type(reason)(str(reason))
        self._settle(rest)
        if self._on_stop is not None:
            self._on_stop(reason)

    def _call(self, function: Callable[..., None], *args: Any) -> None:
        assert self._loop is not None
        try:
            self._loop.call_soon_threadsafe(function, *args)
        except RuntimeError:
            log.warning("log.loop_closed")  # nobody waits any more; what is durable stays
