"""Entries against the roots on the ledger: the running tree of one log, checked at each anchored or signed size.

At a mark whose root does not fit, the stored hashes (full tiles, and those right of them) are asked where: if putting
some of them in the place of the entries' gives the anchored root, those entries are the altered ones, and the check
goes on from the repaired tree. Stored hashes are never believed by themselves. Memory is bounded by the number of
entries between two anchors, and by `MAX_SPAN` where no anchor comes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hmac import compare_digest

from audit.findings import Findings
from audit.tiles import TILE, Stored, TileCheck
from chain_node.evidence import merkle
from chain_node.evidence.canonical import sha256, sm3

MAX_SPAN = 1 << 17
"""Most hashes kept to name an altered entry; beyond it only the span between two anchors is named."""


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
    """Feeds leaves to the trees of one log. `edge(index)` gives the stored hashes of an unfilled tile, or None."""

    def __init__(
        self,
        log_id: bytes,
        marks: list[Mark],
        dual: bool,
        stored: Stored,
        edge: Callable[[int], bytes | None],
        findings: Findings,
    ) -> None:
        self._log, self._findings, self._stored, self._edge = log_id, findings, stored, edge
        self._marks = sorted(marks, key=lambda mark: (mark.size, not mark.anchored, mark.epoch))[::-1]
        self._next = self._marks[-1].size if self._marks else -1
        self._at = 0
        self._range = merkle.CompactRange()
        self._alt = merkle.CompactRange(sm3) if dual else None
        self._good = self._range.copy()
        self._span: list[bytes] | None = []
        self._span_start = 0
        self._checks = [TileCheck(stored)] + ([TileCheck(stored, sm3, alt=True)] if dual else [])
        self._pairstates = merkle.CompactRange()
        self._repaired: set[int] = set()
        self.broken = False
        self.verified_size = 0

    @property
    def tiles(self) -> int:
        """Number of stored tiles compared."""
        return sum(check.compared for check in self._checks)

    def add(self, leaf: bytes, is_pairstate: bool) -> None:
        """Take in the next leaf and check whatever mark it reaches."""
        data = b"\x00" + leaf
        digest = sha256(data)
        self._range.append(digest)
        if self._alt is not None:
            other = sm3(data)
            self._alt.append(other)
            self._checks[1].add(other)
        if is_pairstate:
            self._pairstates.append(digest)
        self._checks[0].add(digest)
        self._advance(digest)

    def lose(self, index: int) -> None:
        """An entry is missing: its hash is taken from the stored ones, else the tree ends here."""
        digest = self._stored_hash(index)
        self._alt = None
        if digest is None:
            self.broken, digest = True, bytes(32)
        self._range.append(digest)
        self._checks[0].add(None)
        self._advance(digest)

    def _advance(self, digest: bytes) -> None:
        if self._span is not None:
            self._span.append(digest)
            if len(self._span) > MAX_SPAN:
                self._span = None
        self._at += 1
        if self._at == self._next:
            self._check_marks()

    def _stored_hash(self, index: int) -> bytes | None:
        row, place = self._stored(0, index // TILE), 32 * (index % TILE)
        hashes = self._edge(index // TILE) if row is None else bytes(row.hashes)
        return hashes[place : place + 32] if hashes is not None and len(hashes) >= place + 32 else None

    def _check_marks(self) -> None:
        root = self._range.root()
        while self._marks and self._marks[-1].size == self._at:
            mark = self._marks.pop()
            if not self.broken:
                self._check_mark(mark, root)
                root = self._range.root()
        self._next = self._marks[-1].size if self._marks else -1

    def _check_mark(self, mark: Mark, root: bytes) -> None:
        intact = compare_digest(mark.root, root)
        if not mark.anchored:
            if not intact:
                self._contradicted(mark, root)
            return
        if not intact:
            self._locate(mark, root)
            if self.broken:
                return
        self._settle_tiles(mark.size)
        self._check_other_roots(mark, intact)
        self._good, self._span, self._span_start = self._range.copy(), [], mark.size
        if mark.size > mark.prev_size:
            self._pairstates = merkle.CompactRange()
        self.verified_size = mark.size

    def _contradicted(self, mark: Mark, root: bytes) -> None:
        self._findings.add(
            "SPLIT_VIEW",
            f"{mark.source}: a signed checkpoint of size {mark.size} has another root than the entries",
            self._log, signed_root=mark.root, entries_root=root, size=mark.size,
        )  # fmt: skip

    def _settle_tiles(self, size: int) -> None:
        """The entries are right as far as `size`: where a tile differs, the tile is wrong."""
        check = self._checks[0]
        for index in sorted(one for one in check.differing if one < size):
            detail = f"level 0, tile {index // TILE}, hash {index % TILE} is not the entry's"
            self._findings.add("TILE_ALTERED", detail, self._log, index)
        check.differing = {one for one in check.differing if one >= size}

    def _locate(self, mark: Mark, root: bytes) -> None:
        """Name the altered entries by the stored hashes if these explain the anchored root; else the whole span."""
        repaired, suspects = self._good.copy(), []
        rows: dict[int, bytes | None] = {}
        for offset, digest in enumerate(self._span or ()):
            index = self._span_start + offset
            tile, place = index // TILE, 32 * (index % TILE)
            if tile not in rows:
                row = self._stored(0, tile)
                rows = {tile: self._edge(tile) if row is None else bytes(row.hashes)}
            due = (rows[tile] or b"")[place : place + 32]
            if len(due) == 32 and due != digest:
                suspects.append((index, digest, due))
                digest = due
            repaired.append(digest)
        if suspects and compare_digest(repaired.root(), mark.root):
            for index, found, due in suspects:
                self._findings.add(
                    "LEAF_ALTERED",
                    f"entry {index} hashes to {found.hex()}; the root anchored in epoch {mark.epoch} needs {due.hex()}",
                    self._log, index, found=found, due=due, anchored_root=mark.root, epoch=mark.epoch,
                )  # fmt: skip
            self._range, self._alt = repaired, None
            self._repaired |= {index // TILE for index, _, _ in suspects}
            self._checks[0].differing -= {index for index, _, _ in suspects}
            return
        self._findings.add(
            "ROOT_MISMATCH",
            f"entries {self._span_start} to {mark.size - 1} hash to {root.hex()}, anchored in epoch {mark.epoch} is "
            f"{mark.root.hex()}",
            self._log, self._span_start, entries_root=root, anchored_root=mark.root, epoch=mark.epoch, size=mark.size,
        )  # fmt: skip
        self.broken = True

    def _check_other_roots(self, mark: Mark, intact: bool) -> None:
        if self._alt is not None:
            found = self._alt.root()
            if not compare_digest(found, mark.alt_root):
                self._findings.add(
                    "ALT_ROOT_MISMATCH", f"epoch {mark.epoch}: SM3 root of the entries differs from the anchored one",
                    self._log, None, entries_root=found, anchored_root=mark.alt_root, epoch=mark.epoch,
                )  # fmt: skip
        if mark.size == mark.prev_size or not intact:
            return
        found = self._pairstates.root()
        if not compare_digest(found, mark.pair_root):
            self._findings.add(
                "PAIR_ROOT_MISMATCH", f"epoch {mark.epoch}: root of the PAIRSTATE entries is not the anchored one",
                self._log, None, entries_root=found, anchored_root=mark.pair_root, epoch=mark.epoch,
            )  # fmt: skip

    def finish(self) -> list[Mark]:
        """At the end of the log: the marks beyond it, which the caller judges."""
        for check in self._checks:
            for level, index in check.wrong:
                if level or index not in self._repaired:
                    detail = f"level {level}, tile {index} is not what the entries give"
                    self._findings.add("TILE_ALTERED", detail, self._log)
        if not self.broken:
            for index in sorted(self._checks[0].differing):
                self._findings.add("TILE_ALTERED", f"tile {index // TILE} differs from entry {index}", self._log, index)
        return self._marks[::-1]
