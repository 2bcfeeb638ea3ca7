"""May this consumer have this from this service, now? Decided from the ledger's state at one block, and nothing else.

The order of checks, the first failure being the answer (the contracts' PolicyView has the same, and a property test
compares the two):

1. the consumer: known, active, not halted, not blacklisted
2. the service: known; its provider active and not halted; service not halted; enabled; endpoint matched
3. the resource: published, not classified, shared at all
4. public fields of an unconditionally shared resource need no grant
5. the grants of (consumer, resource), newest first: the first that permits; of each one its state, dates, what it was
   passed on from, fields, items, case, consent, and caps: calls and rows already counted today plus this one
6. an open emergency access, each field by the catalogue's default profile; else why the newest grant refuses

`Question.time` and `rows` are those of the signed answer, so an auditor rebuilds the question from leaves alone; the
subject, if stated, is one of those that consented on the ledger.
Evaluator version 2: on a ledger without scopes, consents, emergency accesses, second approvals and withdrawn fields it
decides as version 1 did, which a test holds it to, so that one function decides logs of both. A later version that
decides such a log otherwise is added beside it, chosen by the block's rules, and this one stays for ever.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from chain_node.ledger.endpoints import NO_ENDPOINT, match_endpoint
from chain_node.ledger.question import UNKNOWN_FIELD, Question, fields_mask, policy_digest
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
from chain_node.ledger.records_access import GrantScope
from chain_node.ledger.state import LedgerState

__all__ = [
    "EVALUATOR_VERSION",
    "NO_ENDPOINT",
    "UNKNOWN_FIELD",
    "Decision",
    "Question",
    "decide",
    "fields_mask",
    "match_endpoint",
    "policy_digest",
]

EVALUATOR_VERSION = 2
CONFIDENTIAL = 5
"""Level of 重要 and 核心数据; a resource of this level is served to nobody."""


@dataclass(frozen=True, slots=True)
class Decision:
    """The outcome. `profiles`: (field code, profile) of every field that may be given, in field order; empty for a
    refusal and for an opaque resource. `grant_id` None for a refusal and for public fields; the emergency access's
    where that permits. `index` as in the grant."""

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
            return Decision(True, Reason.PUBLIC, None, _default_profiles(resource, asked))
    newest: Reason | None = None
    for grant in state.grants(question.consumer, resource.resource_id):
        scope = state.scope(grant.grant_id)
        reason = _grant_refusal(state, grant, scope, resource, question)
        if reason is None and scope is not None:
            reason = _scope_refusal(state, scope, resource, question)
        if reason is None:
            reason = _cap_refusal(grant, question)
        if reason is None:
            profiles = _granted_profiles(grant.profiles, resource, question.fields)
            return Decision(True, Reason.GRANTED, grant.grant_id, profiles)
        if newest is None:
            newest = reason
    emergency = state.emergency(question.consumer, resource.resource_id)
    if emergency is not None and question.time < emergency.until:
        asked = resource.all_mask if question.fields is None else question.fields
        if question.fields is None or not asked & ~_default_mask(resource):
            profiles = _default_profiles(resource, asked)
            return Decision(True, Reason.BREAK_GLASS, emergency.break_glass_id, profiles)
    return _REFUSALS[Reason.NO_GRANT if newest is None else newest]


_STATES = {GrantState.SUSPENDED: Reason.GRANT_SUSPENDED, GrantState.PROPOSED: Reason.APPROVAL_MISSING}


def _grant_refusal(
    state: LedgerState, grant: Grant, scope: GrantScope | None, resource: Resource, question: Question
) -> Reason | None:
    if grant.state is not GrantState.ACTIVE:
        return _STATES.get(grant.state, Reason.GRANT_REVOKED)
    if question.time < grant.valid_from:
        return Reason.GRANT_NOT_YET_VALID
    if question.time >= grant.valid_to:
        return Reason.GRANT_EXPIRED
    if scope is not None and scope.ancestors and not all(_is_active(state, one) for one in scope.ancestors):
        return Reason.DELEGATION_ENDED
    if question.fields is not None:
        given = _granted_mask(grant.profiles, len(resource.fields)) & resource.all_mask
        if question.fields & ~given:
            return Reason.FIELD_NOT_GRANTED
    if grant.items and question.item not in grant.items:
        return Reason.ITEM_MISSING if question.item is None else Reason.ITEM_NOT_GRANTED
    return None


def _is_active(state: LedgerState, grant_id: bytes) -> bool:
    grant = state.grant(grant_id)
    return grant is not None and grant.state is GrantState.ACTIVE


def _scope_refusal(state: LedgerState, scope: GrantScope, resource: Resource, question: Question) -> Reason | None:
    if scope.case_id is not None:
        reason = _case_refusal(state, scope.case_id, question)
        if reason is not None:
            return reason
    if not scope.consent:
        return None
    subject = question.subject
    consent = None if subject is None else state.consent(resource.resource_id, question.consumer, subject)
    if consent is None:
        return Reason.CONSENT_MISSING
    if consent.withdrawn_at:
        return Reason.CONSENT_WITHDRAWN
    return None if question.time < consent.until else Reason.CONSENT_EXPIRED


def _case_refusal(state: LedgerState, case_id: bytes, question: Question) -> Reason | None:
    case = state.case(case_id)
    if case is None:
        return Reason.CASE_MISSING
    if not case.open:
        return Reason.CASE_CLOSED
    subsystem = state.subsystem(question.consumer)
    member = b"" if subsystem is None else subsystem.member_id
    if not case.has_participant(member):
        return Reason.CASE_OF_OTHERS
    return Reason.ITEM_NOT_GRANTED if question.item not in (None, case.item) else None


def _cap_refusal(grant: Grant, question: Question) -> Reason | None:
    if grant.daily_cap and question.used_today >= grant.daily_cap:
        return Reason.CAP_EXCEEDED
    if grant.row_cap and question.rows_today + question.rows > grant.row_cap:
        return Reason.ROW_CAP_EXCEEDED
    return None


@lru_cache(maxsize=4096)
def _granted_mask(profiles: int, count: int) -> int:
    return sum(1 << index for index in range(count) if profiles >> 2 * index & 3)


def _default_mask(resource: Resource) -> int:
    return sum(1 << index for index, field in enumerate(resource.fields) if field.code and field.default_profile)


@lru_cache(maxsize=4096)
def _default_profiles(resource: Resource, asked: int) -> tuple[tuple[str, Profile], ...]:
    fields = [field for index, field in enumerate(resource.fields) if asked >> index & 1 and field.code]
    return tuple((field.code, field.default_profile) for field in fields if field.default_profile)


@lru_cache(maxsize=4096)
def _granted_profiles(profiles: int, resource: Resource, asked: int | None) -> tuple[tuple[str, Profile], ...]:
    chosen = _granted_mask(profiles, len(resource.fields)) & resource.all_mask
    if asked is not None:
        chosen &= asked
    fields = enumerate(resource.fields)
    return tuple((field.code, Profile(profiles >> 2 * index & 3)) for index, field in fields if chosen >> index & 1)


_REFUSALS = {reason: Decision(False, reason, None) for reason in Reason if not reason.permits}
