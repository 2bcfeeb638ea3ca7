"""Each limit of a running gateway: reached, it ends in its error and counts in its metric, and in nobody else's."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from exchange_api.limits import counted_as
from exchange_api.load import Patience
from tests.integration.limit_cases import CASES
from tests.integration.pair import DENIED, Side, gateways
from tests.integration.requests import deliver, eventually, request


def counts(side: Side) -> dict[str, int]:
    """Limits that a gateway has counted, and how often."""
    text = side.parts.context.metrics.render().decode()
    found = re.findall(r'^lianlu_limits_total\{limit="(\w+)"\} (\S+)$', text, re.MULTILINE)
    return {name: int(float(count)) for name, count in found if float(count)}


@pytest.mark.parametrize("name", CASES)
async def test_the_limit_is_enforced_and_counted(name: str, tmp_path: Path) -> None:
    limits, case = CASES[name]
    async with gateways(tmp_path, limits=limits) as pair:
        counting = await case(pair) or pair.consumer
        found = counts(counting)
        assert found.pop(counted_as(name), 0) >= 1
        assert set(found) <= {"memory_body"}  # a body on its way to another limit


async def test_one_client_does_not_starve_another(tmp_path: Path) -> None:
    async with gateways(tmp_path, limits={"max_in_flight_per_client": 2}) as pair:
        pair.grant()
        pair.backend.delay_s = 0.6
        asking = [asyncio.create_task(pair.ask(method="POST", body=b"x")) for _ in range(2)]
        await eventually(lambda: len(pair.backend.calls) == 2)
        assert (await pair.ask()).error == "Server.ClientProxy.Overloaded"
        assert (await pair.ask(client=DENIED.path)).error == "Server.ServerProxy.AccessDenied.NoGrant"
        assert [one.status for one in await asyncio.gather(*asking)] == [200, 200]


async def test_one_slow_service_does_not_starve_another(tmp_path: Path) -> None:
    async with gateways(tmp_path, limits={"max_answering_per_service": 2, "max_burst": 0}) as pair:
        pair.grant()
        pair.grant("masked", profiles=1)
        pair.backend.delay_s = 0.6
        asking = [asyncio.create_task(pair.ask(method="POST", body=b"x")) for _ in range(2)]
        await eventually(lambda: len(pair.backend.calls) == 2)
        assert (await pair.ask()).error == "Server.ServerProxy.Overloaded"
        assert (await pair.ask(service="masked")).json == {"code": "X1"}
        assert [one.status for one in await asyncio.gather(*asking)] == [200, 200]


async def test_who_asks_again_at_once_is_answered_later_each_time(tmp_path: Path) -> None:
    async with gateways(tmp_path, limits={"max_in_flight": 1}) as pair:
        pair.grant()
        pair.backend.delay_s = 1.8
        asking = asyncio.create_task(pair.ask())
        await eventually(lambda: bool(pair.backend.calls))
        told = [(await pair.ask()).headers["retry-after"] for _ in range(2)]
        assert told == ["1", "2"]
        assert (await asking).status == 200
        assert (await pair.ask()).status == 200


async def test_an_answer_that_cannot_be_taken_in_is_an_error_and_the_request_is_taken_back(tmp_path: Path) -> None:
    async with gateways(tmp_path, limits={"max_body": "500 KiB"}, provider_limits={"max_body": "1 MiB"}) as pair:
        pair.grant()
        pair.backend.answer = lambda call: (200, [], b"x" * 900_000)
        answer = await pair.ask()
        assert (answer.status, answer.error) == (502, "Server.ClientProxy.InconsistentResponse")
        assert counts(pair.consumer) == {"memory_body": 1, "max_body": 1}
        await eventually(lambda: not pair.consumer.parts.context.under.unsettled.running)
        assert (await pair.receipt(answer))["state"] == "done"


@pytest.mark.parametrize(("limit", "reason"), [("max_body", "BodyMismatch"), ("spool_quota", "StorageLow")])
async def test_a_body_that_the_provider_cannot_take_is_refused_with_a_signature(
    tmp_path: Path, limit: str, reason: str
) -> None:
    async with gateways(tmp_path, provider_limits={limit: "100 KiB"}) as pair:
        pair.grant()
        answer = await pair.ask(method="POST", body=b"x" * 900_000)
        assert (await pair.receipt(answer))["refused"] == reason
        assert not pair.backend.calls
        assert b"provider_fault" not in pair.provider.parts.context.metrics.render()


async def test_an_answer_of_a_back_end_beyond_the_limit_is_invalid(tmp_path: Path) -> None:
    async with gateways(tmp_path, limits={"max_body": "100 KiB"}) as pair:
        pair.grant()
        pair.backend.answer = lambda call: (200, [], b"x" * 900_000)
        answer = await pair.ask()
        assert (answer.status, answer.error) == (502, "Server.ServerProxy.ServiceFailed.InvalidResponse")
        assert counts(pair.provider) == {"memory_body": 1, "max_body": 1}


async def test_the_same_request_again_is_no_second_one_under_way(tmp_path: Path) -> None:
    async with gateways(tmp_path, limits={"max_in_flight_per_peer": 1}) as pair:
        pair.grant()
        pair.backend.delay_s = 0.3
        framed = await request(pair)
        both = await asyncio.gather(deliver(pair, framed), deliver(pair, framed))
        assert [one.name for one in both] == ["GRANTED", "GRANTED"]
        assert counts(pair.provider) == {}


async def test_nothing_is_under_way_when_all_is_over(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        pair.grant()
        assert (await pair.ask()).status == 200
        assert (await pair.ask(service="masked")).status == 403
        assert (await pair.ask("/../x")).status == 400
        pair.backend.answer = lambda call: (200, [(b"bad name", b"x")], b"")
        await pair.ask()
        for side in (pair.consumer, pair.provider):
            under = side.parts.context.under
            slots = (under.clients, under.providers, under.peers, under.services, under.messages)
            assert [one.running for one in slots] == [0] * 5


async def test_a_peer_with_two_certificates_has_one_share(tmp_path: Path) -> None:
    """The current one and the next: both are accepted while a gateway changes over."""
    async with gateways(tmp_path, provider_limits={"max_peer_messages_per_peer": 1, "max_burst": 0}) as pair:
        known = pair.ledger.state.gateway(pair.consumer.registration.gateway.id)
        assert known is not None
        pair.put(lambda block: pair.ledger.tables.put_gateway(block, replace(known, next_tls_sha256=b"n" * 32)))
        statuses: list[int] = []

        async def never() -> dict[str, Any]:
            await asyncio.Event().wait()
            raise AssertionError("nothing comes")

        async def send(message: dict[str, Any]) -> None:
            statuses.append(message.get("status", 0))

        def call(certificate: bytes) -> asyncio.Task[None]:
            scope = {
                "type": "http", "method": "POST", "raw_target": b"/peer/v1/exchange", "headers": [],
                "peer_certificate": certificate, "patience": Patience(),
            }  # fmt: skip
            return asyncio.ensure_future(pair.provider.parts.peer_app(scope, never, send))

        slow = call(known.tls_sha256)
        messages = pair.provider.parts.context.under.messages
        await eventually(lambda: messages.running == 1)
        async with asyncio.timeout(10):
            await call(b"n" * 32)
        assert statuses[0] == 503
        slow.cancel()
        await asyncio.gather(slow, return_exceptions=True)
        assert messages.running == 0
