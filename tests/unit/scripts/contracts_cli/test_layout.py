"""Storage is appended to and never moves: every other change of a layout is refused."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

import contracts
from chain_node.ledger.founding import PROXIED
from scripts.contracts_cli.errors import LayoutMoved
from scripts.contracts_cli.layout import check_upgrade

OLD = contracts.load("Consortium")
Change = Callable[[dict[str, Any]], None]


def changed(change: Change) -> contracts.Artifact:
    storage = copy.deepcopy(OLD.storage)
    change(storage)
    return contracts.Artifact(OLD.name, OLD.abi, OLD.bytecode, OLD.deployed, storage, OLD.immutables, OLD.digest)


def end(storage: dict[str, Any]) -> int:
    last = storage["storage"][-1]
    return int(last["slot"]) + 1


def variable(storage: dict[str, Any], label: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in storage["storage"] if one["label"] == label)
    return found


def append(storage: dict[str, Any], label: str = "_more", slot: int | None = None) -> None:
    place = end(storage) if slot is None else slot
    one = {"contract": storage["storage"][0]["contract"], "label": label, "offset": 0, "slot": str(place)}
    storage["storage"].append({**one, "type": "t_uint256"})


def struct(storage: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for key, one in storage["types"].items() if key.startswith(f"t_struct({name})"))
    return found


def test_the_same_layout_is_accepted() -> None:
    assert check_upgrade(OLD, changed(lambda _: None)) == []


def test_a_variable_at_the_end_is_accepted_and_named() -> None:
    (added,) = check_upgrade(OLD, changed(append))
    assert added.startswith("_more at slot ")


def _insert(storage: dict[str, Any]) -> None:
    append(storage)
    storage["storage"].insert(0, storage["storage"].pop())


def _swap_members(storage: dict[str, Any]) -> None:
    members = struct(storage, "MemberState")["members"]
    members[0], members[1] = members[1], members[0]


def _widen_member(storage: dict[str, Any]) -> None:
    member = struct(storage, "ProposalState")["members"][2]
    assert member["type"] == "t_uint64"
    member["type"] = "t_uint256"


def _move_member(storage: dict[str, Any]) -> None:
    struct(storage, "GatewayState")["members"][1]["slot"] = "7"


def _append_member(storage: dict[str, Any]) -> None:
    members = struct(storage, "AccountState")["members"]
    members.append({**members[-1], "label": "more", "slot": "9"})


def _mapping_value(storage: dict[str, Any]) -> None:
    kind = variable(storage, "_contracts")["type"]
    storage["types"][kind]["value"] = "t_uint256"


def _mapping_key(storage: dict[str, Any]) -> None:
    kind = variable(storage, "_named")["type"]
    storage["types"][kind]["key"] = "t_uint256"


def _same_size(storage: dict[str, Any]) -> None:
    storage["types"]["t_bytes8"] = {"encoding": "inplace", "label": "bytes8", "numberOfBytes": "8"}
    variable(storage, "_proposalCount")["type"] = "t_bytes8"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda s: s["storage"].pop(), "is gone"),
        (_insert, "stands where"),
        (lambda s: variable(s, "_voters").update(slot="99"), "moved from slot"),
        (lambda s: variable(s, "_voters").update(label="_electors"), "stands where _voters stood"),
        (lambda s: variable(s, "_voters").update(type="t_bool"), "was uint256"),
        (_same_size, "was uint64 and is bytes8"),
        (_swap_members, "members of struct"),
        (_append_member, "members of struct"),
        (_widen_member, "deadline was uint64"),
        (_move_member, "moved"),
        (_mapping_value, "value was address"),
        (_mapping_key, "key was address"),
        (lambda s: append(s, slot=3), "inside what is in use"),
        (lambda s: s["storage"][0].update(contract="contracts/Governed.sol:Governed"), "not in the contract itself"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_whatever_moves_is_refused(change: Change, says: str) -> None:
    with pytest.raises(LayoutMoved, match=says):
        check_upgrade(OLD, changed(change))


def test_every_contract_keeps_all_of_its_state_in_itself() -> None:
    for name in ("Consortium", *PROXIED):
        artifact = contracts.load(name)
        assert check_upgrade(artifact, artifact) == []
