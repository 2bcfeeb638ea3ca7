"""The start's comparison of this machine's clock with the ledger's blocks."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import cast

import pytest

from chain_node.ledger.errors import LedgerUnavailable
from chain_node.ledger.port import BlockRef
from exchange_api.ledger_access import Access, check_clock
from exchange_api.setup_errors import ClockWrong
from tests.unit.chain_node.log.support import ManualClock

NOW_S = 1_800_000_000


class Heads:
    """A ledger whose head is, at each look, the next of a list: (number, age in seconds), or None while it is away."""

    def __init__(self, found: Iterable[tuple[int, int] | None]) -> None:
        self._found = list(found)
        self.looks = 0

    def newest(self) -> BlockRef:
        found = self._found[min(self.looks, len(self._found) - 1)]
        self.looks += 1
        if found is None:
            raise LedgerUnavailable("away")
        return BlockRef(found[0], bytes(32), NOW_S - found[1])


async def compare(*found: tuple[int, int] | None) -> int:
    """How often the ledger was looked at before the clock was found right."""
    heads = Heads(found)
    await asyncio.wait_for(check_clock(cast(Access, heads), ManualClock(NOW_S * 1000), 0.001, 0.001), 5)
    return heads.looks


@pytest.mark.parametrize("age_s", [0, 15, -15])
async def test_a_new_block_is_enough(age_s: int) -> None:
    assert await compare((7, age_s)) == 1


async def test_a_ledger_that_is_away_is_waited_for() -> None:
    assert await compare(None, None, (7, 1)) == 3


async def test_a_block_of_the_future_shows_a_clock_that_is_behind() -> None:
    with pytest.raises(ClockWrong, match="600 s behind the ledger's block 7"):
        await compare((7, -600))


async def test_an_old_block_is_that_of_a_ledger_that_was_away() -> None:
    assert await compare((7, 86_400), (7, 86_400), None, (8, 0)) == 4


async def test_blocks_that_get_younger_are_those_of_a_ledger_that_catches_up() -> None:
    assert await compare((7, 3000), (900, 2000), (1800, 1000), (2700, 3)) == 4


async def test_new_blocks_that_are_old_show_a_clock_that_is_ahead() -> None:
    with pytest.raises(ClockWrong, match="600 s ahead: block 9 was made just now"):
        await compare((7, 612), (7, 612), (8, 600), (8, 600), (9, 600))
