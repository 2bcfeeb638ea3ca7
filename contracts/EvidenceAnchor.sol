// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

import {Governed} from "./Governed.sol";
import {IConsortium} from "./interfaces/IConsortium.sol";
import {IEvidenceAnchor} from "./interfaces/IEvidenceAnchor.sol";
import {MerkleTree} from "./libraries/MerkleTree.sol";
import {
    Anchoring,
    Checkpoint,
    ClaimKind,
    ClaimRecord,
    ClaimState,
    Head,
    LogRecord,
    LogStatus
} from "./types/Evidence.sol";
import {
    AnyId,
    ClaimId,
    Digest,
    GatewayId,
    LogId,
    MemberId,
    RecordDigest,
    SigningDigest,
    TreeHash
} from "./types/Ids.sol";
import {Duties} from "./types/Membership.sol";

/// @title The heads of the gateways' logs, each proven to extend the one before.
contract EvidenceAnchor is IEvidenceAnchor, Governed, EIP712 {
    bytes32 private constant CHECKPOINT = keccak256(
        "Checkpoint(bytes32 logId,uint64 epoch,uint64 size,bytes32 root,uint64 prevSize,bytes32 prevRoot,"
        "bytes32 altRoot,bytes32 pairRoot,bytes32 noteHash,bytes32 keyId)"
    );
    uint8 private constant SHA256_ONLY = 1;
    uint8 private constant DUAL = 3;
    uint64 private constant LARGEST = type(uint64).max >> 1;
    uint64 private constant SHORTEST_ANSWER = 24 hours;
    uint64 private constant LONGEST_ANSWER = 30 days;
    uint32 private constant MAX_OPEN = 5;
    uint32 private constant MAX_TODAY = 20;
    uint256 private constant MAX_MANY = 32;
    uint256 private constant ZONE = 8 hours; // a day of Asia/Shanghai

    /// @dev One slot each: who may anchor and how; how far the log has come. Read and written whole.
    struct Owner {
        address anchor;
        uint8 profile;
        LogStatus status;
        bool faulted;
        uint32 shard;
    }

    struct Place {
        uint64 size;
        uint64 epoch;
        uint64 anchoredAt;
    }

    /// @dev The first four slots are all that an anchor touches.
    struct LogState {
        Owner owner;
        TreeHash root;
        TreeHash altRoot;
        Place place;
        GatewayId gateway;
        MemberId member;
        LogId prevLog;
        TreeHash prevRoot;
        uint64 prevSize;
        uint64 lastGoodSize;
        LogId successor;
        Digest reason;
    }

    struct PairState {
        uint32 open;
        uint32 today;
        uint64 day;
    }

    IConsortium private _consortium;
    mapping(LogId => LogState) private _logs;
    mapping(LogId => mapping(address => bool)) private _anchors; // every account that ever was the log's
    mapping(GatewayId => LogId) private _lastLogs;
    mapping(ClaimId => RecordDigest) private _claims;
    mapping(bytes32 claimant => mapping(GatewayId => PairState)) private _pairs;

    constructor() EIP712("Lianlu EvidenceAnchor", "1") {}

    /// @notice Begin. Called once, by the proxy's constructor.
    function initialize(IConsortium home) external initializer {
        _consortium = home;
    }

    // ---------------------------------------------------------------- logs

    /// @inheritdoc IEvidenceAnchor
    function openLog(
        GatewayId gateway,
        uint32 shard,
        uint8 profile,
        LogId prevLog,
        uint64 prevSize,
        TreeHash prevRoot
    ) external returns (LogId id) {
        (MemberId member, address account,) = _consortium.gatewayOf(gateway);
        _holdingFor(Duties.SYSTEM, member);
        _succeed(gateway, shard, profile, prevLog, prevSize, prevRoot);
        id = logIdOf(gateway, shard, profile);
        LogState storage log = _logs[id];
        if (log.owner.status != LogStatus.None) revert EvidenceAnchorSuccession();
        log.owner = Owner(account, profile, LogStatus.Open, false, shard);
        log.gateway = gateway;
        log.member = member;
        log.prevLog = prevLog;
        log.prevSize = prevSize;
        log.prevRoot = prevRoot;
        _anchors[id][account] = true;
        _lastLogs[gateway] = id;
        emit LogOpened(id, gateway, logOf(id));
        if (LogId.unwrap(prevLog) != 0) {
            _logs[prevLog].successor = id;
            emit LogChanged(prevLog, gateway, logOf(prevLog));
        }
    }

    /// @inheritdoc IEvidenceAnchor
    function freezeLog(LogId id, uint64 lastGoodSize, Digest reason) external {
        LogState storage log = _logs[id];
        if (log.owner.status != LogStatus.Open) revert EvidenceAnchorNotOpen(id);
        if (_actor() != address(_consortium)) _holdingFor(Duties.SYSTEM, log.member);
        log.owner.status = LogStatus.Frozen;
        log.lastGoodSize = lastGoodSize;
        log.reason = reason;
        emit LogFrozen(id, log.gateway, logOf(id));
    }

    /// @inheritdoc IEvidenceAnchor
    function anchorChanged(GatewayId gateway, address account) external {
        _onlyVote();
        LogId id = _lastLogs[gateway];
        if (_logs[id].owner.status != LogStatus.Open) return;
        _logs[id].owner.anchor = account;
        _anchors[id][account] = true;
        emit LogChanged(id, gateway, logOf(id));
    }

    // ---------------------------------------------------------------- anchors

    /// @inheritdoc IEvidenceAnchor
    function memberRemoved(GatewayId gateway) external {
        _onlyVote();
        LogId id = _lastLogs[gateway];
        LogState storage log = _logs[id];
        if (log.owner.status != LogStatus.Open) return;
        log.owner.status = LogStatus.Frozen;
        log.lastGoodSize = log.place.size;
        emit LogFrozen(id, gateway, logOf(id));
    }

    /// @inheritdoc IEvidenceAnchor
    function anchor(Checkpoint calldata checkpoint, TreeHash[] calldata proof) external {
        _append(_actor(), checkpoint, proof);
    }

    /// @inheritdoc IEvidenceAnchor
    function anchorSigned(Checkpoint calldata checkpoint, TreeHash[] calldata proof, bytes calldata signature) external {
        _append(_signerOf(checkpoint, signature), checkpoint, proof);
    }

    /// @inheritdoc IEvidenceAnchor
    function anchorMany(Anchoring[] calldata many) external {
        if (many.length == 0 || many.length > MAX_MANY) revert EvidenceAnchorCountInvalid(many.length);
        for (uint256 i; i < many.length; ++i) {
            Anchoring calldata one = many[i];
            bool own = one.signature.length == 0;
            _append(own ? _actor() : _signerOf(one.checkpoint, one.signature), one.checkpoint, one.proof);
        }
    }

    // ---------------------------------------------------------------- faults and claims

    /// @inheritdoc IEvidenceAnchor
    function reportEquivocation(
        Checkpoint calldata first,
        bytes calldata firstSignature,
        Checkpoint calldata second,
        bytes calldata secondSignature
    ) external {
        LogId id = first.logId;
        _checkSigned(first, firstSignature);
        _checkSigned(second, secondSignature);
        bool sameTree = LogId.unwrap(second.logId) == LogId.unwrap(id) && first.size == second.size;
        bool agree = MerkleTree.same(first.root, second.root) && MerkleTree.same(first.altRoot, second.altRoot);
        if (!sameTree || agree) revert EvidenceAnchorNoContradiction();
        if (_logs[id].owner.faulted) revert EvidenceAnchorFaultedAlready(id);
        _logs[id].owner.faulted = true;
        emit EquivocationReported(id, _actor(), first, firstSignature, second, secondSignature);
        emit LogChanged(id, _logs[id].gateway, logOf(id));
    }

    /// @inheritdoc IEvidenceAnchor
    function challengePrefix(Checkpoint calldata checkpoint, bytes calldata signature, uint64 answerBy)
        external
        returns (ClaimId)
    {
        _checkSigned(checkpoint, signature);
        LogState storage log = _logs[checkpoint.logId];
        if (checkpoint.size > log.place.size) revert EvidenceAnchorNotAnchored(checkpoint.size);
        ClaimRecord memory record = _claim(ClaimKind.Prefix, log.gateway, answerBy);
        record.log = checkpoint.logId;
        record.size = checkpoint.size;
        record.hash = checkpoint.root;
        record.document = Digest.wrap(SigningDigest.unwrap(digestOf(checkpoint)));
        _open(record, MemberId.unwrap(record.claimant));
        emit PrefixChallenged(record.id, record.log, checkpoint, signature);
        return record.id;
    }

    /// @inheritdoc IEvidenceAnchor
    function answerPrefix(ClaimRecord memory record, TreeHash[] calldata proof) external {
        _checkClaimed(record, ClaimKind.Prefix);
        (uint64 size, TreeHash root) = (_logs[record.log].place.size, _logs[record.log].root);
        bool proven = record.size == size
            ? proof.length == 0 && MerkleTree.same(record.hash, root)
            : MerkleTree.isConsistent(record.size, size, record.hash, root, proof);
        if (!proven) revert EvidenceAnchorInconsistent();
        _close(record, ClaimState.Answered);
    }

    /// @inheritdoc IEvidenceAnchor
    function challengeInclusion(LogId id, uint64 index, TreeHash leafHash, Digest message, uint64 answerBy)
        external
        returns (ClaimId)
    {
        LogState storage log = _logs[id];
        if (log.owner.status == LogStatus.None) revert EvidenceAnchorNotOpen(id);
        ClaimRecord memory record = _claim(ClaimKind.Inclusion, log.gateway, answerBy);
        record.log = id;
        record.size = index;
        record.hash = leafHash;
        record.document = message;
        _open(record, MemberId.unwrap(record.claimant));
        return record.id;
    }

    /// @inheritdoc IEvidenceAnchor
    function answerInclusion(ClaimRecord memory record, TreeHash[] calldata path) external {
        _checkClaimed(record, ClaimKind.Inclusion);
        (uint64 size, TreeHash root) = (_logs[record.log].place.size, _logs[record.log].root);
        bool proven = record.size < size && MerkleTree.isIncluded(record.hash, record.size, size, root, path);
        if (!proven) revert EvidenceAnchorNotIncluded();
        _close(record, ClaimState.Answered);
    }

    /// @inheritdoc IEvidenceAnchor
    function requestDemand(GatewayId from, GatewayId against, Digest request, uint64 answerBy)
        external
        returns (ClaimId)
    {
        _checkAnchorOf(from);
        (MemberId known,,) = _consortium.gatewayOf(against);
        if (MemberId.unwrap(known) == 0) revert EvidenceAnchorNotOpen(LogId.wrap(0));
        ClaimRecord memory record = _claim(ClaimKind.Demand, against, answerBy);
        record.from = from;
        record.document = request;
        _open(record, GatewayId.unwrap(from));
        return record.id;
    }

    /// @inheritdoc IEvidenceAnchor
    function answerDemand(ClaimRecord memory record, Digest answer) external {
        _checkClaimed(record, ClaimKind.Demand);
        _checkAnchorOf(record.against);
        _holding(Duties.ANCHOR);
        record.answer = answer;
        _close(record, Digest.unwrap(answer) == 0 ? ClaimState.NotReceived : ClaimState.Answered);
    }

    /// @inheritdoc IEvidenceAnchor
    function closeClaim(ClaimRecord memory record) external {
        _checkStored(record);
        if (block.timestamp < record.answerBy) revert EvidenceAnchorClaimState(record.id);
        _close(record, ClaimState.Unanswered);
    }

    // ---------------------------------------------------------------- views

    /// @inheritdoc IEvidenceAnchor
    function logOf(LogId id) public view returns (LogRecord memory record) {
        LogState storage log = _logs[id];
        record.id = id;
        record.gateway = log.gateway;
        record.member = log.member;
        record.shard = log.owner.shard;
        record.profile = log.owner.profile;
        record.status = log.owner.status;
        record.prevLog = log.prevLog;
        record.prevSize = log.prevSize;
        record.prevRoot = log.prevRoot;
        record.successor = log.successor;
        record.anchor = log.owner.anchor;
        record.lastGoodSize = log.lastGoodSize;
        record.reason = log.reason;
        record.faulted = log.owner.faulted;
    }

    /// @inheritdoc IEvidenceAnchor
    function headOf(LogId id) external view returns (Head memory) {
        LogState storage log = _logs[id];
        return Head(log.root, log.altRoot, log.place.size, log.place.epoch, log.place.anchoredAt);
    }

    /// @inheritdoc IEvidenceAnchor
    function lastLogOf(GatewayId gateway) external view returns (LogId) {
        return _lastLogs[gateway];
    }

    /// @inheritdoc IEvidenceAnchor
    function claimOf(ClaimId claim) external view returns (RecordDigest) {
        return _claims[claim];
    }

    /// @inheritdoc IEvidenceAnchor
    function claimsBetween(AnyId claimant, GatewayId against) external view returns (uint32 open, uint32 today) {
        PairState storage pair = _pairs[AnyId.unwrap(claimant)][against];
        return (pair.open, pair.day == _today() ? pair.today : 0);
    }

    /// @inheritdoc IEvidenceAnchor
    function digestOf(Checkpoint calldata checkpoint) public view returns (SigningDigest) {
        return SigningDigest.wrap(_hashTypedDataV4(keccak256(abi.encode(CHECKPOINT, checkpoint))));
    }

    /// @inheritdoc IEvidenceAnchor
    function logIdOf(GatewayId gateway, uint32 shard, uint8 profile) public view returns (LogId) {
        return LogId.wrap(
            sha256(abi.encodePacked("DXL1/log\x00", block.chainid, address(this), gateway, shard, profile))
        );
    }

    // ---------------------------------------------------------------- inside

    function _home() internal view override returns (IConsortium) {
        return _consortium;
    }

    /// @dev A gateway has one open log at a time; the next names the last, frozen, with the head that was anchored of it.
    function _succeed(
        GatewayId gateway,
        uint32 shard,
        uint8 profile,
        LogId prevLog,
        uint64 prevSize,
        TreeHash prevRoot
    ) private view {
        if (profile != SHA256_ONLY && profile != DUAL) revert EvidenceAnchorSuccession();
        LogState storage prev = _logs[prevLog];
        bool last = LogId.unwrap(_lastLogs[gateway]) == LogId.unwrap(prevLog);
        bool head = prevSize == prev.place.size && MerkleTree.same(prevRoot, prev.root);
        bool first = LogId.unwrap(prevLog) == 0;
        bool follows = first || (prev.owner.status == LogStatus.Frozen && shard == uint256(prev.owner.shard) + 1);
        if (!last || !head || !follows) revert EvidenceAnchorSuccession();
    }

    function _signerOf(Checkpoint calldata checkpoint, bytes calldata signature) private view returns (address) {
        return ECDSA.recover(SigningDigest.unwrap(digestOf(checkpoint)), signature);
    }

    /// @dev The one place where a head changes. `signer`: who sent or signed the checkpoint.
    function _append(address signer, Checkpoint calldata checkpoint, TreeHash[] calldata proof) private {
        LogState storage log = _logs[checkpoint.logId];
        Owner memory owner = log.owner;
        if (owner.status != LogStatus.Open) revert EvidenceAnchorNotOpen(checkpoint.logId);
        if (signer != owner.anchor) revert EvidenceAnchorWrongSigner(signer);
        (Place memory place, TreeHash root) = (log.place, log.root);
        (uint64 size, TreeHash newRoot) = (checkpoint.size, checkpoint.root);
        bool builds = checkpoint.epoch == place.epoch + 1 && checkpoint.prevSize == place.size
            && MerkleTree.same(checkpoint.prevRoot, root);
        if (!builds) revert EvidenceAnchorHeadMoved(place.epoch, place.size, root);
        bool dual = TreeHash.unwrap(checkpoint.altRoot) != 0;
        bool named = Digest.unwrap(checkpoint.keyId) == sha256(abi.encodePacked(signer));
        if (size == 0 || size > LARGEST || size < place.size || dual != (owner.profile == DUAL) || !named) {
            revert EvidenceAnchorCheckpointInvalid();
        }
        if (place.epoch == 0) {
            if (proof.length != 0) revert EvidenceAnchorInconsistent();
        } else if (size == place.size) {
            bool alike = MerkleTree.same(newRoot, root) && MerkleTree.same(checkpoint.altRoot, log.altRoot);
            if (!alike || proof.length != 0) revert EvidenceAnchorCheckpointInvalid();
        } else if (!MerkleTree.isConsistent(place.size, size, root, newRoot, proof)) {
            revert EvidenceAnchorInconsistent();
        }
        if (size != place.size) {
            log.root = newRoot;
            if (dual) log.altRoot = checkpoint.altRoot;
        }
        log.place = Place(size, place.epoch + 1, uint64(block.timestamp));
        emit Anchored(checkpoint.logId, place.epoch + 1, checkpoint);
    }

    /// @dev Reverts unless an account that is or was the log's anchoring account signed the checkpoint.
    function _checkSigned(Checkpoint calldata checkpoint, bytes calldata signature) private view {
        address signer = _signerOf(checkpoint, signature);
        if (!_anchors[checkpoint.logId][signer]) revert EvidenceAnchorWrongSigner(signer);
        if (checkpoint.size == 0 || checkpoint.size > LARGEST) revert EvidenceAnchorCheckpointInvalid();
    }

    function _checkAnchorOf(GatewayId gateway) private view {
        (, address account,) = _consortium.gatewayOf(gateway);
        if (_actor() != account) revert GovernedUnauthorized(_actor(), Duties.ANCHOR);
    }

    /// @dev A claim of the acting account, complete but for what it is about.
    function _claim(ClaimKind kind, GatewayId against, uint64 answerBy) private view returns (ClaimRecord memory record) {
        (record.claimant,,) = _holding(Duties.ANCHOR | Duties.AUDIT);
        uint256 time = block.timestamp;
        if (answerBy < time + SHORTEST_ANSWER || answerBy > time + LONGEST_ANSWER) revert EvidenceAnchorDeadlineInvalid();
        record.kind = kind;
        record.against = against;
        record.claimedAt = uint64(time);
        record.answerBy = answerBy;
    }

    /// @dev Counts and stores a claim. The same thing is claimed once by the same claimant.
    function _open(ClaimRecord memory record, bytes32 claimant) private {
        PairState storage pair = _pairs[claimant][record.against];
        uint64 day = _today();
        uint32 count = pair.day == day ? pair.today : 0;
        if (pair.open >= MAX_OPEN || count >= MAX_TODAY) revert EvidenceAnchorTooManyClaims();
        pair.open += 1;
        pair.today = count + 1;
        pair.day = day;
        record.id = ClaimId.wrap(
            keccak256(abi.encode(record.kind, claimant, record.against, record.log, record.size, record.hash, record.document))
        );
        if (RecordDigest.unwrap(_claims[record.id]) != 0) revert EvidenceAnchorClaimState(record.id);
        record.state = ClaimState.Claimed;
        _claims[record.id] = RecordDigest.wrap(keccak256(abi.encode(record)));
        emit ClaimMade(record.id, record.against, record);
    }

    function _checkClaimed(ClaimRecord memory record, ClaimKind kind) private view {
        _checkStored(record);
        if (record.kind != kind || block.timestamp >= record.answerBy) revert EvidenceAnchorClaimState(record.id);
    }

    function _checkStored(ClaimRecord memory record) private view {
        if (RecordDigest.unwrap(_claims[record.id]) != keccak256(abi.encode(record))) revert GovernedRecordMismatch();
        if (record.state != ClaimState.Claimed) revert EvidenceAnchorClaimState(record.id);
    }

    function _close(ClaimRecord memory record, ClaimState state) private {
        bool demand = record.kind == ClaimKind.Demand;
        bytes32 claimant = demand ? GatewayId.unwrap(record.from) : MemberId.unwrap(record.claimant);
        _pairs[claimant][record.against].open -= 1;
        record.state = state;
        _claims[record.id] = RecordDigest.wrap(keccak256(abi.encode(record)));
        emit ClaimClosed(record.id, record.against, record);
    }

    function _today() private view returns (uint64) {
        return uint64((block.timestamp + ZONE) / 1 days);
    }
}
