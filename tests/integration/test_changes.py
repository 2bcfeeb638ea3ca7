"""The change feed: everything once it is read on from a cursor, nothing left out without a word."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.integration.pair import Answer, Pair, Side, gateways
from tests.integration.test_async import ended, hand_over
from tests.integration.test_evidence_download import get, token
from tests.integration.test_exchange_faults import crash, restart


async def feed(pair: Pair, side: Side, query: str = "", scope: str = "changes:read") -> Answer:
    url = f"{side.urls['management']}/api/v1/changes{query}"
    return await get(pair, url, Authorization=f"Bearer {token(side, scope)}")


async def read_on(pair: Pair, side: Side, cursor: str | None, limit: int = 1000) -> tuple[list[dict[str, Any]], str]:
    """Everything after a cursor, page by page, and the cursor to go on from."""
    found: list[dict[str, Any]] = []
    more = True
    while more:
        query = f"?limit={limit}" + ("" if cursor is None else f"&cursor={cursor}")
        page = (await feed(pair, side, query)).json
        found += page["changes"]
        cursor, more = page["cursor"], page["more"]
    assert cursor is not None
    return found, cursor


def names(changes: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(one["kind"], one["id"]) for one in changes]


async def test_what_was_settled_and_what_changed_on_the_ledger(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        before, cursor = await read_on(pair, pair.consumer, None)
        kinds = {kind for kind, _ in names(before)}
        assert kinds == {"member", "subsystem", "gateway", "service", "resource"}
        assert await read_on(pair, pair.consumer, cursor) == ([], cursor)
        grant = pair.grant()
        done = await pair.ask()
        job = await hand_over(pair)
        await ended(pair, job)
        refused = await pair.ask(service="some")
        after, last = await read_on(pair, pair.consumer, cursor)
        assert set(names(after)) == {
            ("grant", grant.grant_id.hex()),
            ("exchange", done.headers["lianlu-receipt"]),
            ("exchange", job["exchange_id"]),
            ("exchange", refused.headers["lianlu-receipt"]),
        }
        told = next(one for one in after if one["id"] == job["exchange_id"])
        assert {name: told[name] for name in ("direction", "state", "reason")} == {
            "direction": "asked", "state": "done", "reason": "Granted",
        }  # fmt: skip
        assert [one["at_ms"] for one in after] == sorted(one["at_ms"] for one in after)
        assert (await read_on(pair, pair.consumer, cursor))[0] == after, "the same again"
        assert names((await read_on(pair, pair.consumer, None))[0]) == names(before + after)
        other = (await read_on(pair, pair.provider, None))[0]
        assert {one["direction"] for one in other if one["kind"] == "exchange"} == {"answered"}
        await crash(pair.consumer)
        await restart(pair, "GJJ")
        assert (await read_on(pair, pair.consumer, last))[0] == []


@pytest.mark.parametrize("limit", [1, 2, 5])
async def test_pages_leave_nothing_out(tmp_path: Path, limit: int) -> None:
    async with gateways(tmp_path) as pair:
        for _ in range(4):
            pair.grant()
            await pair.ask()
        whole, cursor = await read_on(pair, pair.consumer, None)
        paged, last = await read_on(pair, pair.consumer, None, limit)
        assert sorted(names(paged)) == sorted(names(whole)) and last == cursor
        assert len(set(names(whole))) == len(whole)


async def test_a_cursor_is_good_or_refused(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        early = await feed(pair, pair.consumer, "?cursor=0.0")
        assert (early.status, early.json["changes"][0]["block"]) == (200, 1), "before anything was settled"
        pair.grant()
        await pair.ask()
        await pair.ask()
        for wrong in ("x", "1", "1.", "-1.0", "1.2.3", "%201.1", "1" * 30 + ".1"):
            assert (await feed(pair, pair.consumer, f"?cursor={wrong}")).status == 400, wrong
        ahead = await feed(pair, pair.consumer, "?cursor=99.0")
        assert (ahead.status, ahead.json["code"]) == (410, "exchange.changes_gone")
        assert (await feed(pair, pair.consumer, scope="receipts:read")).status == 401
        assert (await feed(pair, pair.consumer, "?limit=1001")).status == 422


async def test_after_90_days_it_says_that_something_is_missing(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        pair.grant()
        for _ in range(3):
            await pair.ask()
        with closing(sqlite3.connect(pair.consumer.data / "log" / "log.db")) as rows, rows:
            rows.execute("UPDATE monitoring SET at_ms = at_ms - 91 * 86400000 WHERE seq <= 2")
        gone = await feed(pair, pair.consumer, "?cursor=2.0")
        assert (gone.status, gone.json["code"]) == (410, "exchange.changes_gone")
        assert (await feed(pair, pair.consumer, "?cursor=3.0")).status == 200
        anew, _ = await read_on(pair, pair.consumer, None)
        assert len([one for one in anew if one["kind"] == "exchange"]) == 1
