"""The command `lianlu` as a user types it, and the host that loads its parts."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest

from chain_node import cli, console
from chain_node.console import Lang
from chain_node.errors import CommandBroken, ExtraMissing

PART = '''
import typer
from typing import Annotated
from chain_node.console import JsonFlag, Lang, LangChoice, emit, say, tr
from chain_node.errors import IdentifierError
{imports}
app = typer.Typer(help=tr("部分", "a part"))

@app.command()
def hello(as_json: JsonFlag = False, lang: LangChoice = Lang.ZH) -> int:
    """Greet."""
    emit({{"hello": "世界"}}) if as_json else say(tr("你好", "hello"))
    return 3

@app.command()
def late() -> None:
    """Need an extra late."""
    import a_package_nobody_has.sub

@app.command()
def fail() -> None:
    """Fail."""
    raise IdentifierError("bad segment")
'''


def lianlu(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if k not in (console.LANGUAGE_VARIABLE, "PYTHONPATH")}
    command = [sys.executable, "-c", "from chain_node.cli import main; main()", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=environment | variables, timeout=60, check=False)


@pytest.fixture
def part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delenv(console.LANGUAGE_VARIABLE, raising=False)
    (tmp_path / "a_part.py").write_text(PART.format(imports=""), "utf-8")
    (tmp_path / "needs_extra.py").write_text(PART.format(imports="import a_package_nobody_has.sub"), "utf-8")
    (tmp_path / "broken.py").write_text("from chain_node.errors import Absent\n", "utf-8")
    yield "a_part:app"
    console.use_language(Lang.ZH)
    for name in ("a_part", "needs_extra", "broken"):
        sys.modules.pop(name, None)


def point(value: str) -> metadata.EntryPoint:
    return metadata.EntryPoint(name="part", value=value, group=cli.GROUP)


def run_part(value: str, *arguments: str) -> int:
    command = cli.load_command(point(value))
    return console.run(lambda: command(list(arguments), prog_name="lianlu part", standalone_mode=False))


def test_version_is_the_distributions() -> None:
    done = lianlu("--version")
    assert (done.returncode, done.stdout) == (0, f"lianlu {metadata.version('lianlu')}\n")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_help_lists_every_command_in_the_language_asked_for(lang: str) -> None:
    done = lianlu("--lang", lang, "--help")
    assert done.returncode == 0
    for name in [p.name for p in metadata.entry_points(group=cli.GROUP)]:
        assert f" {name} " in done.stdout
    assert ("审计" in done.stdout) is (lang == "zh")


def test_help_loads_no_command() -> None:
    program = (
        "import sys\nfrom chain_node.cli import main\ntry: main(['--help'])\nexcept SystemExit: pass\n"
        "print([m for m in ('web3', 'exchange_api', 'audit', 'eth', 'sqlite3', 'cryptography') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.rstrip().endswith("[]")


def test_every_listed_command_has_a_summary_in_both_languages() -> None:
    assert {p.name for p in metadata.entry_points(group=cli.GROUP)} <= set(cli.SUMMARIES)
    assert all(zh and en and zh != en for zh, en in cli.SUMMARIES.values())


def test_an_unknown_command_is_a_usage_error_with_a_suggestion() -> None:
    done = lianlu("sandbx")
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("lianlu: error [usage]: ")
    assert "'sandbox'" in done.stderr
    assert "hint: lianlu --help" in done.stderr


@pytest.mark.parametrize("arguments", [["--unknown"], ["--lang", "fr", "audit"]])
def test_a_wrong_option_is_a_usage_error(arguments: list[str]) -> None:
    done = lianlu(*arguments)
    assert done.returncode == 2
    assert done.stderr.startswith("lianlu: error [usage]: ")


def test_without_arguments_it_shows_its_help() -> None:
    done = lianlu()
    assert done.returncode == 2
    assert "sandbox" in done.stdout
    assert "error" not in done.stderr


def test_completion_names_commands() -> None:
    done = lianlu(_LIANLU_COMPLETE="complete_bash", COMP_WORDS="lianlu s", COMP_CWORD="1")
    assert done.stdout.split() == ["sandbox", "service"]


def test_a_part_runs_and_its_integer_is_the_status(part: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_part(part, "hello") == 3
    assert capsys.readouterr().out == "你好\n"
    assert run_part(part, "hello", "--json") == 3
    assert capsys.readouterr().out == '{"hello": "世界"}\n'


def test_language_of_a_part_is_its_own_option_else_what_was_said_before(
    part: str, capsys: pytest.CaptureFixture[str]
) -> None:
    run_part(part, "hello", "--lang", "en")
    console.use_language(Lang.EN)
    run_part(part, "hello")
    run_part(part, "hello", "--lang", "zh")
    assert capsys.readouterr().out == "hello\nhello\n你好\n"


def test_an_error_in_a_part_is_printed_and_not_traced(part: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_part(part, "fail") == 1
    assert capsys.readouterr().err.startswith("lianlu: error [id.malformed]: bad segment\nhint: ")


def test_a_part_offers_no_completion_of_its_own(part: str) -> None:
    assert not {p.name for p in cli.load_command(point(part)).params} & {"install_completion", "show_completion"}


def test_a_missing_extra_is_named_with_the_line_to_type(part: str) -> None:
    with pytest.raises(ExtraMissing) as caught:
        cli.load_command(point("needs_extra:app [gateway,ledger]"))
    assert "a_package_nobody_has" in str(caught.value)
    assert "pip install 'lianlu[gateway,ledger]'" in str(caught.value)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(("value", "error"), [("a_part:app [ledger]", ExtraMissing), ("a_part:app", CommandBroken)])
def test_an_extra_that_is_missing_only_when_the_command_runs(part: str, value: str, error: type[Exception]) -> None:
    class Host(cli.CommandHost):
        def __init__(self) -> None:
            super().__init__(name="lianlu")
            self.entry_points = {"part": point(value)}
            self.commands = {"part": cli.load_command(point(value))}

    with pytest.raises(error, match="a_package_nobody_has"):
        Host()(["part", "late"], prog_name="lianlu", standalone_mode=False)


@pytest.mark.parametrize(
    "value", ["needs_extra:app", "broken:app", "a_part:nothing", "chain_node.no_such_part:app [gateway]"]
)
def test_a_part_that_cannot_be_loaded_is_broken(part: str, value: str) -> None:
    with pytest.raises(CommandBroken):
        cli.load_command(point(value))
