// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Governed} from "./Governed.sol";
import {ICertificateRegistry} from "./interfaces/ICertificateRegistry.sol";
import {IConsortium} from "./interfaces/IConsortium.sol";
import {Codes} from "./libraries/Codes.sol";
import {MerkleTree} from "./libraries/MerkleTree.sol";
import {
    AccreditationRecord,
    BatchMember,
    BatchMemberRecord,
    BatchRecord,
    CertificateOperation,
    CertificateRecord,
    CertificateStatus,
    StatusRecord,
    Verification
} from "./types/Certificates.sol";
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
} from "./types/Ids.sol";
import {Duties, MemberStatus, Roles} from "./types/Membership.sol";

/// @title Electronic certificates: who may issue them, that they were issued, and how they stand.
contract CertificateRegistry is ICertificateRegistry, Governed {
    uint32 private constant MAX_BATCH = 10_000;
    uint256 private constant IN_WORD = 64; // statuses of a batch in one slot, four bits each

    /// @dev In force from `validFrom` to before `validTo`, 0 = open.
    struct AccreditationState {
        RecordDigest record;
        uint64 validFrom;
        uint64 validTo;
    }

    /// @dev What a verification needs, beside the digest. `facts`, lowest first: status 8 bits, accreditation 32, time of
    /// issue 64, validFrom 64, validTo 64 (0 = long-term). Packed by hand: member by member it costs 2,000 gas more.
    struct CertificateState {
        RecordDigest record;
        TreeHash root;
        uint256 facts;
    }

    struct BatchState {
        RecordDigest record;
        MemberId issuer;
        TreeHash root;
        AccreditationId accreditation;
        uint64 issuedAt;
        uint32 size;
    }

    IConsortium private _consortium;
    uint32 private _accreditationCount;
    mapping(AccreditationId => AccreditationState) private _accreditations;
    mapping(MemberId => mapping(TypeCode => AccreditationId)) private _last;
    mapping(CertificateId => CertificateState) private _certificates;
    mapping(BatchId => BatchState) private _batches;
    mapping(BatchId => mapping(uint256 word => uint256)) private _memberStatuses; // 0 = valid, 8 = other, else the code

    /// @notice Begin. Called once, by the proxy's constructor.
    function initialize(IConsortium home) external initializer {
        _consortium = home;
    }

    // ---------------------------------------------------------------- accreditation

    /// @inheritdoc ICertificateRegistry
    function accredit(AccreditationRecord memory record) external returns (AccreditationId id) {
        record.authority = _activeWithRole(Duties.APPROVER, Roles.CATALOGUE);
        if (!Codes.isCertificateType(record.typeCode)) revert CertificateRegistryTypeInvalid(record.typeCode);
        MemberStatus status = _consortium.standingOf(record.member).status;
        if (status == MemberStatus.None || status == MemberStatus.Removed) {
            revert CertificateRegistryMemberUnknown(record.member);
        }
        AccreditationId last = _last[record.member][record.typeCode];
        if (AccreditationId.unwrap(last) != 0 && !_over(last)) revert CertificateRegistryAlreadyAccredited(last);
        if (record.validFrom == 0) record.validFrom = uint64(block.timestamp);
        if (record.validFrom < block.timestamp) {
            revert CertificateRegistryPeriodInvalid(record.validFrom, record.validTo);
        }
        id = AccreditationId.wrap(++_accreditationCount);
        record.id = id;
        record.ended = false;
        _last[record.member][record.typeCode] = id;
        _checkTerm(record);
        _storeAccreditation(record);
        emit AccreditationGiven(id, record.member, record);
    }

    /// @inheritdoc ICertificateRegistry
    function changeAccreditation(AccreditationRecord memory record, uint64 validTo, Digest legalBasis) external {
        MemberId authority = _activeWithRole(Duties.APPROVER, Roles.CATALOGUE);
        _checkAccreditation(record);
        if (_over(record.id)) revert CertificateRegistryAccreditationOver(record.id);
        record.authority = authority;
        record.validTo = validTo;
        record.legalBasis = legalBasis;
        _checkTerm(record);
        _storeAccreditation(record);
        emit AccreditationChanged(record.id, record.member, record);
    }

    /// @inheritdoc ICertificateRegistry
    function endAccreditation(AccreditationRecord memory record, uint64 since, Digest reason) external {
        MemberId authority = _activeWithRole(Duties.APPROVER, Roles.CATALOGUE);
        _checkAccreditation(record);
        if (record.ended) revert CertificateRegistryAccreditationOver(record.id);
        if (Digest.unwrap(reason) == 0) revert CertificateRegistryBasisMissing();
        bool late = since > block.timestamp && since != record.validFrom; // one not yet begun ends where it begins
        if (since < record.validFrom || late || (record.validTo != 0 && since >= record.validTo)) {
            revert CertificateRegistryEndInvalid(since);
        }
        record.authority = authority;
        record.validTo = since;
        record.ended = true;
        _storeAccreditation(record);
        emit AccreditationEnded(record.id, record.member, record, reason);
    }

    // ---------------------------------------------------------------- issuing

    /// @inheritdoc ICertificateRegistry
    function issue(CertificateRecord memory record) external {
        MemberId issuer = _issuer();
        if (CertificateId.unwrap(record.predecessor) != 0) {
            revert CertificateRegistryPredecessorInvalid(record.predecessor);
        }
        record.state.operation = CertificateOperation.ISSUE;
        _issue(record, issuer);
    }

    /// @inheritdoc ICertificateRegistry
    function issueVersion(CertificateRecord memory record, CertificateRecord memory predecessor, uint8 status)
        external
    {
        MemberId issuer = _issuer();
        _checkCertificate(predecessor);
        _checkPredecessor(record, issuer, predecessor.id, predecessor.issuer, predecessor.typeCode);
        _checkVersion(predecessor.state.status, status, record.state.operation);
        _issue(record, issuer);
        _changeCertificate(predecessor, _decision(record.state, status));
    }

    /// @inheritdoc ICertificateRegistry
    function issueVersionOfMember(
        CertificateRecord memory record,
        BatchRecord memory batch,
        uint32 index,
        BatchMember memory predecessor,
        TreeHash[] calldata path,
        uint8 status
    ) external {
        MemberId issuer = _issuer();
        _checkBatch(batch);
        _checkIncluded(batch.id, index, predecessor, path);
        _checkPredecessor(record, issuer, predecessor.id, batch.issuer, batch.typeCode);
        _checkVersion(_memberStatus(batch.id, index), status, record.state.operation);
        _issue(record, issuer);
        _changeMember(batch.id, index, predecessor, _decision(record.state, status));
    }

    /// @inheritdoc ICertificateRegistry
    function issueBatch(BatchRecord memory record) external {
        record.issuer = _issuer();
        _checkNew(BatchId.unwrap(record.id), RecordDigest.unwrap(_batches[record.id].record));
        if (TreeHash.unwrap(record.root) == 0) revert CertificateRegistryRootMissing();
        if (record.size == 0 || record.size > MAX_BATCH) revert CertificateRegistryBatchSizeInvalid(record.size);
        _checkBasis(record.legalBasis, record.documentNumber);
        record.accreditation = _accredited(record.issuer, record.typeCode);
        record.issuedAt = uint64(block.timestamp);
        _batches[record.id] = BatchState(
            RecordDigest.wrap(keccak256(abi.encode(record))),
            record.issuer,
            record.root,
            record.accreditation,
            record.issuedAt,
            record.size
        );
        emit BatchIssued(record.id, record);
    }

    // ---------------------------------------------------------------- status

    /// @inheritdoc ICertificateRegistry
    function changeStatus(CertificateRecord memory record, StatusRecord memory state) external {
        _holdingFor(Duties.ISSUE | Duties.APPROVER, record.issuer);
        _checkCertificate(record);
        _checkChange(record.state.status, state);
        _changeCertificate(record, state);
    }

    /// @inheritdoc ICertificateRegistry
    function changeMemberStatus(
        BatchId batch,
        uint32 index,
        BatchMember memory member,
        TreeHash[] calldata path,
        StatusRecord memory state
    ) external {
        _checkIncluded(batch, index, member, path);
        _holdingFor(Duties.ISSUE | Duties.APPROVER, _batches[batch].issuer);
        _checkChange(_memberStatus(batch, index), state);
        _changeMember(batch, index, member, state);
    }

    // ---------------------------------------------------------------- views

    /// @inheritdoc ICertificateRegistry
    function verify(CertificateId id) external view returns (Verification memory) {
        CertificateState storage stored = _certificates[id];
        uint256 facts = stored.facts;
        uint8 status = uint8(facts);
        if (status == CertificateStatus.UNKNOWN) {
            revert CertificateRegistryUnknown(AnyId.wrap(CertificateId.unwrap(id)));
        }
        bool accredited = _covers(AccreditationId.wrap(uint32(facts >> 8)), uint64(facts >> 40));
        bool within = _within(uint64(facts >> 104), uint64(facts >> 168), block.timestamp);
        return Verification(stored.root, status, accredited, status == CertificateStatus.VALID && within);
    }

    /// @inheritdoc ICertificateRegistry
    function verifyMember(BatchId id, uint32 index, BatchMember memory member, TreeHash[] calldata path)
        external
        view
        returns (Verification memory)
    {
        _checkIncluded(id, index, member, path);
        BatchState storage batch = _batches[id];
        uint8 status = _memberStatus(id, index);
        bool within = _within(member.validFrom, member.longTerm ? 0 : member.validTo, block.timestamp)
            && (member.longTerm || member.validTo != 0);
        return Verification(
            member.root,
            status,
            _covers(batch.accreditation, batch.issuedAt),
            status == CertificateStatus.VALID && within
        );
    }

    /// @inheritdoc ICertificateRegistry
    function certificateOf(CertificateId certificate) external view returns (RecordDigest) {
        return _certificates[certificate].record;
    }

    /// @inheritdoc ICertificateRegistry
    function batchOf(BatchId batch) external view returns (RecordDigest) {
        return _batches[batch].record;
    }

    /// @inheritdoc ICertificateRegistry
    function memberStatusOf(BatchId batch, uint32 index) external view returns (uint8) {
        return index < _batches[batch].size ? _memberStatus(batch, index) : CertificateStatus.UNKNOWN;
    }

    /// @inheritdoc ICertificateRegistry
    function accreditationOf(AccreditationId accreditation) external view returns (RecordDigest, uint64, uint64) {
        AccreditationState storage state = _accreditations[accreditation];
        return (state.record, state.validFrom, state.validTo);
    }

    /// @inheritdoc ICertificateRegistry
    function lastAccreditation(MemberId member, TypeCode typeCode) external view returns (AccreditationId) {
        return _last[member][typeCode];
    }

    // ---------------------------------------------------------------- inside: accreditation

    function _home() internal view override returns (IConsortium) {
        return _consortium;
    }

    /// @dev Whether `time` lies from `validFrom` to before `validTo`, 0 = open.
    function _within(uint64 validFrom, uint64 validTo, uint256 time) private pure returns (bool) {
        return validFrom <= time && (validTo == 0 || time < validTo);
    }

    function _covers(AccreditationId id, uint256 time) private view returns (bool) {
        AccreditationState storage state = _accreditations[id];
        return _within(state.validFrom, state.validTo, time);
    }

    function _over(AccreditationId id) private view returns (bool) {
        uint64 validTo = _accreditations[id].validTo;
        return validTo != 0 && validTo <= block.timestamp;
    }

    /// @dev The accreditation under which `member` issues certificates of the type now.
    function _accredited(MemberId member, TypeCode typeCode) private view returns (AccreditationId id) {
        id = _last[member][typeCode];
        if (AccreditationId.unwrap(id) == 0 || !_covers(id, block.timestamp)) {
            revert CertificateRegistryNotAccredited(member, typeCode);
        }
    }

    function _checkTerm(AccreditationRecord memory record) private view {
        bool over = record.validTo != 0 && (record.validTo <= record.validFrom || record.validTo <= block.timestamp);
        if (over) revert CertificateRegistryPeriodInvalid(record.validFrom, record.validTo);
        if (Digest.unwrap(record.legalBasis) == 0) revert CertificateRegistryBasisMissing();
    }

    function _checkAccreditation(AccreditationRecord memory record) private view {
        bytes32 stored = RecordDigest.unwrap(_accreditations[record.id].record);
        _checkRecord(bytes32(uint256(AccreditationId.unwrap(record.id))), stored, keccak256(abi.encode(record)));
    }

    function _storeAccreditation(AccreditationRecord memory record) private {
        RecordDigest digest = RecordDigest.wrap(keccak256(abi.encode(record)));
        _accreditations[record.id] = AccreditationState(digest, record.validFrom, record.validTo);
    }

    // ---------------------------------------------------------------- inside: certificates

    /// @dev The member for which the acting machine issues.
    function _issuer() private view returns (MemberId issuer) {
        (issuer,,) = _active(Duties.ISSUE);
    }

    /// @dev Checks and stores a new certificate. `record.state.operation` was set or checked.
    function _issue(CertificateRecord memory record, MemberId issuer) private {
        CertificateState storage stored = _certificates[record.id];
        _checkNew(CertificateId.unwrap(record.id), RecordDigest.unwrap(stored.record));
        TreeHash root = record.root;
        if (TreeHash.unwrap(root) == 0) revert CertificateRegistryRootMissing();
        uint64 validFrom = record.validFrom;
        uint64 validTo = record.validTo;
        bool ends = validTo > validFrom && validTo > block.timestamp;
        if (record.longTerm ? validTo != 0 : !ends) revert CertificateRegistryPeriodInvalid(validFrom, validTo);
        StatusRecord memory state = record.state;
        _checkBasis(state.legalBasis, state.documentNumber);
        AccreditationId accreditation = _accredited(issuer, record.typeCode);
        uint64 issuedAt = uint64(block.timestamp);
        record.issuer = issuer;
        record.accreditation = accreditation;
        record.issuedAt = issuedAt;
        state.status = CertificateStatus.VALID;
        state.since = issuedAt;
        stored.record = RecordDigest.wrap(keccak256(abi.encode(record)));
        stored.root = root;
        stored.facts = CertificateStatus.VALID | uint256(AccreditationId.unwrap(accreditation)) << 8
            | uint256(issuedAt) << 40 | uint256(validFrom) << 104 | uint256(validTo) << 168;
        emit CertificateIssued(record.id, record);
    }

    /// @dev A new version has the type of its predecessor, and its issuer unless it takes over.
    function _checkPredecessor(
        CertificateRecord memory record,
        MemberId issuer,
        CertificateId old,
        MemberId oldIssuer,
        TypeCode oldType
    ) private pure {
        bytes32 named = CertificateId.unwrap(record.predecessor);
        bool another = named != CertificateId.unwrap(old) || named == CertificateId.unwrap(record.id);
        bool foreign = MemberId.unwrap(issuer) != MemberId.unwrap(oldIssuer);
        if (
            another || TypeCode.unwrap(record.typeCode) != TypeCode.unwrap(oldType)
                || foreign != (record.state.operation == CertificateOperation.TAKE_OVER)
        ) revert CertificateRegistryPredecessorInvalid(record.predecessor);
    }

    /// @dev What becomes of a predecessor by the decision that made its new version.
    function _decision(StatusRecord memory state, uint8 status) private pure returns (StatusRecord memory) {
        return StatusRecord(status, state.operation, state.legalBasis, state.documentNumber, state.text, 0);
    }

    function _changeCertificate(CertificateRecord memory record, StatusRecord memory state) private {
        state.since = uint64(block.timestamp);
        record.state = state;
        CertificateState storage stored = _certificates[record.id];
        stored.record = RecordDigest.wrap(keccak256(abi.encode(record)));
        stored.facts = stored.facts & ~uint256(type(uint8).max) | state.status;
        emit CertificateStatusChanged(record.id, record);
    }

    function _changeMember(BatchId batch, uint32 index, BatchMember memory member, StatusRecord memory state) private {
        state.since = uint64(block.timestamp);
        uint256 place = 4 * (index % IN_WORD);
        uint256 code = state.status == CertificateStatus.OTHER ? 8 : state.status;
        if (code == CertificateStatus.VALID) code = 0; // what was never written
        uint256 word = _memberStatuses[batch][index / IN_WORD];
        _memberStatuses[batch][index / IN_WORD] = (word & ~(15 << place)) | (code << place);
        emit BatchMemberStatusChanged(
            member.id,
            batch,
            BatchMemberRecord(
                member.id,
                member.root,
                member.holder,
                member.validFrom,
                member.validTo,
                member.longTerm,
                batch,
                index,
                state
            )
        );
    }

    /// @dev Status of a member that there is.
    function _memberStatus(BatchId batch, uint32 index) private view returns (uint8) {
        uint256 code = _memberStatuses[batch][index / IN_WORD] >> (4 * (index % IN_WORD)) & 15;
        if (code == 0) return CertificateStatus.VALID;
        return code == 8 ? CertificateStatus.OTHER : uint8(code);
    }

    function _checkIncluded(BatchId id, uint32 index, BatchMember memory member, TreeHash[] calldata path)
        private
        view
    {
        BatchState storage batch = _batches[id];
        uint32 size = batch.size;
        if (size == 0) revert CertificateRegistryUnknown(AnyId.wrap(BatchId.unwrap(id)));
        TreeHash leaf = TreeHash.wrap(sha256(abi.encodePacked(bytes1(0), abi.encode(member))));
        if (index >= size || !MerkleTree.isIncluded(leaf, index, size, batch.root, path)) {
            revert CertificateRegistryNotIncluded(id, index);
        }
    }

    function _checkCertificate(CertificateRecord memory record) private view {
        bytes32 stored = RecordDigest.unwrap(_certificates[record.id].record);
        _checkRecord(CertificateId.unwrap(record.id), stored, keccak256(abi.encode(record)));
    }

    function _checkBatch(BatchRecord memory record) private view {
        bytes32 stored = RecordDigest.unwrap(_batches[record.id].record);
        _checkRecord(BatchId.unwrap(record.id), stored, keccak256(abi.encode(record)));
    }

    // ---------------------------------------------------------------- inside: statuses

    /// @dev Every change has its basis, its decision, its text if it is 99, and leads along an edge.
    function _checkChange(uint8 from, StatusRecord memory state) private pure {
        if (!_leads(from, state.status, state.operation)) {
            revert CertificateRegistryTransitionForbidden(from, state.status, state.operation);
        }
        _checkBasis(state.legalBasis, state.documentNumber);
        if (state.status == CertificateStatus.OTHER && Digest.unwrap(state.text) == 0) {
            revert CertificateRegistryTextMissing();
        }
    }

    /// @dev Whether `operation` leads from one status to the other. 04 leads nowhere.
    function _leads(uint8 from, uint8 to, uint8 operation) private pure returns (bool) {
        bool valid = from == CertificateStatus.VALID;
        if (operation == CertificateOperation.WITHHOLD) return valid && to == CertificateStatus.WITHHELD;
        if (operation == CertificateOperation.EXPIRE) return valid && to == CertificateStatus.LAPSED;
        if (operation == CertificateOperation.RETURN) {
            return from == CertificateStatus.WITHHELD && to == CertificateStatus.VALID;
        }
        if (operation == CertificateOperation.UNDO_TRANSFER) {
            return from == CertificateStatus.TRANSFERRED && to == CertificateStatus.VALID;
        }
        if (operation == CertificateOperation.OTHER) {
            bool other = from == CertificateStatus.OTHER && to == CertificateStatus.VALID;
            return other || (valid && to == CertificateStatus.OTHER);
        }
        if (operation != CertificateOperation.CLOSE) return false;
        if (valid) {
            return to == CertificateStatus.RESCINDED || to == CertificateStatus.CANCELLED
                || to == CertificateStatus.TRANSFERRED || to == CertificateStatus.REVOKED;
        }
        bool closable = from == CertificateStatus.RESCINDED || from == CertificateStatus.LAPSED
            || from == CertificateStatus.REVOKED || from == CertificateStatus.OTHER;
        return closable && to == CertificateStatus.CANCELLED;
    }

    /// @dev A new version ends its predecessor: a valid one, or by the authority that takes over, a transferred one.
    function _checkVersion(uint8 from, uint8 to, uint8 operation) private pure {
        bool own = operation == CertificateOperation.RENEW || operation == CertificateOperation.AMEND;
        bool leads = (own && from == CertificateStatus.VALID)
            || (operation == CertificateOperation.TAKE_OVER && from == CertificateStatus.TRANSFERRED);
        if (!leads || (to != CertificateStatus.CANCELLED && to != CertificateStatus.LAPSED)) {
            revert CertificateRegistryTransitionForbidden(from, to, operation);
        }
    }

    // ---------------------------------------------------------------- inside: shared

    function _checkBasis(Digest legalBasis, Digest documentNumber) private pure {
        if (Digest.unwrap(legalBasis) == 0 || Digest.unwrap(documentNumber) == 0) {
            revert CertificateRegistryBasisMissing();
        }
    }

    function _checkNew(bytes32 id, bytes32 stored) private pure {
        if (id == 0) revert CertificateRegistryIdentifierZero();
        if (stored != 0) revert CertificateRegistryIdentifierTaken(AnyId.wrap(id));
    }

    function _checkRecord(bytes32 id, bytes32 stored, bytes32 digest) private pure {
        if (stored == 0) revert CertificateRegistryUnknown(AnyId.wrap(id));
        if (stored != digest) revert GovernedRecordMismatch();
    }
}
