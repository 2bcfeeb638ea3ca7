"""An account driven step by step."""

from __future__ import annotations

import threading

import pytest

from chain_node.crypto.secp256k1 import EthKey
from chain_node.ledger.account import Account, Call
from chain_node.ledger.blocks import EventLog
from chain_node.ledger.errors import LedgerRefused, LedgerUnavailable
from tests.simulator import Revert, SimulatedLedger

TO = b"\x0a" * 20


def handler(sender: bytes, to: bytes, data: bytes) -> list[EventLog]:
    if data == b"no":
        raise Revert(sender)
    return []


def account(*, automine: bool = True) -> tuple[SimulatedLedger, Account]:
    ledger = SimulatedLedger(handler, automine=automine)
    return ledger, Account(ledger, EthKey.from_bytes(b"\x07" * 32))


def test_nonces_are_counted_and_found_again_after_a_failure() -> None:
    ledger, one = account()
    assert one.transact(TO, b"1").block_number == 1
    assert one.transact(TO, b"2").success
    ledger.fail("submit", happened=True)
    with pytest.raises(LedgerUnavailable):
        one.transact(TO, b"3")
    assert one.transact(TO, b"4").block_number == 4
    assert ledger.nonce(one.address) == 4


def test_revert_is_explained_as_the_account_itself_would_hear_it() -> None:
    _, one = account()
    with pytest.raises(LedgerRefused) as caught:
        one.transact_all([Call(TO, b"1"), Call(TO, b"no"), Call(TO, b"2")])
    assert caught.value.data == one.address


def test_what_is_not_mined_in_time_is_unavailable() -> None:
    ledger, one = account(automine=False)
    with pytest.raises(LedgerUnavailable, match="not in a block"):
        one.transact(TO, b"1", timeout=0.02)
    ledger.mine()
    assert ledger.nonce(one.address) == 1


def test_refusal_at_the_door_is_raised_at_once() -> None:
    _, one = account()
    with pytest.raises(LedgerRefused):
        one.send(TO, b"1", gas=10**12)
    assert one.transact(TO, b"1").success


def test_created_contract_must_be_named() -> None:
    _, one = account()
    with pytest.raises(LedgerRefused, match="no address"):
        one.deploy(b"\0")


def test_threads_share_the_nonces() -> None:
    ledger, one = account()
    threads = [threading.Thread(target=one.transact, args=(TO, b"%d" % number)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ledger.nonce(one.address) == 8
