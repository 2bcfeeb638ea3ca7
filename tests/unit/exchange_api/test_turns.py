"""Requests that come together begin in groups, in the order in which they came; one that comes alone begins at once."""

from __future__ import annotations

import asyncio
from functools import partial
from itertools import pairwise

import pytest
import uvloop

from exchange_api.web.turns import APART, AT_ONCE, MOST_GROUPS, Turns

LOOPS = [asyncio.new_event_loop, uvloop.new_event_loop]


async def begun(counts: list[int]) -> list[tuple[int, int]]:
    """For each that came, as many at a time, its number and the turn of the loop in which it began."""
    turns, loop, turn = Turns(), asyncio.get_running_loop(), 0
    found: list[tuple[int, int]] = []
    number = 0

    def begins(number: int) -> None:
        found.append((number, turn))

    for count in counts:
        for _ in range(count):
            turns.begin(partial(begins, number), loop)
            number += 1
        await asyncio.sleep(0)
        turn += 1
    while len(found) < number:
        assert turn < 10_000, "some never begin"
        await asyncio.sleep(0)
        turn += 1
    return found


def run(new_loop: object, counts: list[int]) -> list[tuple[int, int]]:
    with asyncio.Runner(loop_factory=new_loop) as runner:  # type: ignore[arg-type]
        return runner.run(begun(counts))


@pytest.mark.parametrize("new_loop", LOOPS)
def test_groups_are_small_and_some_turns_apart(new_loop: object) -> None:
    found = run(new_loop, [3 * AT_ONCE + 1])
    assert [number for number, _ in found] == list(range(3 * AT_ONCE + 1))
    at = [turn for _, turn in found]
    assert at[:AT_ONCE] == [0] * AT_ONCE
    sizes = {turn: at.count(turn) for turn in at}
    assert list(sizes.values()) == [AT_ONCE, AT_ONCE, AT_ONCE, 1]
    starts = list(sizes)
    assert all(after - before >= APART - 1 for before, after in pairwise(starts))


@pytest.mark.parametrize("new_loop", LOOPS)
def test_who_comes_later_does_not_overtake(new_loop: object) -> None:
    found = run(new_loop, [AT_ONCE + 3, 2, 0, 5, 0, 0, 0, 0, 1])
    assert [number for number, _ in found] == list(range(AT_ONCE + 11))


def test_of_many_nobody_waits_for_long() -> None:
    many = 100 * AT_ONCE
    at = [turn for _, turn in run(uvloop.new_event_loop, [many])]
    sizes = [at.count(turn) for turn in dict.fromkeys(at)]
    assert sizes[0] == AT_ONCE and max(sizes) == (many - AT_ONCE) // MOST_GROUPS
    assert len(sizes) < 5 * MOST_GROUPS


@pytest.mark.parametrize("new_loop", LOOPS)
def test_after_some_quiet_turns_as_many_begin_at_once(new_loop: object) -> None:
    found = run(new_loop, [AT_ONCE, *[0] * APART, AT_ONCE])
    assert [turn for _, turn in found] == [0] * AT_ONCE + [APART + 1] * AT_ONCE
