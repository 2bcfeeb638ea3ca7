"""Resources and services: declared by their provider, published by the authority, served within their limits."""

from __future__ import annotations

from typing import Any

import pytest

from chain_node.ids import ServiceRef, SubsystemRef
from chain_node.ledger.bindings import Consortium, DataCatalogue, WorkCalendar
from tests.contracts.world import (
    AUTHORITY,
    CONSUMER,
    DAY,
    FIELDS,
    HOUR,
    LICENSE,
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

Call = tuple[str, bytes]
RESOURCE_OF: Call = ("DataCatalogue", DataCatalogue.encode_resource_of(RESOURCE))
SERVICE_OF: Call = ("DataCatalogue", DataCatalogue.encode_service_of(LICENSE.id))
DRAFT, SUBMITTED, PUBLISHED, SUSPENDED, RETIRED = range(1, 6)
REASON = digest("reason")


def act(world: World, who: Any, duty: str, data: bytes) -> Any:
    return world.act(hand(who, duty), "DataCatalogue", data)


def status(world: World, resource: bytes = RESOURCE) -> int:
    found: int = world.record(resource)[15]
    return found


class TestDraft:
    def test_registered_with_the_highest_level_of_its_fields(self, world: World) -> None:
        with world.changing(RESOURCE_OF):
            done = world.register()
        record = done.event("ResourceRegistered")["record"]
        assert (record[1], record[13:16], record[16:]) == (PROVIDER.id, (3, 1, DRAFT), (0, ZERO))

    def test_without_fields_its_level_is_declared(self, world: World) -> None:
        world.register(fields=[], opaque=4)
        assert world.record(RESOURCE)[13] == 4

    @pytest.mark.parametrize(
        ("changes", "error"),
        [
            ({"id": ZERO}, "DataCatalogueResourceInvalid"),
            ({"code": ""}, "GovernedTextInvalid"),
            ({"code": "x" * 65}, "GovernedTextInvalid"),
            ({"attribute": 0}, "DataCatalogueResourceInvalid"),
            ({"conditions": ZERO}, "DataCatalogueResourceInvalid"),
            ({"attribute": 3, "basis": ZERO}, "DataCatalogueResourceInvalid"),
            ({"fields": [(f"f{n}", 1, 1, 0, ZERO) for n in range(128)]}, "DataCatalogueResourceInvalid"),
            ({"elements": [digest(str(n)) for n in range(33)]}, "DataCatalogueResourceInvalid"),
            ({"elements": [b"b" * 32, b"a" * 32]}, "DataCatalogueResourceInvalid"),
            ({"elements": [ZERO]}, "DataCatalogueResourceInvalid"),
            ({"fields": [], "opaque": 0}, "DataCatalogueResourceInvalid"),
            ({"fields": [], "opaque": 6}, "DataCatalogueResourceInvalid"),
            ({"fields": [("a", 5, 1, 0, ZERO)]}, "DataCatalogueConfidential"),
            ({"fields": [], "opaque": 5}, "DataCatalogueConfidential"),
        ],
    )
    def test_a_record_that_breaks_a_rule_is_refused(self, world: World, changes: dict[str, Any], error: str) -> None:
        with refused(error):
            world.register(**changes)

    @pytest.mark.parametrize(
        "field",
        [
            ("", 1, 1, 0, ZERO),
            ("x" * 95, 1, 1, 0, ZERO),
            ("a b", 1, 1, 0, ZERO),
            ("a,b", 1, 1, 0, ZERO),
            ("名", 1, 1, 0, ZERO),
            ("a", 0, 1, 0, ZERO),
            ("a", 6, 1, 0, ZERO),
            ("a", 1, 3, 0, ZERO),
            ("a", 1, 1, 1, digest("p")),
            ("a", 1, 3, 1, ZERO),
            ("name", 1, 1, 0, ZERO),
        ],
        ids=["no code", "long", "blank", "comma", "not ASCII", "level 0", "level 6", "predicate profile for data",
             "data profile for a predicate", "predicate without definition", "twice"],
    )  # fmt: skip
    def test_a_field_that_breaks_a_rule_is_named(self, world: World, field: Struct) -> None:
        with refused("DataCatalogueFieldInvalid") as caught:
            world.register(fields=[*FIELDS, field])
        assert caught.value.values == (len(FIELDS),)

    def test_confidential_data_are_catalogued_as_not_shared_and_never_served(self, world: World) -> None:
        world.register(attribute=3, fields=[("secret", 5, 0, 0, ZERO)])
        with refused("DataCatalogueConfidential"):
            world.service()

    def test_identifier_and_code_are_used_once(self, world: World) -> None:
        world.register()
        for changes in ({"code": "other"}, {"id": digest("other")}):
            with refused("DataCatalogueAlreadyRegistered"):
                world.register(**changes)

    def test_another_content_until_it_is_submitted(self, world: World) -> None:
        world.register()
        content = world.draft(fields=FIELDS[:1])
        with world.changing(RESOURCE_OF):
            act(world, PROVIDER, "officer", DataCatalogue.encode_redraft(world.record(RESOURCE), content))
        assert (world.record(RESOURCE)[13], status(world)) == (2, DRAFT)
        for changed in (world.draft(code="other"), world.draft(id=digest("other"))):
            with refused("DataCatalogueResourceInvalid"):
                act(world, PROVIDER, "officer", DataCatalogue.encode_redraft(world.record(RESOURCE), changed))
        act(world, PROVIDER, "officer", DataCatalogue.encode_submit(world.record(RESOURCE)))
        with refused("DataCatalogueStatusInvalid"):
            act(world, PROVIDER, "officer", DataCatalogue.encode_redraft(world.record(RESOURCE), content))

    def test_only_by_an_officer_of_a_provider(self, world: World) -> None:
        data = DataCatalogue.encode_register(world.draft())
        people = [hand(PROVIDER, "approver"), hand(PROVIDER, "system"), hand(AUTHORITY, "officer"), key_of("anybody")]
        for who in people:
            with refused("GovernedUnauthorized"):
                world.act(who, "DataCatalogue", data)


class TestPublication:
    @pytest.fixture
    def submitted(self, world: World) -> World:
        world.register(elements=[digest("element")])
        act(world, PROVIDER, "officer", DataCatalogue.encode_submit(world.record(RESOURCE)))
        return world

    def test_submission_starts_the_clock_of_two_working_days(self, submitted: World) -> None:
        record = submitted.record(RESOURCE)
        data = WorkCalendar.encode_add_working_days(submitted.now, 2)
        assert (record[16],) == WorkCalendar.decode_add_working_days(submitted.view("WorkCalendar", data))
        assert record[15] == SUBMITTED

    def test_published_it_is_the_one_source_of_its_elements(self, submitted: World) -> None:
        source = ("DataCatalogue", DataCatalogue.encode_source_of(digest("element")))
        with submitted.changing(RESOURCE_OF, source):
            act(submitted, AUTHORITY, "approver", DataCatalogue.encode_publish(submitted.record(RESOURCE)))
        assert DataCatalogue.decode_source_of(submitted.view(*source)) == (RESOURCE,)
        second = digest("second")
        submitted.register(id=second, code="other", elements=[digest("element")])
        with refused("DataCatalogueSecondSource"):
            submitted.publish(second)
        act(submitted, PROVIDER, "approver", DataCatalogue.encode_retire(submitted.record(RESOURCE), REASON))
        act(submitted, AUTHORITY, "approver", DataCatalogue.encode_publish(submitted.record(second)))

    def test_sent_back_to_its_provider(self, submitted: World) -> None:
        with submitted.changing(RESOURCE_OF):
            data = DataCatalogue.encode_send_back(submitted.record(RESOURCE), REASON)
            done = act(submitted, AUTHORITY, "approver", data)
        assert done.event("ResourceReturned")["reason"] == REASON
        assert (status(submitted), submitted.record(RESOURCE)[16]) == (DRAFT, 0)

    def test_only_the_authority_publishes(self, submitted: World) -> None:
        record = submitted.record(RESOURCE)
        people = [hand(PROVIDER, "approver"), hand(AUTHORITY, "officer"), hand(AUTHORITY, "security"), key_of("x")]
        for data in (DataCatalogue.encode_publish(record), DataCatalogue.encode_send_back(record, REASON)):
            for who in people:
                with refused("GovernedUnauthorized"):
                    submitted.act(who, "DataCatalogue", data)

    def test_a_draft_is_not_published(self, world: World) -> None:
        world.register()
        with refused("DataCatalogueStatusInvalid"):
            act(world, AUTHORITY, "approver", DataCatalogue.encode_publish(world.record(RESOURCE)))

    def test_a_record_with_another_word_is_refused(self, submitted: World) -> None:
        record = submitted.record(RESOURCE)
        forged = (*record[:13], 1, *record[14:])
        with refused("GovernedRecordMismatch"):
            act(submitted, AUTHORITY, "approver", DataCatalogue.encode_publish(forged))


class TestSuspension:
    @pytest.fixture
    def published(self, world: World) -> World:
        world.register()
        world.publish()
        return world

    @pytest.mark.parametrize(("member", "duty"), [(PROVIDER, "security"), (AUTHORITY, "approver")])
    def test_who_suspends_resumes(self, published: World, member: Any, duty: str) -> None:
        other = (AUTHORITY, "approver") if member == PROVIDER else (PROVIDER, "security")
        with published.changing(RESOURCE_OF):
            act(published, member, duty, DataCatalogue.encode_suspend(published.record(RESOURCE), REASON))
        assert (status(published), published.record(RESOURCE)[17]) == (SUSPENDED, member.id)
        with refused("GovernedUnauthorized"):
            act(published, *other, DataCatalogue.encode_resume(published.record(RESOURCE)))
        with refused("DataCatalogueStatusInvalid"):
            act(published, member, duty, DataCatalogue.encode_suspend(published.record(RESOURCE), REASON))
        with published.changing(RESOURCE_OF):
            act(published, member, duty, DataCatalogue.encode_resume(published.record(RESOURCE)))
        assert (status(published), published.record(RESOURCE)[17]) == (PUBLISHED, ZERO)

    def test_retired_for_good(self, published: World) -> None:
        with published.changing(RESOURCE_OF):
            act(published, PROVIDER, "approver", DataCatalogue.encode_retire(published.record(RESOURCE), REASON))
        assert status(published) == RETIRED
        with refused("DataCatalogueStatusInvalid"):
            act(published, AUTHORITY, "approver", DataCatalogue.encode_publish(published.record(RESOURCE)))
        with refused("DataCatalogueStatusInvalid"):
            published.service()

    def test_nobody_else(self, published: World) -> None:
        record = published.record(RESOURCE)
        calls = [DataCatalogue.encode_suspend(record, REASON), DataCatalogue.encode_retire(record, REASON)]
        for who in (hand(CONSUMER, "security"), hand(CONSUMER, "approver"), hand(PROVIDER, "system"), key_of("x")):
            for data in calls:
                with refused("GovernedUnauthorized"):
                    published.act(who, "DataCatalogue", data)


class TestServices:
    @pytest.fixture
    def served(self, world: World) -> World:
        world.register()
        world.service(LICENSE, RESOURCE, ("GET", "/licences/*"), ("POST", "/search"))
        return world

    def change(self, world: World, *endpoints: tuple[str, str], active: bool = True) -> None:
        data = DataCatalogue.encode_change_service(world.record(LICENSE.id), list(endpoints), active)
        act(world, PROVIDER, "system", data)

    def test_its_identifier_is_that_of_its_segments(self, world: World) -> None:
        world.register()
        with world.changing(SERVICE_OF):
            done = world.service()
        record = done.event("ServiceRegistered")["record"]
        assert record[:5] == (LICENSE.id, ("CN", "GOV", "scjg", "登记", "license"), record[2], PROVIDER.id, RESOURCE)
        assert record[5:] == ((("GET", "/licences/*"),), True, 0)

    def test_endpoints_are_added_and_withdrawn_but_never_moved(self, served: World) -> None:
        with served.changing(SERVICE_OF):
            self.change(served, ("GET", "/licences/*"), ("", ""), ("GET", "/new"))
        for wrong in (
            [("GET", "/licences/*"), ("POST", "/search"), ("GET", "/new")],
            [("GET", "/licences/*"), ("", "")],
            [("GET", "/x"), ("", ""), ("GET", "/new")],
            [("", ""), ("", ""), ("GET", "/new"), ("", "")],
        ):
            with refused("DataCatalogueServiceInvalid"):
                self.change(served, *wrong)

    def test_switched_off(self, served: World) -> None:
        with served.changing(SERVICE_OF):
            self.change(served, ("GET", "/licences/*"), ("POST", "/search"), active=False)
        assert served.record(LICENSE.id)[6] is False

    @pytest.mark.parametrize(
        "endpoint",
        [("get", "/a"), ("", "/a"), ("GE", "/a"), ("OPTIONSX", "/a"), ("GET", ""), ("GET", "a"), ("GET", "/a?b"),
         ("GET", "/*/a"), ("GET", "/a*"), ("GET", "/名"), ("GET", "/" + "a" * 255), ("**", "/a"), ("GET", "/a#b")],
    )  # fmt: skip
    def test_a_malformed_endpoint_is_refused(self, world: World, endpoint: tuple[str, str]) -> None:
        world.register()
        with refused("DataCatalogueServiceInvalid"):
            world.service(LICENSE, RESOURCE, endpoint)

    def test_one_to_thirty_two_endpoints(self, world: World) -> None:
        world.register()
        for count, name in ((0, "none"), (33, "many")):
            endpoints = [("GET", f"/{n}") for n in range(count)]
            data = DataCatalogue.encode_register_service(
                world.record(PROVIDER.id), "登记", name, world.record(RESOURCE), endpoints
            )
            with refused("DataCatalogueServiceInvalid"):
                act(world, PROVIDER, "system", data)
        world.service(LICENSE, RESOURCE, *[("GET", f"/{n}") for n in range(32)])

    def test_only_on_subsystems_and_resources_of_ones_own(self, world: World) -> None:
        world.register()
        owner, resource = world.record(PROVIDER.id), world.record(RESOURCE)
        with refused("DataCatalogueServiceInvalid"):
            data = DataCatalogue.encode_register_service(owner, "unknown", "s", resource, [("GET", "/")])
            act(world, PROVIDER, "system", data)
        with refused("DataCatalogueServiceInvalid"):
            data = DataCatalogue.encode_register_service(
                world.record(CONSUMER.id), "loans", "s", resource, [("GET", "/")]
            )
            act(world, CONSUMER, "system", data)
        forged = (PROVIDER.id, world.record(CONSUMER.id)[1], *owner[2:])
        with refused("DataCatalogueServiceInvalid"):
            act(world, PROVIDER, "system", DataCatalogue.encode_register_service(
                forged, "loans", "s", resource, [("GET", "/")]))  # fmt: skip
        for who in (hand(PROVIDER, "officer"), hand(CONSUMER, "system"), key_of("x")):
            data = DataCatalogue.encode_register_service(owner, "登记", "s", resource, [("GET", "/")])
            with refused("GovernedUnauthorized"):
                world.act(who, "DataCatalogue", data)

    @pytest.mark.parametrize("code", ["", ".", "..", "x" * 256, "a\nb", "a\u200bb", "\x7f"])
    def test_a_service_code_that_no_identifier_has_is_refused(self, world: World, code: str) -> None:
        world.register()
        owner, resource = world.record(PROVIDER.id), world.record(RESOURCE)
        data = DataCatalogue.encode_register_service(owner, "登记", code, resource, [("GET", "/")])
        with refused("GovernedTextInvalid"):
            act(world, PROVIDER, "system", data)

    def test_registered_once(self, served: World) -> None:
        with refused("DataCatalogueAlreadyRegistered"):
            served.service()

    def test_its_identifier_equals_the_one_computed_off_chain(self, world: World) -> None:
        world.register()
        for code in ("a", "服务", "%41", "x" * 255, "~."):
            ref = ServiceRef("CN", "GOV", "scjg", "系统/ 1", code)
            if code == "a":
                world.subsystem(SubsystemRef("CN", "GOV", "scjg", "系统/ 1"))
            done = world.service(ref, RESOURCE, ("*", "/*"))
            assert done.event("ServiceRegistered")["id"] == ref.id

    def test_a_regulator_halts_it_for_a_while(self, served: World) -> None:
        record = served.record(LICENSE.id)
        with refused("DataCatalogueHaltRefused"):
            data = DataCatalogue.encode_halt_service(record, served.now + 73 * HOUR, REASON)
            act(served, AUTHORITY, "security", data)
        with refused("GovernedUnauthorized"):
            act(served, PROVIDER, "security", DataCatalogue.encode_halt_service(record, served.now + HOUR, REASON))
        until = served.now + HOUR
        with served.changing(SERVICE_OF):
            act(served, AUTHORITY, "security", DataCatalogue.encode_halt_service(record, until, REASON))
        assert served.record(LICENSE.id)[7] == until
        again = DataCatalogue.encode_halt_service(served.record(LICENSE.id), served.now + HOUR, REASON)
        with refused("DataCatalogueHaltRefused"):
            act(served, AUTHORITY, "security", again)
        endpoints = served.record(LICENSE.id)[5]
        change = DataCatalogue.encode_change_service(served.record(LICENSE.id), list(endpoints), False)
        with refused("DataCatalogueServiceHalted"):
            act(served, PROVIDER, "system", change)
        longer = DataCatalogue.encode_confirm_service_halt(served.record(LICENSE.id), served.now + 9 * DAY, REASON)
        with refused("GovernedUnauthorized"):
            act(served, AUTHORITY, "security", longer)
        served.by_vote(longer, "DataCatalogue")

    def test_a_halted_member_registers_nothing(self, world: World) -> None:
        world.register()
        halt = Consortium.encode_halt(world.record(PROVIDER.id), world.now + HOUR, REASON)
        world.act(hand(AUTHORITY, "security"), "Consortium", halt)
        with refused("GovernedMemberNotActive"):
            world.service()
