"""From events to state: every event of the contracts, as of every block."""

from __future__ import annotations

import hashlib

import pytest

from chain_node.crypto.errors import SuiteUnavailable
from chain_node.crypto.suite import Suite, get_suite
from chain_node.ids import GatewayRef, MemberRef, ServiceRef, SubsystemRef
from chain_node.ledger.blocks import EventLog
from chain_node.ledger.errors import ReplicaContradicted
from chain_node.ledger.projection import Projection, rotation_message
from chain_node.ledger.records import (
    Attribute,
    Endpoint,
    GrantState,
    KeyPurpose,
    MemberStatus,
    Profile,
    ResourceStatus,
)
from chain_node.ledger.replica import Replica
from tests.ledger_world import ZERO, Record, World, address_of, digest

PROVIDER = MemberRef("CN", "GOV", "scjg")
CONSUMER = MemberRef("CN", "GOV", "gjj")
PROVIDER_SYSTEM = SubsystemRef("CN", "GOV", "scjg", "登记")
CONSUMER_SYSTEM = SubsystemRef("CN", "GOV", "gjj", "loans")
GATEWAY = GatewayRef("CN", "GOV", "scjg", "gw1")
SERVICE = ServiceRef("CN", "GOV", "scjg", "登记", "license")
RESOURCE, GRANT, LOG = digest("resource"), digest("grant"), digest("log")
FIELDS: list[Record] = [("name", 1, 1, 0, digest("n")), ("id", 3, 2, 0, digest("i")), ("ok", 2, 3, 1, digest("o"))]


@pytest.fixture
def world() -> World:
    return World()


def test_members_and_what_they_own(world: World) -> None:
    world.member(PROVIDER, name="市场监督管理局")
    world.account(PROVIDER, address_of("officer"), 8, digest("person"))
    world.subsystem(PROVIDER_SYSTEM)
    world.gateway(GATEWAY, anchor=address_of("anchor"), tls=b"certificate")
    state = world.sync().state
    member = state.member(PROVIDER.id)
    assert member is not None
    assert (member.path, member.name, member.status) == (PROVIDER.path, "市场监督管理局", MemberStatus.ACTIVE)
    account = state.account(address_of("officer"))
    assert account is not None and (account.duties, account.member_id, account.active) == (8, PROVIDER.id, True)
    subsystem = state.subsystem(PROVIDER_SYSTEM.id)
    assert subsystem is not None and (subsystem.path, subsystem.active) == (PROVIDER_SYSTEM.path, True)
    (gateway,) = state.gateways_of(PROVIDER.id)
    assert gateway.path == GATEWAY.path
    assert gateway.tls_sha256 == hashlib.sha256(b"certificate").digest()
    assert (gateway.next_tls_sha256, gateway.anchor) == (ZERO, address_of("anchor"))
    assert state.gateways_of(CONSUMER.id) == ()
    assert len(state.members()) == len(state.subsystems()) == len(state.gateways()) == len(state.accounts()) == 1


def test_changes_of_a_member_hold_from_their_block(world: World) -> None:
    record = world.member(PROVIDER)
    admitted = world.ledger.head().number
    halted = (*record[:7], 123, 0)
    world.emit("Consortium", "MemberHalted", id=PROVIDER.id, record=halted, reason=digest("why"))
    suspended = (*record[:5], 3, *record[6:])
    world.emit("Consortium", "MemberSuspended", id=PROVIDER.id, record=suspended)
    replica = world.sync()
    ends = [replica.at(admitted + step).member(PROVIDER.id) for step in (-1, 0, 1, 2)]
    assert [None if one is None else (one.status, one.halted_until) for one in ends] == [
        None,
        (MemberStatus.ACTIVE, 0),
        (MemberStatus.ACTIVE, 123),
        (MemberStatus.SUSPENDED, 0),
    ]
    assert ends[1] is not None and ends[1].raw[1] == ("CN", "GOV", "scjg")


def test_resource_service_and_grants_newest_first(world: World) -> None:
    resource = world.resource(RESOURCE, PROVIDER, FIELDS, attribute=1)
    world.service(SERVICE, RESOURCE, [("GET", "/a/*"), ("", "")], active=False)
    first = world.grant(GRANT, CONSUMER_SYSTEM, resource, 0b01_10_01, items=[digest("item")], daily_cap=9)
    world.grant(digest("second"), CONSUMER_SYSTEM, resource, 1)
    state = world.sync().state
    found = state.resource(RESOURCE)
    assert found is not None
    assert (found.attribute, found.status, found.level) == (Attribute.UNCONDITIONAL, ResourceStatus.PUBLISHED, 3)
    assert [(one.code, one.default_profile) for one in found.fields] == [
        ("name", Profile.PLAIN),
        ("id", Profile.MASKED),
        ("ok", Profile.PREDICATE),
    ]
    assert (found.all_mask, found.public_mask) == (0b111, 0b001)
    service = state.service(SERVICE.id)
    assert service is not None
    assert (service.path, service.enabled, service.subsystem_id) == (SERVICE.path, False, PROVIDER_SYSTEM.id)
    assert service.endpoints == (Endpoint("GET", "/a/*"), Endpoint("", ""))
    assert state.services_of(PROVIDER.id) == (service,)
    grants = state.grants(CONSUMER_SYSTEM.id, RESOURCE)
    assert [one.grant_id for one in grants] == [digest("second"), GRANT]
    assert (grants[1].items, grants[1].daily_cap, grants[1].profile_of(1)) == ((digest("item"),), 9, Profile.MASKED)
    world.change_grant(first, 3)
    world.change_grant(first, 5)
    replica = world.sync()
    head = replica.head.number
    assert [one.state for one in replica.at(head - 1).grants(CONSUMER_SYSTEM.id, RESOURCE)] == [
        GrantState.ACTIVE,
        GrantState.REVOKED,
    ]
    assert len(replica.at(head).grants(CONSUMER_SYSTEM.id, RESOURCE)) == 1
    ended = replica.state.grant(GRANT)
    assert ended is not None and ended.state is GrantState.DISCARDED


def test_logs_and_anchors(world: World) -> None:
    log = world.log(LOG, GATEWAY, anchor=address_of("anchor"), profile=3)
    first = (LOG, 1, 5, digest("r1"), 0, ZERO, digest("a1"), digest("p1"), digest("n1"), digest("k"))
    second = (LOG, 2, 9, digest("r2"), 5, digest("r1"), digest("a2"), digest("p2"), digest("n2"), digest("k"))
    block = world.anchor(first)
    world.anchor(second)
    world.freeze(log, 7)
    replica = world.sync()
    opened, before = replica.at(block.number - 1).log(LOG), replica.at(block.number).log(LOG)
    assert opened is not None and (opened.size, opened.epoch, opened.frozen, opened.profile) == (0, 0, False, 3)
    assert before is not None and (before.size, before.root) == (5, digest("r1"))
    frozen = replica.state.log(LOG)
    assert frozen is not None
    assert (frozen.size, frozen.epoch, frozen.frozen, frozen.frozen_size) == (9, 2, True, 7)
    assert [one.size for one in replica.at(block.number).anchors(LOG)] == [5]
    anchors = replica.state.anchors(LOG)
    assert [(one.epoch, one.prev_size, one.pair_root) for one in anchors] == [
        (1, 0, digest("p1")),
        (2, 5, digest("p2")),
    ]
    assert (anchors[0].block, anchors[0].timestamp) == (block.number, block.timestamp)
    assert replica.state.logs_of(GATEWAY.id) == (frozen,)
    assert replica.state.anchors(digest("none")) == ()


@pytest.mark.parametrize("suite_number", [1, 2])
@pytest.mark.parametrize("fault", ["none", "old", "new"])
def test_rotation_counts_only_if_both_keys_signed(world: World, suite_number: int, fault: str) -> None:
    suite = get_suite(suite_number)
    old, new = suite.generate(), suite.generate()
    record = world.key(GATEWAY, suite_number, old.public.spki)
    message = rotation_message(GATEWAY.id, old.public.kid, new.public.kid)
    block = world.ledger.head().number + 1
    world.emit(
        "Consortium",
        "KeyRotated",
        oldKid=old.public.kid,
        newKid=new.public.kid,
        gateway=GATEWAY.id,
        oldRecord=(*record[:6], block + 100, 0),
        newRecord=(new.public.kid, GATEWAY.id, suite_number, 1, new.public.spki, block, 0, 0),
        oldSignature=old.sign(message if fault != "old" else message + b"x"),
        newSignature=new.sign(message) if fault != "new" else b"\0" * 64,
    )
    replica = world.sync()
    kept = replica.state.key(old.public.kid)
    assert kept is not None and (kept.valid_to, kept.purpose) == (block + 100, KeyPurpose.SIGN)
    assert replica.at(block - 1).key(old.public.kid) != kept
    assert (replica.state.key(new.public.kid) is not None) == (fault == "none")
    assert [one.accepted for one in replica.state.rotations()] == [fault == "none"]
    revoked = (new.public.kid, GATEWAY.id, suite_number, 1, new.public.spki, block, 0, block)
    world.emit("Consortium", "KeyRevoked", kid=new.public.kid, gateway=GATEWAY.id, record=revoked, reason=ZERO)
    found = world.sync().state.key(new.public.kid)
    assert (found is not None and found.revoked_since == block) == (fault == "none")
    assert replica.state.keys_of(GATEWAY.id, KeyPurpose.SIGN)[0].kid == old.public.kid


def test_a_rotation_that_this_machine_cannot_judge_keeps_its_whole_block_out(world: World) -> None:
    """Else what came before it in the block would be applied again with every try."""
    able: list[bool] = []

    def suites(number: int) -> Suite:
        if not able:
            raise SuiteUnavailable("no SM2 here")
        return get_suite(number)

    old, new = get_suite(2).generate(), get_suite(2).generate()
    record = world.key(GATEWAY, 2, old.public.spki)
    projection = Projection(world.consortium, suites=suites)
    replica = Replica(world.ledger, world.trust, projection.tables, projection)
    replica.sync()
    block = world.ledger.head().number + 1
    message = rotation_message(GATEWAY.id, old.public.kid, new.public.kid)
    head = (LOG, 1, 5, digest("r"), 0, ZERO, digest("a"), digest("p"), digest("n"), digest("k"))
    reported = world.event(
        "EvidenceAnchor", "EquivocationReported", log=LOG, reporter=address_of("reporter"), first=head,
        firstSignature=b"1", second=head, secondSignature=b"2",
    )  # fmt: skip
    rotated = world.event(
        "Consortium", "KeyRotated", oldKid=old.public.kid, newKid=new.public.kid, gateway=GATEWAY.id,
        oldRecord=(*record[:6], block + 100, 0),
        newRecord=(new.public.kid, GATEWAY.id, 2, 1, new.public.spki, block, 0, 0),
        oldSignature=old.sign(message), newSignature=new.sign(message),
    )  # fmt: skip
    world.ledger.emit(reported, rotated)
    for _ in range(3):
        with pytest.raises(SuiteUnavailable):
            replica.sync()
    assert replica.head.number == block - 1
    able.append(True)
    assert replica.sync() == 1
    assert len(replica.state.equivocations()) == 1
    assert [one.accepted for one in replica.state.rotations()] == [True]


def test_claims_and_equivocations(world: World) -> None:
    claim = (digest("c"), 2, 1, PROVIDER.id, GATEWAY.id, GATEWAY.id, LOG, 4, digest("h"), digest("d"), 5, 6, ZERO)
    world.emit("EvidenceAnchor", "ClaimMade", id=digest("c"), against=GATEWAY.id, record=claim)
    world.emit("EvidenceAnchor", "ClaimClosed", id=digest("c"), against=GATEWAY.id, record=(*claim[:2], 2, *claim[3:]))
    first = (LOG, 1, 5, digest("r1"), 0, ZERO, ZERO, ZERO, ZERO, digest("k"))
    second = (LOG, 1, 5, digest("r2"), 0, ZERO, ZERO, ZERO, ZERO, digest("k"))
    world.emit(
        "EvidenceAnchor",
        "EquivocationReported",
        log=LOG,
        reporter=address_of("auditor"),
        first=first,
        firstSignature=b"1",
        second=second,
        secondSignature=b"2",
    )
    state = world.sync().state
    closed = state.claim(digest("c"))
    assert closed is not None and (closed.state, closed.size, closed.hash) == (2, 4, digest("h"))
    assert state.claims() == (closed,)
    (reported,) = state.equivocations()
    assert (reported.first, reported.second, reported.reporter) == (first, second, address_of("auditor"))


def test_requests(world: World) -> None:
    terms = (1, (), 0, 0, 0, 9, b"")
    record = (
        digest("q"), CONSUMER_SYSTEM.id, CONSUMER.id, RESOURCE, PROVIDER.id, terms, digest("p"), digest("l"),
        digest("s"), digest("c"), 1, 10, 20, 0, 0, ZERO,
    )  # fmt: skip
    names = {"id": digest("q"), "demander": CONSUMER_SYSTEM.id, "resource": RESOURCE}
    world.emit("Authorization", "RequestSubmitted", **names, record=record)
    world.emit("Authorization", "RequestAnswered", **names, record=(*record[:10], 4, *record[11:]))
    state = world.sync().state
    (request,) = state.requests()
    assert request == state.request(digest("q"))
    assert (request.state.name, request.due_at, request.raw[5]) == ("REFUSED", 20, terms)


def test_events_of_strangers_and_of_contracts_that_were_replaced_count_for_nothing(world: World) -> None:
    stolen = world.event("Consortium", "MemberAdmitted", id=PROVIDER.id, record=_member_record())
    world.ledger.emit(EventLog(address_of("stranger"), stolen.topics, stolen.data))
    world.ledger.emit(EventLog(address_of("DataCatalogue"), stolen.topics, stolen.data))
    world.ledger.emit(EventLog(stolen.address, (), stolen.data), EventLog(stolen.address, (b"\1" * 32,), b""))
    assert world.sync().state.members() == ()
    world.emit("Consortium", "ContractNamed", name=b"EvidenceAnchor".ljust(32, b"\0"), at=address_of("new anchor"))
    world.log(LOG, GATEWAY, anchor=address_of("anchor"))
    replica = world.sync()
    assert replica.state.log(LOG) is None
    assert world.projection.contract("EvidenceAnchor") == address_of("new anchor")
    assert world.projection.contract("Consortium") == world.consortium
    assert world.projection.contract("Nothing") is None


def test_nobody_renames_the_pinned_consortium(world: World) -> None:
    world.emit("Consortium", "ContractNamed", name=b"Consortium".ljust(32, b"\0"), at=address_of("usurper"))
    world.emit("Consortium", "ContractNamed", name=b"PolicyView".ljust(32, b"\0"), at=world.consortium)
    world.member(PROVIDER)
    assert len(world.sync().state.members()) == 1
    assert world.projection.contract("Consortium") == world.consortium


def _member_record() -> Record:
    return (PROVIDER.id, ["CN", "GOV", "scjg"], "n", "u", 1, 2, 0, 0, 0)


@pytest.mark.parametrize(
    "record",
    [
        (digest("other"), ["CN", "GOV", "scjg"], "n", "u", 1, 2, 0, 0, 0),
        (PROVIDER.id, ["CN", "GOV"], "n", "u", 1, 2, 0, 0, 0),
        (PROVIDER.id, ["CN", "GOV", ".."], "n", "u", 1, 2, 0, 0, 0),
        (PROVIDER.id, ["CN", "GOV", "scjg"], "n", "u", 1, 9, 0, 0, 0),
    ],
)
def test_impossible_records_contradict_the_ledger(world: World, record: Record) -> None:
    world.emit("Consortium", "MemberAdmitted", id=PROVIDER.id, record=record)
    with pytest.raises(ReplicaContradicted):
        world.sync()


def test_events_that_do_not_decode_contradict_the_ledger(world: World) -> None:
    whole = world.event("Consortium", "MemberAdmitted", id=PROVIDER.id, record=_member_record())
    for cut in (
        EventLog(whole.address, whole.topics, whole.data[:-40]),
        EventLog(whole.address, whole.topics[:1], whole.data),
        EventLog(whole.address, whole.topics, b"\xff" * 256),
    ):
        fresh = World()
        fresh.ledger.emit(cut)
        with pytest.raises(ReplicaContradicted):
            fresh.sync()
