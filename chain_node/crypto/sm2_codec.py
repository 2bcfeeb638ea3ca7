"""The strict forms of SM2 values: points, signatures, ciphertexts. Pure; arithmetic on public values only.

Sources: GB/T 32918.5 (the curve), GB/T 35276 and GM/T 0009 (DER forms), ITU-T X.690 (DER). One spelling of each value
is accepted: shortest lengths, shortest non-negative integers, nothing behind the end.
"""

from __future__ import annotations

from chain_node.crypto.errors import KeyMalformed, SealBroken
from chain_node.errors import SignatureInvalid

PRIME = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
ORDER = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
_B = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93

SPKI_PREFIX = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d03420004")
"""SubjectPublicKeyInfo up to and with the 04 of an uncompressed point; x and y of 32 bytes follow."""

SPKI_SIZE = len(SPKI_PREFIX) + 64


def check_point(x: bytes, y: bytes) -> None:
    """Raise KeyMalformed unless (x, y), big-endian, is a point of sm2p256v1 in its one spelling."""
    a, b = int.from_bytes(x, "big"), int.from_bytes(y, "big")
    if a >= PRIME or b >= PRIME or (b * b - (a * a - 3) * a - _B) % PRIME:
        raise KeyMalformed("the point is not on the curve sm2p256v1")


def raw_to_der(signature: bytes) -> bytes:
    """DER SEQUENCE {r, s} of r || s.

    Raises SignatureInvalid unless it has 64 bytes, 1 <= r, s < n, and r + s is not n (GB/T 32918.2, 7.1, B1 to B5).
    """
    if len(signature) != 64:
        raise SignatureInvalid(f"an SM2 signature has 64 bytes, not {len(signature)}")
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    if not 1 <= r < ORDER or not 1 <= s < ORDER or r + s == ORDER:
        raise SignatureInvalid("r or s is out of range")
    body = _integer(r) + _integer(s)
    return bytes((0x30, len(body))) + body


def der_to_raw(der: bytes) -> bytes:
    """r || s, 64 bytes, of DER SEQUENCE {r, s}; raises SignatureInvalid for any but the one encoding."""
    try:
        content = _strict(der, 0x30)
        r, rest = _take(content, 0x02)
        s, end = _take(rest, 0x02)
    except ValueError as exc:
        raise SignatureInvalid(f"not the DER form of an SM2 signature: {exc}") from exc
    if end or len(r) > 33 or len(s) > 33:
        raise SignatureInvalid("not the DER form of an SM2 signature: wrong length")
    raw = r[-32:].rjust(32, b"\0") + s[-32:].rjust(32, b"\0")
    if raw_to_der(raw) != der:
        raise SignatureInvalid("not the DER form of an SM2 signature: not the shortest")
    return raw


def check_ciphertext(der: bytes, max_plaintext: int) -> None:
    """Raise SealBroken unless DER SEQUENCE {x, y, C3 of 32 bytes, C2 of 1 to `max_plaintext`} with C1 on the curve."""
    if len(der) > max_plaintext + 128:
        raise SealBroken("the wrapped key is too long")
    try:
        content = _strict(der, 0x30)
        x, rest = _take(content, 0x02)
        y, rest = _take(rest, 0x02)
        digest, rest = _take(rest, 0x04)
        text, end = _take(rest, 0x04)
    except ValueError as exc:
        raise SealBroken(f"not the DER form of an SM2 ciphertext: {exc}") from exc
    numbers = int.from_bytes(x, "big"), int.from_bytes(y, "big")
    shortest = all(_integer(number)[2:] == given for number, given in zip(numbers, (x, y), strict=True))
    if end or not shortest or len(digest) != 32 or not 1 <= len(text) <= max_plaintext:
        raise SealBroken("not the DER form of an SM2 ciphertext: wrong length")
    try:
        check_point(x, y)
    except KeyMalformed as exc:
        raise SealBroken("C1 of the wrapped key is not on the curve") from exc


def _integer(value: int) -> bytes:
    body = value.to_bytes(value.bit_length() // 8 + 1, "big")  # with a leading zero where the top bit is set
    return bytes((2, len(body))) + body


def _strict(data: bytes, tag: int) -> bytes:
    content, rest = _take(data, tag)
    if rest:
        raise ValueError("bytes behind the end")
    return content


def _take(data: bytes, tag: int) -> tuple[bytes, bytes]:
    """Content of the leading element of this tag, and what follows it; lengths up to 255."""
    if len(data) < 2 or data[0] != tag:
        raise ValueError("another type is expected")
    start, size = 2, data[1]
    if size == 0x81 and len(data) > 2 and data[2] >= 0x80:
        start, size = 3, data[2]
    elif size >= 0x80:
        raise ValueError("a length is not in its shortest form")
    if len(data) < start + size:
        raise ValueError("it ends early")
    return data[start : start + size], data[start + size :]
