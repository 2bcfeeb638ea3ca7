"""From leaves to the next head: tiles stored, roots computed, proof made.

Everything is computed from bytes read back from the file. Work happens in a thread and in slices, with a pause after
each, so that hashing thousands of leaves does not hold up the event loop.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from chain_node.evidence.checkpoint import Checkpoint, pair_root
from chain_node.evidence.leaf import leaf_hash
from chain_node.evidence.note import Note
from chain_node.log.journal import JournalEntry
from chain_node.log.reader import LogReader
from chain_node.log.tiles import WIDTH, TileRow
from chain_node.log.writer import LogWriter

SLICE_TILES = 8  # stored in one transaction
PAUSE_S = 0.0005  # after each tile (about 1.5 ms of hashing): lets the event loop have the interpreter
NO_ROOT = bytes(32)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Head:
    """A head that extends `(prev_size, prev_root)`; `proof` is the consistency proof between them, empty at first."""

    size: int
    root: bytes
    prev_size: int
    prev_root: bytes
    alt_root: bytes
    pair_root: bytes
    proof: list[bytes]

    def entry(self, log_id: bytes, chain_id: int, epoch: int, key_id: bytes) -> JournalEntry:
        """The journal's entry for it, still unsigned."""
        note = Note(chain_id, log_id, self.size, self.root, self.alt_root, epoch, self.pair_root)
        return JournalEntry(
            epoch,
            self.size,
            self.root,
            self.prev_size,
            self.prev_root,
            self.alt_root,
            self.pair_root,
            note.hash,
            key_id,
        )


def checkpoint_of(entry: JournalEntry, log_id: bytes) -> Checkpoint:
    """The signed struct of a journal entry."""
    return Checkpoint(
        log_id, entry.epoch, entry.size, entry.root, entry.prev_size, entry.prev_root, entry.alt_root,
        entry.pair_root, entry.note_hash, entry.key_id,
    )  # fmt: skip


class Heads:
    """Tiles and heads of one log, beside its writer."""

    def __init__(self, writer: LogWriter) -> None:
        self._writer = writer
        self._reader = LogReader(writer.directory)
        self._reading = asyncio.Lock()
        self._tiles = self._reader.tile_count()

    def close(self) -> None:
        """Let the file go."""
        self._reader.close()

    async def store_tiles(self, size: int) -> None:
        """Store every tile that the first `size` leaves fill."""
        while (left := size // WIDTH - self._tiles) > 0:
            count = min(left, SLICE_TILES)
            first = self._tiles
            rows = await self._read(partial(_full_tiles, first=first, count=count))
            await self._writer.run(partial(_insert_tiles, rows=rows))
            self._tiles += count

    async def head(self, size: int, last: JournalEntry | None) -> Head:
        """The head at `size` on top of the journal's last entry."""
        await self.store_tiles(size)
        head = await self._read(lambda reader: _head(reader, size, last))
        edge = await self._read(lambda reader: reader.tree.edge(size))
        await self._writer.run(partial(_replace_edge, edge=edge))
        return head

    async def proof(self, old: int, new: int) -> list[bytes]:
        """The consistency proof that the contract wants: empty before the first anchor."""
        if old == 0:
            return []
        return await self._read(lambda reader: reader.tree.consistency(old, new))

    async def roots(self, size: int) -> tuple[bytes, bytes]:
        """SHA-256 and SM3 root over the first `size` leaves; 32 zero bytes where there is none."""
        return await self._read(lambda reader: _roots(reader, size))

    async def _read(self, query: Callable[[LogReader], T]) -> T:
        async with self._reading:
            return await asyncio.to_thread(query, self._reader)


def _full_tiles(reader: LogReader, first: int, count: int) -> list[TileRow]:
    rows: list[TileRow] = []
    for index in range(first, first + count):
        rows += reader.tree.full_tiles(index, 1)
        time.sleep(PAUSE_S)
    return rows


def _insert_tiles(cursor: sqlite3.Cursor, rows: list[TileRow]) -> None:
    cursor.executemany("INSERT INTO tile VALUES (?, ?, ?, ?)", rows)


def _replace_edge(cursor: sqlite3.Cursor, edge: tuple[int, bytes]) -> None:
    cursor.execute("DELETE FROM edge")
    cursor.execute("INSERT INTO edge VALUES (?, ?)", edge)


def _roots(reader: LogReader, size: int) -> tuple[bytes, bytes]:
    tree = reader.tree
    return tree.root(size), tree.root(size, alt=True) if tree.has_alt else NO_ROOT


def _head(reader: LogReader, size: int, last: JournalEntry | None) -> Head:
    prev_size, prev_root = (last.size, last.root) if last else (0, NO_ROOT)
    root, alt_root = _roots(reader, size)
    states = [leaf_hash(reader.leaf(index)) for index in reader.pairstate_leaves(prev_size, size)]
    proof = reader.tree.consistency(prev_size, size) if prev_size else []
    return Head(size, root, prev_size, prev_root, alt_root, pair_root(states), proof)
