"""What contracts without a name emit is kept for them, and bounded."""

from __future__ import annotations

from chain_node.ledger.blocks import EventLog
from chain_node.ledger.port import BlockRef
from chain_node.ledger.unnamed import OVERHEAD, Unnamed

PLACE = (BlockRef(7, bytes(32), 70), bytes(32), 0)
FIRST, SECOND, STRANGER = (bytes([one]) * 20 for one in (1, 2, 3))
TOPIC = b"t" * 32
SIZE = OVERHEAD + len(TOPIC)


def event(address: bytes, data: bytes = b"") -> EventLog:
    return EventLog(address, (TOPIC,), data)


def test_events_are_handed_out_in_order_and_once() -> None:
    kept = Unnamed()
    made = [event(FIRST, b"a"), event(SECOND), event(FIRST, b"b")]
    for one in made:
        kept.add(PLACE, one)
    assert kept.take(FIRST) == [(PLACE, made[0]), (PLACE, made[2])]
    assert kept.take(FIRST) == [] == kept.take(STRANGER)
    assert kept.take(SECOND) == [(PLACE, made[1])]


def test_over_the_bound_who_was_heard_of_first_is_forgotten_for_good() -> None:
    kept = Unnamed(most_bytes=3 * SIZE)
    for one in (FIRST, SECOND, SECOND, STRANGER):
        kept.add(PLACE, event(one))
    kept.add(PLACE, event(FIRST))  # what follows does not make it whole
    assert kept.take(FIRST) is None
    assert kept.take(SECOND) == [(PLACE, event(SECOND))] * 2 and kept.take(STRANGER) == [(PLACE, event(STRANGER))]


def test_what_was_handed_out_makes_room() -> None:
    kept = Unnamed(most_bytes=2 * SIZE)
    for _ in range(5):
        kept.add(PLACE, event(FIRST))
        kept.add(PLACE, event(SECOND))
        assert kept.take(FIRST) == [(PLACE, event(FIRST))] and kept.take(SECOND) == [(PLACE, event(SECOND))]


def test_one_address_that_is_too_much_by_itself_leaves_the_others() -> None:
    kept = Unnamed(most_bytes=2 * SIZE)
    kept.add(PLACE, event(STRANGER, bytes(3 * SIZE)))
    kept.add(PLACE, event(FIRST))
    assert kept.take(STRANGER) is None and kept.take(FIRST) == [(PLACE, event(FIRST))]
