"""Transcripts in the documentation that are run: `python -m scripts.transcript PAGE` writes their output anew.

Blocks of a page that begin with ```console hold commands after `$ ` and what they print, stdout and stderr as they
come. All blocks of a page run in one shell, in an empty directory, one after the other. A command that ends in ` &`
keeps running: its block shows what it printed when the next command began, and it is told to end at the end. What
differs from run to run (addresses, hashes, times, ports) is left out of the comparison.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from scripts.network.children import end_with_parent
from scripts.pages import ROOT

BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
WAIT_S = 120.0
_CHANGING = (
    (re.compile(r"0x[0-9a-fA-F]{64}"), "<hash>"),
    (re.compile(r"0x[0-9a-fA-F]{40}"), "<address>"),
    (re.compile(r"0x[0-9a-fA-F]{8,}"), "<data>"),
    (re.compile(r"\b[0-9a-f]{16,64}\b"), "<digest>"),
    (re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ"), "<time>"),
    (re.compile(r"(?<=127\.0\.0\.1:)\d+"), "<port>"),
    (re.compile(r"\b1[789]\d{8}\b"), "<seconds>"),
    (re.compile(r"(?<=gas_used: )\d+|(?<=block: )\d+|(?<=version )[\w.]+"), "<number>"),
    (re.compile(r"[ \t]+$", re.MULTILINE), ""),
)


@dataclass(frozen=True, slots=True)
class Shown:
    """One command and what the page shows of it."""

    command: str
    output: str


def blocks(page: str) -> Iterator[list[Shown]]:
    """The transcripts of a page."""
    for match in BLOCK.finditer(page):
        parts = re.split(r"^\$ ", match[1], flags=re.MULTILINE)[1:]
        yield [Shown(*(part.partition("\n")[0::2])) for part in parts]


def normal(text: str) -> str:
    """`text` without what differs from run to run."""
    for pattern, word in _CHANGING:
        text = pattern.sub(word, text)
    return text.strip()


class Shell:
    """A shell in a directory, its errors on the same stream."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._count = 0
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
        kept = {name: value for name, value in os.environ.items() if not name.startswith("LIANLU_")}
        self._process = subprocess.Popen(
            ["bash", "--norc", "-s"],
            cwd=directory,
            env={**kept, "PATH": path, "LIANLU_LANG": "en", "PYTHONUNBUFFERED": "1", "COLUMNS": "120"},
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.STDOUT,
            preexec_fn=end_with_parent,
            text=True,
        )

    def run(self, command: str) -> str:
        """What a command prints. Raises `TimeoutError`."""
        self._count += 1
        out, done = self._directory / f".out{self._count}", self._directory / f".done{self._count}"
        background = command.endswith(" &")
        plain = command.removesuffix(" &")
        line = f"{plain} < /dev/null > {out.name} 2>&1 &"
        if not background:
            line = f"{{ {plain}\n}} < /dev/null > {out.name} 2>&1"
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n" + ("" if background else f": > {done.name}\n"))
        self._process.stdin.flush()
        deadline = time.monotonic() + WAIT_S
        while not (_settled(out) if background else done.exists()):
            if time.monotonic() > deadline or self._process.poll() is not None:
                raise TimeoutError(f"{command} did not end; it printed {_read(out)[-500:]!r}")
            time.sleep(0.02)
        return _read(out)

    def close(self) -> None:
        """End what was left in the background, and the shell."""
        assert self._process.stdin is not None
        self._process.stdin.write("kill -TERM $(jobs -p) 2> .jobs; wait\nexit\n")
        self._process.stdin.close()
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _settled(out: Path) -> bool:
    """Whether a command that stays has printed something, and nothing more for a second."""
    try:
        found = out.stat()
    except FileNotFoundError:
        return False
    return found.st_size > 0 and time.time() - found.st_mtime > 1.0


def _read(path: Path) -> str:
    return path.read_text("utf-8", "replace") if path.exists() else ""


@contextmanager
def shell() -> Iterator[Shell]:
    """A shell in an empty directory, ended and removed."""
    with tempfile.TemporaryDirectory(prefix="lianlu-transcript-") as directory:
        running = Shell(Path(directory))
        try:
            yield running
        finally:
            running.close()


def rewrite(page: str) -> str:
    """The page with what its commands print now."""
    with shell() as running:

        def again(match: re.Match[str]) -> str:
            (shown,) = blocks(match[0])
            parts = [f"$ {one.command}\n{_lines(running.run(one.command))}" for one in shown]
            return "```console\n" + "".join(parts) + "```"

        return BLOCK.sub(again, page)


def _lines(text: str) -> str:
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines())


def main(arguments: list[str]) -> int:
    """Write the transcripts of the pages anew."""
    for name in arguments:
        path = ROOT / name
        path.write_text(rewrite(path.read_text("utf-8")), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
