"""Making a record bundle: one exchange out of the logs of its two sides, with proofs, as one file.

A bundle is made from what is in the directories and proves nothing by being made; `verify` looks its heads up on the
ledger. Openings are not included here: they are the departments' own and never leave by this way.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from audit.errors import EvidenceMissing
from chain_node.errors import EvidenceError
from chain_node.evidence.bundle import AnchorRef, Bundle, Entry, build_bundle
from chain_node.evidence.leaf import Role, parse_leaf
from chain_node.evidence.statement import MType, parse
from chain_node.log.reader import LogReader

_ABOUT = frozenset((MType.REQ, MType.RES, MType.REFUSE, MType.VOID, MType.ACK))


def create_bundle(exchange_id: bytes, logs: Sequence[Path]) -> bytes:
    """The bundle of one exchange (16 bytes) from the logs given.

    Raises `EvidenceMissing` if no entry is about it, MerkleError if a log's tiles contradict its journal, LogError.
    """
    entries: list[Entry] = []
    for path in logs:
        with LogReader(path) as reader:
            entries += [_entry(reader, index, data) for index, data in _about(reader, exchange_id)]
    if not entries:
        raise EvidenceMissing(f"no entry of these logs is about exchange {exchange_id.hex()}")
    entries.sort(key=lambda entry: (entry.log_id, entry.leaf_index))
    return build_bundle(Bundle(exchange_id, tuple(entries)))


def _about(reader: LogReader, exchange_id: bytes) -> list[tuple[int, bytes]]:
    """The entries about an exchange. Bytes are looked at first, so that most entries need no parsing."""
    found = []
    for index, data in reader.leaves():
        raw = bytes(data)
        if exchange_id not in raw:
            continue
        try:
            leaf = parse_leaf(raw)
            if leaf.role not in (Role.SENT, Role.RECV):
                continue
            statement = parse(leaf.message)
        except EvidenceError:
            continue  # `verify` names it; it is no record
        if statement.exchange_id == exchange_id and statement.mtype in _ABOUT:
            found.append((index, raw))
    return found


def _entry(reader: LogReader, index: int, data: bytes) -> Entry:
    identity, covering = reader.identity, reader.covering(index)
    if covering is None:
        size, root, anchor = reader.size, reader.tree.root(reader.size), None
    else:
        size, root = covering.size, covering.root
        anchor = AnchorRef(covering.epoch, covering.block or 0, covering.tx_hash or bytes(32))
    path = tuple(reader.tree.inclusion(index, size))
    return Entry(identity.log_id, identity.gateway, index, data, size, root, path, anchor)
