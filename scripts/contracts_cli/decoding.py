"""A transaction in the words of the contracts: function, arguments, events; for a refusal the error and its cure."""

from __future__ import annotations

from typing import Any

from chain_node.crypto.secp256k1 import checksum_address
from chain_node.ledger.errors import LedgerRefused
from chain_node.ledger.reverts import decode_revert, describe
from chain_node.ledger.rpc_codec import data_of, garbage, quantity, to_hex
from scripts.contracts_cli.abi_view import all_errors, plain
from scripts.contracts_cli.codes import implementation_of
from scripts.contracts_cli.errors import TransactionUnknown
from scripts.contracts_cli.governance import Governance
from scripts.contracts_cli.happenings import decode_log
from scripts.contracts_cli.workspace import explain


def decode(governance: Governance, tx_hash: bytes) -> dict[str, Any]:
    """What a transaction did. Raises `TransactionUnknown`, `LedgerUnavailable`."""
    ledger = governance.workspace.ledger
    found = ledger.request("eth_getTransactionByHash", to_hex(tx_hash))
    receipt = ledger.request("eth_getTransactionReceipt", to_hex(tx_hash))
    if found is None or receipt is None:
        raise TransactionUnknown(f"{to_hex(tx_hash)} is in no block of this ledger")
    try:
        sender, data = data_of(found["from"], 20), data_of(found["input"])
        to = None if found["to"] is None else data_of(found["to"], 20)
        document: dict[str, Any] = {
            "transaction": to_hex(tx_hash),
            "block": quantity(receipt["blockNumber"]),
            "from": checksum_address(sender),
            "gas_used": quantity(receipt["gasUsed"]),
            "success": quantity(receipt["status"]) == 1,
        }
        logs = receipt["logs"]
    except (KeyError, TypeError) as exc:
        raise garbage("a transaction") from exc
    document["member"] = _member(governance, sender)
    document["call"] = _creation(governance, receipt) if to is None else _call(governance, to, data)
    document["events"] = [
        {"contract": one.contract, "event": one.name, "values": dict(one.values)}
        for log in logs
        for one in decode_log(governance.workspace, governance.names, log)
    ]
    if not document["success"]:
        document["refusal"] = _refusal(governance, receipt, sender, to, data)
    return document


def _call(governance: Governance, to: bytes, data: bytes) -> dict[str, Any]:
    """The call, and for a proposal or a signed act the call that it is about."""
    described = governance.describe_call(to, data)
    action = described.get("arguments", {}).get("action")
    if isinstance(action, dict) and {"target", "call"} <= action.keys():
        target = bytes.fromhex(action["target"][2:])
        described["proposed"] = governance.describe_call(target, bytes.fromhex(action["call"][2:]))
    request = described.get("arguments", {}).get("request")
    if isinstance(request, dict) and {"to", "data"} <= request.keys():
        target = bytes.fromhex(request["to"][2:])
        described["carried"] = governance.describe_call(target, bytes.fromhex(request["data"][2:]))
    return described


def _creation(governance: Governance, receipt: dict[str, Any]) -> dict[str, Any]:
    """Which of our contracts a transaction created, if any."""
    created = receipt.get("contractAddress")
    if created is None:
        return {"creates": ""}
    address = data_of(created, 20)
    names = dict(governance.names)
    names |= {implementation_of(governance, at): f"{name} (code)" for at, name in governance.names.items()}
    return {"creates": names.get(address, "another contract"), "address": checksum_address(address)}


def _refusal(
    governance: Governance, receipt: dict[str, Any], sender: bytes, to: bytes | None, data: bytes
) -> dict[str, Any]:
    """The error of a reverted transaction: from its receipt, else by making the call again on the block before."""
    reason = receipt.get("revertReason")
    if isinstance(reason, str) and len(reason) > 2:
        raw = data_of(reason)
        name, values = decode_revert(raw, all_errors(governance.workspace.root))
        return _explained(governance, LedgerRefused(describe(name, values, raw), name=name, values=values, data=raw))
    if to is not None:
        try:
            governance.workspace.ledger.call(to, data, quantity(receipt["blockNumber"]) - 1, sender)
        except LedgerRefused as exc:
            return _explained(governance, exc)
    return {"error": "", "meaning": "the ledger gives no reason", "cure": ""}


def _explained(governance: Governance, refused: LedgerRefused) -> dict[str, Any]:
    found = explain(refused)
    parameters = _parameters(governance, refused.name)
    pairs = zip(parameters, refused.values, strict=False)
    return {
        "error": refused.name,
        "arguments": {one["name"] or str(place): plain(one, value) for place, (one, value) in enumerate(pairs)},
        "meaning": str(found),
        "cure": found.cure if refused.name else "",
    }


def _parameters(governance: Governance, name: str) -> list[Any]:
    for contract in governance.names.values():
        for one in governance.workspace.load(contract).abi:
            if one["type"] == "error" and one["name"] == name:
                return list(one["inputs"])
    return []


def _member(governance: Governance, sender: bytes) -> str:
    """The member behind an account now, by its path if an event tells it."""
    from chain_node.ledger.bindings import Consortium
    from scripts.contracts_cli.happenings import happened

    asked = Consortium.encode_actor_of(checksum_address(sender))
    member, _, _ = Consortium.decode_actor_of(governance.view(asked))
    if not any(member):
        return ""
    home = {governance.home: "Consortium"}
    admitted = happened(governance.workspace, home, ("MemberAdmitted",))
    return next(("/".join(one.raw["record"][1]) for one in admitted if one.raw["id"] == member), member.hex())
