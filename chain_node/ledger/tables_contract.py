"""Histories of what one contract at one address holds: a part of `tables.Tables`. One writer only.

Which contract it is does not matter: what it does not have stays empty.
"""

from __future__ import annotations

from chain_node.ledger.history import Series, Table
from chain_node.ledger.records import Grant, GrantState, Request, Resource, Service
from chain_node.ledger.records_cases import Case, CaseDecision, Material
from chain_node.ledger.records_governance import Limits
from chain_node.ledger.state_accountability import AccountabilityTables
from chain_node.ledger.tables_access import AccessTables
from chain_node.ledger.tables_certificates import CertificateTables

ONLY = b""
"""Key of what there is one of."""


class ContractTables:
    """One table per kind of record, and the indexes by owner. `acts`: the number of each signer's next act; `code`: the
    address of the code behind a proxy."""

    __slots__ = (
        "access",
        "accountability",
        "acts",
        "case_decisions",
        "case_materials",
        "cases",
        "certificates",
        "code",
        "grants",
        "grants_by_id",
        "limits",
        "requests",
        "resources",
        "services",
        "services_by_member",
    )

    def __init__(self) -> None:
        self.access = AccessTables()
        self.services: Table[bytes, Service] = Table()
        self.services_by_member: Table[bytes, tuple[bytes, ...]] = Table()
        self.resources: Table[bytes, Resource] = Table()
        self.requests: Table[bytes, Request] = Table()
        self.grants: Table[tuple[bytes, bytes], tuple[Grant, ...]] = Table()
        self.grants_by_id: Table[bytes, Grant] = Table()
        self.limits: Table[bytes, Limits] = Table()
        self.certificates = CertificateTables()
        self.cases: Table[bytes, Case] = Table()
        self.case_decisions: dict[bytes, Series[CaseDecision]] = {}
        self.case_materials: dict[bytes, Series[Material]] = {}
        self.accountability = AccountabilityTables()
        self.acts: Table[bytes, int] = Table()
        self.code: Table[bytes, bytes] = Table()

    def put_request(self, block: int, request: Request) -> None:
        """Record a request."""
        self.requests.put(block, request.request_id, request)

    def put_service(self, block: int, service: Service) -> None:
        """Record a service."""
        self.services.put(block, service.service_id, service)
        add_to_index(self.services_by_member, block, service.member_id, service.service_id)

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


def add_to_index(table: Table[bytes, tuple[bytes, ...]], block: int, key: bytes, member: bytes) -> None:
    """Add `member` to the set of `key`, keeping the order of first appearance."""
    current = table.at(block, key) or ()
    if member not in current:
        table.put(block, key, (*current, member))
