"""Requests without an answer: the asker takes them back, and the peer says what it knows.

The asker sends a signed VOID (its own number, `ref` = the request). The peer answers with the RES or REFUSE that it
gave, if it gave one, else with an ACK "not seen"; from then on that request is refused for ever. Either way both logs
say the same in the end. A VOID is tried until it is answered, across restarts: open rows are voided at the next start.
"""

from __future__ import annotations

import asyncio
import sqlite3
from dataclasses import dataclass
from typing import Any

from chain_node.errors import LianluError
from chain_node.evidence.basis import BlockBasis, DecisionBasis
from chain_node.evidence.statement import LONGEST_VALIDITY_MS, MType, Statement, encode_prefix, parse
from chain_node.log.intents import Receive, Received, Send, Sent
from chain_node.logs import get_logger
from exchange_api.adapters import frames, store
from exchange_api.adapters.monitored import UNWATCHED, Watched, settling
from exchange_api.adapters.spool import Body
from exchange_api.adapters.store import Row, Side, State
from exchange_api.errors import InconsistentResponse, PeerUnreachable
from exchange_api.policy import DAY_MS
from exchange_api.service.accept import verify_answer
from exchange_api.service.answers import EMPTY_OPENINGS, Reply
from exchange_api.service.asked import Asked
from exchange_api.service.context import Context, logging_failed
from exchange_api.service.provider import Provider
from exchange_api.service.recovery import read_back
from exchange_api.service.repeated import stored_or_unknown

FIRST_PAUSE_S = 0.5
MAX_PAUSE_S = 60.0
AT_ONCE = 32
"""Under way to one gateway: one that never answers holds up its own only."""
log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A request of ours without an answer. `sealed`: what opens it, if it is still known; `watched`: for monitoring."""

    record: int
    request: Statement
    digest: bytes
    peer: str
    sealed: store.Sealed | None
    watched: Watched = UNWATCHED


class Voider:
    """Takes back this gateway's own unanswered requests, in the background."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._tasks: set[asyncio.Task[None]] = set()
        self._slots: dict[str, asyncio.Semaphore] = {}

    def void(self, record: int, sent: Sent, peer: str, sealed: store.Sealed, watched: Watched) -> None:
        """Take back a request whose caller has seen an error. `sealed` is what opens it, to be kept."""
        self._start(Unanswered(record, parse(sent.message), sent.digest, peer, sealed, watched))

    async def void_rows(self, rows: list[Row], watched: Watched = UNWATCHED) -> None:
        """Take back requests by their rows: what the last run left without an answer, and jobs that end without."""
        for row in rows:
            try:
                request = await read_back(self._context, row.request_leaf, row.peer)
            except LianluError as error:
                log.error("void.unreadable", record=row.record, code=error.code)
                continue
            self._start(Unanswered(row.record, request.statement, request.digest, row.peer, None, watched))

    def _start(self, unanswered: Unanswered) -> None:
        task = asyncio.create_task(self._run(unanswered))
        self._tasks.add(task)
        unsettled, client = self._context.under.unsettled.of(unanswered.peer), unanswered.request.src
        unsettled.take(client)
        task.add_done_callback(lambda _: unsettled.give(client))
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Stop; what is open is taken back at the next start."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _run(self, unanswered: Unanswered) -> None:
        pause = FIRST_PAUSE_S
        sent: Sent | None = None
        while True:
            try:
                async with self._slots.setdefault(unanswered.peer, asyncio.Semaphore(AT_ONCE)):
                    if sent is None:
                        sent = await self._log_void(unanswered)
                    await self._deliver(unanswered, sent)
                return
            except LianluError as error:
                log.info("void.waiting", record=unanswered.record, code=error.code, reason=str(error)[:200])
            except Exception as error:
                log.error("void.failed", record=unanswered.record, error=type(error).__name__, exc_info=error)
            await asyncio.sleep(pause)
            pause = min(pause * 2, MAX_PAUSE_S)

    async def _log_void(self, unanswered: Unanswered) -> Sent:
        context, request, peer = self._context, unanswered.request, unanswered.peer
        head = context.view.refresh()
        now_ms = context.clock.now_ms()
        # No peer takes a message that is valid for longer; the request is not valid for longer either.
        expiry_ms = min(max(now_ms, request.expiry_ms) + DAY_MS, now_ms + LONGEST_VALIDITY_MS)
        prefix = encode_prefix(
            request.suite, MType.VOID, request.exchange_id, context.log_id, request.src, peer, request.dst,
            request.service, unanswered.digest, now_ms, expiry_ms, BlockBasis(head.number, head.hash),
        )  # fmt: skip
        [sent] = await context.writer.submit(Send(request.suite, prefix, peer))
        context.metrics.event("void_sent")
        result: Sent = sent
        return result

    async def _deliver(self, unanswered: Unanswered, sent: Sent) -> None:
        context = self._context
        gateway = context.view.gateway_at(unanswered.peer)
        if gateway is None:
            raise PeerUnreachable("the peer has no active gateway")
        head = frames.encode(sent.receipt, sent.message, EMPTY_OPENINGS)
        answer = await context.peers.exchange(gateway, head, None, context.limits.peer_call)
        answer.release()
        frame = answer.frame
        statement, found = await verify_answer(context, frame.message, frame.receipt, gateway.gateway_id)
        effects = self._settle(unanswered, statement, sent.digest)
        await context.writer.submit(Receive(frame.message, frame.receipt, found, statement, effects))
        context.metrics.event("void_settled")

    def _settle(self, unanswered: Unanswered, answer: Statement, void: bytes) -> store.Effect:
        record, sealed = unanswered.record, unanswered.sealed
        if answer.dst_gateway != self._context.own.path:
            raise InconsistentResponse("the answer is for another gateway")
        if answer.mtype is MType.ACK and answer.ref == void:
            return settling(record, unanswered.watched, store.answered(record, State.VOIDED, None, None, None, sealed))
        basis = answer.basis
        if answer.ref != unanswered.digest or not isinstance(basis, DecisionBasis):
            raise InconsistentResponse("the answer is neither to the request nor to its void")
        state = State.DONE if answer.mtype is MType.RES else State.REFUSED
        effects = store.answered(record, state, basis.reason, basis.grant_id, basis.rows, sealed)
        return settling(record, unanswered.watched, effects)


async def answer_void(context: Context, provider: Provider, asked: Asked) -> Reply:
    """Answer a peer's VOID: the answer that was given, or an ACK. Raises `LoggingFailed`."""
    running = provider.busy(asked.key)
    if running is not None:
        await asyncio.shield(running)
    statement = asked.statement
    record = next(context.records)
    seen: list[Row | None] = []

    def mark(cursor: sqlite3.Cursor, result: Received) -> None:
        """Nothing is known under this id: from now on it is taken."""
        row = store.by_key(cursor, *asked.key)
        seen.append(row)
        if row is None:
            parties = (statement.src, statement.service, asked.peer)
            times = (statement.ts_ms, statement.expiry_ms)
            store.opened(record, Side.ANSWERED, asked.key, parties, times, None, State.VOIDED)(cursor, result)

    try:
        [received] = await context.writer.submit(Receive(asked.message, asked.receipt, asked.digest, statement, mark))
        if not seen:
            [row] = await context.writer.run(lambda cursor: store.by_key(cursor, *asked.key))
        else:
            row = seen[-1]
        if row is not None and row.state is not State.VOIDED:
            # The answer's statement is what both logs need; its body went to whoever asked in time.
            return Reply((await stored_or_unknown(context, asked)).head, Body())
        return await _acknowledge(context, asked, received)
    except LianluError as error:
        raise logging_failed(error) from None


async def _acknowledge(context: Context, asked: Asked, received: Received) -> Reply:
    statement = asked.statement
    head = context.view.refresh()
    now_ms = context.clock.now_ms()
    prefix = encode_prefix(
        statement.suite, MType.ACK, statement.exchange_id, context.log_id, statement.dst, asked.peer, statement.src,
        statement.service, asked.digest, now_ms, max(now_ms, statement.expiry_ms), BlockBasis(head.number, head.hash),
    )  # fmt: skip
    results: list[Any] = await context.writer.submit(Send(statement.suite, prefix, asked.peer, received))
    sent: Sent = results[0]
    context.metrics.event("void_acknowledged")
    return Reply(frames.encode(sent.receipt, sent.message, EMPTY_OPENINGS), Body())
