"""Salted commitments: what a message says of its content without showing it.

    commitment = H("DXL1/com\\0" || u16 length of label || label || salt (32 bytes) || u64 length of value || value)

H is the hash function of the message's suite, lengths are big-endian. The salt travels with the value and never stands
in a leaf, so a deleted value cannot be found again by guessing. In a message they are `[[label, profile, digest], ...]`
in ascending order of labels, each label once, at most 160.

Labels are ASCII: `body` `target` `headers` `user` `issue` `subject`, `p/<input>` (input of a predicate), `f/<field>`.
Profiles: 0 none or withheld, 1 plain, 2 masked, 3 predicate.

Openings travel beside the message and are kept apart from it: CBOR `[[label, profile, salt, value], ...]` in the same
order, at most 1 MiB.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from hmac import compare_digest
from typing import NamedTuple

from chain_node.evidence.canonical import B32, SuiteLike, array_head, bstr_head, suite_digest, tstr
from chain_node.evidence.errors import CommitmentError, OpeningMismatch
from chain_node.evidence.grammar import bytes_at, explain, text_at

MAX_COMMITMENTS = 160
MAX_OPENINGS_BYTES = 1 << 20
MAX_LABEL = 96
SALT_SIZE = 32
WITHHELD, PLAIN, MASKED, PREDICATE = 0, 1, 2, 3

_LABEL = re.compile(r"(?:body|target|headers|user|issue|subject|[pf]/[!-~]{1,94})\Z")
_PROFILES = (b"\x00", b"\x01", b"\x02", b"\x03")


class Commitment(NamedTuple):
    """`label` (ASCII), `profile` 0..3, `digest` 32 bytes."""

    label: str
    profile: int
    digest: bytes


class Opening(NamedTuple):
    """What opens a commitment: the same label and profile, `salt` (32 bytes), `value` (bytes)."""

    label: str
    profile: int
    salt: bytes
    value: bytes


@lru_cache(maxsize=4096)
def check_label(label: str) -> str:
    """`label` if it is one of the known kinds; raises CommitmentError."""
    if not _LABEL.match(label):
        raise CommitmentError(f"label {label[:MAX_LABEL]!r} is of no known kind")
    return label


@lru_cache(maxsize=4096)
def _hash_head(label: str) -> bytes:
    raw = check_label(label).encode("ascii")
    return b"DXL1/com\x00" + len(raw).to_bytes(2, "big") + raw


@lru_cache(maxsize=4096)
def _item_head(label: str) -> bytes:
    return b"\x83" + tstr(check_label(label))


@lru_cache(maxsize=4096)
def _opening_head(label: str) -> bytes:
    return b"\x84" + tstr(check_label(label))


def commitment(suite: SuiteLike, label: str, salt: bytes, value: bytes) -> bytes:
    """The 32-byte digest that commits to `value` under `label`; raises CommitmentError for a wrong label or salt."""
    if len(salt) != SALT_SIZE:
        raise CommitmentError(f"a salt has {SALT_SIZE} bytes")
    return suite_digest(suite)(_hash_head(label) + salt + len(value).to_bytes(8, "big") + value)


def commit(
    suite: SuiteLike, items: Iterable[tuple[str, int, bytes]], salts: bytes
) -> tuple[tuple[Commitment, ...], tuple[Opening, ...]]:
    """Commit to `(label, profile, value)` items: commitments and openings, both in the order of labels.

    `salts` are 32 fresh random bytes per item, drawn by the caller in one go. Raises CommitmentError for duplicate or
    unknown labels, too many items, or salts of another length.
    """
    ordered = sorted(items)
    if len(ordered) > MAX_COMMITMENTS:
        raise CommitmentError(f"{len(ordered)} commitments, at most {MAX_COMMITMENTS}")
    if len(salts) != SALT_SIZE * len(ordered):
        raise CommitmentError(f"{len(salts)} bytes of salt for {len(ordered)} values")
    digest = suite_digest(suite)
    commitments: list[Commitment] = []
    openings: list[Opening] = []
    last, at = "", 0
    for label, profile, value in ordered:
        if label == last:
            raise CommitmentError(f"label {label!r} twice")
        if not 0 <= profile <= 3:
            raise CommitmentError(f"profile {profile} of {label!r} is unknown")
        salt = salts[at : at + SALT_SIZE]
        at += SALT_SIZE
        opened = digest(_hash_head(label) + salt + len(value).to_bytes(8, "big") + value)
        commitments.append(Commitment(label, profile, opened))
        openings.append(Opening(label, profile, salt, value))
        last = label
    return tuple(commitments), tuple(openings)


def encode_commitments(commitments: Sequence[Commitment]) -> bytes:
    """CBOR of the list in a message; raises CommitmentError if order, count or parts do not fit."""
    parts = [array_head(len(commitments))]
    last = ""
    for label, profile, digest in commitments:
        if label <= last or len(digest) != 32 or not 0 <= profile <= 3:
            raise CommitmentError(f"commitment {label!r} is out of order or malformed")
        parts += (_item_head(label), _PROFILES[profile], B32, digest)
        last = label
    if len(parts) > 4 * MAX_COMMITMENTS + 1:
        raise CommitmentError(f"{len(commitments)} commitments, at most {MAX_COMMITMENTS}")
    return b"".join(parts)


def commitments_at(data: bytes, at: int) -> tuple[tuple[Commitment, ...], int]:
    """Read a commitment list inside a message: (commitments, next offset).

    Raises CommitmentError for wrong labels or order; IndexError or ValueError where the encoding is not canonical.
    """
    count, at = _count(data, at)
    found: list[Commitment] = []
    last = ""
    for _ in range(count):
        if data[at] != 0x83:
            raise ValueError("a commitment is not an array of three")
        label, at = text_at(data, at + 1, MAX_LABEL)
        end = at + 35
        if data[at + 1 : at + 3] != B32 or data[at] > 3 or end > len(data):
            raise ValueError("a commitment has a wrong profile or digest")
        if check_label(label) <= last:
            raise CommitmentError(f"label {label!r} is out of order or stands twice")
        found.append(Commitment(label, data[at], data[at + 3 : end]))
        last, at = label, end
    return tuple(found), at


def _count(data: bytes, at: int) -> tuple[int, int]:
    """Read the head of an array of up to 160 elements."""
    head = data[at]
    if 0x80 <= head < 0x98:
        return head - 0x80, at + 1
    count = data[at + 1]
    if head != 0x98 or not 24 <= count <= MAX_COMMITMENTS:
        raise ValueError("not an array of up to 160 elements")
    return count, at + 2


def encode_openings(openings: Sequence[Opening]) -> bytes:
    """CBOR of openings, in the order given; raises CommitmentError if malformed or larger than 1 MiB."""
    if len(openings) > MAX_COMMITMENTS:
        raise CommitmentError(f"{len(openings)} openings, at most {MAX_COMMITMENTS}")
    parts = [array_head(len(openings))]
    last = ""
    for label, profile, salt, value in openings:
        if label <= last or len(salt) != SALT_SIZE or not 0 <= profile <= 3:
            raise CommitmentError(f"opening {label!r} is out of order or malformed")
        parts += (_opening_head(label), _PROFILES[profile], B32, salt, bstr_head(len(value)), value)
        last = label
    data = b"".join(parts)
    if len(data) > MAX_OPENINGS_BYTES:
        raise CommitmentError(f"openings of {len(data)} bytes, at most {MAX_OPENINGS_BYTES}")
    return data


def decode_openings(data: bytes) -> tuple[Opening, ...]:
    """Openings from their CBOR; raises CommitmentError or CborError for anything but the one encoding."""
    if len(data) > MAX_OPENINGS_BYTES:
        raise CommitmentError(f"openings of {len(data)} bytes, at most {MAX_OPENINGS_BYTES}")
    try:
        return _decode_openings(data)
    except (IndexError, ValueError):
        explain(data, CommitmentError, "a set of openings", max_bytes=MAX_OPENINGS_BYTES, max_depth=2)


def _decode_openings(data: bytes) -> tuple[Opening, ...]:
    count, at = _count(data, 0)
    found: list[Opening] = []
    last = ""
    for _ in range(count):
        if data[at] != 0x84:
            raise ValueError("an opening is not an array of four")
        label, at = text_at(data, at + 1, MAX_LABEL)
        profile, end = data[at], at + 35
        if data[at + 1 : at + 3] != B32 or profile > 3:
            raise ValueError("an opening has a wrong profile or salt")
        if check_label(label) <= last:
            raise CommitmentError(f"label {label!r} is out of order or stands twice")
        salt = data[at + 3 : end]
        value, at = bytes_at(data, end)
        found.append(Opening(label, profile, salt, value))
        last = label
    if at != len(data):
        raise ValueError("bytes follow the openings")
    return tuple(found)


def verify_opening(suite: SuiteLike, committed: Commitment, opening: Opening) -> None:
    """Check that value and salt open this commitment; raises OpeningMismatch."""
    if opening.label != committed.label or opening.profile != committed.profile:
        raise OpeningMismatch(f"opening {opening.label!r} is for another commitment than {committed.label!r}")
    if not compare_digest(commitment(suite, opening.label, opening.salt, opening.value), committed.digest):
        raise OpeningMismatch(f"value of {opening.label!r} does not open its commitment")


def verify_openings(
    suite: SuiteLike, commitments: Sequence[Commitment], openings: Sequence[Opening], *, complete: bool = True
) -> None:
    """Check that every opening opens its commitment and, if `complete`, that every commitment is opened.

    Raises OpeningMismatch. After an erasure openings are missing for good: then `complete=False`.
    """
    if complete and len(openings) != len(commitments):
        raise OpeningMismatch(f"{len(openings)} openings for {len(commitments)} commitments")
    if complete:
        for committed, opening in zip(commitments, openings, strict=True):
            verify_opening(suite, committed, opening)
        return
    by_label = {committed.label: committed for committed in commitments}
    for opening in openings:
        if opening.label not in by_label:
            raise OpeningMismatch(f"nothing is committed under {opening.label!r}")
        verify_opening(suite, by_label[opening.label], opening)


__all__ = [
    "Commitment", "Opening", "check_label", "commit", "commitment", "commitments_at", "decode_openings",
    "encode_commitments", "encode_openings", "verify_opening", "verify_openings",
]  # fmt: skip
