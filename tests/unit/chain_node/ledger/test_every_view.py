"""After random histories over all contracts, the replica, which has read events alone, answers every view of every
contract as the contract does, now and as of earlier blocks; and both decide alike.

`LIANLU_HISTORIES` sets how many histories are played, `LIANLU_SEED` the first one's seed: what a failure prints.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest

import contracts
from chain_node.ledger.bindings import EVENTS
from chain_node.ledger.blocks import parse_receipt
from chain_node.ledger.projection import Projection
from chain_node.ledger.reasons import Reason
from tests.unit.chain_node.ledger.histories import views_cases, views_consortium, views_evidence, views_exchange
from tests.unit.chain_node.ledger.histories.play import History
from tests.unit.chain_node.ledger.histories.play_base import HistoryWorld
from tests.unit.chain_node.ledger.histories.table import VIEWS, compare
from tests.unit.chain_node.ledger.test_against_contracts import compare_decision

HISTORIES = int(os.environ.get("LIANLU_HISTORIES", "1"))
FIRST_SEED = int(os.environ.get("LIANLU_SEED", "1"))
WHOLE = HISTORIES >= 8
"""So many histories leave nothing out; fewer may miss what needs a long chain of steps."""
STEPS, EARLIER, QUESTIONS = 640, 1, 2 if WHOLE else 1
FOUNDED = 30
"""A block at which the contracts are there."""
pytestmark = pytest.mark.timeout(240 * HISTORIES)
NOT_PROJECTED = {
    "Initialized": "of the proxy's library: says nothing that the record of the code does not",
    "EIP712DomainChanged": "of the library; nothing of ours ever changes its domain",
}
"""Events that change nothing in the replica, and why."""


LEFT_OUT, OF_CODE = views_cases.LEFT_OUT, views_cases.OF_CODE
TABLES = {one.__name__ for one in (views_cases, views_consortium, views_evidence, views_exchange)}
"""Where the answers stand: to import them is to enter them."""


def abi(contract: str, kind: str) -> list[dict[str, Any]]:
    return [one for one in contracts.load(contract).abi if one["type"] == kind]


def views_of_the_abi() -> set[tuple[str, str]]:
    return {
        (contract, one["name"]) for contract in contracts.names() for one in abi(contract, "function")
        if one["stateMutability"] in ("view", "pure")
    }  # fmt: skip


def test_every_view_stands_in_the_table_or_is_left_out_with_its_reason() -> None:
    there = views_of_the_abi()
    told = set(VIEWS.views)
    of_code = {(contract, name) for contract, name in there if name in OF_CODE}
    assert told <= there and set(LEFT_OUT) <= there
    assert not told & (set(LEFT_OUT) | of_code)
    assert there - told - set(LEFT_OUT) - of_code == set()
    assert {one.answer.__module__ for one in VIEWS.views.values()} == TABLES


def test_every_event_changes_the_replica_or_is_left_out_with_its_reason() -> None:
    emitted = {one["name"] for contract in contracts.names() for one in abi(contract, "event")}
    projected = Projection(bytes(20)).projected
    assert projected <= emitted and not projected & set(NOT_PROJECTED)
    assert emitted - projected == set(NOT_PROJECTED)


@pytest.fixture(scope="module")
def histories(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[History]]:
    """One history a seed."""
    found = []
    for seed in range(FIRST_SEED, FIRST_SEED + HISTORIES):
        history = History(HistoryWorld(tmp_path_factory.mktemp("ledger") / "ledger"), seed)
        found.append(history)
        history.found()
        history.play(STEPS)
        print(f"seed {seed}: {history.done} steps, {history.refused} refused, time {history.world.now}")
    yield found
    for history in found:
        history.world.close()


def events_of(world: HistoryWorld) -> set[str]:
    """The names of all events that our contracts emitted."""
    names = {topic: one.name for events in EVENTS.values() for topic, one in events.items()}
    blocks = world.ledger.blocks(0, world.ledger.head().number)
    logs = [log for block in blocks for raw in block.receipts for log in parse_receipt(raw)]
    return {names[log.topics[0]] for log in logs if log.topics and log.topics[0] in names}


def test_the_histories_have_every_event(histories: list[History]) -> None:
    seen = set[str]().union(*(events_of(one.world) for one in histories))
    missing = Projection(bytes(20)).projected - seen
    assert len(missing) <= (0 if WHOLE else 8), missing
    assert all(one.done > one.refused for one in histories)


def test_every_view_says_what_the_replica_says(histories: list[History]) -> None:
    asked = dict.fromkeys(VIEWS.views, 0)
    for history in histories:
        known = history.known()
        head = known.head.block.number
        earlier = [history.random.randrange(FOUNDED, head) for _ in range(EARLIER)]
        blocks = [head, *earlier, *history.random.sample(history.names.away, 2)]
        for number in blocks:
            for key, view in VIEWS.views.items():
                asked[key] += compare(known, view, history.world.replica.at(number))
        print(f"seed {history.seed}: {sum(asked.values())} answers so far, as of blocks {blocks}")
    assert [key for key, count in asked.items() if not count] == []


def test_both_decide_alike(histories: list[History]) -> None:
    seen = set[int]()
    for history in histories:
        for number in history.moments * QUESTIONS:
            state = history.world.replica.at(number)
            seen.add(compare_decision(history.world, history.question(state), state))
    missing = {one.name for one in Reason if one < 100 and one not in seen}
    assert len(missing) <= (0 if WHOLE else 12), missing
