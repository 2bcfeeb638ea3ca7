"""May this consumer have this from this service, now? Decided from the ledger's state at one block, and nothing else.

The order of checks, the first failure being the answer (the contracts' PolicyView has the same, and a property test
compares the two):

1. the consumer: known, active, not halted, not blacklisted
2. the service: known; its provider active and not halted; service not halted; enabled; endpoint matched
3. the resource: published, not classified, shared at all
4. public fields of an unconditionally shared resource need no grant
5. the grants of (consumer, resource), newest first: the first that permits; if none does, why the newest refuses
6. caps: calls and rows already counted today plus this one

`Question.time` and `rows` are those of the signed answer, so an auditor rebuilds the question from leaves alone.
Evaluator version 1. A later version is added beside it, chosen by the block's rules, and this one stays for ever.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache

from chain_node.ledger.endpoints import NO_ENDPOINT, match_endpoint
from chain_node.ledger.reasons import Reason
from chain_node.ledger.records import (
    Attribute,
    Grant,
    GrantState,
    MemberStatus,
    Profile,
    Resource,
    ResourceStatus,
    Service,
)
from chain_node.ledger.state import LedgerState

__all__ = [
    "EVALUATOR_VERSION",
    "NO_ENDPOINT",
    "Decision",
    "Question",
    "decide",
    "fields_mask",
    "match_endpoint",
    "policy_digest",
]

EVALUATOR_VERSION = 1
CONFIDENTIAL = 5
"""Level of 重要 and 核心数据; a resource of this level is served to nobody."""
UNKNOWN_FIELD = 1 << 255
"""Stands in a field mask for every code that the resource does not have: a resource has at most 128 fields."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is decided. Ids 32 bytes; `fields` a bit mask over the resource's field list, None = all that is granted;
    `item` SHA-256 of the item code, None = not stated; `time` seconds; counters exclude this call."""

    consumer: bytes
    service: bytes
    endpoint: int
    fields: int | None
    item: bytes | None
    time: int
    rows: int = 0
    used_today: int = 0
    rows_today: int = 0


@dataclass(frozen=True, slots=True)
class Decision:
    """The outcome. `profiles`: (field code, profile) of every field that may be given, in field order; empty for a
    refusal and for an opaque resource. `grant_id` None for a refusal and for public fields. `index` as in the grant."""

    permit: bool
    reason: Reason
    grant_id: bytes | None
    profiles: tuple[tuple[str, Profile], ...] = ()


def decide(state: LedgerState, question: Question) -> Decision:
    """Decide `question` on `state`. Never raises: whatever is unknown is a refusal with its reason."""
    reason = _consumer_refusal(state, question)
    if reason is not None:
        return _REFUSALS[reason]
    service = state.service(question.service)
    if service is None:
        return _REFUSALS[Reason.SERVICE_UNKNOWN]
    reason = _service_refusal(state, service, question)
    if reason is not None:
        return _REFUSALS[reason]
    resource = state.resource(service.resource_id)
    if resource is None or resource.status is not ResourceStatus.PUBLISHED:
        return _REFUSALS[Reason.RESOURCE_NOT_PUBLISHED]
    if resource.level >= CONFIDENTIAL:
        return _REFUSALS[Reason.CLASSIFIED]
    if resource.attribute is Attribute.NOT_SHARED:
        return _REFUSALS[Reason.NOT_SHARED]
    return _on_resource(state, resource, question)


def _consumer_refusal(state: LedgerState, question: Question) -> Reason | None:
    subsystem = state.subsystem(question.consumer)
    if subsystem is None or not subsystem.active:
        return Reason.CONSUMER_UNKNOWN
    member = state.member(subsystem.member_id)
    if member is None:
        return Reason.CONSUMER_UNKNOWN
    if member.status is not MemberStatus.ACTIVE:
        return Reason.CONSUMER_SUSPENDED
    if question.time < member.halted_until:
        return Reason.HALTED
    if question.time < member.blacklisted_until:
        return Reason.CONSUMER_BLACKLISTED
    return None


def _service_refusal(state: LedgerState, service: Service, question: Question) -> Reason | None:
    provider = state.member(service.member_id)
    if provider is None or provider.status is not MemberStatus.ACTIVE:
        return Reason.PROVIDER_SUSPENDED
    if question.time < provider.halted_until or question.time < service.halted_until:
        return Reason.HALTED
    if not service.enabled:
        return Reason.SERVICE_DISABLED
    if question.endpoint >= len(service.endpoints) or not service.endpoints[question.endpoint].path:
        return Reason.ENDPOINT_NOT_ALLOWED
    return None


def _on_resource(state: LedgerState, resource: Resource, question: Question) -> Decision:
    if resource.attribute is Attribute.UNCONDITIONAL and resource.fields:
        asked = resource.all_mask if question.fields is None else question.fields
        if not asked & ~resource.public_mask:
            return Decision(True, Reason.PUBLIC, None, _public_profiles(resource, asked))
    newest: Reason | None = None
    for grant in state.grants(question.consumer, resource.resource_id):
        reason = _grant_refusal(grant, resource, question)
        if reason is None:
            profiles = _granted_profiles(grant.profiles, resource, question.fields)
            return Decision(True, Reason.GRANTED, grant.grant_id, profiles)
        if newest is None:
            newest = reason
    return _REFUSALS[Reason.NO_GRANT if newest is None else newest]


def _grant_refusal(grant: Grant, resource: Resource, question: Question) -> Reason | None:
    if grant.state is not GrantState.ACTIVE:
        return Reason.GRANT_SUSPENDED if grant.state is GrantState.SUSPENDED else Reason.GRANT_REVOKED
    if question.time < grant.valid_from:
        return Reason.GRANT_NOT_YET_VALID
    if question.time >= grant.valid_to:
        return Reason.GRANT_EXPIRED
    if question.fields is not None and question.fields & ~_granted_mask(grant.profiles, len(resource.fields)):
        return Reason.FIELD_NOT_GRANTED
    if grant.items and question.item not in grant.items:
        return Reason.ITEM_MISSING if question.item is None else Reason.ITEM_NOT_GRANTED
    if grant.daily_cap and question.used_today >= grant.daily_cap:
        return Reason.CAP_EXCEEDED
    if grant.row_cap and question.rows_today + question.rows > grant.row_cap:
        return Reason.ROW_CAP_EXCEEDED
    return None


@lru_cache(maxsize=4096)
def _granted_mask(profiles: int, count: int) -> int:
    return sum(1 << index for index in range(count) if profiles >> 2 * index & 3)


@lru_cache(maxsize=4096)
def _public_profiles(resource: Resource, asked: int) -> tuple[tuple[str, Profile], ...]:
    fields = [field for index, field in enumerate(resource.fields) if asked >> index & 1]
    return tuple((field.code, field.default_profile) for field in fields if field.default_profile)


@lru_cache(maxsize=4096)
def _granted_profiles(profiles: int, resource: Resource, asked: int | None) -> tuple[tuple[str, Profile], ...]:
    chosen = _granted_mask(profiles, len(resource.fields))
    if asked is not None:
        chosen &= asked
    fields = enumerate(resource.fields)
    return tuple((field.code, Profile(profiles >> 2 * index & 3)) for index, field in fields if chosen >> index & 1)


_REFUSALS = {reason: Decision(False, reason, None) for reason in Reason if not reason.permits}


def fields_mask(resource: Resource, codes: tuple[str, ...] | None) -> int | None:
    """The mask of the asked field codes (`Lianlu-Fields`, or the `f/` labels of a request); None stays None.

    A code that the resource does not have sets `UNKNOWN_FIELD`, which no grant contains: refused, not ignored.
    """
    if codes is None:
        return None
    index_of = {field.code: index for index, field in enumerate(resource.fields)}
    mask = 0
    for code in codes:
        index = index_of.get(code)
        mask |= UNKNOWN_FIELD if index is None else 1 << index
    return mask


_DIGEST_PREFIX = b"lianlu/policy/1\0\x8a\x01\x58\x20"
_MASK_BYTES = 32


def policy_digest(question: Question) -> bytes:
    """SHA-256 over `"lianlu/policy/1\\0"` and the canonical CBOR of the question, 32 bytes (rulings 5.10).

    The array is `[1, consumer, service, endpoint, fields b32/null, item/null, time, rows, used_today,
    rows_today]`, written out by hand because this runs once per exchange; a test compares it with
    `evidence.canonical.encode`.
    """
    mask, item = question.fields, question.item
    return hashlib.sha256(
        b"".join(
            (
                _DIGEST_PREFIX,
                question.consumer,
                b"\x58\x20",
                question.service,
                _uint(question.endpoint),
                b"\xf6" if mask is None else b"\x58\x20" + mask.to_bytes(_MASK_BYTES, "big"),
                b"\xf6" if item is None else b"\x58\x20" + item,
                _uint(question.time),
                _uint(question.rows),
                _uint(question.used_today),
                _uint(question.rows_today),
            )
        )
    ).digest()


_SMALL = tuple(bytes((n,)) if n < 24 else bytes((0x18, n)) for n in range(256))


def _uint(value: int) -> bytes:
    """CBOR unsigned integer in its shortest form (RFC 8949 section 4.2.1)."""
    if value < 256:
        return _SMALL[value]
    if value < 0x10000:
        return b"\x19" + value.to_bytes(2, "big")
    if value < 0x100000000:
        return b"\x1a" + value.to_bytes(4, "big")
    return b"\x1b" + value.to_bytes(8, "big")
