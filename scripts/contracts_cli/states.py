"""State machines of the contracts, read from the sources: which function moves what from which state to which.

A function is flattened: calls of the contract's own internal functions are replaced by their bodies with the arguments
put in. In the result, a state that something is compared with is where a step may begin, and any other mention is where
it ends. It is a reading for people, not a proof; the tests of the contracts prove what is allowed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import contracts

_COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
_ENUM = re.compile(r"^enum (\w+) \{([^}]*)\}", re.MULTILINE)
_FUNCTION = re.compile(
    r"^    function (\w+)\(([^)]*)\)([^{;]*)\{(.*?)^    \}|^    function (\w+)\(([^)]*)\)([^{;]*)\{([^\n]*)\}$",
    re.MULTILINE | re.DOTALL,
)
_DEPTH = 6
_BEGINNING = "[*]"


@dataclass(frozen=True, slots=True)
class Step:
    """`function` takes something from `before` to `after`; `before` is `[*]` where it is made."""

    function: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Machine:
    """The steps of one contract over one enumeration."""

    contract: str
    enumeration: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class _Function:
    name: str
    parameters: tuple[str, ...]
    entry: bool
    body: str


def machines(root: Path = contracts.HERE) -> tuple[Machine, ...]:
    """Every state machine of the contracts, those with at least two steps."""
    enums = _enumerations(root)
    found = []
    for path in sorted(root.glob("*.sol")):
        functions = _functions(path.read_text("utf-8"))
        for name, values in enums.items():
            entries = [one for one in functions.values() if one.entry]
            steps = tuple(step for one in entries for step in _steps(one, functions, name, values))
            if len(steps) > 1:
                found.append(Machine(path.stem, name, _distinct(steps)))
    return tuple(found)


def _enumerations(root: Path) -> dict[str, tuple[str, ...]]:
    """Enumerations that are states: their first value is None, and their name says so."""
    found = {}
    for path in sorted(root.glob("types/*.sol")):
        for name, body in _ENUM.findall(_COMMENT.sub("", path.read_text("utf-8"))):
            values = tuple(one.strip() for one in body.split(","))
            if values[0] == "None" and name.endswith(("Status", "State")):
                found[name] = values
    return found


@lru_cache(maxsize=32)
def _functions(source: str) -> Mapping[str, _Function]:
    found = {}
    for match in _FUNCTION.finditer(_COMMENT.sub("", source)):
        name, parameters, rest, body = match.groups()[:4] if match[1] else match.groups()[4:]
        names = tuple(one.split()[-1] for one in parameters.split(",") if len(one.split()) > 1)
        entry = "external" in rest or "public" in rest
        changes = "view" not in rest.split() and "pure" not in rest.split()
        found[name] = _Function(name, names, entry and changes, body)
    return found


def _steps(one: _Function, functions: Mapping[str, _Function], enum: str, values: tuple[str, ...]) -> Iterator[Step]:
    text = _flat(one.body, functions, _DEPTH)
    value = rf"{enum}\.(\w+)"
    compared = re.compile(rf"[!=]= *(?:\([^()]*\)|{value})")
    hidden = compared.sub(lambda match: " " * len(match[0]), text)
    end = set(re.findall(value, hidden)) - {"None"}
    first = re.search(value, hidden)
    earlier = text[: first.start()] if first else ""  # what is compared after the step does not limit it
    begin = {name for match in compared.finditer(earlier) for name in re.findall(value, match[0])} - {"None"}
    if re.search(rf"!= *{enum}\.None\) revert", earlier):
        begin = set()
    for after in sorted(end, key=values.index):
        for before in sorted(begin, key=values.index) or [_BEGINNING]:
            if before != after:
                yield Step(one.name, before, after)


def _flat(body: str, functions: Mapping[str, _Function], depth: int) -> str:
    """`body` with calls of functions of the same contract replaced by what they do."""
    if not depth:
        return body
    out, place = [], 0
    for match in re.finditer(r"(?<![\w.])(\w+)\(", body):
        called = functions.get(match[1])
        if match.start() < place or called is None:
            continue
        inside, end = _arguments(body, match.end())
        if len(inside) != len(called.parameters):
            continue
        filled = called.body
        for name, argument in zip(called.parameters, inside, strict=True):
            plain = argument if re.fullmatch(r"[\w.]+", argument) else f"({argument})"
            filled = re.sub(rf"(?<![\w.]){name}\b", lambda _, plain=plain: plain, filled)  # type: ignore[misc]
        out += [body[place : match.start()], " ; ", _flat(filled, functions, depth - 1), " ; "]
        place = end
    return "".join([*out, body[place:]])


def _arguments(text: str, start: int) -> tuple[list[str], int]:
    """The arguments of a call whose bracket opened before `start`, and where it closes."""
    depth, begin, found = 0, start, []
    for place in range(start, len(text)):
        character = text[place]
        if character in "([{":
            depth += 1
        elif character in ")]}" and depth:
            depth -= 1
        elif character == ")" or (character == "," and not depth):
            if text[begin:place].strip():
                found.append(text[begin:place].strip())
            begin = place + 1
            if character == ")":
                return found, place + 1
    return found, len(text)


def _distinct(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    return tuple(dict.fromkeys(steps))


def diagram(machine: Machine) -> str:
    """The machine in Mermaid's notation; functions that make the same step share an arrow."""
    arrows: dict[tuple[str, str], list[str]] = {}
    for step in machine.steps:
        arrows.setdefault((step.before, step.after), []).append(step.function)
    ends = {after for _, after in arrows} - {before for before, _ in arrows}
    lines = [f"    {before} --> {after}: {', '.join(names)}" for (before, after), names in arrows.items()]
    lines += [f"    {one} --> [*]" for one in sorted(ends)]
    return "\n".join(["```mermaid", "stateDiagram-v2", *lines, "```"])
