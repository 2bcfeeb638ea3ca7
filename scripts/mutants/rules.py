"""The faults that are planted, and in which order. Pure: sources in, mutants out."""

from __future__ import annotations

import hashlib
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from scripts.mutants.targets import Target

_COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
_PLACE = re.compile(r"^    (?:function (\w+)|(constructor))|^(?:library|(?:abstract )?contract) \w+", re.MULTILINE)
_CONDITION = r"(?:[^;{}])*"
_GONE = {
    "check": r"^ *(?:\w+\.)?_?(?:only|active|holding|check)\w*\([^;{}]*\);(?= *$)",
    "refusal": rf"^ *if \({_CONDITION}\)(?: revert [^;]*;| \{{\n *revert [^;]*;\n *\}})(?= *$)",
    "branch": rf"^ *if \({_CONDITION}\) (?!revert)[\w+-][^;{{}}]*;(?= *$)",
    "event": r"^ *emit \w+\([^;]*\);(?= *$)",
    "store": r"^ *(?!return|emit|revert|if|for|while|let\b)(?:delete [^;{}]+|(?:\+\+|--)[^;{}]+"
    r"|[\w.\[\]()]+ (?:[-+|&]?=) [^;{}]+);(?= *$)",
}
"""Kind -> what is left out whole."""
_TURNED = {
    "turn": {" == ": " != ", " != ": " == ", " <= ": " < ", " >= ": " > ", " < ": " <= ", " > ": " >= "},
    "logic": {" && ": " || ", " || ": " && "},
    "sum": {" + ": " - ", " - ": " + "},
    "truth": {"= true": "= false", "= false": "= true", "return true": "return false", "return false": "return true"},
    "yul": {" and(": " or(", " or(": " and(", " gt(": " lt(", " lt(": " gt(", " iszero(": " not(", " sub(": " add("},
}
"""Kind -> what stands there, and what stands there instead."""
_MADE: dict[str, tuple[re.Pattern[str], Callable[[re.Match[str]], str]]] = {
    "not": (re.compile(r"(?<=[( ])!(?=[\w(])"), lambda found: ""),
    "number": (re.compile(r"(?<=[=<>] )\d+(?=[ ;)\n])"), lambda found: str(int(found[0]) + 1)),
    "duty": (re.compile(r"(?<=[ (])Duties\.[A-Z_]+(?: \| Duties\.[A-Z_]+)*"), lambda found: "type(uint16).max"),
}
"""Kind -> where, and what from that."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One place of one source, and what stands there instead; compiled into `host`."""

    source: str
    host: str
    function: str
    kind: str
    start: int
    before: str
    after: str
    line: int
    context: str
    name: str
    """Stable while the statement is: function, kind, digest of the line and the change."""

    def plant(self, text: str) -> str:
        """The source with the fault. Raises `ValueError` for another source."""
        end = self.start + len(self.before)
        if text[self.start : end] != self.before:
            raise ValueError(f"{self.name} was made from another source")
        return text[: self.start] + self.after + text[end:]

    @property
    def told(self) -> str:
        """What changes, in one line."""
        before, after = (" ".join(text.split()) for text in (self.before, self.after))
        place = "" if before == self.context else f"   in: {self.context}"
        return f"{before} => {after or '(left out)'}{place}"


def mutants_of(target: Target, text: str) -> Iterator[Mutant]:
    """Every mutant of a source that the rules make, in the order of kinds and lines, host by host."""
    places = [(found.start(), found[1] or found[2] or "-") for found in _PLACE.finditer(text)]
    seen: Counter[str] = Counter()
    for kind, start, end, after in _faults(_COMMENT.sub(_blank, text)):
        function = [name for place, name in places if place <= start][-1:]
        if not function or text[:start].rsplit("\n", 1)[-1].startswith(("import", "pragma", "using")):
            continue
        before, first = text[start:end], text.rfind("\n", 0, start) + 1
        context = " ".join(text[first : text.find("\n", end)].split())
        offset = len(" ".join(text[first:start].split()))
        digest = hashlib.sha256(f"{context}\0{offset}\0{after}".encode()).hexdigest()[:8]
        name = f"{target.source}.{function[0]}/{kind}/{digest}"
        seen[name] += 1
        name += f"-{seen[name]}" if seen[name] > 1 else ""
        for host in target.hosts:
            full = name if target.hosts == (target.source,) else f"{name}@{host}"
            line = text.count("\n", 0, start) + 1
            yield Mutant(target.source, host, function[0], kind, start, before, after, line, context, full)


def _blank(comment: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", comment[0])


def _faults(code: str) -> Iterator[tuple[str, int, int, str]]:
    """Kind, from where, to where, what stands there instead."""
    for kind, rule in _GONE.items():
        for found in re.finditer(rule, code, re.MULTILINE):
            yield kind, found.start(), found.end(), ""
    for kind, turns in _TURNED.items():
        for old, new in turns.items():
            for found in re.finditer(re.escape(old), code):
                yield kind, found.start(), found.end(), new
    for kind, (pattern, make) in _MADE.items():
        for found in pattern.finditer(code):
            if kind == "duty" and " revert " in code[code.rfind("\n", 0, found.start()) : found.start()]:
                continue  # it is told there, not asked
            yield kind, found.start(), found.end(), make(found)


def draw(piles: Sequence[tuple[Target, Sequence[Mutant]]], seed: int) -> list[Mutant]:
    """All mutants in the order in which they are tried: sources take turns, and within a source kinds do."""
    waiting = [(target, _by_turns(target, mutants, seed)) for target, mutants in piles]
    drawn: list[Mutant] = []
    while any(pile for _, pile in waiting):
        for target, pile in waiting:
            drawn += pile[: target.share]
            del pile[: target.share]
    return drawn


def _by_turns(target: Target, mutants: Sequence[Mutant], seed: int) -> list[Mutant]:
    """The chance of one source does not depend on what stands in others."""
    chance = random.Random(f"{seed}/{target.source}")
    kinds: dict[str, list[Mutant]] = {}
    for mutant in mutants:
        kinds.setdefault(mutant.kind, []).append(mutant)
    piles = list(kinds.values())
    chance.shuffle(piles)
    for pile in piles:
        chance.shuffle(pile)
    ordered: list[Mutant] = []
    while any(piles):
        ordered += [pile.pop() for pile in piles if pile]
    return ordered
