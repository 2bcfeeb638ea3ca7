"""The embedded ledger in-process: what is submitted, sealed, read, and still there after opening it again."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from chain_node.engines.embedded.directory import Directory
from chain_node.engines.embedded.errors import (
    CallFailed,
    DirectoryLocked,
    DirectoryMalformed,
    ExecutionTooLong,
    LedgerStopped,
    StorageLow,
    TransactionRejected,
)
from chain_node.engines.embedded.ledger import EmbeddedLedger
from chain_node.engines.embedded.limits import Limits
from chain_node.engines.embedded.transaction import CallRequest
from chain_node.ledger.blocks import check_roots, parse_header
from chain_node.ledger.port import Block
from tests.unit.chain_node.engines.contracts import PUT, REVERTING, Account, assemble, creation, put


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[EmbeddedLedger]:
    opened = EmbeddedLedger(tmp_path / "data")
    yield opened
    opened.close()


def deploy(ledger: EmbeddedLedger, account: Account, code: bytes) -> bytes:
    raw, _ = account.sign(None, code)
    ledger.submit(raw)
    return ledger.seal().sealed.transactions[0].created


def request(to: bytes, data: bytes = b"", gas: int = 1_000_000) -> CallRequest:
    return CallRequest(bytes(20), to, data, 0, gas)


def test_what_was_put_is_there_after_opening_again(tmp_path: Path) -> None:
    ledger = EmbeddedLedger(tmp_path / "data")
    account = Account(ledger.chain_id)
    contract = deploy(ledger, account, PUT)
    hashes = []
    for number in range(5):
        raw, digest = account.sign(contract, put(bytes((number,))))
        ledger.submit(raw)
        hashes.append(digest)
    built = ledger.seal()
    assert [row.hash for row in built.sealed.transactions] == hashes
    head, genesis = ledger.head, ledger.genesis
    ledger.close()

    again = EmbeddedLedger(tmp_path / "data")
    assert again.head == head
    assert again.genesis == genesis
    assert again.state(2).slot(contract, 1) == 5
    assert again.state(1).slot(contract, 1) == 0, "older states stay readable"
    rows = [again.store.transaction(digest) for digest in hashes]
    assert [row.position for row in rows if row] == [0, 1, 2, 3, 4]
    again.close()


def test_blocks_verify_by_their_own_roots(ledger: EmbeddedLedger) -> None:
    account = Account(ledger.chain_id)
    contract = deploy(ledger, account, PUT)
    for number in range(20):
        ledger.submit(account.sign(contract, put(bytes((number,))))[0])
    sealed = ledger.seal().sealed
    block = Block(
        sealed.block.header, tuple(t.raw for t in sealed.transactions), tuple(t.receipt for t in sealed.transactions)
    )
    header = parse_header(block.header)
    check_roots(block, header)
    assert header.hash == sealed.block.hash
    assert header.number == 2


def test_a_call_changes_nothing_and_a_revert_carries_its_data(ledger: EmbeddedLedger) -> None:
    account = Account(ledger.chain_id)
    contract = deploy(ledger, account, PUT)
    reverting = deploy(ledger, account, REVERTING)
    root = ledger.state(2).root
    ledger.call(request(contract, put(b"x")), 2)
    assert ledger.state(2).slot(contract, 1) == 0
    assert ledger.state(2).root == root
    with pytest.raises(CallFailed, match="execution reverted: nope") as caught:
        ledger.call(request(reverting), 2)
    assert caught.value.reverted
    assert caught.value.data[:4] == bytes.fromhex("08c379a0")


def test_a_second_owner_is_refused_at_once(tmp_path: Path) -> None:
    with Directory(tmp_path / "data"), pytest.raises(DirectoryLocked, match="is owned by process"):
        EmbeddedLedger(tmp_path / "data")
    EmbeddedLedger(tmp_path / "data").close()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda a: a.sign(bytes(20), chain_id=1, nonce=0)[0], "invalid chain id"),
        (lambda a: a.sign(bytes(20), nonce=0, gas=20_999)[0], "intrinsic gas too low"),
        (lambda a: a.sign(bytes(20), nonce=0, gas=30_000_001)[0], "exceeds block gas limit"),
        (lambda a: a.sign(bytes(20), nonce=0, value=1)[0], "insufficient funds"),
        (lambda a: a.sign(bytes(20), nonce=0, gas_price=1)[0], "insufficient funds"),
        (lambda a: a.sign(bytes(20), nonce=2_000)[0], "nonce too high"),
        (lambda a: a.sign(bytes(20), nonce=0)[0] + b"\0", "malformed"),
        (lambda a: a.sign(bytes(20), nonce=0)[0][:-1], "malformed"),
        (lambda a: b"\x02" + a.sign(bytes(20), nonce=0)[0], "transaction type 2 is not supported"),
        (lambda a: a.sign(bytes(20), b"x" * 140_000, nonce=0)[0], "oversized data"),
        (lambda a: b"", "malformed"),
        (lambda a: b"\xc0", "malformed"),
    ],
)
def test_what_is_not_admissible_is_refused_on_submission(ledger: EmbeddedLedger, change, message: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(TransactionRejected, match=message):
        ledger.submit(change(Account(ledger.chain_id)))
    assert len(ledger.pool) == 0


def test_nonces_are_put_in_order_and_never_used_twice(ledger: EmbeddedLedger) -> None:
    account = Account(ledger.chain_id)
    raws = [account.sign(bytes(20), nonce=nonce) for nonce in range(4)]
    for nonce in (3, 1, 0):
        ledger.submit(raws[nonce][0])
    assert ledger.pending_nonce(account.key.address_bytes) == 2
    assert len(ledger.seal().transactions) == 2
    with pytest.raises(TransactionRejected, match="already known") as caught:
        ledger.submit(raws[1][0])
    assert caught.value.known
    with pytest.raises(TransactionRejected, match="nonce too low"):
        ledger.submit(account.sign(bytes(19) + b"\1", nonce=1)[0])
    with pytest.raises(TransactionRejected, match="replacement"):
        ledger.submit(account.sign(bytes(19) + b"\1", nonce=3)[0])
    ledger.submit(raws[2][0])
    assert [one.nonce for one in ledger.seal().transactions] == [2, 3]
    assert len(ledger.pool) == 0


def test_a_failed_write_stops_the_ledger_and_loses_nothing(tmp_path: Path) -> None:
    ledger = EmbeddedLedger(tmp_path / "data")
    account = Account(ledger.chain_id)
    deploy(ledger, account, PUT)
    head = ledger.head
    ledger.store._writer.execute("PRAGMA max_page_count = 1")  # SQLite's own "database or disk is full"
    ledger.submit(account.sign(bytes(20), bytes(20_000))[0])
    with pytest.raises(LedgerStopped, match="database or disk is full"):
        ledger.seal()
    with pytest.raises(LedgerStopped):
        ledger.submit(account.sign(None, PUT)[0])
    with pytest.raises(LedgerStopped):
        ledger.begin()
    assert ledger.head == head
    assert ledger.store.head() is not None, "reading goes on"
    ledger.close()
    again = EmbeddedLedger(tmp_path / "data")
    assert again.head == head
    account.nonce = 1
    assert deploy(again, account, PUT)
    again.close()


def test_a_nearly_full_disk_takes_no_transaction(tmp_path: Path) -> None:
    ledger = EmbeddedLedger(tmp_path / "data", Limits(free_bytes=1 << 62))
    with pytest.raises(StorageLow):
        ledger.submit(Account(ledger.chain_id).sign(None, PUT)[0])
    ledger.close()


def test_a_directory_that_lost_a_file_is_refused(tmp_path: Path) -> None:
    EmbeddedLedger(tmp_path / "whole").close()
    for name in ("ledger.db", "ledger.key"):
        shutil.copytree(tmp_path / "whole", tmp_path / name)
        (tmp_path / name / name).unlink()
        with pytest.raises(DirectoryMalformed, match=name):
            EmbeddedLedger(tmp_path / name)
    shutil.copytree(tmp_path / "whole", tmp_path / "garbage")
    (tmp_path / "garbage" / "ledger.db").write_bytes(b"no database at all" * 100)
    with pytest.raises(DirectoryMalformed):
        EmbeddedLedger(tmp_path / "garbage")


def test_two_ledgers_are_two_chains(tmp_path: Path) -> None:
    first, second = EmbeddedLedger(tmp_path / "1"), EmbeddedLedger(tmp_path / "2")
    assert first.chain_id != second.chain_id
    assert first.chain_id < 1 << 48
    assert first.genesis.hash != second.genesis.hash
    first.close()
    second.close()


def test_a_clock_that_runs_backwards_does_not_move_blocks_back(tmp_path: Path) -> None:
    class Clock:
        now = 1_800_000_000_000

        def now_ms(self) -> int:
            return self.now

        def monotonic_ms(self) -> int:
            return 0

    clock = Clock()
    ledger = EmbeddedLedger(tmp_path / "data", clock=clock)
    clock.now -= 3_600_000
    assert ledger.seal().head.header.timestamp == 1_800_000_000
    assert ledger.seal().head.header.timestamp == 1_800_000_000, "blocks may share a second"
    clock.now += 3_605_000
    assert ledger.seal().head.header.timestamp == 1_800_000_005
    ledger.close()


PAIRINGS = "0x00 0x00 0x0600 0x00 0x00 0x08 GAS CALL STOP"
"""Eight pairings of zeros: seconds of work in one instruction."""
SPINNING = "JUMPDEST 0x00 SLOAD POP 0x00 JUMP"


@pytest.mark.parametrize("text", [PAIRINGS, SPINNING])
def test_what_takes_too_long_is_ended_and_leaves_no_trace(tmp_path: Path, text: str) -> None:
    ledger = EmbeddedLedger(tmp_path / "data", Limits(execution_s=0.05))
    account, other = Account(ledger.chain_id), Account(ledger.chain_id)
    contract = deploy(ledger, account, creation(assemble(text)))
    begun = time.monotonic()
    with pytest.raises(ExecutionTooLong):
        ledger.call(request(contract, gas=30_000_000), 1)
    ledger.submit(account.sign(contract, gas=30_000_000)[0])
    ledger.submit(account.sign(contract, gas=30_000_000)[0])
    good, digest = other.sign(None, PUT)
    ledger.submit(good)
    assert [row.hash for row in ledger.seal().sealed.transactions] == [digest]
    assert time.monotonic() - begun < 1
    assert ledger.dropped == 2
    assert ledger.pending_nonce(account.key.address_bytes) == 1
    account.nonce = 1
    assert deploy(ledger, account, PUT), "the account is not blocked"
    ledger.close()
