"""Several ledgers' addresses seen as one ledger, which must not contradict each other.

Reads come from the reachable one that is furthest ahead; at every look at the head, all that are reachable must agree
on the block at their lowest common height. Transactions go to the first that takes them: the same bytes twice are one
transaction.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from chain_node.ledger.blocks import parse_header
from chain_node.ledger.errors import LedgerForked, LedgerUnavailable
from chain_node.ledger.port import Block, BlockRef, Ledger, TxReceipt

T = TypeVar("T")


class LedgerGroup:
    """The `Ledger` port over one or more others. Raises `LedgerForked` where two disagree."""

    def __init__(self, ledgers: Sequence[Ledger]) -> None:
        if not ledgers:
            raise ValueError("a group has at least one ledger")
        self._ledgers = tuple(ledgers)
        self._current = self._ledgers[0]

    @property
    def chain_id(self) -> int:
        """The chain id that all reachable ones state. `LedgerForked` if they differ."""
        stated = set(self._each(lambda ledger: ledger.chain_id).values())
        if len(stated) != 1:
            raise LedgerForked(f"the ledgers state different chain ids: {sorted(stated)}")
        return stated.pop()

    def head(self) -> BlockRef:
        """The highest head, after comparing all reachable ledgers at their lowest common height."""
        heads = self._each(lambda ledger: ledger.head())
        lowest = min(heads.values(), key=lambda head: head.number)
        for ledger, head in heads.items():
            offered = head.hash if head.number == lowest.number else _hash_at(ledger, lowest.number)
            if not hmac.compare_digest(offered, lowest.hash):
                raise LedgerForked(
                    f"two ledgers disagree about block {lowest.number}: {lowest.hash.hex()} against {offered.hex()}",
                    number=lowest.number,
                    seen=lowest.hash,
                    offered=offered,
                )
        self._current = max(heads, key=lambda ledger: heads[ledger].number)
        return heads[self._current]

    def blocks(self, first: int, last: int) -> Iterator[Block]:
        """See `Ledger`; from the one whose head was returned last."""
        return self._current.blocks(first, last)

    def call(self, to: bytes, data: bytes, block: int | None = None, sender: bytes | None = None) -> bytes:
        """See `Ledger`."""
        return self._first(lambda ledger: ledger.call(to, data, block, sender))

    def submit(self, raw: bytes) -> bytes:
        """See `Ledger`."""
        return self._first(lambda ledger: ledger.submit(raw))

    def receipt(self, tx_hash: bytes) -> TxReceipt | None:
        """See `Ledger`."""
        return self._first(lambda ledger: ledger.receipt(tx_hash))

    def nonce(self, address: bytes) -> int:
        """See `Ledger`."""
        return self._first(lambda ledger: ledger.nonce(address))

    def _each(self, ask: Callable[[Ledger], T]) -> dict[Ledger, T]:
        """The answers of all reachable ledgers. Raises the last `LedgerUnavailable` if there is none."""
        answers: dict[Ledger, T] = {}
        failure: LedgerUnavailable | None = None
        for ledger in self._ledgers:
            try:
                answers[ledger] = ask(ledger)
            except LedgerUnavailable as exc:
                failure = exc
        if not answers and failure is not None:
            raise failure
        return answers

    def _first(self, ask: Callable[[Ledger], T]) -> T:
        """The first answer, beginning with the current ledger. The last `LedgerUnavailable` if there is none."""
        failure: LedgerUnavailable | None = None
        for ledger in (self._current, *(one for one in self._ledgers if one is not self._current)):
            try:
                return ask(ledger)
            except LedgerUnavailable as exc:
                failure = exc
        raise failure if failure is not None else LedgerUnavailable("no ledger is configured")


def _hash_at(ledger: Ledger, number: int) -> bytes:
    block = next(iter(ledger.blocks(number, number)), None)
    if block is None:
        raise LedgerUnavailable(f"block {number} was not served, although the head lies above it")
    return parse_header(block.header).hash
