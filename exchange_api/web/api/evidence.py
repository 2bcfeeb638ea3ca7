"""`/api/v1/evidence` and `/api/v1/verification`: signed evidence of the department's exchanges, and its trust data."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import FileResponse

from exchange_api.service.evidence import Evidence, Part, Wanted
from exchange_api.service.trust_data import TrustData
from exchange_api.web.api.app import Authorization, Management

READ_EVIDENCE, OPEN_EVIDENCE = "evidence:read", "evidence:open"

Seconds = Annotated[int, Query(ge=0, le=1 << 40)]


def routes(management: Management, evidence: Evidence, trust: TrustData) -> APIRouter:
    """The routes."""
    router = APIRouter()

    @router.get("/evidence", summary="Exchanges as files for `lianlu audit verify`", response_class=Response)
    async def download(
        authorization: Authorization = None,
        exchange_id: Annotated[str | None, Query(max_length=64)] = None,
        query_id: Annotated[str | None, Query(max_length=255)] = None,
        part: Part = Part.BOTH,
        openings: bool = False,
        unique: bool = False,
        force: bool = False,
        since: Annotated[int, Query(alias="from", ge=0, le=1 << 40)] = 0,
        to: Seconds = 1 << 40,
    ) -> Response:
        management.allow(authorization, READ_EVIDENCE)
        if openings:
            management.allow(authorization, OPEN_EVIDENCE)
        times = since * 1000, to * 1000 + 999
        made = await evidence.download(Wanted(exchange_id, query_id, None, part, openings, unique, force, *times))
        headers = {"content-disposition": f'attachment; filename="{made.name}"'}
        return Response(made.data, media_type=made.kind, headers=headers)

    @router.get("/verification", summary="Trust file and ledger to check evidence with", response_class=FileResponse)
    async def verification(authorization: Authorization = None, ledger: bool = True) -> FileResponse:
        management.allow(authorization, READ_EVIDENCE)
        path = await trust.archive(ledger)
        return FileResponse(path, media_type="application/zip", filename=path.name)

    return router
