"""The anchors of one log on the ledger, by themselves: each follows the one before, under the log's own key.

The contract demands the same; it is checked again because a contract can be replaced, and because what it holds against
a log (contradicting checkpoints that somebody reported) belongs into the verdict.
"""

from __future__ import annotations

from hmac import compare_digest

from audit.findings import Findings
from audit.world import World
from chain_node.errors import EvidenceError
from chain_node.evidence.checkpoint import key_id
from chain_node.evidence.note import Note
from chain_node.ledger.records import Anchor


def check_anchors(log_id: bytes, world: World, findings: Findings) -> None:
    """Compare-and-swap history, note hash and key of each anchor; equivocations reported about the log."""
    size, root, epoch = 0, bytes(32), 0
    for anchor in world.anchors(log_id):
        wrong = _follows(anchor, size, root, epoch)
        if wrong:
            findings.add(
                "ANCHOR_INVALID", f"epoch {anchor.epoch} in block {anchor.block}: {wrong}", log_id, None,
                epoch=anchor.epoch, block=anchor.block, root=anchor.root,
            )  # fmt: skip
        if not _noted(anchor, world.chain_id):
            findings.add("ANCHOR_REPLAYED", f"epoch {anchor.epoch}: the note hash is of another chain or head", log_id)
        size, root, epoch = anchor.size, anchor.root, anchor.epoch
        _check_key(anchor, world, findings)
    for reported in world.state.equivocations():
        if reported.log_id == log_id:
            findings.add(
                "SPLIT_VIEW", f"block {reported.block}: two signed checkpoints of one size were reported", log_id, None,
                first_signature=reported.first_signature, second_signature=reported.second_signature,
            )  # fmt: skip


def _follows(anchor: Anchor, size: int, root: bytes, epoch: int) -> str:
    if anchor.epoch != epoch + 1:
        return f"it follows epoch {epoch}"
    if anchor.prev_size != size or not compare_digest(anchor.prev_root, root):
        return f"it does not continue the head of size {size}"
    if anchor.size < size:
        return f"it shrinks the log from {size} to {anchor.size}"
    if anchor.size == size and size and not compare_digest(anchor.root, root):
        return f"size {size} gets a second root"
    return ""


def _noted(anchor: Anchor, chain_id: int) -> bool:
    try:
        note = Note(chain_id, anchor.log_id, anchor.size, anchor.root, anchor.alt_root, anchor.epoch, anchor.pair_root)
        return compare_digest(note.hash, anchor.note_hash)
    except (EvidenceError, ValueError):
        return False


def _check_key(anchor: Anchor, world: World, findings: Findings) -> None:
    """The key that signed is the gateway's anchoring account as of that block."""
    state = world.at(anchor.block)
    log = state.log(anchor.log_id)
    gateway = None if log is None else state.gateway(log.gateway_id)
    allowed = [one for one in (gateway.anchor if gateway else b"", log.anchor if log else b"") if len(one) == 20]
    if not any(compare_digest(key_id(one), anchor.key_id) for one in allowed):
        detail = f"epoch {anchor.epoch} was signed by another key than the log's anchoring account"
        findings.add("ANCHOR_INVALID", detail, anchor.log_id, None, key_id=anchor.key_id)
