"""The view that decides: every refusal reached on purpose, equal to the Python decision, and never on old records."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chain_node.ids import ServiceRef, SubsystemRef
from chain_node.ledger import record_codec as codec
from chain_node.ledger import record_codec_access as access
from chain_node.ledger.bindings import Authorization, Consortium, DataCatalogue, PolicyView
from chain_node.ledger.decision import Question, decide
from chain_node.ledger.endpoints import match_endpoint
from chain_node.ledger.port import BlockRef
from chain_node.ledger.reasons import Reason
from chain_node.ledger.records import Endpoint
from chain_node.ledger.records_cases import read_case
from chain_node.ledger.state import LedgerState
from chain_node.ledger.tables import Tables
from tests.contracts.world import (
    ALL_PLAIN,
    AUTHORITY,
    CONSUMER,
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
    refused,
)

ALL_GRANTED = 2**256 - 1
OPEN, CLOSED = digest("open resource"), digest("closed resource")
OPEN_SERVICE = ServiceRef("CN", "GOV", "scjg", "登记", "open")
CLOSED_SERVICE = ServiceRef("CN", "GOV", "scjg", "登记", "closed")
ITEMS = [digest("item 1"), digest("item 2")]


@pytest.fixture(scope="module")
def prepared(founded: World) -> World:
    """Three published resources with a service each; a request per grant that a test makes."""
    for resource, attribute, service in ((RESOURCE, 2, LICENSE), (OPEN, 1, OPEN_SERVICE), (CLOSED, 3, CLOSED_SERVICE)):
        founded.register(id=resource, code=f"code {attribute}", attribute=attribute, fields=FIELDS)
        founded.publish(resource)
        founded.service(service, resource, ("GET", "/licences/*"))
    return founded


def question(world: World, **changes: Any) -> Question:
    values: dict[str, Any] = {
        "consumer": LOANS.id, "service": LICENSE.id, "endpoint": 0, "fields": None, "item": None, "time": world.now,
    } | changes  # fmt: skip
    return Question(**values)


def pair_records(world: World, asked: Question) -> list[Struct]:
    """The grants of the pair, newest first."""
    service = world.records.get(asked.service)
    if service is None:
        return []
    return [world.record(one) for one in reversed(world.pair(asked.consumer, service[4]))]


NO_SERVICE: Struct = (ZERO, [], ZERO, ZERO, ZERO, [], False, 0)
NO_RESOURCE: Struct = (ZERO, ZERO, "", ZERO, ZERO, 0, ZERO, ZERO, ZERO, 0, 0, [], [], 0, 0, 0, 0, ZERO)
NO_CONSENT: Struct = (ZERO, ZERO, ZERO, ZERO, ZERO, 0, 0, 0)


def records_for(world: World, asked: Question) -> Struct:
    """What is resupplied: service, grants, scopes, ancestors, consent."""
    service, grants = world.records.get(asked.service, NO_SERVICE), pair_records(world, asked)
    scopes = [world.others[one[0],] for one in grants if (one[0],) in world.others]
    ancestors = [world.record(one) for scope in scopes for one in scope[4]]
    consent = world.others.get((service[4], asked.consumer, asked.subject or ZERO), NO_CONSENT)
    return service, grants, scopes, ancestors, consent


def view(world: World, asked: Question, records: Struct | None = None) -> tuple[Any, ...]:
    """What the contract says: (permit, reason, grant, profiles)."""
    given = records_for(world, asked) if records is None else records
    data = PolicyView.encode_decide(struct_of(asked), given)
    (outcome,) = PolicyView.decode_decide(world.view("PolicyView", data))
    return tuple(outcome)


def struct_of(asked: Question) -> Struct:
    """The contract's `Question`."""
    return (
        asked.consumer, asked.service, asked.endpoint, ALL_GRANTED if asked.fields is None else asked.fields,
        asked.item or ZERO, asked.time, asked.rows, asked.used_today, asked.rows_today, asked.subject or ZERO,
    )  # fmt: skip


def in_python(world: World, asked: Question) -> tuple[Any, ...]:
    """What the Python decision says of the same records."""
    tables = Tables()
    readers: dict[str, tuple[Any, Any]] = {
        "member": (codec.read_member, tables.put_member), "subsystem": (codec.read_subsystem, tables.put_subsystem),
        "resource": (codec.read_resource, tables.put_resource), "service": (codec.read_service, tables.put_service),
        "emergency": (access.read_break_glass, tables.access.put_break_glass), "case": (read_case, tables.put_case),
    }  # fmt: skip
    for record in world.records.values():
        kind = {9: "member", 4: "subsystem", 18: "resource", 12: "emergency", 26: "case"}.get(len(record), "")
        if len(record) == 8 and isinstance(record[7], int) and not isinstance(record[7], bool):
            kind = "service"
        if kind:
            read, put = readers[kind]
            put(1, read(record))
        elif len(record) == 8 and isinstance(record[5], tuple):
            tables.grants_by_id.put(1, record[0], codec.read_grant(record))
    for record in reversed(pair_records(world, asked)):
        tables.put_grant(1, codec.read_grant(record))
    for key, record in world.others.items():
        if len(key) == 1:
            tables.access.put_scope(1, access.read_scope(record))
        elif len(record[1]) == 32:
            tables.access.put_consent(1, access.read_consent(record))
    decision = decide(LedgerState(tables, BlockRef(1, ZERO, asked.time)), asked)
    profiles, resource = 0, world.records.get(world.records.get(asked.service, NO_SERVICE)[4], NO_RESOURCE)
    index = {field[0]: place for place, field in enumerate(resource[11])}
    for code, profile in decision.profiles:
        profiles |= int(profile) << 2 * index[code]
    return decision.permit, int(decision.reason), decision.grant_id or ZERO, profiles


def both(world: World, asked: Question) -> tuple[Any, ...]:
    """Contract and Python agree."""
    found = view(world, asked)
    assert found == in_python(world, asked)
    return found


class TestReasons:
    def test_granted_with_the_profiles_of_the_grant(self, world: World) -> None:
        grant = world.grant(profiles=2 | 3 << 6)
        assert both(world, question(world)) == (True, Reason.GRANTED, grant, 2 | 3 << 6)
        assert both(world, question(world, fields=8)) == (True, Reason.GRANTED, grant, 3 << 6)
        assert both(world, question(world, fields=0)) == (True, Reason.GRANTED, grant, 0)

    def test_public_fields_need_no_grant(self, world: World) -> None:
        asked = question(world, service=OPEN_SERVICE.id, fields=4)
        assert both(world, asked) == (True, Reason.PUBLIC, ZERO, 1 << 4)
        assert both(world, question(world, service=OPEN_SERVICE.id))[1] == Reason.NO_GRANT

    def test_consumer(self, world: World) -> None:
        unknown = question(world, consumer=digest("nobody"))
        assert both(world, unknown)[1] == Reason.CONSUMER_UNKNOWN
        world.by_vote(Consortium.encode_blacklist(world.record(CONSUMER.id), world.now + HOUR, ZERO))
        assert both(world, question(world))[1] == Reason.CONSUMER_BLACKLISTED
        assert both(world, question(world, time=world.now + HOUR))[1] == Reason.NO_GRANT
        world.by_vote(Consortium.encode_confirm_halt(world.record(CONSUMER.id), world.now + HOUR, ZERO))
        assert both(world, question(world))[1] == Reason.HALTED
        world.by_vote(Consortium.encode_suspend(world.record(CONSUMER.id)))
        assert both(world, question(world))[1] == Reason.CONSUMER_SUSPENDED

    def test_consumer_switched_off(self, world: World) -> None:
        switch = Consortium.encode_set_subsystem_active(world.record(LOANS.id), False)
        world.act(hand(CONSUMER, "system"), "Consortium", switch)
        assert both(world, question(world))[1] == Reason.CONSUMER_UNKNOWN

    def test_service(self, world: World) -> None:
        assert both(world, question(world, service=digest("none")))[1] == Reason.SERVICE_UNKNOWN
        for endpoint in (1, 255):
            assert both(world, question(world, endpoint=endpoint))[1] == Reason.ENDPOINT_NOT_ALLOWED
        endpoints = world.record(LICENSE.id)[5]
        switch = DataCatalogue.encode_change_service(world.record(LICENSE.id), list(endpoints), False)
        world.act(hand(PROVIDER, "system"), "DataCatalogue", switch)
        assert both(world, question(world))[1] == Reason.SERVICE_DISABLED
        halt = DataCatalogue.encode_halt_service(world.record(LICENSE.id), world.now + HOUR, ZERO)
        world.act(hand(AUTHORITY, "security"), "DataCatalogue", halt)
        assert both(world, question(world))[1] == Reason.HALTED

    def test_an_endpoint_that_was_withdrawn_and_the_shortest_path_there_is(self, world: World) -> None:
        world.grant(profiles=2)
        change = DataCatalogue.encode_change_service(world.record(LICENSE.id), [("", ""), ("GET", "/")], True)
        world.act(hand(PROVIDER, "system"), "DataCatalogue", change)
        assert both(world, question(world, endpoint=0))[1] == Reason.ENDPOINT_NOT_ALLOWED
        assert both(world, question(world, endpoint=1))[1] == Reason.GRANTED

    def test_provider(self, world: World) -> None:
        halt = Consortium.encode_halt(world.record(PROVIDER.id), world.now + HOUR, ZERO)
        world.act(hand(AUTHORITY, "security"), "Consortium", halt)
        assert both(world, question(world))[1] == Reason.HALTED
        world.by_vote(Consortium.encode_suspend(world.record(PROVIDER.id)))
        assert both(world, question(world))[1] == Reason.PROVIDER_SUSPENDED

    def test_resource(self, world: World) -> None:
        assert both(world, question(world, service=CLOSED_SERVICE.id))[1] == Reason.NOT_SHARED
        suspend = DataCatalogue.encode_suspend(world.record(RESOURCE), ZERO)
        world.act(hand(PROVIDER, "security"), "DataCatalogue", suspend)
        assert both(world, question(world))[1] == Reason.RESOURCE_NOT_PUBLISHED

    def test_grant(self, world: World) -> None:
        assert both(world, question(world))[1] == Reason.NO_GRANT
        grant = world.grant(profiles=1, start=world.now + HOUR, items=ITEMS[:1], daily=3, rows=5)
        later = world.now + 2 * HOUR
        assert both(world, question(world))[1] == Reason.GRANT_NOT_YET_VALID
        assert both(world, question(world, time=2_000_000_000))[1] == Reason.GRANT_EXPIRED
        assert both(world, question(world, time=later, fields=2))[1] == Reason.FIELD_NOT_GRANTED
        assert both(world, question(world, time=later, fields=1 << 127))[1] == Reason.FIELD_NOT_GRANTED
        assert both(world, question(world, time=later))[1] == Reason.ITEM_MISSING
        assert both(world, question(world, time=later, item=ITEMS[1]))[1] == Reason.ITEM_NOT_GRANTED
        right: dict[str, Any] = {"time": later, "item": ITEMS[0]}
        assert both(world, question(world, **right, used_today=2, rows=5))[1] == Reason.GRANTED
        assert both(world, question(world, **right, used_today=3))[1] == Reason.CAP_EXCEEDED
        assert both(world, question(world, **right, rows=3, rows_today=3))[1] == Reason.ROW_CAP_EXCEEDED
        suspend = Authorization.encode_suspend(world.record(grant), ZERO)
        world.act(hand(PROVIDER, "security"), "Authorization", suspend)
        assert both(world, question(world, **right))[1] == Reason.GRANT_SUSPENDED
        end = Authorization.encode_end(world.record(grant), ZERO)
        world.act(hand(CONSUMER, "officer"), "Authorization", end)
        assert both(world, question(world, **right))[1] == Reason.GRANT_REVOKED

    def test_the_newest_grant_that_permits_wins_and_the_newest_refusal_is_told(self, world: World) -> None:
        first = world.grant("first", profiles=1)
        second = world.grant("second", profiles=2, items=ITEMS[:1])
        assert both(world, question(world))[2] == first
        assert both(world, question(world, item=ITEMS[0]))[2] == second
        assert both(world, question(world, fields=1, item=ITEMS[1]))[2] == first
        assert both(world, question(world, fields=2))[1] == Reason.FIELD_NOT_GRANTED
        third = world.grant("third", profiles=ALL_PLAIN)
        assert both(world, question(world, item=ITEMS[0]))[2] == third
        revoke = Authorization.encode_revoke(world.record(third), ZERO)
        world.act(hand(PROVIDER, "security"), "Authorization", revoke)
        assert both(world, question(world, fields=8))[1] == Reason.GRANT_REVOKED


class TestRecords:
    def test_old_or_forged_records_decide_nothing(self, world: World) -> None:
        grant = world.record(world.grant())
        service = world.record(LICENSE.id)
        none: Struct = ([], [], NO_CONSENT)
        forged_grant = (*grant[:5], (ALL_PLAIN, *grant[5][1:4], 0, 2**60, b""), *grant[6:])
        forged_service = (*service[:5], (("*", "/*"),), *service[6:])
        scope: Struct = (grant[0], False, ZERO, 3, [])
        consent: Struct = (RESOURCE, LOANS.id, digest("s"), *NO_CONSENT[3:])
        cases: list[Struct] = [
            (forged_service, [grant], *none),
            (service, [forged_grant], *none),
            (service, [], *none),
            (service, [grant, grant], *none),
            (service, [grant], [scope], [], NO_CONSENT),
            (service, [grant], [], [grant], NO_CONSENT),
            (service, [grant], [], [], consent),
        ]
        for records in cases:
            with refused("PolicyViewRecordMismatch"):
                view(world, question(world), records)

    def test_grants_out_of_order_decide_nothing(self, world: World) -> None:
        first, second = world.record(world.grant("first")), world.record(world.grant("second"))
        service = world.record(LICENSE.id)
        none: Struct = ([], [], NO_CONSENT)
        assert view(world, question(world), (service, [second, first], *none))[2] == digest("second")
        with refused("PolicyViewRecordMismatch"):
            view(world, question(world), (service, [first, second], *none))


QUESTIONS = st.fixed_dictionaries({
    "consumer": st.sampled_from([LOANS.id, LOANS.id, REGISTRY.id, SubsystemRef("CN", "GOV", "x", "y").id]),
    "service": st.sampled_from([LICENSE.id, LICENSE.id, OPEN_SERVICE.id, CLOSED_SERVICE.id, ZERO]),
    "endpoint": st.sampled_from([0, 0, 0, 1, 255]),
    "fields": st.none() | st.integers(0, 31) | st.just(1 << 127),
    "item": st.none() | st.sampled_from(ITEMS),
    "time": st.sampled_from([1_795_500_500, 1_795_600_000, 1_899_999_999, 1_900_000_000]),
    "rows": st.integers(0, 4),
    "used_today": st.integers(0, 4),
    "rows_today": st.integers(0, 4),
})  # fmt: skip


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=QUESTIONS)
def test_any_question_is_decided_alike(granted: World, values: dict[str, Any]) -> None:
    both(granted, Question(**values))


@pytest.fixture
def granted(world: World) -> World:
    """Grants of several kinds for one pair, and one for the open resource."""
    world.grant("a", profiles=1 | 1 << 2, rows=4, start=1_795_550_000)
    world.grant("b", profiles=2 | 3 << 6, items=ITEMS[:1], daily=2)
    suspended = world.grant("c", profiles=ALL_PLAIN, items=ITEMS[1:])
    world.act(hand(PROVIDER, "security"), "Authorization", Authorization.encode_suspend(world.record(suspended), ZERO))
    world.request("d", OPEN, profiles=1 | 1 << 2)
    return world


ENDPOINTS = [("GET", "/a/*"), ("*", "/b"), ("POST", "/*"), ("", ""), ("GET", "/a%2fb"), ("GET", "/")]
PIECES = ["/", "a", "b", ".", "..", "%2e", "%2E", "%252e", "%2f", "%5C", "%255c", "\\", ";", "%3b", "%25", "%2", "%",
          "2", "5", "e", "*", "..;", "/a/", "/a/../"]  # fmt: skip


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(method=st.sampled_from(["GET", "POST", "PUT", ""]), pieces=st.lists(st.sampled_from(PIECES), max_size=8))
def test_any_path_matches_the_same_endpoint_on_chain_and_off(world: World, method: str, pieces: list[str]) -> None:
    path = "".join(pieces)
    data = PolicyView.encode_match_endpoint(ENDPOINTS, method, path)
    (found,) = PolicyView.decode_match_endpoint(world.view("PolicyView", data))
    assert found == match_endpoint([Endpoint(*one) for one in ENDPOINTS], method, path)


@pytest.mark.parametrize(
    ("path", "index"),
    [
        ("/a/x", 0),
        ("/a", 255),
        ("", 5),
        ("/a/../b", 255),
        ("/a/%2e%2E/b", 255),
        ("/a/x;y", 255),
        ("/b", 1),
        ("/a/.", 255),
    ],
)
def test_paths_by_name(world: World, path: str, index: int) -> None:
    data = PolicyView.encode_match_endpoint(ENDPOINTS, "GET", path)
    assert PolicyView.decode_match_endpoint(world.view("PolicyView", data)) == (index,)
