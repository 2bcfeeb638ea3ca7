"""What can be said about a data directory from outside its process."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from chain_node.engines.embedded.directory import owner, published
from chain_node.engines.embedded.errors import DirectoryMalformed
from chain_node.engines.embedded.reader import open_reader
from chain_node.engines.embedded.source import RpcSource
from chain_node.ledger.errors import LedgerUnavailable


def describe(path: Path, token: str | None = None, certificates: Path | None = None) -> dict[str, Any]:
    """`{serving, pid, url, chain_id, genesis_hash, ledger_key, head, transactions, ...}` of a data directory.

    `unreachable` says why a process that owns the directory did not answer.

    Raises `DirectoryMalformed` if there is no ledger in it.
    """
    document = {"serving": False, "pid": owner(path), "url": None} | _stored(path)
    process = published(path)
    if process is None or document["pid"] is None:
        return document
    try:
        source = RpcSource(str(process.get("url")), timeout=5, token=token, certificates=certificates)
        answer = source.call("lianlu_status")
        source.close()
    except LedgerUnavailable as exc:
        return document | {"unreachable": str(exc)}
    if isinstance(answer, dict) and answer.get("genesis_hash") == document["genesis_hash"]:
        document |= {key: answer.get(key) for key in ("head", "waiting", "failure", "answers")}
        document |= {"serving": True, "url": process["url"]}
    return document


def _stored(path: Path) -> dict[str, Any]:
    if not (path / "ledger.db").exists():
        raise DirectoryMalformed(f"there is no ledger in {path}")
    reader = open_reader(path / "ledger.db")
    genesis = json.loads(reader.meta("genesis") or b"{}")
    row = reader.head()
    if row is None:
        raise DirectoryMalformed("ledger.db has no block")
    timestamp = reader.timestamp(row)
    return {
        "chain_id": genesis.get("chain_id"),
        "genesis_hash": genesis.get("genesis_hash"),
        "ledger_key": genesis.get("ledger_key"),
        "head": {"number": row.number, "hash": "0x" + row.hash.hex(), "timestamp": timestamp},
        "transactions": reader.transaction_count(),
    }
