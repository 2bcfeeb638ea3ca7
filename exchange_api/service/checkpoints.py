"""What peers tell of their anchored heads, kept so that they can be relayed and held against them.

A table of its own in the log's file: per log the newest checkpoint with its signature. A checkpoint whose signer is not
the anchoring account that the ledger names for that gateway is refused; two for one epoch that differ are both kept,
for together they are proof of equivocation.
"""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from chain_node.crypto.secp256k1 import keccak256, recover
from chain_node.errors import CryptoError, EvidenceError
from chain_node.evidence.checkpoint import Checkpoint, signing_digest
from chain_node.jsondepth import check_depth
from chain_node.logs import get_logger
from exchange_api.errors import PeerMalformed
from exchange_api.service.context import Context

SCHEMA = (
    "CREATE TABLE IF NOT EXISTS peer_checkpoint (log_id BLOB NOT NULL, epoch INTEGER NOT NULL, digest BLOB NOT NULL, "
    "document BLOB NOT NULL, PRIMARY KEY (log_id, epoch, digest)) STRICT, WITHOUT ROWID",
)
KEPT = 64
PROOF = 2
"""Checkpoints for one epoch that are kept: more prove no more."""
MAX_PROOF = 128
log = get_logger(__name__)


class Checkpoints:
    """Keeps peers' checkpoints."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def keep(self, peer: str, data: bytes) -> None:
        """Check one and keep it. Raises `PeerMalformed`."""
        checkpoint, signature = _parse(data)
        context = self._context
        gateway = context.view.gateway_at(peer)
        if gateway is None or context.view.log_gateway(checkpoint.log_id) != gateway.gateway_id:
            raise PeerMalformed("the checkpoint is not about a log of this peer")
        identity = context.writer.identity
        digest = signing_digest(checkpoint, identity.chain_id, identity.contract, keccak256)
        try:
            signer = recover(digest, signature)
        except CryptoError as error:
            raise PeerMalformed(f"the checkpoint's signature: {error}") from None
        if bytes.fromhex(signer[2:]) != gateway.anchor:
            raise PeerMalformed("the checkpoint is signed by another account")

        def write(cursor: sqlite3.Cursor) -> int:
            place = checkpoint.log_id, checkpoint.epoch
            query = "SELECT count(*) FROM peer_checkpoint WHERE log_id = ? AND epoch = ?"
            if cursor.execute(query, place).fetchone()[0] < PROOF:
                cursor.execute("INSERT OR IGNORE INTO peer_checkpoint VALUES (?, ?, ?, ?)", (*place, digest, data))
            cursor.execute(
                "DELETE FROM peer_checkpoint WHERE log_id = ?1 AND epoch < "
                "(SELECT max(epoch) FROM peer_checkpoint WHERE log_id = ?1) - ?2",
                (checkpoint.log_id, KEPT),
            )
            return int(cursor.execute(query, place).fetchone()[0])

        [found] = await context.writer.run(write)
        if found > 1:
            context.metrics.event("peer_equivocation")
            log.error("checkpoint.equivocation", peer=peer, epoch=checkpoint.epoch)


def _parse(data: bytes) -> tuple[Checkpoint, bytes]:
    try:
        check_depth(data, 8)
        document: Any = json.loads(data)
        if set(document) != {"checkpoint", "signature", "consistency"} or len(document["consistency"]) > MAX_PROOF:
            raise ValueError("members")
        fields: dict[str, Any] = {
            str(name): bytes.fromhex(value) if isinstance(value, str) else value
            for name, value in document["checkpoint"].items()
        }
        return Checkpoint(**fields), bytes.fromhex(document["signature"])
    except (ValueError, TypeError, AttributeError, KeyError, EvidenceError) as error:
        raise PeerMalformed(f"not a checkpoint: {str(error)[:100]}") from None
