"""The consumer's side of an exchange: a registered client asks, the request is signed and logged, the answer verified.

Order: parsed call -> client registered and connected as it must -> ledger young enough -> gateway -> body complete ->
SENT leaf durable -> peer -> signature, reference, promise, openings, labels, body, request hash -> RECV leaf durable ->
answer. Nothing is released before its leaf is durable. A request that got no answer is sent again byte for byte for a
moment, then voided (`voids`): its caller saw an error, so it must never be carried out later.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from chain_node.errors import LogError
from chain_node.evidence.basis import RequestBasis
from chain_node.evidence.canonical import sha256
from chain_node.evidence.commitments import commit, encode_openings
from chain_node.evidence.statement import MType, encode_prefix
from chain_node.log.intents import Send
from exchange_api.adapters import frames, jobs, store
from exchange_api.adapters.spool import Body
from exchange_api.adapters.store import Side
from exchange_api.commitments import commitment_items, json_inputs, predicate_inputs
from exchange_api.errors import (
    BadRequest,
    ExchangeError,
    InconsistentResponse,
    Overloaded,
    PeerMalformed,
    PeerUnreachable,
)
from exchange_api.message import Call, body_hasher, subsystem_path
from exchange_api.paths import unsafe_path
from exchange_api.service.accept import Accepted, Expected
from exchange_api.service.asking import Failure, Pending, ask, refusal, take_back
from exchange_api.service.context import Context, logging_failed, new_exchange_id, spool_name
from exchange_api.service.routing import Router
from exchange_api.service.view import Route
from exchange_api.service.voids import Voider

RETRY_PAUSES_S = (0.0, 0.2, 0.6)
KEPT_BEYOND_S = 86_400
"""How long past its expiry a request's file lies at most: what ends the exchange removes it."""


@dataclass(frozen=True, slots=True)
class Later:
    """A call whose answer is fetched later: for how long its request is valid, and whether a call-back is owed."""

    validity_ms: int
    notify: bool


@dataclass(slots=True)
class Result:
    """What goes to the information system: status, headers, body; the request hash, and the exchange's id."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: Body
    request_hash: bytes
    exchange_id: bytes


class Consumer:
    """Carries out calls of this gateway's clients."""

    def __init__(self, context: Context, voider: Voider, router: Router) -> None:
        self._context = context
        self._router = router
        self._voider = voider

    async def exchange(self, call: Call, first: bytes, rest: AsyncIterator[bytes]) -> Result:
        """Carry out a call whose client was admitted.

        Raises `ExchangeError` where nothing was logged, `Failure` where the exchange has a receipt.
        """
        async with self._under_way(call) as route:
            return await self._carry_out(await self._log_request(call, route, first, rest, None))

    async def hand_over(self, call: Call, first: bytes, rest: AsyncIterator[bytes], later: Later) -> Pending:
        """Log a call whose client was admitted and whose answer is fetched later. When this returns, request, body and
        job are durable. Raises `ExchangeError` where nothing was logged."""
        async with self._under_way(call) as route:
            return await self._log_request(call, route, first, rest, later)

    @asynccontextmanager
    async def _under_way(self, call: Call) -> AsyncIterator[Route]:
        """Where a call goes, and a place among those of its provider. Raises `ExchangeError` if nothing is taken."""
        context, under = self._context, self._context.under
        closed = context.gate.refusal()
        if closed is not None:
            raise closed
        context.view.check_age(context.clock.now_ms())
        routes = context.view.routes(call.service, call.security_server)
        route = routes[0] if len(routes) == 1 else await self._router.choose(routes)
        if route.service is not None and not route.whole and unsafe_path(call.path, strict=True):
            raise BadRequest("the path can be read in more than one way")
        provider, client = under.providers.of(route.gateway.path), call.client.path
        if full := provider.full(client) or under.unsettled.of(route.gateway.path).full(client):
            raise Overloaded("too much is under way with this provider's gateway", limit=full)
        provider.take(client)
        try:
            yield route
        finally:
            provider.give(client)

    async def _log_request(
        self, call: Call, route: Route, first: bytes, rest: AsyncIterator[bytes], later: Later | None
    ) -> Pending:
        context, request_in = self._context, self._context.clock.now_ms()
        suite = context.suites[route.suite]
        record = next(context.records) if later is None else context.records.of_job()
        key = context.vault.key(record)
        hasher, sha512 = suite.hasher(), body_hasher()
        validity_ms = int(context.limits.request_validity * 1000) if later is None else later.validity_ms
        until = None if later is None else (request_in + validity_ms) / 1000 + KEPT_BEYOND_S
        name, owner, hashers = spool_name(record, 0), call.client.path, (hasher, sha512)
        body = await context.spool.collect(rest, first, name, suite, key, hashers, owner=owner, keep_until=until)
        try:
            items = commitment_items(call, self._inputs(call, body), hasher.digest())
            commitments, opened = commit(route.suite, items, context.entropy.take(32 * len(items)))
            openings = encode_openings(opened)
            item = self._item(call, route)
            head = context.view.refresh()
            now_ms = context.clock.now_ms()
            expiry_ms = now_ms + validity_ms
            exchange_id, peer = new_exchange_id(now_ms, context.entropy), route.gateway.path
            src, dst, service = call.client.path, subsystem_path(call.service), call.service.path
            basis = RequestBasis(head.number, head.hash, item, call.case_id)
            prefix = encode_prefix(
                route.suite, MType.REQ, exchange_id, context.log_id, src, peer, dst, service, None, now_ms, expiry_ms,
                basis, commitments,
            )  # fmt: skip
            sealed = None if later is None else context.seal(key, 0, route.suite, exchange_id, (openings, body))
            effects = store.opened(
                record, Side.ASKED, (exchange_id, context.log_id), (src, service, peer), (now_ms, expiry_ms), sealed
            )
            if later is not None:
                effects = jobs.taken(record, body.size, later.notify, effects)
            [sent] = await context.writer.submit(Send(route.suite, prefix, peer, None, effects))
        except BaseException as error:
            # What was handed to the log may still be written; the file of a job stays then, and is swept in time.
            if later is None or not isinstance(error, LogError | asyncio.CancelledError):
                body.drop()
            if isinstance(error, LogError):
                raise logging_failed(error) from None
            raise
        framed = frames.encode(sent.receipt, sent.message, openings)
        expected = Expected(sent.digest, exchange_id, src, dst, service, record, key)
        digest = sha512.digest() if body.size else None
        out = context.clock.now_ms()
        return Pending(
            call, route, expected, sent, openings, framed, body, digest, expiry_ms, request_in, out, head.number
        )

    def _inputs(self, call: Call, body: Body) -> list[tuple[str, bytes]]:
        inputs = predicate_inputs(call.query)
        if not inputs and body.data and b'"predicate_inputs"' in body.data:
            kind = next((value for name, value in call.forward if name.lower() == b"content-type"), b"")
            inputs = json_inputs(body.data, kind)
        return inputs

    def _item(self, call: Call, route: Route) -> bytes | None:
        """SHA-256 of the item that the call is for: the one it names, else the only one that its grant allows."""
        if call.item is not None:
            return sha256(call.item)
        if route.service is None:
            return None
        grants = self._context.view.state.grants(call.client.id, route.service.resource_id)
        return grants[0].items[0] if grants and len(grants[0].items) == 1 else None

    async def _carry_out(self, pending: Pending) -> Result:
        context, exchange_id = self._context, pending.expected.exchange_id
        try:
            accepted = await self._ask(pending)
        except ExchangeError as error:
            # Nothing, a refusal without signature, what is no answer, or one that we cannot take in: whatever it is,
            # the request may still be taken up.
            self._router.forget(pending.route.gateway)
            malformed = isinstance(error, PeerMalformed)
            failure = InconsistentResponse(str(error), limit=error.limit) if malformed else error
            take_back(context, self._voider, pending, failure)
            raise self._failed(pending, failure) from None
        finally:
            pending.body.drop()
        if accepted.reason.permits:
            context.metrics.exchange("asked", "ok")
            return Result(accepted.status, accepted.headers, accepted.body, accepted.request_hash, exchange_id)
        raise self._failed(pending, refusal(context, accepted.reason, accepted.body))

    def _failed(self, pending: Pending, error: ExchangeError) -> Failure:
        self._context.metrics.exchange("asked", error.xroad)
        return Failure(error, pending.expected.exchange_id)

    async def _ask(self, pending: Pending) -> Accepted:
        """Send the request, again for a moment if nobody is there, and take in the answer."""
        last: PeerUnreachable | None = None
        for pause in RETRY_PAUSES_S:
            if pause:
                await asyncio.sleep(pause)
            try:
                return await ask(self._context, pending)
            except PeerUnreachable as error:
                last = error
        assert last is not None
        raise last
