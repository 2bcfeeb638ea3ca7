"""Every module says its rules; every public name of what proves and defines evidence says what it takes and raises."""

from __future__ import annotations

import ast
import importlib
import inspect
from collections.abc import Iterator
from pathlib import Path

from tests.house.tree import PACKAGES, FunctionNode, python_files, relative, syntax

DOCUMENTED = ("contracts", "chain_node", "audit")


def test_every_module_has_a_docstring() -> None:
    missing = [relative(p) for p in python_files(*PACKAGES) if not ast.get_docstring(syntax(p)) and p.stat().st_size]
    assert missing == []


def test_every_public_name_has_a_docstring() -> None:
    missing = [
        f"{relative(path)}:{node.lineno} {name}"
        for path in python_files(*DOCUMENTED)
        for name, node in public_names(syntax(path).body)
        if not ast.get_docstring(node) and not inherited(path, name)
    ]
    assert missing == []


def public_names(
    body: list[ast.stmt], prefix: str = ""
) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]]:
    """Public functions, classes and methods; setters and overloads speak through their main definition."""
    for node in body:
        if isinstance(node, ast.If):
            yield from public_names(node.body, prefix)
        if not isinstance(node, FunctionNode | ast.ClassDef) or node.name.startswith("_"):
            continue
        if any(ast.unparse(d).endswith((".setter", "overload")) for d in node.decorator_list):
            continue
        yield prefix + node.name, node
        if isinstance(node, ast.ClassDef):
            yield from public_names(node.body, f"{prefix}{node.name}.")


def inherited(path: Path, name: str) -> bool:
    """Whether a method overrides one that is documented in a class above it."""
    if "." not in name:
        return False
    found: object = importlib.import_module(
        relative(path).removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    )
    for part in name.split("."):
        found = getattr(found, part, None)
    return bool(inspect.getdoc(found))
