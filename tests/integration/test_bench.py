"""What the bench measures works: both hops of the bare pair and a gateway pair answer everything that the load asks."""

from __future__ import annotations

import pytest

from scripts.bench import exchange


@pytest.fixture(scope="module")
def figures() -> dict[str, dict[str, object]]:
    """One short round on each target, by its name."""
    with exchange.targets(("intl",)) as targets:
        return {target.name: exchange.drive(target, 4, 0.4) for target in targets}


@pytest.mark.parametrize("name", ["bare", "intl"])
def test_every_exchange_is_answered(figures: dict[str, dict[str, object]], name: str) -> None:
    assert figures[name]["failed"] == 0
    assert isinstance(answered := figures[name]["exchanges"], int) and answered >= 4
