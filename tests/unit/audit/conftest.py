"""Worlds for the auditor's tests, each made once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fixtures.attacks import Crime
from tests.fixtures.evidence import Evidence


async def _honest(root: Path) -> Evidence:
    """Three logs, anchored several times; the provider's fills a tile."""
    evidence = await Evidence(root).open()
    for number in range(66):
        await evidence.exchange("mzj" if number % 3 == 0 else "gjj")
    await evidence.exchange("gjj", ["secret"])
    await evidence.anchor()
    evidence.tick(5)
    await evidence.void("gjj", await evidence.ask("gjj"))
    for _ in range(70):
        await evidence.exchange("gjj", ["code", "name"])
    evidence.tick(5)
    await evidence.anchor()
    await evidence.anchor()
    await evidence.close()
    return evidence


async def _loose(root: Path) -> Evidence:
    """Three small logs that nothing was anchored of, with a refusal and PAIRSTATEs; whatever they hold may be a lie."""
    evidence = await Evidence(root).open(start=False)
    for _ in range(3):
        await evidence.exchange("gjj")
        await evidence.exchange("mzj")
    for side in evidence.sides.values():
        assert side.pairs is not None
        await side.pairs.propose(await side.pairs.active())
    await evidence.exchange("gjj", ["secret"])
    await evidence.exchange("gjj")
    await evidence.close()
    return evidence


@pytest.fixture(scope="session")
def honest(tmp_path_factory: pytest.TempPathFactory) -> Evidence:
    return asyncio.run(_honest(tmp_path_factory.mktemp("honest") / "world"))


@pytest.fixture(scope="session")
def loose(tmp_path_factory: pytest.TempPathFactory) -> Evidence:
    return asyncio.run(_loose(tmp_path_factory.mktemp("loose") / "world"))


@pytest.fixture
def tampered(honest: Evidence, tmp_path: Path) -> Crime:
    """A copy of the honest world, to tamper with."""
    return Crime(honest, tmp_path / "copy")


@pytest.fixture
def lie(loose: Evidence, tmp_path: Path) -> Crime:
    """A copy of the loose world, to lie in and to anchor then."""
    return Crime(loose, tmp_path / "copy")


@pytest.fixture
def scratch(tmp_path: Path) -> Callable[[], Evidence]:
    """Makes a world that a test fills itself."""
    return lambda: Evidence(tmp_path / "scratch")
