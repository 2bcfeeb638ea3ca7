"""Transactions that wait for a block. In memory only: what has no receipt yet is handed in again after a crash.

Per sender they are taken in the order of their nonces. A nonce may come before the one it waits for (clients send in
parallel), up to `Limits.nonce_gap` ahead. There is no fee, so a waiting transaction is never replaced.
"""

from __future__ import annotations

from collections import deque

from chain_node.engines.embedded.errors import TransactionRejected
from chain_node.engines.embedded.transaction import Transaction


class Pool:
    """Waiting transactions. `next_nonce` values come from the state after the last block that was built."""

    def __init__(self, limit: int, gap: int) -> None:
        self._limit = limit
        self._gap = gap
        self._by_hash: dict[bytes, Transaction] = {}
        self._by_sender: dict[bytes, dict[int, Transaction]] = {}
        self._ready: deque[Transaction] = deque()
        self._next: dict[bytes, int] = {}

    def __len__(self) -> int:
        return len(self._by_hash)

    @property
    def ready(self) -> int:
        """How many could go into a block now."""
        return len(self._ready)

    def get(self, digest: bytes) -> Transaction | None:
        """A waiting transaction by hash."""
        return self._by_hash.get(digest)

    def pending_nonce(self, sender: bytes) -> int | None:
        """The nonce after the sender's waiting transactions, None if it has none that are ready."""
        return self._next.get(sender)

    def add(self, transaction: Transaction, state_nonce: int) -> None:
        """Take a transaction. Raises `TransactionRejected` (`known` if this very one waits already)."""
        if transaction.hash in self._by_hash:
            raise TransactionRejected("already known", known=True)
        sender, nonce = transaction.sender, transaction.nonce
        expected = self._next.get(sender, state_nonce)
        waiting = self._by_sender.get(sender, {})
        if nonce < state_nonce:
            raise TransactionRejected(f"nonce too low: next nonce {expected}, tx nonce {nonce}")
        if nonce < expected or nonce in waiting:
            raise TransactionRejected("replacement transaction underpriced: another with this nonce is waiting")
        if nonce > expected + self._gap:
            raise TransactionRejected(f"nonce too high: next nonce {expected}, tx nonce {nonce}")
        if len(self._by_hash) >= self._limit:
            raise TransactionRejected("txpool is full")
        self._by_hash[transaction.hash] = transaction
        if nonce > expected:
            self._by_sender.setdefault(sender, {})[nonce] = transaction
            return
        self._promote(transaction)

    def _promote(self, transaction: Transaction | None) -> None:
        """Make a transaction ready, and those that waited for it."""
        while transaction is not None:
            self._ready.append(transaction)
            sender, following = transaction.sender, transaction.nonce + 1
            self._next[sender] = following
            waiting = self._by_sender.get(sender)
            transaction = waiting.pop(following, None) if waiting else None
            if waiting is not None and not waiting:
                del self._by_sender[sender]

    def take(self) -> Transaction | None:
        """The next ready transaction; it stays known until `settle` or `drop`."""
        return self._ready.popleft() if self._ready else None

    def give_back(self, transaction: Transaction) -> None:
        """Put what was taken last back to the front."""
        self._ready.appendleft(transaction)

    def settle(self, transaction: Transaction) -> None:
        """It is in a committed block."""
        self._by_hash.pop(transaction.hash, None)
        sender, following = transaction.sender, transaction.nonce + 1
        if self._next.get(sender, following) == following:
            self._next.pop(sender, None)
            self._promote(self._by_sender.get(sender, {}).pop(following, None))

    def drop(self, transaction: Transaction) -> list[Transaction]:
        """It turned out not to be admissible: forget it and all that its sender has waiting. Returns what was lost."""
        sender = transaction.sender
        lost = [transaction, *(one for one in self._ready if one.sender == sender)]
        lost.extend(self._by_sender.pop(sender, {}).values())
        self._ready = deque(one for one in self._ready if one.sender != sender)
        self._next.pop(sender, None)
        for one in lost:
            self._by_hash.pop(one.hash, None)
        return lost
