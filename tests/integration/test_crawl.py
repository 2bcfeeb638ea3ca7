"""An X-Road client that was never changed for us crawls a gateway over plain HTTP, with JSON and with XML.

The crawler below is written from the description of X-Road's metadata protocol alone and with the standard library: it
imports nothing of the gateway's.
"""

from __future__ import annotations

import asyncio
import json
import urllib.error
import urllib.request
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

import pytest

from chain_node.ids import ServiceRef, SubsystemRef
from chain_node.ledger.records import Endpoint, GrantState, MemberStatus, Service, Subsystem
from tests.integration.pair import ASKER, DENIED, FUND, MARKET, OWNER, Pair, gateways, resource_id

XRD, ID = "{http://x-road.eu/xsd/xroad.xsd}", "{http://x-road.eu/xsd/identifiers}"
OPENAPI = {
    "openapi": "3.1.0",
    "info": {"title": "登记", "version": "7"},
    "servers": [{"url": "https://10.20.0.5:8443/api/v1?k=1", "description": "inside"}, {"url": "/relative"}],
    "paths": {
        "/x": {
            "servers": [{"url": "//inner.example/x"}],
            "get": {"servers": [{"url": "{scheme}://{host}/y", "variables": {"host": {"default": "10.20.0.9"}}}]},
        }
    },
}


@dataclass
class Got:
    status: int
    headers: dict[str, str]
    body: bytes


class Crawler:
    """What an X-Road client does to find its way."""

    def __init__(self, server: str, client: str) -> None:
        self.server = server
        self.client = client

    def get(self, path: str, accept: str | None = None, client: bool = True) -> Got:
        """GET, over plain HTTP."""
        headers = {"X-Road-Client": self.client} if client else {}
        if accept:
            headers["Accept"] = accept
        request = urllib.request.Request(self.server + path, headers=headers)
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=10) as answer:
                return Got(answer.status, {k.lower(): v for k, v in answer.headers.items()}, answer.read())
        except urllib.error.HTTPError as error:
            with error:
                return Got(error.code, {k.lower(): v for k, v in error.headers.items()}, error.read())

    def clients(self) -> list[tuple[str, ...]]:
        """Every client, from JSON."""
        answer = self.get("/listClients", "application/json;q=0.1, text/html", client=False)
        assert (answer.status, answer.headers["content-type"]) == (200, "application/json")
        names = "xroad_instance", "member_class", "member_code", "subsystem_code"
        members = json.loads(answer.body)["member"]
        assert all(one["id"]["object_type"] == ("SUBSYSTEM" if len(one["id"]) == 5 else "MEMBER") for one in members)
        assert all(None not in one.values() and one["name"] for one in members)
        return [tuple(one["id"][name] for name in names if name in one["id"]) for one in members]

    def clients_in_xml(self, accept: str | None) -> list[tuple[str, ...]]:
        """Every client, from XML."""
        answer = self.get("/listClients", accept, client=False)
        assert (answer.status, answer.headers["content-type"]) == (200, "text/xml")
        root = ElementTree.fromstring(answer.body)
        assert root.tag == f"{XRD}clientList"
        found = []
        for member in root:
            identity = member.find(f"{XRD}id")
            assert member.tag == f"{XRD}member" and identity is not None and member.findtext(f"{XRD}name")
            segments = tuple(one.text or "" for one in identity)
            assert identity.get(f"{ID}objectType") == ("SUBSYSTEM" if len(segments) == 4 else "MEMBER")
            found.append(segments)
        return found

    def methods(self, subsystem: tuple[str, ...], which: str = "listMethods") -> list[dict[str, Any]]:
        """The services of a subsystem."""
        answer = self.get(f"/r1/{'/'.join(quote(one, safe='') for one in subsystem)}/{which}")
        assert (answer.status, answer.headers["content-type"]) == (200, "application/json"), answer.body
        services: list[dict[str, Any]] = json.loads(answer.body)["service"]
        for one in services:
            assert one["object_type"] == "SERVICE" and one["service_type"] in ("REST", "OPENAPI")
        return services

    def description(self, service: dict[str, Any]) -> Got:
        """What `getOpenAPI` says of a service of the list."""
        names = "xroad_instance", "member_class", "member_code", "subsystem_code"
        path = "/".join(quote(service[name], safe="") for name in names)
        return self.get(f"/r1/{path}/getOpenAPI?serviceCode={quote(service['service_code'], safe='')}")


@pytest.fixture
async def pair(tmp_path: Path) -> AsyncIterator[Pair]:
    async with gateways(tmp_path) as made:
        made.backend.answer = lambda call: (
            (200, [], json.dumps(OPENAPI).encode()) if call["target"] == "/be/openapi.json" else (404, [], b"")
        )
        made.declare(
            f'service = "plain"\nsubsystem = "SCJG"\nbase_url = "{made.backend_url}/be"\n'
            'description = "/openapi.json"\n'
        )
        yield made


def crawler(pair: Pair, client: SubsystemRef = ASKER) -> Crawler:
    return Crawler(pair.consumer.urls["systems"], client.path)


async def test_a_crawl_finds_every_client_every_service_and_its_description(pair: Pair) -> None:
    client = crawler(pair)

    def crawl() -> dict[tuple[str, ...], Got]:
        found: dict[tuple[str, ...], Got] = {}
        for one in client.clients():
            if len(one) == 4:
                for service in client.methods(one):
                    found[(*one, service["service_code"])] = client.description(service)
        return found

    found = await asyncio.to_thread(crawl)
    owner = ("LIANLU", "GOV", "SCJG", "SCJG")
    assert found.keys() == {(*owner, code) for code in ("masked", "plain", "some")}
    plain = json.loads(found[(*owner, "plain")].body)
    assert plain["servers"] == [{"url": "/api/v1"}, {"url": "/relative"}]
    assert plain["paths"]["/x"]["servers"] == [{"url": "/x"}]
    assert plain["paths"]["/x"]["get"]["servers"] == [{"url": "/"}]
    assert b"10.20" not in found[(*owner, "plain")].body and plain["info"] == OPENAPI["info"]
    masked = json.loads(found[(*owner, "masked")].body)
    record = masked["components"]["schemas"]["Record"]["properties"]
    assert record.keys() == {"code", "legal_rep", "id_no", "rep_is"} and record["rep_is"] == {"type": "boolean"}
    assert masked["paths"]["/{rest}"]["get"]["parameters"][0]["name"] == "rest"
    some = found[(*owner, "some")]
    assert (some.status, json.loads(some.body)["message"]) == (400, "Invalid service type: REST")
    assert all(b"127.0.0.1" not in got.body for got in found.values())


async def test_the_list_of_clients_is_the_same_in_json_and_in_xml(pair: Pair) -> None:
    client = crawler(pair)
    gone = SubsystemRef("LIANLU", "GOV", "GJJ", "GONE")
    pair.put(partial(pair.ledger.tables.put_subsystem, subsystem=Subsystem(gone.id, gone.path, FUND.id, False)))
    wanted = [
        ("LIANLU", "GOV", "GJJ"),
        ("LIANLU", "GOV", "GJJ", "OTHER"),
        ("LIANLU", "GOV", "GJJ", "SYS"),
        ("LIANLU", "GOV", "SCJG"),
        ("LIANLU", "GOV", "SCJG", "SCJG"),
    ]
    assert await asyncio.to_thread(client.clients) == wanted
    for accept in (None, "text/xml", "*/*", "application/xml"):
        assert await asyncio.to_thread(client.clients_in_xml, accept) == wanted
    own = await asyncio.to_thread(client.get, "/listClients?xRoadInstance=LIANLU", None, False)
    other = await asyncio.to_thread(client.get, "/listClients?xRoadInstance=OTHER", None, False)
    assert (own.status, other.status, other.headers["x-road-error"]) == (200, 404, "Server.ClientProxy.UnknownMember")


async def test_endpoints_are_in_the_grammar_of_x_road_and_metadata_services_are_not_listed(pair: Pair) -> None:
    ref = ServiceRef("LIANLU", "GOV", "SCJG", "SCJG", "getOpenAPI")
    odd = ServiceRef("LIANLU", "GOV", "SCJG", "SCJG", "服务/1")
    for one in (ref, odd):
        endpoints = Endpoint("GET", "/a*b"), Endpoint("GET", "")
        service = Service(one.id, one.path, OWNER.id, MARKET.id, resource_id("plain"), endpoints, True)
        pair.put(partial(pair.ledger.tables.put_service, service=service))
    client = crawler(pair, DENIED)
    services = {
        one["service_code"]: one for one in await asyncio.to_thread(client.methods, tuple(OWNER.path.split("/")))
    }
    assert services.keys() == {"masked", "plain", "some", "服务/1"}
    assert services["plain"]["endpoint_list"] == [{"method": "*", "path": "**"}]
    assert services["some"]["endpoint_list"] == [{"method": "GET", "path": "/allowed/**"}]
    assert services["服务/1"]["endpoint_list"] == [{"method": "GET", "path": "/a\\*b"}]
    assert {code: one["service_type"] for code, one in services.items()} == {
        "masked": "OPENAPI", "plain": "OPENAPI", "some": "REST", "服务/1": "REST",
    }  # fmt: skip


async def test_allowed_methods_follow_the_grants(pair: Pair) -> None:
    owner = tuple(OWNER.path.split("/"))

    async def codes(client: SubsystemRef) -> list[str]:
        found = await asyncio.to_thread(crawler(pair, client).methods, owner, "allowedMethods")
        return [one["service_code"] for one in found]

    assert await codes(ASKER) == []
    granted = pair.grant("plain")
    pair.grant("masked", items=(bytes(32),), daily_cap=1)
    assert await codes(ASKER) == ["masked", "plain"]
    assert await codes(DENIED) == []
    ended = replace(granted, state=GrantState.REVOKED)
    pair.put(partial(pair.ledger.tables.put_grant, grant=ended))
    assert await codes(ASKER) == ["masked"]


async def test_a_metadata_answer_has_x_roads_headers_and_is_no_exchange(pair: Pair) -> None:
    before = pair.consumer.parts.context.writer.durable_size
    answer = await pair.ask("", service="listMethods", headers={"X-Road-Id": "m-1"})
    assert (answer.headers["x-road-id"], answer.headers["x-road-client"]) == ("m-1", ASKER.path)
    assert answer.headers["x-road-service"] == f"{OWNER.path}/listMethods"
    assert len(answer.headers["x-road-request-hash"]) == 88 and len(answer.headers["x-road-request-id"]) == 36
    assert "lianlu-receipt" not in answer.headers and "x-road-error" not in answer.headers
    assert pair.consumer.parts.context.writer.durable_size == before
    posted = await pair.ask("", service="listMethods", method="POST", body=b"{}")
    assert (posted.status, posted.error) == (404, "Server.ServerProxy.UnknownService")
    large = await pair.ask("", service="listMethods", body=bytes(70_000))
    assert (large.status, large.error) == (413, "Client.BadRequest")


@pytest.mark.parametrize(
    ("query", "status", "code", "text"),
    [
        ("", 400, "InvalidRequest", "Missing serviceCode"),
        ("?servicecode=", 400, "InvalidRequest", "Missing serviceCode"),
        ("?serviceCode=%2E%2E", 400, "InvalidRequest", "serviceCode is malformed"),
        ("?serviceCode=nothing", 404, "UnknownService", "Service not found: LIANLU/GOV/SCJG/SCJG/nothing"),
        ("?serviceCode=some", 400, "InvalidRequest", "Invalid service type: REST"),
        ("?serviceCode=plain", 502, "NetworkError", "Failed reading service description from /gone: Status: 404"),
    ],
)
async def test_what_has_no_description_is_said_in_the_words_that_clients_look_for(
    pair: Pair, query: str, status: int, code: str, text: str
) -> None:
    pair.declare(f'service = "plain"\nsubsystem = "SCJG"\nbase_url = "{pair.backend_url}"\ndescription = "/gone"\n')
    answer = await pair.ask(query, service="getOpenAPI")
    assert (answer.status, answer.error) == (status, f"Server.ServerProxy.{code}")
    assert answer.json["message"].startswith(text)


async def test_a_back_end_that_is_gone_or_talks_nonsense_has_no_description(pair: Pair) -> None:
    plain = 'service = "plain"\nsubsystem = "SCJG"\ndescription = "/d"\n'
    for base, data in (
        ("http://127.0.0.1:9", b""),
        ("http://10.9.8.7", b""),
        (pair.backend_url, b"<html>"),
        (pair.backend_url, b'{"swagger": "2.0"}'),
    ):
        pair.backend.answer = lambda call, data=data: (200, [], data)  # type: ignore[misc]
        pair.declare(plain + f'base_url = "{base}"\n')
        answer = await pair.ask("?serviceCode=plain", service="getOpenAPI")
        assert answer.status == 502 and answer.json["message"].startswith("Failed reading service description from /d")
        assert "10.9.8.7" not in answer.json["message"] and "127.0.0.1" not in answer.json["message"]


async def test_a_suspended_member_gets_no_lists(pair: Pair) -> None:
    member = pair.ledger.state.member(FUND.id)
    assert member is not None
    suspended = replace(member, status=MemberStatus.SUSPENDED)
    pair.put(partial(pair.ledger.tables.put_member, member=suspended))
    answer = await pair.ask("", service="listMethods")
    assert (answer.status, answer.error) == (403, "Server.ServerProxy.AccessDenied.ConsumerSuspended")


async def test_lists_are_for_who_connects_as_a_client_may_unless_they_are_open(pair: Pair, tmp_path: Path) -> None:
    url = f"{pair.consumer.urls['systems']}/listClients"
    rules = pair.provider.urls["systems"] + "/listClients"  # that gateway has no client at all
    async with pair.http.get(url) as own, pair.http.get(rules) as other, pair.http.post(url) as posted:
        assert own.status == 200
        assert (other.status, other.headers["x-road-error"]) == (403, "Server.ClientProxy.SslAuthenticationFailed")
        assert (posted.status, posted.headers["allow"]) == (405, "GET, HEAD")
