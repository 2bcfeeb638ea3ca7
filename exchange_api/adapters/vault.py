"""Data at rest: one key per record, each of which can be destroyed alone.

`keytree.db` holds the nodes of the key tree (`chain_node.crypto.erasable`), each sealed under the wrapping key of the
key store. It is a file of its own, with `secure_delete` and no WAL, so that what is erased does not linger, and is not
part of the ordinary backup. Trusted for: nothing; a changed node gives keys that open nothing. Loss: every stored
opening and body becomes unreadable; leaves, proofs and receipts are untouched.

Used in the event loop only.
"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from chain_node.crypto.erasable import KeyTree, Node
from chain_node.crypto.suite import Suite
from exchange_api.errors import StorageShort
from exchange_api.setup_errors import StoreCorrupt

FILE_NAME = "keytree.db"
DEPTH = 40
_SCHEMA = "CREATE TABLE node (level INTEGER, prefix INTEGER, sealed BLOB NOT NULL, PRIMARY KEY (level, prefix)) STRICT"


def create(directory: Path, suite: Suite, wrapping_key: bytes) -> None:
    """Make a vault with a fresh seed, durable when this returns."""
    path = directory / FILE_NAME
    connection = _connect(path)
    try:
        connection.execute(_SCHEMA)
        _write(connection, suite, wrapping_key, [Node(0, 0, os.urandom(32))])
    finally:
        connection.close()
    path.chmod(0o600)


class Vault:
    """Keys of records, and sealing under them. One object, one thread."""

    def __init__(self, directory: Path, suite: Suite, wrapping_key: bytes) -> None:
        """Open the vault. Raises `StoreCorrupt`."""
        self._path = directory / FILE_NAME
        self._suite = suite
        self._wrapping_key = wrapping_key
        if not self._path.is_file():
            raise StoreCorrupt(f"{self._path} is missing: nothing stored could be opened")
        connection = _connect(self._path)
        try:
            rows = connection.execute("SELECT level, prefix, sealed FROM node").fetchall()
            nodes = [
                Node(lv, prefix, suite.open(wrapping_key, sealed, _aad(lv, prefix))) for lv, prefix, sealed in rows
            ]
            self._tree = KeyTree.from_nodes(nodes, DEPTH)
            self._behind = False  # whether the file still has what the tree has not
        except sqlite3.Error as error:
            raise StoreCorrupt(f"{self._path}: {error}") from None
        finally:
            connection.close()

    def key(self, record: int) -> bytes:
        """The 32-byte key of a record. Raises `KeyErased`."""
        return self._tree.key(record)

    def erase(self, record: int) -> None:
        """Destroy a record's key, durably. Raises `StorageShort` if that cannot be written: then the key is gone from
        this process only, and it must be tried again."""
        punctured = self._tree.puncture(record)
        whole, self._behind = self._behind, True
        try:
            connection = _connect(self._path)
            try:
                if whole:
                    _write(connection, self._suite, self._wrapping_key, self._tree.nodes())
                elif punctured is not None:
                    above, beside = punctured
                    _write(connection, self._suite, self._wrapping_key, beside, above)
            finally:
                connection.close()
        except sqlite3.Error as error:
            raise StorageShort(f"the key could not be destroyed: {type(error).__name__}") from None
        self._behind = False


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, timeout=0.5)  # nobody else writes; a copy may be read
    for pragma in ("journal_mode = DELETE", "synchronous = EXTRA", "secure_delete = ON", "trusted_schema = OFF"):
        connection.execute("PRAGMA " + pragma)
    return connection


def _write(
    connection: sqlite3.Connection, suite: Suite, wrapping_key: bytes, nodes: list[Node], instead_of: Node | None = None
) -> None:
    """Write `nodes` in place of one node, or of all that there are."""
    connection.execute("BEGIN EXCLUSIVE")
    if instead_of is None:
        connection.execute("DELETE FROM node")
    else:
        where = (instead_of.level, instead_of.prefix)
        connection.execute("DELETE FROM node WHERE level = ? AND prefix = ?", where)
    rows = [(level, prefix, suite.seal(wrapping_key, value, _aad(level, prefix))) for level, prefix, value in nodes]
    connection.executemany("INSERT INTO node VALUES (?, ?, ?)", rows)
    connection.execute("COMMIT")


def _aad(level: int, prefix: int) -> bytes:
    return b"lianlu/keytree-node/1\0%d/%d" % (level, prefix)
