// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Digest, ElementId, MemberId, ResourceId, ServiceId, SubsystemId} from "./Ids.sol";

/// @dev Where a resource stands; only Published is served.
enum ResourceStatus {
    None,
    Draft,
    Submitted,
    Published,
    Suspended,
    Retired
}

/// @dev Sharing attribute 共享属性: 1 无条件共享, 2 有条件共享, 3 不予共享.
enum Attribute {
    None,
    Unconditional,
    Conditional,
    NotShared
}

/// @dev What is given of a field: nothing, 明文, 脱敏, 仅核验. Two bits per field index in a grant, lowest first.
enum Profile {
    Withheld,
    Plain,
    Masked,
    Predicate
}

/// @dev A column of the answer, or a question answered by true or false.
enum FieldKind {
    Data,
    Predicate
}

/// @dev One field. `level`: 1 public, 2 internal, 3 sensitive, 4 sensitive and enveloped, 5 confidential.
/// `definition`: SHA-256 of its definition (name, type, mask; of a predicate its expression).
struct FieldRecord {
    string code;
    uint8 level;
    Profile defaultProfile;
    FieldKind kind;
    Digest definition;
}

/// @dev A resource. `code`: resource code of the national catalogue. `conditions` is needed for attribute 2,
/// `legalBasis` for attribute 3. `elements`: the data elements 信息项 whose one source it is. `level` is the highest of
/// its fields (`opaqueLevel` if it has none). `dueAt`: when the catalogue authority has to have answered, seconds.
/// `suspendedBy`: the member that suspended it and alone may resume it, else zero.
struct ResourceRecord {
    ResourceId id;
    MemberId provider;
    string code;
    Digest description;
    Digest sourceDepartment;
    Attribute attribute;
    Digest conditions;
    Digest legalBasis;
    Digest schema;
    uint32 updateCycleHours;
    uint8 opaqueLevel;
    FieldRecord[] fields;
    ElementId[] elements;
    uint8 level;
    uint32 version;
    ResourceStatus status;
    uint64 dueAt;
    MemberId suspendedBy;
}

/// @dev One allowed call: method (upper case, or "*") and path pattern (literal, or ending in "/*"). A withdrawn one is
/// empty in both and keeps its index.
struct Endpoint {
    string method;
    string path;
}

/// @dev A service. `segments`: the subsystem's four and the service code. At most 32 endpoints; indexes are not reused.
struct ServiceRecord {
    ServiceId id;
    string[] segments;
    SubsystemId subsystem;
    MemberId member;
    ResourceId resource;
    Endpoint[] endpoints;
    bool active;
    uint64 haltedUntil;
}
