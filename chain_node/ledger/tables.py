"""All histories behind a replica, filled by `projection.py` from events, or by a test directly. One writer only.

What a vote may put at another address is kept by address, and looked up by the address that has the name as of the
block asked for: the others' records are there again when a vote goes back to them. The Consortium is pinned. Of
evidence there is one set whatever the address: a log's identifier holds the contract's, and what was anchored stays so.
"""

from __future__ import annotations

from dataclasses import replace

from chain_node.ledger.errors import ContractForgotten
from chain_node.ledger.history import Series, Table
from chain_node.ledger.records import (
    Anchor,
    Claim,
    Equivocation,
    Gateway,
    Key,
    Log,
    Member,
    MemberAccount,
    PrefixChallenge,
    Rotation,
    Subsystem,
)
from chain_node.ledger.state_governance import GovernanceTables
from chain_node.ledger.tables_contract import ContractTables, add_to_index


class Tables(ContractTables):
    """What the Consortium and the evidence contracts hold, and by address what the others do. What is put here itself
    of those others counts as long as none has the name: a test needs no names."""

    __slots__ = (
        "accounts",
        "anchors",
        "by_address",
        "challenges",
        "claims",
        "equivocations",
        "gateways",
        "gateways_by_member",
        "governance",
        "keys",
        "keys_by_gateway",
        "logs",
        "logs_by_gateway",
        "members",
        "rejected_keys",
        "rotations",
        "subsystems",
    )

    def __init__(self) -> None:
        super().__init__()
        self.by_address: dict[bytes, ContractTables] = {}
        self.members: Table[bytes, Member] = Table()
        self.accounts: Table[bytes, MemberAccount] = Table()
        self.subsystems: Table[bytes, Subsystem] = Table()
        self.gateways: Table[bytes, Gateway] = Table()
        self.gateways_by_member: Table[bytes, tuple[bytes, ...]] = Table()
        self.keys: Table[bytes, Key] = Table()
        self.keys_by_gateway: Table[bytes, tuple[bytes, ...]] = Table()
        self.logs: Table[bytes, Log] = Table()
        self.logs_by_gateway: Table[bytes, tuple[bytes, ...]] = Table()
        self.anchors: dict[bytes, Series[Anchor]] = {}
        self.rejected_keys: set[bytes] = set()
        self.rotations: Series[Rotation] = Series()
        self.equivocations: Series[Equivocation] = Series()
        self.claims: Table[bytes, Claim] = Table()
        self.challenges: Table[bytes, PrefixChallenge] = Table()
        self.governance = GovernanceTables()

    def of(self, block: int, name: str) -> ContractTables:
        """What the contract holds that had `name` at the end of `block`. Raises `ContractForgotten` if not all of it
        is known."""
        at = self.governance.contracts.at(block, name)
        if at is None:
            return self
        found = self.by_address.get(at)
        if found is None:
            raise ContractForgotten(f"what {name} at 0x{at.hex()} did before it had the name is not known")
        return found

    def put_member(self, block: int, member: Member) -> None:
        """Record a member."""
        self.members.put(block, member.member_id, member)

    def put_account(self, block: int, account: MemberAccount) -> None:
        """Record a member's account."""
        self.accounts.put(block, account.account, account)

    def put_claim(self, block: int, claim: Claim) -> None:
        """Record a claim."""
        self.claims.put(block, claim.claim_id, claim)

    def put_subsystem(self, block: int, subsystem: Subsystem) -> None:
        """Record a subsystem."""
        self.subsystems.put(block, subsystem.subsystem_id, subsystem)

    def put_gateway(self, block: int, gateway: Gateway) -> None:
        """Record a gateway."""
        self.gateways.put(block, gateway.gateway_id, gateway)
        add_to_index(self.gateways_by_member, block, gateway.member_id, gateway.gateway_id)

    def put_key(self, block: int, key: Key) -> None:
        """Record a key."""
        self.keys.put(block, key.kid, key)
        add_to_index(self.keys_by_gateway, block, key.gateway_id, key.kid)

    def put_log(self, block: int, log: Log) -> None:
        """Record a log; its anchored head stays what it was."""
        current = self.logs.at(block, log.log_id)
        if current is not None:
            log = replace(log, size=current.size, root=current.root, epoch=current.epoch)
        self.logs.put(block, log.log_id, log)
        add_to_index(self.logs_by_gateway, block, log.gateway_id, log.log_id)

    def add_anchor(self, block: int, anchor: Anchor) -> None:
        """Record one anchored head, of a log that is there."""
        series = self.anchors.get(anchor.log_id)
        if series is None:
            series = self.anchors[anchor.log_id] = Series()
        series.append(block, anchor)
        current = self.logs.at(block, anchor.log_id)
        if current is not None:
            moved = replace(current, size=anchor.size, root=anchor.root, epoch=anchor.epoch)
            self.logs.put(block, anchor.log_id, moved)
