"""From the contracts' records, as the ABI decodes them, to the values of `records_access.py`. Pure; as
`record_codec.py`."""

from __future__ import annotations

from chain_node.ledger.record_codec import Raw, checked
from chain_node.ledger.records_access import (
    BreakGlass,
    Consent,
    Correction,
    CorrectionState,
    Dispute,
    GrantScope,
    Parent,
    Right,
    RightKind,
)

_NONE = bytes(32)


@checked
def read_scope(raw: Raw) -> GrantScope:
    """`GrantScope`."""
    grant, consent, case_id, delegable, ancestors = raw
    return GrantScope(grant, consent, None if case_id == _NONE else case_id, delegable, tuple(ancestors), raw)


@checked
def read_consent(raw: Raw) -> Consent:
    """`ConsentRecord`."""
    resource, demander, subject, provider, scope, recorded_at, until, withdrawn_at = raw
    return Consent(resource, demander, subject, provider, scope, recorded_at, until, withdrawn_at, raw)


@checked
def read_break_glass(raw: Raw) -> BreakGlass:
    """`BreakGlassRecord`."""
    key, consumer, member, resource, provider, reason = raw[:6]
    opened_at, until, review_by, reviewed_at, justified, review = raw[6:]
    return BreakGlass(
        break_glass_id=key,
        consumer=consumer,
        member_id=member,
        resource_id=resource,
        provider=provider,
        reason=reason,
        opened_at=opened_at,
        until=until,
        review_by=review_by,
        reviewed_at=reviewed_at,
        justified=justified,
        review=review,
        raw=raw,
    )


@checked
def read_dispute(raw: Raw) -> Dispute:
    """`DisputeRecord`."""
    request, raised_by, claim, raised_at, decided_at, upheld, decision = raw
    return Dispute(request, raised_by, claim, raised_at, decided_at, upheld, decision, raw)


@checked
def read_right(raw: Raw) -> Right:
    """`RightRecord`."""
    resource, kind, holder, grantor, basis, since, until, revoked_at = raw
    return Right(resource, RightKind(kind), holder, grantor, basis, since, until, revoked_at, raw)


@checked
def read_parents(raw: Raw) -> tuple[Parent, ...]:
    """A list of `Parent`."""
    return tuple(Parent(resource, version, corrections) for resource, version, corrections in raw)


@checked
def read_correction(raw: Raw) -> Correction:
    """`CorrectionRecord`."""
    key, resource, provider, claimant, member, claim, state, raised_at, due_at, answered_at, verdict = raw
    return Correction(
        correction_id=key,
        resource_id=resource,
        provider=provider,
        claimant=claimant,
        member_id=member,
        claim=claim,
        state=CorrectionState(state),
        raised_at=raised_at,
        due_at=due_at,
        answered_at=answered_at,
        verdict=verdict,
        raw=raw,
    )
