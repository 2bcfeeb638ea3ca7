r"""X-Road's path patterns, all those of one access list tried at once. Pure.

`*` stands for any characters within one segment, `**` for any at all, `\*` for a star. Patterns and paths are decoded.

A place in a pattern is a bit of one number, and a character moves all bits at once, so that a path costs time in
proportion to its length, whatever the patterns are: nothing is ever tried again. Moves made once are remembered, up to
a limit; then the usual path costs a look-up per character.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import quote

SEGMENT, ANY = "*", "**"
WHOLE = ANY
MAX_REMEMBERED = 1024
_TOKEN = re.compile(r"\\\*|\*+|[^*\\]", re.DOTALL)
_PATTERN = re.compile(r"(?:/|\*\*)(?:\\\*|[^\\])*", re.DOTALL)
IN_URLS = "-._~!$&'()+,=:@/"


class _Place:
    """A set of places in the patterns, and where each character seen so far leads from it."""

    __slots__ = ("bits", "following")

    def __init__(self, bits: int) -> None:
        self.bits = bits
        self.following: dict[str, _Place] = {}


class Globs:
    """Some patterns. Which of them match is told as a number: the sum of those patterns' `ends`. One thread."""

    def __init__(self, patterns: Sequence[str]) -> None:
        self._literals: dict[str, int] = {}
        self._within, self._across = 0, 0
        starts, place = 0, 0
        self.ends: list[int] = []
        for pattern in patterns:
            starts |= 1 << place
            for token in tokens(pattern):
                if token in (SEGMENT, ANY):
                    self._within |= 1 << place
                    self._across |= (token == ANY) << place
                else:
                    self._literals[token[-1]] = self._literals.get(token[-1], 0) | 1 << place
                place += 1
            self.ends.append(1 << place)
            place += 1
        self._inside = 0
        for character, bits in self._literals.items():
            self._inside |= bits if character != "/" else 0
        self._all_ends = sum(self.ends)
        self._starts = self._skip(starts)
        self._forget()

    def matching(self, path: str) -> int:
        """The sum of the ends of the patterns that match the whole of `path`."""
        place = self._start
        for character in path:
            place = place.following.get(character) or self._follow(place, character)
        return place.bits & self._all_ends

    def after(self, start: str) -> int:
        """The places that are reached by `start`, as bits."""
        bits = self._starts
        for character in start:
            bits = self._move(bits, character)
        return bits

    def reaching(self, template: Iterable[str | None]) -> int:
        """The sum of the ends of the patterns that match something of the form of `template`.

        It is made of texts, and None for one or more characters within a segment.
        """
        bits = self._starts
        for part in template:
            if part is None:
                bits = self._some(bits)
            else:
                for character in part:
                    bits = self._move(bits, character)
        return bits & self._all_ends

    def _some(self, bits: int) -> int:
        found, before = self._inward(bits), 0
        while found != before:
            found, before = found | self._inward(found), found
        return found

    def _inward(self, bits: int) -> int:
        return self._skip((bits & self._inside) << 1 | bits & self._within)

    def _move(self, bits: int, character: str) -> int:
        staying = self._across if character == "/" else self._within
        return self._skip((bits & self._literals.get(character, 0)) << 1 | bits & staying)

    def _skip(self, bits: int) -> int:
        """With the places behind wildcards, which may stand for nothing; no two of them are neighbours."""
        return bits | (bits & self._within) << 1

    def _follow(self, place: _Place, character: str) -> _Place:
        if self._remembered >= MAX_REMEMBERED:
            self._forget()
        bits = self._move(place.bits, character)
        found = self._places.get(bits)
        if found is None:
            found = self._places[bits] = _Place(bits)
        place.following[character] = found
        self._remembered += 1
        return found

    def _forget(self) -> None:
        self._start = _Place(self._starts)
        self._places = {self._starts: self._start}
        self._remembered = 0


def tokens(pattern: str) -> list[str]:
    r"""A pattern in parts: single characters, `\*` for a star, and the two wildcards."""
    return [ANY if one.startswith("**") else one for one in _TOKEN.findall(pattern)]


def well_formed(pattern: str) -> bool:
    r"""Whether a text is a pattern: it begins with a slash or `**`, and a backslash stands before a star only."""
    return _PATTERN.fullmatch(pattern) is not None


def escaped(text: str) -> str:
    """The pattern that matches `text` and nothing else."""
    return text.replace("*", r"\*")


def glob(path: str) -> str:
    """A path of the ledger as a pattern: there a `*` at the end ends at no slash; the whole service is `**`."""
    if path == "/*":
        return WHOLE
    return escaped(path) if not path.endswith("/*") else escaped(path[:-1]) + ANY


def beginning(pattern: str, start: str) -> list[str]:
    """What `pattern` matches of the paths that begin with `start`, as patterns of what follows `start`. Exact."""
    parts = tokens(pattern)
    bits = Globs((pattern,)).after(start)
    found: list[int] = []
    for place in range(len(parts) + 1):
        if not bits >> place & 1:
            continue
        if place and bits >> (place - 1) & 1 and parts[place - 1] in (SEGMENT, ANY):
            continue  # the wildcard before stands for this one too
        if place < len(parts) and parts[place] == ANY:
            found = []  # whatever an earlier place leads to, this one does
        found.append(place)
    return ["".join(parts[place:]) for place in found]


def in_urls(pattern: str) -> str:
    """A pattern with its characters percent-encoded, as clients send them."""
    return "".join(one if "*" in one else quote(one, safe=IN_URLS) for one in tokens(pattern))
