"""Anchoring against a ledger that keeps the contract's rules."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, cast

import pytest

from chain_node.clock import SystemClock
from chain_node.crypto.secp256k1 import keccak256, recover
from chain_node.evidence import merkle
from chain_node.evidence.canonical import sm3
from chain_node.evidence.checkpoint import Checkpoint, signing_digest
from chain_node.evidence.leaf import Role, leaf_hash, parse_leaf
from chain_node.evidence.note import note_of
from chain_node.ledger.errors import LedgerUnavailable
from chain_node.log import journal
from chain_node.log.anchoring import Anchorer
from chain_node.log.errors import (
    AnchorPending,
    AnchorRefused,
    ChainAhead,
    JournalConflict,
    LogCorrupt,
    LogFrozen,
    LogNotOpen,
)
from chain_node.log.heads import checkpoint_of
from chain_node.log.journal import JOURNALLED, SETTLED, SUBMITTED, JournalEntry
from chain_node.log.pairtalk import PairStates
from chain_node.log.reader import LogReader
from chain_node.log.settling import AnchorLimits
from chain_node.log.store import FILE_NAME
from chain_node.log.writer import LogWriter
from tests.unit.chain_node.log.chain import KEY, ChainState, FakeChain
from tests.unit.chain_node.log.support import IDENTITY, ManualClock, PrivateKey, make_log, request

FAST = AnchorLimits(interval_s=0.05, poll_s=0.01, settle_s=0.3, in_flight_s=0.0, deliver_s=0.2, max_pause_s=0.05)
HOST = bytes(32)


class Gateway:
    """One process on a log directory: writer, anchorer and its outbox."""

    def __init__(self, directory: Path, state: ChainState, **kwargs: Any) -> None:
        self.chain = kwargs.pop("chain", None) or FakeChain(state)
        self.writer = LogWriter.open(directory, {1: PrivateKey()}, ManualClock())
        self.writer.start()
        limits = kwargs.pop("limits", FAST)
        self.anchorer = Anchorer(self.writer, self.chain, KEY, SystemClock(), limits=limits, **kwargs)

    async def start(self) -> None:
        await asyncio.wait_for(self.anchorer.start("0.1.0", HOST, retry_s=0.01), 5)

    async def send(self, count: int) -> None:
        await asyncio.gather(*[self.writer.submit(request(n)) for n in range(count)])

    async def close(self) -> None:
        self.anchorer.close()
        await self.writer.close()

    @property
    def entries(self) -> list[JournalEntry]:
        with LogReader(self.writer.directory) as reader:
            return list(reader.checkpoints())


@pytest.fixture
def state() -> ChainState:
    return ChainState(IDENTITY)


@pytest.fixture
async def gateway(tmp_path: Path, state: ChainState) -> AsyncIterator[Gateway]:
    one = Gateway(make_log(tmp_path / "log"), state)
    yield one
    await one.close()


def leaves(directory: Path) -> list[bytes]:
    with LogReader(directory) as reader:
        return [data for _, data in reader.leaves()]


async def test_an_anchor_covers_exactly_the_durable_leaves(gateway: Gateway, state: ChainState) -> None:
    await gateway.send(600)
    entry = await gateway.anchorer.anchor()
    stored = leaves(gateway.writer.directory)
    assert entry.size == len(stored) == 601
    assert entry.root == merkle.root([leaf_hash(one) for one in stored])
    assert entry.alt_root == merkle.root([merkle.leaf_hash(one, sm3) for one in stored], sm3)
    assert entry.pair_root == merkle.root([])
    [anchored] = state.anchors
    assert anchored == checkpoint_of(entry, IDENTITY.log_id)
    assert note_of(anchored, IDENTITY.chain_id).hash == entry.note_hash
    assert entry.signature is not None
    digest = signing_digest(anchored, IDENTITY.chain_id, IDENTITY.contract, keccak256)
    assert recover(digest, entry.signature) == KEY.address
    assert (entry.state, entry.block) == (SETTLED, 101)
    assert entry.tx_hash is not None


async def test_each_anchor_extends_the_last(gateway: Gateway, state: ChainState) -> None:
    for count in (1, 0, 300, 5):
        await gateway.send(count)
        await gateway.anchorer.anchor()
    sizes = [(one.epoch, one.prev_size, one.size) for one in state.anchors]
    assert sizes == [(1, 0, 2), (2, 2, 2), (3, 2, 302), (4, 302, 307)]
    assert [one.state for one in gateway.entries] == [SETTLED] * 4


async def test_start_anchors_a_start_leaf_before_it_returns(gateway: Gateway, state: ChainState) -> None:
    await gateway.start()
    newest = parse_leaf(leaves(gateway.writer.directory)[-1])
    assert (newest.role, newest.body) == (Role.START, ["0.1.0", HOST])
    assert state.head().size == gateway.writer.durable_size


class Unreachable:
    """`PairStates` whose peers take connections and never answer."""

    async def active(self) -> list[str]:
        return ["CN/GOV/peer/gw1"]

    async def propose(self, _peers: Any) -> None:
        await asyncio.sleep(3600)


async def test_start_waits_for_no_peer(tmp_path: Path, state: ChainState) -> None:
    """Two gateways that come back together would each wait for a listener that the other opens afterwards."""
    gateway = Gateway(make_log(tmp_path / "log"), state, pairs=cast(PairStates, Unreachable()))
    await gateway.start()
    assert state.head().epoch == 1
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(gateway.anchorer.anchor(), 0.2)
    await gateway.close()


async def test_start_waits_for_the_ledger(gateway: Gateway, state: ChainState) -> None:
    gateway.chain.down = True
    starting = asyncio.create_task(gateway.start())
    await asyncio.sleep(0.05)
    assert not starting.done()
    assert isinstance(gateway.anchorer.last_error, LedgerUnavailable)
    gateway.chain.down = False
    await starting
    assert state.head().epoch == 1
    assert gateway.anchorer.last_error is None


async def test_nothing_is_signed_while_the_ledger_is_away_and_one_anchor_catches_up(
    gateway: Gateway, state: ChainState
) -> None:
    await gateway.start()
    gateway.chain.down = True
    for _ in range(4):
        await gateway.send(100)
        with pytest.raises(LedgerUnavailable):
            await gateway.anchorer.anchor()
    assert len(gateway.entries) == 1
    gateway.chain.down = False
    before = gateway.chain.sent
    await gateway.anchorer.anchor()
    assert gateway.chain.sent - before == 1
    assert state.head().size == gateway.writer.durable_size


async def test_an_open_checkpoint_is_settled_before_another_is_signed(gateway: Gateway, state: ChainState) -> None:
    await gateway.start()
    gateway.chain.hold = True
    await gateway.send(3)
    with pytest.raises(AnchorPending):
        await gateway.anchorer.anchor()
    await gateway.send(3)
    with pytest.raises(AnchorPending):
        await gateway.anchorer.anchor()
    assert [(one.epoch, one.size, one.state) for one in gateway.entries][1:] == [(2, 5, SUBMITTED)]
    gateway.chain.hold = False
    await gateway.anchorer.anchor()
    assert [one.size for one in state.anchors] == [2, 5, 8]
    assert gateway.chain.sent == 3


async def test_settling_an_open_checkpoint_that_covers_everything_is_enough(
    gateway: Gateway, state: ChainState
) -> None:
    gateway.chain.hold = True
    with pytest.raises(AnchorPending):
        await gateway.anchorer.anchor()
    gateway.chain.hold = False
    await gateway.anchorer.anchor()
    assert state.head().epoch == 1


async def test_a_refusal_is_reported_and_the_same_checkpoint_tried_again(gateway: Gateway, state: ChainState) -> None:
    gateway.chain.refuse = "the key is not registered"
    with pytest.raises(AnchorRefused, match="not registered"):
        await gateway.anchorer.anchor()
    await gateway.send(5)
    gateway.chain.refuse = None
    entry = await gateway.anchorer.anchor()
    assert [one.size for one in state.anchors] == [1, 6]
    assert entry.epoch == 2


async def test_a_checkpoint_relayed_by_a_peer_counts_as_settled(gateway: Gateway, state: ChainState) -> None:
    """Our own transaction then fails on the compare-and-swap."""
    gateway.chain.relay_first = True
    entry = await gateway.anchorer.anchor()
    assert (entry.state, entry.tx_hash) == (SETTLED, None)
    assert len(state.anchors) == 1


async def test_an_old_copy_of_the_directory_does_not_start(tmp_path: Path, state: ChainState) -> None:
    directory = make_log(tmp_path / "log")
    gateway = Gateway(directory, state)
    await gateway.start()
    await gateway.close()
    shutil.copytree(directory, tmp_path / "copy")
    gateway = Gateway(directory, state)
    await gateway.start()
    await gateway.close()
    copy = Gateway(tmp_path / "copy", state)
    with pytest.raises(ChainAhead):
        await copy.start()
    assert copy.writer.durable_size == 2, "nothing was logged by the copy"
    await copy.close()


async def test_a_clone_fences_the_original(tmp_path: Path, state: ChainState) -> None:
    """Both hold the same journal; whoever anchors first goes on, the other one stops."""
    directory = make_log(tmp_path / "log")
    first = Gateway(directory, state)
    await first.start()
    await first.writer.run(lambda cursor: None)
    source = sqlite3.connect(directory / FILE_NAME)
    (tmp_path / "clone").mkdir()
    target = sqlite3.connect(tmp_path / "clone" / FILE_NAME)
    source.backup(target)
    source.close()
    target.close()
    clone = Gateway(tmp_path / "clone", state)
    await clone.start()
    running = asyncio.create_task(first.anchorer.run())
    await first.send(1)
    with pytest.raises(ChainAhead):
        await asyncio.wait_for(running, 2)
    await first.close()
    await clone.close()


async def test_another_head_for_an_epoch_of_ours_stops(gateway: Gateway, state: ChainState) -> None:
    await gateway.anchorer.anchor()
    state.anchors[-1] = replace(state.anchors[-1], root=bytes(32))
    with pytest.raises(ChainAhead):
        await gateway.anchorer.anchor()


async def test_the_pair_root_is_over_the_pairstates_since_the_last_anchor(gateway: Gateway) -> None:
    async def listed(*numbers: int) -> None:
        for number in numbers:
            [sent] = await gateway.writer.submit(request(number))
            row = (sent.leaf_index, 1, 0, 1, 1, sent.digest, None)
            await gateway.writer.run(partial(_list_pairstate, row=row))

    roots = []
    for numbers in ((1, 2), (3, 4, 5), ()):
        first = gateway.writer.durable_size
        await listed(*numbers)
        roots.append((await gateway.anchorer.anchor()).pair_root)
        with LogReader(gateway.writer.directory) as reader:
            hashes = [leaf_hash(reader.leaf(first + offset)) for offset in range(len(numbers))]
        assert roots[-1] == merkle.root(hashes)
    assert len(set(roots)) == 3


def _list_pairstate(cursor: sqlite3.Cursor, row: tuple[Any, ...]) -> None:
    cursor.execute("INSERT INTO pairstate VALUES (?, ?, ?, ?, ?, ?, ?)", row)


async def test_a_log_shorter_than_its_anchor_does_not_start(tmp_path: Path, state: ChainState) -> None:
    directory = make_log(tmp_path / "log")
    gateway = Gateway(directory, state)
    await gateway.send(5)
    await gateway.start()
    await gateway.close()
    connection = sqlite3.connect(directory / FILE_NAME)
    connection.execute("DELETE FROM leaf WHERE leaf_index > 4")
    connection.execute("DELETE FROM pair_message WHERE leaf_index > 4")
    connection.execute("UPDATE pair SET next_seq = 5, prev = (SELECT digest FROM pair_message WHERE leaf_index = 4)")
    connection.commit()
    connection.close()
    gateway = Gateway(directory, state)
    with pytest.raises(LogCorrupt):
        await gateway.start()
    await gateway.close()


@pytest.mark.parametrize("column", ["root", "alt_root"])
async def test_leaves_that_no_longer_give_the_signed_root_stop_the_start(
    tmp_path: Path, state: ChainState, column: str
) -> None:
    directory = make_log(tmp_path / "log")
    gateway = Gateway(directory, state)
    await gateway.start()
    await gateway.close()
    connection = sqlite3.connect(directory / FILE_NAME)
    connection.execute(f"UPDATE checkpoint SET {column} = zeroblob(32)")
    connection.commit()
    connection.close()
    gateway = Gateway(directory, state)
    with pytest.raises((LogCorrupt, ChainAhead)):
        await gateway.start()
    await gateway.close()


async def test_a_frozen_or_unknown_log_stops(gateway: Gateway, state: ChainState) -> None:
    state.open = False
    with pytest.raises(LogNotOpen):
        await gateway.start()
    state.open, state.frozen = True, True
    with pytest.raises(LogFrozen):
        await gateway.start()


async def test_a_ledger_that_lost_anchors_gets_the_same_ones_again(gateway: Gateway, state: ChainState) -> None:
    for _ in range(3):
        await gateway.send(2)
        await gateway.anchorer.anchor()
    kept = list(state.anchors)
    del state.anchors[1:]
    await gateway.send(1)
    await gateway.anchorer.anchor()
    assert state.anchors[:3] == kept
    assert state.head().size == gateway.writer.durable_size


POINTS = ["anchor-journalled", "anchor-signed", "anchor-submitted", "anchor-settled"]


class Killed(BaseException):
    """Stands for the end of the process."""


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("happened", [False, True], ids=["unsent", "mined meanwhile"])
@pytest.mark.parametrize("outbox_kept", [True, False], ids=["outbox kept", "outbox lost"])
async def test_after_a_crash_the_same_checkpoint_is_settled_once(
    tmp_path: Path, state: ChainState, point: str, happened: bool, outbox_kept: bool
) -> None:
    directory = make_log(tmp_path / "log")

    def hook(at: str) -> None:
        if at == point:
            raise Killed

    gateway = Gateway(directory, state, hook=hook)
    await gateway.send(4)
    with pytest.raises(Killed):
        await gateway.anchorer.anchor()
    [entry] = gateway.entries
    if happened:
        gateway.chain.pump()
    outbox = gateway.chain.outbox
    await gateway.close()

    chain = FakeChain(state)
    if outbox_kept:
        chain.outbox = outbox
    gateway = Gateway(directory, state, chain=chain)
    await gateway.start()
    first, second = state.anchors
    assert first == checkpoint_of(entry, IDENTITY.log_id), "the journalled checkpoint and no other"
    assert second.size == gateway.writer.durable_size == 6
    assert [one.state for one in gateway.entries] == [SETTLED, SETTLED]
    await gateway.close()


async def test_due_by_time_by_size_and_by_heartbeat(tmp_path: Path, state: ChainState) -> None:
    clock = ManualClock(1_000_000)
    limits = AnchorLimits(interval_s=10, max_leaves=50, heartbeat_s=600, poll_s=0.01, settle_s=0.3, in_flight_s=0.0)
    writer = LogWriter.open(make_log(tmp_path / "log"), {1: PrivateKey()}, clock)
    writer.start()
    anchorer = Anchorer(writer, FakeChain(state), KEY, clock, limits=limits)
    await anchorer.anchor()
    running = asyncio.create_task(anchorer.run())

    async def epoch_after(step_ms: int, leaves_: int) -> int:
        await asyncio.gather(*[writer.submit(request(n)) for n in range(leaves_)])
        await asyncio.sleep(0.05)
        clock.ms += step_ms
        await asyncio.sleep(0.15)
        return state.head().epoch

    assert await epoch_after(9_000, 1) == 1
    assert anchorer.overdue_ms == 9_000
    assert await epoch_after(1_000, 0) == 2
    assert anchorer.overdue_ms == 0
    assert await epoch_after(0, 50) == 3
    assert await epoch_after(599_000, 0) == 3
    assert await epoch_after(1_000, 0) == 4
    running.cancel()
    anchorer.close()
    await writer.close()


async def test_failures_are_retried_ever_more_slowly_and_leave_the_loop_running(gateway: Gateway) -> None:
    gateway.chain.down = True
    running = asyncio.create_task(gateway.anchorer.run())
    await asyncio.sleep(0.3)
    down = gateway.anchorer.last_error
    gateway.chain.down = False
    await asyncio.sleep(0.3)
    assert isinstance(down, LedgerUnavailable)
    assert gateway.anchorer.last_error is None
    assert gateway.anchorer.last_settled is not None
    running.cancel()


class Peers:
    """Remembers what it was told; can fail or hang."""

    def __init__(self, behaviour: str = "") -> None:
        self.behaviour = behaviour
        self.told: list[tuple[str, Checkpoint, Sequence[bytes]]] = []

    async def deliver(
        self, peer_gateway: str, checkpoint: Checkpoint, signature: bytes, consistency: Sequence[bytes]
    ) -> None:
        if self.behaviour == "fail":
            raise OSError("unreachable")
        if self.behaviour == "hang":
            await asyncio.Event().wait()
        self.told.append((peer_gateway, checkpoint, consistency))


class StubPairs:
    """Peers with traffic, without comparing anything: `pairtalk` has tests of its own."""

    def __init__(self, active: dict[str, int]) -> None:
        self._active = active
        self.proposed: list[dict[str, int]] = []

    async def active(self) -> dict[str, int]:
        return self._active

    async def propose(self, upto: dict[str, int]) -> list[Any]:
        self.proposed.append(upto)
        return []


@pytest.mark.parametrize("behaviour", ["", "fail", "hang"])
async def test_active_peers_hear_of_the_anchor_and_cannot_hold_it_up(
    tmp_path: Path, state: ChainState, behaviour: str
) -> None:
    peers, pairs = Peers(behaviour), StubPairs({"A": 3, "B": 9})
    gateway = Gateway(make_log(tmp_path / "log"), state, peers=peers, pairs=pairs)
    first = await gateway.anchorer.anchor()
    await gateway.send(2)
    second = await asyncio.wait_for(gateway.anchorer.anchor(), 2)
    assert pairs.proposed == [{"A": 3, "B": 9}] * 2
    if not behaviour:
        assert [(peer, one.epoch) for peer, one, _ in peers.told] == [("A", 1), ("B", 1), ("A", 2), ("B", 2)]
        merkle.verify_consistency(first.size, second.size, first.root, second.root, peers.told[-1][2])
    await gateway.close()


ENTRY = JournalEntry(1, 5, b"r" * 32, 0, bytes(32), bytes(32), bytes(32), bytes(32), bytes(32))


@pytest.mark.parametrize(
    ("seen", "change"),
    [
        (None, {"epoch": 2}),
        (None, {"epoch": 2, "prev_size": 5, "prev_root": b"r" * 32}),
        (ENTRY, {"epoch": 2, "size": 4, "prev_size": 5, "prev_root": b"r" * 32}),
        (ENTRY, {"epoch": 3}),
        (ENTRY, {"epoch": 2, "size": 4}),
        (ENTRY, {"epoch": 2, "prev_size": 4, "prev_root": b"r" * 32}),
        (ENTRY, {"epoch": 2, "prev_size": 5, "prev_root": b"x" * 32}),
        (ENTRY, {"epoch": 2, "prev_size": 5, "prev_root": b"r" * 32, "root": b"y" * 32}),
        (ENTRY, {"epoch": 1}),
    ],
)
async def test_the_journal_takes_no_second_history(
    gateway: Gateway, seen: JournalEntry, change: dict[str, Any]
) -> None:
    await gateway.writer.run(lambda cursor: journal.append(cursor, None, ENTRY))
    with pytest.raises(JournalConflict):
        await gateway.writer.run(lambda cursor: journal.append(cursor, seen, replace(ENTRY, **change)))
    assert gateway.entries == [ENTRY]


async def test_a_journalled_checkpoint_has_one_signature(gateway: Gateway) -> None:
    run = gateway.writer.run
    await run(lambda cursor: journal.append(cursor, None, ENTRY))
    assert gateway.entries[0].state == JOURNALLED
    await run(lambda cursor: journal.set_signature(cursor, 1, b"s" * 65))
    await run(lambda cursor: journal.set_signature(cursor, 1, b"s" * 65))
    with pytest.raises(JournalConflict):
        await run(lambda cursor: journal.set_signature(cursor, 1, b"t" * 65))
    with pytest.raises(JournalConflict):
        await run(lambda cursor: journal.set_signature(cursor, 2, b"s" * 65))
    with pytest.raises(JournalConflict):
        await run(lambda cursor: journal.set_settled(cursor, 2, None, None))


async def test_the_covering_checkpoint_of_a_leaf(gateway: Gateway) -> None:
    await gateway.send(2)
    await gateway.anchorer.anchor()
    await gateway.send(2)
    await gateway.anchorer.anchor()
    await gateway.send(1)
    with LogReader(gateway.writer.directory) as reader:
        covering = [reader.covering(index) for index in (0, 2, 3, 5)]
        found = [one.epoch if one else None for one in covering]
        assert found == [1, 1, 2, None]
        first = covering[0]
        assert first is not None
        path = reader.tree.inclusion(1, first.size)
        merkle.verify_inclusion(leaf_hash(reader.leaf(1)), 1, first.size, path, first.root)


async def test_tiles_are_stored_and_agree_with_the_leaves(gateway: Gateway) -> None:
    await gateway.send(1_100)
    await gateway.anchorer.anchor()
    with LogReader(gateway.writer.directory) as reader:
        assert reader.tile_count() == 4
        tile = reader.tile(0, 2)
        assert tile is not None
        assert tile.hashes == b"".join(leaf_hash(one) for one in reader.leaf_range(512, 256))
