"""Who governs and what they decided: addresses, members with votes, proposals, as the Consortium's events say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from chain_node.crypto.secp256k1 import checksum_address
from chain_node.ledger.abi import AbiMismatch, Function
from chain_node.ledger.bindings import Consortium
from chain_node.ledger.founding import contract_name
from scripts.contracts_cli.abi_view import PROXY, Entry, entries, kebab, named
from scripts.contracts_cli.errors import ProposalUnknown
from scripts.contracts_cli.happenings import Happened, happened
from scripts.contracts_cli.workspace import Workspace

IMPLEMENTATION_SLOT = "0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc"
"""ERC-1967: where a proxy keeps the address of its code."""
_PROPOSALS = ("ProposalOpened", "VoteCast", "ProposalExecuted", "MemberAdmitted")
SHORTEST_PREFIX = 8


@dataclass(slots=True)
class Proposal:
    """A proposal. `state`: open, executed, over. `decided`: the members whose votes were counted."""

    number: int
    id: bytes
    proposer: str
    target: bytes
    call: bytes
    deadline: int
    state: str = "open"
    votes: list[str] = field(default_factory=list)
    decided: list[str] = field(default_factory=list)
    block: int = 0


@dataclass(frozen=True, slots=True)
class Governance:
    """Addresses of the contracts by name, and the members by identifier, in the order of their votes' bits."""

    workspace: Workspace
    home: bytes
    addresses: Mapping[str, bytes]

    @property
    def names(self) -> dict[bytes, str]:
        """Contract name by address."""
        return {address: name for name, address in self.addresses.items()}

    def view(self, data: bytes) -> bytes:
        """One call of the Consortium without effect."""
        return self.workspace.ledger.call(self.home, data)

    def threshold(self) -> tuple[int, int]:
        """Basis points, and members with a vote now."""
        bps, voters = Consortium.decode_threshold(self.view(Consortium.encode_threshold()))
        return bps, voters

    def proposals(self) -> list[Proposal]:
        """All proposals, oldest first, with their votes."""
        seen = list(happened(self.workspace, {self.home: "Consortium"}, _PROPOSALS))
        order = [one for one in seen if one.name == "MemberAdmitted"]
        members = {one.raw["id"]: "/".join(one.raw["record"][1]) for one in order}
        places = [members[one.raw["id"]] for one in order]
        found: dict[bytes, Proposal] = {}
        for one in seen:
            _apply(one, found, members, places)
        now = self.workspace.ledger.head().timestamp
        for proposal in found.values():
            if proposal.state == "open" and proposal.deadline <= now:
                proposal.state = "over"
        return list(found.values())

    def proposal(self, reference: str) -> Proposal:
        """A proposal by its number or the beginning of its identifier. Raises `ProposalUnknown`."""
        known = self.proposals()
        text = reference.removeprefix("#")
        if text.isdecimal() and len(text) < SHORTEST_PREFIX:
            matching = [one for one in known if one.number == int(text)]
        else:
            start = text.removeprefix("0x").lower()
            matching = [one for one in known if len(start) >= SHORTEST_PREFIX and one.id.hex().startswith(start)]
        if len(matching) != 1:
            raise ProposalUnknown(f"{len(matching)} of {len(known)} proposals go by {reference!r}")
        return matching[0]

    def describe_call(self, target: bytes, call: bytes) -> dict[str, Any]:
        """Contract, function and arguments of a call, by name; `data` if it is none that we know."""
        contract = self.names.get(target, "")
        entry = function_at(self.workspace, contract, call)
        address = checksum_address(target)
        if entry is None:
            return {"contract": contract, "address": address, "data": "0x" + call.hex()}
        decoder = Function(entry.name, call[:4], (), entry.function.inputs)
        try:
            arguments = named(list(entry.abi["inputs"]), decoder.decode(call[4:]))
        except AbiMismatch:
            return {"contract": contract, "address": address, "function": entry.name, "data": "0x" + call.hex()}
        return {"contract": contract, "address": address, "function": entry.name, "arguments": arguments}


def function_at(workspace: Workspace, contract: str, call: bytes) -> Entry | None:
    """The function that a call of `contract` reaches, or None."""
    found = (one for one in entries(workspace.root) if one.contract == contract)
    return next((one for one in found if one.function.selector == call[:4]), None)


def governance(workspace: Workspace) -> Governance:
    """What the Consortium of the directory's deployment names. Raises `FileUnusable`, `WrongLedger`."""
    return at_home(workspace, workspace.deployment().consortium)


def at_home(workspace: Workspace, home: bytes) -> Governance:
    """The same, for the Consortium at this address."""
    import contracts

    found = {"Consortium": home}
    for name in contracts.names(workspace.root):
        if name not in (PROXY, "Consortium"):
            asked = Consortium.encode_contract_of(contract_name(name))
            (address,) = Consortium.decode_contract_of(workspace.ledger.call(home, asked))
            if int(address, 16):
                found[name] = bytes.fromhex(address[2:])
    return Governance(workspace, home, found)


def _apply(one: Happened, found: dict[bytes, Proposal], members: dict[bytes, str], places: list[str]) -> None:
    raw = one.raw
    if one.name == "ProposalOpened":
        target, call = raw["action"]
        proposer = members.get(raw["proposer"], raw["proposer"].hex())
        number = len(found) + 1
        found[raw["id"]] = Proposal(number, raw["id"], proposer, bytes.fromhex(target[2:]), call, raw["deadline"])
    elif one.name == "VoteCast":
        found[raw["id"]].votes.append(members.get(raw["member"], raw["member"].hex()))
    elif one.name == "ProposalExecuted":
        proposal = found[raw["id"]]
        proposal.state, proposal.block = "executed", one.block
        proposal.decided = [name for place, name in enumerate(places) if raw["voters"] >> place & 1]


def action_text(described: Mapping[str, Any]) -> str:
    """A described call in one line."""
    if "arguments" not in described:
        return f"{described['contract'] or described['address']} {described.get('data', '')[:20]}"
    arguments = ", ".join(f"{name}={_brief(value)}" for name, value in described["arguments"].items())
    return f"{described['contract']} {kebab(described['function'])}({arguments})"


def _brief(value: Any) -> str:
    if isinstance(value, dict):
        segments = value.get("segments")
        return "/".join(segments) if isinstance(segments, list) else "{...}"
    if isinstance(value, list):
        return f"[{len(value)}]"
    text = str(value)
    return text if len(text) <= 66 else text[:12] + "..."
