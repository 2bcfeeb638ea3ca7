"""One consortium per test file; every test begins where the file's set-up ended."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.contracts.tester import QuickVM, ReferenceVM
from tests.contracts.town import Town
from tests.contracts.town_views import Picture, Views
from tests.contracts.world import (
    CONSUMER_GATEWAY,
    LOANS,
    PROVIDER_GATEWAY,
    REGISTRY,
    World,
)


@pytest.fixture(scope="module")
def machine() -> type[ReferenceVM]:
    """What executes the contracts: overridden where it has to be py-evm's own loop."""
    return QuickVM


@pytest.fixture(scope="module")
def founded(machine: type[ReferenceVM]) -> World:
    """Contracts, members, subsystems and gateways."""
    world = World(machine)
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


@pytest.fixture(scope="session")
def built_town() -> Town:
    """The town, once for all test files; nobody changes it but through `town`."""
    return Town()


@pytest.fixture
def town(built_town: Town) -> Iterator[Town]:
    """The town; what the test does is undone."""
    with built_town.undone():
        yield built_town


@pytest.fixture(scope="session")
def views(built_town: Town) -> Views:
    """All questions to the town's contracts."""
    return Views(built_town)


@pytest.fixture(scope="session")
def before(built_town: Town, views: Views) -> Picture:
    """What they answer in the town as it was built."""
    with built_town.undone():
        return views.picture()
