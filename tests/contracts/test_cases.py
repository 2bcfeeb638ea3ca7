"""Approval cases: opened by their lead, along the allowed edges only, and over when they are over."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from chain_node.ledger.bindings import ApprovalCases
from chain_node.ledger.records_cases import FOLLOWERS, OPEN, CaseState, MaterialSource, Opinion
from tests.contracts.cases import (
    CASE,
    DEPARTMENTS,
    DOCUMENT,
    ITEM,
    LEAD,
    ORIGINS,
    OTHER,
    STEPS,
    act,
    attach,
    bring,
    case_of,
    halt,
    opening,
    participant_question,
    progress,
    progress_question,
    record_question,
    standing,
    standing_question,
    step,
    suspend,
    takes_part,
)
from tests.contracts.world import (
    AUDITOR,
    AUTHORITY,
    CONSUMER,
    DAY,
    DUTIES,
    ZERO,
    Struct,
    World,
    digest,
    hand,
    key_of,
    record_digest,
    refused,
)

RECORD_TYPE = (
    "(bytes32,bytes32,bytes32,bytes32,(bytes32,uint8)[],uint16,uint16,uint8,bool,bool,bool,uint8,uint32,"
    "uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint32,uint32,bytes32)"
)
NOBODY = (False, False, ZERO, ZERO)
UNDECIDED = {CaseState.RECEIVED, CaseState.CORRECTION, CaseState.ACCEPTED, CaseState.REVIEW, CaseState.SPECIAL}


class TestOpening:
    def test_opened_with_its_participants_and_its_time_to_answer(self, world: World) -> None:
        questions = [record_question(), progress_question(), standing_question()]
        questions += [participant_question(one) for one in (LEAD, CONSUMER, AUTHORITY, AUDITOR)]
        with world.changing(*questions):
            done = act(world, opening())
        event, case = done.event("CaseOpened"), case_of(world)
        assert (event["id"], event["lead"], event["item"]) == (CASE, LEAD.id, ITEM)
        assert (case.case_id, case.key, case.item, case.lead) == (CASE, digest("case number"), ITEM, LEAD.id)
        assert [(one.member_id, one.stage) for one in case.participants] == DEPARTMENTS
        assert (case.statutory_days, case.promised_days, case.state) == (10, 5, CaseState.RECEIVED)
        assert case.received_at == case.supplied_at < case.answer_by
        assert not any(world.record(CASE)[8:13]) and not any(world.record(CASE)[16:25])
        (stored,) = ApprovalCases.decode_case_of(world.view(*record_question()))
        assert stored == record_digest(RECORD_TYPE, world.record(CASE))
        assert standing(world) == (True, True, LEAD.id, ITEM)
        assert progress(world) == (CaseState.RECEIVED, 0, 0, 0, 0, 0)

    def test_its_lead_alone_suffices_and_counts_as_a_participant(self, world: World) -> None:
        act(world, opening(departments=[]))
        assert [takes_part(world, one) for one in (LEAD, CONSUMER)] == [True, False]

    def test_a_member_takes_part_in_its_own_cases_only(self, world: World) -> None:
        act(world, opening(departments=[(CONSUMER.id, 1)]))
        act(world, opening(OTHER, [(AUTHORITY.id, 1)]))
        assert [takes_part(world, CONSUMER, case) for case in (CASE, OTHER)] == [True, False]
        assert [takes_part(world, AUTHORITY, case) for case in (CASE, OTHER)] == [False, True]

    def test_of_a_case_that_nobody_opened_nothing_is_known(self, world: World) -> None:
        assert standing(world) == NOBODY and not takes_part(world, LEAD)
        assert progress(world) == (0, 0, 0, 0, 0, 0)

    @pytest.mark.parametrize("place", range(3), ids=["case", "key", "item"])
    def test_without_an_identifier_it_is_refused(self, world: World, place: int) -> None:
        names = [CASE, digest("case number"), ITEM]
        names[place] = ZERO
        with refused("ApprovalCasesIdentifierMissing"):
            act(world, ApprovalCases.encode_open_case(names[0], names[1], names[2], [], 10, 5))

    def test_an_identifier_is_used_once(self, world: World) -> None:
        act(world, opening())
        for who in (LEAD, CONSUMER):
            with refused("ApprovalCasesOpenedAlready"), world.changing():
                act(world, opening(departments=[]), who)

    @pytest.mark.parametrize("days", [(0, 0), (10, 0), (10, 11), (251, 1), (251, 251)])
    def test_days_beyond_the_law_are_refused(self, world: World, days: tuple[int, int]) -> None:
        with refused("ApprovalCasesDaysInvalid"):
            act(world, opening(days=days))

    @pytest.mark.parametrize("days", [(1, 1), (250, 250), (250, 1)])
    def test_days_within_the_law_are_taken(self, world: World, days: tuple[int, int]) -> None:
        act(world, opening(days=days))
        assert (case_of(world).statutory_days, case_of(world).promised_days) == days

    @pytest.mark.parametrize(
        ("departments", "error"),
        [
            ([(digest("nobody"), 1)], "ApprovalCasesParticipantNotActive"),
            ([(ZERO, 1)], "ApprovalCasesParticipantNotActive"),
            ([(CONSUMER.id, 1), (CONSUMER.id, 2)], "ApprovalCasesParticipantTwice"),
            ([(LEAD.id, 0)], "ApprovalCasesParticipantTwice"),
            ([(digest(str(n)), 1) for n in range(33)], "ApprovalCasesParticipantCount"),
        ],
        ids=["unknown", "zero", "twice", "the lead", "33"],
    )
    def test_participants_are_unique_known_and_few(self, world: World, departments: list[Struct], error: str) -> None:
        with refused(error), world.changing():
            act(world, opening(departments=departments))

    def test_a_suspended_department_is_not_asked(self, world: World) -> None:
        suspend(world, CONSUMER)
        with refused("ApprovalCasesParticipantNotActive"):
            act(world, opening())

    @pytest.mark.parametrize("duty", sorted(set(DUTIES) - {"officer"}))
    def test_another_duty_does_not_open_one(self, world: World, duty: str) -> None:
        with refused("GovernedUnauthorized"):
            act(world, opening(), duty=duty)

    def test_a_member_that_is_suspended_or_halted_opens_none(self, world: World) -> None:
        halt(world, LEAD)
        with refused("GovernedMemberNotActive"):
            act(world, opening())
        suspend(world, CONSUMER)
        with refused("GovernedMemberNotActive"):
            act(world, opening(departments=[]), CONSUMER)

    def test_without_a_calendar_of_next_year_the_last_days_of_this_one_are_an_error(self, world: World) -> None:
        world.ledger.travel(33 * DAY)  # December 27
        with refused("WorkCalendarYearNotLoaded"):
            act(world, opening())


class TestParticipants:
    def added(self, world: World, *departments: Struct) -> bytes:
        return ApprovalCases.encode_add_participants(world.record(CASE), list(departments))

    @pytest.mark.parametrize("state", sorted(UNDECIDED))
    def test_added_while_the_case_is_undecided(self, world: World, state: CaseState) -> None:
        bring(world, state, [(CONSUMER.id, 0)])
        with world.changing(record_question(), participant_question(AUDITOR)):
            done = act(world, self.added(world, (AUDITOR.id, 3)))
        assert done.event("ParticipantsAdded")["record"][4] == ((CONSUMER.id, 0), (AUDITOR.id, 3))
        assert case_of(world).state is state

    @pytest.mark.parametrize("state", sorted(set(CaseState) - UNDECIDED - {CaseState.NONE}))
    def test_not_added_afterwards(self, world: World, state: CaseState) -> None:
        bring(world, state)
        with refused("ApprovalCasesDecided"), world.changing():
            act(world, self.added(world, (AUDITOR.id, 3)))

    def test_refused_as_at_the_opening(self, world: World) -> None:
        bring(world, CaseState.REVIEW, [(CONSUMER.id, 1)])
        for departments, error in (
            ([], "ApprovalCasesParticipantCount"),
            ([(digest(str(n)), 1) for n in range(32)], "ApprovalCasesParticipantCount"),
            ([(CONSUMER.id, 2)], "ApprovalCasesParticipantTwice"),
            ([(LEAD.id, 2)], "ApprovalCasesParticipantTwice"),
            ([(digest("nobody"), 1)], "ApprovalCasesParticipantNotActive"),
        ):
            with refused(error), world.changing():
                act(world, self.added(world, *departments))

    def test_by_an_officer_of_the_active_lead_only(self, world: World) -> None:
        act(world, opening(departments=[]))
        data = self.added(world, (AUDITOR.id, 1))
        for member, duty in ((LEAD, "approver"), (CONSUMER, "officer")):
            with refused("GovernedUnauthorized"):
                act(world, data, member, duty)
        halt(world, LEAD)
        with refused("GovernedMemberNotActive"):
            act(world, data)


class TestSteps:
    def test_the_table_is_that_of_the_contract(self, world: World) -> None:
        for state, followers in FOLLOWERS.items():
            (mask,) = ApprovalCases.decode_followers_of(
                world.view("ApprovalCases", ApprovalCases.encode_followers_of(state))
            )
            assert mask == sum(1 << one for one in followers), state

    @pytest.mark.parametrize("state", sorted(set(CaseState) - {CaseState.NONE}), ids=lambda one: one.name)
    def test_a_step_is_taken_along_the_edges_of_the_table_only(self, world: World, state: CaseState) -> None:
        bring(world, state)
        snapshot, record = world.ledger.snapshot(), world.record(CASE)
        for name, (_, to, _) in STEPS.items():
            if to not in FOLLOWERS[state] or (to is CaseState.REVIEW and ORIGINS[name] is not state):
                with refused("ApprovalCasesStepInvalid"), world.changing():
                    step(world, name)
                continue
            questions = [record_question(), progress_question()]
            if (state in OPEN) != (to in OPEN):
                questions.append(standing_question())
            with world.changing(*questions):
                event = step(world, name).event("CaseMoved")
            plain = {"receive correction", "accept", "begin review", "close"}
            assert event["document"] == (ZERO if name in plain else DOCUMENT)
            assert (event["id"], event["lead"], event["item"]) == (CASE, LEAD.id, ITEM)
            assert case_of(world).state is to and progress(world)[0] == to
            assert standing(world) == (True, to in OPEN, LEAD.id, ITEM)
            world.ledger.revert(snapshot)
            snapshot, world.records[CASE] = world.ledger.snapshot(), record

    @pytest.mark.parametrize("name", STEPS)
    def test_a_step_is_the_leads_by_the_duty_that_it_needs(self, world: World, name: str) -> None:
        duty, _, call = STEPS[name]
        bring(world, ORIGINS[name])
        data = call(world.record(CASE))
        others = [hand(LEAD, one) for one in DUTIES if one != duty]
        for who in (*others, hand(CONSUMER, duty), hand(AUTHORITY, duty), key_of("deployer")):
            with refused("GovernedUnauthorized"):
                world.act(who, "ApprovalCases", data)

    @pytest.mark.parametrize("name", STEPS)
    def test_a_record_that_is_not_the_newest_is_refused(self, world: World, name: str) -> None:
        duty, _, call = STEPS[name]
        bring(world, ORIGINS[name])
        record = world.record(CASE)
        with refused("GovernedRecordMismatch"):
            act(world, call((*record[:5], 250, *record[6:])), duty=duty)
        with refused("ApprovalCasesUnknown"):
            act(world, call((OTHER, *record[1:])), duty=duty)

    @pytest.mark.parametrize(
        ("name", "call"),
        [
            ("request correction", ApprovalCases.encode_request_correction),
            ("decline", ApprovalCases.encode_decline),
            ("withdraw", ApprovalCases.encode_withdraw),
            ("grant", lambda record, document: ApprovalCases.encode_conclude(record, True, document)),
            ("begin procedure", lambda record, document: ApprovalCases.encode_begin_procedure(record, 1, document)),
            ("end procedure", ApprovalCases.encode_end_procedure),
            ("deliver", ApprovalCases.encode_deliver),
        ],
    )
    def test_a_step_that_rests_on_a_document_names_it(
        self, world: World, name: str, call: Callable[[Struct, bytes], bytes]
    ) -> None:
        bring(world, ORIGINS[name])
        with refused("ApprovalCasesDocumentMissing"), world.changing():
            act(world, call(world.record(CASE), ZERO), duty=STEPS[name][0])

    def test_none_of_the_six_procedures_is_refused(self, world: World) -> None:
        bring(world, CaseState.REVIEW)
        with refused("ApprovalCasesProcedureMissing"):
            act(world, ApprovalCases.encode_begin_procedure(world.record(CASE), 0, DOCUMENT))

    def test_a_suspended_lead_still_answers(self, world: World) -> None:
        bring(world, CaseState.ACCEPTED)
        suspend(world, LEAD)
        for name in ("begin review", "grant", "close", "deliver"):
            step(world, name)
        assert case_of(world).state is CaseState.DELIVERED


class TestEnd:
    def test_a_granted_case_closes_with_its_certificate(self, world: World) -> None:
        bring(world, CaseState.GRANTED)
        act(world, ApprovalCases.encode_close_case(world.record(CASE), digest("certificate")))
        case = case_of(world)
        assert (case.certificate, case.granted, case.state) == (digest("certificate"), True, CaseState.CLOSED)
        assert case.decided_at and case.ended_at and not case.delivered_at

    def test_a_denied_case_has_none(self, world: World) -> None:
        bring(world, CaseState.DENIED)
        with refused("ApprovalCasesNotGranted"), world.changing():
            act(world, ApprovalCases.encode_close_case(world.record(CASE), digest("certificate")))
        step(world, "close")
        assert (case_of(world).granted, case_of(world).certificate) == (False, ZERO)

    @pytest.mark.parametrize(
        "state", [CaseState.CLOSED, CaseState.DECLINED, CaseState.WITHDRAWN, CaseState.DELIVERED], ids=lambda s: s.name
    )
    def test_a_case_that_is_over_is_over(self, world: World, state: CaseState) -> None:
        """Nothing but its delivery changes anything in it, whoever tries."""
        bring(world, state, [(CONSUMER.id, 0)])
        record = world.record(CASE)
        calls = [call(record) for name, (_, _, call) in STEPS.items() if name != "deliver"]
        calls += [
            ApprovalCases.encode_add_participants(record, [(AUDITOR.id, 0)]),
            ApprovalCases.encode_settle(record),
            ApprovalCases.encode_decide(record, Opinion.AGREE, DOCUMENT),
            ApprovalCases.encode_pass_over(record, CONSUMER.id, DOCUMENT),
            ApprovalCases.encode_attach(CASE, digest("m"), DOCUMENT, DOCUMENT, MaterialSource.UPLOAD, ZERO),
            opening(departments=[]),
        ]
        with world.changing():
            for data in calls:
                for member in (LEAD, CONSUMER):
                    for duty in ("officer", "approver"):
                        with pytest.raises(Exception, match=r"ApprovalCases|Governed"):
                            act(world, data, member, duty)
        if state in (CaseState.CLOSED, CaseState.DECLINED):
            with world.changing(record_question(), progress_question()):
                step(world, "deliver")
            assert case_of(world).delivered_at and case_of(world).ended_at

    def test_what_happened_stays_in_the_record(self, world: World) -> None:
        bring(world, CaseState.REVIEW)
        attach(world, digest("m"))
        for name in ("grant", "close", "deliver"):
            world.ledger.travel(DAY)
            step(world, name)
        case = case_of(world)
        assert 0 < case.received_at < case.decided_at < case.ended_at < case.delivered_at
        assert progress(world) == (CaseState.DELIVERED, 0, 0, 0, 1, 0)
