// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AnyId, ClaimId, Digest, GatewayId, LogId, SigningDigest, RecordDigest, TreeHash} from "../types/Ids.sol";
import {Anchoring, Checkpoint, ClaimRecord, Head, LogRecord} from "../types/Evidence.sol";

/// @title The heads of the gateways' logs, each proven to extend the one before.
/// @notice What a gateway has anchored it cannot take back, and nobody can anchor for it without its signature.
/// @dev Consistency is verified here as RFC 9162, 2.1.4.2, over SHA-256; alternative roots are carried and compared by those
/// who hold the leaves. Checkpoints are EIP-712 typed data of the domain ("Lianlu EvidenceAnchor", "1", chain, this).
interface IEvidenceAnchor {
    /// @notice The log is not open, or there is none with this identifier.
    /// @dev How to solve: open the log; of a frozen one open the successor.
    error EvidenceAnchorNotOpen(LogId log);
    /// @notice The gateway has an open log, a successor names no frozen predecessor or another head, or the profile is wrong.
    /// @dev How to solve: freeze the last log, then name it with its anchored size and root; profiles are 1 and 3.
    error EvidenceAnchorSuccession();
    /// @notice The head moved on: the checkpoint builds on another one than the anchored head.
    /// @dev How to solve: read the head; if this gateway signed it, build on it, else stop and investigate.
    error EvidenceAnchorHeadMoved(uint64 epoch, uint64 size, TreeHash root);
    /// @notice The checkpoint's own values are wrong: epoch, size, alternative root for the profile, or key.
    /// @dev How to solve: epochs count by one, sizes never shrink, equal sizes have equal roots.
    error EvidenceAnchorCheckpointInvalid();
    /// @notice The proof does not show that the new head extends the old one.
    /// @dev How to solve: compute the consistency proof between exactly these sizes.
    error EvidenceAnchorInconsistent();
    /// @notice The proof does not show that the leaf is in the anchored head.
    /// @dev How to solve: compute the inclusion proof for the head that is anchored now.
    error EvidenceAnchorNotIncluded();
    /// @notice The signature is not by the anchoring account of the log.
    /// @dev How to solve: sign with the log's anchoring key; a relayed checkpoint is handed in unchanged.
    error EvidenceAnchorWrongSigner(address signer);
    /// @notice The two checkpoints do not contradict each other.
    /// @dev How to solve: equivocation is the same log and size with another root or alternative root.
    error EvidenceAnchorNoContradiction();
    /// @notice The log is marked as faulted already.
    /// @dev How to solve: nothing; the first report stands.
    error EvidenceAnchorFaultedAlready(LogId log);
    /// @notice The claim is unknown, closed, made already, or not yet over.
    /// @dev How to solve: answer while it is open, close it after `answerBy`.
    error EvidenceAnchorClaimState(ClaimId claim);
    /// @notice The time to answer is less than 24 hours or more than 30 days.
    /// @dev How to solve: leave between 1 and 30 days.
    error EvidenceAnchorDeadlineInvalid();
    /// @notice The pair has 5 open claims, or made 20 today (Asia/Shanghai).
    /// @dev How to solve: wait for answers, or for the next day.
    error EvidenceAnchorTooManyClaims();
    /// @notice The checkpoint is larger than the anchored head: nobody has to prove it yet.
    /// @dev How to solve: anchor the checkpoint itself, with its signature.
    error EvidenceAnchorNotAnchored(uint64 size);
    /// @notice Many anchors in one transaction are 1 to 32.
    /// @dev How to solve: send several transactions.
    error EvidenceAnchorCountInvalid(uint256 count);

    /// @notice A log was opened.
    event LogOpened(LogId indexed id, GatewayId indexed gateway, LogRecord record);
    /// @notice A log was frozen.
    event LogFrozen(LogId indexed id, GatewayId indexed gateway, LogRecord record);
    /// @notice A log got another anchoring account, a successor, or was marked as faulted.
    event LogChanged(LogId indexed id, GatewayId indexed gateway, LogRecord record);
    /// @notice A head was anchored, by its gateway or relayed by another.
    event Anchored(LogId indexed logId, uint64 indexed epoch, Checkpoint checkpoint);
    /// @notice Two contradicting checkpoints, both signed by an anchoring account of the log: the evidence whole.
    event EquivocationReported(
        LogId indexed log,
        address indexed reporter,
        Checkpoint first,
        bytes firstSignature,
        Checkpoint second,
        bytes secondSignature
    );
    /// @notice A claim was made against a gateway. Of a prefix claim `checkpoint` and `signature` follow.
    event ClaimMade(ClaimId indexed id, GatewayId indexed against, ClaimRecord record);
    /// @notice The checkpoint that a prefix claim is about, with the gateway's signature.
    event PrefixChallenged(ClaimId indexed id, LogId indexed log, Checkpoint checkpoint, bytes signature);
    /// @notice A claim was answered, remained unanswered, or was closed because the demander was unreachable.
    event ClaimClosed(ClaimId indexed id, GatewayId indexed against, ClaimRecord record);

    // ---------------------------------------------------------------- logs

    /// @notice Open a gateway's log. By duty SYSTEM of its member. `prevLog`: the gateway's last log, frozen, with its anchored
    /// size and root; all zero for the first.
    function openLog(
        GatewayId gateway,
        uint32 shard,
        uint8 profile,
        LogId prevLog,
        uint64 prevSize,
        TreeHash prevRoot
    ) external returns (LogId);
    /// @notice Freeze a log for good. By duty SYSTEM of its member, or by vote. `reason`: SHA-256 of its text.
    function freezeLog(LogId log, uint64 lastGoodSize, Digest reason) external;
    /// @notice Freeze the open log of a gateway whose member was removed, at its anchored size. By the Consortium only.
    function memberRemoved(GatewayId gateway) external;
    /// @notice Take over a gateway's new anchoring account. By the Consortium only.
    function anchorChanged(GatewayId gateway, address anchor) external;

    // ---------------------------------------------------------------- anchors

    /// @notice Anchor a head. By the log's anchoring account. The first has epoch 1 and no proof; a later one builds on the
    /// anchored head and proves it; an equal size with equal roots and no proof is a sign of life.
    function anchor(Checkpoint calldata checkpoint, TreeHash[] calldata proof) external;
    /// @notice Anchor a head that the gateway signed. By anyone who holds it.
    function anchorSigned(Checkpoint calldata checkpoint, TreeHash[] calldata proof, bytes calldata signature) external;

    /// @notice Anchor the heads of up to 32 logs, or several of one log in their order. Each as by `anchor` (no signature) or
    /// `anchorSigned`. All or nothing: the first that is refused reverts the whole with its own error, so that a relay
    /// drops that one and sends the others again.
    function anchorMany(Anchoring[] calldata many) external;

    // ---------------------------------------------------------------- faults and claims

    /// @notice Show two checkpoints of one log and size with different roots, each signed by an account that is or was the
    /// log's anchoring account. By anyone. Marks the log as faulted.
    function reportEquivocation(
        Checkpoint calldata first,
        bytes calldata firstSignature,
        Checkpoint calldata second,
        bytes calldata secondSignature
    ) external;
    /// @notice Demand proof that a signed checkpoint, not larger than the anchored head, is a prefix of it. By duty ANCHOR or
    /// AUDIT.
    function challengePrefix(Checkpoint calldata checkpoint, bytes calldata signature, uint64 answerBy)
        external
        returns (ClaimId);
    /// @notice Answer it: `proof` from the checkpoint's size to the head anchored now. By anyone.
    function answerPrefix(ClaimRecord calldata record, TreeHash[] calldata proof) external;
    /// @notice Claim that a promised leaf is missing. By duty ANCHOR or AUDIT. `message`: digest of the message that holds the
    /// promise, which is verified by those who read this.
    function challengeInclusion(LogId log, uint64 index, TreeHash leafHash, Digest message, uint64 answerBy)
        external
        returns (ClaimId);
    /// @notice Answer it: `path` from the leaf to the head anchored now. By anyone.
    function answerInclusion(ClaimRecord calldata record, TreeHash[] calldata path) external;
    /// @notice Demand an answer to a request that the peer left unanswered. By the anchoring account of gateway `from`.
    function requestDemand(GatewayId from, GatewayId against, Digest request, uint64 answerBy) external returns (ClaimId);
    /// @notice Answer it by the digest of a response or refusal; zero: the request could not be fetched from the demander
    /// (closed without fault). By the anchoring account of the gateway demanded.
    function answerDemand(ClaimRecord calldata record, Digest answer) external;
    /// @notice Record that a claim was not answered in time. By anyone.
    function closeClaim(ClaimRecord calldata record) external;

    // ---------------------------------------------------------------- views

    /// @notice A log; status None if unknown.
    function logOf(LogId log) external view returns (LogRecord memory);
    /// @notice The anchored head of a log; zeros before the first anchor.
    function headOf(LogId log) external view returns (Head memory);
    /// @notice The newest log of a gateway; zero if it has none.
    function lastLogOf(GatewayId gateway) external view returns (LogId);
    /// @notice Digest of the newest record of a claim; zero if unknown.
    function claimOf(ClaimId claim) external view returns (RecordDigest);
    /// @notice Open claims of a pair, and those it made today. `claimant`: the demanding gateway; of other claims the member.
    function claimsBetween(AnyId claimant, GatewayId against) external view returns (uint32 open, uint32 today);
    /// @notice What a gateway signs for a checkpoint: its EIP-712 digest.
    function digestOf(Checkpoint calldata checkpoint) external view returns (SigningDigest);
    /// @notice The identifier of a log of this contract.
    function logIdOf(GatewayId gateway, uint32 shard, uint8 profile) external view returns (LogId);
}
