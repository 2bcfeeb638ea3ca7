"""The replica believes what hashes, follows and is pinned; all else breaks it for good."""

from __future__ import annotations

import asyncio
import itertools
import threading
import time
from collections.abc import Iterator

import pytest
from eth_account import Account

from chain_node.crypto.errors import SuiteUnavailable
from chain_node.ledger.blocks import EventLog
from chain_node.ledger.errors import (
    LedgerForked,
    LedgerOutdated,
    LedgerUnavailable,
    ReplicaContradicted,
    ReplicaTorn,
    TrustMismatch,
)
from chain_node.ledger.follower import ReplicaFollower
from chain_node.ledger.port import Block, BlockRef
from chain_node.ledger.records import Member, MemberStatus
from chain_node.ledger.replica import Replica
from chain_node.ledger.state import Tables
from chain_node.ledger.trust import Trust
from tests.simulator import SimulatedLedger

OURS = b"\x0c" * 20


class CountingProjector:
    """Stands in for the contracts: an event's data becomes the name of the member in its first topic. It cannot judge
    `unjudged`, and fails at `fault`."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.unjudged = self.fault = b"-"
        self.applied: list[bytes] = []

    def check(self, event: EventLog) -> None:
        if event.data == self.unjudged:
            raise SuiteUnavailable("not on this machine")

    def apply(self, block: BlockRef, tx_hash: bytes, log_index: int, event: EventLog) -> None:
        if event.data == self.fault:
            raise KeyError(event.data)
        self.applied.append(event.data)
        if event.address == OURS:
            key = event.topics[0]
            member = Member(key, "", event.data.decode(), "", log_index, MemberStatus.ACTIVE)
            self.tables.put_member(block.number, member)


def said(key: int, name: str) -> EventLog:
    return EventLog(OURS, (bytes([key]) * 32,), name.encode())


def trust_of(ledger: SimulatedLedger, **changes: object) -> Trust:
    genesis = next(iter(ledger.blocks(0, 0)))
    from tests.simulator import keccak

    members = {
        "instance": "CN",
        "engine": "embedded",
        "chain_id": 1337,
        "genesis_hash": keccak(genesis.header),
        "consortium": OURS,
    }
    return Trust(**(members | changes))  # type: ignore[arg-type]


def replica_of(ledger: SimulatedLedger, **changes: object) -> Replica:
    tables = Tables()
    return Replica(ledger, trust_of(ledger, **changes), tables, CountingProjector(tables))


def name_at(replica: Replica, number: int, key: int = 1) -> str | None:
    member = replica.at(number).member(bytes([key]) * 32)
    return None if member is None else member.name


def test_state_is_known_as_of_every_block() -> None:
    ledger = SimulatedLedger()
    ledger.emit(said(1, "a"))
    ledger.mine()
    ledger.emit(said(1, "b"), said(2, "x"), said(1, "c"))
    replica = replica_of(ledger)
    assert replica.sync() == 4
    assert [name_at(replica, number) for number in range(4)] == [None, "a", "a", "c"]
    assert replica.head == ledger.head()
    early = replica.at(1)
    ledger.emit(said(1, "d"))
    assert replica.sync() == 1
    assert replica.state.member(b"\1" * 32) is not None and name_at(replica, 4) == "d"
    seen = early.member(b"\1" * 32)
    assert seen is not None and seen.name == "a"
    assert replica.sync() == 0


def test_foreign_contracts_are_ignored() -> None:
    ledger = SimulatedLedger()
    ledger.emit(EventLog(b"\x0d" * 20, (b"\1" * 32,), b"a"))
    replica = replica_of(ledger)
    replica.sync()
    assert name_at(replica, 1) is None


def test_a_block_that_cannot_be_judged_is_applied_once_and_whole_when_it_can() -> None:
    ledger, tables = SimulatedLedger(), Tables()
    projector = CountingProjector(tables)
    replica = Replica(ledger, trust_of(ledger), tables, projector)
    replica.sync()
    ledger.emit(said(1, "a"), said(1, "b"), said(1, "c"))
    projector.unjudged = b"b"
    for _ in range(2):
        with pytest.raises(SuiteUnavailable):
            replica.sync()
    assert projector.applied == [] and replica.head.number == 0 and replica.broken is None
    projector.unjudged = b"-"
    replica.sync()
    assert projector.applied == [b"a", b"b", b"c"] and name_at(replica, 1) == "c"


def test_a_fault_in_the_middle_of_a_block_leaves_no_half_of_it_to_be_read() -> None:
    ledger, tables = SimulatedLedger(), Tables()
    projector = CountingProjector(tables)
    replica = Replica(ledger, trust_of(ledger), tables, projector)
    replica.sync()
    ledger.emit(said(1, "a"), said(1, "b"))
    projector.fault = b"b"
    with pytest.raises(ReplicaTorn):
        replica.sync()
    projector.fault = b"-"
    with pytest.raises(ReplicaTorn):
        replica.sync()
    with pytest.raises(ReplicaTorn):
        replica.at(0)
    assert projector.applied == [b"a"]


def test_blocks_not_read_are_outdated_not_unknown() -> None:
    ledger = SimulatedLedger()
    replica = replica_of(ledger)
    with pytest.raises(LedgerOutdated):
        _ = replica.head
    replica.sync()
    for number in (1, -1):
        with pytest.raises(LedgerOutdated):
            replica.at(number)


def test_hash_timestamp_and_block_by_time() -> None:
    ledger = SimulatedLedger(start=1000)
    for _ in range(5):
        ledger.mine(10)
    replica = replica_of(ledger)
    replica.sync()
    assert replica.timestamp(5) == 1050
    assert replica.block_hash(5) == ledger.head().hash
    block = replica.last_block_by(1035)
    assert block is not None and block.number == 3
    assert replica.last_block_by(999) is None


def test_another_chain_id_or_genesis_is_another_ledger() -> None:
    for changes in ({"chain_id": 7}, {"genesis_hash": b"\1" * 32}, {"checkpoint": (1, b"\1" * 32)}):
        ledger = SimulatedLedger()
        ledger.mine()
        replica = replica_of(ledger, **changes)
        with pytest.raises(TrustMismatch):
            replica.sync()
        with pytest.raises(TrustMismatch):
            replica.at(0)


def test_pinned_checkpoint_on_the_chain_is_accepted() -> None:
    ledger = SimulatedLedger()
    block = ledger.mine()
    replica = replica_of(ledger, checkpoint=(1, block.hash))
    assert replica.sync() == 2


def test_altered_receipt_breaks_the_replica_for_good() -> None:
    ledger = SimulatedLedger()
    ledger.emit(said(1, "a"))
    (other,) = SimulatedLedger.blocks(_emitting(said(1, "b")), 1, 1)
    ledger.tamper(1, receipts=other.receipts)
    replica = replica_of(ledger)
    for _ in range(2):
        with pytest.raises(ReplicaContradicted):
            replica.sync()
    with pytest.raises(ReplicaContradicted):
        replica.at(0)


def _emitting(event: EventLog) -> SimulatedLedger:
    ledger = SimulatedLedger()
    ledger.emit(event)
    return ledger


def test_rewritten_history_is_a_fork_whether_seen_at_the_head_or_below_it() -> None:
    for later in (0, 1):
        ledger = SimulatedLedger()
        ledger.emit(said(1, "a"))
        replica = replica_of(ledger)
        replica.sync()
        ledger.fork(1)
        ledger.emit(said(1, "b"))
        for _ in range(later):
            ledger.mine()
        with pytest.raises(LedgerForked) as caught:
            replica.sync()
        assert caught.value.seen != caught.value.offered
        assert caught.value.seen and caught.value.offered


def test_shorter_chain_with_the_known_blocks_is_only_old() -> None:
    ledger = SimulatedLedger()
    ledger.mine()
    ledger.mine()
    replica = replica_of(ledger)
    replica.sync()
    ledger.fork(2)
    assert replica.sync() == 0
    ledger.mine()
    with pytest.raises(LedgerForked):
        replica.sync()


def test_time_may_stand_still_but_not_go_back() -> None:
    ledger = SimulatedLedger()
    ledger.mine(0)
    replica = replica_of(ledger)
    assert replica.sync() == 2
    ledger.mine(-1)
    with pytest.raises(ReplicaContradicted):
        replica.sync()


def test_head_signature_is_checked_where_a_key_is_pinned() -> None:
    account, other = Account.create(), Account.create()
    signing = {"who": account}
    ledger = SimulatedLedger(sign=lambda digest: bytes(signing["who"].unsafe_sign_hash(digest).signature))
    ledger.mine()
    replica = replica_of(ledger, ledger_key=bytes.fromhex(account.address[2:]))
    assert replica.sync() == 2
    signing["who"] = other
    ledger.mine()
    with pytest.raises(ReplicaContradicted, match="signed by"):
        replica.sync()


@pytest.mark.parametrize("signature", [None, b"", b"\1" * 65, b"\0" * 65])
def test_missing_or_malformed_signature_is_refused(signature: bytes | None) -> None:
    ledger = SimulatedLedger()
    ledger.mine()
    ledger.tamper(1, signature=signature)
    replica = replica_of(ledger, ledger_key=b"\1" * 20)
    with pytest.raises(ReplicaContradicted):
        replica.sync()


def test_age_is_from_the_head_and_a_future_head_is_not_believed() -> None:
    ledger = SimulatedLedger(start=1000)
    replica = replica_of(ledger)
    replica.sync()
    assert replica.age(1012.5) == 12.5
    assert replica.age(971) == 0
    with pytest.raises(LedgerForked):
        replica.age(969)
    assert replica.check_usable(1010, 10).block.number == 0
    with pytest.raises(LedgerOutdated):
        replica.check_usable(1011, 10)


def test_outage_is_reported_and_over_when_it_is_over() -> None:
    ledger = SimulatedLedger()
    replica = replica_of(ledger)
    replica.sync()
    ledger.mine()
    ledger.down = True
    with pytest.raises(LedgerUnavailable):
        replica.sync()
    assert replica.head.number == 0
    ledger.down = False
    assert replica.sync() == 1


def test_blocks_of_an_interrupted_batch_are_not_answered_from() -> None:
    ledger = SimulatedLedger()
    for number in range(3):
        ledger.emit(said(1, str(number)))
    replica = replica_of(ledger)
    replica.sync(limit=1)
    whole = ledger.blocks

    def cut(first: int, last: int) -> Iterator[Block]:
        yield from itertools.islice(whole(first, last), 2)
        raise LedgerUnavailable("cut")

    ledger.blocks = cut  # type: ignore[method-assign]
    with pytest.raises(LedgerUnavailable):
        replica.sync()
    with pytest.raises(LedgerOutdated):
        replica.at(1)
    ledger.blocks = whole  # type: ignore[method-assign]
    assert replica.sync() == 1
    assert [name_at(replica, number) for number in range(4)] == [None, "0", "1", "2"]


def test_sync_stops_at_its_limit() -> None:
    ledger = SimulatedLedger()
    for _ in range(9):
        ledger.mine()
    replica = replica_of(ledger)
    assert replica.sync(limit=4) == 4
    assert replica.head.number == 3
    assert replica.sync() == 6


def _buggy(head: BlockRef) -> None:
    raise ZeroDivisionError


async def test_follower_wakes_waiters_and_survives_outage_and_bugs() -> None:
    ledger = SimulatedLedger()
    replica = replica_of(ledger)
    follower = ReplicaFollower(replica, interval=0.02)
    heads: list[int] = []
    follower.on_blocks(_buggy)
    follower.on_blocks(lambda head: heads.append(head.number))
    follower.start()
    try:
        assert (await follower.wait_for(0, 2)).number == 0
        ledger.down = True
        await asyncio.sleep(0.06)
        assert follower.status.errors["ledger.unavailable"] >= 1
        ledger.down = False
        waiting = asyncio.create_task(follower.wait_for(2, 5))
        await asyncio.sleep(0.05)
        assert not waiting.done()
        ledger.mine()
        ledger.mine()
        assert (await waiting).number == 2
        with pytest.raises(LedgerOutdated):
            await follower.wait_for(3, 0.05)
        with pytest.raises(LedgerOutdated):
            await asyncio.to_thread(follower.wait, 3, 0.05)
        assert heads[-1] == 2
        assert follower.status.errors["ledger.listener"] >= 2
    finally:
        follower.close()
    assert not follower._thread.is_alive()


async def test_follower_shows_a_fork_to_every_waiter() -> None:
    ledger = SimulatedLedger()
    ledger.mine()
    replica = replica_of(ledger)
    follower = ReplicaFollower(replica, interval=0.01)
    follower.start()
    try:
        await follower.wait_for(1, 2)
        ledger.fork(1)
        ledger.mine()
        ledger.mine()
        with pytest.raises(LedgerForked):
            await asyncio.to_thread(follower.wait, 5, 2)
        with pytest.raises(LedgerForked):
            await follower.wait_for(5, 0.1)
        assert follower.status.broken
    finally:
        follower.close()


def test_readers_never_see_half_a_block() -> None:
    """Each block sets two members to the same name; a reader that ever sees them differ saw half a block."""
    ledger = SimulatedLedger()
    for number in range(1, 200):
        ledger.emit(said(1, str(number)), said(2, str(number)))
    replica = replica_of(ledger)
    replica.sync(limit=1)
    wrong: list[object] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            state = replica.state
            one, two = state.member(b"\1" * 32), state.member(b"\2" * 32)
            if (one and one.name) != (two and two.name):
                wrong.append((one, two))

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    while replica.sync(limit=3):
        time.sleep(0.0005)
    stop.set()
    for reader in readers:
        reader.join()
    assert not wrong
    assert name_at(replica, 199) == "199"
