"""The rules of evaluator version 1, as they were, kept to hold the present ones to them on ledgers of that time."""

from __future__ import annotations

from functools import lru_cache

from chain_node.ledger.decision import Decision, Question
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

__all__ = ["decide"]

CONFIDENTIAL = 5
"""Level of 重要 and 核心数据; a resource of this level is served to nobody."""


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
