"""Violations: reported, answered, decided with a penalty, appealed, confirmed or overturned."""

from __future__ import annotations

from tests.contract_world import ZERO
from tests.contracts.fuzzing.paths.common import newest, pick, with_role
from tests.contracts.fuzzing.records import ACTIVE, Struct
from tests.contracts.fuzzing.steering import DAY, Player
from tests.contracts.world import APPROVER, AUDIT, OFFICER, SECURITY

REGULATOR = 8
NOBODY: Struct = (ZERO, [], "", "", 0, 0, 0, 0, 0)
REPORTED, STATED, _, UPHELD, APPEALED = range(1, 6)


def report(game: Player) -> None:
    """Somebody reports a member, which mostly states."""
    accused = game.some_member()
    arguments = (accused, game.values.fresh(), ZERO, game.chance.randint(1, 3))
    heard = game.act(game.hand(game.some_member(), AUDIT), "Accountability.report", *arguments)
    if heard is not None and "ViolationReported" in heard:
        record = heard["ViolationReported"]["record"]
        if game.chance.random() < 0.8:
            game.act(game.hand(accused, OFFICER), "Accountability.state", record, game.values.fresh())
        if game.chance.random() < 0.7:
            decide(game, newest(game, "violation", record[0]))


def decide(game: Player, record: Struct | None = None) -> None:
    """Another regulator decides."""
    record = record or pick(game, "violation", lambda one: one[8] in (REPORTED, STATED))
    if record is None:
        return
    judge = with_role(game, REGULATOR, (record[1],))
    if judge is None or game.chance.random() < 0.1:
        game.by_vote("Accountability.dismiss", record, game.values.fresh())
        return
    key = game.hand(judge, game.chance.choice((APPROVER, SECURITY)))
    if record[8] == REPORTED:
        game.pass_time(max(0, record[10] - game.now))
    if game.chance.random() < 0.2:
        game.act(key, "Accountability.dismiss", record, game.values.fresh())
        return
    theirs = [one[0] for one in game.model.newest["subsystem"].values() if one[2] == record[1]]
    live = [one for one in game.model.newest["grant"].values() if one[2] in theirs and one[6] == ACTIVE]
    grants = sorted(game.chance.sample(live, min(len(live), game.chance.choice((0, 1, 2)))))
    until = game.now + game.chance.choice((DAY, 30 * DAY)) if game.chance.random() < 0.6 else 0
    member = newest(game, "member", record[1]) if until else NOBODY
    penalty = (game.chance.random() < 0.5, until, [one[0] for one in grants])
    game.act(key, "Accountability.uphold", record, game.values.fresh(), penalty, member, grants)


def appeal(game: Player) -> None:
    """The accused appeals, and a third one decides."""
    record = pick(game, "violation", lambda one: one[8] in (UPHELD, APPEALED))
    if record is None:
        return
    if record[8] == UPHELD:
        game.act(game.hand(record[1], OFFICER), "Accountability.appeal", record, game.values.fresh())
        record = newest(game, "violation", record[0])
    judge = with_role(game, REGULATOR, (record[1], record[15]))
    if judge is None or record[8] != APPEALED:
        return
    key, reason = game.hand(judge, APPROVER), game.values.fresh()
    if game.chance.random() < 0.4:
        game.act(key, "Accountability.confirm", record, reason)
        return
    member = newest(game, "member", record[1]) if record[17][1] else NOBODY
    grants = [newest(game, "grant", one) for one in record[17][2]]
    game.act(key, "Accountability.overturn", record, reason, member, grants)


PATHS = (report, report, report, decide, appeal, appeal)
