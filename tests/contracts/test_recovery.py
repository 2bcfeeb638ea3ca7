"""A member that lost its voting keys, changes, or leaves: nothing stays out of reach, nothing stays behind."""

from __future__ import annotations

import pytest

from chain_node.crypto.secp256k1 import EthKey
from chain_node.ledger.bindings import Consortium, EvidenceAnchor
from tests.contracts.trees import Log, leaves
from tests.contracts.world import (
    AUDITOR,
    AUTHORITY,
    CONSUMER,
    CONSUMER_GATEWAY,
    DAY,
    DUTIES,
    OFFICER,
    PROVIDER,
    PROVIDER_GATEWAY,
    ROLES,
    VOTE,
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

NEW = key_of("new head")
RECORD: Struct = (NEW.address, PROVIDER.id, VOTE, digest("new head"), True)
OLD: Struct = (hand(PROVIDER, "vote").address, PROVIDER.id, VOTE, person(PROVIDER, "vote"), True)


def begin(world: World, record: Struct = RECORD, by: EthKey | None = None) -> None:
    world.act(by or hand(PROVIDER, "recovery"), "Consortium", Consortium.encode_begin_recovery(record))


def finish(world: World, *voting: Struct, record: Struct = RECORD) -> None:
    world.act(key_of("anybody"), "Consortium", Consortium.encode_finish_recovery(record, list(voting)))


def recovery_of(member: bytes = PROVIDER.id) -> tuple[str, bytes]:
    return "Consortium", Consortium.encode_recovery_of(member)


def actor_of(key: EthKey) -> tuple[str, bytes]:
    return "Consortium", Consortium.encode_actor_of(key.address)


class TestRecovery:
    def test_after_seven_days_the_new_account_votes_and_the_old_ones_do_not(self, world: World) -> None:
        with world.changing(recovery_of()):
            begin(world)
        with refused("ConsortiumRecoveryRefused"):
            finish(world, OLD)
        world.ledger.travel(7 * DAY)
        with world.changing(recovery_of(), actor_of(NEW), actor_of(hand(PROVIDER, "vote"))):
            finish(world, OLD)
        with refused("GovernedUnauthorized"):
            world.propose((NEW.address, b"call"))
        appointed = (key_of("x").address, PROVIDER.id, OFFICER, digest("x"), True)
        world.act(NEW, "Consortium", Consortium.encode_set_account(appointed))
        with refused("ConsortiumRecoveryRefused"):
            finish(world, OLD)

    def test_a_voting_account_calls_it_off(self, world: World) -> None:
        begin(world)
        with world.changing(recovery_of()):
            world.act(hand(PROVIDER, "vote"), "Consortium", Consortium.encode_cancel_recovery())
        with refused("ConsortiumRecoveryRefused"):
            world.act(hand(PROVIDER, "vote"), "Consortium", Consortium.encode_cancel_recovery())
        world.ledger.travel(8 * DAY)
        with refused("ConsortiumRecoveryRefused"):
            finish(world, OLD)

    def test_a_new_one_takes_the_place_and_the_time_of_the_last(self, world: World) -> None:
        begin(world)
        world.ledger.travel(6 * DAY)
        other: Struct = (key_of("other head").address, *RECORD[1:])
        begin(world, other)
        world.ledger.travel(2 * DAY)
        with refused("ConsortiumRecoveryRefused"):
            finish(world, OLD, record=other)
        world.ledger.travel(5 * DAY)
        with refused("GovernedRecordMismatch"):
            finish(world, OLD)
        finish(world, OLD, record=other)

    def test_only_the_members_own_recovery_account_begins_one(self, world: World) -> None:
        people = [hand(PROVIDER, duty) for duty in DUTIES if duty != "recovery"]
        for who in (*people, hand(CONSUMER, "recovery"), key_of("anybody")):
            with refused("GovernedUnauthorized"):
                begin(world, by=who)

    def test_nobody_takes_its_account_meanwhile(self, world: World) -> None:
        begin(world)
        taken: Struct = (NEW.address, CONSUMER.id, OFFICER, digest("squatter"), True)
        for owner, record in ((CONSUMER, taken), (PROVIDER, RECORD)):
            with refused("GovernedUnauthorized"):
                world.act(hand(owner, "vote"), "Consortium", Consortium.encode_set_account(record))
        change = Consortium.encode_change_anchor(world.record(CONSUMER_GATEWAY.id), NEW.address)
        with refused("ConsortiumDutiesExclusive"):
            world.act(hand(CONSUMER, "system"), "Consortium", change)
        assert Consortium.decode_actor_of(world.view(*actor_of(NEW)))[1] == 0  # it does not vote yet
        world.act(hand(PROVIDER, "vote"), "Consortium", Consortium.encode_cancel_recovery())
        begin(world)
        world.ledger.travel(7 * DAY)
        finish(world, OLD)

    def test_an_account_of_others_is_not_taken_by_it(self, world: World) -> None:
        foreign: Struct = (hand(CONSUMER, "officer").address, *RECORD[1:])
        with refused("ConsortiumAccountInvalid"):
            begin(world, foreign)

    @pytest.mark.parametrize("change", [{2: OFFICER}, {2: VOTE | OFFICER}, {4: False}, {0: OLD[0]}])
    def test_it_makes_one_new_voting_account_and_nothing_else(self, world: World, change: dict[int, object]) -> None:
        record = tuple(change.get(place, value) for place, value in enumerate(RECORD))
        with refused("ConsortiumAccountInvalid"):
            begin(world, record)

    def test_every_voting_account_is_named_and_no_other(self, world: World) -> None:
        second: Struct = (key_of("second head").address, PROVIDER.id, VOTE, digest("second head"), True)
        world.by_vote(Consortium.encode_set_account(second))
        begin(world)
        world.ledger.travel(7 * DAY)
        with refused("ConsortiumRecoveryRefused"):
            finish(world, OLD)
        foreign: Struct = (hand(CONSUMER, "vote").address, *OLD[1:])
        officer: Struct = (hand(PROVIDER, "officer").address, *OLD[1:])
        for wrong in (foreign, officer):
            with refused("ConsortiumAccountInvalid"):
                finish(world, OLD, second, wrong)
        finish(world, OLD, second)

    @pytest.mark.parametrize("removed", [False, True])
    def test_a_suspended_member_recovers_too_and_a_removed_one_does_not(self, world: World, removed: bool) -> None:
        consumer: Struct = (NEW.address, CONSUMER.id, *RECORD[2:])
        old: Struct = (hand(CONSUMER, "vote").address, CONSUMER.id, VOTE, person(CONSUMER, "vote"), True)
        world.by_vote(Consortium.encode_suspend(world.record(CONSUMER.id)))
        begin(world, consumer, hand(CONSUMER, "recovery"))
        world.ledger.travel(7 * DAY)
        if not removed:
            finish(world, old, record=consumer)
            return
        world.by_two(Consortium.encode_remove(world.record(CONSUMER.id), world.gateways_of(CONSUMER)))
        with refused("ConsortiumRecoveryRefused"):
            finish(world, old, record=consumer)


class TestReach:
    """No vote can make a threshold that can never again be met."""

    @pytest.mark.parametrize("duty", ["vote", "recovery"])
    def test_the_last_voting_or_recovery_account_is_not_dismissed(self, world: World, duty: str) -> None:
        record: Struct = (hand(CONSUMER, duty).address, CONSUMER.id, DUTIES[duty], person(CONSUMER, duty), False)
        with refused("ConsortiumUnreachable"):
            world.by_vote(Consortium.encode_set_account(record))

    def test_a_member_that_gets_a_vote_needs_both(self, world: World) -> None:
        auditor = world.record(AUDITOR.id)
        world.by_vote(Consortium.encode_set_account(
            (hand(AUDITOR, "recovery").address, AUDITOR.id, DUTIES["recovery"], ZERO, False)))  # fmt: skip
        with refused("ConsortiumUnreachable"):
            world.by_vote(Consortium.encode_change_member(auditor, auditor[2], auditor[3], 16 | 64))

    def test_a_suspended_member_does_not_come_back_as_a_voter_without_both(self, world: World) -> None:
        dismissal = (hand(CONSUMER, "vote").address, CONSUMER.id, VOTE, person(CONSUMER, "vote"), False)
        world.by_vote(Consortium.encode_suspend(world.record(CONSUMER.id)))
        world.by_two(Consortium.encode_set_account(dismissal))
        with refused("ConsortiumUnreachable"):
            world.by_two(Consortium.encode_resume(world.record(CONSUMER.id)))
        world.by_two(Consortium.encode_set_account((NEW.address, CONSUMER.id, *RECORD[2:])))
        world.by_two(Consortium.encode_resume(world.record(CONSUMER.id)))

    def test_a_vote_changes_name_and_roles(self, world: World) -> None:
        record = world.record(CONSUMER.id)
        questions = [
            ("Consortium", Consortium.encode_record_of(CONSUMER.id)),
            ("Consortium", Consortium.encode_standing_of(CONSUMER.id)),
            ("Consortium", Consortium.encode_threshold()),
            *(actor_of(hand(CONSUMER, duty)) for duty in DUTIES),
            actor_of(anchor_of(CONSUMER_GATEWAY)),
        ]
        with world.changing(*questions):
            done = world.by_vote(Consortium.encode_change_member(record, "住房公积金中心", "", 2))
        changed = done.event("MemberChanged")["record"]
        assert (changed[2], changed[3], changed[4]) == ("住房公积金中心", "", 2)

    @pytest.mark.parametrize(
        ("name", "roles", "error"),
        [("", 67, "GovernedTextInvalid"), ("x", 0, "ConsortiumMemberInvalid"), ("x", 128, "ConsortiumMemberInvalid")],
    )
    def test_a_malformed_change_is_refused(self, world: World, name: str, roles: int, error: str) -> None:
        with refused(error):
            world.by_vote(Consortium.encode_change_member(world.record(CONSUMER.id), name, "", roles))

    def test_the_last_vote_is_not_taken_by_a_change_of_roles(self, world: World) -> None:
        for member in (CONSUMER, AUTHORITY):
            record = world.record(member.id)
            call = Consortium.encode_change_member(record, record[2], record[3], ROLES[member] & ~64)
            (world.by_vote if member is CONSUMER else world.by_two)(call)
        record = world.record(PROVIDER.id)
        action = (
            Consortium.decode_consortium(world.view("Consortium", Consortium.encode_consortium()))[0],
            Consortium.encode_change_member(record, record[2], record[3], 3),
        )
        proposal = world.propose(action)
        with refused("ConsortiumLastVoter"):
            world.act(key_of("anybody"), "Consortium", Consortium.encode_execute(proposal, action))


class TestRemoval:
    def removed(self, world: World) -> None:
        world.by_vote(Consortium.encode_suspend(world.record(CONSUMER.id)))
        world.ledger.travel(DAY)
        world.by_two(Consortium.encode_remove(world.record(CONSUMER.id), world.gateways_of(CONSUMER)))

    def test_its_gateways_end_and_its_logs_are_frozen_where_they_were_anchored(self, world: World) -> None:
        log = Log(world, world.open_log(CONSUMER_GATEWAY), CONSUMER_GATEWAY)
        log.grow(leaves(5))
        self.removed(world)
        (record,) = EvidenceAnchor.decode_log_of(
            world.view("EvidenceAnchor", EvidenceAnchor.encode_log_of(log.identity))
        )
        assert (record[5], record[11]) == (2, 5)
        assert world.record(CONSUMER_GATEWAY.id)[7] is False
        with refused("EvidenceAnchorNotOpen"):
            log.grow(leaves(9))

    def test_it_can_do_nothing(self, world: World) -> None:
        gateway = world.record(CONSUMER_GATEWAY.id)
        self.removed(world)
        record = world.record(CONSUMER.id)
        calls = [
            Consortium.encode_register_subsystem(record, "x"),
            Consortium.encode_change_gateway(gateway, "https://x", b"c", b"", True),
            Consortium.encode_change_anchor(gateway, key_of("x").address),
            Consortium.encode_register_key(CONSUMER_GATEWAY.id, 1, 1, b"spki", 0),
            Consortium.encode_cancel_recovery(),
            Consortium.encode_begin_recovery((NEW.address, CONSUMER.id, *RECORD[2:])),
            Consortium.encode_set_account((key_of("x").address, CONSUMER.id, OFFICER, digest("x"), True)),
        ]
        for call in calls:
            for duty in DUTIES:
                with refused("GovernedUnauthorized"):
                    world.act(hand(CONSUMER, duty), "Consortium", call)

    def test_it_does_not_answer_a_demand_any_more(self, world: World) -> None:
        by = world.now + 9 * DAY
        call = EvidenceAnchor.encode_request_demand(PROVIDER_GATEWAY.id, CONSUMER_GATEWAY.id, digest("request"), by)
        claim = world.act(anchor_of(PROVIDER_GATEWAY), "EvidenceAnchor", call).event("ClaimMade")["record"]
        self.removed(world)
        with refused("GovernedUnauthorized"):
            answer = EvidenceAnchor.encode_answer_demand(claim, digest("answer"))
            world.act(anchor_of(CONSUMER_GATEWAY), "EvidenceAnchor", answer)

    def test_every_gateway_is_named_once(self, world: World) -> None:
        world.by_vote(Consortium.encode_suspend(world.record(CONSUMER.id)))
        world.ledger.travel(DAY)
        own, foreign = world.gateways_of(CONSUMER), world.gateways_of(PROVIDER)
        assert own[0][0] == CONSUMER_GATEWAY.id and foreign[0][0] == PROVIDER_GATEWAY.id
        for gateways in ([], own * 2, foreign):
            with refused("ConsortiumGatewaysIncomplete"):
                world.by_two(Consortium.encode_remove(world.record(CONSUMER.id), gateways))

    def test_a_member_has_sixteen_gateways_at_most(self, world: World) -> None:
        for number in range(16):
            call = Consortium.encode_register_gateway(
                world.record(CONSUMER.id), f"g{number}", "https://x", b"c", key_of(f"anchor {number}").address
            )
            if number == 15:
                with refused("ConsortiumGatewaysIncomplete"):
                    world.act(hand(CONSUMER, "system"), "Consortium", call)
            else:
                world.act(hand(CONSUMER, "system"), "Consortium", call)
