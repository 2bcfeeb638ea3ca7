"""`lianlu gateway`, `lianlu service`, `lianlu token`."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated, Any

import typer

from chain_node.console import JsonFlag, Lang, LangChoice, emit, note, say, tr
from chain_node.errors import UsageError
from exchange_api import config as configuration
from exchange_api import declarations, notices
from exchange_api import groups as local_groups

gateway = typer.Typer(no_args_is_help=True, help="A department's gateway. 部门的网关。")
service = typer.Typer(no_args_is_help=True, help="Services of a gateway. 网关上的服务。")
token = typer.Typer(no_args_is_help=True, help="Access tokens of the management interface. 管理接口的访问令牌。")

DataDir = Annotated[Path, typer.Option("--data", help="Data directory of the gateway. 网关的数据目录。")]


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
        sections={"auth": {"local_tokens": not production}} if not production else None,
    )
    if as_json:
        emit(made.document())
        return
    say(tr(f"网关 {made.gateway.path} 已建立在 {data}", f"Gateway {made.gateway.path} was created in {data}"))
    for number, step in enumerate(_next_steps(data, trust is None), 1):
        say(f"{number}. {step}")


def _next_steps(data: Path, needs_trust: bool) -> list[str]:
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
        f"lianlu gateway run --data {data}",
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
    _notice(data, "", text if state == "on" else None)


def _notice(data: Path, what: str, text: str | None) -> None:
    configuration.load(data)
    notices.save(data, notices.load(data).changed(what, text))
    say(tr("数秒内生效", "In force within seconds"))


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


@service.command("apply")
def apply(
    file: Annotated[Path, typer.Argument(help="Declaration (TOML). 服务声明。")],
    data: DataDir,
    as_json: JsonFlag = False,
    lang: LangChoice = Lang.ZH,
) -> None:
    """Check a declaration and put it into force; the same again changes nothing. 校验并启用服务声明。"""
    config = configuration.load(data)
    raw = _read(file)
    declaration, changed = declarations.apply(
        data / "services", raw, config.ref.member, local_groups.load(data, config.ref.member)
    )
    document = {**declarations.on_ledger(declaration), "changed": changed, "version": declaration.version}
    if as_json:
        emit(document)
        return
    done = tr("已启用", "put into force") if changed else tr("没有变化", "unchanged")
    say(f"{declaration.service.path}: {done}")
    note(
        tr(
            "账本上还须登记资源、字段与接口（--json 显示）",
            "Resource, fields and endpoints must be on the ledger too (--json)",
        )
    )


@service.command("groups")
def groups(
    file: Annotated[Path, typer.Argument(help="Groups (TOML), all of them. 本地群组，须为全部。")],
    data: DataDir,
    as_json: JsonFlag = False,
    lang: LangChoice = Lang.ZH,
) -> None:
    """Put the local groups that access lists name into force. 启用访问名单所用的本地群组。"""
    config = configuration.load(data)
    member = config.ref.member
    in_force = {path: one.access for path, one in declarations.load_all(data / "services", member).items()}
    found, changed = local_groups.apply(data, _read(file), member, in_force)
    if as_json:
        emit({"groups": {code: sorted(members) for code, members in found.items()}, "changed": changed})
        return
    for code, members in found.items():
        say(tr(f"{code}：{len(members)} 个成员", f"{code}: {len(members)} members"))
    say(tr("数秒内生效", "In force within seconds") if changed else tr("没有变化", "unchanged"))


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror}") from None


_What = Annotated[str, typer.Argument(help="SUBSYSTEM/SERVICE or SUBSYSTEM. 子系统/服务，或子系统。")]


@service.command("disable")
def disable(
    what: _What,
    data: DataDir,
    text: Annotated[str, typer.Option("--notice", help="What callers are told. 告知调用方的文字。")] = "",
    lang: LangChoice = Lang.ZH,
) -> None:
    """Refuse calls of a service, or of all of a subsystem, with a notice. 停用服务或子系统并公告。"""
    _notice(data, what, text)


@service.command("enable")
def enable(what: _What, data: DataDir, lang: LangChoice = Lang.ZH) -> None:
    """Take the notice away again. 取消停用公告。"""
    _notice(data, what, None)


@service.command("list")
def list_services(data: DataDir, as_json: JsonFlag = False, lang: LangChoice = Lang.ZH) -> None:
    """List the declarations in force. 列出已启用的服务声明。"""
    config = configuration.load(data)
    found = declarations.load_all(data / "services", config.ref.member)
    rows = [
        {
            "service": one.service.path,
            "base_url": one.base,
            "enabled": one.enabled,
            "filtered": one.records is not None,
            "access": None if one.access is None else len(one.access),
            "version": one.version,
        }
        for one in found.values()
    ]
    if as_json:
        emit({"services": rows})
        return
    for row in rows:
        state = tr("启用", "enabled") if row["enabled"] else tr("停用", "disabled")
        entries = row["access"]
        access = "" if entries is None else "  " + tr(f"访问名单 {entries} 条", f"access list of {entries}")
        say(f"{row['service']}  {row['base_url']}  {state}{access}")


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
