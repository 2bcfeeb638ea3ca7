"""How a message travels between gateways: receipt, M and openings, each after its length (u32), then the body.

POST /peer/v1/exchange     the request; the answer has the same shape and status 200
an unsigned refusal        status 4xx or 5xx, JSON {"code", "message"}
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

from exchange_api.errors import PeerMalformed

MAX_RECEIPT = 16 * 1024
MAX_MESSAGE = 64 * 1024
MAX_OPENINGS = 1024 * 1024
_LIMITS = (MAX_RECEIPT, MAX_MESSAGE, MAX_OPENINGS)


@dataclass(frozen=True, slots=True)
class Frame:
    """The three parts, and what was read of the body with them."""

    receipt: bytes
    message: bytes
    openings: bytes
    first: bytes = b""


def encode(receipt: bytes, message: bytes, openings: bytes, body: bytes = b"") -> bytes:
    """The three parts with their lengths, and a small body."""
    return b"".join(
        (
            len(receipt).to_bytes(4, "big"),
            receipt,
            len(message).to_bytes(4, "big"),
            message,
            len(openings).to_bytes(4, "big"),
            openings,
            body,
        )
    )


def decode(data: bytes) -> Frame | None:
    """The parts if they are all there, else None: read more. Raises `PeerMalformed` if a length is beyond its limit."""
    parts: list[bytes] = []
    at = 0
    for limit in _LIMITS:
        end = at + 4
        if len(data) < end:
            return None
        length = int.from_bytes(data[at:end], "big")
        if length > limit:
            raise PeerMalformed(f"a part of {length} bytes, at most {limit}")
        at = end + length
        if len(data) < at:
            return None
        parts.append(data[end:at])
    return Frame(parts[0], parts[1], parts[2], data[at:])


async def read(first: bytes, rest: AsyncIterator[bytes]) -> Frame:
    """Read until the three parts are complete. Raises `PeerMalformed` if they are not, at the end or beyond limits."""
    frame = decode(first)
    held = bytearray(first)
    while frame is None:
        piece = await anext(rest, None)
        if piece is None:
            raise PeerMalformed("the message ends before its parts are complete")
        held += piece
        if _complete(held):  # copied once, however small the pieces are
            frame = decode(bytes(held))
    return frame


def _complete(held: bytearray) -> bool:
    """Whether it is worth while to decode: the parts are there, or one is beyond its limit."""
    at = 0
    for limit in _LIMITS:
        if len(held) < at + 4:
            return False
        length = int.from_bytes(held[at : at + 4], "big")
        at += 4 + length
        if length > limit:
            return True
    return len(held) >= at
