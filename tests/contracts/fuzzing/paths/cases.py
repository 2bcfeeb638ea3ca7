"""Approval cases: opened, walked through their states, decided by departments, given materials."""

from __future__ import annotations

from typing import Any

from tests.contract_world import ZERO, digest
from tests.contracts.fuzzing.paths.access import ITEMS
from tests.contracts.fuzzing.paths.common import live, newest, pick
from tests.contracts.fuzzing.records import UNDECIDED, Struct
from tests.contracts.fuzzing.steering import DAY, Player
from tests.contracts.world import APPROVER, OFFICER

STEPS: dict[int, tuple[tuple[str, int], ...]] = {
    1: (("requestCorrection", OFFICER), ("accept", OFFICER), ("accept", OFFICER), ("decline", APPROVER)),
    2: (("receiveCorrection", OFFICER),),
    3: (("deliver", OFFICER),),
    4: (("beginReview", OFFICER),),
    5: (("beginProcedure", OFFICER), ("conclude", APPROVER), ("conclude", APPROVER), ("withdraw", OFFICER)),
    6: (("endProcedure", OFFICER), ("endProcedure", OFFICER), ("withdraw", OFFICER)),
    7: (("closeCase", OFFICER),),
    8: (("closeCase", OFFICER),),
    9: (("deliver", OFFICER),),
}
"""State of a case -> the lead's steps, with the duty that takes them."""


def open_case(game: Player) -> None:
    """A member opens a case with others."""
    members = live(game)
    if not members:
        return
    lead, *others = members
    departments = [(one, game.chance.choice((0, 1, 1, 2))) for one in others[: game.chance.randrange(3)]]
    arguments = (game.values.fresh(), game.values.fresh(), game.chance.choice(ITEMS), departments, 10, 5)
    game.act(game.hand(lead, OFFICER), "ApprovalCases.openCase", *arguments)


def arguments_of(game: Player, step: str) -> tuple[Any, ...]:
    """What a step takes besides the record."""
    document = game.values.fresh()
    if step == "beginProcedure":
        return game.chance.randint(1, 6), document
    if step == "conclude":
        return game.chance.random() < 0.6, document
    if step == "closeCase":
        return (ZERO,)
    return () if step in ("accept", "receiveCorrection", "beginReview") else (document,)


def walk(game: Player) -> None:
    """A case goes some steps on."""
    found = pick(game, "case", lambda one: one[7] in STEPS)
    for _ in range(game.chance.randint(1, 6)):
        if found is None or found[7] not in STEPS:
            return
        if found[7] in (5, 6):
            decide(game, found)
        step, duty = game.chance.choice(STEPS[found[7]])
        game.act(game.hand(found[3], duty), f"ApprovalCases.{step}", found, *arguments_of(game, step))
        found = newest(game, "case", found[0])


def decide(game: Player, case: Struct | None = None) -> None:
    """The departments that are asked say something, in their order; the lead passes some over."""
    case = case or pick(game, "case", lambda one: one[7] in (5, 6))
    if case is None:
        return
    for member, stage in sorted(case[4], key=lambda one: int(one[1])):
        known = game.model.newest["decision"].get((case[0], member))
        if stage == 0 or (known is not None and known[3] != 4):
            continue
        if known is None and game.chance.random() < 0.25:
            reason = game.values.fresh()
            game.act(game.hand(case[3], APPROVER), "ApprovalCases.passOver", case, member, reason)
        else:
            opinion = game.chance.randint(1, 3)
            game.act(game.hand(member, APPROVER), "ApprovalCases.decide", case, opinion, game.values.fresh())


def join(game: Player) -> None:
    """A department is added."""
    case = pick(game, "case", lambda one: one[7] in UNDECIDED)
    if case is None:
        return
    others = live(game, (case[3], *(one[0] for one in case[4])))
    if others:
        added = [(others[0], game.chance.choice((0, 1, 2)))]
        game.act(game.hand(case[3], OFFICER), "ApprovalCases.addParticipants", case, added)


def attach(game: Player) -> None:
    """A material is attached: handed in, or reused from another case; sometimes too late."""
    late = game.chance.random() < 0.2
    case = pick(game, "case", lambda one: late or one[7] in UNDECIDED)
    if case is None:
        return
    officer = game.hand(case[3], OFFICER)
    known = pick(game, "material", lambda one: one[6] == case[3] and one[0] != case[0])
    if known is not None and game.chance.random() < 0.4:
        arguments = (case[0], known[1], digest("content"), digest("code"), 4, known[0])
    else:
        source = game.chance.choice((1, 2, 3))
        arguments = (case[0], game.values.fresh(), digest("content"), digest("code"), source, ZERO)
    game.act(officer, "ApprovalCases.attach", *arguments)


def silence(game: Player) -> None:
    """Nobody answered in time."""
    case = pick(game, "case", lambda one: one[7] == 1)
    if case is not None:
        game.pass_time(max(0, case[15] - game.now) if game.chance.random() < 0.7 else DAY)
        game.act(game.nobody, "ApprovalCases.settle", case)


PATHS = (open_case, open_case, walk, walk, walk, walk, decide, join, attach, attach, silence)
