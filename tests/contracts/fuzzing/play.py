"""The game: what is done next, and how one ends."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.contracts.fuzzing.asking import ask
from tests.contracts.fuzzing.broken import Broken
from tests.contracts.fuzzing.paths import PATHS, begin
from tests.contracts.fuzzing.steering import Player

STEPS = (1, 60, 3_600, 86_400, 86_400, 3 * 86_400)
HALTING = frozenset(("Consortium.halt", "Consortium.confirmHalt", "DataCatalogue.haltService",
                     "DataCatalogue.confirmServiceHalt", "Consortium.blacklist"))  # fmt: skip


class Game(Player):
    """A history that goes on until so many calls were made."""

    def play(self, calls: int) -> None:
        """Raises `Broken` with the seed and the number of the call."""
        try:
            begin(self)
            while self.calls < calls:
                self._step()
            self.compare()
        except Broken as broken:
            raise Broken(f"seed {self.seed}, call {self.calls}: {broken}") from broken

    def _step(self) -> None:
        draw = self.chance.random()
        halts = sum(self.done[one] for one in HALTING)
        if draw < 0.06:
            self.pass_time(self.chance.choice(STEPS))
        elif draw < 0.18:
            ask(self)
        elif draw < 0.58:
            self.chance.choice(PATHS)(self)
        else:
            self.anything()
        if sum(self.done[one] for one in HALTING) != halts:
            self.compare()


def run(calls: int, seed: int) -> Game:
    """Play `calls` calls from `seed`; the game, for its counts. Raises `Broken`."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory("", "lianlu-fuzz-", memory if memory.is_dir() else None) as directory:
        game = Game(Path(directory), seed)
        try:
            game.play(calls)
        finally:
            game.world.close()
    return game
