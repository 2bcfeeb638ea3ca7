"""The management interface: whatever it refuses is a problem with a code."""

from __future__ import annotations

import json
from typing import Any, cast

import pytest

from exchange_api.web.api.app import PROBLEM, Management, build
from exchange_api.web.dialects import ManagementProtocol
from tests.unit.exchange_api.serving import listening, talk


@pytest.mark.parametrize(
    ("line", "status", "code"),
    [
        ("GET /nope", 404, "api.not_found"),
        ("GET /api/v1/receipts/%2e%2e%2f%ff", 404, "api.not_found"),
        ("POST /api/v1/health", 405, "api.method_not_allowed"),
        ("GET /api/v1/receipts?limit=x", 422, "api.invalid"),
    ],
)
async def test_what_is_not_there_is_a_problem(line: str, status: int, code: str) -> None:
    nothing = cast("Any", None)  # none of these reaches a part of the gateway
    application = build(Management(nothing, nothing, nothing, "", lambda: 0, dict))
    async with listening(application, ManagementProtocol) as port:
        answer = await talk(port, f"{line} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 %d " % status)
    assert PROBLEM.encode() in head
    assert json.loads(body)["code"] == code
