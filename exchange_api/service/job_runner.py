"""Asks for the answers of jobs: each request is sent again, byte for byte, until it is answered or its time is over.

A job is read from the store for every attempt, whether it was taken a moment or a week ago: nothing of it is in memory
in between, and a start finds all there is to do in the store. A gateway that never answers holds up its own jobs only.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass

from chain_node.errors import CryptoError, LianluError
from chain_node.logs import get_logger
from exchange_api.adapters import jobs, store
from exchange_api.adapters.jobs import JobReader
from exchange_api.adapters.peers import PeerAnswer
from exchange_api.adapters.store import Reader, Row
from exchange_api.error_base import ExchangeError
from exchange_api.job_errors import JobExpired, JobOvertaken
from exchange_api.service.accept import Accepted
from exchange_api.service.asking import Failure, ask, refusal
from exchange_api.service.context import Context, spool_name
from exchange_api.service.job_store import Request, stored_pending, stored_request, watched_failure
from exchange_api.service.job_usage import Usages
from exchange_api.service.lockout import count_failure, of_client
from exchange_api.service.voids import Voider

FIRST_PAUSE_S = 1.0
MAX_PAUSE_S = 60.0
AT_ONCE = 32
"""Requests under way to one gateway."""
AT_ONCE_FOR_ONE = 8
"""Of these, one client's: whoever hands over hundreds does not keep the others waiting for days."""
log = get_logger(__name__)


@dataclass(slots=True)
class Progress:
    """What came of the attempts of this process so far: their number, and code and text of the last failure."""

    attempts: int = 0
    code: str = ""
    text: str = ""


class JobRunner:
    """Runs jobs in the background. Used in the event loop only."""

    def __init__(
        self, context: Context, rows: Reader, usages: Usages, voider: Voider, ended: Callable[[int], None]
    ) -> None:
        """`ended` is told the record of each job that came to an answer or to the end of its time."""
        self._context, self._rows, self._usages, self._voider = context, rows, usages, voider
        self._jobs = JobReader(rows)
        self._ended = ended
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._slots: dict[tuple[str, str], asyncio.Semaphore] = {}
        self.progress: dict[int, Progress] = {}

    def start(self, row: Row) -> None:
        """Ask until there is an answer."""
        task = self._tasks[row.record] = asyncio.create_task(self._run(row), name="asking for a job")
        self.progress[row.record] = Progress()
        task.add_done_callback(lambda _: self._over(row.record))

    def _over(self, record: int) -> None:
        self._tasks.pop(record, None)
        self.progress.pop(record, None)

    async def stop(self, record: int) -> None:
        """Ask no more for a job that is gone."""
        task = self._tasks.get(record)
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def close(self) -> None:
        """Stop; what is pending is asked for again at the next start."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _run(self, row: Row) -> None:
        pause = FIRST_PAUSE_S
        while True:
            try:
                async with AsyncExitStack() as held:
                    if await self._turn(row, held):
                        await self._attempt(row)
                    else:
                        await self._expire(row)
                self._ended(row.record)
                return
            except JobOvertaken:
                return
            except Failure as failure:
                self._failed(row, failure.error)
            except (LianluError, OSError, LookupError) as error:
                self._failed(row, error)
            except Exception as error:
                log.error("job.fault", record=row.record, error=type(error).__name__, exc_info=error)
                self._failed(row, error)
            await asyncio.sleep(min(pause, self._left_s(row)) or pause)
            pause = min(pause * 2, MAX_PAUSE_S)

    def _left_s(self, row: Row) -> float:
        return max((row.expiry_ms - self._context.clock.now_ms()) / 1000, 0.0)

    async def _turn(self, row: Row, held: AsyncExitStack) -> bool:
        """Wait until this job may be asked for, which `held` then holds; False if its time is over before that."""
        if not self._left_s(row):
            return False
        try:
            async with asyncio.timeout(self._left_s(row)):
                for client, at_once in ((row.client, AT_ONCE_FOR_ONE), ("", AT_ONCE)):
                    slot = self._slots.setdefault((row.peer, client), asyncio.Semaphore(at_once))
                    await held.enter_async_context(slot)
        except TimeoutError:
            return False
        return True

    def _failed(self, row: Row, error: Exception) -> None:
        """Nothing is lost: it is tried again."""
        progress = self.progress.setdefault(row.record, Progress())
        progress.attempts += 1
        ours = isinstance(error, LianluError)
        progress.code = error.code if isinstance(error, LianluError) else ExchangeError.code
        progress.text = str(error)[:200] if ours else "internal error"
        log.info("job.waiting", record=row.record, code=progress.code, reason=str(error)[:200])

    async def _attempt(self, row: Row) -> None:
        """Send the request once and log its answer. Raises what keeps it from that."""
        context = self._context
        closed = context.gate.refusal()
        if closed is not None:
            raise closed
        context.view.check_age(context.clock.now_ms())
        pending = await stored_pending(context, self._rows, row)
        meter = self._usages.meter(row.client)

        def taking(answer: PeerAnswer) -> None:
            answer.rest = meter.reading(answer.frame.first, answer.rest)

        def ending(accepted: Accepted, effect: store.Effect) -> store.Effect:
            return jobs.answered(row.record, accepted.body.size, effect)

        try:
            accepted = await ask(context, pending, taking, ending)
        except BaseException:
            meter.give_back()
            raise
        self._usages.give_back(row.client, pending.body.size)
        pending.body.drop()
        if accepted.reason.permits:
            context.metrics.exchange("asked", "ok")
            return
        refused = refusal(context, accepted.reason, accepted.body)
        context.metrics.exchange("asked", refused.xroad)
        if refused.status == 403:
            count_failure(context, of_client(row.client, row.service))

    async def _expire(self, row: Row) -> None:
        """Nobody answered in time: the job ends, and its request is taken back."""
        context, now_ms = self._context, self._context.clock.now_ms()
        error = JobExpired("the provider's gateway gave no answer in time")
        size = self._held(row)
        await context.writer.run(lambda cursor: jobs.expire(cursor, row.record, now_ms))
        context.metrics.exchange("asked", error.xroad)
        self._usages.give_back(row.client, size)
        await self.take_back(row, size, error)

    def _held(self, row: Row) -> int:
        job = self._jobs.one(row.record)
        return 0 if job is None else job.bytes

    async def take_back(self, row: Row, size: int, error: ExchangeError | None) -> None:
        """Void the request of a job that has ended without an answer, and drop what was kept of either body."""
        context = self._context
        request: Request | None = None
        try:
            request = stored_request(context, self._rows, row)
        except (CryptoError, LookupError) as missing:
            log.error("job.unreadable", record=row.record, error=type(missing).__name__)
        watched = watched_failure(context, row, request, error)
        for part in (0, 1):  # an answer may have come just then, and is not wanted any more
            context.spool.remove(context.spool.path(spool_name(row.record, part)), size)
        await self._voider.void_rows([row], watched)
