"""What the contracts keep: for each kind of record where its events are, what tells one from another, where its status
is, along which edges that moves, and what the contract answers when it is asked for it.

Written down a second time, from the rulings and not from the code.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from eth_abi.abi import encode

from chain_node.crypto.secp256k1 import keccak256
from chain_node.ledger import bindings
from chain_node.ledger.bindings import (
    Accountability,
    ApprovalCases,
    Authorization,
    CertificateRegistry,
    Consortium,
    DataCatalogue,
    EvidenceAnchor,
)
from tests.contracts.certificates import AMEND, CANCELLED, LAPSED, RENEW, TAKE_OVER, TRANSFERRED, VALID
from tests.contracts.certificates import EDGES as CERTIFICATE_EDGES

Struct = tuple[Any, ...]
Key = tuple[Any, ...]
Edges = frozenset[tuple[Any, ...]]
MEMBER_ACTIVE, MEMBER_SUSPENDED, MEMBER_REMOVED = 2, 3, 4
DRAFT, SUBMITTED, PUBLISHED, RESOURCE_SUSPENDED, RETIRED = range(1, 6)
ACTIVE, SUSPENDED, REVOKED, ENDED, DISCARDED, PROPOSED = range(1, 7)
LOG_OPEN, LOG_FROZEN = 1, 2
UNDECIDED = frozenset((1, 2, 4, 5, 6))
"""States of a case whose lead has not decided: 收件, 补正, 受理, 审查, 特别程序."""


def edges(text: str, *selves: int) -> Edges:
    """Edges from words as "0-1 1-23"; states in hexadecimal. `selves`: states in which a record may change besides."""
    pairs = {(int(a, 16), int(b, 16)) for a, _, rest in (one.partition("-") for one in text.split()) for b in rest}
    return frozenset(pairs | {(one, one) for one in selves})


@dataclass(frozen=True)
class Kind:
    """One kind of record. `event`, `parameter`: an event that carries it. `key`: what tells one from another. `status`:
    its status, with the operation of a certificate behind it. `stored`: call data of the view that gives its digest."""

    name: str
    contract: str
    event: str
    parameter: str = "record"
    key: Callable[[Struct], Key] = lambda one: (one[0],)
    status: Callable[[Struct], Key] = lambda one: (0,)
    edges: Edges = frozenset({(0, 0)})
    first: int = 0
    stored: Callable[[Struct], bytes] | None = None

    @property
    def type(self) -> str:
        """The record's ABI type."""
        events = bindings.EVENTS[self.contract].values()
        (found,) = (
            kind
            for one in events
            if one.name == self.event
            for name, kind, _ in one.parameters
            if name == self.parameter
        )
        return found

    def digest(self, record: Struct) -> bytes:
        """What the contract keeps of a record."""
        return keccak256(encode([self.type], [record]))


def at(place: int) -> Callable[[Struct], Key]:
    """The value at a place of a record, as a key or a status."""
    return lambda one: (int(one[place]) if isinstance(one[place], bool) else one[place],)


_CERTIFICATE: Edges = frozenset(
    {(0, VALID, 1), *((0, VALID, one) for one in (RENEW, AMEND, TAKE_OVER)), *CERTIFICATE_EDGES}
    | {(VALID, to, by) for to in (CANCELLED, LAPSED) for by in (RENEW, AMEND)}
    | {(TRANSFERRED, to, TAKE_OVER) for to in (CANCELLED, LAPSED)}
)
KINDS = (
    Kind(
        "member", "Consortium", "MemberAdmitted", status=at(5), edges=edges("0-2 2-3 3-24", 2, 3, 4),
        stored=lambda one: Consortium.encode_record_of(one[0]),
    ),
    Kind(
        "subsystem", "Consortium", "SubsystemRegistered",
        stored=lambda one: Consortium.encode_record_of(one[0]),
    ),
    Kind("gateway", "Consortium", "GatewayRegistered", stored=lambda one: Consortium.encode_record_of(one[0])),
    Kind(
        "key", "Consortium", "KeyRegistered", status=lambda one: (int(one[7] != 0),), edges=edges("0-1", 0, 1),
        stored=lambda one: Consortium.encode_record_of(one[0]),
    ),
    Kind(
        "resource", "DataCatalogue", "ResourceRegistered", key=lambda one: (one[0], one[14]), status=at(15),
        edges=edges("0-1 1-2 2-13 3-45 4-35", DRAFT),
    ),
    Kind("service", "DataCatalogue", "ServiceRegistered", stored=lambda one: DataCatalogue.encode_service_of(one[0])),
    Kind(
        "right", "DataCatalogue", "RightGranted", "right", key=lambda one: one[:3],
        status=lambda one: (int(one[7] != 0),), edges=edges("0-1 1-0", 0),
    ),
    Kind(
        "correction", "DataCatalogue", "CorrectionRaised", status=at(6), edges=edges("0-1 1-23"),
        stored=lambda one: DataCatalogue.encode_correction_of(one[0]),
    ),
    Kind(
        "request", "Authorization", "RequestSubmitted", status=at(10),
        edges=edges("0-123 1-2345 2-67 3-67 6-7 4-1"), stored=lambda one: Authorization.encode_request_of(one[0]),
    ),
    Kind(
        "grant", "Authorization", "GrantCreated", status=at(6),
        edges=edges("0-16 6-1345 1-2345 2-1345 3-5 4-5"), stored=lambda one: Authorization.encode_grant_of(one[0]),
    ),
    Kind(
        "scope", "Authorization", "GrantScoped", "scope", status=lambda one: (1,), edges=edges("0-1"),
        stored=lambda one: Authorization.encode_scope_of(one[0]),
    ),
    Kind(
        "consent", "Authorization", "ConsentRecorded", "consent", key=lambda one: one[:3],
        stored=lambda one: Authorization.encode_consent_of(*one[:3]),
    ),
    Kind(
        "emergency", "Authorization", "BreakGlassOpened", status=lambda one: (int(one[9] != 0),),
        edges=edges("0-1", 0, 1), stored=lambda one: Authorization.encode_break_glass_of(one[0]),
    ),
    Kind("dispute", "Authorization", "DisputeRaised", "dispute", status=lambda one: (1 + int(one[4] != 0),),
         edges=edges("0-1 1-2 2-1")),
    Kind("log", "EvidenceAnchor", "LogOpened", status=at(5), edges=edges("0-1 1-2", LOG_OPEN, LOG_FROZEN)),
    Kind(
        "claim", "EvidenceAnchor", "ClaimMade", status=at(2), edges=edges("0-1 1-234"),
        stored=lambda one: EvidenceAnchor.encode_claim_of(one[0]),
    ),
    Kind("accreditation", "CertificateRegistry", "AccreditationGiven", status=at(7), edges=edges("0-1", 0)),
    Kind(
        "certificate", "CertificateRegistry", "CertificateIssued", status=lambda one: one[11][:2], edges=_CERTIFICATE,
        stored=lambda one: CertificateRegistry.encode_certificate_of(one[0]),
    ),
    Kind("batch", "CertificateRegistry", "BatchIssued", status=lambda one: (1,), edges=edges("0-1"),
         stored=lambda one: CertificateRegistry.encode_batch_of(one[0])),
    Kind(
        "batch member", "CertificateRegistry", "BatchMemberStatusChanged", key=lambda one: one[6:8],
        status=lambda one: one[8][:2], edges=_CERTIFICATE, first=VALID,
    ),
    Kind(
        "case", "ApprovalCases", "CaseOpened", status=at(7),
        edges=edges("0-1 1-234b 2-1b 3-a 4-5b 5-678b 6-5b 7-9 8-9 9-a", *UNDECIDED),
        stored=lambda one: ApprovalCases.encode_case_of(one[0]),
    ),
    Kind("decision", "ApprovalCases", "DecisionGiven", "decision", key=lambda one: one[:2], status=at(3),
         edges=edges("0-1234 4-123"), stored=lambda one: ApprovalCases.encode_decision_of(*one[:2])),
    Kind("material", "ApprovalCases", "MaterialAttached", "material", key=lambda one: one[:2], status=lambda one: (1,),
         edges=edges("0-1"), stored=lambda one: ApprovalCases.encode_material_of(*one[:2])),
    Kind(
        "violation", "Accountability", "ViolationReported", status=at(8), edges=edges("0-1 1-234 2-34 4-5 5-67"),
        stored=lambda one: Accountability.encode_violation_of(one[0]),
    ),
)  # fmt: skip
BY_TYPE = {(one.contract, one.type): one for one in KINDS}
BY_NAME = {one.name: one for one in KINDS}
CARRIERS = {
    topic: (contract, tuple((name, kind) for name, kind, _ in event.parameters if (contract, kind) in BY_TYPE))
    for contract, events in bindings.EVENTS.items()
    for topic, event in events.items()
}
"""Topic -> contract, and the parameters that are records of a kind above: new events are followed by themselves."""
