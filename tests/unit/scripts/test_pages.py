"""Generated pages: written, compared, and safe to put in a table."""

from __future__ import annotations

from pathlib import Path

import pytest

from chain_node.cli import SUMMARIES
from scripts import gen_cli, gen_errors, pages


@pytest.fixture
def page(tmp_path: Path) -> str:
    return str(tmp_path / "deep" / "page.md")


def test_a_page_is_written_and_then_current(page: str) -> None:
    assert pages.main(page, lambda: "text\n", []) == 0
    assert Path(page).read_text("utf-8") == "text\n"
    assert pages.main(page, lambda: "text\n", ["--check"]) == 0


def test_a_page_that_differs_is_shown_and_left_alone(page: str, capsys: pytest.CaptureFixture[str]) -> None:
    pages.main(page, lambda: "old\n", [])
    assert pages.main(page, lambda: "new\n", ["--check"]) == 1
    assert Path(page).read_text("utf-8") == "old\n"
    assert "-old" in capsys.readouterr().out


def test_a_missing_page_differs(page: str) -> None:
    assert pages.main(page, lambda: "new\n", ["--check"]) == 1
    assert not Path(page).exists()


def test_a_cell_stays_one_cell() -> None:
    assert pages.cell("a | b\n  c") == "a \\| b c"


def test_every_module_of_ours_can_be_imported() -> None:
    assert pages.our_modules()[1] == []


def test_the_page_of_errors_has_a_row_per_class() -> None:
    text = gen_errors.render()
    for error in gen_errors.all_errors():
        assert f"| `{error.code}` | `{error.__name__}` |" in text


def test_the_page_of_commands_has_a_section_per_command() -> None:
    text = gen_cli.render()
    for name in SUMMARIES:
        assert f"\n## `lianlu {name}`\n" in text
    assert "--install-completion" not in text.partition("## `lianlu demo`")[2]
