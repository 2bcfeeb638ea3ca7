"""What the provider decides about a request: on which block, by whose counters, and what it refuses by itself."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from chain_node.ids import parse_canonical_client
from chain_node.ledger.decision import Question, fields_mask, match_endpoint
from chain_node.ledger.errors import LedgerOutdated
from chain_node.ledger.reasons import Reason
from chain_node.ledger.records import Resource
from chain_node.ledger.state import LedgerState
from exchange_api.access import AccessList, Groups
from exchange_api.declarations import Declaration
from exchange_api.errors import CallerMistake, ExchangeError, LedgerSplit, LedgerTooOld, StorageShort, SystemFailed
from exchange_api.message import Call
from exchange_api.policy import Judgement, Matter, Usage, judge
from exchange_api.service.asked import Asked
from exchange_api.service.context import Context
from exchange_api.service.lockout import of_peer

NOT_SET_UP = "the service is not set up at this gateway"
_NOBODY = bytes(32)


class Stop(Exception):
    """Ends the work on a request with a signed refusal."""

    def __init__(self, reason: Reason, notice: str = "", limit: str = "") -> None:
        super().__init__(notice)
        self.reason = reason
        self.notice = notice
        self.limit = limit


@dataclass(slots=True)
class Work:
    """One request on its way. `key` is its record's data key.

    `logged`: what becomes of its RECV leaf, once that was handed to the log; `body_size`: of the request, once it has
    come; `request_out`, `response_in`: when the back end was called and had answered, in ms since the epoch; `let_in`:
    the access list, groups and state by which the client was let in.
    """

    asked: Asked
    record: int
    key: bytes
    question: Question
    logged: asyncio.Future[list[Any]] | None = None
    call: Call | None = None
    matter: Matter | None = None
    declaration: Declaration | None = None
    resource: Resource | None = None
    usage: Usage | None = None
    body_size: int | None = None
    request_out: int | None = None
    response_in: int | None = None
    let_in: tuple[AccessList, Groups, LedgerState] | None = None


def blank_question(asked: Asked) -> Question:
    """The question of a request that is refused before it could be asked properly."""
    return Question(_NOBODY, _NOBODY, 255, None, asked.basis.item, asked.now_ms // 1000)


def check_load(context: Context, asked: Asked, full: str) -> None:
    """Raise `Stop` if too much is under way (`full`: by which limit), this gateway takes nothing now, the request
    expired, the peer is too old, or its client was refused this service too often."""
    if full:
        raise Stop(Reason.OVERLOADED, limit=full)
    closed = context.gate.refusal()
    if closed is not None:
        raise Stop(Reason.STORAGE_LOW if context.gate.storage_low else Reason.ANCHOR_OVERDUE, limit=closed.limit)
    if asked.statement.expiry_ms < asked.now_ms:
        raise Stop(Reason.EXPIRED)
    if asked.too_old:
        raise Stop(Reason.PEER_TOO_OLD)
    lockouts = context.lockouts
    if lockouts.any and lockouts.locked(
        of_peer(asked.peer, asked.statement.src, asked.statement.service), asked.now_ms
    ):
        raise Stop(Reason.LOCKED_OUT, limit="lockout_failures")


@lru_cache(maxsize=4096)
def _member_of(client: str) -> bytes:
    return parse_canonical_client(client).member.id


def check_client(asked: Asked) -> None:
    """Raise `Stop` unless the client is of the member whose gateway asks: nobody else speaks for it."""
    if _member_of(asked.statement.src) != asked.gateway.member_id:
        raise Stop(Reason.CLIENT_OF_OTHERS)


async def check_basis(context: Context, asked: Asked) -> None:
    """Have a head young enough, and at or after the block that the request stands on. Raises `Stop`."""
    basis = asked.basis
    try:
        head = context.view.check_age(asked.now_ms)
        if basis.block > head.number:
            await context.follower.wait_for(basis.block, context.limits.block_wait)
            context.view.check_age(context.clock.now_ms())
    except LedgerOutdated as error:
        raise Stop(Reason.LEDGER_OUTDATED, str(error), "block_wait") from None
    except (LedgerTooOld, LedgerSplit) as error:
        raise Stop(Reason.LEDGER_OUTDATED, str(error), error.limit) from None
    if context.view.block_hash(basis.block) != basis.block_hash:
        raise Stop(Reason.LEDGER_OUTDATED, "the request stands on a block that is not on this ledger")
    if asked.statement.suite != context.view.expected_suite(basis.block, asked.gateway.gateway_id):
        raise Stop(Reason.SUITE_DOWNGRADE)


def judge_first(context: Context, work: Work) -> Judgement:
    """Decide before anything is called. Raises `Stop`."""
    asked, call = work.asked, work.call
    assert call is not None
    state = context.view.state
    work.declaration = context.services.get(call.service.path)
    work.matter = _matter(state, work, call)
    judgement = judge(state, work.matter, context.caps, asked.now_ms)
    work.question = judgement.question
    decision, declaration = judgement.decision, work.declaration
    if not decision.permit:
        shown = declaration is not None and decision.reason is Reason.SERVICE_DISABLED
        raise Stop(decision.reason, declaration.notice if shown and declaration is not None else "")
    _check_grant(context, work, decision.grant_id)
    _check_access(context, work, state)
    found = context.notices.of(call.service) if context.notices else None
    if found is not None:
        raise Stop(*found)
    if declaration is None:
        raise Stop(Reason.SERVICE_NOTICE, NOT_SET_UP)
    if not declaration.enabled:
        raise Stop(Reason.SERVICE_NOTICE, declaration.notice)
    return judgement


def _matter(state: LedgerState, work: Work, call: Call) -> Matter:
    service = state.service(call.service.id)
    endpoint, fields = 255, None
    if service is not None:
        endpoint = match_endpoint(service.endpoints, call.method, call.path.decode("ascii"))
        work.resource = state.resource(service.resource_id)
        if work.resource is not None:
            fields = fields_mask(work.resource, call.fields)
    return Matter(call.client.id, call.service.id, endpoint, fields, work.asked.basis.item)


def judge_last(context: Context, work: Work, now_ms: int, rows: int) -> Judgement:
    """Decide on what would leave, on the newest block. Raises `Stop`."""
    assert work.matter is not None
    state = context.view.state
    judgement = judge(state, work.matter, context.caps, now_ms, rows=rows, settling=True)
    work.question = judgement.question
    decision = judgement.decision
    if not decision.permit:
        raise Stop(decision.reason)
    _check_grant(context, work, decision.grant_id)
    _check_access(context, work, state)
    if work.call is None or work.call.service.path not in context.services:  # its access list is gone with it
        raise Stop(Reason.SERVICE_NOTICE, NOT_SET_UP)
    return judgement


def _check_grant(context: Context, work: Work, grant_id: bytes | None) -> None:
    """Raise `Stop` if the grant is being withdrawn, or is for a case and the request does not name that case.

    A case number is not on the ledger, so one is enough where the id is not given: the request is signed with it.
    """
    if grant_id is None:
        return
    if grant_id in context.denials:
        raise Stop(Reason.SERVICE_NOTICE, "the grant is being withdrawn")
    scope = context.view.state.scope(grant_id)
    if scope is None or scope.case_id is None:
        return
    assert work.call is not None
    if not work.call.issue:
        raise Stop(Reason.CASE_NOT_NAMED)
    if work.call.case_id not in (None, scope.case_id):
        raise Stop(Reason.CASE_NOT_THIS)


def _check_access(context: Context, work: Work, state: LedgerState) -> None:
    """Raise `Stop` if the service has an access list that refuses the call: the list in force now."""
    call = work.call
    assert call is not None
    declaration = context.services.get(call.service.path)
    if declaration is None or declaration.access is None:
        return
    access, groups = declaration.access, context.groups
    if work.let_in == (access, groups, state):
        return
    reason = access.refusal(access.of(call.client, state, groups), call.method, call.path)
    if reason is not None:
        raise Stop(reason)
    work.let_in = access, groups, state


def judge_refused(context: Context, work: Work, reason: Reason, now_ms: int) -> Reason:
    """The reason that holds at the moment of signing, where the ledger's rules refused; `work.question` is then of it.

    A second, a block or another exchange may have come between: an auditor who decides again must find the same. Where
    nothing refuses any more, the caller is told to try again.
    """
    if reason.local or work.matter is None:
        return reason
    settling = work.usage is not None
    judgement = judge(context.view.state, work.matter, context.caps, now_ms, rows=work.question.rows, settling=settling)
    work.question = judgement.question
    return Reason.OVERLOADED if judgement.decision.permit else judgement.decision.reason


def reason_of(error: Stop | ExchangeError) -> tuple[Reason, str]:
    """Reason and notice of the refusal that an error ends in."""
    if isinstance(error, Stop):
        return error.reason, error.notice
    if isinstance(error, SystemFailed):
        return error.reason, ""
    if isinstance(error, StorageShort):
        return Reason.STORAGE_LOW, ""
    assert isinstance(error, CallerMistake)
    return Reason.BODY_MISMATCH, str(error)
