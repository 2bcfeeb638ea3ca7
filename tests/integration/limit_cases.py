"""A case for each limit of a gateway that is not its listeners': what is set, what is done, what comes of it.

A case asserts what the caller sees and returns the side that counts the limit, where that is not the consumer's.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from chain_node.ledger.errors import LedgerUnavailable
from chain_node.ledger.reasons import Reason
from exchange_api.errors import PeerRejected
from exchange_api.service.trust_data import TrustData
from exchange_api.web.clients import client_rules
from scripts.sockets import listen
from tests.integration.pair import DENIED, Answer, Pair, Side
from tests.integration.requests import deliver, eventually, request
from tests.unit.exchange_api.serving import listening
from tests.unit.exchange_api.test_trust_data import TRUST, Source

Case = Callable[[Pair], Awaitable[Side | None]]
LATE = "Server.ServerProxy.ServiceFailed.Timeout"


def is_error(answer: Answer, status: int, error: str) -> None:
    assert (answer.status, answer.error) == (status, error), answer.body


def body_of(size: int, status: int, error: str) -> Case:
    """A body of this size, and how it is refused."""

    async def case(pair: Pair) -> Side | None:
        pair.grant()
        is_error(await pair.ask(method="POST", body=b"x" * size), status, error)
        assert not pair.backend.calls
        return None

    return case


async def spooled(pair: Pair) -> Side | None:
    pair.grant()
    answer = await pair.ask(method="POST", body=b"x" * 5000)
    assert answer.status == 200
    assert pair.backend.calls[0]["body"] == b"x" * 5000
    return None


async def large_filtered(pair: Pair) -> Side | None:
    pair.grant("masked", profiles=1)
    pair.backend.answer = lambda call: (200, [], b'{"data":{"tyshxydm":"%b"}}' % (b"1" * 2000))
    is_error(await pair.ask(service="masked"), 502, "Server.ServerProxy.ServiceFailed.InvalidResponse")
    return pair.provider


async def little_disk(pair: Pair) -> Side | None:
    pair.grant()
    is_error(await pair.ask(), 503, "Server.ClientProxy.StorageLow")
    return None


async def long_peer_message(pair: Pair) -> Side | None:
    gateway = pair.consumer.parts.context.view.gateway_at(pair.provider.registration.gateway.path)
    assert gateway is not None
    with pytest.raises(PeerRejected, match=r"Server\.ServerProxy\.BadRequest: more than 65536 bytes"):
        await pair.consumer.parts.context.peers.send(gateway, "/peer/v1/checkpoint", bytes(70_000), 4096)
    return pair.provider


async def metadata_body(pair: Pair) -> Side | None:
    is_error(await pair.ask("", service="listMethods", body=b"x" * 2000), 413, "Client.BadRequest")
    return None


async def long_description(pair: Pair) -> Side | None:
    pair.backend.answer = lambda call: (200, [], b'{"openapi": "3.1.0", "x": "%b"}' % (b"1" * 2000))
    pair.declare(f'service = "plain"\nsubsystem = "SCJG"\nbase_url = "{pair.backend_url}"\ndescription = "/d"\n')
    answer = await pair.ask("?serviceCode=plain", service="getOpenAPI")
    is_error(answer, 502, "Server.ServerProxy.NetworkError")
    return pair.provider


async def long_ledger(pair: Pair) -> Side | None:
    source = Source(pair.directory)
    source.mine("a")
    parts = pair.consumer.parts
    trust = TrustData(pair.directory, TRUST, source, parts.config.limits.max_ledger_copy)
    aside = replace(parts.aside, trust=trust)
    app = aside.systems(parts.config, parts.context, client_rules(parts.config), nobody)
    async with listening(app) as port:
        url = f"http://127.0.0.1:{port}/verificationconf"
        async with pair.http.get(url, headers={"X-Road-Client": DENIED.path}) as response:
            assert response.status == 413
            assert (await response.json())["code"] == "exchange.ledger_copy_too_large"
    return None


async def nobody(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """What else there is."""


async def together(pair: Pair, room: int) -> Answer:
    """What one more call is answered while `room` are under way; those are answered as if alone."""
    pair.backend.delay_s = 0.6
    running = [asyncio.create_task(pair.ask()) for _ in range(room)]
    await eventually(lambda: len(pair.backend.calls) == room)
    answer = await pair.ask()
    assert [(await one).status for one in running] == [200] * room
    pair.backend.delay_s = 0
    assert (await pair.ask()).status == 200, "whoever has an answer has left room"
    return answer


def crowded(status: int, error: str, receipt: bool = False, provider: bool = False, room: int = 1) -> Case:
    """One call more at once than there is room for."""

    async def case(pair: Pair) -> Side | None:
        pair.grant()
        answer = await together(pair, room)
        is_error(answer, status, error)
        assert answer.headers["retry-after"] == "1"
        assert ("lianlu-receipt" in answer.headers) is receipt
        if error == BUSY_THERE[1]:
            assert (await pair.receipt(answer))["refused"] == "Overloaded"
        return pair.provider if provider else None

    return case


async def unsettled(pair: Pair) -> Side | None:
    pair.grant()
    await pair.provider.stop()
    is_error(await pair.ask(), 502, "Server.ClientProxy.NetworkError")
    is_error(await pair.ask(), 429, "Server.ClientProxy.Overloaded")
    return None


def silent_peer(pair: Pair) -> socket.socket:
    """From now on the provider's gateway is a socket that takes connections and says nothing."""
    silent = listen()
    gateway = pair.ledger.state.gateway(pair.provider.registration.gateway.id)
    assert gateway is not None
    moved = replace(gateway, url=f"https://127.0.0.1:{silent.getsockname()[1]}")
    pair.put(lambda block: pair.ledger.tables.put_gateway(block, moved))
    return silent


async def peer_away(pair: Pair) -> Side | None:
    pair.grant()
    with silent_peer(pair):
        is_error(await pair.ask(), 502, "Server.ClientProxy.NetworkError")
    return None


async def peer_late(pair: Pair) -> Side | None:
    pair.grant()
    pair.declare(f'service = "plain"\nsubsystem = "SCJG"\nbase_url = "{pair.backend_url}"\ntimeout_s = 60\n')
    pair.backend.delay_s = 8.0
    is_error(await pair.ask(), 504, "Server.ClientProxy.NetworkError")
    return None


async def peer_late_with_little(pair: Pair) -> Side | None:
    pair.declare(f'service = "plain"\nsubsystem = "SCJG"\nbase_url = "{pair.backend_url}"\ndescription = "/d"\n')
    pair.backend.delay_s = 1.0
    is_error(await pair.ask("?serviceCode=plain", service="getOpenAPI"), 504, "Server.ClientProxy.NetworkError")
    return None


async def backend_away(pair: Pair) -> Side | None:
    pair.grant()
    with listen() as silent:
        url = f"https://127.0.0.1:{silent.getsockname()[1]}"
        pair.declare(f'service = "plain"\nsubsystem = "SCJG"\nbase_url = "{url}"\n')
        is_error(await pair.ask(), 504, LATE)
    return pair.provider


async def backend_late(pair: Pair) -> Side | None:
    pair.grant()
    pair.backend.delay_s = 1.0
    is_error(await pair.ask(), 504, LATE)
    return pair.provider


async def block_ahead(pair: Pair) -> Side | None:
    pair.grant()
    head = replace(pair.ledger.head, number=pair.ledger.head.number + 5)
    assert await deliver(pair, await request(pair, head=head)) is Reason.LEDGER_OUTDATED
    return pair.provider


async def old_ledger(pair: Pair) -> Side | None:
    pair.grant()
    pair.ledger.next_block(timestamp=pair.ledger.head.timestamp - 30)
    is_error(await pair.ask(), 503, "Server.ClientProxy.LedgerOutdated")
    return None


async def no_anchors(pair: Pair) -> Side | None:
    pair.grant()
    assert (await pair.ask()).status == 200
    pair.consumer.anchors.broken = LedgerUnavailable("gone")
    await eventually(lambda: pair.consumer.parts.context.gate.anchors_overdue)
    is_error(await pair.ask(), 503, "Server.ClientProxy.AnchorOverdue")
    return None


async def forgotten(pair: Pair) -> Side | None:
    old = pair.consumer.parts.context.clock.now_ms() - 2 * 3_600_000
    with pytest.raises(PeerRejected, match="ClockSkew"):
        await deliver(pair, await request(pair, now_ms=old))
    return pair.provider


async def denied(pair: Pair, times: int) -> None:
    for _ in range(times):
        is_error(await pair.ask(), 403, "Server.ServerProxy.AccessDenied.NoGrant")


async def locked(pair: Pair) -> Side | None:
    await denied(pair, 3)
    is_error(await pair.ask(), 429, "Server.ClientProxy.LockedOut")
    return None


async def locked_within(pair: Pair) -> Side | None:
    await denied(pair, 2)
    await asyncio.sleep(1.2)
    await denied(pair, 3)  # the first two count no more
    is_error(await pair.ask(), 429, "Server.ClientProxy.LockedOut")
    return None


async def locked_for(pair: Pair) -> Side | None:
    await denied(pair, 3)
    is_error(await pair.ask(), 429, "Server.ClientProxy.LockedOut")
    await asyncio.sleep(1.2)
    pair.grant()
    assert (await pair.ask()).status == 200
    return None


def handed_over(size: int) -> Case:
    """One job waits for its provider; one more, with a body of `size` bytes, is too many."""

    async def case(pair: Pair) -> Side | None:
        pair.grant()
        later = {"Prefer": "respond-async"}
        pair.backend.delay_s = 5.0
        assert (await pair.ask(headers=later)).status == 202
        is_error(await pair.ask(method="POST", body=bytes(size), headers=later), *BUSY)
        return None

    return case


async def probed(pair: Pair) -> Side | None:
    pair.grant("masked", profiles=3 << 6)
    assert (await pair.ask("/p?p.name=1", service="masked")).status == 200
    for spelt in ("/p?p.name=2", "/p?p.name=2&other=1", "/p?other&p.name=3", "/%70?p.name=4", "/q?p.name=5"):
        is_error(await pair.ask(spelt, service="masked"), 429, "Server.ServerProxy.AccessDenied.ProbeLimit")
    return pair.provider


LOW = (503, "Server.ClientProxy.StorageLow")
BUSY = (429, "Server.ClientProxy.Overloaded")
BUSY_THERE = (429, "Server.ServerProxy.Overloaded")
NO_ROOM_THERE = (503, "Server.ClientProxy.NetworkError")
MANY = {"lockout_failures": 3}
STEADY = {"max_burst": 0}

CASES: dict[str, tuple[Mapping[str, int | str], Case]] = {
    "max_body": ({"max_body": "1 KiB", "memory_body": 0}, body_of(2000, 413, "Client.BadRequest")),
    "memory_body": ({"memory_body": "1 KiB"}, spooled),
    "max_filtered_body": ({"max_filtered_body": "1 KiB"}, large_filtered),
    "spool_quota": ({"spool_quota": "100 KiB"}, body_of(300_000, *LOW)),
    "spool_share": ({"spool_quota": "400 KiB"}, body_of(300_000, *LOW)),
    "min_free_bytes": ({"min_free_bytes": "1024 TiB"}, little_disk),
    "min_free_percent": ({"min_free_percent": 99}, little_disk),
    "max_peer_message": ({"max_peer_message": "64 KiB"}, long_peer_message),
    "max_metadata_body": ({"max_metadata_body": "1 KiB"}, metadata_body),
    "max_description": ({"max_description": "1 KiB"}, long_description),
    "max_ledger_copy": ({"max_ledger_copy": "100 B"}, long_ledger),
    "max_in_flight": ({"max_in_flight": 1}, crowded(*BUSY)),
    "max_burst": ({"max_in_flight_per_provider": 1, "max_burst": 1}, crowded(*BUSY, room=2)),
    "max_in_flight_per_client": ({"max_in_flight_per_client": 1}, crowded(*BUSY)),
    "max_in_flight_per_provider": ({"max_in_flight_per_provider": 1, **STEADY}, crowded(*BUSY)),
    "max_unsettled_per_provider": ({"max_unsettled_per_provider": 1}, unsettled),
    "max_answering": ({"max_answering": 1}, crowded(*BUSY_THERE, receipt=True, provider=True)),
    "max_in_flight_per_peer": (
        {"max_in_flight_per_peer": 1}, crowded(*BUSY_THERE, receipt=True, provider=True),
    ),
    "max_answering_per_service": (
        {"max_answering_per_service": 1, **STEADY}, crowded(*BUSY_THERE, receipt=True, provider=True),
    ),
    "max_peer_messages": ({"max_peer_messages": 1}, crowded(*NO_ROOM_THERE, receipt=True, provider=True)),
    "max_peer_messages_per_peer": (
        {"max_peer_messages_per_peer": 1}, crowded(*NO_ROOM_THERE, receipt=True, provider=True),
    ),
    "max_jobs": ({"max_jobs": 1}, handed_over(0)),
    "max_job_bytes": ({"max_job_bytes": "1 KiB"}, handed_over(2000)),
    "request_validity": ({"request_validity": "1 s"}, peer_late),
    "peer_connect": ({"peer_connect": "200 ms"}, peer_away),
    "peer_call": ({"peer_call": "200 ms"}, peer_late_with_little),
    "backend_connect": ({"backend_connect": "200 ms"}, backend_away),
    "backend_time": ({"backend_time": "200 ms"}, backend_late),
    "block_wait": ({"block_wait": "100 ms"}, block_ahead),
    "max_ledger_lag": ({"max_ledger_lag": "20 s"}, old_ledger),
    "max_unanchored_age": ({"max_unanchored_age": "1 s"}, no_anchors),
    "keep_dedup": ({"keep_dedup": "1 h"}, forgotten),
    "lockout_failures": (MANY, locked),
    "lockout_window": ({**MANY, "lockout_window": "1 s"}, locked_within),
    "lockout_time": ({**MANY, "lockout_time": "1 s"}, locked_for),
    "probes_per_subject": ({"probes_per_subject": 1}, probed),
}  # fmt: skip
