"""Numbered sequences between this log and its peers, as the writer holds them in memory.

* Towards a gateway: from 1, without a hole, each message naming the digest of the one before (32 zero bytes before the
  first). A number is used up only by a durable leaf: a group that fails gives its numbers back.
* From a log: whatever its owner signed, in any order, holes included. A number seen with two digests is a fork of the
  sender's; the same digest twice is one message.

`Sequences` is the durable state. A `Draft` is what one group adds to it; it takes effect by `apply`, after the commit.
"""

from __future__ import annotations

import hmac
import sqlite3
from dataclasses import dataclass, field

from chain_node.log.errors import LogCorrupt
from chain_node.log.store import RECEIVED, SENT

FIRST_PREV = bytes(32)
MAX_HOLES = 4096  # per sender; an older missing number costs one look-up when it comes after all

UPSERT_PAIR = (
    "INSERT INTO pair (id, peer, dir, next_seq, prev) VALUES (?, ?, ?, ?, ?) "
    "ON CONFLICT (id) DO UPDATE SET next_seq = excluded.next_seq, prev = excluded.prev"
)
INSERT_MESSAGE = "INSERT INTO pair_message (pair, seq, leaf_index, digest) VALUES (?, ?, ?, ?)"

Key = tuple[int, str]


@dataclass(slots=True)
class Pair:
    """One sequence: `next_seq` is one past its highest number, `prev` the digest at it.

    `holes`: numbers below `next_seq` known to be missing, so that late arrivals need no look-up. `fresh`: numbers
    received in the group being built.
    """

    id: int
    next_seq: int
    prev: bytes
    holes: set[int] = field(default_factory=set)
    fresh: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Earlier:
    """What was already logged under a number: leaf index, and whether it is the same message."""

    leaf_index: int
    same: bool


class Sequences:
    """All sequences of one log. Used by the writer's thread only."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Load from `pair` and compare with `pair_message`. Raises `LogCorrupt` if they disagree."""
        self.pairs: dict[Key, Pair] = {}
        rows = connection.execute("SELECT id, peer, dir, next_seq, prev FROM pair").fetchall()
        for pair_id, peer, direction, next_seq, prev in rows:
            last = connection.execute(
                "SELECT seq, digest FROM pair_message WHERE pair = ? ORDER BY seq DESC LIMIT 1", (pair_id,)
            ).fetchone()
            if last is None or last[0] != next_seq - 1 or not hmac.compare_digest(last[1], prev):
                raise LogCorrupt(f"the sequence with {peer} (dir {direction}) does not end where its messages end")
            self.pairs[direction, peer] = Pair(pair_id, next_seq, prev)
        self.next_id = max((row[0] for row in rows), default=0) + 1

    def draft(self, connection: sqlite3.Connection) -> Draft:
        """An empty set of changes on top of this state; `connection` is used to look up old numbers."""
        return Draft(self, connection)


class Draft:
    """What one group adds. Dropped without trace if the group fails."""

    __slots__ = ("_base", "_connection", "_new", "_seen", "_touched", "messages")

    def __init__(self, base: Sequences, connection: sqlite3.Connection) -> None:
        self._base = base
        self._connection = connection
        self._touched: dict[Key, Pair] = {}
        self._seen: dict[tuple[int, int], tuple[int, bytes]] = {}
        self._new = 0
        self.messages: list[tuple[int, int, int, bytes]] = []

    def _pair(self, key: Key) -> Pair:
        """A copy that may be changed; `holes` is shared and changed only by `apply`."""
        pair = self._touched.get(key)
        if pair is None:
            base = self._base.pairs.get(key)
            if base is None:
                pair = Pair(self._base.next_id + self._new, 1, FIRST_PREV)
                self._new += 1
            else:
                pair = Pair(base.id, base.next_seq, base.prev, base.holes)
            self._touched[key] = pair
        return pair

    def next_sent(self, gateway: str) -> Pair:
        """The sequence towards `gateway`: its `next_seq` and `prev` belong into the next message."""
        return self._pair((SENT, gateway))

    def add_sent(self, pair: Pair, leaf_index: int, digest: bytes) -> None:
        """Use up the number that `next_sent` gave."""
        self.messages.append((pair.id, pair.next_seq, leaf_index, digest))
        pair.next_seq += 1
        pair.prev = digest

    def add_received(self, log_id: bytes, seq: int, leaf_index: int, digest: bytes) -> Earlier | None:
        """Note a message of another log; returns what was logged under its number before, adding nothing then."""
        key = (RECEIVED, log_id.hex())
        pair = self._pair(key)
        earlier = self._find(pair, seq, digest)
        if earlier is not None:
            return earlier
        self.messages.append((pair.id, seq, leaf_index, digest))
        self._seen[pair.id, seq] = (leaf_index, digest)
        pair.fresh.add(seq)
        if seq >= pair.next_seq:
            pair.next_seq = seq + 1
            pair.prev = digest
        return None

    def _find(self, pair: Pair, seq: int, digest: bytes) -> Earlier | None:
        row = self._seen.get((pair.id, seq))
        if row is None:
            if seq >= pair.next_seq or seq in pair.holes:
                return None
            row = self._connection.execute(
                "SELECT leaf_index, digest FROM pair_message WHERE pair = ? AND seq = ?", (pair.id, seq)
            ).fetchone()
            if row is None:
                return None
        return Earlier(row[0], hmac.compare_digest(row[1], digest))

    def pair_rows(self) -> list[tuple[int, str, int, int, bytes]]:
        """Rows for `UPSERT_PAIR`. Sequences in which nothing was numbered are left out."""
        return [
            (pair.id, peer, direction, pair.next_seq, pair.prev)
            for (direction, peer), pair in self._touched.items()
            if pair.next_seq > 1
        ]

    def apply(self) -> None:
        """Make the changes part of the state: the commit has returned."""
        for key, pair in self._touched.items():
            if pair.next_seq == 1:
                continue
            if key[0] == RECEIVED:
                base = self._base.pairs.get(key)
                _fill_holes(pair, 1 if base is None else base.next_seq)
            self._base.pairs[key] = pair
        self._base.next_id += self._new


def _fill_holes(pair: Pair, old_next: int) -> None:
    fresh, pair.fresh = pair.fresh, set()
    if not pair.holes and len(fresh) == pair.next_seq - old_next:
        return  # without holes all of `fresh` is new, so it is the whole range
    pair.holes -= fresh
    pair.holes |= set(range(max(old_next, pair.next_seq - MAX_HOLES), pair.next_seq)) - fresh
    if len(pair.holes) > MAX_HOLES:
        pair.holes = set(sorted(pair.holes)[-MAX_HOLES:])
