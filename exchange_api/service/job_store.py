"""Jobs read back: a request as it is sent once more, and an answer as its client gets it."""

from __future__ import annotations

from dataclasses import dataclass

from chain_node.evidence.commitments import decode_openings
from chain_node.ledger.reasons import Reason
from chain_node.log.intents import Sent
from exchange_api.adapters import frames
from exchange_api.adapters.monitored import Watched, query_digest
from exchange_api.adapters.spool import Body
from exchange_api.adapters.store import Reader, Row, State, sealed_of
from exchange_api.errors import ExchangeError, PeerUnreachable
from exchange_api.message import Call, body_hasher, opened_call
from exchange_api.service.accept import Expected, released
from exchange_api.service.asking import Failure, Pending, refusal
from exchange_api.service.consumer import Result
from exchange_api.service.context import Context
from exchange_api.service.recovery import read_back
from exchange_api.service.view import Route

KEPT_MS = 7 * 86_400_000
"""For how long an answer waits to be fetched."""


@dataclass(frozen=True, slots=True)
class Request:
    """The request of a job: the call, what opens it, its body."""

    call: Call
    openings: bytes
    body: Body


def stored_request(context: Context, rows: Reader, row: Row) -> Request:
    """The request of a job that waits. Raises `CryptoError`."""
    sealed = sealed_of(rows.cursor, row.record, 0)
    if sealed is None:
        raise LookupError(f"the request of record {row.record} is not there")
    [(openings, body)] = context.unseal(row.record, 0, row.exchange_id, sealed)
    return Request(opened_call({one.label: one.value for one in decode_openings(openings)}), openings, body)


async def stored_pending(context: Context, rows: Reader, row: Row) -> Pending:
    """The request of a job, to be sent to its gateway. Raises `PeerUnreachable` if that is not active now."""
    gateway = context.view.gateway_at(row.peer)
    if gateway is None:
        raise PeerUnreachable("the provider's gateway is not active on the ledger")
    request = stored_request(context, rows, row)
    logged = await read_back(context, row.request_leaf, row.peer)
    statement, now_ms = logged.statement, context.clock.now_ms()
    route = Route(gateway, statement.suite, context.view.state.service(request.call.service.id), whole=True)
    key, until = context.vault.key(row.record), (now_ms + KEPT_MS) / 1000
    expected = Expected(
        logged.digest, row.exchange_id, statement.src, statement.dst, statement.service, row.record, key, until
    )
    leaf = logged.leaf
    sent = Sent(leaf.leaf_index, logged.message, logged.digest, logged.receipt, leaf.ts_ms, statement.pair_seq)
    sha512 = body_hasher()
    async for piece in request.body.pieces():
        sha512.update(piece)
    digest = sha512.digest() if request.body.size else None
    head, body = frames.encode(sent.receipt, sent.message, request.openings), request.body
    times = (row.expiry_ms, row.ts_ms, now_ms, statement.basis.block)
    return Pending(request.call, route, expected, sent, request.openings, head, body, digest, *times)


def stored_answer(context: Context, rows: Reader, row: Row) -> tuple[Call, Result]:
    """Call and answer of a job that is done. Raises `FailedCall` if it was refused, `CryptoError` if it was erased."""
    sealed = sealed_of(rows.cursor, row.record, 1)
    if sealed is None or row.reason is None:
        raise LookupError(f"the answer of record {row.record} is not there")
    (asked, _), (openings, body) = context.unseal(row.record, 1, row.exchange_id, sealed)
    call = opened_call({one.label: one.value for one in decode_openings(asked)})
    if row.state is not State.DONE:
        raise FailedCall(call, refusal(context, Reason(row.reason), body), row.exchange_id)
    status, headers, request_hash = released({one.label: one.value for one in decode_openings(openings)})
    return call, Result(status, headers, body, request_hash, row.exchange_id)


class FailedCall(Failure):
    """What the caller of a failed job sees, and the call that it is about."""

    def __init__(self, call: Call, error: ExchangeError, exchange_id: bytes) -> None:
        super().__init__(error, exchange_id)
        self.call = call


def watched_failure(context: Context, row: Row, request: Request | None, error: ExchangeError | None) -> Watched:
    """What monitoring keeps of a job that ended without an answer; nobody failed one that was cancelled."""
    status, fault = (None, None) if error is None else (error.status, error.xroad)
    if request is None:
        return Watched(row.ts_ms, status=status, fault=fault)
    call = request.call
    sent = len(call.method) + len(call.target) + len(call.lines) + 4 + request.body.size
    query = query_digest(context.query_key, call.message_id)
    return Watched(row.ts_ms, None, None, sent, None, status, query, fault)
