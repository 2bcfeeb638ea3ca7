"""Short ways into deep states, contract by contract; most steps as they should be, some not."""

from __future__ import annotations

from tests.contract_world import AUTHORITY, CONSUMER, MEMBERS, PROVIDER, ZERO, digest
from tests.contracts.fuzzing.asking import ask
from tests.contracts.fuzzing.broken import Broken
from tests.contracts.fuzzing.paths import (
    access,
    accountability,
    cases,
    catalogue,
    certificates,
    evidence,
    membership,
    mending,
)
from tests.contracts.fuzzing.paths.common import Path, newest
from tests.contracts.fuzzing.permits import Question
from tests.contracts.fuzzing.records import Struct
from tests.contracts.fuzzing.steering import Player
from tests.contracts.world import APPROVER, OFFICER, SYSTEM

GROUPS: tuple[tuple[Path, ...], ...] = (
    membership.PATHS, catalogue.PATHS, access.PATHS, evidence.PATHS, certificates.PATHS, cases.PATHS,
    accountability.PATHS, mending.PATHS, mending.PATHS,
)  # fmt: skip
PATHS: tuple[Path, ...] = tuple(path for group in GROUPS for path in group)
__all__ = ["PATHS", "begin"]
FIELDS = [("name", 2, 1, 0, digest("n")), ("id", 3, 2, 0, digest("i")), ("married", 3, 3, 1, digest("m"))]


def begin(game: Player) -> None:
    """A resource that is served, and a grant that permits: so that there is something to play with, and something that
    could be permitted wrongly. Raises `Broken` if it is not permitted."""
    for member in MEMBERS:
        membership.subsystem(game, member.id)
        membership.gateway(game, member.id)
    record: Struct = (
        digest("resource"), ZERO, "307006001/000001", digest("d"), digest("s"), 2, digest("c"), ZERO, digest("schema"),
        24, 2, FIELDS, [], 0, 0, 0, 0, ZERO,
    )  # fmt: skip
    game.act(game.hand(PROVIDER.id, OFFICER), "DataCatalogue.register", record)
    key = (digest("resource"), 1)
    game.act(game.hand(PROVIDER.id, OFFICER), "DataCatalogue.submit", newest(game, "resource", *key))
    game.act(game.hand(AUTHORITY.id, APPROVER), "DataCatalogue.publish", newest(game, "resource", *key))
    owner, system = newest(game, "member", PROVIDER.id), next(iter(game.model.newest["subsystem"].values()))
    arguments = (owner, system[1][3], "license", newest(game, "resource", *key), [("GET", "/a/*")])
    game.act(game.hand(PROVIDER.id, SYSTEM), "DataCatalogue.registerService", *arguments)
    consumer = next(one for one in game.model.newest["subsystem"].values() if one[2] == CONSUMER.id)
    terms: Struct = (1 | 2 << 2 | 3 << 4, [], 0, 0, 0, 1_900_000_000, b"")
    asked = (
        digest("request"), consumer[0], ZERO, key[0], ZERO, terms, digest("purpose"), digest("law"), digest("scenario"),
        digest("commitment"), 0, 0, 0, 0, 0, ZERO,
    )  # fmt: skip
    game.act(game.hand(CONSUMER.id, OFFICER), "Authorization.submit", asked)
    made = newest(game, "request", digest("request"))
    game.act(game.hand(PROVIDER.id, APPROVER), "Authorization.agree", made, digest("grant"), terms, ZERO)
    (service,) = game.model.newest["service"].values()
    if not ask(game, Question(consumer[0], service[0], fields=7, time=game.now), honest=True):
        raise Broken("what was granted is not permitted")
    game.noisy = True
