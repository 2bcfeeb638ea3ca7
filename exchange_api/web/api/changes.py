"""`/api/v1/changes`: what was settled here and changed on the ledger, read on from a cursor."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel

from exchange_api.service.changes import PAGE, Changes
from exchange_api.web.api.app import Authorization, Management

READ = "changes:read"


class Feed(BaseModel):
    """Changes in order of time, each with its `kind`, `id` and time. `cursor`: where to go on, now or later."""

    changes: list[dict[str, Any]]
    cursor: str
    more: bool


def routes(management: Management, changes: Changes) -> APIRouter:
    """The route."""
    router = APIRouter()

    @router.get("/changes", summary="What changed, at least once, of the last 90 days")
    async def feed(
        authorization: Authorization = None,
        cursor: Annotated[str | None, Query(max_length=40)] = None,
        limit: Annotated[int, Query(ge=1, le=PAGE)] = PAGE,
    ) -> Feed:
        management.allow(authorization, READ)
        return Feed(**await changes.read(cursor, limit))

    return router
