"""Writes docs/reference/reasons.md: every reason of a decision or refusal, what the caller sees, and what to do."""

from __future__ import annotations

from chain_node.ledger.reason_texts import TEXTS
from chain_node.ledger.reasons import Reason
from exchange_api.refusals import REASONS
from scripts.pages import cell, end

PATH = "docs/reference/reasons.md"
HEAD = """\
# 决定与拒绝的理由 Reasons

> 由 `make docs` 从代码生成，勿手改。Generated from the code by `make docs`; do not edit.

每个决定都带一个理由并经签名。100 以下由账本状态得出，合约 `PolicyView`、网关与审计员所得相同；
100 起为网关自身的拒绝。

Every decision carries a signed reason. Below 100 it follows from the ledger's state alone: the contract `PolicyView`,
the gateway and the auditor come to the same. From 100 it is a gateway's own. HTTP and fault code: what `/r1` answers.

| 码 | 理由 Reason | 含义 | Meaning | HTTP | 故障码 Fault code | 处理办法 Cure |
|---|---|---|---|---|---|---|
"""


def render() -> str:
    """The page."""
    return HEAD + "".join(_row(reason) for reason in Reason)


def _row(reason: Reason) -> str:
    says, chinese, cure = TEXTS[reason]
    status, fault = REASONS.get(reason, (200, ""))
    cells = [str(int(reason)), f"`{reason.camel}`", chinese, says, str(status), f"`{fault}`" if fault else "", cure]
    return "| " + " | ".join(cell(one) for one in cells) + " |\n"


if __name__ == "__main__":
    end(PATH, render)
