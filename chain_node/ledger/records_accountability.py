"""Violation cases as values, read from the contract's records, and whose step one awaits.

Ids and digests are 32 bytes, times seconds; a clock's end is exclusive, 0 = not running or did not happen.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from enum import IntEnum
from typing import Any

from chain_node.ledger.record_codec import checked
from chain_node.ledger.workdays import Year

_MASK = (1 << 256) - 1


class ViolationState(IntEnum):
    """Where a case stands. DISMISSED, CONFIRMED and OVERTURNED are ends; so is UPHELD once `appeal_by` is over."""

    NONE = 0
    REPORTED = 1
    STATED = 2
    DISMISSED = 3
    UPHELD = 4
    APPEALED = 5
    CONFIRMED = 6
    OVERTURNED = 7


class Step(IntEnum):
    """What a case awaits: statement or appeal of the accused, the decision of the case or of the appeal."""

    NONE = 0
    STATEMENT = 1
    DECISION = 2
    APPEAL = 3
    APPEAL_DECISION = 4


@dataclass(frozen=True, slots=True)
class Penalty:
    """What an upheld case costs. `blacklist_until`: exclusive end, 0 = not. `grants`: suspended by it."""

    warning: bool
    blacklist_until: int
    grants: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Violation:
    """A case. `claim_id`: the unanswered demand that it came from, else zero. `decided_by`, `appeal_decided_by`: the
    judging member, zero = by vote. See `ViolationRecord` in `contracts/types/Violations.sol`."""

    violation_id: bytes
    accused: bytes
    reporter: bytes
    person: bytes
    claim_id: bytes
    grant_id: bytes
    evidence: bytes
    severity: int
    state: ViolationState
    reported_at: int
    state_by: int
    stated_at: int
    statement: bytes
    decide_by: int
    decided_at: int
    decided_by: bytes
    reason: bytes
    penalty: Penalty
    appeal_by: int
    appealed_at: int
    appeal: bytes
    appeal_decide_by: int
    appeal_decided_at: int
    appeal_decided_by: bytes
    appeal_reason: bytes
    raw: tuple[Any, ...] = field(default=(), compare=False, repr=False)

    def awaited(self, time: int) -> tuple[Step, int, bool]:
        """Step that the case awaits at `time`, the end of its clock, and whether that is over: as the contract says."""
        step, by = Step.NONE, 0
        if self.state is ViolationState.REPORTED and time < self.state_by:
            step, by = Step.STATEMENT, self.state_by
        elif self.state in (ViolationState.REPORTED, ViolationState.STATED):
            step, by = Step.DECISION, self.decide_by
        elif self.state is ViolationState.UPHELD and time < self.appeal_by:
            step, by = Step.APPEAL, self.appeal_by
        elif self.state is ViolationState.APPEALED:
            step, by = Step.APPEAL_DECISION, self.appeal_decide_by
        return step, by, step is not Step.NONE and time >= by


@dataclass(frozen=True, slots=True)
class Tally:
    """What a member was reported for: cases, those of them from unanswered demands, and those upheld that stand."""

    reported: int
    unanswered: int
    upheld: int


def tally(cases: Iterable[Violation]) -> Tally:
    """The tally of one member's cases."""
    found = list(cases)
    standing = (ViolationState.UPHELD, ViolationState.APPEALED, ViolationState.CONFIRMED)
    return Tally(
        reported=len(found),
        unanswered=sum(any(one.claim_id) for one in found),
        upheld=sum(one.state in standing for one in found),
    )


@checked
def read_violation(raw: tuple[Any, ...]) -> Violation:
    """`ViolationRecord`."""
    names = [one.name for one in fields(Violation) if one.name != "raw"]
    values = dict(zip(names, raw, strict=True))
    warning, until, grants = values["penalty"]
    values |= {"state": ViolationState(values["state"]), "penalty": Penalty(warning, until, tuple(grants))}
    return Violation(**values, raw=raw)


def read_year(values: dict[str, Any]) -> Year:
    """`YearLoaded` or `YearReplaced`: the year's record, and how many times it was set."""
    year, low, high, source, provisional = values["record"]
    return Year(year, (low & _MASK) | high << 256, source, provisional, values.get("revision", 1))
