"""Versions, lineage, the three rights and corrections: history is kept, nothing is overwritten, there is no cycle."""

from __future__ import annotations

from typing import Any

import pytest

from chain_node.ids import MemberRef
from chain_node.ledger.bindings import DataCatalogue, WorkCalendar
from chain_node.ledger.reasons import Reason
from tests.contracts.test_policy_view import both, question
from tests.contracts.world import (
    AUTHORITY,
    CONSUMER,
    DAY,
    FIELDS,
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
    record_digest,
    refused,
)

WHY = digest("why")
HOLDING, PROCESSING, OPERATION = 1, 2, 3
DERIVED = digest("derived")
DRAFT, SUBMITTED, PUBLISHED, SUSPENDED, RETIRED = range(1, 6)
PARENTS_KIND = "(bytes32,uint32,uint32)[]"
GONE: Struct = ("", 2, 0, 0, digest("n"))


@pytest.fixture(scope="module")
def prepared(founded: World) -> World:
    """A published resource with its service."""
    founded.register(elements=[digest("element")])
    founded.publish()
    founded.service()
    return founded


def act(world: World, member: MemberRef, duty: str, data: bytes) -> Any:
    return world.act(hand(member, duty), "DataCatalogue", data)


def of(name: str, *values: Any) -> tuple[str, bytes]:
    return "DataCatalogue", getattr(DataCatalogue, f"encode_{name}")(*values)


def answer(world: World, name: str, *values: Any) -> tuple[Any, ...]:
    found = getattr(DataCatalogue, f"decode_{name}")(world.view(*of(name, *values)))
    return tuple(found)


class TestVersions:
    def draft(self, world: World, *parents: Struct, **changes: Any) -> Any:
        current = world.record(RESOURCE)
        record = world.draft(**{"elements": [digest("element")]} | changes)
        done = act(world, PROVIDER, "officer", DataCatalogue.encode_draft_version(current, record, list(parents)))
        world.records[RESOURCE] = current
        return done.event("VersionDrafted")["record"]

    def step(self, world: World, draft: Struct, member: MemberRef, duty: str, data: bytes, event: str) -> Struct:
        current = world.record(RESOURCE)
        found: Struct = act(world, member, duty, data).event(event)["record"]
        if event != "ResourcePublished":
            world.records[RESOURCE] = current
        return found

    def publish(self, world: World, draft: Struct) -> Struct:
        handed_in = self.step(world, draft, PROVIDER, "officer", DataCatalogue.encode_submit(draft), "VersionSubmitted")
        call = DataCatalogue.encode_publish(handed_in)
        return self.step(world, handed_in, AUTHORITY, "approver", call, "ResourcePublished")

    def test_the_old_one_is_served_until_the_new_one_is_published(self, world: World) -> None:
        grant, first = world.grant(profiles=1 | 2 << 2), world.record(RESOURCE)
        fields = [GONE, *FIELDS[1:], ("new", 2, 1, 0, digest("new"))]
        with world.changing(of("next_of", RESOURCE)):
            draft = self.draft(world, fields=fields)
        assert both(world, question(world))[3] == 1 | 2 << 2
        with world.changing(
            of("next_of", RESOURCE), of("resource_of", RESOURCE), of("facts_of", RESOURCE),
            of("version_of", RESOURCE, 2),
        ):  # fmt: skip
            record = self.publish(world, draft)
        assert record[14:16] == (2, PUBLISHED)
        assert answer(world, "version_of", RESOURCE, 1) == (stored(first),)
        assert answer(world, "version_of", RESOURCE, 2) == (stored(record),)
        assert both(world, question(world)) == (True, Reason.GRANTED, grant, 2 << 2)  # what was withdrawn is not given
        assert both(world, question(world, fields=1))[1] == Reason.FIELD_NOT_GRANTED
        with refused("AuthorizationRequestInvalid"):
            world.request("q", profiles=1)
        world.request("q", profiles=1 << 8)

    def test_sent_back_and_drafted_again(self, world: World) -> None:
        draft = self.draft(world)
        handed_in = self.step(world, draft, PROVIDER, "officer", DataCatalogue.encode_submit(draft), "VersionSubmitted")
        days = WorkCalendar.encode_add_working_days(world.ledger.head().timestamp, 2)
        assert (handed_in[16],) == WorkCalendar.decode_add_working_days(world.view("WorkCalendar", days))
        back = DataCatalogue.encode_send_back(handed_in, WHY)
        returned = self.step(world, handed_in, AUTHORITY, "approver", back, "VersionReturned")
        assert returned[15:17] == (DRAFT, 0)
        again = self.draft(world, opaque=3)
        with refused("GovernedRecordMismatch"):
            act(world, PROVIDER, "officer", DataCatalogue.encode_submit(returned))
        self.publish(world, again)
        with refused("GovernedRecordMismatch"):
            act(world, PROVIDER, "officer", DataCatalogue.encode_submit(again))

    @pytest.mark.parametrize(
        ("changes", "error"),
        [
            ({"fields": FIELDS[:3]}, "DataCatalogueVersionInvalid"),
            ({"fields": FIELDS[::-1]}, "DataCatalogueVersionInvalid"),
            ({"fields": [("named", *FIELDS[0][1:]), *FIELDS[1:]]}, "DataCatalogueVersionInvalid"),
            ({"fields": [*FIELDS[:3], ("married", 3, 0, 0, digest("m"))]}, "DataCatalogueVersionInvalid"),
            ({"fields": []}, "DataCatalogueVersionInvalid"),
            ({"elements": []}, "DataCatalogueVersionInvalid"),
            ({"fields": [("", 2, 1, 0, digest("n")), *FIELDS[1:]]}, "DataCatalogueFieldInvalid"),
            ({"fields": [*FIELDS, ("", 2, 0, 0, digest("n"))]}, "DataCatalogueFieldInvalid"),
            ({"code": "another"}, "DataCatalogueResourceInvalid"),
        ],
    )  # fmt: skip
    def test_a_field_keeps_its_place_or_is_withdrawn_in_it(
        self, world: World, changes: dict[str, Any], error: str
    ) -> None:
        with refused(error):
            self.draft(world, **changes)

    @pytest.mark.parametrize("count", [0, 1])
    def test_a_resource_has_fields_in_every_version_or_in_none(self, world: World, count: int) -> None:
        other: dict[str, Any] = {"id": digest("other"), "code": "307006001/000002", "fields": FIELDS[:count]}
        world.register(**other)
        world.publish(other["id"])
        current = world.record(other["id"])
        drafted = [DataCatalogue.encode_draft_version(current, world.draft(**other | {"fields": FIELDS[:n]}), [])
                   for n in (count, 1 - count)]  # fmt: skip
        with refused("DataCatalogueVersionInvalid"):
            act(world, PROVIDER, "officer", drafted[1])
        record = act(world, PROVIDER, "officer", drafted[0]).event("VersionDrafted")["record"]
        assert len(record[11]) == count

    def test_what_was_withdrawn_stays_so(self, world: World) -> None:
        self.publish(world, self.draft(world, fields=[GONE, *FIELDS[1:]]))
        with refused("DataCatalogueVersionInvalid"):
            self.draft(world, fields=FIELDS)
        self.publish(world, self.draft(world, fields=[GONE, *FIELDS[1:]]))
        assert answer(world, "facts_of", RESOURCE)[0][4] == 3

    def test_not_of_a_suspended_resource(self, world: World) -> None:
        draft = self.draft(world)
        handed_in = self.step(world, draft, PROVIDER, "officer", DataCatalogue.encode_submit(draft), "VersionSubmitted")
        act(world, PROVIDER, "security", DataCatalogue.encode_suspend(world.record(RESOURCE), WHY))
        with refused("DataCatalogueStatusInvalid"):
            act(world, AUTHORITY, "approver", DataCatalogue.encode_publish(handed_in))
        with refused("DataCatalogueStatusInvalid"):
            self.draft(world)

    def test_a_draft_of_a_version_is_not_suspended_or_served(self, world: World) -> None:
        draft = self.draft(world)
        with refused("DataCatalogueStatusInvalid"):
            act(world, PROVIDER, "officer", DataCatalogue.encode_redraft(draft, world.draft()))

    def test_only_the_providers_officer(self, world: World) -> None:
        data = DataCatalogue.encode_draft_version(world.record(RESOURCE), world.draft(), [])
        for who in (hand(PROVIDER, "approver"), hand(CONSUMER, "officer"), key_of("x")):
            with refused("GovernedUnauthorized"):
                world.act(who, "DataCatalogue", data)


def stored(record: Struct) -> bytes:
    """What the catalogue stores of a resource."""
    kind = (
        "(bytes32,bytes32,string,bytes32,bytes32,uint8,bytes32,bytes32,bytes32,uint32,uint8,"
        "(string,uint8,uint8,uint8,bytes32)[],bytes32[],uint8,uint32,uint8,uint64,bytes32)"
    )
    return record_digest(kind, record)


def right(kind: int = PROCESSING, holder: bytes = CONSUMER.id, **changes: Any) -> Struct:
    values = {"resource": RESOURCE, "basis": WHY, "until": 1_900_000_000} | changes
    return (values["resource"], kind, holder, ZERO, values["basis"], 0, values["until"], 0)


class TestRights:
    def test_each_is_granted_and_revoked_by_itself(self, world: World) -> None:
        for kind in (HOLDING, PROCESSING, OPERATION):
            with world.changing(of("right_of", RESOURCE, kind, CONSUMER.id)):
                act(world, PROVIDER, "approver", DataCatalogue.encode_grant_right(right(kind)))
        record = world.others[RESOURCE, bytes([PROCESSING]), CONSUMER.id]
        struct = "(bytes32,uint8,bytes32,bytes32,bytes32,uint64,uint64,uint64)"
        assert answer(world, "right_of", RESOURCE, PROCESSING, CONSUMER.id) == (
            record_digest(struct, record), 1_900_000_000,
        )  # fmt: skip
        with world.changing(of("right_of", RESOURCE, PROCESSING, CONSUMER.id)):
            act(world, AUTHORITY, "approver", DataCatalogue.encode_revoke_right(record, WHY))
        assert answer(world, "right_of", RESOURCE, PROCESSING, CONSUMER.id)[1] == 0
        assert answer(world, "right_of", RESOURCE, HOLDING, CONSUMER.id)[1] == 1_900_000_000
        with refused("DataCatalogueRightInvalid"):
            revoked = world.others[RESOURCE, bytes([PROCESSING]), CONSUMER.id]
            act(world, PROVIDER, "approver", DataCatalogue.encode_revoke_right(revoked, WHY))
        with refused("GovernedRecordMismatch"):
            act(world, PROVIDER, "approver", DataCatalogue.encode_revoke_right(record, WHY))

    @pytest.mark.parametrize(
        "wrong",
        [right(0), right(holder=digest("nobody")), right(holder=PROVIDER.id), right(basis=ZERO), right(until=5)],
        ids=["no kind", "nobody", "itself", "no basis", "past"],
    )
    def test_what_breaks_a_rule_is_refused(self, world: World, wrong: Struct) -> None:
        with refused("DataCatalogueRightInvalid"):
            act(world, PROVIDER, "approver", DataCatalogue.encode_grant_right(wrong))

    def test_nobody_else(self, world: World) -> None:
        for who in (hand(PROVIDER, "officer"), hand(CONSUMER, "approver"), hand(AUTHORITY, "approver"), key_of("x")):
            with refused("GovernedUnauthorized"):
                world.act(who, "DataCatalogue", DataCatalogue.encode_grant_right(right()))
        with refused("GovernedUnauthorized"):
            unknown = DataCatalogue.encode_grant_right(right(resource=digest("none")))
            act(world, PROVIDER, "approver", unknown)
        act(world, PROVIDER, "approver", DataCatalogue.encode_grant_right(right()))
        revoke = DataCatalogue.encode_revoke_right(world.others[RESOURCE, bytes([PROCESSING]), CONSUMER.id], WHY)
        for who in (hand(CONSUMER, "approver"), hand(AUTHORITY, "security"), key_of("x")):
            with refused("GovernedUnauthorized"):
                world.act(who, "DataCatalogue", revoke)


class TestLineage:
    def derive(self, world: World, *parents: Struct, member: MemberRef = CONSUMER, **changes: Any) -> Any:
        record = world.draft(**{"id": DERIVED, "code": "derived"} | changes)
        return act(world, member, "officer", DataCatalogue.encode_register_derived(record, list(parents)))

    def stale(self, world: World, *parents: Struct) -> bool:
        (found,) = answer(world, "is_stale", DERIVED, 1, list(parents))
        return bool(found)

    @pytest.fixture
    def allowed(self, world: World) -> World:
        act(world, PROVIDER, "approver", DataCatalogue.encode_grant_right(right()))
        return world

    def test_held_by_its_processor(self, allowed: World) -> None:
        with allowed.changing(of("resource_of", DERIVED), of("lineage_of", DERIVED, 1)):
            done = self.derive(allowed, (RESOURCE, 1, 77))
        assert allowed.record(DERIVED)[1] == CONSUMER.id
        parents = done.event("ResourceDerived")["parents"]
        assert parents == ((RESOURCE, 1, 0),)
        assert answer(allowed, "lineage_of", DERIVED, 1) == (record_digest(PARENTS_KIND, parents),)
        assert not self.stale(allowed, (RESOURCE, 1, 0))
        with refused("GovernedRecordMismatch"):
            self.stale(allowed, (RESOURCE, 1, 1))

    def test_not_without_the_right_of_processing(self, world: World) -> None:
        with refused("DataCatalogueRightMissing"):
            self.derive(world, (RESOURCE, 1, 0))
        act(world, PROVIDER, "approver", DataCatalogue.encode_grant_right(right(OPERATION)))
        act(world, PROVIDER, "approver", DataCatalogue.encode_grant_right(right(until=world.now + DAY)))
        world.ledger.travel(2 * DAY)
        with refused("DataCatalogueRightMissing"):
            self.derive(world, (RESOURCE, 1, 0))
        self.derive(world, (RESOURCE, 1, 0), member=PROVIDER)

    @pytest.mark.parametrize(
        "parents",
        [
            [], [(RESOURCE, 0, 0)], [(RESOURCE, 2, 0)], [(digest("none"), 1, 0)], [(RESOURCE, 1, 0)] * 2,
            [(digest(str(n)), 1, 0) for n in range(9)], [(DERIVED, 1, 0)],
        ],
        ids=["none", "no version", "no such version", "unknown", "twice", "nine", "itself"],
    )  # fmt: skip
    def test_a_parent_that_is_none_is_refused(self, allowed: World, parents: list[Struct]) -> None:
        with refused("DataCatalogueParentInvalid"):
            self.derive(allowed, *parents)

    def test_stale_once_a_parent_is_published_anew(self, allowed: World) -> None:
        self.derive(allowed, (RESOURCE, 1, 0))
        versions = TestVersions()
        elements = [digest("element")]
        versions.publish(allowed, versions.draft(allowed, elements=elements))
        assert self.stale(allowed, (RESOURCE, 1, 0))

    def test_stale_once_a_parent_is_retired(self, allowed: World) -> None:
        self.derive(allowed, (RESOURCE, 1, 0))
        act(allowed, PROVIDER, "approver", DataCatalogue.encode_retire(allowed.record(RESOURCE), WHY))
        assert self.stale(allowed, (RESOURCE, 1, 0))


class TestCorrections:
    KNOWN = of("correction_of", digest("correction"))

    def claim(self, world: World, member: MemberRef = CONSUMER, duty: str = "officer", **changes: Any) -> Any:
        values = {"id": digest("correction"), "claimant": LOANS.id, "claim": WHY} | changes
        record = (values["id"], RESOURCE, ZERO, values["claimant"], ZERO, values["claim"], 0, 0, 0, 0, ZERO)
        return act(world, member, duty, DataCatalogue.encode_raise_correction(record))

    @pytest.fixture
    def used(self, world: World) -> World:
        world.grant()
        return world

    def test_raised_by_a_user_decided_within_ten_working_days(self, used: World) -> None:
        before = used.record(RESOURCE)
        with used.changing(self.KNOWN):
            self.claim(used)
        record = used.record(digest("correction"))
        days = WorkCalendar.encode_add_working_days(record[7], 10)
        assert (record[8],) == WorkCalendar.decode_add_working_days(used.view("WorkCalendar", days))
        assert record[2:5] == (PROVIDER.id, LOANS.id, CONSUMER.id)
        decide = DataCatalogue.encode_decide_correction(record, True, digest("verdict"))
        with used.changing(self.KNOWN, of("facts_of", RESOURCE)):
            done = act(used, PROVIDER, "approver", decide)
        assert done.event("CorrectionDecided")["resource"] == RESOURCE
        assert used.record(digest("correction"))[6:] == (2, record[7], record[8], done_at(used), digest("verdict"))
        assert answer(used, "resource_of", RESOURCE) == (stored(before),)  # never overwritten
        with refused("DataCatalogueAnswered"):
            again = DataCatalogue.encode_decide_correction(used.record(digest("correction")), False, WHY)
            act(used, PROVIDER, "approver", again)

    def test_rejected_it_makes_nothing_stale(self, used: World) -> None:
        act(used, PROVIDER, "approver", DataCatalogue.encode_grant_right(right()))
        TestLineage().derive(used, (RESOURCE, 1, 0))
        for name, accepted in (("a", False), ("b", True)):
            self.claim(used, id=digest(name))
            record = used.record(digest(name))
            act(used, PROVIDER, "approver", DataCatalogue.encode_decide_correction(record, accepted, WHY))
            assert TestLineage().stale(used, (RESOURCE, 1, 0)) is accepted

    def test_only_by_whoever_has_a_grant(self, world: World) -> None:
        with refused("DataCatalogueNoGrant"):
            self.claim(world)
        world.grant()
        with refused("GovernedUnauthorized"):
            self.claim(world, member=PROVIDER)
        with refused("GovernedUnauthorized"):
            self.claim(world, duty="approver")
        with refused("DataCatalogueNoGrant"):
            self.claim(world, member=PROVIDER, claimant=REGISTRY.id)

    def test_what_breaks_a_rule_is_refused(self, used: World) -> None:
        for name in ("id", "claim"):
            wrong: dict[str, Any] = {name: ZERO}
            with refused("DataCatalogueCorrectionInvalid"):
                self.claim(used, **wrong)
        self.claim(used)
        with refused("DataCatalogueCorrectionInvalid"):
            self.claim(used)
        record = used.record(digest("correction"))
        with refused("DataCatalogueCorrectionInvalid"):
            act(used, PROVIDER, "approver", DataCatalogue.encode_decide_correction(record, True, ZERO))
        for who in (hand(PROVIDER, "officer"), hand(CONSUMER, "approver"), key_of("x")):
            with refused("GovernedUnauthorized"):
                used.act(who, "DataCatalogue", DataCatalogue.encode_decide_correction(record, True, WHY))
        with refused("GovernedRecordMismatch"):
            forged = (*record[:5], digest("other"), *record[6:])
            act(used, PROVIDER, "approver", DataCatalogue.encode_decide_correction(forged, True, WHY))


def done_at(world: World) -> int:
    """When the last transaction was."""
    return int(world.ledger.head().timestamp)
