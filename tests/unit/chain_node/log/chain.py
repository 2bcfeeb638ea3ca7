"""A ledger that keeps the anchoring contract's rules for one log, with faults to order."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from chain_node.crypto.secp256k1 import EthKey, keccak256, recover
from chain_node.errors import LianluError
from chain_node.evidence import merkle
from chain_node.evidence.checkpoint import Checkpoint, key_id, signing_digest
from chain_node.ledger.errors import LedgerUnavailable
from chain_node.log.anchorport import ChainHead, Outcome, TxState
from chain_node.log.heads import checkpoint_of
from chain_node.log.journal import JournalEntry
from chain_node.log.store import LogIdentity

KEY = EthKey(b"\x01" * 32)


class Tx(NamedTuple):
    """One transaction: its checkpoint, and what became of it."""

    entry: JournalEntry
    proof: list[bytes]
    outcome: Outcome


@dataclass
class ChainState:
    """What is on the ledger: shared by everybody who talks to it."""

    identity: LogIdentity
    anchors: list[Checkpoint] = field(default_factory=list)
    frozen: bool = False
    open: bool = True
    block: int = 100

    def head(self) -> ChainHead:
        if not self.anchors:
            return ChainHead(0, 0, bytes(32), self.frozen)
        newest = self.anchors[-1]
        return ChainHead(newest.epoch, newest.size, newest.root, self.frozen)

    def anchor(self, checkpoint: Checkpoint, signature: bytes | None, proof: Sequence[bytes]) -> None:
        """The contract's checks; raises LianluError or AssertionError as a revert."""
        head = self.head()
        assert self.open and not self.frozen, "frozen"
        assert checkpoint.log_id == self.identity.log_id, "log"
        assert checkpoint.epoch == head.epoch + 1, "epoch"
        assert (checkpoint.prev_size, checkpoint.prev_root) == (head.size, head.root), "compare-and-swap"
        assert checkpoint.key_id == key_id(KEY.address_bytes), "key"
        if signature is not None:
            digest = signing_digest(checkpoint, self.identity.chain_id, self.identity.contract, keccak256)
            assert recover(digest, signature) == KEY.address, "signature"
        if head.size:
            merkle.verify_consistency(head.size, checkpoint.size, head.root, checkpoint.root, proof)
        self.block += 1
        self.anchors.append(checkpoint)


class FakeChain:
    """The port of one process: its durable outbox, and the way to the ledger."""

    def __init__(self, state: ChainState) -> None:
        self.state = state
        self.outbox: dict[int, list[Tx]] = {}
        self.down = False
        self.hold = False  # accepted, not mined
        self.refuse: str | None = None
        self.relay_first = False  # a peer relays the signed checkpoint just before ours arrives
        self.sent = 0
        self._lock = threading.Lock()

    def head(self) -> ChainHead | None:
        self._reach()
        return self.state.head() if self.state.open else None

    def submit(self, entry: JournalEntry, proof: Sequence[bytes]) -> None:
        assert entry.signature is not None, "only what is signed is sent"
        txs = self.outbox.setdefault(entry.epoch, [])
        if not txs or txs[-1].outcome.state is not TxState.OPEN:
            txs.append(Tx(entry, list(proof), Outcome(TxState.OPEN)))

    def outcome(self, entry: JournalEntry) -> Outcome:
        txs = self.outbox.get(entry.epoch)
        return txs[-1].outcome if txs else Outcome(TxState.NONE)

    def pump(self) -> None:
        with self._lock:
            self._reach()
            for epoch in sorted(self.outbox):
                tx = self.outbox[epoch][-1]
                if tx.outcome.state is TxState.OPEN and not self.hold:
                    self.outbox[epoch][-1] = tx._replace(outcome=self._execute(tx))

    def _execute(self, tx: Tx) -> Outcome:
        self.sent += 1
        checkpoint = checkpoint_of(tx.entry, self.state.identity.log_id)
        try:
            if self.refuse:
                raise AssertionError(self.refuse)
            if self.relay_first:
                self.state.anchor(checkpoint, tx.entry.signature, tx.proof)
            self.state.anchor(checkpoint, None, tx.proof)
        except (AssertionError, LianluError) as exc:
            return Outcome(TxState.FAILED, reason=str(exc))
        return Outcome(TxState.MINED, keccak256(tx.entry.signature or b""), self.state.block)

    def _reach(self) -> None:
        if self.down:
            raise LedgerUnavailable("simulated")
