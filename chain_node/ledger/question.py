"""What is decided, and the digest by which a signed answer names it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from chain_node.ledger.records import Resource

__all__ = ["UNKNOWN_FIELD", "Question", "fields_mask", "policy_digest"]

UNKNOWN_FIELD = 1 << 255
"""Stands in a field mask for every code that the resource does not have: a resource has at most 128 fields."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is decided. Ids 32 bytes; `fields` a bit mask over the resource's field list, None = all that is granted;
    `item` SHA-256 of the item code, None = not stated; `time` seconds; counters exclude this call; `subject` the
    provider's keyed digest of whose data they are, None = not stated, or not known on the ledger."""

    consumer: bytes
    service: bytes
    endpoint: int
    fields: int | None
    item: bytes | None
    time: int
    rows: int = 0
    used_today: int = 0
    rows_today: int = 0
    subject: bytes | None = None


def fields_mask(resource: Resource, codes: tuple[str, ...] | None) -> int | None:
    """The mask of the asked field codes (`Lianlu-Fields`, or the `f/` labels of a request); None stays None.

    A code that the resource does not have sets `UNKNOWN_FIELD`, which no grant contains: refused, not ignored.
    """
    if codes is None:
        return None
    index_of = {field.code: index for index, field in enumerate(resource.fields) if field.code}
    mask = 0
    for code in codes:
        index = index_of.get(code)
        mask |= UNKNOWN_FIELD if index is None else 1 << index
    return mask


_DIGEST_PREFIX = b"lianlu/policy/1\0\x8a\x01\x58\x20"
_DIGEST_PREFIX_SUBJECT = b"lianlu/policy/2\0\x8b\x02\x58\x20"
_MASK_BYTES = 32


def policy_digest(question: Question) -> bytes:
    """SHA-256 over `"lianlu/policy/1\\0"` and the canonical CBOR of the question, 32 bytes (rulings 5.10).

    The array is `[1, consumer, service, endpoint, fields b32/null, item/null, time, rows, used_today,
    rows_today]`; a question with a subject has prefix and first element 2, and the subject last. Written out by hand
    because this runs once per exchange; a test compares it with `evidence.canonical.encode`.
    """
    mask, item, subject = question.fields, question.item, question.subject
    return hashlib.sha256(
        b"".join(
            (
                _DIGEST_PREFIX if subject is None else _DIGEST_PREFIX_SUBJECT,
                question.consumer,
                b"\x58\x20",
                question.service,
                _uint(question.endpoint),
                b"\xf6" if mask is None else b"\x58\x20" + mask.to_bytes(_MASK_BYTES, "big"),
                b"\xf6" if item is None else b"\x58\x20" + item,
                _uint(question.time),
                _uint(question.rows),
                _uint(question.used_today),
                _uint(question.rows_today),
                b"" if subject is None else b"\x58\x20" + subject,
            )
        )
    ).digest()


_SMALL = tuple(bytes((n,)) if n < 24 else bytes((0x18, n)) for n in range(256))


def _uint(value: int) -> bytes:
    """CBOR unsigned integer in its shortest form (RFC 8949 section 4.2.1)."""
    if value < 256:
        return _SMALL[value]
    if value < 0x10000:
        return b"\x19" + value.to_bytes(2, "big")
    if value < 0x100000000:
        return b"\x1a" + value.to_bytes(4, "big")
    return b"\x1b" + value.to_bytes(8, "big")
