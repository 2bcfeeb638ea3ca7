"""What monitoring knows of an exchange beside its leaves: one row, written in the transaction that settles it.

* `monitoring`  numbered by `seq` in the order of settlement, so that whoever reads on from a number misses nothing.
                When the call came, went out, was answered (ms), sizes of message and body, the status, and a keyed
                digest of the caller's `X-Road-Id`, so that evidence can be found by it.

Everything else that a monitoring record says (who, what, which path, which case) is read from the sealed openings, and
goes with them when the record is erased. Trusted for: nothing that is evidence. Loss: times and sizes are gone.
"""

from __future__ import annotations

import hmac
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from chain_node.log.intents import Received, Sent
from exchange_api.adapters.store import COLUMNS, Effect, Reader, Row, as_row

SCHEMA = (
    "CREATE TABLE IF NOT EXISTS monitoring (seq INTEGER PRIMARY KEY, record INTEGER NOT NULL, at_ms INTEGER NOT NULL, "
    "request_in INTEGER, request_out INTEGER, response_in INTEGER, request_bytes INTEGER, response_bytes INTEGER, "
    "status INTEGER, query INTEGER, fault TEXT) STRICT",
)
_FIELDS = "request_in, request_out, response_in, request_bytes, response_bytes, status, query, fault"
# An exchange is settled once: whoever answers it a second time finds its answer there, and adds no row.
_INSERT = (
    f"INSERT INTO monitoring (record, at_ms, {_FIELDS}) SELECT record, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM exchange "
    "WHERE record = ? AND answer_leaf IS NULL"
)
_JOINED = (
    f"SELECT m.seq, m.at_ms, {', '.join('m.' + one for one in _FIELDS.split(', '))}, "
    f"{', '.join('e.' + one for one in COLUMNS.split(', '))} FROM monitoring m JOIN exchange e ON e.record = m.record "
)

_ANSWERED = "FROM monitoring m JOIN exchange e ON e.record = m.record WHERE m.seq >= ? AND e.side = 1"
_GOOD = "(e.state = 1 AND m.fault IS NULL AND m.status < 400)"
_MEASURED = ("(m.at_ms - m.request_in)", "m.request_bytes", "m.response_bytes")


class Watched(NamedTuple):
    """The row's own columns in their order, but for number, record and time of settlement.

    Times in ms since the epoch, sizes in bytes, the HTTP status; None for what did not happen or is not known. `fault`:
    X-Road's code of an error that the caller saw where no signed refusal names one.
    """

    request_in: int | None = None
    request_out: int | None = None
    response_in: int | None = None
    request_bytes: int | None = None
    response_bytes: int | None = None
    status: int | None = None
    query: int | None = None
    fault: str | None = None


UNWATCHED = Watched()


@dataclass(frozen=True, slots=True)
class Settled:
    """A row with the exchange that it is about. `at_ms` is the time of the leaf that settled it."""

    seq: int
    at_ms: int
    watched: Watched
    row: Row


def settling(record: int, watched: Watched, effect: Effect) -> Effect:
    """`effect`, by which an exchange is settled, and its row here."""
    values = (*watched, record)

    def both(cursor: sqlite3.Cursor, result: Sent | Received) -> None:
        cursor.execute(_INSERT, (result.ts_ms, *values))
        effect(cursor, result)

    return both


def query_digest(key: bytes, message_id: bytes) -> int:
    """What is stored of an `X-Road-Id`: 64 bits under the gateway's own key, so that a copy confirms no guess."""
    return int.from_bytes(hmac.digest(key, message_id, "sha256")[:8], "big", signed=True)


class MonitoringReader:
    """Reads the rows beside the running writer. One thread at a time."""

    def __init__(self, rows: Reader) -> None:
        """Over the connection of `rows`."""
        self._rows = rows

    def bounds(self) -> tuple[int, int]:
        """The lowest and the highest number there is; (1, 0) if there is none."""
        # Each by itself is read off the table's edge; both in one query would read all of it.
        query = "SELECT (SELECT min(seq) FROM monitoring), (SELECT max(seq) FROM monitoring)"
        low, high = self._rows.cursor.execute(query).fetchone()
        return (1, 0) if high is None else (low, high)

    def first_from(self, at_ms: int) -> int:
        """The first number settled at `at_ms` or later, one past the end if none. Rows are taken to be in order of
        time; where the clock ran backwards, those in between may come or not."""
        low, high = self.bounds()
        cursor = self._rows.cursor
        while low <= high:
            middle = (low + high) // 2
            # A number may be missing; the next that is there stands for it.
            found = cursor.execute("SELECT at_ms FROM monitoring WHERE seq >= ? ORDER BY seq LIMIT 1", (middle,))
            if found.fetchone()[0] < at_ms:
                low = middle + 1
            else:
                high = middle - 1
        return low

    def read(self, first: int, limit: int) -> list[Settled]:
        """Up to `limit` rows from number `first` on, in order."""
        found = self._rows.cursor.execute(_JOINED + "WHERE m.seq >= ? ORDER BY m.seq LIMIT ?", (first, limit))
        return [_settled(row) for row in found]

    def disclosed(self, first: int) -> Iterator[tuple[bytes, int, int, bytes]]:
        """(grant, rows, time of its leaf, the leaf) of each disclosure under a grant, from number `first` on."""
        query = (
            "SELECT e.grant_id, coalesce(e.rows, 0), m.at_ms, l.bytes FROM monitoring m JOIN exchange e ON "
            "e.record = m.record JOIN leaf l ON l.leaf_index = e.answer_leaf "
            "WHERE m.seq >= ? AND e.side = 1 AND e.state = 1 AND e.grant_id IS NOT NULL ORDER BY m.seq"
        )
        yield from self._rows.cursor.execute(query, (first,))

    def last_times(self, first: int) -> list[tuple[str, int, int]]:
        """(service, whether it succeeded, time of the newest) of what was answered, from number `first` on."""
        query = f"SELECT e.service, {_GOOD} AS good, max(m.at_ms) {_ANSWERED} GROUP BY e.service, good"
        return self._rows.cursor.execute(query, (first,)).fetchall()

    def statistics(self, first: int) -> list[tuple[Any, ...]]:
        """By service and success, from number `first` on: count, then for duration and both sizes least, mean, greatest
        and mean of squares."""
        of_each = ", ".join(f"min({one}), avg({one}), max({one}), avg(1.0 * {one} * {one})" for one in _MEASURED)
        query = f"SELECT e.service, {_GOOD} AS good, count(*), {of_each} {_ANSWERED} GROUP BY e.service, good"
        return self._rows.cursor.execute(query, (first,)).fetchall()

    def by_query(self, query: int, first: int, end: int, limit: int) -> list[Row]:
        """The newest `limit` exchanges of the numbers [first, end) with this digest; may hold some of other ids."""
        found = self._rows.cursor.execute(
            _JOINED + "WHERE m.seq >= ? AND m.seq < ? AND m.query = ? ORDER BY m.seq DESC LIMIT ?",
            (first, end, query, limit),
        )
        return [_settled(row).row for row in found]


def _settled(row: tuple[Any, ...]) -> Settled:
    return Settled(row[0], row[1], Watched(*row[2:10]), as_row(row[10:]))
