"""Several ledgers as one: the furthest is read, and no two may disagree."""

from __future__ import annotations

import pytest

from chain_node.crypto.secp256k1 import EthKey
from chain_node.ledger.errors import LedgerForked, LedgerUnavailable
from chain_node.ledger.group import LedgerGroup
from chain_node.ledger.transactions import sign_transaction
from tests.simulator import SimulatedLedger
from tests.unit.chain_node.ledger.test_replica import replica_of, said


def pair() -> tuple[SimulatedLedger, SimulatedLedger]:
    ledgers = SimulatedLedger(), SimulatedLedger()
    for ledger in ledgers:
        ledger.emit(said(1, "a"))
    return ledgers


def test_the_furthest_is_read() -> None:
    one, two = pair()
    two.mine()
    group = LedgerGroup([one, two])
    assert group.chain_id == 1337
    assert group.head() == two.head()
    assert len(list(group.blocks(0, 9))) == 3
    one.mine()
    one.mine()
    assert group.head() == one.head()


def test_disagreement_at_a_common_height_is_a_fork_wherever_the_heads_are() -> None:
    for extra in (0, 2):
        one, two = SimulatedLedger(), SimulatedLedger()
        one.emit(said(1, "a"))
        two.emit(said(1, "b"))
        for _ in range(extra):
            two.mine()
        with pytest.raises(LedgerForked) as caught:
            LedgerGroup([one, two]).head()
        assert caught.value.number == 1
        replica = replica_of(one)
        replica._source = LedgerGroup([one, two])
        with pytest.raises(LedgerForked):
            replica.sync()
        with pytest.raises(LedgerForked):
            replica.at(0)


def test_different_chain_ids_are_a_fork() -> None:
    with pytest.raises(LedgerForked):
        _ = LedgerGroup([SimulatedLedger(), SimulatedLedger(chain_id=2)]).chain_id


def test_one_outage_is_survived_and_all_are_not() -> None:
    one, two = pair()
    two.mine()
    group = LedgerGroup([one, two])
    assert group.head() == two.head()
    two.down = True
    assert group.head() == one.head()
    key = EthKey.from_bytes(b"\x07" * 32)
    tx_hash = group.submit(sign_transaction(key, 1337, 0, b"\1" * 20, b""))
    receipt = group.receipt(tx_hash)
    assert receipt is not None and receipt.success
    assert group.nonce(bytes.fromhex(key.address[2:])) == 1
    assert group.call(b"\1" * 20, b"") == b""
    one.down = True
    for ask in (group.head, lambda: group.chain_id, lambda: group.nonce(b"\1" * 20)):
        with pytest.raises(LedgerUnavailable):
            ask()


def test_a_group_is_not_empty() -> None:
    with pytest.raises(ValueError, match="at least one"):
        LedgerGroup([])
