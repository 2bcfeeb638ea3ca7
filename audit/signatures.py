"""Whose signature is it, was the key in force, was the suite the due one: the SIG level.

A signature that covers a batch, or stands in two logs, is verified once. Where a key has ended or was revoked, the
anchors of both sides decide, and are asked when all logs were read (`check_ended_keys`).
"""

from __future__ import annotations

from functools import lru_cache

from audit.findings import Findings
from audit.index import MessageIndex
from audit.opinion import SecondOpinion
from audit.world import LATE_S, World
from chain_node.crypto.errors import SuiteUnavailable
from chain_node.errors import CryptoError, EvidenceError, IdentifierError
from chain_node.evidence.leaf import Leaf, key_change_text
from chain_node.evidence.receipt import (
    Receipt,
    SignatureCache,
    parse_receipt,
    receipt_root,
    sig_structure,
    verify_receipt,
)
from chain_node.evidence.statement import MType, Statement
from chain_node.ids import parse_canonical_gateway
from chain_node.ledger.records import Anchor, Key, KeyPurpose
from chain_node.log.store import LogIdentity


class SignatureCheck:
    """Signatures of one log's messages."""

    def __init__(
        self,
        world: World,
        findings: Findings,
        index: MessageIndex,
        identity: LogIdentity,
        ordinal: int,
        opinion: SecondOpinion | None = None,
    ) -> None:
        self._world, self._findings, self._index = world, findings, index
        self._log, self._gateway_id, self._ordinal = identity.log_id, identity.gateway_id, ordinal
        self._cache = SignatureCache()
        self._opinion = opinion

    def check(self, place: int, leaf: Leaf, statement: Statement, digest: bytes, receipt_digest: bytes) -> bool:
        """Verify the receipt of one message and add what is wrong to the findings. Whether its sender signed it."""
        good = self._signed(place, leaf, statement, digest, receipt_digest)
        if not good:
            self._index.unproven(self._ordinal, place)
        return good

    def _signed(self, place: int, leaf: Leaf, statement: Statement, digest: bytes, receipt_digest: bytes) -> bool:
        """Whether the message bears a signature of its sender's; findings about it and its key."""
        try:
            receipt = parse_receipt(leaf.receipt)
        except EvidenceError as exc:
            self._findings.add("BAD_RECEIPT", f"{exc.code}: {exc}", self._log, place, receipt=leaf.receipt[:4096])
            return False
        if receipt.suite != statement.suite:
            detail = f"a message of suite {statement.suite} with a receipt of suite {receipt.suite}"
            self._findings.add("SUITE_DOWNGRADE", detail, self._log, place, receipt=leaf.receipt)
            return False
        if not self._check_key(place, statement, receipt, digest):
            return False
        known = self._index.signed_before(digest, receipt_digest)
        good = known or self._check_signature(place, statement, receipt, digest)
        if (
            good and statement.ref is None
        ):  # what refers to a message takes that one's suite: compared when all is indexed
            self._check_suite(place, statement)
        return good

    def _check_signature(self, place: int, statement: Statement, receipt: Receipt, digest: bytes) -> bool:
        found = self._world.key(receipt.kid)
        public = None if found is None else found[1]
        if public is None:
            detail = f"key {receipt.kid.hex()} is registered with unusable bytes"
            self._findings.add("BAD_KEY", detail, self._log, place)
            return False
        good = True
        try:
            verify_receipt(receipt, digest, public, self._cache)
        except SuiteUnavailable:
            raise
        except (EvidenceError, CryptoError) as exc:
            good = False
            refusal = statement.mtype is MType.REFUSE
            self._findings.add(
                "REFUSAL_UNSIGNED" if refusal else "BAD_SIGNATURE", f"{statement.mtype.name}: {exc}", self._log, place,
                kid=receipt.kid, digest=digest, signature=receipt.signature,
            )  # fmt: skip
        if self._opinion is not None:
            signed = sig_structure(receipt, receipt_root(receipt, digest))
            if not self._opinion.agrees(receipt.suite, public.spki, receipt.signature, signed, good):
                detail = f"one library says {'good' if good else 'bad'}, the other does not"
                self._findings.add("SECOND_OPINION_DIFFERS", detail, self._log, place, signed=signed, kid=receipt.kid)
        return good

    def _check_suite(self, place: int, statement: Statement) -> None:
        peer = _gateway_id(statement.dst_gateway)
        if peer is None:
            return  # its spelling is a finding already
        block = min(statement.basis[0], self._world.replica.head.number)
        due = self._world.suite_due(statement.src_log, peer, block)
        if due != statement.suite:
            sender = self._world.keeper(statement.src_log)
            detail = f"{sender} used suite {statement.suite} where both sides' keys at block {block} demand {due}"
            self._findings.add(
                "SUITE_DOWNGRADE", detail, self._log, place, suite=statement.suite, due=due, sender=sender
            )

    def _check_key(self, place: int, statement: Statement, receipt: Receipt, digest: bytes) -> bool:
        """Whether there is a key to verify with; findings where it is not the sender's or was not in force."""
        found = self._world.key(receipt.kid)
        if found is None:
            self._findings.add("BAD_KEY", f"key {receipt.kid.hex()} is not registered", self._log, place)
            return False
        key = found[0]
        if key.gateway_id != self._world.owner(statement.src_log) or key.purpose is not KeyPurpose.SIGN:
            detail = f"key {receipt.kid.hex()} is not a signing key of the sender"
            self._findings.add("BAD_KEY", detail, self._log, place, kid=receipt.kid)
            return False
        wrong = outside_window(key, statement.basis[0])
        if wrong:
            self._findings.add("BAD_KEY", wrong, self._log, place, kid=receipt.kid)
        elif key.valid_to or key.revoked_since:
            self._index.ended_key(self._ordinal, place, digest, key.kid)
        return True

    def check_change(self, place: int, leaf: Leaf) -> None:
        """A KEYCHG entry: both keys are this gateway's, and both have signed the change."""
        old_kid, new_kid, old_signature, new_signature = (bytes(one) for one in leaf.body)  # type: ignore[arg-type]
        text = key_change_text(self._log, old_kid, new_kid)
        for kid, signature in ((old_kid, old_signature), (new_kid, new_signature)):
            found = self._world.key(kid)
            if found is None or found[1] is None or found[0].gateway_id != self._gateway_id:
                detail = f"KEYCHG names key {kid.hex()}, which is not a registered key of this gateway"
                self._findings.add("BAD_KEY", detail, self._log, place, kid=kid)
                continue
            try:
                found[1].verify(signature, text)
            except CryptoError as exc:
                self._findings.add("BAD_KEY", f"KEYCHG by {kid.hex()}: {exc}", self._log, place, signature=signature)


def outside_window(key: Key, block: int) -> str:
    """What is wrong with using a key at `block`, or nothing; revocation is decided by anchors."""
    if block < key.valid_from or (key.valid_to and block > key.valid_to):
        return f"key {key.kid.hex()} is valid from block {key.valid_from} to {key.valid_to}, used at {block}"
    return ""


def check_ended_keys(index: MessageIndex, logs: dict[int, bytes], world: World, findings: Findings) -> None:
    """Messages under keys that have ended: the earliest anchor of either side must be in time (rulings 5.15).

    `logs` are the log ids by ordinal.
    """
    for log, leaf, digest, kid in index.query("SELECT log, leaf, digest, kid FROM ended"):
        found = world.key(kid)
        if found is None:
            continue
        places = index.query("SELECT log, leaf FROM msg WHERE digest = ?", digest)
        anchors = [world.covering(logs[side], at) for side, at in places]
        earliest = min((one for one in anchors if one is not None), key=lambda one: one.block, default=None)
        owner = world.name_of(found[0].gateway_id)
        for code, detail in ended_in_time(found[0], earliest, world):
            findings.add(code, f"{owner}: {detail}", logs[log], leaf, kid=kid, sender=owner)


def ended_in_time(key: Key, earliest: Anchor | None, world: World) -> list[tuple[str, str]]:
    """Findings (code, detail) about a key that has ended, given the earliest anchor of what it signed.

    A member alone says since when its key is doubted. What was anchored before it said so is not accepted any more, and
    accuses nobody: else each member could make faults of what others hold of it.
    """
    wrong = []
    if key.revoked_since and (earliest is None or earliest.block >= key.revoked_since):
        detail = f"key {key.kid.hex()} is revoked since block {key.revoked_since}; no earlier anchor covers this"
        then = None if earliest is None else world.at(earliest.block).key(key.kid)
        good = then is not None and earliest is not None and not 0 < then.revoked_since <= earliest.block
        wrong.append(("KEY_DOUBTED" if good else "BAD_KEY", detail))
    if key.valid_to and key.valid_to <= world.replica.head.number:
        end = world.replica.timestamp(key.valid_to) + LATE_S
        if (world.now if earliest is None else earliest.timestamp) > end:
            detail = f"key {key.kid.hex()} ended with block {key.valid_to}; the anchor came later than allowed"
            wrong.append(("LATE", detail))
    return wrong


@lru_cache(maxsize=8192)
def _gateway_id(path: str) -> bytes | None:
    try:
        return parse_canonical_gateway(path).id
    except IdentifierError:
        return None
