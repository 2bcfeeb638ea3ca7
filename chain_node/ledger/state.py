"""The ledger's state as of one block: the one read interface of decision, gateway and auditor.

A `LedgerState` is a cheap view (tables, block); making one costs nothing and it never changes, because the tables only
grow. Look-ups are O(log n) in the number of changes of that one key. Unknown keys give None or an empty tuple.
"""

from __future__ import annotations

from typing import Any, TypeVar

from chain_node.ledger.history import Table
from chain_node.ledger.port import BlockRef
from chain_node.ledger.records import (
    Anchor,
    Claim,
    Equivocation,
    Gateway,
    Grant,
    Key,
    KeyPurpose,
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
from chain_node.ledger.records_access import (
    BreakGlass,
    Consent,
    Correction,
    Dispute,
    GrantScope,
    Parent,
    Right,
    RightKind,
)
from chain_node.ledger.records_cases import Case, CaseDecision, Material
from chain_node.ledger.state_accountability import AccountabilityViews
from chain_node.ledger.state_certificates import CertificateViews
from chain_node.ledger.state_governance import GovernanceViews
from chain_node.ledger.tables import Tables
from chain_node.ledger.tables_contract import ContractTables

__all__ = ["LedgerState", "Tables"]

K = TypeVar("K")
V = TypeVar("V")


class LedgerState(CertificateViews, AccountabilityViews, GovernanceViews):
    """What the ledger says as of the end of `block`. Immutable; safe in any thread."""

    __slots__ = ("_number", "_tables", "block")

    def __init__(self, tables: Tables, block: BlockRef) -> None:
        self._tables = tables
        self._number = block.number
        self.block = block

    @property
    def _catalogue(self) -> ContractTables:
        return self._tables.of(self._number, "DataCatalogue")

    @property
    def _authorization(self) -> ContractTables:
        return self._tables.of(self._number, "Authorization")

    @property
    def _approvals(self) -> ContractTables:
        return self._tables.of(self._number, "ApprovalCases")

    def changes(self, after: int) -> list[tuple[int, str, bytes]]:
        """(block, kind, id) of the records that changed after block `after`, in the order of blocks."""
        catalogue, authorization, approvals = self._catalogue, self._authorization, self._approvals
        kinds: dict[str, Table[bytes, Any]] = {
            "member": self._tables.members,
            "subsystem": self._tables.subsystems,
            "gateway": self._tables.gateways,
            "service": catalogue.services,
            "resource": catalogue.resources,
            "request": authorization.requests,
            "grant": authorization.grants_by_id,
            "case": approvals.cases,
            "certificate": self._registry.certificates,
            "correction": catalogue.access.corrections,
            "dispute": authorization.access.disputes,
            "emergency": authorization.access.break_glasses,
        }
        return sorted(
            (block, kind, key) for kind, table in kinds.items() for block, key in table.changes(after, self._number)
        )

    def member(self, member_id: bytes) -> Member | None:
        """The member with this id."""
        return self._tables.members.at(self._number, member_id)

    def members(self) -> tuple[Member, ...]:
        """All members that ever applied, in order of application."""
        return _all(self._tables.members, self._number)

    def account(self, account: bytes) -> MemberAccount | None:
        """The member's account with this 20-byte address."""
        return self._tables.accounts.at(self._number, account)

    def accounts(self) -> tuple[MemberAccount, ...]:
        """All accounts ever appointed, in order of appointment."""
        return _all(self._tables.accounts, self._number)

    def subsystem(self, subsystem_id: bytes) -> Subsystem | None:
        """The subsystem with this id."""
        return self._tables.subsystems.at(self._number, subsystem_id)

    def subsystems(self) -> tuple[Subsystem, ...]:
        """All subsystems, in order of registration."""
        return _all(self._tables.subsystems, self._number)

    def gateway(self, gateway_id: bytes) -> Gateway | None:
        """The gateway with this id."""
        return self._tables.gateways.at(self._number, gateway_id)

    def gateways(self) -> tuple[Gateway, ...]:
        """All gateways, in order of registration."""
        return _all(self._tables.gateways, self._number)

    def gateways_of(self, member_id: bytes) -> tuple[Gateway, ...]:
        """The gateways of a member, active or not, in order of registration."""
        ids = self._tables.gateways_by_member.at(self._number, member_id) or ()
        return tuple(one for one in map(self.gateway, ids) if one is not None)

    def service(self, service_id: bytes) -> Service | None:
        """The service with this id."""
        return self._catalogue.services.at(self._number, service_id)

    def services(self) -> tuple[Service, ...]:
        """All services, in order of registration."""
        return _all(self._catalogue.services, self._number)

    def services_of(self, member_id: bytes) -> tuple[Service, ...]:
        """The services of a provider, in order of registration."""
        ids = self._catalogue.services_by_member.at(self._number, member_id) or ()
        return tuple(one for one in map(self.service, ids) if one is not None)

    def resource(self, resource_id: bytes) -> Resource | None:
        """The resource with this id."""
        return self._catalogue.resources.at(self._number, resource_id)

    def resources(self) -> tuple[Resource, ...]:
        """All resources, in order of registration."""
        return _all(self._catalogue.resources, self._number)

    def grants(self, subsystem_id: bytes, resource_id: bytes) -> tuple[Grant, ...]:
        """The grants of a subsystem for a resource, newest first, at most 16, in whatever state."""
        return self._authorization.grants.at(self._number, (subsystem_id, resource_id)) or ()

    def grant(self, grant_id: bytes) -> Grant | None:
        """The grant with this id."""
        return self._authorization.grants_by_id.at(self._number, grant_id)

    def request(self, request_id: bytes) -> Request | None:
        """The request with this id."""
        return self._authorization.requests.at(self._number, request_id)

    def requests(self) -> tuple[Request, ...]:
        """All requests, in order of submission."""
        return _all(self._authorization.requests, self._number)

    def imported_from(self, request_id: bytes) -> bytes | None:
        """Digest of a request as it stands on the existing platform, if it came from there."""
        return self._authorization.access.imports.at(self._number, request_id)

    def scope(self, grant_id: bytes) -> GrantScope | None:
        """What a grant depends on beside its terms; None if on nothing."""
        return self._authorization.access.scopes.at(self._number, grant_id)

    def consent(self, resource_id: bytes, subsystem_id: bytes, subject: bytes) -> Consent | None:
        """The newest consent of a subject that data of the resource go to the subsystem."""
        return self._authorization.access.consents.at(self._number, (resource_id, subsystem_id, subject))

    def subjects(self, resource_id: bytes, subsystem_id: bytes) -> tuple[bytes, ...]:
        """The subjects that ever consented, in order of their first consent."""
        series = self._authorization.access.subjects.get((resource_id, subsystem_id))
        return () if series is None else series.upto(self._number)

    def emergency(self, subsystem_id: bytes, resource_id: bytes) -> BreakGlass | None:
        """The newest emergency access of a subsystem to a resource, open or over."""
        return self._authorization.access.emergencies.at(self._number, (subsystem_id, resource_id))

    def break_glasses(self) -> tuple[BreakGlass, ...]:
        """All emergency accesses, in order of opening."""
        return _all(self._authorization.access.break_glasses, self._number)

    def dispute(self, request_id: bytes) -> Dispute | None:
        """The newest dispute about a request, decided or not."""
        return self._authorization.access.disputes.at(self._number, request_id)

    def version(self, resource_id: bytes, version: int) -> Resource | None:
        """A version of a resource as it was published."""
        return self._catalogue.access.versions.at(self._number, (resource_id, version))

    def next_version(self, resource_id: bytes) -> Resource | None:
        """The draft of a resource's next version."""
        draft = self._catalogue.access.next_versions.at(self._number, resource_id)
        current = self.resource(resource_id)
        return draft if draft and current and draft.version > current.version else None

    def parents(self, resource_id: bytes, version: int) -> tuple[Parent, ...]:
        """What a version was derived from."""
        return self._catalogue.access.lineages.at(self._number, (resource_id, version)) or ()

    def right(self, resource_id: bytes, kind: RightKind, holder: bytes) -> Right | None:
        """A right in a resource, in force or not; that of its provider goes without a record."""
        return self._catalogue.access.rights.at(self._number, (resource_id, kind, holder))

    def rights(self) -> tuple[Right, ...]:
        """All rights ever granted, in order of their first grant."""
        return _all(self._catalogue.access.rights, self._number)

    def correction(self, correction_id: bytes) -> Correction | None:
        """The correction with this id."""
        return self._catalogue.access.corrections.at(self._number, correction_id)

    def corrections(self) -> tuple[Correction, ...]:
        """All corrections, in order of being raised."""
        return _all(self._catalogue.access.corrections, self._number)

    def key(self, kid: bytes) -> Key | None:
        """The key with this id (SHA-256 of its SubjectPublicKeyInfo)."""
        return self._tables.keys.at(self._number, kid)

    def keys_of(self, gateway_id: bytes, purpose: KeyPurpose | None = None) -> tuple[Key, ...]:
        """The keys of a gateway (of one purpose if given), live or not, in order of registration."""
        ids = self._tables.keys_by_gateway.at(self._number, gateway_id) or ()
        keys = (one for one in map(self.key, ids) if one is not None)
        return tuple(one for one in keys if purpose is None or one.purpose == purpose)

    def log(self, log_id: bytes) -> Log | None:
        """The log with this id, with its anchored head."""
        return self._tables.logs.at(self._number, log_id)

    def logs_of(self, gateway_id: bytes) -> tuple[Log, ...]:
        """The logs of a gateway, oldest first."""
        ids = self._tables.logs_by_gateway.at(self._number, gateway_id) or ()
        return tuple(one for one in map(self.log, ids) if one is not None)

    def anchors(self, log_id: bytes) -> tuple[Anchor, ...]:
        """All anchored heads of a log, oldest first."""
        series = self._tables.anchors.get(log_id)
        return () if series is None else series.upto(self._number)

    def rotations(self) -> tuple[Rotation, ...]:
        """All key rotations, accepted or not, oldest first."""
        return self._tables.rotations.upto(self._number)

    def equivocations(self) -> tuple[Equivocation, ...]:
        """All contradicting checkpoints that were reported, oldest first."""
        return self._tables.equivocations.upto(self._number)

    def claim(self, claim_id: bytes) -> Claim | None:
        """The claim with this id."""
        return self._tables.claims.at(self._number, claim_id)

    def challenge(self, claim_id: bytes) -> PrefixChallenge | None:
        """The signed checkpoint that a prefix claim is about."""
        return self._tables.challenges.at(self._number, claim_id)

    def claims(self) -> tuple[Claim, ...]:
        """All claims, open or closed, in order of claiming."""
        return _all(self._tables.claims, self._number)

    def case(self, case_id: bytes) -> Case | None:
        """The case with this id."""
        return self._approvals.cases.at(self._number, case_id)

    def cases(self) -> tuple[Case, ...]:
        """All cases, open or over, in order of opening."""
        return _all(self._approvals.cases, self._number)

    def decisions_of(self, case_id: bytes) -> tuple[CaseDecision, ...]:
        """What departments decided in a case, oldest first. One that was passed over may have decided after that."""
        series = self._approvals.case_decisions.get(case_id)
        return () if series is None else series.upto(self._number)

    def materials_of(self, case_id: bytes) -> tuple[Material, ...]:
        """The materials of a case, oldest first."""
        series = self._approvals.case_materials.get(case_id)
        return () if series is None else series.upto(self._number)


def _all(table: Table[K, V], number: int) -> tuple[V, ...]:
    return tuple(value for key in table.seen() if (value := table.at(number, key)) is not None)
