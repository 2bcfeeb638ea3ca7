"""The provider's side of an exchange: a peer asks, the ledger's rules decide, the back end answers, a signature leaves.

Order: verified request (`asked`) -> RECV leaf -> the ledger's age and the request's block -> decision -> notice ->
body complete and as signed -> back end -> mapping and mask -> decision again, on the newest block -> SENT leaf ->
answer. Rules:

* A request whose answer is fetched later becomes a RECV leaf when its body is here whole, or when it is refused: one
  that is cut off leaves nothing behind and can be sent again.
* A back end is called at most once per exchange id. Unless the method is safe or the service idempotent, and for every
  answer that is fetched later, the RECV leaf (state OPEN: dispatched) is durable before the call; else its sync and the
  call may overlap.
* The same request again gets the stored answer until it expires; another request under the same id is refused.
* Whatever goes wrong after the RECV leaf ends in a signed REFUSE. If that cannot be written, the row stays open and is
  closed as OutcomeUnknown when it is asked for again, or at the next start.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from typing import Any

from chain_node.errors import LogError
from chain_node.ledger.reasons import Reason
from chain_node.log.intents import Receive, Received
from chain_node.logs import get_logger
from exchange_api.adapters import store
from exchange_api.adapters.spool import Body
from exchange_api.adapters.store import Side, State
from exchange_api.errors import (
    CallerMistake,
    ExchangeError,
    LedgerSplit,
    LedgerTooOld,
    PeerMistake,
    StorageShort,
    SystemFailed,
    WrongRequest,
)
from exchange_api.policy import Judgement
from exchange_api.refusals import REASONS
from exchange_api.service.answers import Outcome, Reply, prepare, reply, stored
from exchange_api.service.asked import Asked, receive, understand
from exchange_api.service.context import Context, logging_failed
from exchange_api.service.deciding import (
    Stop,
    Work,
    blank_question,
    check_basis,
    check_client,
    check_load,
    judge_first,
    judge_last,
    judge_refused,
    reason_of,
)
from exchange_api.service.dispatch import Dispatch, Produced
from exchange_api.service.lockout import count_failure, of_peer
from exchange_api.service.repeated import is_known, repeat
from exchange_api.service.request_body import take_in
from exchange_api.service.watching import watch

log = get_logger(__name__)


class Provider:
    """Answers requests and voids of peers."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._dispatch = Dispatch(context)
        self._busy: dict[tuple[bytes, bytes], asyncio.Future[None]] = {}

    def busy(self, key: tuple[bytes, bytes]) -> asyncio.Future[None] | None:
        """What ends when the exchange with this key has its answer, or None if nothing is under way."""
        return self._busy.get(key)

    async def request(self, certificate: bytes | None, first: bytes, rest: AsyncIterator[bytes]) -> Asked:
        """A message of a peer, verified. Raises `PeerMistake`."""
        return await receive(self._context, certificate, first, rest)

    async def answer(self, asked: Asked) -> Reply:
        """The signed answer to a request.

        Raises `LoggingFailed`, `PeerClockSkew`, `PeerBodyCut` or `PeerTookBack`, answered without a signature.
        """
        key = asked.key
        while (running := self._busy.get(key)) is not None:
            await asyncio.shield(running)
            asked.now_ms = self._context.clock.now_ms()
            if await is_known(self._context, asked):
                return await repeat(self._context, asked)
        done = self._busy[key] = asyncio.get_running_loop().create_future()
        peers, peer = self._context.under.peers, asked.gateway.gateway_id
        full = peers.full(peer)
        peers.take(peer)
        try:
            return await self._answer(asked, full)
        except WrongRequest:
            return await repeat(self._context, asked)
        except LogError as error:
            raise logging_failed(error) from None
        finally:
            peers.give(peer)
            del self._busy[key]
            done.set_result(None)

    async def _answer(self, asked: Asked, full: str) -> Reply:
        context = self._context
        record = next(context.records)
        work = Work(asked, record, context.vault.key(record), blank_question(asked))
        if not asked.later:
            self._logged(work)
        try:
            check_load(context, asked, full)
            work.call = understand(asked)
            check_client(asked)
            await check_basis(context, asked)
            judgement = judge_first(context, work)
            work.usage = judgement.usage
            if work.usage is not None:
                work.usage.reserved += 1
            return await self._carry_out(work, judgement)
        except (Stop, CallerMistake, StorageShort, SystemFailed) as error:
            return await self._refuse(work, error)
        except (LogError, WrongRequest, PeerMistake):
            raise
        except Exception as error:
            log.error("exchange.failed", error=type(error).__name__, text=str(error)[:200], exc_info=error)
            context.metrics.event("provider_fault")
            return await self._refuse(work, Stop(Reason.OUTCOME_UNKNOWN))
        finally:
            if work.usage is not None:
                work.usage.reserved -= 1

    async def _carry_out(self, work: Work, judgement: Judgement) -> Reply:
        """Call the back end, if its service is not too busy, and give what may leave."""
        call, declaration, peer = work.call, work.declaration, work.asked.peer
        assert call is not None and declaration is not None
        service = self._context.under.services.of(declaration.service.path)
        if full := service.full(peer):
            raise Stop(Reason.OVERLOADED, limit=full)
        service.take(peer)
        try:
            body, sha512 = await take_in(self._context, work)
            try:
                if work.asked.statement.expiry_ms < self._context.clock.now_ms():
                    raise Stop(Reason.EXPIRED)
                if work.asked.later or not (call.safe or declaration.idempotent):
                    await self._first_of_its_kind(work)
                self._context.hook("dispatched")
                produced = await self._dispatch.call(work, judgement, body, sha512)
            finally:
                body.drop()
        finally:
            service.give(peer)
        self._context.hook("called")
        try:
            received = await self._first_of_its_kind(work)
        except BaseException:
            produced.body.drop()
            raise
        return await self._give(work, received, produced)

    # -- the RECV leaf

    def _logged(self, work: Work) -> asyncio.Future[list[Any]]:
        """What becomes of the RECV leaf; it is handed to the log the first time."""
        if work.logged is None:
            work.logged = self._context.writer.submit(self._receive_intent(work))
        return work.logged

    def _receive_intent(self, work: Work) -> Receive:
        asked, statement = work.asked, work.asked.statement
        sealed = self._context.seal(work.key, 0, statement.suite, statement.exchange_id, (asked.openings, Body()))
        effects = store.opened(
            work.record,
            Side.ANSWERED,
            asked.key,
            (statement.src, statement.service, asked.gateway.path),
            (statement.ts_ms, statement.expiry_ms),
            sealed,
        )
        return Receive(asked.message, asked.receipt, asked.digest, statement, effects)

    async def _first_of_its_kind(self, work: Work) -> Received:
        """The RECV leaf, durable. Raises `Stop` or `WrongRequest` if such a request came before."""
        try:
            received: Received = (await self._logged(work))[0]
        except sqlite3.IntegrityError:
            raise Stop(Reason.EXCHANGE_ID_REUSED) from None
        if received.duplicate:
            raise WrongRequest("the same request again")
        if received.fork_of is not None:
            self._context.metrics.event("pair_sequence_fork")
            raise Stop(Reason.SEQ_FORK)
        return received

    async def _refuse(self, work: Work, error: Stop | ExchangeError) -> Reply:
        """Sign and log the refusal of a request, which is logged too. Raises `WrongRequest` if it came before."""
        context, asked = self._context, work.asked
        context.metrics.reached(error)
        reason, notice = reason_of(error)
        record: int | None = work.record
        try:
            received: Received = (await self._logged(work))[0]
        except sqlite3.IntegrityError:
            # Another message had this id: this one is logged without a row of its own, and refused for that.
            reason, notice, record = await self._reused(asked), "", None
            received = await self._log_bare(asked)
        if received.duplicate:
            raise WrongRequest("the same request again")
        now_ms, head = context.clock.now_ms(), context.view.refresh()
        found = judge_refused(context, work, reason, now_ms)
        if found is not reason:
            reason, notice = found, ""
        question = work.question
        outcome = Outcome(
            reason, question, notice=notice, rows=question.rows, rows_after=question.rows_today,
            calls_after=question.used_today,
        )  # fmt: skip
        watch(context, work, outcome)
        prepared = prepare(context, asked, received, record, work.key, outcome, head, now_ms)
        [sent] = await context.writer.submit(prepared.intent)
        context.metrics.exchange("answered", reason.camel)
        if REASONS[reason][0] == 403:
            count_failure(context, of_peer(asked.peer, asked.statement.src, asked.statement.service))
        return reply(sent, prepared)

    async def _log_bare(self, asked: Asked) -> Received:
        intent = Receive(asked.message, asked.receipt, asked.digest, asked.statement)
        received: Received = (await self._context.writer.submit(intent))[0]
        return received

    async def _reused(self, asked: Asked) -> Reason:
        row, _ = await stored(self._context, *asked.key)
        return Reason.VOIDED if row is not None and row.state is State.VOIDED else Reason.EXCHANGE_ID_REUSED

    # -- what leaves

    async def _give(self, work: Work, received: Received, produced: Produced) -> Reply:
        """Decide again, now with what would leave, and sign it. No await between the decision and its submission."""
        context = self._context
        try:
            while True:
                now_ms = context.clock.now_ms()
                head = context.view.check_age(now_ms)
                judgement = judge_last(context, work, now_ms, produced.rows)
                decision, question = judgement.decision, judgement.question
                if decision.profiles == produced.profiles and decision.grant_id == produced.grant_id:
                    break
                produced = self._dispatch.again(produced, judgement)
        except (LedgerTooOld, LedgerSplit) as error:
            produced.body.drop()
            raise Stop(Reason.LEDGER_OUTDATED, str(error), error.limit) from None
        except BaseException:
            produced.body.drop()
            raise
        outcome = Outcome(
            decision.reason, question, decision.grant_id, produced.rows, question.rows_today + produced.rows,
            question.used_today + 1, produced.items, produced.body,
        )  # fmt: skip
        watch(context, work, outcome)
        prepared = prepare(context, work.asked, received, work.record, work.key, outcome, head, now_ms)
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
