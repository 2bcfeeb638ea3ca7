"""Methods that read state, or run a call on it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from chain_node.engines.embedded import trie
from chain_node.engines.embedded.errors import CallFailed
from chain_node.engines.embedded.ledger import EmbeddedLedger
from chain_node.engines.embedded.nodes import BLANK, hashed_address, hashed_slot
from chain_node.engines.embedded.rpc import params
from chain_node.engines.embedded.rpc.errors import REVERTED, SERVER, RpcError
from chain_node.engines.embedded.rpc.render import hexed
from chain_node.engines.embedded.transaction import CallRequest, intrinsic_gas

MAX_PROOF_KEYS = 256
MAX_FEE_HISTORY = 1024


def balance(ledger: EmbeddedLedger, address: Any, block: Any = None) -> str:
    """`eth_getBalance`."""
    account = ledger.state(params.known_block(ledger, block)).account(params.data(address, "address", 20))
    return hex((account or BLANK).balance)


def transaction_count(ledger: EmbeddedLedger, address: Any, block: Any = None) -> str:
    """`eth_getTransactionCount`; with the tag `pending`, after everything that waits in order."""
    who = params.data(address, "address", 20)
    if block == "pending":
        return hex(ledger.pending_nonce(who))
    return hex((ledger.state(params.known_block(ledger, block)).account(who) or BLANK).nonce)


def code(ledger: EmbeddedLedger, address: Any, block: Any = None) -> str:
    """`eth_getCode`."""
    account = ledger.state(params.known_block(ledger, block)).account(params.data(address, "address", 20))
    return hexed(ledger.nodes.code((account or BLANK).code_hash))


def storage_at(ledger: EmbeddedLedger, address: Any, slot: Any, block: Any = None) -> str:
    """`eth_getStorageAt`: 32 bytes. The slot may be a quantity or 32 bytes."""
    reader = ledger.state(params.known_block(ledger, block))
    return hexed(reader.slot(params.data(address, "address", 20), _slot(slot)).to_bytes(32, "big"))


def call(ledger: EmbeddedLedger, transaction: Any, block: Any = None, overrides: Any = None) -> str:
    """`eth_call`. A revert is error 3 with the revert data in `error.data`."""
    if overrides:
        raise params.invalid("state overrides are not supported")
    request = params.call_request(transaction, ledger.limits.call_gas)
    number = params.known_block(ledger, block)
    try:
        return hexed(ledger.call(request, number))
    except CallFailed as exc:
        raise _failed(exc) from exc


def estimate_gas(ledger: EmbeddedLedger, transaction: Any, block: Any = None) -> str:
    """`eth_estimateGas`: a gas limit with which the transaction succeeds, within 1.5 % of the least if time allows."""
    request = params.call_request(transaction, ledger.limits.transaction_gas)
    number = params.known_block(ledger, block)
    if request.to and not request.data and not ledger.state(number).account(request.to):
        return hex(intrinsic_gas(request.to, b""))
    begun = time.monotonic()
    try:
        used = ledger.measured_call(request, number)[1]
    except CallFailed as exc:
        raise _failed(exc) from exc
    low, high = used - 1, request.gas
    for guess in (used, min(high, used * 64 // 63 + 2_300)):
        if _succeeds(ledger, request._replace(gas=guess), number):
            high = guess
            break
        low = guess
    while high - low > max(1, high // 64) and time.monotonic() - begun < ledger.limits.execution_s:
        middle = (low + high) // 2
        if _succeeds(ledger, request._replace(gas=middle), number):
            high = middle
        else:
            low = middle
    return hex(high)


def proof(ledger: EmbeddedLedger, address: Any, keys: Any, block: Any = None) -> dict[str, Any]:
    """`eth_getProof` (EIP-1186), from the tries of that block."""
    who = params.data(address, "address", 20)
    if not isinstance(keys, list) or len(keys) > MAX_PROOF_KEYS:
        raise params.invalid(f"storage keys are not a list of at most {MAX_PROOF_KEYS}")
    slots = [_slot(key) for key in keys]
    reader = ledger.state(params.known_block(ledger, block))
    account = reader.account(who) or BLANK
    nodes, root = ledger.nodes, account.storage_root
    return {
        "address": hexed(who),
        "accountProof": [hexed(node) for node in trie.prove(nodes, reader.root, hashed_address(who))],
        "balance": hex(account.balance),
        "codeHash": hexed(account.code_hash),
        "nonce": hex(account.nonce),
        "storageHash": hexed(root),
        "storageProof": [
            {
                "key": key,
                "value": hex(reader.slot(who, slot)),
                "proof": [hexed(node) for node in trie.prove(nodes, root, hashed_slot(slot))],
            }
            for key, slot in zip(keys, slots, strict=True)
        ],
    }


def gas_price(_ledger: EmbeddedLedger) -> str:
    """`eth_gasPrice`, `eth_maxPriorityFeePerGas`: gas is free."""
    return "0x0"


def fee_history(ledger: EmbeddedLedger, count: Any, newest: Any, percentiles: Any = None) -> dict[str, Any]:
    """`eth_feeHistory`: every fee is 0."""
    wanted = count if isinstance(count, int) and not isinstance(count, bool) else params.quantity(count, "count", 32)
    if not 1 <= wanted <= MAX_FEE_HISTORY:
        raise params.invalid(f"count is not between 1 and {MAX_FEE_HISTORY}")
    if percentiles is not None and (not isinstance(percentiles, list) or len(percentiles) > 100):
        raise params.invalid("percentiles are not a list of at most 100")
    last = params.known_block(ledger, newest)
    first = max(0, last - wanted + 1)
    headers = [ledger.header(number) for number in range(first, last + 1)]
    answer: dict[str, Any] = {
        "oldestBlock": hex(first),
        "baseFeePerGas": ["0x0"] * (len(headers) + 1),
        "gasUsedRatio": [header.gas_used / header.gas_limit for header in headers],
    }
    if percentiles:
        answer["reward"] = [["0x0"] * len(percentiles)] * len(headers)
    return answer


def _slot(value: Any) -> int:
    if isinstance(value, str) and len(value) == 66:
        return int.from_bytes(params.data(value, "storage key", 32), "big")
    return params.quantity(value, "storage key")


def _succeeds(ledger: EmbeddedLedger, request: CallRequest, number: int) -> bool:
    try:
        ledger.measured_call(request, number)
    except CallFailed:
        return False
    return True


def _failed(exc: CallFailed) -> RpcError:
    return RpcError(REVERTED, str(exc), hexed(exc.data)) if exc.reverted else RpcError(SERVER, str(exc))


METHODS: dict[str, Callable[..., Any]] = {
    "eth_getBalance": balance,
    "eth_getTransactionCount": transaction_count,
    "eth_getCode": code,
    "eth_getStorageAt": storage_at,
    "eth_call": call,
    "eth_estimateGas": estimate_gas,
    "eth_getProof": proof,
    "eth_gasPrice": gas_price,
    "eth_maxPriorityFeePerGas": gas_price,
    "eth_feeHistory": fee_history,
}
