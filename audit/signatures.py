"""Whose signature is it, was the key in force, was the suite the due one: the SIG level."""

from __future__ import annotations

from collections.abc import Callable

from audit.findings import Findings
from audit.index import MessageIndex
from audit.world import LATE_S, World
from chain_node.errors import CryptoError, EvidenceError, IdentifierError, SignatureInvalid
from chain_node.evidence.leaf import Leaf
from chain_node.evidence.receipt import Receipt, SignatureCache, parse_receipt, verify_receipt
from chain_node.evidence.statement import MType, Statement
from chain_node.ids import parse_canonical_gateway
from chain_node.ledger.records import Key, KeyPurpose

Covering = Callable[[int], tuple[int, int] | None]


class SignatureCheck:
    """Signatures of one log's messages. A signature that covers a batch, or stands in two logs, is verified once."""

    def __init__(self, world: World, findings: Findings, index: MessageIndex, log_id: bytes) -> None:
        self._world, self._findings, self._index, self._log = world, findings, index, log_id
        self._cache = SignatureCache()

    def check(
        self, place: int, leaf: Leaf, statement: Statement, digest: bytes, receipt_digest: bytes, covering: Covering
    ) -> None:
        """Verify the receipt of one message and add what is wrong to the findings."""
        try:
            receipt = parse_receipt(leaf.receipt)
        except EvidenceError as exc:
            self._findings.add("BAD_RECEIPT", f"{exc.code}: {exc}", self._log, place, receipt=leaf.receipt[:4096])
            return
        if receipt.suite != statement.suite:
            detail = f"a message of suite {statement.suite} with a receipt of suite {receipt.suite}"
            self._findings.add("SUITE_DOWNGRADE", detail, self._log, place)
            return
        self._check_suite(place, statement)
        if not self._check_key(place, statement, receipt, covering):
            return
        if self._index.signed_before(digest, receipt_digest):
            return
        self._check_signature(place, statement, receipt, digest)

    def _check_signature(self, place: int, statement: Statement, receipt: Receipt, digest: bytes) -> None:
        found = self._world.key(receipt.kid)
        public = None if found is None else found[1]
        if public is None:
            detail = f"key {receipt.kid.hex()} is registered with unusable bytes"
            self._findings.add("BAD_KEY", detail, self._log, place)
            return
        try:
            verify_receipt(receipt, digest, public, self._cache)
        except (SignatureInvalid, EvidenceError, CryptoError) as exc:
            refusal = statement.mtype is MType.REFUSE
            self._findings.add(
                "REFUSAL_UNSIGNED" if refusal else "BAD_SIGNATURE", f"{statement.mtype.name}: {exc}", self._log, place,
                kid=receipt.kid, digest=digest, signature=receipt.signature,
            )  # fmt: skip

    def _check_suite(self, place: int, statement: Statement) -> None:
        try:
            peer = parse_canonical_gateway(statement.dst_gateway).id
        except IdentifierError as exc:
            self._findings.add("ENCODING", f"dst_gateway: {exc}", self._log, place)
            return
        block = min(statement.basis[0], self._world.replica.head.number)
        due = self._world.suite_due(statement.src_log, peer, block)
        if due != statement.suite:
            detail = f"suite {statement.suite} was used where both sides' keys at block {block} demand {due}"
            self._findings.add("SUITE_DOWNGRADE", detail, self._log, place)

    def _check_key(self, place: int, statement: Statement, receipt: Receipt, covering: Covering) -> bool:
        found = self._world.key(receipt.kid)
        if found is None:
            self._findings.add("BAD_KEY", f"key {receipt.kid.hex()} is not registered", self._log, place)
            return False
        key = found[0]
        if key.gateway_id != self._world.owner(statement.src_log) or key.purpose is not KeyPurpose.SIGN:
            detail = f"key {receipt.kid.hex()} is not a signing key of the sender"
            self._findings.add("BAD_KEY", detail, self._log, place)
            return False
        block = statement.basis[0]
        if block < key.valid_from or (key.valid_to and block > key.valid_to):
            detail = f"key {receipt.kid.hex()} is valid from block {key.valid_from} to {key.valid_to}, used at {block}"
            self._findings.add("BAD_KEY", detail, self._log, place)
            return True
        if key.valid_to or key.revoked_since:
            self._check_ended(place, key, covering(place))
        return True

    def _check_ended(self, place: int, key: Key, anchored: tuple[int, int] | None) -> None:
        """A key that has ended: what it signed must have been anchored in time (rulings 5.15)."""
        if key.revoked_since and (anchored is None or anchored[0] >= key.revoked_since):
            detail = f"key {key.kid.hex()} is revoked since block {key.revoked_since}; no earlier anchor covers this"
            self._findings.add("BAD_KEY", detail, self._log, place)
        if key.valid_to and key.valid_to <= self._world.replica.head.number:
            end = self._world.replica.timestamp(key.valid_to) + LATE_S
            if (self._world.now if anchored is None else anchored[1]) > end:
                detail = f"key {key.kid.hex()} ended with block {key.valid_to}; the anchor came later than allowed"
                self._findings.add("LATE", detail, self._log, place)
