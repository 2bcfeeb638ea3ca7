"""`lianlu ledger`: run, status, export, follow.

The virtual machine is imported only by what executes; `status` and `export` start without it.
"""

from __future__ import annotations

import asyncio
import importlib.util
import os
import re
import time
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from chain_node.console import JsonFlag, Lang, LangChoice, emit, note, refuse, say, tr
from chain_node.engines.embedded.limits import BLOCK_MS, Limits

app = typer.Typer(no_args_is_help=True, help=tr("嵌入式账本", "The embedded ledger"))

DataOption = Annotated[
    Path, typer.Option("--data", help=tr("账本的数据目录", "Data directory of the ledger"), show_default=False)
]
TokenOption = Annotated[Path | None, typer.Option("--token-file", help=tr("访问令牌文件", "File that holds the token"))]
CertificatesOption = Annotated[
    Path | None, typer.Option("--tls-ca", help=tr("信任的 TLS 证书（PEM）", "Trusted TLS certificates (PEM)"))
]
_NOT_SERVING = 1


def _token(file: Path | None) -> str | None:
    """The token that `file` holds; refuses a file that cannot be read, or holds none."""
    if file is None:
        return None
    try:
        token = file.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError) as exc:
        refuse(f"token file {file}: {exc}")
    return token or refuse(f"token file {file} is empty")


@app.command(help=tr("运行账本，直到收到 SIGTERM 或 Ctrl-C", "Run the ledger until SIGTERM or Ctrl-C"))
def run(
    data: DataOption,
    port: Annotated[int, typer.Option(min=0, max=65535, help=tr("端口，0 = 任取", "Port; 0 takes a free one"))] = 8545,
    host: Annotated[str, typer.Option(help=tr("监听地址", "Address to listen on"))] = "127.0.0.1",
    block_ms: Annotated[
        int,
        typer.Option(min=0, max=10_000, help=tr("两个区块的最小间隔（毫秒）", "Least time between blocks (ms)")),
    ] = BLOCK_MS,
    tls_cert: Annotated[Path | None, typer.Option(help=tr("TLS 证书（PEM）", "TLS certificate (PEM)"))] = None,
    tls_key: Annotated[Path | None, typer.Option(help=tr("TLS 私钥（PEM）", "TLS private key (PEM)"))] = None,
    token_file: TokenOption = None,
    log_level: Annotated[str, typer.Option(help=tr("日志级别", "Level of the log"))] = "info",
    as_json: JsonFlag = False,
    lang: LangChoice = Lang.ZH,
) -> None:
    """With --json one line `{url, chain_id, genesis_hash, ledger_key, pid}` once the ledger serves."""
    if importlib.util.find_spec("sha3") is not None:
        os.environ.setdefault("ETH_HASH_BACKEND", "pysha3")  # the machine's own hashing, seven times as fast
    from chain_node.engines.embedded.ledger import EmbeddedLedger
    from chain_node.engines.embedded.server import Listen, serve
    from chain_node.logs import setup

    try:
        setup(log_level)
    except ValueError as exc:
        refuse(str(exc))
    token = _token(token_file)
    listen = Listen(host, port, tls_cert, tls_key, token.encode() if token is not None else None)
    listen.check()
    ledger = EmbeddedLedger(data, Limits(block_ms=block_ms))
    try:
        asyncio.run(serve(ledger, listen, lambda document: _ready(document, as_json)))
    finally:
        ledger.close()


def _ready(document: dict[str, Any], as_json: bool) -> None:
    if as_json:
        emit(document)
        return
    say(tr(f"账本已启动：{document['url']}", f"The ledger serves {document['url']}"))
    say(tr(f"链编号 {document['chain_id']}", f"Chain id {document['chain_id']}"))
    say(tr(f"创世哈希 {document['genesis_hash']}", f"Genesis hash {document['genesis_hash']}"))


@app.command(help=tr("查看账本：是否运行、链头、创世", "Show the ledger: whether it serves, its head and genesis"))
def status(
    data: DataOption,
    token_file: TokenOption = None,
    tls_ca: CertificatesOption = None,
    as_json: JsonFlag = False,
    lang: LangChoice = Lang.ZH,
) -> int:
    """Exit status 0 if the ledger serves and takes transactions, else 1."""
    from chain_node.engines.embedded.status import describe

    document = describe(data, _token(token_file), tls_ca)
    if as_json:
        emit(document)
    else:
        _say_status(document)
    return 0 if document["serving"] and not document.get("failure") else _NOT_SERVING


def _say_status(document: dict[str, Any]) -> None:
    head = document["head"]
    if document["serving"]:
        say(
            tr(
                f"运行中：{document['url']}（进程 {document['pid']}）",
                f"Serving {document['url']}, process {document['pid']}",
            )
        )
    elif document.get("unreachable"):
        pid, why = document["pid"], document["unreachable"]
        say(
            tr(
                f"进程 {pid} 占用目录，但没有应答：{why}",
                f"Process {pid} owns the directory and does not answer: {why}",
            )
        )
    else:
        say(tr("未运行", "Not serving"))
    say(tr(f"链编号 {document['chain_id']}", f"Chain id {document['chain_id']}"))
    say(tr(f"创世哈希 {document['genesis_hash']}", f"Genesis hash {document['genesis_hash']}"))
    age = max(0, int(time.time()) - head["timestamp"])
    say(tr(f"链头 {head['number']}（{age} 秒前）{head['hash']}", f"Head {head['number']}, {age} s old, {head['hash']}"))
    if document.get("failure"):
        say(tr(f"已停止写入：{document['failure']}", f"Stopped writing: {document['failure']}"))


@app.command(help=tr("导出整个账本，供离线核验", "Write the whole ledger to a file, to be verified offline"))
def export(
    data: DataOption,
    output: Annotated[Path, typer.Option("--output", "-o", help=tr("输出文件", "File to write"), show_default=False)],
    as_json: JsonFlag = False,
    lang: LangChoice = Lang.ZH,
) -> None:
    """Works on a running or stopped ledger. The file appears under its name when it is complete."""
    from chain_node.engines.embedded.export import export_ledger

    document = export_ledger(data, output)
    if as_json:
        emit(document)
    else:
        say(tr(f"已写出 {document['blocks']} 个区块：{output}", f"{document['blocks']} blocks written to {output}"))


@app.command(help=tr("从创世起重新执行每个区块，指出不符之处", "Execute every block again and say where it differs"))
def follow(
    source: Annotated[str, typer.Option("--from", help=tr("账本网址或导出文件", "URL of a ledger, or an export"))],
    trust: Annotated[Path | None, typer.Option(help=tr("信任文件 trust.json", "The pinned file trust.json"))] = None,
    genesis_hash: Annotated[str | None, typer.Option(help=tr("创世哈希", "Pinned genesis hash"))] = None,
    watch: Annotated[bool, typer.Option(help=tr("到链头后继续跟随", "Go on after the head"))] = False,
    token_file: TokenOption = None,
    tls_ca: CertificatesOption = None,
    as_json: JsonFlag = False,
    lang: LangChoice = Lang.ZH,
) -> int:
    """Exit status 0 all agrees, 1 a block differs, 2 no export, 4 not the pinned ledger, 5 not reachable."""
    from chain_node.engines.embedded.follow import follow_source
    from chain_node.engines.embedded.source import open_source

    if genesis_hash is not None and not re.fullmatch("0x[0-9A-Fa-f]{64}", genesis_hash):
        refuse(tr("--genesis-hash 应为 0x 加 64 位十六进制", "--genesis-hash is 0x and 64 hexadecimal digits"))
    token = _token(token_file)
    opening = partial(open_source, source, token, tls_ca)
    report = follow_source(opening, trust=trust, genesis_hash=genesis_hash, watch=watch, progress=note)
    if as_json:
        emit(report)
    elif report["ok"]:
        say(
            tr(
                f"{report['blocks']} 个区块、{report['transactions']} 笔交易重新执行，全部一致",
                f"{report['blocks']} blocks with {report['transactions']} transactions executed again: all agree",
            )
        )
    else:
        finding = report["finding"]
        say(
            tr(f"区块 {finding['block']} 不符：{finding['message']}", f"Block {finding['block']}: {finding['message']}")
        )
    return int(report["exit"])
