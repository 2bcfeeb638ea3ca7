"""The pinned ABIs by contract: functions with the names that a command uses, events, errors; values shown to people."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import contracts
from chain_node.crypto.secp256k1 import checksum_address
from chain_node.ledger.abi import Event, Function, errors_of, events_of, functions_of
from chain_node.ledger.reverts import Errors

PROXY = "ERC1967Proxy"
_HIDDEN = ("initialize", "upgradeToAndCall")
_VIEWS = ("view", "pure")


@dataclass(frozen=True, slots=True)
class Entry:
    """One function of a contract: its ABI entry, and how it is encoded."""

    contract: str
    abi: Mapping[str, Any]
    function: Function

    @property
    def name(self) -> str:
        """Name as in Solidity."""
        return self.function.name

    @property
    def changes(self) -> bool:
        """Whether it can change state."""
        return self.abi["stateMutability"] not in _VIEWS

    @property
    def signature(self) -> str:
        """Parameters as a person reads them."""
        return ", ".join(f"{one['name']}: {short_type(one)}" for one in self.abi["inputs"])


@lru_cache(maxsize=4)
def entries(root: Path = contracts.HERE) -> tuple[Entry, ...]:
    """Every function of every pinned contract but what only a constructor or `Consortium.upgrade` may call."""
    found = []
    for name in contracts.names(root):
        abi = contracts.load(name, root).abi
        functions = functions_of(abi)
        plain = [one for one in abi if one["type"] == "function" and one["name"] not in _HIDDEN]
        found += [Entry(name, one, functions[one["name"]]) for one in plain]
    return tuple(found)


@lru_cache(maxsize=4)
def events(root: Path = contracts.HERE) -> Mapping[str, Mapping[bytes, Event]]:
    """Contract name -> first topic -> event."""
    return {name: events_of(contracts.load(name, root).abi) for name in contracts.names(root)}


@lru_cache(maxsize=4)
def all_errors(root: Path = contracts.HERE) -> Errors:
    """Custom errors of all contracts by selector."""
    merged: dict[bytes, tuple[str, tuple[str, ...]]] = {}
    for name in contracts.names(root):
        merged.update(errors_of(contracts.load(name, root).abi))
    return merged


def kebab(name: str) -> str:
    """`setThreshold` as `set-threshold`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name).lower()


def short_type(parameter: Mapping[str, Any]) -> str:
    """The type as Solidity names it: `MemberRecord`, `Digest`, `uint64`."""
    text: str = parameter.get("internalType") or parameter["type"]
    return text.removeprefix("struct ").removeprefix("enum ").removeprefix("contract ").rpartition(".")[2]


def named(parameters: list[Mapping[str, Any]], values: Any) -> dict[str, Any]:
    """Decoded values by the names of their parameters, structs as objects, bytes as `0x` text."""
    pairs = zip(parameters, values, strict=True)
    return {one["name"] or str(place): plain(one, value) for place, (one, value) in enumerate(pairs)}


def plain(parameter: Mapping[str, Any], value: Any) -> Any:
    """One decoded value as JSON has it."""
    kind: str = parameter["type"]
    if kind.endswith("]"):
        inner = {**parameter, "type": kind[: kind.rindex("[")], "internalType": _element(parameter)}
        return [plain(inner, one) for one in value]
    if kind == "tuple":
        return named(list(parameter["components"]), value)
    if isinstance(value, bytes):
        if short_type(parameter) == "ContractName":
            return value.rstrip(b"\0").decode("ascii", "backslashreplace")
        return "0x" + value.hex()
    if kind == "address":
        return checksum_address(bytes.fromhex(value[2:]))
    return value


def _element(parameter: Mapping[str, Any]) -> str:
    text: str = parameter.get("internalType") or parameter["type"]
    return text[: text.rindex("[")] if text.endswith("]") else text


def lines(values: Any, indent: str = "  ") -> Iterator[str]:
    """Named values line by line, for people."""
    items = values.items() if isinstance(values, dict) else enumerate(values)
    for name, value in items:
        label = f"[{name}]" if isinstance(name, int) else name
        if isinstance(value, dict | list) and value:
            yield f"{indent}{label}:"
            yield from lines(value, indent + "  ")
        else:
            yield f"{indent}{label}: {value if value != [] and value != {} else '-'}"
