"""What a grant depends on beside its terms: consent, a case, a second approval, what it was passed on from; and
emergency access without a grant. Every refusal is decided alike by the contract and in Python."""

from __future__ import annotations

from typing import Any

import pytest

from chain_node.ids import MemberRef
from chain_node.ledger.bindings import Authorization, Consortium, DataCatalogue, WorkCalendar
from chain_node.ledger.reasons import Reason
from chain_node.ledger.records_cases import CaseState
from tests.contracts.cases import bring, opening
from tests.contracts.test_policy_view import both, question, records_for, view
from tests.contracts.world import (
    ALL_PLAIN,
    AUTHORITY,
    CONSUMER,
    DAY,
    DUTIES,
    FIELDS,
    HOUR,
    LICENSE,
    LOANS,
    PROVIDER,
    REGISTRY,
    RESOURCE,
    ZERO,
    Struct,
    World,
    digest,
    hand,
    key_of,
    person,
    record_digest,
    refused,
)

SUBJECT, OTHER = digest("subject"), digest("other subject")
WHY = digest("why")
CASE, OTHER_CASE, ITEM = digest("case"), digest("other case"), digest("item 1")
DEEP = digest("level 4")
ACTIVE, PROPOSED = 1, 6
CONSENT_KIND = "(bytes32,bytes32,bytes32,bytes32,bytes32,uint64,uint64,uint64)"
SCOPE_KIND = "(bytes32,bool,bytes32,uint8,bytes32[])"


@pytest.fixture(scope="module")
def prepared(founded: World) -> World:
    """A published resource with its service, and one of level 4."""
    founded.register()
    founded.publish()
    founded.service()
    founded.register(id=DEEP, code="deep", fields=[("a", 4, 1, 0, ZERO)])
    founded.publish(DEEP)
    return founded


def act(world: World, member: MemberRef, duty: str, data: bytes) -> Any:
    return world.act(hand(member, duty), "Authorization", data)


def scoped(
    world: World, name: str = "grant", consent: bool = False, case: bytes = ZERO, delegable: int = 0, **terms: Any
) -> bytes:
    """A grant with a scope."""
    request = world.record(world.request(f"request of {name}", **terms))
    scope: Struct = (ZERO, consent, case, delegable, [])
    act(world, PROVIDER, "approver", Authorization.encode_agree_scoped(request, digest(name), request[5], scope, ZERO))
    return digest(name)


def consent(subject: bytes = SUBJECT, until: int = 1_900_000_000, **changes: Any) -> Struct:
    values = {"resource": RESOURCE, "demander": LOANS.id, "scope": digest("scope")} | changes
    return (values["resource"], values["demander"], subject, ZERO, values["scope"], 0, until, 0)


def consent_of(subject: bytes = SUBJECT) -> tuple[str, bytes]:
    return "Authorization", Authorization.encode_consent_of(RESOURCE, LOANS.id, subject)


def scope_of(grant: bytes) -> tuple[str, bytes]:
    return "Authorization", Authorization.encode_scope_of(grant)


def grant_of(grant: bytes) -> tuple[str, bytes]:
    return "Authorization", Authorization.encode_grant_of(grant)


def open_case(world: World, lead: MemberRef, *departments: Struct, case: bytes = CASE) -> None:
    world.act(hand(lead, "officer"), "ApprovalCases", opening(case, list(departments)))


PAIR = ("Authorization", Authorization.encode_pair_of(LOANS.id, RESOURCE))


class TestScope:
    def test_its_digest_is_stored_and_its_event_carries_it(self, world: World) -> None:
        request = world.record(world.request("q"))
        call = Authorization.encode_agree_scoped(request, digest("g"), request[5], (ZERO, True, CASE, 2, []), ZERO)
        request_of = ("Authorization", Authorization.encode_request_of(digest("q")))
        with world.changing(request_of, scope_of(digest("g")), grant_of(digest("g")), PAIR):
            act(world, PROVIDER, "approver", call)
        stored = record_digest(SCOPE_KIND, world.others[digest("g"),])
        assert world.view(*scope_of(digest("g"))) == stored

    @pytest.mark.parametrize(
        "scope", [(ZERO, False, ZERO, 0, []), (ZERO, True, ZERO, 4, []), (ZERO, True, ZERO, 1, [WHY])]
    )
    def test_an_empty_or_impossible_one_is_refused(self, world: World, scope: Struct) -> None:
        request = world.record(world.request())
        call = Authorization.encode_agree_scoped(request, digest("g"), request[5], scope, ZERO)
        with refused("AuthorizationScopeInvalid"):
            act(world, PROVIDER, "approver", call)

    def test_only_the_providers_approver(self, world: World) -> None:
        request = world.record(world.request())
        call = Authorization.encode_agree_scoped(request, digest("g"), request[5], (ZERO, True, ZERO, 0, []), ZERO)
        for who in (hand(PROVIDER, "officer"), hand(CONSUMER, "approver"), key_of("x")):
            with refused("GovernedUnauthorized"):
                world.act(who, "Authorization", call)


class TestConsent:
    def test_permits_only_while_the_subject_consents(self, world: World) -> None:
        grant = scoped(world, consent=True)
        assert both(world, question(world))[1] == Reason.CONSENT_MISSING
        asked = question(world, subject=SUBJECT)
        assert both(world, asked)[1] == Reason.CONSENT_MISSING
        with world.changing(consent_of()):
            act(world, PROVIDER, "officer", Authorization.encode_record_consent(consent()))
        record = world.others[RESOURCE, LOANS.id, SUBJECT]
        assert world.view(*consent_of()) == record_digest(CONSENT_KIND, record) and record[3] == PROVIDER.id
        assert both(world, asked)[:3] == (True, Reason.GRANTED, grant)
        assert both(world, question(world, subject=OTHER))[1] == Reason.CONSENT_MISSING
        assert both(world, question(world, subject=SUBJECT, time=1_899_999_999))[0]
        with world.changing(consent_of()):
            act(world, PROVIDER, "officer", Authorization.encode_withdraw_consent(record))
        assert both(world, asked)[1] == Reason.CONSENT_WITHDRAWN
        with refused("AuthorizationNoConsent"):
            withdrawn = world.others[RESOURCE, LOANS.id, SUBJECT]
            act(world, PROVIDER, "officer", Authorization.encode_withdraw_consent(withdrawn))
        act(world, PROVIDER, "officer", Authorization.encode_record_consent(consent(until=world.now + HOUR)))
        assert both(world, question(world, subject=SUBJECT))[0]
        assert both(world, question(world, subject=SUBJECT, time=world.now + 2 * HOUR))[1] == Reason.CONSENT_EXPIRED

    def test_a_plain_grant_asks_nobody(self, world: World) -> None:
        world.grant()
        assert both(world, question(world, subject=SUBJECT))[0]
        act(world, PROVIDER, "officer", Authorization.encode_record_consent(consent()))
        assert both(world, question(world, subject=SUBJECT))[0]

    def test_a_consent_that_was_withdrawn_cannot_be_hidden(self, world: World) -> None:
        scoped(world, consent=True)
        act(world, PROVIDER, "officer", Authorization.encode_record_consent(consent()))
        old = world.others[RESOURCE, LOANS.id, SUBJECT]
        act(world, PROVIDER, "officer", Authorization.encode_withdraw_consent(old))
        asked = question(world, subject=SUBJECT)
        service, grants, scopes, above, _ = records_for(world, asked)
        for forged in (old, (ZERO, ZERO, ZERO, ZERO, ZERO, 0, 0, 0)):
            with refused("PolicyViewRecordMismatch"):
                view(world, asked, (service, grants, scopes, above, forged))
        with refused("GovernedRecordMismatch"):
            act(world, PROVIDER, "officer", Authorization.encode_withdraw_consent(old))

    @pytest.mark.parametrize(
        "wrong",
        [consent(ZERO), consent(until=1_700_000_000), consent(scope=ZERO), consent(demander=digest("nobody"))],
        ids=["no subject", "past", "no scope", "no demander"],
    )
    def test_what_breaks_a_rule_is_refused(self, world: World, wrong: Struct) -> None:
        with refused("AuthorizationConsentInvalid"):
            act(world, PROVIDER, "officer", Authorization.encode_record_consent(wrong))

    def test_only_the_providers_officer_or_machine(self, world: World) -> None:
        call = Authorization.encode_record_consent(consent())
        people = [hand(PROVIDER, "approver"), hand(CONSUMER, "officer"), hand(AUTHORITY, "officer"), key_of("x")]
        people.append(hand(PROVIDER, "recovery"))
        for who in people:
            with refused("GovernedUnauthorized"):
                world.act(who, "Authorization", call)
        machine = key_of("machine")
        account = (machine.address, PROVIDER.id, 64, ZERO, True)
        world.act(hand(PROVIDER, "vote"), "Consortium", Consortium.encode_set_account(account))
        world.act(machine, "Authorization", call)
        withdraw = Authorization.encode_withdraw_consent(world.others[RESOURCE, LOANS.id, SUBJECT])
        for who in people:
            with refused("GovernedUnauthorized"):
                world.act(who, "Authorization", withdraw)
        world.by_vote(Consortium.encode_suspend(world.record(PROVIDER.id)))
        world.act(machine, "Authorization", withdraw)

    def test_of_an_unknown_resource(self, world: World) -> None:
        with refused("GovernedUnauthorized"):
            act(world, PROVIDER, "officer", Authorization.encode_record_consent(consent(resource=digest("none"))))


class TestCases:
    def test_a_case_that_nobody_opened(self, world: World) -> None:
        scoped(world, case=CASE)
        assert both(world, question(world))[1] == Reason.CASE_MISSING

    def test_permits_the_lead_for_the_item_of_the_case(self, world: World) -> None:
        grant = scoped(world, case=CASE)
        open_case(world, CONSUMER)
        assert both(world, question(world))[:3] == (True, Reason.GRANTED, grant)
        assert both(world, question(world, item=ITEM))[0]
        assert both(world, question(world, item=digest("item 2")))[1] == Reason.ITEM_NOT_GRANTED

    def test_permits_those_who_take_part_and_nobody_else(self, world: World) -> None:
        scoped(world, case=CASE)
        open_case(world, AUTHORITY, (PROVIDER.id, 1))
        assert both(world, question(world))[1] == Reason.CASE_OF_OTHERS
        scoped(world, "other", case=OTHER_CASE)
        open_case(world, AUTHORITY, (CONSUMER.id, 1), case=OTHER_CASE)
        assert both(world, question(world))[:3] == (True, Reason.GRANTED, digest("other"))

    def test_permits_nothing_when_the_case_is_over(self, world: World) -> None:
        scoped(world, case=CASE)
        bring(world, CaseState.WITHDRAWN, [(CONSUMER.id, 1)])
        assert both(world, question(world))[1] == Reason.CASE_CLOSED


class TestSecondApproval:
    def terms(self, **changes: Any) -> dict[str, Any]:
        return {"resource": DEEP, "profiles": 1} | changes

    @pytest.mark.parametrize(("rows", "state"), [(0, PROPOSED), (1_001, PROPOSED), (1_000, ACTIVE)])
    def test_many_rows_of_level_four_wait_for_it(self, world: World, rows: int, state: int) -> None:
        grant = world.grant(**self.terms(rows=rows))
        assert world.record(grant)[6] == state

    def test_given_by_another_person(self, world: World) -> None:
        record = world.record(world.grant(**self.terms()))
        approve = Authorization.encode_approve(record, WHY)
        with refused("AuthorizationApprovalInvalid"):
            act(world, PROVIDER, "approver", approve)
        for who in (hand(PROVIDER, "officer"), hand(AUTHORITY, "security"), key_of("x")):
            with refused("GovernedUnauthorized"):
                world.act(who, "Authorization", approve)
        with world.changing(grant_of(record[0])):
            act(world, PROVIDER, "security", approve)
        assert world.record(record[0])[6] == ACTIVE
        with refused("AuthorizationApprovalInvalid"):
            act(world, PROVIDER, "security", Authorization.encode_approve(world.record(record[0]), WHY))

    def test_not_by_another_account_of_the_same_person(self, world: World) -> None:
        record = world.record(world.grant(**self.terms()))
        second = key_of("second account of the same person")
        account = (second.address, PROVIDER.id, DUTIES["security"], person(PROVIDER, "approver"), True)
        world.act(hand(PROVIDER, "vote"), "Consortium", Consortium.encode_set_account(account))
        with refused("AuthorizationApprovalInvalid"):
            world.act(second, "Authorization", Authorization.encode_approve(record, WHY))

    def test_not_after_its_end(self, world: World) -> None:
        record = world.record(world.grant(**self.terms(end=world.now + DAY)))
        world.ledger.travel(2 * DAY)
        with refused("AuthorizationGrantState"):
            act(world, PROVIDER, "security", Authorization.encode_approve(record, WHY))

    def test_a_vote_sets_from_how_many_rows_on(self, world: World) -> None:
        limits = ("Authorization", Authorization.encode_limits())
        assert Authorization.decode_limits(world.view(*limits)) == (1_000, 5)
        with refused("GovernedUnauthorized"):
            act(world, PROVIDER, "security", Authorization.encode_set_limits(10, 3))
        for rows, days in ((0, 3), (10, 0), (10, 31)):
            with refused("AuthorizationLimitsInvalid"):
                world.by_vote(Authorization.encode_set_limits(rows, days), "Authorization")
        done = world.by_vote(Authorization.encode_set_limits(10, 3), "Authorization")
        assert done.event("LimitsSet") == {"rows": 10, "reviewDays": 3}
        assert Authorization.decode_limits(world.view(*limits)) == (10, 3)
        assert world.record(world.grant(**self.terms(rows=11)))[6] == PROPOSED


class TestDelegation:
    def delegate(self, world: World, parent: bytes, name: str, to: bytes, further: int = 0, **terms: Any) -> bytes:
        record = world.record(parent)
        demander = record[2]
        owner = {LOANS.id: CONSUMER, REGISTRY.id: PROVIDER}[demander]
        data = Authorization.encode_delegate(
            record, world.others[parent,], digest(name), to, world.terms(**terms), further
        )
        act(world, owner, "approver", data)
        return digest(name)

    def test_passed_on_narrower_and_ended_with_any_above_it(self, world: World) -> None:
        top = scoped(world, "top", delegable=2)
        pair = ("Authorization", Authorization.encode_pair_of(REGISTRY.id, RESOURCE))
        with world.changing(grant_of(digest("below")), scope_of(digest("below")), pair):
            below = self.delegate(world, top, "below", REGISTRY.id, 1, profiles=1 | 2 << 2)
        assert world.others[below,][1:] == (False, ZERO, 1, (top,))
        last = self.delegate(world, below, "last", LOANS.id, 0, profiles=2)
        assert world.others[last,][4] == (top, below)
        asked = question(world, consumer=REGISTRY.id)
        assert both(world, asked) == (True, Reason.GRANTED, below, 1 | 2 << 2)
        assert both(world, question(world, fields=1))[2] == last
        act(world, PROVIDER, "security", Authorization.encode_suspend(world.record(top), WHY))
        assert both(world, asked)[1] == Reason.DELEGATION_ENDED
        assert both(world, question(world))[1] == Reason.DELEGATION_ENDED
        act(world, PROVIDER, "security", Authorization.encode_resume(world.record(top), WHY))
        assert both(world, asked)[0]
        act(world, PROVIDER, "security", Authorization.encode_revoke(world.record(below), WHY))
        assert both(world, question(world))[2] == top  # by its own grant, not by what was passed back
        assert both(world, asked)[1] == Reason.GRANT_REVOKED

    def test_another_record_than_the_parents_decides_nothing(self, world: World) -> None:
        top = scoped(world, "top", delegable=1)
        self.delegate(world, top, "below", REGISTRY.id)
        act(world, PROVIDER, "security", Authorization.encode_suspend(world.record(top), WHY))
        asked = question(world, consumer=REGISTRY.id)
        service, grants, scopes, (above,), none = records_for(world, asked)
        forged = (*above[:6], ACTIVE, ZERO)
        for ancestors in ([forged], [], [above, above], grants):
            with refused("PolicyViewRecordMismatch"):
                view(world, asked, (service, grants, scopes, ancestors, none))

    @pytest.mark.parametrize(
        ("terms", "name"),
        [
            ({"profiles": ALL_PLAIN, "daily": 0}, "AuthorizationWider"),
            ({"profiles": 2, "daily": 6}, "AuthorizationWider"),
            ({"profiles": 2, "daily": 5, "end": 1_900_000_001}, "AuthorizationWider"),
            ({"profiles": 1 | 1 << 2, "daily": 5}, "AuthorizationWider"),
            ({"profiles": 2, "daily": 5, "params": b"{}"}, "AuthorizationWider"),
        ],
    )
    def test_never_wider(self, world: World, terms: dict[str, Any], name: str) -> None:
        top = scoped(world, "top", delegable=1, profiles=1 | 2 << 2, daily=5)
        with refused(name):
            self.delegate(world, top, "below", REGISTRY.id, **terms)

    def test_only_as_often_as_the_provider_allows(self, world: World) -> None:
        top = scoped(world, "top", delegable=1)
        for further, to in ((1, REGISTRY.id), (0, LOANS.id), (0, digest("nobody"))):
            with refused("AuthorizationDelegationRefused"):
                self.delegate(world, top, "below", to, further)
        below = self.delegate(world, top, "below", REGISTRY.id)
        with refused("AuthorizationDelegationRefused"):
            self.delegate(world, below, "last", LOANS.id)
        world.others[top,] = (*world.others[top,][:3], 3, ())
        with refused("GovernedRecordMismatch"):
            self.delegate(world, top, "more", REGISTRY.id, 2)

    def test_not_by_a_member_under_a_penalty(self, world: World) -> None:
        top = scoped(world, "top", delegable=1)
        world.by_vote(Consortium.encode_blacklist(world.record(CONSUMER.id), world.now + DAY, WHY))
        with refused("AuthorizationDelegationRefused"):
            self.delegate(world, top, "below", REGISTRY.id)
        world.ledger.travel(DAY)
        self.delegate(world, top, "below", REGISTRY.id)

    def test_not_from_a_grant_that_is_over(self, world: World) -> None:
        top = scoped(world, "top", delegable=1)
        act(world, PROVIDER, "security", Authorization.encode_suspend(world.record(top), WHY))
        with refused("AuthorizationGrantState"):
            self.delegate(world, top, "below", REGISTRY.id)

    def test_only_the_demanders_approver(self, world: World) -> None:
        top = scoped(world, "top", delegable=1)
        data = Authorization.encode_delegate(
            world.record(top), world.others[top,], digest("below"), REGISTRY.id, world.terms(), 0
        )
        for who in (hand(CONSUMER, "officer"), hand(PROVIDER, "approver"), key_of("x")):
            with refused("GovernedUnauthorized"):
                world.act(who, "Authorization", data)

    def test_consent_and_case_go_with_it(self, world: World) -> None:
        top = scoped(world, "top", consent=True, case=CASE, delegable=1)
        below = self.delegate(world, top, "below", REGISTRY.id)
        assert world.others[below,][1:3] == (True, CASE)


def breaking(world: World, name: str = "emergency", **changes: Any) -> bytes:
    values: dict[str, Any] = {
        "resource": RESOURCE, "reason": WHY, "until": world.now + DAY - HOUR, "id": digest(name), "consumer": LOANS.id
    } | changes  # fmt: skip
    return Authorization.encode_open_break_glass((
        values["id"], values["consumer"], ZERO, values["resource"], ZERO, values["reason"], 0, values["until"], 0, 0,
        False, ZERO,
    ))  # fmt: skip


class TestBreakGlass:
    NEWEST = ("Authorization", Authorization.encode_emergency_of(LOANS.id, RESOURCE))
    REVIEWS = ("Authorization", Authorization.encode_reviews_of(CONSUMER.id))

    def broken(self, world: World, name: str = "emergency", **changes: Any) -> Struct:
        act(world, CONSUMER, "security", breaking(world, name, **changes))
        return world.record(digest(name))

    def known(self, name: str = "emergency") -> tuple[str, bytes]:
        return "Authorization", Authorization.encode_break_glass_of(digest(name))

    def test_permits_while_it_is_open_with_the_catalogues_profiles(self, world: World) -> None:
        assert both(world, question(world))[1] == Reason.NO_GRANT
        with world.changing(self.known(), self.NEWEST, self.REVIEWS):
            record = self.broken(world)
        days = WorkCalendar.encode_add_working_days(record[6], 5)
        assert (record[8],) == WorkCalendar.decode_add_working_days(world.view("WorkCalendar", days))
        defaults = 1 | 2 << 2 | 1 << 4 | 3 << 6
        assert both(world, question(world)) == (True, Reason.BREAK_GLASS, digest("emergency"), defaults)
        assert both(world, question(world, fields=2))[3] == 2 << 2
        assert both(world, question(world, fields=1 << 9))[1] == Reason.NO_GRANT
        assert both(world, question(world, time=record[7]))[1] == Reason.NO_GRANT
        grant = world.grant(profiles=1)
        assert both(world, question(world, fields=1))[1:3] == (Reason.GRANTED, grant)
        assert both(world, question(world, fields=2))[1] == Reason.BREAK_GLASS

    def test_not_of_what_is_not_shared_or_not_published(self, world: World) -> None:
        closed = digest("closed")
        world.register(id=closed, code="closed", attribute=3)
        world.publish(closed)
        with refused("AuthorizationNotShared"):
            self.broken(world, resource=closed)
        with refused("AuthorizationNotPublished"):
            self.broken(world, resource=digest("unknown"))
        self.broken(world)
        suspend = DataCatalogue.encode_suspend(world.record(RESOURCE), WHY)
        world.act(hand(PROVIDER, "security"), "DataCatalogue", suspend)
        assert both(world, question(world))[1] == Reason.RESOURCE_NOT_PUBLISHED

    def test_at_most_a_day_and_with_a_reason(self, world: World) -> None:
        for wrong in ({"until": world.now + DAY + HOUR}, {"until": world.now - 1}, {"reason": ZERO}):
            with refused("AuthorizationBreakGlassInvalid"):
                self.broken(world, **wrong)
        with refused("AuthorizationBreakGlassInvalid"):
            self.broken(world, until=world.now + 1 + DAY)
        world.grant("taken")
        for taken in (ZERO, digest("taken")):
            with refused("AuthorizationIdentifierTaken"):
                self.broken(world, id=taken)
        record = self.broken(world, until=world.now + DAY)
        assert record[7] - record[6] == DAY
        with refused("AuthorizationIdentifierTaken"):
            self.broken(world, consumer=LOANS.id)
        with refused("AuthorizationIdentifierTaken"):
            world.grant("emergency")

    def test_one_at_a_time(self, world: World) -> None:
        self.broken(world)
        with refused("AuthorizationBreakGlassOpen"):
            self.broken(world, "second")

    def test_only_the_consumers_security(self, world: World) -> None:
        for who in (hand(CONSUMER, "officer"), hand(PROVIDER, "security"), hand(AUTHORITY, "security"), key_of("x")):
            with refused("GovernedUnauthorized"):
                world.act(who, "Authorization", breaking(world))
        switch = Consortium.encode_set_subsystem_active(world.record(LOANS.id), False)
        world.act(hand(CONSUMER, "system"), "Consortium", switch)
        with refused("AuthorizationBreakGlassInvalid"):
            self.broken(world)

    @pytest.mark.parametrize("member", [CONSUMER, PROVIDER, AUTHORITY])
    def test_ended_before_its_time(self, world: World, member: MemberRef) -> None:
        record = self.broken(world)
        with refused("GovernedUnauthorized"):
            act(world, member, "officer", Authorization.encode_end_break_glass(record))
        with world.changing(self.known(), self.NEWEST):
            act(world, member, "security", Authorization.encode_end_break_glass(record))
        assert both(world, question(world))[1] == Reason.NO_GRANT
        with refused("AuthorizationBreakGlassOver"):
            again = Authorization.encode_end_break_glass(world.record(digest("emergency")))
            act(world, member, "security", again)
        with refused("GovernedRecordMismatch"):
            act(world, member, "security", Authorization.encode_end_break_glass(record))

    def test_reviewed_by_a_regulator(self, world: World) -> None:
        record = self.broken(world)
        review = Authorization.encode_review_break_glass(record, True, digest("fine"))
        for who in (hand(CONSUMER, "security"), hand(PROVIDER, "security"), hand(AUTHORITY, "officer"), key_of("x")):
            with refused("GovernedUnauthorized"):
                world.act(who, "Authorization", review)
        with refused("AuthorizationBreakGlassInvalid"):
            act(world, AUTHORITY, "security", Authorization.encode_review_break_glass(record, True, ZERO))
        with world.changing(self.known(), self.REVIEWS):
            act(world, AUTHORITY, "security", review)
        reviewed = world.record(digest("emergency"))
        assert reviewed[10:] == (True, digest("fine"))
        with refused("AuthorizationBreakGlassOver"):
            again = Authorization.encode_review_break_glass(reviewed, False, digest("fine"))
            act(world, AUTHORITY, "security", again)
        assert both(world, question(world))[1] == Reason.BREAK_GLASS  # a review does not end it

    def test_nobody_opens_more_while_reviews_are_missing(self, world: World) -> None:
        records = []
        for number in range(3):
            record = self.broken(world, f"e{number}")
            act(world, CONSUMER, "security", Authorization.encode_end_break_glass(record))
            records.append(world.record(record[0]))
        with refused("AuthorizationBreakGlassSuspended"):
            self.broken(world, "fourth")
        for record in records[1:]:
            act(world, AUTHORITY, "security", Authorization.encode_review_break_glass(record, True, WHY))
        act(world, CONSUMER, "security", Authorization.encode_end_break_glass(self.broken(world, "fourth")))
        assert Authorization.decode_reviews_of(world.view(*self.REVIEWS))[1] == 4
        world.ledger.travel(15 * DAY)
        with refused("AuthorizationBreakGlassSuspended"):
            self.broken(world, "fifth")
        for record in (records[0], world.record(digest("fourth"))):
            act(world, AUTHORITY, "security", Authorization.encode_review_break_glass(record, False, WHY))
        self.broken(world, "fifth")

    def test_not_ones_own_regulator(self, world: World) -> None:
        own = digest("own")
        system = Consortium.encode_register_subsystem(world.record(AUTHORITY.id), "watch")
        done = world.act(hand(AUTHORITY, "system"), "Consortium", system)
        consumer = done.event("SubsystemRegistered")["id"]
        act(world, AUTHORITY, "security", breaking(world, "own", consumer=consumer))
        with refused("GovernedUnauthorized"):
            act(world, AUTHORITY, "security", Authorization.encode_review_break_glass(world.record(own), True, WHY))


def test_fields_of_the_resource_are_what_these_tests_think(world: World) -> None:
    assert [one[2] for one in world.record(RESOURCE)[11]] == [one[2] for one in FIELDS]
    assert world.record(LICENSE.id)[4] == RESOURCE
