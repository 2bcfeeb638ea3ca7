"""What `Authorization` stores of the grants of a pair, computed as the contract does."""

from __future__ import annotations

from collections.abc import Iterable

from chain_node.crypto.secp256k1 import keccak256


def pair_digest(grants: Iterable[bytes]) -> bytes:
    """The `PairDigest` of grants, oldest first."""
    digest = bytes(32)
    for grant in grants:
        digest = keccak256(digest + grant)[:31] + bytes([digest[31] + 1])
    return digest
