"""Strict reading of parameters. Everything raises `RpcError` -32602 and says which argument is wrong.

Quantities are hexadecimal without leading zeros, data has two digits a byte (Ethereum JSON-RPC, "Hex value encoding").
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from chain_node.engines.embedded.ledger import EmbeddedLedger
from chain_node.engines.embedded.reader import LogFilter
from chain_node.engines.embedded.rpc.errors import INVALID_PARAMS, LIMIT, SERVER, RpcError
from chain_node.engines.embedded.transaction import CallRequest

_QUANTITY = re.compile(r"0x(0|[1-9a-fA-F][0-9a-fA-F]{0,63})\Z")
_DATA = re.compile(r"0x(?:[0-9a-fA-F]{2})*\Z")
_HEAD_TAGS = frozenset({"latest", "pending", "safe", "finalized"})
MAX_ALTERNATIVES = 256
"""Most addresses, or alternatives of a topic, in one filter."""


def invalid(what: str) -> RpcError:
    """The error for a wrong argument."""
    return RpcError(INVALID_PARAMS, f"invalid argument: {what}")


def quantity(value: Any, name: str, bits: int = 256) -> int:
    """A number below 2^bits."""
    if not isinstance(value, str) or not _QUANTITY.match(value):
        raise invalid(f"{name} is not a hexadecimal quantity")
    number = int(value, 16)
    if number >> bits:
        raise invalid(f"{name} has more than {bits} bits")
    return number


def data(value: Any, name: str, size: int | None = None) -> bytes:
    """Bytes, of exactly `size` if given."""
    if not isinstance(value, str) or not _DATA.match(value):
        raise invalid(f"{name} is not hexadecimal data")
    found = bytes.fromhex(value[2:])
    if size is not None and len(found) != size:
        raise invalid(f"{name} has {len(found)} bytes, not {size}")
    return found


def flag(value: Any, name: str) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise invalid(f"{name} is neither true nor false")
    return value


def block_number(ledger: EmbeddedLedger, value: Any) -> int | None:
    """The block meant by a number, a tag or an object of EIP-1898; None if the ledger does not have it (yet)."""
    head = ledger.head.header.number
    if value is None or (isinstance(value, str) and value in _HEAD_TAGS):
        return head
    if value == "earliest":
        return 0
    if isinstance(value, Mapping):
        if set(value) - {"blockNumber", "blockHash", "requireCanonical"} or not value.keys() & {
            "blockNumber",
            "blockHash",
        }:
            raise invalid("block has neither blockNumber nor blockHash")
        if "blockHash" in value:
            return number_of(ledger, data(value["blockHash"], "blockHash", 32))
        value = value["blockNumber"]
    number = quantity(value, "block", 64)
    return number if number <= head else None


def number_of(ledger: EmbeddedLedger, digest: bytes) -> int | None:
    """The number of the block with this hash, None if there is none."""
    row = ledger.store.block_by_hash(digest)
    return row.number if row and row.number <= ledger.head.header.number else None


def known_block(ledger: EmbeddedLedger, value: Any) -> int:
    """Like `block_number`, raising -32000 for a block that is not there."""
    number = block_number(ledger, value)
    if number is None:
        raise RpcError(SERVER, "header not found")
    return number


def call_request(value: Any, gas_limit: int) -> CallRequest:
    """A transaction object as `eth_call` and `eth_estimateGas` take it."""
    if not isinstance(value, Mapping):
        raise invalid("transaction is not an object")
    payload = value.get("input", value.get("data", "0x"))
    if "input" in value and "data" in value and value["input"] != value["data"]:
        raise invalid("both data and input are set, and differ")
    gas = quantity(value["gas"], "gas", 64) if value.get("gas") is not None else gas_limit
    price = value.get("gasPrice", value.get("maxFeePerGas"))
    return CallRequest(
        sender=data(value["from"], "from", 20) if value.get("from") is not None else bytes(20),
        to=data(value["to"], "to", 20) if value.get("to") is not None else b"",
        data=data(payload if payload is not None else "0x", "data"),
        value=quantity(value["value"], "value") if value.get("value") is not None else 0,
        gas=min(gas, gas_limit),
        gas_price=quantity(price, "gasPrice") if price is not None else 0,
    )


def log_filter(ledger: EmbeddedLedger, value: Any) -> LogFilter | None:
    """A filter object; None if it names blocks that are not there, so that nothing can match."""
    if not isinstance(value, Mapping):
        raise invalid("filter is not an object")
    if value.get("blockHash") is not None:
        if value.get("fromBlock") is not None or value.get("toBlock") is not None:
            raise invalid("cannot specify both blockHash and fromBlock/toBlock, choose one or the other")
        number = number_of(ledger, data(value["blockHash"], "blockHash", 32))
        if number is None:
            raise RpcError(SERVER, "unknown block")
        first = last = number
    else:
        head = ledger.head.header.number
        start, end = block_number(ledger, value.get("fromBlock")), block_number(ledger, value.get("toBlock"))
        if start is None:
            return None
        first, last = start, head if end is None else end
    if last < first:
        raise RpcError(SERVER, "invalid block range params")
    if last - first >= ledger.limits.log_blocks:
        raise RpcError(LIMIT, f"block range is wider than {ledger.limits.log_blocks}")
    return LogFilter(first, last, _addresses(value.get("address")), _topics(value.get("topics")))


def _addresses(value: Any) -> tuple[bytes, ...]:
    if value is None:
        return ()
    return _alternatives(value if isinstance(value, list) else [value], "address", 20)


def _topics(value: Any) -> tuple[tuple[bytes, ...], ...]:
    if value is None:
        return ()
    if not isinstance(value, list) or len(value) > 4:
        raise invalid("topics is not a list of up to four")
    return tuple(
        () if one is None else _alternatives(one if isinstance(one, list) else [one], "topic", 32) for one in value
    )


def _alternatives(values: list[Any], name: str, size: int) -> tuple[bytes, ...]:
    if len(values) > MAX_ALTERNATIVES:
        raise RpcError(LIMIT, f"more than {MAX_ALTERNATIVES} alternatives for {name}")
    return tuple(data(one, name, size) for one in values)
