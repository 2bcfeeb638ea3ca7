"""X-Road's path patterns (D 3): what one matches, and paths to try it with."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

_TOKEN = re.compile(r"\\\*|\*\*|\*|[^*\\]")
_TRIED = {"*": ("a", "a.b", "a/b", ""), "**": ("a", "a/b", "")}


def matches(pattern: str, path: str) -> bool:
    """Whether the whole of `path` matches. Tries everything, so it is for short patterns only."""
    parts = _TOKEN.findall(pattern)
    reached = {0}
    for part in parts:
        if part in ("*", "**"):
            reached = {end for at in reached for end in _ends(path, at, part == "**")}
        else:
            reached = {at + 1 for at in reached if path[at : at + 1] == part[-1]}
    return len(path) in reached


def _ends(path: str, at: int, across: bool) -> Iterator[int]:
    for end in range(at, len(path) + 1):
        if not across and "/" in path[at:end]:
            return
        yield end


def tried(pattern: str) -> list[str]:
    """Paths near a pattern, some of which match: wildcards filled in, a star put for another letter, more behind."""
    parts = _TOKEN.findall(pattern)
    filled = itertools.product(*(_TRIED.get(part, ("*", "x") if part == r"\*" else (part,)) for part in parts))
    made = {"".join(one) for one in filled}
    made |= {one + more for one in made for more in ("/more", "more")} | {one.rstrip("/") for one in made}
    return sorted(one for one in made if one and "//" not in one)
