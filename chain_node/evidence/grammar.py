r"""Pieces of the grammar of messages, leaves and receipts, as regular expressions over bytes.

The formats have fixed positions, so one expression accepts exactly the canonical encodings of a part and cuts it up
in one pass in C; several times faster than decoding value by value, and as strict, since each piece spells out the
shortest form. A part that does not match is explained afterwards by the general decoder (`explain`).
"""

from __future__ import annotations

import re
from typing import NoReturn

from chain_node.errors import EvidenceError
from chain_node.evidence.canonical import MAX_BYTES, MAX_TEXT, decode, utf8

MAX_NUMBER = (1 << 63) - 1
"""Largest number in messages and leaves: stores keep signed 64-bit integers."""

UINT = (
    rb"([\x00-\x17]|\x18[\x18-\xff]|\x19(?!\x00).."
    rb"|\x1a(?!\x00\x00)....|\x1b(?!\x00\x00\x00\x00)[\x00-\x7f].......)"
)
"""A number up to MAX_NUMBER in its shortest form; `number` reads what it captured."""
HASH = rb"\x58\x20(.{32})"
HASH_OR_NULL = rb"(?:\xf6|\x58\x20(.{32}))"


def rule(*parts: bytes) -> re.Pattern[bytes]:
    """Compile parts in sequence; `.` is any byte."""
    return re.compile(b"".join(parts), re.DOTALL)


def number(encoded: bytes) -> int:
    """Value of what UINT captured."""
    return int.from_bytes(encoded[1:], "big") if len(encoded) > 1 else encoded[0]


def text_at(data: bytes, at: int, longest: int = MAX_TEXT) -> tuple[str, int]:
    """Read a text of 0 to `longest` bytes at `at`: (text, next offset).

    Raises IndexError or ValueError for anything else (callers turn both into their own error), CborText for bad UTF-8.
    """
    head = data[at]
    if 0x60 <= head < 0x78:
        start, length = at + 1, head - 0x60
    elif head == 0x78:
        start, length = at + 2, data[at + 1]
        if length < 24:
            raise ValueError("a text's length is not in its shortest form")
    elif head == 0x79:
        start, length = at + 3, int.from_bytes(data[at + 1 : at + 3], "big")
        if length < 256:
            raise ValueError("a text's length is not in its shortest form")
    else:
        raise ValueError("not a text")
    end = start + length
    if length > longest or end > len(data):
        raise ValueError("a text is too long or ends after the data")
    return utf8(data[start:end]), end


def bytes_at(data: bytes, at: int) -> tuple[bytes, int]:
    """Read a byte string of any length at `at`: (bytes, next offset); errors as `text_at`."""
    head = data[at]
    if 0x40 <= head < 0x58:
        start, length = at + 1, head - 0x40
    elif 0x58 <= head <= 0x5A:
        start = at + 1 + (1 << (head - 0x58))
        length = int.from_bytes(data[at + 1 : start], "big")
        if length < (24, 0x100, 0x10000)[head - 0x58]:
            raise ValueError("a byte string's length is not in its shortest form")
    else:
        raise ValueError("not a byte string")
    end = start + length
    if end > len(data):
        raise ValueError("a byte string ends after the data")
    return data[start:end], end


def explain(
    data: bytes, error: type[EvidenceError], what: str, *, max_bytes: int = MAX_BYTES, max_depth: int = 4
) -> NoReturn:
    """Raise the CborError that says why `data` is not canonical, or `error` if it is and only its shape is wrong."""
    decode(data, max_bytes=max_bytes, max_depth=max_depth)
    raise error(f"{what} is not as the format says")
