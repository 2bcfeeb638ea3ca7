"""Append-only history of one value: what was it as of block N? One writer, any number of readers, no lock.

The writer appends the value before its block number, and readers look only at blocks up to a head that the writer
published afterwards; with the interpreter's atomic list operations a reader sees either the old or the new last
entry, and the new one lies above its block.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class History(Generic[V]):
    """Values by the block from which they held. Blocks never decrease; the last value of a block stands."""

    __slots__ = ("_blocks", "_values")

    def __init__(self) -> None:
        self._blocks: list[int] = []
        self._values: list[V] = []

    def put(self, block: int, value: V) -> None:
        """Record that from `block` on the value is `value`. `block` must not lie below the last one."""
        if self._blocks and block < self._blocks[-1]:
            raise ValueError(f"block {block} lies before {self._blocks[-1]}")
        self._values.append(value)
        self._blocks.append(block)

    def at(self, block: int) -> V | None:
        """The value as of the end of `block`, or None if there was none yet. O(log n)."""
        blocks = self._blocks
        if blocks and blocks[-1] <= block:  # almost always: asked about the newest state
            return self._values[len(blocks) - 1]
        index = bisect_right(blocks, block)
        return self._values[index - 1] if index else None

    def changes(self, after: int, upto: int) -> list[int]:
        """The blocks after `after` and up to `upto` that put a value."""
        blocks = self._blocks
        return blocks[bisect_right(blocks, after) : bisect_right(blocks, upto)] if blocks[-1] > after else []


class Table(Generic[K, V]):
    """Histories by key."""

    __slots__ = ("_rows",)

    def __init__(self) -> None:
        self._rows: dict[K, History[V]] = {}

    def put(self, block: int, key: K, value: V) -> None:
        """Record the value of `key` from `block` on."""
        row = self._rows.get(key)
        if row is None:
            row = History()
            row.put(block, value)
            self._rows[key] = row
        else:
            row.put(block, value)

    def at(self, block: int, key: K) -> V | None:
        """The value of `key` as of `block`, or None."""
        row = self._rows.get(key)
        return None if row is None else row.at(block)

    def seen(self) -> tuple[K, ...]:
        """All keys ever seen, in order of first appearance (a copy: safe while the writer appends)."""
        return tuple(self._rows)

    def changes(self, after: int, upto: int) -> list[tuple[int, K]]:
        """(block, key) of all that was put in the blocks after `after` and up to `upto`; a block names a key once."""
        return [(block, key) for key in self.seen() for block in dict.fromkeys(self._rows[key].changes(after, upto))]

    def __len__(self) -> int:
        return len(self._rows)


class Series(Generic[V]):
    """A list that only grows, in block order: which entries were there as of block N?"""

    __slots__ = ("_blocks", "_values")

    def __init__(self) -> None:
        self._blocks: list[int] = []
        self._values: list[V] = []

    def append(self, block: int, value: V) -> None:
        """Add one entry. `block` must not lie below the last one."""
        if self._blocks and block < self._blocks[-1]:
            raise ValueError(f"block {block} lies before {self._blocks[-1]}")
        self._values.append(value)
        self._blocks.append(block)

    def upto(self, block: int) -> tuple[V, ...]:
        """All entries of blocks up to `block`, oldest first."""
        return tuple(self._values[: bisect_right(self._blocks, block)])
