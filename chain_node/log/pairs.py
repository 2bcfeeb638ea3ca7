"""What a log holds of the messages between two gateways: the states of stretches, and where PAIRSTATE leaves are.

Everything here reads or writes the log's tables; nothing talks to a peer (`pairtalk` does).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from chain_node.evidence.leaf import parse_leaf
from chain_node.evidence.pairstate import ANSWER, MAX_RANGES, PROPOSAL, PairState, range_root
from chain_node.log.errors import PairStateInvalid
from chain_node.log.reader import LogReader


def compute(reader: LogReader, peer: str, direction: int, first: int, last: int, state_dir: int) -> PairState:
    """The state of numbers `first`..`last` of a stored sequence, as its sender (PROPOSAL) or receiver (ANSWER)."""
    rows = reader.pair_messages(peer, direction, first, last)
    root = range_root(row[2] for row in rows)
    if state_dir == PROPOSAL:
        return PairState(PROPOSAL, first, last, len(rows), root)
    return PairState(ANSWER, first, last, len(rows), root, missing_ranges((row[0] for row in rows), first, last))


def missing_ranges(present: Iterable[int], first: int, last: int) -> tuple[tuple[int, int], ...]:
    """The ranges of `first`..`last` without a number in `present` (ascending), at most 64, the lowest ones."""
    found: list[tuple[int, int]] = []
    expected = first
    for seq in (*present, last + 1):
        if seq > expected:
            found.append((expected, seq - 1))
            if len(found) == MAX_RANGES:
                break
        expected = seq + 1
    return tuple(found)


def active(cursor: sqlite3.Cursor) -> Sequence[tuple[str, int]]:
    """(gateway, highest number sent) where something other than PAIRSTATEs was sent since the last closed stretch."""
    return cursor.execute(
        "SELECT p.peer, p.next_seq - 1 FROM pair p WHERE p.dir = 0 AND EXISTS ("
        " SELECT 1 FROM pair_message m WHERE m.pair = p.id AND m.seq > p.closed_seq"
        " AND NOT EXISTS (SELECT 1 FROM pairstate s WHERE s.leaf_index = m.leaf_index))"
    ).fetchall()


def open_proposal(cursor: sqlite3.Cursor, peer: str) -> tuple[int, int | None]:
    """(highest closed number, leaf of the unanswered proposal or None) of the sequence towards `peer`.

    Raises `PairStateInvalid` if nothing was ever sent there.
    """
    row = cursor.execute("SELECT id, closed_seq FROM pair WHERE dir = 0 AND peer = ?", (peer,)).fetchone()
    if row is None:
        raise PairStateInvalid(f"nothing was sent to {peer}")
    found = cursor.execute(
        "SELECT max(leaf_index) FROM pairstate WHERE pair = ? AND state_dir = ? AND last_seq > ?",
        (row[0], PROPOSAL, row[1]),
    ).fetchone()
    return row[1], found[0]


def answer_to(cursor: sqlite3.Cursor, digest: bytes) -> tuple[bytes, bytes] | None:
    """Our stored answer to a proposal, as (message, receipt)."""
    row = cursor.execute(
        "SELECT l.bytes FROM pairstate s JOIN leaf l ON l.leaf_index = s.leaf_index "
        "WHERE s.ref = ? AND s.state_dir = ? ORDER BY s.leaf_index LIMIT 1",
        (digest, ANSWER),
    ).fetchone()
    if row is None:
        return None
    leaf = parse_leaf(row[0])
    return leaf.message, leaf.receipt


def insert_state(
    cursor: sqlite3.Cursor, leaf_index: int, about: tuple[str, int], state: PairState, digest: bytes, ref: bytes | None
) -> None:
    """List a PAIRSTATE leaf under the sequence that it is about."""
    cursor.execute(
        "INSERT INTO pairstate SELECT ?, id, ?, ?, ?, ?, ? FROM pair WHERE peer = ? AND dir = ?",
        (leaf_index, state.direction, state.first_seq, state.last_seq, digest, ref, *about),
    )
