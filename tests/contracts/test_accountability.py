"""Violations: who reports, states and judges, and by when."""

from __future__ import annotations

from typing import Any

import pytest

from chain_node.crypto.secp256k1 import EthKey
from chain_node.ledger.bindings import Accountability, Authorization, Consortium, EvidenceAnchor
from chain_node.ledger.records_accountability import Step, ViolationState
from tests.contracts.violations import (
    AUDIT,
    BY_PENALTY,
    EVIDENCE,
    JUDGE,
    OTHER_JUDGE,
    PENALTY,
    REASON,
    SECOND,
    STATE,
    STATE_BY,
    act,
    awaited,
    blacklisted,
    later,
    of,
    of_grant,
    prepare,
    reach,
    report,
    standing,
    state,
    tally,
    uphold_call,
)
from tests.contracts.world import (
    AUDITOR,
    AUTHORITY,
    CONSUMER,
    CONSUMER_GATEWAY,
    DAY,
    DUTIES,
    PROVIDER,
    PROVIDER_GATEWAY,
    ZERO,
    Struct,
    World,
    anchor_of,
    digest,
    hand,
    key_of,
    person,
    refused,
)


@pytest.fixture(scope="module")
def prepared(founded: World) -> World:
    """See `prepare`."""
    return prepare(founded)


class TestReport:
    def test_by_an_auditor_with_its_clocks(self, world: World) -> None:
        with world.changing():
            case = report(world, grant=digest("g1"))
        record = world.record(case)
        assert record[1:8] == (CONSUMER.id, AUDITOR.id, person(AUDITOR, "audit"), ZERO, digest("g1"), EVIDENCE, 2)
        assert record[STATE] == ViolationState.REPORTED
        assert record[STATE_BY] == later(record[9], 10)
        assert record[13] == later(record[STATE_BY] - 1, 20)
        assert tally(world) == (1, 0, 0)
        assert awaited(world, case) == (Step.STATEMENT, record[STATE_BY], False)

    @pytest.mark.parametrize("duty", ["security", "officer", "approver", "audit"])
    def test_by_any_person_of_a_regulator(self, world: World, duty: str) -> None:
        assert world.record(report(world, hand(AUTHORITY, duty)))[2] == AUTHORITY.id

    def test_by_nobody_else(self, world: World) -> None:
        others = [hand(PROVIDER, duty) for duty in DUTIES if duty != "audit"]
        for who in (
            *others,
            hand(AUTHORITY, "vote"),
            hand(AUTHORITY, "system"),
            anchor_of(PROVIDER_GATEWAY),
            key_of("x"),
        ):
            with refused("GovernedUnauthorized"):
                report(world, who)

    def test_not_by_a_suspended_member(self, world: World) -> None:
        world.by_vote(Consortium.encode_suspend(world.record(PROVIDER.id)))
        with refused("GovernedMemberNotActive"):
            report(world, hand(PROVIDER, "audit"))

    @pytest.mark.parametrize(
        ("changes", "error"),
        [
            ({"accused": digest("x")}, "AccountabilityAccusedInvalid"),
            ({"accused": ZERO}, "AccountabilityAccusedInvalid"),
            ({"accused": CONSUMER_GATEWAY.id}, "AccountabilityAccusedInvalid"),
            ({"evidence": ZERO}, "AccountabilityDigestMissing"),
            ({"grant": digest("x")}, "AccountabilityGrantUnknown"),
            ({"severity": 0}, "AccountabilitySeverityInvalid"),
            ({"severity": 4}, "AccountabilitySeverityInvalid"),
        ],
    )
    def test_what_is_malformed_is_refused(self, world: World, changes: dict[str, Any], error: str) -> None:
        with refused(error):
            report(world, **changes)

    def test_the_same_by_the_same_account_once(self, world: World) -> None:
        report(world)
        with refused("AccountabilityReportedAlready"):
            report(world, severity=3)
        report(world, hand(PROVIDER, "audit"))

    def test_not_of_a_removed_member_but_of_a_suspended_one(self, world: World) -> None:
        world.by_vote(Consortium.encode_suspend(world.record(CONSUMER.id)))
        report(world)
        world.ledger.travel(2 * DAY)
        world.by_two(Consortium.encode_remove(world.record(CONSUMER.id), world.gateways_of(CONSUMER)))
        with refused("AccountabilityAccusedInvalid"):
            report(world, evidence=digest("other"))

    def test_clocks_need_their_year(self, world: World) -> None:
        world.ledger.travel(380 * DAY)
        with refused("WorkCalendarYearNotLoaded"):
            report(world)


class TestUnanswered:
    def claim(self, world: World, days: int = 3) -> bytes:
        call = EvidenceAnchor.encode_request_demand(
            PROVIDER_GATEWAY.id, CONSUMER_GATEWAY.id, digest("request"), world.now + 2 * DAY
        )
        done = world.act(anchor_of(PROVIDER_GATEWAY), "EvidenceAnchor", call)
        claim: bytes = done.event("ClaimMade")["id"]
        if days:
            world.ledger.travel(days * DAY)
            world.act(key_of("x"), "EvidenceAnchor", EvidenceAnchor.encode_close_claim(world.record(claim)))
        return claim

    def report(self, world: World, record: Struct, who: EthKey | None = None) -> bytes:
        done = act(world, who or key_of("anybody"), Accountability.encode_report_unanswered(record))
        found: bytes = done.event("ViolationReported")["id"]
        return found

    def test_anybody_reports_it_once(self, world: World) -> None:
        claim = self.claim(world)
        with world.changing():
            case = self.report(world, world.record(claim))
        assert world.record(case)[1:8] == (CONSUMER.id, PROVIDER.id, ZERO, claim, ZERO, digest("request"), 1)
        assert tally(world) == (1, 1, 0)
        with refused("AccountabilityReportedAlready"):
            self.report(world, world.record(claim), AUDIT)

    def test_its_claimant_is_named_whoever_brings_it_and_judges_it_not(self, world: World) -> None:
        claim = self.claim(world)
        case = self.report(world, world.record(claim), hand(AUDITOR, "audit"))
        assert world.record(case)[2:4] == (PROVIDER.id, ZERO)
        record = world.record(PROVIDER.id)
        change = Consortium.encode_change_member(record, record[2], record[3], record[4] | 8)
        world.by_vote(change)
        state(world, case)
        call = Accountability.encode_dismiss(world.record(case), REASON)
        with refused("AccountabilityConflict"):
            act(world, hand(PROVIDER, "security"), call)
        act(world, JUDGE, call)

    def test_not_before_it_is_unanswered(self, world: World) -> None:
        claim = self.claim(world, 0)
        with refused("AccountabilityClaimInvalid"):
            self.report(world, world.record(claim))
        answer = EvidenceAnchor.encode_answer_demand(world.record(claim), digest("answer"))
        world.act(anchor_of(CONSUMER_GATEWAY), "EvidenceAnchor", answer)
        with refused("AccountabilityClaimInvalid"):
            self.report(world, world.record(claim))

    def test_no_forged_claim(self, world: World) -> None:
        record = world.record(self.claim(world))
        for forged in ((*record[:5], PROVIDER_GATEWAY.id, *record[6:]), (digest("x"), *record[1:])):
            with refused("GovernedRecordMismatch"):
                self.report(world, forged)

    def test_other_claims_are_none(self, world: World) -> None:
        log = world.open_log(CONSUMER_GATEWAY)
        call = EvidenceAnchor.encode_challenge_inclusion(log, 0, digest("leaf"), digest("message"), world.now + 2 * DAY)
        claim = world.act(AUDIT, "EvidenceAnchor", call).event("ClaimMade")["id"]
        world.ledger.travel(3 * DAY)
        world.act(key_of("x"), "EvidenceAnchor", EvidenceAnchor.encode_close_claim(world.record(claim)))
        with refused("AccountabilityClaimInvalid"):
            self.report(world, world.record(claim))


class TestStatement:
    @pytest.mark.parametrize("duty", ["security", "officer"])
    def test_by_the_accused_once(self, world: World, duty: str) -> None:
        case = report(world)
        with world.changing(of(case)):
            done = state(world, case, hand(CONSUMER, duty))
        record = done.event("ViolationStated")["record"]
        assert record[STATE] == ViolationState.STATED and record[12] == digest("statement")
        assert record[13] == later(record[11], 20)
        assert awaited(world, case) == (Step.DECISION, record[13], False)
        with refused("AccountabilityStateInvalid"):
            state(world, case)

    def test_also_suspended_and_halted(self, world: World) -> None:
        case = report(world)
        world.by_vote(Consortium.encode_suspend(world.record(CONSUMER.id)))
        state(world, case)

    def test_by_nobody_else(self, world: World) -> None:
        case = report(world)
        others = [hand(CONSUMER, duty) for duty in ("system", "audit", "approver", "vote")]
        for who in (*others, hand(PROVIDER, "officer"), JUDGE, key_of("x")):
            with refused("GovernedUnauthorized"):
                state(world, case, who)

    def test_not_too_late_and_not_empty(self, world: World) -> None:
        case = report(world)
        with refused("AccountabilityDigestMissing"):
            state(world, case, statement=ZERO)
        reach(world, world.record(case)[STATE_BY])
        with refused("AccountabilityTooLate"):
            state(world, case)
        assert awaited(world, case) == (Step.DECISION, world.record(case)[13], False)

    def test_an_unknown_or_altered_record_is_refused(self, world: World) -> None:
        record = world.record(report(world))
        for altered, error in (
            ((digest("x"), *record[1:]), "AccountabilityUnknown"),
            ((*record[:7], 1, *record[8:]), "GovernedRecordMismatch"),
        ):
            with refused(error):
                act(world, hand(CONSUMER, "officer"), Accountability.encode_state(altered, digest("statement")))


class TestDecision:
    def test_dismissed(self, world: World) -> None:
        case = report(world)
        state(world, case)
        with world.changing(of(case)):
            done = act(world, JUDGE, Accountability.encode_dismiss(world.record(case), REASON))
        record = done.event("ViolationDecided")["record"]
        assert (record[STATE], record[15], record[16]) == (ViolationState.DISMISSED, AUTHORITY.id, REASON)
        assert awaited(world, case) == (Step.NONE, 0, False)
        assert tally(world) == (1, 0, 0)
        for call in (Accountability.encode_dismiss(record, REASON), uphold_call(world, case)):
            with refused("AccountabilityStateInvalid"):
                act(world, JUDGE, call)

    def test_after_silence_only_when_its_time_is_over(self, world: World) -> None:
        case = report(world)
        call = Accountability.encode_dismiss(world.record(case), REASON)
        with refused("AccountabilityTooEarly"):
            act(world, JUDGE, call)
        reach(world, world.record(case)[STATE_BY])
        act(world, JUDGE, call)

    def test_a_warning_changes_the_case_only(self, world: World) -> None:
        case = report(world)
        state(world, case)
        with world.changing(of(case)):
            done = act(world, JUDGE, uphold_call(world, case))
        record = done.event("ViolationDecided")["record"]
        assert record[PENALTY] == (True, 0, ()) and record[18] == later(record[14], 10)
        assert awaited(world, case) == (Step.APPEAL, record[18], False)
        assert tally(world) == (1, 0, 1)
        reach(world, record[18])
        assert awaited(world, case) == (Step.NONE, 0, False)

    def test_blacklist_and_suspended_grants(self, world: World) -> None:
        case, until = report(world), world.now + 90 * DAY
        state(world, case)
        grants = [digest("g1"), digest("g2")]
        with world.changing(of(case), *standing(world), *map(of_grant, grants)):
            done = act(world, hand(AUTHORITY, "security"), uphold_call(world, case, until=until, grants=grants))
        assert done.event("MemberBlacklisted")["reason"] == REASON
        assert blacklisted(world) == until
        for grant in grants:
            assert world.record(grant)[6:] == (2, BY_PENALTY)
            for who in (hand(PROVIDER, "security"), hand(AUTHORITY, "security")):
                with refused("GovernedUnauthorized"):
                    world.act(who, "Authorization", Authorization.encode_resume(world.record(grant), REASON))

    def test_only_by_security_or_approver_of_a_regulator(self, world: World) -> None:
        case = report(world)
        state(world, case)
        call = Accountability.encode_dismiss(world.record(case), REASON)
        others = [hand(AUTHORITY, duty) for duty in ("system", "audit", "officer", "vote")]
        for who in (*others, hand(PROVIDER, "approver"), hand(CONSUMER, "security"), key_of("x")):
            with refused("GovernedUnauthorized"):
                act(world, who, call)

    def test_not_by_the_reporting_person_but_by_another_of_its_member(self, world: World) -> None:
        case = report(world, JUDGE)
        state(world, case)
        call = Accountability.encode_dismiss(world.record(case), REASON)
        with refused("AccountabilityConflict"):
            act(world, JUDGE, call)
        second = key_of("second account of the same person")
        account = (second.address, AUTHORITY.id, DUTIES["approver"], person(AUTHORITY, "approver"), True)
        world.act(hand(AUTHORITY, "vote"), "Consortium", Consortium.encode_set_account(account))
        with refused("AccountabilityConflict"):
            act(world, second, call)
        act(world, hand(AUTHORITY, "security"), call)

    def test_no_member_judges_itself(self, world: World) -> None:
        case = report(world, accused=AUTHORITY.id)
        state(world, case, hand(AUTHORITY, "officer"))
        call = Accountability.encode_dismiss(world.record(case), REASON)
        for duty in ("approver", "security"):
            with refused("AccountabilityConflict"):
                act(world, hand(AUTHORITY, duty), call)
        act(world, OTHER_JUDGE, call)

    def test_a_suspended_regulator_judges_nobody(self, world: World) -> None:
        case = report(world)
        state(world, case)
        world.by_vote(Consortium.encode_suspend(world.record(SECOND.id)))
        with refused("GovernedMemberNotActive"):
            act(world, OTHER_JUDGE, Accountability.encode_dismiss(world.record(case), REASON))

    def test_no_reason_no_decision(self, world: World) -> None:
        case = report(world)
        state(world, case)
        with refused("AccountabilityDigestMissing"):
            act(world, JUDGE, Accountability.encode_dismiss(world.record(case), ZERO))

    def test_by_vote_when_the_clock_is_over(self, world: World) -> None:
        case = report(world)
        state(world, case)
        call = Accountability.encode_dismiss(world.record(case), REASON)
        with refused("AccountabilityVoteNotDue"):
            world.by_vote(call, "Accountability")
        reach(world, world.record(case)[13])
        assert awaited(world, case)[2]
        world.by_vote(call, "Accountability")
        assert world.record(case)[15] == ZERO

    def test_by_vote_at_once_when_the_only_regulator_is_accused(self, world: World) -> None:
        case = report(world, accused=AUTHORITY.id)
        state(world, case, hand(AUTHORITY, "officer"))
        call = Accountability.encode_dismiss(world.record(case), REASON)
        with refused("AccountabilityVoteNotDue"):
            world.by_vote(call, "Accountability")
        world.by_vote(Consortium.encode_suspend(world.record(SECOND.id)))
        world.by_vote(call, "Accountability")
