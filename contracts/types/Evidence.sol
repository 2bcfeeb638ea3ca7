// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ClaimId, Digest, GatewayId, LogId, MemberId, TreeHash} from "./Ids.sol";

/// @dev Where a log stands. A frozen log takes no anchors; it may have one successor.
enum LogStatus {
    None,
    Open,
    Frozen
}

/// @dev A log. `profile`: 1 SHA-256 tree; 3 also an SM3 root over the same leaves. `prev*`: the log that it succeeds and
/// its anchored head, zero if it is a gateway's first. `anchor`: the account that may anchor. `lastGoodSize`, `reason`:
/// of the freeze. `faulted`: two contradicting checkpoints signed by its anchoring key were shown.
struct LogRecord {
    LogId id;
    GatewayId gateway;
    MemberId member;
    uint32 shard;
    uint8 profile;
    LogStatus status;
    LogId prevLog;
    uint64 prevSize;
    TreeHash prevRoot;
    LogId successor;
    address anchor;
    uint64 lastGoodSize;
    Digest reason;
    bool faulted;
}

/// @dev The anchored head of a log: zero before the first anchor. `anchoredAt` in seconds.
struct Head {
    TreeHash root;
    TreeHash altRoot;
    uint64 size;
    uint64 epoch;
    uint64 anchoredAt;
}

/// @dev What a gateway signs about its log, as EIP-712 typed data in this order. `keyId`: SHA-256 of the 20 bytes of the
/// anchoring account. `altRoot` is zero for profile 1. `pairRoot`: root over the PAIRSTATE leaves in (prevSize, size].
struct Checkpoint {
    LogId logId;
    uint64 epoch;
    uint64 size;
    TreeHash root;
    uint64 prevSize;
    TreeHash prevRoot;
    TreeHash altRoot;
    TreeHash pairRoot;
    Digest noteHash;
    Digest keyId;
}

/// @dev One anchor of many: `signature` is the gateway's, or empty if its anchoring account sends the transaction.
struct Anchoring {
    Checkpoint checkpoint;
    TreeHash[] proof;
    bytes signature;
}

/// @dev What is claimed: that a checkpoint is no prefix of the anchored head; that a promised leaf is missing; that a
/// request was not answered.
enum ClaimKind {
    None,
    Prefix,
    Inclusion,
    Demand
}

/// @dev A claim sets no fault, whatever becomes of it. NotReceived: closed without fault, the demander was unreachable.
enum ClaimState {
    None,
    Claimed,
    Answered,
    Unanswered,
    NotReceived
}

/// @dev A claim of `claimant` (by its gateway `from`, zero if by an auditor's account) against gateway `against`.
/// Prefix: `size`, `hash` = size and root of the checkpoint; `document` = its signing digest (EIP-712).
/// Inclusion: `size` = leaf index, `hash` = leaf hash; `document` = digest of the message that holds the promise.
/// Demand: `document` = digest of the request, `answer` = digest of the answer or refusal given.
struct ClaimRecord {
    ClaimId id;
    ClaimKind kind;
    ClaimState state;
    MemberId claimant;
    GatewayId from;
    GatewayId against;
    LogId log;
    uint64 size;
    TreeHash hash;
    Digest document;
    uint64 claimedAt;
    uint64 answerBy;
    Digest answer;
}
