"""The tables of a log, and how its file is created, opened and owned.

One SQLite file `log.db` in one directory. Leaves are kept as their exact bytes and never migrated; every other table
can be rebuilt from them. Auditors and foreign tools may read these tables:

* `meta`          what this log is (`LogIdentity`), its format, and `fence`, the token of the process that owns it.
                  Numbers are decimal ASCII, digests raw bytes, the gateway its canonical path.
* `leaf`          leaf_index from 0 without holes -> the leaf's bytes.
* `tile`          full tiles only: at level 0 the hashes of 256 leaves, at level n those of 256 full tiles of level n-1
                  (C2SP tlog-tiles layout), 32 bytes each; `alt_hashes` the same in SM3 if the profile asks for it.
* `edge`          one row: the hashes of the leaves right of the last full tile, as of the newest head; a pointer for
                  whoever looks for an altered leaf, used by nothing that writes.
* `pair`          one row per numbered sequence: dir 0 = ours towards gateway `peer` (path), dir 1 = towards us from the
                  log `peer` (hex). `next_seq` one past the highest number, `prev` the digest at it, `closed_seq` the
                  highest number covered by an answered PAIRSTATE of the sender.
* `pair_message`  number in its sequence -> leaf and message digest. Of a forked number the first one stays here.
* `pairstate`     the PAIRSTATE messages among the leaves.
* `checkpoint`    the journal: every checkpoint ever promised or signed; state 0 journalled, 1 signed, 2 handed to the
                  ledger's outbox, 3 settled. Rows are never removed.

The gateway keeps rows of its own in the same file, so that they and the leaf are one transaction.

Trusted for: order and durability. Rewriting it cannot forge a message; it is found by the anchored roots and by the
counterparties' logs. Loss: leaves cannot be rebuilt from elsewhere; the gateway declares the loss (`recovery`).
"""

from __future__ import annotations

import fcntl
import hmac
import os
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from chain_node.durable import sync_directory
from chain_node.log.errors import LogBusy, LogCorrupt, LogExists, LogFenced, LogMissing

FORMAT = b"lianlu-log/1"
FILE_NAME = "log.db"
LOCK_NAME = "lock"
PAGE_BYTES = 4096  # measured with the rows of an exchange beside each leaf: 8192 costs a lone group 7 % more CPU
CACHE_KIB = 32 * 1024
WAL_KEEP_BYTES = 64 * 1024 * 1024

SENT, RECEIVED = 0, 1  # `pair.dir`

SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT;
CREATE TABLE leaf (leaf_index INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
CREATE TABLE tile (level INTEGER NOT NULL, tile_index INTEGER NOT NULL, hashes BLOB NOT NULL, alt_hashes BLOB,
                   PRIMARY KEY (level, tile_index)) STRICT;
CREATE TABLE edge (tile_index INTEGER PRIMARY KEY, hashes BLOB NOT NULL) STRICT;
CREATE TABLE pair (id INTEGER PRIMARY KEY, peer TEXT NOT NULL, dir INTEGER NOT NULL, next_seq INTEGER NOT NULL,
                   prev BLOB NOT NULL, closed_seq INTEGER NOT NULL DEFAULT 0, UNIQUE (peer, dir)) STRICT;
CREATE TABLE pair_message (pair INTEGER NOT NULL, seq INTEGER NOT NULL, leaf_index INTEGER NOT NULL,
                           digest BLOB NOT NULL, PRIMARY KEY (pair, seq)) STRICT, WITHOUT ROWID;
CREATE TABLE pairstate (leaf_index INTEGER PRIMARY KEY, pair INTEGER NOT NULL, state_dir INTEGER NOT NULL,
                        first_seq INTEGER NOT NULL, last_seq INTEGER NOT NULL, digest BLOB NOT NULL, ref BLOB) STRICT;
CREATE INDEX pairstate_ref ON pairstate (ref) WHERE ref IS NOT NULL;
CREATE TABLE checkpoint (epoch INTEGER PRIMARY KEY, size INTEGER NOT NULL, root BLOB NOT NULL,
                         prev_size INTEGER NOT NULL, prev_root BLOB NOT NULL, alt_root BLOB NOT NULL,
                         pair_root BLOB NOT NULL, note_hash BLOB NOT NULL, key_id BLOB NOT NULL, signature BLOB,
                         tx_hash BLOB, state INTEGER NOT NULL, block INTEGER) STRICT;
"""


@dataclass(frozen=True, slots=True)
class LogIdentity:
    """Which log this is. Never changes after creation.

    `log_id` and `gateway_id` 32 bytes, `contract` the 20 bytes of EvidenceAnchor, `gateway` the canonical path,
    `profile` 1 (SHA-256) or 3 (SM3 root beside it).
    """

    log_id: bytes
    chain_id: int
    contract: bytes
    gateway: str
    gateway_id: bytes
    shard: int
    profile: int

    def rows(self) -> list[tuple[str, bytes]]:
        """The rows of `meta` that hold this identity, with the format."""
        return [
            ("format", FORMAT),
            ("log_id", self.log_id),
            ("chain_id", str(self.chain_id).encode()),
            ("contract", self.contract),
            ("gateway", self.gateway.encode()),
            ("gateway_id", self.gateway_id),
            ("shard", str(self.shard).encode()),
            ("profile", str(self.profile).encode()),
        ]

    @staticmethod
    def from_rows(rows: Iterable[tuple[str, bytes]]) -> LogIdentity:
        """Read back `rows`. Raises `LogCorrupt` if one is missing, malformed, or of a format that is not ours."""
        found = dict(rows)
        if found.get("format") != FORMAT:
            raise LogCorrupt(f"log format is {found.get('format')!r}, expected {FORMAT!r}")
        try:
            identity = LogIdentity(
                log_id=found["log_id"],
                chain_id=_number(found["chain_id"]),
                contract=found["contract"],
                gateway=found["gateway"].decode(),
                gateway_id=found["gateway_id"],
                shard=_number(found["shard"]),
                profile=_number(found["profile"]),
            )
        except (KeyError, ValueError) as exc:
            raise LogCorrupt(f"the log's identity is not readable: {exc!r}") from exc
        if (len(identity.log_id), len(identity.contract), len(identity.gateway_id)) != (32, 20, 32):
            raise LogCorrupt("the log's identity holds an id of the wrong length")
        if identity.profile not in (1, 3):
            raise LogCorrupt(f"log profile {identity.profile} is unknown")
        return identity


def _number(text: bytes) -> int:
    """Strict decimal ASCII without sign or leading zero."""
    if not text.isdigit() or (len(text) > 1 and text[:1] == b"0"):
        raise ValueError(f"not a canonical number: {text!r}")
    return int(text)


def create(directory: Path, identity: LogIdentity, genesis: bytes) -> None:
    """Make a new log in `directory` (made if absent) with `genesis` as leaf 0, durable when this returns.

    Raises `LogExists` if there is one. A crash in between leaves a file without `meta` rows, which counts as none.
    """
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = directory / FILE_NAME
    if path.exists() and _has_identity(path):
        raise LogExists(f"{path} exists already")
    for suffix in ("", "-wal", "-shm"):
        path.with_name(FILE_NAME + suffix).unlink(missing_ok=True)
    connection = connect(path, must_exist=False)
    try:
        connection.executescript("BEGIN IMMEDIATE;" + SCHEMA)
        connection.executemany("INSERT INTO meta VALUES (?, ?)", [*identity.rows(), ("fence", bytes(16))])
        connection.execute("INSERT INTO leaf VALUES (0, ?)", (genesis,))
        connection.execute("COMMIT")
    finally:
        connection.close()
    os.chmod(path, 0o600)
    for folder in (directory, directory.parent):
        sync_directory(folder)


def _has_identity(path: Path) -> bool:
    """Whether `path` holds anything worth keeping: a log with its identity, or a file that is not ours."""
    with path.open("rb") as file:
        head = file.read(16)
    if head and not head.startswith(b"SQLite format 3"):
        return True
    connection = sqlite3.connect(path)
    try:
        return connection.execute("SELECT 1 FROM meta WHERE key = 'log_id'").fetchone() is not None
    except sqlite3.OperationalError:
        return False  # a crash in `create` left a file without tables
    finally:
        connection.close()


def connect(path: Path, *, must_exist: bool = True) -> sqlite3.Connection:
    """The writing connection: WAL, `synchronous=FULL`, no checkpoint of its own accord. Raises `LogMissing`.

    A commit has returned only when its WAL frames are synced; the writer moves them into the file when it is idle.
    """
    if must_exist and not path.is_file():
        raise LogMissing(f"there is no log at {path}")
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, cached_statements=512)
    for pragma in (
        f"page_size = {PAGE_BYTES}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "wal_autocheckpoint = 0",
        f"journal_size_limit = {WAL_KEEP_BYTES}",
        f"cache_size = -{CACHE_KIB}",
        "temp_store = MEMORY",
        "trusted_schema = OFF",
        "busy_timeout = 5000",
    ):
        connection.execute("PRAGMA " + pragma)
    if connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
        connection.close()
        raise LogCorrupt(f"{path} cannot be opened in WAL mode: the file system lacks shared memory")
    return connection


class Ownership:
    """The right to write one log: a lock on the directory, and a token in the file that each group checks.

    The lock refuses a second process on this machine at once. The token stops this process if another one took the log
    over where locks do not reach (another mount of the same directory).
    """

    def __init__(self, directory: Path) -> None:
        """Take the lock. Raises `LogMissing`, or `LogBusy` if another process holds it."""
        if not (directory / FILE_NAME).is_file():
            raise LogMissing(f"there is no log in {directory}")
        self._handle = os.open(directory / LOCK_NAME, os.O_RDWR | os.O_CREAT, 0o600)
        self._token = os.urandom(16)
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as exc:
            os.close(self._handle)
            raise LogBusy(f"another process runs on {directory}") from exc

    def claim(self, connection: sqlite3.Connection) -> None:
        """Write our token into the file; from now on an older owner's groups fail."""
        connection.execute("UPDATE meta SET value = ? WHERE key = 'fence'", (self._token,))

    def check(self, connection: sqlite3.Connection) -> None:
        """Raise `LogFenced` if the file names another owner. Called inside each group's transaction."""
        row = connection.execute("SELECT value FROM meta WHERE key = 'fence'").fetchone()
        if row is None or not hmac.compare_digest(row[0], self._token):
            raise LogFenced("another process has taken this log over")

    def release(self) -> None:
        """Give the lock back. Safe to call twice."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1
