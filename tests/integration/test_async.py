"""Answers that are fetched later: `Prefer: respond-async`, over two gateways."""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from chain_node.evidence.leaf import Role, parse_leaf
from chain_node.evidence.statement import MType, parse
from chain_node.log.reader import LogReader
from exchange_api.adapters import frames
from exchange_api.adapters.store import Reader, sealed_of
from exchange_api.policy import day_of
from tests.integration.pair import ASKER, DENIED, Answer, Pair, Side, gateways
from tests.integration.requests import eventually
from tests.integration.test_evidence_download import token
from tests.integration.test_exchange_faults import crash, messages, restart, states

LATER = {"Prefer": "respond-async"}
EXCHANGED = [("SENT", MType.REQ), ("RECV", MType.RES)]


async def fetch(pair: Pair, path: str, client: str = ASKER.path, method: str = "GET", **headers: str) -> Answer:
    """What the consumer's gateway answers to one of its clients at a path of its own."""
    sent = {"X-Road-Client": client, **{name.replace("_", "-"): value for name, value in headers.items()}}
    async with pair.http.request(method, pair.consumer.urls["systems"] + path, headers=sent) as response:
        return Answer(response.status, response.headers, await response.read())


async def hand_over(pair: Pair, path: str = "/x", wait: int | None = None, **more: Any) -> dict[str, Any]:
    """The document of a job that was taken."""
    prefer = "respond-async" if wait is None else f"respond-async, wait={wait}"
    answer = await pair.ask(path, headers={"Prefer": prefer, **more.pop("headers", {})}, **more)
    assert answer.status == 202, answer.body
    found: dict[str, Any] = answer.json
    return found


async def ended(pair: Pair, job: dict[str, Any], seconds: float = 30.0) -> dict[str, Any]:
    """The status of a job that is no longer pending."""
    deadline = time.monotonic() + seconds
    while True:
        answer = await fetch(pair, job["status_url"])
        assert answer.status == 200, answer.body
        if answer.json["status"] != "pending":
            found: dict[str, Any] = answer.json
            return found
        assert time.monotonic() < deadline, answer.json
        await asyncio.sleep(0.05)


async def tried(pair: Pair, job: dict[str, Any], attempts: int = 1) -> dict[str, Any]:
    """The status of a pending job that was asked for so often in vain."""
    deadline = time.monotonic() + 20.0
    while True:
        found: dict[str, Any] = (await fetch(pair, job["status_url"])).json
        assert found["status"] == "pending", found
        if found.get("attempts", 0) >= attempts:
            return found
        assert time.monotonic() < deadline, found
        await asyncio.sleep(0.05)


async def reconfigured(pair: Pair, name: str, **limits: int | str) -> Side:
    """A side, started again with other limits."""
    side = pair.sides[name]
    await side.stop()
    file = side.data / "gateway.toml"
    lines = "".join(f"{key} = {json.dumps(value)}\n" for key, value in limits.items())
    file.write_text(file.read_text("utf-8").replace("[limits]\n", "[limits]\n" + lines), "utf-8")
    return await restart(pair, name)


def files(side: Side) -> list[str]:
    """Names of the bodies that lie in a gateway's spool."""
    return sorted(file.name for file in (side.data / "spool").iterdir())


def used(side: Side, grant: bytes) -> int:
    """Calls of a grant that the provider has counted today."""
    return side.parts.context.caps.of(grant, day_of(int(time.time() * 1000))).calls


def erasures(side: Side) -> list[Any]:
    """Bodies of a log's ERASE leaves."""
    with LogReader(side.data / "log") as reader:
        leaves = [parse_leaf(data) for _, data in reader.leaves()]
    return [leaf.body for leaf in leaves if leaf.role is Role.ERASE]


@pytest.mark.parametrize("suites", [("intl",), ("intl", "sm")])
async def test_an_answer_is_fetched_later_exactly_as_it_would_have_been_given(
    tmp_path: Path, suites: tuple[str, ...]
) -> None:
    async with gateways(tmp_path, suites) as pair:
        pair.grant()
        waited = await pair.ask("/a", method="POST", body=b"{}", headers={"X-Road-Id": "id-1"})
        taken = await pair.ask("/a", method="POST", body=b"{}", headers={"X-Road-Id": "id-1", **LATER})
        assert taken.status == 202, taken.body
        assert taken.headers["location"] == taken.json["status_url"]
        assert taken.headers["preference-applied"] == "respond-async"
        status = await ended(pair, taken.json)
        assert status["status"] == "done"
        assert status["created_ms"] <= status["ended_ms"] < status["expires_ms"] == status["created_ms"] + 86_400_000
        answer = await fetch(pair, status["response_url"])
        assert (answer.status, answer.body) == (200, waited.body)
        ours = {"x-road-request-id", "x-road-request-hash", "lianlu-receipt", "date", "accept-ranges", "cache-control"}
        same = {name.lower() for name in waited.headers} - ours
        assert {name: answer.headers[name] for name in same} == {name: waited.headers[name] for name in same}
        assert answer.headers["lianlu-receipt"] == taken.json["exchange_id"] == taken.headers["lianlu-receipt"]
        assert len(pair.backend.calls) == 2
        assert messages(pair.consumer) == EXCHANGED * 2
        receipt = await fetch(pair, status["receipt_url"])
        assert (receipt.json["state"], receipt.json["reason"]) == ("done", "Granted")


async def test_only_its_own_client_sees_a_job(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        pair.grant()
        job = await hand_over(pair)
        await ended(pair, job)
        for path in (job["status_url"], job["response_url"]):
            for method in ("GET", "HEAD", "DELETE"):
                answer = await fetch(pair, path, DENIED.path, method)
                assert answer.status == (405 if (method, path) == ("DELETE", job["response_url"]) else 404)
                assert (await fetch(pair, path, "LIANLU/GOV/GJJ/NOBODY", method)).status == 403
        for wrong in (
            "0" * 32,
            job["exchange_id"].upper(),
            job["exchange_id"] + "/",
            "",
            job["exchange_id"] + "?a",
        ):
            answer = await fetch(pair, "/lianlu/v1/async/" + wrong)
            assert (answer.status, answer.json["code"]) == (404, "exchange.job_unknown")
        answer = await fetch(pair, job["status_url"], method="PUT")
        assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD, DELETE")
        waited = await pair.ask()
        assert (await fetch(pair, "/lianlu/v1/async/" + waited.headers["lianlu-receipt"])).status == 404
        assert (await fetch(pair, job["status_url"])).json["status"] == "done"


async def test_a_request_waits_for_a_provider_that_is_away_and_is_carried_out_once(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        grant = pair.grant()
        await pair.provider.stop()
        body = os.urandom(200_000)
        jobs = [await hand_over(pair, "/w", method="POST", body=body), await hand_over(pair, "/r")]
        for job in jobs:
            waiting = await tried(pair, job)
            assert waiting["last_failure"]["code"] == "exchange.peer_unreachable"
            assert (await fetch(pair, job["response_url"])).json["code"] == "exchange.job_pending"
        assert [one.endswith("-0") for one in files(pair.consumer)] == [True]
        await crash(pair.consumer)
        await restart(pair, "GJJ")
        await restart(pair, "SCJG")
        assert pair.consumer.parts.context.spool.sweep(time.time()) == 0
        for job in jobs:
            assert (await ended(pair, job))["status"] == "done"
            assert (await fetch(pair, job["response_url"])).status == 200
        await eventually(lambda: not files(pair.consumer))
        assert sorted(call["target"] for call in pair.backend.calls) == ["/be/r", "/be/w"]
        assert [call["body"] for call in pair.backend.calls if call["method"] == "POST"] == [body]
        assert sorted(messages(pair.consumer)) == sorted(EXCHANGED * 2)
        assert used(pair.provider, grant.grant_id) == 2
        await pair.provider.stop()
        assert used(await restart(pair, "SCJG"), grant.grant_id) == 2


async def test_an_answer_that_got_lost_is_given_again_and_counts_once(tmp_path: Path) -> None:
    """The consumer dies between the peer's answer and the log; the provider as well before it is asked again."""
    lost: list[str] = []

    def lose(point: str) -> None:
        if point == "answered" and len(lost) < 2:
            lost.append(point)
            raise ConnectionError("the answer got lost")

    async with gateways(tmp_path) as pair:
        grant = pair.grant()
        data = os.urandom(300_000)
        pair.backend.answer = lambda call: (200, [(b"etag", b'"v1"')], data)
        pair.consumer.parts.context.hook = lose
        job = await hand_over(pair, method="POST", body=b"once")
        await eventually(lambda: bool(lost))
        await pair.provider.stop()
        await restart(pair, "SCJG")
        assert (await ended(pair, job))["status"] == "done"
        assert (await fetch(pair, job["response_url"])).body == data
        assert len(lost) == 2
        assert len(pair.backend.calls) == 1
        assert used(pair.provider, grant.grant_id) == 1
        assert messages(pair.consumer) == EXCHANGED
        assert [way for way, _ in messages(pair.provider)] == ["RECV", "SENT"]


async def test_a_request_that_is_repeated_while_it_is_carried_out_leaves_one_file(tmp_path: Path) -> None:
    """Sent again byte for byte, before and after its answer, by a peer that wants to fill the provider's disk."""
    async with gateways(tmp_path) as pair:
        pair.grant()
        pair.backend.answer = lambda call: (200, [], bytes(300_000))
        for prefer in ({}, LATER):
            await pair.ask(headers=prefer)
            await eventually(lambda: "OPEN" not in states(pair.consumer))
        with closing(Reader(pair.consumer.data / "log")) as rows:
            requests = [(row.peer, row.request_leaf, row.record) for row in rows.page(None, 10)]
        with LogReader(pair.consumer.data / "log") as log:
            leaves = [parse_leaf(log.leaf(leaf)) for _, leaf, _ in requests]
        context = pair.consumer.parts.context
        kept = files(pair.provider)
        for leaf, (peer, _, record) in zip(leaves, requests, strict=True):
            gateway = context.view.gateway_at(peer)
            with closing(Reader(pair.consumer.data / "log")) as rows:
                sealed = sealed_of(rows.cursor, record, 1)
            assert gateway is not None and sealed is not None
            openings = context.unseal(record, 1, parse(leaf.message).exchange_id, sealed)[0][0]
            head = frames.encode(leaf.receipt, leaf.message, openings)
            for _ in range(3):
                answer = await context.peers.exchange(gateway, head, None, 10)
                assert sum([len(piece) async for piece in answer.rest]) + len(answer.frame.first) == 300_000
                answer.release()
        assert files(pair.provider) == kept and len(kept) == 2


async def test_a_large_answer_is_kept_and_fetched_in_parts(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        pair.grant()
        data = os.urandom(500_000)
        pair.backend.answer = lambda call: (200, [(b"etag", b'"v1"')], data)
        job = await hand_over(pair)
        await ended(pair, job)
        await crash(pair.consumer)
        await restart(pair, "GJJ")
        url = job["response_url"]
        head = await fetch(pair, url, method="HEAD")
        assert (head.headers["content-length"], head.headers["accept-ranges"]) == ("500000", "bytes")
        for asked, start, end in (
            ("bytes=0-0", 0, 1), ("bytes=65530-131080", 65_530, 131_081), ("bytes=499999-", 499_999, 500_000),
            ("bytes=-7", 499_993, 500_000), ("bytes=400000-999999999", 400_000, 500_000), ("BYTES = 5-5", 5, 6),
            ("bytes=-999999", 0, 500_000),
        ):  # fmt: skip
            part = await fetch(pair, url, Range=asked)
            assert (part.status, part.body) == (206, data[start:end]), asked
            assert part.headers["content-range"] == f"bytes {start}-{end - 1}/500000"
            assert part.headers["content-length"] == str(end - start)
        for asked in ("bytes=500000-", "bytes=-0", "bytes=999999-1000000"):
            part = await fetch(pair, url, Range=asked)
            assert (part.status, part.headers["content-range"]) == (416, "bytes */500000"), asked
        for asked in ("bytes=5-4", "bytes=0-1,5-6", "lines=0-1", "bytes=a-b", "bytes=-", "bytes=" + "9" * 30 + "-"):
            whole = await fetch(pair, url, Range=asked)
            assert (whole.status, whole.body) == (200, data), asked
        assert (await fetch(pair, url, Range="bytes=0-1", If_Range='"v1"')).status == 206
        assert (await fetch(pair, url, Range="bytes=0-1", If_Range='"v2"')).status == 200


@pytest.mark.parametrize("accept", ["application/json", "text/xml"])
async def test_a_refusal_is_a_failed_job_whose_answer_is_the_fault(tmp_path: Path, accept: str) -> None:
    async with gateways(tmp_path) as pair:
        waited = await pair.ask(headers={"Accept": accept})
        job = await hand_over(pair, headers={"Accept": accept})
        status = await ended(pair, job)
        assert (status["status"], status["error"]) == ("failed", "Server.ServerProxy.AccessDenied.NoGrant")
        answer = await fetch(pair, job["response_url"])
        assert (answer.status, answer.error) == (waited.status, waited.error) == (403, status["error"])
        assert answer.headers["content-type"] == waited.headers["content-type"] == accept
        assert answer.headers["lianlu-receipt"] == job["exchange_id"]
        ending = await fetch(pair, job["status_url"], method="DELETE")
        assert (ending.status, ending.json["outcome"]) == (200, "forgotten")
        assert (await fetch(pair, job["status_url"])).status == 404
        assert (await fetch(pair, job["receipt_url"])).json["state"] == "refused"
        assert erasures(pair.consumer) == []


async def test_what_cannot_become_an_exchange_is_refused_at_once(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        answer = await pair.ask(client="LIANLU/GOV/GJJ/NOBODY", headers=LATER)
        assert (answer.status, answer.error) == (403, "Server.ClientProxy.UnknownMember")
        pair.consumer.parts.context.gate.storage_low = True
        answer = await pair.ask(headers=LATER)
        assert (answer.status, answer.error) == (503, "Server.ClientProxy.StorageLow")
        assert states(pair.consumer) == []


async def test_cancelled_while_the_provider_is_away(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        pair.grant()
        await pair.provider.stop()
        job = await hand_over(pair, method="POST", body=os.urandom(100_000))
        await tried(pair, job)
        wrong = await fetch(pair, job["status_url"], method="DELETE", If_Match='"done"')
        assert (wrong.status, wrong.json["code"]) == (412, "exchange.job_changed")
        cancelled = await fetch(pair, job["status_url"], method="DELETE", If_Match='"pending"')
        assert (cancelled.status, cancelled.json["outcome"]) == (200, "cancelled")
        assert (await fetch(pair, job["status_url"])).status == 404
        assert files(pair.consumer) == []
        await crash(pair.consumer)
        await restart(pair, "GJJ")
        await restart(pair, "SCJG")
        await eventually(lambda: states(pair.consumer) == ["VOIDED"])
        assert states(pair.provider) == ["VOIDED"]
        sent = [one for one in messages(pair.consumer) if one[1] is not MType.VOID]
        assert sent == [("SENT", MType.REQ), ("RECV", MType.ACK)]
        assert (await fetch(pair, job["receipt_url"])).json["state"] == "voided"
        assert pair.backend.calls == []


async def test_cancelled_while_the_back_end_is_at_work(tmp_path: Path) -> None:
    """The provider's answer comes too late for the job and is what both logs say; nothing of it is handed out."""
    async with gateways(tmp_path) as pair:
        grant = pair.grant()
        pair.backend.delay_s = 0.5
        job = await hand_over(pair, method="POST", body=b"x")
        await eventually(lambda: bool(pair.backend.calls))
        cancelled = await fetch(pair, job["status_url"], method="DELETE")
        assert cancelled.json["outcome"] == "cancelled"
        await eventually(lambda: states(pair.consumer) == ["DONE"])
        assert states(pair.provider) == ["DONE"]
        assert used(pair.provider, grant.grant_id) == 1
        assert (await fetch(pair, job["receipt_url"])).json["state"] == "done"
        assert (await fetch(pair, job["response_url"])).status == 404


async def test_a_cancellation_and_an_answer_race_and_one_of_them_counts(tmp_path: Path) -> None:
    """Whoever comes first is what the client is told: cancelled and nothing to fetch, or done and all of it."""
    async with gateways(tmp_path) as pair:
        pair.grant()
        outcomes = set()
        for round_ in range(24):
            job = await hand_over(pair)
            await asyncio.sleep(0.002 * round_)
            ending = await fetch(pair, job["status_url"], method="DELETE", If_Match='"pending"')
            if ending.status == 200:
                assert ending.json["outcome"] == "cancelled"
                assert (await fetch(pair, job["response_url"])).status == 404
            else:
                assert ending.status == 412
                assert (await ended(pair, job))["status"] == "done"
                assert (await fetch(pair, job["response_url"])).json["data"]["tyshxydm"] == "X1"
            outcomes.add(ending.status)
        assert outcomes == {200, 412}
        await eventually(lambda: "OPEN" not in states(pair.consumer) + states(pair.provider))
        assert sorted(states(pair.consumer)) == sorted(states(pair.provider))


async def test_acknowledged_its_key_is_destroyed_and_the_log_says_so(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        pair.grant()
        data = os.urandom(100_000)
        pair.backend.answer = lambda call: (200, [], data)
        job = await hand_over(pair, headers={"X-Road-Id": "gone"})
        await ended(pair, job)
        assert (await fetch(pair, job["response_url"])).body == data
        receipt = await fetch(pair, job["receipt_url"])
        done = await fetch(pair, job["status_url"], method="DELETE")
        assert (done.status, done.json["outcome"]) == (200, "acknowledged")
        for path in (job["status_url"], job["response_url"]):
            assert (await fetch(pair, path)).status == 404
        assert (await fetch(pair, job["status_url"], method="DELETE")).status == 404
        assert files(pair.consumer) == []
        leaves = [receipt.json["request"]["leaf_index"], receipt.json["answer"]["leaf_index"]]
        assert [(index, label) for index, label, _ in erasures(pair.consumer)] == [(one, "*") for one in leaves]
        own = f"/asic?exchangeId={job['exchange_id']}&force"
        assert (await fetch(pair, own + "&openings")).json["code"] == "exchange.evidence_erased"
        assert (await fetch(pair, own)).status == 200
        assert (await fetch(pair, job["receipt_url"])).json["state"] == "done"
        await crash(pair.consumer)
        await restart(pair, "GJJ")
        assert (await fetch(pair, own + "&openings")).json["code"] == "exchange.evidence_erased"
        assert (await pair.ask()).status == 200


async def test_an_erasure_that_was_cut_short_is_finished_at_the_next_start(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        pair.grant()
        job = await hand_over(pair)
        await ended(pair, job)
        other = sqlite3.connect(pair.consumer.data / "keytree.db", isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        failed = await fetch(pair, job["status_url"], method="DELETE")
        other.execute("ROLLBACK")
        other.close()
        assert (failed.status, failed.json["code"]) == (503, "exchange.storage_low")
        assert (await fetch(pair, job["response_url"])).status == 404
        await crash(pair.consumer)
        await restart(pair, "GJJ")
        own = f"/asic?exchangeId={job['exchange_id']}&force&openings"
        assert (await fetch(pair, own)).json["code"] == "exchange.evidence_erased"
        assert len(erasures(pair.consumer)) == 2


async def test_a_client_that_is_no_longer_registered_asks_no_more(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        pair.grant()
        await pair.provider.stop()
        await hand_over(pair)
        await pair.consumer.stop()
        file = pair.consumer.data / "gateway.toml"
        file.write_text(file.read_text("utf-8").replace(f'id = "{ASKER.path}"', f'id = "{ASKER.path}2"'), "utf-8")
        await restart(pair, "GJJ")
        await restart(pair, "SCJG")
        await eventually(lambda: states(pair.consumer) == ["VOIDED"] == states(pair.provider))
        assert pair.backend.calls == []


async def test_nobody_answers_in_time(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        pair.grant()
        await pair.provider.stop()
        job = await hand_over(pair, wait=2, method="POST", body=os.urandom(80_000), headers={"X-Road-Id": "late"})
        assert job["expires_ms"] - job["created_ms"] == 2000
        status = await ended(pair, job)
        assert (status["status"], status["error"]) == ("failed", "Server.ClientProxy.NetworkError")
        answer = await fetch(pair, job["response_url"])
        assert (answer.status, answer.error) == (504, status["error"])
        assert answer.headers["x-road-id"] == "late"
        assert files(pair.consumer) == []
        await crash(pair.consumer)
        await restart(pair, "GJJ")
        assert (await fetch(pair, job["status_url"])).json["status"] == "failed"
        await restart(pair, "SCJG")
        await eventually(lambda: states(pair.consumer) == ["VOIDED"] == states(pair.provider))
        assert pair.backend.calls == []
        assert (await fetch(pair, job["response_url"])).status == 504
        assert (await fetch(pair, job["status_url"], method="DELETE")).json["outcome"] == "forgotten"


@pytest.mark.parametrize(("wait", "seconds"), [(1, 1), (604_800, 604_800), (9_999_999, 604_800), (0, 1)])
async def test_how_long_is_waited(tmp_path: Path, wait: int, seconds: int) -> None:
    async with gateways(tmp_path) as pair:
        pair.grant()
        job = await hand_over(pair, wait=wait)
        assert job["expires_ms"] - job["created_ms"] == 1000 * seconds
        if seconds > 1:
            assert (await ended(pair, job))["status"] == "done"


async def test_a_client_that_holds_too_much_is_told_to_wait(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        pair.grant()
        await reconfigured(pair, "GJJ", max_jobs=3, max_job_bytes="250000 B")
        pair.backend.answer = lambda call: (200, [], bytes(100_000))
        jobs = [await hand_over(pair) for _ in range(2)]
        for job in jobs:
            await ended(pair, job)
        too_large = await pair.ask(method="POST", body=bytes(60_000), headers=LATER)
        assert (too_large.status, too_large.headers["retry-after"]) == (429, "60")
        assert too_large.error == "Server.ClientProxy.Overloaded"
        assert "lianlu-receipt" not in too_large.headers
        assert (await pair.ask(method="POST", body=bytes(60_000))).status == 200, "who waits is not concerned"
        third = await hand_over(pair)
        waiting = await tried(pair, third)
        assert waiting["last_failure"]["code"] == "exchange.jobs_full"
        assert (await pair.ask(headers=LATER)).status == 429
        other = await pair.ask(client=DENIED.path, headers=LATER)
        assert other.status == 202, "nor is another client"
        await pair.consumer.stop()
        await restart(pair, "GJJ")
        assert (await pair.ask(headers=LATER)).status == 429, "nor is it forgotten"
        await fetch(pair, jobs[0]["status_url"], method="DELETE")
        assert (await ended(pair, third))["status"] == "done"
        assert len((await fetch(pair, third["response_url"])).body) == 100_000
        await fetch(pair, jobs[1]["status_url"], method="DELETE")
        assert (await pair.ask(headers=LATER)).status == 202


async def test_a_request_of_days_ago_counts_on_the_day_of_its_answer(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        grant = pair.grant()
        for _ in range(2):
            await ended(pair, await hand_over(pair))
        await pair.provider.stop()
        with closing(sqlite3.connect(pair.provider.data / "log" / "log.db")) as rows, rows:
            rows.execute("UPDATE exchange SET ts_ms = ts_ms - 3 * 86400000")
        assert used(await restart(pair, "SCJG"), grant.grant_id) == 2
        await pair.provider.stop()
        with closing(sqlite3.connect(pair.provider.data / "log" / "log.db")) as rows, rows:
            rows.execute("UPDATE monitoring SET at_ms = at_ms - 86400000 WHERE seq = 1")
        assert used(await restart(pair, "SCJG"), grant.grant_id) == 1


async def test_an_answer_that_cannot_be_kept_is_an_error_and_the_request_is_taken_back(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        pair.grant()
        pair.backend.answer = lambda call: (200, [], bytes(300_000))
        await reconfigured(pair, "GJJ", max_body="200000 B")
        answer = await pair.ask()
        assert (answer.status, answer.error) == (502, "Server.ClientProxy.InconsistentResponse")
        assert "lianlu-receipt" in answer.headers
        await eventually(lambda: states(pair.consumer) == ["DONE"])
        await pair.consumer.stop()
        file = pair.consumer.data / "gateway.toml"
        file.write_text(
            file.read_text("utf-8").replace('max_body = "200000 B"\n', 'spool_quota = "1000000 B"\n'), "utf-8"
        )
        await restart(pair, "GJJ")
        answer = await pair.ask()
        assert (answer.status, answer.error) == (503, "Server.ClientProxy.StorageLow")
        await eventually(lambda: states(pair.consumer) == ["DONE", "DONE"])
        job = await hand_over(pair)
        assert (await tried(pair, job))["last_failure"]["code"] == "exchange.storage_low"
        await pair.consumer.stop()
        file.write_text(file.read_text("utf-8").replace('spool_quota = "1000000 B"\n', ""), "utf-8")
        await restart(pair, "GJJ")
        await ended(pair, job)
        assert len((await fetch(pair, job["response_url"])).body) == 300_000
        assert len(pair.backend.calls) == 3


async def test_monitoring_and_evidence_are_those_of_any_exchange(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        pair.grant()
        await pair.ask("/a?b", method="POST", body=b"12", headers={"X-Road-Id": "waits"})
        job = await hand_over(pair, "/a?b", method="POST", body=b"12", headers={"X-Road-Id": "later"})
        await ended(pair, job)
        url = f"{pair.consumer.urls['management']}/api/v1/monitoring/records"
        bearer = {"Authorization": f"Bearer {token(pair.consumer, 'monitoring:read')}"}
        async with pair.http.get(url, headers=bearer) as response:
            one, other = (await response.json())["records"]
        assert set(one) == set(other)
        assert (other["messageId"], other["succeeded"], other["statusCode"]) == ("later", True, 200)
        assert other["responseSize"] == one["responseSize"]
        bundle = await fetch(pair, "/asic?queryId=later&force&openings")
        assert json.loads(bundle.body)["exchange_id"] == job["exchange_id"]


async def test_metadata_is_answered_at_once(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        answer = await pair.ask("", service="listMethods", headers=LATER)
        assert (answer.status, list(answer.json)) == (200, ["service"])
