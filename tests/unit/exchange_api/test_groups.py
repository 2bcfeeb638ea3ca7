"""Local groups: kept as given, refused when malformed or when an access list would lose one."""

from __future__ import annotations

from pathlib import Path

import pytest

from chain_node.ids import MemberRef
from exchange_api import declarations
from exchange_api.access import AccessList, parse_access
from exchange_api.groups import FILE_NAME, MAX_BYTES, MAX_GROUPS, MAX_MEMBERS, apply, load, parse
from exchange_api.setup_errors import GroupInvalid, ServiceInvalid

OWN = MemberRef("LIANLU", "GOV", "SCJG")
GOOD = '[[group]]\ncode = "near"\nname = "附近"\nmembers = ["LIANLU/GOV/2/%41", "LIANLU/COM/3"]\n'
LIST: dict[str, AccessList | None] = {
    "a": parse_access([{"subject": "group:near"}], OWN),
    "b": None,
    "c": parse_access([], OWN),
}


def test_what_is_applied_is_what_is_loaded_and_the_same_again_changes_nothing(tmp_path: Path) -> None:
    assert load(tmp_path, OWN) == {}
    wanted = {"near": frozenset(("LIANLU/GOV/2/A", "LIANLU/COM/3"))}
    assert apply(tmp_path, GOOD.encode(), OWN, LIST) == (wanted, True)
    assert apply(tmp_path, GOOD.encode(), OWN, LIST) == (wanted, False)
    assert load(tmp_path, OWN) == wanted
    assert [file.name for file in tmp_path.iterdir()] == [FILE_NAME]


def test_a_group_that_an_access_list_names_cannot_go(tmp_path: Path) -> None:
    apply(tmp_path, GOOD.encode(), OWN, LIST)
    with pytest.raises(GroupInvalid, match="access list of a names near"):
        apply(tmp_path, GOOD.replace("near", "far").encode(), OWN, LIST)
    assert load(tmp_path, OWN).keys() == {"near"}
    assert apply(tmp_path, b"", OWN, {"c": LIST["c"]}) == ({}, True)


def test_a_declaration_cannot_name_a_group_that_there_is_not(tmp_path: Path) -> None:
    text = b'service = "s"\nsubsystem = "S"\nbase_url = "http://10.0.0.1"\n[[access]]\nsubject = "group:near"\n'
    with pytest.raises(ServiceInvalid, match="names near"):
        declarations.apply(tmp_path, text, OWN)
    assert declarations.apply(tmp_path, text, OWN, {"near"})[1]
    found = declarations.load_all(tmp_path, OWN)["LIANLU/GOV/SCJG/S/s"].access
    assert found is not None and found.local_groups == {"near"}


@pytest.mark.parametrize(
    "text",
    [
        "x", "group = 1", "other = 1", "[group]", "[[group]]", '[[group]]\ncode = "a"', "[[group]]\nmembers = []",
        '[[group]]\ncode = 1\nmembers = []', '[[group]]\ncode = ""\nmembers = []',
        '[[group]]\ncode = ".."\nmembers = []',
        '[[group]]\ncode = "a"\nmembers = "b"', '[[group]]\ncode = "a"\nmembers = [1]',
        '[[group]]\ncode = "a"\nname = 1\nmembers = []', '[[group]]\ncode = "a"\nmore = 1\nmembers = []',
        '[[group]]\ncode = "a"\nmembers = ["LIANLU/GOV"]', '[[group]]\ncode = "a"\nmembers = ["OTHER/GOV/2"]',
        '[[group]]\ncode = "a"\nmembers = ["LIANLU/GOV/2/S/s"]', GOOD + GOOD,
        "".join(f'[[group]]\ncode = "{number}"\nmembers = []\n' for number in range(MAX_GROUPS + 1)),
        '[[group]]\ncode = "a"\nmembers = [' + '"LIANLU/GOV/2", ' * (MAX_MEMBERS + 1) + "]",
        "#" * (MAX_BYTES + 1), "a = " + "[" * 5000,
    ],
    ids=lambda text: text[:40],
)  # fmt: skip
def test_malformed_groups_are_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(GroupInvalid):
        parse(text.encode(), OWN)
    (tmp_path / FILE_NAME).write_text(text)
    with pytest.raises(GroupInvalid):
        load(tmp_path, OWN)
