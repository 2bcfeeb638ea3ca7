"""What the contracts keep beside grants and resources, as values: scopes, consents, emergency accesses, disputes,
rights, lineage, corrections, and what a decision needs of approval cases. Ids are 32 bytes, times seconds; `raw` as in
`records.py`."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

__all__ = [
    "BreakGlass",
    "Consent",
    "Correction",
    "CorrectionState",
    "Dispute",
    "GrantScope",
    "Parent",
    "Right",
    "RightKind",
]

Raw = tuple[Any, ...]


class RightKind(IntEnum):
    """The three rights kept apart 三权分置: 持有权, 加工使用权, 产品经营权."""

    NONE = 0
    HOLDING = 1
    PROCESSING = 2
    OPERATION = 3


class CorrectionState(IntEnum):
    """Where a correction 校核 stands."""

    NONE = 0
    RAISED = 1
    ACCEPTED = 2
    REJECTED = 3


@dataclass(frozen=True, slots=True)
class GrantScope:
    """What a grant depends on beside its terms. `case_id` None = no case. `ancestors`: the grants that it was passed on
    from, the provider's own first; `delegable`: how often it may be passed on."""

    grant_id: bytes
    consent: bool
    case_id: bytes | None
    delegable: int
    ancestors: tuple[bytes, ...]
    raw: Raw = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Consent:
    """A subject's consent that its data go to a demander, in force to before `until`. `withdrawn_at` 0 = not."""

    resource_id: bytes
    demander: bytes
    subject: bytes
    provider: bytes
    scope: bytes
    recorded_at: int
    until: int
    withdrawn_at: int
    raw: Raw = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class BreakGlass:
    """An emergency access 应急 of a consumer to a resource, in force to before `until`. `reviewed_at` 0 = not yet."""

    break_glass_id: bytes
    consumer: bytes
    member_id: bytes
    resource_id: bytes
    provider: bytes
    reason: bytes
    opened_at: int
    until: int
    review_by: int
    reviewed_at: int
    justified: bool
    review: bytes
    raw: Raw = field(default=(), compare=False, repr=False)

    def overdue(self, at: int) -> bool:
        """Whether its review is overdue."""
        return self.reviewed_at == 0 and self.review_by < at


@dataclass(frozen=True, slots=True)
class Dispute:
    """A dispute about a request; `decided_at` 0 = not yet."""

    request_id: bytes
    raised_by: bytes
    claim: bytes
    raised_at: int
    decided_at: int
    upheld: bool
    decision: bytes
    raw: Raw = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Right:
    """One of the three rights in a resource. `revoked_at` 0 = not."""

    resource_id: bytes
    kind: RightKind
    holder: bytes
    grantor: bytes
    basis: bytes
    since: int
    until: int
    revoked_at: int
    raw: Raw = field(default=(), compare=False, repr=False)

    def live(self, at: int) -> bool:
        """Whether it is in force."""
        return self.revoked_at == 0 and at < self.until


@dataclass(frozen=True, slots=True)
class Parent:
    """What a version was derived from, and how many corrections of it had been accepted then."""

    resource_id: bytes
    version: int
    corrections: int


@dataclass(frozen=True, slots=True)
class Correction:
    """A claim that a resource holds wrong data, and the provider's verdict."""

    correction_id: bytes
    resource_id: bytes
    provider: bytes
    claimant: bytes
    member_id: bytes
    claim: bytes
    state: CorrectionState
    raised_at: int
    due_at: int
    answered_at: int
    verdict: bytes
    raw: Raw = field(default=(), compare=False, repr=False)

    def overdue(self, at: int) -> bool:
        """Whether the provider's verdict is overdue."""
        return self.state is CorrectionState.RAISED and self.due_at < at
