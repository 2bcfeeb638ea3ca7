"""One consortium per test file; every test begins where the file's set-up ended."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.contracts.world import (
    CONSUMER_GATEWAY,
    LOANS,
    PROVIDER_GATEWAY,
    REGISTRY,
    World,
)


@pytest.fixture(scope="module")
def founded() -> World:
    """Contracts, members, subsystems and gateways."""
    world = World()
    for subsystem in (REGISTRY, LOANS):
        world.subsystem(subsystem)
    for gateway in (PROVIDER_GATEWAY, CONSUMER_GATEWAY):
        world.gateway(gateway)
    return world


@pytest.fixture(scope="module")
def prepared(founded: World) -> World:
    """What a test file adds to it: overridden there."""
    return founded


@pytest.fixture
def world(prepared: World) -> Iterator[World]:
    """The world of this file; what the test does is undone."""
    snapshot, records = prepared.ledger.snapshot(), dict(prepared.records)
    others = dict(prepared.others)
    yield prepared
    prepared.ledger.revert(snapshot)
    prepared.records = records
    prepared.others = others
