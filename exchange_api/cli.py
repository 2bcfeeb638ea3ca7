"""`lianlu gateway`, `lianlu token`; `lianlu service` is in `exchange_api.cli_service`."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated, Any

import typer

from chain_node.console import JsonFlag, Lang, LangChoice, emit, note, say, tr
from chain_node.errors import UsageError
from exchange_api import config as configuration
from exchange_api.cli_service import DataDir, put_notice, service

__all__ = ["gateway", "service", "token"]

gateway = typer.Typer(no_args_is_help=True, help="A department's gateway. 部门的网关。")
token = typer.Typer(no_args_is_help=True, help="Access tokens of the management interface. 管理接口的访问令牌。")


@gateway.command("init")
def init(
    data: DataDir,
    identity: Annotated[str, typer.Option("--id", help="instance/class/member/server")],
    url: Annotated[
        str, typer.Option("--url", help="https://host:port by which peers reach it. 供其他网关访问的地址。")
    ],
    trust: Annotated[Path | None, typer.Option("--trust", help="File to pin. 信任文件。")] = None,
    ledger: Annotated[list[str] | None, typer.Option("--ledger", help="Ledger address, repeatable. 账本地址。")] = None,
    name: Annotated[str, typer.Option("--name", help="Name of the department. 部门名称。")] = "",
    suite: Annotated[list[str] | None, typer.Option("--suite", help="intl, sm; repeatable. 密码套件。")] = None,
    production: Annotated[
        bool, typer.Option("--production", help="Refuse what is only for trials. 生产环境。")
    ] = False,
    as_json: JsonFlag = False,
    lang: LangChoice = Lang.ZH,
) -> None:
    """Create a gateway: keys, certificate, configuration. 建立网关：密钥、证书、配置。"""
    from exchange_api.provision import init_gateway

    made = init_gateway(
        data,
        gateway=identity,
        url=url,
        trust=trust,
        name=name,
        ledger_urls=tuple(ledger or ("http://127.0.0.1:8545",)),
        suites=tuple(suite or ("intl", "sm")),
        profile="production" if production else "development",
        sections={"auth": {"local_tokens": not production}},
    )
    if as_json:
        emit(made.document())
        return
    say(tr(f"网关 {made.gateway.path} 已建立在 {data}", f"Gateway {made.gateway.path} was created in {data}"))
    for number, step in enumerate(_next_steps(data, trust is None, production), 1):
        say(f"{number}. {step}")


def _next_steps(data: Path, needs_trust: bool, production: bool) -> list[str]:
    steps = []
    if needs_trust:
        steps.append(tr(f"把联盟给的信任文件放到 {data}/trust.json", f"Put the consortium's file at {data}/trust.json"))
    register = f"lianlu gateway status --data {data} --json"
    return [
        *steps,
        tr(
            f"由本单位的系统管理员在账本上登记：{register}",
            f"Have SYSTEM register on the ledger what this prints: {register}",
        ),
        tr(
            f"在 {data}/gateway.toml 中登记信息系统（[[client]]）",
            f"List information systems ([[client]]) in {data}/gateway.toml",
        ),
        tr(f"lianlu service apply 服务.toml --data {data}", f"lianlu service apply service.toml --data {data}"),
        *(_production_steps(data) if production else []),
        f"lianlu gateway run --data {data}",
    ]


def _production_steps(data: Path) -> list[str]:
    return [
        tr(
            "由安全管理员确认新地址（lianlu service confirm），再次 apply",
            "Have SECURITY confirm new addresses (lianlu service confirm), then apply again",
        ),
        tr(
            f"管理接口须有身份提供方的公钥集：{data}/gateway.toml 中的 auth.jwks_file",
            f"For the management interface: your identity provider's key set, auth.jwks_file in {data}/gateway.toml",
        ),
    ]


@gateway.command("run")
def run(data: DataDir, as_json: JsonFlag = False, lang: LangChoice = Lang.ZH) -> None:
    """Run the gateway until SIGTERM or SIGINT. 运行网关，直到收到终止信号。"""
    from chain_node import logs
    from exchange_api import bootstrap

    logs.setup("warning" if as_json else "info")

    def ready(found: dict[str, Any]) -> None:
        import os

        found = {"ready": True, "pid": os.getpid(), **found}
        if as_json:
            emit(found)
        else:
            say(tr("网关就绪", "The gateway is ready"))
            for name, value in found.items():
                say(f"  {name}: {value}")

    bootstrap.run(data, ready)


@gateway.command("status")
def status(data: DataDir, as_json: JsonFlag = False, lang: LangChoice = Lang.ZH) -> None:
    """Show what must be registered, and whether the gateway runs. 显示应登记的内容与运行状态。"""
    from exchange_api.provision import open_keys, registration
    from exchange_api.status import probe

    config = configuration.load(data)
    document = {**registration(config, open_keys(config)).document(), **probe(config)}
    if as_json:
        emit(document)
        return
    for name, value in document.items():
        say(f"{name}: {value}")


@gateway.command("maintenance")
def maintenance(
    state: Annotated[str, typer.Argument(help="on | off")],
    data: DataDir,
    text: Annotated[str, typer.Option("--notice", help="What callers are told. 告知调用方的文字。")] = "",
    lang: LangChoice = Lang.ZH,
) -> None:
    """Refuse exchanges as provider, with a notice, or take them again. 提供方维护公告的开启与结束。"""
    if state not in ("on", "off"):
        raise UsageError(tr("请写 on 或 off", "say on or off"))
    put_notice(data, "", text if state == "on" else None)


@gateway.command("recover")
def recover(
    data: DataDir,
    key: Annotated[Path, typer.Option("--system-key", help="Key store with the SYSTEM account. 系统管理员密钥库。")],
    key_name: Annotated[str, typer.Option("--key-name", help="Its name in the store. 密钥名称。")] = "system",
    passphrase_file: Annotated[Path | None, typer.Option("--passphrase-file", help="Of that store. 口令文件。")] = None,
    reason: Annotated[str, typer.Option("--reason", help="Written into ledger and log. 写入账本与日志的原因。")] = "",
    as_json: JsonFlag = False,
    lang: LangChoice = Lang.ZH,
) -> None:
    """Freeze a lost or contradicted log and open its successor. 冻结已丢失或矛盾的日志并开启后继日志。"""
    if not reason.strip():
        raise UsageError(tr("请用 --reason 说明原因", "say why with --reason"))
    from exchange_api.recover import recover_gateway

    done = recover_gateway(data, key, key_name, passphrase_file or key / "passphrase", reason)
    if as_json:
        emit(done)
        return
    say(
        tr(
            f"后继日志 {done['new_log']} 已开启；可以启动网关",
            f"Successor log {done['new_log']} is open; start the gateway",
        )
    )
    note(tr("审计将永久显示这次损失", "The audit will report this loss for ever"))


@token.callback()
def _tokens() -> None:
    """Access tokens of the management interface. 管理接口的访问令牌。"""  # a lone command would lose its name


@token.command("issue")
def issue(
    data: DataDir,
    scope: Annotated[list[str], typer.Option("--scope", help="Repeatable, e.g. receipts:read. 权限，可重复。")],
    subject: Annotated[str, typer.Option("--subject", help="Who it is for. 使用者。")] = "local",
    hours: Annotated[int, typer.Option("--hours", min=1, max=720, help="Lifetime. 有效小时数。")] = 12,
    as_json: JsonFlag = False,
    lang: LangChoice = Lang.ZH,
) -> None:
    """Issue a bearer token; refused in production. 签发访问令牌；生产环境拒绝。"""
    from exchange_api.provision import TOKEN_KEY, open_keys
    from exchange_api.tokens import issue as issue_token

    config = configuration.load(data)
    now_s = int(time.time())
    seed = open_keys(config).load(TOKEN_KEY).private.reveal()
    made = issue_token(config, seed, scope, subject, hours * 3600, now_s)
    if as_json:
        emit({"token": made, "expires": now_s + hours * 3600, "scope": scope})
    else:
        say(made)
