"""`lianlu contracts status | verify-deployment | decode`: what stands on the ledger, what runs, what happened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Annotated, Any

import typer

import contracts
from chain_node.console import JsonFlag, Lang, LangChoice, emit, say, tr
from scripts.contracts_cli import acting
from scripts.contracts_cli.abi_view import lines
from scripts.contracts_cli.codes import Running, all_running
from scripts.contracts_cli.decoding import decode as decode_transaction
from scripts.contracts_cli.errors import ArgumentInvalid
from scripts.contracts_cli.founding_file import hexadecimal
from scripts.contracts_cli.governance import Governance, Proposal, action_text, governance
from scripts.contracts_cli.workspace import Directory, LedgerUrl, Root, TokenFile, open_workspace


def status(
    directory: Directory = Path(),
    ledger: LedgerUrl = None,
    token_file: TokenFile = None,
    root: Root = None,
    as_json: JsonFlag = False,
    lang: LangChoice = Lang.ZH,
) -> None:
    """Addresses, which code runs, who owns it, and every proposal with its votes. 查看合约与提案。"""
    found = governance(open_workspace(directory, ledger, token_file, root))
    bps, voters = found.threshold()
    rows = all_running(found)
    lock = contracts.lock_sha256(found.workspace.root).hex()
    proposals = found.proposals()
    if as_json:
        emit(
            {
                "chain_id": found.workspace.ledger.chain_id,
                "version": metadata.version("lianlu"),
                "artifacts_lock_sha256": lock,
                "threshold_bps": bps,
                "voting_members": voters,
                "contracts": [_row(one) for one in rows],
                "proposals": [acting.summary(found, one) for one in proposals],
            }
        )
        return
    say(
        tr(
            f"版本 {metadata.version('lianlu')}，锁 {lock[:16]}",
            f"version {metadata.version('lianlu')}, lock {lock[:16]}",
        )
    )
    needed = -(-voters * bps // 10_000)
    say(tr(f"{voters} 个成员有表决权，需 {needed} 票", f"{voters} members vote, {needed} must agree"))
    _say_rows(rows)
    if not proposals:
        say(tr("没有提案", "no proposals"))
    for one in proposals:
        say_proposal(found, one)


def _row(one: Running) -> dict[str, Any]:
    return {
        "name": one.name,
        "address": one.address,
        "implementation": one.implementation,
        "code_hash": one.code_hash,
        "owner": one.owner,
        "matches_lock": not one.faults,
        "faults": list(one.faults),
    }


def _say_rows(rows: Sequence[Running]) -> None:
    for one in rows:
        word = tr("与锁一致", "as in the lock") if not one.faults else "; ".join(one.faults)
        say(f"{one.name:20} {one.address:42} {word}")


def say_proposal(found: Governance, one: Proposal) -> None:
    """A proposal for people: what it does, who agreed, who decided."""
    state = {"open": tr("表决中", "open"), "executed": tr("已执行", "executed"), "over": tr("已截止", "over")}[
        one.state
    ]
    say(f"#{one.number} 0x{one.id.hex()[:16]} {state}: {action_text(found.describe_call(one.target, one.call))}")
    say(tr("   赞成 ", "   agreed: ") + ", ".join(one.votes) + tr("，截止 ", "; until ") + _time(one.deadline))
    if one.decided:
        say(tr("   由其决定 ", "   decided by: ") + ", ".join(one.decided))


def _time(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%SZ")


def verify_deployment(
    directory: Directory = Path(),
    ledger: LedgerUrl = None,
    token_file: TokenFile = None,
    root: Root = None,
    as_json: JsonFlag = False,
    lang: LangChoice = Lang.ZH,
) -> int:
    """Whether the ledger runs exactly the code in this lock; exit 0 or 1. 核对链上代码。"""
    found = governance(open_workspace(directory, ledger, token_file, root))
    rows = all_running(found)
    wrong = [one for one in rows if one.faults]
    lock = contracts.lock_sha256(found.workspace.root).hex()
    if as_json:
        emit({"verified": not wrong, "artifacts_lock_sha256": lock, "contracts": [_row(one) for one in rows]})
    else:
        _say_rows(rows)
        if wrong:
            say(tr(f"{len(wrong)} 个合约与锁不符", f"{len(wrong)} contracts are not as in the lock"))
        else:
            say(tr("链上正是此锁中的代码", "the ledger runs exactly the code in this lock"))
    return 1 if wrong else 0


def decode(
    transaction: Annotated[str, typer.Argument(metavar="TX", help=tr("交易哈希", "Hash of the transaction"))],
    directory: Directory = Path(),
    ledger: LedgerUrl = None,
    token_file: TokenFile = None,
    root: Root = None,
    as_json: JsonFlag = False,
    lang: LangChoice = Lang.ZH,
) -> None:
    """A transaction in words: function, arguments, events, and the error of a refusal with its cure. 解读交易。"""
    try:
        tx_hash = hexadecimal(transaction, 32)
    except ValueError as exc:
        raise ArgumentInvalid(f"TX: {exc}") from exc
    document = decode_transaction(governance(open_workspace(directory, ledger, token_file, root)), tx_hash)
    if as_json:
        emit(document)
        return
    for line in lines(document, ""):
        say(line)
