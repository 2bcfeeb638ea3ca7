"""Records about keys, logs and what was anchored or claimed about them; handed out through `records.py`.

Ids and roots are 32 bytes, accounts 20; times in seconds.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any


class KeyPurpose(IntEnum):
    """What a registered key may do."""

    NONE = 0
    SIGN = 1
    ENCRYPT = 2
    ANCHOR = 3


@dataclass(frozen=True, slots=True)
class Key:
    """A registered key: `kid` = SHA-256 of `spki`; suite 1 intl, 2 sm; valid in blocks valid_from..valid_to (0 = open);
    `revoked_since` = first block at which it is distrusted, 0 = never."""

    kid: bytes
    suite: int
    purpose: KeyPurpose
    spki: bytes
    gateway_id: bytes
    valid_from: int
    valid_to: int
    revoked_since: int
    raw: tuple[Any, ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Log:
    """An evidence log on chain: its identity, what it succeeds, and its anchored head (0 and zero bytes before any).
    `frozen_size`: last good size as stated at the freeze. `faulted`: contradicting checkpoints were shown."""

    log_id: bytes
    gateway_id: bytes
    shard: int
    profile: int
    prev_log: bytes
    prev_size: int
    prev_root: bytes
    size: int
    root: bytes
    epoch: int
    frozen: bool
    frozen_size: int = 0
    member_id: bytes = b""
    successor: bytes = bytes(32)
    anchor: bytes = b""
    faulted: bool = False
    raw: tuple[Any, ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Anchor:
    """One anchored head of a log, as of `block`; `timestamp` is that block's; `key_id` signed the checkpoint."""

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
    block: int
    timestamp: int
    tx_hash: bytes
    log_index: int


@dataclass(frozen=True, slots=True)
class Rotation:
    """A key replaced by another, as the ledger has it: the signatures are by either key over the rotation message.
    `accepted` False: one of them does not verify, and the new key counts for nobody."""

    gateway_id: bytes
    old_kid: bytes
    new_kid: bytes
    old_signature: bytes
    new_signature: bytes
    block: int
    accepted: bool


@dataclass(frozen=True, slots=True)
class Equivocation:
    """Two checkpoints of one log and size with different roots, each signed: the evidence whole. A checkpoint is the
    tuple of its fields in EIP-712 order."""

    log_id: bytes
    reporter: bytes
    first: tuple[Any, ...]
    first_signature: bytes
    second: tuple[Any, ...]
    second_signature: bytes
    block: int


@dataclass(frozen=True, slots=True)
class PrefixChallenge:
    """What a prefix claim is about: a checkpoint as the tuple of its fields in EIP-712 order, and the signature over it
    by an account that is or was the log's. The contract keeps neither."""

    claim_id: bytes
    log_id: bytes
    checkpoint: tuple[Any, ...]
    signature: bytes


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim against a gateway: `kind` 1 prefix, 2 inclusion, 3 demand; `state` 1 claimed, 2 answered, 3 unanswered,
    4 not received. See `ClaimRecord` in `contracts/types/Evidence.sol`."""

    claim_id: bytes
    kind: int
    state: int
    claimant: bytes
    from_gateway: bytes
    against: bytes
    log_id: bytes
    size: int
    hash: bytes
    document: bytes
    claimed_at: int
    answer_by: int
    answer: bytes
    raw: tuple[Any, ...] = field(default=(), compare=False, repr=False)
