"""What becomes of a request: imported, delivered, in use, disputed. Silence is overdue and never consent."""

from __future__ import annotations

from typing import Any

import pytest

from chain_node.ids import MemberRef, SubsystemRef
from chain_node.ledger.bindings import Authorization, WorkCalendar
from tests.contracts.world import (
    AUTHORITY,
    CONSUMER,
    DAY,
    FIELDS,
    LOANS,
    PROVIDER,
    RESOURCE,
    ZERO,
    Struct,
    World,
    digest,
    hand,
    key_of,
    record_digest,
    refused,
)

SUBMITTED, AGREED, PARTLY, REFUSED, WITHDRAWN, DELIVERED, IN_USE = range(1, 8)
OPEN = digest("open resource")
WHY = digest("why")
REQUEST = ("Authorization", Authorization.encode_request_of(digest("request of grant")))
DISPUTE = ("Authorization", Authorization.encode_dispute_of(digest("request of grant")))
DISPUTE_KIND = "(bytes32,bytes32,bytes32,uint64,uint64,bool,bytes32)"


@pytest.fixture(scope="module")
def prepared(founded: World) -> World:
    """Two published resources, shared with conditions and without."""
    founded.register()
    founded.publish()
    founded.register(id=OPEN, code="open", attribute=1, fields=FIELDS)
    founded.publish(OPEN)
    return founded


def act(world: World, member: MemberRef, duty: str, data: bytes) -> Any:
    return world.act(hand(member, duty), "Authorization", data)


def days(world: World, since: int, count: int) -> int:
    data = WorkCalendar.encode_add_working_days(since, count)
    (found,) = WorkCalendar.decode_add_working_days(world.view("WorkCalendar", data))
    return int(found)


def agreed(world: World) -> Struct:
    world.grant()
    return world.record(digest("request of grant"))


def dispute(world: World, done: Any) -> Struct:
    found: Struct = done.event("DisputeRaised")["dispute"]
    assert world.view(*DISPUTE) == record_digest(DISPUTE_KIND, found)
    return found


class TestImported:
    def imported(self, world: World, resource: bytes, source: bytes = WHY, **terms: Any) -> Any:
        record = (
            digest("q"), LOANS.id, ZERO, resource, ZERO, world.terms(**terms), digest("purpose"), digest("law"),
            digest("scenario"), digest("commitment"), 0, 0, 0, 0, 0, ZERO,
        )  # fmt: skip
        return act(world, CONSUMER, "officer", Authorization.encode_submit_imported(record, source))

    @pytest.mark.parametrize(("resource", "limit"), [(OPEN, 1), (RESOURCE, 10)])
    def test_answered_by_the_provider_within_its_clock(self, world: World, resource: bytes, limit: int) -> None:
        with world.changing(("Authorization", Authorization.encode_request_of(digest("q")))):
            done = self.imported(world, resource)
        assert done.event("RequestImported") == {"id": digest("q"), "source": WHY}
        record = world.record(digest("q"))
        assert record[10:13] == (SUBMITTED, record[11], days(world, record[11], limit))
        agree = Authorization.encode_agree(record, digest("g"), record[5], ZERO)
        act(world, PROVIDER, "approver", agree)
        assert world.record(digest("q"))[10] == AGREED

    def test_without_a_source_it_is_refused(self, world: World) -> None:
        with refused("AuthorizationRequestInvalid"):
            self.imported(world, OPEN, ZERO)


class TestDelivery:
    def test_delivered_then_confirmed(self, world: World) -> None:
        record = agreed(world)
        with world.changing(REQUEST):
            act(world, PROVIDER, "officer", Authorization.encode_mark_delivered(record, WHY))
        delivered = world.record(record[0])
        assert delivered[10] == DELIVERED
        with refused("AuthorizationRequestState"):
            act(world, PROVIDER, "officer", Authorization.encode_mark_delivered(delivered, WHY))
        with world.changing(REQUEST):
            done = act(world, CONSUMER, "officer", Authorization.encode_confirm_use(delivered, digest("receipt")))
        assert done.event("RequestProgressed")["evidence"] == digest("receipt")
        assert world.record(record[0])[10] == IN_USE
        with refused("AuthorizationRequestState"):
            act(world, CONSUMER, "officer", Authorization.encode_confirm_use(world.record(record[0]), WHY))

    def test_in_use_by_a_first_exchange(self, world: World) -> None:
        record = agreed(world)
        act(world, CONSUMER, "officer", Authorization.encode_confirm_use(record, digest("exchange")))
        assert world.record(record[0])[10] == IN_USE

    def test_not_before_it_was_agreed_to(self, world: World) -> None:
        record = world.record(world.request())
        with refused("AuthorizationRequestState"):
            act(world, PROVIDER, "officer", Authorization.encode_mark_delivered(record, WHY))
        with refused("AuthorizationRequestState"):
            act(world, CONSUMER, "officer", Authorization.encode_confirm_use(record, WHY))

    def test_nobody_else(self, world: World) -> None:
        record = agreed(world)
        deliver, confirm = (
            Authorization.encode_mark_delivered(record, WHY), Authorization.encode_confirm_use(record, WHY)
        )  # fmt: skip
        for who in (hand(CONSUMER, "officer"), hand(PROVIDER, "security"), key_of("x")):
            with refused("GovernedUnauthorized"):
                world.act(who, "Authorization", deliver)
        for who in (hand(PROVIDER, "officer"), hand(CONSUMER, "approver"), key_of("x")):
            with refused("GovernedUnauthorized"):
                world.act(who, "Authorization", confirm)

    def test_a_forged_record_is_refused(self, world: World) -> None:
        record = agreed(world)
        forged = (*record[:14], 0, ZERO)
        for member, data in (
            (PROVIDER, Authorization.encode_mark_delivered(forged, WHY)),
            (CONSUMER, Authorization.encode_confirm_use(forged, WHY)),
            (CONSUMER, Authorization.encode_raise_dispute(forged, WHY)),
        ):
            with refused("GovernedRecordMismatch"):
                act(world, member, "officer", data)


class TestDisputes:
    def refuse(self, world: World) -> Struct:
        record = world.record(world.request("request of grant"))
        act(world, PROVIDER, "approver", Authorization.encode_refuse(record, WHY))
        return world.record(record[0])

    @pytest.mark.parametrize("upheld", [True, False])
    def test_a_refusal_that_does_not_stand_is_asked_again(self, world: World, upheld: bool) -> None:
        record = self.refuse(world)
        with world.changing(DISPUTE):
            raised = dispute(
                world, act(world, CONSUMER, "officer", Authorization.encode_raise_dispute(record, digest("no")))
            )
        with refused("AuthorizationDisputeInvalid"):
            act(world, CONSUMER, "officer", Authorization.encode_raise_dispute(record, digest("again")))
        decide = Authorization.encode_decide_dispute(raised, record, upheld, digest("decision"))
        with world.changing(DISPUTE, *([REQUEST] if upheld else [])):
            done = act(world, AUTHORITY, "approver", decide)
        decided = done.event("DisputeDecided")["dispute"]
        assert decided[4:] == (world.ledger.head().timestamp, upheld, digest("decision"))
        now = world.record(record[0])
        assert now[10] == (SUBMITTED if upheld else REFUSED)
        if upheld:
            assert now[12:] == (days(world, decided[4], 10), 0, 0, ZERO)
            act(world, PROVIDER, "approver", Authorization.encode_agree(now, digest("g"), now[5], ZERO))
        with refused("GovernedRecordMismatch"):
            act(world, AUTHORITY, "approver", decide)

    def test_silence_is_disputed_only_once_overdue(self, world: World) -> None:
        record = world.record(world.request("request of grant"))
        call = Authorization.encode_raise_dispute(record, digest("late"))
        with refused("AuthorizationDisputeInvalid"):
            act(world, CONSUMER, "officer", call)
        world.ledger.travel(20 * DAY)
        assert world.view(*REQUEST) != ZERO and world.record(record[0])[10] == SUBMITTED  # and never consent
        raised = dispute(world, act(world, CONSUMER, "officer", call))
        act(world, AUTHORITY, "approver", Authorization.encode_decide_dispute(raised, record, True, WHY))
        assert world.record(record[0])[10] == SUBMITTED

    def test_what_gives_no_cause_or_states_none(self, world: World) -> None:
        record = self.refuse(world)
        with refused("AuthorizationDisputeInvalid"):
            act(world, CONSUMER, "officer", Authorization.encode_raise_dispute(record, ZERO))
        other = world.record(world.request("withdrawn"))
        act(world, CONSUMER, "officer", Authorization.encode_withdraw(other))
        with refused("AuthorizationDisputeInvalid"):
            act(world, CONSUMER, "officer", Authorization.encode_raise_dispute(world.record(other[0]), WHY))

    def test_raised_by_a_party_decided_by_the_authority(self, world: World) -> None:
        record = agreed(world)
        call = Authorization.encode_raise_dispute(record, WHY)
        for who in (hand(AUTHORITY, "officer"), hand(CONSUMER, "security"), key_of("x")):
            with refused("GovernedUnauthorized"):
                world.act(who, "Authorization", call)
        raised = dispute(world, act(world, PROVIDER, "approver", call))
        decide = Authorization.encode_decide_dispute(raised, record, True, WHY)
        for who in (hand(PROVIDER, "approver"), hand(AUTHORITY, "officer"), key_of("x")):
            with refused("GovernedUnauthorized"):
                world.act(who, "Authorization", decide)
        with refused("AuthorizationDisputeInvalid"):
            act(world, AUTHORITY, "approver", Authorization.encode_decide_dispute(raised, record, True, ZERO))
        forged = (*raised[:2], digest("other"), *raised[3:])
        with refused("GovernedRecordMismatch"):
            act(world, AUTHORITY, "approver", Authorization.encode_decide_dispute(forged, record, True, WHY))

    def test_an_authority_does_not_decide_its_own(self, world: World) -> None:
        own = SubsystemRef("CN", "GOV", "sjj", "own")
        world.subsystem(own)
        record = (
            digest("q"), own.id, ZERO, RESOURCE, ZERO, world.terms(), digest("purpose"), digest("law"),
            digest("scenario"), digest("commitment"), 0, 0, 0, 0, 0, ZERO,
        )  # fmt: skip
        act(world, AUTHORITY, "officer", Authorization.encode_submit(record))
        act(world, PROVIDER, "approver", Authorization.encode_refuse(world.record(digest("q")), WHY))
        refusal = world.record(digest("q"))
        done = act(world, AUTHORITY, "officer", Authorization.encode_raise_dispute(refusal, WHY))
        raised = done.event("DisputeRaised")["dispute"]
        with refused("GovernedUnauthorized"):
            act(world, AUTHORITY, "approver", Authorization.encode_decide_dispute(raised, refusal, True, WHY))
