"""Random histories of approval cases on the real contracts: what the replica has from events alone is what the views of
ApprovalCases say, as of every block looked at."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from eth_abi.abi import encode

from chain_node.crypto.secp256k1 import keccak256
from chain_node.ledger.bindings import EVENTS, ApprovalCases
from chain_node.ledger.errors import LedgerRefused
from chain_node.ledger.records_cases import Case, CaseState, MaterialSource, Opinion, Procedure
from chain_node.ledger.state import LedgerState
from tests.contract_world import AUTHORITY, CONSUMER, DAY, MEMBERS, PROVIDER, ZERO, ContractWorld, Struct, digest

DOCUMENT = digest("a signed document")
ITEMS = [digest("item 1"), digest("item 2")]
_TYPES = {
    name: kind
    for event in EVENTS["ApprovalCases"].values()
    for name, kind, _ in event.parameters
    if name in ("record", "decision", "material")
}


def stored(name: str, raw: Struct) -> bytes:
    """What the contract stores of a record."""
    return keccak256(encode([_TYPES[name]], [raw]))


class Player:
    """Plays random steps; most are allowed, some are refused, and both must leave replica and contract agreed."""

    def __init__(self, world: ContractWorld, seed: int) -> None:
        self.world = world
        self.random = random.Random(seed)
        self.count = self.done = self.refused = 0

    def play(self, steps: int) -> None:
        moves = [self.open, self.work, self.work, self.advance, self.advance, self.advance, self.material, self.wait]
        for _ in range(steps):
            try:
                self.random.choice(moves)()
                self.done += 1
            except LedgerRefused:
                self.refused += 1

    def open(self) -> None:
        lead = self.random.choice(MEMBERS)
        others = [one for one in MEMBERS if one != lead]
        named = [(one.id, self.random.randrange(3)) for one in self.random.sample(others, self.random.randrange(3))]
        self.count += 1
        case = digest(f"case {self.count}")
        item, days = self.random.choice(ITEMS), self.random.randrange(1, 20)
        data = ApprovalCases.encode_open_case(case, digest("number"), item, named, days, self.random.randint(1, days))
        self.world.act(lead, "officer", "ApprovalCases", data)

    def case(self) -> Case:
        cases = self.world.state.cases()
        if not cases or self.random.random() < 0.05:
            raise LedgerRefused("there is no case")
        lively = [one for one in cases if one.open]
        return self.random.choice(lively or cases)

    def lead(self, case: Case) -> Any:
        return next(one for one in MEMBERS if one.id == case.lead)

    def advance(self) -> None:
        """The lead takes a step that the state allows, or any."""
        case, raw = (found := self.case()), found.raw
        steps: dict[CaseState, list[tuple[str, bytes]]] = {
            CaseState.RECEIVED: [
                ("officer", ApprovalCases.encode_accept(raw)),
                ("officer", ApprovalCases.encode_accept(raw)),
                ("officer", ApprovalCases.encode_request_correction(raw, DOCUMENT)),
                ("approver", ApprovalCases.encode_decline(raw, DOCUMENT)),
                ("officer", ApprovalCases.encode_settle(raw)),
                ("officer", ApprovalCases.encode_begin_review(raw)),
            ],
            CaseState.CORRECTION: [("officer", ApprovalCases.encode_receive_correction(raw))],
            CaseState.DECLINED: [("officer", ApprovalCases.encode_deliver(raw, DOCUMENT))],
            CaseState.ACCEPTED: [("officer", ApprovalCases.encode_begin_review(raw))],
            CaseState.REVIEW: [
                ("officer", ApprovalCases.encode_begin_procedure(raw, self.random.choice(list(Procedure)), DOCUMENT)),
                ("approver", ApprovalCases.encode_conclude(raw, self.random.random() < 0.7, DOCUMENT)),
                ("approver", ApprovalCases.encode_conclude(raw, True, DOCUMENT)),
            ],
            CaseState.SPECIAL: [("officer", ApprovalCases.encode_end_procedure(raw, DOCUMENT))],
            CaseState.GRANTED: [("officer", ApprovalCases.encode_close_case(raw, digest("certificate")))],
            CaseState.DENIED: [("officer", ApprovalCases.encode_close_case(raw, ZERO))],
            CaseState.CLOSED: [("officer", ApprovalCases.encode_deliver(raw, DOCUMENT))],
        }
        allowed = steps.get(case.state, [])
        if not allowed or self.random.random() < 0.08:
            allowed = [("officer", ApprovalCases.encode_withdraw(raw, DOCUMENT))]
        duty, data = self.random.choice(allowed)
        self.world.act(self.lead(case), duty, "ApprovalCases", data)

    def work(self) -> None:
        """A department decides, is passed over, or joins."""
        case = self.case()
        member, draw = self.random.choice(MEMBERS), self.random.random()
        if draw < 0.7:
            opinion = self.random.choice([Opinion.AGREE, Opinion.AGREE, Opinion.DISAGREE, Opinion.NO_OBJECTION])
            data = ApprovalCases.encode_decide(case.raw, opinion, DOCUMENT)
            self.world.act(member, "approver", "ApprovalCases", data)
        elif draw < 0.85:
            data = ApprovalCases.encode_pass_over(case.raw, member.id, DOCUMENT)
            self.world.act(self.lead(case), "approver", "ApprovalCases", data)
        else:
            added = [(member.id, self.random.randrange(4))]
            data = ApprovalCases.encode_add_participants(case.raw, added)
            self.world.act(self.lead(case), "officer", "ApprovalCases", data)

    def material(self) -> None:
        case, source = self.case(), self.random.choice(list(MaterialSource))
        self.count += 1
        material, earlier = digest(f"material {self.count}"), ZERO
        if source is MaterialSource.REUSE:
            known = [one for other in self.world.state.cases() for one in self.world.state.materials_of(other.case_id)]
            if known:
                found = self.random.choice(known)
                material, earlier = found.material_id, found.case_id
        member = self.random.choice([self.lead(case), self.random.choice(MEMBERS)])
        data = ApprovalCases.encode_attach(case.case_id, material, digest("c"), digest("code"), source, earlier)
        self.world.act(member, "officer", "ApprovalCases", data)

    def wait(self) -> None:
        self.world.ledger.seal(self.random.choice([1, 3_600, DAY, 2 * DAY]))


def compare(world: ContractWorld, number: int) -> set[CaseState]:
    """Every view as of block `number` against the replica's state as of that block; the states seen."""
    state = world.replica.at(number)

    def view(name: str, *values: Any) -> tuple[Any, ...]:
        data = world.view("ApprovalCases", getattr(ApprovalCases, f"encode_{name}")(*values), number)
        return tuple(getattr(ApprovalCases, f"decode_{name}")(data))

    for case in state.cases():
        key = case.case_id
        assert view("case_of", key) == (stored("record", case.raw),)
        assert view("standing_of", key) == (True, case.open, case.lead, case.item)
        for member in MEMBERS:
            assert view("is_participant", key, member.id) == (case.has_participant(member.id),)
        compare_work(state, case, view)
        (clock,) = view("clock_of", case.raw)
        now = state.block.timestamp
        assert clock[0] == case.state_at(now)
        if clock[0] == case.state:  # not accepted by a silence that nobody has recorded yet
            assert clock[6:] == (case.overdue_at(now), case.late_at(now))
            assert clock[1:3] == (case.by_silence, case.accepted_at)
            if case.state is not CaseState.SPECIAL:
                assert clock[3:6] == (case.due_at, case.promised_at, case.stopped_days)
    return {case.state for case in state.cases()}


def compare_work(state: LedgerState, case: Case, view: Any) -> None:
    """Decisions, materials and what the contract counts of them."""
    materials, newest = state.materials_of(case.case_id), {}
    for material in materials:
        expected = stored("material", material.raw)
        assert view("material_of", case.case_id, material.material_id) == (expected,)
    for decision in state.decisions_of(case.case_id):
        newest[decision.member_id] = decision
    bits = dict.fromkeys(Opinion, 0)
    for place, one in enumerate(case.participants):
        found = newest.get(one.member_id)
        expected = ZERO if found is None else stored("decision", found.raw)
        assert view("decision_of", case.case_id, one.member_id) == (expected,)
        if found is not None:
            bits[found.opinion] |= 1 << place
    decided = bits[Opinion.AGREE] | bits[Opinion.DISAGREE] | bits[Opinion.NO_OBJECTION]
    reused = sum(one.reused for one in materials)
    expected_progress = (
        case.state, decided, bits[Opinion.PASSED_OVER], bits[Opinion.DISAGREE], len(materials), reused,
    )  # fmt: skip
    assert view("progress_of", case.case_id) == (expected_progress,)
    if case.decided_at:
        assert (case.passed_over, case.disagreed) == (bits[Opinion.PASSED_OVER], bits[Opinion.DISAGREE])


@pytest.fixture(params=range(2))
def played(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Player]:
    world = ContractWorld(tmp_path / "ledger")
    yield Player(world, seed=request.param)
    world.close()


def test_every_view_agrees_with_the_replica_after_random_histories(played: Player) -> None:
    world, seen = played.world, set[CaseState]()
    first = world.replica.sync()
    for _ in range(4):
        played.play(50)
        world.replica.sync()
        for number in {world.replica.head.number, played.random.randrange(20, world.replica.head.number)}:
            seen |= compare(world, number)
    assert first is None or played.done > 60
    assert len(seen) >= 8  # most states were come to


def test_what_a_state_knew_before_stays_what_it_was(tmp_path: Path) -> None:
    world = ContractWorld(tmp_path / "ledger")
    case = digest("case")
    opening = ApprovalCases.encode_open_case(case, digest("number"), ITEMS[0], [(CONSUMER.id, 1)], 5, 5)
    world.act(PROVIDER, "officer", "ApprovalCases", opening)
    before = world.state
    attach = ApprovalCases.encode_attach(case, digest("m"), digest("c"), digest("code"), MaterialSource.UPLOAD, ZERO)
    world.act(CONSUMER, "officer", "ApprovalCases", attach)
    found = before.case(case)
    assert found is not None and before.materials_of(case) == () == before.decisions_of(case)
    world.act(PROVIDER, "officer", "ApprovalCases", ApprovalCases.encode_accept(found.raw))
    after = world.state.case(case)
    assert after is not None and (found.state, after.state) == (CaseState.RECEIVED, CaseState.ACCEPTED)
    assert len(world.state.materials_of(case)) == 1 and world.state.case(digest("x")) is None
    assert (found.has_participant(PROVIDER.id), found.has_participant(AUTHORITY.id)) == (True, False)
    world.close()
