"""Blocks, transactions, receipts and events as JSON (Ethereum execution APIs, schemas of `eth`)."""

from __future__ import annotations

from typing import Any

from chain_node.engines.embedded import rlpcodec
from chain_node.engines.embedded.header import (
    DIFFICULTY,
    EMPTY_UNCLES,
    ZERO_ADDRESS,
    LogEntry,
    decode_header,
    decode_receipt,
)
from chain_node.engines.embedded.reader import BlockRow, LogRow, TxRow
from chain_node.engines.embedded.transaction import Transaction, stored_transaction


def hexed(value: bytes) -> str:
    """Bytes as `0x` and two digits each."""
    return "0x" + value.hex()


def render_block(row: BlockRow, transactions: list[TxRow], full: bool) -> dict[str, Any]:
    """A block with its transactions, or only their hashes."""
    header = decode_header(row.header)
    size = len(
        rlpcodec.encode_sequence((row.header, rlpcodec.encode_sequence([tx.raw for tx in transactions]), b"\xc0"))
    )
    return {
        "number": hex(row.number),
        "hash": hexed(row.hash),
        "parentHash": hexed(header.parent_hash),
        "nonce": hexed(bytes(8)),
        "mixHash": hexed(bytes(32)),
        "sha3Uncles": hexed(EMPTY_UNCLES),
        "logsBloom": hexed(header.bloom),
        "transactionsRoot": hexed(header.transactions_root),
        "stateRoot": hexed(header.state_root),
        "receiptsRoot": hexed(header.receipts_root),
        "miner": hexed(ZERO_ADDRESS),
        "difficulty": hex(DIFFICULTY),
        "totalDifficulty": hex(DIFFICULTY * (row.number + 1)),
        "extraData": hexed(header.extra_data),
        "size": hex(size),
        "gasLimit": hex(header.gas_limit),
        "gasUsed": hex(header.gas_used),
        "timestamp": hex(header.timestamp),
        "transactions": [render_mined(tx, row.hash) if full else hexed(tx.hash) for tx in transactions],
        "uncles": [],
    }


def render_mined(row: TxRow, block_hash: bytes) -> dict[str, Any]:
    """A transaction of a block."""
    place = {"blockHash": hexed(block_hash), "blockNumber": hex(row.block), "transactionIndex": hex(row.position)}
    return _transaction(stored_transaction(row.raw, row.hash, row.sender)) | place


def render_waiting(transaction: Transaction) -> dict[str, Any]:
    """A transaction that waits for a block."""
    return _transaction(transaction) | {"blockHash": None, "blockNumber": None, "transactionIndex": None}


def _transaction(transaction: Transaction) -> dict[str, Any]:
    return {
        "hash": hexed(transaction.hash),
        "type": "0x0",
        "chainId": hex((transaction.v - 35) // 2),
        "nonce": hex(transaction.nonce),
        "from": hexed(transaction.sender),
        "to": hexed(transaction.to) if transaction.to else None,
        "value": hex(transaction.value),
        "gas": hex(transaction.gas),
        "gasPrice": hex(transaction.gas_price),
        "input": hexed(transaction.data),
        "v": hex(transaction.v),
        "r": hex(transaction.r),
        "s": hex(transaction.s),
    }


def render_receipt(row: TxRow, block_hash: bytes, first_log: int) -> dict[str, Any]:
    """The receipt of a transaction whose first event has the index `first_log` in its block."""
    receipt = decode_receipt(row.receipt)
    transaction = stored_transaction(row.raw, row.hash, row.sender)
    place = (hexed(row.hash), hex(row.position), hexed(block_hash), hex(row.block))
    return {
        "transactionHash": place[0],
        "transactionIndex": place[1],
        "blockHash": place[2],
        "blockNumber": place[3],
        "type": "0x0",
        "from": hexed(row.sender),
        "to": hexed(transaction.to) if transaction.to else None,
        "cumulativeGasUsed": hex(receipt.cumulative_gas),
        "gasUsed": hex(row.gas_used),
        "effectiveGasPrice": hex(transaction.gas_price),
        "contractAddress": hexed(row.created) if row.created else None,
        "logs": [_log(entry, first_log + index, place) for index, entry in enumerate(receipt.logs)],
        "logsBloom": hexed(receipt.bloom),
        "status": hex(receipt.status),
    }


def render_log(row: LogRow, index: int, transaction: TxRow, block_hash: bytes) -> dict[str, Any]:
    """An event found by a filter; `index` counts in its block."""
    place = (hexed(transaction.hash), hex(transaction.position), hexed(block_hash), hex(transaction.block))
    return _log(LogEntry(row.address, row.topics, row.data), index, place)


def _log(entry: LogEntry, index: int, place: tuple[str, str, str, str]) -> dict[str, Any]:
    return {
        "address": hexed(entry.address),
        "topics": [hexed(topic) for topic in entry.topics],
        "data": hexed(entry.data),
        "logIndex": hex(index),
        "transactionHash": place[0],
        "transactionIndex": place[1],
        "blockHash": place[2],
        "blockNumber": place[3],
        "removed": False,
    }
