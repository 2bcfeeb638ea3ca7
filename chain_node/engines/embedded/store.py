"""The ledger on disk: one SQLite file, one transaction per block (`journal_mode=WAL`, `synchronous=FULL`).

    meta(key, value)                              format
    block(number, hash, header, signature, txs)   header RLP, 65-byte signature over its hash, number of transactions
    tx(seq, hash, raw, receipt, sender, gas_used, created)
    log(seq, address, topic0, topic1, topic2, topic3, data, tx_seq)
    node(hash, value)                             trie nodes and contract code, of every block: an archive

`seq` is block number << 23 | index in the block, so that reading a block, a range of logs or a receipt costs as much as
its result. Trusted for: everything; whoever rewrites it and holds the ledger key can rewrite history, which `follow`
and the anchors that others keep reveal. Loss: restore a copy or an export. Nothing is replayed on opening.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from chain_node.engines.embedded.errors import DirectoryMalformed
from chain_node.engines.embedded.reader import FORMAT, LedgerReader, Sealed

_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE block (number INTEGER PRIMARY KEY, hash BLOB NOT NULL, header BLOB NOT NULL, signature BLOB NOT NULL,
    txs INTEGER NOT NULL);
CREATE UNIQUE INDEX block_hash ON block (hash);
CREATE TABLE tx (seq INTEGER PRIMARY KEY, hash BLOB NOT NULL, raw BLOB NOT NULL, receipt BLOB NOT NULL,
    sender BLOB NOT NULL, gas_used INTEGER NOT NULL, created BLOB NOT NULL);
CREATE UNIQUE INDEX tx_hash ON tx (hash);
CREATE TABLE log (seq INTEGER PRIMARY KEY, address BLOB NOT NULL, topic0 BLOB, topic1 BLOB, topic2 BLOB, topic3 BLOB,
    data BLOB NOT NULL, tx_seq INTEGER NOT NULL);
CREATE INDEX log_by_address ON log (address, topic0);
CREATE INDEX log_by_topic ON log (topic0);
CREATE TABLE node (hash BLOB PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
"""


class LedgerStore(LedgerReader):
    """The file, with one connection to write and one to read; the two may be used by different threads.

    Raises `DirectoryMalformed` if the file is none of ours; `prepare` and `commit` raise `sqlite3.Error` as it comes.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._writer = _connect(path, synchronous="FULL")
            tables = self._writer.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
            known = not tables or LedgerReader(self._writer).meta("format") == FORMAT
        except sqlite3.DatabaseError as exc:
            raise DirectoryMalformed(f"{path.name} is not a ledger's database: {exc}") from exc
        if not known:
            self._writer.close()
            raise DirectoryMalformed(f"{path.name} has another format than this version writes")
        self.empty = tables == 0
        super().__init__(_connect(path, synchronous="OFF"))
        self._reader.execute("PRAGMA query_only = 1")
        path.chmod(0o600)

    def create(self, genesis: bytes, first: Sealed) -> None:
        """Make the tables of an empty file and write block 0, all in one transaction."""
        writer = self._writer
        writer.execute("BEGIN IMMEDIATE")
        for statement in _SCHEMA.split(";"):
            writer.execute(statement)
        writer.executemany("INSERT INTO meta VALUES (?, ?)", [("format", FORMAT), ("genesis", genesis)])
        writer.execute("INSERT INTO block VALUES (?, ?, ?, ?, ?)", first.block)
        writer.execute("COMMIT")
        self.empty = False

    def close(self) -> None:
        """Close the file; what was appended is safe."""
        self._reader.close()
        self._writer.close()

    def prepare(self, sealed: Sealed) -> None:
        """Begin a transaction with the block in it. On `sqlite3.Error` there is none."""
        writer = self._writer
        writer.execute("BEGIN IMMEDIATE")
        with self._undone():
            writer.executemany("INSERT OR IGNORE INTO node VALUES (?, ?)", sorted(sealed.nodes.items()))
            writer.executemany("INSERT INTO tx VALUES (?, ?, ?, ?, ?, ?, ?)", sealed.transactions)
            writer.executemany("INSERT INTO log VALUES (?, ?, ?, ?, ?, ?, ?, ?)", sealed.logs)
            writer.execute("INSERT INTO block VALUES (?, ?, ?, ?, ?)", sealed.block)

    def commit(self) -> None:
        """End the transaction. On return the block is on disk; on `sqlite3.Error` nothing of it is."""
        with self._undone():
            self._writer.execute("COMMIT")

    @contextlib.contextmanager
    def _undone(self) -> Iterator[None]:
        """Roll back if SQLite fails."""
        try:
            yield
        except sqlite3.Error:
            if self._writer.in_transaction:
                self._writer.execute("ROLLBACK")
            raise


def _connect(path: Path, synchronous: str) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=5)
    try:
        for pragma in ("journal_mode = WAL", f"synchronous = {synchronous}", "cache_size = -16384"):
            connection.execute(f"PRAGMA {pragma}")
    except sqlite3.DatabaseError:
        connection.close()
        raise
    return connection
