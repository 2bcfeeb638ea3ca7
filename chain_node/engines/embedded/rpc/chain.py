"""Methods that read blocks, transactions and events, and the one that hands a transaction in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from chain_node.engines.embedded.errors import TransactionRejected
from chain_node.engines.embedded.ledger import EmbeddedLedger
from chain_node.engines.embedded.reader import BlockRow, TxRow
from chain_node.engines.embedded.rpc import params, render
from chain_node.engines.embedded.rpc.errors import LIMIT, SERVER, RpcError


def chain_id(ledger: EmbeddedLedger) -> str:
    """`eth_chainId`."""
    return hex(ledger.chain_id)


def net_version(ledger: EmbeddedLedger) -> str:
    """`net_version`: the chain id in decimal."""
    return str(ledger.chain_id)


def block_number(ledger: EmbeddedLedger) -> str:
    """`eth_blockNumber`."""
    return hex(ledger.head.header.number)


def block_by_number(ledger: EmbeddedLedger, block: Any, full: Any = False) -> Any:
    """`eth_getBlockByNumber`; null for a block that is not there."""
    return _block(ledger, params.block_number(ledger, block), params.flag(full, "full"))


def block_by_hash(ledger: EmbeddedLedger, digest: Any, full: Any = False) -> Any:
    """`eth_getBlockByHash`; null for a block that is not there."""
    return _block(ledger, params.number_of(ledger, params.data(digest, "hash", 32)), params.flag(full, "full"))


def transaction_count_by_number(ledger: EmbeddedLedger, block: Any) -> Any:
    """`eth_getBlockTransactionCountByNumber`."""
    number = params.block_number(ledger, block)
    return None if number is None else hex(stored_block(ledger, number).txs)


def block_receipts(ledger: EmbeddedLedger, block: Any) -> Any:
    """`eth_getBlockReceipts`; null for a block that is not there."""
    if isinstance(block, str) and len(block) == 66:
        number = params.number_of(ledger, params.data(block, "hash", 32))
    else:
        number = params.block_number(ledger, block)
    if number is None:
        return None
    row, first, receipts = stored_block(ledger, number), 0, []
    for transaction in ledger.store.transactions(number):
        receipt = render.render_receipt(transaction, row.hash, first)
        first += len(receipt["logs"])
        receipts.append(receipt)
    return receipts


def transaction_receipt(ledger: EmbeddedLedger, digest: Any) -> Any:
    """`eth_getTransactionReceipt`; null until the transaction's block is on disk."""
    row = mined(ledger, params.data(digest, "hash", 32))
    if row is None:
        return None
    return render.render_receipt(row, stored_block(ledger, row.block).hash, ledger.store.log_count_before(row.seq))


def transaction_by_hash(ledger: EmbeddedLedger, digest: Any) -> Any:
    """`eth_getTransactionByHash`; null if it was never heard of."""
    wanted = params.data(digest, "hash", 32)
    row = mined(ledger, wanted)
    if row is not None:
        return render.render_mined(row, stored_block(ledger, row.block).hash)
    waiting = ledger.pool.get(wanted)
    return None if waiting is None else render.render_waiting(waiting)


def send_raw_transaction(ledger: EmbeddedLedger, raw: Any) -> str:
    """`eth_sendRawTransaction`: the transaction's hash; it waits for a block."""
    try:
        return render.hexed(ledger.submit(params.data(raw, "transaction")).hash)
    except TransactionRejected as exc:
        raise RpcError(SERVER, str(exc)) from exc


def logs(ledger: EmbeddedLedger, wanted: Any) -> Any:
    """`eth_getLogs`, at most `Limits.log_results`; more is -32005."""
    found_filter = params.log_filter(ledger, wanted)
    if found_filter is None:
        return []
    limit = ledger.limits.log_results
    rows = ledger.store.logs(found_filter, limit + 1)
    if len(rows) > limit:
        raise RpcError(LIMIT, f"query returns more than {limit} events: ask for fewer blocks")
    answer, transaction, block = [], None, None
    for row in rows:
        if transaction is None or transaction.seq != row.tx_seq:
            transaction = ledger.store.transaction_at(row.tx_seq)
            assert transaction is not None, "an event without its transaction"
            if block is None or block.number != transaction.block:
                block = stored_block(ledger, transaction.block)
        assert block is not None
        answer.append(render.render_log(row, row.seq & 0x7FFFFF, transaction, block.hash))
    return answer


def mined(ledger: EmbeddedLedger, digest: bytes) -> TxRow | None:
    """The transaction if it is in a published block."""
    row = ledger.store.transaction(digest)
    return row if row is not None and row.block <= ledger.head.header.number else None


def stored_block(ledger: EmbeddedLedger, number: int) -> BlockRow:
    """The row of a block known to be there."""
    row = ledger.store.block(number)
    assert row is not None, "a published block is on disk"
    return row


def _block(ledger: EmbeddedLedger, number: int | None, full: bool) -> Any:
    if number is None:
        return None
    return render.render_block(stored_block(ledger, number), ledger.store.transactions(number), full)


METHODS: dict[str, Callable[..., Any]] = {
    "eth_chainId": chain_id,
    "net_version": net_version,
    "eth_blockNumber": block_number,
    "eth_getBlockByNumber": block_by_number,
    "eth_getBlockByHash": block_by_hash,
    "eth_getBlockTransactionCountByNumber": transaction_count_by_number,
    "eth_getBlockReceipts": block_receipts,
    "eth_getTransactionReceipt": transaction_receipt,
    "eth_getTransactionByHash": transaction_by_hash,
    "eth_sendRawTransaction": send_raw_transaction,
    "eth_getLogs": logs,
}
