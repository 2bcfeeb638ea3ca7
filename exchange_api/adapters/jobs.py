"""Exchanges whose answer is fetched later (jobs), in the log's file, each changed in one transaction with its leaf.

* `job`  one row per exchange that was handed over and is not yet done with: `record` as in `exchange`, its state, the
         bytes kept of its body, when it ended, and whether its call-back is still owed.

Who, to whom and until when stands in `exchange`; the request lies sealed as part 0, the answer as part 1. A row that is
gone is an exchange like any other. Whatever ends a job looks at its state in the transaction that ends it: of a
cancellation, an answer and the end of its time, the first that is written counts, and the others fail.

Trusted for: nothing that evidence says. Loss: answers that nobody can fetch any more.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from exchange_api.adapters.store import COLUMNS, Effect, Reader, Row, Side, State, as_row
from exchange_api.job_errors import JobOvertaken

SCHEMA = (
    "CREATE TABLE IF NOT EXISTS job (record INTEGER PRIMARY KEY, state INTEGER NOT NULL, bytes INTEGER NOT NULL, "
    "ended_ms INTEGER, notify INTEGER NOT NULL) STRICT",
    "CREATE INDEX IF NOT EXISTS job_ended ON job (ended_ms) WHERE ended_ms IS NOT NULL",
)
_JOB = "j.state, j.bytes, j.ended_ms, j.notify"
_JOINED = (
    f"SELECT {_JOB}, {', '.join('e.' + one for one in COLUMNS.split(', '))} FROM job j "
    "JOIN exchange e ON e.record = j.record "
)


class JobState(IntEnum):
    """Where a job stands. ERASING: acknowledged, and its key is being destroyed."""

    PENDING = 0
    ANSWERED = 1
    EXPIRED = 2
    ERASING = 3


@dataclass(frozen=True, slots=True)
class Job:
    """One job with its exchange."""

    state: JobState
    bytes: int
    ended_ms: int | None
    notify: bool
    row: Row

    @property
    def status(self) -> str:
        """What its client is told: `pending`, `done` or `failed`."""
        if self.state is JobState.PENDING:
            return "pending"
        return "done" if self.state is not JobState.EXPIRED and self.row.state is State.DONE else "failed"


def taken(record: int, size: int, notify: bool, effect: Effect) -> Effect:
    """`effect`, by which a request is logged, and its job."""

    def both(cursor: sqlite3.Cursor, result: Any) -> None:
        effect(cursor, result)
        cursor.execute("INSERT INTO job VALUES (?, ?, ?, NULL, ?)", (record, JobState.PENDING, size, notify))

    return both


def answered(record: int, size: int, effect: Effect) -> Effect:
    """`effect`, by which an answer is logged with its body of `size` bytes, if the job still waits for one."""

    def both(cursor: sqlite3.Cursor, result: Any) -> None:
        _end(cursor, record, JobState.ANSWERED, size, result.ts_ms)
        effect(cursor, result)
        cursor.execute("DELETE FROM sealed WHERE id = ?", (2 * record,))  # the answer's part holds the request as well

    return both


def expire(cursor: sqlite3.Cursor, record: int, now_ms: int) -> None:
    """End a job whose time is over. Raises `JobOvertaken`."""
    _end(cursor, record, JobState.EXPIRED, 0, now_ms)


def _end(cursor: sqlite3.Cursor, record: int, state: JobState, size: int, now_ms: int) -> None:
    cursor.execute(
        "UPDATE job SET state = ?, bytes = ?, ended_ms = ? WHERE record = ? AND state = ?",
        (state, size, now_ms, record, JobState.PENDING),
    )
    if cursor.rowcount != 1:
        raise JobOvertaken("the job ended meanwhile")


def drop(cursor: sqlite3.Cursor, record: int, state: JobState) -> None:
    """Forget a job that is in this state. Raises `JobOvertaken`."""
    cursor.execute("DELETE FROM job WHERE record = ? AND state = ?", (record, state))
    if cursor.rowcount != 1:
        raise JobOvertaken("the job ended meanwhile")


def begin_erasing(cursor: sqlite3.Cursor, record: int) -> None:
    """Nothing of an answered job is handed out from now on. Raises `JobOvertaken`."""
    cursor.execute(
        "UPDATE job SET state = ?, notify = 0 WHERE record = ? AND state = ?",
        (JobState.ERASING, record, JobState.ANSWERED),
    )
    if cursor.rowcount != 1:
        raise JobOvertaken("the job ended meanwhile")


def notified(cursor: sqlite3.Cursor, record: int) -> None:
    """The call-back is no longer owed."""
    cursor.execute("UPDATE job SET notify = 0 WHERE record = ?", (record,))


class JobReader:
    """Reads of jobs beside the running writer. One thread at a time."""

    def __init__(self, rows: Reader) -> None:
        """Over the connection of `rows`."""
        self._rows = rows

    def one(self, record: int) -> Job | None:
        """The job of a record."""
        return next(iter(self._find("WHERE j.record = ?", record)), None)

    def of(self, client: str, exchange_id: bytes) -> Job | None:
        """A client's own job."""
        found = self._find("WHERE e.exchange_id = ? AND e.side = 0 AND e.client = ?", exchange_id, client)
        return next(iter(found), None)

    def in_state(self, state: JobState) -> list[Job]:
        """All jobs that stand so."""
        return self._find("WHERE j.state = ? ORDER BY j.record", state)

    def owed(self) -> list[Job]:
        """Ended jobs whose call-back is owed."""
        return self._find("WHERE j.ended_ms IS NOT NULL AND j.notify = 1 ORDER BY j.record")

    def ended_before(self, at_ms: int, limit: int) -> list[Job]:
        """Jobs that ended before a time, oldest first."""
        return self._find("WHERE j.ended_ms < ? ORDER BY j.ended_ms LIMIT ?", at_ms, limit)

    def owner_of(self, name: str) -> str | None:
        """Whose the file with this name in the spool is; None if it is of no use when a gateway starts. Of use are the
        request of a job that waits, an answer to be fetched, and one that another gateway may ask for again."""
        record, _, part = name.partition("-")
        if not record.isdigit() or part not in ("0", "1"):
            return None
        query = (
            "SELECT e.side, e.client, e.peer, j.state FROM exchange e LEFT JOIN job j ON j.record = e.record "
            "WHERE e.record = ?"
        )
        row = self._rows.cursor.execute(query, (int(record),)).fetchone()
        if row is None:
            return None
        side, client, peer, state = row
        if side == Side.ASKED:
            return str(client) if state == (JobState.PENDING if part == "0" else JobState.ANSWERED) else None
        return str(peer) if part == "1" else None

    def held(self) -> list[tuple[str, int, int]]:
        """(client, number of jobs, bytes) of each client that has any."""
        query = "SELECT e.client, count(*), sum(j.bytes) FROM job j JOIN exchange e ON e.record = j.record"
        return self._rows.cursor.execute(query + " GROUP BY e.client").fetchall()

    def _find(self, where: str, *values: Any) -> list[Job]:
        found = self._rows.cursor.execute(_JOINED + where, values)
        return [Job(JobState(row[0]), row[1], row[2], bool(row[3]), as_row(row[4:])) for row in found]
