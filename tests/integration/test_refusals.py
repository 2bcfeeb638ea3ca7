"""A signed refusal holds at the second and on the block that it names, whatever happened while it was decided."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from chain_node.evidence.basis import DecisionBasis
from chain_node.evidence.leaf import parse_leaf
from chain_node.evidence.statement import MType, Statement, parse
from chain_node.ids import parse_canonical_service
from chain_node.ledger.decision import Question, decide, policy_digest
from chain_node.ledger.reasons import Reason
from chain_node.ledger.records import GrantState
from chain_node.log.reader import LogReader
from exchange_api.service import provider
from tests.integration.pair import ASKER, OWNER, Pair, gateways


class Stepping:
    """A clock that is a second later each time it is read."""

    def __init__(self, now_ms: int) -> None:
        self._now_ms = now_ms

    def now_ms(self) -> int:
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
        context.clock = Stepping(context.clock.now_ms())
        assert (await pair.ask()).error == "Server.ServerProxy.AccessDenied.NoGrant"
        statement, basis = refusal(pair)
        assert again(pair, statement, basis) is Reason(basis.reason) is Reason.NO_GRANT


@pytest.mark.parametrize("then", [GrantState.SUSPENDED, GrantState.ACTIVE])
async def test_a_block_that_comes_while_a_request_is_refused(
    tmp_path: Path, then: GrantState, monkeypatch: pytest.MonkeyPatch
) -> None:
    def judge_first(*given: Any) -> Any:
        asyncio.get_running_loop().call_soon(lambda: pair.grant(state=then))
        return judge(*given)

    judge = provider.judge_first
    monkeypatch.setattr(provider, "judge_first", judge_first)
    async with gateways(tmp_path) as pair:
        answer = await pair.ask()
        statement, basis = refusal(pair)
        assert basis.block == pair.ledger.head.number
        if then is GrantState.SUSPENDED:
            assert answer.error == "Server.ServerProxy.AccessDenied.GrantSuspended"
            assert again(pair, statement, basis) is Reason(basis.reason) is Reason.GRANT_SUSPENDED
        else:
            assert (answer.error, answer.headers["retry-after"]) == ("Server.ServerProxy.Overloaded", "1")
            assert again(pair, statement, basis) is Reason.GRANTED
            monkeypatch.undo()
            assert (await pair.ask()).status == 200
