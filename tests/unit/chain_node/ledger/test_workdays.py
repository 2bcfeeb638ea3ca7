"""Counting working days off chain. That the contract counts alike is tested in `tests/contracts/test_calendar.py`."""

from __future__ import annotations

import datetime as dt

import pytest

from chain_node.ledger.workdays import (
    KNOWN_YEARS,
    YearMissing,
    add_working_days,
    is_working_day,
    working_days_between,
)

YEARS = {one.year: one for one in KNOWN_YEARS}.get
SHANGHAI = dt.timezone(dt.timedelta(hours=8))


def at(day: str, hour: int = 0) -> int:
    return int(dt.datetime.fromisoformat(day).replace(hour=hour, tzinfo=SHANGHAI).timestamp())


def test_the_day_changes_at_midnight_in_shanghai() -> None:
    assert not is_working_day(YEARS, at("2026-11-23") - 1)
    assert is_working_day(YEARS, at("2026-11-23"))


def test_make_up_days_count_and_holidays_do_not() -> None:
    assert add_working_days(YEARS, at("2026-02-13", 9), 2) == at("2026-02-25")
    assert working_days_between(YEARS, at("2026-02-13", 9), at("2026-02-24", 23)) == 2


def test_a_year_that_is_not_loaded_is_an_error() -> None:
    for time in (at("2025-12-31"), 2**62):
        with pytest.raises(YearMissing):
            is_working_day(YEARS, time)
    with pytest.raises(YearMissing):
        add_working_days(YEARS, at("2027-12-31"), 1)
    with pytest.raises(YearMissing):
        working_days_between(YEARS, at("2027-12-30"), at("2028-01-02"))


@pytest.mark.parametrize("count", [0, -1, 251])
def test_an_impossible_count_is_refused(count: int) -> None:
    with pytest.raises(ValueError, match="1 to 250"):
        add_working_days(YEARS, at("2026-11-23"), count)


@pytest.mark.parametrize("end", [at("2026-11-22"), at("2030-01-01")])
def test_an_impossible_span_is_refused(end: int) -> None:
    with pytest.raises(ValueError, match="0 to 1096"):
        working_days_between(YEARS, at("2026-11-23"), end)
