"""A gateway's own rows in its log's file, written in the same transaction as the leaf that they belong to.

* `exchange`  one row per exchange and side. Numbered by `record`, which also names its data key.
* `sealed`    openings and small bodies of a message, sealed under the record's key; id = 2 * record + part
              (part 0 the request, part 1 the answer). Removed by erasure together with the key.

Deduplication is the unique index: a second row for one (exchange id, source log) cannot be written, so the transaction
that would log it as new fails, whatever memory says. Trusted for: nothing that evidence does not also say; a changed
row makes a receipt wrong, which `lianlu audit fsck` finds. Loss: rebuilt from the leaves but for what is sealed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Any

from chain_node.log.intents import Received, Sent
from chain_node.log.store import FILE_NAME

SCHEMA = (
    "CREATE TABLE IF NOT EXISTS exchange (record INTEGER PRIMARY KEY, side INTEGER NOT NULL, state INTEGER NOT NULL, "
    "exchange_id BLOB NOT NULL, src_log BLOB NOT NULL, client TEXT NOT NULL, service TEXT NOT NULL, "
    "peer TEXT NOT NULL, request_leaf INTEGER NOT NULL, answer_leaf INTEGER, ts_ms INTEGER NOT NULL, "
    "expiry_ms INTEGER NOT NULL, reason INTEGER, grant_id BLOB, rows INTEGER) STRICT",
    "CREATE UNIQUE INDEX IF NOT EXISTS exchange_key ON exchange (exchange_id, src_log)",
    "CREATE INDEX IF NOT EXISTS exchange_open ON exchange (record) WHERE state = 0",
    "CREATE TABLE IF NOT EXISTS sealed (id INTEGER PRIMARY KEY, suite INTEGER NOT NULL, data BLOB NOT NULL) STRICT",
)


class Side(IntEnum):
    """Whether we asked or were asked."""

    ASKED = 0
    ANSWERED = 1


class State(IntEnum):
    """Where an exchange stands. OPEN at the provider means dispatched and not answered."""

    OPEN = 0
    DONE = 1
    REFUSED = 2
    VOIDED = 3


@dataclass(frozen=True, slots=True)
class Row:
    """One exchange as stored."""

    record: int
    side: Side
    state: State
    exchange_id: bytes
    src_log: bytes
    client: str
    service: str
    peer: str
    request_leaf: int
    answer_leaf: int | None
    ts_ms: int
    expiry_ms: int
    reason: int | None
    grant_id: bytes | None
    rows: int | None


COLUMNS = (
    "record, side, state, exchange_id, src_log, client, service, peer, request_leaf, answer_leaf, ts_ms, expiry_ms, "
    "reason, grant_id, rows"
)
_INSERT = (
    "INSERT INTO exchange (record, side, state, exchange_id, src_log, client, service, peer, request_leaf, ts_ms, "
    "expiry_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_SEAL = "INSERT INTO sealed VALUES (?, ?, ?)"
_ANSWER = "UPDATE exchange SET state = ?, answer_leaf = ?, reason = ?, grant_id = ?, rows = ? WHERE record = ?"

Effect = Callable[[sqlite3.Cursor, Any], None]


@dataclass(frozen=True, slots=True)
class Sealed:
    """What lies at rest for one message: sealed bytes in a suite."""

    suite: int
    data: bytes


def opened(
    record: int,
    side: Side,
    key: tuple[bytes, bytes],
    parties: tuple[str, str, str],
    times: tuple[int, int],
    sealed: Sealed | None,
    state: State = State.OPEN,
) -> Effect:
    """The effect of logging a request: its row. `key` (exchange id, source log), `parties` (client, service, peer)."""

    def effect(cursor: sqlite3.Cursor, result: Sent | Received) -> None:
        row = (record, side, state, *key, *parties, result.leaf_index, *times)
        cursor.execute(_INSERT, row)
        if sealed is not None:
            cursor.execute(_SEAL, (2 * record, sealed.suite, sealed.data))

    return effect


def answered(
    record: int, state: State, reason: int | None, grant_id: bytes | None, rows: int | None, sealed: Sealed | None
) -> Effect:
    """The effect of logging an answer."""

    def effect(cursor: sqlite3.Cursor, result: Sent | Received) -> None:
        cursor.execute(_ANSWER, (state, result.leaf_index, reason, grant_id, rows, record))
        if sealed is not None:
            cursor.execute(_SEAL, (2 * record + 1, sealed.suite, sealed.data))

    return effect


def by_key(cursor: sqlite3.Cursor, exchange_id: bytes, src_log: bytes) -> Row | None:
    """The exchange with this id from this log."""
    return _one(
        cursor.execute(f"SELECT {COLUMNS} FROM exchange WHERE exchange_id = ? AND src_log = ?", (exchange_id, src_log))
    )


def _one(cursor: sqlite3.Cursor) -> Row | None:
    row = cursor.fetchone()
    return None if row is None else as_row(row)


def as_row(row: tuple[Any, ...]) -> Row:
    return Row(row[0], Side(row[1]), State(row[2]), *row[3:])


def sealed_of(cursor: sqlite3.Cursor, record: int, part: int) -> Sealed | None:
    """What lies at rest for part 0 or 1 of a record."""
    row = cursor.execute("SELECT suite, data FROM sealed WHERE id = ?", (2 * record + part,)).fetchone()
    return None if row is None else Sealed(*row)


class Reader:
    """Reads of the rows, beside the running writer. One object per thread."""

    def __init__(self, directory: Path) -> None:
        """Open `log.db` in `directory` for reading."""
        path = directory / FILE_NAME
        self._connection = sqlite3.connect(
            f"file:{path}?mode=ro", uri=True, isolation_level=None, check_same_thread=False
        )
        self._connection.execute("PRAGMA busy_timeout = 2000")

    def close(self) -> None:
        """Let the file go."""
        self._connection.close()

    @property
    def cursor(self) -> sqlite3.Cursor:
        """A cursor for the functions of this module."""
        return self._connection.cursor()

    def last_record(self) -> int:
        """The highest record number given out, or 0."""
        found = self._connection.execute("SELECT max(record) FROM exchange").fetchone()[0]
        return int(found or 0)

    def open_rows(self, side: Side) -> list[Row]:
        """Exchanges without an answer."""
        query = f"SELECT {COLUMNS} FROM exchange WHERE state = 0 AND side = ? ORDER BY record"
        return [as_row(row) for row in self._connection.execute(query, (side,))]

    def by_id(self, exchange_id: bytes) -> list[Row]:
        """The exchanges with this id, of either side."""
        query = f"SELECT {COLUMNS} FROM exchange WHERE exchange_id = ? ORDER BY record"
        return [as_row(row) for row in self._connection.execute(query, (exchange_id,))]

    def page(self, before: int | None, limit: int, client: str | None = None) -> list[Row]:
        """Exchanges below a record number, newest first; of one client if given."""
        top = before if before is not None else 1 << 62
        query = f"SELECT {COLUMNS} FROM exchange WHERE record < ?"
        values: list[Any] = [top]
        if client is not None:
            query += " AND client = ?"
            values.append(client)
        return [
            as_row(row) for row in self._connection.execute(query + " ORDER BY record DESC LIMIT ?", (*values, limit))
        ]

    def counts(self) -> dict[tuple[int, int], int]:
        """Number of exchanges by side and state."""
        query = "SELECT side, state, count(*) FROM exchange GROUP BY side, state"
        return {(side, state): count for side, state, count in self._connection.execute(query)}
