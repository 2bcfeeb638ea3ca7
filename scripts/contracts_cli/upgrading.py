"""New code for a contract: compared with what runs, created once, checked, and put before the members.

A contract behind a proxy is upgraded; one without (PolicyView, Relay) is named anew. The proposal names the address of
the new code and its hash, so that the vote is about exactly this code.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eth_abi.abi import encode

import contracts
from chain_node.crypto.secp256k1 import checksum_address, keccak256
from chain_node.ledger.bindings import Consortium
from chain_node.ledger.founding import contract_name
from scripts.contracts_cli import record
from scripts.contracts_cli.acting import Actor
from scripts.contracts_cli.codes import code_of, implementation_of
from scripts.contracts_cli.errors import ArgumentInvalid, BaseUnknown, ForeignCode, NothingToUpgrade
from scripts.contracts_cli.governance import Governance, Proposal
from scripts.contracts_cli.layout import check_upgrade

PENDING = "upgrades.json"


@dataclass(frozen=True, slots=True)
class Upgrade:
    """An upgrade that was found sound: `call` for the vote; `appended` variables; where the new code stands."""

    name: str
    implementation: bytes
    code_hash: bytes
    appended: tuple[str, ...]
    call: bytes


def base(governance: Governance, name: str, given: Path | None) -> contracts.Artifact:
    """The artifact of the code that runs now. Raises `BaseUnknown`, `contracts.ArtifactRefused`."""
    code = code_of(name, governance)
    directory = governance.workspace.directory
    known = [*record.kept(directory, name), governance.workspace.load(name)]
    if given is not None:
        try:
            known = [contracts.parse(given.read_bytes())]
        except OSError as exc:
            raise BaseUnknown(f"{given} cannot be read: {exc.strerror}") from exc
    found = next((one for one in known if one.name == name and one.runs_as(code)), None)
    if found is None:
        raise BaseUnknown(f"no artifact of {name} at hand is the code that runs")
    return found


def check(governance: Governance, name: str, running: Path | None, again: bool) -> tuple[str, ...]:
    """The variables that the code in the lock appends. Sends nothing.

    Raises `NothingToUpgrade`, `BaseUnknown`, `LayoutMoved`.
    """
    if name not in governance.addresses:
        raise ArgumentInvalid(f"{name} is none of {', '.join(sorted(governance.addresses))}")
    new = governance.workspace.load(name)
    if new.runs_as(code_of(name, governance)) and not again:
        raise NothingToUpgrade(f"{name} runs the code of the lock already")
    if not any(implementation_of(governance, governance.addresses[name])):
        return ()  # another address has a storage of its own
    return tuple(check_upgrade(base(governance, name, running), new))


def prepare(actor: Actor, name: str, call: bytes, appended: tuple[str, ...]) -> Upgrade:
    """Create the new code unless that happened before, and check it. Raises `ForeignCode`, `LedgerRefused`."""
    governance = actor.governance
    artifact = governance.workspace.load(name)
    at = _create(actor, artifact)
    code = governance.workspace.ledger.code(at)
    if not artifact.runs_as(code):
        raise ForeignCode(f"{name}: the code created at {checksum_address(at)} is not the one in the lock")
    hashed = keccak256(code)
    record.keep(governance.workspace.directory, artifact, governance.workspace.root)
    return Upgrade(name, at, hashed, appended, _call(governance, name, at, hashed, call))


def open_already(governance: Governance, upgrade: Upgrade) -> Proposal | None:
    """The open proposal of the same upgrade, if there is one."""
    wanted = (governance.home, upgrade.call)
    return next(
        (one for one in governance.proposals() if one.state == "open" and (one.target, one.call) == wanted), None
    )


def _call(governance: Governance, name: str, at: bytes, hashed: bytes, call: bytes) -> bytes:
    address = governance.addresses[name]
    if any(implementation_of(governance, address)):
        return Consortium.encode_upgrade(checksum_address(address), checksum_address(at), hashed, call)
    if call:
        raise ArgumentInvalid(f"{name} has no proxy: there is nothing to call after the upgrade")
    return Consortium.encode_name_contract(contract_name(name), checksum_address(at), hashed)


def _create(actor: Actor, artifact: contracts.Artifact) -> bytes:
    """Where the code stands; an earlier, interrupted upgrade may have created it."""
    governance = actor.governance
    path = governance.workspace.directory / PENDING
    pending = _pending(path)
    key = f"{governance.workspace.ledger.chain_id}/{artifact.name}/{artifact.digest.hex()}"
    if key in pending:
        at = bytes.fromhex(pending[key][2:])
        in_use = implementation_of(governance, governance.addresses[artifact.name]) == at
        if artifact.runs_as(governance.workspace.ledger.code(at)) and not in_use:
            return at
    constructor = any(one["type"] == "constructor" for one in artifact.abi)
    arguments = encode(["address"], [checksum_address(governance.home)]) if constructor else b""
    at = actor.create(artifact.bytecode + arguments)
    pending[key] = checksum_address(at)
    path.write_text(json.dumps(pending, indent=1) + "\n", "utf-8")
    return at


def _pending(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def summary(upgrade: Upgrade) -> dict[str, Any]:
    """An upgrade as JSON."""
    return {
        "contract": upgrade.name,
        "implementation": checksum_address(upgrade.implementation),
        "code_hash": "0x" + upgrade.code_hash.hex(),
        "appended": list(upgrade.appended),
    }
