"""Custodial duty keys: one account per member and duty, held by whoever runs this network.

For sandbox, demo and tests only. In production each duty is a person's own key and acts are signed by that person.
Each duty belongs to a person of its own: the contracts refuse SYSTEM, SECURITY and AUDIT in one hand.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from chain_node.crypto.secp256k1 import EthKey

SYSTEM, SECURITY, AUDIT, OFFICER, APPROVER, VOTE, RECOVERY = 1, 2, 4, 8, 16, 128, 256
DUTIES = (SYSTEM, SECURITY, AUDIT, OFFICER, APPROVER, VOTE, RECOVERY)
NAMES = {
    SYSTEM: "system", SECURITY: "security", AUDIT: "audit", OFFICER: "officer", APPROVER: "approver", VOTE: "vote",
    RECOVERY: "recovery",
}  # fmt: skip

ROLES = {"provider": 1, "consumer": 2, "catalogue": 4, "regulator": 8, "auditor": 16, "operator": 32, "voter": 64}


@dataclass(frozen=True, slots=True)
class Hand:
    """One duty of one member: its account's key, and the digest that stands for the person (zero for RECOVERY)."""

    member: str
    duty: int
    key: EthKey
    person: bytes


def hands_of(member_path: str) -> dict[int, Hand]:
    """Fresh accounts for every duty of a member."""
    found = {}
    for duty in DUTIES:
        person = hashlib.sha256(f"lianlu/person\0{member_path}\0{NAMES[duty]}".encode()).digest()
        if duty == RECOVERY:
            person = bytes(32)
        found[duty] = Hand(member_path, duty, EthKey.generate(), person)
    return found
