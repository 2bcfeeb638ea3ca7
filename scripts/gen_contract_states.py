"""Writes docs/reference/contract-states.md: the state machines of the contracts, drawn from the sources, and who may
decide what by vote."""

from __future__ import annotations

from scripts.contracts_cli.abi_view import kebab
from scripts.contracts_cli.actions import alias_of, by_vote
from scripts.contracts_cli.natspec import documented
from scripts.contracts_cli.states import diagram, machines
from scripts.pages import cell, end

PATH = "docs/reference/contract-states.md"
HEAD = """\
# 合约状态图 States of the contracts

> 由 `make docs` 从合约源文件生成，勿手改。Generated from the contracts' sources by `make docs`; do not edit.

箭头上是使状态改变的函数；没有箭头的改变，合约拒绝。

An arrow is named after the function that makes the step; what has no arrow is refused. Time
limits and who may call are in the interfaces.
"""


def render() -> str:
    """The page."""
    parts = [HEAD]
    for machine in machines():
        parts.append(f"\n## {machine.contract}: {machine.enumeration}\n\n{diagram(machine)}\n")
    parts.append("\n## 表决事项 Decided by vote\n\n")
    parts.append("`lianlu contracts propose` takes these by name; nothing else changes membership or code.\n\n")
    parts.append("| 动作 Action | 合约 Contract | 参数 Arguments | 含义 Meaning |\n|---|---|---|---|\n")
    parts += _actions()
    return "".join(parts)


def _actions() -> list[str]:
    told = [one for one in documented() if one.kind == "function" and one.meaning]
    meanings = {(one.where.removeprefix("I"), one.name): one.meaning for one in told}
    rows = []
    for one in by_vote():
        alias = alias_of(one)
        name = f"`{kebab(one.name)}`" + (f", `{alias}`" if alias else "")
        meaning = meanings.get((one.contract, one.name), "")
        rows.append(f"| {name} | {one.contract} | `{cell(one.signature)}` | {cell(meaning)} |\n")
    return rows


if __name__ == "__main__":
    end(PATH, render)
