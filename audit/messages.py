"""One message of a log, by itself: whose it is, its number in sequence, its block, its time; signature and decision.

Called by the one pass over a log, in log order. What needs two logs goes into the index.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from hmac import compare_digest

from audit.findings import Findings
from audit.index import MessageIndex, PairStateRow, Row
from audit.redecide import Redecider
from audit.signatures import SignatureCheck
from audit.world import World
from chain_node.errors import EvidenceError, IdentifierError
from chain_node.evidence.canonical import sha256
from chain_node.evidence.leaf import Leaf, Role
from chain_node.evidence.statement import FIRST_PREV, MType, Statement, digest, parse
from chain_node.ids import parse_canonical_client, parse_canonical_gateway, parse_canonical_service
from chain_node.log.store import LogIdentity

SKEW_S = 15
"""How far a clock may stand beside the ledger's, in seconds."""


@lru_cache(maxsize=8192)
def spelling(mtype: MType, src: str, gateway: str, dst: str, service: str) -> tuple[str, ...]:
    """What is wrong with the spelling of a message's identifiers (format page, element by element)."""
    client: Callable[[str], object] = parse_canonical_client
    checks = [(parse_canonical_gateway, gateway)]
    if mtype is MType.PAIRSTATE:
        checks += [(parse_canonical_gateway, src), (parse_canonical_gateway, dst)]
    else:
        checks += [(client, src), (client, dst), (parse_canonical_service, service)]  # type: ignore[list-item]
    errors = []
    for parse_one, text in checks:
        try:
            parse_one(text)
        except IdentifierError as exc:
            errors.append(f"{text[:200]}: {exc}")
    return tuple(errors)


class MessageCheck:
    """The messages of one log. `signatures` and `redecider` are None below their level; `bounded`: compare times with
    anchors."""

    def __init__(
        self,
        identity: LogIdentity,
        ordinal: int,
        world: World,
        findings: Findings,
        index: MessageIndex,
        signatures: SignatureCheck | None,
        redecider: Redecider | None,
        bounded: bool,
    ) -> None:
        self._log, self._gateway, self._ordinal = identity.log_id, identity.gateway, ordinal
        self._world, self._findings, self._index = world, findings, index
        self._signatures, self._redecider, self._bounded = signatures, redecider, bounded
        self._sent: dict[str, tuple[int, bytes]] = {}
        self._bounds: tuple[range, int, int] = (range(0), 0, 0)
        self._last_block = 0
        self.count = 0

    def check(self, place: int, leaf: Leaf) -> bool:
        """Check one message; whether it is a PAIRSTATE."""
        try:
            statement = parse(leaf.message)
        except EvidenceError as exc:
            self._findings.add("ENCODING", f"{exc.code}: {exc}", self._log, place, message=leaf.message[:4096])
            return False
        self.count += 1
        value = digest(statement.suite, leaf.message)
        receipt = sha256(leaf.receipt)
        sent = leaf.role is Role.SENT
        known = self._world.block_hash(statement.basis[0])  # first: a newer block may be that of the key
        signed = self._signatures is None or self._signatures.check(place, leaf, statement, value, receipt)
        sender = self._world.keeper(statement.src_log) if signed else ""
        self._direction(place, statement, sent, sender)
        if sent:
            self._sequence(place, statement, value)
        self._block(place, statement, sent, sender, known)
        if self._redecider is not None:
            self._redecider.see(place, leaf, statement, value)
        self._file(place, leaf, statement, value, receipt)
        return statement.mtype is MType.PAIRSTATE

    def _said(self, code: str, place: int, sender: str, detail: str, **evidence: bytes | int) -> None:
        """A finding about what a message says: who signed it is accused, whoever keeps it."""
        whose = f"in a message of {sender}" if sender else "in a message that its sender did not sign"
        self._findings.add(code, f"{detail}, {whose}", self._log, place, sender=sender, **evidence)

    def _direction(self, place: int, statement: Statement, sent: bool, sender: str) -> None:
        own = statement.src_log == self._log
        if statement.promise is not None and statement.promise.log_id != statement.src_log:
            self._said("FOREIGN_LEAF", place, sender, "a promise about another log than its sender's")
        for error in spelling(statement.mtype, statement.src, statement.dst_gateway, statement.dst, statement.service):
            self._said("ENCODING", place, sender, error)
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

    def _block(self, place: int, statement: Statement, sent: bool, sender: str, known: bytes | None) -> None:
        """The block that a message stands on is on the pinned chain; our own decisions never go back."""
        block, claimed = statement.basis[0], statement.basis[1]
        if known is None or not compare_digest(known, claimed):
            detail = f"block {block} of hash {claimed.hex()} is not on the chain"
            self._said("CHAIN_CONTRADICTED", place, sender, detail, claimed=claimed, known=known or b"")
        if sent and statement.mtype in (MType.RES, MType.REFUSE):
            if block < self._last_block:
                self._findings.add("BASIS_REGRESSED", f"block {block} after {self._last_block}", self._log, place)
            self._last_block = max(self._last_block, block)
            self._decided_at(place, statement, known)

    def _decided_at(self, place: int, statement: Statement, known: bytes | None) -> None:
        """The time of a decision: not before its block, not after the anchor that covers it (rulings 5.11)."""
        if self._bounded:
            self.time(place, statement.ts_ms, statement.mtype.name)
        if known is None:
            return
        started = self._world.replica.timestamp(statement.basis[0])
        if statement.ts_ms // 1000 < started - SKEW_S:
            detail = f"{statement.mtype.name} is dated {statement.ts_ms // 1000}, its block {started}"
            self._findings.add("TIME_CONTRADICTED", detail, self._log, place, ts_ms=statement.ts_ms)

    def time(self, place: int, ts_ms: int, what: str) -> None:
        """A time of entry `place` lies between the anchors around the entry, give or take 15 s (rulings 5.11)."""
        if place not in self._bounds[0]:
            covering = self._world.covering(self._log, place)
            end = covering.size if covering is not None else 1 << 62
            latest = covering.timestamp if covering is not None else 1 << 50
            self._bounds = (range(place, end), self._world.written_after(self._log, place), latest)
        _, earliest, latest = self._bounds
        if not (earliest - SKEW_S) * 1000 <= ts_ms <= (latest + SKEW_S) * 1000 + 999:
            self._findings.add(
                "TIME_CONTRADICTED",
                f"{what} is dated {ts_ms // 1000}; anchors bound it to {earliest} - {latest}, give or take {SKEW_S} s",
                self._log, place, ts_ms=ts_ms,
            )  # fmt: skip

    def _file(self, place: int, leaf: Leaf, s: Statement, value: bytes, receipt: bytes) -> None:
        promise = s.promise or (None, None, None, None)
        ordinal = self._ordinal
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
