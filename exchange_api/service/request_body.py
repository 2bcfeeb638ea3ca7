"""The body of a peer's request, taken in whole and held against what was signed, before a back end sees any of it."""

from __future__ import annotations

from hmac import compare_digest

from chain_node.ledger.reasons import Reason
from exchange_api.adapters.spool import Body
from exchange_api.errors import BodyTooSlow, CallerMistake, PeerBodyCut
from exchange_api.message import body_hasher
from exchange_api.service.context import Context, spool_name
from exchange_api.service.deciding import Stop, Work


async def take_in(context: Context, work: Work) -> tuple[Body, bytes | None]:
    """The request's body, complete and as signed, and its SHA-512 if there is any. The caller drops it.

    Raises `PeerBodyCut` if the rest of it may yet come, with the same request sent again; `StorageShort`; else `Stop`.
    """
    asked = work.asked
    suite = context.suites[asked.statement.suite]
    hasher, sha512 = suite.hasher(), body_hasher()
    name, hashers, owner = spool_name(work.record, 0), (hasher, sha512), asked.peer
    try:
        body = await context.spool.collect(asked.rest, asked.first, name, suite, work.key, hashers, owner=owner)
    except BodyTooSlow as error:
        if asked.later:
            raise PeerBodyCut("the body did not come to its end; nothing of the request was kept") from None
        raise Stop(Reason.BODY_MISMATCH, str(error)) from None
    except CallerMistake as error:
        raise Stop(Reason.BODY_MISMATCH, str(error)) from None
    work.body_size = body.size
    if not compare_digest(hasher.digest(), asked.values["body"]):
        body.drop()
        raise Stop(Reason.BODY_MISMATCH, "the body is not the one that was signed")
    return body, sha512.digest() if body.size else None
