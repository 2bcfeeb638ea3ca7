"""OpenAPI descriptions of services: made of a declaration, or the back end's own without its addresses. Pure.

A filtered service answers with the fields that its declaration names and not with what its back end says, so only the
declaration can describe it. The description of an opaque service is its back end's, at `description` in the
declaration; what it says of servers is cut down to paths, so that no address inside the department leaves.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote, urlsplit

from chain_node.ledger.records import Endpoint
from exchange_api.declarations import Declaration
from exchange_api.disclosure import FieldRule, RecordMap, strict_json
from exchange_api.errors import SystemInvalid
from exchange_api.globs import ANY, IN_URLS, SEGMENT, Globs, glob, tokens
from exchange_api.message import METHODS

MAX_TEMPLATE = 1024
_PARAMETER = re.compile(r"\{[^{}]*\}")
_OPERATIONS = METHODS | {"TRACE"}
_METHODS = ("get", "post", "put", "patch", "delete")


def without_servers(raw: bytes) -> dict[str, Any]:
    """A description without the hosts of its servers. Raises `SystemInvalid` if it is not OpenAPI 3 in JSON."""
    document = strict_json(raw)
    version = document.get("openapi") if isinstance(document, dict) else None
    if not isinstance(version, str) or not version.startswith("3."):
        raise SystemInvalid("not an OpenAPI 3 document in JSON")
    found: dict[str, Any] = document
    _strip(found)
    return found


def _strip(node: Any) -> None:
    """Cut server addresses down to paths, at the top and wherever a path or an operation has its own."""
    if isinstance(node, list):
        for one in node:
            _strip(one)
    elif isinstance(node, dict):
        servers = node.get("servers")
        if isinstance(servers, list):
            node["servers"] = [{"url": _path(one)} for one in servers]
        for name, one in node.items():
            if name != "servers":
                _strip(one)


def _path(server: Any) -> str:
    url = server.get("url") if isinstance(server, dict) else None
    if not isinstance(url, str) or "{" in url or "\\" in url:  # the values of a variable may be addresses too
        return "/"
    try:
        parts = urlsplit(url)
    except ValueError:
        return "/"
    return parts.path or "/" if parts.scheme in ("", "http", "https") else "/"


def narrowed(document: dict[str, Any], endpoints: Sequence[Endpoint]) -> dict[str, Any]:
    """A description without the operations that no call to `endpoints`, patterns of X-Road, could be of."""
    globs = Globs([one.path for one in endpoints])
    methods = {
        method: sum(end for one, end in zip(endpoints, globs.ends, strict=True) if one.method in ("*", method))
        for method in METHODS
    }
    found = {}
    paths = document.get("paths")
    for path, item in paths.items() if isinstance(paths, dict) else ():
        reached = globs.reaching(_parts(path)) if len(path) <= MAX_TEMPLATE else 0
        if not reached or not isinstance(item, dict):
            continue
        operations = {name for name in item if name.upper() in _OPERATIONS}
        kept = {name for name in operations if methods.get(name.upper(), 0) & reached}
        if kept or "$ref" in item:
            found[path] = {name: one for name, one in item.items() if name in kept or name not in operations}
    return {**document, "paths": found}


def _parts(template: str) -> list[str | None]:
    """A template in texts, spelt as in a URL, and None for each parameter."""
    texts = [quote(one, safe=IN_URLS + "%") for one in _PARAMETER.split(template)]
    return [part for text in texts for part in (text, None)][:-1]


def described(declaration: Declaration, endpoints: Sequence[Endpoint] | None = None) -> dict[str, Any]:
    """The description of a filtered service; `endpoints`, patterns of X-Road, if they are fewer than it declares."""
    records = declaration.records
    if records is None:
        raise ValueError("an opaque service is described by its back end only")
    paths: dict[str, Any] = {}
    if endpoints is None:
        endpoints = [Endpoint(one.method, glob(one.path)) for one in declaration.endpoints]
    for endpoint in endpoints:
        path, parameters = _template(endpoint.path)
        operations = _METHODS if endpoint.method == "*" else (endpoint.method.lower(),)
        for method in operations:
            operation = {"parameters": parameters + _inputs(records), "responses": _RESPONSES}
            paths.setdefault(path, {}).setdefault(method, operation)
    record = {
        "type": "object",
        "description": "Which of these there are depends on the grant and on Lianlu-Fields.",
        "properties": {
            **{rule.code: _property(rule) for rule in records.fields.values()},
            **{one.id: _OUTPUTS[one.output] for one in records.predicates.values()},
        },
    }
    return {
        "openapi": "3.0.3",
        "info": {"title": declaration.service.service_code, "version": str(declaration.version)},
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {"schemas": {"Record": record}},
    }


_INPUTS = {"text": {"type": "string"}, "integer": {"type": "integer"}, "date": {"type": "string", "format": "date"}}
_OUTPUTS = {"bool": {"type": "boolean"}, "band": {"type": "string", "nullable": True}}
_RECORD = {"$ref": "#/components/schemas/Record"}
_RESPONSES = {
    "200": {
        "description": "One record, or several.",
        "content": {"application/json": {"schema": {"oneOf": [_RECORD, {"type": "array", "items": _RECORD}]}}},
    }
}


def _template(pattern: str) -> tuple[str, list[dict[str, Any]]]:
    """A pattern as OpenAPI has it: what a wildcard stands for becomes a parameter."""
    path = "/" if pattern.startswith(ANY) else ""
    parameters: list[dict[str, Any]] = []
    for token in tokens(pattern):
        if token not in (SEGMENT, ANY):
            path += token[-1]
            continue
        name = f"rest{len(parameters) + 1}" if parameters else "rest"
        parameters.append({"name": name, "in": "path", "required": True, "schema": {"type": "string"}})
        path += f"{{{name}}}"
    return path, parameters


def _inputs(records: RecordMap) -> list[dict[str, Any]]:
    """The query parameters that carry the inputs of predicates."""
    found = {code: kind for one in records.predicates.values() for code, kind in one.inputs}
    return [{"name": f"p.{code}", "in": "query", "schema": _INPUTS[kind]} for code, kind in found.items()]


def _property(rule: FieldRule) -> dict[str, Any]:
    return {"title": rule.name} if rule.required else {"title": rule.name, "nullable": True}
