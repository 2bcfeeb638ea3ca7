"""Anchors, and every way to get one past the contract that should not pass."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chain_node.crypto.secp256k1 import checksum_address, keccak256
from chain_node.evidence import checkpoint as off_chain
from chain_node.evidence import merkle
from chain_node.evidence.checkpoint import Checkpoint, key_id, log_id
from chain_node.evidence.errors import MerkleError
from chain_node.ledger.bindings import Consortium, EvidenceAnchor
from chain_node.ledger.errors import LedgerRefused
from tests.contracts import trees
from tests.contracts.trees import Log, leaves
from tests.contracts.world import (
    CONSUMER,
    CONSUMER_GATEWAY,
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

CODE = digest("code")


@pytest.fixture(scope="module")
def prepared(founded: World) -> World:
    """Both gateways' logs, the consumer's with a second tree."""
    founded.open_log(PROVIDER_GATEWAY)
    founded.open_log(CONSUMER_GATEWAY, profile=3)
    return founded


def identity(world: World, gateway: Any = PROVIDER_GATEWAY, shard: int = 0, profile: int = 1) -> bytes:
    return log_id(world.ledger.chain_id, world.addresses["EvidenceAnchor"], gateway.id, shard, profile)


@pytest.fixture
def log(world: World) -> Log:
    """The provider's log, empty."""
    return Log(world, identity(world))


@pytest.fixture
def grown(log: Log) -> Log:
    """The same, with six leaves anchored."""
    log.grow(leaves(6))
    return log


def head_of(key: bytes) -> tuple[str, bytes]:
    return "EvidenceAnchor", EvidenceAnchor.encode_head_of(key)


def log_of(key: bytes) -> tuple[str, bytes]:
    return "EvidenceAnchor", EvidenceAnchor.encode_log_of(key)


class TestHead:
    def test_the_first_has_no_proof(self, log: Log) -> None:
        with log.world.changing(head_of(log.identity)):
            done = log.grow(leaves(6))
        values = done.event("Anchored")
        assert (values["logId"], values["epoch"]) == (log.identity, 1)
        assert values["checkpoint"][2:6] == (6, trees.root(leaves(6)), 0, ZERO)
        (head,) = EvidenceAnchor.decode_head_of(log.world.view(*head_of(log.identity)))
        assert head == (trees.root(leaves(6)), ZERO, 6, 1, head[4]) and head[4] > 0

    def test_a_later_one_proves_that_it_extends_the_one_before(self, grown: Log) -> None:
        for size in (7, 8, 13, 64, 65):
            with grown.world.changing(head_of(grown.identity)):
                grown.grow(leaves(size))

    def test_a_sign_of_life_counts_epochs_and_changes_no_root(self, grown: Log) -> None:
        with grown.world.changing(head_of(grown.identity)):
            done = grown.anchor(grown.checkpoint(6, grown.root), [])
        assert done.event("Anchored")["epoch"] == 2

    def test_the_second_tree_is_kept_beside(self, world: World) -> None:
        log = Log(world, identity(world, CONSUMER_GATEWAY, 0, 3), CONSUMER_GATEWAY, 3)
        log.grow(leaves(6))
        (head,) = EvidenceAnchor.decode_head_of(world.view(*head_of(log.identity)))
        assert head[1] == digest("alt 6")
        with refused("EvidenceAnchorCheckpointInvalid"):
            log.anchor(log.checkpoint(6, log.root, alt=digest("another")), [])
        log.anchor(log.checkpoint(6, log.root), [])

    @pytest.mark.parametrize(("profile", "alt"), [(1, digest("alt")), (3, ZERO)])
    def test_a_second_root_is_there_if_and_only_if_the_profile_says_so(
        self, world: World, profile: int, alt: bytes
    ) -> None:
        gateway = PROVIDER_GATEWAY if profile == 1 else CONSUMER_GATEWAY
        log = Log(world, identity(world, gateway, 0, profile), gateway, profile)
        with refused("EvidenceAnchorCheckpointInvalid"):
            log.anchor(log.checkpoint(6, trees.root(leaves(6)), alt=alt), [])


class TestAttacks:
    """Each is refused with its error and leaves the head as it was."""

    def refuse(self, log: Log, error: str, checkpoint: Struct, proof: list[bytes], **by: Any) -> None:
        before = log.world.view(*head_of(log.identity))
        with refused(error):
            log.anchor(checkpoint, proof, **by)
        assert log.world.view(*head_of(log.identity)) == before

    def test_a_head_that_does_not_extend_the_last(self, grown: Log) -> None:
        other = leaves(9, "other")
        for proof in (trees.proof(6, other), trees.proof(6, leaves(9)), []):
            self.refuse(grown, "EvidenceAnchorInconsistent", grown.checkpoint(9, trees.root(other)), proof)

    def test_a_leaf_changed_within_the_anchored_part(self, grown: Log) -> None:
        for place in range(6):
            hashes = leaves(9)
            hashes[place] = digest("changed")
            self.refuse(
                grown, "EvidenceAnchorInconsistent", grown.checkpoint(9, trees.root(hashes)), trees.proof(6, hashes)
            )

    @pytest.mark.parametrize("size", [7, 8, 9, 64, 100])
    def test_a_proof_with_a_hash_too_many_too_few_or_another(self, grown: Log, size: int) -> None:
        hashes = leaves(size)
        proof, checkpoint = trees.proof(6, hashes), grown.checkpoint(size, trees.root(hashes))
        for wrong in (proof[:-1], proof[1:], [*proof, ZERO], [*proof, proof[-1]], [ZERO, *proof], proof[::-1]):
            self.refuse(grown, "EvidenceAnchorInconsistent", checkpoint, wrong)
        for place in range(len(proof)):
            wrong = [*proof[:place], digest("x"), *proof[place + 1 :]]
            self.refuse(grown, "EvidenceAnchorInconsistent", checkpoint, wrong)

    def test_a_proof_between_other_sizes(self, grown: Log) -> None:
        """Of another shape: within one shape only who holds the leaves can tell (RFC 9162 binds no size)."""
        hashes = leaves(9)
        for size in (7, 8, 17):
            self.refuse(
                grown, "EvidenceAnchorInconsistent", grown.checkpoint(size, trees.root(hashes)), trees.proof(6, hashes)
            )

    def test_a_log_that_shrinks(self, grown: Log) -> None:
        self.refuse(grown, "EvidenceAnchorCheckpointInvalid", grown.checkpoint(5, trees.root(leaves(5))), [])

    def test_the_same_size_with_another_root(self, grown: Log) -> None:
        checkpoint = grown.checkpoint(6, trees.root(leaves(6, "other")))
        self.refuse(grown, "EvidenceAnchorCheckpointInvalid", checkpoint, [])
        self.refuse(grown, "EvidenceAnchorCheckpointInvalid", grown.checkpoint(6, grown.root), [ZERO])

    @pytest.mark.parametrize("changes", [{"epoch": 1}, {"epoch": 3}, {"prev_size": 5}, {"prev_root": digest("x")}])
    def test_what_does_not_build_on_the_anchored_head(self, grown: Log, changes: dict[str, Any]) -> None:
        hashes = leaves(9)
        checkpoint = grown.checkpoint(9, trees.root(hashes), **changes)
        self.refuse(grown, "EvidenceAnchorHeadMoved", checkpoint, trees.proof(6, hashes))

    def test_the_same_anchor_again(self, log: Log) -> None:
        checkpoint = log.checkpoint(6, trees.root(leaves(6)))
        log.anchor(checkpoint, [])
        self.refuse(log, "EvidenceAnchorHeadMoved", checkpoint, [])

    def test_the_moved_head_is_told(self, grown: Log) -> None:
        with refused("EvidenceAnchorHeadMoved") as caught:
            grown.anchor(grown.checkpoint(9, ZERO, epoch=1), [])
        assert caught.value.values == (1, 6, grown.root)

    def test_a_first_head_with_a_past(self, log: Log) -> None:
        first = trees.root(leaves(6))
        self.refuse(log, "EvidenceAnchorHeadMoved", log.checkpoint(6, first, prev_size=3, prev_root=digest("x")), [])
        self.refuse(log, "EvidenceAnchorHeadMoved", log.checkpoint(6, first, epoch=2), [])
        self.refuse(log, "EvidenceAnchorInconsistent", log.checkpoint(6, first), [ZERO])
        self.refuse(log, "EvidenceAnchorCheckpointInvalid", log.checkpoint(0, digest("empty")), [])
        self.refuse(log, "EvidenceAnchorCheckpointInvalid", log.checkpoint(2**63, first), [])

    def test_by_anybody_but_the_anchoring_account(self, log: Log) -> None:
        checkpoint = log.checkpoint(6, trees.root(leaves(6)))
        for who in (hand(PROVIDER, "system"), anchor_of(CONSUMER_GATEWAY), key_of("anybody")):
            self.refuse(log, "EvidenceAnchorWrongSigner", checkpoint, [], by=who)

    def test_in_the_name_of_another_key(self, log: Log) -> None:
        other = key_id(anchor_of(CONSUMER_GATEWAY).address_bytes)
        self.refuse(log, "EvidenceAnchorCheckpointInvalid", log.checkpoint(6, trees.root(leaves(6)), key=other), [])

    def test_in_a_log_that_there_is_not(self, log: Log) -> None:
        checkpoint = log.checkpoint(6, trees.root(leaves(6)), log=digest("none"))
        self.refuse(log, "EvidenceAnchorNotOpen", checkpoint, [])


def accepted_off_chain(first: int, size: int, roots: tuple[bytes, bytes], proof: list[bytes]) -> bool:
    """What `chain_node.evidence.merkle` says."""
    try:
        merkle.verify_consistency(first, size, *roots, proof)
    except MerkleError:
        return False
    return True


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=st.integers(1, 2**40), more=st.integers(1, 2**40), data=st.data())
def test_any_proof_is_judged_as_off_chain(log: Log, first: int, more: int, data: st.DataObject) -> None:
    """A right proof, and one changed in some way: the contract and `merkle` say the same of both."""
    world, size = log.world, first + more
    snapshot, fresh = world.ledger.snapshot(), Log(world, log.identity)
    fresh.grow_uniform(first)
    proof, root = trees.uniform_proof(first, size), trees.uniform_root(size)
    place = data.draw(st.integers(0, len(proof) - 1))
    changed = data.draw(st.sampled_from([
        (size, [*proof[:place], *proof[place + 1 :]]),
        (size, [*proof[:place], ZERO, *proof[place + 1 :]]),
        (size, [*proof[:place], ZERO, *proof[place:]]),
        (size + 1, proof),
        (size + data.draw(st.integers(1, 2**40)), proof),
    ]))  # fmt: skip
    for claimed, offered in (changed, (size, proof)):
        call = EvidenceAnchor.encode_anchor(fresh.checkpoint(claimed, root), offered)
        if accepted_off_chain(first, claimed, (fresh.root, root), offered):
            world.view_as(fresh.key, call)
        else:
            with refused("EvidenceAnchorInconsistent"):
                world.view_as(fresh.key, call)
    assert accepted_off_chain(first, size, (fresh.root, root), proof)
    world.ledger.revert(snapshot)


@pytest.mark.parametrize("size", range(2, 34))
def test_the_provers_proofs_are_accepted(log: Log, size: int) -> None:
    """`chain_node.evidence.merkle` proves, the contract verifies: sizes up to 33, from three smaller ones each."""
    hashes = leaves(size)
    for first in {1, size // 2, size - 1} - {0}:
        snapshot = log.world.ledger.snapshot()
        fresh = Log(log.world, log.identity)
        fresh.grow(hashes[:first])
        fresh.anchor(fresh.checkpoint(size, merkle.root(hashes)), list(merkle.consistency_path(hashes, first)))
        log.world.ledger.revert(snapshot)


class TestRelay:
    def relay(self, log: Log, checkpoint: Struct, proof: list[bytes], signature: bytes) -> None:
        data = EvidenceAnchor.encode_anchor_signed(checkpoint, proof, signature)
        log.world.act(key_of("anybody"), "EvidenceAnchor", data)

    def test_what_the_gateway_signed_anybody_anchors(self, grown: Log) -> None:
        hashes = leaves(9)
        checkpoint = grown.checkpoint(9, trees.root(hashes))
        with grown.world.changing(head_of(grown.identity)):
            self.relay(grown, checkpoint, trees.proof(6, hashes), grown.sign(checkpoint))
        with refused("EvidenceAnchorHeadMoved"):
            self.relay(grown, checkpoint, trees.proof(6, hashes), grown.sign(checkpoint))

    def test_what_is_signed_is_what_off_chain_code_computes(self, grown: Log) -> None:
        checkpoint = grown.checkpoint(9, trees.root(leaves(9)))
        data = EvidenceAnchor.encode_digest_of(checkpoint)
        (found,) = EvidenceAnchor.decode_digest_of(grown.world.view("EvidenceAnchor", data))
        address, chain = grown.world.addresses["EvidenceAnchor"], grown.world.ledger.chain_id
        assert found == off_chain.signing_digest(Checkpoint(*checkpoint), chain, address, keccak256)

    @pytest.mark.parametrize("place", range(10))
    def test_not_with_another_value_than_the_one_signed(self, grown: Log, place: int) -> None:
        hashes = leaves(9)
        checkpoint = grown.checkpoint(9, trees.root(hashes))
        signature, value = grown.sign(checkpoint), checkpoint[place]
        changed = value + 1 if isinstance(value, int) else digest("changed")
        with pytest.raises(LedgerRefused):
            wrong = (*checkpoint[:place], changed, *checkpoint[place + 1 :])
            self.relay(grown, wrong, trees.proof(6, hashes), signature)

    def test_not_signed_by_another_key(self, grown: Log) -> None:
        checkpoint = grown.checkpoint(9, trees.root(leaves(9)))
        for key in (hand(PROVIDER, "system"), anchor_of(CONSUMER_GATEWAY)):
            with refused("EvidenceAnchorWrongSigner"):
                self.relay(grown, checkpoint, trees.proof(6, leaves(9)), grown.sign(checkpoint, key))

    def test_not_signed_for_another_contract_or_chain(self, grown: Log) -> None:
        checkpoint = grown.checkpoint(9, trees.root(leaves(9)))
        world = grown.world
        for chain, contract in (
            (world.ledger.chain_id + 1, world.addresses["EvidenceAnchor"]),
            (world.ledger.chain_id, world.addresses["Authorization"]),
        ):
            signed = off_chain.signing_digest(Checkpoint(*checkpoint), chain, contract, keccak256)
            with refused("EvidenceAnchorWrongSigner"):
                self.relay(grown, checkpoint, trees.proof(6, leaves(9)), grown.key.sign_digest(signed))

    def test_not_with_a_second_form_of_the_signature(self, grown: Log) -> None:
        """s in the upper half, 64 bytes, an unknown recovery id, nothing: one spelling only (EIP-2)."""
        order = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
        checkpoint = grown.checkpoint(9, trees.root(leaves(9)))
        signature = grown.sign(checkpoint)
        high = (order - int.from_bytes(signature[32:64], "big")).to_bytes(32, "big")
        for wrong, error in (
            (signature[:32] + high + bytes((55 - signature[64],)), "ECDSAInvalidSignatureS"),
            (signature[:64], "ECDSAInvalidSignatureLength"),
            (signature[:64] + b"\0", "ECDSAInvalidSignature"),
            (b"", "ECDSAInvalidSignatureLength"),
        ):
            with refused(error):
                self.relay(grown, checkpoint, trees.proof(6, leaves(9)), wrong)


class TestLogs:
    def test_its_identifier_is_the_one_computed_off_chain(self, world: World) -> None:
        (record,) = EvidenceAnchor.decode_log_of(world.view(*log_of(identity(world))))
        assert record[0] == identity(world) and record[1:7] == (PROVIDER_GATEWAY.id, PROVIDER.id, 0, 1, 1, ZERO)
        data = EvidenceAnchor.encode_log_id_of(CONSUMER_GATEWAY.id, 7, 3)
        (found,) = EvidenceAnchor.decode_log_id_of(world.view("EvidenceAnchor", data))
        assert found == identity(world, CONSUMER_GATEWAY, 7, 3)

    def open(self, world: World, *values: Any, gateway: Any = PROVIDER_GATEWAY, who: Any = PROVIDER) -> bytes:
        data = EvidenceAnchor.encode_open_log(gateway.id, *values)
        done = world.act(hand(who, "system"), "EvidenceAnchor", data)
        found: bytes = done.event("LogOpened")["id"]
        return found

    def freeze(self, log: Log, last_good: int = 6) -> None:
        data = EvidenceAnchor.encode_freeze_log(log.identity, last_good, CODE)
        done = log.world.act(hand(PROVIDER, "system"), "EvidenceAnchor", data)
        told = done.event("LogFrozen")
        assert (told["id"], told["record"][5], told["record"][11:13]) == (log.identity, 2, (last_good, CODE))

    def test_a_frozen_log_takes_no_anchor(self, grown: Log) -> None:
        with grown.world.changing(log_of(grown.identity)):
            self.freeze(grown)
        (record,) = EvidenceAnchor.decode_log_of(grown.world.view(*log_of(grown.identity)))
        assert (record[5], record[11:13]) == (2, (6, CODE))
        with refused("EvidenceAnchorNotOpen"):
            grown.grow(leaves(9))
        with refused("EvidenceAnchorNotOpen"):
            self.freeze(grown)
        checkpoint = grown.checkpoint(9, trees.root(leaves(9)))
        data = EvidenceAnchor.encode_anchor_signed(checkpoint, trees.proof(6, leaves(9)), grown.sign(checkpoint))
        with refused("EvidenceAnchorNotOpen"):
            grown.world.act(key_of("x"), "EvidenceAnchor", data)

    def test_a_successor_follows_the_anchored_head(self, grown: Log) -> None:
        self.freeze(grown)
        successor = identity(grown.world, PROVIDER_GATEWAY, 1, 3)
        last = ("EvidenceAnchor", EvidenceAnchor.encode_last_log_of(PROVIDER_GATEWAY.id))
        with grown.world.changing(log_of(grown.identity), log_of(successor), last):
            assert self.open(grown.world, 1, 3, grown.identity, 6, grown.root) == successor
        (record,) = EvidenceAnchor.decode_log_of(grown.world.view(*log_of(successor)))
        assert record[6:9] == (grown.identity, 6, grown.root)
        (old,) = EvidenceAnchor.decode_log_of(grown.world.view(*log_of(grown.identity)))
        assert old[9] == successor
        follower = Log(grown.world, successor, profile=3)
        follower.grow(leaves(2, "new"))

    def test_of_a_log_never_anchored(self, log: Log) -> None:
        self.freeze(log, 0)
        self.open(log.world, 1, 1, log.identity, 0, ZERO)

    def test_a_gateway_has_one_open_log(self, grown: Log) -> None:
        for values in ((1, 1, grown.identity, 6, grown.root), (1, 1, ZERO, 0, ZERO), (0, 1, ZERO, 0, ZERO)):
            with refused("EvidenceAnchorSuccession"):
                self.open(grown.world, *values)

    @pytest.mark.parametrize(
        "change", [{0: 2}, {0: 0}, {1: 2}, {1: 0}, {2: ZERO, 3: 0, 4: ZERO}, {2: digest("x")}, {3: 5}, {4: digest("x")}]
    )
    def test_a_successor_that_follows_something_else(self, grown: Log, change: dict[int, Any]) -> None:
        self.freeze(grown)
        values = [1, 1, grown.identity, 6, grown.root]
        for place, value in change.items():
            values[place] = value
        with refused("EvidenceAnchorSuccession"):
            self.open(grown.world, *values)

    def test_only_by_system_of_its_member(self, grown: Log) -> None:
        freeze = EvidenceAnchor.encode_freeze_log(grown.identity, 6, CODE)
        for who in (hand(CONSUMER, "system"), hand(PROVIDER, "security"), grown.key, key_of("x")):
            with refused("GovernedUnauthorized"):
                grown.world.act(who, "EvidenceAnchor", freeze)
        with refused("GovernedUnauthorized"):
            self.open(grown.world, 1, 1, ZERO, 0, ZERO, who=CONSUMER)

    def test_a_vote_freezes_it_too(self, grown: Log) -> None:
        grown.world.by_vote(EvidenceAnchor.encode_freeze_log(grown.identity, 6, CODE), "EvidenceAnchor")
        with refused("EvidenceAnchorNotOpen"):
            grown.grow(leaves(9))

    def test_a_suspended_member_still_anchors(self, grown: Log) -> None:
        grown.world.by_vote(Consortium.encode_suspend(grown.world.record(PROVIDER.id)))
        grown.grow(leaves(9))

    def test_only_the_consortium_changes_the_anchoring_account(self, grown: Log) -> None:
        data = EvidenceAnchor.encode_anchor_changed(PROVIDER_GATEWAY.id, key_of("x").address)
        for who in (hand(PROVIDER, "system"), grown.key, key_of("x")):
            with refused("GovernedUnauthorized"):
                grown.world.act(who, "EvidenceAnchor", data)

    def test_after_a_change_the_new_account_anchors_and_the_old_does_not(self, grown: Log) -> None:
        world, new = grown.world, key_of("new anchor")
        data = Consortium.encode_change_anchor(world.record(PROVIDER_GATEWAY.id), checksum_address(new.address_bytes))
        world.act(hand(PROVIDER, "system"), "Consortium", data)
        hashes = leaves(9)
        checkpoint = grown.checkpoint(9, trees.root(hashes), key=key_id(new.address_bytes))
        for call, who in (
            (EvidenceAnchor.encode_anchor(checkpoint, trees.proof(6, hashes)), grown.key),
            (EvidenceAnchor.encode_anchor_signed(checkpoint, trees.proof(6, hashes), grown.sign(checkpoint)), new),
        ):
            with refused("EvidenceAnchorWrongSigner"):
                world.act(who, "EvidenceAnchor", call)
        grown.anchor(checkpoint, trees.proof(6, hashes), by=new)
