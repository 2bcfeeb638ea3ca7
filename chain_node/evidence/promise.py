"""A promise: `[log_id, leaf_index, local_ts_ms, deadline_ms]`, inside the M of a RES, REFUSE or ACK.

It says: "the message that I answer is the RECV leaf `leaf_index` of my log, written at `local_ts`, and an anchor covers
it by `deadline`". Whoever holds message, receipt and promise can rebuild that leaf byte for byte and keep its hash:
the same log and index with another hash is proof of a fork, a missing leaf after the deadline proof of an omission.
"""

from __future__ import annotations

from hmac import compare_digest
from typing import NamedTuple

from chain_node.evidence.canonical import B32, uint
from chain_node.evidence.errors import PromiseError
from chain_node.evidence.leaf import Role, encode_message_leaf, leaf_hash

DEFAULT_DELAY_MS = 120_000
"""Time from leaf to anchor that a gateway promises unless configured otherwise."""


class Promise(NamedTuple):
    """`log_id` 32 bytes, `leaf_index`, `local_ts` and `deadline_ms` in milliseconds since 1970."""

    log_id: bytes
    leaf_index: int
    local_ts: int
    deadline_ms: int


def encode_promise(promise: Promise) -> bytes:
    """CBOR of a promise; raises PromiseError if the log id is malformed."""
    log_id, leaf_index, local_ts, deadline_ms = promise
    if len(log_id) != 32 or deadline_ms < local_ts:
        raise PromiseError("a promise names a log of 32 bytes and a deadline not before its leaf")
    return b"".join((b"\x84", B32, log_id, uint(leaf_index), uint(local_ts), uint(deadline_ms)))


def promised_leaf(promise: Promise, message: bytes, receipt: bytes) -> bytes:
    """The bytes of the RECV leaf that the promise is about, rebuilt from the sender's own message and receipt."""
    return encode_message_leaf(promise.log_id, promise.leaf_index, Role.RECV, promise.local_ts, message, receipt)


def verify_promise(promise: Promise, message: bytes, receipt: bytes, found: bytes) -> None:
    """Check that `found`, the leaf hash seen at that log and index, is the promised one; raises PromiseError."""
    if not compare_digest(leaf_hash(promised_leaf(promise, message, receipt)), found):
        raise PromiseError(f"leaf {promise.leaf_index} of log {promise.log_id.hex()} is not the promised one")
