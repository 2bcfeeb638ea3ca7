// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ContractName, GatewayId, KeyId, MemberId, PersonId, SubsystemId} from "./Ids.sol";

/// @dev Where a member stands. Only Active exchanges and votes; Suspended may still anchor, answer and state.
enum MemberStatus {
    None,
    Applied,
    Active,
    Suspended,
    Removed
}

/// @dev What a registered key may do.
enum KeyPurpose {
    None,
    Sign,
    Encrypt,
    Anchor
}

/// @dev Roles of a member: a bitmap.
library Roles {
    uint16 internal constant PROVIDER = 1; // 政务数据提供部门
    uint16 internal constant CONSUMER = 2; // 政务数据需求部门
    uint16 internal constant CATALOGUE = 4; // 政务数据共享主管部门: publishes the catalogue
    uint16 internal constant REGULATOR = 8; // 监管: halts
    uint16 internal constant AUDITOR = 16; // 审计
    uint16 internal constant OPERATOR = 32; // runs a node of the ledger
    uint16 internal constant VOTER = 64; // has a vote
    uint16 internal constant ALL = 127;
}

/// @dev Duties of an account: a bitmap. SYSTEM, SECURITY and AUDIT are the 三员: pairwise exclusive by address and by
/// person. OFFICER and APPROVER exclude AUDIT. VOTE appoints the accounts of its member and excludes the 三员.
/// ANCHOR and ISSUE are machine keys, RECOVERY is a key kept away: no person, no other duty.
library Duties {
    uint16 internal constant SYSTEM = 1; // gateways, subsystems, services, keys, logs
    uint16 internal constant SECURITY = 2; // suspends, revokes, halts
    uint16 internal constant AUDIT = 4; // proofs, claims, reports
    uint16 internal constant OFFICER = 8; // 经办: prepares and submits
    uint16 internal constant APPROVER = 16; // 审批: answers, grants, publishes
    uint16 internal constant ANCHOR = 32; // a gateway's anchoring key
    uint16 internal constant ISSUE = 64; // certificates
    uint16 internal constant VOTE = 128; // votes, appoints
    uint16 internal constant RECOVERY = 256; // replaces lost voting accounts after seven days
    uint16 internal constant MACHINE = 352; // without a person
    uint16 internal constant ALL = 511;
}

/// @dev A member. `segments`: instance, member class, member code. `since`: seconds of the last change of status.
/// `haltedUntil`, `blacklistedUntil`: exclusive ends in seconds, 0 = not.
struct MemberRecord {
    MemberId id;
    string[] segments;
    string name;
    string uscc;
    uint16 roles;
    MemberStatus status;
    uint64 since;
    uint64 haltedUntil;
    uint64 blacklistedUntil;
}

/// @dev An account of a member. `person` is zero for ANCHOR, ISSUE and RECOVERY.
struct AccountRecord {
    address account;
    MemberId member;
    uint16 duties;
    PersonId person;
    bool active;
}

/// @dev An information system of a member. `segments`: the member's three and the subsystem code.
struct SubsystemRecord {
    SubsystemId id;
    string[] segments;
    MemberId member;
    bool active;
}

/// @dev A gateway. `segments`: the member's three and the server code. `tlsCertificate` is DER, at most 2 KiB;
/// `nextTlsCertificate` is accepted beside it, empty if there is none. `anchor` is the account that anchors its logs.
struct GatewayRecord {
    GatewayId id;
    string[] segments;
    MemberId member;
    string url;
    bytes tlsCertificate;
    bytes nextTlsCertificate;
    address anchor;
    bool active;
}

/// @dev A key of a gateway. `suite`: 1 international, 2 SM. `spki`: SubjectPublicKeyInfo, DER. Valid in blocks
/// validFromBlock..validToBlock (0 = open); not trusted from block `revokedSince` on (0 = never revoked).
struct KeyRecord {
    KeyId kid;
    GatewayId gateway;
    uint8 suite;
    KeyPurpose purpose;
    bytes spki;
    uint64 validFromBlock;
    uint64 validToBlock;
    uint64 revokedSince;
}

/// @dev One of our contracts and its address.
struct NamedContract {
    ContractName name;
    address at;
}

/// @dev What the Consortium begins with. Members are Active from the start; the others are proxies that already name
/// this Consortium. `thresholdBps`: share of the voting members that decides, above 5000, at most 10000.
struct Founding {
    string instance;
    MemberRecord[] members;
    AccountRecord[] accounts;
    NamedContract[] contracts;
    uint16 thresholdBps;
}

/// @dev What other contracts need to know of a member: one storage slot.
struct Standing {
    MemberStatus status;
    uint16 roles;
    uint64 since;
    uint64 haltedUntil;
    uint64 blacklistedUntil;
}

/// @dev What is decided by vote: a call of the Consortium to itself or to one of the named contracts.
struct Action {
    address target;
    bytes call;
}
