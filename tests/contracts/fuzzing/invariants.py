"""What must hold whatever is called: told from the transactions and events alone, by a model as small as the rules.

Raises `Broken` with the rule's name. A status moves along its edges only; anchors never shrink or fork; duties never
meet in one hand; who was removed does nothing; a halt changes nothing but its end; what only a vote may do happens in
an execution only; an execution has its votes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.contracts.tester import Emitted

EDGES: dict[str, tuple[int, frozenset[tuple[int, int]]]] = {
    # first word of the event -> place of the status in its record, and the edges; 0 = there was none
    "Member": (5, frozenset({(0, 2), (2, 3), (3, 2), (3, 4), (2, 2), (3, 3)})),
    "Resource": (
        15,
        frozenset({(0, 1), (1, 1), (1, 2), (2, 1), (2, 3), (3, 4), (4, 3), (3, 5), (4, 5), (3, 3), (3, 1)}),
    ),
    "Grant": (6, frozenset({(0, 1), (1, 2), (2, 1), (1, 3), (2, 3), (1, 4), (2, 4), (3, 5), (4, 5), (1, 5), (2, 5)})),
    "Log": (5, frozenset({(0, 1), (1, 1), (1, 2), (2, 2)})),
    "Claim": (2, frozenset({(0, 1), (1, 2), (1, 3), (1, 4)})),
}
VOTED = frozenset(
    "MemberAdmitted MemberChanged MemberSuspended MemberResumed MemberRemoved ThresholdSet ContractNamed Upgraded "
    "YearLoaded ServiceHaltConfirmed".split()
)
ANYBODY = frozenset(
    "execute finishRecovery anchorSigned reportEquivocation answerPrefix answerInclusion closeClaim discard".split()
)
"""Functions that ask nobody who he is."""
SYSTEM, SECURITY, AUDIT, OFFICER, APPROVER, ANCHOR, ISSUE, VOTE, RECOVERY = (1 << place for place in range(9))
THREE = SYSTEM | SECURITY | AUDIT
MACHINE = ANCHOR | ISSUE | RECOVERY
VOTER_ROLE, ACTIVE, REMOVED = 64, 2, 4


class Broken(AssertionError):
    """A rule does not hold; the message names it."""


@dataclass
class Model:
    """What the events said so far."""

    statuses: dict[tuple[str, bytes], int] = field(default_factory=dict)
    members: dict[bytes, tuple[Any, ...]] = field(default_factory=dict)
    order: list[bytes] = field(default_factory=list)
    accounts: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    heads: dict[bytes, tuple[int, int, bytes]] = field(default_factory=dict)
    votes: dict[bytes, set[bytes]] = field(default_factory=dict)
    executed: set[bytes] = field(default_factory=set)
    threshold: int = 0

    def check(self, sender: str, function: str, events: tuple[Emitted, ...]) -> None:
        """One transaction that succeeded. Raises `Broken`."""
        account = self.accounts.get(sender)
        removed = account is not None and self._status(account[1]) == REMOVED
        if removed and function not in ANYBODY and events:
            raise Broken(f"a removed member's account did {function}")
        for event in events:
            self._voted(function, event)
            self._edge(event)
            self._event(event)

    def _status(self, member: bytes) -> int:
        record = self.members.get(member)
        return 0 if record is None else int(record[5])

    def _voted(self, function: str, event: Emitted) -> None:
        if event.name in VOTED and function != "execute":
            raise Broken(f"{event.name} came from {function}, which is no vote")
        if event.name == "MemberBlacklisted" and function not in ("execute", "adjudicate", "decideAppeal"):
            raise Broken(f"MemberBlacklisted came from {function}")

    def _edge(self, event: Emitted) -> None:
        record = event.values.get("record")
        word = next((one for one in EDGES if event.name.startswith(one)), None)
        if record is None or word is None or len(record) <= EDGES[word][0]:
            return
        place, edges = EDGES[word]
        before, after = self.statuses.get((word, record[0]), 0), int(record[place])
        if (before, after) not in edges:
            raise Broken(f"{event.name}: {word} {record[0].hex()[:8]} moved from {before} to {after}")
        self.statuses[word, record[0]] = after

    def _event(self, event: Emitted) -> None:
        handler = getattr(self, f"_on_{event.name}", None)
        if event.name.startswith("Member") and "record" in event.values:
            self._member(event)
        elif handler is not None:
            handler(event.values)

    def _member(self, event: Emitted) -> None:
        record = event.values["record"]
        before = self.members.get(record[0])
        if event.name == "MemberHalted" and before is not None and (*before[:7], before[8]) != (*record[:7], record[8]):
            raise Broken("a halt changed more than its end")
        if before is None:
            self.order.append(record[0])
        self.members[record[0]] = record
        if not any(self._is_voter(one) for one in self.order) and event.name != "MemberAdmitted":
            raise Broken("nobody votes any more")

    def _is_voter(self, member: bytes) -> bool:
        record = self.members[member]
        return int(record[5]) == ACTIVE and bool(record[4] & VOTER_ROLE)

    def _on_AccountSet(self, values: dict[str, Any]) -> None:
        address, member, duties, person, active = values["record"]
        before = self.accounts.get(address)
        if before is not None and before[1] != member:
            raise Broken("an account changed its member")
        self.accounts[address] = values["record"]
        if not active:
            return
        held = 0
        for other in self.accounts.values():
            if other[4] and other[1] == member and other[3] == person and person != bytes(32):
                held |= other[2]
        for bits in (duties, held):
            three = bits & THREE
            merged = three & (three - 1) if three else 0
            audits = three == AUDIT and bits & (OFFICER | APPROVER)
            machine = bits & MACHINE and bits & (bits - 1)
            if merged or audits or machine or (three and bits & VOTE):
                raise Broken(f"duties {bits} met in one hand")

    def _on_Anchored(self, values: dict[str, Any]) -> None:
        log, epoch, size, root = values["checkpoint"][:4]
        last_epoch, last_size, last_root = self.heads.get(log, (0, 0, bytes(32)))
        if epoch != last_epoch + 1 or size < last_size or (size == last_size and root != last_root):
            raise Broken(f"the head of log {log.hex()[:8]} moved from {last_size} to {size}")
        self.heads[log] = epoch, size, root

    def _on_ThresholdSet(self, values: dict[str, Any]) -> None:
        self.threshold = int(values["thresholdBps"])

    def _on_VoteCast(self, values: dict[str, Any]) -> None:
        cast = self.votes.setdefault(values["id"], set())
        if values["member"] in cast:
            raise Broken("a member voted twice")
        cast.add(values["member"])

    def _on_ProposalExecuted(self, values: dict[str, Any]) -> None:
        if values["id"] in self.executed:
            raise Broken("a proposal was carried out twice")
        self.executed.add(values["id"])
        voters = {one for one in self.order if self._is_voter(one)}
        counted = self.votes.get(values["id"], set()) & voters
        bitmap = sum(1 << self.order.index(one) for one in counted)
        if bitmap != values["voters"] or len(counted) * 10_000 < len(voters) * self.threshold:
            raise Broken(f"carried out with {len(counted)} of {len(voters)} votes at {self.threshold}")
