"""What the views of ApprovalCases and Accountability say, told from the replica; and what is left out, and why."""

from __future__ import annotations

from dataclasses import astuple
from typing import Any

from chain_node.ledger.case_clock import case_clock
from chain_node.ledger.records_cases import CaseDecision, Opinion
from chain_node.ledger.state import LedgerState
from chain_node.ledger.workdays import YearMissing
from tests.unit.chain_node.ledger.histories.known import UNKNOWN, Known, each, pairs
from tests.unit.chain_node.ledger.histories.table import VIEWS, ZERO, Refusal, stored_of

Answer = tuple[Any, ...]
CASES, VIOLATIONS = "ApprovalCases", "Accountability"

LEFT_OUT = {
    ("PolicyView", "decide"): "compared by questions of its own, in test_every_view.py",
    ("PolicyView", "matchEndpoint"): "pure; compared in test_against_contracts.py",
    ("ApprovalCases", "followersOf"): "pure; compared in tests/contracts/test_cases.py",
    ("Relay", "verify"): "of a signature and the clock; the number that it asks for is `nonces`",
}
"""Views that are not told from the state, and why."""
OF_CODE = {
    "UPGRADE_INTERFACE_VERSION": "a constant of the proxy's library",
    "proxiableUUID": "of the code without its proxy",
}
"""The same, of every contract behind a proxy."""


@VIEWS.view(CASES, "caseOf", each("cases"))
def case_of(state: LedgerState, known: Known, key: bytes) -> Answer:
    return stored_of(CASES, "CaseOpened", state.case(key))


@VIEWS.view(CASES, "standingOf", each("cases"))
def standing_of(state: LedgerState, known: Known, key: bytes) -> Answer:
    found = state.case(key)
    return (False, False, ZERO, ZERO) if found is None else (True, found.open, found.lead, found.item)


@VIEWS.view(CASES, "isParticipant", pairs("cases", "members"))
def is_participant(state: LedgerState, known: Known, key: bytes, member: bytes) -> Answer:
    found = state.case(key)
    return (found is not None and found.has_participant(member),)


def _newest(state: LedgerState, key: bytes) -> dict[bytes, CaseDecision]:
    return {one.member_id: one for one in state.decisions_of(key)}


@VIEWS.view(CASES, "decisionOf", pairs("cases", "members"))
def decision_of(state: LedgerState, known: Known, key: bytes, member: bytes) -> Answer:
    return stored_of(CASES, "DecisionGiven", _newest(state, key).get(member), "decision")


def _materials(known: Known) -> Any:
    for key in known.cases:
        for one in known.every(LedgerState.materials_of, key):
            yield key, one.material_id
        yield key, UNKNOWN


@VIEWS.view(CASES, "materialOf", _materials)
def material_of(state: LedgerState, known: Known, key: bytes, material: bytes) -> Answer:
    found = {one.material_id: one for one in state.materials_of(key)}
    return stored_of(CASES, "MaterialAttached", found.get(material), "material")


@VIEWS.view(CASES, "progressOf", each("cases"))
def progress_of(state: LedgerState, known: Known, key: bytes) -> Answer:
    case, newest = state.case(key), _newest(state, key)
    if case is None:
        return ((0, 0, 0, 0, 0, 0),)
    bits = dict.fromkeys(Opinion, 0)
    for place, one in enumerate(case.participants):
        if one.member_id in newest:
            bits[newest[one.member_id].opinion] |= 1 << place
    decided = bits[Opinion.AGREE] | bits[Opinion.DISAGREE] | bits[Opinion.NO_OBJECTION]
    materials = state.materials_of(key)
    reused = sum(one.reused for one in materials)
    return ((case.state, decided, bits[Opinion.PASSED_OVER], bits[Opinion.DISAGREE], len(materials), reused),)


@VIEWS.view(CASES, "clockOf", lambda known: (
    (one.raw,) for one in known.every(LedgerState.cases)))  # fmt: skip
def clock_of(state: LedgerState, known: Known, record: tuple[Any, ...]) -> Answer:
    found = state.case(record[0])
    if found is None:
        raise Refusal("ApprovalCasesUnknown")
    if found.raw != record:
        raise Refusal("GovernedRecordMismatch")
    try:
        return (astuple(case_clock(found, state.block.timestamp, state.year)),)
    except YearMissing as exc:
        raise Refusal("WorkCalendarYearNotLoaded") from exc


# ------------------------------------------------------------------ violations


@VIEWS.view(VIOLATIONS, "violationOf", lambda known: (
    (one,) for one in known.ids(LedgerState.violations, "violation_id")))  # fmt: skip
def violation_of(state: LedgerState, known: Known, key: bytes) -> Answer:
    return stored_of(VIOLATIONS, "ViolationReported", state.violation(key))


@VIEWS.view(VIOLATIONS, "tallyOf", each("members"))
def tally_of(state: LedgerState, known: Known, member: bytes) -> Answer:
    return (astuple(state.tally(member)),)


@VIEWS.view(VIOLATIONS, "awaited", lambda known: (
    (one.raw,) for one in known.every(LedgerState.violations)))  # fmt: skip
def awaited(state: LedgerState, known: Known, record: tuple[Any, ...]) -> Answer:
    found = state.violation(record[0])
    if found is None:
        raise Refusal("AccountabilityUnknown")
    if found.raw != record:
        raise Refusal("GovernedRecordMismatch")
    return found.awaited(state.block.timestamp)
