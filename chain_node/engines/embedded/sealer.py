"""Who seals blocks, and when.

* A block is begun when transactions wait and the last one was begun `block_ms` ago, or `empty_block_s` after the last.
* Execution runs in the event loop in slices, so that requests are answered in between; only COMMIT, which waits for
  the disk, runs in a thread: one call, since each call that lets go of the interpreter may wait long to get it back.
  While one block is being committed, the next is executed.
* A write that fails ends sealing for good; the ledger then refuses transactions and says why.
"""

from __future__ import annotations

import asyncio
import logging
import time
from concurrent.futures import ThreadPoolExecutor

from chain_node.engines.embedded.builder import Built
from chain_node.engines.embedded.errors import LedgerStopped
from chain_node.engines.embedded.ledger import EmbeddedLedger

_LOGGER = logging.getLogger("lianlu.ledger.sealer")


class Sealer:
    """Seals the blocks of one ledger until `stop`. To be used in one event loop."""

    def __init__(self, ledger: EmbeddedLedger) -> None:
        self._ledger = ledger
        self._wake = asyncio.Event()
        self._stopping = False
        self._begun = time.monotonic() - min(ledger.head_age_s(), ledger.limits.empty_block_s)
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="ledger-writer")
        self._writing: asyncio.Task[None] | None = None

    def notify(self) -> None:
        """A transaction was accepted."""
        self._wake.set()

    def stop(self) -> None:
        """Finish the block in hand and return from `run`."""
        self._stopping = True
        self._wake.set()

    async def run(self) -> None:
        """Seal until stopped, or until a block cannot be made: then the ledger says why and takes nothing more."""
        try:
            while await self._due():
                await self._seal()
            await self._written()
        except LedgerStopped as exc:
            _LOGGER.critical("%s", exc)
        except Exception as exc:  # a damaged store, or a fault of ours: a ledger that cannot go on must not pretend to
            self._ledger.failure = f"block {self._ledger.head.header.number + 1}: {type(exc).__name__}: {exc}"
            _LOGGER.critical("the ledger stopped: %s", self._ledger.failure)
        finally:
            await asyncio.gather(*filter(None, [self._writing]), return_exceptions=True)
            self._writer.shutdown()

    async def _due(self) -> bool:
        """Wait until a block is to be begun. False: no more."""
        limits, ledger = self._ledger.limits, self._ledger
        while not self._stopping and ledger.failure is None:
            age = time.monotonic() - self._begun
            if ledger.pool.ready and age * 1000 >= limits.block_ms:
                return True
            if age >= limits.empty_block_s:
                return True
            self._wake.clear()
            wait = limits.block_ms / 1000 - age if ledger.pool.ready else limits.empty_block_s - age
            if ledger.pool.ready:
                await asyncio.sleep(max(0.0, wait))
                continue
            try:
                await asyncio.wait_for(self._wake.wait(), wait)
            except TimeoutError:
                pass
        return False

    async def _seal(self) -> None:
        ledger, limits = self._ledger, self._ledger.limits
        self._begun = time.monotonic()
        builder = ledger.begin()
        end = time.monotonic_ns() // 1_000_000 + limits.build_ms
        while ledger.fill(builder, time.monotonic_ns() // 1_000_000 + int(limits.slice_ms)):
            if time.monotonic_ns() // 1_000_000 >= end:
                break
            await asyncio.sleep(0)
        built = ledger.finish(builder)
        await self._written()
        ledger.prepare(built)
        self._writing = asyncio.create_task(self._commit(built))

    async def _commit(self, built: Built) -> None:
        await asyncio.get_running_loop().run_in_executor(self._writer, self._ledger.commit, built)
        self._ledger.publish(built)
        if self._ledger.pool.ready:
            self._wake.set()

    async def _written(self) -> None:
        """Wait for the write in progress. Raises `LedgerStopped` if it failed."""
        if self._writing is not None:
            writing, self._writing = self._writing, None
            await writing
