"""The headers of an answer to an information system, the same whether it waited or asked later."""

from __future__ import annotations

from exchange_api.message import Call
from exchange_api.service.consumer import Result
from exchange_api.web.asgi import Header

BODYLESS = frozenset((204, 304))


def released(call: Call, result: Result, date: bytes) -> list[Header]:
    """Headers, names in lower case, without the length of the body. `date` is given where the provider gives none."""
    headers: list[Header] = []
    has_date = False
    for name, value in result.headers:
        lower = name.lower()
        headers.append((lower, value))
        has_date = has_date or lower == b"date"
    if not has_date:
        headers.append((b"date", date))
    headers += [
        (b"x-road-id", call.message_id),
        (b"x-road-client", call.client.path.encode()),
        (b"x-road-service", call.service.path.encode()),
        (b"x-road-request-id", call.request_id),
        (b"x-road-request-hash", result.request_hash),
    ]
    if result.exchange_id:
        headers.append((b"lianlu-receipt", result.exchange_id.hex().encode()))
    return headers
