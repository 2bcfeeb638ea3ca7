"""Consensus bytes for those who verify, and what the ledger says about itself."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from chain_node.engines.embedded import rlpcodec
from chain_node.engines.embedded.ledger import EmbeddedLedger
from chain_node.engines.embedded.rpc import params
from chain_node.engines.embedded.rpc.chain import mined, stored_block
from chain_node.engines.embedded.rpc.render import hexed


def raw_header(ledger: EmbeddedLedger, block: Any) -> str:
    """`debug_getRawHeader`: RLP of the header; its keccak-256 is the block's hash."""
    return hexed(stored_block(ledger, params.known_block(ledger, block)).header)


def raw_block(ledger: EmbeddedLedger, block: Any) -> str:
    """`debug_getRawBlock`: RLP of header, transactions and (no) uncles."""
    number = params.known_block(ledger, block)
    bodies = rlpcodec.encode_sequence([one.raw for one in ledger.store.transactions(number)])
    return hexed(rlpcodec.encode_sequence((stored_block(ledger, number).header, bodies, b"\xc0")))


def raw_receipts(ledger: EmbeddedLedger, block: Any) -> list[str]:
    """`debug_getRawReceipts`: the receipts of a block in consensus encoding."""
    return [hexed(one.receipt) for one in ledger.store.transactions(params.known_block(ledger, block))]


def raw_transaction(ledger: EmbeddedLedger, digest: Any) -> Any:
    """`debug_getRawTransaction`; null for one that is not mined."""
    row = mined(ledger, params.data(digest, "hash", 32))
    return None if row is None else hexed(row.raw)


def blocks(ledger: EmbeddedLedger, first: Any, count: Any) -> list[dict[str, Any]]:
    """`lianlu_getBlocks`: up to `count` blocks from `first`, as an export holds them; fewer at the head or if large.

    Each is `{"number", "hash", "header", "txs", "receipts", "signature"}`, everything but the number hexadecimal data.
    """
    start, wanted = _number(first, "first"), _number(count, "count")
    if not 1 <= wanted <= ledger.limits.raw_blocks:
        raise params.invalid(f"count is not between 1 and {ledger.limits.raw_blocks}")
    last = min(start + wanted - 1, ledger.head.header.number)
    found: list[dict[str, Any]] = []
    size = 0
    for row in ledger.store.blocks(start, last):
        transactions = ledger.store.transactions(row.number) if row.txs else []
        size += sum(len(one.raw) + len(one.receipt) for one in transactions) * 2 + 2_000
        if found and size > ledger.limits.answer_bytes:
            break
        found.append(
            {
                "number": row.number,
                "hash": hexed(row.hash),
                "header": hexed(row.header),
                "txs": [hexed(one.raw) for one in transactions],
                "receipts": [hexed(one.receipt) for one in transactions],
                "signature": hexed(row.signature),
            }
        )
    return found


def block_signature(ledger: EmbeddedLedger, block: Any) -> str:
    """`lianlu_getBlockSignature`: 65 bytes r, s, v of the ledger's key over the header's hash."""
    return hexed(stored_block(ledger, params.known_block(ledger, block)).signature)


def genesis(ledger: EmbeddedLedger) -> dict[str, Any]:
    """`lianlu_getGenesis`: what `genesis.json` holds."""
    return ledger.genesis.to_json()


def status(ledger: EmbeddedLedger) -> dict[str, Any]:
    """`lianlu_status`: head, waiting transactions, and why the ledger stopped writing, if it did."""
    header = ledger.head.header
    return {
        "pid": os.getpid(),
        "chain_id": ledger.chain_id,
        "genesis_hash": hexed(ledger.genesis.hash),
        "ledger_key": hexed(ledger.genesis.ledger_key),
        "head": {"number": header.number, "hash": hexed(ledger.head.hash), "timestamp": header.timestamp},
        "waiting": len(ledger.pool),
        "ready": ledger.pool.ready,
        "dropped": ledger.dropped,
        "failure": ledger.failure,
    }


def _number(value: Any, name: str) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 40:
        return value
    return params.quantity(value, name, 40)


METHODS: dict[str, Callable[..., Any]] = {
    "debug_getRawHeader": raw_header,
    "debug_getRawBlock": raw_block,
    "debug_getRawReceipts": raw_receipts,
    "debug_getRawTransaction": raw_transaction,
    "lianlu_getBlocks": blocks,
    "lianlu_getBlockSignature": block_signature,
    "lianlu_getGenesis": genesis,
    "lianlu_status": status,
}
