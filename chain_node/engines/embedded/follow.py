"""Executing a whole ledger again, by somebody who does not trust it.

Everything a block says is recomputed from its transactions with py-evm's own machine, state database and tries: none of
the faster ones that the ledger itself runs on (`executor`, `interpreter`, `accounts`, `trie`). What must agree: the
header's form, number, parent, time and gas limit; the signature of the ledger's key; each receipt; the roots of
transactions, receipts and state; bloom and gas. The genesis hash pins chain id and key.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from chain_node.crypto.secp256k1 import keccak256
from chain_node.engines.embedded.errors import DirectoryMalformed, FollowContradicted
from chain_node.engines.embedded.genesis import Genesis, parse_genesis
from chain_node.engines.embedded.replay import Replay
from chain_node.engines.embedded.source import FileSource, RpcSource
from chain_node.ledger.errors import ExportUnreadable, LedgerUnavailable, TrustMismatch
from chain_node.ledger.trust import Trust

EXIT_AGREES, EXIT_DIFFERS, EXIT_USAGE, EXIT_TRUST, EXIT_NETWORK = 0, 1, 2, 4, 5
WATCH_S = 1.0
_REPORT_EVERY = 500


def follow_source(
    opening: Callable[[], RpcSource | FileSource],
    *,
    trust: Path | None,
    genesis_hash: str | None,
    watch: bool,
    progress: Callable[[str], None],
) -> dict[str, Any]:
    """Follow what `opening` opens to its head, or for ever if `watch`. Returns the report, with `exit`.

    Raises what `Trust.load` raises.
    """
    report: dict[str, Any] = {
        "ok": False,
        "blocks": 0,
        "transactions": 0,
        "pinned": trust is not None or bool(genesis_hash),
    }
    try:
        with contextlib.closing(opening()) as source:
            _follow(source, _pinned(source, trust, genesis_hash), watch, report, progress)
    except ExportUnreadable as exc:
        return report | {"exit": EXIT_USAGE, "finding": {"block": report["blocks"], "message": str(exc)}}
    except LedgerUnavailable as exc:
        return report | {"exit": EXIT_NETWORK, "finding": {"block": report["blocks"], "message": str(exc)}}
    except TrustMismatch as exc:
        return report | {"exit": EXIT_TRUST, "finding": {"block": 0, "message": str(exc)}}
    except FollowContradicted as exc:
        finding = {"block": exc.number, "field": exc.field, "expected": exc.expected, "found": exc.found}
        return report | {"exit": EXIT_DIFFERS, "finding": finding | {"message": str(exc)}}
    return report | {"ok": True, "exit": EXIT_AGREES}


def _pinned(source: RpcSource | FileSource, trust: Path | None, genesis_hash: str | None) -> Genesis:
    """The genesis that the source states, if it is the pinned one. Raises `TrustMismatch`, `FollowContradicted`."""
    try:
        genesis = parse_genesis(source.genesis())
    except DirectoryMalformed as exc:
        raise FollowContradicted(str(exc), number=0, field="genesis") from exc
    found = "0x" + genesis.hash.hex()
    if genesis_hash is not None and genesis_hash.lower() != found:
        raise TrustMismatch(f"genesis hash is {found}, not the pinned {genesis_hash}")
    if trust is not None:
        pinned = Trust.load(trust)
        if pinned.genesis_hash != genesis.hash or pinned.chain_id != genesis.chain_id:
            raise TrustMismatch(f"chain {genesis.chain_id} with genesis {found} is not the one in {trust}")
        if pinned.ledger_key not in (None, genesis.ledger_key):
            raise TrustMismatch(f"the ledger's key is 0x{genesis.ledger_key.hex()}, not the one in {trust}")
    return genesis


def _follow(
    source: RpcSource | FileSource,
    genesis: Genesis,
    watch: bool,
    report: dict[str, Any],
    progress: Callable[[str], None],
) -> None:
    with Replay(genesis) as replay:
        while True:
            for block in source.blocks(replay.next_number):
                report["transactions"] += replay.apply(block)
                report["blocks"] = replay.next_number
                report["head"] = {"number": replay.next_number - 1, "hash": "0x" + keccak256(block.header).hex()}
                if report["blocks"] % _REPORT_EVERY == 0:
                    progress(f"{report['blocks']} blocks, {report['transactions']} transactions")
            if not watch:
                return
            time.sleep(WATCH_S)
