"""Members, accounts and votes: duties never meet in one hand, votes are counted right, nobody is out of reach."""

from __future__ import annotations

from typing import Any

from tests.contracts.fuzzing.broken import Broken
from tests.contracts.fuzzing.records import MEMBER_ACTIVE, MEMBER_REMOVED, Key, Struct
from tests.contracts.world import ANCHOR, APPROVER, AUDIT, ISSUE, OFFICER, RECOVERY, SECURITY, SYSTEM, VOTE, ZERO

THREE = SYSTEM | SECURITY | AUDIT
MACHINE = ANCHOR | ISSUE | RECOVERY
VOTER_ROLE = 64
CACHED = frozenset(("EvidenceAnchor.anchor", "EvidenceAnchor.answerDemand"))
"""What an anchoring account does by standing in the record of its log or gateway (rulings 6.7)."""


class Governing:
    """What the events said of members, accounts and proposals. `members`: the newest records, by (id,)."""

    def __init__(self, members: dict[Key, Struct]) -> None:
        self.members = members
        self.accounts: dict[str, Struct] = {}
        self.votes: dict[bytes, set[bytes]] = {}
        self.deadlines: dict[bytes, int] = {}
        self.executed: set[bytes] = set()
        self.threshold = 0
        self._changed = False

    def status(self, member: bytes) -> int:
        """Where a member stands, 0 = there is none."""
        record = self.members.get((member,))
        return 0 if record is None else int(record[5])

    def is_voter(self, member: bytes) -> bool:
        """Whether the member's vote counts."""
        return self.status(member) == MEMBER_ACTIVE and bool(self.members[member,][4] & VOTER_ROLE)

    def voters(self) -> list[bytes]:
        """Members whose votes count, in the order of their admission."""
        return [one for (one,) in self.members if self.is_voter(one)]

    def may_act(self, actor: str, function: str, anybody: bool) -> None:
        """Raise `Broken` if an account that is none any more had an effect."""
        account = self.accounts.get(actor)
        if account is None or anybody:
            return
        if self.status(account[1]) == MEMBER_REMOVED:
            raise Broken(f"a removed member's account did {function}")
        if not account[4] and function not in CACHED:
            raise Broken(f"an account that was ended did {function}")

    def hear(self, name: str, values: dict[str, Any], now: int) -> None:
        """One event. Raises `Broken`."""
        self._changed |= name.startswith(("Member", "AccountSet"))
        handler = getattr(self, f"_on_{name}", None)
        if handler is not None:
            handler(values, now)

    def reachable(self) -> None:
        """After a transaction: somebody votes, and every voter has somebody who votes and a way back."""
        if not self._changed or not self.members:
            return
        self._changed = False
        voters = self.voters()
        if not voters:
            raise Broken("nobody votes any more")
        for voter in voters:
            held = 0
            for account in self.accounts.values():
                held |= account[2] if account[4] and account[1] == voter else 0
            if held & (VOTE | RECOVERY) != VOTE | RECOVERY:
                raise Broken(f"a member votes with nobody who could vote for it, or without a way back: duties {held}")

    def _on_AccountSet(self, values: dict[str, Any], now: int) -> None:
        record = values["record"]
        address, member, duties, person, active = record
        before = self.accounts.get(address)
        if before is not None and before[1] != member:
            raise Broken("an account changed its member")
        self.accounts[address] = record
        if not active:
            return
        held = duties
        for other in self.accounts.values():
            if person != ZERO and other[4] and other[1] == member and other[3] == person:
                held |= other[2]
        for bits in (duties, held):
            three = bits & THREE
            merged = three & (three - 1) if three else 0
            audits = three == AUDIT and bits & (OFFICER | APPROVER)
            machine = bits & MACHINE and bits & (bits - 1)
            if merged or audits or machine or (three and bits & VOTE):
                raise Broken(f"duties {bits} met in one hand")
        if (person == ZERO) != bool(duties & MACHINE):
            raise Broken(f"duties {duties} with {'no ' if person == ZERO else 'a '}person")

    def _on_ThresholdSet(self, values: dict[str, Any], now: int) -> None:
        self.threshold = int(values["thresholdBps"])
        if not 5_000 < self.threshold <= 10_000:
            raise Broken(f"a threshold of {self.threshold}")

    def _on_ProposalOpened(self, values: dict[str, Any], now: int) -> None:
        self.deadlines[values["id"]] = values["deadline"]

    def _on_VoteCast(self, values: dict[str, Any], now: int) -> None:
        proposal, member = values["id"], values["member"]
        cast = self.votes.setdefault(proposal, set())
        if member in cast:
            raise Broken("a member voted twice")
        if not self.is_voter(member):
            raise Broken("a member voted that has no vote")
        self._open(proposal, now)
        cast.add(member)

    def _on_ProposalExecuted(self, values: dict[str, Any], now: int) -> None:
        proposal = values["id"]
        self._open(proposal, now)
        self.executed.add(proposal)
        places = {one: place for place, (one,) in enumerate(self.members)}
        voters = self.voters()
        counted = self.votes.get(proposal, set()).intersection(voters)
        if sum(1 << places[one] for one in counted) != values["voters"]:
            raise Broken(f"other votes were counted than were cast: {values['voters']:b}")
        if len(counted) * 10_000 < len(voters) * self.threshold:
            raise Broken(f"carried out with {len(counted)} of {len(voters)} votes at {self.threshold}")

    def _open(self, proposal: bytes, now: int) -> None:
        if proposal in self.executed:
            raise Broken("a proposal that was carried out already")
        if self.deadlines.get(proposal, now + 1) <= now:
            raise Broken("a proposal that is over")
