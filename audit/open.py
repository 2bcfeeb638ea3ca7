"""Opens the ledger that an audit stands on: a live one by URL, or an export by file; both checked from genesis."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from audit.errors import AuditUsage
from audit.world import World
from chain_node.ledger.client import RpcLedger
from chain_node.ledger.errors import TrustMismatch
from chain_node.ledger.export import LedgerExport
from chain_node.ledger.port import Ledger
from chain_node.ledger.replica import Replica
from chain_node.ledger.trust import Trust


@contextmanager
def open_world(ledger: str, trust_file: Path) -> Iterator[World]:
    """The ledger at a URL or in a file, read whole and checked against `trust_file`.

    Raises TrustError (exit 4), LedgerUnavailable (5), LedgerError, or AuditUsage.
    """
    trust = Trust.load(trust_file)
    source: RpcLedger | LedgerExport
    if ledger.startswith(("http://", "https://")):
        source = RpcLedger(ledger)
    elif Path(ledger).is_file():
        source = LedgerExport(ledger)
    else:
        raise AuditUsage(f"{ledger} is neither a URL nor a file")
    try:
        yield build_world(source, trust)
    finally:
        source.close()


def build_world(source: Ledger, trust: Trust) -> World:
    """Read the whole ledger and check it against the trust file; raises TrustError or LedgerError."""
    from chain_node.ledger.projection import Projection

    projection = Projection(trust.consortium)
    replica = Replica(source, trust, projection.tables, projection)
    replica.sync()
    contract = projection.contract("EvidenceAnchor")
    if contract is None:
        raise TrustMismatch("the pinned Consortium names no EvidenceAnchor")
    return World(replica, trust.chain_id, contract)
