"""Attacks on the contracts, each by its name. Replayed acts are in `test_relay.py` too."""

from __future__ import annotations

import re

import pytest
from eth_abi.abi import encode

import contracts
from chain_node.crypto.secp256k1 import EthKey, checksum_address, keccak256
from chain_node.evidence.checkpoint import Checkpoint, signing_digest
from chain_node.ledger.acts import Act, relay_call
from chain_node.ledger.acts import signing_digest as act_digest
from chain_node.ledger.bindings import (
    Authorization,
    Consortium,
    DataCatalogue,
    EvidenceAnchor,
    Relay,
    WorkCalendar,
)
from chain_node.ledger.founding import contract_name
from chain_node.ledger.transactions import sign_transaction
from tests.contracts import hostile, trees, violations
from tests.contracts.test_entry_points import strike
from tests.contracts.town import LEAVER, LEAVER_GATEWAY, WHY, Town
from tests.contracts.town_views import NEW_MEMBER
from tests.contracts.trees import Log, leaves
from tests.contracts.world import (
    AUTHORITY,
    CONSUMER,
    DAY,
    HOUR,
    LICENSE,
    OFFICER,
    PROVIDER,
    Struct,
    World,
    digest,
    hand,
    key_of,
    refused,
)

SOURCES = [path for path in sorted(contracts.HERE.rglob("*.sol")) if "node_modules" not in path.parts]
SHIFT = 15
"""Seconds by which whoever makes a block may choose its time."""
REVOKED = 3
Action = tuple[str, bytes]


def agreed(world: World, contract: str, call: bytes) -> tuple[bytes, Action]:
    """A proposal that waits for nothing but to be carried out."""
    action = (checksum_address(world.addresses[contract]), call)
    proposal = world.propose(action)
    for member in (CONSUMER, AUTHORITY):
        world.act(hand(member, "vote"), "Consortium", Consortium.encode_vote(proposal))
    return proposal, action


def carry_out(world: World, voted: tuple[bytes, Action]) -> None:
    world.act(key_of("anybody"), "Consortium", Consortium.encode_execute(*voted))


class TestReentrancy:
    """Our contracts call each other, what a vote names, and what a signed act names; the last two may call back."""

    def vote_on(self, world: World, call: bytes, swallow: bool) -> tuple[bytes, Action]:
        """Have a hostile contract named by vote, and vote to call it; it will call the Consortium."""
        at, code_hash = hostile.build(world, world.addresses["Consortium"], call, swallow)
        world.by_vote(Consortium.encode_name_contract(contract_name("Plugin"), at, code_hash))
        action = (at, b"any call")
        proposal = world.propose(action)
        for member in (CONSUMER, AUTHORITY):
            world.act(hand(member, "vote"), "Consortium", Consortium.encode_vote(proposal))
        return proposal, action

    def own_execution(self, world: World) -> bytes:
        """The call by which the second proposal of this world carries itself out once more."""
        action = (checksum_address(hostile.hostile_address(world)), b"any call")
        content = keccak256(encode(["(address,bytes)"], [action]))
        return Consortium.encode_execute(keccak256(encode(["bytes32", "uint64"], [content, 2])), action)

    def test_reentrancy_of_a_proposal_into_itself(self, world: World) -> None:
        voted = self.vote_on(world, self.own_execution(world), swallow=False)
        with refused("ConsortiumProposalClosed"):
            carry_out(world, voted)
        state = Consortium.decode_proposal_of(world.view("Consortium", Consortium.encode_proposal_of(voted[0])))
        assert state[2] is False

    def test_reentrancy_that_hides_its_failure_is_one_execution(self, world: World) -> None:
        proposal, action = self.vote_on(world, self.own_execution(world), swallow=True)
        done = world.act(key_of("anybody"), "Consortium", Consortium.encode_execute(proposal, action))
        assert [one.name for one in done.events] == ["ProposalExecuted"]

    def test_reentrancy_has_no_right_of_the_consortium(self, world: World) -> None:
        voted = self.vote_on(world, Consortium.encode_set_threshold(9_000), swallow=False)
        with refused("GovernedUnauthorized"):
            carry_out(world, voted)

    def test_reentrancy_of_a_signed_act_into_the_relay(self, world: World) -> None:
        """The number of the act is used before it is carried out."""
        signer, relay = hand(PROVIDER, "officer"), world.addresses["Relay"]
        act = Act(signer.address_bytes, hostile.hostile_address(world), b"any call", 0, world.now + DAY)
        call = relay_call(act, signer.sign_digest(act_digest(act, world.ledger.chain_id, relay)))
        hostile.build(world, relay, call, swallow=True)
        done = world.act(key_of("anybody"), "Relay", call)
        assert [one.name for one in done.events] == ["ExecutedForwardRequest"]
        assert Relay.decode_nonces(world.view("Relay", Relay.encode_nonces(signer.address))) == (1,)

    def test_nothing_else_calls_what_somebody_names(self) -> None:
        found = []
        for path in SOURCES:
            calls = re.findall(r"functionCall|\.call\(|delegatecall|\.transfer\(|\.send\(", path.read_text("utf-8"))
            found += [(path.name, one) for one in calls]
        assert found == [("Consortium.sol", "functionCall")]


class TestFrontRunning:
    """Between the last vote and the execution, whoever has no vote in it acts first."""

    def test_front_running_the_vote_that_confirms_the_halt_of_a_service(self, town: Town) -> None:
        world = town.world
        halt = DataCatalogue.encode_halt_service(world.record(LICENSE.id), world.now + 3 * DAY - HOUR, WHY)
        world.act(hand(AUTHORITY, "security"), "DataCatalogue", halt)
        record = world.record(LICENSE.id)
        voted = agreed(
            world, "DataCatalogue", DataCatalogue.encode_confirm_service_halt(record, world.now + 9 * DAY, WHY)
        )
        for active in (True, False):
            change = DataCatalogue.encode_change_service(record, list(record[5]), active)
            with refused("DataCatalogueServiceHalted"):
                world.act(hand(PROVIDER, "system"), "DataCatalogue", change)
        carry_out(world, voted)
        world.ledger.travel(10 * DAY)
        change = DataCatalogue.encode_change_service(world.record(LICENSE.id), list(record[5]), False)
        world.act(hand(PROVIDER, "system"), "DataCatalogue", change)

    def test_front_running_the_halt_of_a_service_ends_with_the_halt_of_its_member(self, town: Town) -> None:
        """A provider that changes its service before each halt of it is halted itself: nobody changes a member's record
        but regulators and votes."""
        world = town.world
        record = world.record(LICENSE.id)
        halt = DataCatalogue.encode_halt_service(record, world.now + DAY, WHY)
        change = DataCatalogue.encode_change_service(record, [*record[5], ("PUT", "/x")], True)
        world.act(hand(PROVIDER, "system"), "DataCatalogue", change)
        with refused("GovernedRecordMismatch"):
            world.act(hand(AUTHORITY, "security"), "DataCatalogue", halt)
        strike(town, "halted", PROVIDER)
        record = world.record(LICENSE.id)
        with refused("GovernedMemberNotActive"):
            world.act(hand(PROVIDER, "system"), "DataCatalogue",
                      DataCatalogue.encode_change_service(record, list(record[5]), False))  # fmt: skip
        halt = DataCatalogue.encode_halt_service(record, world.now + DAY, WHY)
        world.act(hand(AUTHORITY, "security"), "DataCatalogue", halt)

    def test_front_running_a_removal_by_the_member_that_is_removed(self, town: Town) -> None:
        """Its gateways' records stand in the proposal; while it is suspended it changes none and adds none."""
        world, system = town.world, hand(LEAVER, "system")
        voted = agreed(
            world, "Consortium", Consortium.encode_remove(world.record(LEAVER.id), world.gateways_of(LEAVER))
        )
        gateway, owner, new = world.record(LEAVER_GATEWAY.id), world.record(LEAVER.id), key_of("new").address
        for call in (
            Consortium.encode_change_gateway(gateway, "https://10.0.0.3", b"other", b"", True),
            Consortium.encode_change_anchor(gateway, new),
            Consortium.encode_register_gateway(owner, "gw2", "https://10.0.0.3", b"c", new),
        ):
            with refused("GovernedMemberNotActive"):
                world.act(system, "Consortium", call)
        carry_out(world, voted)

    def test_front_running_a_vote_on_a_member_by_a_regulator_works_once_in_thirty_days(self, town: Town) -> None:
        world = town.world
        voted = agreed(world, "Consortium", Consortium.encode_suspend(world.record(CONSUMER.id)))
        strike(town, "halted", CONSUMER)
        with refused("GovernedRecordMismatch"):
            carry_out(world, voted)
        again = agreed(world, "Consortium", Consortium.encode_suspend(world.record(CONSUMER.id)))
        for regulator in (hand(AUTHORITY, "security"), hand(violations.SECOND, "security")):
            with refused("ConsortiumHaltRefused"):
                halt = Consortium.encode_halt(world.record(CONSUMER.id), world.now + HOUR, WHY)
                world.act(regulator, "Consortium", halt)
        carry_out(world, again)

    def test_front_running_an_appeal_by_giving_a_grant_back_or_taking_it(self, town: Town) -> None:
        """What a vote overturns is not held up by whoever ends one of its grants; that grant stays ended."""
        world = town.world
        world.ledger.travel(45 * DAY)  # the regulators let the clock run out: a vote decides
        voted = agreed(world, "Accountability", violations.overturn_call(world, town.cases["appealed"]))
        revoke = Authorization.encode_revoke(town.record("punished"), WHY)
        world.act(hand(PROVIDER, "security"), "Authorization", revoke)
        carry_out(world, voted)
        assert town.record("punished")[6] == REVOKED
        assert world.record(CONSUMER.id)[8] == 0

    def test_front_running_an_appeal_with_other_records_is_no_way_for_a_regulator(self, town: Town) -> None:
        world = town.world
        call = violations.overturn_call(world, town.cases["appealed"])
        revoke = Authorization.encode_revoke(town.record("punished"), WHY)
        world.act(hand(PROVIDER, "security"), "Authorization", revoke)
        with refused("GovernedRecordMismatch"):
            world.act(violations.OTHER_JUDGE, "Accountability", call)

    def test_front_running_an_admission_by_claiming_its_account_shows_who_did_it(self, town: Town) -> None:
        """An account is bound to the first member that names it. Whoever takes a newcomer's is in the event, and the
        admission is voted on again with another account."""
        world = town.world
        record = (NEW_MEMBER.id, ["CN", "GOV", "mzj"], "民政局", "", 2, 0, 0, 0, 0)
        admit = [
            Consortium.encode_admit(record, [(key_of(name).address, record[0], OFFICER, digest(name), True)])
            for name in ("first", "second")
        ]
        voted = agreed(world, "Consortium", admit[0])
        claim: Struct = (key_of("first").address, PROVIDER.id, OFFICER, digest("squatter"), True)
        done = world.act(hand(PROVIDER, "vote"), "Consortium", Consortium.encode_set_account(claim))
        assert done.event("AccountSet")["record"][1] == PROVIDER.id
        with refused("ConsortiumDutiesExclusive"):
            carry_out(world, voted)
        world.by_vote(admit[1])

    def test_front_running_an_execution_carries_out_the_same(self, town: Town) -> None:
        """Whoever executes first decides nothing: neither what is done, nor twice, nor with fewer votes."""
        world, proposal = town.world, town.proposals["ready proposal"]
        other = (town.at("Consortium"), Consortium.encode_set_threshold(10_000))
        with refused("GovernedRecordMismatch"):
            carry_out(world, (proposal, other))
        carry_out(world, (proposal, town.ready))
        with refused("ConsortiumProposalClosed"):
            carry_out(world, (proposal, town.ready))

    def test_front_running_a_vote_with_the_same_vote(self, town: Town) -> None:
        """A vote is counted by member, whoever's account brings it first."""
        world = town.world
        second: Struct = (key_of("second head").address, CONSUMER.id, 128, digest("second head"), True)
        world.by_vote(Consortium.encode_set_account(second))
        vote = Consortium.encode_vote(town.proposals["open proposal"])
        world.act(key_of("second head"), "Consortium", vote)
        with refused("ConsortiumVotedAlready"):
            world.act(hand(CONSUMER, "vote"), "Consortium", vote)


class TestReplay:
    """Across chain, contract and number. Of what persons sign: `test_relay.py`."""

    def signature(self, log: Log, checkpoint: Struct, chain: int, contract: bytes) -> bytes:
        return log.key.sign_digest(signing_digest(Checkpoint(*checkpoint), chain, contract, keccak256))

    def test_replay_of_a_checkpoint_across_chain_and_contract(self, town: Town) -> None:
        log, chain, contract = town.log, town.world.ledger.chain_id, town.world.addresses["EvidenceAnchor"]
        checkpoint, proof = log.checkpoint(7, trees.root(leaves(7))), trees.proof(4, leaves(7))
        for elsewhere in ((chain + 1, contract), (chain, town.world.addresses["Relay"])):
            call = EvidenceAnchor.encode_anchor_signed(checkpoint, proof, self.signature(log, checkpoint, *elsewhere))
            with refused("EvidenceAnchorWrongSigner"):
                town.world.act(key_of("anybody"), "EvidenceAnchor", call)

    def test_replay_of_a_checkpoint_across_log_and_number(self, town: Town) -> None:
        log, chain, contract = town.log, town.world.ledger.chain_id, town.world.addresses["EvidenceAnchor"]
        checkpoint, proof = log.checkpoint(7, trees.root(leaves(7))), trees.proof(4, leaves(7))
        signed = self.signature(log, checkpoint, chain, contract)
        moved = (town.other_log.identity, *checkpoint[1:])
        for changed in (moved, (checkpoint[0], 3, *checkpoint[2:])):
            with refused("EvidenceAnchorWrongSigner"):
                call = EvidenceAnchor.encode_anchor_signed(changed, proof, signed)
                town.world.act(key_of("anybody"), "EvidenceAnchor", call)
        call = EvidenceAnchor.encode_anchor_signed(checkpoint, proof, signed)
        town.world.act(key_of("anybody"), "EvidenceAnchor", call)
        with refused("EvidenceAnchorHeadMoved"):
            town.world.act(key_of("anybody"), "EvidenceAnchor", call)


class TestTimestamps:
    """Whoever makes a block chooses its time within 15 seconds."""

    def test_timestamp_games_choose_no_identifier(self, town: Town) -> None:
        trial = town.world.ledger.trial()
        before = {name: trial.call(town.world.addresses[at], call, who.address_bytes).data
                  for name, (who, at, call) in town.calls.items()}  # fmt: skip
        town.world.ledger.travel(SHIFT)
        trial = town.world.ledger.trial()
        for name, (who, at, call) in town.calls.items():
            assert (
                trial.call(town.world.addresses[at], call, who.address_bytes).data == before[name] == town.future[name]
            )

    def test_timestamp_games_are_small_against_every_span(self) -> None:
        """The shortest span that any contract knows is a day: 15 seconds are less than one part in 5,000 of it."""
        seconds = {"seconds": 1, "minutes": 60, "hours": 3_600, "days": 86_400, "weeks": 604_800}
        spans = [
            int(count) * seconds[unit]
            for path in SOURCES
            for count, unit in re.findall(r"constant \w+ = (?:\d+ \* )?(\d+) (\w+);", path.read_text("utf-8"))
            if unit in seconds
        ]
        zone = 8 * 3_600
        assert spans.count(zone) == 2  # Asia/Shanghai, twice; no span
        assert min(one for one in spans if one != zone) == 86_400 and len(spans) > 8

    def test_timestamp_games_at_midnight_move_a_clock_by_one_working_day_at_most(self, world: World) -> None:
        midnight = 1_795_536_000  # 2026-11-25 00:00:00 in Shanghai
        trial, to = world.ledger.trial(), world.addresses["WorkCalendar"]

        def end(time: int) -> int:
            (found,) = WorkCalendar.decode_add_working_days(
                trial.call(to, WorkCalendar.encode_add_working_days(time, 5)).data
            )
            return int(found)

        for night in range(midnight, midnight + 14 * DAY, DAY):
            before, after = end(night - SHIFT), end(night + SHIFT)
            between = WorkCalendar.encode_working_days_between(before - 1, after - 1)
            (count,) = WorkCalendar.decode_working_days_between(trial.call(to, between).data)
            assert before <= after and count <= 1
            assert end(night - DAY + SHIFT) == before and end(night + DAY - SHIFT) == after

    @pytest.mark.parametrize("offset", [-SHIFT, 0, SHIFT])
    def test_timestamp_games_open_nothing_before_its_time(self, world: World, offset: int) -> None:
        """A recovery begins its seven days with the block; neither block's time can shorten them by more."""
        new: Struct = (key_of("new head").address, PROVIDER.id, 128, digest("new head"), True)
        old = (hand(PROVIDER, "vote").address, PROVIDER.id, 128, digest("x"), True)
        world.act(hand(PROVIDER, "recovery"), "Consortium", Consortium.encode_begin_recovery(new))
        begun = world.ledger.head().timestamp
        world.ledger.travel(begun + 7 * DAY + offset - world.now)
        call = Consortium.encode_finish_recovery(new, [old])
        if offset < 0:
            with refused("ConsortiumRecoveryRefused"):
                world.act(key_of("anybody"), "Consortium", call)
        else:
            world.act(key_of("anybody"), "Consortium", call)


def with_gas(world: World, who: EthKey, contract: str, call: bytes, gas: int) -> bool:
    """One transaction with so much gas and no more; whether it did not fail."""
    ledger = world.ledger
    raw = sign_transaction(who, ledger.chain_id, ledger.nonce(who.address_bytes), world.addresses[contract], call, gas)
    found = ledger.receipt(ledger.submit(raw))
    assert found is not None
    return found.success


class TestGasExhaustion:
    """Whoever brings another's act or a vote chooses the gas; too little must undo everything, or the act is lost."""

    def test_gas_exhaustion_of_an_execution_leaves_the_proposal_open(self, town: Town) -> None:
        world, done = town.world, []
        call = Consortium.encode_execute(town.proposals["ready proposal"], town.ready)
        for gas in range(40_000, 200_000, 2_500):
            worked = with_gas(world, key_of("anybody"), "Consortium", call, gas)
            question = Consortium.encode_proposal_of(town.proposals["ready proposal"])
            executed = Consortium.decode_proposal_of(world.view("Consortium", question))[2]
            (bps, _) = Consortium.decode_threshold(world.view("Consortium", Consortium.encode_threshold()))
            assert worked == executed == (bps == 6_000)
            done.append(worked)
            if worked:
                break
        assert done[-1] and len(done) > 5

    def test_gas_exhaustion_of_a_signed_act_leaves_its_number_unused(self, world: World) -> None:
        """The Relay forwards all the gas that the signer named, or fails: 63 parts of 64 are not enough of less."""
        officer, relay, done = hand(PROVIDER, "officer"), world.addresses["Relay"], []
        call = DataCatalogue.encode_register(world.draft())
        act = Act(officer.address_bytes, world.addresses["DataCatalogue"], call, 0, world.now + DAY, 300_000)
        carried = relay_call(act, officer.sign_digest(act_digest(act, world.ledger.chain_id, relay)))
        resource = ("DataCatalogue", DataCatalogue.encode_resource_of(digest("resource")))
        for gas in range(80_000, 480_000, 10_000):
            worked = with_gas(world, key_of("anybody"), "Relay", carried, gas)
            (used,) = Relay.decode_nonces(world.view("Relay", Relay.encode_nonces(officer.address)))
            assert worked == (used == 1) == (world.view(*resource) != bytes(32))
            done.append(worked)
            if worked:
                break
        assert done[-1] and len(done) > 5
