"""What paths share."""

from __future__ import annotations

from collections.abc import Callable

from tests.contracts.fuzzing.records import MEMBER_ACTIVE, PUBLISHED, Struct
from tests.contracts.fuzzing.steering import Player

Path = Callable[[Player], None]


def pick(game: Player, kind: str, fits: Callable[[Struct], bool] = lambda one: True) -> Struct | None:
    """One of the newest records of a kind that fits."""
    found = [one for one in game.model.newest[kind].values() if fits(one)]
    return game.chance.choice(found) if found else None


def newest(game: Player, kind: str, *key: object) -> Struct:
    """The newest record of a key that is there."""
    return game.model.newest[kind][key]


def live(game: Player, but: tuple[bytes, ...] = ()) -> list[bytes]:
    """Members that act now, in another order each time."""
    members = game.model.governing.members.values()
    found = [one[0] for one in members if one[5] == MEMBER_ACTIVE and one[7] <= game.now and one[0] not in but]
    return game.chance.sample(found, len(found))


def with_role(game: Player, role: int, but: tuple[bytes, ...] = ()) -> bytes | None:
    """A member that acts now and has the role."""
    return next((one for one in live(game, but) if game.model.governing.members[one,][4] & role), None)


def published(game: Player, fits: Callable[[Struct], bool] = lambda one: True) -> Struct | None:
    """The newest record of a resource that is published."""
    found = [one for one in game.model.current.values() if one[15] == PUBLISHED and fits(one)]
    return game.chance.choice(found) if found else None
