"""The one table of a gateway's limits: unit, default, range, the error that a limit ends in, and the metric it counts.

In gateway.toml, section `limits`, values carry their unit: `max_body = "4 GiB"`, `head_timeout = "20 s"`,
`handshake_rate = "100/s"`; counts and percentages are plain numbers. A value without its unit, of another unit or
outside its range is refused at start. The type of a field is its unit; sizes are bytes here, times seconds.

A limit that is reached counts in `lianlu_limits_total{limit="..."}` under its own name, or under the name of the limit
that it is a part of (`counts`). docs/reference/limits.md is made from this table.
"""

# ruff: noqa: RUF009  what is called there is dataclasses.field

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from exchange_api.quantities import (
    DAY,
    GIB,
    HOUR,
    KIB,
    MIB,
    TIB,
    Bytes,
    BytesPerSecond,
    Count,
    Percent,
    PerSecond,
    Seconds,
    quantity,
    show,
)
from exchange_api.setup_errors import ConfigInvalid

CLOSED = "closed"
"""In place of an error: the connection is closed, for there is nobody to tell."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What the table says of one limit beside its name, unit and default.

    `error`: the code that it ends in, of an error or of a signed refusal's reason (`reason.` and its name); `counts`:
    whose metric counts it, if not its own.
    """

    lowest: float
    highest: float
    error: str
    chinese: str
    english: str
    counts: str = ""


def _limit(default: float, lowest: float, highest: float, error: str, says: tuple[str, str], counts: str = "") -> Any:
    return field(default=default, metadata={"rule": Rule(lowest, highest, error, *says, counts)})


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one gateway. Bytes, seconds, counts, percent, and any of these per second."""

    # Connections, before anybody is known
    max_connections: Count = _limit(
        4096, 16, 1_000_000, "exchange.saturated",
        ("每个监听口的连接数；TLS 监听口直接关闭", "connections per listener; a TLS listener closes without a word"),
    )  # fmt: skip
    max_connections_per_address: Count = _limit(
        2048, 1, 1_000_000, "exchange.saturated", ("来自同一地址的连接数", "connections from one address")
    )
    handshake_rate: PerSecond = _limit(
        100, 1, 10_000, CLOSED, ("同一地址每秒的 TLS 握手次数", "TLS handshakes a second from one address")
    )
    handshake_burst: Count = _limit(
        512, 1, 100_000, CLOSED,
        ("同一地址可一次用完的握手次数", "handshakes that one address may have saved up"), "handshake_rate",
    )  # fmt: skip
    handshake_timeout: Seconds = _limit(
        10, 0.1, 60, CLOSED, ("完成一次 TLS 握手的时间", "time to complete a TLS handshake")
    )
    max_head: Bytes = _limit(64 * KIB, KIB, 64 * KIB, "http.431", ("请求头总长", "head of a request"))
    max_headers: Count = _limit(200, 8, 1000, "http.431", ("请求头个数", "headers of a request"))
    max_target: Bytes = _limit(8 * KIB, 256, 64 * KIB, "http.414", ("请求目标长度", "target of a request"))
    head_timeout: Seconds = _limit(20, 0.1, 300, "http.408", ("收齐请求头的时间", "time for a head to be complete"))
    idle_timeout: Seconds = _limit(
        75, 1, 3600, CLOSED, ("空闲连接保留的时间", "time that a connection may stand idle between requests")
    )
    max_pipelined: Count = _limit(
        64, 1, 10_000, CLOSED, ("同一连接上排队的请求数", "requests that wait for their turn on one connection")
    )
    body_idle: Seconds = _limit(
        30, 0.1, 600, "exchange.body_too_slow", ("请求体停顿的时间", "time that a body may stand still")
    )
    body_rate: BytesPerSecond = _limit(
        KIB, 1, GIB, "exchange.body_too_slow", ("请求体的最低速率", "least speed of a body, on average")
    )
    body_window: Seconds = _limit(
        60, 0.1, 600, "exchange.body_too_slow",
        ("从何时起要求最低速率", "time from which the least speed is asked for"), "body_rate",
    )  # fmt: skip
    max_leftover: Bytes = _limit(
        16 * MIB, 0, TIB, "http.413",
        ("已答复后仍读取并丢弃的请求体", "rest of a body that is read and thrown away once its request is answered"),
    )  # fmt: skip
    answer_idle: Seconds = _limit(
        60, 0.1, 600, CLOSED, ("对方停止读取答复的时间", "time that a caller may stop reading its answer")
    )

    # Bodies and disk
    max_body: Bytes = _limit(4 * GIB, KIB, TIB, "exchange.body_too_large", ("消息体长度", "body of a message"))
    memory_body: Bytes = _limit(
        64 * KIB, 0, 16 * MIB, "",
        ("超过此长度的消息体加密落盘", "bodies beyond this go to disk, encrypted; no error, counted"),
    )  # fmt: skip
    max_filtered_body: Bytes = _limit(
        8 * MIB, KIB, 16 * MIB, "exchange.system_invalid",
        ("须过滤的后端答复长度", "answer of a back end that is to be filtered"),
    )  # fmt: skip
    spool_quota: Bytes = _limit(
        10 * GIB, 0, 1024 * TIB, "exchange.storage_low", ("暂存文件总量", "all bodies on disk together")
    )
    spool_share: Percent = _limit(
        25,
        1,
        100,
        "exchange.storage_low",
        ("其中同一客户或对方网关的比例", "part of these that one client or peer may use"),
    )
    min_free_bytes: Bytes = _limit(
        GIB, 0, 1024 * TIB, "exchange.storage_low", ("须保留的磁盘空间", "disk space that stays free")
    )
    min_free_percent: Percent = _limit(
        5, 0, 99, "exchange.storage_low", ("须保留的磁盘比例", "part of the disk that stays free")
    )
    max_peer_message: Bytes = _limit(
        256 * KIB, 64 * KIB, 4 * MIB, "exchange.peer_malformed",
        ("对方网关的小消息长度", "a peer's message that is no exchange"),
    )  # fmt: skip
    max_metadata_body: Bytes = _limit(
        64 * KIB, 0, 16 * MIB, "exchange.body_too_large",
        ("元数据请求的消息体", "body of a request to a metadata service"),
    )  # fmt: skip
    max_description: Bytes = _limit(
        2 * MIB, KIB, 64 * MIB, "exchange.description_unreadable",
        ("后端的 OpenAPI 描述", "description that a back end gives of a service"),
    )  # fmt: skip
    max_ledger_copy: Bytes = _limit(
        256 * MIB, 0, TIB, "exchange.ledger_copy_too_large",
        ("随验证数据下载的账本副本", "copy of the ledger in the trust data"),
    )  # fmt: skip

    # Under way at once
    max_in_flight: Count = _limit(
        2048, 1, 100_000, "exchange.overloaded",
        ("本网关客户的并发交换数", "exchanges under way for this gateway's clients"),
    )  # fmt: skip
    max_in_flight_per_client: Count = _limit(
        1536, 1, 100_000, "exchange.overloaded", ("其中同一客户的", "of these, one client's")
    )
    max_in_flight_per_provider: Count = _limit(
        192, 1, 100_000, "exchange.overloaded",
        ("其中发往同一提供方网关的，同一客户至多四分之三",
         "of these, with one gateway of a provider; three in four for one client"),
    )  # fmt: skip
    max_burst: Count = _limit(
        1024, 0, 100_000, "exchange.overloaded",
        ("空闲之后可一次超出每提供方、每服务并发数的个数", "how many more of a provider or service after a quiet time"),
        "max_in_flight_per_provider",
    )  # fmt: skip
    max_unsettled_per_provider: Count = _limit(
        1000, 1, 1_000_000, "exchange.overloaded",
        ("同一提供方网关待撤回的请求数，同一客户至多四分之三",
         "requests without an answer still to be taken back, per provider's gateway; three in four for one client"),
    )  # fmt: skip
    max_answering: Count = _limit(
        2048, 1, 100_000, "reason.Overloaded", ("为其他网关处理的并发请求数", "requests of peers under way")
    )
    max_in_flight_per_peer: Count = _limit(
        1536, 1, 100_000, "reason.Overloaded", ("其中同一对方网关的", "of these, one peer's")
    )
    max_answering_per_service: Count = _limit(
        256, 1, 100_000, "reason.Overloaded",
        ("其中同一服务的，同一对方网关至多四分之三", "of these, for one service; three in four for one peer"),
    )  # fmt: skip
    max_peer_messages: Count = _limit(
        2560, 1, 200_000, "exchange.saturated",
        ("对方网关的并发消息数，含正在签名拒绝的", "messages of peers at once, with those being refused"),
    )  # fmt: skip
    max_peer_messages_per_peer: Count = _limit(
        2048, 1, 200_000, "exchange.saturated", ("其中同一对方网关的", "of these, one peer's")
    )

    # Handed over, to be answered later
    max_jobs: Count = _limit(
        1000, 1, 1_000_000, "exchange.jobs_full",
        ("同一客户未了结的异步作业数", "jobs of one client that are not done with"),
    )  # fmt: skip
    max_job_bytes: Bytes = _limit(
        GIB, KIB, TIB, "exchange.jobs_full",
        ("其请求体与答复的总量", "bodies and answers that are kept for these, together"),
    )  # fmt: skip

    # Time
    request_validity: Seconds = _limit(
        300, 1, 300, "exchange.peer_timeout", ("请求的有效期", "how long a request is valid, and its answer waited for")
    )
    peer_connect: Seconds = _limit(
        5,
        0.1,
        60,
        "exchange.peer_unreachable",
        ("连接对方网关并得到问候的时间", "time to connect to a peer, and to be greeted"),
    )
    peer_call: Seconds = _limit(
        10,
        0.1,
        60,
        "exchange.peer_timeout",
        ("对方网关答复小消息的时间", "time for a peer's answer to a small message"),
    )
    backend_connect: Seconds = _limit(
        10, 0.1, 60, "exchange.system_timeout", ("连接后端的时间", "time to connect to a back end")
    )
    backend_time: Seconds = _limit(
        300, 0.1, 3600, "exchange.system_timeout",
        ("后端答复的时间；服务可声明更短的", "time for a back end's answer; its service may declare less"),
    )  # fmt: skip
    block_wait: Seconds = _limit(
        2, 0.1, 30, "reason.LedgerOutdated",
        ("等待请求所依据区块的时间", "wait for the block that a request stands on"),
    )  # fmt: skip
    max_ledger_lag: Seconds = _limit(
        600, 1, DAY, "exchange.ledger_outdated", ("账本副本的最大时差", "age of the copy of the ledger")
    )
    max_unanchored_age: Seconds = _limit(
        3600, 1, 7 * DAY, "exchange.anchor_overdue", ("日志未锚定的最长时间", "longest time without an anchor")
    )
    keep_dedup: Seconds = _limit(
        DAY, HOUR, 30 * DAY, "exchange.clock_skew",
        ("过期请求仍被识别的时间", "time after its expiry for which a request is known again"),
    )  # fmt: skip

    # Failures of one caller
    lockout_failures: Count = _limit(
        50, 1, 1_000_000, "exchange.locked_out", ("锁定前的失败次数", "failures that lock a caller out")
    )
    lockout_window: Seconds = _limit(
        HOUR, 1, 7 * DAY, "exchange.locked_out",
        ("计数的时段", "time within which they count together"), "lockout_failures",
    )  # fmt: skip
    lockout_time: Seconds = _limit(
        900, 1, 7 * DAY, "exchange.locked_out", ("锁定的时间", "how long a lock-out lasts"), "lockout_failures"
    )
    probes_per_subject: Count = _limit(
        5, 1, 1000, "exchange.probe_limit",
        ("每日对同一主体的不同核验输入", "different predicate inputs per grant, subject and day"),
    )  # fmt: skip


def rules() -> dict[str, tuple[str, float, Rule]]:
    """The table: name -> (unit, default, rule), in its order."""
    usual = Limits()
    return {one.name: (str(one.type), getattr(usual, one.name), one.metadata["rule"]) for one in fields(Limits)}


_COUNTED = {name: rule.counts or name for name, (_, _, rule) in rules().items()}


def counted_as(name: str) -> str:
    """The limit under whose name the metric counts `name`."""
    return _COUNTED[name]


def read(values: Mapping[str, Any]) -> Limits:
    """Limits as the section says, the others by default. Raises `ConfigInvalid`."""
    table = rules()
    if unknown := sorted(set(values) - set(table)):
        raise ConfigInvalid(f"[limits] has unknown keys: {', '.join(unknown)}")
    made: dict[str, Any] = {}
    for name, value in values.items():
        unit, _, rule = table[name]
        made[name] = number = quantity(f"limits.{name}", unit, value)
        if not rule.lowest <= number <= rule.highest:
            allowed = f"{show(rule.lowest, unit)} to {show(rule.highest, unit)}"
            raise ConfigInvalid(f"limits.{name} is {show(number, unit)}; allowed is {allowed}")
    limits = Limits(**made)
    for smaller, larger in _ORDER:
        if getattr(limits, smaller) > getattr(limits, larger):
            raise ConfigInvalid(f"limits.{smaller} exceeds limits.{larger}")
    return limits


_ORDER = (("memory_body", "max_body"),)
