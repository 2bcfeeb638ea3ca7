"""Exchanges handed over (`Prefer: respond-async`): taken, looked at, fetched, and done with.

A job is a row beside its exchange. It is taken in the group that logs its request; the runner asks for its answer; its
client reads how it stands, fetches the answer as often as it likes, and ends it:

    pending   cancelled: the job goes, and its request is taken back (VOID), as one whose caller has seen an error
    done      acknowledged: two ERASE leaves, then the record's key is destroyed, then the job goes
    failed    the job goes

What is not fetched within 7 days ends in the same way. Only its own client sees a job.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Container
from pathlib import Path
from typing import Any

from chain_node.errors import LianluError, LogError
from chain_node.evidence.canonical import sha256
from chain_node.evidence.leaf import Role
from chain_node.ledger.reasons import Reason
from chain_node.log.intents import Note
from chain_node.logs import get_logger
from exchange_api.adapters import jobs
from exchange_api.adapters.jobs import Job, JobReader, JobState
from exchange_api.adapters.store import Reader
from exchange_api.headers import Handover
from exchange_api.job_errors import JobChanged, JobExpired, JobOvertaken, JobPending, JobUnknown
from exchange_api.message import Call
from exchange_api.refusals import REASONS
from exchange_api.service.callbacks import Callbacks
from exchange_api.service.consumer import Consumer, Later, Result
from exchange_api.service.context import Context, logging_failed, spool_name
from exchange_api.service.job_runner import JobRunner, Progress
from exchange_api.service.job_store import KEPT_MS, FailedCall, stored_answer, stored_request
from exchange_api.service.job_usage import Usages
from exchange_api.service.voids import Voider

PREFIX = "/lianlu/v1/async/"
VALIDITY_S = 86_400
SWEPT_AT_ONCE = 100
ACKNOWLEDGED = sha256(b"lianlu/erase-basis/1\0acknowledged by the client that asked")
NOT_FETCHED = sha256(b"lianlu/erase-basis/1\0kept for the time that answers are kept")
ALL_OF_IT = "*"
log = get_logger(__name__)


class Jobs:
    """All jobs of one gateway. Used in the event loop only."""

    def __init__(
        self, context: Context, consumer: Consumer, voider: Voider, callbacks: Callbacks, log_directory: Path
    ) -> None:
        self._context, self._consumer = context, consumer
        self._rows = Reader(log_directory)
        self._reader = JobReader(self._rows)
        self._usages = Usages(context.limits.max_jobs, context.limits.max_job_bytes, self._reader.held())
        self._callbacks = callbacks
        self._runner = JobRunner(context, self._rows, self._usages, voider, self._ended)
        self._ending = asyncio.Lock()

    def owner_of(self, name: str) -> str | None:
        """Whose a file of the spool is when a gateway starts; None if it is of no use."""
        return self._reader.owner_of(name)

    def waiting(self) -> set[int]:
        """Records whose answer is still asked for: their requests are not to be taken back."""
        return {job.row.record for job in self._reader.in_state(JobState.PENDING)}

    async def resume(self, clients: Container[str]) -> None:
        """Go on where the last run ended. What a client has asked that is not of `clients` any more is taken back."""
        for job in self._reader.in_state(JobState.PENDING):
            if job.row.client in clients:
                self._runner.start(job.row)
            else:
                await self._end(job, NOT_FETCHED)
        for job in self._reader.owed():
            self._callbacks.start(job)
        await self.sweep()

    async def close(self) -> None:
        """Stop; the store says what is to be done at the next start."""
        await self._runner.close()
        await self._callbacks.close()
        self._rows.close()

    async def take(self, call: Call, first: bytes, rest: AsyncIterator[bytes], handover: Handover) -> dict[str, Any]:
        """Take over a call of an admitted client. Raises `JobsFull`, and as `Consumer.hand_over`."""
        client = call.client.path
        self._usages.add(client)
        meter = self._usages.meter(client)
        try:
            later = Later(1000 * (handover.wait_s or VALIDITY_S), self._callbacks.registered(client))
            pending = await self._consumer.hand_over(call, first, meter.reading(first, rest), later)
        except BaseException:
            self._usages.remove(client, meter.taken)
            raise
        job = self._one(client, pending.expected.exchange_id)
        self._runner.start(job.row)
        self._context.metrics.event("job_taken")
        return self._document(job)

    def _ended(self, record: int) -> None:
        job = self._reader.one(record)
        if job is not None and job.notify:
            self._callbacks.start(job)

    # -- what its client sees

    def status(self, client: str, exchange_id: str) -> dict[str, Any]:
        """How a job stands. Raises `JobUnknown`."""
        return self._document(self._named(client, exchange_id))

    def answer(self, client: str, exchange_id: str) -> tuple[Call, Result]:
        """Call and answer of a job that is done. Raises `JobUnknown`, `JobPending`; `FailedCall` if it failed."""
        job = self._named(client, exchange_id)
        if job.state is JobState.PENDING:
            raise JobPending("the answer has not come yet")
        if job.state is JobState.EXPIRED:
            error = JobExpired("the provider's gateway gave no answer in time")
            raise FailedCall(stored_request(self._context, self._rows, job.row).call, error, job.row.exchange_id)
        return stored_answer(self._context, self._rows, job.row)

    async def end(self, client: str, exchange_id: str, expected: str | None = None) -> dict[str, Any]:
        """Cancel a pending job, acknowledge a done one, forget a failed one; how it stood, and what became of it.

        `expected`: the status that it must have. Raises `JobUnknown`, `JobChanged`, `LoggingFailed`, `StorageShort`,
        and `LedgerTooOld` while the gateway starts: what turns out to be an old copy of it must not have written.
        """
        gate = self._context.gate
        if gate.starting and (closed := gate.refusal()) is not None:
            raise closed
        while True:
            job = self._named(client, exchange_id)
            if expected not in (None, job.status):
                raise JobChanged(f"the job is {job.status}")
            document = self._document(job)
            try:
                done = await self._end(job, ACKNOWLEDGED)
            except JobOvertaken:
                continue
            return {**document, "outcome": done}

    def _named(self, client: str, exchange_id: str) -> Job:
        try:
            raw = bytes.fromhex(exchange_id) if len(exchange_id) == 32 else b""
        except ValueError:
            raw = b""
        if raw.hex() != exchange_id:
            raise JobUnknown("an exchange id is 32 hexadecimal digits in lower case")
        return self._one(client, raw)

    def _one(self, client: str, exchange_id: bytes) -> Job:
        job = self._reader.of(client, exchange_id)
        if job is None or job.state is JobState.ERASING:
            raise JobUnknown("no such job of this client")
        return job

    def _document(self, job: Job) -> dict[str, Any]:
        row, identity = job.row, job.row.exchange_id.hex()
        progress = self._runner.progress.get(row.record, Progress())
        pending = job.state is JobState.PENDING
        document: dict[str, Any] = {
            "exchange_id": identity,
            "status": job.status,
            "status_url": PREFIX + identity,
            "response_url": f"{PREFIX}{identity}/response",
            "receipt_url": f"/lianlu/v1/receipts/{identity}",
            "service": row.service,
            "created_ms": row.ts_ms,
            "expires_ms": row.expiry_ms,
            "ended_ms": job.ended_ms,
            "kept_until_ms": None if job.ended_ms is None else job.ended_ms + KEPT_MS,
            "error": _error(job),
        }
        if pending and progress.attempts:
            document["attempts"] = progress.attempts
            document["last_failure"] = {"code": progress.code, "message": progress.text}
        return document

    # -- ending

    async def sweep(self) -> None:
        """End what was kept long enough, and what an earlier end has left half done."""
        before = self._context.clock.now_ms() - KEPT_MS
        for job in [*self._reader.in_state(JobState.ERASING), *self._reader.ended_before(before, SWEPT_AT_ONCE)]:
            try:
                await self._end(job, NOT_FETCHED)
            except JobOvertaken:
                continue
            except LianluError as error:
                log.warning("job.not_ended", record=job.row.record, code=error.code)

    async def _end(self, job: Job, basis: bytes) -> str:
        """End a job as it stands: `cancelled`, `acknowledged` or `forgotten`. Raises `JobOvertaken`."""
        record, state = job.row.record, job.state
        try:
            if state is JobState.ERASING or job.status == "done":
                async with self._ending:
                    await self._erase(job, basis)
                return "acknowledged"
            await self._context.writer.run(lambda cursor: jobs.drop(cursor, record, state))
        except LianluError as error:
            if isinstance(error, LogError):
                raise logging_failed(error) from None
            raise
        if state is JobState.PENDING:
            await self._runner.stop(record)
        self._usages.remove(job.row.client, job.bytes)
        if state is not JobState.PENDING:  # its runner is through, or is taking back the request that expired
            return "forgotten"
        self._context.metrics.event("job_cancelled")
        await self._runner.take_back(job.row, job.bytes, None)
        return "cancelled"

    async def _erase(self, job: Job, basis: bytes) -> None:
        """The leaves first, then the key: what was destroyed without saying so would look like a loss."""
        context, row = self._context, job.row
        if job.state is not JobState.ERASING:
            leaves = [index for index in (row.request_leaf, row.answer_leaf) if index is not None]
            first, *others = [Note(Role.ERASE, (index, ALL_OF_IT, basis)) for index in leaves]
            marked = Note(first.role, first.body, lambda cursor, _: jobs.begin_erasing(cursor, row.record))
            await context.writer.submit(marked, *others)
        context.vault.erase(row.record)
        await context.writer.run(lambda cursor: jobs.drop(cursor, row.record, JobState.ERASING))
        context.spool.remove(context.spool.path(spool_name(row.record, 1)), job.bytes)
        self._usages.remove(row.client, job.bytes)
        context.metrics.event("job_erased")


def _error(job: Job) -> str | None:
    """X-Road's code of what a failed job's answer will say."""
    if job.status != "failed":
        return None
    reason = job.row.reason
    return JobExpired.xroad if job.state is JobState.EXPIRED or reason is None else REASONS[Reason(reason)][1]
