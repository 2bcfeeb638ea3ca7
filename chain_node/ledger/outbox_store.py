"""The outbox's file: one SQLite table of intents, every change durable before the call returns.

A second process is kept out by a lock on `<file>.lock`; a file of another account or chain is refused.
"""

from __future__ import annotations

import fcntl
import hashlib
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import IO, Any

from chain_node.ledger.errors import OutboxError

_SCHEMA = """
CREATE TABLE IF NOT EXISTS intent (
    id         INTEGER PRIMARY KEY,
    intent     TEXT NOT NULL UNIQUE,
    state      TEXT NOT NULL,
    target     BLOB,
    data       BLOB NOT NULL,
    call       BLOB NOT NULL,
    gas        INTEGER NOT NULL,
    nonce      INTEGER,
    raw        BLOB,
    hash       BLOB,
    tries      INTEGER NOT NULL DEFAULT 0,
    missing    INTEGER NOT NULL DEFAULT 0,
    outrun_by  TEXT,
    sent_at    REAL NOT NULL DEFAULT 0,
    block      INTEGER,
    block_hash BLOB,
    gas_used   INTEGER,
    created    BLOB,
    reason     TEXT NOT NULL DEFAULT '',
    revert     BLOB NOT NULL DEFAULT x''
);
CREATE INDEX IF NOT EXISTS intent_open ON intent (id) WHERE state IN ('queued', 'unknown', 'sent');
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value BLOB NOT NULL);
"""
_COLUMNS = (
    "intent, state, target, data, call, gas, nonce, raw, hash, tries, missing, outrun_by, sent_at,"
    " block, block_hash, gas_used, created, reason, revert"
)
_OPEN = "state IN ('queued', 'unknown', 'sent')"


class State(StrEnum):
    """Where an intent stands; MINED and FAILED are final."""

    QUEUED = "queued"
    UNKNOWN = "unknown"
    SENT = "sent"
    MINED = "mined"
    FAILED = "failed"

    @property
    def final(self) -> bool:
        """True once nothing can change it any more."""
        return self in (State.MINED, State.FAILED)


@dataclass(frozen=True, slots=True)
class Entry:
    """One intent. `call_digest` is over target and data, and stays when these are dropped at the end. `raw`,
    `tx_hash`, `nonce` are of its last signed form; `missing` counts settlings that found its nonce used and it in no
    block; `outrun_by` names the intent that took its nonce; `created` is the address of a created contract; `reason`
    says why it failed, `revert` holds the contract's revert data if the ledger gave it."""

    intent: str
    state: State
    to: bytes | None
    data: bytes
    call_digest: bytes
    gas: int
    nonce: int | None
    raw: bytes | None
    tx_hash: bytes | None
    tries: int
    missing: int
    outrun_by: str | None
    sent_at: float
    block: int | None
    block_hash: bytes | None
    gas_used: int | None
    created: bytes | None
    reason: str
    revert: bytes


class OutboxStore:
    """Rows of one account's outbox. Methods may be called from any thread; each change is its own transaction unless
    it is made inside `transaction()`."""

    def __init__(self, path: Path | str, owner: dict[str, bytes]) -> None:
        """Open or create the file. `owner` is what it must belong to. Raises `OutboxError`."""
        self._path = Path(path)
        self._mutex = threading.RLock()
        self._lock_file = _lock(self._path)
        try:
            self._db = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False)
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = FULL")
            self._db.executescript(_SCHEMA)
            self._adopt(owner)
        except sqlite3.Error as exc:
            self._lock_file.close()
            raise OutboxError(f"{self._path} cannot be used: {exc}") from exc
        except OutboxError:
            self._db.close()
            self._lock_file.close()
            raise

    def close(self) -> None:
        """Close the file. Writes nothing: being killed is the same."""
        with self._mutex:
            self._db.close()
            self._lock_file.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All changes inside are made together, or none. Other threads wait. May be nested."""
        with self._mutex:
            if self._db.in_transaction:
                yield
                return
            try:
                self._db.execute("BEGIN IMMEDIATE")
                yield
                self._db.execute("COMMIT")
            except sqlite3.Error as exc:
                self._rollback()
                raise OutboxError(f"{self._path} cannot be written: {exc}") from exc
            except BaseException:
                self._rollback()
                raise

    def insert(self, intent: str, to: bytes | None, data: bytes, gas: int) -> None:
        """Add a queued intent."""
        with self.transaction():
            self._db.execute(
                "INSERT INTO intent (intent, state, target, data, call, gas) VALUES (?, 'queued', ?, ?, ?, ?)",
                (intent, to, data, call_digest(to, data), gas),
            )

    def update(self, intent: str, **values: Any) -> None:
        """Set columns of one intent."""
        assignments = ", ".join(f"{column} = ?" for column in values)  # names come from our own code only
        with self.transaction():
            self._db.execute(f"UPDATE intent SET {assignments} WHERE intent = ?", (*values.values(), intent))

    def finish(self, intent: str, state: State, **values: Any) -> None:
        """Make an intent final. Its bytes are dropped: an anchor every minute would fill the disk with them."""
        self.update(intent, state=state, raw=None, data=b"", **values)

    def find(self, intent: str) -> Entry | None:
        """The entry of `intent`, or None."""
        return next(iter(self._select("intent = ?", intent)), None)

    def outrun_by(self, successor: str) -> Entry | None:
        """The entry whose nonce `successor` took, or None."""
        return next(iter(self._select("outrun_by = ?", successor)), None)

    def open_entries(self) -> tuple[Entry, ...]:
        """All entries that are not final, oldest first."""
        return self._select(_OPEN)

    def signed(self) -> tuple[Entry, ...]:
        """The open entries that are signed, by nonce."""
        found = [one for one in self._select(f"{_OPEN} AND nonce IS NOT NULL") if one.nonce is not None]
        return tuple(sorted(found, key=lambda one: one.nonce or 0))

    def highest_nonce(self) -> int:
        """The highest nonce of an open entry, -1 if none is signed."""
        with self._mutex:
            found: int | None = self._db.execute(f"SELECT max(nonce) FROM intent WHERE {_OPEN}").fetchone()[0]
        return -1 if found is None else found

    def _select(self, where: str, *values: Any) -> tuple[Entry, ...]:
        with self._mutex:
            try:
                rows = self._db.execute(f"SELECT {_COLUMNS} FROM intent WHERE {where} ORDER BY id", values).fetchall()
            except sqlite3.Error as exc:
                raise OutboxError(f"{self._path} cannot be read: {exc}") from exc
        return tuple(Entry(row[0], State(row[1]), *row[2:]) for row in rows)

    def _adopt(self, owner: dict[str, bytes]) -> None:
        """Check whose file this is; what was sent by an earlier process is unknown until settled."""
        with self.transaction():
            for key, value in owner.items():
                self._db.execute("INSERT OR IGNORE INTO meta VALUES (?, ?)", (key, value))
                if self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()[0] != value:
                    raise OutboxError(f"{self._path} belongs to another {key.replace('_', ' ')}")
            self._db.execute("UPDATE intent SET state = 'unknown' WHERE state = 'sent'")

    def _rollback(self) -> None:
        if self._db.in_transaction:
            self._db.execute("ROLLBACK")


def call_digest(to: bytes | None, data: bytes) -> bytes:
    """What tells one call from another: SHA-256 over the target (empty for a creation) and the data."""
    target = to or b""
    return hashlib.sha256(bytes((len(target),)) + target + data).digest()


def _lock(path: Path) -> IO[bytes]:
    """Hold `<path>.lock` for as long as the file object lives. Raises `OutboxError` if somebody else does."""
    try:
        file = path.with_name(path.name + ".lock").open("ab")
    except OSError as exc:
        raise OutboxError(f"{path} cannot be used: {exc.strerror}") from exc
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as exc:
        file.close()
        raise OutboxError(f"{path} is in use by another process") from exc
    return file
