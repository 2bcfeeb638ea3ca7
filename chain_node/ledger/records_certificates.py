"""Records about electronic certificates 电子证照 (`contracts/types/Certificates.sol`). Pure.

Ids, roots and digests are 32 bytes, times seconds. Nothing here is a certificate's content: `root` commits to its
salted fields, which stay with issuer and holder. Codes are the official ones and are never merged: 撤销 is not 吊销.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from chain_node.evidence.merkle import leaf_hash

_WORD = 32


class CertificateStatus(IntEnum):
    """Status of a certificate 证照状态, by its official code."""

    VALID = 1
    """01 有效"""
    WITHHELD = 2
    """02 暂扣: can return"""
    RESCINDED = 3
    """03 撤销: the unlawful grant undone"""
    CANCELLED = 4
    """04 注销: closed for good"""
    LAPSED = 5
    """05 失效"""
    TRANSFERRED = 6
    """06 转出: another authority takes it over"""
    REVOKED = 7
    """07 吊销: a penalty"""
    OTHER = 99
    """99 其他: by a text"""


class CertificateOperation(IntEnum):
    """Type of operation 操作类型, by its official code: what led to a status."""

    ISSUE = 1
    """01 办理新发"""
    RENEW = 2
    """02 延续: a new version"""
    WITHHOLD = 3
    """03 暂扣"""
    EXPIRE = 4
    """04 过期失效"""
    CLOSE = 5
    """05 注销（含撤销、吊销、转出）"""
    RETURN = 6
    """06 暂扣发还"""
    OTHER = 7
    """07 其他业务"""
    TAKE_OVER = 8
    """08 转入: a new version by the authority that takes over"""
    AMEND = 9
    """09 变更: a new version"""
    UNDO_TRANSFER = 10
    """10 取消转出"""


@dataclass(frozen=True, slots=True)
class Accreditation:
    """That a member may issue certificates of a type. In force from `valid_from` to before `valid_to` (0 = open);
    `ended`: it was ended before its time, at `valid_to`."""

    number: int
    member_id: bytes
    type_code: str
    valid_from: int
    valid_to: int
    legal_basis: bytes
    authority: bytes
    ended: bool
    raw: tuple[Any, ...] = field(default=(), compare=False, repr=False)

    def covers(self, time: int) -> bool:
        """Whether it is in force at `time`."""
        return _within(self.valid_from, self.valid_to, time)


@dataclass(frozen=True, slots=True)
class StatusDecision:
    """The decision by which a certificate has its status: operation, digests of legal basis, of the salted document
    number 文号 and of the text that status 99 needs (zero: none)."""

    status: CertificateStatus
    operation: CertificateOperation
    legal_basis: bytes
    document_number: bytes
    text: bytes
    since: int


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate issued by itself. `valid_to` is 0 for a long-term one 长期. `holder`: keyed digest by the issuer,
    zero if none is stated. `predecessor`: the certificate whose new version this is, zero for none."""

    certificate_id: bytes
    issuer: bytes
    type_code: str
    accreditation: int
    root: bytes
    holder: bytes
    valid_from: int
    valid_to: int
    long_term: bool
    predecessor: bytes
    issued_at: int
    state: StatusDecision
    raw: tuple[Any, ...] = field(default=(), compare=False, repr=False)

    def valid_at(self, time: int) -> bool:
        """Whether the status is 01 and `time` lies within the validity."""
        return self.state.status is CertificateStatus.VALID and _within(self.valid_from, self.valid_to, time)


@dataclass(frozen=True, slots=True)
class Batch:
    """Certificates of one type issued at once. `root`: root of the tree over `BatchMember.leaf`, in their order."""

    batch_id: bytes
    issuer: bytes
    type_code: str
    accreditation: int
    root: bytes
    size: int
    legal_basis: bytes
    document_number: bytes
    issued_at: int
    raw: tuple[Any, ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class BatchMember:
    """One certificate of a batch, as its leaf holds it. Fields as in `Certificate`."""

    certificate_id: bytes
    root: bytes
    holder: bytes
    valid_from: int
    valid_to: int
    long_term: bool

    @property
    def struct(self) -> tuple[Any, ...]:
        """The contract's `BatchMember`."""
        return (self.certificate_id, self.root, self.holder, self.valid_from, self.valid_to, self.long_term)

    @property
    def leaf(self) -> bytes:
        """Its leaf hash: RFC 9162 over the ABI encoding of the struct, six words."""
        words = (self.valid_from, self.valid_to, int(self.long_term))
        numbers = b"".join(word.to_bytes(_WORD, "big") for word in words)
        return leaf_hash(self.certificate_id + self.root + self.holder + numbers)

    def within(self, time: int) -> bool:
        """Whether `time` lies within the validity; nobody checked at issue that there is an end unless long-term."""
        ends = self.long_term or self.valid_to != 0
        return ends and _within(self.valid_from, 0 if self.long_term else self.valid_to, time)


@dataclass(frozen=True, slots=True)
class BatchMemberStatus:
    """A member of a batch whose status was changed, and how it stands."""

    batch_id: bytes
    index: int
    member: BatchMember
    state: StatusDecision
    raw: tuple[Any, ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Verification:
    """What is known of a certificate, as the contract's `Verification`. `valid_now` says nothing about accreditation,
    seal or correction."""

    root: bytes
    status: CertificateStatus
    accredited_at_issue: bool
    valid_now: bool


def _within(valid_from: int, valid_to: int, time: int) -> bool:
    return valid_from <= time and (valid_to == 0 or time < valid_to)
