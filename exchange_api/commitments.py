"""What a request commits to, and the predicate inputs that it carries. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import unquote_to_bytes

from exchange_api.disclosure import dump, strict_json
from exchange_api.errors import BadRequest, SystemInvalid
from exchange_api.message import Call

_CODE = re.compile(r"[!-~]{1,94}")


def predicate_inputs(query: bytes) -> list[tuple[str, bytes]]:
    """The inputs `p.<code>=value` of a query, decoded once (`+` is a blank), in order. Raises `BadRequest`."""
    if b"p." not in query:
        return []
    found: list[tuple[str, bytes]] = []
    for part in query.split(b"&"):
        if not part.startswith(b"p."):
            continue
        name, _, value = part[2:].partition(b"=")
        code = unquote_to_bytes(name).decode("latin-1")
        if not _CODE.fullmatch(code):
            raise BadRequest("the name of a predicate input is malformed")
        found.append((code, unquote_to_bytes(value.replace(b"+", b" "))))
    if len({code for code, _ in found}) != len(found):
        raise BadRequest("a predicate input is given twice")
    return found


def commitment_items(
    call: Call, inputs: Sequence[tuple[str, bytes]], body_digest: bytes
) -> list[tuple[str, int, bytes]]:
    """What a REQ commits to, as (label, profile 0, value)."""
    items = [
        ("body", 0, body_digest),
        ("target", 0, b"%b %b" % (call.method.encode(), call.target)),
        ("headers", 0, call.lines),
    ]
    if call.user is not None:
        items.append(("user", 0, call.user))
    if call.issue is not None:
        items.append(("issue", 0, call.issue))
    items += [("p/" + code, 0, value) for code, value in inputs]
    if call.fields is not None:
        items += [("f/" + code, 0, b"") for code in call.fields]
    return items


def json_inputs(body: bytes, content_type: bytes) -> list[tuple[str, bytes]]:
    """The inputs of a JSON body's `predicate_inputs`, as text; none if there are none or the body is no such JSON."""
    if b'"predicate_inputs"' not in body or not content_type.startswith(b"application/json"):
        return []
    try:
        given = strict_json(body)["predicate_inputs"]
        found = [(code, value.encode() if isinstance(value, str) else dump(value)) for code, value in given.items()]
    except (SystemInvalid, KeyError, TypeError, AttributeError, UnicodeEncodeError):
        return []
    if not all(_CODE.fullmatch(code) for code, _ in found):
        raise BadRequest("the name of a predicate input is malformed")
    return found
