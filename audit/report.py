"""The report of an audit: one sentence of verdict, what it stands on, what was not checked, then the findings."""

from __future__ import annotations

from audit.errors import EXIT_CONTRADICTED, EXIT_INCOMPLETE
from audit.findings import VERDICTS, Findings, Severity
from audit.run import Report
from chain_node.console import Lang, language, say, tr

FORMAT = "lianlu-audit/1"
_SHOWN = 50

_NOT_CHECKED = {
    "ROOTS": ("日志树与链上根（级别低于 MERKLE）", "trees against anchored roots (level below MERKLE)"),
    "SIGNATURES": ("签名与密钥（级别低于 SIG）", "signatures and keys (level below SIG)"),
    "COUNTERPARTS": ("未提供的对方日志", "logs of counterparties that were not given"),
    "OTHER": ("其余检查的结果（见 audit verify）", "what the other checks found (see `audit verify`)"),
    "COLLUSION": (
        "双方合谋都不记录的交换（无法检测）",
        "an exchange that both sides left out together (not detectable)",
    ),
    "FALSE_CONTENT": ("如实记录的虚假内容（无法检测）", "false content, truthfully recorded (not detectable)"),
    "BYPASS": ("绕过网关的传输（无法检测）", "traffic past the gateways (not detectable)"),
}


def as_json(report: Report) -> dict[str, object]:
    """The report as one document; `format` names its version."""
    return {
        "format": FORMAT,
        "verdict": verdict_word(report),
        "exit_code": report.exit_code,
        "level": report.level.name,
        "ledger_head": report.head_block,
        "logs": [
            {
                "log": log.log_id.hex(),
                "gateway": log.gateway,
                "entries": log.size,
                "messages": log.messages,
                "anchored": log.anchored_size,
                "verified": log.verified_size,
                "epochs": log.epochs,
                "tiles": log.tiles,
            }
            for log in report.logs
        ],
        "records": report.records,
        "outcomes": report.outcomes,
        "counts": report.findings.counts,
        "findings": [finding.as_json() for finding in report.findings.items],
        "not_checked": report.not_checked,
    }


def verdict_word(report: Report) -> str:
    """`verified`, `contradicted` or `incomplete`."""
    words = {EXIT_CONTRADICTED: "contradicted", EXIT_INCOMPLETE: "incomplete"}
    return words.get(report.exit_code, "verified")


def print_report(report: Report) -> None:
    """The report for a person, in the language to speak now."""
    say(_sentence(report))
    say(tr("级别", "level") + f" {report.level.name} · " + tr("账本区块", "ledger block") + f" {report.head_block}")
    for log in report.logs:
        say(
            f"  {log.gateway}  {log.log_id.hex()[:16]}  "
            + tr(
                f"条目 {log.size}，消息 {log.messages}，已锚定 {log.anchored_size}（{log.epochs} 次）",
                f"{log.size} entries, {log.messages} messages, {log.anchored_size} anchored in {log.epochs} epochs",
            )
        )
    if report.outcomes:
        say(tr("交换", "exchanges") + ": " + ", ".join(f"{k} {v}" for k, v in sorted(report.outcomes.items())))
    print_findings(report.findings)
    say(tr("未检查：", "not checked:"))
    for name in report.not_checked:
        say("  - " + tr(*_NOT_CHECKED[name]))


def _sentence(report: Report) -> str:
    entries = sum(log.size for log in report.logs) + report.records
    broken = sum(n for code, n in report.findings.counts.items() if VERDICTS[code].severity is Severity.CONTRADICTION)
    if report.exit_code == EXIT_CONTRADICTED:
        return tr(f"✗ 证据相互矛盾：发现 {broken} 处", f"✗ CONTRADICTED: {broken} finding(s)")
    if report.exit_code == EXIT_INCOMPLETE:
        return tr(
            "… 尚不完整：未发现矛盾，但有内容无法判定", "… INCOMPLETE: nothing contradicts, something is undecided"
        )
    return tr(
        f"✓ 已验证：{entries} 条记录与账本一致，未发现矛盾",
        f"✓ VERIFIED: {entries} entries agree with the ledger, nothing contradicts",
    )


def print_findings(findings: Findings) -> None:
    """The first findings, each with what to do about it."""
    zh = language() is Lang.ZH
    for finding in findings.items[:_SHOWN]:
        row = VERDICTS[finding.code]
        mark = {Severity.CONTRADICTION: "✗", Severity.INCOMPLETE: "…", Severity.NOTE: "·"}[row.severity]
        place = "" if finding.log is None else f" log {finding.log.hex()[:16]}"
        place += "" if finding.leaf is None else f" leaf {finding.leaf}"
        say(f"{mark} {finding.code}{place}: {row.zh if zh else row.en}: {finding.detail}")
        if row.severity is not Severity.NOTE:
            say(f"    {row.cure.zh if zh else row.cure.en}")
    more = len(findings.items) - _SHOWN
    if more > 0:
        say(tr(f"（另有 {more} 处，见 --json）", f"({more} more, see --json)"))
