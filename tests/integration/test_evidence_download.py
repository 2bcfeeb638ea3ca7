"""Evidence to take away: who gets what, by which id, and that the offline auditor accepts it."""

from __future__ import annotations

import asyncio
import io
import json
import time
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from chain_node.evidence.bundle import parse_bundle, verify_bundle
from exchange_api.provision import TOKEN_KEY, open_keys
from exchange_api.service.evidence import Wanted
from exchange_api.tokens import issue
from tests.integration import sandbox
from tests.integration.pair import ASKER, DENIED, OWNER, Answer, Pair, Side, gateways

ZIP = "application/zip"


@pytest.fixture
async def pair(tmp_path: Path) -> AsyncIterator[Pair]:
    async with gateways(tmp_path) as made:
        made.grant()
        yield made


def token(side: Side, *scopes: str) -> str:
    config = side.parts.config
    seed = open_keys(config).load(TOKEN_KEY).private.reveal()
    return issue(config, seed, list(scopes), "somebody", 600, int(time.time()))


async def get(pair: Pair, url: str, **headers: str) -> Answer:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    async with pair.http.get(url, headers=sent) as answer:
        return Answer(answer.status, answer.headers, await answer.read())


async def own(pair: Pair, query: str, client: str = ASKER.path) -> Answer:
    return await get(pair, f"{pair.consumer.urls['systems']}/asic?{query}", X_Road_Client=client)


async def anchored(pair: Pair, side: Side, identity: str) -> None:
    """Wait until an exchange stands on the ledger."""
    for _ in range(200):
        if (await side.parts.receipts.get(identity))["proof"] in ("anchored", "reconciled"):
            return
        await asyncio.sleep(0.1)
    raise AssertionError("the exchange was never anchored")


def kinds(data: bytes) -> list[str]:
    return [record.statement.mtype.name for record in verify_bundle(parse_bundle(data))]


async def test_a_client_gets_its_own_by_either_id(pair: Pair) -> None:
    answer = await pair.ask(headers={"X-Road-Id": "request 1/é"})
    identity = answer.headers["lianlu-receipt"]
    early = await own(pair, f"exchangeId={identity}")
    if early.status != 200:  # not anchored within a moment, as a rule
        assert (early.status, early.json["code"]) == (409, "exchange.evidence_not_anchored")
    assert kinds((await own(pair, f"exchangeId={identity}&force")).body) == ["REQ", "RES"]
    await anchored(pair, pair.consumer, identity)
    by_exchange = await own(pair, f"exchangeId={identity}")
    by_query = await own(pair, f"queryId={quote('request 1/é', safe='')}")
    assert by_exchange.status == by_query.status == 200
    assert by_exchange.body == by_query.body
    assert f'filename="{identity}.lianlu.json"' in by_query.headers["content-disposition"]
    assert all(record.entry.anchor for record in verify_bundle(parse_bundle(by_query.body)))
    assert kinds((await own(pair, f"exchangeId={identity}&requestOnly")).body) == ["REQ"]
    assert kinds((await own(pair, f"exchangeId={identity}&responseOnly=true")).body) == ["RES"]
    assert not parse_bundle(by_query.body).openings


async def test_nobody_elses(pair: Pair) -> None:
    identity = (await pair.ask(headers={"X-Road-Id": "mine"})).headers["lianlu-receipt"]
    for query in (f"exchangeId={identity}&force", "queryId=mine&force"):
        refused = await own(pair, query, DENIED.path)
        assert (refused.status, refused.json["code"]) == (404, "exchange.receipt_unknown")
    assert (await own(pair, f"exchangeId={identity}", OWNER.path)).json["code"] == "exchange.client_unknown"
    nobody = await get(pair, f"{pair.consumer.urls['systems']}/asic?exchangeId={identity}")
    assert nobody.json["code"] == "exchange.bad_request"
    at_provider = await get(
        pair, f"{pair.provider.urls['systems']}/asic?exchangeId={identity}", X_Road_Client=OWNER.path
    )
    assert at_provider.json["code"] == "exchange.client_unknown"


async def test_the_client_may_be_named_as_in_x_road(pair: Pair) -> None:
    identity = (await pair.ask()).headers["lianlu-receipt"]
    names = zip(("xRoadInstance", "memberClass", "memberCode", "subsystemCode"), ASKER.path.split("/"), strict=True)
    query = "&".join(f"{name}={value}" for name, value in names) + f"&exchangeId={identity}&force"
    url = f"{pair.consumer.urls['systems']}/asic?{query}"
    assert kinds((await get(pair, url)).body) == ["REQ", "RES"]
    contradicting = await get(pair, url, X_Road_Client=DENIED.path)
    assert (contradicting.status, contradicting.json["code"]) == (400, "exchange.query_invalid")


async def test_one_id_for_two_calls(pair: Pair) -> None:
    ids = {(await pair.ask(headers={"X-Road-Id": "twice"})).headers["lianlu-receipt"] for _ in range(2)}
    made = await own(pair, "queryId=twice&force")
    assert made.headers["content-type"] == ZIP
    with zipfile.ZipFile(io.BytesIO(made.body)) as files:
        found = {parse_bundle(files.read(name)).exchange_id.hex(): name for name in files.namelist()}
    assert found == {one: f"{one}.lianlu.json" for one in ids}
    refused = await own(pair, "queryId=twice&force&unique")
    assert (refused.status, refused.json["code"]) == (409, "exchange.evidence_ambiguous")
    assert all(one in refused.json["message"] for one in ids)
    tomorrow = int(time.time()) + 86_400
    assert (await own(pair, f"queryId=twice&force&from={tomorrow}")).status == 404
    assert (await own(pair, f"queryId=twice&force&to={tomorrow}")).status == 200


NO_QUERIES = (
    "",
    "queryId=a&exchangeId=" + "0" * 32,
    "exchangeId=xyz",
    "exchangeId=" + "A" * 32,
    "queryId=a&queryId=b",
    "x=1",
    "queryId=a&requestOnly&responseOnly",
    "queryId=a&force=maybe",
    "queryId=%ff",
    "queryId=a&from=-1",
    "queryId=a&to=x",
    "queryId=a&from=" + "9" * 30,
    "queryId=a&xRoadInstance=LIANLU",
    "queryId=a&xRoadInstance=LIANLU&memberClass=GOV&memberCode=..&subsystemCode=SYS",
    "&".join(f"a{number}=" for number in range(99)),
)


async def test_what_is_no_query(pair: Pair) -> None:
    for query in NO_QUERIES:
        refused = await own(pair, query)
        assert (refused.status, refused.json["code"]) == (400, "exchange.query_invalid"), query


async def test_it_can_only_be_read(pair: Pair) -> None:
    async with pair.http.post(f"{pair.consumer.urls['systems']}/asic") as answer:
        assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD")


async def test_openings_only_when_asked_for(pair: Pair) -> None:
    answer = await pair.ask("/x?id=7", headers={"X-Road-UserId": "official"})
    identity = answer.headers["lianlu-receipt"]
    made = parse_bundle((await own(pair, f"exchangeId={identity}&force&openings")).body)
    verify_bundle(made)
    labels = {one.label: one.value for openings in made.openings.values() for one in openings}
    assert labels["user"] == b"official"
    assert len(made.openings) == 2
    management = f"{pair.provider.urls['management']}/api/v1/evidence?exchange_id={identity}&force=true&openings=true"
    reading = token(pair.provider, "evidence:read")
    refused = await get(pair, management, Authorization=f"Bearer {reading}")
    assert (refused.status, refused.json["code"]) == (401, "exchange.unauthorized")
    opening = token(pair.provider, "evidence:read", "evidence:open")
    provider = parse_bundle((await get(pair, management, Authorization=f"Bearer {opening}")).body)
    assert {digest: len(one) for digest, one in provider.openings.items()} == {
        digest: len(one) for digest, one in made.openings.items()
    }


async def test_what_was_erased_cannot_be_opened(pair: Pair) -> None:
    identity = (await pair.ask(headers={"X-Road-Id": "erased"})).headers["lianlu-receipt"]
    [row] = pair.consumer.parts.receipts.rows_of(identity)
    pair.consumer.parts.context.vault.erase(row.record)
    refused = await own(pair, f"exchangeId={identity}&force&openings")
    assert (refused.status, refused.json["code"]) == (410, "exchange.evidence_erased")
    assert kinds((await own(pair, "queryId=erased&force")).body) == ["REQ", "RES"]


async def test_the_owners_token_gets_either_side(pair: Pair) -> None:
    identity = (await pair.ask(headers={"X-Road-Id": "mine"})).headers["lianlu-receipt"]
    for side in (pair.consumer, pair.provider):
        bearer = f"Bearer {token(side, 'evidence:read')}"
        for query in (f"exchange_id={identity}", "query_id=mine"):
            url = f"{side.urls['management']}/api/v1/evidence?{query}&force=true"
            assert kinds((await get(pair, url, Authorization=bearer)).body) == ["REQ", "RES"]
            assert (await get(pair, url)).status == 401
        other = f"Bearer {token(side, 'receipts:read')}"
        assert (await get(pair, url, Authorization=other)).status == 401
    both = await get(pair, f"{side.urls['management']}/api/v1/evidence", Authorization=bearer)
    assert (both.status, both.json["code"]) == (400, "exchange.query_invalid")


async def test_a_request_that_was_taken_back(pair: Pair) -> None:
    """The withdrawal belongs to the request, what the peer said of it to the response."""
    real = pair.provider.parts.provider.answer

    async def never(asked: Any) -> Any:
        raise ConnectionError("the answer is lost on the way")

    pair.provider.parts.provider.answer = never  # type: ignore[method-assign]
    answer = await pair.ask(headers={"X-Road-Id": "lost"})
    pair.provider.parts.provider.answer = real  # type: ignore[method-assign]
    identity = answer.headers["lianlu-receipt"]
    for _ in range(200):
        if (await pair.consumer.parts.receipts.get(identity))["state"] != "open":
            break
        await asyncio.sleep(0.1)
    wanted = Wanted(identity, None, ASKER.path, force=True)
    made = await pair.consumer.parts.aside.evidence.download(wanted)
    assert kinds(made.data) == ["REQ", "VOID", "ACK"]
    assert kinds((await own(pair, "queryId=lost&force&requestOnly")).body) == ["REQ", "VOID"]
    assert kinds((await own(pair, "queryId=lost&force&responseOnly&openings")).body) == ["ACK"]


def test_the_auditor_accepts_it_without_any_network(tmp_path: Path) -> None:
    with sandbox.back_end() as backend, sandbox.running(backend, "--suite", "intl") as box:
        client, base = box.line["client"], box.line["consumer_url"]
        answer = box.ask("service", X_Road_Id="offline")
        identity = answer.headers["lianlu-receipt"]
        for _ in range(300):
            found = sandbox.call(f"{base}/asic?queryId=offline&openings", X_Road_Client=client)
            if found.status == 200:
                break
            assert found.json["code"] == "exchange.evidence_not_anchored"
            time.sleep(0.1)
        parts = {"both": found.body}
        for part in ("requestOnly", "responseOnly"):
            parts[part] = sandbox.call(f"{base}/asic?exchangeId={identity}&{part}", X_Road_Client=client).body
        trust = sandbox.call(f"{base}/verificationconf", X_Road_Client=client)
        again = sandbox.call(f"{base}/verificationconf?ledger=false", X_Road_Client=client)
        later = sandbox.call(f"{base}/verificationconf", X_Road_Client=client)
        bearer = f"Bearer {box.line['token']}"
        [record] = sandbox.call(box.line["monitoring_url"], Authorization=bearer).json["records"]
        assert (record["messageId"], record["exchangeId"]) == ("offline", identity)
        online = tmp_path / "online.lianlu.json"
        online.write_bytes(found.body)
        command = box.line["verify_cmd"].replace("{file}", str(online)).split()
        assert sandbox.lianlu(*command[1:]).returncode == 0
        stranger = sandbox.call(f"{base}/verificationconf")
        assert stranger.status == 400
        box.stop()
    with zipfile.ZipFile(io.BytesIO(again.body)) as files:
        assert files.namelist() == ["trust.json", "README.txt"]
    for number, archive in enumerate((trust, later)):
        kit = tmp_path / str(number)
        with zipfile.ZipFile(io.BytesIO(archive.body)) as files:
            files.extractall(kit)
        for name, data in parts.items():
            file = tmp_path / f"{name}.lianlu.json"
            file.write_bytes(data)
            given = ["--ledger", str(kit / "ledger.jsonl"), "--trust", str(kit / "trust.json"), "--json"]
            verdict = sandbox.lianlu("audit", "verify", str(file), *given)
            assert verdict.returncode == 0, (name, verdict.stdout, verdict.stderr)
            assert json.loads(verdict.stdout)["exit_code"] == 0
    broken = tmp_path / "broken.lianlu.json"
    document = json.loads(parts["both"])
    document["entries"][0]["root"] = document["entries"][1]["path"][0]
    broken.write_text(json.dumps(document))
    assert sandbox.lianlu("audit", "verify", str(broken), *given).returncode == 1
