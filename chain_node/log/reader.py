"""Reading a log: beside its running writer, or in a copied directory.

Read-only: a reader never writes, never recovers anything, and takes no long lock; a walk over all leaves reads them in
slices, each a short read of its own, so that the writer can go on and memory stays the same for any length. What is
read is what is stored: nothing is repaired or left out here, and holes are the caller's finding.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import quote

from chain_node.log.errors import LogMissing, LogUnreadable, ProofUnavailable
from chain_node.log.journal import JOURNAL_KINDS, JournalEntry, read_journal
from chain_node.log.resume import read_identity
from chain_node.log.store import CACHE_KIB, FILE_NAME, LogIdentity
from chain_node.log.tiles import TileRow, TileTree

SLICE = 512
MAX_BLOB_BYTES = 1 << 20
MAX_OBJECTS = 100
MAX_LEAVES = 1 << 48
"""No log is that long; beyond, sizes would leave SQLite's integers."""
_LEAF = (int, bytes)


class LogReader:
    """One log, read-only. Not for use by two threads at once; open one each."""

    def __init__(self, path: Path) -> None:
        """Open a log directory, or its `log.db`. Raises `LogMissing`, `LogUnreadable` or `LogCorrupt`."""
        self.path = path / FILE_NAME if path.is_dir() else path
        self._connection = open_readonly(self.path)
        try:
            self.identity: LogIdentity = read_identity(self._connection)
        except BaseException:
            self._connection.close()
            raise
        self.tree = TileTree(self, has_alt=self.identity.profile == 3)

    def __enter__(self) -> LogReader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let the file go. Safe to call twice."""
        self._connection.close()

    @property
    def size(self) -> int:
        """One past the highest leaf index stored now."""
        highest = self._connection.execute("SELECT max(leaf_index) FROM leaf").fetchone()[0]
        if highest is None:
            return 0
        _check((highest,), (int,))
        if highest >= MAX_LEAVES:
            raise LogUnreadable(f"{self.path} holds an entry {highest}")
        return int(highest) + 1

    def leaf(self, index: int) -> bytes:
        """The bytes of one leaf. Raises `ProofUnavailable` if there is none."""
        row = None
        if index < MAX_LEAVES:
            row = self._connection.execute("SELECT bytes FROM leaf WHERE leaf_index = ?", (index,)).fetchone()
        if row is None:
            raise ProofUnavailable(f"the log has no leaf {index}")
        return bytes(_check(row, (bytes,))[0])

    def leaves(self, first: int = 0, end: int | None = None) -> Iterator[tuple[int, bytes]]:
        """(index, bytes) of the stored leaves from `first` up to, not including, `end`; in order, holes left out."""
        end = self.size if end is None else end
        at = first
        while at < end:
            rows = self._connection.execute(
                "SELECT leaf_index, bytes FROM leaf WHERE leaf_index >= ? AND leaf_index < ? "
                "ORDER BY leaf_index LIMIT ?",
                (at, end, SLICE),
            ).fetchall()
            if not rows:
                return
            for row in rows:
                yield _check(row, _LEAF)
            at = rows[-1][0] + 1

    def leaf_range(self, first: int, count: int) -> list[bytes]:
        """The leaves `first` .. `first + count - 1`, up to the first that is missing."""
        rows = self._connection.execute(
            "SELECT leaf_index, bytes FROM leaf WHERE leaf_index >= ? AND leaf_index < ? ORDER BY leaf_index",
            (first, first + count),
        ).fetchall()
        typed = [_check(row, _LEAF) for row in rows]
        return [data for offset, (index, data) in enumerate(typed) if index == first + offset]

    def tile(self, level: int, tile_index: int) -> TileRow | None:
        """The stored full tile, or None."""
        row = self._connection.execute(
            "SELECT level, tile_index, hashes, alt_hashes FROM tile WHERE level = ? AND tile_index = ?",
            (level, tile_index),
        ).fetchone()
        return None if row is None else TileRow(*_check(row, (int, int, bytes, bytes | None)))

    def edge(self, tile_index: int) -> bytes | None:
        """Hashes of the unfilled level-0 tile as of the newest head, or None for another tile or an older file."""
        try:
            row = self._connection.execute("SELECT hashes FROM edge WHERE tile_index = ?", (tile_index,)).fetchone()
        except sqlite3.OperationalError:
            return None  # written before there was such a table
        return None if row is None else bytes(_check(row, (bytes,))[0])

    def tile_count(self, level: int = 0) -> int:
        """Number of full tiles stored at a level, counted from the left."""
        highest = self._connection.execute("SELECT max(tile_index) FROM tile WHERE level = ?", (level,)).fetchone()[0]
        return 0 if highest is None else int(_check((highest,), (int,))[0]) + 1

    def checkpoints(self) -> Iterator[JournalEntry]:
        """The journal, in order of epochs."""
        return iter(self._journal("ORDER BY epoch"))

    def covering(self, index: int) -> JournalEntry | None:
        """The first settled checkpoint that covers leaf `index`, or None."""
        found = self._journal("WHERE state = 3 AND size > ? ORDER BY epoch LIMIT 1", (index,))
        return found[0] if found else None

    def _journal(self, where: str, values: tuple[int, ...] = ()) -> list[JournalEntry]:
        entries = read_journal(self._connection, where, values)
        for entry in entries:
            _check(entry.row, JOURNAL_KINDS)
        return entries

    def pairs(self) -> list[tuple[str, int, int, bytes, int]]:
        """(peer, dir, next_seq, prev, closed_seq) of every sequence; see `store`."""
        return self._connection.execute(
            "SELECT peer, dir, next_seq, prev, closed_seq FROM pair ORDER BY dir, peer"
        ).fetchall()

    def pair_messages(self, peer: str, direction: int, first: int, last: int) -> list[tuple[int, int, bytes]]:
        """(seq, leaf_index, digest) of the numbers `first` .. `last` of one sequence, those that are stored."""
        return self._connection.execute(
            "SELECT m.seq, m.leaf_index, m.digest FROM pair_message m JOIN pair p ON p.id = m.pair "
            "WHERE p.peer = ? AND p.dir = ? AND m.seq BETWEEN ? AND ? ORDER BY m.seq",
            (peer, direction, first, last),
        ).fetchall()

    def pairstate_leaves(self, first: int, end: int) -> list[int]:
        """Indexes of the PAIRSTATE leaves among [first, end), in log order."""
        return [
            row[0]
            for row in self._connection.execute(
                "SELECT leaf_index FROM pairstate WHERE leaf_index >= ? AND leaf_index < ? ORDER BY leaf_index",
                (first, end),
            )
        ]


def _check(row: tuple[Any, ...], kinds: tuple[Any, ...]) -> tuple[Any, ...]:
    """The row, if its values are of these kinds: whoever made the file may have stored others under any declaration.
    Raises `LogUnreadable`.
    """
    for value, kind in zip(row, kinds, strict=True):
        if not isinstance(value, kind):
            raise LogUnreadable(f"a stored value is a {type(value).__name__} where none can be")
    return row


def open_readonly(path: Path) -> sqlite3.Connection:
    """A read-only connection. A directory that cannot be written to is read without its lock if no WAL is left."""
    if not path.is_file():
        raise LogMissing(f"there is no log at {path}")
    wal = path.with_name(path.name + "-wal")
    modes = ["mode=ro"]
    if not wal.exists() or wal.stat().st_size == 0:
        modes.append("mode=ro&immutable=1")
    if not wal.exists() and not path.with_name(path.name + "-shm").exists():
        modes.reverse()  # nobody has it open: read without making those files
    reason: Exception | None = None
    for mode in modes:
        connection = sqlite3.connect(
            f"file:{quote(str(path))}?{mode}", uri=True, isolation_level=None, check_same_thread=False
        )
        try:
            connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_BLOB_BYTES)
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute(f"PRAGMA cache_size = -{CACHE_KIB // 4}")
            _only_tables(connection)
            return connection
        except (sqlite3.Error, UnicodeDecodeError, ValueError) as exc:
            connection.close()
            reason = exc
    raise LogUnreadable(f"{path} cannot be read: {reason}")


def _only_tables(connection: sqlite3.Connection) -> None:
    """Raise ValueError unless the file holds stored rows only. A view, a virtual table or a computed column would have
    whoever made the file decide what each reading gives, and when it ends.
    """
    kinds = connection.execute("SELECT type, name, rootpage FROM sqlite_master LIMIT ?", (MAX_OBJECTS + 1,)).fetchall()
    if len(kinds) > MAX_OBJECTS:
        raise ValueError(f"it holds more than {MAX_OBJECTS} tables and indexes")
    for kind, name, root in kinds:
        if kind not in ("table", "index") or not root:
            raise ValueError(f"it holds the {kind} {name!r}, which is no plain table")
        columns = connection.execute("SELECT hidden FROM pragma_table_xinfo(?)", (name,)).fetchall()
        if any(hidden for (hidden,) in columns):
            raise ValueError(f"the table {name!r} has a computed column")
