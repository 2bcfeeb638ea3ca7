"""Stored tiles against the entries: every full tile of every level, of both trees.

A tile that differs is wrong only where the entries are right, which the anchored root decides: places that differ at
level 0 are kept until then (`differing`). Above level 0 a tile is compared only where all tiles below it agree.
"""

from __future__ import annotations

from collections.abc import Callable
from hmac import compare_digest

from chain_node.evidence import merkle
from chain_node.evidence.canonical import Digest, sha256
from chain_node.log.tiles import TileRow

TILE = 256
Stored = Callable[[int, int], TileRow | None]


class TileCheck:
    """The tiles of one tree. `stored(level, index)` gives a row or None; `alt` compares the SM3 hashes."""

    def __init__(self, stored: Stored, digest: Digest = sha256, *, alt: bool = False) -> None:
        self._stored, self._digest, self._alt = stored, digest, alt
        self._levels: list[list[bytes | None]] = [[]]
        self._counts = [0]
        self.differing: set[int] = set()
        self.wrong: list[tuple[int, int]] = []
        self.compared = 0

    def add(self, leaf_hash: bytes | None) -> None:
        """Take in the next leaf's hash; None where the entry is missing."""
        level = self._levels[0]
        level.append(leaf_hash)
        if len(level) == TILE:
            self._full(0)

    def _full(self, at: int) -> None:
        hashes = self._levels[at]
        index = self._counts[at]
        self._levels[at], self._counts[at] = [], index + 1
        whole = [one for one in hashes if one is not None]
        good = len(whole) == TILE and self._compare(at, index, whole)
        if len(self._levels) == at + 1:
            self._levels.append([])
            self._counts.append(0)
        above = self._levels[at + 1]
        above.append(merkle.root(whole, self._digest) if good else None)
        if len(above) == TILE:
            self._full(at + 1)

    def _compare(self, at: int, index: int, hashes: list[bytes]) -> bool:
        row = self._stored(at, index)
        if row is None:
            return True
        self.compared += 1
        found = row.alt_hashes if self._alt else row.hashes
        due = b"".join(hashes)
        if found is not None and compare_digest(bytes(found), due):
            return True
        if at or found is None or len(found) != len(due) or self._alt:
            self.wrong.append((at, index))
        else:
            self.differing |= {
                index * TILE + place for place in range(TILE) if found[32 * place : 32 * place + 32] != hashes[place]
            }
        return False
