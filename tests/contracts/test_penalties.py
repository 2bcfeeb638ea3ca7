"""What a penalty changes, who appeals and judges then, and what the end of a penalty restores."""

from __future__ import annotations

from typing import Any

import pytest

from chain_node.ledger.bindings import Accountability, Authorization, Consortium
from chain_node.ledger.records_accountability import Step, ViolationState
from tests.contracts.violations import (
    JUDGE,
    NOBODY,
    OTHER_JUDGE,
    REASON,
    SECOND,
    STATE,
    act,
    appealed,
    awaited,
    blacklisted,
    grants_of,
    later,
    of,
    of_grant,
    overturn_call,
    prepare,
    reach,
    report,
    standing,
    state,
    tally,
    upheld,
    uphold_call,
)
from tests.contracts.world import (
    AUTHORITY,
    CONSUMER,
    DAY,
    PROVIDER,
    ZERO,
    Struct,
    World,
    digest,
    hand,
    key_of,
    refused,
)


@pytest.fixture(scope="module")
def prepared(founded: World) -> World:
    """See `prepare`."""
    return prepare(founded)


AT_ONCE = ["RequestSubmitted", "GrantCreated"]
SUBMITTED, ACTIVE = 1, 1


def free(world: World, *names: str) -> None:
    """Resources that are shared unconditionally."""
    for name in names:
        world.register(id=digest(name), code=name, attribute=1, fields=[("a", 2, 1, 0, ZERO)])
        world.publish(digest(name))


def ask(world: World, name: str, resource: str, **terms: Any) -> list[str]:
    """The consumer asks for one of these; the events."""
    call = world.request_call(name, digest(resource), profiles=1, **terms)
    return [one.name for one in world.act(hand(CONSUMER, "officer"), "Authorization", call).events]


class TestPenalty:
    @pytest.fixture
    def case(self, world: World) -> bytes:
        found = report(world)
        state(world, found)
        return found

    @pytest.mark.parametrize("days", [-1, 5 * 366 + 1])
    def test_a_blacklist_ends_ahead_and_not_too_far(self, world: World, case: bytes, days: int) -> None:
        with refused("AccountabilityEndInvalid"):
            act(world, JUDGE, uphold_call(world, case, until=world.now + days * DAY))

    def test_of_the_accused_only(self, world: World, case: bytes) -> None:
        penalty: Struct = (False, world.now + DAY, [])
        call = Accountability.encode_uphold(world.record(case), REASON, penalty, world.record(PROVIDER.id), [])
        with refused("GovernedRecordMismatch"):
            act(world, JUDGE, call)

    def test_grants_ascending_each_once_at_most_sixteen_and_all_handed_in(self, world: World, case: bytes) -> None:
        first, second = sorted([digest("g1"), digest("g2")])
        records = {one: world.record(one) for one in (first, second)}
        for ids, given in (
            ([second, first], [second, first]),
            ([first, first], [first, first]),
            ([first, second], [second, first]),
            ([first], []),
            ([], [first]),
            ([first] * 17, [first] * 17),
        ):
            call = Accountability.encode_uphold(
                world.record(case), REASON, (False, 0, ids), NOBODY, [records[one] for one in given]
            )
            with refused("AccountabilityGrantsInvalid"):
                act(world, JUDGE, call)

    def test_seventeen_grants_in_order_are_too_many(self, world: World, case: bytes) -> None:
        record = world.record(digest("g1"))
        ids = [number.to_bytes(32, "big") for number in range(1, 18)]
        records = [(one, *record[1:]) for one in ids]
        call = Accountability.encode_uphold(world.record(case), REASON, (False, 0, ids), NOBODY, records)
        with refused("AccountabilityGrantsInvalid"):
            act(world, JUDGE, call)

    def test_no_grant_of_another(self, world: World) -> None:
        case = report(world, accused=PROVIDER.id)
        state(world, case, hand(PROVIDER, "officer"))
        with refused("AccountabilityGrantForeign"):
            act(world, JUDGE, uphold_call(world, case, grants=[digest("g1")]))

    def test_no_forged_and_no_dead_grant(self, world: World, case: bytes) -> None:
        grant = digest("g1")
        record = world.record(grant)
        forged = (*record[:4], digest("x"), *record[5:])
        call = Accountability.encode_uphold(world.record(case), REASON, (False, 0, [grant]), NOBODY, [forged])
        with refused("GovernedRecordMismatch"):
            act(world, JUDGE, call)
        suspend = Authorization.encode_suspend(record, REASON)
        world.act(hand(PROVIDER, "security"), "Authorization", suspend)
        with refused("AuthorizationGrantState"):
            act(world, JUDGE, uphold_call(world, case, grants=[grant]))

    def test_only_the_named_contract_blacklists_and_suspends(self, world: World) -> None:
        member = Consortium.encode_blacklist(world.record(CONSUMER.id), world.now + DAY, REASON)
        grant = Authorization.encode_suspend(world.record(digest("g1")), REASON)
        for who in (key_of("deployer"), hand(CONSUMER, "security"), hand(AUTHORITY, "approver")):
            with refused("GovernedUnauthorized"):
                world.act(who, "Consortium", member)
            with refused("GovernedUnauthorized"):
                world.act(who, "Authorization", grant)
        at = world.addresses["Authorization"]
        for contract in ("Authorization", "EvidenceAnchor", "DataCatalogue"):
            with refused("GovernedUnauthorized"):
                world.ledger.call(world.addresses["Consortium"], member, sender=world.addresses[contract])
        world.ledger.call(world.addresses["Consortium"], member, sender=world.addresses["Accountability"])
        world.ledger.call(at, grant, sender=world.addresses["Accountability"])

    def test_what_it_suspends_is_not_granted_anew_by_asking_again(self, world: World) -> None:
        free(world, "open", "other")
        assert ask(world, "first", "open") == AT_ONCE
        case = appealed(world, grants=[digest("first")])
        assert ask(world, "second", "open") == ["RequestSubmitted"]
        assert ask(world, "elsewhere", "other") == AT_ONCE
        request = world.record(digest("second"))
        assert (request[10], request[12]) == (SUBMITTED, later(world.now, 10))
        agree = Authorization.encode_agree(request, digest("g3"), request[5], ZERO)
        done = world.act(hand(PROVIDER, "approver"), "Authorization", agree)  # the provider may
        assert done.event("GrantCreated")["record"][6] == ACTIVE
        act(world, OTHER_JUDGE, overturn_call(world, case))
        assert ask(world, "third", "open") == AT_ONCE

    def test_to_end_what_it_suspends_does_not_help_before_its_time(self, world: World) -> None:
        free(world, "open")
        for name, days in (("first", 40), ("longer", 90)):
            assert ask(world, name, "open", end=world.now + days * DAY) == AT_ONCE
        cases = [appealed(world, name, grants=[digest(name)]) for name in ("first", "longer")]
        end = Authorization.encode_end(world.record(digest("longer")), REASON)
        world.act(hand(CONSUMER, "officer"), "Authorization", end)
        act(world, OTHER_JUDGE, overturn_call(world, cases[0]))  # the other one stands
        assert ask(world, "second", "open") == ["RequestSubmitted"]
        world.ledger.travel(90 * DAY)
        assert ask(world, "third", "open") == AT_ONCE

    def test_sixteen_penalties_blacklist_at_once(self, world: World) -> None:
        for number in range(16):
            upheld(world, f"case {number}", until=world.now + (30 + number) * DAY)
        case = report(world)
        state(world, case)
        with refused("AccountabilityTooManyPenalties"):
            act(world, JUDGE, uphold_call(world, case, until=world.now + DAY))
        assert blacklisted(world) > world.now + 44 * DAY
        world.ledger.travel(32 * DAY)
        act(world, JUDGE, uphold_call(world, case, until=world.now + DAY))


class TestAppeal:
    def test_by_the_accused_within_its_clock_once(self, world: World) -> None:
        case = upheld(world)
        call = Accountability.encode_appeal(world.record(case), digest("grounds"))
        for who in (hand(CONSUMER, "audit"), hand(PROVIDER, "security"), JUDGE, key_of("x")):
            with refused("GovernedUnauthorized"):
                act(world, who, call)
        with refused("AccountabilityDigestMissing"):
            act(world, hand(CONSUMER, "officer"), Accountability.encode_appeal(world.record(case), ZERO))
        with world.changing(of(case)):
            done = act(world, hand(CONSUMER, "officer"), call)
        record = done.event("ViolationAppealed")["record"]
        assert (record[STATE], record[20]) == (ViolationState.APPEALED, digest("grounds"))
        assert record[21] == later(record[19], 20)
        assert awaited(world, case) == (Step.APPEAL_DECISION, record[21], False)
        with refused("AccountabilityStateInvalid"):
            act(world, hand(CONSUMER, "officer"), Accountability.encode_appeal(record, digest("again")))

    def test_not_too_late(self, world: World) -> None:
        case = upheld(world)
        reach(world, world.record(case)[18])
        with refused("AccountabilityTooLate"):
            act(world, hand(CONSUMER, "officer"), Accountability.encode_appeal(world.record(case), digest("grounds")))

    def test_not_of_a_case_that_is_open_and_not_by_a_dismissed_account(self, world: World) -> None:
        case = report(world)
        with refused("AccountabilityStateInvalid"):
            act(world, hand(CONSUMER, "officer"), Accountability.encode_appeal(world.record(case), digest("grounds")))

    def test_also_suspended(self, world: World) -> None:
        case = upheld(world)
        world.by_vote(Consortium.encode_suspend(world.record(CONSUMER.id)))
        act(world, hand(CONSUMER, "officer"), Accountability.encode_appeal(world.record(case), digest("grounds")))

    def test_confirmed_by_another_regulator(self, world: World) -> None:
        case = appealed(world)
        call = Accountability.encode_confirm(world.record(case), digest("right"))
        for duty in ("approver", "security"):
            with refused("AccountabilityConflict"):
                act(world, hand(AUTHORITY, duty), call)
        with refused("AccountabilityDigestMissing"):
            act(world, OTHER_JUDGE, Accountability.encode_confirm(world.record(case), ZERO))
        with world.changing(of(case)):
            done = act(world, OTHER_JUDGE, call)
        record = done.event("AppealDecided")["record"]
        assert (record[STATE], record[23], record[24]) == (ViolationState.CONFIRMED, SECOND.id, digest("right"))
        assert tally(world) == (1, 0, 1) and awaited(world, case) == (Step.NONE, 0, False)
        with refused("AccountabilityStateInvalid"):
            act(world, OTHER_JUDGE, overturn_call(world, case))

    def test_overturned_it_ends_the_penalty(self, world: World) -> None:
        grants = [digest("g1"), digest("g2")]
        case = appealed(world, until=world.now + 90 * DAY, grants=grants)
        assert blacklisted(world) != 0
        with world.changing(of(case), *standing(world), *map(of_grant, grants)):
            done = act(world, OTHER_JUDGE, overturn_call(world, case))
        assert done.event("AppealDecided")["record"][STATE] == ViolationState.OVERTURNED
        assert blacklisted(world) == 0 and tally(world) == (1, 0, 0)
        assert [world.record(one)[6:] for one in grants] == [(1, ZERO)] * 2

    def test_by_vote_only_where_no_other_regulator_can(self, world: World) -> None:
        case = appealed(world)
        call = Accountability.encode_confirm(world.record(case), digest("right"))
        with refused("AccountabilityVoteNotDue"):
            world.by_vote(call, "Accountability")
        world.by_vote(Consortium.encode_suspend(world.record(SECOND.id)))
        world.by_vote(call, "Accountability")
        assert world.record(case)[23] == ZERO

    def test_by_vote_when_the_other_was_silent(self, world: World) -> None:
        case = appealed(world)
        reach(world, world.record(case)[21])
        assert awaited(world, case) == (Step.APPEAL_DECISION, world.record(case)[21], True)
        world.by_vote(overturn_call(world, case), "Accountability")

    def test_what_a_vote_decided_only_a_vote_reviews(self, world: World) -> None:
        case = report(world)
        state(world, case)
        reach(world, world.record(case)[13])
        world.by_vote(uphold_call(world, case), "Accountability")
        act(world, hand(CONSUMER, "officer"), Accountability.encode_appeal(world.record(case), digest("grounds")))
        with refused("AccountabilityConflict"):
            act(world, OTHER_JUDGE, overturn_call(world, case))
        world.by_vote(overturn_call(world, case), "Accountability")

    def test_not_by_the_reporting_person(self, world: World) -> None:
        case = report(world, OTHER_JUDGE)
        state(world, case)
        act(world, JUDGE, uphold_call(world, case))
        act(world, hand(CONSUMER, "officer"), Accountability.encode_appeal(world.record(case), digest("grounds")))
        with refused("AccountabilityConflict"):
            act(world, OTHER_JUDGE, overturn_call(world, case))
        act(world, hand(SECOND, "approver"), overturn_call(world, case))

    def test_all_grants_of_the_penalty_as_they_are_now(self, world: World) -> None:
        case = appealed(world, grants=[digest("g1"), digest("g2")])
        record, grants = world.record(case), grants_of(world, case)
        stale = [(*grants[0][:6], 1, ZERO), grants[1]]
        for given, error in ((grants[:1], "AccountabilityGrantsInvalid"), (stale, "GovernedRecordMismatch")):
            with refused(error):
                act(world, OTHER_JUDGE, Accountability.encode_overturn(record, REASON, NOBODY, given))

    def test_a_grant_that_ended_meanwhile_stays_ended(self, world: World) -> None:
        grants = [digest("g1"), digest("g2")]
        case = appealed(world, grants=grants)
        end = Authorization.encode_end(world.record(grants[0]), REASON)
        world.act(hand(CONSUMER, "officer"), "Authorization", end)
        with world.changing(of(case), of_grant(grants[1])):
            act(world, OTHER_JUDGE, overturn_call(world, case))
        assert [world.record(one)[6] for one in grants] == [4, 1]


class TestBlacklists:
    """Several penalties and votes about one member: the end of one leaves the others."""

    @pytest.mark.parametrize("first", [0, 1])
    def test_of_two_penalties_the_other_stays(self, world: World, first: int) -> None:
        ends = [world.now + 50 * DAY, world.now + 90 * DAY]
        cases = [appealed(world, f"case {place}", until=end) for place, end in enumerate(ends)]
        assert blacklisted(world) == ends[1]
        act(world, OTHER_JUDGE, overturn_call(world, cases[first]))
        assert blacklisted(world) == ends[1 - first]
        act(world, OTHER_JUDGE, overturn_call(world, cases[1 - first]))
        assert blacklisted(world) == 0

    def test_an_earlier_vote_stands_after_it(self, world: World) -> None:
        voted, until = world.now + 60 * DAY, world.now + 90 * DAY
        world.by_vote(Consortium.encode_blacklist(world.record(CONSUMER.id), voted, REASON))
        case = appealed(world, until=until)
        assert blacklisted(world) == until
        act(world, OTHER_JUDGE, overturn_call(world, case))
        assert blacklisted(world) == voted

    @pytest.mark.parametrize("days", [0, 200])
    def test_a_later_vote_overrules_the_penalty(self, world: World, days: int) -> None:
        case = appealed(world, until=world.now + 90 * DAY)
        voted = world.now + days * DAY if days else 0
        world.by_vote(Consortium.encode_blacklist(world.record(CONSUMER.id), voted, REASON))
        act(world, OTHER_JUDGE, overturn_call(world, case))
        assert blacklisted(world) == voted

    def test_a_penalty_after_that_vote_counts_anew(self, world: World) -> None:
        first = appealed(world, "first", until=world.now + 90 * DAY)
        world.by_vote(Consortium.encode_blacklist(world.record(CONSUMER.id), 0, REASON))
        until = world.now + 20 * DAY
        second = appealed(world, "second", until=until)
        assert blacklisted(world) == until
        act(world, OTHER_JUDGE, overturn_call(world, first))
        assert blacklisted(world) == until
        act(world, OTHER_JUDGE, overturn_call(world, second))
        assert blacklisted(world) == 0
