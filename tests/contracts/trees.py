"""Logs of test sizes: small ones with real leaves, huge ones whose leaves are all alike.

A tree of equal leaves needs one hash per level and size, so that a proof in a tree of 10^9 leaves takes no time. The
proofs are written down here as RFC 9162 defines them (2.1.1, 2.1.3.1, 2.1.4.1), a second time and naively.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache

from chain_node.crypto.secp256k1 import EthKey, keccak256
from chain_node.evidence.checkpoint import Checkpoint, key_id, signing_digest
from chain_node.ids import GatewayRef
from chain_node.ledger.bindings import EvidenceAnchor
from tests.contracts.tester import Done
from tests.contracts.world import PROVIDER_GATEWAY, ZERO, Struct, World, anchor_of, digest

LEAF = hashlib.sha256(b"\0leaf").digest()


def node(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 || left || right)."""
    return hashlib.sha256(b"\1" + left + right).digest()


def split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << (size - 1).bit_length() - 1


def root(hashes: list[bytes]) -> bytes:
    """MTH over leaf hashes."""
    if len(hashes) == 1:
        return hashes[0]
    cut = split(len(hashes))
    return node(root(hashes[:cut]), root(hashes[cut:]))


def path(index: int, hashes: list[bytes]) -> list[bytes]:
    """PATH(m, D[n])."""
    if len(hashes) == 1:
        return []
    cut = split(len(hashes))
    if index < cut:
        return [*path(index, hashes[:cut]), root(hashes[cut:])]
    return [*path(index - cut, hashes[cut:]), root(hashes[:cut])]


def proof(first: int, hashes: list[bytes], known: bool = True) -> list[bytes]:
    """SUBPROOF(m, D[n], b)."""
    if first == len(hashes):
        return [] if known else [root(hashes)]
    cut = split(len(hashes))
    if first <= cut:
        return [*proof(first, hashes[:cut], known), root(hashes[cut:])]
    return [*proof(first - cut, hashes[cut:], False), root(hashes[:cut])]


@cache
def uniform_root(size: int) -> bytes:
    """Root of a tree of `size` equal leaves."""
    return LEAF if size == 1 else node(uniform_root(split(size)), uniform_root(size - split(size)))


def uniform_proof(first: int, size: int, known: bool = True) -> list[bytes]:
    """Consistency proof between two such trees."""
    if first == size:
        return [] if known else [uniform_root(size)]
    cut = split(size)
    if first <= cut:
        return [*uniform_proof(first, cut, known), uniform_root(size - cut)]
    return [*uniform_proof(first - cut, size - cut, False), uniform_root(cut)]


def uniform_path(index: int, size: int) -> list[bytes]:
    """Inclusion proof in such a tree."""
    if size == 1:
        return []
    cut = split(size)
    if index < cut:
        return [*uniform_path(index, cut), uniform_root(size - cut)]
    return [*uniform_path(index - cut, size - cut), uniform_root(cut)]


def leaves(count: int, seed: str = "") -> list[bytes]:
    """Leaf hashes of a small log."""
    return [digest(f"leaf {seed} {number}") for number in range(count)]


@dataclass
class Log:
    """One gateway's log on the contract: makes checkpoints on top of what was anchored last."""

    world: World
    identity: bytes
    gateway: GatewayRef = PROVIDER_GATEWAY
    profile: int = 1
    epoch: int = 0
    size: int = 0
    root: bytes = ZERO

    @property
    def key(self) -> EthKey:
        """The anchoring key."""
        return anchor_of(self.gateway)

    def checkpoint(self, size: int, root: bytes, **changes: object) -> Struct:
        """The next checkpoint, with some values changed if a test says so."""
        values: dict[str, object] = {
            "log": self.identity, "epoch": self.epoch + 1, "size": size, "root": root, "prev_size": self.size,
            "prev_root": self.root, "alt": digest(f"alt {size}") if self.profile == 3 else ZERO,
            "pair": digest("pairs"), "note": digest("note"), "key": key_id(self.key.address_bytes),
        }  # fmt: skip
        return tuple((values | changes).values())

    def sign(self, checkpoint: Struct, key: EthKey | None = None) -> bytes:
        """65 bytes over the EIP-712 digest, computed off chain."""
        contract = self.world.addresses["EvidenceAnchor"]
        signed = signing_digest(Checkpoint(*checkpoint), self.world.ledger.chain_id, contract, keccak256)
        return (key or self.key).sign_digest(signed)

    def anchor(self, checkpoint: Struct, proof: list[bytes], by: EthKey | None = None) -> Done:
        """Anchor it, and go on from there."""
        data = EvidenceAnchor.encode_anchor(checkpoint, proof)
        done = self.world.act(by or self.key, "EvidenceAnchor", data)
        self.epoch, self.size, self.root = checkpoint[1], checkpoint[2], checkpoint[3]
        return done

    def grow(self, hashes: list[bytes]) -> Done:
        """Anchor the head of a small log."""
        checkpoint = self.checkpoint(len(hashes), root(hashes))
        return self.anchor(checkpoint, proof(self.size, hashes) if self.size else [])

    def grow_uniform(self, size: int) -> Done:
        """Anchor the head of a log of equal leaves."""
        return self.anchor(
            self.checkpoint(size, uniform_root(size)), uniform_proof(self.size, size) if self.size else []
        )
