"""`lianlu contracts build | test | devnet | deploy | console`; those about votes and code are in `governing.py`."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

import contracts
from chain_node.console import JsonFlag, Lang, LangChoice, emit, note, refuse, say, tr
from scripts.contracts_cli import founding_file, governing
from scripts.contracts_cli.deploy import Deployer
from scripts.contracts_cli.devnet import DEPLOYER, begin
from scripts.contracts_cli.errors import BuildFailed, CodeTooLarge, NotFromSources
from scripts.contracts_cli.governance import governance
from scripts.contracts_cli.workspace import (
    Directory,
    KeyName,
    LedgerUrl,
    PassphraseFile,
    Root,
    Store,
    TokenFile,
    cured,
    open_key,
    open_workspace,
)
from scripts.network.processes import Processes
from scripts.network.waiting import told_to_stop, until_told

app = typer.Typer(
    no_args_is_help=True, help=tr("合约：构建、部署、提案、表决、升级、核对", "Contracts: build, deploy, vote, upgrade")
)
TESTS = ("tests/contracts", "tests/unit/scripts/contracts_cli")


def build(
    check: Annotated[
        bool, typer.Option("--check", help=tr("只比较，不写入", "Write nothing; exit 1 if anything differs"))
    ] = False,
    root: Root = None,
    as_json: JsonFlag = False,
    lang: LangChoice = Lang.ZH,
) -> None:
    """Compile the contracts and pin the artifacts. 编译合约并锁定产物。"""
    where = contracts.HERE if root is None else root.resolve()
    try:
        from scripts import build_contracts as compiler
    except ModuleNotFoundError as exc:
        raise BuildFailed(tr(f"缺少 {exc.name}", f"{exc.name} is not installed: compiling needs lianlu[dev]")) from exc
    stale = compiler.stale_sources(where)
    if check and stale:
        raise NotFromSources(tr("源文件已改动：", "sources have changed: ") + ", ".join(stale))
    try:
        artifacts = compiler.compile_all(where)
    except (compiler.BuildFailed, OSError, subprocess.SubprocessError) as exc:
        raise BuildFailed(str(exc)) from exc
    files = compiler.render(artifacts, where)
    changed = compiler.differences(files, where)
    if check and changed:
        raise NotFromSources(tr("产物与源文件不符：", "artifacts differ from the sources: ") + ", ".join(changed))
    sizes = compiler.sizes(artifacts)
    if too_large := [name for name, size in sizes.items() if size > compiler.SIZE_LIMIT]:
        raise CodeTooLarge(", ".join(f"{name}: {sizes[name]}" for name in too_large))
    if not check:
        compiler.write(files, where)
    _show_build(check, sizes, changed, compiler.SIZE_WARNING, as_json)


def _show_build(check: bool, sizes: dict[str, int], changed: list[str], warning: int, as_json: bool) -> None:
    if as_json:
        emit({"checked": check, "changed": [] if check else changed, "bytes": sizes})
        return
    for name, size in sizes.items():
        say(f"{name:24} {size:6} " + tr("字节", "bytes") + (tr("（偏大）", " (large)") if size > warning else ""))
    if check:
        say(tr("产物与源文件一致", "artifacts are what the sources give"))
    else:
        say(tr("已写入：", "written: ") + (", ".join(changed) or tr("无改动", "nothing changed")))


def test(
    arguments: Annotated[
        list[str] | None, typer.Argument(help=tr("传给 pytest，写在 -- 之后", "Passed on to pytest, after --"))
    ] = None,
    as_json: JsonFlag = False,
    lang: LangChoice = Lang.ZH,
) -> int:
    """Run the tests of the contracts; in a checkout only. 运行合约测试。"""
    checkout = contracts.HERE.parent
    paths = [one for one in TESTS if (checkout / one).is_dir()]
    if TESTS[0] not in paths:
        refuse(tr("这里没有测试：请在源码目录中运行", "there are no tests here: run this in a checkout"))
    command = [sys.executable, "-m", "pytest", "-q", *(arguments or paths)]
    done = subprocess.run(command, cwd=checkout, stdout=sys.stderr if as_json else None, check=False)
    if as_json:
        emit({"passed": done.returncode == 0, "exit": done.returncode})
    return 0 if done.returncode == 0 else 1


def devnet(
    directory: Annotated[
        Path | None,
        typer.Option(
            "--dir", envvar="LIANLU_CONTRACTS_DIR", help=tr("空目录；不给则用后即删", "Empty; kept at the end")
        ),
    ] = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help=tr("端口，0 = 任取", "Port; 0 takes a free one"))] = 0,
    deployed: Annotated[bool, typer.Option("--deploy", help=tr("同时部署合约", "Deploy the contracts too"))] = False,
    as_json: JsonFlag = False,
    lang: LangChoice = Lang.ZH,
) -> None:
    """A throw-away ledger with a founding set and keys, until SIGTERM or Ctrl-C. 一次性账本与创始成员。"""
    if directory is not None and directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        refuse(tr(f"{directory} 不是空目录", f"{directory} is not an empty directory"))
    root = Path(tempfile.mkdtemp(prefix="lianlu-devnet-")) if directory is None else directory
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with told_to_stop() as work, Processes(root / "logs") as processes:
            network = begin(root, processes, port)
            if deployed:
                _deploy(root, network.ready["url"])
            work.done = True
            note(tr("仅供开发：所有成员的密钥都在此目录", "for development only: the keys of all members lie here"))
            line = {
                "dir": str(root),
                **network.ready,
                "founding": str(root / founding_file.NAME),
                "deployed": deployed,
                "keys": dict(network.accounts),
            }
            if as_json:
                emit(line)
            else:
                _show_devnet(line)
            until_told(processes)
    finally:
        if directory is None:
            shutil.rmtree(root, ignore_errors=True)


def _show_devnet(line: dict[str, Any]) -> None:
    say(tr(f"账本 {line['url']}", f"ledger     {line['url']}"))
    say(tr(f"目录 {line['dir']}", f"directory  {line['dir']}"))
    say(tr("密钥 ", "keys       ") + " ".join(line["keys"]))
    say(tr(f"试一试：lianlu contracts deploy --dir {line['dir']}", f"try: lianlu contracts deploy --dir {line['dir']}"))


def _deploy(directory: Path, url: str) -> None:
    workspace = open_workspace(directory, url, None, None)
    file = founding_file.load(directory / founding_file.NAME)
    deployer = Deployer(workspace, file, open_key(directory, DEPLOYER, None, None))
    for _ in deployer.run():
        pass
    deployer.write(directory)


def deploy(
    directory: Directory = Path(),
    ledger: LedgerUrl = None,
    key: KeyName = DEPLOYER,
    store: Store = None,
    passphrase_file: PassphraseFile = None,
    token_file: TokenFile = None,
    founding: Annotated[
        Path | None, typer.Option(help=tr("创始文件，默认 DIR/founding.json", "Founding file; DIR/founding.json"))
    ] = None,
    root: Root = None,
    as_json: JsonFlag = False,
    lang: LangChoice = Lang.ZH,
) -> None:
    """Create all contracts, or go on where it was interrupted; write deployment.json and trust.json. 部署。"""
    file = founding_file.load(founding or directory / founding_file.NAME)
    workspace = open_workspace(directory, ledger, token_file, root)
    deployer = Deployer(workspace, file, open_key(directory, key, store, passphrase_file))
    made = 0
    for one in deployer.run():
        made += one.made
        done = tr("已创建", "created") if one.made else tr("已存在", "in place")
        note(f"{one.place:2}/{one.count} {done:9} {one.step.title}")
    record = deployer.write(directory)
    if as_json:
        emit({"created": made, **record})
        return
    say(tr(f"创建 {made} 个，记录见 deployment.json", f"{made} created; signed record in deployment.json"))
    for row in record["contracts"]:
        say(f"{row['name']:20} {row['address']}")


def console(
    directory: Directory = Path(),
    ledger: LedgerUrl = None,
    token_file: TokenFile = None,
    root: Root = None,
    command: Annotated[
        str | None, typer.Option("--command", "-c", help=tr("只计算此表达式", "Evaluate this expression and end"))
    ] = None,
    as_json: JsonFlag = False,
    lang: LangChoice = Lang.ZH,
) -> None:
    """A Python prompt with the contracts' views and bindings ready. 交互式控制台。"""
    from scripts.contracts_cli.prompt import evaluate, interact, namespace

    names = namespace(governance(open_workspace(directory, ledger, token_file, root)))
    if command is None:
        if as_json:
            refuse(tr("--json 要与 -c 同用", "--json goes with -c"))
        interact(names)
        return
    value = evaluate(names, command)
    if as_json:
        emit({"value": value})
    else:
        say(f"{value}")


_COMMANDS: dict[str, Callable[..., Any]] = {
    "build": build,
    "test": test,
    "devnet": devnet,
    "deploy": deploy,
    **governing.COMMANDS,
    "console": console,
}
for _name, _command in _COMMANDS.items():
    app.command(_name)(cured(_command))
