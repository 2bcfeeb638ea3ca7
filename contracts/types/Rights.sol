// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Attribute, ResourceStatus} from "./Catalogue.sol";
import {CorrectionId, Digest, MemberId, ResourceId, SubsystemId} from "./Ids.sol";

/// @dev The published version of a resource, as far as others decide on it. Masks have one bit per field index.
/// `predicates`: fields that are questions. `withdrawn`: fields that are no longer there. `publics`: public fields that
/// are, of an unconditionally shared resource. `defaults`: default profiles, two bits per field index; of a resource that
/// is not shared, the digest of the legal basis. `corrections`: how many were accepted.
struct ResourceFacts {
    ResourceStatus status;
    Attribute attribute;
    uint8 level;
    uint8 fields;
    uint32 version;
    uint32 corrections;
    uint128 predicates;
    MemberId provider;
    uint128 withdrawn;
    uint128 publics;
    uint256 defaults;
}

/// @dev The three rights kept apart 三权分置: 持有权, 加工使用权, 产品经营权.
enum RightKind {
    None,
    Holding,
    Processing,
    Operation
}

/// @dev A right in a resource, given by its provider. `basis`: SHA-256 of the document. In force to before `until`,
/// seconds, unless revoked (0 = not).
struct RightRecord {
    ResourceId resource;
    RightKind kind;
    MemberId holder;
    MemberId grantor;
    Digest basis;
    uint64 since;
    uint64 until;
    uint64 revokedAt;
}

/// @dev What a version of a resource was derived from. `corrections`: of the parent at that time, set by the contract.
struct Parent {
    ResourceId resource;
    uint32 version;
    uint32 corrections;
}

/// @dev Where a correction stands.
enum CorrectionState {
    None,
    Raised,
    Accepted,
    Rejected
}

/// @dev A claim 校核 that a resource holds wrong data, by a member that has a grant. `claim`, `verdict`: SHA-256 of the
/// texts. `dueAt`: when the provider has to have answered, seconds. Nothing is overwritten by it.
struct CorrectionRecord {
    CorrectionId id;
    ResourceId resource;
    MemberId provider;
    SubsystemId claimant;
    MemberId member;
    Digest claim;
    CorrectionState state;
    uint64 raisedAt;
    uint64 dueAt;
    uint64 answeredAt;
    Digest verdict;
}
