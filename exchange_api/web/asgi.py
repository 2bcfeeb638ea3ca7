"""The little of ASGI that the plain handlers need: a request's body as pieces, an answer sent."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from exchange_api.adapters.spool import NOTHING, Body
from exchange_api.errors import BodyTooSlow
from exchange_api.web.cycle import GatewayCycle

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Header = tuple[bytes, bytes]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

JSON = b"application/json"


async def body_of(receive: Receive) -> tuple[bytes, AsyncIterator[bytes]]:
    """The first piece of a request's body and the others. Raises `BodyTooSlow` if the caller leaves before its end."""
    message = await receive()
    if message["type"] != "http.request":
        raise BodyTooSlow("the body did not come to its end")
    first: bytes = message.get("body", b"")
    if not message.get("more_body"):
        return first, NOTHING
    return first, _rest(receive)


async def _rest(receive: Receive) -> AsyncIterator[bytes]:
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise BodyTooSlow("the body did not come to its end")
        if piece := message.get("body", b""):
            yield piece
        if not message.get("more_body"):
            return


async def answer(send: Send, status: int, headers: list[Header], body: bytes = b"") -> None:
    """Send a whole answer; `headers`, names in lower case, must carry its length where it has a body."""
    cycle = getattr(send, "__self__", None)
    if isinstance(cycle, GatewayCycle):
        await cycle.answer_whole(status, headers, body)
        return
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def answer_body(send: Send, status: int, headers: list[Header], head: bytes, body: Body) -> None:
    """Send `head`, then a body of any size."""
    if body.data is not None:
        await answer(send, status, headers, head + body.data if head else body.data)
        return
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": head, "more_body": True})
    async for piece in body.pieces():
        await send({"type": "http.response.body", "body": piece, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def be_patient(scope: Scope) -> int:
    """Before a refusal for overload: wait if this connection did not, and say what it is to be told now, in seconds."""
    wait_s, told_s = scope["patience"].refused(asyncio.get_running_loop().time())
    if wait_s:
        await asyncio.sleep(wait_s)
    return int(told_s)


async def answer_json(send: Send, status: int, document: object, extra: list[Header] | None = None) -> None:
    """Send a JSON document."""
    body = json.dumps(document, ensure_ascii=False).encode("utf-8")
    headers = [(b"content-type", JSON), (b"content-length", str(len(body)).encode()), *(extra or [])]
    await answer(send, status, headers, body)


async def nothing_here(send: Send) -> None:
    """404 for a path that is none of this listener's."""
    await answer_json(send, 404, {"code": "exchange.not_found", "message": "no such path on this listener"})
