"""Writes docs/reference/cli.md: every command of `lianlu` with its arguments, options and exit statuses.

The help of commands is in the language set when they are loaded, so the page is made in a process of its own.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib import metadata
from typing import Any

from typer.core import TyperGroup

from chain_node.cli import GROUP, SUMMARIES, load_command
from chain_node.console import Lang, language, use_language
from chain_node.errors import CliError
from scripts.pages import cell, end

PATH = "docs/reference/cli.md"
HEAD = """\
# 命令一览 Commands

> 由 `make docs` 从代码生成，勿手改。Generated from the code by `make docs`; do not edit.

所有命令都有 `--help`；有输出的命令都有 `--json`（标准输出一个 JSON 文档）和 `--lang zh|en`（默认中文，或环境变量
`LIANLU_LANG`）。错误写到标准错误：`lianlu: error [代码]: …`，下一行 `hint: 处理办法`，见 [errors.md](errors.md)。

Every command has `--help`; commands that print something have `--json` (one JSON document on stdout) and
`--lang zh|en` (Chinese by default, or the environment variable `LIANLU_LANG`). These are not repeated below.

退出状态 Exit status: 0 完成 done · 1 失败 failed · 2 用法错误 wrong usage · 70 程序缺陷 fault of the program ·
130 被中断 interrupted. `lianlu audit`: 0 已证实 verified · 1 发现矛盾 contradiction · 2 用法错误 wrong usage ·
3 不完整或尚未锚定 incomplete or not yet anchored · 4 信任锚缺失或不符 trust file missing or wrong · 5 网络 network.

补全 Completion: `lianlu --install-completion`.
"""
COMMON = {"help", "json", "as_json", "lang", "install_completion", "show_completion"}


def render() -> str:
    """The page, with English help texts if no command was loaded in another language before."""
    before = language()
    use_language(Lang.EN)
    try:
        return _page()
    finally:
        use_language(before)


def _page() -> str:
    points = {point.name: point for point in metadata.entry_points(group=GROUP)}
    parts = [HEAD]
    for name in [*SUMMARIES, *sorted(set(points) - set(SUMMARIES))]:
        if name not in points:
            continue
        summary = " · ".join(SUMMARIES[name]) if name in SUMMARIES else ""
        parts.append(f"\n## `lianlu {name}`\n\n{summary}\n")
        try:
            command = load_command(points[name])
        except CliError as error:
            print(f"not read: {error}", file=sys.stderr)
            continue
        parts.extend(_pages(f"lianlu {name}", command))
    return "".join(parts)


def _pages(path: str, command: Any) -> Iterator[str]:
    """The text of a command, and of the commands below it."""
    if isinstance(command, TyperGroup):
        for name, below in command.commands.items():
            yield from _pages(f"{path} {name}", below)
        return
    if command.hidden:
        return
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    options = [p for p in command.params if p.param_type_name == "option" and p.name not in COMMON and not p.hidden]
    usage = " ".join([path, *(_argument(p) for p in arguments), *(["[OPTIONS]"] if options else [])])
    yield f"\n### `{usage}`\n\n{_help(command.help)}\n"
    if arguments or options:
        yield "\n| | 默认 Default | 说明 Meaning |\n|---|---|---|\n"
    for parameter in arguments:
        yield _row(f"`{_argument(parameter)}`", parameter)
    for parameter in options:
        yield _row(", ".join(f"`{name}`" for name in [*parameter.opts, *parameter.secondary_opts]), parameter)


def _argument(parameter: Any) -> str:
    name = (parameter.metavar or parameter.name or "").upper()
    many = "..." if parameter.nargs == -1 else ""
    return f"{name}{many}" if parameter.required else f"[{name}{many}]"


def _row(label: str, parameter: Any) -> str:
    default = parameter.default
    shown = "" if default in (None, False, (), []) or callable(default) else f"`{getattr(default, 'value', default)}`"
    needed = "必填 required" if parameter.required else shown
    variable = f" (`{parameter.envvar}`)" if parameter.envvar else ""
    return f"| {label} | {needed} | {cell(parameter.help or '')}{variable} |\n"


def _help(text: str | None) -> str:
    return (text or "").split("\f")[0].strip()


if __name__ == "__main__":
    end(PATH, render)
