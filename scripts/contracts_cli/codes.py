"""Whether a ledger runs exactly the code in the lock: byte by byte, immutables masked, implementation slots read."""

from __future__ import annotations

from dataclasses import dataclass

import contracts
from chain_node.crypto.secp256k1 import checksum_address, keccak256
from chain_node.ledger.abi import AbiMismatch
from chain_node.ledger.bindings import WorkCalendar
from chain_node.ledger.errors import LedgerRefused
from chain_node.ledger.rpc_codec import data_of, to_hex
from scripts.contracts_cli.abi_view import PROXY
from scripts.contracts_cli.governance import IMPLEMENTATION_SLOT, Governance


@dataclass(frozen=True, slots=True)
class Running:
    """What runs under a name. `implementation` is the address itself where there is no proxy. `faults`: what differs
    from the lock, empty if nothing does; `code_hash` is keccak-256 of the code that runs."""

    name: str
    address: str
    implementation: str
    proxied: bool
    code_hash: str
    owner: str
    faults: tuple[str, ...]


def implementation_of(governance: Governance, address: bytes) -> bytes:
    """The address in a proxy's implementation slot; zeros if there is none."""
    slot = governance.workspace.ledger.request("eth_getStorageAt", to_hex(address), IMPLEMENTATION_SLOT, "latest")
    return data_of(slot).rjust(32, b"\0")[12:]


def running(governance: Governance, name: str) -> Running:
    """Compare one contract with the lock."""
    ledger, load = governance.workspace.ledger, governance.workspace.load
    address = governance.addresses[name]
    behind = implementation_of(governance, address)
    proxied = any(behind)
    faults = []
    if proxied and not load(PROXY).runs_as(ledger.code(address)):
        faults.append("the proxy's own code is not the one in the lock")
    at = behind if proxied else address
    code = ledger.code(at)
    if not code:
        faults.append("no code")
    elif not load(name).runs_as(code):
        faults.append("the code is not the one in the lock")
    if proxied != ("proxiableUUID" in {one.get("name") for one in load(name).abi}):
        faults.append("the contract has a proxy and should have none, or the other way round")
    owner = _owner(governance, address)
    if owner != checksum_address(governance.home):
        faults.append(f"it obeys {owner}")
    hashed = "0x" + keccak256(code).hex()
    return Running(name, checksum_address(address), checksum_address(at), proxied, hashed, owner, tuple(faults))


def all_running(governance: Governance) -> list[Running]:
    """Every pinned contract, those that the Consortium does not name included."""
    found = []
    for name in contracts.names(governance.workspace.root):
        if name == PROXY:
            continue
        if name in governance.addresses:
            found.append(running(governance, name))
        else:
            found.append(Running(name, "", "", False, "", "", ("the Consortium names no such contract",)))
    return found


def _owner(governance: Governance, address: bytes) -> str:
    """The Consortium that a contract says it obeys; the call is the same for all."""
    try:
        data = governance.workspace.ledger.call(address, WorkCalendar.encode_consortium())
        (owner,) = WorkCalendar.decode_consortium(data)
    except (LedgerRefused, AbiMismatch):
        return "nobody"
    return checksum_address(bytes.fromhex(owner[2:]))


def code_of(name: str, governance: Governance) -> bytes:
    """The code that runs under a name, the proxy left aside."""
    address = governance.addresses[name]
    behind = implementation_of(governance, address)
    return governance.workspace.ledger.code(behind if any(behind) else address)
