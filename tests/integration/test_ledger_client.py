"""Client, outbox, replica and export against the embedded ledger as a process of its own, killed and restarted."""

from __future__ import annotations

import dataclasses
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from chain_node.crypto.secp256k1 import EthKey
from chain_node.ledger.account import Account, Call
from chain_node.ledger.blocks import EventLog
from chain_node.ledger.client import RpcLedger
from chain_node.ledger.errors import LedgerRefused, LedgerUnavailable, ReplicaContradicted
from chain_node.ledger.export import LedgerExport
from chain_node.ledger.outbox import Outbox, State
from chain_node.ledger.port import BlockRef
from chain_node.ledger.records import Member, MemberStatus
from chain_node.ledger.replica import Replica
from chain_node.ledger.state import Tables
from chain_node.ledger.trust import Trust
from tests.ledger_process import COMMAND, LedgerProcess, running_ledger

ECHO = bytes.fromhex("601f600c600039601f6000f3") + bytes.fromhex(
    "3660011460145736600060003760" + "2a366000a100" + "5b3660006000373660" + "00fd"
)
"""A contract written by hand: emits its call data under topic 42; reverts with it if it is one byte."""


def trust_of(daemon: LedgerProcess) -> Trust:
    return Trust(
        instance="CN",
        engine="embedded",
        chain_id=daemon.chain_id,
        genesis_hash=daemon.genesis_hash,
        consortium=bytes(20),
        ledger_key=bytes.fromhex(daemon.call("lianlu_status")["ledger_key"][2:]),
    )


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LedgerProcess]:
    with running_ledger(tmp_path_factory.mktemp("ledger")) as made:
        yield made


@pytest.fixture
def ledger(daemon: LedgerProcess) -> Iterator[RpcLedger]:
    made = RpcLedger(daemon.url)
    yield made
    made.close()


@pytest.fixture
def account(ledger: RpcLedger) -> Account:
    return Account(ledger, EthKey.generate())


class EchoProjector:
    """Every event's data becomes the name of the member of its emitter."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.hashes: list[bytes] = []

    def check(self, event: EventLog) -> None: ...

    def apply(self, block: BlockRef, tx_hash: bytes, log_index: int, event: EventLog) -> None:
        key = event.address + bytes(12)
        self.tables.put_member(block.number, Member(key, "", event.data.decode(), "", 0, MemberStatus.ACTIVE))
        self.hashes.append(tx_hash)


def replica_of(source: RpcLedger | LedgerExport, trust: Trust) -> tuple[Replica, EchoProjector]:
    tables = Tables()
    projector = EchoProjector(tables)
    return Replica(source, trust, tables, projector), projector


def test_contract_is_made_called_and_refuses_with_its_data(ledger: RpcLedger, account: Account) -> None:
    address = account.deploy(ECHO)
    assert ledger.code(address) == ECHO[12:]
    receipts = account.transact_all([Call(address, b"call %d" % number) for number in range(20)])
    assert len({receipt.tx_hash for receipt in receipts}) == 20
    with pytest.raises(LedgerRefused) as caught:
        account.transact(address, b"x")
    assert caught.value.data == b"x"
    assert account.transact(address, b"after").success


def test_replica_follows_with_signatures_and_sees_each_block(
    daemon: LedgerProcess, ledger: RpcLedger, account: Account
) -> None:
    address = account.deploy(ECHO)
    replica, projector = replica_of(ledger, trust_of(daemon))
    replica.sync()
    seen = {}
    for number in range(5):
        receipt = account.transact(address, b"v%d" % number)
        replica.sync()
        seen[receipt.block_number] = b"v%d" % number
        assert projector.hashes[-1] == receipt.tx_hash
        assert replica.block_hash(receipt.block_number) == receipt.block_hash
    for block, value in seen.items():
        member = replica.at(block).member(address + bytes(12))
        assert member is not None and member.name == value.decode()


def test_another_key_pinned_is_found(daemon: LedgerProcess, ledger: RpcLedger, account: Account) -> None:
    account.deploy(ECHO)
    replica, _ = replica_of(ledger, dataclasses.replace(trust_of(daemon), ledger_key=b"\1" * 20))
    with pytest.raises(ReplicaContradicted):
        replica.sync()


def test_export_gives_the_same_state_offline(
    daemon: LedgerProcess, ledger: RpcLedger, account: Account, tmp_path: Path
) -> None:
    address = account.deploy(ECHO)
    account.transact(address, b"last")
    path = tmp_path / "ledger.jsonl"
    command = [*COMMAND, "export", "--data", str(daemon.data), "-o", str(path), "--json"]
    subprocess.run(command, check=True, capture_output=True, timeout=30)
    with LedgerExport(path) as export:
        replica, _ = replica_of(export, trust_of(daemon))
        replica.sync()
        member = replica.state.member(address + bytes(12))
        assert member is not None and member.name == "last"
        assert replica.block_hash(3) == replica_hash(ledger, daemon, 3)


def replica_hash(ledger: RpcLedger, daemon: LedgerProcess, number: int) -> bytes:
    replica, _ = replica_of(ledger, trust_of(daemon))
    replica.sync()
    return replica.block_hash(number)


def test_outbox_survives_the_ledger_killed_under_load(tmp_path: Path) -> None:
    key = EthKey.generate()
    with running_ledger(tmp_path) as first:
        ledger = RpcLedger(first.url, timeout=(1, 2))
        address = Account(ledger, EthKey.generate()).deploy(ECHO)
        outbox = Outbox(tmp_path / "outbox.db", ledger, key, first.chain_id)
        for number in range(200):
            outbox.enqueue(f"i{number}", address, b"i%d" % number)
        killer = threading.Timer(0.15, first.kill)
        killer.start()
        with pytest.raises(LedgerUnavailable):
            while True:
                outbox.pump()
        killer.join()
        outbox.close()
        ledger.close()
    with running_ledger(tmp_path) as second:
        ledger = RpcLedger(second.url)
        outbox = Outbox(tmp_path / "outbox.db", ledger, key, second.chain_id, clock=Leaping())
        assert outbox.wait("i199", timeout=30).state is State.MINED
        assert {outbox.get(f"i{number}").state for number in range(200)} == {State.MINED}
        outbox.close()
        replica, projector = replica_of(ledger, trust_of(second))
        replica.sync()
        assert len(projector.hashes) == len(set(projector.hashes)) == 200
        assert ledger.nonce(key.address_bytes) == 200
        ledger.close()


class Leaping:
    """A clock that makes every sent transaction old at once, so that forgotten ones are sent again without waiting."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += 4.0
        return self.now
