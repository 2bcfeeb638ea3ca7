"""A checkpoint: the head of a log that its gateway signs and anchors.

Signed as EIP-712 typed data, so that the ledger's contract can recover the signer:

    domain      ("Lianlu EvidenceAnchor", "1", chainId, contract)
    Checkpoint  (bytes32 logId, uint64 epoch, uint64 size, bytes32 root, uint64 prevSize, bytes32 prevRoot,
                 bytes32 altRoot, bytes32 pairRoot, bytes32 noteHash, bytes32 keyId)

    log id   SHA-256("DXL1/log\\0" || chain id u256 || contract 20 || gateway id 32 || shard u32 || profile u8)
    keyId    SHA-256(20-byte address of the anchoring key)
    profile  1: SHA-256 tree only, altRoot is zero; 3: altRoot is the SM3 root over the same leaf bytes

The same head as text is a C2SP note (`chain_node/evidence/note.py`); `noteHash` binds that text.
Keccak-256 is given by the caller: this package knows the hash functions of evidence only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass

from chain_node.evidence import merkle
from chain_node.evidence.canonical import Digest, sha256
from chain_node.evidence.errors import CheckpointError

PROFILE_SHA256, PROFILE_DUAL = 1, 3
DOMAIN_NAME, DOMAIN_VERSION = "Lianlu EvidenceAnchor", "1"
DOMAIN_TYPE = "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
CHECKPOINT_TYPE = (
    "Checkpoint(bytes32 logId,uint64 epoch,uint64 size,bytes32 root,uint64 prevSize,bytes32 prevRoot,"
    "bytes32 altRoot,bytes32 pairRoot,bytes32 noteHash,bytes32 keyId)"
)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The struct, in the order of its type: hashes and ids of 32 bytes, numbers below 2^63."""

    log_id: bytes
    epoch: int
    size: int
    root: bytes
    prev_size: int
    prev_root: bytes
    alt_root: bytes
    pair_root: bytes
    note_hash: bytes
    key_id: bytes

    def __post_init__(self) -> None:
        """Raises CheckpointError for a value that the struct cannot hold, or a tree that shrinks."""
        for value in astuple(self):
            if isinstance(value, int):
                if not 0 <= value < 1 << 63:
                    raise CheckpointError(f"number {value} is out of range")
            elif not isinstance(value, bytes) or len(value) != 32:
                raise CheckpointError("a hash or id is not 32 bytes")
        if self.epoch < 1 or self.size < 1 or self.prev_size > self.size:
            raise CheckpointError("epochs and sizes start at 1 and never shrink")


def log_id(chain_id: int, contract: bytes, gateway_id: bytes, shard: int, profile: int) -> bytes:
    """Identifier of a log, as the contract computes it; raises CheckpointError for parts of a wrong size."""
    if len(contract) != 20 or len(gateway_id) != 32 or profile not in (PROFILE_SHA256, PROFILE_DUAL):
        raise CheckpointError("a log id needs a contract of 20 bytes, a gateway id of 32 and profile 1 or 3")
    if not 0 < chain_id < 1 << 256 or not 0 <= shard < 1 << 32:
        raise CheckpointError("chain id or shard is out of range")
    parts = (chain_id.to_bytes(32, "big"), contract, gateway_id, shard.to_bytes(4, "big"), bytes((profile,)))
    return sha256(b"DXL1/log\x00" + b"".join(parts))


def key_id(address: bytes) -> bytes:
    """`keyId` of an anchoring key: SHA-256 of its 20-byte address; raises CheckpointError for another length."""
    if len(address) != 20:
        raise CheckpointError("an address has 20 bytes")
    return sha256(address)


def pair_root(leaf_hashes: Sequence[bytes]) -> bytes:
    """`pairRoot`: tree root over the leaf hashes of the PAIRSTATE leaves in (prevSize, size], in log order.

    `H("")` if there are none.
    """
    return merkle.root(leaf_hashes)


def struct_hash(checkpoint: Checkpoint, keccak: Digest) -> bytes:
    """EIP-712 hashStruct of a checkpoint, 32 bytes."""
    words = [value if isinstance(value, bytes) else value.to_bytes(32, "big") for value in astuple(checkpoint)]
    return keccak(keccak(CHECKPOINT_TYPE.encode("ascii")) + b"".join(words))


def domain_separator(chain_id: int, contract: bytes, keccak: Digest) -> bytes:
    """EIP-712 domain separator of the anchoring contract at that address on that chain."""
    if len(contract) != 20 or not 0 < chain_id < 1 << 256:
        raise CheckpointError("chain id or contract is out of range")
    return keccak(
        keccak(DOMAIN_TYPE.encode("ascii"))
        + keccak(DOMAIN_NAME.encode("ascii"))
        + keccak(DOMAIN_VERSION.encode("ascii"))
        + chain_id.to_bytes(32, "big")
        + bytes(12)
        + contract
    )


def signing_digest(checkpoint: Checkpoint, chain_id: int, contract: bytes, keccak: Digest) -> bytes:
    """What the anchoring key signs (EIP-712): keccak(0x1901 || domain separator || struct hash)."""
    return keccak(b"\x19\x01" + domain_separator(chain_id, contract, keccak) + struct_hash(checkpoint, keccak))
