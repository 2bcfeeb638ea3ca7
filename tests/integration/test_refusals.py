"""A signed refusal holds at the second and on the block that it names, whatever happened while it was decided."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from chain_node.evidence.basis import DecisionBasis
from chain_node.evidence.leaf import parse_leaf
from chain_node.evidence.statement import MType, Statement, parse
from chain_node.ids import parse_canonical_service
from chain_node.ledger.decision import Question, decide, policy_digest
from chain_node.ledger.reasons import Reason
from chain_node.ledger.records import GrantState
from chain_node.log.reader import LogReader
from tests.integration.pair import ASKER, OWNER, Pair, gateways


class Stepping:
    """A clock that is a second later each time it is read; `meanwhile` happens the second time."""

    def __init__(self, now_ms: int, meanwhile: Callable[[], Any]) -> None:
        self._now_ms = now_ms
        self._happens = iter([lambda: None, meanwhile])

    def now_ms(self) -> int:
        next(self._happens, lambda: None)()
        self._now_ms += 1_000
        return self._now_ms

    def monotonic_ms(self) -> int:
        return self._now_ms


def refusal(pair: Pair) -> tuple[Statement, DecisionBasis]:
    """The only refusal that the provider signed."""
    with LogReader(pair.provider.data / "log") as reader:
        leaves = [parse_leaf(data) for _, data in reader.leaves()]
    (found,) = [one for one in (parse(leaf.message) for leaf in leaves if leaf.message) if one.mtype is MType.REFUSE]
    assert isinstance(found.basis, DecisionBasis)
    return found, found.basis


def again(pair: Pair, statement: Statement, basis: DecisionBasis) -> Reason:
    """What an auditor decides, who has the statement and the ledger."""
    service = parse_canonical_service(f"{OWNER.path}/plain")
    question = Question(
        ASKER.id, service.id, 0, None, None, statement.ts_ms // 1000, basis.rows, basis.day_calls_after,
        basis.day_rows_after,
    )  # fmt: skip
    assert policy_digest(question) == basis.policy_digest
    return decide(pair.ledger.at(basis.block), question).reason


async def test_a_second_that_ends_while_a_request_is_refused(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        context = pair.provider.parts.context
        context.clock = Stepping(context.clock.now_ms(), lambda: None)
        assert (await pair.ask()).error == "Server.ServerProxy.AccessDenied.NoGrant"
        statement, basis = refusal(pair)
        assert again(pair, statement, basis) is Reason(basis.reason) is Reason.NO_GRANT


async def test_a_block_that_comes_while_a_request_is_refused(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        context = pair.provider.parts.context
        context.clock = Stepping(context.clock.now_ms(), lambda: pair.grant(state=GrantState.SUSPENDED))
        assert (await pair.ask()).error == "Server.ServerProxy.AccessDenied.GrantSuspended"
        statement, basis = refusal(pair)
        assert again(pair, statement, basis) is Reason(basis.reason) is Reason.GRANT_SUSPENDED


async def test_a_grant_that_comes_while_a_request_is_refused(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        context = pair.provider.parts.context
        context.clock = Stepping(context.clock.now_ms(), pair.grant)
        answer = await pair.ask()
        assert (answer.error, answer.headers["retry-after"]) == ("Server.ServerProxy.Overloaded", "1")
        statement, basis = refusal(pair)
        assert again(pair, statement, basis) is Reason.GRANTED
        assert (await pair.ask()).status == 200
