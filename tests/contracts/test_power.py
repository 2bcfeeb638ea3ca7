"""The only functions that change membership, code, parameters and penalties, and who may call them.

Which they are is found: every entry point is called in the town, and whichever emits an event of these kinds or changes
an answer of these kinds has power. Who may is found by calling it as everybody. Both are compared with what is written.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from fnmatch import fnmatchcase

import pytest

from chain_node.ledger.bindings import EVENTS, Consortium
from tests.contracts.entry_points import ANYONE, CALLS, TABLE
from tests.contracts.test_entry_points import maker
from tests.contracts.town import ACTING, THE_VOTE, Town
from tests.contracts.town_views import CONTRACTS, Views
from tests.contracts.world import ANCHOR, PROVIDER, RECOVERY, VOTE, digest, key_of

MEMBERSHIP, CODE, PARAMETERS, PENALTIES = "membership", "code", "parameters", "penalties"
EMITTED = {
    MEMBERSHIP: {"Member*", "AccountSet", "Recovery*"},
    CODE: {"Upgraded", "ContractNamed"},
    PARAMETERS: {"ThresholdSet", "LimitsSet", "Year*"},
    PENALTIES: {"MemberBlacklisted", "ViolationDecided", "AppealDecided"},
}
"""Events, as patterns, by which a power is known."""
ANSWERED = {
    MEMBERSHIP: {
        f"Consortium.{view}(*"
        for view in ("actorOf", "personOf", "dutiesOfPerson", "standingOf", "recoveryOf", "regulators")
    },
    CODE: {"*.code(*", "Consortium.contractOf(*"},
    PARAMETERS: {"Consortium.threshold(*", "Authorization.limits(*", "WorkCalendar.*Of(*"},
}
"""Questions of `town_views.py`, likewise."""
POWER = {
    "Consortium.admit": ({MEMBERSHIP}, THE_VOTE),
    "Consortium.suspend": ({MEMBERSHIP, PARAMETERS}, THE_VOTE),
    "Consortium.resume": ({MEMBERSHIP}, THE_VOTE),
    "Consortium.changeMember": ({MEMBERSHIP}, THE_VOTE),
    "Consortium.remove": ({MEMBERSHIP}, THE_VOTE),
    "Consortium.confirmHalt": ({MEMBERSHIP}, THE_VOTE),
    "Consortium.blacklist": ({MEMBERSHIP, PENALTIES}, f"{THE_VOTE}, Accountability"),
    "Consortium.setThreshold": ({PARAMETERS}, THE_VOTE),
    "Consortium.nameContract": ({CODE}, THE_VOTE),
    "Consortium.upgrade": ({CODE}, THE_VOTE),
    "Authorization.setLimits": ({PARAMETERS}, THE_VOTE),
    "WorkCalendar.loadYear": ({PARAMETERS}, THE_VOTE),
    # Carries out what was voted, whoever asks for it; in the town that is another threshold.
    "Consortium.execute": ({PARAMETERS}, ANYONE),
    # A regulator, for 72 hours, once in 30 days.
    "Consortium.halt": ({MEMBERSHIP}, "authority security, second security"),
    # A member about its own accounts.
    "Consortium.setAccount": ({MEMBERSHIP}, f"provider vote, {THE_VOTE}"),
    "Consortium.beginRecovery": ({MEMBERSHIP}, "provider recovery"),
    "Consortium.cancelRecovery": ({MEMBERSHIP}, "consumer vote"),
    "Consortium.finishRecovery": ({MEMBERSHIP}, ANYONE),
    "Consortium.registerGateway": ({MEMBERSHIP}, "provider system"),
    "Consortium.changeAnchor": ({MEMBERSHIP}, "provider system"),
    # Regulators that are neither accused nor reporter, and of an appeal not whoever decided before.
    "Accountability.dismiss": (
        {PENALTIES}, "authority security, authority approver, second security, second approver"
    ),
    "Accountability.uphold": (
        {PENALTIES, MEMBERSHIP}, "authority security, authority approver, second security, second approver"
    ),
    "Accountability.confirm": ({PENALTIES}, "second security, second approver"),
    "Accountability.overturn": ({PENALTIES, MEMBERSHIP}, "second security, second approver"),
}  # fmt: skip
"""Function -> (what it has power over, all accounts of the town that may). Nothing else has any such power."""


def everybody(town: Town) -> dict[str, bytes]:
    """Every duty of every member, machines, two of nobody, and every contract but the Relay: its calls are others'."""
    contracts = {name: town.world.addresses[name] for name in CONTRACTS if name not in ("Relay", *ACTING.values())}
    return {name: town.address(name) for name in [*town.actors, *ACTING]} | contracts


def powers(signs: Iterable[str], known: Mapping[str, Collection[str]]) -> set[str]:
    """What kinds of power these events or questions show."""
    return {kind for kind, patterns in known.items() for sign in signs for one in patterns if fnmatchcase(sign, one)}


def test_these_functions_have_power_and_no_others(town: Town, views: Views) -> None:
    trial, found = town.world.ledger.trial(), {}
    for name, row in TABLE.items():
        contract = name.split(".")[0]
        done = trial.call(town.world.addresses[contract], CALLS[name](town), town.address(maker(row)))
        assert not done.error
        kinds = powers(done.events, EMITTED) | powers(row.expected(contract, views.names), ANSWERED)
        if kinds:
            found[name] = kinds
    assert found == {name: kinds for name, (kinds, _) in POWER.items()}


@pytest.mark.parametrize("name", POWER)
def test_who_may(town: Town, name: str) -> None:
    to, call, trial = town.world.addresses[name.split(".")[0]], CALLS[name](town), town.world.ledger.trial()
    may = {one for one, address in everybody(town).items() if not trial.call(to, call, address).error}
    written = POWER[name][1]
    assert may == (set(everybody(town)) if written == ANYONE else set(written.split(", ")))


@pytest.mark.parametrize("duty", [1 << place for place in range(9)])
def test_votes_anchors_and_recovery_are_given_by_a_vote_only_and_the_rest_by_the_member_itself(
    town: Town, duty: int
) -> None:
    given_by_vote = duty in (VOTE, ANCHOR, RECOVERY)
    person = bytes(32) if duty in (ANCHOR, RECOVERY, 64) else digest("new account")
    call = Consortium.encode_set_account((key_of("new account").address, PROVIDER.id, duty, person, True))
    trial, to = town.world.ledger.trial(), town.world.addresses["Consortium"]
    may = {one for one, address in everybody(town).items() if not trial.call(to, call, address).error}
    assert may == {THE_VOTE} | (set() if given_by_vote else {"provider vote"})


def test_every_sign_is_an_event_or_a_question(views: Views) -> None:
    """A sign that names nothing would hide a power."""
    events = {event.name for events in EVENTS.values() for event in events.values()}
    for known, signs in ((events, EMITTED), (views.names, ANSWERED)):
        patterns = {one for kind in signs.values() for one in kind}
        assert [one for one in patterns if not any(fnmatchcase(name, one) for name in known)] == []
