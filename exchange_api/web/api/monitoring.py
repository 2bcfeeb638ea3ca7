"""`/api/v1/monitoring`: records and health data for the department, in X-Road's words.

`monitoring:read` shows exchanges in which the party at this gateway is of the gateway's own member; those of members
that are guests here need `monitoring:read-all`.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel

from chain_node.ids import parse_gateway
from exchange_api.errors import Unauthorized
from exchange_api.service import monitoring as service
from exchange_api.service.monitoring import MAX_PAGE, PAGE, Monitoring, Sees, everything, fields_of, of_member
from exchange_api.web.api.app import Authorization, Management

READ, READ_ALL = "monitoring:read", "monitoring:read-all"
LAST_SECOND = 1 << 40

Second = Annotated[int, Query(ge=0, le=LAST_SECOND)]


class Records(BaseModel):
    """A page of records in the order in which exchanges were settled. `cursor`: where to go on, now or later."""

    records: list[dict[str, Any]]
    cursor: str
    more: bool


class Health(BaseModel):
    """Health of the services that this gateway answers for."""

    monitoringStartupTimestamp: int
    statisticsPeriodSeconds: int
    servicesEvents: list[dict[str, Any]]


def routes(management: Management, monitoring: Monitoring) -> APIRouter:
    """The routes."""
    router = APIRouter(prefix="/monitoring")
    member = parse_gateway(management.gateway).member.path if management.gateway else ""

    def viewer(authorization: str | None) -> Sees:
        try:
            management.allow(authorization, READ_ALL)
        except Unauthorized:
            management.allow(authorization, READ)
            return of_member(member)
        return everything

    @router.get("/records", summary="One record of each exchange and side")
    async def records(
        authorization: Authorization = None,
        since: Annotated[int, Query(alias="from", ge=0, le=LAST_SECOND)] = 0,
        to: Second = LAST_SECOND,
        cursor: Annotated[int, Query(ge=0, lt=1 << 62)] = 0,
        limit: Annotated[int, Query(ge=1, le=MAX_PAGE)] = PAGE,
        client: Annotated[str | None, Query(max_length=1024)] = None,
        fields: Annotated[str | None, Query(max_length=2048)] = None,
    ) -> Records:
        sees = viewer(authorization)
        query = service.Query(sees, since * 1000, to * 1000 + 999, cursor, limit, client, fields_of(fields))
        return Records(**await monitoring.records(query))

    @router.get("/health", summary="Health data of the services answered for here")
    async def health(authorization: Authorization = None) -> Health:
        return Health(**await monitoring.health(viewer(authorization)))

    return router
