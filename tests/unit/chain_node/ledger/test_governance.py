"""Votes, recoveries, names, code and acts in the replica, event by event; whole histories are in test_every_view.py."""

from __future__ import annotations

import pytest

from chain_node.crypto.secp256k1 import checksum_address
from chain_node.ids import MemberRef
from chain_node.ledger.bindings import EVENTS
from chain_node.ledger.blocks import EventLog
from chain_node.ledger.errors import ContractForgotten, ReplicaContradicted
from chain_node.ledger.projection import Projection
from chain_node.ledger.records_governance import Limits, Role
from chain_node.ledger.replica import Replica
from chain_node.ledger.state import LedgerState
from tests.ledger_world import ZERO, Record, World, address_of, digest

FIRST, SECOND = MemberRef("CN", "GOV", "scjg"), MemberRef("CN", "GOV", "gjj")
PROPOSAL, SIGNER = digest("proposal"), address_of("signer")


@pytest.fixture
def world() -> World:
    return World()


def name(world: World, contract: str, at: bytes) -> None:
    world.emit("Consortium", "ContractNamed", name=contract.encode().ljust(32, b"\0"), at=at)


def act(world: World, relay: bytes, number: int) -> None:
    """The event of an act, by whatever contract."""
    made = world.event("Relay", "ExecutedForwardRequest", signer=SIGNER, nonce=number, success=True)
    world.ledger.emit(EventLog(relay, made.topics, made.data))


def test_a_proposal_counts_its_votes_until_it_is_carried_out(world: World) -> None:
    for ref in (FIRST, SECOND):
        world.member(ref)
    action, deadline = (checksum_address(world.consortium), b"call"), world.ledger.now + 600
    world.emit("Consortium", "ProposalOpened", id=PROPOSAL, proposer=FIRST.id, action=action, deadline=deadline)
    world.emit("Consortium", "VoteCast", id=PROPOSAL, member=FIRST.id)
    before = world.sync().state
    world.emit("Consortium", "VoteCast", id=PROPOSAL, member=SECOND.id)
    done = world.emit("Consortium", "ProposalExecuted", id=PROPOSAL, voters=3)
    state = world.sync().state
    (found,) = state.proposals()
    assert (found.target, found.call, found.votes) == (world.consortium, b"call", (FIRST.id, SECOND.id))
    assert (found.executed_at, found.counted) == (done.timestamp, 2)
    earlier = before.proposal(PROPOSAL)
    assert earlier is not None and earlier.votes == (FIRST.id,) and earlier.executed_at == 0
    assert [one.open_at(deadline - 1) for one in (earlier, found)] == [True, False] and not earlier.open_at(deadline)
    assert state.proposal(digest("none")) is None


def test_who_acts_and_who_counts(world: World) -> None:
    world.member(FIRST, roles=64 | 8)
    world.member(SECOND, roles=64, status=4)
    person = digest("person")
    world.account(FIRST, address_of("a"), 8, person)
    world.account(FIRST, address_of("b"), 16, person)
    world.account(FIRST, address_of("m"), 64)
    world.account(SECOND, address_of("c"), 8, person)
    state = world.sync().state
    acting = state.actor(address_of("a"))
    assert acting is not None and acting.duties == 8
    assert state.actor(address_of("c")) is None and state.actor(address_of("nobody")) is None  # removed, unknown
    assert (state.duties_of(FIRST.id, person), state.duties_of(FIRST.id)) == (24, 88)
    assert [one.member_id for one in state.active_with(Role.VOTER)] == [FIRST.id]
    assert [one.member_id for one in state.active_with(Role.REGULATOR)] == [FIRST.id]


def test_a_recovery_is_there_until_it_ends(world: World) -> None:
    record = (checksum_address(SIGNER), FIRST.id, 128, digest("person"), True)
    world.emit("Consortium", "RecoveryBegun", member=FIRST.id, record=record, notBefore=77)
    found = world.sync().state.recovery(FIRST.id)
    assert found is not None and (found.account, found.not_before) == (SIGNER, 77)
    world.emit("Consortium", "RecoveryCancelled", member=FIRST.id)
    assert world.sync().state.recovery(FIRST.id) is None


def test_limits_and_threshold_are_the_newest(world: World) -> None:
    assert (world.sync().state.limits, world.replica.state.threshold_bps) == (Limits(1_000, 5), 0)
    world.emit("Authorization", "LimitsSet", rows=7, reviewDays=3)
    for share in (6_667, 5_001):
        world.emit("Consortium", "ThresholdSet", thresholdBps=share)
    state = world.sync().state
    assert (state.limits, state.threshold_bps) == (Limits(7, 3), 5_001)


def test_acts_count_by_the_relay_that_has_the_name(world: World) -> None:
    old, new = address_of("old relay"), address_of("new relay")
    name(world, "Relay", old)
    act(world, old, 0)
    act(world, new, 4)  # before it has the name
    assert world.sync().state.next_act(SIGNER) == 1
    name(world, "Relay", new)
    state = world.sync().state
    assert (state.contract("Relay"), state.next_act(SIGNER), state.next_act(address_of("x"))) == (new, 5, 0)


def test_code_is_known_from_before_a_contract_has_a_name(world: World) -> None:
    proxy, code = address_of("proxy"), address_of("code")
    made = world.event("DataCatalogue", "Upgraded", implementation=code)
    world.ledger.emit(EventLog(proxy, made.topics, made.data))
    name(world, "DataCatalogue", proxy)
    state = world.sync().state
    assert state.implementation(proxy) == code and state.implementation(code) is None


def test_what_a_stranger_emits_is_ignored_and_what_ours_emit_decodes(world: World) -> None:
    made = world.event("DataCatalogue", "Upgraded", implementation=address_of("code"))
    bad = (made.topics[0],)  # the address is missing
    world.ledger.emit(EventLog(address_of("stranger"), bad, b""))
    assert world.sync().state.implementation(address_of("stranger")) is None
    world.ledger.emit(EventLog(address_of("DataCatalogue"), bad, b""))
    with pytest.raises(ReplicaContradicted):
        world.sync()


def publish(world: World, at: bytes, key: str, version: int = 1) -> None:
    """A catalogue at this address publishes a resource."""
    fields = [("name", 1, 1, 0, digest("n"))]
    record: Record = (
        digest(key), FIRST.id, "code", ZERO, ZERO, 1, ZERO, ZERO, ZERO, 1, 2, fields, [], 1, version, 3, 0, ZERO,
    )  # fmt: skip
    made = world.event("DataCatalogue", "ResourcePublished", id=digest(key), provider=FIRST.id, record=record)
    world.ledger.emit(EventLog(at, made.topics, made.data))


def test_a_contract_is_read_from_its_beginning_once_it_has_a_name_that_says_what_it_is(world: World) -> None:
    next_one = address_of("next catalogue")
    name(world, "Candidate", next_one)
    publish(world, next_one, "before")
    name(world, "DataCatalogue", next_one)
    name(world, "Candidate", address_of("elsewhere"))
    publish(world, next_one, "after")
    state = world.sync().state
    assert [one.resource_id for one in state.resources()] == [digest("before"), digest("after")]
    assert state.contract("Candidate") == address_of("elsewhere") == world.projection.contract("Candidate")
    assert state.contract("DataCatalogue") == next_one == world.projection.contract("DataCatalogue")


def test_the_records_are_those_of_the_address_that_has_the_name(world: World) -> None:
    old, new = address_of("DataCatalogue"), address_of("new catalogue")
    publish(world, old, "shared")
    publish(world, old, "old")
    publish(world, new, "shared", version=7)
    before = world.sync().state
    name(world, "DataCatalogue", new)
    away = world.sync().state
    publish(world, old, "meanwhile")  # it still is a contract
    name(world, "DataCatalogue", old)
    back = world.sync().state

    def shown(state: LedgerState) -> list[tuple[bytes, int]]:
        return [(one.resource_id, one.version) for one in state.resources()]

    assert shown(away) == [(digest("shared"), 7)] and away.version(digest("shared"), 1) is None
    assert shown(before) == [(digest("shared"), 1), (digest("old"), 1)]
    assert shown(back) == [*shown(before), (digest("meanwhile"), 1)]


@pytest.mark.parametrize("mistaken", ["PolicyView", "Authorization"])
def test_a_contract_that_first_got_a_wrong_name_is_known_from_its_beginning(world: World, mistaken: str) -> None:
    waiting, replaced = address_of("waiting"), address_of(mistaken)
    publish(world, waiting, "before")
    name(world, mistaken, waiting)
    publish(world, waiting, "meanwhile")
    topic = next(topic for topic, one in EVENTS["DataCatalogue"].items() if one.name == "ResourcePublished")
    world.ledger.emit(EventLog(waiting, (topic,), b"no record"))
    assert world.sync().state.resources() == ()
    name(world, mistaken, replaced)
    name(world, "DataCatalogue", waiting)
    found = [one.resource_id for one in world.sync().state.resources()]
    assert found == [digest("before"), digest("meanwhile")]
    world.ledger.emit(EventLog(waiting, (topic,), b"no record"))
    with pytest.raises(ReplicaContradicted):
        world.sync()


def test_a_contract_of_which_not_all_is_known_counts_as_unknown_until_another_has_the_name(world: World) -> None:
    """Somebody floods the ledger while a deployment waits for its name."""
    waiting = address_of("waiting")
    world.projection = Projection(world.consortium, most_unnamed=100)
    replica = Replica(world.ledger, world.trust, world.projection.tables, world.projection)
    publish(world, waiting, "before")
    name(world, "DataCatalogue", waiting)
    replica.sync()
    with pytest.raises(ContractForgotten):
        replica.state.resources()
    assert replica.state.contract("DataCatalogue") == waiting and replica.state.requests() == ()
    name(world, "DataCatalogue", address_of("DataCatalogue"))
    replica.sync()
    assert replica.state.resources() == ()


def test_what_does_not_decode_contradicts_the_ledger_once_its_contract_has_a_name(world: World) -> None:
    made = world.event("DataCatalogue", "Upgraded", implementation=address_of("code"))
    world.ledger.emit(EventLog(address_of("waiting"), (made.topics[0],), b""))
    world.sync()
    name(world, "DataCatalogue", address_of("waiting"))
    with pytest.raises(ReplicaContradicted):
        world.sync()


def test_names_that_are_no_text_stay_apart(world: World) -> None:
    for last, at in ((b"\x80", "first"), (b"\x81", "second")):
        world.emit("Consortium", "ContractNamed", name=(b"X" + last).ljust(32, b"\0"), at=address_of(at))
    state = world.sync().state
    found = [state.contract("X\x80"), state.contract("X\x81")]
    assert found == [address_of("first"), address_of("second")]


def test_what_a_prefix_claim_is_about_is_kept(world: World) -> None:
    checkpoint = (digest("log"), 1, 2, digest("root"), 0, ZERO, ZERO, ZERO, ZERO, digest("key"))
    values = {"id": digest("claim"), "log": digest("log"), "checkpoint": checkpoint, "signature": b"s" * 65}
    world.emit("EvidenceAnchor", "PrefixChallenged", **values)
    world.emit("Authorization", "RequestImported", id=digest("request"), source=digest("there"))
    state = world.sync().state
    found = state.challenge(digest("claim"))
    assert found is not None and (found.checkpoint, found.signature) == (checkpoint, b"s" * 65)
    assert state.imported_from(digest("request")) == digest("there")
    assert state.challenge(ZERO) is None and state.imported_from(ZERO) is None


def test_an_old_emergency_that_is_reviewed_does_not_come_back(world: World) -> None:
    """Both were opened in the same second: the newest is the one whose opening came last."""
    consumer, resource = digest("consumer"), digest("resource")

    def record(key: str, until: int, reviewed: int) -> tuple[object, ...]:
        return (
            digest(key), consumer, FIRST.id, resource, SECOND.id, digest("why"), 50, until, 90, reviewed, True, ZERO,
        )  # fmt: skip

    for event, key, until, reviewed in (
        ("BreakGlassOpened", "first", 100, 0), ("BreakGlassEnded", "first", 50, 0),
        ("BreakGlassOpened", "second", 100, 0), ("BreakGlassReviewed", "first", 50, 60),
    ):  # fmt: skip
        values = {"id": digest(key), "consumer": consumer, "resource": resource}
        world.emit("Authorization", event, **values, record=record(key, until, reviewed))
    found = world.sync().state.emergency(consumer, resource)
    assert found is not None and (found.break_glass_id, found.until) == (digest("second"), 100)


def test_the_years_of_a_calendar_count_whenever_it_has_the_name(world: World) -> None:
    at = address_of("calendar")
    made = world.event("WorkCalendar", "YearLoaded", year=2031, record=(2031, 7, 0, ZERO, False))
    world.ledger.emit(EventLog(at, made.topics, made.data))
    assert world.sync().state.year(2031) is None
    name(world, "WorkCalendar", at)
    assert world.sync().state.year(2031) is not None
    name(world, "WorkCalendar", address_of("another"))
    name(world, "WorkCalendar", at)  # and back: what it loaded still counts
    assert world.sync().state.year(2031) is not None
