"""Sealed streams: any piece sizes, constant memory, and every way to tamper with the order or the end."""

from __future__ import annotations

import itertools
import os
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chain_node.crypto.errors import SealBroken, StreamTruncated
from chain_node.crypto.stream import (
    CHUNK_SIZE,
    SALT_SIZE,
    SEALED_CHUNK_SIZE,
    TAG_SIZE,
    StreamOpener,
    open_stream,
    seal_stream,
    sealed_size,
    stream_opener,
    stream_sealer,
)
from chain_node.crypto.suite import Suite, get_suite

both = pytest.mark.parametrize("suite", [get_suite("intl"), get_suite("sm")], ids=lambda suite: suite.name)
SIZES = [0, 1, CHUNK_SIZE - 1, CHUNK_SIZE, CHUNK_SIZE + 1, 2 * CHUNK_SIZE, 3 * CHUNK_SIZE + 7]


def sealed(suite: Suite, plaintext: bytes, aad: bytes = b"context") -> bytes:
    return b"".join(seal_stream(suite, bytes(suite.key_size), [plaintext], aad))


def opened(suite: Suite, stream: bytes, aad: bytes = b"context", step: int = 50_000) -> bytes:
    pieces = [stream[at : at + step] for at in range(0, len(stream), step)]
    return b"".join(open_stream(suite, bytes(suite.key_size), pieces, aad))


def chunks(stream: bytes) -> list[bytes]:
    return [stream[at : at + SEALED_CHUNK_SIZE] for at in range(SALT_SIZE, len(stream), SEALED_CHUNK_SIZE)]


@both
@pytest.mark.parametrize("size", SIZES)
def test_what_is_sealed_opens(suite: Suite, size: int) -> None:
    plaintext = os.urandom(size)
    stream = sealed(suite, plaintext)
    assert len(stream) == sealed_size(size)
    assert opened(suite, stream) == plaintext


@both
@settings(max_examples=25)
@given(st.lists(st.integers(0, 100_000), max_size=5), st.integers(1, 90_000))
def test_the_sizes_of_the_pieces_do_not_matter(suite: Suite, sizes: list[int], step: int) -> None:
    key = bytes(suite.key_size)
    pieces = [bytes((number % 251,)) * size for number, size in enumerate(sizes)]
    stream = b"".join(seal_stream(suite, key, pieces))
    assert len(stream) == sealed_size(sum(sizes))
    assert opened(suite, stream, b"", step) == b"".join(pieces)


@both
def test_a_stream_can_be_entered_at_any_chunk(suite: Suite) -> None:
    plaintext = os.urandom(3 * CHUNK_SIZE + 7)
    stream = sealed(suite, plaintext)
    salt, parts = stream[:SALT_SIZE], chunks(stream)
    for first in range(len(parts)):
        opener = stream_opener(suite, bytes(suite.key_size), b"context")
        assert opener.update(salt) == b""
        opener.skip(first)
        assert opener.update(b"".join(parts[first:])) + opener.finish() == plaintext[first * CHUNK_SIZE :]
        moved = stream_opener(suite, bytes(suite.key_size), b"context")
        moved.update(salt)
        moved.skip(first + 1)
        with pytest.raises(SealBroken):
            moved.update(b"".join(parts[first:]))
            moved.finish()


@both
def test_a_stream_is_not_entered_in_the_middle_of_anything(suite: Suite) -> None:
    stream = sealed(suite, bytes(2 * CHUNK_SIZE))
    for before in (b"", stream[: SALT_SIZE - 1], stream[: SALT_SIZE + 1], stream):
        opener = stream_opener(suite, bytes(suite.key_size), b"context")
        opener.update(before)
        with pytest.raises(SealBroken, match="salt"):
            opener.skip(1)


@both
def test_two_streams_of_the_same_differ(suite: Suite) -> None:
    assert sealed(suite, b"text")[SALT_SIZE:] != sealed(suite, b"text")[SALT_SIZE:]


@both
@pytest.mark.parametrize("size", [0, 5, CHUNK_SIZE, CHUNK_SIZE + 5])
def test_every_changed_byte_is_noticed(suite: Suite, size: int) -> None:
    stream = sealed(suite, bytes(size))
    spots = {0, SALT_SIZE - 1, SALT_SIZE, len(stream) - 1, len(stream) - TAG_SIZE, len(stream) // 2}
    for at in spots if size > 5 else range(len(stream)):
        with pytest.raises(SealBroken):
            opened(suite, stream[:at] + bytes((stream[at] ^ 1,)) + stream[at + 1 :])


@both
def test_every_cut_is_noticed(suite: Suite) -> None:
    """At every place near a border, and at the borders themselves, where the chunks before are whole."""
    stream = sealed(suite, bytes(2 * CHUNK_SIZE + 9))
    borders = [0, SALT_SIZE, SALT_SIZE + SEALED_CHUNK_SIZE, SALT_SIZE + 2 * SEALED_CHUNK_SIZE, len(stream)]
    for at in sorted({border + by for border in borders for by in (-17, -16, -1, 0, 1, 16)}):
        if 0 <= at < len(stream):
            with pytest.raises(StreamTruncated):
                opened(suite, stream[:at])


@both
def test_no_other_order_of_the_chunks_opens(suite: Suite) -> None:
    stream = sealed(suite, os.urandom(3 * CHUNK_SIZE + 100))
    salt, parts = stream[:SALT_SIZE], chunks(stream)
    assert opened(suite, salt + b"".join(parts)) is not None
    wrong = [list(order) for order in itertools.permutations(parts) if list(order) != parts]
    wrong += [parts[:at] + parts[at + 1 :] for at in range(len(parts))]
    wrong += [[*parts[:at], parts[at], *parts[at:]] for at in range(len(parts))]
    for order in wrong:
        with pytest.raises(SealBroken):
            opened(suite, salt + b"".join(order))


@both
def test_chunks_of_another_stream_under_the_same_key_do_not_open(suite: Suite) -> None:
    one, other = sealed(suite, bytes(CHUNK_SIZE + 5)), sealed(suite, bytes(CHUNK_SIZE + 5))
    first, second = chunks(one), chunks(other)
    for mixed in ([first[0], second[1]], [second[0], first[1]], second):
        with pytest.raises(SealBroken):
            opened(suite, one[:SALT_SIZE] + b"".join(mixed))


@both
def test_bytes_behind_the_last_chunk_are_noticed(suite: Suite) -> None:
    stream = sealed(suite, bytes(100))
    for more in (b"\0", bytes(TAG_SIZE), bytes(SEALED_CHUNK_SIZE), chunks(stream)[0]):
        with pytest.raises(SealBroken):
            opened(suite, stream + more)


@both
def test_another_key_or_context_does_not_open(suite: Suite) -> None:
    stream = sealed(suite, b"text")
    with pytest.raises(SealBroken):
        opened(suite, stream, b"another")
    with pytest.raises(SealBroken):
        b"".join(open_stream(suite, b"\1" * suite.key_size, [stream], b"context"))


@both
def test_an_empty_chunk_ends_only_the_stream_of_nothing(suite: Suite) -> None:
    """A full chunk followed by an empty last one would be a second spelling of the same stream."""
    key = bytes(suite.key_size)
    sealer = stream_sealer(suite, key)
    salt = sealer.update(b"")
    inner = suite.hkdf(key, salt, b"lianlu/stream/1\0" + suite.digest(b""), suite.key_size)
    zeros = bytes(suite.nonce_size - 5)
    full = suite.seal_with(inner, zeros + bytes(4) + b"\0", bytes(CHUNK_SIZE), b"")
    empty = suite.seal_with(inner, zeros + b"\0\0\0\1" + b"\1", b"", b"")
    with pytest.raises(SealBroken):
        b"".join(open_stream(suite, key, [salt + full + empty]))


@both
def test_a_finished_stream_takes_nothing_more(suite: Suite) -> None:
    key = bytes(suite.key_size)
    sealer, opener = stream_sealer(suite, key), stream_opener(suite, key)
    stream = sealer.update(b"text") + sealer.finish()
    assert opener.update(stream) + opener.finish() == b"text"
    for call in (sealer.finish, opener.finish, lambda: sealer.update(b"x"), lambda: opener.update(stream)):
        with pytest.raises(SealBroken):
            call()


@both
def test_a_piece_at_a_time_is_released_only_when_it_is_authentic(suite: Suite) -> None:
    stream = sealed(suite, bytes(2 * CHUNK_SIZE))
    opener = StreamOpener(suite, bytes(suite.key_size), b"context")
    assert opener.update(stream[: SALT_SIZE + SEALED_CHUNK_SIZE]) == b""  # it might yet be the last
    assert opener.update(stream[SALT_SIZE + SEALED_CHUNK_SIZE :][:1]) == bytes(CHUNK_SIZE)


@both
def test_memory_does_not_grow_with_the_stream(suite: Suite) -> None:
    key = bytes(suite.key_size)
    sealer, opener = stream_sealer(suite, key), stream_opener(suite, key)
    piece = bytes(100_000)
    tracemalloc.start()
    try:
        for _ in range(60):
            opener.update(sealer.update(piece))
        opener.update(sealer.finish())
        opener.finish()
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()
