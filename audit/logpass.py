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

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from hmac import compare_digest

from audit.findings import Findings
from audit.index import MessageIndex, PairStateRow, Row
from audit.redecide import Redecider
from audit.signatures import SignatureCheck
from audit.tree import Mark, TreeCheck
from audit.world import World
from chain_node.errors import EvidenceError
from chain_node.evidence.leaf import Leaf, Role, parse_leaf
from chain_node.evidence.statement import FIRST_PREV, MType, Statement, digest, parse
from chain_node.log.reader import LogReader


class Level(IntEnum):
    """How deep a verification goes; each contains the ones before."""

    STRUCT = 1
    MERKLE = 2
    SIG = 3
    CROSS = 4


PROMISE_MS = 120_000
"""Delay from entry to anchor after which a missing anchor is told (evidence.md 2.4), in milliseconds."""


@dataclass(slots=True)
class LogResult:
    """What one pass saw. Sizes in leaves; `first_open_ms` the local time of the first leaf without anchor."""

    log_id: bytes
    gateway: str
    ordinal: int
    size: int = 0
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
    ) -> None:
        self._reader, self._level, self._world, self._findings = reader, level, world, findings
        self._index, self._progress = index, progress
        identity = reader.identity
        self._log, self._gateway, self._gateway_id = identity.log_id, identity.gateway, identity.gateway_id
        self.result = LogResult(identity.log_id, identity.gateway, ordinal)
        self._sent: dict[str, tuple[int, bytes]] = {}
        self._last_block = 0
        self._tree = TreeCheck(self._log, self._marks(extra_marks), identity.profile == 3, self._tile, findings)
        self._signatures = SignatureCheck(world, findings, index, self._log) if level >= Level.SIG else None
        self._redecider = Redecider(reader, ordinal, world, findings, index) if level >= Level.CROSS else None

    def run(self) -> LogResult:
        """Read the log and report into the findings."""
        self._check_identity()
        expected = 0
        for place, data in self._reader.leaves():
            while expected < place:
                self._findings.add("LEAF_MISSING", f"there is no entry {expected}", self._log, expected)
                self._tree.lose(expected)
                expected += 1
            self._leaf(place, bytes(data))
            expected = place + 1
            if not expected & 0x3FF:
                self._progress(0x400)
        self.result.size = expected
        self._finish()
        return self.result

    def _marks(self, extra: list[Mark]) -> list[Mark]:
        anchors = self._world.anchors(self._log)
        marks = [
            Mark(a.size, a.epoch, a.root, a.alt_root, a.pair_root, a.prev_size, True, f"ledger epoch {a.epoch}")
            for a in anchors
        ]
        self.result.epochs = len(anchors)
        if anchors:
            self.result.anchored_size = anchors[-1].size
        own = [mark for mark in extra if mark.epoch]
        return marks + own if self._level >= Level.MERKLE else []

    def _tile(self, index: int) -> bytes | None:
        row = self._reader.tile(0, index)
        return None if row is None else bytes(row.hashes)

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
            self._tree.add(data, False)
            return
        if leaf.index != place:
            self._findings.add("INDEX_MISMATCH", f"entry {place} states index {leaf.index}", self._log, place)
        if leaf.log_id != self._log:
            self._findings.add("FOREIGN_LEAF", f"entry {place} states log {leaf.log_id.hex()}", self._log, place)
        is_pairstate = False
        if leaf.role <= Role.RECV:
            is_pairstate = self._message(place, leaf)
        elif leaf.role is Role.GENESIS:
            self._genesis(place, leaf)
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

    def _message(self, place: int, leaf: Leaf) -> bool:
        try:
            statement = parse(leaf.message)
        except EvidenceError as exc:
            self._findings.add("ENCODING", f"{exc.code}: {exc}", self._log, place, message=leaf.message[:4096])
            return False
        self.result.messages += 1
        value = digest(statement.suite, leaf.message)
        receipt = hashlib.sha256(leaf.receipt).digest()
        sent = leaf.role is Role.SENT
        self._direction(place, statement, sent)
        if sent:
            self._sequence(place, statement, value)
        self._block(place, statement, sent)
        if self._signatures is not None:
            self._signatures.check(place, leaf, statement, value, receipt, self._covering)
        if self._redecider is not None:
            self._redecider.see(place, leaf, statement, value)
        self._file(place, leaf, statement, value, receipt)
        return statement.mtype is MType.PAIRSTATE

    def _direction(self, place: int, statement: Statement, sent: bool) -> None:
        own = statement.src_log == self._log
        if own is not sent or (not sent and statement.dst_gateway != self._gateway):
            detail = f"{statement.mtype.name} of log {statement.src_log.hex()} to {statement.dst_gateway}"
            self._findings.add("MISDIRECTED", detail, self._log, place)

    def _sequence(self, place: int, statement: Statement, value: bytes) -> None:
        """Numbers towards one gateway go up by one, and each message names the one before."""
        last_seq, last_digest = self._sent.get(statement.dst_gateway, (0, FIRST_PREV))
        seq = statement.pair_seq
        if seq <= last_seq:
            code = "REPLAY" if compare_digest(value, last_digest) else "ROLLBACK"
            self._findings.add(code, f"number {seq} to {statement.dst_gateway} after {last_seq}", self._log, place)
            return
        if seq != last_seq + 1:
            detail = f"number {seq} to {statement.dst_gateway} follows {last_seq}"
            self._findings.add("SEQ_GAP", detail, self._log, place)
        elif not compare_digest(statement.prev, last_digest):
            detail = f"number {seq} to {statement.dst_gateway} does not name the message before it"
            self._findings.add("PREV_MISMATCH", detail, self._log, place)
        self._sent[statement.dst_gateway] = (seq, value)

    def _block(self, place: int, statement: Statement, sent: bool) -> None:
        """The block that a message stands on is on the pinned chain; our own decisions never go back."""
        block, claimed = statement.basis[0], statement.basis[1]
        known = self._world.block_hash(block)
        if known is None or not compare_digest(known, claimed):
            self._findings.add(
                "CHAIN_CONTRADICTED", f"block {block} of hash {claimed.hex()} is not on the chain", self._log, place,
                claimed=claimed, known=known or b"",
            )  # fmt: skip
        if sent and statement.mtype in (MType.RES, MType.REFUSE):
            if block < self._last_block:
                self._findings.add("BASIS_REGRESSED", f"block {block} after {self._last_block}", self._log, place)
            self._last_block = max(self._last_block, block)

    def _covering(self, place: int) -> tuple[int, int] | None:
        """(block, timestamp) of the first anchor that covers an entry of this log."""
        for anchor in self._world.anchors(self._log):
            if anchor.size > place:
                return anchor.block, anchor.timestamp
        return None

    def _file(self, place: int, leaf: Leaf, s: Statement, value: bytes, receipt: bytes) -> None:
        promise = s.promise or (None, None, None, None)
        ordinal = self.result.ordinal
        self._index.add(
            Row(
                ordinal, place, int(leaf.role), int(s.mtype), s.suite, value, receipt, s.exchange_id, s.src_log,
                s.dst_gateway, s.pair_seq, s.prev, s.ref, s.ts_ms, s.expiry_ms, leaf.ts_ms, *promise,
            )
        )  # fmt: skip
        state = s.pairstate
        if state is not None:
            missing = ",".join(f"{first}-{last}" for first, last in state.missing)
            self._index.add_pairstate(
                PairStateRow(
                    ordinal, place, int(leaf.role), state.direction, value, s.ref, s.src_log, s.dst_gateway,
                    s.pair_seq, state.first_seq, state.last_seq, state.count, state.root, missing,
                )
            )  # fmt: skip

    def _finish(self) -> None:
        result = self.result
        beyond = self._tree.finish()
        result.verified_size, result.tiles = self._tree.verified_size, self._tree.tiles
        for mark in beyond:
            code = "TAIL_CUT" if mark.anchored else "ROLLBACK"
            self._findings.add(
                code, f"{result.size} entries are there; {mark.source} has {mark.size}", self._log, result.size,
                size=mark.size, root=mark.root,
            )  # fmt: skip
        if result.anchored_size > result.size and not beyond:
            detail = f"{result.size} entries are there; {result.anchored_size} are anchored"
            self._findings.add("TAIL_CUT", detail, self._log, result.size)
        if result.first_open_ms is not None:
            young = result.first_open_ms + PROMISE_MS > self._world.now * 1000
            count = result.size - result.anchored_size
            detail = f"{count} entries from {result.anchored_size} on wait for an anchor"
            self._findings.add("TAIL_YOUNG" if young else "UNANCHORED", detail, self._log, result.anchored_size)
        self._progress(result.size & 0x3FF)
        self._index.finish_log()
        if self._redecider is not None:
            self._redecider.finish()
