"""The messages of all logs under audit, in a database of its own, so that memory does not grow with the logs.

A temporary SQLite file without a name (removed by the system when the audit ends): one row per SENT or RECV leaf, with
what the comparison of logs needs and nothing else. It is made from leaf bytes only.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any, NamedTuple

BATCH = 1024
_COLUMNS = (
    "log, leaf, role, mtype, suite, digest, receipt, exchange, src_log, dst, seq, prev, ref, ts, expiry, local_ts, "
    "p_log, p_leaf, p_ts, p_deadline"
)


class Row(NamedTuple):
    """One message as logged. `log` is the log's ordinal in this audit; `receipt` SHA-256 of the receipt's bytes."""

    log: int
    leaf: int
    role: int
    mtype: int
    suite: int
    digest: bytes
    receipt: bytes
    exchange: bytes
    src_log: bytes
    dst: str
    seq: int
    prev: bytes
    ref: bytes | None
    ts: int
    expiry: int
    local_ts: int
    p_log: bytes | None
    p_leaf: int | None
    p_ts: int | None
    p_deadline: int | None


class PairStateRow(NamedTuple):
    """A PAIRSTATE as logged: its range and what it claims. `missing` as `a-b,c-d`."""

    log: int
    leaf: int
    role: int
    direction: int
    digest: bytes
    ref: bytes | None
    src_log: bytes
    dst: str
    seq: int
    first: int
    last: int
    number: int
    root: bytes
    missing: str


_SCHEMA = f"""
CREATE TABLE msg ({_COLUMNS});
CREATE TABLE pairstate (log, leaf, role, direction, digest, ref, src_log, dst, seq, first, last, number, root, missing);
CREATE TABLE deferred (log, leaf);
CREATE TABLE ended (log, leaf, digest, kid);
CREATE TABLE snapshot (log INTEGER PRIMARY KEY, size);
CREATE TABLE unproven (leaf, log, PRIMARY KEY (leaf, log)) WITHOUT ROWID;
"""
# No index begins with `log`: the planner would take it for joins within one log, and these would be quadratic.
_INDEXES = """
CREATE INDEX IF NOT EXISTS msg_digest ON msg (digest);
CREATE INDEX IF NOT EXISTS msg_pair ON msg (src_log, dst, seq);
CREATE INDEX IF NOT EXISTS msg_place ON msg (leaf, log);
CREATE INDEX IF NOT EXISTS msg_ref ON msg (ref) WHERE ref IS NOT NULL;
CREATE INDEX IF NOT EXISTS pairstate_ref ON pairstate (ref) WHERE ref IS NOT NULL;
CREATE INDEX IF NOT EXISTS pairstate_pair ON pairstate (src_log, dst);
"""


def signed(table: str) -> str:
    """SQL: the row of `table` bears its sender's signature. Whoever keeps a log can write down what nobody signed."""
    return f"NOT EXISTS (SELECT 1 FROM unproven WHERE leaf = {table}.leaf AND log = {table}.log)"


def proves(table: str) -> str:
    """SQL: the row of `table` can accuse somebody: it is `signed`, and `in_time`."""
    return f"{signed(table)} AND {in_time(table)}"


def in_time(table: str) -> str:
    """SQL: the row of `table` was logged before the audit began to read any log.

    Logs of running gateways are read one after the other, so a later one may refer to what an earlier one did not hold
    yet. No accusation rests on such a row.
    """
    return f"NOT EXISTS (SELECT 1 FROM snapshot WHERE log = {table}.log AND size <= {table}.leaf)"


class MessageIndex:
    """See the module. One audit, one thread."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None)  # an unnamed file: spills to disk, vanishes by itself
        self._db.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-65536;" + _SCHEMA)
        self._rows: list[Row] = []
        self._indexed = False

    def add(self, row: Row) -> None:
        """Take in one message."""
        self._rows.append(row)
        if len(self._rows) >= BATCH:
            self.flush()

    def add_pairstate(self, row: PairStateRow) -> None:
        """Take in one PAIRSTATE (besides its `add`)."""
        self._db.execute(f"INSERT INTO pairstate VALUES ({','.join('?' * len(row))})", row)

    def defer(self, log: int, leaf: int) -> None:
        """Remember a decision whose request was too far back to be at hand."""
        self._db.execute("INSERT INTO deferred VALUES (?, ?)", (log, leaf))

    def ended_key(self, log: int, leaf: int, digest: bytes, kid: bytes) -> None:
        """Remember a message under a key that has ended or was revoked: its anchors decide."""
        self._db.execute("INSERT INTO ended VALUES (?, ?, ?, ?)", (log, leaf, digest, kid))

    def unproven(self, log: int, leaf: int) -> None:
        """Remember a message whose signature is none of its sender's: see `proves`."""
        self._db.execute("INSERT OR IGNORE INTO unproven VALUES (?, ?)", (leaf, log))

    def snapshot(self, log: int, size: int) -> None:
        """Note the size of a log when the audit began: see `in_time`."""
        self._db.execute("INSERT INTO snapshot VALUES (?, ?)", (log, size))

    def flush(self) -> None:
        """Write what waits."""
        if self._rows:
            marks = ",".join("?" * len(Row._fields))
            self._db.execute("BEGIN")
            self._db.executemany(f"INSERT INTO msg VALUES ({marks})", self._rows)
            self._db.execute("COMMIT")
            self._rows.clear()

    def finish_log(self) -> None:
        """After each log: write what waits and make look-ups possible."""
        self.flush()
        self._db.executescript(_INDEXES)
        self._indexed = True

    def signed_before(self, digest: bytes, receipt: bytes) -> bool:
        """Whether another log of this audit held this message with this receipt, and its signature was good."""
        if not self._indexed:
            return False
        sql = f"SELECT 1 FROM msg WHERE digest = ? AND receipt = ? AND {signed('msg')}"
        return self._db.execute(sql, (digest, receipt)).fetchone() is not None

    def find(self, log: int, digest: bytes) -> int | None:
        """Leaf index of a message in one log, or None."""
        row = self._db.execute("SELECT leaf FROM msg WHERE digest = ? AND log = ?", (digest, log)).fetchone()
        return None if row is None else int(row[0])

    def query(self, sql: str, *values: Any) -> Iterator[Any]:
        """Rows of a fixed query of ours, as they come."""
        return iter(self._db.execute(sql, values))

    def close(self) -> None:
        """Let the file go."""
        self._db.close()
