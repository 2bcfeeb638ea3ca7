"""Answers to calls that failed: X-Road's three members in JSON or XML; status and code as the profile has them."""

from __future__ import annotations

import json
import os
import re
import uuid
from xml.sax.saxutils import escape

from exchange_api.errors import BodyTooLarge, BodyTooSlow, ExchangeError
from exchange_api.message import MAX_ID_BYTES, Call
from exchange_api.profiles import Profile
from exchange_api.service.context import uuid_text
from exchange_api.web.asgi import JSON, Header

_XML = (b"application/xml", b"text/xml", b"text/*")
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f]")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def fault(
    profile: Profile,
    instance: str,
    headers: list[Header],
    call: Call | None,
    error: ExchangeError,
    exchange: bytes | None,
) -> tuple[int, list[Header], bytes]:
    """Status, headers and body of the answer to a call that failed.

    `headers` are the request's; `call` is None if they could not be read; `exchange` is the id of what became one.
    """
    status, code = profile.fault(error)
    detail = str(uuid.UUID(bytes=exchange) if exchange else uuid.uuid4())
    kind, body = fault_body(headers, code, str(error), detail)
    out = [(b"content-type", kind), (b"content-length", str(len(body)).encode()), (b"x-road-error", code.encode())]
    if not profile.bare:
        out += _ids(instance, headers, call)
        if error.retry_after is not None:
            out.append((b"retry-after", str(error.retry_after).encode()))
    if exchange is not None:
        out.append((b"lianlu-receipt", exchange.hex().encode()))
    if isinstance(error, BodyTooSlow | BodyTooLarge):
        out.append((b"connection", b"close"))
    return status, out, body


def _ids(instance: str, headers: list[Header], call: Call | None) -> list[Header]:
    """The ids of a call; of one that could not be read, the id that it gave, if that is one, and a fresh request id."""
    if call is not None:
        return [(b"x-road-id", call.message_id), (b"x-road-request-id", call.request_id)]
    request_id = uuid_text(os.urandom(16))
    given = {value for name, value in headers if name.lower() == b"x-road-id" and value}
    message_id = given.pop() if len(given) == 1 else b""
    if not message_id or not _is_id(message_id):
        message_id = instance.encode() + b"-" + request_id
    return [(b"x-road-id", message_id), (b"x-road-request-id", request_id)]


def _is_id(value: bytes) -> bool:
    try:
        return len(value) <= MAX_ID_BYTES and _CONTROLS.search(value.decode("utf-8")) is None
    except UnicodeDecodeError:
        return False


def fault_body(headers: list[Header], code: str, message: str, detail: str) -> tuple[bytes, bytes]:
    """Content type and body, in the first form that `Accept` names and that we have; weights do not count."""
    accept = b",".join([value for name, value in headers if name.lower() == b"accept"])
    for part in accept.split(b","):
        kind = part.partition(b";")[0].strip().lower()
        if kind in _XML:
            return b"application/xml" if kind == b"application/xml" else b"text/xml", _xml(code, message, detail)
        if kind == JSON:
            break
    return JSON, _json(code, message, detail)


def _xml(code: str, message: str, detail: str) -> bytes:
    parts = "".join(
        f"<{name}>{escape(_NOT_IN_XML.sub('', text))}</{name}>"
        for name, text in (("type", code), ("message", message), ("detail", detail))
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<error>{parts}</error>'.encode("utf-8", "replace")


def _json(code: str, message: str, detail: str) -> bytes:
    error = {"type": code, "message": message, "detail": detail}
    return json.dumps(error, ensure_ascii=False).encode("utf-8", "replace")
