"""Violation cases and loaded years in the replica: their tables, which events fill them, and the look-ups as of a
block that `state.LedgerState` takes over."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from chain_node.ledger.abi import AbiMismatch, Event
from chain_node.ledger.blocks import EventLog
from chain_node.ledger.history import Table
from chain_node.ledger.port import BlockRef
from chain_node.ledger.records_accountability import Tally, Violation, read_violation, read_year, tally
from chain_node.ledger.workdays import Year

if TYPE_CHECKING:
    from chain_node.ledger.tables import Tables

Values = dict[str, Any]
Place = tuple[BlockRef, bytes, int]
Handler = Callable[[Values, Place], None]
CALENDAR = "WorkCalendar"
_YEARS = ("YearLoaded", "YearReplaced")


class EarlyYears:
    """Years that a contract loaded before the Consortium named it, by its address: a calendar is created with the years
    that are known, and named afterwards. They count from the naming on; those of other contracts never do."""

    def __init__(self, events: Mapping[bytes, Event]) -> None:
        """`events`: the calendar's, by first topic."""
        self._events = {topic: event for topic, event in events.items() if event.name in _YEARS}
        self._kept: dict[bytes, list[Values]] = {}

    def keep(self, event: EventLog) -> None:
        """Keep it if it looks like a year; whoever made it may be anybody."""
        known = self._events.get(event.topics[0]) if event.topics else None
        if known is not None:
            with suppress(AbiMismatch):
                self._kept.setdefault(event.address, []).append(known.decode(event.topics, event.data))

    def of(self, address: bytes) -> list[Values]:
        """What the contract at `address` loaded so far, oldest first."""
        return self._kept.pop(address, [])


class AccountabilityTables:
    """One table per kind of record. One writer only: the projection."""

    __slots__ = ("violations", "years")

    def __init__(self) -> None:
        self.violations: Table[bytes, Violation] = Table()
        self.years: Table[int, Year | None] = Table()

    def handlers(self) -> dict[str, Handler]:
        """Event name -> what it changes here."""
        cases = "ViolationReported ViolationStated ViolationDecided ViolationAppealed AppealDecided"
        found: dict[str, Handler] = dict.fromkeys(cases.split(), self._case)
        return found | dict.fromkeys(_YEARS, self._year)

    def begin(self, place: Place, early: list[Values]) -> None:
        """Another contract is the calendar from now on: only what it loaded counts."""
        for key in self.years.seen():
            self.years.put(place[0].number, key, None)
        for values in early:
            self._year(values, place)

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

    def violation(self, violation_id: bytes) -> Violation | None:
        """The violation case with this id."""
        return self._tables.accountability.violations.at(self._number, violation_id)

    def violations(self) -> tuple[Violation, ...]:
        """All violation cases, in order of report."""
        table = self._tables.accountability.violations
        return tuple(one for key in table.seen() if (one := table.at(self._number, key)) is not None)

    def violations_of(self, member_id: bytes) -> tuple[Violation, ...]:
        """The cases against a member, in order of report."""
        return tuple(one for one in self.violations() if one.accused == member_id)

    def tally(self, member_id: bytes) -> Tally:
        """What a member was reported for so far."""
        return tally(self.violations_of(member_id))

    def year(self, year: int) -> Year | None:
        """The working days of a loaded year; `workdays` counts with them."""
        return self._tables.accountability.years.at(self._number, year)
