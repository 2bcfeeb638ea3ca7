"""The one encoding of everything that is signed or logged, and the hash functions by suite number.

A subset of CBOR (RFC 8949) in core deterministic form (section 4.2.1): unsigned integers below 2^64, byte strings,
UTF-8 texts, arrays of definite length, null. No maps, tags, booleans, floats, negative or big numbers. Every value has
exactly one encoding, and `decode` refuses every other one, so bytes can be compared where values are meant.

    uint   major 0, shortest head            array  major 4, definite, nested at most 4 deep
    bstr   major 2, definite                 null   f6
    tstr   major 3, definite, valid UTF-8 (no surrogates)

Hash functions: suite 1 (international) SHA-256, FIPS 180-4; suite 2 (SM) SM3, GB/T 32905-2016.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Protocol

from chain_node.evidence.errors import (
    CborDepth,
    CborError,
    CborIndefinite,
    CborNonMinimal,
    CborText,
    CborTooLong,
    CborTrailing,
    CborTruncated,
    CborUnsupported,
)

MAX_BYTES = 65_536
MAX_DEPTH = 4
MAX_TEXT = 16_384
"""Longest identifier in bytes: five segments of 255 characters, all percent-encoded, fit."""
NULL = b"\xf6"
B32 = b"\x58\x20"
"""Head of a byte string of 32 bytes."""
INTL, SM = 1, 2

Value = int | bytes | str | None | Sequence["Value"]
Decoded = int | bytes | str | None | list["Decoded"]
Digest = Callable[[bytes], bytes]
"""A hash function: any bytes in, 32 bytes out."""


class HasNumber(Protocol):
    """A suite object: only its number matters here."""

    @property
    def number(self) -> int:
        """1 (international) or 2 (SM)."""


SuiteLike = int | HasNumber

_sha256 = hashlib.sha256


def sha256(data: bytes) -> bytes:
    """SHA-256 (FIPS 180-4), 32 bytes."""
    return _sha256(data).digest()


@lru_cache(maxsize=1)
def _sm3_start() -> Callable[[], hashlib._Hash]:
    """Copying a started state costs half of `hashlib.new`, which looks the name up each time."""
    return hashlib.new("sm3").copy


def sm3(data: bytes) -> bytes:
    """SM3 (GB/T 32905-2016), 32 bytes. Raises ValueError if libcrypto has no SM3; never falls back."""
    state = _sm3_start()()
    state.update(data)
    return state.digest()


_DIGESTS: dict[int, Digest] = {INTL: sha256, SM: sm3}


def suite_number(suite: SuiteLike) -> int:
    """The number of a suite given as number or as object; raises CborUnsupported for one that we do not know."""
    number = suite if isinstance(suite, int) else suite.number
    if number not in _DIGESTS:
        raise CborUnsupported(f"suite {number} is unknown")
    return number


def suite_digest(suite: SuiteLike) -> Digest:
    """The hash function of a suite; raises CborUnsupported for a suite that we do not know."""
    return _DIGESTS[suite_number(suite)]


def _head(major: int, number: int) -> bytes:
    if number < 24:
        return bytes((major | number,))
    if number < 0x100:
        return bytes((major | 24, number))
    if number < 0x10000:
        return bytes((major | 25,)) + number.to_bytes(2, "big")
    if number < 0x100000000:
        return bytes((major | 26,)) + number.to_bytes(4, "big")
    if number < 0x10000000000000000:
        return bytes((major | 27,)) + number.to_bytes(8, "big")
    raise CborTooLong(f"{number} does not fit into 64 bits")


_SMALL = tuple(_head(0, number) for number in range(256))
_BYTES_HEADS = tuple(_head(0x40, number) for number in range(1024))


def uint(number: int) -> bytes:
    """Encode an unsigned integer below 2^64; raises CborError outside that range."""
    if number > 0xFFFFFFFF:
        if number > 0xFFFFFFFFFFFFFFFF:
            raise CborTooLong(f"{number} does not fit into 64 bits")
        return b"\x1b" + number.to_bytes(8, "big")
    if number < 0:
        raise CborUnsupported("negative numbers are outside the subset")
    if number < 256:
        return _SMALL[number]
    return b"\x19" + number.to_bytes(2, "big") if number < 0x10000 else b"\x1a" + number.to_bytes(4, "big")


def bstr_head(length: int) -> bytes:
    """Head of a byte string of that length."""
    return _BYTES_HEADS[length] if length < 1024 else _head(0x40, length)


def bstr(data: bytes) -> bytes:
    """Encode a byte string."""
    return bstr_head(len(data)) + data


def tstr(text: str) -> bytes:
    """Encode a text; raises CborText for lone surrogates."""
    try:
        data = text.encode("utf-8")
    except UnicodeEncodeError as cause:
        raise CborText("a text holds a lone surrogate") from cause
    return _head(0x60, len(data)) + data


def array_head(length: int) -> bytes:
    """Head of an array of that many elements."""
    return _head(0x80, length)


def encode(value: Value) -> bytes:
    """The one encoding of `value` (int, bytes, str, None, list or tuple); raises CborError outside the subset."""
    out: list[bytes] = []
    _encode(value, out, 0)
    return b"".join(out)


def _encode(value: Value, out: list[bytes], depth: int) -> None:
    kind = type(value)
    if kind is int:
        out.append(uint(value))  # type: ignore[arg-type]
    elif isinstance(value, bytes):
        out.append(bstr(value))
    elif isinstance(value, str):
        out.append(tstr(value))
    elif value is None:
        out.append(NULL)
    elif isinstance(value, list | tuple):
        if depth == MAX_DEPTH:
            raise CborDepth(f"arrays nested deeper than {MAX_DEPTH}")
        out.append(_head(0x80, len(value)))
        for item in value:
            _encode(item, out, depth + 1)
    elif isinstance(value, int) and not isinstance(value, bool):
        out.append(uint(int(value)))
    else:
        raise CborUnsupported(f"a value of type {kind.__name__} is outside uint, bytes, text, array and null")


def decode(data: bytes, *, max_bytes: int = MAX_BYTES, max_depth: int = MAX_DEPTH) -> Decoded:
    """The value that `data` is the one encoding of; arrays come as lists.

    Raises a subclass of CborError that names the first thing wrong. Work and memory are linear in `len(data)`, which
    is at most `max_bytes`; an array's announced length is checked against the bytes left before anything is made.
    """
    if len(data) > max_bytes:
        raise CborTooLong(f"{len(data)} bytes, at most {max_bytes} are allowed")
    try:
        value, end = _decode(bytes(data), max_depth)
    except IndexError:
        raise CborTruncated("the bytes end inside a head") from None
    if end != len(data):
        raise CborTrailing(f"{len(data) - end} bytes follow the value")
    return value


def _decode(data: bytes, max_depth: int) -> tuple[Decoded, int]:
    """One pass with a stack of (array, elements left) instead of recursion."""
    size, at = len(data), 0
    stack: list[tuple[list[Decoded], int]] = []
    into: list[Decoded] | None = None
    left = 0
    value: Decoded
    while True:
        initial = data[at]
        major, number = initial & 0xE0, initial & 0x1F
        at += 1
        if number > 23:
            if major == 0xE0:
                raise CborUnsupported("floats and two-byte simple values are outside the subset")
            number, at = _long_head(data, at, number)
        if major == 0x00:
            value = number
        elif major == 0x40 or major == 0x60:
            end = at + number
            if end > size:
                raise CborTruncated(f"a string of {number} bytes at {at} ends after the data")
            value = data[at:end]
            at = end
            if major == 0x60:
                value = utf8(value)
        elif major == 0x80:
            if number > size - at:
                raise CborTruncated(f"an array of {number} elements at {at} ends after the data")
            if len(stack) + (into is not None) >= max_depth:
                raise CborDepth(f"arrays nested deeper than {max_depth}")
            if number:
                if into is not None:
                    stack.append((into, left))
                into, left = [], number
                continue
            value = []
        elif initial == 0xF6:
            value = None
        else:
            raise CborUnsupported(f"initial byte {initial:02x} at {at - 1} is outside the subset")
        while into is not None:
            into.append(value)
            left -= 1
            if left:
                break
            value = into
            into, left = stack.pop() if stack else (None, 0)
        if into is None:
            return value, at


def _long_head(data: bytes, at: int, info: int) -> tuple[int, int]:
    """Read the 1, 2, 4 or 8 bytes that follow an initial byte; returns (number, next offset)."""
    if info == 24:
        number = data[at]
        if number < 24:
            raise CborNonMinimal(f"{number} is written in two bytes at {at - 1}")
        return number, at + 1
    if info == 31:
        raise CborIndefinite(f"indefinite length at {at - 1}")
    if info > 27:
        raise CborUnsupported(f"reserved head at {at - 1}")
    width = 1 << (info - 24)
    end = at + width
    if end > len(data):
        raise CborTruncated("the bytes end inside a head")
    number = int.from_bytes(data[at:end], "big")
    if number >> (width * 4) == 0:
        raise CborNonMinimal(f"{number} is written in {width + 1} bytes at {at - 1}")
    return number, end


def utf8(data: bytes) -> str:
    """Text from UTF-8; raises CborText for anything else (overlong forms and surrogates included)."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as cause:
        raise CborText(f"text is not UTF-8 at byte {cause.start}") from cause


def domain_digest(suite: SuiteLike, domain: bytes, data: bytes) -> bytes:
    """`H(domain || data)`; `domain` ends in a zero byte and is used for one purpose only."""
    return suite_digest(suite)(domain + data)


__all__ = [
    "B32", "INTL", "MAX_BYTES", "MAX_DEPTH", "MAX_TEXT", "NULL", "SM", "CborError", "Decoded", "Digest", "SuiteLike",
    "Value", "array_head", "bstr", "bstr_head", "decode", "domain_digest", "encode", "sha256", "sm3", "suite_digest",
    "suite_number", "tstr", "uint", "utf8",
]  # fmt: skip
