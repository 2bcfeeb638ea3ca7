"""What is read from the sources: errors with their cures, state machines, actions by vote."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts import gen_contract_errors
from scripts.contracts_cli.actions import ALIASES, by_vote, find
from scripts.contracts_cli.errors import ActionUnknown
from scripts.contracts_cli.natspec import errors
from scripts.contracts_cli.states import machines


def test_every_error_of_every_contract_has_a_meaning_and_a_cure() -> None:
    known = errors()
    assert [name for name in gen_contract_errors.raised() if name not in known] == []
    assert [name for name in gen_contract_errors.raised() if not known[name].meaning or not known[name].cure] == []


def test_the_page_of_errors_has_a_row_per_error() -> None:
    page = gen_contract_errors.render()
    for name, (selector, _) in gen_contract_errors.raised().items():
        assert f"| `{selector}` |" in page and f"| `{name}" in page


@pytest.mark.parametrize(
    ("enumeration", "function", "before", "after"),
    [
        ("MemberStatus", "admit", "[*]", "Active"),
        ("MemberStatus", "suspend", "Active", "Suspended"),
        ("MemberStatus", "resume", "Suspended", "Active"),
        ("MemberStatus", "remove", "Suspended", "Removed"),
        ("ResourceStatus", "publish", "Submitted", "Published"),
        ("RequestState", "refuse", "Submitted", "Refused"),
        ("GrantState", "revoke", "Suspended", "Revoked"),
        ("LogStatus", "freezeLog", "Open", "Frozen"),
        ("ClaimState", "closeClaim", "Claimed", "Unanswered"),
    ],
)
def test_the_diagrams_have_the_steps_of_the_contracts(enumeration: str, function: str, before: str, after: str) -> None:
    steps = {
        (s.function, s.before, s.after)
        for machine in machines()
        if machine.enumeration == enumeration
        for s in machine.steps
    }
    assert (function, before, after) in steps


def test_the_diagram_of_members_has_no_other_step() -> None:
    (members,) = (one for one in machines() if one.enumeration == "MemberStatus")
    assert {(one.before, one.after) for one in members.steps} >= {("Suspended", "Removed")}
    assert ("Active", "Removed") not in {(one.before, one.after) for one in members.steps}


def test_a_machine_without_states_is_none(tmp_path: Path) -> None:
    (tmp_path / "types").mkdir()
    (tmp_path / "types" / "A.sol").write_text("enum Colour {\n    None,\n    Red\n}\n", "utf-8")
    (tmp_path / "A.sol").write_text("contract A {\n    function f() external { x = Colour.Red; }\n}\n", "utf-8")
    assert machines(tmp_path) == ()


def test_actions_are_found_by_each_of_their_names() -> None:
    for name in ("set-threshold", "setThreshold", "Consortium.setThreshold"):
        assert (find(name).contract, find(name).name) == ("Consortium", "setThreshold")
    assert (find("suspend").contract, find("Authorization.suspend").contract) == ("Consortium", "Authorization")
    for alias, name in ALIASES.items():
        assert f"{find(alias).contract}.{find(alias).name}" == name


@pytest.mark.parametrize("name", ["", "nothing", "threshold", "Nowhere.setThreshold", "initialize", "upgradeToAndCall"])
def test_what_is_no_action_is_unknown(name: str) -> None:
    with pytest.raises(ActionUnknown):
        find(name)


def test_the_actions_by_vote_are_those_of_the_interfaces() -> None:
    names = {f"{one.contract}.{one.name}" for one in by_vote()}
    assert names >= {
        "Consortium.admit", "Consortium.suspend", "Consortium.resume", "Consortium.remove", "Consortium.setThreshold",
        "Consortium.confirmHalt", "Consortium.upgrade", "Consortium.nameContract", "WorkCalendar.loadYear",
    }  # fmt: skip
    assert "Consortium.halt" not in names and "Consortium.vote" not in names
