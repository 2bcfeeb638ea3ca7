"""The records that the contracts keep, as values: what `state.LedgerState` hands out. Ids are 32 bytes, times seconds.

Numbers of the enumerations are the contracts' own (`contracts/types`). Every record is whole: an event carries the new
record, not a difference. `raw` is the contract's record as the ABI has it, to be handed back where a call asks for it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from chain_node.ledger.records_evidence import (
    Anchor,
    Claim,
    Equivocation,
    Key,
    KeyPurpose,
    Log,
    PrefixChallenge,
    Rotation,
)

__all__ = [
    "Anchor",
    "Attribute",
    "Claim",
    "Endpoint",
    "Equivocation",
    "Field",
    "FieldKind",
    "Gateway",
    "Grant",
    "GrantState",
    "Key",
    "KeyPurpose",
    "Log",
    "Member",
    "MemberAccount",
    "MemberStatus",
    "PrefixChallenge",
    "Profile",
    "Request",
    "RequestState",
    "Resource",
    "ResourceStatus",
    "Rotation",
    "Service",
    "Subsystem",
]


class MemberStatus(IntEnum):
    """Where a member stands in its life; only ACTIVE exchanges and votes."""

    NONE = 0
    APPLIED = 1
    ACTIVE = 2
    SUSPENDED = 3
    REMOVED = 4


class ResourceStatus(IntEnum):
    """Where a resource stands; only PUBLISHED is served."""

    NONE = 0
    DRAFT = 1
    SUBMITTED = 2
    PUBLISHED = 3
    SUSPENDED = 4
    RETIRED = 5


class GrantState(IntEnum):
    """Whether a grant is in force, leaving its dates aside."""

    NONE = 0
    ACTIVE = 1
    SUSPENDED = 2
    REVOKED = 3
    ENDED = 4
    DISCARDED = 5
    PROPOSED = 6


class RequestState(IntEnum):
    """Where a request stands."""

    NONE = 0
    SUBMITTED = 1
    AGREED = 2
    PARTLY_AGREED = 3
    REFUSED = 4
    WITHDRAWN = 5
    DELIVERED = 6
    IN_USE = 7


class Attribute(IntEnum):
    """Sharing attribute of a resource 共享属性: 1 无条件共享, 2 有条件共享, 3 不予共享."""

    NONE = 0
    UNCONDITIONAL = 1
    CONDITIONAL = 2
    NOT_SHARED = 3


class Profile(IntEnum):
    """What is given of a field: nothing, 明文, 脱敏, or 仅核验. Two bits each in a grant."""

    WITHHELD = 0
    PLAIN = 1
    MASKED = 2
    PREDICATE = 3


class FieldKind(IntEnum):
    """A column of the answer, or a question answered by true or false."""

    DATA = 0
    PREDICATE = 1


@dataclass(frozen=True, slots=True)
class Member:
    """A member of the consortium. `halted_until`, `blacklisted_until`: exclusive ends, 0 = not."""

    member_id: bytes
    path: str
    name: str
    uscc: str
    roles: int
    status: MemberStatus
    halted_until: int = 0
    blacklisted_until: int = 0
    since: int = 0
    raw: tuple[Any, ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class MemberAccount:
    """An account (20 bytes) of a member and its duties, a bitmap. `person`: keyed digest, zero for machine keys."""

    account: bytes
    member_id: bytes
    duties: int
    person: bytes
    active: bool
    raw: tuple[Any, ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Subsystem:
    """An information system of a member: the party that asks or answers."""

    subsystem_id: bytes
    path: str
    member_id: bytes
    active: bool
    raw: tuple[Any, ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Gateway:
    """A gateway of a member. `tls_der` is the published certificate whose SHA-256 is `tls_sha256`, `next_tls_*` the
    one that may already be used; `anchor` the 20-byte account that anchors its logs."""

    gateway_id: bytes
    path: str
    member_id: bytes
    url: str
    tls_sha256: bytes
    next_tls_sha256: bytes
    tls_der: bytes
    next_tls_der: bytes
    anchor: bytes
    active: bool
    raw: tuple[Any, ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One allowed call of a service: method (upper case or `*`) and path pattern (literal, or with `*` last)."""

    method: str
    path: str


@dataclass(frozen=True, slots=True)
class Service:
    """A service of a provider's subsystem, bound to one resource. At most 32 endpoints, indexes never reused."""

    service_id: bytes
    path: str
    subsystem_id: bytes
    member_id: bytes
    resource_id: bytes
    endpoints: tuple[Endpoint, ...]
    enabled: bool
    halted_until: int = 0
    raw: tuple[Any, ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a resource: level 1 public, 2 internal, 3 sensitive, 4 sensitive enveloped, 5 confidential."""

    code: str
    level: int
    default_profile: Profile
    kind: FieldKind
    definition_digest: bytes


@dataclass(frozen=True, slots=True)
class Resource:
    """A catalogued resource. An empty `fields` is opaque: the whole body or nothing, one row. At most 128 fields; one
    without a code was withdrawn and keeps its index. `due_at`: the authority's limit to publish it, 0 = none."""

    resource_id: bytes
    provider: bytes
    attribute: Attribute
    status: ResourceStatus
    fields: tuple[Field, ...]
    version: int = 1
    level: int = 0
    code: str = ""
    due_at: int = 0
    raw: tuple[Any, ...] = field(default=(), compare=False, repr=False)
    all_mask: int = field(init=False, compare=False, repr=False)
    public_mask: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        there = [(index, one) for index, one in enumerate(self.fields) if one.code]
        public = sum(1 << index for index, one in there if one.level == 1)
        object.__setattr__(self, "all_mask", sum(1 << index for index, _ in there))
        object.__setattr__(self, "public_mask", public)

    def overdue(self, at: int) -> bool:
        """Whether the catalogue authority is late in publishing it or sending it back."""
        return self.status is ResourceStatus.SUBMITTED and self.due_at < at

    def __hash__(self) -> int:
        return hash((self.resource_id, self.version))  # cheap: decisions are cached by resource


@dataclass(frozen=True, slots=True)
class Request:
    """A request for a grant. `due_at`, `deliver_by`: statutory clocks, 0 = none. What is wanted is in `raw`. Silence is
    overdue and never consent."""

    request_id: bytes
    demander: bytes
    member_id: bytes
    resource_id: bytes
    provider: bytes
    state: RequestState
    submitted_at: int
    due_at: int
    answered_at: int
    deliver_by: int
    raw: tuple[Any, ...] = field(default=(), compare=False, repr=False)

    def overdue(self, at: int) -> bool:
        """Whether the answer or the delivery is late."""
        if self.state is RequestState.SUBMITTED:
            return self.due_at < at
        agreed = self.state in (RequestState.AGREED, RequestState.PARTLY_AGREED)
        return agreed and 0 < self.deliver_by < at


@dataclass(frozen=True, slots=True)
class Grant:
    """A grant to a subsystem for a resource. `profiles`: two bits per field index, lowest first. `items`: SHA-256 of
    item codes, empty = any. Caps per Asia/Shanghai day, 0 = none. In force from `valid_from` to before `valid_to`."""

    grant_id: bytes
    request_id: bytes
    demander: bytes
    resource_id: bytes
    profiles: int
    items: tuple[bytes, ...]
    daily_cap: int
    row_cap: int
    valid_from: int
    valid_to: int
    params: bytes
    state: GrantState
    provider: bytes = b""
    raw: tuple[Any, ...] = field(default=(), compare=False, repr=False)

    def profile_of(self, index: int) -> Profile:
        """The profile of the field with this index in the resource's field list."""
        return Profile(self.profiles >> 2 * index & 3)
