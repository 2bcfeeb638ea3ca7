"""The working days that a consortium is founded with, and counting them: data, not rules.

`KNOWN_YEARS` is generated from the State Council's notices (`workdays_data.py`); a year for which there is no notice
yet is assumed and marked provisional, to be replaced by vote. Counting here is WorkCalendar's, year for year.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from chain_node.ledger.workdays_data import YEARS

ZONE = 8 * 3_600
DAY = 86_400
LONGEST_COUNT = 250
LONGEST_SPAN = 1_096
_EPOCH = datetime.date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Year:
    """A year's working days: bit n of `bits` is day n of the year, set = worked. `source`: SHA-256 of the notice.
    `revision`: how many times the year was set, 1 = never replaced."""

    year: int
    bits: int
    source: bytes
    provisional: bool = False
    revision: int = 1

    def record(self) -> tuple[int, int, int, bytes, bool]:
        """The contracts' `YearRecord`: (year, low, high, digest of the source, provisional)."""
        return self.year, self.bits & (1 << 256) - 1, self.bits >> 256, self.source, self.provisional


Years = Callable[[int], Year | None]
"""The record of a loaded year, None of another."""


class YearMissing(LookupError):
    """A year is needed that is not loaded; its number is the argument."""


def is_working_day(years: Years, time: int) -> bool:
    """Whether the day of `time` (seconds) in Asia/Shanghai is a working day. Raises `YearMissing`."""
    return _works(years, _day_of(time))


def add_working_days(years: Years, time: int, count: int) -> int:
    """The end of the last of `count` working days after the day of `time`, exclusive. Raises `YearMissing`, and
    `ValueError` for a count that is not 1 to 250."""
    if not 1 <= count <= LONGEST_COUNT:
        raise ValueError(f"{count} working days: 1 to {LONGEST_COUNT} can be counted")
    day = _day_of(time)
    _works(years, day)
    while count:
        day += 1
        count -= _works(years, day)
    return (day + 1) * DAY - ZONE


def working_days_between(years: Years, start: int, end: int) -> int:
    """Working days after the day of `start` up to and with the day of `end`. Raises `YearMissing`, and `ValueError`
    for a span that is negative or longer than 1,096 days."""
    first, last = _day_of(start), _day_of(end)
    if not 0 <= last - first <= LONGEST_SPAN:
        raise ValueError(f"a span of {last - first} days: 0 to {LONGEST_SPAN} can be counted")
    _works(years, first)
    return sum(_works(years, day) for day in range(first + 1, last + 1))


def _day_of(time: int) -> int:
    return (time + ZONE) // DAY


def _works(years: Years, day: int) -> bool:
    try:
        date = _EPOCH + datetime.timedelta(day)
    except OverflowError:
        raise YearMissing(0xFFFF) from None
    year = years(date.year)
    if year is None:
        raise YearMissing(date.year)
    return bool(year.bits >> (date - datetime.date(date.year, 1, 1)).days & 1)


KNOWN_YEARS = tuple(
    Year(year, bits, hashlib.sha256(source.encode()).digest(), provisional) for year, bits, source, provisional in YEARS
)
"""What `founding` loads unless told otherwise."""
