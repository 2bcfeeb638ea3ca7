"""What the ledger's state says about certificates: the part of `LedgerState` that belongs to CertificateRegistry."""

from __future__ import annotations

from collections.abc import Sequence

from chain_node.evidence.merkle import verify_inclusion
from chain_node.ledger.records_certificates import (
    Accreditation,
    Batch,
    BatchMember,
    BatchMemberStatus,
    Certificate,
    CertificateStatus,
    Verification,
)
from chain_node.ledger.tables import Tables
from chain_node.ledger.tables_certificates import CertificateTables


class CertificateViews:
    """Accreditations, certificates and batches as of the end of the state's block."""

    __slots__ = ()
    _tables: Tables
    _number: int

    @property
    def _registry(self) -> CertificateTables:
        return self._tables.of(self._number, "CertificateRegistry").certificates

    def accreditation(self, number: int) -> Accreditation | None:
        """The accreditation with this number."""
        return self._registry.accreditations.at(self._number, number)

    def accreditations(self) -> tuple[Accreditation, ...]:
        """All accreditations ever given, oldest first."""
        found = map(self.accreditation, self._registry.accreditations.seen())
        return tuple(one for one in found if one is not None)

    def last_accreditation(self, member_id: bytes, type_code: str) -> Accreditation | None:
        """The newest accreditation of a member for a type, over or not."""
        number = self._registry.last_accreditations.at(self._number, (member_id, type_code))
        return None if number is None else self.accreditation(number)

    def certificate(self, certificate_id: bytes) -> Certificate | None:
        """The certificate with this id, if it was issued by itself."""
        return self._registry.certificates.at(self._number, certificate_id)

    def certificates(self) -> tuple[Certificate, ...]:
        """All certificates issued by themselves, in order of issue."""
        found = map(self.certificate, self._registry.certificates.seen())
        return tuple(one for one in found if one is not None)

    def successor(self, certificate_id: bytes) -> bytes | None:
        """The id of the new version of a certificate, or None if there is none."""
        return self._registry.successors.at(self._number, certificate_id)

    def batch(self, batch_id: bytes) -> Batch | None:
        """The batch with this id."""
        return self._registry.batches.at(self._number, batch_id)

    def batches(self) -> tuple[Batch, ...]:
        """All batches, in order of issue."""
        found = map(self.batch, self._registry.batches.seen())
        return tuple(one for one in found if one is not None)

    def batch_member(self, batch_id: bytes, index: int) -> BatchMemberStatus | None:
        """The member of a batch at an index, if its status was ever changed; of any other the ledger has only its
        leaf in the batch's root, and its status is 01."""
        return self._registry.member_statuses.at(self._number, (batch_id, index))

    def verify(self, certificate_id: bytes, time: int) -> Verification | None:
        """What is known of a certificate issued by itself, valid at `time` or not; None if it is unknown."""
        found = self.certificate(certificate_id)
        if found is None:
            return None
        accredited = self._accredited(found.accreditation, found.issued_at)
        return Verification(found.root, found.state.status, accredited, found.valid_at(time))

    def verify_member(
        self, batch_id: bytes, index: int, member: BatchMember, path: Sequence[bytes], time: int
    ) -> Verification | None:
        """The same of a member of a batch; None if the batch is unknown. Raises `EvidenceError` if `member` is not
        proven to be at `index` of it."""
        batch = self.batch(batch_id)
        if batch is None:
            return None
        verify_inclusion(member.leaf, index, batch.size, path, batch.root)
        changed = self.batch_member(batch_id, index)
        status = CertificateStatus.VALID if changed is None else changed.state.status
        valid = status is CertificateStatus.VALID and member.within(time)
        return Verification(member.root, status, self._accredited(batch.accreditation, batch.issued_at), valid)

    def _accredited(self, number: int, time: int) -> bool:
        accreditation = self.accreditation(number)
        return accreditation is not None and accreditation.covers(time)
