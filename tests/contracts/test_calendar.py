"""Working days: the official notice of 2026, day by day, against a count of its own."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chain_node.ledger import workdays
from chain_node.ledger.bindings import WorkCalendar
from tests.contracts.tester import Done
from tests.contracts.world import PROVIDER as SOMEBODY
from tests.contracts.world import World, hand, key_of, refused

SHANGHAI = dt.timezone(dt.timedelta(hours=8))
OFF = [("01-01", "01-03"), ("02-15", "02-23"), ("04-04", "04-06"), ("05-01", "05-05"), ("06-19", "06-21"),
       ("09-25", "09-27"), ("10-01", "10-07")]  # fmt: skip
MADE_UP = ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"]


def works(day: dt.date) -> bool:
    """The notice, read a second time."""
    text = day.strftime("%m-%d")
    if any(first <= text <= last for first, last in OFF):
        return False
    return day.weekday() < 5 or text in MADE_UP


def seconds(day: dt.date, hour: int = 0) -> int:
    return int(dt.datetime.combine(day, dt.time(hour), SHANGHAI).timestamp())


def add(world: World, time: int, count: int) -> int:
    data = WorkCalendar.encode_add_working_days(time, count)
    (found,) = WorkCalendar.decode_add_working_days(world.view("WorkCalendar", data))
    return int(found)


def test_every_day_of_2026_is_what_the_notice_says(world: World) -> None:
    (record,) = WorkCalendar.decode_year_of(world.view("WorkCalendar", WorkCalendar.encode_year_of(2026)))
    bits = record[1] | record[2] << 256
    days = [dt.date(2026, 1, 1) + dt.timedelta(days=n) for n in range(365)]
    assert [bits >> n & 1 == 1 for n in range(365)] == [works(day) for day in days]
    assert bits >> 365 == 0


@pytest.mark.parametrize(
    ("start", "hour", "count", "end"),
    [
        ("2026-11-24", 14, 1, "2026-11-26"),
        ("2026-11-27", 0, 1, "2026-12-01"),
        ("2026-11-27", 23, 10, "2026-12-12"),
        ("2026-02-13", 9, 1, "2026-02-15"),
        ("2026-02-14", 9, 1, "2026-02-25"),
        ("2026-09-30", 9, 3, "2026-10-11"),
    ],
)  # fmt: skip
def test_examples(world: World, start: str, hour: int, count: int, end: str) -> None:
    """The end is the first moment of the day after the last working day."""
    assert add(world, seconds(dt.date.fromisoformat(start), hour), count) == seconds(dt.date.fromisoformat(end))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(day=st.integers(0, 300), second=st.integers(0, 86_399), count=st.integers(1, 40))
def test_any_count_equals_walking_day_by_day(world: World, day: int, second: int, count: int) -> None:
    start = dt.date(2026, 1, 1) + dt.timedelta(days=day)
    walked, left = start, count
    while left:
        walked += dt.timedelta(days=1)
        if walked.year != 2026:
            with refused("WorkCalendarYearNotLoaded"):
                add(world, seconds(start) + second, count)
            return
        left -= works(walked)
    assert add(world, seconds(start) + second, count) == seconds(walked + dt.timedelta(days=1))


def test_a_year_that_is_not_loaded_is_an_error(world: World) -> None:
    with refused("WorkCalendarYearNotLoaded"):
        add(world, seconds(dt.date(2026, 12, 31)), 1)
    for time in (0, seconds(dt.date(2027, 5, 5)), 2**63):
        with refused("WorkCalendarYearNotLoaded"):
            world.view("WorkCalendar", WorkCalendar.encode_is_working_day(time))


def year(number: int, length: int, provisional: bool = False) -> tuple[int, int, int, bytes, bool]:
    """A year in which every day is worked."""
    bits = (1 << length) - 1
    return number, bits & (1 << 256) - 1, bits >> 256, b"n" * 32, provisional


def test_counting_goes_on_into_a_year_that_was_loaded_by_vote(world: World) -> None:
    with world.changing(("WorkCalendar", WorkCalendar.encode_year_of(2026))):
        load(world, year(2026, 365))
    with world.changing(*(("WorkCalendar", WorkCalendar.encode_revision_of(one)) for one in (2027, 2028))):
        for record in (year(2027, 365, True), year(2028, 366)):
            assert load(world, record).event("YearLoaded")["record"] == record
    eve = seconds(dt.date(2026, 12, 31), 12)
    assert add(world, eve, 1) == seconds(dt.date(2027, 1, 2))
    assert add(world, seconds(dt.date(2027, 12, 30)), 62) == seconds(dt.date(2028, 3, 2))
    leap_day = WorkCalendar.encode_is_working_day(seconds(dt.date(2028, 2, 29), 23))
    assert WorkCalendar.decode_is_working_day(world.view("WorkCalendar", leap_day)) == (True,)


def load(world: World, record: tuple[int, int, int, bytes, bool]) -> Done:
    return world.by_vote(WorkCalendar.encode_load_year(record), "WorkCalendar")


def revision(world: World, number: int) -> int:
    data = WorkCalendar.encode_revision_of(number)
    (found,) = WorkCalendar.decode_revision_of(world.view("WorkCalendar", data))
    return int(found)


def test_a_year_is_replaced_by_vote_and_it_shows(world: World) -> None:
    (before,) = WorkCalendar.decode_year_of(world.view("WorkCalendar", WorkCalendar.encode_year_of(2026)))
    assert (revision(world, 2026), revision(world, 2027)) == (1, 0)
    made_up = (before[0], before[1] | 1 << 2, before[2], b"n" * 32, False)
    values = load(world, made_up).event("YearReplaced")
    assert (values["record"], values["previous"], values["revision"]) == (made_up, before, 2)
    assert revision(world, 2026) == 2
    saturday = WorkCalendar.encode_is_working_day(seconds(dt.date(2026, 1, 3)))
    assert WorkCalendar.decode_is_working_day(world.view("WorkCalendar", saturday)) == (True,)


def test_the_same_year_once_more_is_refused(world: World) -> None:
    with refused("WorkCalendarYearUnchanged"):
        load(world, world.founding.years[0].record())


def between(world: World, start: int, end: int) -> int:
    data = WorkCalendar.encode_working_days_between(start, end)
    (found,) = WorkCalendar.decode_working_days_between(world.view("WorkCalendar", data))
    return int(found)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(day=st.integers(0, 300), second=st.integers(0, 86_399), count=st.integers(1, 40))
def test_counting_back_gives_the_count_and_replicas_count_alike(
    world: World, day: int, second: int, count: int
) -> None:
    start = seconds(dt.date(2026, 1, 1) + dt.timedelta(days=day)) + second
    years = {2026: world.founding.years[0]}
    if day + 3 * count > 320:
        count = 1
    end = add(world, start, count)
    assert end == workdays.add_working_days(years.get, start, count)
    assert between(world, start, end - 1) == count
    assert between(world, start, end) in (count, count + 1)
    for last in (end - 1, end):
        assert between(world, start, last) == workdays.working_days_between(years.get, start, last)
        data = WorkCalendar.encode_is_working_day(last)
        (works_then,) = WorkCalendar.decode_is_working_day(world.view("WorkCalendar", data))
        assert works_then == workdays.is_working_day(years.get, last)


def test_spans_of_one_day_and_of_three_years(world: World) -> None:
    noon = seconds(dt.date(2026, 3, 2), 12)
    assert between(world, noon, noon) == 0 and between(world, noon, noon + 11 * 3_600) == 0
    load(world, year(2027, 365))
    load(world, year(2028, 366))
    whole = seconds(dt.date(2025, 12, 31)), seconds(dt.date(2028, 12, 31))
    with refused("WorkCalendarYearNotLoaded"):
        between(world, *whole)
    assert between(world, seconds(dt.date(2027, 1, 1)), whole[1]) == 364 + 366


@pytest.mark.parametrize(("start", "end"), [(86_400, 0), (0, 1_097 * 86_400), (0, 2**64 - 1)])
def test_an_impossible_span_is_refused(world: World, start: int, end: int) -> None:
    with refused("WorkCalendarSpanInvalid"):
        between(world, start, end)


def test_only_a_vote_loads_a_year(world: World) -> None:
    for who in (hand(SOMEBODY, "system"), hand(SOMEBODY, "vote"), key_of("deployer")):
        with refused("GovernedUnauthorized"):
            world.act(who, "WorkCalendar", WorkCalendar.encode_load_year(year(2027, 365)))


@pytest.mark.parametrize(
    "record",
    [year(2027, 366), year(1969, 365), year(10_000, 365), (2027, 0, 0, b"n" * 32, False)],
    ids=["a day too many", "too early", "too late", "no day"],
)
def test_an_impossible_year_is_refused(world: World, record: tuple[int, int, int, bytes, bool]) -> None:
    with refused("WorkCalendarYearInvalid"):
        world.by_vote(WorkCalendar.encode_load_year(record), "WorkCalendar")


@pytest.mark.parametrize("count", [0, 251])
def test_an_impossible_count_is_refused(world: World, count: int) -> None:
    with refused("WorkCalendarDaysInvalid"):
        add(world, world.now, count)
