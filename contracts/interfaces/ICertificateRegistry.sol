// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {
    AccreditationRecord,
    BatchMember,
    BatchMemberRecord,
    BatchRecord,
    CertificateRecord,
    StatusRecord,
    Verification
} from "../types/Certificates.sol";
import {
    AccreditationId,
    AnyId,
    BatchId,
    CertificateId,
    Digest,
    MemberId,
    RecordDigest,
    TreeHash,
    TypeCode
} from "../types/Ids.sol";

/// @title Electronic certificates 电子证照: who may issue them, that they were issued, and how they stand.
/// @dev Nothing of a certificate's content is here but a commitment root. Functions that change a record take the current
/// one and emit the new one whole. Status codes: `CertificateStatus`; operation codes: `CertificateOperation`.
interface ICertificateRegistry {
    /// @notice An identifier is zero.
    /// @dev How to solve: draw 32 random bytes.
    error CertificateRegistryIdentifierZero();
    /// @notice There is a certificate or a batch with this identifier.
    /// @dev How to solve: draw another identifier; a new version is another certificate.
    error CertificateRegistryIdentifierTaken(AnyId id);
    /// @notice No accreditation, certificate or batch has this identifier.
    /// @dev How to solve: check the identifier; members of a batch are found by their batch and index.
    error CertificateRegistryUnknown(AnyId id);
    /// @notice The text is no certificate type code, or a check character in it is wrong.
    /// @dev How to solve: 18 characters of the defining authority's credit code and three digits, 21 in all.
    error CertificateRegistryTypeInvalid(TypeCode typeCode);
    /// @notice There is no such member, or it was removed.
    /// @dev How to solve: accredit a member of the consortium.
    error CertificateRegistryMemberUnknown(MemberId member);
    /// @notice The member has an accreditation for this type that is not over.
    /// @dev How to solve: change that one, or end it first.
    error CertificateRegistryAlreadyAccredited(AccreditationId accreditation);
    /// @notice The accreditation is over.
    /// @dev How to solve: give a new one.
    error CertificateRegistryAccreditationOver(AccreditationId accreditation);
    /// @notice The accreditation cannot end at `since`: before it began, after now, or after its end.
    /// @dev How to solve: name a time from its beginning to now; its beginning makes it void from the start.
    error CertificateRegistryEndInvalid(uint64 since);
    /// @notice The member may not issue certificates of this type now.
    /// @dev How to solve: have the catalogue authority accredit the member for the type.
    error CertificateRegistryNotAccredited(MemberId member, TypeCode typeCode);
    /// @notice The dates contradict each other, or the end lies in the past.
    /// @dev How to solve: begin before the end, end after now; a long-term certificate has no end, any other has one.
    error CertificateRegistryPeriodInvalid(uint64 validFrom, uint64 validTo);
    /// @notice There is no commitment.
    /// @dev How to solve: commit to the certificate's fields, or to the batch's members, and hand in the root.
    error CertificateRegistryRootMissing();
    /// @notice A batch has 1 to 10,000 certificates.
    /// @dev How to solve: issue more than one batch.
    error CertificateRegistryBatchSizeInvalid(uint32 size);
    /// @notice Legal basis, document number or reason is missing.
    /// @dev How to solve: hand in the digests of both texts; every status has its basis and its decision.
    error CertificateRegistryBasisMissing();
    /// @notice Status 99 says nothing by itself.
    /// @dev How to solve: hand in the digest of the text that says what it means.
    error CertificateRegistryTextMissing();
    /// @notice No operation of this code leads from one status to the other. Statuses are never merged.
    /// @dev How to solve: take the operation that leads there, or go by the status between; 04 is final.
    error CertificateRegistryTransitionForbidden(uint8 from, uint8 to, uint8 operation);
    /// @notice The certificate is not a new version of the other: type or issuer differ, or the identifier is another.
    /// @dev How to solve: name the predecessor; same type and issuer, but for an operation 08 by the authority that takes over.
    error CertificateRegistryPredecessorInvalid(CertificateId predecessor);
    /// @notice The certificate is not at this index of the batch, or the proof does not lead to the batch's root.
    /// @dev How to solve: prove inclusion of the leaf as it was issued, by RFC 9162.
    error CertificateRegistryNotIncluded(BatchId batch, uint32 index);

    /// @notice A catalogue authority accredited a member for a type.
    event AccreditationGiven(AccreditationId indexed id, MemberId indexed member, AccreditationRecord record);
    /// @notice A catalogue authority changed end or legal basis of an accreditation.
    event AccreditationChanged(AccreditationId indexed id, MemberId indexed member, AccreditationRecord record);
    /// @notice A catalogue authority ended an accreditation as of `record.validTo`.
    event AccreditationEnded(AccreditationId indexed id, MemberId indexed member, AccreditationRecord record, Digest reason);
    /// @notice A certificate was issued. If it names a predecessor, the change of that one's status follows.
    event CertificateIssued(CertificateId indexed id, CertificateRecord record);
    /// @notice The status of a certificate changed by `record.state`.
    event CertificateStatusChanged(CertificateId indexed id, CertificateRecord record);
    /// @notice A batch of certificates was issued.
    event BatchIssued(BatchId indexed id, BatchRecord record);
    /// @notice The status of a member of a batch changed by `record.state`.
    event BatchMemberStatusChanged(CertificateId indexed id, BatchId indexed batch, BatchMemberRecord record);

    // ---------------------------------------------------------------- accreditation

    /// @notice Accredit `record.member` for `record.typeCode`. By duty APPROVER of a catalogue authority. `validFrom` 0 = now.
    /// `id`, `authority`, `ended` are set here. One accreditation at a time for each member and type.
    function accredit(AccreditationRecord calldata record) external returns (AccreditationId);
    /// @notice Give an accreditation another end (0 = open) and legal basis. By duty APPROVER of a catalogue authority.
    function changeAccreditation(AccreditationRecord calldata record, uint64 validTo, Digest legalBasis) external;
    /// @notice End an accreditation as of `since`, from its beginning to now. By duty APPROVER of a catalogue authority.
    function endAccreditation(AccreditationRecord calldata record, uint64 since, Digest reason) external;

    // ---------------------------------------------------------------- issuing

    /// @notice Issue a certificate that has no predecessor. By duty ISSUE of an accredited member. `issuer`,
    /// `accreditation`, `issuedAt`, and of `state` all but its three digests are set here.
    function issue(CertificateRecord calldata record) external;
    /// @notice Issue a new version of `predecessor`, whose status becomes 04 or 05 (`status`) by the same decision and
    /// `record.state.operation`: 02, 09 by its issuer while it is 01; 08 by another while it is 06. As `issue` otherwise.
    function issueVersion(CertificateRecord calldata record, CertificateRecord calldata predecessor, uint8 status) external;
    /// @notice The same for a predecessor that is a member of a batch.
    function issueVersionOfMember(
        CertificateRecord calldata record,
        BatchRecord calldata batch,
        uint32 index,
        BatchMember calldata predecessor,
        TreeHash[] calldata path,
        uint8 status
    ) external;
    /// @notice Issue up to 10,000 certificates at once. By duty ISSUE of an accredited member. `issuer`, `accreditation`,
    /// `issuedAt` are set here.
    function issueBatch(BatchRecord calldata record) external;

    // ---------------------------------------------------------------- status

    /// @notice Change the status of a certificate. By duty ISSUE or APPROVER of its issuer. `since` is set here.
    function changeStatus(CertificateRecord calldata record, StatusRecord calldata state) external;
    /// @notice Change the status of a member of a batch. By duty ISSUE or APPROVER of its issuer. `since` is set here.
    function changeMemberStatus(
        BatchId batch,
        uint32 index,
        BatchMember calldata member,
        TreeHash[] calldata path,
        StatusRecord calldata state
    ) external;

    // ---------------------------------------------------------------- views

    /// @notice What is known of a certificate that was issued by itself.
    function verify(CertificateId certificate) external view returns (Verification memory);
    /// @notice What is known of a member of a batch, proven to be one.
    function verifyMember(BatchId batch, uint32 index, BatchMember calldata member, TreeHash[] calldata path)
        external
        view
        returns (Verification memory);
    /// @notice Digest of the newest record of a certificate; zero if unknown.
    function certificateOf(CertificateId certificate) external view returns (RecordDigest);
    /// @notice Digest of the record of a batch; zero if unknown.
    function batchOf(BatchId batch) external view returns (RecordDigest);
    /// @notice Status of the member of a batch at an index; 0 if there is none.
    function memberStatusOf(BatchId batch, uint32 index) external view returns (uint8);
    /// @notice Digest of the newest record of an accreditation, and when it is in force; zero if unknown.
    function accreditationOf(AccreditationId accreditation)
        external
        view
        returns (RecordDigest record, uint64 validFrom, uint64 validTo);
    /// @notice The newest accreditation of a member for a type, over or not; 0 if there is none.
    function lastAccreditation(MemberId member, TypeCode typeCode) external view returns (AccreditationId);
}
