// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {
    BreakGlassId,
    CaseId,
    Digest,
    GrantId,
    MemberId,
    PairDigest,
    RecordDigest,
    RequestId,
    ResourceId,
    SubjectId,
    SubsystemId
} from "./Ids.sol";

/// @dev What else a grant depends on; a grant without any of it has no scope. `consent`: permits only while the question's
/// subject consents. `caseId`: permits only while this case is open and the consumer takes part in it, zero = no case.
/// `delegable`: how often it may be passed on, each time narrower, at most 3. `ancestors`: what it was passed on from,
/// the provider's own grant first; it ends with any of them.
struct GrantScope {
    GrantId grant;
    bool consent;
    CaseId caseId;
    uint8 delegable;
    GrantId[] ancestors;
}

/// @dev A subject's consent that its data go to a demander. `scope`: SHA-256 of what was consented to. In force to before
/// `until`, seconds, unless withdrawn (0 = not).
struct ConsentRecord {
    ResourceId resource;
    SubsystemId demander;
    SubjectId subject;
    MemberId provider;
    Digest scope;
    uint64 recordedAt;
    uint64 until;
    uint64 withdrawnAt;
}

/// @dev An emergency access to a resource by a consumer without a grant. `reason`: SHA-256 of its reason. `reviewBy`: when
/// a regulator has to have reviewed it, else the member opens no other. `reviewedAt`: 0 = not yet.
struct BreakGlassRecord {
    BreakGlassId id;
    SubsystemId consumer;
    MemberId member;
    ResourceId resource;
    MemberId provider;
    Digest reason;
    uint64 openedAt;
    uint64 until;
    uint64 reviewBy;
    uint64 reviewedAt;
    bool justified;
    Digest review;
}

/// @dev A dispute about a request: one at a time. `decidedAt`: 0 = not yet.
struct DisputeRecord {
    RequestId request;
    MemberId raisedBy;
    Digest claim;
    uint64 raisedAt;
    uint64 decidedAt;
    bool upheld;
    Digest decision;
}

/// @dev What a decision asks of grants, in one call: see `IAuthorization.standingsOf`.
struct PairStanding {
    PairDigest pair;
    RecordDigest[] grants;
    RecordDigest[] scopes;
    RecordDigest consent;
    BreakGlassId emergency;
    uint64 emergencyUntil;
}
