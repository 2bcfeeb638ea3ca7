"""One commit group at a time: build, sign, one transaction, one sync.

`Committer` owns the directory, the connection and the writer's state, and is used by one thread at a time. It settles
nobody: it writes results and errors into the submissions.

* A group that cannot be written fails as a whole and its numbers are used again. One submission whose own writes fail
  is taken out and the others are built anew.
* After a failure the file is opened again and must end where this writer believes; if not, the writer must stop, for
  then nobody knows what is durable.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import structlog

from chain_node.clock import Clock
from chain_node.errors import LogError
from chain_node.evidence.receipt import SigningKey, sign_batch
from chain_node.log.errors import ClockJumped, LogCorrupt, LogFenced, LogStopped, LogWriteFailed
from chain_node.log.group import Culprit, Group, Submission
from chain_node.log.resume import resume
from chain_node.log.sequences import INSERT_MESSAGE, UPSERT_PAIR
from chain_node.log.store import FILE_NAME, PAGE_BYTES, LogIdentity, Ownership, connect
from chain_node.log.wal import WalMover

Hook = Callable[[str], None]
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class WriterLimits:
    """Limits of one writer; each number with its unit and reason."""

    max_group: int = 2_048  # intents; a signature covers at most 4,096 messages
    max_submission: int = 64  # intents handed in together
    inline_ms: float = 3.0  # while a sync takes less on average, an idle writer commits in the event loop; 0 = never
    max_waiting: int = 16_384  # submissions; beyond it callers are refused instead of kept in memory
    promise_ms: int = 120_000  # from leaf to covering anchor, as promised in answers
    back_step_ms: int = 2_000  # a clock corrected backwards by less does not show in the leaves
    max_jump_ms: int = 15_000  # a clock set by more, all in all, stops the writer: the auditor allows for as much
    idle_s: float = 0.2  # without work for this long, the WAL is moved into the file
    idle_wal_bytes: int = 1 << 20  # unless it is smaller than this
    max_wal_bytes: int = 8 << 20  # moved beside the writer beyond this, idle or not


def no_hook(_point: str) -> None:
    """No fault is injected."""


class Committer:
    """State and store of one log's writer."""

    def __init__(
        self, directory: Path, keys: Mapping[int, SigningKey], clock: Clock, limits: WriterLimits, hook: Hook
    ) -> None:
        """Own the log in `directory`. Raises `LogMissing`, `LogBusy`, or `LogCorrupt` if it contradicts itself."""
        self.directory = directory
        self._keys = keys
        self._clock = clock
        self._limits = limits
        self._hook = hook
        self._ownership = Ownership(directory)
        try:
            self._connection = connect(directory / FILE_NAME)
            state = resume(self._connection)
            self._ownership.claim(self._connection)
        except BaseException:
            self._ownership.release()
            raise
        self._cursor = self._connection.cursor()
        self._sequences = state.sequences
        self._last_ts = state.last_ts_ms
        self._booted = clock.now_ms() - clock.monotonic_ms()
        self.identity: LogIdentity = state.identity
        self.durable_size = state.next_index
        self.sync_ms = 0.0  # what a sync takes of late
        self.wal = WalMover(directory / FILE_NAME, limits.max_wal_bytes)

    def make_tables(self, schema: Sequence[str]) -> None:
        """Run a caller's `CREATE TABLE IF NOT EXISTS` statements in one transaction, before anything is written."""
        self._cursor.execute("BEGIN IMMEDIATE")
        for sql in schema:
            self._cursor.execute(sql)
        self._cursor.execute("COMMIT")

    def commit(self, group: list[Submission]) -> LogStopped | None:
        """Write one group; each submission then holds its results or its error. Returns why to stop, if one must."""
        left = group
        while left:
            try:
                self._attempt(left)
                break
            except Culprit as exc:
                self._rollback()
                exc.submission.error = exc.cause
                left = [one for one in left if one is not exc.submission]
            except Exception as exc:
                stop = self._after_failure(exc)
                error = stop or LogWriteFailed(f"the group was not written: {exc}")
                for submission in left:
                    submission.error = error
                return stop
        return None

    def _attempt(self, submissions: list[Submission]) -> None:
        now, cursor, hook = self._now(), self._cursor, self._hook
        draft = self._sequences.draft(self._connection)
        group = Group(self.identity.log_id, self.durable_size, now, draft, self._limits.promise_ms)
        for submission in submissions:
            group.add(submission, self._connection)
        group.sign(self._sign)
        hook("signed")
        cursor.execute("BEGIN IMMEDIATE")
        self._ownership.check(self._connection)
        if group.leaves:
            cursor.executemany("INSERT INTO leaf VALUES (?, ?)", group.leaves)
            cursor.executemany(INSERT_MESSAGE, draft.messages)
            cursor.executemany(UPSERT_PAIR, draft.pair_rows())
        group.run_effects(cursor, submissions)
        if not self._connection.in_transaction:
            raise LogStopped("a caller's own writes ended the group's transaction")
        hook("written")
        before = self._clock.monotonic_ms()
        cursor.execute("COMMIT")
        self.sync_ms += (self._clock.monotonic_ms() - before - self.sync_ms) / 16
        try:
            hook("committed")
        except Exception as exc:
            raise LogStopped(f"failed after the commit: {exc!r}") from exc
        draft.apply()
        self.durable_size = group.next_index
        self._last_ts = now
        self.wal.wrote(6 * PAGE_BYTES + 2 * sum(len(data) for _, data in group.leaves), self._connection)

    def _now(self) -> int:
        now = self._clock.now_ms()
        jump = now - self._clock.monotonic_ms() - self._booted
        if abs(jump) > self._limits.max_jump_ms:
            raise ClockJumped(f"this machine's clock was set by {jump / 1000:+.0f} s while the gateway ran")
        return self._last_ts if 0 < self._last_ts - now < self._limits.back_step_ms else now

    def _sign(self, suite: int, digests: Sequence[bytes]) -> list[bytes]:
        return sign_batch(suite, self._keys[suite], digests)

    def _rollback(self) -> None:
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")

    def _after_failure(self, cause: Exception) -> LogStopped | None:
        """Open the file again and see whether it ends where it must; returns the reason to stop, if there is one."""
        log.warning("log.group_failed", reason=repr(cause))
        if isinstance(cause, LogStopped):
            return cause
        try:
            self._connection.close()  # rolls back what is open
            self._connection = connect(self.directory / FILE_NAME)
            self._cursor = self._connection.cursor()
            self._ownership.check(self._connection)
            stored = self._connection.execute("SELECT max(leaf_index) FROM leaf").fetchone()[0]
            if stored != self.durable_size - 1:
                raise LogCorrupt(f"the log ends at leaf {stored}, expected {self.durable_size - 1}")
        except LogFenced as exc:
            return exc
        except (LogError, sqlite3.Error) as exc:
            return LogStopped(f"after a failed group: {exc}")
        return None

    def tidy(self) -> None:
        """Use a quiet moment to move the WAL into the file."""
        self.wal.finish(self._connection)

    def close(self) -> None:
        """Move the WAL into the file and give the directory back. Safe to call twice."""
        self.wal.close()
        try:
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.Error:
            pass  # the WAL stays and is read at the next start
        finally:
            self._connection.close()
            self._ownership.release()
