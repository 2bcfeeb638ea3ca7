"""`/api/v1`: receipts, their bundles, health; OpenAPI 3.1 at `/openapi.json`; key set at `/.well-known/jwks.json`.

Errors are problems (RFC 9457) with our stable codes. Authentication: bearer tokens with a scope per duty.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, FastAPI, Header, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from chain_node.clock import Clock
from chain_node.errors import LianluError
from chain_node.logs import get_logger
from exchange_api.service.receipts import PAGE, Receipts
from exchange_api.tokens import TokenVerifier

PROBLEM = "application/problem+json"
READ_RECEIPTS, READ_HEALTH = "receipts:read", "health:read"
log = get_logger(__name__)

Authorization = Annotated[str | None, Header()]


class Page(BaseModel):
    """A page of exchanges, newest first."""

    items: list[dict[str, Any]]
    cursor: str | None


class Health(BaseModel):
    """Whether exchanges are taken, and what keeps them from it."""

    ready: bool
    problems: dict[str, str]
    gateway: str
    leaves: int
    exchanges: dict[str, int]


class Problem(BaseModel):
    """RFC 9457."""

    type: str
    title: str
    status: int
    code: str
    detail: str


class Management:
    """What the routes need."""

    def __init__(
        self,
        receipts: Receipts,
        tokens: TokenVerifier,
        clock: Clock,
        gateway: str,
        leaves: Callable[[], int],
        problems: Callable[[], dict[str, str]],
    ) -> None:
        self.receipts = receipts
        self.tokens = tokens
        self.clock = clock
        self.gateway = gateway
        self.leaves = leaves
        self.problems = problems

    def allow(self, authorization: str | None, scope: str) -> str:
        """Who calls; raises `Unauthorized` unless the caller may."""
        return self.tokens.check(authorization, scope, self.clock.now_ms() // 1000)


def build(management: Management, *more: APIRouter) -> FastAPI:
    """The application of the management listener; `more` routes below `/api/v1`."""
    app = FastAPI(
        title="Lianlu gateway", version="1", openapi_url="/openapi.json", docs_url=None, redoc_url=None,
        responses={401: {"model": Problem}, 404: {"model": Problem}, 422: {"model": Problem}},
    )  # fmt: skip
    for router in (_routes(management), *more):
        app.include_router(router, prefix="/api/v1")

    @app.get("/.well-known/jwks.json", include_in_schema=False)
    async def jwks() -> dict[str, Any]:
        return management.tokens.jwks()

    @app.exception_handler(LianluError)
    async def ours(_request: Request, error: LianluError) -> JSONResponse:
        return problem_of(error)

    @app.exception_handler(404)
    async def not_found(_request: Request, _error: Exception) -> JSONResponse:
        return _problem(404, "api.not_found", "Not found", "no such path; /openapi.json lists what there is")

    @app.exception_handler(405)
    async def not_allowed(_request: Request, error: Exception) -> JSONResponse:
        more = getattr(error, "headers", None)
        return _problem(405, "api.method_not_allowed", "Method not allowed", "`Allow` names those that are", more)

    @app.exception_handler(RequestValidationError)
    async def invalid(_request: Request, error: RequestValidationError) -> JSONResponse:
        places = ", ".join(".".join(str(part) for part in one["loc"]) for one in error.errors())
        return _problem(422, "api.invalid", "Invalid request", f"not as documented: {places}")

    @app.exception_handler(Exception)
    async def fault(_request: Request, error: Exception) -> JSONResponse:
        log.error("api.fault", error=type(error).__name__, exc_info=error)
        return _problem(500, "api.fault", "Internal error", "see the gateway's log")

    return app


def problem_of(error: LianluError) -> JSONResponse:
    """The answer that an error of ours ends in."""
    retry_after = getattr(error, "retry_after", None)
    more = None if retry_after is None else {"retry-after": str(retry_after)}
    return _problem(error.status, error.code, type(error).__name__, str(error), more)


def _problem(status: int, code: str, title: str, detail: str, more: Mapping[str, str] | None = None) -> JSONResponse:
    document = {"type": f"urn:lianlu:error:{code}", "title": title, "status": status, "code": code, "detail": detail}
    headers = {"www-authenticate": "Bearer"} if status == 401 else more
    return JSONResponse(document, status, headers, PROBLEM)


def _routes(management: Management) -> APIRouter:
    router = APIRouter()

    @router.get("/receipts/{exchange_id}", summary="One exchange: asked, granted, disclosed, proven")
    async def receipt(exchange_id: str, authorization: Authorization = None) -> dict[str, Any]:
        management.allow(authorization, READ_RECEIPTS)
        return await management.receipts.get(exchange_id)

    @router.get("/receipts", summary="Exchanges, newest first")
    async def receipts(
        authorization: Authorization = None,
        cursor: Annotated[str | None, Query(max_length=20)] = None,
        limit: Annotated[int, Query(ge=1, le=PAGE)] = PAGE,
    ) -> Page:
        management.allow(authorization, READ_RECEIPTS)
        return Page(**await management.receipts.page(cursor, limit))

    @router.get("/receipts/{exchange_id}/bundle", summary="The exchange as a file for `lianlu audit verify`")
    async def bundle(exchange_id: str, authorization: Authorization = None) -> Response:
        management.allow(authorization, READ_RECEIPTS)
        data = await management.receipts.bundle(exchange_id)
        name = f'attachment; filename="{exchange_id}.lianlu.json"'
        return Response(data, media_type="application/json", headers={"content-disposition": name})

    @router.get("/health", summary="Whether exchanges are taken")
    async def health(authorization: Authorization = None) -> Health:
        management.allow(authorization, READ_HEALTH)
        problems = management.problems()
        counts = await management.receipts.counts()
        return Health(
            ready=not problems,
            problems=problems,
            gateway=management.gateway,
            leaves=management.leaves(),
            exchanges=counts,
        )

    return router
