"""Strict reading of JSON made by us: one spelling of every value, and every member named by the format.

Duplicate, unknown or missing names, other types, fractions, numbers from 2^53, upper-case hex, base64 with another
padding: all raise BundleError. Depth is bounded by the parser's caller checking each level by type.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Collection
from typing import Any, NoReturn

from chain_node.evidence.errors import BundleError
from chain_node.jsondepth import check_depth

MAX_SAFE = (1 << 53) - 1
_HEX = re.compile(r"(?:[0-9a-f]{2})*\Z")


def loads(data: bytes, max_bytes: int) -> object:
    """The JSON value of up to `max_bytes` of UTF-8; raises BundleError for duplicates, fractions and constants."""
    if len(data) > max_bytes:
        raise BundleError(f"{len(data)} bytes, at most {max_bytes}")
    try:
        check_depth(data)
        return json.loads(
            data.decode("utf-8"), object_pairs_hook=_unique, parse_float=_refuse, parse_constant=_refuse
        )  # fmt: skip
    except ValueError as cause:
        raise BundleError("not JSON in UTF-8") from cause


def dumps(value: object) -> bytes:
    """Canonical bytes (RFC 8785) of texts, lists, objects with ASCII names, null and numbers below 2^53."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")


def members(value: object, names: Collection[str], optional: Collection[str] = ()) -> dict[str, Any]:
    """`value` as an object that has exactly these names; raises BundleError."""
    if not isinstance(value, dict):
        raise BundleError("an object is expected")
    unknown = sorted(value.keys() - set(names) - set(optional))
    missing = sorted(set(names) - value.keys())
    if unknown or missing:
        raise BundleError(f"unknown names {unknown[:5]}, missing names {missing}")
    return value


def array(value: object, longest: int) -> list[object]:
    """`value` as an array of at most `longest` elements; raises BundleError."""
    if not isinstance(value, list) or len(value) > longest:
        raise BundleError(f"an array of up to {longest} elements is expected")
    return value


def number(value: object) -> int:
    """`value` as a number from 0 to 2^53 - 1; raises BundleError."""
    if type(value) is not int or not 0 <= value <= MAX_SAFE:
        raise BundleError("a number from 0 to 2^53 - 1 is expected")
    return value


def text(value: object, longest: int) -> str:
    """`value` as a text of 1 to `longest` characters; raises BundleError."""
    if not isinstance(value, str) or not 0 < len(value) <= longest:
        raise BundleError(f"a text of 1 to {longest} characters is expected")
    return value


def from_hex(value: object, size: int) -> bytes:
    """`value` as `size` bytes in lower-case hex; raises BundleError."""
    if not isinstance(value, str) or len(value) != 2 * size or not _HEX.match(value):
        raise BundleError(f"{size} bytes in lower-case hex are expected")
    return bytes.fromhex(value)


def from_base64(value: object, longest: int, size: int | None = None) -> bytes:
    """`value` as bytes in standard base64 with padding, `size` of them if given; raises BundleError."""
    if not isinstance(value, str) or len(value) > 4 * (longest // 3 + 1):
        raise BundleError("base64 of a bounded length is expected")
    try:
        data = base64.b64decode(value.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError) as cause:
        raise BundleError("base64 is malformed") from cause
    if to_base64(data) != value or len(data) > longest or size not in (None, len(data)):
        raise BundleError("base64 is not in its one spelling, or of the wrong length")
    return data


def to_base64(data: bytes) -> str:
    """Standard base64 with padding."""
    return base64.b64encode(data).decode("ascii")


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return found


def _refuse(text: str) -> NoReturn:
    raise ValueError(f"{text} is not an integer")
