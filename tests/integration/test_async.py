"""Answers that are fetched later: `Prefer: respond-async`, over two gateways."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Any

from tests.integration.pair import ASKER, Answer, Pair, gateways

LATER = {"Prefer": "respond-async"}


async def fetch(pair: Pair, path: str, client: str = ASKER.path, method: str = "GET", **headers: str) -> Answer:
    """What the consumer's gateway answers to one of its clients at a path of its own."""
    sent = {"X-Road-Client": client, **{name.replace("_", "-"): value for name, value in headers.items()}}
    async with pair.http.request(method, pair.consumer.urls["systems"] + path, headers=sent) as response:
        return Answer(response.status, response.headers, await response.read())


async def ended(pair: Pair, path: str, seconds: float = 20.0) -> dict[str, Any]:
    """The status of a job that is no longer pending."""
    deadline = time.monotonic() + seconds
    while True:
        answer = await fetch(pair, path)
        assert answer.status == 200, answer.body
        if answer.json["status"] != "pending":
            found: dict[str, Any] = answer.json
            return found
        assert time.monotonic() < deadline, answer.json
        await asyncio.sleep(0.05)


async def test_an_answer_is_fetched_later_exactly_as_it_would_have_been_given(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        pair.grant()
        waited = await pair.ask("/a", method="POST", body=b"{}", headers={"X-Road-Id": "id-1"})
        taken = await pair.ask("/a", method="POST", body=b"{}", headers={"X-Road-Id": "id-1", **LATER})
        assert taken.status == 202, taken.body
        assert taken.headers["location"] == taken.json["status_url"]
        status = await ended(pair, taken.json["status_url"])
        assert status["status"] == "done"
        answer = await fetch(pair, status["response_url"])
        assert (answer.status, answer.body) == (200, waited.body)
        ours = {"x-road-request-id", "x-road-request-hash", "lianlu-receipt", "date", "accept-ranges", "cache-control"}
        same = {name.lower() for name in waited.headers} - ours
        assert {name: answer.headers[name] for name in same} == {name: waited.headers[name] for name in same}
        assert answer.headers["lianlu-receipt"] == taken.json["exchange_id"] == taken.headers["lianlu-receipt"]
        assert len(pair.backend.calls) == 2
