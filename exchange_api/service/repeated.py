"""What a request gets that came before: the answer that it got then, or that its outcome is unknown."""

from __future__ import annotations

from exchange_api.adapters import store
from exchange_api.adapters.store import State
from exchange_api.errors import PeerClockSkew, PeerTookBack
from exchange_api.service.answers import Reply, stored
from exchange_api.service.asked import Asked
from exchange_api.service.context import Context, logging_failed
from exchange_api.service.recovery import close_open, read_back


async def is_known(context: Context, asked: Asked) -> bool:
    """Whether this very request was taken in before: not another one with its id, nor one that was cut off."""
    [row] = await context.writer.run(lambda cursor: store.by_key(cursor, *asked.key))
    if row is None or row.state is State.VOIDED:
        return False
    return (await read_back(context, row.request_leaf, row.peer)).digest == asked.digest


async def repeat(context: Context, asked: Asked) -> Reply:
    """The answer that this very request got before; if it never got one, that its outcome is unknown.

    Raises `PeerClockSkew` for a request that has expired since, and as `stored_or_unknown`.
    """
    if asked.statement.expiry_ms < context.clock.now_ms():
        raise PeerClockSkew("the request was answered and has expired")
    return await stored_or_unknown(context, asked)


async def stored_or_unknown(context: Context, asked: Asked) -> Reply:
    """The stored answer of the exchange that `asked` names, or a signed OutcomeUnknown if there is none.

    Raises `PeerTookBack` if the request was taken back and refused for that: it is not refused twice.
    """
    row, answer = await stored(context, *asked.key)
    if answer is not None:
        context.metrics.event("answer_repeated")
        return answer
    if row is None:
        raise logging_failed(LookupError())
    if row.state is State.VOIDED:
        raise PeerTookBack("the request was taken back, and refused for that")
    return await close_open(context, row)
