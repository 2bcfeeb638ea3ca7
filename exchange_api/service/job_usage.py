"""What each client has handed over and not done with: 1,000 jobs and 1 GiB of bodies, those under way included."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass

from exchange_api.adapters.spool import NOTHING
from exchange_api.job_errors import JobsFull


@dataclass(slots=True)
class Usage:
    """What one client holds now."""

    jobs: int = 0
    bytes: int = 0


class Usages:
    """Of all clients. Used in the event loop only."""

    def __init__(self, max_jobs: int, max_bytes: int, held: Iterable[tuple[str, int, int]]) -> None:
        """`held`: what is stored, as (client, jobs, bytes)."""
        self._max_jobs, self._max_bytes = max_jobs, max_bytes
        self._held = {client: Usage(jobs, size) for client, jobs, size in held}

    def add(self, client: str) -> None:
        """One job more. Raises `JobsFull`."""
        usage = self._held.setdefault(client, Usage())
        full = "max_jobs" if usage.jobs >= self._max_jobs else "max_job_bytes" if usage.bytes >= self._max_bytes else ""
        if full:
            raise JobsFull(f"the client holds {usage.jobs} jobs with {usage.bytes} bytes", limit=full)
        usage.jobs += 1

    def remove(self, client: str, size: int) -> None:
        """One job less, with what was kept of it."""
        usage = self._held[client]
        usage.jobs -= 1
        usage.bytes -= size
        if not usage.jobs:
            del self._held[client]

    def give_back(self, client: str, size: int) -> None:
        """Bytes that are kept no longer, of a job that stays."""
        usage = self._held.get(client)
        if usage is not None:
            usage.bytes -= size

    def meter(self, client: str) -> Meter:
        """Counts the bytes of one body while they come."""
        return Meter(self._held.setdefault(client, Usage()), self._max_bytes)


class Meter:
    """Counts one body against its client's limit."""

    def __init__(self, usage: Usage, limit: int) -> None:
        self._usage, self._limit = usage, limit
        self.taken = 0

    def add(self, size: int) -> None:
        """Raises `JobsFull` if these bytes are too many."""
        if self._usage.bytes + size > self._limit:
            raise JobsFull(f"with this body the client would hold more than {self._limit} bytes", limit="max_job_bytes")
        self._usage.bytes += size
        self.taken += size

    def reading(self, first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """`rest`, counted as it is read; `first` is counted at once."""
        self.add(len(first))
        return rest if rest is NOTHING else self._counted(rest)

    async def _counted(self, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        async for piece in rest:
            self.add(len(piece))
            yield piece

    def give_back(self) -> None:
        """Nothing of the body is kept after all."""
        self._usage.bytes -= self.taken
        self.taken = 0
