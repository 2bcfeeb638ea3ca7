"""From a pass-phrase to a key, at a cost in memory and time: scrypt (RFC 7914) or Argon2id (RFC 9106).

Costs are read from a file that an attacker may have written, so they have bounds on both sides: too little would make
guessing cheap, too much would stop the program that opens the store.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import nacl.bindings as sodium
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from chain_node.crypto.errors import KeyMalformed
from chain_node.crypto.secret import Secret

SALT_SIZE, KEY_SIZE = 32, 32
MIN_MEMORY_KIB, MAX_MEMORY_KIB = 16 * 1024, 1024 * 1024
MAX_PASSES = 16


@dataclass(frozen=True, slots=True)
class Cost:
    """`name` scrypt or argon2id; `memory_kib` a power of two, 16 MiB to 1 GiB; `passes` 1 to 16.

    scrypt: N = memory_kib (blocks of 1 KiB, r = 8), p = passes. Argon2id: m = memory_kib, t = passes, one lane. The
    default takes 64 MiB and about 0.2 s.
    """

    name: str = "scrypt"
    memory_kib: int = 64 * 1024
    passes: int = 1

    def __post_init__(self) -> None:
        """Raises KeyMalformed for a cost out of bounds."""
        memory = self.memory_kib
        if self.name not in ("scrypt", "argon2id"):
            raise KeyMalformed(f"no key derivation {self.name!r}: scrypt or argon2id")
        if not MIN_MEMORY_KIB <= memory <= MAX_MEMORY_KIB or memory & (memory - 1):
            raise KeyMalformed(f"a memory cost of {memory} KiB: {MIN_MEMORY_KIB} to {MAX_MEMORY_KIB}, a power of two")
        if not 1 <= self.passes <= MAX_PASSES:
            raise KeyMalformed(f"{self.passes} passes: 1 to {MAX_PASSES}")

    def document(self) -> dict[str, object]:
        """The form that `parse_cost` reads, without the salt."""
        return {"name": self.name, "memory_kib": self.memory_kib, "passes": self.passes}


def parse_cost(document: Any) -> tuple[Cost, bytes]:
    """Cost and salt of {name, memory_kib, passes, salt}. Raises KeyMalformed for anything else or out of bounds."""
    if not isinstance(document, dict) or set(document) != {"name", "memory_kib", "passes", "salt"}:
        raise KeyMalformed("a key derivation has name, memory_kib, passes and salt")
    name, memory, passes, salt = (document[member] for member in ("name", "memory_kib", "passes", "salt"))
    if not isinstance(name, str) or type(memory) is not int or type(passes) is not int:
        raise KeyMalformed("a member of the key derivation is of the wrong type")
    if not isinstance(salt, str) or not re.fullmatch(r"[0-9a-f]{64}", salt):
        raise KeyMalformed("the salt of the key derivation is not 32 bytes in lower-case hexadecimal")
    return Cost(name, memory, passes), bytes.fromhex(salt)


def derive(passphrase: Secret, salt: bytes, cost: Cost) -> bytes:
    """32 bytes that follow from pass-phrase and salt at this cost. Releases the GIL."""
    if cost.name == "scrypt":
        return Scrypt(salt=salt, length=KEY_SIZE, n=cost.memory_kib, r=8, p=cost.passes).derive(passphrase.reveal())
    return sodium.crypto_pwhash_alg(
        KEY_SIZE,
        passphrase.reveal(),
        salt[: sodium.crypto_pwhash_SALTBYTES],
        cost.passes,
        cost.memory_kib * 1024,
        sodium.crypto_pwhash_ALG_ARGON2ID13,
    )
