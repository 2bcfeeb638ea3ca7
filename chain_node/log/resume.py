"""What a log's writer must know before it writes on, rebuilt from the file and checked against its last leaves."""

from __future__ import annotations

import hmac
import sqlite3
from dataclasses import dataclass

from chain_node.errors import EvidenceError
from chain_node.evidence import statement
from chain_node.evidence.leaf import Leaf, Role, parse_leaf
from chain_node.log.errors import LogCorrupt
from chain_node.log.sequences import Sequences
from chain_node.log.store import LogIdentity

TAIL = 256  # leaves read again at start: more than any group that a crash can have cut


@dataclass(frozen=True, slots=True)
class Resumed:
    """`next_index` is the number of leaves; `last_ts_ms` the newest leaf's time."""

    identity: LogIdentity
    next_index: int
    last_ts_ms: int
    sequences: Sequences


def read_identity(connection: sqlite3.Connection) -> LogIdentity:
    """The identity in `meta`. Raises `LogCorrupt` if it is not readable."""
    try:
        rows = connection.execute("SELECT key, value FROM meta").fetchall()
    except sqlite3.DatabaseError as exc:
        raise LogCorrupt(f"the log's identity is not readable: {exc}") from exc
    if not all(isinstance(key, str) and isinstance(value, bytes) for key, value in rows):
        raise LogCorrupt("the log's identity is not readable: a value is not bytes")
    return LogIdentity.from_rows(rows)


def resume(connection: sqlite3.Connection) -> Resumed:
    """Read the writer's state. Raises `LogCorrupt` if leaves, sequences and identity contradict each other.

    Only the last leaves are read again, so that a start takes the same time for any length; `lianlu audit fsck` reads
    them all.
    """
    identity = read_identity(connection)
    sequences = Sequences(connection)
    rows = connection.execute("SELECT leaf_index, bytes FROM leaf ORDER BY leaf_index DESC LIMIT ?", (TAIL,)).fetchall()
    if not rows:
        raise LogCorrupt("the log has no GENESIS leaf")
    last_ts = 0
    for offset, (index, data) in enumerate(rows):
        if index != rows[0][0] - offset:
            raise LogCorrupt(f"leaf {rows[0][0] - offset} is missing")
        leaf = _parse(index, data, identity)
        if leaf.role == Role.SENT:
            _check_number(connection, leaf)
        last_ts = max(last_ts, leaf.ts_ms) if offset == 0 else last_ts
    if len(rows) < TAIL and rows[-1][0] != 0:
        raise LogCorrupt("the log does not begin at leaf 0")
    newest = connection.execute("SELECT max(leaf_index) FROM pair_message").fetchone()[0]
    if newest is not None and newest > rows[0][0]:
        raise LogCorrupt(f"a sequence names leaf {newest}, the log ends at {rows[0][0]}")
    return Resumed(identity, rows[0][0] + 1, last_ts, sequences)


def _parse(index: int, data: bytes, identity: LogIdentity) -> Leaf:
    try:
        leaf = parse_leaf(data)
    except EvidenceError as exc:
        raise LogCorrupt(f"leaf {index} is malformed: {exc}") from exc
    if leaf.index != index or not hmac.compare_digest(leaf.log_id, identity.log_id):
        raise LogCorrupt(f"leaf {index} belongs to another place or log")
    return leaf


def _check_number(connection: sqlite3.Connection, leaf: Leaf) -> None:
    """A message of ours must stand in its sequence with exactly its digest."""
    try:
        sent = statement.parse(leaf.message)
    except EvidenceError as exc:
        raise LogCorrupt(f"leaf {leaf.index} holds a malformed message: {exc}") from exc
    row = connection.execute(
        "SELECT m.digest FROM pair_message m JOIN pair p ON p.id = m.pair "
        "WHERE p.dir = 0 AND p.peer = ? AND m.seq = ? AND m.leaf_index = ?",
        (sent.dst_gateway, sent.pair_seq, leaf.index),
    ).fetchone()
    if row is None or not hmac.compare_digest(row[0], statement.digest(sent.suite, leaf.message)):
        raise LogCorrupt(f"the message in leaf {leaf.index} does not stand in its sequence")
