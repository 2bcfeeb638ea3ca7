"""Call-backs: that a job has ended is told to the address that its client has registered. It is a hint; the status is
the truth.

    POST <address>    {"exchange_id", "status", "status_url"}: what was asked or answered never travels this way

Signed (`exchange_api.signatures`) by the gateway's own key; `Idempotency-Key` is the exchange id, the same at every
attempt. Attempts go on after 1 s, 2 s, 4 s up to an hour apart, for a day; a 2xx or a 410 ends them. The address may be
called only if `egress.allow` lists it; redirects are not followed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterator
from pathlib import Path

from chain_node.errors import LianluError
from chain_node.logs import get_logger
from exchange_api.adapters import jobs
from exchange_api.adapters.jobs import Job, JobReader
from exchange_api.adapters.spool import Body
from exchange_api.adapters.store import Reader
from exchange_api.callback_key import CallbackKey
from exchange_api.service.context import Context
from exchange_api.setup_errors import AddressUnconfirmed
from exchange_api.signatures import signed_headers

FIRST_PAUSE_S = 1.0
MAX_PAUSE_S = 3600.0
FOR_MS = 86_400_000
TIMEOUT_S = 10.0
AT_ONCE = 4
"""Call-backs under way to one client's address."""
GONE = 410
TAG = "lianlu-callback"
log = get_logger(__name__)


def pauses() -> Iterator[float]:
    """Seconds between one attempt and the next."""
    pause = FIRST_PAUSE_S
    while True:
        yield pause
        pause = min(pause * 2, MAX_PAUSE_S)


class Callbacks:
    """Delivers call-backs in the background. Used in the event loop only."""

    def __init__(self, context: Context, clients: Collection[str], key: CallbackKey, log_directory: Path) -> None:
        """`clients`: those with an address (canonical paths), which `context.callbacks` has once it is in force."""
        self._context, self._key = context, key
        self._rows = Reader(log_directory)
        self._reader = JobReader(self._rows)
        self._tasks: set[asyncio.Task[None]] = set()
        self._slots = {client: asyncio.Semaphore(AT_ONCE) for client in clients}

    def registered(self, client: str) -> bool:
        """Whether a client wants to be called back."""
        return client in self._slots

    def start(self, job: Job) -> None:
        """Tell of a job that has ended."""
        task = asyncio.create_task(self._run(job), name="calling back")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Stop; what is owed is begun again at the next start."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._rows.close()

    async def _run(self, job: Job) -> None:
        record, between = job.row.record, pauses()
        while self._owed(job):
            try:
                if await self._deliver(job):
                    break
            except LianluError as error:
                log.info("callback.waiting", record=record, code=error.code, reason=str(error)[:200])
            await asyncio.sleep(next(between))
        try:
            await self._context.writer.run(lambda cursor: jobs.notified(cursor, record))
        except LianluError as error:
            log.warning("callback.unwritten", record=record, code=error.code)

    def _owed(self, job: Job) -> bool:
        """Whether there is still a job to tell of, and time and an address to tell it."""
        found = self._reader.one(job.row.record)
        late = job.ended_ms is None or self._context.clock.now_ms() > job.ended_ms + FOR_MS
        return found is not None and found.notify and not late and job.row.client in self._slots

    async def _deliver(self, job: Job) -> bool:
        """Call once; whether that was the end of it."""
        context, identity, url = self._context, job.row.exchange_id.hex(), self._context.callbacks.get(job.row.client)
        if url is None:
            raise AddressUnconfirmed(f"no address of {job.row.client} is in force yet")
        told = f'{{"exchange_id":"{identity}","status":"{job.status}","status_url":"/lianlu/v1/async/{identity}"}}'
        body = told.encode()
        parameters: dict[str, str | int] = {
            "created": context.clock.now_ms() // 1000, "keyid": self._key.kid, "alg": "ed25519", "tag": TAG,
        }  # fmt: skip
        headers = [("content-type", "application/json"), ("idempotency-key", f'"{identity}"')]
        signed = signed_headers("POST", url, headers, body, self._key.sign, parameters)
        sent = [(name.encode(), value.encode()) for name, value in signed]
        async with self._slots[job.row.client]:
            answer = await context.systems.call("POST", url, sent, Body(body), TIMEOUT_S)
        answer.release()
        context.metrics.event("callback_sent")
        if 200 <= answer.status <= 299:
            return True
        log.info("callback.refused", record=job.row.record, status=answer.status)
        return answer.status == GONE
