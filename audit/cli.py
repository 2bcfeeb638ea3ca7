"""`lianlu audit`: verify, reconcile, redecide, fsck, bundle, export-signature. Exit codes: `audit.errors`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from audit.logpass import Level
from audit.open import open_world
from audit.report import as_json, print_report
from audit.run import Report, audit
from audit.sources import find_sources
from chain_node.console import JsonFlag, Lang, LangChoice, emit, progress, tr

app = typer.Typer(no_args_is_help=True, help=tr("审计：证明或推翻", "Audit: prove or refute."))

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


def _level(name: str) -> Level:
    try:
        return Level[name.upper()]
    except KeyError:
        raise typer.BadParameter(f"{name} is none of {', '.join(level.name for level in Level)}") from None


def _run(paths: list[Path], ledger: str, trust: Path, level: Level, strict: bool) -> Report:
    sources = find_sources(paths)
    with open_world(ledger, trust) as world, progress(tr("验证条目", "verifying entries")) as advance:
        return audit(sources, world, level, strict, advance)


def _finish(report: Report, as_document: bool) -> None:
    if as_document:
        emit(as_json(report))
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
    as_json: JsonFlag = False,
    lang: LangChoice = Lang.ZH,
) -> None:
    """Everything that the level demands, over everything given."""
    _finish(_run(paths, ledger, trust, _level(level), strict), as_json)


@app.command(help=tr("核对双方日志", "Compare the logs of both sides of each exchange."))
def reconcile(
    paths: Paths, ledger: LedgerOption, trust: TrustOption, as_json: JsonFlag = False, lang: LangChoice = Lang.ZH
) -> None:
    """`verify --level CROSS`, for people who ask for the comparison by name."""
    _finish(_run(paths, ledger, trust, Level.CROSS, False), as_json)
