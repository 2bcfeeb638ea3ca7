"""What JSON-RPC answers mean: strict reading of quantities, bytes, blocks, receipts and errors. Pure.

Source: Ethereum execution APIs (quantities and data in `0x` hexadecimal), EIP-1474 (error codes), geth's messages.
Temporary refusals become `LedgerUnavailable`, so that a transaction is never given up because of them; only what no
later moment makes acceptable becomes `LedgerRefused`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from chain_node.errors import LedgerError
from chain_node.ledger.errors import LedgerRefused, LedgerUnavailable, NonceBusy, NonceTooHigh, NonceTooLow
from chain_node.ledger.port import Block, TxReceipt
from chain_node.ledger.reverts import Errors, decode_revert, describe

_REVERTED, _LIMIT, _INTERNAL = 3, -32005, -32603
_NONCE_ERRORS = (
    ("nonce too low", NonceTooLow),
    ("nonce too high", NonceTooHigh),
    ("nonce gap", NonceTooHigh),
    ("underpriced", NonceBusy),
)
_KNOWN = ("already known", "known transaction", "already imported")
_NEVER = (
    "intrinsic gas",
    "gas limit",
    "insufficient funds",
    "invalid",
    "oversized",
    "malformed",
    "not supported",
    "replay-protected",
    "initcode",
    "code size",
)
"""What engines say of transactions that no later moment makes acceptable."""


class AlreadyKnown(Exception):
    """The ledger has this very transaction: not an error, and it never leaves the client."""


def _submission_error(code: Any, message: str) -> LedgerError | AlreadyKnown:
    lower = message.lower()
    if any(text in lower for text in _KNOWN):
        return AlreadyKnown(message)
    for text, kind in _NONCE_ERRORS:
        if text in lower:
            return kind(message, rpc_code=code)
    if any(text in lower for text in _NEVER):
        return LedgerRefused(message, rpc_code=code)
    return LedgerUnavailable(f"transaction not taken now: {message}")


def answer_error(method: str, error: Any, errors: Callable[[], Errors]) -> LedgerError | AlreadyKnown:
    """The error of ours for the `error` member of an answer to `method`. Does not raise it."""
    if not isinstance(error, dict) or not isinstance(error.get("message"), str):
        return garbage(method)
    code, message = error.get("code"), error["message"][:500]
    if method == "eth_sendRawTransaction":
        return _submission_error(code, message)
    data = _revert_data(error.get("data"))
    if code == _REVERTED or data or "revert" in message:
        name, values = decode_revert(data, errors())
        text = describe(name, values, data)
        return LedgerRefused(text, name=name, values=values, data=data, rpc_code=code)
    if code in (_LIMIT, _INTERNAL) or "header not found" in message or "unknown block" in message:
        return LedgerUnavailable(f"{method}: {message}")
    return LedgerRefused(f"{method}: {message}", rpc_code=code)


def read_block(one: Any) -> Block:
    """One block of `lianlu_getBlocks`. Raises `LedgerUnavailable`."""
    try:
        signature = one.get("signature")
        return Block(
            data_of(one["header"]),
            tuple(data_of(raw) for raw in one["txs"]),
            tuple(data_of(raw) for raw in one["receipts"]),
            None if signature is None else data_of(signature),
        )
    except (AttributeError, KeyError, TypeError) as exc:
        raise garbage("lianlu_getBlocks") from exc


def read_receipt(found: Any) -> TxReceipt | None:
    """A receipt; None for null. Raises `LedgerUnavailable`."""
    if found is None:
        return None
    try:
        created = found.get("contractAddress")
        return TxReceipt(
            tx_hash=data_of(found["transactionHash"], 32),
            block_number=quantity(found["blockNumber"]),
            block_hash=data_of(found["blockHash"], 32),
            success=quantity(found["status"]) == 1,
            gas_used=quantity(found["gasUsed"]),
            contract_address=None if created is None else data_of(created, 20),
            revert=_revert_data(found.get("revertReason")),
        )
    except (AttributeError, KeyError, TypeError) as exc:
        raise garbage("eth_getTransactionReceipt") from exc


def _revert_data(value: Any) -> bytes:
    if not isinstance(value, str) or not value.startswith("0x"):
        return b""
    try:
        return bytes.fromhex(value[2:])
    except ValueError:
        return b""


def quantity(value: Any) -> int:
    """A number. Raises `LedgerUnavailable`."""
    if isinstance(value, str) and value.startswith("0x") and value[2:].isalnum() and len(value) <= 66:
        try:
            return int(value[2:], 16)
        except ValueError:
            pass
    raise garbage("a number")


def data_of(value: Any, size: int | None = None) -> bytes:
    """Bytes, `size` of them if given. Raises `LedgerUnavailable`."""
    if isinstance(value, str) and value.startswith("0x"):
        try:
            data = bytes.fromhex(value[2:])
        except ValueError:
            data = None
        if data is not None and size in (None, len(data)):
            return data
    raise garbage("bytes")


def to_hex(value: bytes) -> str:
    """Bytes as JSON-RPC spells them."""
    return "0x" + value.hex()


def garbage(what: str) -> LedgerUnavailable:
    """The error for an answer that is none."""
    return LedgerUnavailable(f"the ledger's answer is malformed: {what}")
