"""Generated pages of the documentation: each is written by a generator, and a test compares it with a new one.

A generator module has `PATH`, relative to the root, and `render() -> str`. `python -m scripts.gen_x` writes the page;
with `--check` it writes nothing and ends with 1 if the page differs.
"""

from __future__ import annotations

import difflib
import importlib
import pkgutil
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("contracts", "chain_node", "exchange_api", "audit", "scripts")
"""Packages of ours, from the ground up."""


def our_modules() -> tuple[list[ModuleType], list[str]]:
    """Every module of ours, imported, in the order of their names; and a line for each that cannot be imported."""
    modules: list[ModuleType] = []
    broken: list[str] = []
    for package in PACKAGES:
        root = importlib.import_module(package)
        modules.append(root)
        for name in sorted(m.name for m in pkgutil.walk_packages(root.__path__, package + ".", onerror=broken.append)):
            if name.endswith("__main__"):
                continue
            try:
                modules.append(importlib.import_module(name))
            except ImportError as error:
                broken.append(f"{name}: {error}")
    return modules, broken


def cell(text: str) -> str:
    """`text` as the cell of a table in Markdown."""
    return " ".join(text.split()).replace("|", "\\|")


def main(path: str, render: Callable[[], str], arguments: list[str]) -> int:
    """Write the page, or with `--check` compare it; 1 if it differs."""
    page, text = ROOT / path, render()
    if "--check" not in arguments:
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(text, "utf-8")
        return 0
    old = page.read_text("utf-8") if page.exists() else ""
    changes = difflib.unified_diff(old.splitlines(), text.splitlines(), path, "as generated now", lineterm="")
    for line in changes:
        print(line)
    return int(old != text)


def end(path: str, render: Callable[[], str]) -> None:
    """What `python -m` of a generator does."""
    sys.exit(main(path, render, sys.argv[1:]))
