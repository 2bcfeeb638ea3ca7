"""Equivocation convicts; claims are answered by proof or stay unanswered, and convict nobody."""

from __future__ import annotations

from typing import Any

import pytest

from chain_node.crypto.secp256k1 import EthKey
from chain_node.evidence.checkpoint import log_id
from chain_node.ledger.bindings import Consortium, EvidenceAnchor
from tests.contracts import trees
from tests.contracts.trees import Log, leaves
from tests.contracts.world import (
    AUDITOR,
    CONSUMER,
    CONSUMER_GATEWAY,
    DAY,
    DUTIES,
    HOUR,
    PROVIDER,
    PROVIDER_GATEWAY,
    ZERO,
    Struct,
    World,
    anchor_of,
    digest,
    hand,
    key_of,
    refused,
)

PREFIX, INCLUSION, DEMAND = 1, 2, 3
CLAIMED, ANSWERED, UNANSWERED, NOT_RECEIVED = 1, 2, 3, 4
AUDIT = hand(AUDITOR, "audit")
STRANGERS = [hand(PROVIDER, duty) for duty in DUTIES if duty != "audit"] + [key_of("anybody")]


@pytest.fixture(scope="module")
def prepared(founded: World) -> World:
    """Both gateways' logs."""
    founded.open_log(PROVIDER_GATEWAY)
    founded.open_log(CONSUMER_GATEWAY, profile=3)
    return founded


def log_for(world: World, gateway: Any, profile: int) -> Log:
    contract = world.addresses["EvidenceAnchor"]
    return Log(world, log_id(world.ledger.chain_id, contract, gateway.id, 0, profile), gateway, profile)


@pytest.fixture
def log(world: World) -> Log:
    """The provider's log with ten leaves anchored."""
    found = log_for(world, PROVIDER_GATEWAY, 1)
    found.grow(leaves(10))
    return found


def act(world: World, who: EthKey, data: bytes) -> Any:
    return world.act(who, "EvidenceAnchor", data)


def claim_of(key: bytes) -> tuple[str, bytes]:
    return "EvidenceAnchor", EvidenceAnchor.encode_claim_of(key)


def made(done: Any) -> bytes:
    found: bytes = done.event("ClaimMade")["id"]
    return found


def state(world: World, claim: bytes) -> int:
    found: int = world.record(claim)[2]
    return found


def between(world: World, claimant: bytes, against: Any = PROVIDER_GATEWAY) -> tuple[int, int]:
    data = EvidenceAnchor.encode_claims_between(claimant, against.id)
    opened, today = EvidenceAnchor.decode_claims_between(world.view("EvidenceAnchor", data))
    return opened, today


class TestEquivocation:
    def report(self, log: Log, first: Struct, second: Struct, *keys: EthKey) -> Any:
        by = keys or (log.key, log.key)
        data = EvidenceAnchor.encode_report_equivocation(first, log.sign(first, by[0]), second, log.sign(second, by[1]))
        return act(log.world, key_of("anybody"), data)

    def test_two_roots_for_one_size_mark_the_log(self, log: Log) -> None:
        first = log.checkpoint(12, trees.root(leaves(12)))
        second = log.checkpoint(12, trees.root(leaves(12, "other")), epoch=7, note=digest("other note"))
        with log.world.changing(("EvidenceAnchor", EvidenceAnchor.encode_log_of(log.identity))):
            done = self.report(log, first, second)
        values = done.event("EquivocationReported")
        assert (values["first"], values["second"]) == (first, second)
        assert values["firstSignature"] == log.sign(first) and values["secondSignature"] == log.sign(second)
        assert log.world.record(log.identity)[13] is True
        with refused("EvidenceAnchorFaultedAlready"):
            self.report(log, first, second)
        log.grow(leaves(12))

    def test_two_second_roots_do_too(self, world: World) -> None:
        log = log_for(world, CONSUMER_GATEWAY, 3)
        root = trees.root(leaves(4))
        self.report(log, log.checkpoint(4, root, alt=digest("a")), log.checkpoint(4, root, alt=digest("b")))

    @pytest.mark.parametrize("change", [{"epoch": 5}, {"note": digest("x")}, {"size": 13, "root": digest("x")}, {}])
    def test_what_does_not_contradict_is_refused(self, log: Log, change: dict[str, Any]) -> None:
        root = trees.root(leaves(12))
        size, other = change.pop("size", 12), change.pop("root", root)
        with refused("EvidenceAnchorNoContradiction"):
            self.report(log, log.checkpoint(12, root), log.checkpoint(size, other, **change))

    def test_of_two_logs_is_refused(self, log: Log) -> None:
        other = log_for(log.world, CONSUMER_GATEWAY, 3)
        first, second = log.checkpoint(12, digest("a")), other.checkpoint(12, digest("b"))
        with refused("EvidenceAnchorNoContradiction"):
            self.report(log, first, second, log.key, other.key)
        with refused("EvidenceAnchorWrongSigner"):
            self.report(log, first, second)

    def test_a_key_that_never_anchored_convicts_nobody(self, log: Log) -> None:
        first, second = log.checkpoint(12, digest("a")), log.checkpoint(12, digest("b"))
        for keys in ((log.key, key_of("x")), (hand(PROVIDER, "system"), log.key), (anchor_of(CONSUMER_GATEWAY),) * 2):
            with refused("EvidenceAnchorWrongSigner"):
                self.report(log, first, second, *keys)

    def test_a_key_that_was_replaced_still_convicts(self, log: Log) -> None:
        new = key_of("new anchor")
        data = Consortium.encode_change_anchor(log.world.record(PROVIDER_GATEWAY.id), new.address)
        log.world.act(hand(PROVIDER, "system"), "Consortium", data)
        self.report(log, log.checkpoint(12, digest("a")), log.checkpoint(12, digest("b")), log.key, new)

    def test_of_a_frozen_log_too(self, log: Log) -> None:
        act(log.world, hand(PROVIDER, "system"), EvidenceAnchor.encode_freeze_log(log.identity, 10, ZERO))
        self.report(log, log.checkpoint(12, digest("a")), log.checkpoint(12, digest("b")))


class TestPrefix:
    def challenge(self, log: Log, checkpoint: Struct, who: EthKey = AUDIT, days: int = 2) -> bytes:
        data = EvidenceAnchor.encode_challenge_prefix(checkpoint, log.sign(checkpoint), log.world.now + days * DAY)
        return made(act(log.world, who, data))

    def earlier(self, log: Log, size: int = 6) -> Struct:
        return log.checkpoint(size, trees.root(leaves(size)), epoch=1, prev_size=0, prev_root=ZERO)

    def answer(self, log: Log, claim: bytes, proof: list[bytes]) -> None:
        data = EvidenceAnchor.encode_answer_prefix(log.world.record(claim), proof)
        act(log.world, key_of("anybody"), data)

    def test_a_prefix_is_proven(self, log: Log) -> None:
        claim = self.challenge(log, self.earlier(log))
        assert log.world.record(claim)[1:4] == (PREFIX, CLAIMED, AUDITOR.id)
        for wrong in ([], trees.proof(7, leaves(10)), [*trees.proof(6, leaves(10)), ZERO]):
            with refused("EvidenceAnchorInconsistent"):
                self.answer(log, claim, wrong)
        with log.world.changing(claim_of(claim)):
            self.answer(log, claim, trees.proof(6, leaves(10)))
        assert state(log.world, claim) == ANSWERED

    def test_the_head_itself_is_its_own_prefix(self, log: Log) -> None:
        claim = self.challenge(log, self.earlier(log, 10))
        with refused("EvidenceAnchorInconsistent"):
            self.answer(log, claim, [ZERO])
        self.answer(log, claim, [])

    def test_another_head_of_the_same_size_is_not(self, log: Log) -> None:
        claim = self.challenge(log, log.checkpoint(10, trees.root(leaves(10, "other")), epoch=1))
        with refused("EvidenceAnchorInconsistent"):
            self.answer(log, claim, [])

    def test_the_proof_is_to_the_head_of_the_day(self, log: Log) -> None:
        claim = self.challenge(log, self.earlier(log))
        log.grow(leaves(33))
        with refused("EvidenceAnchorInconsistent"):
            self.answer(log, claim, trees.proof(6, leaves(10)))
        self.answer(log, claim, trees.proof(6, leaves(33)))

    def test_what_is_larger_than_the_head_is_anchored_instead(self, log: Log) -> None:
        with refused("EvidenceAnchorNotAnchored"):
            self.challenge(log, log.checkpoint(11, trees.root(leaves(11))))

    def test_only_what_the_gateway_signed(self, log: Log) -> None:
        checkpoint = self.earlier(log)
        signature = log.sign(checkpoint, key_of("x"))
        with refused("EvidenceAnchorWrongSigner"):
            act(
                log.world, AUDIT, EvidenceAnchor.encode_challenge_prefix(checkpoint, signature, log.world.now + 2 * DAY)
            )

    def test_what_was_signed_is_in_an_event(self, log: Log) -> None:
        checkpoint = self.earlier(log)
        data = EvidenceAnchor.encode_challenge_prefix(checkpoint, log.sign(checkpoint), log.world.now + 2 * DAY)
        values = act(log.world, AUDIT, data).event("PrefixChallenged")
        assert (values["checkpoint"], values["signature"]) == (checkpoint, log.sign(checkpoint))

    def test_unanswered_in_time_it_stays_so_and_sets_no_fault(self, log: Log) -> None:
        claim = self.challenge(log, self.earlier(log))
        close = EvidenceAnchor.encode_close_claim(log.world.record(claim))
        with refused("EvidenceAnchorClaimState"):
            act(log.world, key_of("x"), close)
        log.world.ledger.travel(2 * DAY)
        with refused("EvidenceAnchorClaimState"):
            self.answer(log, claim, trees.proof(6, leaves(10)))
        with log.world.changing(claim_of(claim)):
            act(log.world, key_of("x"), close)
        assert state(log.world, claim) == UNANSWERED
        (record,) = EvidenceAnchor.decode_log_of(
            log.world.view("EvidenceAnchor", EvidenceAnchor.encode_log_of(log.identity))
        )
        assert record[13] is False
        with refused("EvidenceAnchorClaimState"):
            act(log.world, key_of("x"), EvidenceAnchor.encode_close_claim(log.world.record(claim)))

    def test_only_by_anchor_or_audit(self, log: Log) -> None:
        for who in STRANGERS:
            with refused("GovernedUnauthorized"):
                self.challenge(log, self.earlier(log), who)
        self.challenge(log, self.earlier(log), anchor_of(CONSUMER_GATEWAY))


class TestInclusion:
    def challenge(self, log: Log, index: int, leaf: bytes, who: EthKey = AUDIT) -> bytes:
        data = EvidenceAnchor.encode_challenge_inclusion(
            log.identity, index, leaf, digest("message"), log.world.now + 2 * DAY
        )
        return made(act(log.world, who, data))

    def answer(self, log: Log, claim: bytes, path: list[bytes]) -> None:
        act(log.world, key_of("x"), EvidenceAnchor.encode_answer_inclusion(log.world.record(claim), path))

    @pytest.mark.parametrize("index", [0, 3, 8, 9])
    def test_a_leaf_is_proven(self, log: Log, index: int) -> None:
        claim = self.challenge(log, index, leaves(10)[index])
        path = trees.path(index, leaves(10))
        for wrong in (path[:-1], [*path, ZERO], path[::-1] if len(path) > 1 else [], [ZERO, *path[1:]]):
            with refused("EvidenceAnchorNotIncluded"):
                self.answer(log, claim, wrong)
        with log.world.changing(claim_of(claim)):
            self.answer(log, claim, path)
        assert state(log.world, claim) == ANSWERED

    def test_another_leaf_at_that_place_is_not(self, log: Log) -> None:
        claim = self.challenge(log, 3, digest("promised"))
        with refused("EvidenceAnchorNotIncluded"):
            self.answer(log, claim, trees.path(3, leaves(10)))

    def test_a_leaf_beyond_the_head_is_proven_once_it_is_anchored(self, log: Log) -> None:
        claim = self.challenge(log, 11, leaves(12)[11])
        with refused("EvidenceAnchorNotIncluded"):
            self.answer(log, claim, trees.path(11, leaves(12)))
        log.grow(leaves(12))
        self.answer(log, claim, trees.path(11, leaves(12)))

    def test_of_a_huge_log(self, world: World) -> None:
        log = log_for(world, PROVIDER_GATEWAY, 1)
        log.grow_uniform(10**9)
        claim = self.challenge(log, 123_456_789, trees.LEAF)
        self.answer(log, claim, trees.uniform_path(123_456_789, 10**9))

    def test_of_no_log_is_refused(self, log: Log) -> None:
        data = EvidenceAnchor.encode_challenge_inclusion(digest("x"), 0, ZERO, ZERO, log.world.now + 2 * DAY)
        with refused("EvidenceAnchorNotOpen"):
            act(log.world, AUDIT, data)

    def test_only_by_anchor_or_audit(self, log: Log) -> None:
        for who in STRANGERS:
            with refused("GovernedUnauthorized"):
                self.challenge(log, 0, ZERO, who)

    def test_one_kind_is_not_answered_as_another(self, log: Log) -> None:
        claim = self.challenge(log, 3, leaves(10)[3])
        with refused("EvidenceAnchorClaimState"):
            act(log.world, key_of("x"), EvidenceAnchor.encode_answer_prefix(log.world.record(claim), []))

    def test_a_forged_record_is_refused(self, log: Log) -> None:
        record = log.world.record(self.challenge(log, 3, digest("promised")))
        forged = (*record[:8], leaves(10)[3], *record[9:])
        data = EvidenceAnchor.encode_answer_inclusion(forged, trees.path(3, leaves(10)))
        with refused("GovernedRecordMismatch"):
            act(log.world, key_of("x"), data)


class TestDemands:
    ANCHOR = anchor_of(CONSUMER_GATEWAY)
    ANSWERING = anchor_of(PROVIDER_GATEWAY)

    def demand(self, world: World, name: str = "request", wait: int = 2 * DAY, who: EthKey = ANCHOR) -> bytes:
        data = EvidenceAnchor.encode_request_demand(
            CONSUMER_GATEWAY.id, PROVIDER_GATEWAY.id, digest(name), world.now + wait
        )
        return made(act(world, who, data))

    def answer(self, world: World, claim: bytes, answer: bytes, who: EthKey = ANSWERING) -> None:
        act(world, who, EvidenceAnchor.encode_answer_demand(world.record(claim), answer))

    @pytest.mark.parametrize(("answer", "state_then"), [(digest("response"), ANSWERED), (ZERO, NOT_RECEIVED)])
    def test_answered_by_a_digest_or_closed_as_not_received(self, world: World, answer: bytes, state_then: int) -> None:
        claim = self.demand(world)
        assert between(world, CONSUMER_GATEWAY.id) == (1, 1)
        with world.changing(claim_of(claim)):
            self.answer(world, claim, answer)
        assert (state(world, claim), world.record(claim)[12]) == (state_then, answer)
        assert between(world, CONSUMER_GATEWAY.id) == (0, 1)
        with refused("EvidenceAnchorClaimState"):
            self.answer(world, claim, answer)

    def test_silence_is_recorded(self, world: World) -> None:
        claim = self.demand(world)
        world.ledger.travel(2 * DAY)
        act(world, key_of("x"), EvidenceAnchor.encode_close_claim(world.record(claim)))
        assert state(world, claim) == UNANSWERED

    def test_only_between_the_gateways_themselves(self, world: World) -> None:
        for who in (hand(CONSUMER, "audit"), anchor_of(PROVIDER_GATEWAY), key_of("x")):
            with refused("GovernedUnauthorized"):
                self.demand(world, who=who)
        claim = self.demand(world)
        for who in (self.ANCHOR, hand(PROVIDER, "system"), key_of("x")):
            with refused("GovernedUnauthorized"):
                self.answer(world, claim, digest("response"), who)

    def test_of_an_unknown_gateway_is_refused(self, world: World) -> None:
        data = EvidenceAnchor.encode_request_demand(CONSUMER_GATEWAY.id, digest("x"), ZERO, world.now + 2 * DAY)
        with refused("EvidenceAnchorNotOpen"):
            act(world, self.ANCHOR, data)

    @pytest.mark.parametrize("wait", [23 * HOUR, 31 * DAY, -DAY])
    def test_a_day_to_answer_at_least_and_thirty_at_most(self, world: World, wait: int) -> None:
        with refused("EvidenceAnchorDeadlineInvalid"):
            self.demand(world, wait=wait)

    def test_the_same_request_is_demanded_once(self, world: World) -> None:
        claim = self.demand(world)
        with refused("EvidenceAnchorClaimState"):
            self.demand(world)
        self.answer(world, claim, digest("response"))
        with refused("EvidenceAnchorClaimState"):
            self.demand(world)

    def test_five_open_and_twenty_a_day_per_pair(self, world: World) -> None:
        for number in range(20):
            claim = self.demand(world, f"r{number}")
            if number >= 4:
                if number == 4:
                    with refused("EvidenceAnchorTooManyClaims"):
                        self.demand(world, "sixth")
                self.answer(world, claim, digest("response"))
        with refused("EvidenceAnchorTooManyClaims"):
            self.demand(world, "twenty-first")
        assert between(world, CONSUMER_GATEWAY.id) == (4, 20)
        log = log_for(world, PROVIDER_GATEWAY, 1)
        data = EvidenceAnchor.encode_challenge_inclusion(log.identity, 0, ZERO, ZERO, world.now + 2 * DAY)
        act(world, self.ANCHOR, data)
        world.ledger.travel(DAY)
        assert between(world, CONSUMER_GATEWAY.id) == (4, 0)
        self.demand(world, "next day")
