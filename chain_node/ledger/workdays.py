"""The working days that a consortium is founded with: data, not rules.

2026: holidays and make-up days as the State Council's notice gives them (重新核对 before use: the table is entered by
hand). 2027: no notice exists yet; weekends are assumed and the year is marked provisional, to be replaced by vote.
"""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Year:
    """A year's working days. `off` are holidays, `make_up` weekend days that are worked, both (month, day)."""

    year: int
    off: frozenset[tuple[int, int]]
    make_up: frozenset[tuple[int, int]]
    source: str
    provisional: bool = False

    def record(self) -> tuple[int, int, int, bytes, bool]:
        """The contracts' `YearRecord`: (year, low, high, digest of the source, provisional)."""
        bits = 0
        day, index = datetime.date(self.year, 1, 1), 0
        while day.year == self.year:
            place = (day.month, day.day)
            if place in self.make_up or (day.weekday() < 5 and place not in self.off):
                bits |= 1 << index
            day, index = day + datetime.timedelta(days=1), index + 1
        source = hashlib.sha256(self.source.encode()).digest()
        return self.year, bits & (1 << 256) - 1, bits >> 256, source, self.provisional


def _span(month: int, first: int, last: int) -> set[tuple[int, int]]:
    return {(month, day) for day in range(first, last + 1)}


_OFF_2026 = (
    _span(1, 1, 3) | _span(2, 15, 23) | _span(4, 4, 6) | _span(5, 1, 5) | _span(6, 19, 21) | _span(9, 25, 27)
    | _span(10, 1, 7)
)  # fmt: skip
_MAKE_UP_2026 = {(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)}

KNOWN_YEARS = (
    Year(2026, frozenset(_OFF_2026), frozenset(_MAKE_UP_2026), "国务院办公厅关于2026年部分节假日安排的通知"),
    Year(2027, frozenset({(1, 1)}), frozenset(), "assumed: no notice yet", provisional=True),
)
"""What `founding` loads unless told otherwise."""
