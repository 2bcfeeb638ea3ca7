"""One log of EvidenceAnchor on a ledger: `AnchorChain` and `LogRegistry` over the ledger port and a durable outbox.

An anchor's intent in the outbox is `anchor/<log id>/<epoch>/<attempt>`: the same checkpoint is never handed in twice
while a transaction for it is open, and gets a new attempt after one that failed or was lost by the ledger.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from eth_abi.abi import decode, encode
from eth_abi.exceptions import DecodingError

from chain_node.crypto.secp256k1 import keccak256
from chain_node.evidence.canonical import sha256
from chain_node.ledger.errors import LedgerRefused, LedgerUnavailable
from chain_node.ledger.outbox import Outbox, State
from chain_node.ledger.outbox_store import Entry
from chain_node.ledger.port import Ledger
from chain_node.ledger.state import LedgerState
from chain_node.log.anchorport import ChainHead, Outcome, TxState
from chain_node.log.heads import checkpoint_of
from chain_node.log.journal import JournalEntry
from chain_node.log.store import LogIdentity

CHECKPOINT = "(bytes32,uint64,uint64,bytes32,uint64,bytes32,bytes32,bytes32,bytes32,bytes32)"
HEAD = ("bytes32", "bytes32", "uint64", "uint64", "uint64")
LOG = (
    "bytes32", "bytes32", "bytes32", "uint32", "uint8", "uint8", "bytes32", "uint64", "bytes32", "bytes32", "address",
    "uint64", "bytes32", "bool",
)  # fmt: skip
_STATUS = 5
_OPEN, _FROZEN = 1, 2
_STATES = {State.MINED: TxState.MINED, State.FAILED: TxState.FAILED}


def _selector(signature: str) -> bytes:
    return keccak256(signature.encode("ascii"))[:4]


def anchor_call(entry: JournalEntry, log_id: bytes, proof: Sequence[bytes]) -> bytes:
    """Calldata of `anchor(checkpoint, proof)`."""
    checkpoint = checkpoint_of(entry, log_id)
    words = (
        checkpoint.log_id, checkpoint.epoch, checkpoint.size, checkpoint.root, checkpoint.prev_size,
        checkpoint.prev_root, checkpoint.alt_root, checkpoint.pair_root, checkpoint.note_hash, checkpoint.key_id,
    )  # fmt: skip
    return _selector(f"anchor({CHECKPOINT},bytes32[])") + encode([CHECKPOINT, "bytes32[]"], [words, list(proof)])


def read_head(ledger: Ledger, contract: bytes, log_id: bytes) -> ChainHead | None:
    """The anchored head of a log, or None if it was never opened. Raises `LedgerError`."""
    status = _view(ledger, contract, "logOf", LOG, log_id)[_STATUS]
    if status not in (_OPEN, _FROZEN):
        return None
    root, _alt, size, epoch, _time = _view(ledger, contract, "headOf", HEAD, log_id)
    return ChainHead(epoch, size, root, status == _FROZEN)


def _view(ledger: Ledger, contract: bytes, name: str, types: tuple[str, ...], log_id: bytes) -> tuple:  # type: ignore[type-arg]
    data = ledger.call(contract, _selector(f"{name}(bytes32)") + log_id)
    try:
        return tuple(decode(types, data))
    except DecodingError as exc:
        raise LedgerUnavailable(f"the ledger's answer to {name} is no answer: {exc}") from exc


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
        values = (log_id, last_good_size, sha256(reason.encode()))
        data = _selector("freezeLog(bytes32,uint64,bytes32)") + encode(["bytes32", "uint64", "bytes32"], values)
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
        types = ["bytes32", "uint32", "uint8", "bytes32", "uint64", "bytes32"]
        values = (identity.gateway_id, identity.shard, identity.profile, prev_log, prev_size, prev_root)
        data = _selector("openLog(bytes32,uint32,uint8,bytes32,uint64,bytes32)") + encode(types, values)
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
