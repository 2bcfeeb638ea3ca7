"""The files of the repository, as the rules of the house see them."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("contracts", "chain_node", "exchange_api", "audit", "scripts")
GENERATED = "Generated from "
"""In the first line of a Python file that a generator writes: its size is not a matter of an author."""

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Function:
    """A function or method: where it is and how long, from `def` to its last line."""

    path: str
    name: str
    line: int
    length: int


@cache
def files() -> tuple[Path, ...]:
    """Every file that belongs to the repository: tracked, or new and not ignored; deleted ones are gone."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode("utf-8")
    found = sorted({ROOT / name for name in listed.split("\0") if name})
    return tuple(path for path in found if path.is_file())


def relative(path: Path) -> str:
    """The path as a message shows it."""
    return path.relative_to(ROOT).as_posix()


def python_files(*folders: str) -> list[Path]:
    """The Python files below `folders`."""
    return [path for path in files() if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in folders]


def written_by_hand(*folders: str) -> list[Path]:
    """The Python files below `folders` that no generator writes."""
    return [path for path in python_files(*folders) if GENERATED not in path.read_text("utf-8").partition("\n")[0]]


@cache
def syntax(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(path.read_text("utf-8"), filename=str(path))


def functions(path: Path) -> Iterator[Function]:
    """Every function and method of a file, those inside others included."""
    for node in ast.walk(syntax(path)):
        if isinstance(node, FunctionNode):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            yield Function(relative(path), node.name, node.lineno, length)
