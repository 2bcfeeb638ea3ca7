"""Writes docs/reference/contract-errors.md: every error that a contract can refuse with, and how it is solved."""

from __future__ import annotations

import contracts
from chain_node.ledger.abi import errors_of
from scripts.contracts_cli.natspec import Documented, errors
from scripts.pages import cell, end

PATH = "docs/reference/contract-errors.md"
HEAD = """\
# 合约错误 Contract errors

> 由 `make docs` 从接口的 NatSpec 生成，勿手改。Generated from the interfaces' NatSpec by `make docs`; do not edit.

合约拒绝调用时回滚，并给出下列错误之一；`lianlu contracts` 打印其处理办法，`lianlu contracts decode 交易哈希`
解读已回滚的交易。

A contract that refuses reverts with one of these errors. `lianlu contracts` prints the cure, and
`lianlu contracts decode TX` explains a transaction that was reverted. The selector is the first four bytes of the
revert data.
"""
COLUMNS = "| 错误 Error | 选择器 Selector | 含义 Meaning | 处理办法 Cure |\n|---|---|---|---|\n"


def raised() -> dict[str, tuple[str, tuple[str, ...]]]:
    """Error name -> selector and the contracts whose ABI has it."""
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    for contract in contracts.names():
        for selector, (name, _) in errors_of(contracts.load(contract).abi).items():
            found[name] = (f"0x{selector.hex()}", (*found.get(name, ("", ()))[1], contract))
    return found


def render() -> str:
    """The page."""
    known, used = errors(), raised()
    sections: dict[str, list[Documented]] = {}
    for one in known.values():
        if one.name in used:
            sections.setdefault(one.where, []).append(one)
    parts = [HEAD]
    for where, rows in sorted(sections.items(), key=lambda item: (item[0] == "OpenZeppelin", item[0])):
        parts.append(f"\n## {where}\n\n{COLUMNS}")
        parts.extend(_row(one, used[one.name][0]) for one in sorted(rows, key=lambda one: one.name))
    return "".join(parts)


def _row(one: Documented, selector: str) -> str:
    name = f"{one.name}({one.parameters})" if one.parameters else one.name
    return f"| `{name}` | `{selector}` | {cell(one.meaning)} | {cell(one.cure[:1].upper() + one.cure[1:])} |\n"


if __name__ == "__main__":
    end(PATH, render)
