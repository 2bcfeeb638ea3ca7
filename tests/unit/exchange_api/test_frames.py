"""Framed messages, however they arrive."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from exchange_api.adapters.frames import MAX_MESSAGE, MAX_RECEIPT, Frame, encode, read
from exchange_api.errors import PeerMalformed

PARTS = (b"receipt", b"m" * 3000, b"o" * 5000)
DATA = encode(*PARTS)


async def pieces(data: bytes, size: int) -> AsyncIterator[bytes]:
    for at in range(0, len(data), size):
        yield data[at : at + size]


@pytest.mark.parametrize("size", [1, 3, 4, 7, 4096, len(DATA) - 1])
@pytest.mark.parametrize("first", [0, 1, 11, 12, 3100])
async def test_a_message_in_pieces_is_the_same(size: int, first: int) -> None:
    rest = pieces(DATA[first:], size)
    assert await read(DATA[:first], rest) == Frame(*PARTS)
    assert [one async for one in rest] == []


async def test_what_follows_the_parts_is_the_beginning_of_the_body() -> None:
    assert await read(DATA + b"body", pieces(b"", 1)) == Frame(*PARTS, b"body")
    rest = pieces(b"body", 1)
    assert (await read(DATA[:-1], pieces(DATA[-1:] + b"bo", 3))).first == b"bo"
    assert (await read(DATA, rest)).first == b""
    assert [one async for one in rest] == [b"b", b"o", b"d", b"y"]


@pytest.mark.parametrize("size", [1, 1000])
async def test_a_message_that_ends_too_early_is_refused(size: int) -> None:
    for end in (0, 3, 4, 12, len(DATA) - 1):
        with pytest.raises(PeerMalformed, match="ends"):
            await read(b"", pieces(DATA[:end], size))


@pytest.mark.parametrize("limit", [MAX_RECEIPT, MAX_MESSAGE])
async def test_a_part_beyond_its_limit_is_refused_before_it_comes(limit: int) -> None:
    before = b"" if limit == MAX_RECEIPT else (7).to_bytes(4, "big") + PARTS[0]

    async def long() -> AsyncIterator[bytes]:
        for one in before + (limit + 1).to_bytes(4, "big"):
            yield bytes((one,))
        raise AssertionError("more was read than was needed")

    with pytest.raises(PeerMalformed, match=str(limit)):
        await read(b"", long())
