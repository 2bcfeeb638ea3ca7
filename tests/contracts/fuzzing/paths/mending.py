"""What keeps everybody out is put right, so that the game goes on."""

from __future__ import annotations

from tests.contract_world import digest
from tests.contracts.fuzzing.paths.access import request
from tests.contracts.fuzzing.paths.catalogue import resource, service
from tests.contracts.fuzzing.paths.common import live, newest, pick, published
from tests.contracts.fuzzing.paths.membership import resume, subsystem
from tests.contracts.fuzzing.records import MEMBER_REMOVED, RESOURCE_SUSPENDED
from tests.contracts.fuzzing.steering import Player
from tests.contracts.world import APPROVER, SECURITY, SYSTEM

REASON = digest("mended")


def members(game: Player) -> None:
    """Nobody is halted, blacklisted or suspended any more."""
    kept = [one for one in game.model.governing.members.values() if one[5] != MEMBER_REMOVED]
    for one in kept:
        if one[8] > game.now:
            game.by_vote("Consortium.blacklist", one, 0, REASON)
        one = newest(game, "member", one[0])
        if one[7] > game.now:
            game.by_vote("Consortium.confirmHalt", one, 0, REASON)
    resume(game)


def serving(game: Player) -> None:
    """A resource that was suspended is published again, a service that rests runs, a subsystem is active."""
    for one in list(game.model.current.values()):
        if one[15] == RESOURCE_SUSPENDED:
            own = game.hand(one[17], SECURITY if one[17] == one[1] else APPROVER)
            game.act(own, "DataCatalogue.resume", one)
    for one in list(game.model.newest["service"].values()):
        if one[7] > game.now:
            game.by_vote("DataCatalogue.confirmServiceHalt", one, 0, REASON)
        elif not one[6] or not any(path for _, path in one[5]):
            game.act(game.hand(one[3], SYSTEM), "DataCatalogue.changeService", one, [*one[5], ("GET", "/again")], True)
    for one in list(game.model.newest["subsystem"].values()):
        if not one[3]:
            game.act(game.hand(one[2], SYSTEM), "Consortium.setSubsystemActive", one, True)


def exchanging(game: Player) -> None:
    """Something is published, served and asked for anew."""
    able = live(game)
    served = {one[4] for one in game.model.newest["service"].values() if one[6]}
    shared = published(game, lambda one: one[1] in able and one[5] != 3)
    if shared is None:
        resource(game)
    elif published(game, lambda one: one[1] in able and one[5] != 3 and one[0] in served) is None:
        service(game, shared[0])
    if pick(game, "subsystem", lambda one: one[2] in able and one[3]) is None:
        subsystem(game)
    request(game)


PATHS = (members, serving, exchanging, exchanging)
