"""Writes docs/reference/limits.md: every limit of a gateway with its default and range, its error and its metric."""

from __future__ import annotations

from chain_node.evidence import commitments
from chain_node.evidence.statement import LONGEST_VALIDITY_MS
from exchange_api import declarations, disclosure, headers, message
from exchange_api.adapters import frames
from exchange_api.limits import CLOSED, Rule, counted_as, rules
from exchange_api.quantities import show
from exchange_api.service import accept, context
from scripts.pages import cell, end

PATH = "docs/reference/limits.md"
HEAD = """\
# 限额一览 Limits

> 由 `make docs` 从代码生成，勿手改。Generated from the code by `make docs`; do not edit.

写在 `gateway.toml` 的 `[limits]` 一节，数值须带单位：`max_body = "4 GiB"`、`head_timeout = "20 s"`、
`handshake_rate = "100/s"`；个数与百分数为整数。超出范围或缺单位的值在启动时即被拒绝。每次触及限额，指标
`lianlu_limits_total{limit="…"}` 加一。过载的拒绝带 `Retry-After`；同一连接不等而再问的，下一次拒绝届时才答。

In the section `[limits]` of `gateway.toml`, values with their unit: `max_body = "4 GiB"`, `head_timeout = "20 s"`,
`handshake_rate = "100/s"`; counts and percentages are whole numbers. What is out of range or lacks its unit is refused
at start. Each limit counts in `lianlu_limits_total{limit="..."}` when it is reached. Refusals for overload carry
`Retry-After`; a connection that asks again before gets the next one only then.

[Errors](errors.md) and [reasons](reasons.md) say what to do about each; `http.…` is a plain HTTP answer before the
protocol; 关闭 closed: the connection is closed, for there is nobody to tell.

| 限额 Limit | 缺省 Default | 范围 Range | 含义 | Meaning | 错误 Error | 指标 `limit` |
|---|---|---|---|---|---|---|
"""
FIXED = """
## 协议所定 Fixed by the protocol

两端网关必须一致，故不可配置。Both gateways must agree on these, so they cannot be configured.

| 内容 What | 限额 Limit | 错误 Error |
|---|---|---|
"""


def fixed() -> list[tuple[str, str, str]]:
    """What is limited, by how much, and the error that it ends in."""
    size, time = "Bytes", "Seconds"
    peer, service = "exchange.peer_malformed", "gateway.service"
    longest, ahead = LONGEST_VALIDITY_MS / 1000, context.SKEW_MS / 1000
    return [
        ("消息的回执 receipt of a message", show(frames.MAX_RECEIPT, size), peer),
        ("签名的消息 signed message", show(frames.MAX_MESSAGE, size), peer),
        ("承诺的打开值 openings of its commitments", show(frames.MAX_OPENINGS, size), peer),
        ("一条消息的承诺数 commitments of a message", str(commitments.MAX_COMMITMENTS), peer),
        ("请求的最长有效期 longest validity of a request", show(longest, time), "exchange.clock_skew"),
        ("对方时钟可超前 a peer's clock ahead of ours", show(ahead, time), "exchange.clock_skew"),
        ("收到的过滤答复 filtered answer", show(accept.MAX_FILTERED_BYTES, size), "exchange.inconsistent_response"),
        ("拒绝的说明 text of a refusal", show(accept.MAX_NOTICE_BYTES, size), "exchange.inconsistent_response"),
        ("过滤答复的行数 rows of a filtered answer", str(disclosure.MAX_ROWS), "exchange.system_invalid"),
        ("`X-Road-Id`", show(message.MAX_ID_BYTES, size), "exchange.bad_request"),
        ("`Lianlu-Fields` 的字段数 fields asked for", str(headers.MAX_ASKED_FIELDS), "exchange.bad_request"),
        ("服务声明文件 declaration of a service", show(declarations.MAX_BYTES, size), service),
        ("服务的端点数 endpoints of a service", str(declarations.MAX_ENDPOINTS), service),
        ("服务的字段数 fields of a service", str(declarations.MAX_FIELDS), service),
    ]


def render() -> str:
    """The page."""
    table = "".join(_row(name, *one) for name, one in rules().items())
    return HEAD + table + FIXED + "".join(f"| {what} | {limit} | `{error}` |\n" for what, limit, error in fixed())


def _row(name: str, unit: str, default: float, rule: Rule) -> str:
    error = {"": "—", CLOSED: "关闭 closed"}.get(rule.error) or f"`{rule.error}`"
    allowed = f"{show(rule.lowest, unit)} … {show(rule.highest, unit)}"
    cells = [f"`{name}`", show(default, unit), allowed, rule.chinese, rule.english, error, f"`{counted_as(name)}`"]
    return "| " + " | ".join(cell(one) for one in cells) + " |\n"


if __name__ == "__main__":
    end(PATH, render)
