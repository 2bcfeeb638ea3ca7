"""One pass over one log: every entry read once, in order, in constant memory.

Checked for each entry, by level:
* STRUCT  the one encoding; its place (no holes, index and log id inside the entry); GENESIS first and only first; for
          messages: sent by this log or sent to this gateway, numbered and linked in sequence, blocks on the chain
* MERKLE  the tree at every size that is anchored or signed (`tree`), stored tiles
* SIG     receipt under a key of the sender in force at that block, the suite that both sides' keys demand
* CROSS   each decision decided again (`redecide`); what needs two logs is left in the index for `reconcile`

Leaf bytes are taken as stored. Helper tables of the log are pointers to where a fault may lie, never evidence.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

from audit.anchors import check_anchors
from audit.findings import Findings
from audit.index import MessageIndex
from audit.messages import MessageCheck
from audit.opinion import SecondOpinion
from audit.redecide import Redecider
from audit.signatures import SignatureCheck
from audit.tree import Mark, TreeCheck
from audit.world import World
from chain_node.errors import EvidenceError
from chain_node.evidence.leaf import Leaf, Role, parse_leaf
from chain_node.log.reader import LogReader


class Level(IntEnum):
    """How deep a verification goes; each contains the ones before."""

    STRUCT = 1
    MERKLE = 2
    SIG = 3
    CROSS = 4


PROMISE_MS = 120_000
"""Delay from entry to anchor after which a missing anchor is told (evidence.md 2.4), in milliseconds."""

MAX_GAP = 4096
"""Missing entries in a row that are named one by one."""


@dataclass(slots=True)
class LogResult:
    """What one pass saw. Sizes in leaves; `snapshot` the size when the audit began, `last_ms` the time of the newest
    leaf, `first_open_ms` that of the first leaf without anchor."""

    log_id: bytes
    gateway: str
    ordinal: int
    size: int = 0
    snapshot: int = 0
    last_ms: int = 0
    messages: int = 0
    anchored_size: int = 0
    epochs: int = 0
    verified_size: int = 0
    tiles: int = 0
    first_open_ms: int | None = None


class LogPass:
    """See the module. Make one per log, call `run` once."""

    def __init__(
        self,
        reader: LogReader,
        ordinal: int,
        level: Level,
        world: World,
        findings: Findings,
        index: MessageIndex,
        extra_marks: list[Mark],
        progress: Callable[[int], None] = lambda _done: None,
        opinion: SecondOpinion | None = None,
    ) -> None:
        self._reader, self._level, self._world, self._findings = reader, level, world, findings
        self._index, self._progress = index, progress
        identity = reader.identity
        self._log = identity.log_id
        self.result = LogResult(identity.log_id, identity.gateway, ordinal)
        self._tree = TreeCheck(
            self._log, self._marks(extra_marks), identity.profile == 3, reader.tile, reader.edge, findings
        )
        self._signatures = self._redecider = None
        if level >= Level.SIG:
            self._signatures = SignatureCheck(world, findings, index, identity, ordinal, opinion)
        if level >= Level.CROSS:
            self._redecider = Redecider(reader, ordinal, world, findings, index)
        bounded = level >= Level.MERKLE
        self._messages = MessageCheck(
            identity, ordinal, world, findings, index, self._signatures, self._redecider, bounded
        )  # fmt: skip

    def run(self) -> LogResult:
        """Read the log and report into the findings."""
        self._world.next_log()
        self._check_identity()
        check_anchors(self._log, self._world, self._findings)
        expected = 0
        for place, data in self._reader.leaves():
            if expected < place:
                self._missing(expected, place)
            self._leaf(place, bytes(data))
            expected = place + 1
            if not expected & 0x3FF:
                self._progress(0x400)
        self.result.size, self.result.messages = expected, self._messages.count
        self._finish()
        return self.result

    def _missing(self, first: int, end: int) -> None:
        if end - first > MAX_GAP:
            self._findings.add("LEAF_MISSING", f"there are no entries {first} to {end - 1}", self._log, first)
            self._tree.broken = True
            return
        for index in range(first, end):
            self._findings.add("LEAF_MISSING", f"there is no entry {index}", self._log, index)
            self._tree.lose(index)

    def _marks(self, extra: list[Mark]) -> list[Mark]:
        anchors = self._world.anchors(self._log)
        marks = [
            Mark(a.size, a.epoch, a.root, a.alt_root, a.pair_root, a.prev_size, True, f"ledger epoch {a.epoch}")
            for a in anchors
        ]
        self.result.epochs = len(anchors)
        if anchors:
            self.result.anchored_size = anchors[-1].size
        return marks + extra if self._level >= Level.MERKLE else []

    def _check_identity(self) -> None:
        identity, record = self._reader.identity, self._world.log(self._log)
        if identity.chain_id != self._world.chain_id or identity.contract != self._world.contract:
            detail = "the log states another chain or contract than the pinned one"
            self._findings.add("FOREIGN_LEAF", detail, self._log)
        if record is None:
            self._findings.add("LOG_UNKNOWN", f"the ledger knows no log {self._log.hex()}", self._log)
            return
        if record.gateway_id != identity.gateway_id or record.profile != identity.profile:
            self._findings.add("FOREIGN_LEAF", "the ledger records this log for another gateway or profile", self._log)
        if record.frozen:
            self._findings.add("LOG_FROZEN", f"frozen at size {record.frozen_size}", self._log)

    def _leaf(self, place: int, data: bytes) -> None:
        try:
            leaf = parse_leaf(data)
        except EvidenceError as exc:
            self._findings.add("LEAF_MALFORMED", f"{exc.code}: {exc}", self._log, place, entry=data[:4096])
            if self._level >= Level.MERKLE:
                self._tree.add(data, False)
            return
        if leaf.index != place:
            self._findings.add("INDEX_MISMATCH", f"entry {place} states index {leaf.index}", self._log, place)
        if leaf.log_id != self._log:
            self._findings.add("FOREIGN_LEAF", f"entry {place} states log {leaf.log_id.hex()}", self._log, place)
        is_pairstate = False
        self.result.last_ms = leaf.ts_ms
        if leaf.role <= Role.RECV:
            is_pairstate = self._messages.check(place, leaf)
        elif leaf.role is Role.GENESIS:
            self._genesis(place, leaf)
        elif leaf.role is Role.KEYCHG and self._signatures is not None:
            self._signatures.check_change(place, leaf)
        if self._level >= Level.MERKLE:
            self._messages.time(place, leaf.ts_ms, "the entry")
        if place == 0 and leaf.role is not Role.GENESIS:
            self._findings.add("GENESIS_INVALID", "the first entry is not GENESIS", self._log, 0)
        if self._level >= Level.MERKLE:
            self._tree.add(data, is_pairstate)
        if place >= self.result.anchored_size and self.result.first_open_ms is None:
            self.result.first_open_ms = leaf.ts_ms

    def _genesis(self, place: int, leaf: Leaf) -> None:
        record = self._world.log(self._log)
        prev_log, prev_size, prev_root, local_size, reason = leaf.body
        if record is None:
            return
        due = (record.prev_log if any(record.prev_log) else None, record.prev_size, record.prev_root)
        if due != (prev_log, prev_size, prev_root):
            self._findings.add("GENESIS_INVALID", "what it succeeds differs from the ledger's record", self._log, place)
        if prev_log is not None and isinstance(local_size, int) and isinstance(prev_size, int):
            detail = f"successor of {str(reason)!r}: {max(0, local_size - prev_size)} entries disowned"
            self._findings.add("DECLARED_LOSS", detail, self._log, place)

    def _finish(self) -> None:
        result = self.result
        beyond = self._tree.finish()
        result.verified_size, result.tiles = self._tree.verified_size, self._tree.tiles
        for mark in beyond:
            self._findings.add(
                "TAIL_CUT", f"{result.size} entries are there; {mark.source} has {mark.size}", self._log, result.size,
                size=mark.size, root=mark.root,
            )  # fmt: skip
        if result.anchored_size > result.size and self._level < Level.MERKLE:
            detail = f"{result.size} entries are there; {result.anchored_size} are anchored"
            self._findings.add("TAIL_CUT", detail, self._log, result.size)
        if result.first_open_ms is not None:
            # a time beyond the ledger's newest block would keep a tail young for ever
            newest = self._world.replica.head.timestamp * 1000
            young = self._world.now * 1000 - PROMISE_MS < result.first_open_ms <= newest + PROMISE_MS
            count = result.size - result.anchored_size
            detail = f"{count} entries from {result.anchored_size} on wait for an anchor"
            self._findings.add("TAIL_YOUNG" if young else "UNANCHORED", detail, self._log, result.anchored_size)
        self._progress(result.size & 0x3FF)
        self._index.finish_log()
        if self._redecider is not None:
            self._redecider.finish()
