"""Votes, thresholds, names, recoveries and limits in the replica: their tables, which events fill them, and the
look-ups as of a block that `state.LedgerState` takes over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from chain_node.ledger.history import Table
from chain_node.ledger.port import BlockRef
from chain_node.ledger.record_codec import address, read_account
from chain_node.ledger.records import Member, MemberAccount, MemberStatus
from chain_node.ledger.records_governance import Limits, Proposal, Recovery, Role
from chain_node.ledger.tables_contract import ONLY

if TYPE_CHECKING:
    from chain_node.ledger.tables import Tables

Values = dict[str, Any]
Place = tuple[BlockRef, bytes, int]
Handler = Callable[[Values, Place], None]


class GovernanceTables:
    """One table per kind of record. One writer only: the projection."""

    __slots__ = ("contracts", "instances", "proposals", "recoveries", "thresholds")

    def __init__(self) -> None:
        self.instances: Table[bytes, str] = Table()
        self.thresholds: Table[bytes, int] = Table()
        self.contracts: Table[str, bytes] = Table()
        self.proposals: Table[bytes, Proposal] = Table()
        self.recoveries: Table[bytes, Recovery | None] = Table()

    def handlers(self) -> dict[str, Handler]:
        """Event name -> what it changes here."""
        return {
            "ConsortiumFounded": lambda v, p: self.instances.put(p[0].number, ONLY, v["instance"]),
            "ThresholdSet": lambda v, p: self.thresholds.put(p[0].number, ONLY, v["thresholdBps"]),
            "ProposalOpened": self._opened,
            "VoteCast": self._voted,
            "ProposalExecuted": self._executed,
            "RecoveryBegun": self._recovery,
            "RecoveryCancelled": lambda v, p: self.recoveries.put(p[0].number, v["member"], None),
            "RecoveryFinished": lambda v, p: self.recoveries.put(p[0].number, v["member"], None),
        }

    def _opened(self, values: Values, place: Place) -> None:
        target, call = values["action"]
        proposal = Proposal(values["id"], values["proposer"], address(target), call, values["deadline"])
        self.proposals.put(place[0].number, proposal.proposal_id, proposal)

    def _voted(self, values: Values, place: Place) -> None:
        known = self.proposals.at(place[0].number, values["id"])
        if known is not None:
            voted = replace(known, votes=(*known.votes, values["member"]))
            self.proposals.put(place[0].number, known.proposal_id, voted)

    def _executed(self, values: Values, place: Place) -> None:
        known = self.proposals.at(place[0].number, values["id"])
        if known is not None:
            done = replace(known, executed_at=place[0].timestamp, counted=values["voters"].bit_count())
            self.proposals.put(place[0].number, known.proposal_id, done)

    def _recovery(self, values: Values, place: Place) -> None:
        account = read_account(values["record"])
        begun = Recovery(values["member"], account.account, account.person, values["notBefore"])
        self.recoveries.put(place[0].number, begun.member_id, begun)


class GovernanceViews:
    """Look-ups as of one block; see `LedgerState`, which has the tables and the block."""

    __slots__ = ()
    _tables: Tables
    _number: int

    @property
    def instance(self) -> str:
        """The first segment of every identifier; empty before the founding."""
        return self._tables.governance.instances.at(self._number, ONLY) or ""

    @property
    def threshold_bps(self) -> int:
        """The share of the voting members that decides, in hundredths of a percent."""
        return self._tables.governance.thresholds.at(self._number, ONLY) or 0

    @property
    def limits(self) -> Limits:
        """What a vote set, or what the contract begins with."""
        return self._tables.of(self._number, "Authorization").limits.at(self._number, ONLY) or Limits()

    def contract(self, name: str) -> bytes | None:
        """The address of the contract that the Consortium knows by `name`. It does not name itself."""
        return self._tables.governance.contracts.at(self._number, name)

    def implementation(self, proxy: bytes) -> bytes | None:
        """The address of the code behind a proxy that has, or had, a name."""
        found = self._tables.by_address.get(proxy)
        return None if found is None else found.code.at(self._number, ONLY)

    def next_act(self, signer: bytes) -> int:
        """The number of the next act that an account signs for the Relay."""
        return self._tables.of(self._number, "Relay").acts.at(self._number, signer) or 0

    def proposal(self, proposal_id: bytes) -> Proposal | None:
        """The proposal with this id, with its votes."""
        return self._tables.governance.proposals.at(self._number, proposal_id)

    def proposals(self) -> tuple[Proposal, ...]:
        """All proposals, open or over, in order of opening."""
        found = map(self.proposal, self._tables.governance.proposals.seen())
        return tuple(one for one in found if one is not None)

    def recovery(self, member_id: bytes) -> Recovery | None:
        """The recovery of a member that was begun and is neither cancelled nor finished."""
        return self._tables.governance.recoveries.at(self._number, member_id)

    def active_with(self, role: Role) -> tuple[Member, ...]:
        """The active members that have a role, in order of admission: those with VOTER are all that count in a vote."""
        table = self._tables.members
        found = (table.at(self._number, key) for key in table.seen())
        return tuple(one for one in found if one and one.status is MemberStatus.ACTIVE and one.roles & role)

    def actor(self, account: bytes) -> MemberAccount | None:
        """The account, if it may act at all: it is active, and its member was not removed."""
        found = self._tables.accounts.at(self._number, account)
        if found is None or not found.active:
            return None
        member = self._tables.members.at(self._number, found.member_id)
        return None if member is None or member.status is MemberStatus.REMOVED else found

    def duties_of(self, member_id: bytes, person: bytes | None = None) -> int:
        """The duties that a person has in a member by all its active accounts; of all its accounts if None."""
        table, duties = self._tables.accounts, 0
        for key in table.seen():
            one = table.at(self._number, key)
            if one and one.active and one.member_id == member_id and person in (None, one.person):
                duties |= one.duties
        return duties
