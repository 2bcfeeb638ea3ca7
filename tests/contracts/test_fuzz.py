"""Random calls by random accounts break no rule; and the rules would notice."""

from __future__ import annotations

import os
import secrets

import pytest

from tests.contracts.fuzzing import play
from tests.contracts.fuzzing.invariants import Broken, Model
from tests.contracts.tester import Emitted
from tests.contracts.world import AUDIT, SECURITY, SYSTEM, ZERO, digest

CALLS = int(os.environ.get("LIANLU_FUZZ_CALLS", "2500"))


@pytest.mark.parametrize("half", [0, 1])
def test_no_rule_is_broken(half: int) -> None:
    seed = secrets.randbits(32)
    print(f"seed {seed}: python -m tests.contracts.fuzzing.play --calls {CALLS} --seed {seed}")
    game = play.run(CALLS, seed)
    assert sum(game.done.values()) > CALLS // 20, "hardly anything was carried out: the game is no test"


def member(status: int, roles: int = 127, halted: int = 0, name: str = "x") -> tuple[object, ...]:
    return digest("m"), ["CN"], name, "", roles, status, 0, halted, 0


def emitted(name: str, **values: object) -> Emitted:
    return Emitted(bytes(20), name, values)


BREACHES = {
    "a member that was removed comes back": [
        ("execute", emitted("MemberAdmitted", record=member(2))),
        ("execute", emitted("MemberSuspended", record=member(3))),
        ("execute", emitted("MemberResumed", record=member(0))),
    ],
    "membership without a vote": [("halt", emitted("MemberSuspended", record=member(3)))],
    "a halt that renames": [
        ("execute", emitted("MemberAdmitted", record=member(2))),
        ("halt", emitted("MemberHalted", record=member(2, halted=5, name="y"))),
    ],
    "a head that shrinks": [
        ("anchor", emitted("Anchored", checkpoint=(digest("l"), 1, 9, digest("r")))),
        ("anchor", emitted("Anchored", checkpoint=(digest("l"), 2, 8, digest("s")))),
    ],
    "a head of the same size and another root": [
        ("anchor", emitted("Anchored", checkpoint=(digest("l"), 1, 9, digest("r")))),
        ("anchor", emitted("Anchored", checkpoint=(digest("l"), 2, 9, digest("s")))),
    ],
    "two of the three duties in one account": [
        ("setAccount", emitted("AccountSet", record=("0xa", digest("m"), SYSTEM | AUDIT, digest("p"), True)))
    ],
    "two of the three duties in one person": [
        ("setAccount", emitted("AccountSet", record=("0xa", digest("m"), SYSTEM, digest("p"), True))),
        ("setAccount", emitted("AccountSet", record=("0xb", digest("m"), SECURITY, digest("p"), True))),
    ],
    "a second vote": [
        ("vote", emitted("VoteCast", id=digest("v"), member=digest("m"))),
        ("vote", emitted("VoteCast", id=digest("v"), member=digest("m"))),
    ],
    "carried out without votes": [
        ("execute", emitted("ThresholdSet", thresholdBps=6_667)),
        ("execute", emitted("MemberAdmitted", record=member(2))),
        ("execute", emitted("ProposalExecuted", id=digest("v"), voters=0)),
    ],
    "a grant that comes back": [
        ("agree", emitted("GrantCreated", record=(ZERO, ZERO, ZERO, ZERO, ZERO, (), 1, ZERO))),
        ("revoke", emitted("GrantChanged", record=(ZERO, ZERO, ZERO, ZERO, ZERO, (), 3, ZERO))),
        ("resume", emitted("GrantChanged", record=(ZERO, ZERO, ZERO, ZERO, ZERO, (), 1, ZERO))),
    ],
}


@pytest.mark.parametrize("name", BREACHES)
def test_the_rules_notice(name: str) -> None:
    model = Model()
    *before, (function, last) = BREACHES[name]
    for earlier, event in before:
        model.check("0x0", earlier, (event,))
    with pytest.raises(Broken):
        model.check("0x0", function, (last,))
