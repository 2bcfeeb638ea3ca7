"""From the contracts' events to the tables of `state.py`: the only place that knows which event says what.

Trust begins with the pinned Consortium; it names the other contracts in its events, and only events of contracts so
named are read. Every event carries the whole new record, so nothing is ever read from the ledger's storage.
"""

from __future__ import annotations

from chain_node.ledger.blocks import EventLog
from chain_node.ledger.port import BlockRef
from chain_node.ledger.state import Tables


class Projection:
    """Applies events to its `tables`. One writer only: the replica that it is handed to."""

    def __init__(self, consortium: bytes) -> None:
        """`consortium` is the pinned 20-byte address."""
        self.tables = Tables()
        self._names: dict[bytes, str] = {consortium: "Consortium"}

    def contract(self, name: str) -> bytes | None:
        """The 20-byte address of the contract that goes by `name` (`EvidenceAnchor`), or None if none was named yet."""
        return next((address for address, known in self._names.items() if known == name), None)

    def apply(self, block: BlockRef, tx_hash: bytes, log_index: int, event: EventLog) -> None:
        """Apply one event. Raises `ReplicaContradicted` if a contract of ours cannot have emitted it."""
