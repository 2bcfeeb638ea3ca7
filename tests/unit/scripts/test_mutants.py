"""The mutation check itself: which faults it makes, in which order, and whose word it takes for survivors."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from contracts import HERE
from scripts.mutants import __main__ as command
from scripts.mutants import argued as arguments
from scripts.mutants import targets
from scripts.mutants.bench import Outcome
from scripts.mutants.rules import Mutant, draw, mutants_of
from scripts.mutants.targets import TARGETS, Target

BOX = Target("Box", ("Box",), 2)
SHARED = Target("Shared", ("Box", "Other"), 1)
SOURCE = """\
pragma solidity 0.8.30;

/// @dev Reverts if (a == b) emit Nothing();
contract Box {
    uint256 private constant MOST = 16;

    function put(uint256 a, uint16 duties) external {
        _only(Duties.OFFICER | Duties.APPROVER);
        if (a > MOST || !_open) revert Full();
        if (
            a == 0
        ) {
            revert Empty();
        }
        if (a == 1) ++_ones;
        _kept[a] = true; // or a = false;
        emit Put(
            a,
            duties
        );
        return a + 1;
    }

    function take() external {
        _only(Duties.OFFICER | Duties.APPROVER);
    }
}
"""
CHANGES = {
    ("check", "_only(Duties.OFFICER | Duties.APPROVER); => (left out)"): 2,
    ("refusal", "if (a > MOST || !_open) revert Full(); => (left out)"): 1,
    ("refusal", "if ( a == 0 ) { revert Empty(); } => (left out)"): 1,
    ("branch", "if (a == 1) ++_ones; => (left out)"): 1,
    ("store", "_kept[a] = true; => (left out)"): 1,
    ("event", "emit Put( a, duties ); => (left out)"): 1,
    ("turn", "> => >="): 1,
    ("turn", "== => !="): 2,
    ("logic", "|| => &&"): 1,
    ("sum", "+ => -"): 1,
    ("truth", "= true => = false"): 1,
    ("not", "! => (left out)"): 1,
    ("number", "16 => 17"): 1,
    ("number", "0 => 1"): 1,
    ("number", "1 => 2"): 1,
    ("duty", "Duties.OFFICER | Duties.APPROVER => type(uint16).max"): 2,
}


def made(target: Target = BOX, text: str = SOURCE) -> list[Mutant]:
    return list(mutants_of(target, text))


def real() -> list[tuple[Target, list[Mutant]]]:
    return [(one, made(one, (HERE / one.path).read_text("utf-8"))) for one in TARGETS]


def test_every_kind_of_fault_is_made_and_no_comment_is_taken_for_code() -> None:
    assert Counter((one.kind, one.told.split("   in: ")[0]) for one in made()) == CHANGES


def test_a_mutant_differs_from_its_source_in_its_place_only() -> None:
    for mutant in made():
        planted = mutant.plant(SOURCE)
        assert planted != SOURCE
        end = mutant.start + len(mutant.before)
        assert planted == SOURCE[: mutant.start] + mutant.after + SOURCE[end:]
        assert SOURCE.splitlines()[mutant.line - 1].strip() in mutant.before or mutant.before in SOURCE.splitlines()[
            mutant.line - 1]  # fmt: skip


def test_a_mutant_of_another_source_is_not_planted() -> None:
    with pytest.raises(ValueError, match="another source"):
        made()[0].plant("\n" + SOURCE)


def test_names_are_unique_and_outlive_changes_elsewhere() -> None:
    names = [mutant.name for mutant in made()]
    assert len(set(names)) == len(names)
    assert [mutant.name for mutant in made(text=SOURCE.replace("contract Box", "// more\n\ncontract Box"))] == names
    other = {mutant.name for mutant in made(text=SOURCE.replace("a > MOST", "a > MOST + 1"))}
    assert {name.split(".")[1].split("/")[0] for name in set(names) - other} == {"put"}


def test_what_is_shared_has_a_mutant_in_each_of_its_hosts() -> None:
    hosts = Counter(mutant.host for mutant in made(SHARED))
    assert hosts == {"Box": len(made()), "Other": len(made())}
    assert all(mutant.name.endswith(f"@{mutant.host}") for mutant in made(SHARED))


def test_the_seed_decides_the_order_and_other_sources_do_not() -> None:
    piles = [(BOX, made()), (SHARED, made(SHARED))]
    assert draw(piles, 1) == draw(piles, 1)
    assert draw(piles, 1) != draw(piles, 2)
    alone = draw(piles[:1], 1)
    assert [mutant for mutant in draw(piles, 1) if mutant.source == "Box"] == alone
    assert sorted(mutant.name for mutant in alone) == sorted(mutant.name for mutant in made())


def test_sources_and_kinds_take_turns() -> None:
    drawn = draw([(BOX, made()), (SHARED, made(SHARED))], 1)
    assert [mutant.source for mutant in drawn[:6]] == ["Box", "Box", "Shared"] * 2
    kinds = [mutant.kind for mutant in drawn if mutant.source == "Box"]
    assert len(set(kinds[: len(set(kinds))])) == len(set(kinds))


def test_every_source_of_ours_is_mutated() -> None:
    """Relay has no rule of its own: its code is OpenZeppelin's."""
    ours = {path.stem for folder in (HERE, HERE / "libraries") for path in folder.glob("*.sol")}
    assert {target.source for target in TARGETS} == ours - {"Relay"}
    assert all(mutants for _, mutants in real())
    names = [mutant.name for _, mutants in real() for mutant in mutants]
    assert len(set(names)) == len(names)


def test_every_host_is_tested_and_nothing_that_finds_any_change_is_asked() -> None:
    for target in TARGETS:
        for host in target.hosts:
            files = targets.files_of(host)
            assert files and all(path.is_file() for path in files)
            assert not any(path.stem.removeprefix("test_") in targets.NEVER for path in files)


def test_a_test_file_that_is_not_placed_is_asked_last_by_every_contract(tmp_path: Path) -> None:
    for name in ("test_new.py", "test_gas.py", "test_votes.py"):
        (tmp_path / name).touch()
    for contract in targets.ASKED:
        files = targets.files_of(contract, tmp_path)
        assert files[-1].name == "test_new.py"
        assert "test_gas.py" not in [path.name for path in files]


def test_who_survives_is_argued_or_open_and_who_is_killed_is_not_argued() -> None:
    one, two, three = made()[:3]
    argued = {one.name: "nobody reads it", three.name: "nobody writes it"}
    outcomes = [Outcome(one, "survived", ""), Outcome(two, "survived", ""), Outcome(three, "killed", "test_it")]
    assert arguments.unargued(argued, outcomes) == outcomes[1:2]
    assert arguments.refuted(argued, outcomes) == outcomes[2:]


def test_an_argument_about_a_mutant_that_is_no_more_is_an_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stale = tmp_path / "mutants.json"
    stale.write_text(json.dumps([{"mutant": "Box.put/check/00000000", "reason": "it was so"}]), "utf-8")
    assert command.main([], stale) == 2
    assert "no such mutant any more: Box.put/check/00000000" in capsys.readouterr().err


@pytest.mark.parametrize("entries", [[("a", " ")], [("a", "so"), ("a", "so")]], ids=["no reason", "twice"])
def test_an_argument_has_one_reason(tmp_path: Path, entries: list[tuple[str, str]]) -> None:
    path = tmp_path / "mutants.json"
    path.write_text(json.dumps([{"mutant": name, "reason": reason} for name, reason in entries]), "utf-8")
    with pytest.raises(ValueError, match="has no reason, or two"):
        arguments.read(path)


def test_what_is_argued_in_this_tree_is_made_by_the_rules() -> None:
    assert arguments.gone(arguments.read(), [mutant.name for _, mutants in real() for mutant in mutants]) == []
