"""Signed checkpoints beside the ledger: a log's own journal, and notes that peers and witnesses kept.

A checkpoint binds its signer. What the anchoring key signed must be this chain's, this contract's, and fit both the
ledger's anchors and the entries; two that contradict each other are a split view, provable to anybody.
"""

from __future__ import annotations

from hmac import compare_digest
from pathlib import Path

from audit.findings import Findings
from audit.tree import Mark
from audit.world import World
from chain_node.crypto.secp256k1 import keccak256, recover
from chain_node.errors import CryptoError, EvidenceError
from chain_node.evidence.checkpoint import Checkpoint, key_id, signing_digest
from chain_node.evidence.note import Note, parse_note, parse_signed_note
from chain_node.ledger.records import Anchor
from chain_node.log.journal import JournalEntry
from chain_node.log.reader import LogReader


def journal_marks(reader: LogReader, world: World, findings: Findings) -> list[Mark]:
    """The signed checkpoints of a log's own journal, compared with the ledger's; marks for the tree."""
    log_id = reader.identity.log_id
    by_epoch = {anchor.epoch: anchor for anchor in world.anchors(log_id)}
    by_size = {anchor.size: anchor for anchor in by_epoch.values()}
    marks = []
    for entry in reader.checkpoints():
        if entry.signature is None or not _signed(entry, log_id, world, findings):
            continue
        _against_ledger(log_id, entry, by_epoch.get(entry.epoch), by_size.get(entry.size), findings)
        source = f"journal epoch {entry.epoch}"
        marks.append(
            Mark(entry.size, entry.epoch, entry.root, entry.alt_root, entry.pair_root, entry.prev_size, False, source)
        )
    return marks


def _signed(entry: JournalEntry, log_id: bytes, world: World, findings: Findings) -> bool:
    """Whether the anchoring key signed this entry for this chain and contract; a finding otherwise."""
    try:
        checkpoint = Checkpoint(
            log_id, entry.epoch, entry.size, entry.root, entry.prev_size, entry.prev_root, entry.alt_root,
            entry.pair_root, entry.note_hash, entry.key_id,
        )  # fmt: skip
        signer = recover(signing_digest(checkpoint, world.chain_id, world.contract, keccak256), entry.signature or b"")
    except (CryptoError, EvidenceError) as exc:
        findings.add("BAD_PROOF", f"journal epoch {entry.epoch}: {exc}", log_id)
        return False
    if not compare_digest(key_id(bytes.fromhex(signer[2:])), entry.key_id):
        detail = f"journal epoch {entry.epoch} is not signed by its key for this chain and contract"
        findings.add("ANCHOR_REPLAYED", detail, log_id, None, signature=entry.signature or b"")
        return False
    return True


def _against_ledger(
    log_id: bytes, entry: JournalEntry, same_epoch: Anchor | None, same_size: Anchor | None, findings: Findings
) -> None:
    for anchor in (same_epoch, same_size):
        if anchor is None or (anchor.size, anchor.root) == (entry.size, entry.root):
            continue
        code = "SPLIT_VIEW" if anchor.size == entry.size else "ANCHOR_REPLAYED"
        findings.add(
            code, f"epoch {entry.epoch}: signed size {entry.size}, anchored size {anchor.size}; roots differ", log_id,
            None, signed_root=entry.root, anchored_root=anchor.root, signature=entry.signature or b"",
        )  # fmt: skip
        return


def note_mark(path: Path, world: World, findings: Findings) -> tuple[bytes, Mark] | None:
    """A signed note that somebody kept: (log id, mark), or None with a finding if it proves nothing.

    Its root is compared with the ledger's anchor of that size; whether the entries lead to it, the tree shows.
    """
    try:
        text = path.read_bytes().decode("utf-8")
        log_id = parse_note(text[: text.find("\n\n") + 1]).log_id
        address = world.anchor_address(log_id)
        if address is None:
            findings.add("LOG_UNKNOWN", f"{path.name}: the ledger knows no log {log_id.hex()}", log_id)
            return None
        note, signature = parse_signed_note(text, address)
    except (EvidenceError, UnicodeDecodeError) as exc:
        findings.add("ENCODING", f"{path.name}: {exc}")
        return None
    if note.chain_id != world.chain_id:
        findings.add("ANCHOR_REPLAYED", f"{path.name} is of chain {note.chain_id}", note.log_id)
        return None
    if not _note_signed(note, address, signature, world):
        findings.add("BAD_PROOF", f"{path.name} is not signed by the log's anchoring key", note.log_id)
        return None
    for anchor in world.anchors(note.log_id):
        if anchor.size == note.size and not compare_digest(anchor.root, note.root):
            findings.add(
                "SPLIT_VIEW", f"{path.name}: size {note.size} has another root than epoch {anchor.epoch}", note.log_id,
                None, signed_root=note.root, anchored_root=anchor.root, signature=signature,
            )  # fmt: skip
    mark = Mark(note.size, note.epoch, note.root, note.alt_root, note.pair_root, 0, False, path.name)
    return note.log_id, mark


def _note_signed(note: Note, address: bytes, signature: bytes, world: World) -> bool:
    """Whether the key of `address` signed the checkpoint that the note renders.

    The note leaves out the head that the checkpoint follows; every head of the ledger's is tried, the newest first.
    """
    anchors = world.anchors(note.log_id)
    heads = [(0, bytes(32)), *[(a.size, a.root) for a in anchors if a.size <= note.size]]
    for size, root in reversed(heads):
        try:
            digest = signing_digest(note.checkpoint(size, root, address), world.chain_id, world.contract, keccak256)
            if compare_digest(bytes.fromhex(recover(digest, signature)[2:]), address):
                return True
        except (CryptoError, EvidenceError):
            return False
    return False
