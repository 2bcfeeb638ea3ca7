"""Entries against the roots on the ledger: the running tree of one log, checked at each anchored or signed size.

At a mark whose root does not fit, the stored tiles are asked where: if putting a tile's hash in the place of one
entry's gives the anchored root, that entry is the altered one, and the check goes on from the repaired tree. Tiles are
never believed by themselves.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hmac import compare_digest

from audit.findings import Findings
from chain_node.crypto.suite import get_suite
from chain_node.evidence import merkle
from chain_node.evidence.checkpoint import pair_root
from chain_node.evidence.leaf import leaf_hash

TILE = 256


@dataclass(frozen=True, slots=True)
class Mark:
    """A size at which a root is known: from the ledger (`anchored`) or from a signed checkpoint (journal, peer)."""

    size: int
    epoch: int
    root: bytes
    alt_root: bytes
    pair_root: bytes
    prev_size: int
    anchored: bool
    source: str


class TreeCheck:
    """Feeds leaves to the tree(s) of one log. `tile_of(index)` gives the stored hashes of a level-0 tile or None."""

    def __init__(
        self, log_id: bytes, marks: list[Mark], dual: bool, tile_of: Callable[[int], bytes | None], findings: Findings
    ) -> None:
        self._log, self._findings, self._tile_of = log_id, findings, tile_of
        self._marks = sorted(marks, key=lambda mark: (mark.size, not mark.anchored, mark.epoch))
        self._next = self._marks[0].size if self._marks else -1
        self._at = 0
        self._range = merkle.CompactRange()
        self._sm3 = get_suite("sm").digest if dual else None
        self._alt = merkle.CompactRange(self._sm3) if self._sm3 else None
        self._good = self._range.copy()
        self._span: list[bytes] = []
        self._span_start = 0
        self._tile_hashes: list[bytes] = []
        self._pairstates: list[bytes] = []
        self.broken = False
        self.tiles = 0
        self.verified_size = 0
        self._altered: set[int] = set()

    def add(self, leaf: bytes, is_pairstate: bool) -> None:
        """Take in the next leaf and check whatever mark it reaches."""
        digest = leaf_hash(leaf)
        self._range.append(digest)
        self._span.append(digest)
        if self._alt is not None and self._sm3 is not None:
            self._alt.append(self._sm3(b"\x00" + leaf))
        if is_pairstate:
            self._pairstates.append(digest)
        self._tile_hashes.append(digest)
        self._at += 1
        if len(self._tile_hashes) == TILE:
            self._check_tile()
        if self._at == self._next:
            self._check_marks()

    def lose(self, index: int) -> None:
        """An entry is missing: its hash is taken from the stored tile if there is one, else the tree ends here."""
        hashes = self._tile_of(index // TILE)
        place = 32 * (index % TILE)
        self._alt = None
        if hashes is None or len(hashes) < place + 32:
            self.broken = True
        digest = bytes(32) if self.broken or hashes is None else hashes[place : place + 32]
        self._range.append(digest)
        self._span.append(digest)
        self._tile_hashes.append(digest)
        self._at += 1
        if len(self._tile_hashes) == TILE:
            self._tile_hashes.clear()
        if self._at == self._next:
            self._check_marks()

    def _check_tile(self) -> None:
        index = self._at // TILE - 1
        stored = self._tile_of(index)
        if stored is not None:
            self.tiles += 1
            if not compare_digest(stored, b"".join(self._tile_hashes)):
                self._note_tile(index, stored)
        self._tile_hashes = []

    def _note_tile(self, index: int, stored: bytes) -> None:
        """A tile that differs is a finding of its own only where the entries are right; decided at the next mark."""
        for place, digest in enumerate(self._tile_hashes):
            if not compare_digest(stored[32 * place : 32 * place + 32], digest):
                self._altered.add(index * TILE + place)

    def _check_marks(self) -> None:
        root = self._range.root()
        while self._marks and self._marks[0].size == self._at:
            mark = self._marks.pop(0)
            if not self.broken:
                self._check_mark(mark, root)
                root = self._range.root()
        self._next = self._marks[0].size if self._marks else -1

    def _check_mark(self, mark: Mark, root: bytes) -> None:
        if not compare_digest(mark.root, root):
            if not mark.anchored:
                self._contradicted(mark, root)
                return
            self._locate(mark, root)
            if self.broken:
                return
        elif mark.anchored:
            self._settle_tiles(mark.size)
        if mark.anchored:
            self._check_other_roots(mark)
            self._good, self._span, self._span_start = self._range.copy(), [], mark.size
            self._pairstates = []
            self.verified_size = mark.size

    def _contradicted(self, mark: Mark, root: bytes) -> None:
        self._findings.add(
            "SPLIT_VIEW",
            f"{mark.source}: a signed checkpoint of size {mark.size} has another root than the entries",
            self._log, signed_root=mark.root, entries_root=root, size=mark.size,
        )  # fmt: skip

    def _settle_tiles(self, size: int) -> None:
        """The entries are right as far as `size`: where a tile differs, the tile is wrong."""
        for index in sorted(one for one in self._altered if one < size):
            detail = f"level 0, tile {index // TILE}, hash {index % TILE} is not the entry's"
            self._findings.add("TILE_ALTERED", detail, self._log, index)
        self._altered = {one for one in self._altered if one >= size}

    def _locate(self, mark: Mark, root: bytes) -> None:
        """Name the altered entries by their tiles if that explains the anchored root; else the whole span."""
        repaired, suspects = self._good.copy(), []
        fixed: list[bytes] = []
        for offset, digest in enumerate(self._span):
            index = self._span_start + offset
            hashes = self._tile_of(index // TILE)
            place = 32 * (index % TILE)
            if hashes is not None and len(hashes) >= place + 32 and hashes[place : place + 32] != digest:
                suspects.append((index, digest, hashes[place : place + 32]))
                digest = hashes[place : place + 32]
            repaired.append(digest)
            fixed.append(digest)
        if suspects and compare_digest(repaired.root(), mark.root):
            for index, found, due in suspects:
                self._findings.add(
                    "LEAF_ALTERED",
                    f"entry {index} hashes to {found.hex()}; the root anchored in epoch {mark.epoch} needs {due.hex()}",
                    self._log, index, found=found, due=due, anchored_root=mark.root, epoch=mark.epoch,
                )  # fmt: skip
            self._range, self._alt = repaired, None
            self._altered -= {index for index, _, _ in suspects}
            return
        self._findings.add(
            "ROOT_MISMATCH",
            f"entries {self._span_start} to {mark.size - 1} hash to {root.hex()}, anchored in epoch {mark.epoch} is "
            f"{mark.root.hex()}",
            self._log, self._span_start, entries_root=root, anchored_root=mark.root, epoch=mark.epoch, size=mark.size,
        )  # fmt: skip
        self.broken = True

    def _check_other_roots(self, mark: Mark) -> None:
        if self._alt is not None:
            found = self._alt.root()
            if not compare_digest(found, mark.alt_root):
                self._findings.add(
                    "ALT_ROOT_MISMATCH", f"epoch {mark.epoch}: SM3 root of the entries differs from the anchored one",
                    self._log, None, entries_root=found, anchored_root=mark.alt_root, epoch=mark.epoch,
                )  # fmt: skip
        if mark.size == mark.prev_size:
            return
        found = pair_root(self._pairstates)
        if not compare_digest(found, mark.pair_root):
            self._findings.add(
                "PAIR_ROOT_MISMATCH", f"epoch {mark.epoch}: root of the PAIRSTATE entries is not the anchored one",
                self._log, None, entries_root=found, anchored_root=mark.pair_root, epoch=mark.epoch,
            )  # fmt: skip

    def finish(self) -> list[Mark]:
        """At the end of the log: the marks beyond it, which the caller judges."""
        if not self.broken:
            for index in sorted(self._altered):
                self._findings.add("TILE_ALTERED", f"tile {index // TILE} differs from entry {index}", self._log, index)
        return self._marks
