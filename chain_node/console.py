"""How every command of `lianlu` speaks to people and to machines.

* Results go to stdout: text in the language asked for, or with `--json` one JSON document. Nothing else goes there.
* Errors, hints and progress go to stderr. An error is `lianlu: error [code]: what happened`, then `hint: what to do`.
* A traceback is never shown, unless LIANLU_DEBUG is set; what is not an error of ours has the code `internal`.
* Exit status: 0 done; 1 failed; 2 wrong usage; 70 a fault of the program; 130 interrupted. A class of errors may name
  another in `exit_code`; `lianlu audit` has its own list.
* Language: `--lang zh|en`, else LIANLU_LANG, else Chinese. NO_COLOR and pipes switch colour off.
"""

from __future__ import annotations

import enum
import errno
import json
import os
import re
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from typer.exceptions import TyperException

from chain_node.errors import FileUnusable, LianluError, UsageError

if TYPE_CHECKING:
    from rich.console import Console

EXIT_OK, EXIT_FAILED, EXIT_USAGE, EXIT_INTERNAL, EXIT_INTERRUPTED, EXIT_PIPE = 0, 1, 2, 70, 130, 141
_DISK = frozenset((errno.EIO, errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG))
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
LANGUAGE_VARIABLE = "LIANLU_LANG"
DEBUG_VARIABLE = "LIANLU_DEBUG"


class Lang(enum.StrEnum):
    """The languages of everything that a person reads."""

    ZH = "zh"
    EN = "en"


_language: ContextVar[Lang] = ContextVar("language", default=Lang.ZH)


def use_language(lang: Lang) -> Lang:
    """Speak `lang` from here on, and return it."""
    _language.set(lang)
    return lang


def language() -> Lang:
    """The language to speak now."""
    return _language.get()


def tr(zh: str, en: str) -> str:
    """The one of two texts that is in the language to speak now."""
    return zh if _language.get() is Lang.ZH else en


def _choose(context: typer.Context, parameter: typer.CallbackParam, value: Lang) -> Lang:
    """Take the option's value, unless it is only the default: then what was said further left stands."""
    source = context.get_parameter_source(parameter.name or "")
    return language() if source is None or source.name.startswith("DEFAULT") else use_language(value)


def guess_language(arguments: Sequence[str]) -> Lang:
    """The language named by `--lang` in `arguments` or by the environment, before anything is parsed; else Chinese.

    Help texts are made when a command is loaded, which is before its options are read. A wrong value is not an error
    here: the option itself refuses it.
    """
    asked = os.environ.get(LANGUAGE_VARIABLE, "")
    for position, argument in enumerate(arguments):
        if argument == "--lang" and position + 1 < len(arguments):
            asked = arguments[position + 1]
        elif argument.startswith("--lang="):
            asked = argument.removeprefix("--lang=")
    return Lang(asked) if asked in list(Lang) else Lang.ZH


JsonFlag = Annotated[bool, typer.Option("--json", help="One JSON document on stdout. 在标准输出打印一个 JSON 文档。")]
"""Type of a command's parameter `as_json: JsonFlag = False`."""

LangChoice = Annotated[
    Lang,
    typer.Option("--lang", envvar=LANGUAGE_VARIABLE, callback=_choose, help="Language of the output. 输出语言。"),
]
"""Type of a command's parameter `lang: LangChoice = Lang.ZH`; it takes effect by itself."""


def emit(document: object) -> None:
    """Print `document` as one JSON document, UTF-8, on one line of stdout.

    Bytes become lower-case hex, paths and enumerations their text, dataclasses objects. Raises TypeError on others.
    """
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, default=_plain)
    _write(text.encode("utf-8", "backslashreplace").decode("utf-8"))


def say(text: str) -> None:
    """Print one line of result for a person on stdout; control characters in it are shown, not obeyed."""
    _write(printable(text))


def _write(line: str) -> None:
    """A line on stdout. Where its reader has gone, the status must not look like a verdict: 141, as a signal's."""
    try:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        raise SystemExit(EXIT_PIPE) from None


def note(text: str) -> None:
    """Print one line beside the result (progress, a next step) on stderr."""
    sys.stderr.write(printable(text) + "\n")
    sys.stderr.flush()


def stdout_console() -> Console:
    """A rich console on stdout: no colour under NO_COLOR or in a pipe, no guessed highlighting."""
    from rich.console import Console

    return Console(highlight=False, soft_wrap=not sys.stdout.isatty())


def stderr_console() -> Console:
    """The same on stderr."""
    from rich.console import Console

    return Console(stderr=True, highlight=False, soft_wrap=not sys.stderr.isatty())


@contextmanager
def progress(description: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
    """A progress bar on stderr, only if that is a terminal; yields a function that takes the units just done."""
    if not sys.stderr.isatty():
        yield lambda _done: None
        return
    from rich.progress import Progress

    with Progress(console=stderr_console(), transient=True) as bar:
        task = bar.add_task(description, total=total)
        yield lambda done: bar.advance(task, done)


def report(error: LianluError) -> None:
    """Print an error of ours and what to do about it on stderr."""
    _print_error(error.code, str(error) or type(error).__name__, error.cure)


def printable(text: str) -> str:
    """`text` with every control character but the line feed and the tab escaped, so that it cannot drive a terminal;
    and the bytes of a path that is not UTF-8, which no encoding could print.
    """
    if text.isprintable():
        return text
    return "".join(c if c in "\n\t" or not _UNSAFE.match(c) else f"\\x{ord(c) & 0xFF:02x}" for c in text)


def run(call: Callable[[], object]) -> int:
    """Run a command and return its exit status; every way to fail ends in an error line and a status.

    An integer returned by `call` is the exit status.
    """
    try:
        result = call()
        sys.stdout.flush()
    except LianluError as error:
        report(error)
        return error.exit_code
    except TyperException as error:
        return _report_usage(error)
    except (KeyboardInterrupt, typer.Abort):
        _print_error("interrupted", tr("已中断", "interrupted"), tr("可以重新运行", "It can be run again."))
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return EXIT_PIPE
    except OSError as error:
        return _report_file(error)
    except Exception as error:
        return _report_internal(error)
    return result if isinstance(result, int) and not isinstance(result, bool) else EXIT_OK


def refuse(text: str) -> NoReturn:
    """End the command because it was used wrongly: exit status 2. Raises `UsageError`."""
    raise UsageError(text)


def _plain(value: Any) -> object:
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value).hex()
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, enum.Enum):
        return value.value
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    raise TypeError(f"{type(value).__name__} has no place in the JSON output")


def _report_usage(error: TyperException) -> int:
    """Errors of the parser of options. Its own help on a missing command is printed as it is."""
    context = getattr(error, "ctx", None)
    if type(error).__name__ == "NoArgsIsHelpError":
        text = error.format_message().strip()  # rich help has been printed already and leaves nothing here
        if text:
            note(text)
        return EXIT_USAGE
    path = context.command_path if context is not None else "lianlu"
    _print_error("usage", error.format_message(), f"{path} --help")
    return error.exit_code


def _report_file(error: OSError) -> int:
    """What the system says of a path is no fault of the program. An audit's status 1 would read as a contradiction."""
    if error.errno is None or (error.filename is None and error.errno not in _DISK):
        return _report_internal(error)
    where = "" if error.filename is None else f"{os.fsdecode(error.filename)[:300]}: "
    report(FileUnusable(f"{where}{error.strerror}"))
    return FileUnusable.exit_code


def _report_internal(error: Exception) -> int:
    if os.environ.get(DEBUG_VARIABLE):
        traceback.print_exception(error)
    cure = tr(
        f"这是程序的缺陷。设置 {DEBUG_VARIABLE}=1 再运行一次，并报告所见",
        f"This is a fault of the program: report what {DEBUG_VARIABLE}=1 shows.",
    )
    _print_error("internal", f"{type(error).__name__}: {error}", cure)
    return EXIT_INTERNAL


def _print_error(code: str, text: str, cure: str) -> None:
    red, dim, plain = ("\x1b[1;31m", "\x1b[2m", "\x1b[0m") if _coloured() else ("", "", "")
    sys.stderr.write(f"lianlu: {red}error{plain} [{code}]: {printable(text)}\n{dim}hint:{plain} {printable(cure)}\n")
    sys.stderr.flush()


def _coloured() -> bool:
    return sys.stderr.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
