"""Descriptions of services: no address inside the department leaves, and what is not OpenAPI 3 is no description."""

from __future__ import annotations

import json
from typing import Any

import pytest

from chain_node.ids import MemberRef
from chain_node.ledger.records import Endpoint
from exchange_api.declarations import parse
from exchange_api.descriptions import described, narrowed, without_servers
from exchange_api.errors import SystemInvalid
from exchange_api.globs import glob
from exchange_api.metadata import read_narrowed
from exchange_api.setup_errors import ServiceInvalid

MEMBER = MemberRef("LIANLU", "GOV", "SCJG")
SERVERS = {
    "https://10.0.0.5:8443/api/v1": "/api/v1",
    "HTTP://10.0.0.5": "/",
    "//10.0.0.5/api": "/api",
    "https://user:secret@10.0.0.5/api?token=1#f": "/api",
    "https://{host}/api": "/",
    "http:\\\\10.0.0.5\\api": "/",
    "ws://10.0.0.5/api": "/",
    "mailto:who@10.0.0.5": "/",
    "http://[10.0.0.5/": "/",
    "/api": "/api",
    "": "/",
}


@pytest.mark.parametrize("url", SERVERS)
@pytest.mark.parametrize("where", ["top", "path", "operation"])
def test_of_a_servers_address_only_the_path_is_left(url: str, where: str) -> None:
    servers = [{"url": url, "description": "at 10.0.0.5", "variables": {"host": {"default": "10.0.0.5"}}}]
    operation = {"servers": servers} if where == "operation" else {}
    path = {"get": operation, **({"servers": servers} if where == "path" else {})}
    document = {"openapi": "3.0.3", "paths": {"/x": path}, **({"servers": servers} if where == "top" else {})}
    found = json.dumps(without_servers(json.dumps(document).encode()))
    assert "10.0.0.5" not in found
    assert json.dumps({"servers": [{"url": SERVERS[url]}]})[1:-1] in found


@pytest.mark.parametrize(
    "raw", [b"", b"[]", b"{}", b'{"openapi": 3}', b'{"openapi": "2.0"}', b"openapi: 3.0.0", b"\xff"]
)
def test_what_is_not_openapi_3_in_json_is_refused(raw: bytes) -> None:
    with pytest.raises(SystemInvalid):
        without_servers(raw)


def test_a_server_that_is_no_server_has_no_address() -> None:
    found = without_servers(b'{"openapi": "3.0.0", "servers": [1, {}, {"url": 2}], "x": {"servers": "http://a/"}}')
    assert found["servers"] == [{"url": "/"}] * 3


def test_a_filtered_service_is_described_by_its_fields_and_endpoints() -> None:
    text = """
service = "licence"
subsystem = "SCJG"
base_url = "http://10.0.0.5/api"
version = 3
[[endpoint]]
method = "GET"
path = "/licence/*"
[[endpoint]]
method = "*"
path = "/one"
[records]
[[field]]
code = "rep"
name = "法定代表人"
required = true
[[predicate]]
id = "older"
inputs = [["name", "text"], ["day", "date"]]
expr = ["eq", ["field", "/rep"], ["input", "name"]]
"""
    found = described(parse(text.encode(), MEMBER))
    assert "10.0.0.5" not in json.dumps(found)
    assert found["info"] == {"title": "licence", "version": "3"}
    assert found["paths"].keys() == {"/licence/{rest}", "/one"}
    assert found["paths"]["/licence/{rest}"].keys() == {"get"}
    assert found["paths"]["/one"].keys() == {"get", "post", "put", "patch", "delete"}
    names = [one["name"] for one in found["paths"]["/licence/{rest}"]["get"]["parameters"]]
    assert names == ["rest", "p.name", "p.day"]
    assert found["components"]["schemas"]["Record"]["properties"] == {
        "rep": {"title": "法定代表人"},
        "older": {"type": "boolean"},
    }


@pytest.mark.parametrize(
    "line",
    ['description = "openapi.json"', 'description = "//host/x"', 'description = "/a b"', "description = 1"],
)
def test_a_description_is_a_path_of_the_back_end(line: str) -> None:
    text = f'service = "a"\nsubsystem = "S"\nbase_url = "http://10.0.0.5"\n{line}\n'
    with pytest.raises(ServiceInvalid):
        parse(text.encode(), MEMBER)


@pytest.mark.parametrize("code", ["listMethods", "getOpenAPI", "listClients", "getWsdl"])
def test_no_service_may_have_the_name_of_one_of_the_gateways_own(code: str) -> None:
    with pytest.raises(ServiceInvalid, match="the gateway itself"):
        parse(f'service = "{code}"\nsubsystem = "S"\nbase_url = "http://10.0.0.5"\n'.encode(), MEMBER)


def test_paths_are_written_in_the_grammar_of_x_road() -> None:
    paths = {"/*": "**", "/a/*": "/a/**", "/a": "/a", "/a*b": "/a\\*b", "/*/b/*": "/\\*/b/**"}
    assert {path: glob(path) for path in paths} == paths


def test_operations_that_no_permitted_call_could_be_of_are_left_out() -> None:
    paths = {
        "/a/{id}": {"summary": "x", "get": 1, "put": 2, "trace": 3, "head": 4},
        "/a/{id}/{more}": {"get": 1},
        "/b/一": {"$ref": "#/x"},
        "/b/{x}.json": {"post": 1, "get": 2},
        "/c": {"$ref": "#/x"},
        "/a/" + "{x}" * 400: {"get": 1},
        "/b/list": ["get"],
    }
    endpoints = [Endpoint("GET", "/a/*"), Endpoint("*", "/b/**"), Endpoint("PUT", "/b/1")]
    document = {"openapi": "3.0.3", "paths": paths, "components": {}}
    found = narrowed(document, endpoints)
    assert found["paths"] == {
        "/a/{id}": {"summary": "x", "get": 1},
        "/b/一": {"$ref": "#/x"},
        "/b/{x}.json": {"post": 1, "get": 2},
    }
    assert document["paths"] is paths and len(paths) == 7 and found["components"] == {}
    assert narrowed(document, [])["paths"] == {} == narrowed({"paths": 1}, endpoints)["paths"]


@pytest.mark.parametrize(
    "told", [1, [], {"a": 1}, {"a": [1]}, {"a": [{"method": "GET"}]}, {"a": [{"method": "GET", "path": 1}]},
             {"a": [{"method": "GET", "path": "/", "more": ""}]}],
)  # fmt: skip
def test_what_a_peer_says_of_its_lists_is_read_strictly(told: Any) -> None:
    good = {"a": [{"method": "GET", "path": "/"}], "b": []}
    assert read_narrowed(good) == good
    with pytest.raises(ValueError, match=r"no |not "):
        read_narrowed(told)
