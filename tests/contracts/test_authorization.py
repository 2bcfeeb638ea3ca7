"""Requests and grants: narrower than asked, never wider; silence is no consent; what ended stays ended."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from chain_node.ids import MemberRef
from chain_node.ledger.bindings import Authorization, Consortium, DataCatalogue, WorkCalendar
from tests.contracts.world import (
    ALL_PLAIN,
    AUTHORITY,
    CONSUMER,
    DAY,
    DUTIES,
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
    refused,
)
from tests.pairs import pair_digest

SUBMITTED, AGREED, PARTLY, REFUSED, WITHDRAWN = range(1, 6)
ACTIVE, SUSPENDED, REVOKED, ENDED, DISCARDED = range(1, 6)
OPEN = digest("open resource")
ITEMS = [digest("item 1"), digest("item 2")]
WHY = digest("why")
LIST = ("Authorization", Authorization.encode_pair_of(LOANS.id, RESOURCE))


@pytest.fixture(scope="module")
def prepared(founded: World) -> World:
    """Two published resources, shared with conditions and without."""
    founded.register()
    founded.publish()
    founded.register(id=OPEN, code="open", attribute=1, fields=FIELDS)
    founded.publish(OPEN)
    return founded


def request_of(key: bytes) -> tuple[str, bytes]:
    return "Authorization", Authorization.encode_request_of(key)


def grant_of(key: bytes) -> tuple[str, bytes]:
    return "Authorization", Authorization.encode_grant_of(key)


def act(world: World, member: MemberRef, duty: str, data: bytes) -> Any:
    return world.act(hand(member, duty), "Authorization", data)


def agree(world: World, request: bytes, terms: Struct, grant: bytes = digest("grant")) -> Any:
    record = world.record(request)
    data = Authorization.encode_agree(record, grant, terms, WHY)
    return act(world, PROVIDER, "approver", data)


def grants(world: World) -> list[bytes]:
    found = world.pair()
    assert Authorization.decode_pair_of(world.view(*LIST)) == (pair_digest(found),)
    return found


class TestRequests:
    def test_submitted_with_the_providers_clock_of_ten_working_days(self, world: World) -> None:
        with world.changing(request_of(digest("request"))):
            world.request()
        record = world.record(digest("request"))
        data = WorkCalendar.encode_add_working_days(record[11], 10)
        (due,) = WorkCalendar.decode_add_working_days(world.view("WorkCalendar", data))
        assert record[2:5] == (CONSUMER.id, RESOURCE, PROVIDER.id)
        assert record[10:] == (SUBMITTED, record[11], due, 0, 0, ZERO)

    @pytest.mark.parametrize(
        ("place", "value"), [(6, ZERO), (7, ZERO), (9, ZERO)], ids=["purpose", "legal basis", "commitment"]
    )
    def test_without_a_digest_it_is_refused(self, world: World, place: int, value: bytes) -> None:
        terms = world.terms()
        record = [
            digest("q"),
            LOANS.id,
            ZERO,
            RESOURCE,
            ZERO,
            terms,
            *(digest(str(n)) for n in range(4)),
            0,
            0,
            0,
            0,
            0,
            ZERO,
        ]
        record[place] = value
        with refused("AuthorizationRequestInvalid"):
            act(world, CONSUMER, "officer", Authorization.encode_submit(tuple(record)))

    @pytest.mark.parametrize(
        "terms",
        [
            {"profiles": 0}, {"profiles": 3}, {"profiles": 1 << 6}, {"profiles": 1 << 8}, {"items": [ZERO]},
            {"items": [digest(str(n)) for n in range(17)]}, {"params": b"{}"}, {"start": 5, "end": 5},
            {"start": 0, "end": 1_700_000_000},
        ],
        ids=["nothing", "predicate of data", "plain of a predicate", "no such field", "no item", "items", "params",
             "no time", "past"],
    )  # fmt: skip
    def test_terms_that_break_a_rule_are_refused(self, world: World, terms: dict[str, Any]) -> None:
        with refused("AuthorizationRequestInvalid"):
            world.request(**terms)

    def test_an_identifier_is_used_once(self, world: World) -> None:
        world.request()
        with refused("AuthorizationIdentifierTaken"):
            world.request()

    def test_what_is_not_shared_is_refused_with_its_legal_basis(self, world: World) -> None:
        closed = digest("closed")
        world.register(id=closed, code="closed", attribute=3)
        world.publish(closed)
        with refused("AuthorizationNotShared") as caught:
            world.request("q", closed)
        assert caught.value.values == (digest("basis"),)

    def test_what_is_not_published_is_refused(self, world: World) -> None:
        world.register(id=digest("draft"), code="draft")
        with refused("AuthorizationNotPublished"):
            world.request("q", digest("draft"))

    def test_an_unknown_resource_is_refused(self, world: World) -> None:
        with refused("AuthorizationNotPublished"):
            world.request("q", digest("nothing"))

    def test_only_an_officer_of_the_demanders_member(self, world: World) -> None:
        data = world.request_call("q")
        for who in (hand(CONSUMER, "approver"), hand(PROVIDER, "officer"), key_of("x")):
            with refused("GovernedUnauthorized"):
                world.act(who, "Authorization", data)

    def test_a_subsystem_switched_off_asks_for_nothing(self, world: World) -> None:
        data = Consortium.encode_set_subsystem_active(world.record(LOANS.id), False)
        world.act(hand(CONSUMER, "system"), "Consortium", data)
        with refused("AuthorizationRequestInvalid"):
            world.request()

    def test_withdrawn(self, world: World) -> None:
        request = world.request()
        data = Authorization.encode_withdraw(world.record(request))
        for who in (hand(PROVIDER, "officer"), hand(CONSUMER, "system")):
            with refused("GovernedUnauthorized"):
                world.act(who, "Authorization", data)
        with world.changing(request_of(request)):
            act(world, CONSUMER, "officer", data)
        assert world.record(request)[10] == WITHDRAWN
        with refused("AuthorizationAnswered"):
            agree(world, request, world.terms())


class TestUnconditional:
    def test_granted_at_once_with_the_catalogues_profiles(self, world: World) -> None:
        pair = ("Authorization", Authorization.encode_pair_of(LOANS.id, OPEN))
        with world.changing(request_of(digest("q")), grant_of(digest("q")), pair):
            world.act(hand(CONSUMER, "officer"), "Authorization", world.request_call("q", OPEN, profiles=1 | 1 << 2))
        data = Authorization.encode_grant_of(digest("q"))
        assert world.view("Authorization", data) != ZERO
        record = world.record(digest("q"))
        assert (record[5][0], record[6]) == (1 | 2 << 2, ACTIVE)

    def test_nothing_is_given_of_fields_that_are_withheld_by_default(self, world: World) -> None:
        closed = digest("withheld")
        world.register(id=closed, code="withheld", attribute=1, fields=[("a", 2, 0, 0, ZERO)])
        world.publish(closed)
        with refused("AuthorizationRequestInvalid"):
            world.request("q", closed, profiles=1)


class TestAnswers:
    def test_agreed_as_asked(self, world: World) -> None:
        request = world.request(items=ITEMS)
        with world.changing(request_of(request), grant_of(digest("grant")), LIST):
            done = agree(world, request, world.terms(items=ITEMS[::-1]))
        assert done.event("RequestAnswered")["record"][10] == AGREED
        record = world.record(request)
        data = WorkCalendar.encode_add_working_days(record[13], 20)
        assert (record[14],) == WorkCalendar.decode_add_working_days(world.view("WorkCalendar", data))
        grant = world.record(digest("grant"))
        assert grant[1:5] == (request, LOANS.id, RESOURCE, PROVIDER.id) and grant[6:] == (ACTIVE, ZERO)

    @pytest.mark.parametrize(
        "given",
        [
            {"profiles": 2 | 2 << 2 | 3 << 6}, {"profiles": 1}, {"items": ITEMS[:1]}, {"daily": 5}, {"rows": 9},
            {"start": 10}, {"end": 1_899_999_999},
        ],
    )  # fmt: skip
    def test_narrower(self, world: World, given: dict[str, Any]) -> None:
        request = world.request(items=ITEMS, daily=10, rows=10)
        terms = {"items": ITEMS, "daily": 10, "rows": 10, "params": b'{"years": 2}'} | given
        agree(world, request, world.terms(**terms))
        assert world.record(request)[10] == PARTLY
        assert world.record(digest("grant"))[5] == tuple(
            tuple(one) if isinstance(one, list) else one for one in world.terms(**terms)
        )

    @pytest.mark.parametrize(
        "given",
        [
            {"profiles": ALL_PLAIN}, {"profiles": 2 | 1 << 2}, {"profiles": 2 | 3 << 2 | 3 << 6}, {"profiles": 0},
            {"profiles": 2 | 1 << 8}, {"items": []}, {"items": [digest("other")]}, {"items": [*ITEMS, digest("other")]},
            {"daily": 0}, {"daily": 11}, {"rows": 0}, {"rows": 11}, {"start": 9}, {"end": 1_900_000_001},
            {"start": 10, "end": 10}, {"params": bytes(513)}, {"items": ITEMS * 9},
        ],
    )  # fmt: skip
    def test_never_wider(self, world: World, given: dict[str, Any]) -> None:
        asked: dict[str, Any] = {"profiles": 2 | 2 << 2 | 3 << 6, "items": ITEMS, "daily": 10, "rows": 10, "start": 10}
        request = world.request(**asked)
        with refused("AuthorizationWider"):
            agree(world, request, world.terms(**asked | given))

    def test_refused_with_a_reason(self, world: World) -> None:
        request = world.request()
        with refused("AuthorizationRequestInvalid"):
            act(world, PROVIDER, "approver", Authorization.encode_refuse(world.record(request), ZERO))
        with world.changing(request_of(request)):
            act(world, PROVIDER, "approver", Authorization.encode_refuse(world.record(request), WHY))
        assert world.record(request)[10:] == (REFUSED, *world.record(request)[11:15], WHY)
        with refused("AuthorizationAnswered"):
            agree(world, request, world.terms())

    def test_answered_once(self, world: World) -> None:
        request = world.request()
        agree(world, request, world.terms())
        with refused("AuthorizationAnswered"):
            agree(world, request, world.terms(), digest("second"))

    def test_a_grants_identifier_is_used_once(self, world: World) -> None:
        world.grant()
        request = world.request("second")
        for taken in (digest("grant"), ZERO):
            with refused("AuthorizationIdentifierTaken"):
                agree(world, request, world.terms(), taken)

    def test_only_the_providers_approver(self, world: World) -> None:
        request = world.record(world.request())
        calls = [
            Authorization.encode_agree(request, digest("g"), world.terms(), ZERO),
            Authorization.encode_refuse(request, WHY),
        ]
        for who in (hand(PROVIDER, "security"), hand(CONSUMER, "approver"), hand(AUTHORITY, "approver"), key_of("x")):
            for data in calls:
                with refused("GovernedUnauthorized"):
                    world.act(who, "Authorization", data)

    def test_not_once_the_resource_is_suspended(self, world: World) -> None:
        request = world.request()
        data = DataCatalogue.encode_suspend(world.record(RESOURCE), WHY)
        world.act(hand(PROVIDER, "security"), "DataCatalogue", data)
        with refused("AuthorizationNotPublished"):
            agree(world, request, world.terms())

    def test_another_request_than_the_one_submitted_is_refused(self, world: World) -> None:
        request = world.record(world.request())
        forged = (*request[:3], OPEN, *request[4:])
        data = Authorization.encode_agree(forged, digest("g"), world.terms(), ZERO)
        with refused("GovernedRecordMismatch"):
            act(world, PROVIDER, "approver", data)


class TestGrants:
    @pytest.mark.parametrize("member", [PROVIDER, AUTHORITY], ids=["provider", "regulator"])
    def test_who_suspends_resumes(self, world: World, member: MemberRef) -> None:
        grant = world.grant()
        other = AUTHORITY if member == PROVIDER else PROVIDER
        with world.changing(grant_of(grant)):
            act(world, member, "security", Authorization.encode_suspend(world.record(grant), WHY))
        assert world.record(grant)[6:] == (SUSPENDED, member.id)
        with refused("GovernedUnauthorized"):
            act(world, other, "security", Authorization.encode_resume(world.record(grant), WHY))
        with refused("AuthorizationGrantState"):
            act(world, member, "security", Authorization.encode_suspend(world.record(grant), WHY))
        act(world, member, "security", Authorization.encode_resume(world.record(grant), WHY))
        assert world.record(grant)[6:] == (ACTIVE, ZERO)
        with refused("AuthorizationGrantState"):
            act(world, member, "security", Authorization.encode_resume(world.record(grant), WHY))

    @pytest.mark.parametrize(
        ("member", "duty", "encode", "state"),
        [
            (PROVIDER, "security", Authorization.encode_revoke, REVOKED),
            (PROVIDER, "approver", Authorization.encode_revoke, REVOKED),
            (AUTHORITY, "security", Authorization.encode_revoke, REVOKED),
            (CONSUMER, "officer", Authorization.encode_end, ENDED),
            (CONSUMER, "security", Authorization.encode_end, ENDED),
        ],
    )
    def test_over_for_good(
        self, world: World, member: MemberRef, duty: str, encode: Callable[[Struct, bytes], bytes], state: int
    ) -> None:
        grant = world.grant()
        with world.changing(grant_of(grant)):
            act(world, member, duty, encode(world.record(grant), WHY))
        assert world.record(grant)[6] == state
        for again in (Authorization.encode_suspend, Authorization.encode_resume, Authorization.encode_revoke):
            with refused("AuthorizationGrantState"):
                act(world, PROVIDER, "security", again(world.record(grant), WHY))

    def test_nobody_else(self, world: World) -> None:
        record = world.record(world.grant())
        changes = [encode(record, WHY) for encode in (
            Authorization.encode_suspend, Authorization.encode_resume, Authorization.encode_revoke)]  # fmt: skip
        people = [hand(CONSUMER, "security"), hand(PROVIDER, "officer"), hand(AUTHORITY, "approver"), key_of("x")]
        for who in people:
            for data in changes:
                with refused("GovernedUnauthorized"):
                    world.act(who, "Authorization", data)
        others = [hand(CONSUMER, duty) for duty in DUTIES if duty not in ("officer", "security")]
        for who in (*others, hand(PROVIDER, "officer"), hand(AUTHORITY, "security"), key_of("x")):
            with refused("GovernedUnauthorized"):
                world.act(who, "Authorization", Authorization.encode_end(record, WHY))

    def test_a_suspended_provider_still_revokes(self, world: World) -> None:
        grant = world.grant()
        world.by_vote(Consortium.encode_suspend(world.record(PROVIDER.id)))
        act(world, PROVIDER, "security", Authorization.encode_revoke(world.record(grant), WHY))

    def test_sixteen_at_most_until_a_dead_one_is_discarded(self, world: World) -> None:
        names = [f"g{n}" for n in range(16)]
        for name in names:
            world.grant(name)
        request = world.request("one more")
        with refused("AuthorizationTooManyGrants"):
            agree(world, request, world.terms())
        middle = digest("g7")
        with refused("AuthorizationGrantState"):
            world.act(key_of("x"), "Authorization", Authorization.encode_discard(world.record(middle), world.pair()))
        act(world, PROVIDER, "security", Authorization.encode_revoke(world.record(middle), WHY))
        with world.changing(grant_of(middle), LIST):
            world.act(key_of("x"), "Authorization", Authorization.encode_discard(world.record(middle), world.pair()))
        agree(world, request, world.terms())
        assert grants(world) == [*(digest(name) for name in names if name != "g7"), digest("grant")]
        with refused("AuthorizationGrantState"):
            world.act(key_of("x"), "Authorization", Authorization.encode_discard(world.record(middle), world.pair()))

    def test_a_list_that_is_not_the_pairs_discards_nothing(self, world: World) -> None:
        names = [world.grant("a"), world.grant("b")]
        act(world, PROVIDER, "security", Authorization.encode_revoke(world.record(names[0]), WHY))
        for wrong in (names[::-1], names[:1], [], [*names, digest("c")], [digest("c")] * 17):
            with refused("AuthorizationPairMismatch"):
                world.act(key_of("x"), "Authorization", Authorization.encode_discard(world.record(names[0]), wrong))

    def test_an_expired_one_is_discarded(self, world: World) -> None:
        grant = world.grant(end=world.now + DAY)
        world.ledger.travel(2 * DAY)
        world.act(key_of("x"), "Authorization", Authorization.encode_discard(world.record(grant), world.pair()))
        assert grants(world) == [] and world.record(grant)[6] == DISCARDED

    def test_a_forged_record_is_refused(self, world: World) -> None:
        record = world.record(world.grant())
        forged = (*record[:5], (*record[5][:5], 2**40, b""), *record[6:])
        for encode in (Authorization.encode_suspend, Authorization.encode_revoke):
            with refused("GovernedRecordMismatch"):
                act(world, PROVIDER, "security", encode(forged, WHY))
        with refused("GovernedRecordMismatch"):
            world.act(key_of("x"), "Authorization", Authorization.encode_discard(forged, world.pair()))
