"""One log of EvidenceAnchor on a ledger: `AnchorChain` and `LogRegistry` over the ledger port and a durable outbox.

An anchor's intent in the outbox is `anchor/<log id>/<epoch>/<attempt>`: the same checkpoint is never handed in twice
while a transaction for it is open, and gets a new attempt after one that failed or was lost by the ledger.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import astuple

from chain_node.evidence.canonical import sha256
from chain_node.ledger.abi import AbiMismatch
from chain_node.ledger.bindings import EvidenceAnchor
from chain_node.ledger.errors import LedgerRefused, LedgerUnavailable
from chain_node.ledger.outbox import Outbox, State
from chain_node.ledger.outbox_store import Entry
from chain_node.ledger.port import Ledger
from chain_node.ledger.state import LedgerState
from chain_node.log.anchorport import ChainHead, Outcome, TxState
from chain_node.log.heads import checkpoint_of
from chain_node.log.journal import JournalEntry
from chain_node.log.store import LogIdentity

_STATUS = 5  # place of `status` in the contract's LogRecord
_OPEN, _FROZEN = 1, 2
_STATES = {State.MINED: TxState.MINED, State.FAILED: TxState.FAILED}


def anchor_call(entry: JournalEntry, log_id: bytes, proof: Sequence[bytes]) -> bytes:
    """Calldata of `anchor(checkpoint, proof)`."""
    return EvidenceAnchor.encode_anchor(astuple(checkpoint_of(entry, log_id)), list(proof))


def read_head(ledger: Ledger, contract: bytes, log_id: bytes) -> ChainHead | None:
    """The anchored head of a log, or None if it was never opened. Raises `LedgerError`."""
    try:
        [record] = EvidenceAnchor.decode_log_of(ledger.call(contract, EvidenceAnchor.encode_log_of(log_id)))
        [head] = EvidenceAnchor.decode_head_of(ledger.call(contract, EvidenceAnchor.encode_head_of(log_id)))
    except AbiMismatch as exc:
        raise LedgerUnavailable(f"the ledger's answer about log {log_id.hex()} is no answer: {exc}") from exc
    if record[_STATUS] not in (_OPEN, _FROZEN):
        return None
    root, _alt_root, size, epoch, _time = head
    return ChainHead(epoch, size, root, record[_STATUS] == _FROZEN)


class LedgerAnchors:
    """`AnchorChain` for one log. The outbox is that of the anchoring account."""

    def __init__(self, ledger: Ledger, outbox: Outbox, identity: LogIdentity) -> None:
        self._ledger = ledger
        self._outbox = outbox
        self._contract = identity.contract
        self._log_id = identity.log_id

    def head(self) -> ChainHead | None:
        """See `AnchorChain`."""
        return read_head(self._ledger, self._contract, self._log_id)

    def submit(self, entry: JournalEntry, proof: Sequence[bytes]) -> None:
        """See `AnchorChain`."""
        attempt, last = self._last(entry.epoch)
        if last is None or last.state.final:
            intent = self._intent(entry.epoch, attempt + 1)
            self._outbox.enqueue(intent, self._contract, anchor_call(entry, self._log_id, proof))

    def outcome(self, entry: JournalEntry) -> Outcome:
        """See `AnchorChain`."""
        _, last = self._last(entry.epoch)
        if last is None:
            return Outcome(TxState.NONE)
        return Outcome(_STATES.get(last.state, TxState.OPEN), last.tx_hash, last.block, last.reason)

    def pump(self) -> None:
        """See `AnchorChain`."""
        self._outbox.pump()

    def _intent(self, epoch: int, attempt: int) -> str:
        return f"anchor/{self._log_id.hex()}/{epoch}/{attempt}"

    def _last(self, epoch: int) -> tuple[int, Entry | None]:
        """The newest attempt for an epoch and its number; (0, None) if there is none."""
        attempt, last = 0, None
        while (found := self._outbox.find(self._intent(epoch, attempt + 1))) is not None:
            attempt, last = attempt + 1, found
        return attempt, last


class LedgerRegistry:
    """`LogRegistry` for recovery: acts as the member's SYSTEM duty, through that account's outbox."""

    def __init__(
        self,
        ledger: Ledger,
        outbox: Outbox,
        contract: bytes,
        state: Callable[[], LedgerState],
        *,
        timeout_s: float = 60.0,
    ) -> None:
        """`state` gives the replica's newest state, for the anchors of the past."""
        self._ledger = ledger
        self._outbox = outbox
        self._contract = contract
        self._state = state
        self._timeout_s = timeout_s

    def head(self, log_id: bytes) -> ChainHead | None:
        """See `LogRegistry`."""
        return read_head(self._ledger, self._contract, log_id)

    def anchored(self, log_id: bytes) -> Sequence[tuple[int, bytes]]:
        """See `LogRegistry`. Only what the replica has verified counts."""
        return [(one.size, one.root) for one in self._state().anchors(log_id)]

    def freeze(self, log_id: bytes, last_good_size: int, reason: str) -> None:
        """See `LogRegistry`. The ledger gets the SHA-256 of `reason`."""
        data = EvidenceAnchor.encode_freeze_log(log_id, last_good_size, sha256(reason.encode()))
        self._act(f"freeze/{log_id.hex()}", data)

    def open_successor(self, identity: LogIdentity, prev_log: bytes, prev_size: int, prev_root: bytes) -> None:
        """See `LogRegistry`."""
        self.open_log(identity, prev_log, prev_size, prev_root)

    def open_log(
        self,
        identity: LogIdentity,
        prev_log: bytes = bytes(32),
        prev_size: int = 0,
        prev_root: bytes = bytes(32),
    ) -> None:
        """Open a log on the ledger; the first one of a gateway has no predecessor. Returns when that is final."""
        data = EvidenceAnchor.encode_open_log(
            identity.gateway_id, identity.shard, identity.profile, prev_log, prev_size, prev_root
        )
        self._act(f"open-log/{identity.log_id.hex()}", data)

    def _act(self, name: str, data: bytes) -> None:
        """Have a call made, once; a call refused before is made again under a new intent."""
        entry: Entry | None = None
        for attempt in range(1, 1000):
            entry = self._outbox.enqueue(f"{name}/{attempt}", self._contract, data)
            if entry.state is not State.FAILED:
                break
        assert entry is not None
        deadline = time.monotonic() + self._timeout_s
        entry = self._outbox.wait(entry.intent, max(0.0, deadline - time.monotonic()))
        if entry.state is State.FAILED:
            raise LedgerRefused(f"{name.partition('/')[0]}: {entry.reason}", data=entry.revert)
        if entry.state is not State.MINED:
            raise LedgerUnavailable(f"{name.partition('/')[0]} was not mined within {self._timeout_s:.0f} s")
