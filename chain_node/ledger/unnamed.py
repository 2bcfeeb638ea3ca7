"""What contracts emitted before they had a name, kept until they get one.

Anybody can create contracts and have them emit anything, so what is kept is bounded: over the bound, the address heard
of first is forgotten with all that it emitted. A contract that gets a name soon after it was created is safe from that;
one that was forgotten stays so, and counts as not known at all: better that than half of what it says.
"""

from __future__ import annotations

from chain_node.ledger.blocks import EventLog
from chain_node.ledger.port import BlockRef

MOST_BYTES = 256 << 20
OVERHEAD = 512
"""Bytes of memory that an event takes beside its topics and data, about."""

Place = tuple[BlockRef, bytes, int]
Kept = list[tuple[Place, EventLog]]


class Unnamed:
    """Events by address, in the order of the ledger. One writer only."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most = most_bytes
        self._size = 0
        self._kept: dict[bytes, Kept] = {}
        self._forgotten: set[bytes] = set()

    def add(self, place: Place, event: EventLog) -> None:
        """Keep an event of a contract without a name."""
        if event.address in self._forgotten:
            return
        self._kept.setdefault(event.address, []).append((place, event))
        self._size += _size(event)
        while self._size > self._most:
            oldest = next(iter(self._kept))
            self._forgotten.add(oldest)
            self._drop(oldest)

    def take(self, address: bytes) -> Kept | None:
        """What an address emitted so far, kept no longer; None if it was forgotten."""
        return None if address in self._forgotten else self._drop(address)

    def _drop(self, address: bytes) -> Kept:
        kept = self._kept.pop(address, [])
        self._size -= sum(_size(event) for _, event in kept)
        return kept


def _size(event: EventLog) -> int:
    return OVERHEAD + 32 * len(event.topics) + len(event.data)
