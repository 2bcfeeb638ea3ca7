"""A record bundle: one exchange, provable by itself against the ledger, without any log."""

from __future__ import annotations

from hmac import compare_digest
from pathlib import Path

from audit.findings import Findings
from audit.logpass import Level
from audit.signatures import ended_in_time, outside_window
from audit.world import World
from chain_node.crypto.errors import SuiteUnavailable
from chain_node.errors import CryptoError, EvidenceError
from chain_node.evidence.bundle import MAX_BUNDLE, Record, parse_bundle, verify_bundle
from chain_node.evidence.errors import CommitmentError
from chain_node.evidence.receipt import parse_receipt, verify_receipt
from chain_node.ledger.records import KeyPurpose


def verify_record_file(path: Path, world: World, findings: Findings, level: Level) -> int:
    """Verify one bundle file; the number of entries in it. Everything wrong goes to the findings."""
    try:
        with path.open("rb") as file:
            bundle = parse_bundle(file.read(MAX_BUNDLE + 1))
        records = verify_bundle(bundle)
    except CommitmentError as exc:
        findings.add("OPENING_MISMATCH", f"{path.name}: {exc}")
        return 0
    except (EvidenceError, UnicodeDecodeError) as exc:
        code = exc.code if isinstance(exc, EvidenceError) else "evidence.text"
        findings.add("BAD_PROOF", f"{path.name}: {code}: {exc}")
        return 0
    for record in records:
        if level >= Level.MERKLE:
            _anchored(path.name, record, world, findings)
        if level >= Level.SIG:
            _signed(path.name, record, records, world, findings)
    return len(records)


def _anchored(name: str, record: Record, world: World, findings: Findings) -> None:
    """Size and root are taken from the ledger's anchor, never from the bundle."""
    entry = record.entry
    if entry.anchor is None:
        findings.add("UNANCHORED", f"{name}: no anchor is named for this entry", entry.log_id, entry.leaf_index)
        return
    for anchor in world.anchors(entry.log_id):
        if anchor.epoch == entry.anchor.epoch:
            if anchor.size != entry.size or not compare_digest(anchor.root, entry.root):
                findings.add(
                    "ROOT_MISMATCH", f"{name}: the proof leads to another head than epoch {anchor.epoch}", entry.log_id,
                    entry.leaf_index, proof_root=entry.root, anchored_root=anchor.root,
                )  # fmt: skip
            return
    findings.add(
        "ANCHOR_REPLAYED", f"{name}: the ledger has no epoch {entry.anchor.epoch}", entry.log_id, entry.leaf_index
    )


def _signed(name: str, record: Record, records: tuple[Record, ...], world: World, findings: Findings) -> None:
    log_id, index, statement = record.entry.log_id, record.entry.leaf_index, record.statement
    try:
        receipt = parse_receipt(record.leaf.receipt)
        found = world.key(receipt.kid)
        if found is None or found[1] is None or found[0].purpose is not KeyPurpose.SIGN:
            findings.add("BAD_KEY", f"{name}: key {receipt.kid.hex()} is not registered for signing", log_id, index)
            return
        key, public = found[0], found[1]
        if key.gateway_id != world.owner(statement.src_log):
            findings.add("BAD_KEY", f"{name}: key {receipt.kid.hex()} is not the sender's", log_id, index)
        wrong = outside_window(key, statement.basis[0])
        if wrong:
            findings.add("BAD_KEY", f"{name}: {wrong}", log_id, index)
        elif key.valid_to or key.revoked_since:
            places = [one.entry for one in records if compare_digest(one.digest, record.digest)]
            anchors = [world.covering(one.log_id, one.leaf_index) for one in places]
            earliest = min((one for one in anchors if one is not None), key=lambda one: one.block, default=None)
            for code, detail in ended_in_time(key, earliest, world):
                findings.add(code, f"{name}: {detail}", log_id, index)
        verify_receipt(receipt, record.digest, public)
    except SuiteUnavailable:
        raise
    except (EvidenceError, CryptoError) as exc:
        findings.add("BAD_SIGNATURE", f"{name}: {exc.code}: {exc}", log_id, index)
    known = world.block_hash(statement.basis[0])
    if known is None or not compare_digest(known, statement.basis[1]):
        sender = world.keeper(statement.src_log)
        detail = f"{name}: block {statement.basis[0]} is not on the chain, in a message of {sender}"
        findings.add("CHAIN_CONTRADICTED", detail, log_id, index, sender=sender)
