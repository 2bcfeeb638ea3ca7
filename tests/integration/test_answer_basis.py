"""Answers are judged by the ledger as of the block that they stand on, however it goes on meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from chain_node.evidence.statement import MType
from chain_node.ledger.errors import LedgerForked
from chain_node.ledger.port import BlockRef
from chain_node.ledger.records import Attribute, Grant, GrantState
from exchange_api.adapters.peers import PeerAnswer
from tests.integration.pair import Pair, TableLedger, gateways, resource_id
from tests.integration.requests import eventually
from tests.integration.test_exchange_faults import Altering, messages, states

ALL = 1 | 1 << 2 | 1 << 4


def revoked(pair: Pair, grant: Grant) -> None:
    pair.put(lambda block: pair.ledger.tables.put_grant(block, replace(grant, state=GrantState.REVOKED)))


def narrowed(pair: Pair, grant: Grant) -> None:
    pair.put(lambda block: pair.ledger.tables.put_grant(block, replace(grant, profiles=1)))


def without_a_field(pair: Pair, _: Grant) -> None:
    held = pair.ledger.state.resource(resource_id("masked"))
    assert held is not None
    fields = (*held.fields[:1], replace(held.fields[1], code=""), *held.fields[2:])
    pair.put(lambda block: pair.ledger.tables.put_resource(block, replace(held, fields=fields, version=2)))


def no_longer_shared(pair: Pair, _: Grant) -> None:
    held = pair.ledger.state.resource(resource_id("masked"))
    assert held is not None
    pair.put(
        lambda block: pair.ledger.tables.put_resource(block, replace(held, attribute=Attribute.NOT_SHARED, fields=()))
    )


@pytest.mark.parametrize("change", [revoked, narrowed, without_a_field, no_longer_shared])
async def test_what_changes_after_a_decision_makes_no_true_answer_a_lie(
    tmp_path: Path, change: Callable[[Pair, Grant], None]
) -> None:
    async with gateways(tmp_path) as pair:
        grant = pair.grant("masked", profiles=ALL)

        def on_its_way(answer: PeerAnswer) -> PeerAnswer:
            change(pair, grant)
            return answer

        context = pair.consumer.parts.context
        context.peers = Altering(context.peers, on_its_way)
        answer = await pair.ask(service="masked", path="/licence/1")
        assert answer.status == 200, answer
        assert set(answer.json) == {"code", "legal_rep", "id_no"}
        assert states(pair.consumer) == states(pair.provider) == ["DONE"]


async def test_a_field_that_came_to_a_service_later_filters_no_earlier_answer(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        pair.grant()
        masked = pair.ledger.state.resource(resource_id("masked"))
        plain = pair.ledger.state.resource(resource_id("plain"))
        assert masked is not None and plain is not None

        def on_its_way(answer: PeerAnswer) -> PeerAnswer:
            described = replace(plain, fields=masked.fields, version=2)
            pair.put(lambda block: pair.ledger.tables.put_resource(block, described))
            return answer

        context = pair.consumer.parts.context
        context.peers = Altering(context.peers, on_its_way)
        assert (await pair.ask()).status == 200


@pytest.mark.parametrize("known", [True, False])
async def test_in_an_outage_the_newest_known_state_judges_and_what_it_has_not_is_refused(
    tmp_path: Path, known: bool
) -> None:
    async with gateways(tmp_path) as pair:
        pair.grant()
        if known:
            pair.ledger.next_block()

        def unread(answer: PeerAnswer) -> PeerAnswer:
            """The block of the answer is not read yet, and the one before it is a minute old."""
            heads = pair.ledger._heads
            heads[-2:] = [replace(heads[-2], timestamp=heads[-2].timestamp - 60)]
            return answer

        context = pair.consumer.parts.context
        context.peers = Altering(context.peers, unread)
        answer = await pair.ask()
        wanted = (200, None) if known else (502, "Server.ClientProxy.InconsistentResponse")
        assert (answer.status, answer.error) == wanted


class Forked(TableLedger):
    """A follower whose ledger contradicts itself while a block is waited for."""

    async def wait_for(self, number: int, timeout: float) -> BlockRef:
        raise LedgerForked(f"two blocks {number}", number=number)


async def test_an_answer_that_cannot_be_judged_for_a_forked_ledger_is_taken_back(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        pair.grant()
        context = pair.consumer.parts.context
        pair.ledger.next_block()
        forgotten: list[BlockRef] = []

        def ahead(answer: PeerAnswer) -> PeerAnswer:
            if not forgotten:
                forgotten.append(pair.ledger._heads.pop())
            return answer

        context.peers, context.follower = Altering(context.peers, ahead), Forked()
        answer = await pair.ask()
        assert (answer.status, answer.error) == (503, "Server.ClientProxy.LedgerForked")
        await eventually(lambda: ("SENT", MType.VOID) in messages(pair.consumer))
