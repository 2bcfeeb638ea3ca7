"""What a contract said when it refused: revert data into the error's name and arguments. Pure.

Source: Solidity ABI specification, "Errors": four bytes of selector, then the arguments as in a call.
`Error(string)` comes from `require` with a text, `Panic(uint256)` from the compiler's own checks.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eth_abi.abi import decode
from eth_abi.exceptions import DecodingError

Errors = Mapping[bytes, tuple[str, tuple[str, ...]]]
"""Selector of four bytes -> name and ABI types of a custom error."""

_STANDARD: Errors = {
    bytes.fromhex("08c379a0"): ("Error", ("string",)),
    bytes.fromhex("4e487b71"): ("Panic", ("uint256",)),
}
_PANICS = {
    0x01: "assertion failed",
    0x11: "arithmetic overflow",
    0x12: "division by zero",
    0x21: "value out of an enumeration",
    0x31: "pop of an empty array",
    0x32: "index out of range",
    0x41: "too much memory",
    0x51: "call of an uninitialised function",
}
MAX_DATA = 65_536


def decode_revert(data: bytes, errors: Errors) -> tuple[str, tuple[Any, ...]]:
    """Name and arguments of the error in `data`; an empty name if it is none that we know."""
    known = errors.get(data[:4]) or _STANDARD.get(data[:4])
    if known is None or len(data) > MAX_DATA:
        return "", ()
    name, types = known
    try:
        return name, tuple(decode(types, data[4:]))
    except (DecodingError, OverflowError, UnicodeDecodeError, ValueError):
        return "", ()


def describe(name: str, values: tuple[Any, ...], data: bytes) -> str:
    """One line about a revert, for people."""
    if name == "Panic" and values:
        return f"panic: {_PANICS.get(values[0], hex(values[0]))}"
    if name == "Error" and values:
        return f"refused: {values[0][:300]}"
    if name:
        return f"refused: {name}({', '.join(_show(value) for value in values)})"
    return f"refused without a reason we know: 0x{data[:36].hex()}" if data else "refused without a reason"


def _show(value: Any) -> str:
    return "0x" + value.hex() if isinstance(value, bytes) else str(value)[:200]
