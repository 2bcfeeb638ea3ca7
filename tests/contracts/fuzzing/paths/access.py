"""Requests and their answers, grants and what becomes of them, consent, emergencies."""

from __future__ import annotations

from tests.contract_world import ZERO, digest
from tests.contracts.fuzzing.paths.common import live, newest, pick, published, with_role
from tests.contracts.fuzzing.records import ACTIVE, PROPOSED, SUSPENDED, UNDECIDED, Struct
from tests.contracts.fuzzing.steering import DAY, Player
from tests.contracts.world import APPROVER, OFFICER, SECURITY

CATALOGUE, REGULATOR = 4, 8
ITEMS = [digest("item 1"), digest("item 2")]


def terms(game: Player, resource: Struct) -> Struct:
    """What may be asked of a resource."""
    profiles = 0
    for place, (code, _, _, kind, _) in enumerate(resource[11]):
        if code and game.chance.random() < 0.8:
            profiles |= (3 if kind else game.chance.choice((1, 1, 2))) << 2 * place
    items = game.chance.sample(ITEMS, game.chance.choice((0, 0, 1, 2)))
    end = game.now + game.chance.choice((DAY, 30 * DAY, 400 * DAY, 4_000 * DAY))
    daily, rows = game.chance.choice((0, 5)), game.chance.choice((0, 100, 2_000))
    return profiles, items, daily, rows, game.chance.choice((0, game.now + DAY)), end, b""


def narrower(game: Player, given: Struct) -> Struct:
    """The same, or a little less."""
    profiles, items, daily, rows, begin, end, params = given
    if game.chance.random() < 0.3:
        place = game.chance.randrange(4)
        rest = profiles & ~(3 << 2 * place)
        profiles = rest or profiles
    if game.chance.random() < 0.2:
        daily, rows = daily or 7, rows or 50
    if game.chance.random() < 0.2:
        end = min(end, game.now + DAY)
    return profiles, items[:1] if items else items, daily, rows, begin, end, params


def request(game: Player) -> None:
    """A demander asks, and is answered: agreed with or without a scope, refused, or left waiting."""
    members = live(game)
    resource = published(game, lambda one: one[5] != 3 and one[1] in members)
    system = pick(game, "subsystem", lambda one: one[3] and one[2] in members)
    if resource is None or system is None:
        return
    record = (
        game.values.fresh(), system[0], ZERO, resource[0], ZERO, terms(game, resource), digest("purpose"),
        digest("law"), digest("scenario"), digest("commitment"), 0, 0, 0, 0, 0, ZERO,
    )  # fmt: skip
    officer = game.hand(system[2], OFFICER)
    if game.chance.random() < 0.2:
        heard = game.act(officer, "Authorization.submitImported", record, digest("source"))
    else:
        heard = game.act(officer, "Authorization.submit", record)
    if heard is not None and "RequestSubmitted" in heard and game.chance.random() < 0.8:
        answer(game, heard["RequestSubmitted"]["record"])


def answer(game: Player, record: Struct | None = None) -> None:
    """The provider answers a request that waits."""
    record = record or pick(game, "request", lambda one: one[10] == 1)
    if record is None:
        return
    approver, turn = game.hand(record[4], APPROVER), game.chance.random()
    if turn < 0.1:
        game.act(approver, "Authorization.refuse", record, game.values.fresh())
    elif turn < 0.15:
        game.act(game.hand(record[2], OFFICER), "Authorization.withdraw", record)
    elif turn < 0.55:
        game.act(approver, "Authorization.agree", record, game.values.fresh(), narrower(game, record[5]), ZERO)
    else:
        case = pick(game, "case", lambda one: one[7] in UNDECIDED)
        case_id = case[0] if case is not None and game.chance.random() < 0.4 else ZERO
        scope: Struct = (ZERO, game.chance.random() < 0.4, case_id, game.chance.choice((0, 1, 2, 3)), [])
        arguments = (game.values.fresh(), narrower(game, record[5]), scope, ZERO)
        game.act(approver, "Authorization.agreeScoped", record, *arguments)


def deliver(game: Player) -> None:
    """What was agreed is delivered and used, or disputed."""
    record = pick(game, "request", lambda one: one[10] in (2, 3, 6))
    if record is None:
        return
    if record[10] != 6:
        game.act(game.hand(record[4], OFFICER), "Authorization.markDelivered", record, game.values.fresh())
    now = newest(game, "request", record[0])
    game.act(game.hand(record[2], OFFICER), "Authorization.confirmUse", now, game.values.fresh())


def dispute(game: Player) -> None:
    """One side complains, the catalogue authority decides."""
    record = pick(game, "request", lambda one: one[10] == 4) or pick(game, "request", lambda one: one[10] not in (1, 5))
    if record is None:
        return
    game.act(game.hand(record[2], OFFICER), "Authorization.raiseDispute", record, game.values.fresh())
    judge = with_role(game, CATALOGUE, (record[2], record[4]))
    found = game.model.newest["dispute"].get((record[0],))
    if judge is not None and found is not None:
        arguments = (found, newest(game, "request", record[0]), game.chance.random() < 0.7, game.values.fresh())
        game.act(game.hand(judge, APPROVER), "Authorization.decideDispute", *arguments)


def approve(game: Player) -> None:
    """A second person approves many rows of level four."""
    record = pick(game, "grant", lambda one: one[6] == PROPOSED)
    if record is not None:
        key = game.hand(record[4], game.chance.choice((APPROVER, SECURITY)))
        game.act(key, "Authorization.approve", record, game.values.fresh())


def delegate(game: Player) -> None:
    """A demander passes a grant on, narrower."""
    scopes = game.model.newest["scope"]
    parent = pick(game, "grant", lambda one: one[6] == ACTIVE and scopes.get((one[0],), (0, 0, 0, 0))[3] > 0)
    to = pick(game, "subsystem", lambda one: one[3] and (parent is None or one[0] != parent[2]))
    if parent is None or to is None:
        return
    scope, given = newest(game, "scope", parent[0]), narrower(game, parent[5])
    further = game.chance.choice((scope[3] - 1, scope[3] - 1, 0, scope[3]))
    member = newest(game, "subsystem", parent[2])[2]
    arguments = (parent, scope, game.values.fresh(), to[0], given, further)
    game.act(game.hand(member, APPROVER), "Authorization.delegate", *arguments)


def grant(game: Player) -> None:
    """A grant is suspended, resumed, taken or given back, and taken off its list."""
    record = pick(game, "grant", lambda one: one[6] in (ACTIVE, SUSPENDED))
    if record is None:
        return
    turn, reason = game.chance.random(), game.values.fresh()
    regulator = with_role(game, REGULATOR) or record[4]
    security = game.hand(game.chance.choice((record[4], record[4], regulator)), SECURITY)
    if turn < 0.5:
        game.act(security, f"Authorization.{'suspend' if record[6] == ACTIVE else 'resume'}", record, reason)
        if turn < 0.35:
            game.act(security, "Authorization.resume", newest(game, "grant", record[0]), reason)
        return
    if turn < 0.75:
        game.act(security, "Authorization.revoke", record, reason)
    else:
        member = newest(game, "subsystem", record[2])[2]
        game.act(game.hand(member, OFFICER), "Authorization.end", record, reason)
    if turn % 0.1 < 0.06:
        pair = game.model.pairs[record[2], record[3]]
        game.act(game.nobody, "Authorization.discard", newest(game, "grant", record[0]), list(pair))


def consent(game: Player) -> None:
    """A subject consents for a grant that asks for it, and sometimes withdraws."""
    scopes = game.model.newest["scope"]
    found = pick(game, "grant", lambda one: scopes.get((one[0],), (0, False))[1]) or pick(game, "grant")
    if found is None:
        return
    subject = digest(f"subject {game.chance.randrange(4)}")
    until = game.now + game.chance.choice((60, 30 * DAY, 400 * DAY))
    record = (found[3], found[2], subject, ZERO, digest("scope"), 0, until, 0)
    heard = game.act(game.hand(found[4], OFFICER), "Authorization.recordConsent", record)
    if heard is not None and "ConsentRecorded" in heard and game.chance.random() < 0.3:
        given = heard["ConsentRecorded"]["consent"]
        game.act(game.hand(found[4], OFFICER), "Authorization.withdrawConsent", given)


def emergency(game: Player) -> None:
    """A consumer breaks the glass; it ends early, or is reviewed, or is not."""
    resource, system = published(game, lambda one: one[5] != 3), pick(game, "subsystem", lambda one: one[3])
    if resource is None or system is None:
        return
    until = game.now + game.chance.choice((3_600, DAY, DAY + 1))
    record = (game.values.fresh(), system[0], ZERO, resource[0], ZERO, digest("why"), 0, until, 0, 0, False, ZERO)
    security = game.hand(system[2], SECURITY)
    heard = game.act(security, "Authorization.openBreakGlass", record)
    if heard is None or "BreakGlassOpened" not in heard:
        return
    opened, turn = heard["BreakGlassOpened"]["record"], game.chance.random()
    if turn < 0.3:
        game.act(security, "Authorization.endBreakGlass", opened)
    reviewer = with_role(game, REGULATOR, (system[2],))
    if turn < 0.8 and reviewer is not None:
        arguments = (newest(game, "emergency", opened[0]), turn < 0.4, game.values.fresh())
        game.act(game.hand(reviewer, SECURITY), "Authorization.reviewBreakGlass", *arguments)


PATHS = (request, request, request, answer, deliver, dispute, approve, delegate, delegate, grant, grant, consent,
         emergency)  # fmt: skip
