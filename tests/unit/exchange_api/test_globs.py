"""X-Road's path patterns: every kind of case of the grammar, and a comparison with a matcher that tries everything."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange_api.globs import ANY, MAX_REMEMBERED, SEGMENT, Globs, beginning, glob, in_urls, tokens, well_formed

CASES = (
    ("/pets", "/pets", True),
    ("/pets", "/pets/", False),
    ("/pets/", "/pets", False),
    ("/pets", "/Pets", False),
    ("/pets", "/pets/1", False),
    ("/pets/*", "/pets/1", True),
    ("/pets/*", "/pets/", True),
    ("/pets/*", "/pets/1/toys", False),
    ("/pets/*", "/pets", False),
    ("/pets/*/toys", "/pets/1/toys", True),
    ("/pets/*/toys", "/pets/1/2/toys", False),
    ("/*/*", "/a/b", True),
    ("/*/*", "/a", False),
    ("/pet*", "/pets", True),
    ("/p*t*s", "/pXtYts", True),
    ("/*.json", "/a.json", True),
    ("/*.json", "/a/b.json", False),
    ("/**", "/", True),
    ("**", "/pets/1/toys", True),
    ("/pets/**", "/pets/1/toys", True),
    ("/pets/**", "/pets", False),
    ("/**/toys", "/pets/1/toys", True),
    ("/**/toys", "/toys", False),
    ("/pets/**/toys/*", "/pets/1/toys/2/toys/3", True),
    ("/pets/**/toys/*", "/pets/1/toys/2/3", False),
    ("/a**z", "/a/b/z", True),
    ("/a***z", "/a/b/z", True),
    (r"/a\*b", "/a*b", True),
    (r"/a\*b", "/axb", False),
    (r"/\**", "/*xyz", True),
    (r"/\**", "/xyz", False),
    ("/*", "/*", True),
    ("/a.c", "/abc", False),
    ("/a+[b](c)|$", "/a+[b](c)|$", True),
    ("/许可/*", "/许可/一", True),
)


def matches(pattern: str, path: str) -> bool:
    return Globs((pattern,)).matching(path) != 0


@pytest.mark.parametrize(("pattern", "path", "wanted"), CASES)
def test_a_pattern_matches_what_the_grammar_says(pattern: str, path: str, wanted: bool) -> None:
    assert well_formed(pattern) and matches(pattern, path) is wanted


@pytest.mark.parametrize("pattern", ["", "pets", "*", "*/a", r"\*", r"/a\b", "/a\\", r"/a\\*", r"\/a"])
def test_what_is_no_pattern_is_not_well_formed(pattern: str) -> None:
    assert not well_formed(pattern)


def tried(parts: list[str], path: str) -> bool:
    """Whether a pattern matches, by trying everything."""
    if not parts:
        return not path
    first, rest = parts[0], parts[1:]
    if first not in (SEGMENT, ANY):
        return path[:1] == first[-1] and tried(rest, path[1:])
    ends = range(len(path) + 1)
    return any(tried(rest, path[end:]) for end in ends if first == ANY or "/" not in path[:end])


PATTERNS = st.lists(st.sampled_from(["/", "a", "b", "*", "**", r"\*"]), max_size=8).map(lambda parts: "".join(parts))
PATHS = st.text("/ab*", max_size=9)


@given(st.lists(PATTERNS, min_size=1, max_size=4), st.lists(PATHS, min_size=1, max_size=4))
def test_several_patterns_at_once_match_what_each_matches_by_itself(patterns: list[str], paths: list[str]) -> None:
    globs = Globs(patterns)
    for path in paths * 2:  # the second time by what is remembered
        wanted = [tried(tokens(one), path) for one in patterns]
        assert [bool(globs.matching(path) & end) for end in globs.ends] == wanted


@given(PATTERNS, PATHS, PATHS)
def test_what_follows_a_beginning_is_told_exactly(pattern: str, start: str, rest: str) -> None:
    found = any(tried(tokens(one), rest) for one in beginning(pattern, start))
    assert found is tried(tokens(pattern), start + rest)


@pytest.mark.parametrize(
    ("pattern", "start", "wanted"),
    [
        ("/**/toys", "/pets/", ["**/toys", "toys"]),
        ("/pets/**", "/pets/1/", ["**"]),
        ("/*/toys", "/pets/", ["toys"]),
        ("/*/toys", "/pets/1/", []),
        ("**", "/a/", ["**"]),
        ("/a*/**/b", "/a/x/", ["**/b", "b"]),
    ],
)
def test_what_follows_is_told_in_few_patterns(pattern: str, start: str, wanted: list[str]) -> None:
    assert beginning(pattern, start) == wanted


TEMPLATES = st.lists(st.one_of(st.none(), st.sampled_from(["/", "a", "b"])), max_size=5)


@given(PATTERNS, TEMPLATES, st.lists(st.text("ab*", min_size=1, max_size=3), min_size=5, max_size=5))
def test_a_template_reaches_every_pattern_that_one_of_its_paths_matches(
    pattern: str, template: list[str | None], values: list[str]
) -> None:
    path = "".join(values[at] if part is None else part for at, part in enumerate(template))
    if tried(tokens(pattern), path):
        assert Globs((pattern,)).reaching(template)


@pytest.mark.parametrize(
    ("pattern", "template", "wanted"),
    [
        ("/pets/*", ("/pets/", None), True),
        ("/pets/7", ("/pets/", None), True),
        ("/pets/7/toys", ("/pets/", None), False),
        ("/pets/", ("/pets/", None), False),
        ("/pets/**", ("/pets/", None, "/toys/", None), True),
        ("/pets/*", ("/pets",), False),
        ("/a7b", ("/a", None, "b"), True),
        ("/**", (), False),
    ],
)
def test_a_template_is_compared_with_patterns(pattern: str, template: tuple[str | None, ...], wanted: bool) -> None:
    assert (Globs((pattern,)).reaching(template) != 0) is wanted


def test_what_is_remembered_has_a_limit_and_changes_nothing() -> None:
    globs = Globs(("/a/**/b*", "/**"))
    for number in range(MAX_REMEMBERED + 50):
        assert globs.matching(f"/a/{chr(0x4E00 + number)}/b") == sum(globs.ends)
        assert globs.matching(f"/x/{chr(0x4E00 + number)}") == globs.ends[1]
    assert globs._remembered <= MAX_REMEMBERED and len(globs._places) <= MAX_REMEMBERED + 1


def test_a_pattern_made_to_be_slow_does_work_in_proportion_to_the_path() -> None:
    class Counting(Globs):
        moves = 0

        def _move(self, bits: int, character: str) -> int:
            self.moves += 1
            return super()._move(bits, character)

    globs = Counting(("/" + "a*" * 100 + "b", "/" + "**a" * 60 + "b"))
    assert globs.matching("/" + "a" * 8000) == 0
    assert globs.moves <= 8001


def test_paths_of_the_ledger_are_patterns_too() -> None:
    shown = {"/*": "**", "/a/*": "/a/**", "/a": "/a", "/a*b": r"/a\*b", "/a*/*": r"/a\*/**"}
    assert {path: glob(path) for path in shown} == shown
    assert in_urls("/许/a b/*/\\*?/**") == "/%E8%AE%B8/a%20b/*/\\*%3F/**"
