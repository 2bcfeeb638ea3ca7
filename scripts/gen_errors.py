"""Writes docs/reference/errors.md: every error of ours, its code, where it comes from and what to do about it."""

from __future__ import annotations

import sys
from collections import defaultdict

from chain_node.errors import LianluError
from scripts.pages import cell, end, our_modules

PATH = "docs/reference/errors.md"
HEAD = """\
# 错误一览 Errors

> 由 `make docs` 从代码生成，勿手改。Generated from the code by `make docs`; do not edit.

每个错误有一个不变的代码；命令行打印为 `lianlu: error [代码]: …` 和 `hint: 处理办法`，HTTP 接口以同一代码回答。

Every error has a stable code. A command prints `lianlu: error [code]: ...` and `hint: cure`; an HTTP interface answers
with the same code. Exit is the exit status of a command that ends with it.
"""
COLUMNS = "| 代码 Code | 类 Class | HTTP | 退出 Exit | 含义 Meaning | 处理办法 Cure |\n|---|---|---|---|---|---|\n"


def all_errors() -> list[type[LianluError]]:
    """Every class of error of ours, the roots included, ordered by package and code."""
    for line in our_modules()[1]:
        print(f"not read: {line}", file=sys.stderr)
    found: set[type[LianluError]] = set()
    waiting: list[type[LianluError]] = [LianluError]
    while waiting:
        error = waiting.pop()
        found.add(error)
        waiting.extend(error.__subclasses__())
    ours = [error for error in found if not error.__module__.startswith("tests.")]
    return sorted(ours, key=lambda error: (error.__module__, error.code, error.__name__))


def render() -> str:
    """The page."""
    modules: dict[str, list[type[LianluError]]] = defaultdict(list)
    for error in all_errors():
        modules[error.__module__].append(error)
    parts = [HEAD]
    for module, errors in modules.items():
        parts.append(f"\n## `{module}`\n\n{COLUMNS}")
        parts.extend(_row(error) for error in errors)
    return "".join(parts)


def _row(error: type[LianluError]) -> str:
    meaning = (error.__doc__ or "").strip().partition("\n\n")[0]
    cells = [f"`{error.code}`", f"`{error.__name__}`", str(error.status), str(error.exit_code)]
    return "| " + " | ".join([*cells, cell(meaning), cell(error.cure)]) + " |\n"


if __name__ == "__main__":
    end(PATH, render)
