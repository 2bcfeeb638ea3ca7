"""What an information system fetches for itself beside `/r1`, as X-Road's clients ask for it.

    GET /asic?queryId=...                  evidence of the caller's own exchanges
    GET /verificationconf                  what it is checked with
    GET /lianlu/v1/monitoring/records      monitoring records of the caller's own exchanges; of all, for the central one
    GET /lianlu/v1/monitoring/health       the same of health data

Errors are JSON {"code", "message"}. A path that is none of these goes on to the next application.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path

from chain_node.errors import LianluError
from exchange_api.errors import MethodNotAllowed
from exchange_api.evidence_errors import QueryInvalid
from exchange_api.metrics import Metrics
from exchange_api.service.evidence import Evidence, Part, Wanted
from exchange_api.service.monitoring import MAX_PAGE, PAGE, Monitoring, Query, Sees, everything, fields_of, of_client
from exchange_api.service.trust_data import TrustData
from exchange_api.web.admission import CLIENT_PARAMETERS, Admission, client_of, number, parameters, switch
from exchange_api.web.asgi import Application, Receive, Scope, Send, answer, answer_json

Route = Callable[[Scope, bytes, Send], Awaitable[None]]

PIECE = 1 << 18
ZIP = b"application/zip"
LAST_SECOND = 1 << 40
LAST_NUMBER = (1 << 62) - 1
_ASIC = CLIENT_PARAMETERS | {
    "queryId", "exchangeId", "requestOnly", "responseOnly", "unique", "force", "openings", "from", "to",
}  # fmt: skip
_RECORDS = CLIENT_PARAMETERS | {"from", "to", "cursor", "limit", "client", "fields"}


class OwnApp:
    """ASGI application in front of `/r1`'s."""

    def __init__(
        self,
        inner: Application,
        admission: Admission,
        evidence: Evidence,
        trust: TrustData,
        monitoring: Monitoring,
        metrics: Metrics,
        central: str,
    ) -> None:
        """`inner` is who answers everything else; `central` the client that may read all monitoring records."""
        self._metrics = metrics
        self._inner = inner
        self._admission = admission
        self._evidence = evidence
        self._trust = trust
        self._monitoring = monitoring
        self._central = central
        self._routes: dict[bytes, Route] = {
            b"/asic": self._asic,
            b"/verificationconf": self._verification,
            b"/lianlu/v1/monitoring/records": self._records,
            b"/lianlu/v1/monitoring/health": self._health,
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        route = self._routes.get(scope["raw_target"].partition(b"?")[0]) if scope["type"] == "http" else None
        if route is None:
            await self._inner(scope, receive, send)
            return
        try:
            if scope["method"] not in ("GET", "HEAD"):
                raise MethodNotAllowed("this can only be read")
            await route(scope, scope["raw_target"].partition(b"?")[2], send)
        except MethodNotAllowed as error:
            await answer_json(send, 405, {"code": error.code, "message": str(error)}, [(b"allow", b"GET, HEAD")])
        except LianluError as error:
            self._metrics.reached(error)
            later = getattr(error, "retry_after", None)
            more = [] if later is None else [(b"retry-after", str(later).encode())]
            await answer_json(send, error.status, {"code": error.code, "message": str(error)}, more)

    async def _asic(self, scope: Scope, query: bytes, send: Send) -> None:
        found = parameters(query, _ASIC)
        client = client_of(scope["headers"], found)
        self._admission.admit(scope, client)
        only = [part for part in (Part.REQUEST, Part.RESPONSE) if switch(found, f"{part}Only")]
        if len(only) > 1:
            raise QueryInvalid("requestOnly and responseOnly exclude each other")
        made = await self._evidence.download(
            Wanted(
                exchange_id=found.get("exchangeId"),
                query_id=found.get("queryId"),
                client=client,
                part=only[0] if only else Part.BOTH,
                openings=switch(found, "openings"),
                unique=switch(found, "unique"),
                force=switch(found, "force"),
                from_ms=number(found, "from", 0, LAST_SECOND) * 1000,
                to_ms=number(found, "to", LAST_SECOND, LAST_SECOND) * 1000 + 999,
            )
        )
        headers = [
            (b"content-type", made.kind.encode()),
            (b"content-length", str(len(made.data)).encode()),
            (b"content-disposition", f'attachment; filename="{made.name}"'.encode()),
        ]
        await answer(send, 200, headers, made.data)

    async def _verification(self, scope: Scope, query: bytes, send: Send) -> None:
        found = parameters(query, CLIENT_PARAMETERS | {"ledger"})
        self._admission.admit(scope, client_of(scope["headers"], found))
        path = await self._trust.archive("ledger" not in found or switch(found, "ledger"))
        await answer_file(send, path, ZIP)

    async def _records(self, scope: Scope, query: bytes, send: Send) -> None:
        found = parameters(query, _RECORDS)
        sees = self._viewer(scope, found)
        query_ = Query(
            sees,
            from_ms=number(found, "from", 0, LAST_SECOND) * 1000,
            to_ms=number(found, "to", LAST_SECOND, LAST_SECOND) * 1000 + 999,
            cursor=number(found, "cursor", 0, LAST_NUMBER),
            limit=number(found, "limit", PAGE, MAX_PAGE),
            client=found.get("client"),
            fields=fields_of(found.get("fields")),
        )
        await answer_json(send, 200, await self._monitoring.records(query_))

    async def _health(self, scope: Scope, query: bytes, send: Send) -> None:
        sees = self._viewer(scope, parameters(query, CLIENT_PARAMETERS))
        await answer_json(send, 200, await self._monitoring.health(sees))

    def _viewer(self, scope: Scope, found: dict[str, str]) -> Sees:
        client = client_of(scope["headers"], found)
        self._admission.admit(scope, client)
        return everything if client == self._central else of_client(client)


async def answer_file(send: Send, path: Path, kind: bytes) -> None:
    """Send a file piece by piece."""
    with await asyncio.to_thread(path.open, "rb") as file:
        size = os.fstat(file.fileno()).st_size
        headers = [
            (b"content-type", kind),
            (b"content-length", str(size).encode()),
            (b"content-disposition", f'attachment; filename="{path.name}"'.encode()),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        while piece := await asyncio.to_thread(file.read, PIECE):
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
