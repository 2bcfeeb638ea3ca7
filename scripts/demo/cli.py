"""`lianlu demo`: the main job shown, from founding a consortium to finding a forged record."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from chain_node.console import JsonFlag, Lang, LangChoice, emit, note, refuse, say, tr
from scripts.demo.audit import Audit
from scripts.demo.cases import LICENCE, S1_CASE
from scripts.demo.cast import DEPARTMENTS, FUND
from scripts.demo.pages import Pages
from scripts.demo.play import Play
from scripts.demo.records import ENTERPRISE, TABLES
from scripts.demo.stage import Stage
from scripts.demo.story import Story
from scripts.network.network import require_suite
from scripts.network.processes import Processes
from scripts.network.waiting import told_to_stop, until_told

app = typer.Typer(help=tr("演示：六个部门、两个场景、一次审计", "Six departments, two scenarios, one audit"))


@app.command(help=tr("在本机演示全过程（约半分钟）", "Show the whole of it on this machine, in about half a minute"))
def demo(
    keep: Annotated[bool, typer.Option("--keep", help=tr("演示后保持运行", "Stay up afterwards"))] = False,
    suite: Annotated[str, typer.Option("--suite", help="sm | intl")] = "sm",
    data: Annotated[
        Path | None, typer.Option("--data", help=tr("数据目录（须为空）", "Directory to use; empty"))
    ] = None,
    as_json: JsonFlag = False,
    lang: LangChoice = Lang.ZH,
) -> None:
    """Exit status 0 if every step showed what it should, 1 if one did not, 130 if it was interrupted."""
    if suite not in ("sm", "intl"):
        refuse(tr(f"没有 suite {suite}", f"--suite {suite} is none of sm, intl"))
    if data is not None and data.exists() and (not data.is_dir() or any(data.iterdir())):
        refuse(tr(f"{data} 不是空目录", f"{data} is not an empty directory"))
    require_suite(suite)
    begun = time.monotonic()
    with told_to_stop() as work, directory(data) as root, Processes(root / "logs") as processes:
        stage = Stage(root, processes, suite)
        try:
            note(tr("正在启动账本、网关和信息系统……", "starting ledger, gateways and systems ..."))
            stage.begin()
            steps = _play(stage, as_json)
            seconds = round(time.monotonic() - begun, 1)
            _conclude({"steps": steps, "seconds": seconds, "suite": suite, **_addresses(stage)}, as_json, processes)
            work.done = True
            if keep:
                if not as_json:
                    _describe(stage)
                until_told(processes)
        finally:
            stage.close()


def _play(stage: Stage, as_json: bool) -> dict[str, Any]:
    """All steps, told as they happen; their facts by name."""
    story = None if as_json else Story(Pages())
    audit = Audit(stage.root, stage.network.ledger_url, stage.network.trust_file, as_json)
    done: dict[str, Any] = {}
    try:
        for name, facts in Play(stage, audit).steps():
            done[name] = facts
            if story is not None:
                story.tell(name, facts)
    finally:
        audit.close()
    return done


def _conclude(document: dict[str, Any], as_json: bool, processes: Processes) -> None:
    count = len(processes.pids)
    if as_json:
        emit({"ok": True, **document, "processes": count})
        return
    say("")
    say(
        tr(
            f"全部 {len(document['steps'])} 步都如所述，用时 {document['seconds']} 秒，{count} 个真实进程。"
            "演示中职责密钥由程序代管；正式环境中由本人持有。",
            f"All {len(document['steps'])} steps showed what they should, in {document['seconds']} s, with {count} "
            "real processes. Duty keys were custodial here; in production each person holds their own.",
        )
    )


def _addresses(stage: Stage) -> dict[str, Any]:
    """Where everything is, as the sandbox says it."""
    gateways = [(one, stage.gateway(one)) for one in DEPARTMENTS]
    return {
        "ledger_url": stage.network.ledger_url,
        "trust": str(stage.network.trust_file),
        "data_dirs": {gateway.ref.path: str(gateway.data) for _, gateway in gateways},
        "gateways": {one.code: gateway.urls for one, gateway in gateways},
        "systems": {one.code: stage.system_url(one) for one, _ in gateways},
    }


def _describe(stage: Stage) -> None:
    """Where everything is, and a first call to try."""
    say(tr(f"账本 {stage.network.ledger_url}", f"ledger {stage.network.ledger_url}"))
    for one in DEPARTMENTS:
        gateway = stage.gateway(one)
        say(
            f"{one.name('zh')} {one.name('en')}: {gateway.urls['systems']} "
            + tr("管理", "management")
            + f" {gateway.urls['management']} "
            + tr("系统", "system")
            + f" {stage.system_url(one)}"
        )
    path = f"/r1/{LICENCE.ref.path}/{TABLES[LICENCE.owner.code][0]}/{ENTERPRISE}"
    url = stage.gateway(FUND).urls["systems"]
    header = f"-H 'X-Road-Client: {FUND.subsystem.path}' -H 'X-Road-Issue: {S1_CASE}'"
    say(f"curl -i {header} {url}{path}")
    say(f"curl -i {header} -H 'Lianlu-Fields: shareholder_id' {url}{path}")
    ledger, trust = stage.network.ledger_url, stage.network.trust_file
    say(f"lianlu audit verify {stage.root}/gateway-* --ledger {ledger} --trust {trust}")
    note(tr("按 Ctrl-C 结束", "Ctrl-C ends it"))


@contextmanager
def directory(data: Path | None) -> Iterator[Path]:
    """The directory asked for, or one that is removed at the end."""
    if data is not None:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        yield data
        return
    root = Path(tempfile.mkdtemp(prefix="lianlu-demo-"))
    try:
        yield root
    finally:
        shutil.rmtree(root, ignore_errors=True)
