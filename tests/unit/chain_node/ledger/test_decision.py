"""The decision: one test per reason, their order, and what an auditor needs to decide again."""

from __future__ import annotations

import dataclasses
import hashlib
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chain_node.evidence import canonical
from chain_node.ledger.decision import (
    NO_ENDPOINT,
    Decision,
    Question,
    decide,
    fields_mask,
    policy_digest,
)
from chain_node.ledger.port import BlockRef
from chain_node.ledger.reasons import Reason
from chain_node.ledger.records import (
    Attribute,
    Endpoint,
    Field,
    FieldKind,
    Grant,
    GrantState,
    Member,
    MemberStatus,
    Profile,
    Resource,
    ResourceStatus,
    Service,
    Subsystem,
)
from chain_node.ledger.records_access import BreakGlass, Consent, GrantScope
from chain_node.ledger.records_cases import CaseState, read_case
from chain_node.ledger.state import LedgerState, Tables
from tests.unit.chain_node.ledger import decision_v1

NOW = 1_800_000_000


def b32(number: int) -> bytes:
    return bytes([number]) * 32


CONSUMER_MEMBER, PROVIDER_MEMBER, CONSUMER, PROVIDER, SERVICE, RESOURCE = map(b32, range(1, 7))
ITEM, OTHER_ITEM = b32(0x21), b32(0x22)
FIELDS = (
    Field("name", 2, Profile.PLAIN, FieldKind.DATA, b32(0)),
    Field("id", 3, Profile.MASKED, FieldKind.DATA, b32(0)),
    Field("open", 1, Profile.PLAIN, FieldKind.DATA, b32(0)),
    Field("married", 3, Profile.PREDICATE, FieldKind.PREDICATE, b32(0)),
)
QUESTION = Question(CONSUMER, SERVICE, 0, None, None, NOW)


def grant(number: int = 1, **changes: Any) -> Grant:
    made = Grant(
        grant_id=b32(0x40 + number),
        request_id=b32(0x50 + number),
        demander=CONSUMER,
        resource_id=RESOURCE,
        profiles=0b01 | 0b10 << 2 | 0b11 << 6,  # name plain, id masked, open withheld, married as predicate
        items=(),
        daily_cap=0,
        row_cap=0,
        valid_from=NOW - 100,
        valid_to=NOW + 100,
        params=b"",
        state=GrantState.ACTIVE,
    )
    return dataclasses.replace(made, **changes)


class World:
    """A state in which the question is granted, and one thing of it changed."""

    def __init__(self, *grants: Grant, **changes: dict[str, Any]) -> None:
        def put(name: str, made: Any) -> Any:
            return dataclasses.replace(made, **changes.get(name, {}))

        self.tables = Tables()
        self.tables.put_member(1, put("consumer", Member(CONSUMER_MEMBER, "C", "", "", 0, MemberStatus.ACTIVE)))
        self.tables.put_member(1, put("provider", Member(PROVIDER_MEMBER, "P", "", "", 0, MemberStatus.ACTIVE)))
        self.tables.put_subsystem(1, put("subsystem", Subsystem(CONSUMER, "C/S", CONSUMER_MEMBER, True)))
        service = Service(
            SERVICE, "P/S/x", PROVIDER, PROVIDER_MEMBER, RESOURCE, (Endpoint("GET", "/a/*"), Endpoint("*", "/b")), True
        )
        self.tables.put_service(1, put("service", service))
        resource = Resource(RESOURCE, PROVIDER_MEMBER, Attribute.CONDITIONAL, ResourceStatus.PUBLISHED, FIELDS)
        self.tables.put_resource(1, put("resource", resource))
        for one in grants if grants else (grant(),):
            self.tables.put_grant(1, one)

    def ask(self, **changes: Any) -> Decision:
        return decide(self.state(), dataclasses.replace(QUESTION, **changes))

    def state(self, number: int = 1) -> LedgerState:
        return LedgerState(self.tables, BlockRef(number, b32(9), NOW))


def test_granted_with_the_profiles_of_the_grant() -> None:
    decision = World().ask()
    assert (decision.permit, decision.reason, decision.grant_id) == (True, Reason.GRANTED, b32(0x41))
    assert decision.profiles == (("name", Profile.PLAIN), ("id", Profile.MASKED), ("married", Profile.PREDICATE))


def test_only_what_was_asked_for_is_given() -> None:
    assert World().ask(fields=0b0010).profiles == (("id", Profile.MASKED),)
    assert World().ask(fields=0).profiles == ()


REFUSALS: list[tuple[Reason, dict[str, Any], dict[str, Any]]] = [
    (Reason.CONSUMER_UNKNOWN, {}, {"consumer": b32(0x77)}),
    (Reason.CONSUMER_UNKNOWN, {"subsystem": {"active": False}}, {}),
    (Reason.CONSUMER_UNKNOWN, {"subsystem": {"member_id": b32(0x77)}}, {}),
    (Reason.CONSUMER_SUSPENDED, {"consumer": {"status": MemberStatus.APPLIED}}, {}),
    (Reason.CONSUMER_SUSPENDED, {"consumer": {"status": MemberStatus.SUSPENDED}}, {}),
    (Reason.CONSUMER_SUSPENDED, {"consumer": {"status": MemberStatus.REMOVED}}, {}),
    (Reason.HALTED, {"consumer": {"halted_until": NOW + 1}}, {}),
    (Reason.CONSUMER_BLACKLISTED, {"consumer": {"blacklisted_until": NOW + 1}}, {}),
    (Reason.SERVICE_UNKNOWN, {}, {"service": b32(0x77)}),
    (Reason.PROVIDER_SUSPENDED, {"provider": {"status": MemberStatus.SUSPENDED}}, {}),
    (Reason.PROVIDER_SUSPENDED, {"service": {"member_id": b32(0x77)}}, {}),
    (Reason.HALTED, {"provider": {"halted_until": NOW + 1}}, {}),
    (Reason.HALTED, {"service": {"halted_until": NOW + 1}}, {}),
    (Reason.SERVICE_DISABLED, {"service": {"enabled": False}}, {}),
    (Reason.ENDPOINT_NOT_ALLOWED, {}, {"endpoint": NO_ENDPOINT}),
    (Reason.ENDPOINT_NOT_ALLOWED, {}, {"endpoint": 2}),
    (Reason.RESOURCE_NOT_PUBLISHED, {"resource": {"status": ResourceStatus.SUSPENDED}}, {}),
    (Reason.RESOURCE_NOT_PUBLISHED, {"service": {"resource_id": b32(0x77)}}, {}),
    (Reason.CLASSIFIED, {"resource": {"level": 5}}, {}),
    (Reason.NOT_SHARED, {"resource": {"attribute": Attribute.NOT_SHARED}}, {}),
    (Reason.FIELD_NOT_GRANTED, {}, {"fields": 0b0100}),
    (Reason.FIELD_NOT_GRANTED, {}, {"fields": 0b0011 | 1 << 255}),
    (Reason.FIELD_NOT_GRANTED, {}, {"fields": 1 << 4}),
]


@pytest.mark.parametrize(("reason", "changes", "question"), REFUSALS)
def test_each_refusal_has_its_reason_and_gives_nothing(
    reason: Reason, changes: dict[str, Any], question: dict[str, Any]
) -> None:
    assert World(**changes).ask(**question) == Decision(False, reason, None)


GRANT_REFUSALS: list[tuple[Reason, dict[str, Any], dict[str, Any]]] = [
    (Reason.GRANT_REVOKED, {"state": GrantState.REVOKED}, {}),
    (Reason.GRANT_SUSPENDED, {"state": GrantState.SUSPENDED}, {}),
    (Reason.GRANT_EXPIRED, {"valid_to": NOW}, {}),
    (Reason.GRANT_NOT_YET_VALID, {"valid_from": NOW + 1}, {}),
    (Reason.ITEM_MISSING, {"items": (ITEM,)}, {}),
    (Reason.ITEM_NOT_GRANTED, {"items": (ITEM,)}, {"item": OTHER_ITEM}),
    (Reason.CAP_EXCEEDED, {"daily_cap": 5}, {"used_today": 5}),
    (Reason.ROW_CAP_EXCEEDED, {"row_cap": 10}, {"rows": 4, "rows_today": 7}),
]


@pytest.mark.parametrize(("reason", "changes", "question"), GRANT_REFUSALS)
def test_each_refusal_of_a_grant(reason: Reason, changes: dict[str, Any], question: dict[str, Any]) -> None:
    assert World(grant(**changes)).ask(**question) == Decision(False, reason, None)


ALLOWED: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"valid_to": NOW + 1}, {}),
    ({"valid_from": NOW}, {}),
    ({"items": (OTHER_ITEM, ITEM)}, {"item": ITEM}),
    ({}, {"item": OTHER_ITEM}),
    ({"daily_cap": 5}, {"used_today": 4}),
    ({"row_cap": 10}, {"rows": 3, "rows_today": 7}),
    ({}, {"used_today": 10**9, "rows_today": 10**9, "rows": 10**9}),
]


@pytest.mark.parametrize(("changes", "question"), ALLOWED)
def test_the_other_side_of_each_bound_is_granted(changes: dict[str, Any], question: dict[str, Any]) -> None:
    assert World(grant(**changes)).ask(**question).reason is Reason.GRANTED


@pytest.mark.parametrize("until", ["halted_until", "blacklisted_until"])
def test_halts_and_penalties_end_by_themselves(until: str) -> None:
    assert World(consumer={until: NOW}).ask().permit


def test_the_newest_grant_that_permits_wins() -> None:
    world = World(grant(1), grant(2), grant(3, state=GrantState.REVOKED))
    assert world.ask().grant_id == b32(0x42)


def test_if_none_permits_the_newest_one_s_reason_is_given() -> None:
    world = World(grant(1, valid_to=NOW - 1), grant(2, state=GrantState.REVOKED))
    assert world.ask().reason is Reason.GRANT_REVOKED


def test_without_any_grant() -> None:
    world = World(grant(1, demander=b32(0x78)))
    assert world.ask() == Decision(False, Reason.NO_GRANT, None)


def test_public_fields_of_an_unconditional_resource_need_no_grant() -> None:
    world = World(grant(1, demander=b32(0x78)), resource={"attribute": Attribute.UNCONDITIONAL})
    decision = world.ask(fields=0b0100)
    assert (decision.permit, decision.reason, decision.grant_id) == (True, Reason.PUBLIC, None)
    assert decision.profiles == (("open", Profile.PLAIN),)
    assert world.ask(fields=0b0101).reason is Reason.NO_GRANT


def test_a_revocation_counts_from_its_block() -> None:
    world = World()
    world.tables.put_grant(5, grant(state=GrantState.REVOKED))
    assert decide(world.state(4), QUESTION).permit
    assert decide(world.state(5), QUESTION).reason is Reason.GRANT_REVOKED


def test_field_codes_become_a_mask_and_unknown_ones_are_never_granted() -> None:
    world = World()
    resource = world.state().resource(RESOURCE)
    assert resource is not None
    assert fields_mask(resource, None) is None
    assert fields_mask(resource, ("id", "name")) == 0b0011
    assert world.ask(fields=fields_mask(resource, ("id", "nothing"))).reason is Reason.FIELD_NOT_GRANTED


questions = st.builds(
    Question,
    consumer=st.binary(min_size=32, max_size=32),
    service=st.binary(min_size=32, max_size=32),
    endpoint=st.integers(0, 255),
    fields=st.none() | st.integers(0, 2**256 - 1),
    item=st.none() | st.binary(min_size=32, max_size=32),
    time=st.integers(0, 2**63),
    rows=st.integers(0, 2**64 - 1),
    used_today=st.integers(0, 2**33),
    rows_today=st.integers(0, 70_000),
)


@given(questions)
def test_digest_is_over_the_canonical_question(question: Question) -> None:
    value: list[canonical.Value] = [
        1,
        question.consumer,
        question.service,
        question.endpoint,
        None if question.fields is None else question.fields.to_bytes(32, "big"),
        question.item,
        question.time,
        question.rows,
        question.used_today,
        question.rows_today,
    ]
    expected = hashlib.sha256(b"lianlu/policy/1\0" + canonical.encode(value)).digest()
    assert policy_digest(question) == expected


@given(questions, st.binary(min_size=32, max_size=32))
def test_digest_of_a_question_with_a_subject_is_of_version_two(question: Question, subject: bytes) -> None:
    fields = None if question.fields is None else question.fields.to_bytes(32, "big")
    value: list[canonical.Value] = [
        2, question.consumer, question.service, question.endpoint, fields, question.item, question.time, question.rows,
        question.used_today, question.rows_today, subject,
    ]  # fmt: skip
    expected = hashlib.sha256(b"lianlu/policy/2\0" + canonical.encode(value)).digest()
    assert policy_digest(dataclasses.replace(question, subject=subject)) == expected


def scoped(**changes: Any) -> GrantScope:
    return dataclasses.replace(GrantScope(b32(0x41), False, None, 0, ()), **changes)


def consent(**changes: Any) -> Consent:
    return dataclasses.replace(Consent(RESOURCE, CONSUMER, b32(0x91), b32(2), b32(0), NOW - 50, NOW + 50, 0), **changes)


CASE = read_case(
    (b32(0x81), b32(0x83), ITEM, CONSUMER_MEMBER, (), 10, 5, 5, False, False, False, 0, *[0] * 11, 0, 0, b32(0))
)
SCOPES: list[tuple[Reason, dict[str, Any], list[Any], dict[str, Any]]] = [
    (Reason.CONSENT_MISSING, {"consent": True}, [], {}),
    (Reason.CONSENT_MISSING, {"consent": True}, [], {"subject": b32(0x91)}),
    (Reason.CONSENT_MISSING, {"consent": True}, [consent()], {}),
    (Reason.CONSENT_MISSING, {"consent": True}, [consent(demander=b32(0x92))], {"subject": b32(0x91)}),
    (Reason.CONSENT_WITHDRAWN, {"consent": True}, [consent(withdrawn_at=NOW - 1)], {"subject": b32(0x91)}),
    (Reason.CONSENT_EXPIRED, {"consent": True}, [consent(until=NOW)], {"subject": b32(0x91)}),
    (Reason.GRANTED, {"consent": True}, [consent()], {"subject": b32(0x91)}),
    (Reason.CASE_MISSING, {"case_id": b32(0x81)}, [], {}),
    (Reason.CASE_CLOSED, {"case_id": b32(0x81)}, [dataclasses.replace(CASE, state=CaseState.CLOSED)], {}),
    (Reason.CASE_OF_OTHERS, {"case_id": b32(0x81)}, [dataclasses.replace(CASE, lead=b32(0x82))], {}),
    (Reason.ITEM_NOT_GRANTED, {"case_id": b32(0x81)}, [CASE], {"item": OTHER_ITEM}),
    (Reason.GRANTED, {"case_id": b32(0x81)}, [CASE], {"item": ITEM}),
    (Reason.DELEGATION_ENDED, {"ancestors": (b32(0x99),)}, [], {}),
    (Reason.GRANTED, {"delegable": 3}, [], {}),
]


@pytest.mark.parametrize(("reason", "scope", "records", "question"), SCOPES)
def test_what_a_grant_depends_on(
    reason: Reason, scope: dict[str, Any], records: list[Any], question: dict[str, Any]
) -> None:
    world = World()
    world.tables.access.put_scope(1, scoped(**scope))
    for one in records:
        put = world.tables.access.put_consent if isinstance(one, Consent) else world.tables.put_case
        put(1, one)
    assert world.ask(**question).reason is reason


def test_a_grant_waits_for_its_second_approval() -> None:
    assert World(grant(state=GrantState.PROPOSED)).ask() == Decision(False, Reason.APPROVAL_MISSING, None)


def test_an_emergency_gives_what_the_catalogue_gives_by_default() -> None:
    world = World(grant(1, demander=b32(0x78)))
    opened = BreakGlass(
        b32(0xA1), CONSUMER, CONSUMER_MEMBER, RESOURCE, b32(2), b32(0), NOW, NOW + 10, NOW, 0, False, b32(0)
    )
    world.tables.access.put_break_glass(1, opened)
    decision = world.ask()
    assert (decision.permit, decision.reason, decision.grant_id) == (True, Reason.BREAK_GLASS, b32(0xA1))
    assert decision.profiles == tuple((one.code, one.default_profile) for one in FIELDS)
    assert world.ask(time=NOW + 10).reason is Reason.NO_GRANT
    assert world.ask(fields=1 << 200).reason is Reason.NO_GRANT


def test_a_withdrawn_field_is_neither_asked_for_nor_given() -> None:
    fields = (dataclasses.replace(FIELDS[0], code="", default_profile=Profile.WITHHELD), *FIELDS[1:])
    world = World(resource={"fields": fields, "version": 2})
    assert world.ask().profiles == (("id", Profile.MASKED), ("married", Profile.PREDICATE))
    assert world.ask(fields=1).reason is Reason.FIELD_NOT_GRANTED


worlds = st.fixed_dictionaries(
    {
        "subsystem": st.fixed_dictionaries({"active": st.booleans() | st.just(True)}),
        "consumer": st.fixed_dictionaries({"halted_until": st.sampled_from([0, 0, NOW + 1])}),
        "service": st.fixed_dictionaries({"enabled": st.sampled_from([True, True, False])}),
        "resource": st.fixed_dictionaries(
            {
                "attribute": st.sampled_from([Attribute.CONDITIONAL, Attribute.CONDITIONAL, Attribute.UNCONDITIONAL]),
                "status": st.sampled_from([ResourceStatus.PUBLISHED] * 4 + [ResourceStatus.SUSPENDED]),
            }
        ),
    }
)
some_grants = st.lists(
    st.fixed_dictionaries(
        {
            "state": st.sampled_from([GrantState.ACTIVE] * 3 + [GrantState.SUSPENDED, GrantState.REVOKED]),
            "profiles": st.integers(0, 255),
            "items": st.sampled_from([(), (ITEM,), (ITEM, OTHER_ITEM)]),
            "daily_cap": st.sampled_from([0, 3]),
            "row_cap": st.sampled_from([0, 3]),
            "valid_from": st.sampled_from([NOW - 100, NOW + 1]),
            "valid_to": st.sampled_from([NOW + 100, NOW]),
        }
    ),
    min_size=1,
    max_size=4,
)
near = st.builds(
    lambda **changes: dataclasses.replace(QUESTION, **changes),
    endpoint=st.sampled_from([0, 1, 2]),
    fields=st.none() | st.integers(0, 31),
    item=st.sampled_from([None, ITEM, OTHER_ITEM]),
    rows=st.integers(0, 3),
    used_today=st.integers(0, 3),
    rows_today=st.integers(0, 3),
)


@given(worlds, some_grants, near)
def test_logs_of_version_one_are_decided_as_then(
    changes: dict[str, dict[str, Any]], grants: list[dict[str, Any]], question: Question
) -> None:
    world = World(*(grant(number, **one) for number, one in enumerate(grants, 1)), **changes)
    assert decide(world.state(), question) == decision_v1.decide(world.state(), question)


def test_deciding_is_cheap_enough_for_every_exchange() -> None:
    """Measured with room for a busy machine: 25 us are allowed on a quiet one for the decision, 5 for the digest."""
    world = World(*(grant(number, state=GrantState.REVOKED) for number in range(1, 4)), grant(9, items=(ITEM,)))
    state, question = world.state(), dataclasses.replace(QUESTION, item=ITEM, fields=0b0011)
    rounds = 2_000
    decided = min(_seconds(lambda: decide(state, question), rounds) for _ in range(5)) / rounds
    digested = min(_seconds(lambda: policy_digest(question), rounds) for _ in range(5)) / rounds
    assert decided < 50e-6
    assert digested < 10e-6


def _seconds(act: Any, rounds: int) -> float:
    begun = time.process_time()
    for _ in range(rounds):
        act()
    return time.process_time() - begun
