"""Audits of gateways that go on while they are audited: what came meanwhile accuses nobody."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from audit.logpass import Level
from audit.open import build_world
from audit.run import Report, audit
from audit.sources import find_sources
from tests.fixtures.evidence import Evidence

World = Callable[[], Evidence]
CODES = {"TAIL_YOUNG"}


async def _audit(evidence: Evidence, *, before: bool) -> Report:
    """Audit beside running writers; messages and blocks are made before the first log is read, or after."""
    world = build_world(evidence.world.ledger, evidence.world.trust)
    loop = asyncio.get_running_loop()
    done: list[bool] = []

    async def go_on() -> None:
        evidence.tick()
        for _ in range(3):
            await evidence.exchange("gjj")
        for side in evidence.sides.values():
            assert side.pairs is not None
            await side.pairs.propose(await side.pairs.active())

    def meanwhile(_count: int) -> None:
        if not done:
            done.append(True)
            asyncio.run_coroutine_threadsafe(go_on(), loop).result(20)

    if before:
        await go_on()
    sources = find_sources([side.directory for side in evidence.sides.values()])
    return await asyncio.to_thread(audit, sources, world, Level.CROSS, False, (lambda _: None) if before else meanwhile)


@pytest.mark.parametrize("before", [True, False])
async def test_what_comes_while_logs_are_read_accuses_nobody(scratch: World, before: bool) -> None:
    evidence = await scratch().open()
    await evidence.exchange("gjj")
    await evidence.anchor()
    report = await _audit(evidence, before=before)
    assert set(report.findings.counts) <= CODES, report.findings.items
    assert report.exit_code == 0
    await evidence.close()
