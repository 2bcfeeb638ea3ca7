"""The few words of JSON Schema that our OpenAPI documents use, for comparing an answer with what is documented."""

from __future__ import annotations

import re
from typing import Any

TYPES: dict[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "null": type(None),
}
KNOWN = set("$ref type enum pattern required properties additionalProperties items description format examples".split())


def violations(document: dict[str, Any], schema: dict[str, Any], value: Any, place: str = "") -> list[str]:
    """What in `value` is not as `schema` says, whose references are into `document`."""
    if "$ref" in schema:
        return violations(document, resolve(document, schema["$ref"]), value, place)
    assert set(schema) <= KNOWN, f"{place}: {set(schema) - KNOWN} is not understood here"
    named = schema.get("type", [])
    kinds = tuple(TYPES[one] for one in ([named] if isinstance(named, str) else named))
    if kinds and not isinstance(value, kinds):
        return [f"{place}: {type(value).__name__} is not {named}"]
    if "enum" in schema and value not in schema["enum"]:
        return [f"{place}: {value!r} is none of {schema['enum']}"]
    if "pattern" in schema and not re.search(schema["pattern"], value):
        return [f"{place}: {value!r} is not {schema['pattern']}"]
    found = [f"{place}: {name} is missing" for name in schema.get("required", []) if name not in value]
    if isinstance(value, dict) and "properties" in schema:
        for name, one in value.items():
            if name in schema["properties"]:
                found += violations(document, schema["properties"][name], one, f"{place}/{name}")
            elif schema.get("additionalProperties") is False:
                found.append(f"{place}: {name} is not documented")
    if isinstance(value, list) and "items" in schema:
        for number, one in enumerate(value):
            found += violations(document, schema["items"], one, f"{place}/{number}")
    return found


def resolve(document: dict[str, Any], reference: str) -> dict[str, Any]:
    """What a reference within `document` names."""
    found: Any = document
    for name in reference.removeprefix("#/").split("/"):
        found = found[name]
    assert isinstance(found, dict)
    return found
