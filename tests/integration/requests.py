"""Requests of the consumer's gateway as its own code makes them, or altered, what they are answered, and waiting."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from chain_node.evidence.basis import RequestBasis
from chain_node.evidence.commitments import commit, encode_openings
from chain_node.evidence.statement import MType, encode_prefix, parse
from chain_node.ledger.reasons import Reason
from chain_node.log.intents import Send, Sent
from exchange_api.adapters import frames
from exchange_api.adapters.spool import Body
from exchange_api.commitments import commitment_items
from exchange_api.message import read_call
from exchange_api.service.context import new_exchange_id
from tests.integration.pair import ASKER, OWNER, Pair


async def eventually(check: Callable[[], bool], seconds: float = 30.0) -> None:
    """Wait until `check` holds."""
    deadline = asyncio.get_running_loop().time() + seconds
    while not check():
        assert asyncio.get_running_loop().time() < deadline, "it never came true"
        await asyncio.sleep(0.05)


async def request(pair: Pair, exchange_id: bytes | None = None, target: bytes = b"/x", **changes: Any) -> bytes:
    """A signed, logged request of the consumer's gateway, framed; as its own code makes one, or altered."""
    context = pair.consumer.parts.context
    call = read_call(
        "POST",
        f"/r1/{OWNER.path}/plain".encode() + target,
        [(b"X-Road-Client", ASKER.path.encode())],
        own_request_id=b"11111111-1111-4111-8111-111111111111",
    )
    items = commitment_items(call, [], context.suites[1].digest(b""))
    commitments, opened = commit(1, items, bytes(32 * len(items)))
    head = changes.get("head") or context.view.refresh()
    now = changes.get("now_ms") or context.clock.now_ms()
    peer = pair.provider.registration.gateway.path
    exchange_id = exchange_id or new_exchange_id(now, context.entropy)
    prefix = encode_prefix(
        1, MType.REQ, exchange_id, context.log_id, ASKER.path, peer, OWNER.path,
        f"{OWNER.path}/plain", None, now, now + changes.get("valid_ms", 300_000),
        RequestBasis(head.number, head.hash, None, None), commitments,
    )  # fmt: skip
    [sent] = await context.writer.submit(Send(1, prefix, peer))
    result: Sent = sent
    return frames.encode(result.receipt, result.message, encode_openings(opened))


async def deliver(pair: Pair, framed: bytes) -> Reason:
    """Send a framed message as the consumer's gateway; the reason of the signed answer."""
    context = pair.consumer.parts.context
    gateway = context.view.gateway_at(pair.provider.registration.gateway.path)
    assert gateway is not None
    answer = await context.peers.exchange(gateway, framed, Body(), 20)
    answer.release()
    basis: Any = parse(answer.frame.message).basis
    return Reason(basis.reason)
