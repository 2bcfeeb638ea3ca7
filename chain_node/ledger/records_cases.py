"""Approval cases 办件 as values, and how they are read from ApprovalCases' records. Ids are 32 bytes, times seconds.

Clocks are derived, not stored: `state_at` and `overdue_at` say of any moment what `ApprovalCases.clockOf` says of now.
They are not asked a calendar: the record carries the ends, and a case that counts as accepted because nobody answered
has one as soon as anybody recorded that (`settle`, by anyone).
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from enum import IntEnum
from typing import Any

from chain_node.ledger.errors import ReplicaContradicted

Raw = tuple[Any, ...]


class CaseState(IntEnum):
    """收件, 补正, 不予受理, 受理, 审查, 特别程序, 准予, 不予, 办结, 送达, 撤回."""

    NONE = 0
    RECEIVED = 1
    CORRECTION = 2
    DECLINED = 3
    ACCEPTED = 4
    REVIEW = 5
    SPECIAL = 6
    GRANTED = 7
    DENIED = 8
    CLOSED = 9
    DELIVERED = 10
    WITHDRAWN = 11


class Procedure(IntEnum):
    """The special procedures that stop the clock: 听证, 检验, 检测, 检疫, 鉴定, 专家评审."""

    NONE = 0
    HEARING = 1
    INSPECTION = 2
    TESTING = 3
    QUARANTINE = 4
    APPRAISAL = 5
    EXPERT_REVIEW = 6


class Opinion(IntEnum):
    """What a department says. PASSED_OVER: it said nothing, and the lead goes on without it."""

    NONE = 0
    AGREE = 1
    DISAGREE = 2
    NO_OBJECTION = 3
    PASSED_OVER = 4


class MaterialSource(IntEnum):
    """Where a material comes from; every source but UPLOAD counts as reuse."""

    NONE = 0
    CERTIFICATE = 1
    EXCHANGE = 2
    UPLOAD = 3
    REUSE = 4


FOLLOWERS: dict[CaseState, frozenset[CaseState]] = {
    state: frozenset(CaseState[name] for name in names.split())
    for state, names in {
        CaseState.NONE: "RECEIVED",
        CaseState.RECEIVED: "CORRECTION DECLINED ACCEPTED WITHDRAWN",
        CaseState.CORRECTION: "RECEIVED WITHDRAWN",
        CaseState.DECLINED: "DELIVERED",
        CaseState.ACCEPTED: "REVIEW WITHDRAWN",
        CaseState.REVIEW: "SPECIAL GRANTED DENIED WITHDRAWN",
        CaseState.SPECIAL: "REVIEW WITHDRAWN",
        CaseState.GRANTED: "CLOSED",
        CaseState.DENIED: "CLOSED",
        CaseState.CLOSED: "DELIVERED",
        CaseState.DELIVERED: "",
        CaseState.WITHDRAWN: "",
    }.items()
}
"""Which state may follow which: the table of `CaseStates` in `contracts/libraries`, compared with it by a test."""

OPEN = frozenset(CaseState) - {
    CaseState.NONE, CaseState.DECLINED, CaseState.CLOSED, CaseState.DELIVERED, CaseState.WITHDRAWN
}  # fmt: skip
"""States in which participants see a case's materials."""


@dataclass(frozen=True, slots=True)
class Participant:
    """A department that takes part in a case. `stage`: 0 = it is not asked for a decision."""

    member_id: bytes
    stage: int


@dataclass(frozen=True, slots=True)
class Case:
    """A case. `answer_by`: until then the lead tells a correction, accepts or declines, else the case counts as
    accepted from `supplied_at`. `due_at`, `promised_at`: exclusive ends, 0 = not running. `certificate`: 0 = none."""

    case_id: bytes
    key: bytes
    item: bytes
    lead: bytes
    participants: tuple[Participant, ...]
    statutory_days: int
    promised_days: int
    state: CaseState
    corrected: bool
    by_silence: bool
    granted: bool
    procedure: Procedure
    stopped_days: int
    received_at: int
    supplied_at: int
    answer_by: int
    accepted_at: int
    stopped_at: int
    due_at: int
    promised_at: int
    decided_at: int
    ended_at: int
    delivered_at: int
    disagreed: int
    passed_over: int
    certificate: bytes
    raw: Raw = field(default=(), compare=False, repr=False)

    @property
    def open(self) -> bool:
        """Whether it is neither closed nor declined nor withdrawn."""
        return self.state in OPEN

    def has_participant(self, member_id: bytes) -> bool:
        """Whether a member takes part. The lead does."""
        return member_id == self.lead or any(one.member_id == member_id for one in self.participants)

    def state_at(self, now: int) -> CaseState:
        """The state as of `now`: a case that nobody answered in time is ACCEPTED."""
        unanswered = self.state is CaseState.RECEIVED and now >= self.answer_by
        return CaseState.ACCEPTED if unanswered else self.state

    def overdue_at(self, now: int) -> bool:
        """Whether the statutory time has run out as of `now`, or had when the case was decided or withdrawn. While a
        special procedure runs, what counts is when it began."""
        return self._past(self.due_at, now)

    def late_at(self, now: int) -> bool:
        """The same of the promised time."""
        return self._past(self.promised_at, now)

    def _past(self, end: int, now: int) -> bool:
        moment = self.decided_at or self.ended_at or self.stopped_at or now
        return end != 0 and moment >= end


@dataclass(frozen=True, slots=True)
class CaseDecision:
    """What a department decided in a case, or that the lead went on without it. `document`: digest of the signed
    opinion, or of the reason."""

    case_id: bytes
    member_id: bytes
    stage: int
    opinion: Opinion
    document: bytes
    decided_at: int
    raw: Raw = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Material:
    """A material of a case. `material_id`: the certificate, the exchange, or the commitment to an upload. `earlier`:
    the case that it was attached to before, zero unless the source is REUSE."""

    case_id: bytes
    material_id: bytes
    commitment: bytes
    code: bytes
    source: MaterialSource
    earlier: bytes
    by: bytes
    attached_at: int
    raw: Raw = field(default=(), compare=False, repr=False)

    @property
    def reused(self) -> bool:
        """Whether the applicant did not hand it in again."""
        return self.source is not MaterialSource.UPLOAD


_CASE = tuple(one.name for one in fields(Case))[:-1]
"""Names of the record's fields, in its order."""


def read_case(raw: Raw) -> Case:
    """`CaseRecord`. Raises `ReplicaContradicted` for one that the contract cannot hold."""
    try:
        values = dict(zip(_CASE, raw, strict=True))
        values["participants"] = tuple(Participant(member, stage) for member, stage in raw[4])
        values["state"], values["procedure"] = CaseState(raw[7]), Procedure(raw[11])
        return Case(**values, raw=raw)
    except (IndexError, TypeError, ValueError) as exc:
        raise ReplicaContradicted(f"case record is impossible: {exc}") from exc


def read_decision(raw: Raw) -> CaseDecision:
    """`DecisionRecord`. Raises `ReplicaContradicted` likewise."""
    try:
        case_id, member, stage, opinion, document, decided_at = raw
        return CaseDecision(case_id, member, stage, Opinion(opinion), document, decided_at, raw)
    except (IndexError, TypeError, ValueError) as exc:
        raise ReplicaContradicted(f"decision record is impossible: {exc}") from exc


def read_material(raw: Raw) -> Material:
    """`MaterialRecord`. Raises `ReplicaContradicted` likewise."""
    try:
        case_id, material, commitment, code, source, earlier, by, attached_at = raw
        return Material(case_id, material, commitment, code, MaterialSource(source), earlier, by, attached_at, raw)
    except (IndexError, TypeError, ValueError) as exc:
        raise ReplicaContradicted(f"material record is impossible: {exc}") from exc
