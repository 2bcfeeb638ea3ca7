"""Votes: who has one, what it takes, what it can do, and that code changes by vote alone."""

from __future__ import annotations

import pytest
from eth_abi.abi import encode

import contracts
from chain_node.crypto.secp256k1 import checksum_address, keccak256
from chain_node.ids import MemberRef
from chain_node.ledger.bindings import Consortium, DataCatalogue, EvidenceAnchor, WorkCalendar
from chain_node.ledger.founding import PROXIED, contract_name
from chain_node.ledger.transactions import created_address
from chain_node.ledger.workdays import KNOWN_YEARS
from tests.contracts.tester import Done
from tests.contracts.world import (
    AUDITOR,
    AUTHORITY,
    CONSUMER,
    DAY,
    DUTIES,
    PROVIDER,
    PROVIDER_GATEWAY,
    World,
    digest,
    hand,
    key_of,
    refused,
)

Action = tuple[str, bytes]
IMPLEMENTATION = int.from_bytes(keccak256(b"eip1967.proxy.implementation"), "big") - 1  # ERC-1967


@pytest.fixture
def action(world: World) -> Action:
    """Something harmless to vote on: the calendar's next year."""
    year = KNOWN_YEARS[1].record()
    return checksum_address(world.addresses["WorkCalendar"]), WorkCalendar.encode_load_year(year)


def agree(world: World, proposal: bytes, *members: MemberRef) -> None:
    for member in members:
        world.act(hand(member, "vote"), "Consortium", Consortium.encode_vote(proposal))


def execute(world: World, proposal: bytes, action: Action) -> None:
    world.act(key_of("anybody"), "Consortium", Consortium.encode_execute(proposal, action))


class TestVoting:
    def test_two_thirds_of_three_are_three_after_rounding_up(self, world: World, action: Action) -> None:
        proposal = world.propose(action)
        agree(world, proposal, CONSUMER)
        with refused("ConsortiumVotesMissing"):
            execute(world, proposal, action)
        agree(world, proposal, AUTHORITY)
        execute(world, proposal, action)

    def test_a_vote_changes_the_proposal_and_nothing_else(self, world: World, action: Action) -> None:
        proposal = world.propose(action)
        question = ("Consortium", Consortium.encode_proposal_of(proposal))
        with world.changing(question):
            agree(world, proposal, CONSUMER)
        deadline, votes, executed = Consortium.decode_proposal_of(world.view(*question))
        assert (votes, executed) == (0b011, False) and deadline > world.now

    def test_carried_out_once(self, world: World, action: Action) -> None:
        proposal = world.propose(action)
        agree(world, proposal, CONSUMER, AUTHORITY)
        execute(world, proposal, action)
        with refused("ConsortiumProposalClosed"):
            execute(world, proposal, action)
        with refused("ConsortiumProposalClosed"):
            agree(world, proposal, CONSUMER)

    def test_one_vote_per_member(self, world: World, action: Action) -> None:
        proposal = world.propose(action)
        with refused("ConsortiumVotedAlready"):
            agree(world, proposal, PROVIDER)

    def test_not_after_the_deadline(self, world: World, action: Action) -> None:
        proposal = world.propose(action)
        agree(world, proposal, CONSUMER, AUTHORITY)
        world.ledger.travel(DAY)
        with refused("ConsortiumProposalClosed"):
            execute(world, proposal, action)

    def test_another_action_than_the_one_voted_on_is_refused(self, world: World, action: Action) -> None:
        proposal = world.propose(action)
        agree(world, proposal, CONSUMER, AUTHORITY)
        other = (checksum_address(world.addresses["Consortium"]), Consortium.encode_set_threshold(10_000))
        with refused("GovernedRecordMismatch"):
            execute(world, proposal, other)

    def test_only_members_with_a_vote(self, world: World, action: Action) -> None:
        propose = Consortium.encode_propose(action, world.now + DAY)
        with refused("GovernedMemberNotActive"):
            world.act(hand(AUDITOR, "vote"), "Consortium", propose)
        for duty in set(DUTIES) - {"vote"}:
            with refused("GovernedUnauthorized"):
                world.act(hand(PROVIDER, duty), "Consortium", propose)

    def test_a_vote_of_a_member_suspended_since_does_not_count(self, world: World, action: Action) -> None:
        proposal = world.propose(action, CONSUMER)
        world.by_vote(Consortium.encode_suspend(world.record(CONSUMER.id)))
        agree(world, proposal, PROVIDER)
        with refused("ConsortiumVotesMissing"):
            execute(world, proposal, action)
        agree(world, proposal, AUTHORITY)
        execute(world, proposal, action)

    @pytest.mark.parametrize("days", [-1, 91])
    def test_a_deadline_lies_ahead_and_not_too_far(self, world: World, action: Action, days: int) -> None:
        call = Consortium.encode_propose(action, world.now + days * DAY)
        with refused("ConsortiumProposalClosed"):
            world.act(hand(PROVIDER, "vote"), "Consortium", call)

    @pytest.mark.parametrize("bps", [0, 5_000, 10_001])
    def test_less_than_a_majority_never_decides(self, world: World, bps: int) -> None:
        with refused("ConsortiumThresholdInvalid"):
            world.by_vote(Consortium.encode_set_threshold(bps))

    def test_a_smaller_majority(self, world: World, action: Action) -> None:
        with world.changing(("Consortium", Consortium.encode_threshold())):
            world.by_vote(Consortium.encode_set_threshold(5_001))
        proposal = world.propose(action)
        agree(world, proposal, CONSUMER)
        execute(world, proposal, action)

    def test_only_our_own_contracts_are_called(self, world: World) -> None:
        for target, call in ((key_of("x").address, b"call"), (checksum_address(world.addresses["Consortium"]), b"")):
            with refused("ConsortiumActionInvalid"):
                world.propose((target, call))

    def test_the_reason_of_a_failed_action_comes_through(self, world: World) -> None:
        call = DataCatalogue.encode_confirm_service_halt(
            (digest("s"), ["a"], digest("x"), PROVIDER.id, digest("r"), [], True, 0), 0, digest("why")
        )
        with refused("GovernedRecordMismatch"):
            world.by_vote(call, "DataCatalogue")


class TestCode:
    """An upgrade names the new code and its hash; storage stays as it is."""

    PROXIED = ("Consortium", *PROXIED)

    def deploy(self, world: World, name: str) -> tuple[bytes, bytes]:
        nonce_before = world.ledger.nonce(key_of("builder").address_bytes)
        world.ledger.send(key_of("builder"), None, contracts.load(name).bytecode)
        address = created_address(key_of("builder").address_bytes, nonce_before)
        return address, keccak256(world.ledger.code(address))

    def upgrade(self, world: World, name: str, address: bytes, code_hash: bytes, call: bytes = b"") -> None:
        proxy = checksum_address(world.addresses[name])
        world.by_vote(Consortium.encode_upgrade(proxy, checksum_address(address), code_hash, call))

    def implementation(self, world: World, name: str) -> bytes:
        return world.ledger.slot(world.addresses[name], IMPLEMENTATION).to_bytes(32, "big")[12:]

    @pytest.mark.parametrize("name", PROXIED)
    def test_a_vote_replaces_it_and_the_state_stays(self, world: World, name: str) -> None:
        log = world.open_log()
        address, code_hash = self.deploy(world, name)
        with world.changing():
            self.upgrade(world, name, address, code_hash)
        assert self.implementation(world, name) == address
        (record,) = EvidenceAnchor.decode_log_of(world.view("EvidenceAnchor", EvidenceAnchor.encode_log_of(log)))
        assert record[1] == PROVIDER_GATEWAY.id

    def test_other_code_than_the_one_voted_on_is_refused(self, world: World) -> None:
        address, _ = self.deploy(world, "DataCatalogue")
        with refused("ConsortiumCodeMismatch"):
            self.upgrade(world, "DataCatalogue", address, digest("another"))

    def test_a_contract_that_is_no_implementation_is_refused(self, world: World) -> None:
        code = keccak256(world.ledger.code(world.addresses["PolicyView"]))
        with refused("ERC1967InvalidImplementation"):
            self.upgrade(world, "DataCatalogue", world.addresses["PolicyView"], code)

    @pytest.mark.parametrize("name", PROXIED)
    def test_nobody_replaces_it_alone(self, world: World, name: str) -> None:
        address, _ = self.deploy(world, name)
        call = Consortium.encode_upgrade_to_and_call(checksum_address(address), b"")
        for who in (key_of("deployer"), *(hand(AUTHORITY, duty) for duty in DUTIES)):
            with refused("GovernedUnauthorized"):
                world.act(who, name, call)

    def test_a_vote_without_a_code_hash_is_refused(self, world: World) -> None:
        address, _ = self.deploy(world, "DataCatalogue")
        call = DataCatalogue.encode_upgrade_to_and_call(checksum_address(address), b"")
        with refused("ConsortiumActionInvalid"):
            world.propose((checksum_address(world.addresses["DataCatalogue"]), call))

    def name(self, world: World, name: str, at: bytes) -> Done:
        code = keccak256(world.ledger.code(at))
        return world.by_vote(Consortium.encode_name_contract(contract_name(name), checksum_address(at), code))

    def another_view(self, world: World) -> bytes:
        home = encode(["address"], [checksum_address(world.addresses["Consortium"])])
        builder = key_of("builder").address_bytes
        at = created_address(builder, world.ledger.nonce(builder))
        world.ledger.send(key_of("builder"), None, contracts.load("PolicyView").bytecode + home)
        return at

    def test_the_stateless_view_is_replaced(self, world: World) -> None:
        name, at = contract_name("PolicyView"), self.another_view(world)
        with refused("ConsortiumCodeMismatch"):
            world.by_vote(Consortium.encode_name_contract(name, checksum_address(at), digest("another")))
        done = self.name(world, "PolicyView", at)
        assert done.event("ContractNamed") == {"name": name, "at": checksum_address(at).lower()}

    def test_a_contract_has_one_name(self, world: World) -> None:
        """Else the loss of one would take from the vote what still goes by the other."""
        calendar, view = world.addresses["WorkCalendar"], world.addresses["PolicyView"]
        with refused("ConsortiumFoundingInvalid"):
            self.name(world, "Second", calendar)
        self.name(world, "WorkCalendar", calendar)  # its own, once more
        world.by_vote(WorkCalendar.encode_load_year(KNOWN_YEARS[1].record()), "WorkCalendar")
        self.name(world, "PolicyView", self.another_view(world))
        self.name(world, "OldView", view)  # it has no other any more
        with refused("ConsortiumFoundingInvalid"):
            self.name(world, "PolicyView", view)
