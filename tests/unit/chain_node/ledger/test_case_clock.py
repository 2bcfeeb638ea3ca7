"""Clocks of cases at any moment. That the contract says the same after random histories is in test_every_view.py."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chain_node.ledger.case_clock import case_clock
from chain_node.ledger.records_cases import Case, CaseState, Procedure, read_case
from chain_node.ledger.workdays import DAY, Year, YearMissing

MONDAY = 4 * DAY  # 1970-01-05, eight in the morning in Shanghai
ID = bytes(range(32))


def every_day(year: int) -> Year:
    """A calendar without holidays."""
    return Year(year, (1 << 366) - 1, ID)


def case(state: CaseState, **changes: object) -> Case:
    raw = (
        ID, ID, ID, ID, (), 300, 3, state, False, False, False, 0, 0, MONDAY, MONDAY, MONDAY + 5 * DAY, 0, 0, 0,
        0, 0, 0, 0, 0, 0, bytes(32),
    )  # fmt: skip
    return replace(read_case(raw), **changes)  # type: ignore[arg-type]


def test_silence_starts_both_limits_when_the_case_was_supplied() -> None:
    waiting = case(CaseState.RECEIVED)
    before = case_clock(waiting, MONDAY + 5 * DAY - 1, every_day)
    assert (before.state, before.due_at, before.by_silence) == (CaseState.RECEIVED, 0, False)
    after = case_clock(waiting, MONDAY + 5 * DAY, every_day)
    assert (after.state, after.by_silence, after.accepted_at) == (CaseState.ACCEPTED, True, MONDAY)
    midnight = MONDAY + 16 * 3_600
    assert (after.promised_at, after.due_at) == (midnight + 3 * DAY, midnight + 300 * DAY)  # more than one call counts
    assert (after.late, after.overdue) == (True, False)


def test_a_procedure_stops_the_clock_however_long_it_takes() -> None:
    stopped = case(
        CaseState.SPECIAL, accepted_at=MONDAY, due_at=MONDAY + DAY, promised_at=MONDAY + DAY, stopped_at=MONDAY,
        stopped_days=2, procedure=Procedure(1),
    )  # fmt: skip
    found = case_clock(stopped, MONDAY + 1_500 * DAY, every_day)
    assert found.stopped_days == 1_502
    assert (found.promised_at, found.late) == (MONDAY + 16 * 3_600 + 1_505 * DAY, False)


def test_what_was_decided_is_late_or_not_for_ever() -> None:
    done = case(CaseState.CLOSED, accepted_at=MONDAY, due_at=MONDAY + 9 * DAY, promised_at=MONDAY + 2 * DAY,
                decided_at=MONDAY + 3 * DAY)  # fmt: skip
    found = case_clock(done, MONDAY + 900 * DAY, every_day)
    assert (found.overdue, found.late, found.due_at) == (False, True, MONDAY + 9 * DAY)


def test_days_of_a_year_that_is_not_loaded_are_not_counted() -> None:
    with pytest.raises(YearMissing):
        case_clock(case(CaseState.RECEIVED), MONDAY + 5 * DAY, lambda year: None)
