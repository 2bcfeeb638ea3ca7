"""The clocks of a case: told once and in time, working days from acceptance, stopped by special procedures only."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chain_node.ledger.bindings import ApprovalCases, WorkCalendar
from chain_node.ledger.records_cases import CaseState, Procedure
from tests.contracts.cases import (
    CASE,
    DOCUMENT,
    STEPS,
    act,
    bring,
    case_of,
    clock,
    opening,
    progress_question,
    record_question,
    step,
)
from tests.contracts.test_calendar import SHANGHAI, seconds, works, year
from tests.contracts.world import CONSUMER, DAY, HOUR, Struct, World, key_of, refused

SILENT = 5
"""Working days to tell, accept or decline."""


def ends(time: int, count: int) -> int:
    """The end of the last of `count` working days after `time`, counted a second time."""
    day = dt.datetime.fromtimestamp(time, SHANGHAI).date()
    while count:
        day += dt.timedelta(days=1)
        count -= works(day)
    return seconds(day + dt.timedelta(days=1))


def until(world: World, time: int) -> None:
    """Let time pass until the next transaction is sealed at `time`; views see the second before."""
    if time > world.now:
        world.ledger.travel(time - world.now)


def seen(world: World, time: int) -> Struct:
    """The clock that a view shows at `time`."""
    until(world, time + 1)
    return clock(world)


def between(world: World, first: dt.date, last: dt.date) -> int:
    """What the calendar counts."""
    data = WorkCalendar.encode_working_days_between(seconds(first, 9), seconds(last, 8))
    (found,) = WorkCalendar.decode_working_days_between(world.view("WorkCalendar", data))
    return int(found)


class TestCalendar:
    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(day=st.integers(0, 364), length=st.integers(0, 364))
    def test_days_between_are_those_that_walking_counts(self, world: World, day: int, length: int) -> None:
        first = dt.date(2026, 1, 1) + dt.timedelta(days=day)
        last = min(first + dt.timedelta(days=length), dt.date(2026, 12, 31))
        walked = sum(works(first + dt.timedelta(days=n + 1)) for n in range((last - first).days))
        assert between(world, first, last) == walked

    def test_a_span_that_runs_backwards_or_over_three_years_is_refused(self, world: World) -> None:
        for last in (dt.date(2026, 5, 4), dt.date(2029, 5, 6)):
            with refused("WorkCalendarSpanInvalid"):
                between(world, dt.date(2026, 5, 5), last)

    def test_a_span_into_a_year_that_is_not_loaded_is_refused(self, world: World) -> None:
        with refused("WorkCalendarYearNotLoaded"):
            between(world, dt.date(2026, 12, 30), dt.date(2027, 1, 1))
        world.by_vote(WorkCalendar.encode_load_year(year(2027, 365)), "WorkCalendar")
        assert between(world, dt.date(2026, 12, 30), dt.date(2027, 1, 2)) == 3


class TestAnswer:
    def test_it_counts_as_accepted_from_receipt_when_nobody_answered_in_time(self, world: World) -> None:
        act(world, opening())
        case = case_of(world)
        assert case.answer_by == ends(case.received_at, SILENT)
        assert seen(world, case.answer_by - 2) == (CaseState.RECEIVED, False, 0, 0, 0, 0, False, False)
        with refused("ApprovalCasesNotAcceptedYet"):
            act(world, ApprovalCases.encode_settle(world.record(CASE)))
        due, promised = (ends(case.received_at, count) for count in (10, 5))
        assert seen(world, case.answer_by) == (
            CaseState.ACCEPTED,
            True,
            case.received_at,
            due,
            promised,
            0,
            False,
            True,
        )
        assert case_of(world).state_at(case.answer_by) is CaseState.ACCEPTED

    def test_anybody_records_that(self, world: World) -> None:
        act(world, opening())
        record, before = world.record(CASE), case_of(world)
        expected = seen(world, before.answer_by)
        with world.changing(record_question(), progress_question()):
            done = world.act(key_of("anybody"), "ApprovalCases", ApprovalCases.encode_settle(record))
        assert done.event("CaseAcceptedBySilence")["record"] == world.record(CASE)
        case = case_of(world)
        assert (case.state, case.by_silence, case.accepted_at) == (CaseState.ACCEPTED, True, before.received_at)
        assert clock(world) == expected
        with refused("ApprovalCasesStepInvalid"):
            act(world, ApprovalCases.encode_settle(world.record(CASE)))
        with refused("GovernedRecordMismatch"):
            act(world, ApprovalCases.encode_settle(record))

    @pytest.mark.parametrize("name", ["begin review", "withdraw"])
    def test_the_next_step_records_it_first(self, world: World, name: str) -> None:
        act(world, opening())
        until(world, case_of(world).answer_by)
        done = step(world, name)
        assert [event.name for event in done.events] == ["CaseAcceptedBySilence", "CaseMoved"]
        assert done.events[0].values["record"][7] == CaseState.ACCEPTED
        assert case_of(world).by_silence and case_of(world).state is STEPS[name][1]

    def test_adding_a_department_records_it_first(self, world: World) -> None:
        act(world, opening(departments=[]))
        until(world, case_of(world).answer_by)
        done = act(world, ApprovalCases.encode_add_participants(world.record(CASE), [(CONSUMER.id, 1)]))
        assert [event.name for event in done.events] == ["CaseAcceptedBySilence", "ParticipantsAdded"]
        assert case_of(world).state is CaseState.ACCEPTED and len(case_of(world).participants) == 1

    @pytest.mark.parametrize("name", ["request correction", "decline", "accept"])
    def test_it_is_too_late_to_answer_then(self, world: World, name: str) -> None:
        act(world, opening())
        until(world, case_of(world).answer_by)
        with refused("ApprovalCasesStepInvalid"), world.changing():
            step(world, name)

    def test_the_correction_is_told_once(self, world: World) -> None:
        bring(world, CaseState.CORRECTION)
        first = case_of(world)
        assert (first.corrected, first.answer_by) == (True, 0)
        world.ledger.travel(9 * DAY)
        assert clock(world)[0] == CaseState.CORRECTION  # the applicant's time is not the lead's
        step(world, "receive correction")
        second = case_of(world)
        assert second.received_at == first.received_at < second.supplied_at
        assert second.answer_by == ends(second.supplied_at, SILENT)
        with refused("ApprovalCasesToldAlready"), world.changing():
            step(world, "request correction")

    def test_corrected_materials_count_as_accepted_from_their_own_receipt(self, world: World) -> None:
        bring(world, CaseState.CORRECTION)
        step(world, "receive correction")
        case = case_of(world)
        assert seen(world, case.answer_by)[:4] == (
            CaseState.ACCEPTED,
            True,
            case.supplied_at,
            ends(case.supplied_at, 10),
        )


class TestTime:
    def test_statutory_and_promised_days_run_from_acceptance(self, world: World) -> None:
        act(world, opening())
        world.ledger.travel(2 * DAY)
        step(world, "accept")
        case = case_of(world)
        assert case.accepted_at > case.received_at and not case.by_silence
        assert (case.due_at, case.promised_at) == (ends(case.accepted_at, 10), ends(case.accepted_at, 5))

    def test_silence_is_overdue_and_never_consent(self, world: World) -> None:
        bring(world, CaseState.REVIEW)
        case = case_of(world)
        for end, expected in (
            (case.promised_at - 1, (False, False)),
            (case.promised_at, (False, True)),
            (case.due_at - 1, (False, True)),
            (case.due_at, (True, True)),
        ):
            assert seen(world, end)[6:] == expected == (case.overdue_at(end), case.late_at(end))
        assert clock(world)[0] == CaseState.REVIEW

    def test_a_decision_that_came_too_late_stays_marked(self, world: World) -> None:
        bring(world, CaseState.REVIEW)
        until(world, case_of(world).promised_at)
        step(world, "grant")
        world.ledger.travel(40 * DAY)
        assert clock(world)[6:] == (False, True)
        step(world, "close")
        assert clock(world)[6:] == (False, True) == (case_of(world).overdue_at(2**40), case_of(world).late_at(2**40))

    def test_a_case_without_a_clock_is_never_overdue(self, world: World) -> None:
        bring(world, CaseState.DECLINED)
        world.ledger.travel(400 * DAY)
        assert clock(world)[6:] == (False, False)

    def test_the_clock_asks_for_the_newest_record(self, world: World) -> None:
        bring(world, CaseState.REVIEW)
        record = world.record(CASE)
        for changed, error in (((*record[:5], 9, *record[6:]), "GovernedRecordMismatch"),
                               ((DOCUMENT, *record[1:]), "ApprovalCasesUnknown")):  # fmt: skip
            with refused(error):
                world.view("ApprovalCases", ApprovalCases.encode_clock_of(changed))

    def test_days_beyond_one_count_of_the_calendar_are_counted_on(self, world: World) -> None:
        for number in (2027, 2028, 2029, 2030, 2031):
            world.by_vote(WorkCalendar.encode_load_year(year(number, 366 if number == 2028 else 365)), "WorkCalendar")
        act(world, opening(departments=[], days=(250, 250)))
        for name in ("accept", "begin review"):
            step(world, name)
        before = case_of(world)
        step(world, "begin procedure")
        world.ledger.travel(1_100 * DAY)
        step(world, "end procedure")
        after = case_of(world)
        assert after.stopped_days > 1_050
        assert after.due_at - before.due_at == after.stopped_days * DAY  # every day of these years is worked


class TestProcedure:
    @pytest.mark.parametrize("procedure", list(Procedure)[1:], ids=lambda one: one.name)
    def test_each_of_the_six_stops_the_clock(self, world: World, procedure: Procedure) -> None:
        bring(world, CaseState.REVIEW)
        before = case_of(world)
        act(world, ApprovalCases.encode_begin_procedure(world.record(CASE), procedure, DOCUMENT))
        stopped = case_of(world)
        assert (stopped.procedure, stopped.due_at) == (procedure, before.due_at) and stopped.stopped_at
        until(world, stopped.stopped_at + 7 * DAY)  # Tuesday to Tuesday: five working days
        assert clock(world)[3:6] == (ends(before.accepted_at, 15), ends(before.accepted_at, 10), 5)
        step(world, "end procedure")
        after = case_of(world)
        assert (after.stopped_days, after.procedure, after.stopped_at) == (5, Procedure.NONE, 0)
        assert (after.due_at, after.promised_at) == (ends(before.accepted_at, 15), ends(before.accepted_at, 10))

    def test_several_add_up(self, world: World) -> None:
        bring(world, CaseState.REVIEW)
        for days in (2, 1):
            step(world, "begin procedure")
            world.ledger.travel(days * DAY)
            step(world, "end procedure")
        assert case_of(world).stopped_days == 3
        assert case_of(world).due_at == ends(case_of(world).accepted_at, 13)

    def test_one_that_began_too_late_makes_nothing_good(self, world: World) -> None:
        bring(world, CaseState.REVIEW)
        until(world, case_of(world).due_at)
        step(world, "begin procedure")
        world.ledger.travel(3 * DAY)
        assert clock(world)[6:] == (True, True) == (case_of(world).overdue_at(2**40), case_of(world).late_at(2**40))

    def test_a_case_withdrawn_meanwhile_was_in_time(self, world: World) -> None:
        bring(world, CaseState.SPECIAL)
        world.ledger.travel(20 * DAY)
        step(world, "withdraw")
        assert (case_of(world).stopped_at, clock(world)[6:]) == (0, (False, False))
        world.ledger.travel(20 * DAY)
        assert clock(world)[6:] == (False, False)

    @settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        days=st.integers(1, 8),
        start=st.integers(0, 9 * DAY),
        length=st.integers(0, 8 * DAY),
    )
    def test_a_case_in_time_when_the_clock_stops_is_in_time_when_it_goes_on(
        self, world: World, days: int, start: int, length: int
    ) -> None:
        snapshot, records = world.ledger.snapshot(), dict(world.records)
        act(world, opening(departments=[], days=(days, days)))
        for name in ("accept", "begin review"):
            step(world, name)
        world.ledger.travel(start)
        step(world, "begin procedure")
        case = case_of(world)
        before = case.stopped_at >= case.due_at
        for part in (length // 2, length - length // 2, HOUR):
            assert clock(world)[6] == before == case.overdue_at(world.now)
            world.ledger.travel(part)
        step(world, "end procedure")
        assert clock(world)[6] == before == case_of(world).overdue_at(world.now)
        world.ledger.revert(snapshot)
        world.records = records
