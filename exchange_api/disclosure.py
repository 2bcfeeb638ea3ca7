"""What leaves: of a back end's answer the granted fields of each row: plain, masked, or a predicate's answer. Pure.

* The answer must be strict JSON in UTF-8: no repeated names, no NaN, nested at most 64 deep. `pointer`
  leads to the records: an object is one row, an array is as many rows as it has objects.
* What is released is built anew: an object (or an array of objects) with exactly the fields disclosed. A field that is
  not disclosed is absent. Bytes are canonical (RFC 8785), so both sides commit to the same ones.
* `f/<code>` of the response = the canonical array of that field's values over all rows.
* The receiver checks the same way round: the body has exactly the fields that the openings name, and each opens.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import rfc8785

from chain_node.jsondepth import check_depth
from chain_node.ledger.records import Profile
from exchange_api.errors import InconsistentResponse, SystemInvalid
from exchange_api.masking import apply
from exchange_api.predicates import Facts, Predicate, evaluate, resolve

MAX_ROWS = 100_000


@dataclass(frozen=True, slots=True)
class FieldRule:
    """How a field is found in a row (`source`, RFC 6901) and masked. `required`: a row without it is refused."""

    code: str
    name: str
    source: str
    mask: str = "hidden"
    required: bool = False


@dataclass(frozen=True, slots=True)
class RecordMap:
    """The declared shape of a service's answers."""

    pointer: str
    fields: Mapping[str, FieldRule]
    predicates: Mapping[str, Predicate]


@dataclass(frozen=True, slots=True)
class Disclosed:
    """What leaves: `body`, number of `rows`, and the values to commit to as (label, profile, value)."""

    body: bytes
    rows: int
    columns: list[tuple[str, int, bytes]]


def disclose(
    mapping: RecordMap,
    profiles: Sequence[tuple[str, Profile]],
    answer: bytes,
    inputs: Mapping[str, bytes],
    params: Mapping[str, Any],
    today: datetime.date,
) -> Disclosed:
    """Build what leaves from the back end's answer. Raises `SystemInvalid`; then nothing leaves."""
    found = resolve(strict_json(answer), mapping.pointer)
    single = isinstance(found, dict)
    rows = [found] if single else found
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise SystemInvalid("the answer holds no record and no list of records where the declaration says")
    if len(rows) > MAX_ROWS:
        raise SystemInvalid(f"the answer has more than {MAX_ROWS} rows")
    columns: dict[str, tuple[int, list[bytes]]] = {}
    for code, profile in profiles:
        columns[code] = (int(profile), _column(mapping, code, profile, rows, inputs, params, today))
    ordered = sorted(columns)
    keys = [dump(code) + b":" for code in ordered]
    parts = []
    for index in range(len(rows)):
        members = [key + columns[code][1][index] for key, code in zip(keys, ordered, strict=True)]
        parts.append(b"{" + b",".join(members) + b"}")
    body = parts[0] if single else b"[" + b",".join(parts) + b"]"
    labels = [("f/" + code, columns[code][0], _array(columns[code][1])) for code in ordered]
    return Disclosed(body, len(rows), labels)


def _column(
    mapping: RecordMap,
    code: str,
    profile: Profile,
    rows: Sequence[Any],
    inputs: Mapping[str, bytes],
    params: Mapping[str, Any],
    today: datetime.date,
) -> list[bytes]:
    predicate = mapping.predicates.get(code)
    if predicate is not None:
        if profile is not Profile.PREDICATE:
            raise SystemInvalid(f"predicate {code} is granted as something else")
        return [dump(evaluate(predicate, Facts(row, inputs, params, today))) for row in rows]
    rule = mapping.fields.get(code)
    if rule is None or profile is Profile.PREDICATE:
        raise SystemInvalid(f"field {code} is granted and not declared at this gateway")
    values = [resolve(row, rule.source) for row in rows]
    if rule.required and any(value is None for value in values):
        raise SystemInvalid(f"field {code} is required and missing in a row")
    if profile is Profile.MASKED:
        values = [apply(rule.mask, value) for value in values]
    return [dump(value) for value in values]


def _array(values: Sequence[bytes]) -> bytes:
    return b"[" + b",".join(values) + b"]"


def dump(value: Any) -> bytes:
    """Canonical JSON of a value. For texts, whole numbers, booleans and null Python's own encoder gives the same."""
    try:
        if isinstance(value, str) or value is None or isinstance(value, bool):
            return json.dumps(value, ensure_ascii=False).encode("utf-8")
        return rfc8785.dumps(value)
    except (UnicodeEncodeError, rfc8785.CanonicalizationError, ValueError) as error:
        raise SystemInvalid(f"a value cannot be written canonically: {error}") from None


def strict_json(data: bytes) -> Any:
    """Parse JSON. Raises `SystemInvalid` for what is not UTF-8, repeated names, NaN, or too deep a nesting."""
    try:
        check_depth(data)
        text = data.decode("utf-8")
        return json.loads(text, object_pairs_hook=_no_repeats, parse_constant=_no_constant)
    except ValueError as error:
        raise SystemInvalid(f"the answer is not strict JSON: {str(error)[:120]}") from None


def _no_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("a member is repeated")
    return value


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def check_release(body: bytes, columns: Mapping[str, bytes]) -> None:
    """Check at the receiver that `body` has exactly the fields of `columns` (code -> opened value) and their values.

    Raises `InconsistentResponse`.
    """
    if not body and not columns:
        return
    try:
        found = strict_json(body)
        rows = found if isinstance(found, list) else [found]
        for row in rows:
            if not isinstance(row, dict) or row.keys() != columns.keys():
                raise InconsistentResponse("the body has other fields than the statement says")
        for code, value in columns.items():
            if _array([dump(row[code]) for row in rows]) != value:
                raise InconsistentResponse(f"field {code} is not what the statement commits to")
    except SystemInvalid as error:
        raise InconsistentResponse(f"the body of a filtered answer: {error}") from None
