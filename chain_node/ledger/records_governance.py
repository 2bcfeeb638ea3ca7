"""What the consortium decides and how: proposals and their votes, recoveries, limits. Pure.

Ids are 32 bytes, accounts and addresses 20; times in seconds, ends exclusive.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntFlag


class Role(IntFlag):
    """What a member may be: the bits of `Member.roles`."""

    PROVIDER = 1
    CONSUMER = 2
    CATALOGUE = 4
    REGULATOR = 8
    AUDITOR = 16
    OPERATOR = 32
    VOTER = 64


@dataclass(frozen=True, slots=True)
class Proposal:
    """A call that is decided by vote. `votes`: the members that agreed, in order, the proposer first; whether one still
    counts is known when it is carried out. `executed_at`: 0 = not. `counted`: how many votes counted then."""

    proposal_id: bytes
    proposer: bytes
    target: bytes
    call: bytes
    deadline: int
    votes: tuple[bytes, ...] = ()
    executed_at: int = 0
    counted: int = 0

    def open_at(self, time: int) -> bool:
        """Whether it can still be voted on and carried out."""
        return self.executed_at == 0 and time < self.deadline


@dataclass(frozen=True, slots=True)
class Recovery:
    """A way back for a member whose voting keys are lost: `account` votes for it from `not_before` on, unless it is
    cancelled before. `person`: who holds the account."""

    member_id: bytes
    account: bytes
    person: bytes
    not_before: int


@dataclass(frozen=True, slots=True)
class Limits:
    """`rows`: above so many a day, or without a cap, a grant of level 4 needs a second approval. `review_days`: working
    days in which an emergency access is reviewed."""

    rows: int = 1_000
    review_days: int = 5
