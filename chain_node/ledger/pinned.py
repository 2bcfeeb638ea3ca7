"""Events, functions and errors of our contracts, from the artifacts that the lock pins. Read once, when first needed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import contracts
from chain_node.ledger.abi import Event, Function, errors_of, events_of, functions_of
from chain_node.ledger.reverts import Errors


@lru_cache(maxsize=32)
def events(name: str) -> Mapping[bytes, Event]:
    """The events of the contract of this name by first topic; none if no such contract is pinned.

    Raises `contracts.ArtifactRefused` if its artifact is not the pinned one.
    """
    return events_of(contracts.load(name).abi) if name in contracts.names() else {}


@lru_cache(maxsize=32)
def functions(name: str) -> Mapping[str, Function]:
    """The functions of the contract of this name. Raises `contracts.ArtifactRefused`."""
    return functions_of(contracts.load(name).abi)


@lru_cache(maxsize=1)
def errors() -> Errors:
    """The custom errors of all our contracts by selector. Raises `contracts.ArtifactRefused`."""
    found: dict[bytes, tuple[str, tuple[str, ...]]] = {}
    for name in contracts.names():
        found.update(errors_of(contracts.load(name).abi))
    return found
