"""Random calls by random accounts break no rule; every function is called; and the rules would notice a breach."""

from __future__ import annotations

import ast
import json
import os
import secrets
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chain_node.evidence import merkle
from chain_node.ledger import bindings
from tests.contracts.certificates import CLOSE, RENEW
from tests.contracts.fuzzing import anchors, governing, invariants, permits
from tests.contracts.fuzzing.__main__ import GAME, Tally, games, missed, play
from tests.contracts.fuzzing.broken import Broken
from tests.contracts.fuzzing.chain import functions
from tests.contracts.fuzzing.invariants import Act, Model, Said
from tests.contracts.fuzzing.permits import Question, wrong
from tests.contracts.world import AUDIT, OFFICER, RECOVERY, SECURITY, SYSTEM, VOTE, ZERO, Struct, digest

CALLS = int(os.environ.get("LIANLU_FUZZ_CALLS", "5000"))
HALVES = 2
SELDOM = 0.15
"""Share of the functions that a quick run may miss: each is carried out seldom, and seeds are random."""


@pytest.mark.parametrize("half", range(HALVES))
def test_no_rule_is_broken(half: int) -> None:
    seed, whole = secrets.randbits(32), Tally()
    print(f"seed {seed}: python -m tests.contracts.fuzzing --calls {CALLS // HALVES} --seed {seed}")
    for calls, one in games(CALLS // HALVES, seed):
        whole.add(play(calls, one))
    assert whole.broken == []
    assert whole.permits > 0 and sum(whole.done.values()) > whole.calls // 5, "hardly anything happened"
    if whole.calls >= 5 * GAME:
        assert len(missed(whole)) < SELDOM * len(functions()), missed(whole)


def test_every_changing_function_of_the_bindings_is_called() -> None:
    found = set()
    for contract in bindings.EVENTS:
        holder = vars(getattr(bindings, contract))
        for value in holder.values():
            changes = f"{contract}.{getattr(value, 'name', '')}"
            if changes in functions():
                found.add(changes)
    assert found == {label for label in functions() if hasattr(bindings, label.partition(".")[0])}
    assert {"Consortium.admit", "Relay.execute", "EvidenceAnchor.anchor"} <= found
    assert "Consortium.recordOf" not in functions()


def test_a_seed_gives_the_same_history() -> None:
    one, again = play(60, 5), play(60, 5)
    assert one == again and one.calls >= 60
    assert play(60, 6) != one


def test_the_command_prints_its_figures() -> None:
    command = [sys.executable, "-m", "tests.contracts.fuzzing", "--calls", "40", "--seed", "5", "--json"]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    figures = json.loads(done.stdout)
    assert figures["seed"] == 5 and figures["calls"] >= 40 and figures["broken"] == []
    assert figures["done"]["Consortium.registerSubsystem"] > 0
    assert "seed 5" in done.stderr


# ---------------------------------------------------------------- the rules notice

M, R, S = digest("member"), digest("resource"), digest("system")
NOBODY_ACTS = Act("", "Consortium.execute")
TOPICS = {event.name: topic for events in bindings.EVENTS.values() for topic, event in events.items()}


def said(name: str, **values: Any) -> Said:
    return Said(TOPICS[name], name, values)


def changed(record: Struct, **places: Any) -> Struct:
    """A record with some places changed: `p5=3`."""
    return tuple(places.get(f"p{place}", value) for place, value in enumerate(record))


MEMBER: Struct = (M, ["CN"], "x", "", 127, 2, 0, 0, 0)
OTHER: Struct = (digest("other"), ["CN"], "y", "", 127, 2, 0, 0, 0)


def account(name: str, duties: int, member: bytes = M, person: str | None = None, active: bool = True) -> Said:
    bytes32 = ZERO if person == "" else digest(person or name)
    return said("AccountSet", record=("0x" + name, member, duties, bytes32, active))


BEGUN = [
    (NOBODY_ACTS, said("MemberAdmitted", record=MEMBER), said("MemberAdmitted", record=OTHER),
     account("v", VOTE), account("r", RECOVERY, person=""), account("o", OFFICER),
     account("w", VOTE, OTHER[0]), account("q", RECOVERY, OTHER[0], ""), said("ThresholdSet", thresholdBps=6_667)),
]  # fmt: skip
"""Two members that vote."""
SUSPENDED, REMOVED = changed(MEMBER, p5=3), changed(MEMBER, p5=4)
GONE = [
    *BEGUN,
    (NOBODY_ACTS, said("MemberSuspended", record=SUSPENDED)),
    (NOBODY_ACTS, said("MemberRemoved", record=REMOVED)),
]
RESOURCE: Struct = (R, M, "code", ZERO, ZERO, 2, ZERO, ZERO, ZERO, 24, 2, [("a", 2, 1, 0, ZERO)], [], 2, 1, 1, 0, ZERO)
TERMS: Struct = (1, [digest("item")], 5, 100, 0, 1_000, b"")
GRANT: Struct = (digest("grant"), ZERO, S, R, M, TERMS, 1, ZERO)
REQUEST: Struct = (digest("request"), S, M, R, M, TERMS, ZERO, ZERO, ZERO, ZERO, 1, 0, 0, 0, 0, ZERO)
LOG: Struct = (digest("log"), digest("gateway"), M, 0, 1, 1, ZERO, 0, ZERO, ZERO, "0xa", 0, ZERO, False)
CLAIM: Struct = (digest("claim"), 3, 1, M, ZERO, ZERO, ZERO, 0, ZERO, ZERO, 0, 0, ZERO)
STATUS: Struct = (1, 1, ZERO, ZERO, ZERO, 0)
CERTIFICATE: Struct = (digest("certificate"), M, b"", 1, ZERO, ZERO, 0, 0, True, ZERO, 0, STATUS)
IN_BATCH: Struct = (digest("one"), ZERO, ZERO, 0, 0, True, digest("batch"), 0, STATUS)
CASE: Struct = (digest("case"), ZERO, digest("item"), M, [], 10, 5, 1, *((False,) * 3), *((0,) * 14), ZERO)
VIOLATION: Struct = (digest("violation"), M, M, ZERO, ZERO, ZERO, ZERO, 1, 1, *((0,) * 16))
SERVICE: Struct = (digest("service"), [], S, M, R, [("GET", "/a")], True, 0)
LEAVES = [digest(f"leaf {number}") for number in range(4)]
FORKED = [digest("another"), *LEAVES[1:]]


def published(record: Struct = RESOURCE) -> list[tuple[Act, Said]]:
    steps = ((1, "ResourceRegistered"), (2, "ResourceSubmitted"), (3, "ResourcePublished"))
    return [(NOBODY_ACTS, said(name, record=changed(record, p15=status))) for status, name in steps]


def by(function: str, *events: Said, actor: str = "") -> tuple[Any, ...]:
    return Act(actor, function), *events


def head(epoch: int, leaves: list[bytes]) -> Said:
    return said("Anchored", checkpoint=(LOG[0], epoch, len(leaves), merkle.root(leaves)))


def status(to: int, operation: int, record: Struct, place: int) -> Struct:
    return changed(record, **{f"p{place}": (to, operation, *STATUS[2:])})


OPENED = said("ProposalOpened", id=digest("vote"), deadline=100)
VOTED = said("VoteCast", id=digest("vote"), member=M)
BOTH = said("VoteCast", id=digest("vote"), member=OTHER[0])
EXECUTED = said("ProposalExecuted", id=digest("vote"), voters=3)
BREACHES: dict[str, list[Any]] = {
    "a member that was removed comes back": [*GONE, (NOBODY_ACTS, said("MemberResumed", record=MEMBER))],
    "membership without a vote": [*BEGUN, by("Consortium.halt", said("MemberSuspended", record=SUSPENDED))],
    "code without a vote": [by("Consortium.vote", said("Upgraded", implementation="0xa"))],
    "a blacklist without a vote or a judgement": [
        *BEGUN, by("Accountability.state", said("MemberBlacklisted", record=changed(MEMBER, p8=9)))
    ],
    "a removed member's account acts": [
        *GONE, by("Accountability.state", said("ViolationStated", record=VIOLATION), actor="0xo")
    ],
    "an account that was ended acts": [
        *BEGUN, (NOBODY_ACTS, account("o", OFFICER, active=False)),
        by("ApprovalCases.openCase", said("CaseOpened", record=CASE), actor="0xo"),
    ],
    "a halt that renames": [
        *BEGUN, by("Consortium.halt", said("MemberHalted", record=changed(MEMBER, p2="z", p7=9)))
    ],
    "a halt of what is not there": [by("Consortium.halt", said("MemberHalted", record=MEMBER))],
    "a halt of a service that takes its endpoints away": [
        (NOBODY_ACTS, said("ServiceRegistered", record=SERVICE)),
        by("DataCatalogue.haltService", said("ServiceHalted", record=changed(SERVICE, p5=[], p7=9))),
    ],
    "a long halt without a vote": [
        *BEGUN, by("Consortium.halt", said("MemberHalted", record=changed(MEMBER, p7=4 * 86_400)))
    ],
    "a second halt without a vote": [
        *BEGUN, by("Consortium.halt", said("MemberHalted", record=changed(MEMBER, p7=9))),
        by("Consortium.halt", said("MemberHalted", record=changed(MEMBER, p7=19))),
    ],
    "two of the three duties in one account": [(NOBODY_ACTS, account("a", SYSTEM | AUDIT))],
    "two of the three duties in one person": [
        (NOBODY_ACTS, account("a", SYSTEM, person="p")), (NOBODY_ACTS, account("b", SECURITY, person="p"))
    ],
    "audit and office in one person": [
        (NOBODY_ACTS, account("a", AUDIT, person="p")), (NOBODY_ACTS, account("b", OFFICER, person="p"))
    ],
    "a machine with another duty": [(NOBODY_ACTS, account("a", RECOVERY | OFFICER, person=""))],
    "a person without a person": [(NOBODY_ACTS, account("a", OFFICER, person=""))],
    "an account that changes its member": [*BEGUN, (NOBODY_ACTS, account("o", OFFICER, OTHER[0]))],
    "a voter whose voting account is dismissed": [*BEGUN, (NOBODY_ACTS, account("v", VOTE, active=False))],
    "a voter without a way back": [*BEGUN, (NOBODY_ACTS, account("r", RECOVERY, person="", active=False))],
    "nobody votes any more": [
        *BEGUN, (NOBODY_ACTS, said("MemberSuspended", record=SUSPENDED),
                 said("MemberSuspended", record=changed(OTHER, p5=3)))
    ],
    "a second vote": [*BEGUN, (NOBODY_ACTS, OPENED, VOTED), (NOBODY_ACTS, VOTED)],
    "a vote of a suspended member": [
        *BEGUN, (NOBODY_ACTS, said("MemberSuspended", record=SUSPENDED)), (NOBODY_ACTS, VOTED)
    ],
    "a vote after the deadline": [
        *BEGUN, (NOBODY_ACTS, said("ProposalOpened", id=digest("vote"), deadline=0)), (NOBODY_ACTS, VOTED)
    ],
    "carried out without votes": [*BEGUN, (NOBODY_ACTS, OPENED, VOTED), (NOBODY_ACTS, said(
        "ProposalExecuted", id=digest("vote"), voters=1))],
    "a vote counted that nobody cast": [*BEGUN, (NOBODY_ACTS, OPENED, VOTED), (NOBODY_ACTS, EXECUTED)],
    "carried out twice": [*BEGUN, (NOBODY_ACTS, OPENED, VOTED, BOTH, EXECUTED), (NOBODY_ACTS, EXECUTED)],
    "half the votes as a threshold": [(NOBODY_ACTS, said("ThresholdSet", thresholdBps=5_000))],
    "a head that shrinks": [(NOBODY_ACTS, head(1, LEAVES)), (NOBODY_ACTS, head(2, LEAVES[:3]))],
    "a head of the same size and another root": [(NOBODY_ACTS, head(1, LEAVES)), (NOBODY_ACTS, head(2, FORKED))],
    "a head that forks": [(NOBODY_ACTS, head(1, LEAVES[:2])), (NOBODY_ACTS, head(2, FORKED))],
    "an epoch left out": [(NOBODY_ACTS, head(1, LEAVES)), (NOBODY_ACTS, head(3, LEAVES))],
    "a frozen log that grows": [
        (NOBODY_ACTS, said("LogOpened", record=LOG)), (NOBODY_ACTS, said("LogFrozen", record=changed(LOG, p5=2))),
        (NOBODY_ACTS, head(1, LEAVES)),
    ],
    "a removed member's log that grows": [
        *BEGUN, (NOBODY_ACTS, said("LogOpened", record=LOG)), *GONE[1:],
        by("EvidenceAnchor.anchorSigned", head(1, LEAVES)),
    ],
    "two open logs of a gateway": [
        (NOBODY_ACTS, said("LogOpened", record=LOG)), (NOBODY_ACTS, said("LogOpened", record=changed(LOG, p0=ZERO)))
    ],
    "a log that succeeds another head": [
        (NOBODY_ACTS, head(1, LEAVES)), (NOBODY_ACTS, said("LogOpened", record=changed(LOG, p0=ZERO, p6=LOG[0], p7=9)))
    ],
    "a frozen log that opens again": [
        (NOBODY_ACTS, said("LogOpened", record=LOG)), (NOBODY_ACTS, said("LogFrozen", record=changed(LOG, p5=2))),
        (NOBODY_ACTS, said("LogChanged", record=LOG)),
    ],
    "a resource that is published before it is handed in": [
        published()[0], (NOBODY_ACTS, said("ResourcePublished", record=changed(RESOURCE, p15=3)))
    ],
    "a retired resource that returns": [
        *published(), (NOBODY_ACTS, said("ResourceRetired", record=changed(RESOURCE, p15=5))),
        (NOBODY_ACTS, said("ResourceResumed", record=changed(RESOURCE, p15=3))),
    ],
    "the next version of a suspended resource": [
        *published(), (NOBODY_ACTS, said("VersionDrafted", record=changed(RESOURCE, p14=2))),
        (NOBODY_ACTS, said("VersionSubmitted", record=changed(RESOURCE, p14=2, p15=2))),
        (NOBODY_ACTS, said("ResourceSuspended", record=changed(RESOURCE, p15=4))),
        (NOBODY_ACTS, said("ResourcePublished", record=changed(RESOURCE, p14=2, p15=3))),
    ],
    "a version left out": [
        *published(), (NOBODY_ACTS, said("VersionDrafted", record=changed(RESOURCE, p14=3))),
        (NOBODY_ACTS, said("VersionSubmitted", record=changed(RESOURCE, p14=3, p15=2))),
        (NOBODY_ACTS, said("ResourcePublished", record=changed(RESOURCE, p14=3, p15=3))),
    ],
    "a request that was withdrawn is agreed": [
        (NOBODY_ACTS, said("RequestSubmitted", record=REQUEST)),
        (NOBODY_ACTS, said("RequestAnswered", record=changed(REQUEST, p10=5))),
        (NOBODY_ACTS, said("RequestAnswered", record=changed(REQUEST, p10=2))),
    ],
    "a grant that comes back": [
        (NOBODY_ACTS, said("GrantCreated", record=GRANT)),
        (NOBODY_ACTS, said("GrantChanged", record=changed(GRANT, p6=3))),
        (NOBODY_ACTS, said("GrantChanged", record=GRANT)),
    ],
    "a grant that widens": [
        (NOBODY_ACTS, said("GrantCreated", record=GRANT)),
        (NOBODY_ACTS, said("GrantChanged", record=changed(GRANT, p5=(3, *TERMS[1:]), p6=2))),
    ],
    "a live grant that is discarded": [
        (NOBODY_ACTS, said("GrantCreated", record=GRANT)),
        (NOBODY_ACTS, said("GrantChanged", record=changed(GRANT, p6=5))),
    ],
    "a claim that is closed twice": [
        (NOBODY_ACTS, said("ClaimMade", record=CLAIM)), (NOBODY_ACTS, said("ClaimClosed", record=changed(CLAIM, p2=3))),
        (NOBODY_ACTS, said("ClaimClosed", record=changed(CLAIM, p2=2))),
    ],
    "a certificate that returns from 注销": [
        (NOBODY_ACTS, said("CertificateIssued", record=CERTIFICATE)),
        (NOBODY_ACTS, said("CertificateStatusChanged", record=status(4, CLOSE, CERTIFICATE, 11))),
        (NOBODY_ACTS, said("CertificateStatusChanged", record=status(1, 6, CERTIFICATE, 11))),
    ],
    "a certificate that is withheld by another operation": [
        (NOBODY_ACTS, said("CertificateIssued", record=CERTIFICATE)),
        (NOBODY_ACTS, said("CertificateStatusChanged", record=status(2, CLOSE, CERTIFICATE, 11))),
    ],
    "a member of a batch that returns from 注销": [
        (NOBODY_ACTS, said("BatchMemberStatusChanged", record=status(4, RENEW, IN_BATCH, 8))),
        (NOBODY_ACTS, said("BatchMemberStatusChanged", record=status(1, 6, IN_BATCH, 8))),
    ],
    "a case that is closed and withdrawn": [
        (NOBODY_ACTS, said("CaseOpened", record=CASE)),
        *((NOBODY_ACTS, said("CaseMoved", record=changed(CASE, p7=to))) for to in (4, 5, 7, 9, 11)),
    ],
    "a material in a case that is decided": [
        (NOBODY_ACTS, said("CaseOpened", record=CASE)),
        *((NOBODY_ACTS, said("CaseMoved", record=changed(CASE, p7=to))) for to in (4, 5, 7)),
        (NOBODY_ACTS, said("MaterialAttached", material=(CASE[0], digest("m"), ZERO, ZERO, 3, ZERO, M, 0))),
    ],
    "a decision in a case that is closed": [
        (NOBODY_ACTS, said("CaseOpened", record=CASE)),
        *((NOBODY_ACTS, said("CaseMoved", record=changed(CASE, p7=to))) for to in (4, 5, 7, 9)),
        (NOBODY_ACTS, said("DecisionGiven", decision=(CASE[0], M, 1, 1, ZERO, 0))),
    ],
    "a violation that is decided twice": [
        (NOBODY_ACTS, said("ViolationReported", record=VIOLATION)),
        (NOBODY_ACTS, said("ViolationDecided", record=changed(VIOLATION, p8=3))),
        (NOBODY_ACTS, said("ViolationDecided", record=changed(VIOLATION, p8=4))),
    ],
}  # fmt: skip


def told(*steps: Any) -> Model:
    model = Model()
    model.anchors.trees = {merkle.root(one): one for one in (LEAVES, LEAVES[:2], LEAVES[:3], FORKED)}
    for act, *events in steps:
        model.check(act, events, 10)
    return model


def breach(name: str) -> tuple[str, int]:
    """Which line of which module notices it."""
    *before, (act, *events) = BREACHES[name]
    model = told(*before)
    with pytest.raises(Broken) as noticed:
        model.check(act, events, 10)
    last = noticed.traceback[-1]
    return Path(last.path).name, last.lineno + 1


@pytest.mark.parametrize("name", BREACHES)
def test_the_rules_notice(name: str) -> None:
    assert breach(name)


def test_every_rule_has_a_breach_that_it_notices() -> None:
    rules = set()
    for module in (invariants, governing, anchors):
        source = Path(str(module.__file__))
        for node in ast.walk(ast.parse(source.read_text("utf-8"))):
            if isinstance(node, ast.Raise):
                rules.add((source.name, node.lineno))
    assert rules - {breach(name) for name in BREACHES} == set()


# ---------------------------------------------------------------- what may be disclosed

SYSTEM_RECORD: Struct = (S, [], OTHER[0], True)
SCOPE: Struct = (GRANT[0], True, CASE[0], 1, [digest("above")])
ABOVE: Struct = changed(GRANT, p0=digest("above"), p2=digest("first"))
CONSENT: Struct = (R, S, digest("subject"), M, ZERO, 0, 100, 0)
EMERGENCY: Struct = (digest("emergency"), S, M, R, M, ZERO, 0, 50, 0, 0, False, ZERO)
ASKED = Question(S, SERVICE[0], fields=1, item=digest("item"), time=20, subject=digest("subject"))
PERMIT: Struct = (True, 0, GRANT[0], 1)
WORLD: dict[str, Struct] = {
    "member": MEMBER, "consumer": OTHER, "subsystem": SYSTEM_RECORD, "service": SERVICE, "grant": GRANT, "above": ABOVE,
    "scope": SCOPE, "consent": CONSENT, "emergency": EMERGENCY,
    "case": changed(CASE, p4=[(OTHER[0], 1)]), "resource": changed(RESOURCE, p15=3),
}  # fmt: skip


def exchange(**records: Struct) -> Model:
    """A model in which `PERMIT` is right, but for the records given."""
    model = Model()
    for name, record in (WORLD | records).items():
        kind = {"consumer": "member", "above": "grant"}.get(name, name)
        key = record[:3] if kind == "consent" else (record[0],)
        model.newest[kind][key] = record
    model.current[R] = model.newest["resource"].pop((R,))
    return model


def test_what_is_right_is_not_wrong() -> None:
    model = exchange()
    assert wrong(model, ASKED, PERMIT) is None
    assert wrong(model, ASKED, (True, 2, EMERGENCY[0], 1)) is None
    assert wrong(model, ASKED, (False, 30, ZERO, 0)) is None
    public = changed(RESOURCE, p5=1, p11=[("a", 1, 1, 0, ZERO)], p15=3)
    assert wrong(exchange(resource=public), ASKED, (True, 1, ZERO, 1)) is None


RECORDS: dict[str, dict[str, Struct]] = {
    "a suspended provider": {"member": SUSPENDED},
    "a halted provider": {"member": changed(MEMBER, p7=21)},
    "a removed consumer": {"consumer": changed(OTHER, p5=4)},
    "a blacklisted consumer": {"consumer": changed(OTHER, p8=21)},
    "a subsystem that rests": {"subsystem": changed(SYSTEM_RECORD, p3=False)},
    "a service that rests": {"service": changed(SERVICE, p6=False)},
    "a halted service": {"service": changed(SERVICE, p7=21)},
    "an endpoint that was withdrawn": {"service": changed(SERVICE, p5=[("", "")])},
    "a suspended resource": {"resource": changed(RESOURCE, p15=4)},
    "a resource that is not shared": {"resource": changed(RESOURCE, p5=3, p15=3)},
    "a confidential resource": {"resource": changed(RESOURCE, p11=[("a", 5, 1, 0, ZERO)], p15=3)},
    "a field that was withdrawn": {"resource": changed(RESOURCE, p11=[("", 2, 0, 0, ZERO)], p15=3)},
    "a suspended grant": {"grant": changed(GRANT, p6=2)},
    "a proposed grant": {"grant": changed(GRANT, p6=6)},
    "a grant that is over": {"grant": changed(GRANT, p5=(*TERMS[:5], 20, b""))},
    "a grant that has not begun": {"grant": changed(GRANT, p5=(*TERMS[:4], 21, 1_000, b""))},
    "a grant of another demander": {"grant": changed(GRANT, p2=ZERO)},
    "a grant of another resource": {"grant": changed(GRANT, p3=ZERO)},
    "a field that the grant masks": {"grant": changed(GRANT, p5=(2, *TERMS[1:]))},
    "a field that the grant withholds": {"grant": changed(GRANT, p5=(4, *TERMS[1:]))},
    "another item": {"grant": changed(GRANT, p5=(1, [ZERO], *TERMS[2:]))},
    "a grant passed on from one that was revoked": {"above": changed(ABOVE, p6=3)},
    "a consent that was withdrawn": {"consent": changed(CONSENT, p7=15)},
    "a consent that is over": {"consent": changed(CONSENT, p6=20)},
    "a consent of another": {"consent": changed(CONSENT, p2=ZERO)},
    "a case that was closed": {"case": changed(CASE, p4=[(OTHER[0], 1)], p7=9)},
    "a case of others": {"case": CASE},
    "another item than the case's": {"case": changed(CASE, p2=ZERO, p4=[(OTHER[0], 1)])},
}


QUESTIONS: list[tuple[dict[str, Any], Struct]] = [
    ({"used": 5}, PERMIT),
    ({"rows_used": 100}, PERMIT),
    ({"rows": 101}, PERMIT),
    ({"endpoint": 1}, PERMIT),
    ({"item": ZERO}, PERMIT),
    ({"fields": 3}, PERMIT),
    ({"fields": 2}, (True, 0, GRANT[0], 1)),
    ({}, (True, 0, GRANT[0], 5)),
    ({}, (True, 0, digest("none"), 1)),
    ({}, (True, 1, ZERO, 1)),
    ({"time": 50}, (True, 2, EMERGENCY[0], 1)),
    ({}, (True, 2, GRANT[0], 1)),
    ({}, (True, 35, GRANT[0], 1)),
    ({}, (False, 30, ZERO, 1)),
]


@pytest.mark.parametrize("name", RECORDS)
def test_a_permit_too_many_is_noticed(name: str) -> None:
    assert wrong(exchange(**RECORDS[name]), ASKED, PERMIT) is not None


@pytest.mark.parametrize(("changes", "outcome"), QUESTIONS)
def test_a_question_beyond_the_limits_is_noticed(changes: dict[str, Any], outcome: Struct) -> None:
    assert wrong(exchange(), replace(ASKED, **changes), outcome) is not None


def test_every_reason_against_a_permit_has_a_permit_that_it_notices() -> None:
    said_of = [wrong(exchange(**records), ASKED, PERMIT) for records in RECORDS.values()]
    said_of += [wrong(exchange(), replace(ASKED, **changes), outcome) for changes, outcome in QUESTIONS]
    source = Path(str(permits.__file__)).read_text("utf-8")
    returned = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Return)]
    texts = {
        str(one.value) for node in returned for one in ast.walk(node)
        if isinstance(one, ast.Constant) and isinstance(one.value, str)
    }  # fmt: skip
    assert len(texts) > 15
    assert [text for text in texts if not any(text in str(one) for one in said_of)] == []
