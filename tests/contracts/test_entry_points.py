"""Each entry point three ways: it works when it should, it changes what it should, it changes nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from eth_abi.abi import encode

import contracts
from chain_node.crypto.secp256k1 import keccak256
from chain_node.ids import MemberRef
from chain_node.ledger.bindings import Consortium
from chain_node.ledger.founding import PROXIED
from tests.contracts.entry_points import ANYONE, BESIDE, CALLS, NOT_ACTIVE, TABLE, Row
from tests.contracts.town import ACTING, MEMBERS, THE_VOTE, WHY, Town
from tests.contracts.town_views import CONTRACTS, WITH_RECORDS, Picture, Views
from tests.contracts.world import DAY, HOUR, hand, refused

LESS_THAN_ALL = [name for name, row in TABLE.items() if row.who != ANYONE]
BY_MEMBERS = [name for name in LESS_THAN_ALL if TABLE[name].accounts()[0] != THE_VOTE]
STRANGER = {"EvidenceAnchor.anchor": "EvidenceAnchorWrongSigner"}
"""What an account of nobody is told, if not that it is not authorized."""


def functions(contract: str, *kinds: str) -> set[str]:
    """Functions of an ABI by mutability."""
    return {
        one["name"]
        for one in contracts.load(contract).abi
        if one["type"] == "function" and one["stateMutability"] in kinds
    }


def maker(row: Row) -> str:
    """Who makes the row's call."""
    return (row.accounts() or ("anybody",))[0]


def near(town: Town, row: Row) -> set[str]:
    """Accounts that differ in one thing from whoever makes the call, contracts, and two of nobody."""
    member, _, duty = maker(row).partition(" ")
    alike = {one for one in town.actors if one.partition(" ")[0] == member or one.partition(" ")[2] == duty}
    return alike | {"anybody", "deployer", *ACTING}


class TestTable:
    def test_every_function_of_every_contract_has_a_row_and_every_row_a_function(self) -> None:
        changing = {
            f"{contract}.{name}" for contract in CONTRACTS for name in functions(contract, "nonpayable", "payable")
        }
        assert {one for one in changing if one.split(".")[1] not in BESIDE} == set(TABLE)
        assert set(TABLE) == set(CALLS)

    def test_every_contract_that_is_deployed_is_among_them(self) -> None:
        artifacts = {path.stem for path in contracts.ARTIFACTS.glob("*.json")}
        assert artifacts - set(CONTRACTS) == {"ERC1967Proxy"}

    def test_every_view_is_asked_or_takes_records(self, views: Views) -> None:
        asked = {name.split("(")[0] for name in views.questions}
        known = {f"{contract}.{name}" for contract in CONTRACTS for name in functions(contract, "view", "pure")}
        assert known - asked == WITH_RECORDS


@pytest.mark.parametrize("name", TABLE)
def test_it_works_and_changes_what_it_should_and_nothing_else(
    town: Town, views: Views, before: Picture, name: str
) -> None:
    row, contract = TABLE[name], name.split(".")[0]
    call, who = CALLS[name](town), maker(row)
    done = town.make(name, who, call)
    expected = row.expected(contract, views.names)
    assert views.changed(before) == expected
    touched = {one.split(".")[0] for one in expected} | ({"Consortium"} if who == THE_VOTE else set())
    assert views.moved(before) == {town.world.addresses[one] for one in touched}, "storage that no view shows"
    told = {event.address for event in done.events}
    assert told >= {town.world.addresses[one] for one in touched}, "changed without an event"
    again = town.world.ledger.trial().call(town.world.addresses[contract], call, town.address(who))
    assert again.error == row.again


@pytest.mark.parametrize("name", LESS_THAN_ALL)
def test_it_is_refused_without_the_right_and_changes_nothing(
    town: Town, views: Views, before: Picture, name: str
) -> None:
    row, to = TABLE[name], town.world.addresses[name.split(".")[0]]
    call, trial = CALLS[name](town), town.world.ledger.trial()
    tried = {one: trial.call(to, call, town.address(one)).error for one in near(town, row) | set(row.accounts())}
    assert {one for one, error in tried.items() if not error} == set(row.accounts())
    assert "?" not in tried.values(), "refused without an error of ours"
    with refused(STRANGER.get(name, "GovernedUnauthorized")):
        town.make(name, "anybody", call)
    assert views.moved(before) == set()


class TestStanding:
    """Whose member is suspended or halted may do what his row says, and else nothing."""

    @pytest.mark.parametrize("member", MEMBERS)
    @pytest.mark.parametrize(("kind", "may"), [("suspended", {"any"}), ("halted", {"any", "not suspended"})])
    def test_it_is_refused_to_a_member_that_is_not_active(
        self, town: Town, kind: str, may: set[str], member: str
    ) -> None:
        strike(town, kind, MEMBERS[member])
        trial, found = town.world.ledger.trial(), {}
        rows = {name: TABLE[name] for name in BY_MEMBERS if maker(TABLE[name]).partition(" ")[0] == member}
        for name, row in rows.items():
            to = town.world.addresses[name.split(".")[0]]
            found[name] = trial.call(to, CALLS[name](town), town.address(maker(row))).error
        assert found == {name: "" if row.standing in may else NOT_ACTIVE for name, row in rows.items()}

    def test_every_row_of_a_member_is_among_them(self) -> None:
        assert {maker(TABLE[name]).partition(" ")[0] for name in BY_MEMBERS} <= set(MEMBERS)


def strike(town: Town, kind: str, member: MemberRef) -> None:
    """Suspend a member by vote, or have a regulator halt it."""
    record = town.world.record(member.id)
    if kind == "suspended":
        town.world.by_vote(Consortium.encode_suspend(record))
        return
    other = MEMBERS["second" if member == MEMBERS["authority"] else "authority"]
    call = Consortium.encode_halt(record, town.world.now + DAY - HOUR, WHY)
    town.world.act(hand(other, "security"), "Consortium", call)


class TestBeside:
    MEMBER = "(bytes32,string[],string,string,uint16,uint8,uint64,uint64,uint64)"
    ACCOUNT = "(address,bytes32,uint16,bytes32,bool)"

    def begin(self, town: Town, name: str) -> bytes:
        """Call data of `initialize`, with nothing in it."""
        founding = f"(string,{self.MEMBER}[],{self.ACCOUNT}[],(bytes32,address)[],uint16)"
        year = "(uint16,uint256,uint256,bytes32,bool)[]"
        types = {"Consortium": [founding], "WorkCalendar": ["address", year]}.get(name, ["address"])
        values: list[Any] = [("CN", [], [], [], 6_667)] if name == "Consortium" else [town.at("Consortium"), []]
        selector = keccak256(f"initialize({','.join(types)})".encode())[:4]
        return selector + encode(types, values[: len(types)])

    @pytest.mark.parametrize("name", ["Consortium", *PROXIED])
    def test_nobody_begins_a_contract_again(self, town: Town, name: str) -> None:
        call, trial = self.begin(town, name), town.world.ledger.trial()
        for who in [*town.actors, *ACTING]:
            assert trial.call(town.world.addresses[name], call, town.address(who)).error == "InvalidInitialization"

    @pytest.mark.parametrize("name", ["Consortium", *PROXIED])
    def test_code_is_replaced_by_the_consortium_alone_and_by_no_proposal_of_it(self, town: Town, name: str) -> None:
        call = Consortium.encode_upgrade_to_and_call(town.code["WorkCalendar"][0], b"")
        trial = town.world.ledger.trial()
        may = {one for one in [*town.actors, *ACTING]
               if not trial.call(town.world.addresses[name], call, town.address(one)).error}  # fmt: skip
        assert may == {THE_VOTE}
        with refused("ConsortiumActionInvalid"):
            town.world.propose((town.at(name), call))
