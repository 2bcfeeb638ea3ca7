"""`lianlu audit`: verify, reconcile, redecide, fsck, bundle create, export-signature. Exit codes: `audit.errors`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from audit.bundles import create_bundle
from audit.errors import EXIT_CONTRADICTED, EXIT_VERIFIED, AuditUsage, EvidenceMissing
from audit.export import export_signature
from audit.findings import Findings, Severity
from audit.fsck import fsck as check_store
from audit.logpass import Level
from audit.open import open_world
from audit.opinion import SecondOpinion
from audit.report import as_json as report_json
from audit.report import print_findings, print_report
from audit.run import Report, audit
from audit.sources import find_sources
from chain_node.console import JsonFlag, Lang, LangChoice, emit, progress, say, tr
from chain_node.errors import LogError
from chain_node.log.reader import LogReader

app = typer.Typer(no_args_is_help=True, help=tr("审计：证明或推翻", "Audit: prove or refute."))
bundle = typer.Typer(no_args_is_help=True, help=tr("记录包", "Record bundles."))
app.add_typer(bundle, name="bundle")

Paths = Annotated[
    list[Path],
    typer.Argument(help=tr("网关目录、日志目录、记录包或检查点", "Gateway or log directories, record bundles, notes.")),
]
LedgerOption = Annotated[
    str, typer.Option("--ledger", help=tr("账本地址或导出文件", "Ledger URL, or a file of `lianlu ledger export`."))
]
TrustOption = Annotated[Path, typer.Option("--trust", help=tr("固定的信任文件", "The pinned trust file."))]
LevelOption = Annotated[str, typer.Option("--level", help="STRUCT, MERKLE, SIG, CROSS")]
StrictFlag = Annotated[
    bool, typer.Option("--strict", help=tr("最新的未锚定条目也算不完整", "Entries still waiting for an anchor count."))
]
OpinionFlag = Annotated[
    bool, typer.Option("--second-opinion", help=tr("用另一实现复核 SM2 签名", "Ask a second SM2 implementation."))
]


def _level(name: str) -> Level:
    try:
        return Level[name.upper()]
    except KeyError:
        raise AuditUsage(f"--level {name} is none of {', '.join(level.name for level in Level)}") from None


def _run(
    paths: list[Path], ledger: str, trust: Path, level: Level, strict: bool = False, second: bool = False
) -> Report:
    sources = find_sources(paths)
    opinion = SecondOpinion() if second else None
    with open_world(ledger, trust) as world, progress(tr("验证条目", "verifying entries")) as advance:
        return audit(sources, world, level, strict, advance, opinion)


def _finish(report: Report, as_document: bool) -> None:
    if as_document:
        emit(report_json(report))
    else:
        print_report(report)
    raise typer.Exit(report.exit_code)


@app.command(help=tr("验证日志、记录包与检查点", "Verify logs, record bundles and checkpoint notes."))
def verify(
    paths: Paths,
    ledger: LedgerOption,
    trust: TrustOption,
    level: LevelOption = "CROSS",
    strict: StrictFlag = False,
    second_opinion: OpinionFlag = False,
    as_json: JsonFlag = False,
    lang: LangChoice = Lang.ZH,
) -> None:
    """Everything that the level demands, over everything given."""
    _finish(_run(paths, ledger, trust, _level(level), strict, second_opinion), as_json)


@app.command(help=tr("核对双方日志", "Compare the logs of both sides of each exchange."))
def reconcile(
    paths: Paths, ledger: LedgerOption, trust: TrustOption, as_json: JsonFlag = False, lang: LangChoice = Lang.ZH
) -> None:
    """The findings of `verify` that need two logs, and the outcome of each exchange."""
    report = _run(paths, ledger, trust, Level.CROSS)
    _finish(report.only("CROSS"), as_json)


@app.command(help=tr("按当时规则重新裁定每个决定", "Decide each disclosure and refusal again, by the rules then."))
def redecide(
    paths: Paths, ledger: LedgerOption, trust: TrustOption, as_json: JsonFlag = False, lang: LangChoice = Lang.ZH
) -> None:
    """The findings of `verify` that are about decisions."""
    report = _run(paths, ledger, trust, Level.CROSS)
    _finish(report.only("DECISION"), as_json)


@app.command(help=tr("检查一个网关自身的存储", "Check one gateway's own store against its entries; needs no ledger."))
def fsck(
    directory: Annotated[Path, typer.Argument(help=tr("网关目录或日志目录", "Gateway or log directory."))],
    as_json: JsonFlag = False,
    lang: LangChoice = Lang.ZH,
) -> None:
    """Entries, tiles, journal, sequence tables and exchange rows of one directory."""
    findings, entries = Findings(), 0
    logs = find_sources([directory]).logs
    if not logs:
        raise EvidenceMissing(f"{directory} is no log: a store is checked in its directory")
    for path in logs:
        try:
            entries += check_store(path, findings)
        except LogError as exc:
            findings.add("LOG_UNREADABLE", f"{path}: {exc}")
    code = EXIT_CONTRADICTED if findings.worst is Severity.CONTRADICTION else EXIT_VERIFIED
    if as_json:
        found = [finding.as_json() for finding in findings.items]
        emit({"format": "lianlu-fsck/1", "exit_code": code, "entries": entries, "findings": found})
    else:
        good = tr(f"✓ 存储一致：{entries} 条记录", f"✓ CONSISTENT: {entries} entries")
        say(tr("✗ 存储不一致", "✗ INCONSISTENT") if code else good)
        print_findings(findings)
    raise typer.Exit(code)


@bundle.command(
    "create", help=tr("把一次交换导出为可独立验证的文件", "Write one exchange as a file that proves itself.")
)
def bundle_create(
    paths: Paths,
    exchange: Annotated[str, typer.Option("--exchange", help=tr("交换编号（32 位十六进制）", "Exchange id, hex."))],
    output: Annotated[Path, typer.Option("-o", "--output", help=tr("输出文件", "File to write."))],
    as_json: JsonFlag = False,
    lang: LangChoice = Lang.ZH,
) -> None:
    """Entries and proofs of one exchange from the directories given."""
    if not re.fullmatch("[0-9a-f]{32}", exchange):
        raise AuditUsage("--exchange is not an exchange id of 32 hexadecimal digits")
    data = create_bundle(bytes.fromhex(exchange), find_sources(paths).logs)
    output.write_bytes(data)
    if as_json:
        emit({"file": output, "bytes": len(data), "exchange": exchange})
    else:
        say(tr(f"已写入 {output}（{len(data)} 字节）", f"wrote {output} ({len(data)} bytes)"))


@app.command(
    "export-signature", help=tr("导出一个签名供 openssl 等工具验证", "Write one signature for tools of others.")
)
def export_one(
    directory: Annotated[Path, typer.Argument(help=tr("网关目录或日志目录", "Gateway or log directory."))],
    leaf: Annotated[int, typer.Option("--leaf", min=0, help=tr("条目序号", "Index of the entry."))],
    ledger: LedgerOption,
    trust: TrustOption,
    output: Annotated[Path, typer.Option("-o", "--output", help=tr("输出目录", "Directory to write into."))],
    as_json: JsonFlag = False,
    lang: LangChoice = Lang.ZH,
) -> None:
    """Sig_structure, signature, key and COSE files of one entry's message, and the line that checks them."""
    logs = find_sources([directory]).logs
    if len(logs) != 1:
        raise AuditUsage(f"{directory} holds {len(logs)} logs: name one of them")
    with open_world(ledger, trust) as world, LogReader(logs[0]) as reader:
        done = export_signature(reader, leaf, world, output)
    if as_json:
        emit({"suite": done.suite, "kid": done.kid, "files": list(done.files), "command": done.command})
        return
    for path in done.files:
        say(f"  {path}")
    say(done.command)
