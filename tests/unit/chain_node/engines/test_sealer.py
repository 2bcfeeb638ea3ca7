"""When blocks are sealed, and what becomes of the ledger when one cannot be."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from chain_node.clock import SystemClock
from chain_node.engines.embedded.errors import LedgerStopped
from chain_node.engines.embedded.ledger import EmbeddedLedger
from chain_node.engines.embedded.limits import Limits
from chain_node.engines.embedded.sealer import Sealer
from tests.unit.chain_node.engines.contracts import PUT, Account, put


@asynccontextmanager
async def sealing(directory: Path, limits: Limits) -> AsyncIterator[tuple[EmbeddedLedger, Sealer]]:
    ledger = EmbeddedLedger(directory / "data", limits)
    sealer = Sealer(ledger)
    task = asyncio.create_task(sealer.run())
    try:
        yield ledger, sealer
    finally:
        sealer.stop()
        await asyncio.wait_for(task, 5)
        ledger.close()


def submit(ledger: EmbeddedLedger, sealer: Sealer, raw: bytes) -> None:
    ledger.submit(raw)
    sealer.notify()


async def until(condition: Callable[[], bool], seconds: float = 5.0) -> None:
    """Wait until `condition()` holds."""
    for _ in range(int(seconds / 0.005)):
        if condition():
            return
        await asyncio.sleep(0.005)
    raise AssertionError("it did not come to pass")


async def test_an_idle_ledger_seals_empty_blocks(tmp_path: Path) -> None:
    async with sealing(tmp_path, Limits(empty_block_s=0.1)) as (ledger, _):
        await until(lambda: ledger.head.header.number >= 3)
        assert ledger.head.header.gas_used == 0


async def test_a_ledger_that_was_away_is_new_at_once(tmp_path: Path) -> None:
    """Those who wait for a new block need not wait for an interval that is long over."""

    class Later(SystemClock):
        def now_ms(self) -> int:
            return super().now_ms() + 60_000

    EmbeddedLedger(tmp_path / "data").close()
    ledger = EmbeddedLedger(tmp_path / "data", Limits(empty_block_s=30), Later())
    sealer = Sealer(ledger)
    task = asyncio.create_task(sealer.run())
    await until(lambda: ledger.head.header.number == 1)
    await asyncio.sleep(0.05)
    assert ledger.head.header.number == 1
    sealer.stop()
    await asyncio.wait_for(task, 5)
    ledger.close()


async def test_what_arrives_within_the_interval_shares_a_block(tmp_path: Path) -> None:
    async with sealing(tmp_path, Limits(block_ms=300)) as (ledger, sealer):
        account = Account(ledger.chain_id)
        submit(ledger, sealer, account.sign(None, PUT)[0])
        await until(lambda: ledger.head.header.number == 1)
        for number in range(5):
            submit(ledger, sealer, account.sign(bytes(20), bytes((number,)))[0])
            await asyncio.sleep(0.02)
        await until(lambda: len(ledger.pool) == 0)
        assert ledger.head.header.number == 2
        assert len(ledger.store.transactions(2)) == 5


async def test_a_large_crowd_is_spread_over_blocks_and_nothing_is_left(tmp_path: Path) -> None:
    async with sealing(tmp_path, Limits(block_ms=0, block_transactions=16)) as (ledger, sealer):
        account = Account(ledger.chain_id)
        submit(ledger, sealer, account.sign(None, PUT)[0])
        await until(lambda: ledger.head.header.number == 1)
        contract = ledger.store.transactions(1)[0].created
        for number in range(100):
            submit(ledger, sealer, account.sign(contract, put(bytes((number,))))[0])
        await until(lambda: len(ledger.pool) == 0)
        counts = [row.txs for row in ledger.store.blocks(2, 1 << 30)]
        assert sum(counts) == 100
        assert max(counts) == 16


async def test_stopping_keeps_the_block_in_hand(tmp_path: Path) -> None:
    async with sealing(tmp_path, Limits(block_ms=0)) as (ledger, sealer):
        account = Account(ledger.chain_id)
        for _ in range(20):
            submit(ledger, sealer, account.sign(bytes(20))[0])
        await until(lambda: ledger.pool.ready == 0)
        sealer.stop()
    again = EmbeddedLedger(tmp_path / "data")
    account.nonce = again.pending_nonce(account.key.address_bytes)
    assert account.nonce == 20
    again.close()


async def test_a_block_that_cannot_be_written_ends_sealing(tmp_path: Path) -> None:
    async with sealing(tmp_path, Limits(block_ms=0)) as (ledger, sealer):
        ledger.store._writer.execute("PRAGMA max_page_count = 1")
        account = Account(ledger.chain_id)
        submit(ledger, sealer, account.sign(bytes(20), bytes(20_000))[0])
        await until(lambda: ledger.failure is not None)
        assert "full" in str(ledger.failure)
        with pytest.raises(LedgerStopped):
            ledger.submit(account.sign(bytes(20))[0])
        assert ledger.head.header.number == 0


async def test_a_damaged_store_ends_sealing_and_is_named(tmp_path: Path) -> None:
    ledger = EmbeddedLedger(tmp_path / "data")
    account = Account(ledger.chain_id)
    ledger.submit(account.sign(None, PUT)[0])
    contract = ledger.seal().sealed.transactions[0].created
    ledger.close()
    with sqlite3.connect(tmp_path / "data" / "ledger.db") as damaged:
        damaged.execute("DELETE FROM node")
    damaged.close()
    async with sealing(tmp_path, Limits(block_ms=0)) as (broken, sealer):
        sealer.notify()
        with pytest.raises(KeyError, match="the store is damaged"):
            broken.state(1).account(contract)
        broken._head_reader._accounts[account.key.address_bytes] = None  # as if it had been cached
        submit(broken, sealer, account.sign(contract, put(b"x"), nonce=0)[0])
        await until(lambda: broken.failure is not None)
        assert "MissingNode" in str(broken.failure)
