"""Recursive length prefix, strictly (Ethereum yellow paper, appendix B). Pure.

Written by hand because it is the hottest code of the ledger: half a dozen items are encoded for each transaction.
Decoding accepts the one canonical encoding of each value and nothing else; nesting is limited by `MAX_DEPTH`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

Item: TypeAlias = "bytes | list[Item]"

MAX_DEPTH = 16
"""Deepest nesting accepted; a receipt needs 4, a trie node as many as it embeds."""


class RlpError(ValueError):
    """The bytes are not the canonical encoding of anything."""


def encode_bytes(value: bytes) -> bytes:
    """The encoding of one byte string."""
    size = len(value)
    if size == 1 and value[0] < 0x80:
        return value
    if size < 56:
        return bytes((0x80 + size,)) + value
    prefix = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((0xB7 + len(prefix),)) + prefix + value


def encode_int(value: int) -> bytes:
    """The encoding of a non-negative integer: big-endian without leading zeros."""
    if value == 0:
        return b"\x80"
    if value < 0x80:
        return bytes((value,))
    return encode_bytes(value.to_bytes((value.bit_length() + 7) // 8, "big"))


def encode_sequence(encoded: Iterable[bytes]) -> bytes:
    """The list whose items are already encoded."""
    body = b"".join(encoded)
    size = len(body)
    if size < 56:
        return bytes((0xC0 + size,)) + body
    prefix = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((0xF7 + len(prefix),)) + prefix + body


def encode(item: Item) -> bytes:
    """The encoding of a byte string or of nested lists of them."""
    if isinstance(item, bytes):
        return encode_bytes(item)
    return encode_sequence([encode(one) for one in item])


def decode(data: bytes) -> Item:
    """The value of `data`. Raises `RlpError` unless it is exactly one canonically encoded item."""
    item, end = _item(data, 0, len(data), 0)
    if end != len(data):
        raise RlpError(f"{len(data) - end} bytes after the item")
    return item


def decode_list(data: bytes) -> list[Item]:
    """Like `decode`, for an item that must be a list."""
    item = decode(data)
    if not isinstance(item, list):
        raise RlpError("not a list")
    return item


def as_int(item: Item, bits: int = 256) -> int:
    """The non-negative integer of at most `bits` bits that `item` holds. Raises `RlpError`."""
    if not isinstance(item, bytes) or len(item) * 8 > bits:
        raise RlpError(f"not an integer of {bits} bits")
    if item[:1] == b"\0":
        raise RlpError("integer with leading zeros")
    return int.from_bytes(item, "big")


def as_bytes(item: Item, *sizes: int) -> bytes:
    """`item` as bytes whose length is one of `sizes` (any, if none is given). Raises `RlpError`."""
    if not isinstance(item, bytes) or (sizes and len(item) not in sizes):
        raise RlpError(f"not bytes of length {sizes}")
    return item


def _item(data: bytes, start: int, limit: int, depth: int) -> tuple[Item, int]:
    if start >= limit:
        raise RlpError("ends too early")
    first = data[start]
    if first < 0x80:
        return data[start : start + 1], start + 1
    if first < 0xC0:
        begin, end = _span(data, start, limit, first - 0x80)
        value = data[begin:end]
        if end - begin == 1 and value[0] < 0x80:
            raise RlpError("single byte with a prefix")
        return value, end
    if depth >= MAX_DEPTH:
        raise RlpError("nested too deeply")
    begin, end = _span(data, start, limit, first - 0xC0)
    items: list[Item] = []
    while begin < end:
        one, begin = _item(data, begin, end, depth + 1)
        items.append(one)
    return items, end


def _span(data: bytes, start: int, limit: int, tag: int) -> tuple[int, int]:
    """Where the payload begins and ends; `tag` is the first byte without its kind."""
    begin, size = start + 1, tag
    if tag > 55:
        width = tag - 55
        begin += width
        if begin > limit or data[start + 1] == 0:
            raise RlpError("length is not minimal or cut short")
        size = int.from_bytes(data[start + 1 : begin], "big")
        if size < 56:
            raise RlpError("length is not minimal")
    end = begin + size
    if end > limit:
        raise RlpError("ends too early")
    return begin, end
