// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ClaimId, Digest, GrantId, MemberId, PersonId, ViolationId} from "./Ids.sol";

/// @dev Where a case stands. Dismissed, Confirmed and Overturned are ends; so is Upheld once `appealBy` is over.
enum ViolationState {
    None,
    Reported,
    Stated,
    Dismissed,
    Upheld,
    Appealed,
    Confirmed,
    Overturned
}

/// @dev Whose step is awaited: the statement or the appeal of the accused, the decision of the case or of the appeal.
enum Step {
    None,
    Statement,
    Decision,
    Appeal,
    AppealDecision
}

/// @dev What an upheld case costs; all three may be empty. `blacklistUntil`: exclusive end in seconds, 0 = not.
/// `grants`: suspended by it, ascending, at most 16.
struct Penalty {
    bool warning;
    uint64 blacklistUntil;
    GrantId[] grants;
}

/// @dev A case. `reporter`, `person`: member and person that reported. `claim`: the unanswered demand that it came from,
/// else zero; its claimant is the reporter then, whoever brought it, and no person. `grant`: the grant concerned, else zero.
/// `severity`: 1 slight to 3 grave. `*By`: clocks, exclusive ends in seconds; `*At`: when it happened; 0 = not yet.
/// `decidedBy`, `appealDecidedBy`: the judging member, zero = by vote. Digests are of texts that stay off chain.
struct ViolationRecord {
    ViolationId id;
    MemberId accused;
    MemberId reporter;
    PersonId person;
    ClaimId claim;
    GrantId grant;
    Digest evidence;
    uint8 severity;
    ViolationState state;
    uint64 reportedAt;
    uint64 stateBy;
    uint64 statedAt;
    Digest statement;
    uint64 decideBy;
    uint64 decidedAt;
    MemberId decidedBy;
    Digest reason;
    Penalty penalty;
    uint64 appealBy;
    uint64 appealedAt;
    Digest appeal;
    uint64 appealDecideBy;
    uint64 appealDecidedAt;
    MemberId appealDecidedBy;
    Digest appealReason;
}

/// @dev What a member was reported for so far. `unanswered`: of `reported`, those from unanswered demands. `upheld`: those
/// that stand.
struct Tally {
    uint32 reported;
    uint32 unanswered;
    uint32 upheld;
}
