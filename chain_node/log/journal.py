"""The journal of checkpoints: every checkpoint ever promised to the ledger, before it is signed.

    journalled (0) -> signed (1) -> handed to the outbox (2) -> settled on the ledger (3)

* One checkpoint per epoch, for ever; sizes never shrink; one size has one root. A row is added only on top of the row
  that its author had seen (compare-and-swap), and only then signed: two processes cannot sign two histories.
* Rows never change but for signature, transaction and state, which only go forward.

All functions run inside a transaction of the log's writer.
"""

from __future__ import annotations

import hmac
import sqlite3
from dataclasses import dataclass, replace
from typing import Any

from chain_node.log.errors import JournalConflict

JOURNALLED, SIGNED, SUBMITTED, SETTLED = 0, 1, 2, 3

_COLUMNS = (
    "epoch, size, root, prev_size, prev_root, alt_root, pair_root, note_hash, key_id, signature, tx_hash, state, block"
)
JOURNAL_KINDS: tuple[Any, ...] = (
    int, int, bytes, int, bytes, bytes, bytes, bytes, bytes, bytes | None, bytes | None, int, int | None,
)  # fmt: skip
"""What the columns hold, for readers that do not trust the file."""


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One checkpoint: roots, hashes and `key_id` 32 bytes, `signature` 65 bytes r || s || v once signed.

    `tx_hash` and `block` where known: a checkpoint relayed by a peer settles without a transaction of ours.
    """

    epoch: int
    size: int
    root: bytes
    prev_size: int
    prev_root: bytes
    alt_root: bytes
    pair_root: bytes
    note_hash: bytes
    key_id: bytes
    signature: bytes | None = None
    tx_hash: bytes | None = None
    state: int = JOURNALLED
    block: int | None = None

    @property
    def row(self) -> tuple[Any, ...]:
        """The values in the order of the table's columns."""
        return tuple(getattr(self, name) for name in _COLUMNS.split(", "))


def read_journal(
    connection: sqlite3.Connection, where: str = "ORDER BY epoch", values: tuple[Any, ...] = ()
) -> list[JournalEntry]:
    """Entries selected by a fixed clause of ours."""
    rows = connection.execute(f"SELECT {_COLUMNS} FROM checkpoint {where}", values).fetchall()
    return [JournalEntry(*row) for row in rows]


def last_entry(connection: sqlite3.Connection) -> JournalEntry | None:
    """The newest checkpoint, in whatever state."""
    found = read_journal(connection, "ORDER BY epoch DESC LIMIT 1")
    return found[0] if found else None


def entry_at(connection: sqlite3.Connection, epoch: int) -> JournalEntry | None:
    """The checkpoint of one epoch."""
    found = read_journal(connection, "WHERE epoch = ?", (epoch,))
    return found[0] if found else None


def append(cursor: sqlite3.Cursor, seen: JournalEntry | None, entry: JournalEntry) -> None:
    """Add `entry` on top of `seen`; raises `JournalConflict` unless `seen` is the newest and `entry` extends it."""
    last = last_entry(cursor.connection)
    if (last.epoch if last else None) != (seen.epoch if seen else None):
        raise JournalConflict(f"the journal moved on to epoch {last.epoch if last else None} while one was prepared")
    if last is None:
        if entry.epoch < 1:
            raise JournalConflict("epochs begin at 1")
    elif entry.epoch != last.epoch + 1 or entry.size < last.size:
        raise JournalConflict(f"epoch {entry.epoch} of size {entry.size} cannot follow {last.epoch} of {last.size}")
    elif entry.prev_size != last.size or not hmac.compare_digest(entry.prev_root, last.root):
        raise JournalConflict(f"epoch {entry.epoch} does not begin where epoch {last.epoch} ends")
    elif entry.size == last.size and not hmac.compare_digest(entry.root, last.root):
        raise JournalConflict(f"size {entry.size} would get a second root")
    cursor.execute(f"INSERT INTO checkpoint ({_COLUMNS}) VALUES ({', '.join('?' * 13)})", entry.row)


def set_signature(cursor: sqlite3.Cursor, epoch: int, signature: bytes) -> JournalEntry:
    """Store the signature of a journalled checkpoint; the same one again is accepted, another one never."""
    entry = entry_at(cursor.connection, epoch)
    if entry is None:
        raise JournalConflict(f"epoch {epoch} is to be signed and is not in the journal")
    if entry.signature is not None and not hmac.compare_digest(entry.signature, signature):
        raise JournalConflict(f"epoch {epoch} would get a second signature")
    cursor.execute(
        "UPDATE checkpoint SET signature = ?, state = max(state, ?) WHERE epoch = ?", (signature, SIGNED, epoch)
    )
    return replace(entry, signature=signature, state=max(entry.state, SIGNED))


def open_entries(connection: sqlite3.Connection, epoch: int) -> list[JournalEntry]:
    """All checkpoints that are not known to be settled, or lie beyond the ledger's `epoch`; oldest first."""
    return read_journal(connection, "WHERE state < ? OR epoch > ? ORDER BY epoch", (SETTLED, epoch))


def set_submitted(cursor: sqlite3.Cursor, epoch: int, tx_hash: bytes | None) -> None:
    """The outbox holds this checkpoint's transaction."""
    cursor.execute(
        "UPDATE checkpoint SET tx_hash = coalesce(?, tx_hash), state = max(state, ?) WHERE epoch = ?",
        (tx_hash, SUBMITTED, epoch),
    )


def set_settled(cursor: sqlite3.Cursor, epoch: int, tx_hash: bytes | None, block: int | None) -> JournalEntry:
    """The ledger's head is this checkpoint or a later one of the journal: all up to it are settled.

    Raises `JournalConflict` if the epoch is not in the journal.
    """
    cursor.execute("UPDATE checkpoint SET state = ? WHERE epoch <= ? AND state < ?", (SETTLED, epoch, SETTLED))
    cursor.execute(
        "UPDATE checkpoint SET tx_hash = coalesce(?, tx_hash), block = coalesce(?, block) WHERE epoch = ?",
        (tx_hash, block, epoch),
    )
    entry = entry_at(cursor.connection, epoch)
    if entry is None:
        raise JournalConflict(f"epoch {epoch} is settled and is not in the journal")
    return entry
