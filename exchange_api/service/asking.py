"""From a request that is signed and durable to its answer, verified and logged: the same for who waits and for who asks
later.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from hmac import compare_digest
from math import ceil

from chain_node.errors import LedgerError, LogError
from chain_node.ledger.reasons import Reason
from chain_node.log.intents import Receive, Sent
from exchange_api.adapters import store
from exchange_api.adapters.monitored import Watched, query_digest, settling
from exchange_api.adapters.peers import PeerAnswer
from exchange_api.adapters.spool import Body
from exchange_api.adapters.store import State
from exchange_api.errors import ExchangeError, InconsistentResponse, LedgerSplit
from exchange_api.message import Call, request_hash
from exchange_api.policy import day_of, day_start_ms
from exchange_api.refusals import REASONS, Refused
from exchange_api.service.accept import Accepted, Expected, accept
from exchange_api.service.answers import EMPTY_OPENINGS
from exchange_api.service.context import Context, logging_failed
from exchange_api.service.granted import check_granted
from exchange_api.service.view import Route
from exchange_api.service.voids import Voider

MARGIN_S = 5.0
SLOWEST_UPLOAD = 256 * 1024
"""Bytes a second: what is sent while nobody waits may take so long, besides the time for its answer."""
MAX_NOTICE = 2048
_UNTIL_TOMORROW = frozenset((Reason.CAP_EXCEEDED, Reason.ROW_CAP_EXCEEDED, Reason.PROBE_LIMIT))


@dataclass(slots=True)
class Pending:
    """A request that is signed and durable, and what is needed to judge its answer. `head` is what is sent, `block`
    what it stands on.

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
    block: int
    response_in: int | None = None


class Failure(Exception):
    """An exchange that became one and failed: the error, and the id that leads to its receipt."""

    def __init__(self, error: ExchangeError, exchange_id: bytes) -> None:
        super().__init__(str(error))
        self.error = error
        self.exchange_id = exchange_id


Taking = Callable[[PeerAnswer], None]
"""Told of an answer before its body is read. May put another `rest` in its place."""
Ending = Callable[[Accepted, store.Effect], store.Effect]
"""Makes the effect by which a verified answer is logged."""


async def ask(
    context: Context, pending: Pending, taking: Taking | None = None, ending: Ending | None = None
) -> Accepted:
    """Send the request once and take in its answer. Raises `PeerFailed`, `PeerMalformed`, `LedgerSplit`, `Failure`."""
    try:
        return await _ask(context, pending, taking, ending)
    except LedgerError as error:  # no answer is judged by a ledger that contradicts itself
        raise LedgerSplit(str(error)) from None


async def _ask(context: Context, pending: Pending, taking: Taking | None, ending: Ending | None) -> Accepted:
    route, expected = pending.route, pending.expected
    left_s = ceil(max(pending.expiry_ms - context.clock.now_ms(), 0) / 1000)
    timeout_s = min(context.limits.request_validity + pending.body.size // SLOWEST_UPLOAD, left_s) + MARGIN_S
    answer = await context.peers.exchange(route.gateway, pending.head, pending.body, timeout_s)
    pending.response_in = context.clock.now_ms()
    try:
        if taking is not None:
            taking(answer)
        accepted = await accept(context, answer, expected, route)
    finally:
        answer.release()
    try:
        _check(context, pending, accepted)
        effects = _settling(context, pending, accepted)
        if ending is not None:
            effects = ending(accepted, effects)
        context.hook("answered")
        await context.writer.submit(
            Receive(accepted.message, accepted.receipt, accepted.digest, accepted.statement, effects)
        )
    except BaseException as error:
        # What was handed to the log may still be written; a file that is kept stays then, and is swept in time.
        if expected.keep_until is None or not isinstance(error, LogError | asyncio.CancelledError):
            accepted.body.drop()
        if isinstance(error, LogError):
            raise Failure(logging_failed(error), expected.exchange_id) from None
        raise
    return accepted


def _settling(context: Context, pending: Pending, accepted: Accepted) -> store.Effect:
    """The effect by which the exchange ends with this answer."""
    expected, permits = pending.expected, accepted.reason.permits
    messages = (pending.openings, pending.body), (accepted.openings, accepted.body)
    sealed = context.seal(expected.key, 1, pending.route.suite, expected.exchange_id, *messages)
    state = State.DONE if permits else State.REFUSED
    effects = store.answered(expected.record, state, int(accepted.reason), accepted.grant_id, accepted.rows, sealed)
    status = accepted.status if permits else REASONS[accepted.reason][0]
    seen = watched(context, pending, status, accepted.body.size + accepted.header_bytes)
    return settling(expected.record, seen, effects)


def _check(context: Context, pending: Pending, accepted: Accepted) -> None:
    """What only the asker knows: the request hash, the block it stood on, its grants, which fields were asked."""
    if accepted.reason.permits:
        if accepted.statement.basis.block < pending.block:
            raise InconsistentResponse("the answer stands on an older block than the request")
        expected = request_hash(pending.call, pending.sha512)
        if not compare_digest(accepted.request_hash, expected):
            raise InconsistentResponse("the answer carries the hash of another request")
        asked = pending.call.fields
        if asked is not None and not accepted.fields <= set(asked):
            raise InconsistentResponse("the answer has fields that were not asked for")
        state = context.view.state_at(accepted.statement.basis.block)
        check_granted(state, pending.call, accepted.statement)


def refusal(context: Context, reason: Reason, body: Body) -> Refused:
    """What a signed refusal says to the caller."""
    notice = (body.data or b"")[:MAX_NOTICE].decode("utf-8", "replace")
    retry_after = None
    if reason in _UNTIL_TOMORROW:
        now_ms = context.clock.now_ms()
        retry_after = (day_start_ms(day_of(now_ms) + 1) - now_ms) // 1000 + 1
    return Refused(reason, notice, retry_after)


def take_back(context: Context, voider: Voider, pending: Pending, failure: ExchangeError) -> None:
    """Void the request, whose caller has seen `failure`, and keep what opens it."""
    expected, route = pending.expected, pending.route
    body = pending.body if pending.body.data is not None else Body()
    sealed = context.seal(
        expected.key, 1, route.suite, expected.exchange_id, (pending.openings, body), (EMPTY_OPENINGS, Body())
    )
    seen = watched(context, pending, failure.status, None, failure.xroad)
    voider.void(expected.record, pending.sent, route.gateway.path, sealed, seen)


def watched(context: Context, pending: Pending, status: int, size: int | None, fault: str | None = None) -> Watched:
    """What monitoring keeps of an exchange that ended with `status` and an answer of `size` bytes."""
    call = pending.call
    query = query_digest(context.query_key, call.message_id)
    sent = len(call.method) + len(call.target) + len(call.lines) + 4 + pending.body.size
    return Watched(pending.request_in, pending.request_out, pending.response_in, sent, size, status, query, fault)
