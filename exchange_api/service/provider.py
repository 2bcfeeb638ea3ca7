"""The provider's side of an exchange: a peer asks, the ledger's rules decide, the back end answers, a signature leaves.

Order: verified request (`asked`) -> RECV leaf -> the ledger's age and the request's block -> decision -> notice ->
body complete and as signed -> back end -> mapping and mask -> decision again, on the newest block -> SENT leaf ->
answer. Rules:

* A back end is called at most once per exchange id. Unless the method is safe or the service idempotent, the RECV leaf
  (state OPEN: dispatched) is durable before the call; then its sync and the call may overlap.
* The same request again gets the stored answer until it expires; another request under the same id is refused.
* Whatever goes wrong after the RECV leaf ends in a signed REFUSE. If that cannot be written, the row stays open and is
  closed as OutcomeUnknown at the next start.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from hmac import compare_digest
from typing import Any

from chain_node.errors import LogError
from chain_node.ledger.decision import Question, fields_mask, match_endpoint
from chain_node.ledger.errors import LedgerOutdated
from chain_node.ledger.port import BlockRef
from chain_node.ledger.reasons import Reason
from chain_node.ledger.records import Resource
from chain_node.ledger.state import LedgerState
from chain_node.log.intents import Receive, Received
from chain_node.logs import get_logger
from exchange_api.adapters import store
from exchange_api.adapters.spool import Body
from exchange_api.adapters.store import Side, State
from exchange_api.declarations import Declaration
from exchange_api.errors import (
    BadRequest,
    ExchangeError,
    LedgerSplit,
    LedgerTooOld,
    PeerClockSkew,
    SystemFailed,
    WrongRequest,
)
from exchange_api.message import Call, body_hasher
from exchange_api.policy import Judgement, Usage, day_of, judge
from exchange_api.service.answers import Outcome, Reply, prepare, reply, stored
from exchange_api.service.asked import Asked, receive, understand
from exchange_api.service.context import Context, logging_failed, spool_name
from exchange_api.service.dispatch import Dispatch, Produced
from exchange_api.service.recovery import close_open

WAIT_FOR_BLOCK_S = 2.0
log = get_logger(__name__)


class Stop(Exception):
    """Ends the work on a request with a signed refusal."""

    def __init__(self, reason: Reason, notice: str = "") -> None:
        super().__init__(notice)
        self.reason = reason
        self.notice = notice


@dataclass(slots=True)
class Work:
    """One request on its way."""

    asked: Asked
    record: int
    question: Question
    call: Call | None = None
    declaration: Declaration | None = None
    usage: Usage | None = None


class Provider:
    """Answers requests and voids of peers."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._dispatch = Dispatch(context)
        self._busy: dict[tuple[bytes, bytes], asyncio.Future[None]] = {}
        self._per_peer: dict[bytes, int] = {}

    def busy(self, key: tuple[bytes, bytes]) -> asyncio.Future[None] | None:
        """What ends when the exchange with this key has its answer, or None if nothing is under way."""
        return self._busy.get(key)

    async def request(self, certificate: bytes | None, first: bytes, rest: AsyncIterator[bytes]) -> Asked:
        """A message of a peer, verified. Raises `PeerMistake`."""
        return await receive(self._context, certificate, first, rest)

    async def answer(self, asked: Asked) -> Reply:
        """The signed answer to a request. Raises `LoggingFailed`, to be answered without a signature."""
        key = asked.key
        running = self._busy.get(key)
        if running is not None:
            await asyncio.shield(running)
            return await self.repeat(asked)
        done = self._busy[key] = asyncio.get_running_loop().create_future()
        peer = asked.gateway.gateway_id
        self._per_peer[peer] = self._per_peer.get(peer, 0) + 1
        try:
            return await self._answer(asked)
        except WrongRequest:
            return await self.repeat(asked)
        except LogError as error:
            raise logging_failed(error) from None
        finally:
            self._per_peer[peer] -= 1
            del self._busy[key]
            done.set_result(None)

    async def _answer(self, asked: Asked) -> Reply:
        context = self._context
        work = Work(asked, next(context.records), _blank(asked))
        logged = context.writer.submit(self._receive_intent(work))
        try:
            self._check_load(asked)
            work.call = understand(asked)
            judgement = await self._judge_first(work)
            work.usage = judgement.usage
            if work.usage is not None:
                work.usage.reserved += 1
            if not self._may_overlap(work):
                await self._first_of_its_kind(logged)
            body, sha512 = await self._body(work)
            produced = await self._dispatch.call(
                work.call, work.declaration, judgement, asked, body, sha512, work.record
            )
            received = await self._first_of_its_kind(logged)
            return await self._give(work, received, produced)
        except (Stop, BadRequest, SystemFailed) as error:
            return await self._refuse(work, logged, error)
        except (LogError, WrongRequest):
            raise
        except Exception as error:
            log.error("exchange.failed", error=type(error).__name__, text=str(error)[:200], exc_info=error)
            context.metrics.event("provider_fault")
            return await self._refuse(work, logged, Stop(Reason.OUTCOME_UNKNOWN))
        finally:
            if work.usage is not None:
                work.usage.reserved -= 1

    # -- the RECV leaf

    def _receive_intent(self, work: Work) -> Receive:
        asked, statement = work.asked, work.asked.statement
        sealed = self._context.seal(work.record, 0, statement.suite, statement.exchange_id, asked.openings, Body())
        effects = store.opened(
            work.record,
            Side.ANSWERED,
            asked.key,
            (statement.src, statement.service, asked.gateway.path),
            (statement.ts_ms, statement.expiry_ms),
            sealed,
        )
        return Receive(asked.message, asked.receipt, asked.digest, statement, effects)

    async def _first_of_its_kind(self, logged: asyncio.Future[list[Any]]) -> Received:
        """The RECV leaf, durable. Raises `Stop` or `WrongRequest` if such a request came before."""
        try:
            received: Received = (await logged)[0]
        except sqlite3.IntegrityError:
            raise Stop(Reason.EXCHANGE_ID_REUSED) from None
        if received.duplicate:
            raise WrongRequest("the same request again")
        if received.fork_of is not None:
            self._context.metrics.event("pair_sequence_fork")
            raise Stop(Reason.SEQ_FORK)
        return received

    async def _refuse(self, work: Work, logged: asyncio.Future[list[Any]], error: Stop | ExchangeError) -> Reply:
        """Sign and log the refusal of a request that is logged. Raises `WrongRequest` if it came before."""
        context, asked = self._context, work.asked
        reason, notice = _reason(error)
        record: int | None = work.record
        try:
            received: Received = (await logged)[0]
        except sqlite3.IntegrityError:
            # Another message had this id: this one is logged without a row of its own, and refused for that.
            reason, notice, record = await self._reused(asked), "", None
            received = await self._log_bare(asked)
        if received.duplicate:
            raise WrongRequest("the same request again")
        head = context.view.refresh()
        question = work.question
        outcome = Outcome(
            reason,
            question,
            notice=notice,
            rows=question.rows,
            rows_after=question.rows_today,
            calls_after=question.used_today,
        )
        prepared = prepare(context, asked, received, record, outcome, head, context.clock.now_ms())
        [sent] = await context.writer.submit(prepared.intent)
        context.metrics.exchange("answered", reason.camel)
        return reply(sent, prepared)

    async def _log_bare(self, asked: Asked) -> Received:
        intent = Receive(asked.message, asked.receipt, asked.digest, asked.statement)
        received: Received = (await self._context.writer.submit(intent))[0]
        return received

    async def _reused(self, asked: Asked) -> Reason:
        row, _ = await stored(self._context, *asked.key)
        return Reason.VOIDED if row is not None and row.state is State.VOIDED else Reason.EXCHANGE_ID_REUSED

    async def repeat(self, asked: Asked) -> Reply:
        """The answer that this very request got before; if it never got one, that its outcome is unknown.

        Raises `PeerClockSkew` for a request that has expired since.
        """
        if asked.statement.expiry_ms < self._context.clock.now_ms():
            raise PeerClockSkew("the request was answered and has expired")
        return await self.stored_or_unknown(asked)

    async def stored_or_unknown(self, asked: Asked) -> Reply:
        """The stored answer of the exchange that `asked` names, or a signed OutcomeUnknown if there is none."""
        row, answer = await stored(self._context, *asked.key)
        if answer is not None:
            self._context.metrics.event("answer_repeated")
            return answer
        if row is None:
            raise logging_failed(LookupError())
        return await close_open(self._context, row)

    # -- deciding

    def _check_load(self, asked: Asked) -> None:
        context = self._context
        if self._per_peer[asked.gateway.gateway_id] > context.limits.max_in_flight_per_peer:
            raise Stop(Reason.OVERLOADED)
        closed = context.gate.refusal()
        if closed is not None:
            raise Stop(Reason.STORAGE_LOW if context.gate.storage_low else Reason.ANCHOR_OVERDUE)
        if asked.statement.expiry_ms < asked.now_ms:
            raise Stop(Reason.EXPIRED)

    async def _fresh(self, asked: Asked) -> BlockRef:
        """The head to decide on: young enough, and at or after the block that the request stands on."""
        context, basis = self._context, asked.basis
        try:
            head = context.view.check_age(asked.now_ms)
            if basis.block > head.number:
                await context.follower.wait_for(basis.block, WAIT_FOR_BLOCK_S)
                head = context.view.check_age(context.clock.now_ms())
        except (LedgerTooOld, LedgerSplit, LedgerOutdated) as error:
            raise Stop(Reason.LEDGER_OUTDATED, str(error)) from None
        known = context.view.block_hash(basis.block)
        if known != basis.block_hash:
            raise Stop(Reason.LEDGER_OUTDATED, "the request stands on a block that is not on this ledger")
        if asked.statement.suite != context.view.expected_suite(basis.block, asked.gateway.gateway_id):
            raise Stop(Reason.SUITE_DOWNGRADE)
        return head

    async def _judge_first(self, work: Work) -> Judgement:
        """Decide before anything is called. Raises `Stop`."""
        context, asked, call = self._context, work.asked, work.call
        assert call is not None
        await self._fresh(asked)
        state = context.view.state
        work.declaration = context.services.get(call.service.path)
        work.question = self._question(state, call, asked)
        judgement = judge(state, work.question, context.caps, day_of(asked.now_ms))
        work.question = judgement.question
        decision = judgement.decision
        if not decision.permit:
            notice = work.declaration.notice if work.declaration and decision.reason is Reason.SERVICE_DISABLED else ""
            raise Stop(decision.reason, notice)
        if decision.grant_id is not None and decision.grant_id in context.denials:
            raise Stop(Reason.SERVICE_NOTICE, "the grant is being withdrawn")
        if work.declaration is None:
            raise Stop(Reason.SERVICE_NOTICE, "the service is not set up at this gateway")
        if not work.declaration.enabled:
            raise Stop(Reason.SERVICE_NOTICE, work.declaration.notice)
        return judgement

    def _question(self, state: LedgerState, call: Call, asked: Asked) -> Question:
        service = state.service(call.service.id)
        resource: Resource | None = state.resource(service.resource_id) if service is not None else None
        endpoint = 255
        if service is not None:
            endpoint = match_endpoint(service.endpoints, call.method, call.path.decode("ascii"))
        fields = fields_mask(resource, call.fields) if resource is not None else None
        return Question(
            call.client.id, call.service.id, endpoint, fields, asked.basis.item, asked.now_ms // 1000
        )  # fmt: skip

    def _may_overlap(self, work: Work) -> bool:
        assert work.call is not None
        return work.call.safe or (work.declaration is not None and work.declaration.idempotent)

    async def _body(self, work: Work) -> tuple[Body, bytes | None]:
        """The request's body, complete and as signed, and its SHA-512 if there is any. Raises `Stop`."""
        context, asked = self._context, work.asked
        suite = context.suites[asked.statement.suite]
        hasher, sha512 = suite.hasher(), body_hasher()
        body = await context.spool.collect(
            asked.rest,
            asked.first,
            spool_name(work.record, 0),
            suite,
            lambda: context.vault.key(work.record),
            (hasher, sha512),
        )
        if not compare_digest(hasher.digest(), asked.values["body"]):
            body.drop()
            raise Stop(Reason.BODY_MISMATCH, "the body is not the one that was signed")
        return body, sha512.digest() if body.size else None

    async def _give(self, work: Work, received: Received, produced: Produced) -> Reply:
        """Decide again, now with what would leave, and sign it. No await between the decision and its submission."""
        context, asked = self._context, work.asked
        try:
            while True:
                head = context.view.check_age(context.clock.now_ms())
                now_ms = context.clock.now_ms()
                question = replace(work.question, time=now_ms // 1000, rows=produced.rows)
                judgement = judge(context.view.state, question, context.caps, day_of(now_ms), settling=True)
                work.question = judgement.question
                decision = judgement.decision
                if not decision.permit:
                    raise Stop(decision.reason)
                if decision.profiles == produced.profiles and decision.grant_id == produced.grant_id:
                    break
                produced = self._dispatch.again(produced, judgement)
        except (LedgerTooOld, LedgerSplit) as error:
            raise Stop(Reason.LEDGER_OUTDATED, str(error)) from None
        except BaseException:
            produced.body.drop()
            raise
        outcome = Outcome(
            decision.reason,
            judgement.question,
            decision.grant_id,
            produced.rows,
            judgement.question.rows_today + produced.rows,
            judgement.question.used_today + 1,
            produced.items,
            produced.body,
        )
        prepared = prepare(context, asked, received, work.record, outcome, head, now_ms)
        usage = judgement.usage
        if usage is not None:
            usage.calls += 1
            usage.rows += produced.rows
        try:
            [sent] = await context.writer.submit(prepared.intent)
        except BaseException:
            if usage is not None:
                usage.calls -= 1
                usage.rows -= produced.rows
            raise
        context.metrics.exchange("answered", "ok")
        return reply(sent, prepared)


def _blank(asked: Asked) -> Question:
    """The question of a request that is refused before it could be asked properly."""
    return Question(bytes(32), bytes(32), 255, None, asked.basis.item, asked.now_ms // 1000)


def _reason(error: Stop | ExchangeError) -> tuple[Reason, str]:
    if isinstance(error, Stop):
        return error.reason, error.notice
    if isinstance(error, SystemFailed):
        return error.reason, ""
    return Reason.BODY_MISMATCH, str(error)
