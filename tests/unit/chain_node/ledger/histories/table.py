"""A table of views: for each, which questions are asked, and what the replica's state answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from eth_abi.abi import encode

import contracts
from chain_node.crypto.secp256k1 import keccak256
from chain_node.ledger.abi import Function, functions_of
from chain_node.ledger.bindings import EVENTS
from chain_node.ledger.errors import LedgerRefused
from chain_node.ledger.state import LedgerState
from tests.unit.chain_node.ledger.histories.known import Known

Questions = Callable[[Known], Iterable[tuple[Any, ...]]]
Answer = Callable[..., tuple[Any, ...]]
ZERO = bytes(32)


class Refusal(Exception):
    """The replica's state says that the view refuses, with the error of this name."""


@dataclass(frozen=True, slots=True)
class View:
    """One view: `questions` gives its arguments, `answer` takes the state, what is known, and the arguments. `normal`:
    what of the contract's answer has a meaning."""

    contract: str
    name: str
    questions: Questions
    answer: Answer
    normal: Callable[[tuple[Any, ...]], tuple[Any, ...]] = tuple


@dataclass
class ViewTable:
    """Views by (contract, name)."""

    views: dict[tuple[str, str], View] = field(default_factory=dict)

    def view(
        self,
        contract: str,
        name: str,
        questions: Questions,
        normal: Callable[[tuple[Any, ...]], tuple[Any, ...]] = tuple,
    ) -> Callable[[Answer], Answer]:
        """Enter the decorated function as the answer of a view."""

        def enter(answer: Answer) -> Answer:
            assert (contract, name) not in self.views, f"{contract}.{name} is there already"
            self.views[contract, name] = View(contract, name, questions, answer, normal)
            return answer

        return enter


VIEWS = ViewTable()


@cache
def functions(contract: str) -> dict[str, Function]:
    """The functions of a contract by name."""
    return functions_of(contracts.load(contract).abi)


@cache
def _kind(contract: str, event: str, parameter: str) -> str:
    (found,) = [one for one in EVENTS[contract].values() if one.name == event]
    return next(kind for name, kind, _ in found.parameters if name == parameter)


def stored(contract: str, event: str, raw: Any, parameter: str = "record") -> bytes:
    """What a contract stores of a record that this event carries: the digest of its ABI encoding."""
    return keccak256(encode([_kind(contract, event, parameter)], [raw]))


def stored_of(contract: str, event: str, found: Any, parameter: str = "record") -> tuple[bytes]:
    """The same as an answer; zero for what is not there."""
    return (ZERO if found is None else stored(contract, event, found.raw, parameter),)


def call(known: Known, view: View, arguments: tuple[Any, ...], state: LedgerState) -> tuple[Any, ...] | str:
    """What the contract that had the name then says as of the state's block: its answer, or its refusal's name."""
    function = functions(view.contract)[view.name]
    address = known.consortium if view.contract == "Consortium" else state.contract(view.contract)
    assert address is not None, f"there was no {view.contract}"
    try:
        answer = known.ledger.call(address, function.encode(*arguments), state.block.number)
        return view.normal(function.decode(answer))
    except LedgerRefused as exc:
        assert exc.name, f"{view.contract}.{view.name}{arguments}: {exc}"
        return exc.name


def compare(known: Known, view: View, state: LedgerState) -> int:
    """Ask everything of a view as of the state's block; how many questions that was."""
    count = 0
    for arguments in view.questions(known):
        try:
            expected: tuple[Any, ...] | str = view.answer(state, known, *arguments)
        except Refusal as exc:
            expected = str(exc)
        found = call(known, view, arguments, state)
        assert found == expected, f"{view.contract}.{view.name}{arguments} as of block {state.block.number}"
        count += 1
    return count
