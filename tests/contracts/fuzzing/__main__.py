"""The long profile: games on all cores, until so many calls were made.

python -m tests.contracts.fuzzing [--calls 200000] [--seed N] [--jobs N] [--minutes N] [--json]

A game has 500 calls and a seed of its own; the seeds follow from the first. `--seed N --calls 500` plays one again.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import secrets
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass, field

from tests.contracts.fuzzing.broken import Broken
from tests.contracts.fuzzing.chain import NEVER, functions
from tests.contracts.fuzzing.play import run

GAME = 500
"""Calls of one game: longer ones end where nobody can move any more."""


@dataclass
class Tally:
    """What came of one game, or of all of them. `broken`: what rule, with seed and call."""

    games: int = 0
    calls: int = 0
    questions: int = 0
    permits: int = 0
    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Another game's counts."""
        for name in self.__dataclass_fields__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


def play(calls: int, seed: int) -> Tally:
    """One game; a broken rule, or a game that failed by itself, is told and not raised: the others' figures stay."""
    try:
        game = run(calls, seed)
    except Broken as broken:
        return Tally(1, broken=[str(broken)])
    except Exception as exc:
        traceback.print_exc()
        return Tally(1, broken=[f"seed {seed}, the game itself: {exc!r}"])
    return Tally(1, game.calls, game.asked, game.permits, game.done, game.refused)


def games(calls: int, seed: int) -> Iterator[tuple[int, int]]:
    """Calls and seed of each game."""
    for number, begun in enumerate(range(0, calls, GAME)):
        yield min(GAME, calls - begun), seed + number


def play_all(calls: int, seed: int, jobs: int, minutes: float = math.inf) -> Tally:
    """All games, as many at a time as there are jobs; no more are begun once a rule broke or the time is over."""
    whole, begun, waiting = Tally(), time.monotonic(), games(calls, seed)
    with ProcessPoolExecutor(jobs) as pool:
        running: set[Future[Tally]] = set()
        while True:
            over = whole.broken or time.monotonic() - begun > 60 * minutes
            while len(running) < jobs and not over and (one := next(waiting, None)) is not None:
                running.add(pool.submit(play, *one))
            if not running:
                return whole
            ended, running = wait(running, return_when=FIRST_COMPLETED)
            for one_ended in ended:
                whole.add(one_ended.result())
            seconds = time.monotonic() - begun
            carried = sum(whole.done.values())
            print(f"\r{whole.calls} of {calls} calls, {carried} carried out, {seconds:.0f} s", end="", file=sys.stderr)


def missed(tally: Tally) -> list[str]:
    """Functions that were not carried out once, though they could be."""
    return sorted(one for one in functions() if not tally.done[one] and one.partition(".")[2] not in NEVER)


def show(tally: Tally, seed: int) -> None:
    """The figures for a person."""
    for label in sorted(functions()):
        reason = NEVER.get(label.partition(".")[2])
        never = f"   never: {reason}" if reason else ""
        print(f"{tally.done[label]:8} carried out {tally.refused[label]:8} refused  {label}{never}")
    print(f"{tally.calls} calls in {tally.games} games from seed {seed}, {sum(tally.done.values())} carried out")
    print(f"{tally.questions} questions whether something may be disclosed, {tally.permits} permitted")
    print(f"not carried out: {', '.join(missed(tally)) or 'none'}")
    for one in tally.broken:
        print(f"BROKEN: {one}\nagain: python -m tests.contracts.fuzzing --calls {GAME} --seed {one.split()[1][:-1]}")


def main(argv: list[str]) -> int:
    """0 every rule held; 1 one did not."""
    parser = argparse.ArgumentParser(description="Random calls on the contracts, and what must hold after each.")
    parser.add_argument("--calls", type=int, default=int(os.environ.get("LIANLU_FUZZ_CALLS", "200000")))
    parser.add_argument("--seed", type=int, default=None, help="of the first game; the next ones follow")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--minutes", type=float, default=math.inf, help="begin no game after so many")
    parser.add_argument("--json", action="store_true", help="figures as one JSON object")
    options = parser.parse_args(argv)
    seed = secrets.randbits(32) if options.seed is None else options.seed
    print(f"seed {seed}, {options.calls} calls on {options.jobs} cores", file=sys.stderr)
    tally = play_all(options.calls, seed, options.jobs, options.minutes)
    print(file=sys.stderr)
    if options.json:
        print(json.dumps({"seed": seed, **vars(tally), "missed": missed(tally)}, sort_keys=True))
    else:
        show(tally, seed)
    return 1 if tally.broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
