"""Random histories of violation cases and of the calendar on the real contracts: what the replica has from events alone
is what each view says, as of every block looked at."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from eth_abi.abi import encode

from chain_node.crypto.secp256k1 import keccak256
from chain_node.ids import GatewayRef
from chain_node.ledger.account import Account
from chain_node.ledger.bindings import (
    EVENTS,
    Accountability,
    Authorization,
    Consortium,
    EvidenceAnchor,
    WorkCalendar,
)
from chain_node.ledger.blocks import EventLog
from chain_node.ledger.errors import LedgerRefused, ReplicaContradicted
from chain_node.ledger.records_accountability import ViolationState, read_violation
from chain_node.ledger.workdays import add_working_days, is_working_day, working_days_between
from tests.contract_world import (
    AUTHORITY,
    CONSUMER,
    CONSUMER_SYSTEM,
    DAY,
    MEMBERS,
    PROVIDER,
    PROVIDER_SYSTEM,
    RESOURCE,
    ZERO,
    ContractWorld,
    Struct,
    digest,
    key_of,
)

FIELDS: list[Struct] = [("name", 2, 1, 0, digest("n"))]
GATEWAYS = (GatewayRef("CN", "GOV", "scjg", "gw1"), GatewayRef("CN", "GOV", "gjj", "gw1"))
NOBODY: Struct = (ZERO, [], "", "", 0, 0, 0, 0, 0)


def kind_of(contract: str, event: str) -> str:
    """The ABI type of an event's `record`."""
    (found,) = [one for one in EVENTS[contract].values() if one.name == event]
    return next(kind for parameter, kind, _ in found.parameters if parameter == "record")


VIOLATION = kind_of("Accountability", "ViolationReported")


class Player:
    """Plays random steps of cases; refused ones count too."""

    def __init__(self, world: ContractWorld, seed: int) -> None:
        self.world, self.random = world, random.Random(seed)
        self.count = self.refused = 0

    def name(self, what: str) -> bytes:
        self.count += 1
        return digest(f"{what} {self.count}")

    def found(self) -> None:
        world = self.world
        for system in (PROVIDER_SYSTEM, CONSUMER_SYSTEM):
            world.subsystem(system)
        for gateway in GATEWAYS:
            world.gateway(gateway, key_of(f"anchor {gateway.path}").address_bytes)
        world.resource(RESOURCE, "307006001/000001", 2, FIELDS)
        world.publish(RESOURCE)
        terms: Struct = (1, [], 0, 0, 0, world.now + 400 * DAY, b"")
        for number in range(4):
            world.request(digest(f"request {number}"), CONSUMER_SYSTEM, RESOURCE, terms)
            world.agree(digest(f"request {number}"), digest(f"grant {number}"), terms)

    def play(self, steps: int) -> None:
        moves = [self.report, self.demand, self.year, self.wait, *[self.go_on] * 8]
        for _ in range(steps):
            try:
                self.random.choice(moves)()
            except LedgerRefused:
                self.refused += 1

    def report(self) -> None:
        member, duty = self.random.choice([(PROVIDER, "audit"), (AUTHORITY, "officer"), (CONSUMER, "audit")])
        accused = self.random.choice([CONSUMER, CONSUMER, PROVIDER])
        data = Accountability.encode_report(accused.id, self.name("evidence"), ZERO, self.random.randrange(1, 4))
        self.world.act(member, duty, "Accountability", data)

    def demand(self) -> None:
        open_claims = [one for one in self.world.state.claims() if one.state == 1]
        silent = [one for one in self.world.state.claims() if one.state == 3]
        account = Account(self.world.ledger, key_of("anybody"))
        anchor = self.world.addresses["EvidenceAnchor"]
        if silent and self.random.random() < 0.5:
            data = Accountability.encode_report_unanswered(self.random.choice(silent).raw)
            account.transact(self.world.addresses["Accountability"], data)
        elif open_claims:
            self.world.ledger.seal(2 * DAY)
            account.transact(anchor, EvidenceAnchor.encode_close_claim(open_claims[0].raw))
        else:
            ours, theirs = GATEWAYS
            until = self.world.now + DAY + 100
            data = EvidenceAnchor.encode_request_demand(ours.id, theirs.id, self.name("request"), until)
            Account(self.world.ledger, key_of(f"anchor {ours.path}")).transact(anchor, data)

    def year(self) -> None:
        bits = self.random.getrandbits(365) | 1
        record = (self.random.choice([2027, 2028]), bits & (1 << 256) - 1, bits >> 256, self.name("notice"), False)
        self.world.by_vote(WorkCalendar.encode_load_year(record), "WorkCalendar")

    def wait(self) -> None:
        self.world.ledger.seal(self.random.choice([3_600, DAY, 10 * DAY]))

    def go_on(self) -> None:
        """The next step of some case, by somebody who may."""
        cases = [one for one in self.world.state.violations() if one.state not in (3, 6, 7)]
        if not cases:
            return
        case = self.random.choice(cases)
        accused = next(one for one in MEMBERS if one.id == case.accused)
        if case.state is ViolationState.REPORTED and self.random.random() < 0.8:
            data = Accountability.encode_state(case.raw, self.name("statement"))
            self.world.act(accused, "officer", "Accountability", data)
        elif case.state in (ViolationState.REPORTED, ViolationState.STATED):
            self.decide(case.raw, accused)
        elif case.state is ViolationState.UPHELD:
            data = Accountability.encode_appeal(case.raw, self.name("grounds"))
            self.world.act(accused, "security", "Accountability", data)
        else:
            self.decide_appeal(case.raw, accused)

    def decide(self, raw: Struct, accused: Any) -> None:
        if self.random.random() < 0.2:
            data = Accountability.encode_dismiss(raw, self.name("reason"))
        else:
            active = [digest(f"grant {number}") for number in range(4)]
            active = [one for one in active if self.world.grant_record(one)[6] == 1] if accused is CONSUMER else []
            grants = sorted(self.random.sample(active, min(len(active), self.random.randrange(3))))
            until = self.random.choice([0, self.world.now + self.random.randrange(1, 300) * DAY])
            member = self.world.member_record(accused)
            records = [self.world.grant_record(one) for one in grants]
            penalty = (self.random.random() < 0.5, until, grants)
            data = Accountability.encode_uphold(raw, self.name("reason"), penalty, member, records)
        self.world.act(AUTHORITY, "approver", "Accountability", data)

    def decide_appeal(self, raw: Struct, accused: Any) -> None:
        if self.random.random() < 0.3:
            data = Accountability.encode_confirm(raw, self.name("reason"))
        else:
            records = [self.world.grant_record(one) for one in raw[17][2]]
            member = self.world.member_record(accused)
            data = Accountability.encode_overturn(raw, self.name("reason"), member, records)
        judge = next(one for one in MEMBERS if one.id not in (raw[15], raw[1]))
        self.world.act(judge, "security", "Accountability", data)


def compare(world: ContractWorld, number: int) -> None:
    """Every view, as of block `number`, against the replica's state as of that block."""
    state = world.replica.at(number)

    def view(contract: Any, name: str, *values: Any) -> tuple[Any, ...]:
        data = world.view(contract.__name__, getattr(contract, f"encode_{name}")(*values), number)
        return tuple(getattr(contract, f"decode_{name}")(data))

    for case in state.violations():
        assert state.violation(case.violation_id) == case
        stored = keccak256(encode([VIOLATION], [case.raw]))
        assert view(Accountability, "violation_of", case.violation_id) == (stored,)
        assert view(Accountability, "awaited", case.raw) == case.awaited(state.block.timestamp)
    for member in state.members():
        found = state.tally(member.member_id)
        expected = (found.reported, found.unanswered, found.upheld)
        assert view(Accountability, "tally_of", member.member_id) == (expected,)
        assert view(Consortium, "standing_of", member.member_id)[0][4] == member.blacklisted_until
    for place in range(4):
        grant = state.grant(digest(f"grant {place}"))
        assert grant is not None
        (stored,) = view(Authorization, "grant_of", grant.grant_id)
        assert stored == keccak256(encode([kind_of("Authorization", "GrantCreated")], [grant.raw]))
    compare_years(state, view)


def compare_years(state: Any, view: Any) -> None:
    for number in (2026, 2027, 2028):
        year = state.year(number)
        if year is None:
            assert view(WorkCalendar, "revision_of", number) == (0,)
            continue
        assert view(WorkCalendar, "year_of", number) == (year.record(),)
        assert view(WorkCalendar, "revision_of", number) == (year.revision,)
    now = state.block.timestamp
    assert view(WorkCalendar, "is_working_day", now) == (is_working_day(state.year, now),)
    end = add_working_days(state.year, now, 20)
    assert view(WorkCalendar, "add_working_days", now, 20) == (end,)
    assert view(WorkCalendar, "working_days_between", now, end) == (working_days_between(state.year, now, end),)


@pytest.fixture(params=range(2))
def played(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Player]:
    world = ContractWorld(tmp_path / "ledger")
    player = Player(world, seed=request.param)
    player.found()
    yield player
    world.close()


def test_every_view_agrees_with_the_replica_after_random_histories(played: Player) -> None:
    world = played.world
    seen: set[ViolationState] = set()
    for _ in range(4):
        played.play(25)
        world.replica.sync()
        for number in {world.replica.head.number, played.random.randrange(40, world.replica.head.number)}:
            compare(world, number)
            seen |= {one.state for one in world.replica.at(number).violations()}
    assert played.refused < 60  # most steps happened
    assert len(seen) >= 4
    assert any(any(one.claim_id) for one in world.state.violations())


def test_a_record_that_no_contract_holds_contradicts_the_ledger() -> None:
    good: Struct = (*[ZERO] * 7, 1, 1, 0, 0, 0, ZERO, 0, 0, ZERO, ZERO, (False, 0, ()), 0, 0, ZERO, 0, 0, ZERO, ZERO)
    assert read_violation(good).raw == good
    for bad in ((*good[:8], 8, *good[9:]), good[:-1], (*good[:17], (False,), *good[18:])):
        with pytest.raises(ReplicaContradicted):
            read_violation(bad)


def test_years_of_a_contract_that_is_not_the_calendar_count_for_nothing(tmp_path: Path) -> None:
    world = ContractWorld(tmp_path / "ledger")
    (topic,) = [topic for topic, event in EVENTS["WorkCalendar"].items() if event.name == "YearLoaded"]
    before = world.state.year(2026)
    assert before is not None and world.state.year(2030) is None
    record = encode(["(uint16,uint256,uint256,bytes32,bool)"], [(2030, 7, 0, ZERO, False)])
    for data in (record, b"\1"):
        event = EventLog(bytes(20), (topic, (2030).to_bytes(32, "big")), data)
        world.projection.apply(world.replica.head, ZERO, 0, event)
    assert world.replica.state.year(2030) is None and world.replica.state.year(2026) == before
    world.close()
