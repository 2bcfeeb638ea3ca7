"""Bodies: small ones in memory, larger ones in sealed files, so that memory stays the same for any size.

A digest is signed before a byte is released, so every body is complete here before it goes on. A spool file is a sealed
stream (`chain_node.crypto.stream`) under the record's key; its name says the record and part and nothing else. All file
work and sealing runs in threads. Files are removed with their `Body`. One that must outlive it, and this process, is
kept until a time, which is its time of last change: such a file is durable, name included, when `collect` returns. What
a crash left behind, and what was kept long enough, is swept.

Trusted for: nothing; an altered file does not open. Loss: the repetition of a large answer.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from chain_node.crypto.stream import CHUNK_SIZE, SALT_SIZE, SEALED_CHUNK_SIZE, StreamOpener, StreamSealer
from chain_node.crypto.suite import Suite
from chain_node.durable import sync_directory
from exchange_api.adapters.quota import Quota
from exchange_api.errors import BodyTooLarge

PIECE = 4 * CHUNK_SIZE


class Hasher(Protocol):
    """A running digest."""

    def update(self, data: bytes, /) -> None:
        """Take in more bytes."""


class _Nothing:
    """The rest of a body that came whole: no pieces."""

    def __aiter__(self) -> _Nothing:
        return self

    async def __anext__(self) -> bytes:
        raise StopAsyncIteration


NOTHING: AsyncIterator[bytes] = _Nothing()


async def in_memory(first: bytes, rest: AsyncIterator[bytes], limit: int) -> bytes | None:
    """A body that is to be small, whole; None as soon as it has more than `limit` bytes."""
    held = bytearray(first)
    if len(held) > limit:
        return None
    async for piece in rest:
        held += piece
        if len(held) > limit:
            return None
    return bytes(held)


class Body:
    """A complete body: its size, and its bytes or the file that holds them."""

    __slots__ = ("_spool", "data", "file", "key", "size", "suite")

    def __init__(self, data: bytes = b"") -> None:
        self.data: bytes | None = data
        self.size = len(data)
        self.file: Path | None = None
        self.key = b""
        self.suite: Suite | None = None
        self._spool: Spool | None = None

    @classmethod
    def spooled(cls, spool: Spool, file: Path, size: int, suite: Suite, key: bytes) -> Body:
        """A body in a sealed file."""
        body = cls()
        body.data, body.size, body.file, body.key, body.suite, body._spool = None, size, file, key, suite, spool
        return body

    async def pieces(self, chunks: int = 0) -> AsyncGenerator[bytes, None]:
        """The bytes, piece by piece, but for the first so many chunks. Raises `CryptoError` if the file was altered."""
        if self.data is not None:
            if data := self.data[chunks * CHUNK_SIZE :]:
                yield data
            return
        assert self.file is not None and self.suite is not None
        opener = StreamOpener(self.suite, self.key, self.file.name.encode())
        with await asyncio.to_thread(self.file.open, "rb") as file:
            if chunks:
                opener.update(file.read(SALT_SIZE))
                opener.skip(chunks)
                file.seek(chunks * SEALED_CHUNK_SIZE, os.SEEK_CUR)
            while sealed := await asyncio.to_thread(file.read, PIECE):
                if plain := await asyncio.to_thread(opener.update, sealed):
                    yield plain
        if plain := await asyncio.to_thread(opener.finish):
            yield plain

    async def part(self, start: int, end: int) -> AsyncIterator[bytes]:
        """The bytes from `start` to before `end`, piece by piece, and little else is read. Raises as `pieces`."""
        chunks = start // CHUNK_SIZE
        at = chunks * CHUNK_SIZE
        async for piece in self.pieces(chunks):
            if wanted := piece[max(start - at, 0) : max(end - at, 0)]:
                yield wanted
            at += len(piece)
            if at >= end:
                return

    async def read(self) -> bytes:
        """All of it; for bodies whose size was checked to be small."""
        return self.data if self.data is not None else b"".join([piece async for piece in self.pieces()])

    def drop(self) -> None:
        """Remove the file, if there is one. Safe to call twice."""
        if self.file is not None and self._spool is not None:
            self._spool.remove(self.file, self.size)
            self.file = None


class Spool:
    """The directory of sealed bodies and its quota."""

    def __init__(
        self,
        directory: Path,
        *,
        memory: int,
        quota: int,
        max_body: int,
        share: int = 100,
        counted: Callable[[str], None] = lambda limit: None,
    ) -> None:
        """`memory`: bodies up to this many bytes stay in memory, and `counted` is told `memory_body` of each that does
        not; `quota`: bytes in all files together; `share`: percent of it that one owner may use."""
        self._counted = counted
        self._directory = directory
        self._memory = memory
        self._quota = Quota(quota, share)
        self._max_body = max_body
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)

    def sweep(self, older_than: float, owner_of: Callable[[str], str | None] | None = None) -> int:
        """Remove files last changed, or kept until, before `older_than` (seconds since 1970), and count what is left;
        how many went. `owner_of`, at start: whose a file is by its name; None if it is of no use to anybody."""
        removed = used = 0
        for file in self._directory.iterdir():
            try:
                found = file.stat()
                owner = "" if owner_of is None else owner_of(file.name)
                if found.st_mtime < older_than or owner is None:
                    file.unlink()
                    self._quota.remove(file.name, found.st_size)
                    removed += 1
                    continue
                used += found.st_size
                if owner:
                    self._quota.adopt(file.name, owner, found.st_size)
            except FileNotFoundError:
                continue
        self._quota.found(used)
        return removed

    def path(self, name: str) -> Path:
        """Where a kept file is."""
        return self._directory / name

    def reopen(self, name: str, size: int, suite: Suite, key: bytes) -> Body:
        """A kept body."""
        return Body.spooled(self, self.path(name), size, suite, key)

    def remove(self, file: Path, size: int) -> None:
        """Remove a file and give its bytes back to the quota."""
        try:
            file.unlink()
            self._quota.remove(file.name, size)
        except FileNotFoundError:
            pass

    async def collect(
        self,
        source: AsyncIterator[bytes],
        first: bytes,
        name: str,
        suite: Suite,
        key: bytes,
        hashers: tuple[Hasher, ...],
        *,
        owner: str = "",
        keep_until: float | None = None,
    ) -> Body:
        """Read a body to its end: `first` and what `source` gives. `key` is for the file, if one is needed; that counts
        as `owner`'s and is kept until `keep_until` (seconds since 1970), if that is given.

        Raises `BodyTooLarge`, `StorageShort`, and what `source` raises; then nothing is left behind.
        """
        for hasher in hashers:
            hasher.update(first)
        size = len(first)
        if source is NOTHING and size <= self._memory:
            return Body(first)
        parts = [first]
        while size <= self._memory:
            piece = await anext(source, None)
            if piece is None:
                return Body(b"".join(parts) if len(parts) > 1 else first)
            for hasher in hashers:
                hasher.update(piece)
            parts.append(piece)
            size += len(piece)
        self._counted("memory_body")
        target = _Target(name, suite, key, hashers, owner, keep_until)
        return await self._to_file(source, _Begun(parts, size), target)

    async def _to_file(self, source: AsyncIterator[bytes], begun: _Begun, target: _Target) -> Body:
        path = self._directory / target.name
        writer = _Writer(path, StreamSealer(target.suite, target.key, target.name.encode()), target.hashers)
        claimed, size = 0, begun.size
        try:
            await asyncio.to_thread(writer.start, begun.parts)
            parts: list[bytes] = []
            async for piece in source:
                parts.append(piece)
                size += len(piece)
                if size - claimed >= PIECE:
                    claimed += self._claim(target.owner, size, claimed)
                    await asyncio.to_thread(writer.write, parts)
                    parts = []
            claimed += self._claim(target.owner, size, claimed)
            await asyncio.to_thread(writer.finish, parts, target.keep_until)
        except BaseException:
            self._quota.unclaim(target.owner, claimed)
            writer.abandon()
            raise
        self._quota.keep(target.name, target.owner, claimed)
        return Body.spooled(self, path, size, target.suite, target.key)

    def _claim(self, owner: str, size: int, claimed: int) -> int:
        if size > self._max_body:
            raise BodyTooLarge(f"the body is larger than {self._max_body} bytes")
        self._quota.claim(owner, size - claimed)
        return size - claimed


@dataclass(frozen=True, slots=True)
class _Begun:
    """What was read before a file became necessary; hashed already."""

    parts: list[bytes]
    size: int


@dataclass(frozen=True, slots=True)
class _Target:
    """Where a body goes."""

    name: str
    suite: Suite
    key: bytes
    hashers: tuple[Hasher, ...]
    owner: str
    keep_until: float | None


class _Writer:
    """One file being written; every method runs in a thread of its own, one at a time."""

    def __init__(self, path: Path, sealer: StreamSealer, hashers: tuple[Hasher, ...]) -> None:
        self._path, self._sealer, self._hashers = path, sealer, hashers
        self._file: BinaryIO | None = None

    def start(self, hashed: list[bytes]) -> None:
        self._file = self._path.open("wb")
        self._file.write(self._sealer.update(b"".join(hashed)))

    def write(self, parts: list[bytes]) -> None:
        assert self._file is not None
        data = b"".join(parts)
        for hasher in self._hashers:
            hasher.update(data)
        self._file.write(self._sealer.update(data))

    def finish(self, parts: list[bytes], keep_until: float | None) -> None:
        assert self._file is not None
        self.write(parts)
        self._file.write(self._sealer.finish())
        self._file.flush()
        if keep_until is not None:
            os.utime(self._file.fileno(), (keep_until, keep_until))
            os.fsync(self._file.fileno())
            sync_directory(self._path.parent)
        self._file.close()

    def abandon(self) -> None:
        if self._file is not None:
            self._file.close()
        self._path.unlink(missing_ok=True)
