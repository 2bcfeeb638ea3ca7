"""Sealed streams: bodies of any length in constant memory, cut into chunks of 64 KiB.

    stream  = salt (32 random bytes) || chunk 0 || chunk 1 || ... || last chunk
    chunk   = sealed(65,536 bytes), the last one 0 to 65,536 bytes, each with 16 bytes of tag
    key     = HKDF(key, salt, "lianlu/stream/1" || 0 || digest(aad))           fresh for every stream
    nonce   = zeros || counter (u32, big-endian) || 1 for the last chunk, else 0

So a chunk that is changed, moved, left out, repeated, or taken from another stream does not open, and a stream that is
cut short has no last chunk. An empty last chunk stands alone: it is only in the stream of nothing. The construction is
STREAM (Hoang, Reyhanitabar, Rogaway, Vizar 2015). At most 2^32 chunks, 256 TiB.

What an opener releases is authentic, but it is the whole only when `finish` returns: whoever acts on a prefix acts on
what an attacker chose to let through.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from chain_node.crypto.errors import SealBroken, StreamTruncated
from chain_node.crypto.suite import Suite

CHUNK_SIZE = 65_536
"""Bytes of plaintext in every chunk but the last."""

SALT_SIZE = 32
TAG_SIZE = 16
SEALED_CHUNK_SIZE = CHUNK_SIZE + TAG_SIZE
MAX_CHUNKS = 2**32

_INFO = b"lianlu/stream/1\x00"


class _Chunks:
    """The key and counter of one stream, and the bytes that wait for their chunk to fill."""

    __slots__ = ("_buffer", "_counter", "_key", "_suite", "_zeros")

    def __init__(self, suite: Suite) -> None:
        self._suite, self._key, self._counter = suite, b"", 0
        self._zeros = bytes(suite.nonce_size - 5)
        self._buffer = bytearray()

    def _start(self, key: bytes, salt: bytes, aad: bytes) -> None:
        self._key = self._suite.hkdf(key, salt, _INFO + self._suite.digest(aad), self._suite.key_size)

    def _nonce(self, last: bool) -> bytes:
        if self._counter >= MAX_CHUNKS:
            raise SealBroken(f"a stream has at most {MAX_CHUNKS} chunks")
        nonce = self._zeros + self._counter.to_bytes(4, "big") + (b"\x01" if last else b"\x00")
        self._counter += 1
        return nonce

    def _full(self, size: int) -> Iterator[bytes]:
        """Chunks that are complete and surely not the last: a byte behind them has come."""
        buffer, at = self._buffer, 0
        while len(buffer) - at > size:
            yield bytes(memoryview(buffer)[at : at + size])
            at += size
        del buffer[:at]


class StreamSealer(_Chunks):
    """Seals a stream piece by piece. Not for several threads at once."""

    __slots__ = ("_head",)

    def __init__(self, suite: Suite, key: bytes, aad: bytes = b"") -> None:
        """`key` of at least 16 bytes; `aad` names the context and is not in the stream."""
        super().__init__(suite)
        self._head = os.urandom(SALT_SIZE)
        self._start(key, self._head, aad)

    def update(self, data: bytes) -> bytes:
        """Take any number of bytes; the sealed bytes that are ready, often none."""
        if not self._key:
            raise SealBroken("the stream is finished already")
        self._buffer += data
        sealed = [self._suite.seal_with(self._key, self._nonce(False), one, b"") for one in self._full(CHUNK_SIZE)]
        head, self._head = self._head, b""
        return b"".join((head, *sealed))

    def finish(self) -> bytes:
        """The sealed end, exactly once; the sealer is of no use afterwards."""
        if not self._key:
            raise SealBroken("the stream is finished already")
        sealed = self._head + self._suite.seal_with(self._key, self._nonce(True), bytes(self._buffer), b"")
        self._key = self._head = b""
        self._buffer.clear()
        return sealed


class StreamOpener(_Chunks):
    """Opens a stream piece by piece. Not for several threads at once."""

    __slots__ = ("_aad", "_done", "_ikm")

    def __init__(self, suite: Suite, key: bytes, aad: bytes = b"") -> None:
        """The key and the context that the stream was sealed with."""
        super().__init__(suite)
        self._ikm, self._aad, self._done = key, aad, False

    def update(self, sealed: bytes) -> bytes:
        """Take any number of bytes; the plaintext that is certain so far. Raises SealBroken."""
        if self._done:
            raise SealBroken("the stream is finished already")
        self._buffer += sealed
        if not self._key and len(self._buffer) >= SALT_SIZE:
            self._start(self._ikm, bytes(self._buffer[:SALT_SIZE]), self._aad)
            del self._buffer[:SALT_SIZE]
        if not self._key:
            return b""
        return b"".join(
            [self._suite.open_with(self._key, self._nonce(False), one, b"") for one in self._full(SEALED_CHUNK_SIZE)]
        )

    def skip(self, chunks: int) -> None:
        """Go on with a later chunk: right behind the salt, and before anything else. What is released is authentic and
        in its place, as without. Raises SealBroken."""
        if not self._key or self._counter or self._buffer:
            raise SealBroken("a stream is entered right behind its salt")
        self._counter = chunks

    def finish(self) -> bytes:
        """The plaintext of the last chunk. Raises StreamTruncated if it is not the last one, SealBroken if altered."""
        if not self._key or len(self._buffer) < TAG_SIZE:
            raise StreamTruncated("the sealed stream ends before its last chunk")
        first = self._counter == 0
        try:
            plaintext = self._suite.open_with(self._key, self._nonce(True), bytes(self._buffer), b"")
        except SealBroken as exc:
            raise StreamTruncated("the sealed stream was cut, or its last chunk was altered") from exc
        if not plaintext and not first:
            raise SealBroken("an empty chunk ends a stream that is not empty")
        self._key, self._done = b"", True
        self._buffer.clear()
        return plaintext


def stream_sealer(suite: Suite, key: bytes, aad: bytes = b"") -> StreamSealer:
    """What seals one stream under `key` in the context `aad`."""
    return StreamSealer(suite, key, aad)


def stream_opener(suite: Suite, key: bytes, aad: bytes = b"") -> StreamOpener:
    """What opens one stream that was sealed under `key` in the context `aad`."""
    return StreamOpener(suite, key, aad)


def sealed_size(size: int) -> int:
    """Length of the sealed stream of `size` bytes."""
    return SALT_SIZE + size + TAG_SIZE * max(1, -(-size // CHUNK_SIZE))


def seal_stream(suite: Suite, key: bytes, pieces: Iterable[bytes], aad: bytes = b"") -> Iterator[bytes]:
    """Sealed pieces of a stream given in pieces."""
    sealer = StreamSealer(suite, key, aad)
    for piece in pieces:
        ready = sealer.update(piece)
        if ready:
            yield ready
    yield sealer.finish()


def open_stream(suite: Suite, key: bytes, pieces: Iterable[bytes], aad: bytes = b"") -> Iterator[bytes]:
    """Opened pieces of a sealed stream given in pieces; only a normal end says that it is whole. Raises SealBroken."""
    opener = StreamOpener(suite, key, aad)
    for piece in pieces:
        ready = opener.update(piece)
        if ready:
            yield ready
    yield opener.finish()
