r"""The receipt: one signature for many messages, each provable alone.

A COSE receipt (RFC 9942) over COSE_Sign1 (RFC 9052): the payload is detached and is the root of a small tree, whose
entries are the digests of the messages signed together; the message's inclusion proof stands in the unprotected header.

    18([ << {1: alg, 4: kid, 16: "application/lianlu-message", 395: vds} >>,
         {396: {-1: [ << [size, index, [path...]] >> ]}},  null,  signature (64 bytes) ])

    suite 1   alg -8 (EdDSA)     vds 1        SHA-256   Ed25519 signature
    suite 2   alg -70002         vds -70003   SM3       SM2 with SM3, r || s, id 1234567812345678   (unregistered)

The signature is over Sig_structure ["Signature1", protected, h'', root]. The inclusion path of RFC 9942 may not be
empty, so a lone message is the first of a tree of two whose second entry is 32 zero bytes. At most 4,096 messages.
Receipts are built from a template and compared with it: any other header, order or length is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hmac import compare_digest
from typing import NamedTuple, Protocol

from chain_node.evidence.canonical import (
    B32,
    INTL,
    SM,
    SuiteLike,
    array_head,
    bstr,
    bstr_head,
    suite_digest,
    suite_number,
    uint,
)
from chain_node.evidence.errors import ReceiptError, ReceiptKey, ReceiptSuite
from chain_node.evidence.grammar import UINT, number, rule
from chain_node.evidence.merkle import fold_inclusion, path_in, path_length, tree_levels
from chain_node.evidence.statement import Statement, parse
from chain_node.evidence.statement import digest as message_digest

MAX_BATCH = 4_096
SIGNATURE_SIZE = 64
LONE_SIBLING = bytes(32)
"""Second entry of the tree of a lone message."""

_TYPE = b"\x10\x78\x1aapplication/lianlu-message"
_BEFORE_KID = {INTL: b"\xa4\x01\x27\x04" + B32, SM: b"\xa4\x01\x3a\x00\x01\x11\x71\x04" + B32}
_AFTER_KID = {INTL: _TYPE + b"\x19\x01\x8b\x01", SM: _TYPE + b"\x19\x01\x8b\x3a\x00\x01\x11\x72"}
_UNPROTECTED = b"\xa1\x19\x01\x8c\xa1\x20\x81"


class SigningKey(Protocol):
    """A private key as far as receipts need one."""

    @property
    def public(self) -> VerifyingKey:
        """The public half."""

    def sign(self, message: bytes) -> bytes:
        """A signature of 64 bytes."""


class VerifyingKey(Protocol):
    """A public key as far as receipts need one."""

    @property
    def kid(self) -> bytes:
        """SHA-256 of the SubjectPublicKeyInfo, 32 bytes."""

    @property
    def suite(self) -> SuiteLike:
        """Suite of the key."""

    def verify(self, signature: bytes, message: bytes) -> None:
        """Raises SignatureInvalid."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receipt in parts: `kid` 32 bytes, `size` of the signed tree, `index` and `path` of this message in it,
    `protected` header as signed, `signature` 64 bytes."""

    suite: int
    kid: bytes
    size: int
    index: int
    path: tuple[bytes, ...]
    protected: bytes
    signature: bytes


class SignatureCache:
    """Bounded memory of signatures that verified, so that a batch costs one verification.

    Key: (kid, protected header, root, signature). Only what verified is kept; what falls out is verified again.
    """

    __slots__ = ("_limit", "_seen")

    def __init__(self, limit: int = 4_096) -> None:
        """`limit` is the most signatures remembered, about 400 bytes each."""
        self._limit = limit
        self._seen: dict[tuple[bytes, bytes, bytes, bytes], None] = {}

    def __contains__(self, key: tuple[bytes, bytes, bytes, bytes]) -> bool:
        """Whether this signature has verified before."""
        return key in self._seen

    def __len__(self) -> int:
        """How many are remembered."""
        return len(self._seen)

    def add(self, key: tuple[bytes, bytes, bytes, bytes]) -> None:
        """Remember a signature that verified; the oldest falls out when full. Safe from several threads."""
        seen = self._seen
        seen[key] = None
        while len(seen) > self._limit:
            try:
                seen.pop(next(iter(seen)), None)
            except (StopIteration, RuntimeError):  # another thread changed it meanwhile; it evicts as well
                return


def protected_header(suite: SuiteLike, kid: bytes) -> bytes:
    """The protected header's bytes for a suite and key; raises ReceiptError for a kid that is not 32 bytes."""
    if len(kid) != 32:
        raise ReceiptError("a kid has 32 bytes")
    which = suite_number(suite)
    return _BEFORE_KID[which] + kid + _AFTER_KID[which]


def sig_structure(receipt: Receipt, root: bytes) -> bytes:
    """What is signed (RFC 9052 section 4.4): CBOR of ["Signature1", protected, empty, root]."""
    return _sig_structure(receipt.protected, root)


def _sig_structure(protected: bytes, root: bytes) -> bytes:
    return b"\x84\x6aSignature1" + bstr(protected) + b"\x40" + B32 + root


def sign_batch(suite: SuiteLike, private_key: SigningKey, digests: Sequence[bytes]) -> list[bytes]:
    """One signature over 1 to 4,096 message digests, all of this suite: their receipts, in the same order.

    Raises ReceiptError for an empty or too large batch or a digest that is not 32 bytes.
    """
    if not 1 <= len(digests) <= MAX_BATCH:
        raise ReceiptError(f"a batch of {len(digests)} messages, 1 to {MAX_BATCH} are allowed")
    if any(len(one) != 32 for one in digests):
        raise ReceiptError("a message digest has 32 bytes")
    digest = suite_digest(suite)
    entries = digests if len(digests) > 1 else (digests[0], LONE_SIBLING)
    levels = tree_levels([digest(b"\x00" + entry) for entry in entries], digest)
    protected = protected_header(suite, private_key.public.kid)
    signature = private_key.sign(_sig_structure(protected, levels[-1][0]))
    if len(signature) != SIGNATURE_SIZE:
        raise ReceiptError(f"a signature has {SIGNATURE_SIZE} bytes")
    before = b"\xd2\x84" + bstr(protected) + _UNPROTECTED
    after = b"\xf6\x58\x40" + signature
    size = b"\x83" + uint(len(entries))
    receipts = []
    for index in range(len(digests)):
        path = path_in(levels, index)
        proof = b"".join((size, uint(index), array_head(len(path)), B32, B32.join(path)))
        receipts.append(b"".join((before, bstr(proof), after)))
    return receipts


def _template(suite: int) -> re.Pattern[bytes]:
    """The one form of a receipt: holes for kid, size, index, path and signature, everything else fixed."""
    length = bytes((len(_BEFORE_KID[suite]) + 32 + len(_AFTER_KID[suite]),))
    return rule(
        rb"\xd2\x84\x58", re.escape(length),
        b"(", re.escape(_BEFORE_KID[suite]), rb"(.{32})", re.escape(_AFTER_KID[suite]), b")",
        re.escape(_UNPROTECTED), rb"(\x58[\x18-\xff]|\x59[\x01-\x02].)",
        rb"(\x83", UINT, UINT, rb"([\x81-\x8c])((?:\x58\x20.{32}){1,12}))",
        rb"\xf6\x58\x40(.{64})\Z",
    )  # fmt: skip


_INTL, _SM = _template(INTL), _template(SM)


def parse_receipt(data: bytes) -> Receipt:
    """A receipt from its bytes; raises ReceiptError for anything but the template's one form.

    Size, index and length of the path are checked against each other here; `verify_receipt` does the rest.
    """
    suite, match = INTL, _INTL.match(data)
    if match is None:
        suite, match = SM, _SM.match(data)
    if match is None:
        raise ReceiptError("not a receipt: header, order or length differ from the template")
    protected, kid, proof_head, proof, encoded_size, encoded_index, path_head, path, signature = match.groups()
    size, index, hashes = number(encoded_size), number(encoded_index), path_head[0] - 0x80
    if not index < size <= MAX_BATCH or hashes != path_length(index, size):
        raise ReceiptError(f"{hashes} hashes cannot prove entry {index} of {size}")
    if len(path) != 34 * hashes or proof_head != bstr_head(len(proof)):
        raise ReceiptError("lengths inside the inclusion proof disagree")
    siblings = tuple([path[at : at + 32] for at in range(2, len(path), 34)])
    return Receipt(suite, kid, size, index, siblings, protected, signature)


def receipt_root(receipt: Receipt, digest: bytes) -> bytes:
    """Root that the receipt's inclusion proof leads to from this message digest: the signed payload, 32 bytes."""
    if len(digest) != 32:
        raise ReceiptError("a message digest has 32 bytes")
    hash_function = suite_digest(receipt.suite)
    return fold_inclusion(
        hash_function(b"\x00" + digest), receipt.index, receipt.size, receipt.path, hash_function
    )  # fmt: skip


def verify_receipt(
    receipt: Receipt, digest: bytes, public_key: VerifyingKey, cache: SignatureCache | None = None
) -> None:
    """Check that the holder of `public_key` signed the message with this digest.

    Raises ReceiptKey if the key is not the one named, ReceiptSuite if it is of another suite, SignatureInvalid (of
    `chain_node.errors`) if the signature does not verify. Whether the key was valid then is the caller's to check.
    """
    if not compare_digest(public_key.kid, receipt.kid):
        raise ReceiptKey(f"the receipt names key {receipt.kid.hex()}, not {public_key.kid.hex()}")
    if suite_number(public_key.suite) != receipt.suite:
        raise ReceiptSuite(f"key {receipt.kid.hex()} is not of suite {receipt.suite}")
    root = receipt_root(receipt, digest)
    seen = (receipt.kid, receipt.protected, root, receipt.signature)
    if cache is not None and seen in cache:
        return
    public_key.verify(receipt.signature, _sig_structure(receipt.protected, root))
    if cache is not None:
        cache.add(seen)


class Verified(NamedTuple):
    """A message whose signature was checked: its parts, its digest, its receipt's parts."""

    statement: Statement
    digest: bytes
    receipt: Receipt


def verify_message(
    message: bytes,
    receipt: bytes,
    key_of: Callable[[Receipt, Statement], VerifyingKey],
    cache: SignatureCache | None = None,
) -> Verified:
    """Parse M and its receipt and check that they belong together and that the signature is good.

    `key_of` looks up the key named (`receipt.kid`) and raises if it is unknown or not the sender's. Raises
    EvidenceError (StatementError, ReceiptError, ...) for malformed bytes, ReceiptSuite if M names another suite than
    its receipt, SignatureInvalid.
    """
    statement = parse(message)
    parsed = parse_receipt(receipt)
    if statement.suite != parsed.suite:
        raise ReceiptSuite(f"a message of suite {statement.suite} with a receipt of suite {parsed.suite}")
    digest = message_digest(statement.suite, message)
    verify_receipt(parsed, digest, key_of(parsed, statement), cache)
    return Verified(statement, digest, parsed)
