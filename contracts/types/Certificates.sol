// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AccreditationId, BatchId, CertificateId, Digest, HolderRef, MemberId, TreeHash, TypeCode} from "./Ids.sol";

/// @dev Status of a certificate 证照状态, by its official code. Legal causes differ, so none stands for another.
library CertificateStatus {
    uint8 internal constant UNKNOWN = 0; // no such certificate
    uint8 internal constant VALID = 1; // 01 有效
    uint8 internal constant WITHHELD = 2; // 02 暂扣: can return
    uint8 internal constant RESCINDED = 3; // 03 撤销: the unlawful grant undone
    uint8 internal constant CANCELLED = 4; // 04 注销: closed for good
    uint8 internal constant LAPSED = 5; // 05 失效
    uint8 internal constant TRANSFERRED = 6; // 06 转出: another authority takes it over
    uint8 internal constant REVOKED = 7; // 07 吊销: a penalty
    uint8 internal constant OTHER = 99; // 99 其他: by a text
}

/// @dev Type of operation 操作类型, by its official code.
library CertificateOperation {
    uint8 internal constant ISSUE = 1; // 01 办理新发
    uint8 internal constant RENEW = 2; // 02 延续: a new version
    uint8 internal constant WITHHOLD = 3; // 03 暂扣
    uint8 internal constant EXPIRE = 4; // 04 过期失效
    uint8 internal constant CLOSE = 5; // 05 注销（含撤销、吊销、转出）
    uint8 internal constant RETURN = 6; // 06 暂扣发还
    uint8 internal constant OTHER = 7; // 07 其他业务
    uint8 internal constant TAKE_OVER = 8; // 08 转入: a new version by the authority that takes over
    uint8 internal constant AMEND = 9; // 09 变更: a new version
    uint8 internal constant UNDO_TRANSFER = 10; // 10 取消转出
}

/// @dev That `member` may issue certificates of a type. In force from `validFrom` to before `validTo` (0 = open), seconds.
/// `authority`: the member that gave or last changed it. `ended`: it was ended before its time, at `validTo`.
struct AccreditationRecord {
    AccreditationId id;
    MemberId member;
    TypeCode typeCode;
    uint64 validFrom;
    uint64 validTo;
    Digest legalBasis;
    MemberId authority;
    bool ended;
}

/// @dev The decision by which a certificate has its status. `documentNumber`: digest of the salted number 文号 of the
/// decision; `text`: digest of the salted text that status 99 needs, else zero if there is none. `since`: seconds.
struct StatusRecord {
    uint8 status;
    uint8 operation;
    Digest legalBasis;
    Digest documentNumber;
    Digest text;
    uint64 since;
}

/// @dev A certificate issued by itself. `root`: commitment root over its salted fields. Valid from `validFrom` to before
/// `validTo`, seconds; `longTerm` 长期: without an end, `validTo` is 0 then. `predecessor`: the certificate whose new version
/// this is, zero if it is none; issued by itself, or a member of a batch.
struct CertificateRecord {
    CertificateId id;
    MemberId issuer;
    TypeCode typeCode;
    AccreditationId accreditation;
    TreeHash root;
    HolderRef holder;
    uint64 validFrom;
    uint64 validTo;
    bool longTerm;
    CertificateId predecessor;
    uint64 issuedAt;
    StatusRecord state;
}

/// @dev Up to 10,000 certificates of one type, none a new version of another. `root`: root of the tree of RFC 9162 over
/// SHA-256 whose entries are the ABI encodings (192 bytes) of `BatchMember`.
struct BatchRecord {
    BatchId id;
    MemberId issuer;
    TypeCode typeCode;
    AccreditationId accreditation;
    TreeHash root;
    uint32 size;
    Digest legalBasis;
    Digest documentNumber;
    uint64 issuedAt;
}

/// @dev One certificate of a batch, as its leaf holds it. Fields as in `CertificateRecord`.
struct BatchMember {
    CertificateId id;
    TreeHash root;
    HolderRef holder;
    uint64 validFrom;
    uint64 validTo;
    bool longTerm;
}

/// @dev A member of a batch whose status was changed: the member, its place, and its new status.
struct BatchMemberRecord {
    CertificateId id;
    TreeHash root;
    HolderRef holder;
    uint64 validFrom;
    uint64 validTo;
    bool longTerm;
    BatchId batch;
    uint32 index;
    StatusRecord state;
}

/// @dev What is known of a certificate. `accreditedAtIssue`: its issuer's accreditation, as it stands now, covers the time
/// of issue. `validNow`: status 01 and within its validity; it says nothing about accreditation, seal or correction.
struct Verification {
    TreeHash root;
    uint8 status;
    bool accreditedAtIssue;
    bool validNow;
}
