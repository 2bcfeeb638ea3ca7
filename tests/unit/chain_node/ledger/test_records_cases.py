"""Approval cases as values: read from records, and clocks as of any moment."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chain_node.ledger.errors import ReplicaContradicted
from chain_node.ledger.records_cases import (
    FOLLOWERS,
    OPEN,
    Case,
    CaseState,
    Opinion,
    Participant,
    read_case,
    read_decision,
    read_material,
)

ID = bytes(range(32))
RAW = (
    ID, ID, ID, ID, ((ID, 1),), 10, 5, 5, False, False, False, 0, 0, 100, 100, 200, 150, 0, 1_000, 500, 0, 0, 0, 0, 0,
    bytes(32),
)  # fmt: skip
DECISION = (ID, ID, 1, 2, ID, 100)
MATERIAL = (ID, ID, ID, ID, 3, bytes(32), ID, 100)


def case(**changes: object) -> Case:
    return replace(read_case(RAW), **changes)  # type: ignore[arg-type]


def test_a_record_is_read_whole() -> None:
    found = read_case(RAW)
    assert (found.participants, found.state, found.due_at) == ((Participant(ID, 1),), CaseState.REVIEW, 1_000)
    assert found.raw == RAW and found.certificate == bytes(32)
    assert read_decision(DECISION).opinion is Opinion.DISAGREE
    assert not read_material(MATERIAL).reused and read_material((*MATERIAL[:4], 1, *MATERIAL[5:])).reused


@pytest.mark.parametrize(
    "raw",
    [(*RAW[:7], 12, *RAW[8:]), (*RAW[:11], 7, *RAW[12:]), (*RAW[:4], ((ID,),), *RAW[5:]), RAW[:-1], (*RAW, 0), ()],
    ids=["state", "procedure", "participant", "short", "long", "empty"],
)
def test_a_record_that_the_contract_cannot_hold_contradicts_the_ledger(raw: tuple[object, ...]) -> None:
    with pytest.raises(ReplicaContradicted):
        read_case(raw)


def test_so_do_decisions_and_materials() -> None:
    for read, raw in ((read_decision, DECISION), (read_material, MATERIAL)):
        for wrong in ((*raw[:3], 9, *raw[4:]) if read is read_decision else (*raw[:4], 9, *raw[5:]), raw[:-1], ()):
            with pytest.raises(ReplicaContradicted):
                read(wrong)


def test_a_case_that_nobody_answered_in_time_is_accepted() -> None:
    received = case(state=CaseState.RECEIVED, due_at=0, promised_at=0)
    assert [received.state_at(now) for now in (199, 200)] == [CaseState.RECEIVED, CaseState.ACCEPTED]
    assert case().state_at(2**40) is CaseState.REVIEW


@pytest.mark.parametrize(
    ("changes", "now", "expected"),
    [
        ({}, 499, (False, False)),
        ({}, 500, (False, True)),
        ({}, 1_000, (True, True)),
        ({"decided_at": 499}, 2_000, (False, False)),
        ({"decided_at": 600, "ended_at": 2_000}, 3_000, (False, True)),
        ({"ended_at": 1_000}, 3_000, (True, True)),
        ({"stopped_at": 999}, 3_000, (False, True)),
        ({"due_at": 0, "promised_at": 0}, 3_000, (False, False)),
    ],
)
def test_overdue_is_derived(changes: dict[str, object], now: int, expected: tuple[bool, bool]) -> None:
    found = case(**changes)
    assert (found.overdue_at(now), found.late_at(now)) == expected


def test_every_state_is_in_the_table_and_only_two_are_final() -> None:
    assert set(FOLLOWERS) == set(CaseState)
    assert {one for one, after in FOLLOWERS.items() if not after} == {CaseState.DELIVERED, CaseState.WITHDRAWN}
    reached, waiting = set[CaseState](), [CaseState.NONE]
    while waiting:
        state = waiting.pop()
        waiting += FOLLOWERS[state] - reached
        reached |= FOLLOWERS[state]
    assert reached == set(CaseState) - {CaseState.NONE}


def test_a_case_that_is_over_opens_never_again() -> None:
    over = set(CaseState) - OPEN - {CaseState.NONE}
    assert all(not FOLLOWERS[one] & OPEN for one in over)
