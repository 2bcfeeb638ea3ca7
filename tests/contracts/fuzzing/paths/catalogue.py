"""Resources, their versions, rights, corrections and services."""

from __future__ import annotations

from typing import Any

from tests.contract_world import ZERO, digest
from tests.contracts.fuzzing.paths.common import live, newest, pick, published, with_role
from tests.contracts.fuzzing.paths.membership import subsystem
from tests.contracts.fuzzing.records import DRAFT, PUBLISHED, Struct
from tests.contracts.fuzzing.steering import DAY, Player
from tests.contracts.world import APPROVER, OFFICER, SECURITY, SYSTEM

CATALOGUE, REGULATOR = 4, 8
ELEMENTS = sorted(digest(f"element {number}") for number in range(6))


def field(game: Player, place: int) -> Struct:
    """One field: a column, or one in four times a question."""
    kind = int(game.chance.random() < 0.25)
    profile = game.chance.choice((0, 3)) if kind else game.chance.choice((0, 1, 1, 2))
    return f"f{place}", game.chance.choice((1, 1, 2, 3, 4)), profile, kind, digest(f"definition {place}")


def draft(game: Player) -> Struct:
    """A resource as a provider declares it."""
    fields = [field(game, place) for place in range(game.chance.choice((0, 1, 3, 4)))]
    elements = sorted(game.chance.sample(ELEMENTS, game.chance.choice((0, 0, 0, 1, 1, 2))))
    attribute = game.chance.choice((1, 1, 2, 2, 2, 3))
    if attribute == 3 and fields:
        fields = [(fields[0][0], 5, *fields[0][2:]), *fields[1:]]
    return (
        game.values.fresh(), ZERO, f"307006001/{game.fresh_text()}", digest("d"), digest("s"), attribute, digest("c"),
        digest("b"), digest("schema"), 24, game.chance.choice((1, 2, 3)), fields, elements, 0, 0, 0, 0, ZERO,
    )  # fmt: skip


def parents(game: Player, provider: bytes) -> list[Struct]:
    """One or two published resources that the provider may derive from, mostly."""
    rights = game.model.newest["right"].values()
    held = {one[0] for one in rights if one[1] == 2 and one[2] == provider and one[6] > game.now and not one[7]}
    mine = [
        one for one in game.model.current.values() if one[15] == PUBLISHED and (one[1] == provider or one[0] in held)
    ]
    chosen = game.chance.sample(mine, min(len(mine), game.chance.choice((1, 1, 2))))
    return [(one[0], one[14], 0) for one in sorted(chosen)]


def resource(game: Player) -> None:
    """Registered, handed in, perhaps sent back, published, and served."""
    provider = with_role(game, 1)
    if provider is None:
        return
    record, above = draft(game), parents(game, provider)
    officer = game.hand(provider, OFFICER)
    if above and game.chance.random() < 0.4:
        heard = game.act(officer, "DataCatalogue.registerDerived", record, above)
    else:
        heard = game.act(officer, "DataCatalogue.register", record)
    if heard is None or "ResourceRegistered" not in heard:
        return
    made = heard["ResourceRegistered"]["record"]
    publish(game, made[0], made[14])
    if game.chance.random() < 0.9:
        service(game, made[0])


def publish(game: Player, resource_id: bytes, version: int) -> None:
    """Hand a draft in, have it sent back one in five times, publish it."""
    authority = with_role(game, CATALOGUE)
    if authority is None:
        return
    record = newest(game, "resource", resource_id, version)
    officer, approver = game.hand(record[1], OFFICER), game.hand(authority, APPROVER)
    game.act(officer, "DataCatalogue.submit", record)
    if game.chance.random() < 0.2:
        back = newest(game, "resource", resource_id, version)
        game.act(approver, "DataCatalogue.sendBack", back, game.values.fresh())
        game.act(officer, "DataCatalogue.submit", newest(game, "resource", resource_id, version))
    game.act(approver, "DataCatalogue.publish", newest(game, "resource", resource_id, version))


def version(game: Player) -> None:
    """The next version: a field withdrawn or added; the last draft is written anew sometimes."""
    current = published(game)
    if current is None:
        return
    fields = list(current[11])
    if fields and game.chance.random() < 0.4:
        place = game.chance.randrange(len(fields))
        fields[place] = ("", fields[place][1], 0, *fields[place][3:])
    elif fields and len(fields) < 8:
        fields.append(field(game, 10 + len(fields)))
    record = (*current[:11], fields, *current[12:])
    above = parents(game, current[1]) if game.chance.random() < 0.3 else []
    above = [one for one in above if one[0] != current[0] or game.chance.random() < 0.1]
    heard = game.act(game.hand(current[1], OFFICER), "DataCatalogue.draftVersion", current, record, above)
    if heard is not None and "VersionDrafted" in heard:
        publish(game, current[0], current[14] + 1)


def redraft(game: Player) -> None:
    """A draft is written anew."""
    found = pick(game, "resource", lambda one: one[15] == DRAFT and one[14] == 1)
    if found is not None:
        game.act(game.hand(found[1], OFFICER), "DataCatalogue.redraft", found, (*found[:9], 48, *found[10:]))


def pause(game: Player) -> None:
    """A resource is suspended and resumed, by its provider or the authority; sometimes it ends."""
    current = published(game)
    authority = with_role(game, CATALOGUE)
    if current is None or authority is None:
        return
    key = game.chance.choice((game.hand(current[1], SECURITY), game.hand(authority, APPROVER)))
    game.act(key, "DataCatalogue.suspend", current, game.values.fresh())
    if game.chance.random() < 0.15:
        now = game.model.current[current[0]]
        game.act(game.hand(current[1], APPROVER), "DataCatalogue.retire", now, game.values.fresh())
    game.act(key, "DataCatalogue.resume", game.model.current[current[0]])


def right(game: Player) -> None:
    """A provider gives a right in a resource, and sometimes takes it back."""
    current = published(game)
    if current is None:
        return
    holder = game.chance.choice(live(game) or [game.some_member()])
    record = (current[0], game.chance.choice((1, 2, 2, 2, 3)), holder, ZERO, digest("basis"), 0, game.now + 90 * DAY, 0)
    heard = game.act(game.hand(current[1], APPROVER), "DataCatalogue.grantRight", record)
    if heard is not None and "RightGranted" in heard and game.chance.random() < 0.3:
        given = heard["RightGranted"]["right"]
        game.act(game.hand(current[1], SECURITY), "DataCatalogue.revokeRight", given, game.values.fresh())


def correction(game: Player) -> None:
    """Somebody with a grant says that data are wrong; the provider answers."""
    grant = pick(game, "grant")
    if grant is None:
        return
    claim: Any = (game.values.fresh(), grant[3], ZERO, grant[2], ZERO, digest("claim"), 0, 0, 0, 0, ZERO)
    member = newest(game, "subsystem", grant[2])[2]
    heard = game.act(game.hand(member, OFFICER), "DataCatalogue.raiseCorrection", claim)
    if heard is not None and "CorrectionRaised" in heard:
        accepted = game.chance.random() < 0.5
        arguments = (heard["CorrectionRaised"]["record"], accepted, digest("verdict"))
        game.act(game.hand(grant[4], APPROVER), "DataCatalogue.decideCorrection", *arguments)


def service(game: Player, resource_id: bytes | None = None) -> None:
    """A resource is served by a subsystem of its provider."""
    current = game.model.current.get(resource_id) if resource_id else published(game)
    if current is None:
        return
    if pick(game, "subsystem", lambda one: one[2] == current[1]) is None:
        subsystem(game, current[1])
    system = pick(game, "subsystem", lambda one: one[2] == current[1])
    if system is not None:
        owner, paths = newest(game, "member", current[1]), [("GET", "/a/*"), ("POST", "/b")]
        arguments = (owner, system[1][3], game.fresh_text(), current, paths[: game.chance.choice((1, 2))])
        game.act(game.hand(current[1], SYSTEM), "DataCatalogue.registerService", *arguments)


def change_service(game: Player) -> None:
    """An endpoint is added or withdrawn, or the service rests."""
    found = pick(game, "service")
    if found is None:
        return
    paths = list(found[5])
    turn = game.chance.random()
    if turn < 0.4:
        paths.append(("GET", f"/{len(paths)}"))
    elif turn < 0.6:
        paths[game.chance.randrange(len(paths))] = ("", "")
    game.act(game.hand(found[3], SYSTEM), "DataCatalogue.changeService", found, paths, turn < 0.9)


def halt_service(game: Player) -> None:
    """A regulator halts a service; a vote may confirm it."""
    found, regulator = pick(game, "service"), with_role(game, REGULATOR)
    if found is None or regulator is None:
        return
    until, reason = game.now + game.chance.choice((60, 3_600, 3 * DAY, 3 * DAY + 60)), game.values.fresh()
    game.act(game.hand(regulator, SECURITY), "DataCatalogue.haltService", found, until, reason)
    if game.chance.random() < 0.3:
        game.by_vote("DataCatalogue.confirmServiceHalt", newest(game, "service", found[0]), until + DAY, reason)


PATHS = (resource, resource, version, redraft, pause, right, right, correction, service, change_service, halt_service)
