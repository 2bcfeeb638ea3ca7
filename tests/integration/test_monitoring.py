"""Operational monitoring: a record of each exchange and side, complete and once, for whoever may see it."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from exchange_api.adapters.store import Side as Way
from exchange_api.config import build
from exchange_api.service.monitoring import of_client, of_member
from exchange_api.service.monitoring_record import FIELDS
from exchange_api.setup_errors import ConfigInvalid
from tests.integration.pair import ASKER, DENIED, OWNER, Answer, Pair, Side, gateways, start
from tests.integration.test_evidence_download import get, token

TEXTS = FIELDS - {
    "monitoringDataTs", "requestInTs", "requestOutTs", "responseInTs", "responseOutTs", "requestSize", "responseSize",
    "succeeded", "statusCode",
}  # fmt: skip
ALWAYS = {
    "monitoringDataTs", "securityServerInternalIp", "securityServerType", "requestInTs", "responseOutTs", "succeeded",
}  # fmt: skip
NO_GRANT = "Server.ServerProxy.AccessDenied.NoGrant"


async def query(side: Side, pair: Pair, text: str = "", path: str = "records", scope: str = "monitoring:read") -> Any:
    url = f"{side.urls['management']}/api/v1/monitoring/{path}{text}"
    answer = await get(pair, url, Authorization=f"Bearer {token(side, scope)}")
    assert answer.status == 200, answer.body
    return answer.json


async def own(pair: Pair, client: str, path: str = "records") -> Answer:
    return await get(pair, f"{pair.consumer.urls['systems']}/lianlu/v1/monitoring/{path}", X_Road_Client=client)


async def both(pair: Pair) -> tuple[dict[str, Any], dict[str, Any]]:
    """The newest record of each side."""
    asked, answered = await query(pair.consumer, pair), await query(pair.provider, pair)
    return asked["records"][-1], answered["records"][-1]


def well_formed(record: dict[str, Any]) -> None:
    """As PR-OPMON's schema has it: names, kinds, lengths."""
    assert set(record) >= ALWAYS
    assert set(record) <= FIELDS
    for name, value in record.items():
        assert type(value) is (str if name in TEXTS else bool if name == "succeeded" else int), name
        assert len(str(value)) <= (2048 if name == "faultString" else 255)


async def test_both_sides_tell_the_same_exchange(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        pair.grant()
        pair.backend.answer = lambda call: (201, [(b"x-own", b"1")], b"12345")
        headers = {
            "X-Road-Id": "one/é", "X-Road-UserId": "EE123", "X-Road-Issue": "BJ-1",
            "X-Road-Represented-Party": "COM/123",
        }  # fmt: skip
        answer = await pair.ask("/a%20b/c?secret=1", method="POST", body=b"body", headers=headers)
        asked, answered = await both(pair)
    for record in (asked, answered):
        well_formed(record)
        assert record["requestInTs"] <= record["requestOutTs"] <= record["responseInTs"] <= record["responseOutTs"]
        assert record["monitoringDataTs"] == record["responseOutTs"] // 1000
    assert asked["requestOutTs"] <= answered["requestInTs"] <= answered["responseOutTs"] <= asked["responseInTs"]
    alike = set(asked) - {
        "securityServerType", "monitoringDataTs", "requestInTs", "requestOutTs", "responseInTs", "responseOutTs",
    }  # fmt: skip
    assert {name: asked[name] for name in alike} == {name: answered[name] for name in alike}
    assert set(answered) - set(asked) == {"restPath"}
    assert (asked["securityServerType"], answered["securityServerType"]) == ("Client", "Producer")
    instance, kind, member, subsystem = ASKER.path.split("/")
    expected = {
        "clientXRoadInstance": instance, "clientMemberClass": kind, "clientMemberCode": member,
        "clientSubsystemCode": subsystem, "serviceMemberCode": "SCJG", "serviceSubsystemCode": "SCJG",
        "serviceCode": "plain", "messageId": "one/é", "messageUserId": "EE123", "messageIssue": "BJ-1",
        "representedPartyClass": "COM", "representedPartyCode": "123", "messageProtocolVersion": "1",
        "clientSecurityServerAddress": "127.0.0.1", "serviceSecurityServerAddress": "127.0.0.1", "succeeded": True,
        "serviceType": "REST", "statusCode": 201, "restMethod": "POST", "restPath": "/a%20b/c",
        "xRequestId": answer.headers["x-road-request-id"], "exchangeId": answer.headers["lianlu-receipt"],
    }  # fmt: skip
    assert {name: answered[name] for name in expected} == expected
    assert answered["requestSize"] > len(b"body") + sum(len(n) + len(v) for n, v in headers.items())
    assert answered["responseSize"] > len(b"12345x-own:1")
    assert "secret" not in str(asked) + str(answered)


async def test_failures_have_their_codes_on_both_sides(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        await pair.ask()
        for record in await both(pair):
            well_formed(record)
            assert (record["succeeded"], record["faultCode"], record["statusCode"]) == (False, NO_GRANT, 403)
            assert record["faultString"].startswith("NoGrant: ")
        pair.grant()
        pair.backend.answer = lambda call: (500, [], b"")
        await pair.ask()
        for record in await both(pair):
            assert (record["succeeded"], record["statusCode"]) == (False, 500)
            assert "faultCode" not in record
        pair.declare('service = "plain"\nsubsystem = "SCJG"\nbase_url = "http://127.0.0.1:9"\n')
        await pair.ask()
        for record in await both(pair):
            assert (record["faultCode"], record["statusCode"]) == ("Server.ServerProxy.NetworkError", 502)
        assert "requestOutTs" in record
        assert "responseInTs" not in record


async def test_an_exchange_that_was_taken_back(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        pair.grant()
        await pair.ask()
        real, provider = pair.provider.parts.provider.answer, pair.provider.parts.provider

        async def never(asked: Any) -> Any:
            raise ConnectionError("the answer is lost on the way")

        provider.answer = never  # type: ignore[method-assign]
        answer = await pair.ask(headers={"X-Road-Id": "lost"})
        provider.answer = real  # type: ignore[method-assign]
        for _ in range(100):
            records = (await query(pair.consumer, pair))["records"]
            if len(records) == 2:
                break
            await asyncio.sleep(0.1)
        well_formed(records[1])
        assert records[1]["messageId"] == "lost"
        assert (records[1]["statusCode"], records[1]["faultCode"]) == (answer.status, answer.error)
        assert not records[1]["succeeded"]
        assert len((await query(pair.provider, pair))["records"]) == 1


async def test_reading_on_gives_each_once(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        pair.grant()
        done = asyncio.Event()
        seen: list[str] = []

        async def collect() -> None:
            cursor, last = "0", False
            while True:
                last = done.is_set()
                page = await query(pair.provider, pair, f"?cursor={cursor}&limit=3&fields=exchangeId")
                assert len(page["records"]) <= 3
                seen.extend(one["exchangeId"] for one in page["records"])
                cursor = page["cursor"]
                if last and not page["more"]:
                    return

        collecting = asyncio.create_task(collect())
        asked = [await asyncio.gather(*(pair.ask() for _ in range(10))) for _ in range(4)]
        done.set()
        await collecting
        ids = {one.headers["lianlu-receipt"] for batch in asked for one in batch}
        assert len(seen) == len(ids) == 40
        assert set(seen) == ids
        now = int(time.time())
        assert len((await query(pair.provider, pair, f"?from={now - 60}&to={now + 60}"))["records"]) == 40
        for window in (f"?from={now + 60}", f"?to={now - 60}"):
            nothing = await query(pair.provider, pair, window)
            assert (nothing["records"], nothing["more"]) == ([], False)
        page = await query(pair.provider, pair, "?fields=messageId,succeeded")
        assert all(set(one) == {"messageId", "succeeded"} for one in page["records"])


async def test_who_sees_which_records(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        pair.grant()
        await pair.ask()
        await pair.ask(client=DENIED.path)
        for client, records in ((ASKER, 1), (DENIED, 1)):
            page = (await own(pair, client.path)).json["records"]
            assert [one["clientSubsystemCode"] for one in page] == [client.subsystem_code] * records
        assert (await own(pair, OWNER.path)).json["code"] == "exchange.client_unknown"
        assert (await own(pair, ASKER.path, "records?fields=password")).json["code"] == "exchange.query_invalid"
        for scope in ("monitoring:read", "monitoring:read-all"):
            assert len((await query(pair.consumer, pair, scope=scope))["records"]) == 2
        one = await query(pair.consumer, pair, f"?client={DENIED.path}")
        assert [record["clientSubsystemCode"] for record in one["records"]] == [DENIED.subsystem_code]
        url = f"{pair.consumer.urls['management']}/api/v1/monitoring/records"
        assert (await get(pair, url)).status == 401
        assert (await get(pair, url, Authorization=f"Bearer {token(pair.consumer, 'receipts:read')}")).status == 401


async def test_the_central_client_sees_all(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        side, made = pair.consumer, pair.consumer.registration
        await pair.ask()
        await side.stop()
        file = side.data / "gateway.toml"
        file.write_text(file.read_text() + f'\n[auth]\nmonitoring_client = "{DENIED.path}"\n')
        await start(pair, side.data, made, side.anchors)
        for client, count in ((DENIED, 1), (ASKER, 1)):
            assert len((await own(pair, client.path)).json["records"]) == count
        await pair.ask(client=DENIED.path)
        assert len((await own(pair, DENIED.path)).json["records"]) == 2
        assert len((await own(pair, ASKER.path)).json["records"]) == 1


def test_the_central_client_must_be_a_client(tmp_path: Path) -> None:
    document = {"gateway": {"id": "LIANLU/GOV/GJJ/GW1"}, "auth": {"monitoring_client": "LIANLU/GOV/GJJ/SYS"}}
    with pytest.raises(ConfigInvalid, match="monitoring_client"):
        build(tmp_path, document, {})


def test_guests_are_seen_with_all_rights_only() -> None:
    host, guest = of_member("LIANLU/GOV/GJJ"), "LIANLU/GOV/GJJ2/SYS"
    assert host(Way.ASKED, "LIANLU/GOV/GJJ/SYS", "LIANLU/GOV/SCJG/S/x")
    assert host(Way.ASKED, "LIANLU/GOV/GJJ", "LIANLU/GOV/SCJG/S/x")
    assert host(Way.ANSWERED, guest, "LIANLU/GOV/GJJ/S/x")
    assert not host(Way.ASKED, guest, "LIANLU/GOV/GJJ/S/x")
    assert not host(Way.ANSWERED, "LIANLU/GOV/GJJ/SYS", "LIANLU/GOV/GJJ2/S/x")
    assert of_client("LIANLU/GOV/GJJ/S")(Way.ANSWERED, guest, "LIANLU/GOV/GJJ/S/x")
    assert not of_client("LIANLU/GOV/GJJ/S")(Way.ANSWERED, guest, "LIANLU/GOV/GJJ/S2/x")


async def test_what_was_erased_leaves_times_and_sizes(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        pair.grant()
        answer = await pair.ask("/person/1", headers={"X-Road-UserId": "EE123"})
        [row] = pair.provider.parts.receipts.rows_of(answer.headers["lianlu-receipt"])
        pair.provider.parts.context.vault.erase(row.record)
        _, record = await both(pair)
    well_formed(record)
    assert not set(record) & {"messageId", "messageUserId", "restPath", "restMethod", "xRequestId"}
    assert (record["succeeded"], record["statusCode"]) == (True, 200)
    assert record["requestSize"] > 0


async def test_health_of_services(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        before = (await query(pair.provider, pair, path="health"))["servicesEvents"]
        assert before == []
        await pair.ask()
        pair.grant()
        for size in (10, 20, 30):
            pair.backend.answer = lambda call, size=size: (200, [], bytes(size))  # type: ignore[misc]
            await pair.ask()
        health = await query(pair.provider, pair, path="health")
        consumer = await query(pair.consumer, pair, path="health")
        seen = (await own(pair, ASKER.path, "health")).json
    assert health["statisticsPeriodSeconds"] == 600
    [event] = health["servicesEvents"]
    names = {"xRoadInstance", "memberClass", "memberCode", "subsystemCode", "serviceCode"}
    assert set(event["service"]) == names
    assert event["service"]["serviceCode"] == "plain"
    figures = event["lastPeriodStatistics"]
    assert (figures["successfulRequestCount"], figures["unsuccessfulRequestCount"]) == (3, 1)
    assert figures["responseMaxSize"] - figures["responseMinSize"] == 20
    assert figures["responseAverageSize"] == pytest.approx(figures["responseMinSize"] + 10)
    assert figures["responseSizeStdDev"] == pytest.approx((200 / 3) ** 0.5, abs=0.01)
    assert figures["requestMinDuration"] <= figures["requestAverageDuration"] <= figures["requestMaxDuration"]
    started = health["monitoringStartupTimestamp"]
    assert started <= event["lastUnsuccessfulRequestTimestamp"] <= event["lastSuccessfulRequestTimestamp"]
    assert consumer["servicesEvents"] == seen["servicesEvents"] == []


async def test_a_directory_from_before_there_were_records(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        side = pair.consumer
        pair.grant()
        before = await pair.ask(headers={"X-Road-Id": "before"})
        await side.stop()
        with closing(sqlite3.connect(side.data / "log" / "log.db")) as database:
            database.execute("DROP TABLE monitoring")
        await start(pair, side.data, side.registration, side.anchors)
        assert (await query(pair.consumer, pair))["records"] == []
        await pair.ask(headers={"X-Road-Id": "after"})
        assert [one["messageId"] for one in (await query(pair.consumer, pair))["records"]] == ["after"]
        url = f"{pair.consumer.urls['systems']}/asic?force&"
        by_query = await get(pair, url + "queryId=before", X_Road_Client=ASKER.path)
        by_exchange = await get(pair, url + f"exchangeId={before.headers['lianlu-receipt']}", X_Road_Client=ASKER.path)
        assert (by_query.status, by_exchange.status) == (404, 200)


async def test_a_gateway_that_went_down_in_the_middle(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        side, provider = pair.consumer, pair.provider.parts.provider
        pair.grant()
        real, came = provider.answer, asyncio.Event()

        async def hang(asked: Any) -> Any:
            came.set()
            await asyncio.sleep(3600)

        provider.answer = hang  # type: ignore[method-assign]
        asking = asyncio.create_task(pair.ask(headers={"X-Road-Id": "cut"}))
        await came.wait()
        [row] = side.parts.rows.open_rows(Way.ASKED)
        await side.stop()
        await asyncio.gather(asking, return_exceptions=True)
        provider.answer = real  # type: ignore[method-assign]
        await start(pair, side.data, side.registration, side.anchors)
        for _ in range(200):
            records = (await query(pair.consumer, pair))["records"]
            if records:
                break
            await asyncio.sleep(0.1)
        [record] = records
    well_formed(record)
    assert record["exchangeId"] == row.exchange_id.hex()
    assert (record["succeeded"], record["faultCode"]) == (False, "Server.ClientProxy.NetworkError")
    assert record["requestInTs"] == row.ts_ms
