"""Words that must not be in the repository: machine paths, registries, unfinished work, empty tests, secrets."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.house.tree import ROOT, files, python_files, relative

BINARY = {".png", ".jpg", ".ico", ".gz", ".zip", ".db", ".bin", ".woff2", ".pdf", ".cbor", ".der"}
HERE = relative(Path(__file__))

FORBIDDEN = {
    "a path of somebody's machine": re.compile(r"(?<![\w.~}])/(?:work|root|home|Users|tmp|mnt)/[\w.]+"),
    "the address of a package registry": re.compile(
        r"pypi\.org|pythonhosted|registry\.npmjs|registry\.yarnpkg|proxy\.golang|npmmirror|index-url|"
        r"pypi\.tuna|mirrors?\.(?:aliyun|tencent|huawei)",
    ),
    "unfinished work": re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b"),
    "a conflict marker": re.compile(r"^(?:<{7}|>{7}|={7})(?: |$)", re.MULTILINE),
    "white space at the end of a line": re.compile(r"[ \t]+$", re.MULTILINE),
}
ALLOWED = {
    ("the address of a package registry", "scripts/lock.py"),  # refuses them
    ("the address of a package registry", "tests/house/test_packaging.py"),  # looks for them
    ("the address of a package registry", "tests/unit/scripts/test_lock.py"),  # tests that they go
}
TEST_WORDS = {
    "a test that cannot fail": re.compile(r"\bassert True\b"),
    "a test left out without saying what is missing": re.compile(r"pytest\.(?:skip\(|mark\.skip|importorskip)"),
    "our own code replaced": re.compile(r"unittest\.mock|\bMagicMock\b|\bmocker\b|\bmonkeypatch\.setattr\("),
}
MAY_SKIP = ("tests/leaving_out.py", "tests/unit/scripts/test_make.py")  # the one way, and its test


def texts() -> list[tuple[str, str]]:
    found = []
    for path in files():
        if path.suffix in BINARY or relative(path).startswith(("contracts/artifacts/", "tests/vectors/")):
            continue
        found.append((relative(path), path.read_text("utf-8")))
    return found


@pytest.mark.parametrize("what", FORBIDDEN)
def test_forbidden_words(what: str) -> None:
    found = [
        f"{path}:{text.count(chr(10), 0, match.start()) + 1} {match.group()!r}"
        for path, text in texts()
        if path != HERE and (what, path) not in ALLOWED
        for match in FORBIDDEN[what].finditer(text)
    ]
    assert found == []


@pytest.mark.parametrize("what", TEST_WORDS)
def test_forbidden_words_in_tests(what: str) -> None:
    paths = [p for p in python_files("tests") if relative(p) not in (HERE, *MAY_SKIP)]
    found = [relative(path) for path in paths if TEST_WORDS[what].search(path.read_text("utf-8"))]
    assert found == []


def test_every_text_file_ends_with_one_line_feed_and_has_no_carriage_return() -> None:
    wrong = [
        path for path, text in texts() if text and (not text.endswith("\n") or text.endswith("\n\n\n") or "\r" in text)
    ]
    assert wrong == []


def test_no_private_key_lies_in_the_repository() -> None:
    wrong = [
        relative(path)
        for path in files()
        if re.search(rb"-----BEGIN [A-Z ]*PRIVATE KEY-----\n[A-Za-z0-9+/=\n]{60,}", path.read_bytes())
    ]
    assert wrong == []


def test_no_file_is_large() -> None:
    assert {relative(path): path.stat().st_size for path in files() if path.stat().st_size > 2_000_000} == {}


def test_what_is_built_is_ignored() -> None:
    names = {path.relative_to(ROOT).parts[0] for path in files()}
    assert not names & {".venv", "build", "dist", "site", "node_modules"}
