"""What the views of DataCatalogue and Authorization say, told from the replica."""

from __future__ import annotations

from typing import Any

from chain_node.ledger.lineage import is_stale
from chain_node.ledger.records import Attribute, FieldKind, Resource, ResourceStatus
from chain_node.ledger.records_access import CorrectionState, RightKind
from chain_node.ledger.state import LedgerState
from tests.pairs import pair_digest
from tests.unit.chain_node.ledger.histories.known import UNKNOWN, Known, each, nothing, pairs
from tests.unit.chain_node.ledger.histories.table import VIEWS, ZERO, Refusal, stored, stored_of

Answer = tuple[Any, ...]
CATALOGUE, GRANTS = "DataCatalogue", "Authorization"
_ELEMENTS, _BASIS, _VERSION = 12, 7, 14
_PUBLISHED = (ResourceStatus.PUBLISHED, ResourceStatus.SUSPENDED)


def published(state: LedgerState, key: bytes) -> Resource | None:
    """The resource, if it was ever published."""
    return state.resource(key) if state.version(key, 1) is not None else None


def corrections_of(state: LedgerState, key: bytes) -> int:
    """How many corrections were accepted."""
    accepted = (one for one in state.corrections() if one.state is CorrectionState.ACCEPTED)
    return sum(one.resource_id == key for one in accepted)


def _versions(known: Known) -> Any:
    for key in known.resources:
        versions = [one.version for one in known.every(LedgerState.resources) if one.resource_id == key]
        for number in range(1, max(versions, default=0) + 3):
            yield key, number


def _services(known: Known) -> Any:
    return ((one,) for one in known.ids(LedgerState.services, "service_id"))


def _elements(known: Known) -> Any:
    found = dict.fromkeys(element for one in known.every(LedgerState.resources) for element in one.raw[_ELEMENTS])
    return ((one,) for one in [*found, UNKNOWN])


def _lineages(known: Known) -> Any:
    for key, number in _versions(known):
        for parents in known.every(lambda *asked: [_parents(*asked)], key, number):
            yield key, number, parents


def _rights(known: Known) -> Any:
    return ((key, kind, one) for key in known.resources for kind in RightKind for one in known.members)


def _corrections(known: Known) -> Any:
    return ((one,) for one in known.ids(LedgerState.corrections, "correction_id"))


@VIEWS.view(CATALOGUE, "resourceOf", each("resources"))
def resource_of(state: LedgerState, known: Known, key: bytes) -> Answer:
    return stored_of(CATALOGUE, "ResourceRegistered", state.resource(key))


@VIEWS.view(CATALOGUE, "serviceOf", _services)
def service_of(state: LedgerState, known: Known, key: bytes) -> Answer:
    return stored_of(CATALOGUE, "ServiceRegistered", state.service(key))


@VIEWS.view(CATALOGUE, "sourceOf", _elements)
def source_of(state: LedgerState, known: Known, element: bytes) -> Answer:
    sources = (one for one in state.resources() if one.status in _PUBLISHED and element in one.raw[_ELEMENTS])
    return (next((one.resource_id for one in sources), ZERO),)


@VIEWS.view(CATALOGUE, "standingOf", each("resources"))
def standing_of(state: LedgerState, known: Known, key: bytes) -> Answer:
    found = published(state, key)
    return (0, 0) if found is None else (found.status, found.level)


@VIEWS.view(CATALOGUE, "factsOf", each("resources"))
def facts_of(state: LedgerState, known: Known, key: bytes) -> Answer:
    found = published(state, key)
    if found is None:
        return ((0, 0, 0, 0, 0, 0, 0, ZERO, 0, 0, 0),)
    fields = list(enumerate(found.fields))
    defaults = sum(one.default_profile << 2 * place for place, one in fields)
    if found.attribute is Attribute.NOT_SHARED:
        defaults = int.from_bytes(found.raw[_BASIS], "big")
    predicates = sum(1 << place for place, one in fields if one.kind is FieldKind.PREDICATE)
    publics = found.public_mask if found.attribute is Attribute.UNCONDITIONAL else 0
    withdrawn = (1 << len(fields)) - 1 & ~found.all_mask
    facts = (
        found.status, found.attribute, found.level, len(fields), found.version, corrections_of(state, key), predicates,
        found.provider, withdrawn, publics, defaults,
    )  # fmt: skip
    return (facts,)


@VIEWS.view(CATALOGUE, "nextOf", each("resources"))
def next_of(state: LedgerState, known: Known, key: bytes) -> Answer:
    return stored_of(CATALOGUE, "VersionDrafted", state.next_version(key))


@VIEWS.view(CATALOGUE, "versionOf", _versions)
def version_of(state: LedgerState, known: Known, key: bytes, number: int) -> Answer:
    return stored_of(CATALOGUE, "ResourcePublished", state.version(key, number))


def _parents(state: LedgerState, key: bytes, number: int) -> list[tuple[bytes, int, int]]:
    return [(one.resource_id, one.version, one.corrections) for one in state.parents(key, number)]


@VIEWS.view(CATALOGUE, "lineageOf", _versions)
def lineage_of(state: LedgerState, known: Known, key: bytes, number: int) -> Answer:
    parents = _parents(state, key, number)
    return (stored(CATALOGUE, "ResourceDerived", parents, "parents") if parents else ZERO,)


@VIEWS.view(CATALOGUE, "isStale", _lineages)
def stale(state: LedgerState, known: Known, key: bytes, number: int, parents: list[Any]) -> Answer:
    if not parents or _parents(state, key, number) != parents:
        raise Refusal("GovernedRecordMismatch")
    return (is_stale(state, key, number),)


@VIEWS.view(CATALOGUE, "rightOf", _rights)
def right_of(state: LedgerState, known: Known, key: bytes, kind: int, holder: bytes) -> Answer:
    found = state.right(key, RightKind(kind), holder)
    until = 0 if found is None or found.revoked_at else found.until
    return (*stored_of(CATALOGUE, "RightGranted", found, "right"), until)


@VIEWS.view(CATALOGUE, "correctionOf", _corrections)
def correction_of(state: LedgerState, known: Known, key: bytes) -> Answer:
    return stored_of(CATALOGUE, "CorrectionRaised", state.correction(key))


# ------------------------------------------------------------------ requests and grants


@VIEWS.view(GRANTS, "requestOf", each("requests"))
def request_of(state: LedgerState, known: Known, key: bytes) -> Answer:
    return stored_of(GRANTS, "RequestSubmitted", state.request(key))


@VIEWS.view(GRANTS, "grantOf", each("grants"))
def grant_of(state: LedgerState, known: Known, key: bytes) -> Answer:
    return stored_of(GRANTS, "GrantCreated", state.grant(key))


@VIEWS.view(GRANTS, "scopeOf", each("grants"))
def scope_of(state: LedgerState, known: Known, key: bytes) -> Answer:
    return stored_of(GRANTS, "GrantScoped", state.scope(key), "scope")


@VIEWS.view(GRANTS, "pairOf", pairs("subsystems", "resources"))
def pair_of(state: LedgerState, known: Known, demander: bytes, key: bytes) -> Answer:
    return (pair_digest(one.grant_id for one in reversed(state.grants(demander, key))),)


@VIEWS.view(GRANTS, "consentOf", pairs("resources", "subsystems", "subjects"))
def consent_of(state: LedgerState, known: Known, key: bytes, demander: bytes, subject: bytes) -> Answer:
    found = state.consent(key, demander, subject)
    assert (found is not None) == (subject in state.subjects(key, demander))
    return stored_of(GRANTS, "ConsentRecorded", found, "consent")


@VIEWS.view(GRANTS, "breakGlassOf", lambda known: (
    (one,) for one in known.ids(LedgerState.break_glasses, "break_glass_id")))  # fmt: skip
def break_glass_of(state: LedgerState, known: Known, key: bytes) -> Answer:
    found = next((one for one in state.break_glasses() if one.break_glass_id == key), None)
    return stored_of(GRANTS, "BreakGlassOpened", found)


@VIEWS.view(GRANTS, "emergencyOf", pairs("subsystems", "resources"))
def emergency_of(state: LedgerState, known: Known, consumer: bytes, key: bytes) -> Answer:
    found = state.emergency(consumer, key)
    return (ZERO, 0) if found is None else (found.break_glass_id, found.until)


@VIEWS.view(GRANTS, "disputeOf", each("requests"))
def dispute_of(state: LedgerState, known: Known, key: bytes) -> Answer:
    found = state.dispute(key)
    return stored_of(GRANTS, "DisputeRaised", None if found is None or found.decided_at else found, "dispute")


@VIEWS.view(GRANTS, "limits", nothing)
def limits(state: LedgerState, known: Known) -> Answer:
    return state.limits.rows, state.limits.review_days


def _sorted_places(answer: Answer) -> Answer:
    """Which of the three places a review waits in is the contract's own business."""
    return tuple(sorted(answer[0])), answer[1]


@VIEWS.view(GRANTS, "reviewsOf", each("members"), _sorted_places)
def reviews_of(state: LedgerState, known: Known, member: bytes) -> Answer:
    opened = [one for one in state.break_glasses() if one.member_id == member]
    waiting = [one.review_by for one in opened if not one.reviewed_at]
    return tuple(sorted([0, 0, 0, *waiting])[-3:]), len(opened)


@VIEWS.view(GRANTS, "standingsOf", lambda known: (
    (system, key, [one.grant_id for one in known.head.grants(system, key)] + known.grants[-2:], subject)
    for system in known.subsystems for key in known.resources for subject in known.of("subjects")[:2]))  # fmt: skip
def standings_of(
    state: LedgerState, known: Known, demander: bytes, key: bytes, ids: list[bytes], subject: bytes
) -> Answer:
    grants = [*(grant_of(state, known, one)[0] for one in ids)]
    scopes = [*(scope_of(state, known, one)[0] for one in ids)]
    consent = ZERO if subject == ZERO else consent_of(state, known, key, demander, subject)[0]
    emergency, until = emergency_of(state, known, demander, key)
    (pair,) = pair_of(state, known, demander, key)
    return ((pair, tuple(grants), tuple(scopes), consent, emergency, until),)
