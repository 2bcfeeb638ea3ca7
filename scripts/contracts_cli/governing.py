"""`lianlu contracts propose | vote | execute | upgrade`; what only looks is in `looking.py`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

import contracts
from chain_node.console import JsonFlag, Lang, LangChoice, emit, note, refuse, say, tr
from chain_node.crypto.secp256k1 import checksum_address
from chain_node.ledger.port import TxReceipt
from scripts.contracts_cli import acting, actions, upgrading
from scripts.contracts_cli.abi_view import kebab
from scripts.contracts_cli.acting import Actor
from scripts.contracts_cli.arguments import Reader
from scripts.contracts_cli.errors import ArgumentInvalid
from scripts.contracts_cli.governance import Governance, Proposal, governance
from scripts.contracts_cli.looking import decode, say_proposal, status, verify_deployment
from scripts.contracts_cli.workspace import (
    Directory,
    KeyName,
    LedgerUrl,
    PassphraseFile,
    Root,
    Store,
    TokenFile,
    open_key,
    open_workspace,
)

ProposalReference = Annotated[
    str, typer.Argument(metavar="PROPOSAL", help=tr("提案编号或标识", "Number, or beginning of the identifier"))
]
Until = Annotated[str, typer.Option(help=tr("表决截止：+7d 或日期", "Deadline of the vote: +7d, or a date"))]
Anyway = Annotated[bool, typer.Option("--anyway", help=tr("即使现在执行会被拒绝", "Even if refused when done now"))]


def propose(
    action: Annotated[str | None, typer.Argument(help=tr("动作名", "Name of the action"), show_default=False)] = None,
    arguments: Annotated[list[str] | None, typer.Argument(help=tr("动作的参数", "Its arguments"))] = None,
    call: Annotated[
        str | None,
        typer.Option("--call", metavar="CONTRACT.FUNCTION(JSON)", help=tr("任意调用", "Any call, as written")),
    ] = None,
    listed: Annotated[bool, typer.Option("--list", help=tr("列出全部动作", "List the actions"))] = False,
    until: Until = "+7d",
    anyway: Anyway = False,
    directory: Directory = Path(),
    ledger: LedgerUrl = None,
    key: KeyName = "vote",
    store: Store = None,
    passphrase_file: PassphraseFile = None,
    token_file: TokenFile = None,
    root: Root = None,
    as_json: JsonFlag = False,
    lang: LangChoice = Lang.ZH,
) -> None:
    """Put an action to the vote of the members; the proposer thereby agrees. 提案。"""
    if listed:
        _list_actions(contracts.HERE if root is None else root, as_json)
        return
    name, texts = (action, arguments or []) if call is None else _split_call(call)
    if name is None or (call is not None and action is not None):
        refuse(tr("给出动作名，或 --call，或 --list", "give the name of an action, or --call, or --list"))
    found = governance(open_workspace(directory, ledger, token_file, root))
    entry = actions.find(name, found.workspace.root)
    if entry.contract not in found.addresses:
        raise ArgumentInvalid(f"the Consortium names no {entry.contract}")
    reader = Reader(found)
    data, deadline = reader.call(entry, texts), reader.deadline(until)
    actor = Actor(found, open_key(directory, key, store, passphrase_file))
    _say_acted(found, *actor.propose(found.addresses[entry.contract], data, deadline, anyway), as_json)


def _split_call(call: str) -> tuple[str, list[str]]:
    """`Consortium.setThreshold([7500])`, or the list without its brackets."""
    name, bracket, rest = call.partition("(")
    try:
        inside = rest[: rest.rindex(")")].strip()
        values = json.loads(inside if inside.startswith("[") and inside.endswith("]") else f"[{inside}]")
    except ValueError:
        refuse(
            tr(f"--call {call}: 应为 合约.函数(JSON 参数)", f"--call {call}: write Contract.function(JSON arguments)")
        )
    return name.strip() + ("" if bracket else "?"), [one if isinstance(one, str) else json.dumps(one) for one in values]


def _list_actions(root: Path, as_json: bool) -> None:
    found = list(actions.by_vote(root))
    if as_json:
        emit(
            [
                {"action": kebab(o.name), "contract": o.contract, "function": o.name, "arguments": o.signature}
                for o in found
            ]
        )
        return
    for one in found:
        alias = actions.alias_of(one)
        say(f"{kebab(one.name)}({one.signature})  {one.contract}" + (f", {alias}" if alias else ""))


def _say_acted(found: Governance, one: Proposal, receipt: TxReceipt, as_json: bool) -> None:
    if as_json:
        emit({**acting.summary(found, one), "transaction": "0x" + receipt.tx_hash.hex()})
    else:
        say_proposal(found, one)


def vote(
    proposal: ProposalReference,
    directory: Directory = Path(),
    ledger: LedgerUrl = None,
    key: KeyName = "vote",
    store: Store = None,
    passphrase_file: PassphraseFile = None,
    token_file: TokenFile = None,
    root: Root = None,
    as_json: JsonFlag = False,
    lang: LangChoice = Lang.ZH,
) -> None:
    """Agree to a proposal with the vote of the key's member. 投赞成票。"""
    found = governance(open_workspace(directory, ledger, token_file, root))
    one = found.proposal(proposal)
    receipt = Actor(found, open_key(directory, key, store, passphrase_file)).vote(one)
    _say_acted(found, found.proposal("0x" + one.id.hex()), receipt, as_json)


def execute(
    proposal: ProposalReference,
    directory: Directory = Path(),
    ledger: LedgerUrl = None,
    key: KeyName = "vote",
    store: Store = None,
    passphrase_file: PassphraseFile = None,
    token_file: TokenFile = None,
    root: Root = None,
    as_json: JsonFlag = False,
    lang: LangChoice = Lang.ZH,
) -> None:
    """Carry out a proposal that enough members agreed to; anyone may. 执行提案。"""
    found = governance(open_workspace(directory, ledger, token_file, root))
    one = found.proposal(proposal)
    receipt = Actor(found, open_key(directory, key, store, passphrase_file)).execute(one)
    _say_acted(found, found.proposal("0x" + one.id.hex()), receipt, as_json)


def upgrade(
    contract: Annotated[str, typer.Argument(help=tr("合约名", "Name of the contract"))],
    check: Annotated[
        bool, typer.Option("--check", help=tr("只比较存储布局", "Only compare the storage layouts"))
    ] = False,
    again: Annotated[
        bool, typer.Option("--again", help=tr("代码未变也升级", "Even if this code runs already"))
    ] = False,
    running: Annotated[
        Path | None,
        typer.Option(help=tr("当前代码的产物文件", "Artifact of the code that runs now"), show_default=False),
    ] = None,
    data: Annotated[
        str, typer.Option("--data", help=tr("升级后的调用（十六进制）", "Call after it, hexadecimal"))
    ] = "",
    until: Until = "+7d",
    directory: Directory = Path(),
    ledger: LedgerUrl = None,
    key: KeyName = "vote",
    store: Store = None,
    passphrase_file: PassphraseFile = None,
    token_file: TokenFile = None,
    root: Root = None,
    as_json: JsonFlag = False,
    lang: LangChoice = Lang.ZH,
) -> None:
    """Compare the storage layout, deploy the new code from the lock, and propose it. 升级合约。"""
    found = governance(open_workspace(directory, ledger, token_file, root))
    appended = upgrading.check(found, contract, running, again)
    note(tr("存储布局兼容；新增：", "storage layout keeps; appended: ") + (", ".join(appended) or tr("无", "nothing")))
    if check:
        if as_json:
            emit({"contract": contract, "appended": list(appended)})
        return
    after, deadline = _call_after(data), Reader(found).deadline(until)
    actor = Actor(found, open_key(directory, key, store, passphrase_file))
    made = upgrading.prepare(actor, contract, after, appended)
    one = upgrading.open_already(found, made) or actor.propose(found.home, made.call, deadline, False)[0]
    if as_json:
        emit({**upgrading.summary(made), "proposal": acting.summary(found, one)})
        return
    say(tr("新代码 ", "new code ") + checksum_address(made.implementation) + " 0x" + made.code_hash.hex()[:16])
    say_proposal(found, one)


def _call_after(text: str) -> bytes:
    try:
        return bytes.fromhex(text.removeprefix("0x"))
    except ValueError:
        refuse(tr("--data 不是十六进制", "--data is not hexadecimal"))


COMMANDS: dict[str, Callable[..., Any]] = {
    "status": status,
    "propose": propose,
    "vote": vote,
    "execute": execute,
    "upgrade": upgrade,
    "verify-deployment": verify_deployment,
    "decode": decode,
}
"""Command name -> function."""
