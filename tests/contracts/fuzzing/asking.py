"""Questions to PolicyView: honest ones, and some with records that are old, missing or altered."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from chain_node.ledger.bindings import PolicyView
from chain_node.ledger.errors import LedgerRefused
from tests.contract_world import DAY, ZERO
from tests.contracts.fuzzing.broken import Broken
from tests.contracts.fuzzing.chain import Chain
from tests.contracts.fuzzing.permits import ALL, Question, objection, records_for, wrong
from tests.contracts.fuzzing.records import ACTIVE, BY_NAME, Struct


def ask(game: Chain, question: Question | None = None, honest: bool = False) -> bool:
    """Ask once; whether it was permitted. Raises `Broken` for a permit too many, and if an honest question cannot be
    answered from what the events said."""
    asked = question or make_question(game)
    if asked is None:
        return False
    records = records_for(game.model, asked)
    if records is None:
        return False
    honest = honest or game.chance.random() < 0.8
    if not honest:
        records = cheat(game, records)
    game.asked += 1
    try:
        answer = game.view("PolicyView", PolicyView.encode_decide(asked.words(), records))
    except LedgerRefused as refusal:
        if honest:
            raise Broken(f"the events do not answer a question: {refusal.name}") from refusal
        return False
    (outcome,) = PolicyView.decode_decide(answer)
    reason = wrong(game.model, asked, outcome)
    if reason is not None:
        raise Broken(f"permitted: {reason}; {asked}")
    game.permits += int(outcome[0])
    game.reasons[int(outcome[1])] += 1
    return bool(outcome[0])


def make_question(game: Chain) -> Question | None:
    """Mostly about a grant that there is, of parties that are live, and near its limits."""
    chance = game.chance
    if not game.model.newest["service"]:
        return None
    asked = _about_something(game)
    for _ in range(8):
        if objection(game.model, asked) is None or chance.random() < 0.1:
            break
        asked = _about_something(game)
    subjects = [key[2] for key in game.model.newest["consent"] if key[1] == asked.consumer]
    subject = chance.choice(subjects) if subjects and chance.random() < 0.7 else ZERO
    time = asked.time + chance.choice((0,) * 12 + (-DAY, DAY, 40 * DAY, 400 * DAY))
    return replace(asked, subject=subject, time=time, endpoint=chance.choice((0,) * 12 + (1, 255)))


def _about_something(game: Chain) -> Question:
    chance, model = game.chance, game.model
    services = list(model.newest["service"].values())
    service, (consumer,) = chance.choice(services), chance.choice(list(model.newest["subsystem"]))
    asked = Question(consumer, service[0], time=game.now)
    fitting = [one for one in model.newest["grant"].values() if any(service[4] == one[3] for service in services)]
    if not fitting or chance.random() < 0.15:
        return asked
    alive = [one for one in fitting if one[6] == ACTIVE and one[5][5] > game.now]
    grant = chance.choice(alive if alive and chance.random() < 0.9 else fitting)
    service = chance.choice([one for one in services if one[4] == grant[3]])
    return replace(asked, consumer=grant[2], service=service[0], **_near(game, grant))


def _near(game: Chain, grant: Struct) -> dict[str, Any]:
    """Fields, item and counts about what a grant gives."""
    chance, (profiles, items, daily, rows, *_) = game.chance, grant[5]
    mask = sum(1 << place for place in range(128) if profiles >> 2 * place & 3)
    fields = chance.choice((ALL, mask, mask, mask & chance.getrandbits(8), chance.getrandbits(5)))
    item = chance.choice((*(items or [ZERO]) * 4, ZERO, game.values.make("bytes32")))
    used, counted = (max(0, chance.choice((0, 0, 0, cap - 1, cap))) for cap in (daily, rows))
    return {"fields": fields, "item": item, "used": used, "rows_used": counted}


def cheat(game: Chain, records: Struct) -> Struct:
    """The same records with one that is old, altered or left out."""
    chance, values = game.chance, game.values
    service, grants, scopes, ancestors, consent = records
    turn = chance.randrange(5)
    old = game.model.old["grant"]
    if turn == 0 and grants and old:
        place = chance.randrange(len(grants))
        grants = [*grants[:place], chance.choice(old), *grants[place + 1 :]]
    elif turn == 1 and grants:
        grants = grants[:-1]
    elif turn == 2 and grants:
        grants = [values.altered(BY_NAME["grant"].type, grants[0]), *grants[1:]]
    elif turn == 3:
        scopes, ancestors = [], []
    else:
        consent = values.make(BY_NAME["consent"].type)
    return service, grants, scopes, ancestors, consent
