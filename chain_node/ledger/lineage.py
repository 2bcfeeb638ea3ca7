"""What was derived from what, and what has become stale by it: derived on read from the ledger's state.

The contract compares a version with its direct parents; here the whole line above it counts.
"""

from __future__ import annotations

from chain_node.ledger.records import ResourceStatus
from chain_node.ledger.records_access import CorrectionState, Parent
from chain_node.ledger.state import LedgerState

__all__ = ["is_stale", "stale_resources"]


def is_stale(state: LedgerState, resource_id: bytes, version: int) -> bool:
    """Whether a direct parent of this version was retired, corrected or published anew since: as the contract says."""
    corrected = _corrected(state)
    return any(_changed(state, parent, corrected) for parent in state.parents(resource_id, version))


def stale_resources(state: LedgerState) -> frozenset[bytes]:
    """The resources whose published version is stale, by its parents or by theirs."""
    corrected = _corrected(state)
    known: dict[tuple[bytes, int], bool] = {}
    for resource in state.resources():
        start = (resource.resource_id, resource.version)
        waiting = [start]
        while waiting:
            key = waiting[-1]
            parents = state.parents(*key)
            above = [(one.resource_id, one.version) for one in parents]
            missing = [one for one in above if one not in known]
            if missing:  # a version's parents existed before it, so this ends
                waiting.extend(missing)
                continue
            known[key] = any(_changed(state, one, corrected) for one in parents) or any(known[one] for one in above)
            waiting.pop()
    return frozenset(one.resource_id for one in state.resources() if known[one.resource_id, one.version])


def _corrected(state: LedgerState) -> dict[bytes, int]:
    """How many corrections of each resource were accepted."""
    counted: dict[bytes, int] = {}
    for one in state.corrections():
        if one.state is CorrectionState.ACCEPTED:
            counted[one.resource_id] = counted.get(one.resource_id, 0) + 1
    return counted


def _changed(state: LedgerState, parent: Parent, corrected: dict[bytes, int]) -> bool:
    current = state.resource(parent.resource_id)
    if current is None or current.status is ResourceStatus.RETIRED:
        return True
    return current.version != parent.version or corrected.get(parent.resource_id, 0) != parent.corrections
