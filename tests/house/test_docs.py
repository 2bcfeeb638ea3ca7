"""Documentation that cannot drift: pages are current, links lead somewhere, decisions are short and listed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.tree import ROOT, files, relative

PAGES = [path for path in files() if path.suffix == ".md" and not relative(path).startswith("tests/vectors/")]
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
GENERATORS = [
    p.stem for p in sorted((ROOT / "scripts").glob("gen_*.py")) if "scripts.pages import" in p.read_text("utf-8")
]
LINK = re.compile(r"(?<!\\)!?\[[^\]]*\]\(([^)\s]+)(?: \"[^\"]*\")?\)")
FENCE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`[^`\n]*`")
DECISION_WORDS = 350
DECISION_PARTS = ["Decision", "Why", "Consequences"]
STATES = re.compile(
    r"^(?:\*\*)?Date(?:\*\*)?: \d{4}-\d{2}-\d{2} · State: (?:accepted|superseded by \[\d{4}\]\(.+\))$", re.M
)


@pytest.mark.parametrize("generator", GENERATORS)
def test_a_page_made_in_a_process_of_its_own_is_current(generator: str) -> None:
    command = [sys.executable, "-m", f"scripts.{generator}", "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, f"run `make docs`\n{done.stdout}\n{done.stderr}"


@pytest.mark.parametrize("page", PAGES, ids=relative)
def test_links_lead_somewhere(page: Path) -> None:
    broken = [target for target in links(page) if not resolves(page, target)]
    assert broken == []


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda path: path.name)
def test_a_decision_is_dated_short_and_in_the_form_of_all(decision: Path) -> None:
    text = decision.read_text("utf-8")
    assert re.match(rf"# {decision.name[:4]} ", text), "the title starts with the number"
    assert STATES.search(text), "a line `Date: YYYY-MM-DD · State: accepted`"
    assert [part for part in re.findall(r"^## (.+)$", text, re.MULTILINE) if part in DECISION_PARTS] == DECISION_PARTS
    assert words(text) < DECISION_WORDS


def test_what_the_readme_has_its_reader_write_does_not_fail_the_tests() -> None:
    written = set(re.findall(r"> ([\w.]+)(?: &)?$", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE))
    assert written == {"box.json"}
    subprocess.run(["git", "check-ignore", "--quiet", *written], cwd=ROOT, check=True)


def test_decisions_are_numbered_without_gaps_and_listed() -> None:
    assert [int(path.name[:4]) for path in DECISIONS] == list(range(1, len(DECISIONS) + 1))
    index = (ROOT / "docs" / "decisions" / "README.md").read_text("utf-8")
    for path in DECISIONS:
        title = path.read_text("utf-8").splitlines()[0].removeprefix("# ")
        assert f"[{title}]({path.name})" in index


def links(page: Path) -> Iterator[str]:
    """Targets of the links of a page, code left out."""
    for match in LINK.finditer(CODE.sub("", FENCE.sub("", page.read_text("utf-8")))):
        if not match.group(1).startswith(("http://", "https://", "mailto:")):
            yield match.group(1)


def resolves(page: Path, target: str) -> bool:
    """Whether a relative link names a file of the repository and, after `#`, a heading in it."""
    name, _, anchor = target.partition("#")
    path = Path(os.path.normpath(page.parent / name)) if name else page
    if path != ROOT and path not in files() and not path.is_dir():
        return False
    return not anchor or path.suffix != ".md" or anchor in anchors(path)


def anchors(page: Path) -> set[str]:
    """The anchors that headings of a page get: lower case, punctuation dropped, spaces to hyphens."""
    found: set[str] = set()
    for heading in re.findall(r"^#+ (.+)$", FENCE.sub("", page.read_text("utf-8")), re.MULTILINE):
        kept = "".join(c for c in heading.lower() if c in " -_" or unicodedata.category(c)[0] in "LN")
        found.add(kept.replace(" ", "-"))
    return found


def words(text: str) -> int:
    """Words of a text; a Chinese character counts as half a word."""
    chinese = len(re.findall(r"[\u4e00-\u9fff]", text))
    return len(re.sub(r"[\u4e00-\u9fff]", " ", text).split()) + chinese // 2
