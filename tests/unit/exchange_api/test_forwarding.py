"""Who calls is the connection's other end, whatever a header says of it (rulings 7.2)."""

from __future__ import annotations

from typing import Any

from tests.unit.exchange_api.serving import listening, talk


async def test_forwarding_headers_do_not_change_the_caller() -> None:
    seen: list[Any] = []

    async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
        seen.append((scope["client"][0], scope["scheme"]))
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    head = b"GET / HTTP/1.1\r\nHost: x\r\nx-forwarded-for: 10.9.8.7\r\nx-forwarded-proto: https\r\n"
    async with listening(application) as port:
        await talk(port, head + b"forwarded: for=10.9.8.7\r\nConnection: close\r\n\r\n")
    assert seen == [("127.0.0.1", "http")]
