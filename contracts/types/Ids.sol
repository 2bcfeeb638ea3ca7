// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

// Identifiers as value types: none of them can be handed in where another is expected. Zero is never an identifier.
//
// Computed: id = SHA-256("lianlu/<kind>\0" || for each segment: length of its UTF-8 as u16 big-endian || UTF-8), with
// kind one of member, subsystem, gateway, service. Off chain the same is computed from the same segments.

/// @dev A member 成员单位: instance, member class, member code.
type MemberId is bytes32;
/// @dev An information system of a member: the member's segments and a subsystem code.
type SubsystemId is bytes32;
/// @dev A gateway 网关 of a member: the member's segments and a server code.
type GatewayId is bytes32;
/// @dev A service of a subsystem: the subsystem's segments and a service code.
type ServiceId is bytes32;

/// @dev SHA-256 of a key's SubjectPublicKeyInfo (DER).
type KeyId is bytes32;
/// @dev SHA-256("DXL1/log\0" || chain id u256 || EvidenceAnchor 20 bytes || gateway 32 || shard u32 || profile u8).
type LogId is bytes32;

/// @dev A catalogued resource 资源: 32 random bytes drawn by the provider.
type ResourceId is bytes32;
/// @dev A sharing request 共享申请: chosen by the demander.
type RequestId is bytes32;
/// @dev A grant 授权: chosen by the provider; of an unconditionally shared resource the request's own 32 bytes.
type GrantId is bytes32;
/// @dev A proposal of the governance: keccak-256 of its content and its number.
type ProposalId is bytes32;
/// @dev A claim against a gateway: keccak-256 of what is claimed.
type ClaimId is bytes32;

/// @dev SHA-256 of the code of an administrative item 事项, as text.
type ItemId is bytes32;
/// @dev SHA-256 of the code of a data element 信息项, as text: one source each.
type ElementId is bytes32;
/// @dev Keyed digest of a person, made by the member with a key of its own: only equality within a member has meaning.
type PersonId is bytes32;
/// @dev Short ASCII name of one of our contracts, left-aligned, zero-padded: "EvidenceAnchor".
type ContractName is bytes32;

/// @dev SHA-256 of a document or a text that stays off chain; zero where there is none.
type Digest is bytes32;
/// @dev An identifier of any kind.
type AnyId is bytes32;
/// @dev keccak-256 of the code at an address (EIP-1052).
type CodeHash is bytes32;
/// @dev What is signed for typed data (EIP-712).
type SigningDigest is bytes32;
/// @dev keccak-256 of the ABI encoding of a whole record: what is stored of it, and what a resupplied record must meet.
type RecordDigest is bytes32;
/// @dev A node of a log's Merkle tree (RFC 9162): SHA-256, or SM3 for an alternative root.
type TreeHash is bytes32;

/// @dev An electronic certificate 电子证照: 32 random bytes drawn by its issuer. The identifier of GB/T 36904 is one of its
/// fields and stays off chain: serial numbers tell about holders.
type CertificateId is bytes32;
/// @dev A batch of certificates issued at once: 32 random bytes drawn by their issuer.
type BatchId is bytes32;
/// @dev Number of an accreditation, from 1, in the order in which they were given.
type AccreditationId is uint32;
/// @dev Certificate type code 证照类型代码 as 21 ASCII characters: credit code of the defining authority, three digits.
type TypeCode is bytes21;
/// @dev Keyed digest of a holder 持证主体, by a key that the issuer alone has; zero if none is stated.
type HolderRef is bytes32;
/// @dev A case 办件: 32 random bytes drawn by the lead.
type CaseId is bytes32;
/// @dev A material 材料 of a case: the identifier of the certificate or exchange that it is, or the commitment to an upload.
type MaterialId is bytes32;
/// @dev A subject of consent 数据主体: HMAC by the provider's key for the resource, which is never shared; zero = not stated.
type SubjectId is bytes32;
/// @dev An emergency access 应急: chosen by the opener.
type BreakGlassId is bytes32;
/// @dev A correction 校核: chosen by the member that raises it.
type CorrectionId is bytes32;
/// @dev What is stored of the grants of a pair: 31 bytes of a hash chain over their identifiers, oldest first, and their
/// number. Empty = zero; one more: keccak-256(the digest before || the grant), its last byte replaced by the number.
type PairDigest is bytes32;
/// @dev A violation case 违规: keccak-256 of who reported what of whom, or of the unanswered claim that it came from.
type ViolationId is bytes32;
