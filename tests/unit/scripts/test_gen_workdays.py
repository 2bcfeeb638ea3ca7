"""The committed working days are what the notices say."""

from __future__ import annotations

import datetime

import chinese_calendar

from chain_node.ledger.workdays import KNOWN_YEARS
from scripts import gen_workdays, pages


def test_what_is_committed_is_what_is_generated() -> None:
    assert (pages.ROOT / gen_workdays.PATH).read_text("utf-8") == gen_workdays.render()


def test_every_year_is_noticed_but_the_last() -> None:
    assert [one.provisional for one in KNOWN_YEARS] == [False] * (len(KNOWN_YEARS) - 1) + [True]
    for one in KNOWN_YEARS[:-1]:
        first = datetime.date(one.year, 1, 1)
        days = [first + datetime.timedelta(n) for n in range((datetime.date(one.year + 1, 1, 1) - first).days)]
        assert [one.bits >> n & 1 == 1 for n in range(len(days))] == [chinese_calendar.is_workday(day) for day in days]


def test_a_year_without_a_notice_is_none() -> None:
    assert gen_workdays.noticed(KNOWN_YEARS[-1].year) is None
    assert gen_workdays.noticed(2004) is not None
