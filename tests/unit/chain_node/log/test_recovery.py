"""A log is given up and its successor opened; cut short, it is run again."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import pytest

from chain_node.evidence.checkpoint import log_id
from chain_node.evidence.leaf import Role, parse_leaf
from chain_node.ledger.errors import LedgerUnavailable
from chain_node.log.anchorport import ChainHead
from chain_node.log.errors import ChainAhead, LogBusy, LogExists, LogMissing, LogNotOpen
from chain_node.log.reader import LogReader
from chain_node.log.recovery import Recovery, recover, successor_of
from chain_node.log.store import FILE_NAME, LogIdentity
from tests.unit.chain_node.log.chain import ChainState
from tests.unit.chain_node.log.support import IDENTITY, ManualClock, make_log
from tests.unit.chain_node.log.test_anchoring import Gateway


class Registry:
    """Logs on the ledger; `fail_at` names the call that the ledger does not answer, after doing it or not."""

    def __init__(self, state: ChainState) -> None:
        self.states = {state.identity.log_id: state}
        self.fail_at = ""
        self.happened = False
        self.calls: list[str] = []

    def head(self, log_id: bytes) -> ChainHead | None:
        state = self.states.get(log_id)
        return None if state is None else state.head()

    def anchored(self, log_id: bytes) -> Sequence[tuple[int, bytes]]:
        return [(one.size, one.root) for one in self.states[log_id].anchors]

    def freeze(self, log_id: bytes, last_good_size: int, reason: str) -> None:
        self.calls.append(f"freeze {last_good_size}")
        self._act("freeze", lambda: setattr(self.states[log_id], "frozen", True))

    def open_successor(self, identity: LogIdentity, prev_log: bytes, prev_size: int, prev_root: bytes) -> None:
        self.calls.append(f"open {identity.shard} after {prev_size}")
        self._act("open", lambda: self.states.setdefault(identity.log_id, ChainState(identity)))

    def _act(self, name: str, effect: object) -> None:
        failing, self.fail_at = self.fail_at == name, "" if self.fail_at == name else self.fail_at
        if failing and not self.happened:
            raise LedgerUnavailable("simulated")
        assert callable(effect)
        effect()
        if failing:
            raise LedgerUnavailable("simulated")


async def anchored_log(directory: Path, state: ChainState, *counts: int) -> None:
    """A log with one anchor after each count of messages."""
    gateway = Gateway(directory, state)
    for count in counts:
        await gateway.send(count)
        await gateway.anchorer.anchor()
    await gateway.close()


def run(directory: Path, registry: Registry, **kwargs: LogIdentity) -> Recovery:
    return recover(directory, registry, ManualClock(), "disk lost", **kwargs)


@pytest.fixture
def state() -> ChainState:
    return ChainState(IDENTITY)


async def test_an_old_copy_is_declared_and_its_successor_goes_on(tmp_path: Path, state: ChainState) -> None:
    directory = make_log(tmp_path / "log")
    await anchored_log(directory, state, 3)
    shutil.copytree(directory, tmp_path / "old")
    await anchored_log(directory, state, 4)
    shutil.rmtree(directory)
    shutil.move(tmp_path / "old", directory)

    registry = Registry(state)
    found = run(directory, registry)
    assert registry.calls == ["freeze 4", "open 1 after 8"]
    assert (found.local_size, found.last_good_size, found.archive) == (4, 4, tmp_path / "log-0")
    with LogReader(directory) as reader:
        assert reader.identity == found.new
        genesis = parse_leaf(reader.leaf(0))
    assert (genesis.role, genesis.log_id) == (Role.GENESIS, found.new.log_id)
    assert genesis.body == [IDENTITY.log_id, 8, state.head().root, 4, "disk lost"]
    with LogReader(tmp_path / "log-0") as reader:
        assert reader.size == 4
    gateway = Gateway(directory, registry.states[found.new.log_id])
    await gateway.start()
    await gateway.close()


def test_the_successor_is_the_next_shard_with_the_contracts_id() -> None:
    new = successor_of(IDENTITY)
    assert new.shard == 1
    assert new.log_id == log_id(IDENTITY.chain_id, IDENTITY.contract, IDENTITY.gateway_id, 1, IDENTITY.profile)


async def test_only_what_the_leaves_prove_is_kept(tmp_path: Path, state: ChainState) -> None:
    """A leaf altered before the second anchor: the first anchored size is the last good one."""
    directory = make_log(tmp_path / "log")
    await anchored_log(directory, state, 2, 2, 2)
    connection = sqlite3.connect(directory / FILE_NAME)
    connection.execute("UPDATE leaf SET bytes = x'00' WHERE leaf_index = 3")
    connection.commit()
    connection.close()
    registry = Registry(state)
    found = run(directory, registry)
    assert (found.local_size, found.last_good_size) == (7, 3)


async def test_a_lost_directory_needs_its_identity(tmp_path: Path, state: ChainState) -> None:
    directory = make_log(tmp_path / "log")
    await anchored_log(directory, state, 2)
    shutil.rmtree(directory)
    registry = Registry(state)
    with pytest.raises(LogMissing):
        run(directory, registry)
    assert registry.calls == []
    found = run(directory, registry, identity=IDENTITY)
    assert (found.local_size, found.last_good_size, found.archive) == (0, 0, None)
    with LogReader(directory) as reader:
        assert parse_leaf(reader.leaf(0)).body[1:4] == [3, state.head().root, 0]


@pytest.mark.parametrize("call", ["freeze", "open"])
@pytest.mark.parametrize("happened", [False, True])
async def test_cut_short_it_is_run_again(tmp_path: Path, state: ChainState, call: str, happened: bool) -> None:
    directory = make_log(tmp_path / "log")
    await anchored_log(directory, state, 2)
    registry = Registry(state)
    registry.fail_at, registry.happened = call, happened
    with pytest.raises(LedgerUnavailable):
        run(directory, registry)
    found = run(directory, registry)
    assert found.new.shard == 1
    names = [one.split()[0] for one in registry.calls]
    assert names.count(call) == (1 if happened else 2)
    with LogReader(directory) as reader:
        assert (reader.identity.shard, reader.size) == (1, 1)


async def test_killed_between_the_two_renames(tmp_path: Path, state: ChainState) -> None:
    directory = make_log(tmp_path / "log")
    await anchored_log(directory, state, 2)
    registry = Registry(state)
    run(directory, registry)
    directory.rename(tmp_path / "log.new")
    found = run(directory, registry)
    assert (found.archive, found.local_size) == (tmp_path / "log-0", 3)
    with LogReader(directory) as reader:
        assert (reader.identity.shard, reader.size) == (1, 1)


async def test_a_running_gateway_is_not_recovered(tmp_path: Path, state: ChainState) -> None:
    directory = make_log(tmp_path / "log")
    gateway = Gateway(directory, state)
    registry = Registry(state)
    with pytest.raises(LogBusy):
        await asyncio.to_thread(run, directory, registry)
    await gateway.close()
    assert registry.calls == []


async def test_a_successor_in_use_elsewhere_is_not_taken(tmp_path: Path, state: ChainState) -> None:
    directory = make_log(tmp_path / "log")
    await anchored_log(directory, state, 2)
    shutil.copytree(directory, tmp_path / "elsewhere" / "log")
    registry = Registry(state)
    found = run(directory, registry)
    await anchored_log(directory, registry.states[found.new.log_id], 1)
    with pytest.raises(ChainAhead):
        run(tmp_path / "elsewhere" / "log", registry)


async def test_nothing_is_overwritten(tmp_path: Path, state: ChainState) -> None:
    directory = make_log(tmp_path / "log")
    await anchored_log(directory, state, 2)
    (tmp_path / "log-0").mkdir()
    registry = Registry(state)
    with pytest.raises(LogExists):
        run(directory, registry)
    assert registry.calls == []
    with LogReader(directory) as reader:
        assert reader.identity == IDENTITY


async def test_a_log_that_the_ledger_does_not_know(tmp_path: Path, state: ChainState) -> None:
    directory = make_log(tmp_path / "log")

    class Unknown(Registry):
        def head(self, log_id: bytes) -> ChainHead | None:
            return None

    with pytest.raises(LogNotOpen):
        run(directory, Unknown(state))
