"""`lianlu service`: services are declared and, in production, their addresses confirmed by a second person."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated, Any

import typer

from chain_node.console import JsonFlag, Lang, LangChoice, emit, note, say, tr
from chain_node.crypto.cli import PassphraseFile, Store
from chain_node.errors import UsageError
from exchange_api import config as configuration
from exchange_api import confirming, declarations, notices
from exchange_api import groups as local_groups
from exchange_api.confirmations import Address, beside, record

service = typer.Typer(no_args_is_help=True, help="Services of a gateway. 网关上的服务。")

DataDir = Annotated[Path, typer.Option("--data", help="Data directory of the gateway. 网关的数据目录。")]


@service.command("apply")
def apply(
    file: Annotated[Path, typer.Argument(help="Declaration (TOML). 服务声明。")],
    data: DataDir,
    as_json: JsonFlag = False,
    lang: LangChoice = Lang.ZH,
) -> None:
    """Check a declaration and put it into force, in production once confirmed. 校验并启用服务声明；生产须经确认。"""
    config = configuration.load(data)
    raw = _read(file)
    waiting = confirming.waits(config, record(data), declarations.parse(raw, config.ref.member))
    brought = None if waiting is None else confirming.brought(file, waiting)
    declaration, changed = declarations.apply(
        data / "services", raw, config.ref.member, local_groups.load(data, config.ref.member)
    )
    if brought is not None:
        confirming.hand_in(config, brought)
    document = {
        **declarations.on_ledger(declaration),
        "changed": changed,
        "version": declaration.version,
        "waiting": None if waiting is None else {**_described(waiting), "confirmed": brought is not None},
    }
    if as_json:
        emit(document)
        return
    done = tr("没有变化", "unchanged")
    if changed:
        done = tr("已启用", "put into force") if waiting is None else tr("已收下", "taken in")
    say(f"{declaration.service.path}: {done}")
    if waiting is not None:
        _say_waiting(waiting, file, brought is not None)
    note(
        tr(
            "账本上还须登记资源、字段与接口（--json 显示）",
            "Resource, fields and endpoints must be on the ledger too (--json)",
        )
    )


def _described(address: Address) -> dict[str, Any]:
    return {"kind": address.kind, "name": address.name, "url": address.url, "digest": address.digest}


def _say_waiting(address: Address, file: Path, confirmed: bool) -> None:
    if confirmed:
        say(
            tr(
                "确认已交给网关，数秒内核对；结果见 lianlu gateway status",
                "The confirmation was handed in and is checked within seconds: lianlu gateway status",
            )
        )
        return
    say(
        tr(
            f"新地址 {address.url} 须经安全管理员确认，此前沿用原地址；摘要 {address.digest.hex()}",
            f"{address.url} waits for SECURITY; until then the address before stays. Digest {address.digest.hex()}",
        )
    )
    command = f"lianlu service confirm {shlex.quote(str(file))} --gateway {shlex.quote(address.gateway)}"
    say(
        tr(
            f"安全管理员：{command} --key 密钥名 --store 密钥库 --passphrase-file 口令文件；之后再次 apply",
            f"SECURITY: {command} --key NAME --store DIR --passphrase-file FILE; then apply again",
        )
    )


@service.command("confirm")
def confirm(
    file: Annotated[
        Path,
        typer.Argument(help="Declaration, or gateway.toml for its call-backs. 声明；回调为 gateway.toml。"),
    ],
    key: Annotated[str, typer.Option("--key", help="Name of SECURITY's key in the store. 安全管理员的密钥名。")],
    store: Store,
    passphrase_file: PassphraseFile,
    gateway: Annotated[
        str, typer.Option("--gateway", help="instance/class/member/server that the declaration is for. 所属网关。")
    ] = "",
    as_json: JsonFlag = False,
    lang: LangChoice = Lang.ZH,
) -> None:
    """Confirm the addresses in a file, as SECURITY; written to FILE.confirmed. 由安全管理员确认文件中的地址。"""
    from chain_node.crypto.keyfiles import read_passphrase
    from chain_node.crypto.keystore import KeyStore

    addresses = confirming.proposed(_read(file), gateway)
    if not addresses:
        raise UsageError(tr("文件中没有回调地址", "the file names no call-back"))
    account = KeyStore.open(store, read_passphrase(passphrase_file)).load_ledger(key)
    note(tr("将确认：", "about to confirm:"))
    for one in addresses:
        note(f"  {one.gateway}: {one.kind} {one.name} -> {one.url}  {one.digest.hex()}")
    made = confirming.sign(file, addresses, account)
    if as_json:
        listed = [{**_described(one.address), "signature": one.signature} for one in made]
        emit({"file": str(beside(file)), "account": account.address, "confirmed": listed})
        return
    say(tr(f"{account.address} 已确认，写入 {beside(file)}", f"Confirmed by {account.address}: {beside(file)}"))
    note(
        tr(
            "系统管理员再次 apply；gateway.toml 的确认放在网关的 gateway.toml 旁",
            "SYSTEM applies the declaration again; that of gateway.toml goes beside the gateway's own",
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
    put_notice(data, what, text)


@service.command("enable")
def enable(what: _What, data: DataDir, lang: LangChoice = Lang.ZH) -> None:
    """Take the notice away again. 取消停用公告。"""
    put_notice(data, what, None)


@service.command("list")
def list_services(data: DataDir, as_json: JsonFlag = False, lang: LangChoice = Lang.ZH) -> None:
    """List the declarations in force. 列出已启用的服务声明。"""
    config = configuration.load(data)
    found, held = declarations.load_all(data / "services", config.ref.member), record(data)
    rows = [
        {
            "service": one.service.path,
            "base_url": one.base,
            "enabled": one.enabled,
            "filtered": one.records is not None,
            "access": None if one.access is None else len(one.access),
            "version": one.version,
            "waiting": confirming.waits(config, held, one) is not None,
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
        waiting = "  " + tr("待确认", "to be confirmed") if row["waiting"] else ""
        say(f"{row['service']}  {row['base_url']}  {state}{access}{waiting}")


def put_notice(data: Path, what: str, text: str | None) -> None:
    """Set the notice of a service, a subsystem, or all (an empty text), or take it away."""
    configuration.load(data)
    notices.save(data, notices.load(data).changed(what, text))
    say(tr("数秒内生效", "In force within seconds"))
