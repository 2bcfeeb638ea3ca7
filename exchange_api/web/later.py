"""Answers that are fetched later, on the information systems' listener.

    GET     /lianlu/v1/async/{exchange_id}             how it stands; `ETag` is the status
    DELETE  /lianlu/v1/async/{exchange_id}             cancel (pending), acknowledge (done), forget (failed); `If-Match`
    GET     /lianlu/v1/async/{exchange_id}/response    the answer as the waiting caller would have had it; `Range`

The same authentication and `X-Road-Client` as for calls; only its own client sees a job. Errors are JSON {"code",
"message"}, but the answer of a failed job is the fault that the call would have ended in. A path that is none of these
goes on to the next application.
"""

from __future__ import annotations

import re

from chain_node.errors import LianluError
from exchange_api.adapters.spool import Body
from exchange_api.errors import MethodNotAllowed
from exchange_api.job_errors import JobUnknown
from exchange_api.message import Call, split_lines
from exchange_api.service.consumer import Result
from exchange_api.service.context import Context, Dates
from exchange_api.service.job_store import FailedCall
from exchange_api.service.jobs import PREFIX, Jobs
from exchange_api.web.admission import Admission, client_of
from exchange_api.web.asgi import Application, Header, Receive, Scope, Send, answer, answer_body, answer_json
from exchange_api.web.faults import fault
from exchange_api.web.released import BODYLESS, released

_PREFIX = PREFIX.encode()
_RESPONSE = b"/response"
_RANGE = re.compile(rb"bytes[ \t]*=[ \t]*(?:([0-9]{1,18})-([0-9]{0,18})|-([0-9]{1,18}))", re.IGNORECASE)
_REPLACED = frozenset((b"accept-ranges", b"cache-control"))


class LaterApp:
    """ASGI application in front of the other ones of the listener."""

    def __init__(self, inner: Application, context: Context, admission: Admission, jobs: Jobs) -> None:
        self._inner, self._context, self._admission, self._jobs = inner, context, admission, jobs
        self._dates = Dates()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["raw_target"].startswith(_PREFIX):
            await self._inner(scope, receive, send)
            return
        try:
            await self._serve(scope, send)
        except MethodNotAllowed as error:
            allow = (b"allow", str(error).encode())
            await answer_json(send, 405, {"code": error.code, "message": f"allowed are {error}"}, [allow])
        except LianluError as error:
            later = getattr(error, "retry_after", None)
            more = [] if later is None else [(b"retry-after", str(later).encode())]
            await answer_json(send, error.status, {"code": error.code, "message": str(error)}, more)

    async def _serve(self, scope: Scope, send: Send) -> None:
        client = client_of(scope["headers"], {})
        self._admission.admit(scope, client)
        place, mark, _ = scope["raw_target"].removeprefix(_PREFIX).partition(b"?")
        response = place.endswith(_RESPONSE)
        identity = place.removesuffix(_RESPONSE).decode("ascii", "replace")
        if mark:
            raise JobUnknown("the address of a job has no query")
        method = scope["method"]
        if method in ("GET", "HEAD"):
            await (self._response if response else self._status)(client, identity, scope, send)
        elif method == "DELETE" and not response:
            await answer_json(send, 200, await self._jobs.end(client, identity, _expected(scope["headers"])))
        else:
            raise MethodNotAllowed("GET, HEAD" if response else "GET, HEAD, DELETE")

    async def _status(self, client: str, identity: str, _scope: Scope, send: Send) -> None:
        document = self._jobs.status(client, identity)
        headers = [(b"etag", f'"{document["status"]}"'.encode()), (b"cache-control", b"no-store")]
        if document["status"] == "pending":
            headers.append((b"retry-after", b"1"))
        await answer_json(send, 200, document, headers)

    async def _response(self, client: str, identity: str, scope: Scope, send: Send) -> None:
        try:
            call, result = self._jobs.answer(client, identity)
        except FailedCall as failed:
            own, exchange = self._context.own.instance, failed.exchange_id
            asked = split_lines(failed.call.lines)
            status, headers, body = fault(self._context.profile, own, asked, failed.call, failed.error, exchange)
            await answer(send, status, [*headers, (b"date", self._dates.now())], body)
            return
        await self._release(call, result, scope, send)

    async def _release(self, call: Call, result: Result, scope: Scope, send: Send) -> None:
        headers = [one for one in released(call, result, self._dates.now()) if one[0] not in _REPLACED]
        headers += [(b"accept-ranges", b"bytes"), (b"cache-control", b"no-store")]
        body, size = result.body, result.body.size
        reads = scope["method"] == "GET"
        wanted = _wanted(scope["headers"], result, size) if result.status == 200 and reads else None
        if wanted is None:
            if result.status not in BODYLESS:
                headers.append((b"content-length", str(size).encode()))
            await answer_body(send, result.status, headers, b"", body if reads else Body())
            return
        start, end = wanted
        if start >= end:
            more = [(b"content-range", f"bytes */{size}".encode())]
            await answer_json(send, 416, {"code": "exchange.range", "message": f"the answer has {size} bytes"}, more)
            return
        headers = [one for one in headers if one[0] != b"content-range"]  # a provider's, in an answer that is whole
        headers += [
            (b"content-range", f"bytes {start}-{end - 1}/{size}".encode()),
            (b"content-length", str(end - start).encode()),
        ]
        await send({"type": "http.response.start", "status": 206, "headers": headers})
        async for piece in body.part(start, end):
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


def _only(headers: list[Header], wanted: bytes) -> bytes | None:
    """The value of a header that is given once."""
    found = [value for name, value in headers if name.lower() == wanted]
    return found[0] if len(found) == 1 else None


def _expected(headers: list[Header]) -> str | None:
    """The status that `If-Match` names; None if it names none, and what no job ever has if it cannot be read."""
    given = [value for name, value in headers if name.lower() == b"if-match"]
    if not given or given == [b"*"]:
        return None
    found = re.fullmatch(rb'"([a-z]+)"', given[0]) if len(given) == 1 else None
    return found[1].decode() if found else ""


def _wanted(asked: list[Header], result: Result, size: int) -> tuple[int, int] | None:
    """First byte and end of the one range that is asked for; None for the whole, as for what is malformed or several
    ranges (RFC 9110, 14.2). Equal or crossed, it cannot be given. With `If-Range`, only of the answer meant there."""
    text = _only(asked, b"range")
    found = None if text is None else _RANGE.fullmatch(text)
    if found is None:
        return None
    meant = [value for name, value in asked if name.lower() == b"if-range"]
    tags = [value for name, value in result.headers if name.lower() == b"etag"]
    if meant and (meant != tags or meant[0].startswith(b"W/")):
        return None
    if found[3] is not None:
        return max(size - int(found[3]), 0), size
    start = int(found[1])
    if found[2] and int(found[2]) < start:
        return None
    return start, min(int(found[2]) + 1, size) if found[2] else size
