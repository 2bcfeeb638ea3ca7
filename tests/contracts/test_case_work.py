"""What departments do in a case: decide in their stage, and attach materials with their source, each of them once."""

from __future__ import annotations

import pytest

from chain_node.ids import MemberRef
from chain_node.ledger.bindings import ApprovalCases, Consortium
from chain_node.ledger.records_cases import CaseState, MaterialSource, Opinion
from tests.contracts.cases import (
    CASE,
    DOCUMENT,
    LEAD,
    OTHER,
    Call,
    act,
    attach,
    bring,
    case_of,
    decide,
    halt,
    pass_over,
    progress,
    progress_question,
    step,
    suspend,
)
from tests.contracts.world import (
    AUDITOR,
    AUTHORITY,
    CONSUMER,
    DUTIES,
    ZERO,
    Struct,
    World,
    digest,
    key_of,
    record_digest,
    refused,
)

STAGED = [(CONSUMER.id, 1), (AUTHORITY.id, 2), (AUDITOR.id, 0)]
PARALLEL = [(CONSUMER.id, 1), (AUTHORITY.id, 1), (AUDITOR.id, 1)]
MATERIAL = digest("material")
DECISION_TYPE = "(bytes32,bytes32,uint8,uint8,bytes32,uint64)"
MATERIAL_TYPE = "(bytes32,bytes32,bytes32,bytes32,uint8,bytes32,bytes32,uint64)"
UNDECIDED = [CaseState.RECEIVED, CaseState.CORRECTION, CaseState.ACCEPTED, CaseState.REVIEW, CaseState.SPECIAL]


def decision_question(member: MemberRef) -> Call:
    return "ApprovalCases", ApprovalCases.encode_decision_of(CASE, member.id)


def material_question(material: bytes = MATERIAL, case: bytes = CASE) -> Call:
    return "ApprovalCases", ApprovalCases.encode_material_of(case, material)


class TestDecisions:
    @pytest.mark.parametrize(
        ("opinion", "disagreed"), [(Opinion.AGREE, 0), (Opinion.DISAGREE, 1), (Opinion.NO_OBJECTION, 0)]
    )
    @pytest.mark.parametrize("state", [CaseState.REVIEW, CaseState.SPECIAL], ids=lambda one: one.name)
    def test_a_department_decides(self, world: World, state: CaseState, opinion: Opinion, disagreed: int) -> None:
        bring(world, state, STAGED)
        with world.changing(progress_question(), decision_question(CONSUMER)):
            done = decide(world, CONSUMER, opinion)
        event = done.event("DecisionGiven")
        assert (event["id"], event["member"]) == (CASE, CONSUMER.id)
        assert event["decision"][:5] == (CASE, CONSUMER.id, 1, opinion, DOCUMENT)
        (stored,) = ApprovalCases.decode_decision_of(world.view(*decision_question(CONSUMER)))
        assert stored == record_digest(DECISION_TYPE, event["decision"])
        assert progress(world) == (state, 1, 0, disagreed, 0, 0)

    def test_the_record_of_the_case_stays_so_that_departments_decide_side_by_side(self, world: World) -> None:
        bring(world, CaseState.REVIEW, PARALLEL)
        record = world.record(CASE)
        for member in (AUDITOR, CONSUMER, AUTHORITY):
            act(world, ApprovalCases.encode_decide(record, Opinion.DISAGREE, DOCUMENT), member, "approver")
        assert progress(world) == (CaseState.REVIEW, 0b111, 0, 0b111, 0, 0)

    def test_a_stage_opens_when_all_before_it_have_decided(self, world: World) -> None:
        bring(world, CaseState.REVIEW, STAGED)
        with refused("ApprovalCasesStageIncomplete"), world.changing():
            decide(world, AUTHORITY)
        decide(world, CONSUMER, Opinion.DISAGREE)
        decide(world, AUTHORITY)
        assert progress(world)[:4] == (CaseState.REVIEW, 0b11, 0, 0b01)

    def test_a_decision_stands(self, world: World) -> None:
        bring(world, CaseState.REVIEW, STAGED)
        decide(world, CONSUMER, Opinion.DISAGREE)
        with refused("ApprovalCasesDecisionGiven"), world.changing():
            decide(world, CONSUMER, Opinion.AGREE)

    @pytest.mark.parametrize("opinion", [Opinion.NONE, Opinion.PASSED_OVER])
    def test_nothing_said_is_no_decision(self, world: World, opinion: Opinion) -> None:
        bring(world, CaseState.REVIEW, STAGED)
        with refused("ApprovalCasesOpinionInvalid"):
            decide(world, CONSUMER, opinion)

    def test_it_rests_on_a_signed_opinion(self, world: World) -> None:
        bring(world, CaseState.REVIEW, STAGED)
        with refused("ApprovalCasesDocumentMissing"), world.changing():
            decide(world, CONSUMER, document=ZERO)

    def test_a_department_that_is_not_asked_does_not_decide(self, world: World) -> None:
        bring(world, CaseState.REVIEW, [(AUDITOR.id, 0)])
        with refused("ApprovalCasesNotAsked"):
            decide(world, AUDITOR)
        for member in (CONSUMER, LEAD):
            with refused("ApprovalCasesNotParticipant"):
                decide(world, member)

    @pytest.mark.parametrize("state", sorted(set(CaseState) - {CaseState.NONE, CaseState.REVIEW, CaseState.SPECIAL}))
    def test_departments_decide_under_review_only(self, world: World, state: CaseState) -> None:
        bring(world, state, [(CONSUMER.id, 0)])
        for attempt in (decide, pass_over):
            with refused("ApprovalCasesNotUnderReview"):
                attempt(world, CONSUMER)

    @pytest.mark.parametrize("duty", sorted(set(DUTIES) - {"approver"}))
    def test_another_duty_does_not_decide(self, world: World, duty: str) -> None:
        bring(world, CaseState.REVIEW, STAGED)
        data = ApprovalCases.encode_decide(world.record(CASE), Opinion.AGREE, DOCUMENT)
        with refused("GovernedUnauthorized"):
            act(world, data, CONSUMER, duty)

    def test_a_suspended_department_still_answers_and_a_removed_one_does_not(self, world: World) -> None:
        bring(world, CaseState.REVIEW, PARALLEL)
        suspend(world, CONSUMER)
        decide(world, CONSUMER)
        world.by_two(Consortium.encode_suspend(world.record(AUTHORITY.id)))
        world.ledger.travel(25 * 3_600)
        action = (_at(world), Consortium.encode_remove(world.record(AUTHORITY.id), []))
        proposal = world.propose(action)
        world.act(key_of("anybody"), "Consortium", Consortium.encode_execute(proposal, action))
        with refused("GovernedUnauthorized"):
            decide(world, AUTHORITY)

    def test_another_record_than_the_newest_is_refused(self, world: World) -> None:
        bring(world, CaseState.REVIEW, STAGED)
        record = world.record(CASE)
        forged = (*record[:4], [(AUTHORITY.id, 1)], *record[5:])
        with refused("GovernedRecordMismatch"):
            act(world, ApprovalCases.encode_decide(forged, Opinion.AGREE, DOCUMENT), AUTHORITY, "approver")
        with refused("ApprovalCasesUnknown"):
            unknown = (OTHER, *record[1:])
            act(world, ApprovalCases.encode_decide(unknown, Opinion.AGREE, DOCUMENT), CONSUMER, "approver")


class TestPassingOver:
    def test_the_lead_goes_on_without_a_department_and_says_why(self, world: World) -> None:
        bring(world, CaseState.REVIEW, STAGED)
        with world.changing(progress_question(), decision_question(CONSUMER)):
            done = pass_over(world, CONSUMER)
        decision = done.event("DecisionGiven")["decision"]
        assert decision[:5] == (CASE, CONSUMER.id, 1, Opinion.PASSED_OVER, DOCUMENT)
        assert progress(world)[:4] == (CaseState.REVIEW, 0, 1, 0)
        decide(world, AUTHORITY)  # its stage is open now
        step(world, "grant")
        case = case_of(world)
        assert (case.passed_over, case.disagreed, case.granted) == (1, 0, True)

    def test_the_department_may_still_speak_until_the_lead_has_decided(self, world: World) -> None:
        bring(world, CaseState.REVIEW, STAGED)
        pass_over(world, CONSUMER)
        with world.changing(progress_question(), decision_question(CONSUMER)):
            decide(world, CONSUMER, Opinion.DISAGREE)
        assert progress(world)[:4] == (CaseState.REVIEW, 1, 0, 1)

    def test_only_once_and_never_over_a_decision(self, world: World) -> None:
        bring(world, CaseState.REVIEW, STAGED)
        pass_over(world, CONSUMER)
        with refused("ApprovalCasesDecisionGiven"):
            pass_over(world, CONSUMER)
        decide(world, AUTHORITY)
        with refused("ApprovalCasesDecisionGiven"):
            pass_over(world, AUTHORITY)

    def test_with_a_reason_and_of_a_department_that_is_asked(self, world: World) -> None:
        bring(world, CaseState.REVIEW, STAGED)
        for member, reason, error in (
            (CONSUMER, ZERO, "ApprovalCasesDocumentMissing"),
            (AUDITOR, DOCUMENT, "ApprovalCasesNotAsked"),
            (LEAD, DOCUMENT, "ApprovalCasesNotParticipant"),
        ):
            with refused(error), world.changing():
                pass_over(world, member, reason)

    def test_by_an_approver_of_the_lead(self, world: World) -> None:
        bring(world, CaseState.REVIEW, STAGED)
        data = ApprovalCases.encode_pass_over(world.record(CASE), CONSUMER.id, DOCUMENT)
        for member, duty in ((CONSUMER, "approver"), (AUTHORITY, "approver"), (LEAD, "officer"), (LEAD, "audit")):
            with refused("GovernedUnauthorized"):
                act(world, data, member, duty)


class TestConclusion:
    @pytest.mark.parametrize("departments", [STAGED, PARALLEL], ids=["staged", "parallel"])
    @pytest.mark.parametrize("name", ["grant", "deny"])
    def test_the_lead_decides_when_every_stage_is_complete(
        self, world: World, name: str, departments: list[Struct]
    ) -> None:
        bring(world, CaseState.REVIEW, departments)
        for place, stage in enumerate(departments):
            if stage[1] == 0:
                continue
            with refused("ApprovalCasesStageIncomplete"), world.changing():
                step(world, name)
            decide(world, (CONSUMER, AUTHORITY, AUDITOR)[place], Opinion.DISAGREE)
        step(world, name)
        asked = sum(1 << place for place, one in enumerate(departments) if one[1])
        assert (case_of(world).disagreed, case_of(world).granted) == (asked, name == "grant")

    def test_a_department_added_late_is_waited_for(self, world: World) -> None:
        bring(world, CaseState.REVIEW, [(CONSUMER.id, 2)])
        decide(world, CONSUMER)
        early = ApprovalCases.encode_add_participants(world.record(CASE), [(AUTHORITY.id, 1)])
        with refused("ApprovalCasesStageOver"), world.changing():
            act(world, early)
        added = [(AUTHORITY.id, 2), (AUDITOR.id, 0)]
        act(world, ApprovalCases.encode_add_participants(world.record(CASE), added))
        with refused("ApprovalCasesStageIncomplete"):
            step(world, "grant")
        decide(world, AUTHORITY)
        step(world, "grant")
        assert progress(world)[:2] == (CaseState.GRANTED, 0b11)


class TestMaterials:
    @pytest.mark.parametrize(
        ("source", "reused"),
        [(MaterialSource.UPLOAD, 0), (MaterialSource.CERTIFICATE, 1), (MaterialSource.EXCHANGE, 1)],
    )
    @pytest.mark.parametrize("member", [LEAD, CONSUMER, AUDITOR], ids=["lead", "asked", "not asked"])
    def test_attached_with_its_source(
        self, world: World, source: MaterialSource, reused: int, member: MemberRef
    ) -> None:
        bring(world, CaseState.RECEIVED, STAGED)
        with world.changing(progress_question(), material_question()):
            done = attach(world, MATERIAL, source, member=member)
        event = done.event("MaterialAttached")
        assert (event["id"], event["materialId"], event["by"]) == (CASE, MATERIAL, member.id)
        expected = (CASE, MATERIAL, digest("commitment"), digest("code"), source, ZERO, member.id)
        assert event["material"][:7] == expected
        (stored,) = ApprovalCases.decode_material_of(world.view(*material_question()))
        assert stored == record_digest(MATERIAL_TYPE, event["material"])
        assert progress(world)[4:] == (1, reused)

    def test_uploads_and_reuses_are_counted(self, world: World) -> None:
        bring(world, CaseState.RECEIVED)
        for number, source in enumerate([1, 3, 2, 3, 1]):
            attach(world, digest(f"material {number}"), source)
        assert progress(world)[4:] == (5, 3)

    @pytest.mark.parametrize("state", UNDECIDED, ids=lambda one: one.name)
    def test_until_the_case_is_decided(self, world: World, state: CaseState) -> None:
        bring(world, state)
        attach(world, MATERIAL)
        assert progress(world)[4] == 1

    @pytest.mark.parametrize("state", sorted(set(CaseState) - set(UNDECIDED) - {CaseState.NONE}))
    def test_not_afterwards(self, world: World, state: CaseState) -> None:
        bring(world, state)
        with refused("ApprovalCasesDecided"), world.changing():
            attach(world, MATERIAL)

    def test_a_material_of_an_earlier_case_is_reused(self, world: World) -> None:
        bring(world, CaseState.REVIEW, STAGED, OTHER)
        attach(world, MATERIAL, case=OTHER)
        for name in ("pass", "grant", "close"):
            if name == "pass":
                for member in (CONSUMER, AUTHORITY):
                    call = ApprovalCases.encode_pass_over(world.record(OTHER), member.id, DOCUMENT)
                    act(world, call, duty="approver")
            else:
                step(world, name, OTHER)
        bring(world, CaseState.RECEIVED)
        with world.changing(progress_question(), material_question()):
            attach(world, MATERIAL, MaterialSource.REUSE, OTHER)
        assert progress(world)[4:] == (1, 1) and progress(world, OTHER)[4:] == (1, 0)

    def test_a_reuse_names_a_case_that_has_it_and_that_the_member_takes_part_in(self, world: World) -> None:
        bring(world, CaseState.RECEIVED, [(CONSUMER.id, 0)])
        bring(world, CaseState.RECEIVED, case=OTHER)
        with refused("ApprovalCasesMaterialUnknown"):
            attach(world, MATERIAL, MaterialSource.REUSE, OTHER)
        with refused("ApprovalCasesMaterialUnknown"):
            attach(world, MATERIAL, MaterialSource.REUSE, CASE)
        attach(world, MATERIAL, case=OTHER)
        with refused("ApprovalCasesNotParticipant"), world.changing():
            attach(world, MATERIAL, MaterialSource.REUSE, OTHER, member=CONSUMER)

    @pytest.mark.parametrize("first", [MaterialSource.CERTIFICATE, MaterialSource.EXCHANGE, MaterialSource.UPLOAD])
    def test_the_same_material_is_attached_once(self, world: World, first: MaterialSource) -> None:
        bring(world, CaseState.RECEIVED, STAGED)
        bring(world, CaseState.RECEIVED, [(CONSUMER.id, 0)], OTHER)
        attach(world, MATERIAL, first)
        attach(world, MATERIAL, first, case=OTHER)
        for source, earlier in ((1, ZERO), (2, ZERO), (3, ZERO), (4, OTHER), (4, CASE)):
            with refused("ApprovalCasesMaterialTwice"), world.changing():
                attach(world, MATERIAL, source, earlier, member=CONSUMER)

    @pytest.mark.parametrize(
        ("source", "earlier"), [(0, OTHER), (0, ZERO), (1, OTHER), (2, OTHER), (3, OTHER), (4, ZERO)]
    )
    def test_a_reuse_and_nothing_else_names_an_earlier_case(self, world: World, source: int, earlier: bytes) -> None:
        for case in (CASE, OTHER):
            bring(world, CaseState.RECEIVED, case=case)
        attach(world, MATERIAL, case=OTHER)
        with refused("ApprovalCasesSourceInvalid"):
            attach(world, MATERIAL, source, earlier)

    def test_it_has_an_identifier_a_commitment_and_a_code(self, world: World) -> None:
        bring(world, CaseState.RECEIVED)
        with refused("ApprovalCasesIdentifierMissing"):
            attach(world, ZERO)
        for commitment, code in ((ZERO, DOCUMENT), (DOCUMENT, ZERO)):
            with refused("ApprovalCasesDocumentMissing"):
                act(world, ApprovalCases.encode_attach(CASE, MATERIAL, commitment, code, MaterialSource.UPLOAD, ZERO))

    def test_by_an_officer_of_whoever_takes_part_and_is_active(self, world: World) -> None:
        with refused("ApprovalCasesUnknown"):
            attach(world, MATERIAL)
        bring(world, CaseState.RECEIVED, [(CONSUMER.id, 0)])
        with refused("ApprovalCasesNotParticipant"):
            attach(world, MATERIAL, member=AUTHORITY)
        data = ApprovalCases.encode_attach(CASE, MATERIAL, DOCUMENT, DOCUMENT, MaterialSource.UPLOAD, ZERO)
        for duty in sorted(set(DUTIES) - {"officer"}):
            with refused("GovernedUnauthorized"):
                act(world, data, duty=duty)
        halt(world, LEAD)
        with refused("GovernedMemberNotActive"):
            attach(world, MATERIAL)


def _at(world: World) -> str:
    return "0x" + world.addresses["Consortium"].hex()
