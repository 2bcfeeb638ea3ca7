"""What commands print, where, and the status they end with."""

from __future__ import annotations

import enum
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from urllib.error import HTTPError

import pytest
import typer

from chain_node import console
from chain_node.console import Lang
from chain_node.errors import ExtraMissing, IdentifierError


@pytest.fixture(autouse=True)
def speak_chinese(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in (console.LANGUAGE_VARIABLE, console.DEBUG_VARIABLE):
        monkeypatch.delenv(name, raising=False)
    console.use_language(Lang.ZH)
    yield
    console.use_language(Lang.ZH)


def raises(error: BaseException) -> object:
    raise error


class Colour(enum.Enum):
    RED = "red"


@dataclass
class Point:
    x: int
    raw: bytes


def test_json_output_is_one_line_of_utf8(capsys: pytest.CaptureFixture[str]) -> None:
    console.emit(
        {"部门": "税务局", "digest": b"\x01\xff", "path": Path("a/b"), "c": Colour.RED, "p": Point(1, b"\x00")}
    )
    out = capsys.readouterr().out
    assert out.endswith("}\n") and out.count("\n") == 1
    assert "税务局" in out
    assert json.loads(out) == {
        "部门": "税务局",
        "digest": "01ff",
        "path": "a/b",
        "c": "red",
        "p": {"x": 1, "raw": "00"},
    }


@pytest.mark.parametrize("value", [object(), {1, 2}, 1j])
def test_json_output_refuses_what_it_cannot_mean(value: object) -> None:
    with pytest.raises(TypeError, match="no place in the JSON output"):
        console.emit({"x": value})


def test_json_output_refuses_numbers_that_json_lacks() -> None:
    with pytest.raises(ValueError, match="JSON"):
        console.emit({"x": float("nan")})


def test_error_of_ours_is_printed_with_code_and_cure(capsys: pytest.CaptureFixture[str]) -> None:
    assert console.run(lambda: raises(IdentifierError("segment is empty"))) == console.EXIT_FAILED
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == f"lianlu: error [id.malformed]: segment is empty\nhint: {IdentifierError.cure}\n"


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (ExtraMissing("gateway", "fastapi", "lianlu[gateway]"), 2, "cli.extra_missing"),
        (typer.BadParameter("no such port"), 2, "usage"),
        (KeyboardInterrupt(), 130, "interrupted"),
        (typer.Abort(), 130, "interrupted"),
        (FileExistsError(17, "File exists", "out"), 2, "cli.file_unusable"),
        (OSError(36, "File name too long", b"\xff" * 5000), 2, "cli.file_unusable"),
        (OSError(28, "No space left on device"), 2, "cli.file_unusable"),
        (OSError("of no file"), 70, "internal"),
        (HTTPError("http://a", 500, "of no file", Message(), None), 70, "internal"),
        (ZeroDivisionError("division by zero"), 70, "internal"),
        (RecursionError("too deep"), 70, "internal"),
    ],
)
def test_every_failure_has_a_code_a_hint_and_a_status_and_no_traceback(
    error: BaseException, status: int, code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert console.run(lambda: raises(error)) == status
    err = capsys.readouterr().err
    assert err.startswith(f"lianlu: error [{code}]: ")
    assert "\nhint: " in err
    assert "Traceback" not in err


def test_a_fault_shows_its_traceback_when_asked(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(console.DEBUG_VARIABLE, "1")
    assert console.run(lambda: raises(ZeroDivisionError("x"))) == console.EXIT_INTERNAL
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.parametrize(("result", "status"), [(None, 0), (3, 3), (0, 0), (True, 0), ("text", 0)])
def test_an_integer_is_the_status_and_nothing_else_is(result: object, status: int) -> None:
    assert console.run(lambda: result) == status


def test_wrong_use_ends_with_two() -> None:
    assert console.run(lambda: console.refuse("--a excludes --b")) == console.EXIT_USAGE


def test_hostile_text_cannot_drive_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    console.run(lambda: raises(IdentifierError("\x1b[2J\x07\u009b31m\rend")))
    console.say("a\x1b[0mb\tc")
    captured = capsys.readouterr()
    assert not any(c in captured.err + captured.out for c in "\x1b\x07\u009b\r")
    assert captured.out == "a\\x1b[0mb\tc\n"


def test_a_path_that_is_not_utf8_can_be_printed(capsys: pytest.CaptureFixture[str]) -> None:
    console.say("written to " + os.fsdecode(b"a\xff\xfeb"))
    assert capsys.readouterr().out == "written to a\\xff\\xfeb\n"


def test_no_colour_in_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    console.report(IdentifierError("x"))
    console.stderr_console().print("[red]x[/red]")
    assert "\x1b" not in capsys.readouterr().err


def test_progress_is_silent_unless_stderr_is_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    with console.progress("hashing", 10) as advance:
        advance(5)
    captured = capsys.readouterr()
    assert captured.err == captured.out == ""


@pytest.mark.parametrize(
    ("arguments", "variable", "expected"),
    [
        ([], None, Lang.ZH),
        ([], "en", Lang.EN),
        (["--lang", "zh"], "en", Lang.ZH),
        (["audit", "--lang=en"], None, Lang.EN),
        (["--lang"], "en", Lang.EN),
        (["--lang", "fr"], None, Lang.ZH),
        ([], "xx", Lang.ZH),
    ],
)
def test_language_before_parsing(
    arguments: list[str], variable: str | None, expected: Lang, monkeypatch: pytest.MonkeyPatch
) -> None:
    if variable is not None:
        monkeypatch.setenv(console.LANGUAGE_VARIABLE, variable)
    assert console.guess_language(arguments) is expected


def test_tr_follows_the_language() -> None:
    assert console.tr("是", "yes") == "是"
    console.use_language(Lang.EN)
    assert console.tr("是", "yes") == "yes"


def test_a_reader_that_leaves_gets_no_verdict() -> None:
    """`lianlu audit verify ... | head -1` must not end with 1, which would read as a contradiction found."""
    code = "from chain_node.console import say, run\nrun(lambda: [say('x' * 4096) for _ in range(64)])"
    child = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    assert child.stdout is not None
    child.stdout.read(1)
    child.stdout.close()
    assert child.wait(timeout=20) == 141
