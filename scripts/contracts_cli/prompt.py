"""The console: a name per contract with its views as calls, the bindings that encode calls, the ledger, and records."""

from __future__ import annotations

import code
from typing import Any

from chain_node.console import tr
from chain_node.crypto.secp256k1 import checksum_address
from chain_node.ledger import bindings
from scripts.contracts_cli.abi_view import Entry, entries, named
from scripts.contracts_cli.errors import ArgumentInvalid
from scripts.contracts_cli.governance import Governance


class Views:
    """The views of one contract as methods: `Consortium.threshold()`. Values as the ABI has them come back by name."""

    def __init__(self, governance: Governance, contract: str) -> None:
        self.address = checksum_address(governance.addresses[contract])
        self._governance, self._contract = governance, contract
        found = [one for one in entries(governance.workspace.root) if one.contract == contract and not one.changes]
        self._views = {one.name: one for one in found}

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name not in self._views:
            raise AttributeError(f"{self._contract} has no view {name}")
        return lambda *values: self._call(self._views[name], values)

    def __dir__(self) -> list[str]:
        return ["address", *sorted(self._views)]

    def __repr__(self) -> str:
        return f"<{self._contract} at {self.address}: {', '.join(sorted(self._views))}>"

    def _call(self, entry: Entry, values: tuple[Any, ...]) -> Any:
        address = self._governance.addresses[self._contract]
        data = self._governance.workspace.ledger.call(address, entry.function.encode(*values))
        found = named(list(entry.abi["outputs"]), entry.function.decode(data))
        return next(iter(found.values())) if len(found) == 1 else found


def namespace(governance: Governance) -> dict[str, Any]:
    """What the prompt begins with."""
    views = {name: Views(governance, name) for name in governance.addresses}
    return {
        **views,
        "addresses": {name: checksum_address(at) for name, at in governance.addresses.items()},
        "bindings": bindings,
        "governance": governance,
        "ledger": governance.workspace.ledger,
        "proposals": governance.proposals,
    }


def evaluate(names: dict[str, Any], expression: str) -> Any:
    """The value of one expression, which is the user's own and may do what the user may. Raises `ArgumentInvalid`."""
    try:
        return eval(expression, dict(names))
    except (SyntaxError, NameError, AttributeError, TypeError, ValueError) as exc:
        raise ArgumentInvalid(f"{expression[:200]}: {exc}") from exc


def interact(names: dict[str, Any]) -> None:
    """The prompt, until it is left."""
    listed = ", ".join(sorted(names))
    banner = tr(f"可用：{listed}\n例：Consortium.threshold()", f"ready: {listed}\nfor example: Consortium.threshold()")
    code.interact(banner=banner, local=dict(names), exitmsg="")
