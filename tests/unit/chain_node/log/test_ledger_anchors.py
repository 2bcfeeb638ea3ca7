"""Anchoring through a real outbox on a simulated ledger that keeps the contract's rules, with answers lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from eth_abi.abi import decode, encode

from chain_node.clock import SystemClock
from chain_node.crypto.secp256k1 import keccak256
from chain_node.errors import LianluError
from chain_node.evidence.canonical import sha256
from chain_node.evidence.checkpoint import Checkpoint
from chain_node.ledger.blocks import EventLog
from chain_node.ledger.errors import LedgerRefused, LedgerUnavailable
from chain_node.ledger.history import Series
from chain_node.ledger.outbox import Outbox
from chain_node.ledger.port import BlockRef
from chain_node.ledger.records import Anchor
from chain_node.ledger.state import LedgerState, Tables
from chain_node.log.anchoring import Anchorer
from chain_node.log.errors import AnchorRefused, ChainAhead, LogNotOpen
from chain_node.log.journal import SETTLED
from chain_node.log.ledger_anchors import LedgerAnchors, LedgerRegistry
from chain_node.log.reader import LogReader
from chain_node.log.recovery import recover, successor_of
from chain_node.log.store import LogIdentity
from chain_node.log.writer import LogWriter
from tests.simulator import Revert, SimulatedLedger
from tests.unit.chain_node.log.chain import KEY, ChainState
from tests.unit.chain_node.log.support import IDENTITY, ManualClock, PrivateKey, make_log, request
from tests.unit.chain_node.log.test_anchoring import FAST

CHECKPOINT = "(bytes32,uint64,uint64,bytes32,uint64,bytes32,bytes32,bytes32,bytes32,bytes32)"
HEAD = ("bytes32", "bytes32", "uint64", "uint64", "uint64")
LOG = (
    "bytes32", "bytes32", "bytes32", "uint32", "uint8", "uint8", "bytes32", "uint64", "bytes32", "bytes32", "address",
    "uint64", "bytes32", "bool",
)  # fmt: skip


def selector(signature: str) -> bytes:
    return keccak256(signature.encode())[:4]


class ContractLedger(SimulatedLedger):
    """A ledger with one contract on it: EvidenceAnchor, as far as anchoring and succession go."""

    def __init__(self) -> None:
        super().__init__(self.execute, chain_id=IDENTITY.chain_id)
        self.logs: dict[bytes, ChainState] = {}
        self.reasons: list[bytes] = []

    def open(self, identity: LogIdentity) -> ChainState:
        return self.logs.setdefault(identity.log_id, ChainState(identity))

    def call(self, to: bytes, data: bytes, block: int | None = None, sender: bytes | None = None) -> bytes:
        assert to == IDENTITY.contract
        return self._answer("call", lambda: self._view(data))

    def _view(self, data: bytes) -> bytes:
        state = self.logs.get(data[4:])
        if data[:4] == selector("headOf(bytes32)"):
            head = state.head() if state else None
            values = (head.root, bytes(32), head.size, head.epoch, 0) if head else (bytes(32), bytes(32), 0, 0, 0)
            return encode(HEAD, values)
        assert data[:4] == selector("logOf(bytes32)")
        status = 0 if state is None else 2 if state.frozen else 1
        zero = bytes(32)
        return encode(LOG, (zero, zero, zero, 0, 3, status, zero, 0, zero, zero, "0x" + "00" * 20, 0, zero, False))

    def execute(self, sender: bytes, to: bytes, data: bytes) -> list[EventLog]:
        if not to:
            return []
        try:
            self._execute_call(data)
        except (AssertionError, LianluError) as exc:
            raise Revert(str(exc).encode()) from exc
        return []

    def _execute_call(self, data: bytes) -> None:
        if data[:4] == selector(f"anchor({CHECKPOINT},bytes32[])"):
            words, proof = decode([CHECKPOINT, "bytes32[]"], data[4:])
            checkpoint = Checkpoint(*words)
            assert checkpoint.log_id in self.logs, "not open"
            self.logs[checkpoint.log_id].anchor(checkpoint, None, proof)
        elif data[:4] == selector("freezeLog(bytes32,uint64,bytes32)"):
            log_id, _size, reason = decode(["bytes32", "uint64", "bytes32"], data[4:])
            assert not self.logs[log_id].frozen, "frozen"
            self.logs[log_id].frozen = True
            self.reasons.append(reason)
        else:
            assert data[:4] == selector("openLog(bytes32,uint32,uint8,bytes32,uint64,bytes32)"), "unknown call"
            types = ["bytes32", "uint32", "uint8", "bytes32", "uint64", "bytes32"]
            _gateway, shard, _profile, prev, size, root = decode(types, data[4:])
            head = self.logs[prev].head()
            assert (size, root, head.frozen) == (head.size, head.root, True), "succession"
            successor = successor_of(self.logs[prev].identity)
            assert successor.shard == shard, "shard"
            self.open(successor)


class Setup:
    """A gateway's log, its outbox, and the ledger."""

    def __init__(self, directory: Path, ledger: ContractLedger) -> None:
        self.directory = directory
        self.ledger = ledger
        if not (directory / "log").exists():
            make_log(directory / "log")
        self.writer = LogWriter.open(directory / "log", {1: PrivateKey()}, ManualClock())
        self.writer.start()
        self.outbox = Outbox(directory / "outbox.db", ledger, KEY, IDENTITY.chain_id)
        chain = LedgerAnchors(ledger, self.outbox, self.writer.identity)
        self.anchorer = Anchorer(self.writer, chain, KEY, SystemClock(), limits=FAST)

    async def close(self) -> None:
        self.anchorer.close()
        self.outbox.close()
        await self.writer.close()


@pytest.fixture
def ledger() -> ContractLedger:
    one = ContractLedger()
    one.open(IDENTITY)
    return one


@pytest.fixture
async def setup(tmp_path: Path, ledger: ContractLedger) -> AsyncIterator[Setup]:
    one = Setup(tmp_path, ledger)
    yield one
    await one.close()


async def test_anchors_are_settled_with_hash_and_block(setup: Setup, ledger: ContractLedger) -> None:
    for number in range(3):
        await setup.writer.submit(request(number))
        await setup.anchorer.anchor()
    with LogReader(setup.writer.directory) as reader:
        entries = list(reader.checkpoints())
    assert [one.state for one in entries] == [SETTLED] * 3
    for entry in entries:
        assert entry.tx_hash is not None
        receipt = ledger.receipt(entry.tx_hash)
        assert receipt is not None
        assert (receipt.success, receipt.block_number) == (True, entry.block)


@pytest.mark.parametrize("method", ["call", "submit", "receipt", "nonce"])
@pytest.mark.parametrize("happened", [False, True])
async def test_a_lost_answer_leads_to_one_anchor(
    setup: Setup, ledger: ContractLedger, method: str, happened: bool
) -> None:
    ledger.fail(method, happened=happened)
    for _ in range(4):
        try:
            await setup.anchorer.anchor()
            break
        except LedgerUnavailable:
            continue
    state = ledger.logs[IDENTITY.log_id]
    assert [one.epoch for one in state.anchors] == [1]


async def test_a_revert_is_told_and_tried_again_as_a_new_transaction(setup: Setup, ledger: ContractLedger) -> None:
    state = ledger.logs.pop(IDENTITY.log_id)
    with pytest.raises(LogNotOpen):
        await setup.anchorer.anchor()
    ledger.logs[IDENTITY.log_id] = state
    real, ledger.handler = ledger.handler, refuse
    with pytest.raises(AnchorRefused):
        await setup.anchorer.anchor()
    ledger.handler = real
    await setup.anchorer.anchor()
    assert [one.epoch for one in state.anchors] == [1]


def refuse(sender: bytes, to: bytes, data: bytes) -> list[EventLog]:
    raise Revert(b"no")


async def test_killed_after_sending_the_next_start_settles_it(tmp_path: Path, ledger: ContractLedger) -> None:
    first = Setup(tmp_path, ledger)
    ledger.automine = False
    anchoring = asyncio.create_task(first.anchorer.anchor())
    for _ in range(500):
        await asyncio.sleep(0.01)
        if ledger.submitted:
            break
    anchoring.cancel()
    await first.close()
    ledger.automine = True
    ledger.mine()
    again = Setup(tmp_path, ledger)
    await again.anchorer.start("1", bytes(32), retry_s=0.01)
    state = ledger.logs[IDENTITY.log_id]
    assert [one.epoch for one in state.anchors] == [1, 2]
    assert len(ledger.submitted) == 2
    await again.close()


async def test_an_answer_that_is_none_is_not_believed(setup: Setup, ledger: ContractLedger) -> None:
    class Garbage(ContractLedger):
        def call(self, to: bytes, data: bytes, block: int | None = None, sender: bytes | None = None) -> bytes:
            return b"\x01" * 7

    with pytest.raises(LedgerUnavailable):
        LedgerAnchors(Garbage(), setup.outbox, IDENTITY).head()


def state_of(ledger: ContractLedger) -> LedgerState:
    """What a replica knows: the anchors."""
    tables = Tables()
    for log_id, state in ledger.logs.items():
        series: Series[Anchor] = Series()
        for at, one in enumerate(state.anchors):
            series.append(at, Anchor(log_id, one.epoch, one.size, one.root, one.prev_size, one.prev_root, one.alt_root,
                                     one.pair_root, one.note_hash, one.key_id, at, 0, bytes(32), 0))  # fmt: skip
        tables.anchors[log_id] = series
    return LedgerState(tables, BlockRef(10**6, bytes(32), 0))


async def test_recovery_freezes_and_opens_on_the_ledger(tmp_path: Path, ledger: ContractLedger) -> None:
    first = Setup(tmp_path, ledger)
    await first.anchorer.start("1", bytes(32))
    await first.close()
    system = Outbox(tmp_path / "system.db", ledger, KEY, IDENTITY.chain_id)
    registry = LedgerRegistry(ledger, system, IDENTITY.contract, lambda: state_of(ledger), timeout_s=2)
    ledger.fail("submit", happened=True)
    found = recover(tmp_path / "log", registry, SystemClock(), "disk lost")
    system.close()
    assert found.last_good_size == found.local_size == 2
    assert ledger.reasons == [sha256(b"disk lost")]
    successor = Setup(tmp_path, ledger)
    assert successor.writer.identity == found.new
    await successor.anchorer.start("1", bytes(32))
    assert ledger.logs[found.new.log_id].head().epoch == 1
    await successor.close()


async def test_a_refused_act_says_why_and_can_be_made_later(tmp_path: Path, ledger: ContractLedger) -> None:
    system = Outbox(tmp_path / "system.db", ledger, KEY, IDENTITY.chain_id)
    registry = LedgerRegistry(ledger, system, IDENTITY.contract, lambda: state_of(ledger), timeout_s=2)
    with pytest.raises(LedgerRefused):
        registry.open_successor(successor_of(IDENTITY), IDENTITY.log_id, 0, bytes(32))
    registry.freeze(IDENTITY.log_id, 0, "because")
    registry.open_successor(successor_of(IDENTITY), IDENTITY.log_id, 0, bytes(32))
    assert registry.head(successor_of(IDENTITY).log_id) is not None
    ledger.automine = False
    other = LedgerRegistry(ledger, system, IDENTITY.contract, lambda: state_of(ledger), timeout_s=0.1)
    with pytest.raises(LedgerUnavailable):
        other.freeze(successor_of(IDENTITY).log_id, 0, "slow")
    system.close()


async def test_a_head_that_was_never_signed_here_stops(setup: Setup, ledger: ContractLedger) -> None:
    await setup.anchorer.anchor()
    state = ledger.logs[IDENTITY.log_id]
    newest = state.anchors[-1]
    state.anchors.append(replace(newest, epoch=2, prev_size=newest.size, prev_root=newest.root))
    with pytest.raises(ChainAhead):
        await setup.anchorer.anchor()
