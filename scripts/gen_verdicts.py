"""Writes docs/reference/verdicts.md: every code that an audit can print, what it means and what to do about it."""

from __future__ import annotations

from audit.findings import VERDICTS, Severity
from scripts.pages import cell, end

PATH = "docs/reference/verdicts.md"
HEAD = """\
# 审计结论代码 Verdict codes

> 由 `make docs` 从代码生成，勿手改。Generated from the code by `make docs`; do not edit.

`lianlu audit` 的每条发现带有一个不变的代码。严重程度决定退出码：有矛盾为 1，仅有未定项为 3，
只有说明为 0。用法见 [审计](../auditing.md)。

Every finding of `lianlu audit` has a stable code. Its severity decides the exit status: a contradiction 1, something
undecided 3, notes alone 0. How to use it: [auditing](../auditing.md).
"""
NAMES = {
    Severity.CONTRADICTION: "矛盾 Contradictions (exit 1)",
    Severity.INCOMPLETE: "未定 Undecided (exit 3)",
    Severity.NOTE: "说明 Notes (exit 0)",
}


def render() -> str:
    """The page."""
    parts = [HEAD]
    for severity in (Severity.CONTRADICTION, Severity.INCOMPLETE, Severity.NOTE):
        parts.append(
            f"\n## {NAMES[severity]}\n\n| 代码 Code | 含义 | Meaning | 处理 | What to do |\n|---|---|---|---|---|\n"
        )
        for row in VERDICTS.values():
            if row.severity is severity:
                parts.append(
                    f"| `{row.code}` | {cell(row.zh)} | {cell(row.en)} | {cell(row.cure.zh)} | {cell(row.cure.en)} |\n"
                )
    return "".join(parts)


if __name__ == "__main__":
    end(PATH, render)
