"""Many anchors in one transaction: own and relayed, all or nothing."""

from __future__ import annotations

import pytest

from chain_node.crypto.secp256k1 import EthKey
from chain_node.evidence.checkpoint import log_id
from chain_node.ledger.bindings import EvidenceAnchor
from tests.contracts import trees
from tests.contracts.tester import Done
from tests.contracts.trees import Log, leaves
from tests.contracts.world import (
    CONSUMER_GATEWAY,
    PROVIDER_GATEWAY,
    Struct,
    World,
    anchor_of,
    digest,
    key_of,
    refused,
)

RELAY = key_of("anybody")


@pytest.fixture(scope="module")
def prepared(founded: World) -> World:
    """Both gateways' logs, the consumer's with a second tree."""
    founded.open_log(PROVIDER_GATEWAY)
    founded.open_log(CONSUMER_GATEWAY, profile=3)
    return founded


@pytest.fixture
def logs(world: World) -> tuple[Log, Log]:
    """The provider's and the consumer's log, four leaves each."""
    contract = world.addresses["EvidenceAnchor"]
    found = []
    for gateway, profile in ((PROVIDER_GATEWAY, 1), (CONSUMER_GATEWAY, 3)):
        one = Log(world, log_id(world.ledger.chain_id, contract, gateway.id, 0, profile), gateway, profile)
        one.grow(leaves(4))
        found.append(one)
    return found[0], found[1]


def many(world: World, who: EthKey, anchors: list[Struct]) -> Done:
    return world.act(who, "EvidenceAnchor", EvidenceAnchor.encode_anchor_many(anchors))


def head_of(log: Log) -> tuple[str, bytes]:
    return "EvidenceAnchor", EvidenceAnchor.encode_head_of(log.identity)


def next_of(log: Log, size: int = 7) -> tuple[Struct, list[bytes]]:
    return log.checkpoint(size, trees.root(leaves(size))), trees.proof(log.size, leaves(size))


def signed(log: Log, size: int = 7) -> Struct:
    checkpoint, proof = next_of(log, size)
    return checkpoint, proof, log.sign(checkpoint)


def test_relayed_of_two_gateways(world: World, logs: tuple[Log, Log]) -> None:
    with world.changing(*map(head_of, logs)):
        done = many(world, RELAY, [signed(one) for one in logs])
    assert [one.values["logId"] for one in done.events] == [one.identity for one in logs]
    assert [one.values["checkpoint"] for one in done.events] == [next_of(one)[0] for one in logs]


def test_its_own_and_another(world: World, logs: tuple[Log, Log]) -> None:
    own = (*next_of(logs[0]), b"")
    with world.changing(*map(head_of, logs)):
        many(world, logs[0].key, [own, signed(logs[1])])


def test_two_of_one_log_in_their_order(world: World, logs: tuple[Log, Log]) -> None:
    log = logs[0]
    first = signed(log)
    log.epoch, log.size, log.root = 2, 7, first[0][3]
    second = signed(log, 9)
    with refused("EvidenceAnchorHeadMoved"):
        many(world, RELAY, [second, first])
    with world.changing(head_of(log)):
        many(world, RELAY, [first, second])


@pytest.mark.parametrize("place", [0, 1])
def test_one_that_is_refused_reverts_all(world: World, logs: tuple[Log, Log], place: int) -> None:
    anchors = [signed(one) for one in logs]
    checkpoint, proof, signature = anchors[place]
    for bad, error in (
        ((checkpoint, proof[:-1], signature), "EvidenceAnchorInconsistent"),
        ((checkpoint, proof, logs[place].sign(checkpoint, key_of("x"))), "EvidenceAnchorWrongSigner"),
        ((checkpoint, proof, b""), "EvidenceAnchorWrongSigner"),
        (((digest("x"), *checkpoint[1:]), proof, signature), "EvidenceAnchorNotOpen"),
        (((checkpoint[0], 9, *checkpoint[2:]), proof, b""), "EvidenceAnchorWrongSigner"),
    ):
        with world.changing(), refused(error):
            many(world, RELAY, [*anchors[:place], bad, *anchors[place + 1 :]])


def test_without_a_signature_only_the_own_log(world: World, logs: tuple[Log, Log]) -> None:
    with refused("EvidenceAnchorWrongSigner"):
        many(world, anchor_of(CONSUMER_GATEWAY), [(*next_of(logs[0]), b"")])


def test_one_to_thirty_two(world: World, logs: tuple[Log, Log]) -> None:
    log = logs[0]
    signs: list[Struct] = []
    for _ in range(33):  # a sign of life each
        checkpoint = log.checkpoint(4, log.root)
        signs.append((checkpoint, [], b""))
        log.epoch += 1
    for anchors in ([], signs):
        with refused("EvidenceAnchorCountInvalid"):
            many(world, log.key, anchors)
    assert len(many(world, log.key, signs[:32]).events) == 32
