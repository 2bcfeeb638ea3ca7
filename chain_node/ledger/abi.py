"""Events, errors and calls by a contract's ABI: topics and data into values, and back. Pure.

Source: Solidity contract ABI specification ("Events", "Errors", "Function selector"). A struct is a tuple of its
members; `bytes32` are bytes, addresses `0x` texts, as `eth_abi` has them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from eth_abi.abi import decode, encode
from eth_abi.exceptions import ABITypeError, DecodingError, EncodingError

from chain_node.crypto.secp256k1 import keccak256
from chain_node.ledger.abi_words import decode_static
from chain_node.ledger.reverts import Errors

Abi = Iterable[Mapping[str, Any]]


class AbiMismatch(ValueError):
    """Bytes or values that do not fit the ABI."""


@dataclass(frozen=True, slots=True)
class Event:
    """One event: its name, and name, type and indexedness of its parameters."""

    name: str
    topic: bytes
    parameters: tuple[tuple[str, str, bool], ...]

    def decode(self, topics: tuple[bytes, ...], data: bytes) -> dict[str, Any]:
        """The parameters by name. An indexed one of a dynamic type is its hash. Raises `AbiMismatch`."""
        indexed = [one for one in self.parameters if one[2]]
        plain = [one for one in self.parameters if not one[2]]
        if len(topics) != len(indexed) + 1 or topics[0] != self.topic:
            raise AbiMismatch(f"{self.name}: {len(topics)} topics")
        try:
            found = _decode([kind for _, kind, _ in plain], data)
            values = dict(zip((name for name, _, _ in plain), found, strict=True))
            for (name, kind, _), topic in zip(indexed, topics[1:], strict=True):
                values[name] = _decode([kind], topic)[0] if _is_static(kind) else topic
        except (DecodingError, OverflowError, UnicodeDecodeError, ValueError) as exc:
            raise AbiMismatch(f"{self.name}: {exc}") from exc
        return values


@dataclass(frozen=True, slots=True)
class Function:
    """One function: selector, and types of what goes in and comes out."""

    name: str
    selector: bytes
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]

    def encode(self, *values: Any) -> bytes:
        """Call data. Raises `AbiMismatch`."""
        try:
            return self.selector + encode(self.inputs, values)
        except (EncodingError, ABITypeError, ValueError, TypeError) as exc:
            raise AbiMismatch(f"{self.name}: {exc}") from exc

    def decode(self, data: bytes) -> tuple[Any, ...]:
        """Returned values. Raises `AbiMismatch`."""
        try:
            return tuple(decode(self.outputs, data))
        except (DecodingError, OverflowError, UnicodeDecodeError, ValueError) as exc:
            raise AbiMismatch(f"{self.name}: {exc}") from exc


def events_of(abi: Abi) -> dict[bytes, Event]:
    """The events of a contract by their first topic."""
    found = {}
    for entry in abi:
        if entry["type"] == "event":
            parameters = tuple((one["name"], type_of(one), bool(one["indexed"])) for one in entry["inputs"])
            topic = keccak256(_signature(entry).encode())
            found[topic] = Event(entry["name"], topic, parameters)
    return found


def functions_of(abi: Abi) -> dict[str, Function]:
    """The functions of a contract by name. Ours have no two of one name."""
    found = {}
    for entry in abi:
        if entry["type"] == "function":
            inputs = tuple(type_of(one) for one in entry["inputs"])
            outputs = tuple(type_of(one) for one in entry["outputs"])
            found[entry["name"]] = Function(entry["name"], keccak256(_signature(entry).encode())[:4], inputs, outputs)
    return found


def errors_of(abi: Abi) -> Errors:
    """The custom errors of a contract by selector."""
    found = {}
    for entry in abi:
        if entry["type"] == "error":
            types = tuple(type_of(one) for one in entry["inputs"])
            found[keccak256(_signature(entry).encode())[:4]] = (entry["name"], types)
    return found


def type_of(parameter: Mapping[str, Any]) -> str:
    """The type of a parameter as signatures spell it, structs as tuples of their members."""
    kind: str = parameter["type"]
    if kind.startswith("tuple"):
        return "(" + ",".join(type_of(one) for one in parameter["components"]) + ")" + kind.removeprefix("tuple")
    return kind


def _signature(entry: Mapping[str, Any]) -> str:
    return f"{entry['name']}({','.join(type_of(one) for one in entry['inputs'])})"


def _decode(kinds: list[str], data: bytes) -> tuple[Any, ...]:
    found = decode_static(kinds, data)
    return tuple(decode(kinds, data)) if found is None else found


def _is_static(kind: str) -> bool:
    return kind not in ("bytes", "string") and not kind.endswith("]") and not kind.startswith("(")
