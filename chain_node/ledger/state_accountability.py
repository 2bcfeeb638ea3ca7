"""Violation cases and loaded years in the replica: their tables, which events fill them, and the look-ups as of a
block that `state.LedgerState` takes over."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from chain_node.ledger.history import Table
from chain_node.ledger.port import BlockRef
from chain_node.ledger.records_accountability import Tally, Violation, read_violation, read_year, tally
from chain_node.ledger.workdays import Year

if TYPE_CHECKING:
    from chain_node.ledger.tables import Tables

Values = dict[str, Any]
Place = tuple[BlockRef, bytes, int]
Handler = Callable[[Values, Place], None]


class AccountabilityTables:
    """One table per kind of record. One writer only: the projection."""

    __slots__ = ("violations", "years")

    def __init__(self) -> None:
        self.violations: Table[bytes, Violation] = Table()
        self.years: Table[int, Year] = Table()

    def handlers(self) -> dict[str, Handler]:
        """Event name -> what it changes here."""
        cases = "ViolationReported ViolationStated ViolationDecided ViolationAppealed AppealDecided"
        handlers: dict[str, Handler] = dict.fromkeys(cases.split(), self._case)
        return handlers | {"YearLoaded": self._year, "YearReplaced": self._year}

    def _case(self, values: Values, place: Place) -> None:
        violation = read_violation(values["record"])
        self.violations.put(place[0].number, violation.violation_id, violation)

    def _year(self, values: Values, place: Place) -> None:
        year = read_year(values)
        self.years.put(place[0].number, year.year, year)


class AccountabilityViews:
    """Look-ups as of one block; see `LedgerState`, which has the tables and the block."""

    __slots__ = ()
    _tables: Tables
    _number: int

    @property
    def _accountability(self) -> AccountabilityTables:
        return self._tables.of(self._number, "Accountability").accountability

    def violation(self, violation_id: bytes) -> Violation | None:
        """The violation case with this id."""
        return self._accountability.violations.at(self._number, violation_id)

    def violations(self) -> tuple[Violation, ...]:
        """All violation cases, in order of report."""
        table = self._accountability.violations
        return tuple(one for key in table.seen() if (one := table.at(self._number, key)) is not None)

    def violations_of(self, member_id: bytes) -> tuple[Violation, ...]:
        """The cases against a member, in order of report."""
        return tuple(one for one in self.violations() if one.accused == member_id)

    def tally(self, member_id: bytes) -> Tally:
        """What a member was reported for so far."""
        return tally(self.violations_of(member_id))

    def year(self, year: int) -> Year | None:
        """The working days of a loaded year; `workdays` counts with them."""
        calendar = self._tables.of(self._number, "WorkCalendar").accountability
        return calendar.years.at(self._number, year)
