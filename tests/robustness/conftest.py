"""One stack for all that is asked over raw sockets, and after every test an exchange as it should be."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.robustness.stack import Stack, running


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with running(tmp_path_factory.mktemp("robustness")) as made:
        yield made


@pytest.fixture
def still(stack: Stack) -> Iterator[Stack]:
    """The stack; when the test is over it must still serve, and nothing unforeseen may have happened in it."""
    before = {name: stack.faults(name) for name in stack.gateways}
    yield stack
    stack.good()
    assert {name: stack.faults(name) for name in stack.gateways} == before
