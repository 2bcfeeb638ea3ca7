"""The consumer's side of an exchange: a registered client asks, the request is signed and logged, the answer verified.

Order: parsed call -> client registered and connected as it must -> ledger young enough -> gateway -> body complete ->
SENT leaf durable -> peer -> signature, reference, promise, openings, labels, body, request hash -> RECV leaf durable ->
answer. Nothing is released before its leaf is durable. A request that got no answer is sent again byte for byte for a
moment, then voided (`voids`): its caller saw an error, so it must never be carried out later.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from hmac import compare_digest

from chain_node.errors import LogError
from chain_node.evidence.basis import RequestBasis
from chain_node.evidence.canonical import sha256
from chain_node.evidence.commitments import commit, encode_openings
from chain_node.evidence.statement import MType, encode_prefix
from chain_node.ledger.reasons import Reason
from chain_node.log.intents import Receive, Send, Sent
from exchange_api.adapters import frames, store
from exchange_api.adapters.monitored import Watched, query_digest, settling
from exchange_api.adapters.spool import Body
from exchange_api.adapters.store import Side, State
from exchange_api.commitments import commitment_items, json_inputs, predicate_inputs
from exchange_api.errors import (
    BadRequest,
    BodyTooLarge,
    ExchangeError,
    InconsistentResponse,
    Overloaded,
    PeerMalformed,
    PeerUnreachable,
)
from exchange_api.message import Call, body_hasher, request_hash, subsystem_path
from exchange_api.paths import unsafe_path
from exchange_api.policy import day_of, day_start_ms
from exchange_api.refusals import REASONS, Refused
from exchange_api.service.accept import Accepted, Expected, accept
from exchange_api.service.answers import EMPTY_OPENINGS
from exchange_api.service.context import Context, logging_failed, new_exchange_id, spool_name
from exchange_api.service.routing import Router
from exchange_api.service.view import Route
from exchange_api.service.voids import Voider

RETRY_PAUSES_S = (0.0, 0.2, 0.6)
MARGIN_S = 5.0


@dataclass(slots=True)
class Pending:
    """A request that is signed and durable, and what is needed to judge its answer. `head` is what is sent.

    `request_in`, `request_out`, `response_in`: when it came, went out, and was answered, in ms since the epoch.
    """

    call: Call
    route: Route
    expected: Expected
    sent: Sent
    openings: bytes
    head: bytes
    body: Body
    sha512: bytes | None
    expiry_ms: int
    request_in: int
    request_out: int
    response_in: int | None = None


@dataclass(slots=True)
class Result:
    """What goes to the information system: status, headers, body; the request hash, and the exchange's id."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: Body
    request_hash: bytes
    exchange_id: bytes


class Failure(Exception):
    """An exchange that became one and failed: the error, and the id that leads to its receipt."""

    def __init__(self, error: ExchangeError, exchange_id: bytes) -> None:
        super().__init__(str(error))
        self.error = error
        self.exchange_id = exchange_id


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
        context, under = self._context, self._context.under
        closed = context.gate.refusal()
        if closed is not None:
            raise closed
        request_in = context.clock.now_ms()
        context.view.check_age(request_in)
        routes = context.view.routes(call.service, call.security_server)
        route = routes[0] if len(routes) == 1 else await self._router.choose(routes)
        if route.service is not None and not route.whole and unsafe_path(call.path, strict=True):
            raise BadRequest("the path can be read in more than one way")
        provider = route.gateway.path
        if full := under.providers.full(provider) or under.unsettled.full(provider):
            raise Overloaded("too much is under way with this provider's gateway", limit=full)
        under.providers.take(provider)
        try:
            pending = await self._log_request(call, route, first, rest, request_in)
            return await self._carry_out(pending)
        finally:
            under.providers.give(provider)

    async def _log_request(
        self, call: Call, route: Route, first: bytes, rest: AsyncIterator[bytes], request_in: int
    ) -> Pending:
        context, suite = self._context, self._context.suites[route.suite]
        record = next(context.records)
        key = context.vault.key(record)
        hasher, sha512 = suite.hasher(), body_hasher()
        name, owner = spool_name(record, 0), call.client.path
        body = await context.spool.collect(rest, first, name, suite, key, (hasher, sha512), owner=owner)
        try:
            items = commitment_items(call, self._inputs(call, body), hasher.digest())
            commitments, opened = commit(route.suite, items, context.entropy.take(32 * len(items)))
            openings = encode_openings(opened)
            item = self._item(call, route)
            head = context.view.refresh()
            now_ms = context.clock.now_ms()
            expiry_ms = now_ms + int(context.limits.request_validity * 1000)
            exchange_id, peer = new_exchange_id(now_ms, context.entropy), route.gateway.path
            src, dst, service = call.client.path, subsystem_path(call.service), call.service.path
            basis = RequestBasis(head.number, head.hash, item, call.case_id)
            prefix = encode_prefix(
                route.suite, MType.REQ, exchange_id, context.log_id, src, peer, dst, service, None, now_ms, expiry_ms,
                basis, commitments,
            )  # fmt: skip
            effects = store.opened(
                record, Side.ASKED, (exchange_id, context.log_id), (src, service, peer), (now_ms, expiry_ms), None
            )
            [sent] = await context.writer.submit(Send(route.suite, prefix, peer, None, effects))
        except LogError as error:
            body.drop()
            raise logging_failed(error) from None
        except BaseException:
            body.drop()
            raise
        framed = frames.encode(sent.receipt, sent.message, openings)
        expected = Expected(sent.digest, exchange_id, src, dst, service, record, key)
        digest = sha512.digest() if body.size else None
        out = context.clock.now_ms()
        return Pending(call, route, expected, sent, openings, framed, body, digest, expiry_ms, request_in, out)

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
        exchange_id = pending.expected.exchange_id
        try:
            accepted = await self._ask(pending)
        except ExchangeError as error:
            # Nothing, a refusal without signature, what is no answer, or one that we cannot take in: whatever it is,
            # the request may still be taken up.
            self._router.forget(pending.route.gateway)
            malformed = isinstance(error, PeerMalformed | BodyTooLarge)
            failure = InconsistentResponse(str(error), limit=error.limit) if malformed else error
            self._void(pending, failure)
            raise self._failed(pending, failure) from None
        finally:
            pending.body.drop()
        if accepted.reason.permits:
            self._context.metrics.exchange("asked", "ok")
            return Result(accepted.status, accepted.headers, accepted.body, accepted.request_hash, exchange_id)
        notice = (accepted.body.data or b"")[:2048].decode("utf-8", "replace")
        retry_after = None
        if accepted.reason in (Reason.CAP_EXCEEDED, Reason.ROW_CAP_EXCEEDED, Reason.PROBE_LIMIT):
            now_ms = self._context.clock.now_ms()
            retry_after = (day_start_ms(day_of(now_ms) + 1) - now_ms) // 1000 + 1
        raise self._failed(pending, Refused(accepted.reason, notice, retry_after))

    def _void(self, pending: Pending, failure: ExchangeError) -> None:
        """Take the request back, and keep what opens it."""
        expected, route = pending.expected, pending.route
        body = pending.body if pending.body.data is not None else Body()
        sealed = self._context.seal(
            expected.key, 1, route.suite, expected.exchange_id, (pending.openings, body), (EMPTY_OPENINGS, Body())
        )
        watched = self._watched(pending, failure.status, None, failure.xroad)
        self._voider.void(expected.record, pending.sent, route.gateway.path, sealed, watched)

    def _watched(self, pending: Pending, status: int, size: int | None, fault: str | None = None) -> Watched:
        """What monitoring keeps of an exchange that ended with `status` and an answer of `size` bytes."""
        call = pending.call
        query = query_digest(self._context.query_key, call.message_id)
        sent = len(call.method) + len(call.target) + len(call.lines) + 4 + pending.body.size
        return Watched(pending.request_in, pending.request_out, pending.response_in, sent, size, status, query, fault)

    def _failed(self, pending: Pending, error: ExchangeError) -> Failure:
        self._context.metrics.exchange("asked", error.xroad)
        return Failure(error, pending.expected.exchange_id)

    async def _ask(self, pending: Pending) -> Accepted:
        """Send the request, again for a moment if nobody is there, and take in the answer."""
        last: PeerUnreachable | None = None
        timeout_s = self._context.limits.request_validity + MARGIN_S
        for pause in RETRY_PAUSES_S:
            if pause:
                await asyncio.sleep(pause)
            try:
                return await self._once(pending, timeout_s)
            except PeerUnreachable as error:
                last = error
        assert last is not None
        raise last

    async def _once(self, pending: Pending, timeout_s: float) -> Accepted:
        context, route, expected = self._context, pending.route, pending.expected
        answer = await context.peers.exchange(route.gateway, pending.head, pending.body, timeout_s)
        pending.response_in = context.clock.now_ms()
        try:
            accepted = await accept(context, answer, expected, route)
        finally:
            answer.release()
        try:
            self._check(pending, accepted)
            state = State.DONE if accepted.reason.permits else State.REFUSED
            messages = (pending.openings, pending.body), (accepted.openings, accepted.body)
            sealed = context.seal(expected.key, 1, route.suite, expected.exchange_id, *messages)
            context.hook("answered")
            effects = store.answered(
                expected.record, state, int(accepted.reason), accepted.grant_id, accepted.rows, sealed
            )
            status = accepted.status if accepted.reason.permits else REASONS[accepted.reason][0]
            watched = self._watched(pending, status, accepted.body.size + accepted.header_bytes)
            effects = settling(expected.record, watched, effects)
            intent = Receive(accepted.message, accepted.receipt, accepted.digest, accepted.statement, effects)
            await context.writer.submit(intent)
        except LogError as error:
            accepted.body.drop()
            raise Failure(logging_failed(error), expected.exchange_id) from None
        except BaseException:
            accepted.body.drop()
            raise
        return accepted

    def _check(self, pending: Pending, accepted: Accepted) -> None:
        """What only the asker knows: the request hash, and which fields were asked."""
        if accepted.reason is Reason.GRANTED or accepted.reason is Reason.PUBLIC:
            expected = request_hash(pending.call, pending.sha512)
            if not compare_digest(accepted.request_hash, expected):
                raise InconsistentResponse("the answer carries the hash of another request")
            asked = pending.call.fields
            if asked is not None and not accepted.fields <= set(asked):
                raise InconsistentResponse("the answer has fields that were not asked for")
