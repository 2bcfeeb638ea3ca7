"""`GET /listClients`: every member and subsystem, as X-Road has it: without `/r1`, without `X-Road-Client`.

JSON where `Accept` names it, weights aside, else XML. With `metadata_access = authenticated` the caller's connection
must be one that some client of this gateway may use: its address, or the certificate it shows.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qs

from exchange_api.errors import ExchangeError, MethodNotAllowed, NotAuthenticated
from exchange_api.service.context import Context, Dates
from exchange_api.service.metadata import Metadata
from exchange_api.web.asgi import JSON, Header, Scope, Send, answer, answer_json
from exchange_api.web.clients import ClientRules
from exchange_api.web.faults import fault

_XML = b"text/xml"


class ListClients:
    """Answers `/listClients`."""

    def __init__(
        self, context: Context, metadata: Metadata, clients: Mapping[str, ClientRules], everybody: bool
    ) -> None:
        self._context = context
        self._metadata = metadata
        self._clients = clients
        self._everybody = everybody
        self._dates = Dates()

    async def __call__(self, scope: Scope, send: Send) -> None:
        headers: list[Header] = scope["headers"]
        if scope["method"] not in ("GET", "HEAD"):
            error = MethodNotAllowed("the list of clients can only be read")
            return await answer_json(send, 405, {"code": error.code, "message": str(error)}, [(b"allow", b"GET, HEAD")])
        try:
            self._authenticate(scope)
            accept = b",".join([value for name, value in headers if name.lower() == b"accept"])
            kind = JSON if b"application/json" in accept.lower() else _XML
            body = self._metadata.clients(_instance(scope["raw_target"]), kind is JSON)
        except ExchangeError as error:
            context = self._context
            status, out, body = fault(context.profile, context.own.instance, headers, None, error, None)
            return await answer(send, status, [*out, (b"date", self._dates.now())], body)
        length = (b"content-length", str(len(body)).encode())
        await answer(send, 200, [(b"content-type", kind), length, (b"date", self._dates.now())], body)

    def _authenticate(self, scope: Scope) -> None:
        if self._everybody:
            return
        now_s = self._context.clock.now_ms() / 1000
        for rules in self._clients.values():
            try:
                return rules.check(scope, now_s)
            except NotAuthenticated:
                continue
        raise NotAuthenticated("no client of this gateway connects like this")


def _instance(target: bytes) -> str | None:
    """The instance that the query names, or None."""
    found = parse_qs(target.partition(b"?")[2].decode("latin-1"), keep_blank_values=True).get("xRoadInstance")
    return found[-1] if found else None
