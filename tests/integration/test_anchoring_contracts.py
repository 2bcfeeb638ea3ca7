"""A log anchored on the real contract: what we compute off the ledger is what it verifies on it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import astuple
from pathlib import Path

import pytest

from chain_node.clock import SystemClock
from chain_node.crypto.secp256k1 import EthKey
from chain_node.evidence.checkpoint import log_id
from chain_node.evidence.leaf import Role, encode_leaf
from chain_node.ledger.bindings import EvidenceAnchor
from chain_node.ledger.outbox import Outbox
from chain_node.log.anchoring import Anchorer
from chain_node.log.commit import Hook, no_hook
from chain_node.log.errors import AnchorRefused, ChainAhead, LogFrozen, LogNotOpen
from chain_node.log.heads import checkpoint_of
from chain_node.log.journal import SETTLED, JournalEntry
from chain_node.log.ledger_anchors import LedgerAnchors, LedgerRegistry
from chain_node.log.reader import LogReader
from chain_node.log.recovery import recover
from chain_node.log.settling import AnchorLimits
from chain_node.log.store import LogIdentity, create
from chain_node.log.writer import LogWriter
from tests.contract_world import AUTHORITY, GATEWAY, ContractWorld, key_of
from tests.unit.chain_node.log.support import GENESIS_TS, ManualClock, PrivateKey, request

ANCHOR = EthKey(b"\x07" * 32)
FAST = AnchorLimits(interval_s=0.05, poll_s=0.01, settle_s=0.3, in_flight_s=0.0)


class Site:
    """A registered gateway with its log, the outboxes of its accounts, and the ledger."""

    def __init__(self, directory: Path, profile: int = 3) -> None:
        self.directory = directory
        self.world = ContractWorld(directory / "ledger")
        self.world.gateway(GATEWAY, ANCHOR.address_bytes)
        self.contract = self.world.addresses["EvidenceAnchor"]
        chain_id = self.world.ledger.chain_id
        own_id = log_id(chain_id, self.contract, GATEWAY.id, 0, profile)
        self.identity = LogIdentity(own_id, chain_id, self.contract, GATEWAY.path, GATEWAY.id, 0, profile)
        body = (None, 0, bytes(32), 0, "init")
        create(directory / "log", self.identity, encode_leaf(own_id, 0, Role.GENESIS, GENESIS_TS, body))
        self.system = Outbox(directory / "system.db", self.world.ledger, key_of("CN/GOV/scjg/system"), chain_id)
        self.outbox = Outbox(directory / "anchor.db", self.world.ledger, ANCHOR, chain_id)
        self.registry = LedgerRegistry(self.world.ledger, self.system, self.contract, lambda: self.world.state)

    def close(self) -> None:
        self.system.close()
        self.outbox.close()
        self.world.close()

    def open(self, directory: Path | None = None, hook: Hook = no_hook) -> tuple[LogWriter, Anchorer]:
        """Writer and anchorer on the log in `directory`."""
        writer = LogWriter.open(directory or self.directory / "log", {1: PrivateKey()}, ManualClock())
        writer.start()
        chain = LedgerAnchors(self.world.ledger, self.outbox, writer.identity)
        return writer, Anchorer(writer, chain, ANCHOR, SystemClock(), limits=FAST, hook=hook)

    async def run(self, *counts: int, directory: Path | None = None) -> list[JournalEntry]:
        """Start, and anchor after each count of messages."""
        writer, anchorer = self.open(directory)
        try:
            await asyncio.wait_for(anchorer.start("1", bytes(32), retry_s=0.01), 10)
            for count in counts:
                await asyncio.gather(*[writer.submit(request(n)) for n in range(count)])
                await anchorer.anchor()
        finally:
            anchorer.close()
            await writer.close()
        with LogReader(writer.directory) as reader:
            return list(reader.checkpoints())


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    one = Site(tmp_path)
    yield one
    one.close()


def test_the_contract_computes_the_same_log_id(site: Site) -> None:
    told = site.world.view("EvidenceAnchor", EvidenceAnchor.encode_log_id_of(GATEWAY.id, 0, 3))
    assert EvidenceAnchor.decode_log_id_of(told) == (site.identity.log_id,)


async def test_the_contract_takes_every_head_and_the_replica_reads_it_back(site: Site) -> None:
    """Sizes around powers of two and tile borders, a sign of life, a gap of several tiles."""
    site.registry.open_log(site.identity)
    entries = await site.run(1, 0, 1, 4, 247, 1, 1, 700, 2)
    assert [one.state for one in entries] == [SETTLED] * 10
    anchored = site.world.state.anchors(site.identity.log_id)
    assert [(one.epoch, one.size, one.root, one.alt_root, one.pair_root, one.note_hash) for one in anchored] == [
        (one.epoch, one.size, one.root, one.alt_root, one.pair_root, one.note_hash) for one in entries
    ]
    assert [(one.tx_hash, one.block) for one in anchored] == [(one.tx_hash, one.block) for one in entries]
    log = site.world.state.log(site.identity.log_id)
    assert log is not None
    assert (log.epoch, log.size, log.root) == (10, entries[-1].size, entries[-1].root)


async def test_a_log_without_sm3_anchors_a_zero_root(tmp_path: Path) -> None:
    site = Site(tmp_path, profile=1)
    site.registry.open_log(site.identity)
    entries = await site.run(3)
    assert [one.alt_root for one in entries] == [bytes(32)] * 2
    site.close()


class Killed(BaseException):
    """Stands for the end of the process."""


def killed_once_signed(point: str) -> None:
    if point == "anchor-signed":
        raise Killed


async def test_the_contract_recovers_our_signature_and_anybody_may_relay(site: Site) -> None:
    """Killed with a signed checkpoint, which a peer hands in. The next start finds the head where it should be."""
    site.registry.open_log(site.identity)
    await site.run(3)
    writer, anchorer = site.open(hook=killed_once_signed)
    with pytest.raises(Killed):
        await anchorer.anchor()
    anchorer.close()
    await writer.close()
    with LogReader(writer.directory) as reader:
        entry = list(reader.checkpoints())[-1]
        proof = reader.tree.consistency(entry.prev_size, entry.size)
    assert entry.signature is not None
    struct = astuple(checkpoint_of(entry, site.identity.log_id))
    relay = EvidenceAnchor.encode_anchor_signed(struct, proof, entry.signature)
    site.world.act(AUTHORITY, "system", "EvidenceAnchor", relay)
    *_, relayed, newest = await site.run()
    assert (relayed.epoch, relayed.state, relayed.tx_hash) == (entry.epoch, SETTLED, None)
    assert len(site.world.state.anchors(site.identity.log_id)) == newest.epoch == entry.epoch + 1


async def test_a_log_that_was_never_opened_does_not_start(site: Site) -> None:
    writer, anchorer = site.open()
    with pytest.raises(LogNotOpen):
        await anchorer.start("1", bytes(32))
    anchorer.close()
    await writer.close()


async def test_an_account_that_is_not_the_logs_is_refused_with_the_contracts_reason(site: Site) -> None:
    site.registry.open_log(site.identity)
    other = EthKey(b"\x09" * 32)
    outbox = Outbox(site.directory / "other.db", site.world.ledger, other, site.identity.chain_id)
    writer = LogWriter.open(site.directory / "log", {1: PrivateKey()}, ManualClock())
    writer.start()
    chain = LedgerAnchors(site.world.ledger, outbox, site.identity)
    anchorer = Anchorer(writer, chain, other, SystemClock(), limits=FAST)
    with pytest.raises(AnchorRefused):
        await anchorer.anchor()
    anchorer.close()
    outbox.close()
    await writer.close()


async def test_recovery_on_the_contract(site: Site) -> None:
    site.registry.open_log(site.identity)
    await site.run(5)
    found = recover(site.directory / "log", site.registry, SystemClock(), "磁盘损坏")
    old = site.world.state.log(site.identity.log_id)
    new = site.world.state.log(found.new.log_id)
    assert old is not None
    assert new is not None
    assert (old.frozen, new.shard, new.prev_log, new.prev_size, new.prev_root) == (
        True, 1, site.identity.log_id, old.size, old.root,
    )  # fmt: skip
    entries = await site.run(3)
    assert [one.epoch for one in entries] == [1, 2]
    with pytest.raises(LogFrozen):
        await site.run(directory=site.directory / "log-0")


async def test_an_old_copy_does_not_start(site: Site, tmp_path: Path) -> None:
    site.registry.open_log(site.identity)
    await site.run(1)
    copy = tmp_path / "copy"
    copy.mkdir()
    (copy / "log.db").write_bytes((site.directory / "log" / "log.db").read_bytes())
    await site.run(1)
    with pytest.raises(ChainAhead):
        await site.run(directory=copy)
