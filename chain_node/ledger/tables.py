"""All histories behind a replica, filled by `projection.py` from events, or by a test directly. One writer only."""

from __future__ import annotations

from dataclasses import replace

from chain_node.ledger.history import Series, Table
from chain_node.ledger.records import (
    Anchor,
    Claim,
    Equivocation,
    Gateway,
    Grant,
    GrantState,
    Key,
    Log,
    Member,
    MemberAccount,
    PrefixChallenge,
    Request,
    Resource,
    Rotation,
    Service,
    Subsystem,
)
from chain_node.ledger.records_cases import Case, CaseDecision, Material
from chain_node.ledger.state_accountability import AccountabilityTables
from chain_node.ledger.state_governance import GovernanceTables
from chain_node.ledger.tables_access import AccessTables
from chain_node.ledger.tables_certificates import CertificateTables


class Tables:
    """One table per kind of record, and the indexes by owner."""

    __slots__ = (
        "access",
        "accountability",
        "accounts",
        "anchors",
        "case_decisions",
        "case_materials",
        "cases",
        "certificates",
        "challenges",
        "claims",
        "equivocations",
        "gateways",
        "gateways_by_member",
        "governance",
        "grants",
        "grants_by_id",
        "keys",
        "keys_by_gateway",
        "logs",
        "logs_by_gateway",
        "members",
        "rejected_keys",
        "requests",
        "resources",
        "rotations",
        "services",
        "services_by_member",
        "subsystems",
    )

    def __init__(self) -> None:
        self.access = AccessTables()
        self.members: Table[bytes, Member] = Table()
        self.accounts: Table[bytes, MemberAccount] = Table()
        self.subsystems: Table[bytes, Subsystem] = Table()
        self.gateways: Table[bytes, Gateway] = Table()
        self.gateways_by_member: Table[bytes, tuple[bytes, ...]] = Table()
        self.services: Table[bytes, Service] = Table()
        self.services_by_member: Table[bytes, tuple[bytes, ...]] = Table()
        self.resources: Table[bytes, Resource] = Table()
        self.requests: Table[bytes, Request] = Table()
        self.grants: Table[tuple[bytes, bytes], tuple[Grant, ...]] = Table()
        self.grants_by_id: Table[bytes, Grant] = Table()
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
        self.certificates = CertificateTables()
        self.cases: Table[bytes, Case] = Table()
        self.case_decisions: dict[bytes, Series[CaseDecision]] = {}
        self.case_materials: dict[bytes, Series[Material]] = {}
        self.accountability = AccountabilityTables()
        self.governance = GovernanceTables()

    def put_member(self, block: int, member: Member) -> None:
        """Record a member."""
        self.members.put(block, member.member_id, member)

    def put_account(self, block: int, account: MemberAccount) -> None:
        """Record a member's account."""
        self.accounts.put(block, account.account, account)

    def put_request(self, block: int, request: Request) -> None:
        """Record a request."""
        self.requests.put(block, request.request_id, request)

    def put_claim(self, block: int, claim: Claim) -> None:
        """Record a claim."""
        self.claims.put(block, claim.claim_id, claim)

    def put_subsystem(self, block: int, subsystem: Subsystem) -> None:
        """Record a subsystem."""
        self.subsystems.put(block, subsystem.subsystem_id, subsystem)

    def put_gateway(self, block: int, gateway: Gateway) -> None:
        """Record a gateway."""
        self.gateways.put(block, gateway.gateway_id, gateway)
        _index(self.gateways_by_member, block, gateway.member_id, gateway.gateway_id)

    def put_service(self, block: int, service: Service) -> None:
        """Record a service."""
        self.services.put(block, service.service_id, service)
        _index(self.services_by_member, block, service.member_id, service.service_id)

    def put_resource(self, block: int, resource: Resource) -> None:
        """Record a resource."""
        self.resources.put(block, resource.resource_id, resource)

    def put_grant(self, block: int, grant: Grant) -> None:
        """Record a new grant or a change of one: a known id keeps its place, a new one comes first (newest first), a
        discarded one leaves the list of its pair."""
        key = (grant.demander, grant.resource_id)
        current = self.grants.at(block, key) or ()
        if grant.state is GrantState.DISCARDED:
            updated = tuple(one for one in current if one.grant_id != grant.grant_id)
        elif any(one.grant_id == grant.grant_id for one in current):
            updated = tuple(grant if one.grant_id == grant.grant_id else one for one in current)
        else:
            updated = (grant, *current)
        self.grants.put(block, key, updated)
        self.grants_by_id.put(block, grant.grant_id, grant)

    def put_case(self, block: int, case: Case) -> None:
        """Record a case."""
        self.cases.put(block, case.case_id, case)

    def add_decision(self, block: int, decision: CaseDecision) -> None:
        """Record what a department decided in a case."""
        self.case_decisions.setdefault(decision.case_id, Series()).append(block, decision)

    def add_material(self, block: int, material: Material) -> None:
        """Record a material of a case."""
        self.case_materials.setdefault(material.case_id, Series()).append(block, material)

    def put_key(self, block: int, key: Key) -> None:
        """Record a key."""
        self.keys.put(block, key.kid, key)
        _index(self.keys_by_gateway, block, key.gateway_id, key.kid)

    def put_log(self, block: int, log: Log) -> None:
        """Record a log; its anchored head stays what it was."""
        current = self.logs.at(block, log.log_id)
        if current is not None:
            log = replace(log, size=current.size, root=current.root, epoch=current.epoch)
        self.logs.put(block, log.log_id, log)
        _index(self.logs_by_gateway, block, log.gateway_id, log.log_id)

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


def _index(table: Table[bytes, tuple[bytes, ...]], block: int, key: bytes, member: bytes) -> None:
    """Add `member` to the set of `key`, keeping the order of first appearance."""
    current = table.at(block, key) or ()
    if member not in current:
        table.put(block, key, (*current, member))
