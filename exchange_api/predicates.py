"""Predicates 仅核验: questions about a record that are answered by yes or no, or by a band, and by nothing more. Pure.

An expression is JSON. Leaves: text, number, true, false; `["field", pointer]` (RFC 6901, in the row), `["input", code]`
(given with the request), `["param", name]` (the grant's threshold; never the requester's), `["now"]` (the day of the
answer in Asia/Shanghai). Operations:

    ["eq", a, b]  ["ge", a, b]  ["le", a, b]  ["in", a, b, c...]  ["and", ...]  ["or", ...]  ["not", a]
    ["age_at", birth, day]          whole years
    ["months_between", from, to]    whole months
    ["band", a, [[bound, label]...]]   label of the last bound that is at most a; the outermost operation only

Logic has three values: what cannot be known (a null, a wrong type, a malformed date) is unknown, `not` of unknown is
unknown, and an unknown answer is false (a band: null). So neither a gap in the data nor a strange input answers yes.
Texts are compared in Unicode's composed form without blanks around them.
"""

from __future__ import annotations

import datetime
import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

import rfc8785

from exchange_api.setup_errors import ServiceInvalid

MAX_DEPTH = 8
MAX_NODES = 200
INPUT_TYPES = ("text", "integer", "date")
_ARITY = {"eq": (2, 2), "ge": (2, 2), "le": (2, 2), "in": (2, 64), "and": (1, 32), "or": (1, 32), "not": (1, 1),
          "age_at": (2, 2), "months_between": (2, 2), "field": (1, 1), "input": (1, 1), "param": (1, 1),
          "now": (0, 0)}  # fmt: skip
_DATE = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?:T.*)?")
_CODE = re.compile(r"[!-~]{1,94}")


@dataclass(frozen=True, slots=True)
class Predicate:
    """One predicate as declared. `inputs` are (code, type); `output` is `bool` or `band`."""

    id: str
    version: int
    inputs: tuple[tuple[str, str], ...]
    expr: Any
    output: str
    digest: bytes
    """What the catalogue records: SHA-256("lianlu/predicate/1" || 0 || RFC 8785 JSON of the declaration)."""


def _digest(identity: str, version: int, inputs: tuple[tuple[str, str], ...], expr: Any, output: str) -> bytes:
    declared = {
        "id": identity,
        "version": version,
        "inputs": [list(one) for one in inputs],
        "expr": expr,
        "output": output,
    }
    return hashlib.sha256(b"lianlu/predicate/1\0" + rfc8785.dumps(declared)).digest()


def declare(value: Mapping[str, Any]) -> Predicate:
    """A predicate from its declaration. Raises `ServiceInvalid` if it is malformed or could not be evaluated."""
    if set(value) - {"id", "name", "version", "inputs", "expr", "output"}:
        raise ServiceInvalid(f"predicate {value.get('id')!r} has unknown members")
    identity, version = value.get("id"), value.get("version", 1)
    if not isinstance(identity, str) or not _CODE.fullmatch(identity) or type(version) is not int or version < 1:
        raise ServiceInvalid(f"predicate {identity!r} has no proper id or version")
    output = value.get("output", "bool")
    if output not in ("bool", "band"):
        raise ServiceInvalid(f"predicate {identity}: output is bool or band")
    inputs = _inputs(identity, value.get("inputs", []))
    expr = value.get("expr")
    if (output == "band") is not (isinstance(expr, list) and expr[:1] == ["band"]):
        raise ServiceInvalid(f"predicate {identity}: `band` is the outermost operation of output band, and only there")
    _check(identity, expr, frozenset(code for code, _ in inputs), 0, [0])
    return Predicate(identity, version, inputs, expr, output, _digest(identity, version, inputs, expr, output))


def _inputs(identity: str, value: Any) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, list) or len(value) > 16:
        raise ServiceInvalid(f"predicate {identity}: inputs is not a list of at most 16")
    for one in value:
        if not (isinstance(one, list) and len(one) == 2 and isinstance(one[0], str) and _CODE.fullmatch(one[0])):
            raise ServiceInvalid(f"predicate {identity}: an input is not [code, type]")
        if one[1] not in INPUT_TYPES:
            raise ServiceInvalid(f"predicate {identity}: input {one[0]} is none of {', '.join(INPUT_TYPES)}")
    return tuple((code, kind) for code, kind in value)


def _check(identity: str, expr: Any, inputs: frozenset[str], depth: int, nodes: list[int]) -> None:
    nodes[0] += 1
    if depth > MAX_DEPTH or nodes[0] > MAX_NODES:
        raise ServiceInvalid(f"predicate {identity}: the expression is too deep or too large")
    if isinstance(expr, str | int | float):
        return
    if not isinstance(expr, list) or not expr or not isinstance(expr[0], str):
        raise ServiceInvalid(f"predicate {identity}: {expr!r} is no expression")
    name, arguments = expr[0], expr[1:]
    if name == "band":
        if depth or len(arguments) != 2 or not _proper_bands(arguments[1]):
            raise ServiceInvalid(f'predicate {identity}: band is ["band", a, [[bound, label]...]], bounds ascending')
        _check(identity, arguments[0], inputs, depth + 1, nodes)
        return
    least, most = _ARITY.get(name, (1, 0))
    if not least <= len(arguments) <= most:
        raise ServiceInvalid(f"predicate {identity}: {name!r} is no operation, or has a wrong number of arguments")
    if name in ("field", "input", "param"):
        if not isinstance(arguments[0], str) or (name == "input" and arguments[0] not in inputs):
            raise ServiceInvalid(f"predicate {identity}: {name} {arguments[0]!r} is not declared")
        return
    for argument in arguments:
        _check(identity, argument, inputs, depth + 1, nodes)


def _proper_bands(bands: Any) -> bool:
    if not isinstance(bands, list) or not 1 <= len(bands) <= 32:
        return False
    if not all(
        isinstance(b, list) and len(b) == 2 and type(b[0]) in (int, float) and isinstance(b[1], str) for b in bands
    ):
        return False
    bounds = [b[0] for b in bands]
    return bounds == sorted(set(bounds))


@dataclass(frozen=True, slots=True)
class Facts:
    """What an expression may look at: the row, the inputs (raw bytes), the grant's parameters, the day."""

    row: Any
    inputs: Mapping[str, bytes]
    params: Mapping[str, Any]
    today: datetime.date


def evaluate(predicate: Predicate, facts: Facts) -> bool | str | None:
    """The answer: a boolean, or for a band its label, or None if the value is unknown or below every bound."""
    kinds = dict(predicate.inputs)
    if predicate.output == "bool":
        return _eval(predicate.expr, facts, kinds) is True
    value = _number(_eval(predicate.expr[1], facts, kinds))
    found: str | None = None
    for bound, label in predicate.expr[2]:
        if value is not None and value >= Decimal(str(bound)):
            found = label
    return found


def _eval(expr: Any, facts: Facts, kinds: Mapping[str, str]) -> Any:
    """The value of an expression; None is unknown."""
    if not isinstance(expr, list):
        return expr
    name = expr[0]
    if name == "field":
        return resolve(facts.row, expr[1])
    if name == "input":
        return _input(facts.inputs.get(expr[1]), kinds[expr[1]])
    if name == "param":
        return facts.params.get(expr[1])
    if name == "now":
        return facts.today
    values = [_eval(argument, facts, kinds) for argument in expr[1:]]
    return _OPERATIONS[name](values)


def resolve(document: Any, pointer: str) -> Any:
    """What a JSON pointer (RFC 6901) leads to in `document`, or None if it leads nowhere."""
    if pointer == "":
        return document
    for part in pointer[1:].split("/"):
        part = part.replace("~1", "/").replace("~0", "~")
        if isinstance(document, dict):
            document = document.get(part)
        elif isinstance(document, list) and part.isdigit() and (part == "0" or part[0] != "0") and len(part) < 9:
            document = document[int(part)] if int(part) < len(document) else None
        else:
            return None
    return document


def _input(raw: bytes | None, kind: str) -> Any:
    if raw is None:
        return None
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if kind == "integer":
        return int(text) if re.fullmatch(r"-?(0|[1-9][0-9]{0,17})", text) else None
    return _date(text) if kind == "date" else text


def _plain(value: Any) -> Any:
    return unicodedata.normalize("NFC", value).strip() if isinstance(value, str) else value


def _number(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        return None
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _date(value: Any) -> datetime.date | None:
    if isinstance(value, datetime.date):
        return value
    match = _DATE.fullmatch(value.strip()) if isinstance(value, str) else None
    try:
        return datetime.date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


def _equal(a: Any, b: Any) -> bool | None:
    if a is None or b is None:
        return None
    if isinstance(a, datetime.date) or isinstance(b, datetime.date):
        first, second = _date(a), _date(b)
        return None if first is None or second is None else first == second
    if isinstance(a, bool) or isinstance(b, bool):
        return a is b if isinstance(a, bool) and isinstance(b, bool) else None
    if isinstance(a, str) and isinstance(b, str):
        return bool(_plain(a) == _plain(b))
    one, two = _number(a), _number(b)
    return None if one is None or two is None else one == two


def _at_least(a: Any, b: Any) -> bool | None:
    one, two = _number(a), _number(b)
    if one is not None and two is not None:
        return one >= two
    first, second = _date(a), _date(b)
    return None if first is None or second is None else first >= second


def _all(values: Sequence[Any]) -> bool | None:
    if any(value is False for value in values):
        return False
    return True if all(value is True for value in values) else None


def _any(values: Sequence[Any]) -> bool | None:
    if any(value is True for value in values):
        return True
    return False if all(value is False for value in values) else None


def _months(values: Sequence[Any]) -> int | None:
    start, end = _date(values[0]), _date(values[1])
    if start is None or end is None:
        return None
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)


def _years(values: Sequence[Any]) -> int | None:
    months = _months(values)
    return None if months is None else months // 12


_OPERATIONS = {
    "eq": lambda v: _equal(v[0], v[1]),
    "ge": lambda v: _at_least(v[0], v[1]),
    "le": lambda v: _at_least(v[1], v[0]),
    "in": lambda v: _any([_equal(v[0], one) for one in v[1:]]),
    "and": _all,
    "or": _any,
    "not": lambda v: None if type(v[0]) is not bool else not v[0],
    "age_at": _years,
    "months_between": _months,
}
