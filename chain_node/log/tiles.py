"""The tree over a log's leaves, kept as tiles.

Level 0 holds leaf hashes `H(0x00 || leaf)`, level n the roots of full tiles of level n-1; a tile is 256 of them
(C2SP tlog-tiles). Only full tiles are stored; what lies right of them is hashed from the leaves when needed and kept in
memory. Any root and any proof for any size up to the number of leaves follows from tiles and at most 255 leaves.

* Tiles are computed from leaf bytes read back from the file, never from what the writer still holds in memory: a bit
  that flipped on the way to the disk must not get under a signature.
* Both trees (SHA-256, and SM3 in profile 3) are over the same bytes and have the same shape.

A `TileTree` is used by one thread at a time.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import NamedTuple, Protocol

from chain_node.evidence import merkle
from chain_node.evidence.canonical import Digest, sha256, sm3
from chain_node.log.errors import LogCorrupt, ProofUnavailable

WIDTH = 256
HASH_BYTES = 32
MAX_CACHED_TILES = 512  # about 20 KiB each


class TileRow(NamedTuple):
    """A full tile as stored: 256 hashes of 32 bytes in a row; `alt_hashes` None in profile 1."""

    level: int
    tile_index: int
    hashes: bytes
    alt_hashes: bytes | None


class TileSource(Protocol):
    """Where a tree reads from."""

    def tile(self, level: int, tile_index: int) -> TileRow | None:
        """The stored full tile, or None."""
        ...

    def leaf_range(self, first: int, count: int) -> list[bytes]:
        """The leaves `first` .. `first + count - 1`, fewer only at the end of the log."""
        ...


class TileTree:
    """Roots and proofs of one log, in SHA-256 and, where the profile has it, SM3 (`alt=True`)."""

    def __init__(self, source: TileSource, *, has_alt: bool) -> None:
        self._source = source
        self.has_alt = has_alt
        self._known_size = 0
        self._cache: OrderedDict[tuple[bool, int, int], list[bytes]] = OrderedDict()

    def root(self, size: int, *, alt: bool = False) -> bytes:
        """Root over the first `size` leaves. Raises `ProofUnavailable` if there are fewer."""
        if size == 0:
            return self._digest(alt)(b"")
        self._check_size(size)
        return self._range(0, size, alt)

    def inclusion(self, index: int, size: int, *, alt: bool = False) -> list[bytes]:
        """Inclusion path of leaf `index` in the tree of `size` (RFC 9162 section 2.1.3.1), nearest sibling first."""
        if not 0 <= index < size:
            raise ProofUnavailable(f"no leaf {index} in a tree of {size}")
        self._check_size(size)
        return [self._range(start, end, alt) for start, end in merkle.inclusion_spans(index, size)]

    def consistency(self, old: int, new: int, *, alt: bool = False) -> list[bytes]:
        """Proof that the tree of `old` is a prefix of that of `new` (RFC 9162 section 2.1.4.1); empty if equal."""
        if not 0 < old <= new:
            raise ProofUnavailable(f"no consistency proof from {old} to {new}")
        self._check_size(new)
        return [self._range(start, end, alt) for start, end in merkle.consistency_spans(old, new)]

    def full_tiles(self, first: int, count: int) -> list[TileRow]:
        """Level-0 tiles `first` .. `first + count - 1` made from their leaves, and every tile above that they fill.

        Rows come in an order in which each one's children precede it. Raises `ProofUnavailable` if a leaf is missing.
        """
        rows: list[TileRow] = []
        for index in range(first, first + count):
            leaves = self._source.leaf_range(index * WIDTH, WIDTH)
            if len(leaves) != WIDTH:
                raise ProofUnavailable(f"tile {index} needs leaves that the log does not have")
            self._keep((False, 0, index), [merkle.leaf_hash(leaf) for leaf in leaves])
            if self.has_alt:
                self._keep((True, 0, index), [merkle.leaf_hash(leaf, sm3) for leaf in leaves])
            level, position = 0, index
            rows.append(self._row(0, index))
            while position % WIDTH == WIDTH - 1:
                level, position = level + 1, position // WIDTH
                rows.append(self._row(level, position))
        return rows

    def edge(self, size: int) -> tuple[int, bytes]:
        """(index, hashes) of the level-0 tile that `size` leaves leave unfilled; no hashes if they fill all."""
        tile, count = divmod(size, WIDTH)
        return tile, b"".join(self._entries(0, tile, count, False)[:count]) if count else b""

    def _check_size(self, size: int) -> None:
        """A proof may not need the last leaf itself: make sure that it exists."""
        if size > self._known_size:
            if not self._source.leaf_range(size - 1, 1):
                raise ProofUnavailable(f"the log has fewer than {size} leaves")
            self._known_size = size

    def _row(self, level: int, index: int) -> TileRow:
        hashes = b"".join(self._entries(level, index, WIDTH, False))
        alt = b"".join(self._entries(level, index, WIDTH, True)) if self.has_alt else None
        return TileRow(level, index, hashes, alt)

    def _digest(self, alt: bool) -> Digest:
        if alt and not self.has_alt:
            raise ProofUnavailable("this log's profile has no SM3 tree")
        return sm3 if alt else sha256

    def _range(self, start: int, end: int, alt: bool) -> bytes:
        """Root over leaves [start, end); `start` is a multiple of the largest power of two that fits."""
        digest = self._digest(alt)
        parts: list[bytes] = []
        at = start
        for height in range((end - start).bit_length() - 1, -1, -1):
            if (end - start) >> height & 1:
                parts.append(self._subtree(height, at >> height, alt))
                at += 1 << height
        result = parts.pop()
        while parts:
            result = merkle.node_hash(parts.pop(), result, digest)
        return result

    def _subtree(self, height: int, position: int, alt: bool) -> bytes:
        """Root of the complete subtree over leaves [position << height, (position + 1) << height)."""
        level, rest = divmod(height, 8)
        tile, offset = divmod(position << rest, WIDTH)
        span = 1 << rest
        entries = self._entries(level, tile, offset + span, alt)
        return merkle.root(entries[offset : offset + span], self._digest(alt))

    def _entries(self, level: int, tile: int, count: int, alt: bool) -> list[bytes]:
        """At least the first `count` hashes of a tile, stored or computed from below."""
        key = (alt, level, tile)
        known = self._cache.get(key)
        if known is None:
            known = self._keep(key, self._stored(level, tile, alt))
        else:
            self._cache.move_to_end(key)
        missing = count - len(known)
        if missing <= 0:
            return known
        first = tile * WIDTH + len(known)
        digest = self._digest(alt)
        if level == 0:
            leaves = self._source.leaf_range(first, missing)
            if len(leaves) != missing:
                raise ProofUnavailable(f"the log has no leaf {first + len(leaves)}")
            known += [merkle.leaf_hash(leaf, digest) for leaf in leaves]
        else:
            for child in range(first, first + missing):
                known.append(merkle.root(self._entries(level - 1, child, WIDTH, alt)[:WIDTH], digest))
        return known

    def _stored(self, level: int, tile: int, alt: bool) -> list[bytes]:
        row = self._source.tile(level, tile)
        if row is None:
            return []
        raw = row.alt_hashes if alt else row.hashes
        if raw is None or len(raw) != WIDTH * HASH_BYTES:
            raise LogCorrupt(f"tile {level}/{tile} does not hold {WIDTH} hashes")
        return [raw[at : at + HASH_BYTES] for at in range(0, len(raw), HASH_BYTES)]

    def _keep(self, key: tuple[bool, int, int], hashes: list[bytes]) -> list[bytes]:
        self._cache[key] = hashes
        if len(self._cache) > MAX_CACHED_TILES:
            self._cache.popitem(last=False)
        return hashes
