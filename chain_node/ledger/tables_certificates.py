"""Histories of accreditations, certificates and batches. One writer only, as `tables.py`, which holds them."""

from __future__ import annotations

from chain_node.ledger.history import Table
from chain_node.ledger.records_certificates import Accreditation, Batch, BatchMemberStatus, Certificate

_NO_PREDECESSOR = bytes(32)


class CertificateTables:
    """One table per kind of record; accreditations also by member and type, new versions by predecessor."""

    __slots__ = ("accreditations", "batches", "certificates", "last_accreditations", "member_statuses", "successors")

    def __init__(self) -> None:
        self.accreditations: Table[int, Accreditation] = Table()
        self.last_accreditations: Table[tuple[bytes, str], int] = Table()
        self.certificates: Table[bytes, Certificate] = Table()
        self.successors: Table[bytes, bytes] = Table()
        self.batches: Table[bytes, Batch] = Table()
        self.member_statuses: Table[tuple[bytes, int], BatchMemberStatus] = Table()

    def put_accreditation(self, block: int, accreditation: Accreditation) -> None:
        """Record an accreditation. Only a newer one takes the place of the last of its member and type."""
        self.accreditations.put(block, accreditation.number, accreditation)
        key = (accreditation.member_id, accreditation.type_code)
        if (self.last_accreditations.at(block, key) or 0) < accreditation.number:
            self.last_accreditations.put(block, key, accreditation.number)

    def put_certificate(self, block: int, certificate: Certificate) -> None:
        """Record a certificate issued by itself."""
        self.certificates.put(block, certificate.certificate_id, certificate)
        predecessor = certificate.predecessor
        if predecessor != _NO_PREDECESSOR and self.successors.at(block, predecessor) is None:
            self.successors.put(block, predecessor, certificate.certificate_id)

    def put_batch(self, block: int, batch: Batch) -> None:
        """Record a batch."""
        self.batches.put(block, batch.batch_id, batch)

    def put_member_status(self, block: int, status: BatchMemberStatus) -> None:
        """Record the changed status of a member of a batch."""
        self.member_statuses.put(block, (status.batch_id, status.index), status)
