"""From the records of CertificateRegistry, as the ABI decodes them, to the values of `records_certificates.py`. Pure.

A record that the contract cannot hold raises `ReplicaContradicted`, as in `record_codec.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from chain_node.ledger.record_codec import Raw, checked
from chain_node.ledger.records_certificates import (
    Accreditation,
    Batch,
    BatchMember,
    BatchMemberStatus,
    Certificate,
    CertificateOperation,
    CertificateStatus,
    StatusDecision,
)
from chain_node.ledger.tables_certificates import CertificateTables


@checked
def read_accreditation(raw: Raw) -> Accreditation:
    """`AccreditationRecord`."""
    number, member, type_code, valid_from, valid_to, legal_basis, authority, ended = raw
    code = type_code.decode("ascii")
    return Accreditation(number, member, code, valid_from, valid_to, legal_basis, authority, ended, raw)


@checked
def read_certificate(raw: Raw) -> Certificate:
    """`CertificateRecord`."""
    key, issuer, type_code, accreditation, root, holder, valid_from, valid_to, long_term, predecessor = raw[:10]
    issued_at, state = raw[10:]
    return Certificate(
        certificate_id=key,
        issuer=issuer,
        type_code=type_code.decode("ascii"),
        accreditation=accreditation,
        root=root,
        holder=holder,
        valid_from=valid_from,
        valid_to=valid_to,
        long_term=long_term,
        predecessor=predecessor,
        issued_at=issued_at,
        state=_decision(state),
        raw=raw,
    )


@checked
def read_batch(raw: Raw) -> Batch:
    """`BatchRecord`."""
    key, issuer, type_code, accreditation, root, size, legal_basis, document_number, issued_at = raw
    code = type_code.decode("ascii")
    return Batch(key, issuer, code, accreditation, root, size, legal_basis, document_number, issued_at, raw)


@checked
def read_member_status(raw: Raw) -> BatchMemberStatus:
    """`BatchMemberRecord`."""
    *member, batch, index, state = raw
    return BatchMemberStatus(batch, index, BatchMember(*member), _decision(state), raw)


def certificate_events(
    tables: CertificateTables,
) -> tuple[tuple[str, Callable[[Any], Any], Callable[[int, Any], None]], ...]:
    """Events whose `record` is all that matters: how it is read, and where it is put."""
    return (
        ("AccreditationGiven AccreditationChanged AccreditationEnded", read_accreditation, tables.put_accreditation),
        ("CertificateIssued CertificateStatusChanged", read_certificate, tables.put_certificate),
        ("BatchIssued", read_batch, tables.put_batch),
        ("BatchMemberStatusChanged", read_member_status, tables.put_member_status),
    )


def _decision(raw: Raw) -> StatusDecision:
    status, operation, legal_basis, document_number, text, since = raw
    return StatusDecision(
        CertificateStatus(status), CertificateOperation(operation), legal_basis, document_number, text, since
    )
