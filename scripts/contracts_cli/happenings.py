"""Events of our contracts, read through `eth_getLogs` and decoded by the pinned ABIs: what happened, and the newest
records. Enough for a developer's tools; what must not believe the ledger reads a verified replica instead."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from chain_node.ledger.abi import AbiMismatch
from chain_node.ledger.client import RpcLedger
from chain_node.ledger.rpc_codec import data_of, garbage, quantity, to_hex
from scripts.contracts_cli.abi_view import events, named
from scripts.contracts_cli.workspace import Workspace

RANGE = 50_000
"""Blocks of one question: below the limits of the engines."""


@dataclass(frozen=True, slots=True)
class Happened:
    """One event: `raw` as decoded (structs as tuples), `values` the same by name for people."""

    contract: str
    name: str
    raw: Mapping[str, Any]
    values: Mapping[str, Any]
    block: int
    tx_hash: bytes


def happened(workspace: Workspace, addresses: Mapping[bytes, str], names: Iterable[str] = ()) -> Iterator[Happened]:
    """Events of the contracts at `addresses` (address -> contract name), oldest first; only those of `names` if any."""
    wanted = frozenset(names)
    known = events(workspace.root)
    topics = sorted({t for c in set(addresses.values()) for t, e in known[c].items() if not wanted or e.name in wanted})
    head = workspace.ledger.head().number
    for first in range(0, head + 1, RANGE):
        asked: dict[str, Any] = {
            "fromBlock": hex(first),
            "toBlock": hex(min(head, first + RANGE - 1)),
            "address": [to_hex(one) for one in addresses],
            "topics": [[to_hex(one) for one in topics]],
        }
        for log in _list(workspace.ledger, asked):
            yield from decode_log(workspace, addresses, log)


def _list(ledger: RpcLedger, asked: dict[str, Any]) -> list[Any]:
    found = ledger.request("eth_getLogs", asked)
    if not isinstance(found, list):
        raise garbage("eth_getLogs")
    return found


def decode_log(workspace: Workspace, addresses: Mapping[bytes, str], log: Any) -> Iterator[Happened]:
    """The event in one entry of a receipt or of `eth_getLogs`; nothing if it is none of ours."""
    try:
        address, topics = data_of(log["address"], 20), tuple(data_of(one, 32) for one in log["topics"])
        data, block, tx_hash = data_of(log["data"]), quantity(log["blockNumber"]), data_of(log["transactionHash"], 32)
    except (KeyError, TypeError) as exc:
        raise garbage("a log") from exc
    contract = addresses.get(address)
    event = events(workspace.root).get(contract or "", {}).get(topics[0]) if topics else None
    if contract is None or event is None:
        return
    entries = workspace.load(contract).abi
    entry = next(one for one in entries if one["type"] == "event" and one["name"] == event.name)
    try:
        raw = event.decode(topics, data)
    except AbiMismatch:
        return
    values = [raw[one["name"]] for one in entry["inputs"]]
    yield Happened(contract, event.name, raw, named(list(entry["inputs"]), values), block, tx_hash)
