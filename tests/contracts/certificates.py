"""Certificates in a test: two members that may issue, and one step per method, by the machine or person whose it is.

Members of batches are real ones, proven as `trees.py` writes it down a second time.
"""

from __future__ import annotations

import hashlib
from typing import Any

from eth_abi.abi import encode

from chain_node.crypto.secp256k1 import EthKey
from chain_node.ids import MemberRef
from chain_node.ledger.bindings import CertificateRegistry, Consortium
from tests.contracts import trees
from tests.contracts.tester import Done
from tests.contracts.world import AUTHORITY, CONSUMER, DAY, ISSUE, PROVIDER, ZERO, Struct, World, digest, hand, key_of

LICENCE = b"11990100990000033P001"
PERMIT = b"1199010099000005XA022"
UNKNOWN_TYPE = b"11990100990000041J003"
VALID, WITHHELD, RESCINDED, CANCELLED, LAPSED, TRANSFERRED, REVOKED, OTHER = 1, 2, 3, 4, 5, 6, 7, 99
NEW, RENEW, WITHHOLD, EXPIRE, CLOSE, RETURN, OTHER_WORK, TAKE_OVER, AMEND, UNDO_TRANSFER = range(1, 11)
BASIS, DOCUMENT, TEXT = digest("legal basis"), digest("document number"), digest("text")
NAME = "CertificateRegistry"
EDGES = {
    (VALID, WITHHELD, WITHHOLD), (WITHHELD, VALID, RETURN), (VALID, LAPSED, EXPIRE), (VALID, RESCINDED, CLOSE),
    (VALID, CANCELLED, CLOSE), (VALID, TRANSFERRED, CLOSE), (VALID, REVOKED, CLOSE),
    (TRANSFERRED, VALID, UNDO_TRANSFER), (RESCINDED, CANCELLED, CLOSE), (LAPSED, CANCELLED, CLOSE),
    (REVOKED, CANCELLED, CLOSE), (VALID, OTHER, OTHER_WORK), (OTHER, VALID, OTHER_WORK), (OTHER, CANCELLED, CLOSE),
}  # fmt: skip
"""Every change of status (from, to, operation) that is not a new version."""


def machine(member: MemberRef) -> EthKey:
    """The issuing key of a member."""
    return key_of(f"{member.path}/issue")


def leaf(member: Struct) -> bytes:
    """Leaf hash of a member of a batch, written a second time."""
    return hashlib.sha256(b"\0" + encode(["(bytes32,bytes32,bytes32,uint64,uint64,bool)"], [member])).digest()


def batch_member(name: str, valid_to: int = 0) -> Struct:
    """A member of a batch; long-term if it has no end."""
    return digest(name), digest(f"fields of {name}"), digest(f"holder of {name}"), 0, valid_to, valid_to == 0


def state(status: int, operation: int, text: bytes = ZERO, **changes: bytes) -> Struct:
    """A decision on a status."""
    return status, operation, changes.get("basis", BASIS), changes.get("document", DOCUMENT), text, 0


class Certificates:
    """The registry in a world where PROVIDER and CONSUMER have issuing machines."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.accreditations: dict[int, Struct] = {}

    def machines(self) -> None:
        """Appoint the issuing machines."""
        for member in (PROVIDER, CONSUMER):
            account = (machine(member).address, member.id, ISSUE, ZERO, True)
            self.world.act(hand(member, "vote"), "Consortium", Consortium.encode_set_account(account))

    def act(self, who: EthKey, data: bytes) -> Done:
        """One transaction; keeps accreditations, which have numbers."""
        done = self.world.act(who, NAME, data)
        for event in done.events:
            if event.name.startswith("Accreditation"):
                self.accreditations[event.values["id"]] = event.values["record"]
        return done

    # ------------------------------------------------------------ accreditation

    def accredit_call(self, member: MemberRef = PROVIDER, code: bytes = LICENCE, **changes: Any) -> bytes:
        """Call data of an accreditation."""
        values: dict[str, Any] = {"member_id": member.id, "start": 0, "end": 0, "basis": BASIS} | changes
        record = (0, values["member_id"], code, values["start"], values["end"], values["basis"], ZERO, False)
        return CertificateRegistry.encode_accredit(record)

    def accredit(self, member: MemberRef = PROVIDER, code: bytes = LICENCE, **changes: Any) -> int:
        """Accredit a member; the number."""
        done = self.act(hand(AUTHORITY, "approver"), self.accredit_call(member, code, **changes))
        number: int = done.event("AccreditationGiven")["id"]
        return number

    def end(self, number: int, since: int, reason: bytes = BASIS, who: EthKey | None = None) -> Done:
        """End an accreditation."""
        data = CertificateRegistry.encode_end_accreditation(self.accreditations[number], since, reason)
        return self.act(who or hand(AUTHORITY, "approver"), data)

    # ------------------------------------------------------------ issuing

    def draft(self, name: str = "certificate", **changes: Any) -> Struct:
        """A certificate as its issuer hands it in; what the contract sets is filled with other values."""
        values: dict[str, Any] = {
            "id": digest(name), "code": LICENCE, "root": digest(f"fields of {name}"), "holder": digest("holder"),
            "start": 0, "end": self.world.now + 365 * DAY, "long": False, "predecessor": ZERO, "operation": 0,
            "basis": BASIS, "document": DOCUMENT,
        } | changes  # fmt: skip
        decision = (0, values["operation"], values["basis"], values["document"], ZERO, 0)
        return (
            values["id"], ZERO, values["code"], 0, values["root"], values["holder"], values["start"],
            values["end"], values["long"], values["predecessor"], 0, decision,
        )  # fmt: skip

    def issue(self, name: str = "certificate", by: MemberRef = PROVIDER, **changes: Any) -> bytes:
        """Issue a certificate; its identifier."""
        self.act(machine(by), CertificateRegistry.encode_issue(self.draft(name, **changes)))
        return digest(name)

    def version_call(self, name: str, old: bytes, operation: int, status: int, **changes: Any) -> bytes:
        """Call data of a new version."""
        draft = self.draft(name, **{"predecessor": old, "operation": operation} | changes)
        return CertificateRegistry.encode_issue_version(draft, self.world.record(old), status)

    def batch_draft(self, name: str, members: list[Struct], **changes: Any) -> Struct:
        """A batch as its issuer hands it in."""
        values: dict[str, Any] = {
            "id": digest(name), "code": LICENCE, "size": len(members), "basis": BASIS, "document": DOCUMENT,
            "root": trees.root([leaf(one) for one in members]) if members else ZERO,
        } | changes  # fmt: skip
        return (
            values["id"], ZERO, values["code"], 0, values["root"], values["size"], values["basis"],
            values["document"], 0,
        )  # fmt: skip

    def batch(self, members: list[Struct], name: str = "batch", by: MemberRef = PROVIDER, **changes: Any) -> bytes:
        """Issue a batch; its identifier."""
        self.act(machine(by), CertificateRegistry.encode_issue_batch(self.batch_draft(name, members, **changes)))
        return digest(name)

    # ------------------------------------------------------------ status

    def change(self, certificate: bytes, decision: Struct, who: EthKey | None = None) -> Done:
        """Change the status of a certificate."""
        data = CertificateRegistry.encode_change_status(self.world.record(certificate), decision)
        return self.act(who or machine(PROVIDER), data)

    def change_member(
        self, batch: bytes, members: list[Struct], index: int, decision: Struct, who: EthKey | None = None
    ) -> Done:
        """Change the status of a member of a batch."""
        path = trees.path(index, [leaf(one) for one in members])
        data = CertificateRegistry.encode_change_member_status(batch, index, members[index], path, decision)
        return self.act(who or machine(PROVIDER), data)

    # ------------------------------------------------------------ views

    def verify(self, certificate: bytes) -> Struct:
        """(root, status, accredited at issue, valid now)."""
        data = self.world.view(NAME, CertificateRegistry.encode_verify(certificate))
        (found,) = CertificateRegistry.decode_verify(data)
        return tuple(found)

    def verify_member(self, batch: bytes, members: list[Struct], index: int) -> Struct:
        """The same of a member of a batch."""
        path = trees.path(index, [leaf(one) for one in members])
        data = CertificateRegistry.encode_verify_member(batch, index, members[index], path)
        (found,) = CertificateRegistry.decode_verify_member(self.world.view(NAME, data))
        return tuple(found)

    def accreditation_of(self, number: int) -> Struct:
        """(digest of the record, valid from, valid to)."""
        data = CertificateRegistry.encode_accreditation_of(number)
        return CertificateRegistry.decode_accreditation_of(self.world.view(NAME, data))
