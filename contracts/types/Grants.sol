// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ConsentRecord, GrantScope} from "./Access.sol";
import {ServiceRecord} from "./Catalogue.sol";
import {Digest, GrantId, ItemId, MemberId, RequestId, ResourceId, ServiceId, SubjectId, SubsystemId} from "./Ids.sol";
import {Reason} from "./Reason.sol";

/// @dev Where a request stands. Delivered: the provider says so; InUse: the demander has confirmed it, or its first use.
enum RequestState {
    None,
    Submitted,
    Agreed,
    PartlyAgreed,
    Refused,
    Withdrawn,
    Delivered,
    InUse
}

/// @dev Whether a grant is in force, leaving its dates aside. Ended: the demander gave it back. Discarded: a dead grant
/// that was taken off the list of its pair. Proposed: waits for a second approval.
enum GrantState {
    None,
    Active,
    Suspended,
    Revoked,
    Ended,
    Discarded,
    Proposed
}

/// @dev What is asked for, and what is given. `profiles`: two bits per field index, lowest first. `items`: none = any.
/// Caps per Asia/Shanghai day, 0 = none. In force from `validFrom` to before `validTo`, seconds. `params`: thresholds of
/// predicates, UTF-8 JSON, at most 512 bytes; set by the provider, empty in a request.
struct Terms {
    uint256 profiles;
    ItemId[] items;
    uint32 dailyCap;
    uint32 rowCap;
    uint64 validFrom;
    uint64 validTo;
    bytes params;
}

/// @dev A request. `commitment`: digest of the signed use commitment 承诺书. `dueAt`, `deliverBy`: statutory clocks in
/// seconds, 0 = none. `reason`: digest of the reason of a refusal or of a partial consent.
struct RequestRecord {
    RequestId id;
    SubsystemId demander;
    MemberId member;
    ResourceId resource;
    MemberId provider;
    Terms wanted;
    Digest purpose;
    Digest legalBasis;
    Digest scenario;
    Digest commitment;
    RequestState state;
    uint64 submittedAt;
    uint64 dueAt;
    uint64 answeredAt;
    uint64 deliverBy;
    Digest reason;
}

/// @dev A grant to a subsystem for a resource. `suspendedBy`: the member that suspended it and alone may resume it;
/// "Accountability" in ASCII if a penalty did.
struct GrantRecord {
    GrantId id;
    RequestId request;
    SubsystemId demander;
    ResourceId resource;
    MemberId provider;
    Terms terms;
    GrantState state;
    MemberId suspendedBy;
}

/// @dev What is to be decided. `endpoint`: index, 255 = none matched. `fields`: bit mask over the resource's field list,
/// all bits set = all that is granted. `item`: zero = not stated. `time` in seconds. Counters exclude this call. `subject`:
/// whose data they are, zero = not stated.
struct Question {
    SubsystemId consumer;
    ServiceId service;
    uint8 endpoint;
    uint256 fields;
    ItemId item;
    uint64 time;
    uint64 rows;
    uint64 usedToday;
    uint64 rowsToday;
    SubjectId subject;
}

/// @dev The records a decision needs, resupplied by the caller. `grants`: all of the pair, newest first. `scopes`: of those
/// among them that have one, in their order. `ancestors`: the grants named by these scopes, in their order. `consent`: of
/// the question's subject, empty if there is none.
struct Records {
    ServiceRecord service;
    GrantRecord[] grants;
    GrantScope[] scopes;
    GrantRecord[] ancestors;
    ConsentRecord consent;
}

/// @dev What was decided. `profiles`: what may be given, two bits per field index; 0 for a refusal and an opaque resource.
/// `grant` is that of the emergency access if `reason` is BreakGlass.
struct Outcome {
    bool permit;
    Reason reason;
    GrantId grant;
    uint256 profiles;
}
