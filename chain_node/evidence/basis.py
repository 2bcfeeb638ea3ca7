"""On what a message stands: element 12 of M, of one shape per kind of message.

    REQ          [block, block_hash, item/null, case_id/null]
    RES, REFUSE  [block, block_hash, grant_id/null, reason, policy_digest, rows, day_rows_after, day_calls_after]
    others       [block, block_hash]

`block` and `block_hash` name the ledger state that the sender stood on; an auditor decides again on that state.
"""

from __future__ import annotations

from typing import NamedTuple

from chain_node.evidence.canonical import B32, NULL, uint
from chain_node.evidence.errors import StatementError


class RequestBasis(NamedTuple):
    """On what a REQ stands: the consumer's ledger head, SHA-256 of the item code or None, case id or None."""

    block: int
    block_hash: bytes
    item: bytes | None
    case_id: bytes | None


class DecisionBasis(NamedTuple):
    """On what a RES or REFUSE stands: the block decided at, the grant or None, reason code, digest of the question
    answered, rows disclosed, and the day's totals after this message."""

    block: int
    block_hash: bytes
    grant_id: bytes | None
    reason: int
    policy_digest: bytes
    rows: int
    day_rows_after: int
    day_calls_after: int


class BlockBasis(NamedTuple):
    """On what every other message stands: a block that its sender had seen."""

    block: int
    block_hash: bytes


Basis = RequestBasis | DecisionBasis | BlockBasis


def b32(value: bytes) -> bytes:
    """CBOR of an identifier or digest of 32 bytes; raises StatementError for another length."""
    if len(value) != 32:
        raise StatementError("an identifier or digest has 32 bytes")
    return B32 + value


def b32_or_null(value: bytes | None) -> bytes:
    """The same, or null for None."""
    return NULL if value is None else b32(value)


def encode_basis(basis: Basis) -> bytes:
    """CBOR of element 12; raises StatementError or CborError for values that it cannot hold."""
    if isinstance(basis, DecisionBasis):
        return b"".join((
            b"\x88", uint(basis[0]), b32(basis[1]), b32_or_null(basis[2]), uint(basis[3]), b32(basis[4]),
            uint(basis[5]), uint(basis[6]), uint(basis[7]),
        ))  # fmt: skip
    if isinstance(basis, RequestBasis):
        return b"".join((
            b"\x84", uint(basis[0]), b32(basis[1]), b32_or_null(basis[2]), b32_or_null(basis[3]),
        ))  # fmt: skip
    return b"\x82" + uint(basis[0]) + b32(basis[1])
