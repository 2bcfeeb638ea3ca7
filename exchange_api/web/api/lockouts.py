"""`/api/v1/lockouts`: who is locked out, and the SECURITY duty's word that ends it; and the guard of this interface.

A token that is not accepted counts as a failed authentication of the address that it came from. Whoever has a good one
is not bothered by what others do from the same address.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Annotated, Any

from fastapi import APIRouter, FastAPI, Query
from pydantic import BaseModel

from exchange_api.errors import LockedOut, NotFound
from exchange_api.service.context import Context
from exchange_api.service.lockout import lift
from exchange_api.web.admission import unauthenticated
from exchange_api.web.api.app import Authorization, Management, problem_of
from exchange_api.web.asgi import Receive, Scope, Send

READ, LIFT = "lockouts:read", "lockouts:lift"


class Lockout(BaseModel):
    """Who is locked out, and until when (ms since 1970)."""

    principal: str
    until_ms: int


class Lockouts(BaseModel):
    """All lock-outs of now."""

    items: list[Lockout]


def routes(management: Management, context: Context) -> APIRouter:
    """The routes."""
    router = APIRouter(prefix="/lockouts")

    @router.get("", summary="Who is locked out now")
    async def lockouts(authorization: Authorization = None) -> Lockouts:
        management.allow(authorization, READ)
        found = context.lockouts.all(context.clock.now_ms())
        return Lockouts(items=[Lockout(principal=principal, until_ms=until) for principal, until in found])

    @router.delete("", summary="End a lock-out before its time", status_code=204)
    async def lifted(principal: Annotated[str, Query(max_length=4096)], authorization: Authorization = None) -> None:
        by = management.allow(authorization, LIFT)
        if not lift(context, principal, by):
            raise NotFound("nobody of this name is locked out")

    return router


class Guarded:
    """ASGI application: another one, with failed authentications counted and locked out by address."""

    def __init__(self, inner: FastAPI, context: Context) -> None:
        self._inner = inner
        self._context = context

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        replaced = False

        async def passed(message: MutableMapping[str, Any]) -> None:
            await send(dict(message))

        async def watched(message: MutableMapping[str, Any]) -> None:
            nonlocal replaced
            if message["type"] == "http.response.start" and message["status"] == 401:
                try:
                    unauthenticated(self._context, scope)
                except LockedOut as error:
                    replaced = True
                    await problem_of(error)(scope, receive, passed)
            if not replaced:
                await passed(message)

        await self._inner(scope, receive, watched if scope["type"] == "http" else passed)
