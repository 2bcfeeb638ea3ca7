"""What the clocks of an approval case say at any moment, counted in working days as ApprovalCases counts them."""

from __future__ import annotations

from dataclasses import dataclass

from chain_node.ledger.records_cases import Case, CaseState
from chain_node.ledger.workdays import DAY, LONGEST_COUNT, LONGEST_SPAN, Years, add_working_days, working_days_between


@dataclass(frozen=True, slots=True)
class CaseClock:
    """The contract's `Clock`: `state` and `accepted_at` as of the moment asked about; `due_at`, `promised_at` are
    exclusive ends, 0 = not running. While a procedure runs they are what they would be if it ended now."""

    state: CaseState
    by_silence: bool
    accepted_at: int
    due_at: int
    promised_at: int
    stopped_days: int
    overdue: bool
    late: bool


def case_clock(case: Case, now: int, years: Years) -> CaseClock:
    """The clock of a case at `now`. `years`: `LedgerState.year`. Raises `YearMissing` where it counts days of one."""
    state, silent = case.state_at(now), case.state_at(now) is not case.state
    accepted_at = case.supplied_at if silent else case.accepted_at
    due_at, promised_at, stopped = case.due_at, case.promised_at, case.stopped_days
    if case.state is CaseState.SPECIAL:
        stopped += _between(years, case.stopped_at, now)
    if silent or case.state is CaseState.SPECIAL:
        due_at = _after(years, accepted_at, case.statutory_days + stopped)
        promised_at = _after(years, accepted_at, case.promised_days + stopped)
    end = case.decided_at or case.ended_at or now
    return CaseClock(
        state=state,
        by_silence=silent or case.by_silence,
        accepted_at=accepted_at,
        due_at=due_at,
        promised_at=promised_at,
        stopped_days=stopped,
        overdue=0 < due_at <= end,
        late=0 < promised_at <= end,
    )


def _after(years: Years, time: int, count: int) -> int:
    """The end of the last of `count` working days after `time`, in steps that the calendar takes."""
    while count > LONGEST_COUNT:
        time = add_working_days(years, time, LONGEST_COUNT) - 1
        count -= LONGEST_COUNT
    return add_working_days(years, time, count)


def _between(years: Years, start: int, end: int) -> int:
    """Working days from the day of `start` up to the day before that of `end`."""
    start, end, span, count = start - DAY, end - DAY, LONGEST_SPAN * DAY, 0
    while end - start > span:
        count += working_days_between(years, start, start + span)
        start += span
    return count + working_days_between(years, start, end)
