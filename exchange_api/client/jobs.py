"""A call whose answer is fetched later: for whoever blocks, and for asyncio."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

from exchange_api.client.answers import Answer, judge_document
from exchange_api.client.errors import NotYet
from exchange_api.client.later import Status, build_later, ended, fetched, pauses, status_of
from exchange_api.client.requests import Request

Raw = tuple[int, list[tuple[str, str]], bytes]
_PENDING = '"pending"'


class Job:
    """A job of one client at one gateway. All that must be remembered of it is the exchange id (`Client.job`).

    An answer can be fetched for 7 days after it came, as often as is liked, until it is acknowledged.
    """

    def __init__(
        self,
        exchange: Callable[[Request], Raw],
        pause: Callable[[float], None],
        client: str,
        exchange_id: str,
        request: Request | None = None,
    ) -> None:
        """`exchange` sends a request. `request`: the call, if it is known; then its answer is compared with it."""
        self._exchange, self._pause = exchange, pause
        self._client, self._request = client, request
        self.exchange_id = exchange_id

    def status(self) -> Status:
        """How it stands. Raises `NotThere` for a job that was ended, or is not this client's."""
        return status_of(judge_document(*self._exchange(build_later(self._client, self.exchange_id))))

    def result(self, timeout: float | None = None) -> Answer:
        """The answer, waited for as long as it may come, or `timeout` seconds.

        Raises `NotYet` after that, and what a call that waited would have raised.
        """
        deadline, between = None if timeout is None else time.monotonic() + timeout, pauses()
        while self.status().pending:
            self._pause(_pause(deadline, next(between), self.exchange_id))
        return fetched(self._request, *self._exchange(build_later(self._client, self.exchange_id, response=True)))

    def cancel(self) -> bool:
        """Take the call back; False if an answer had come before, which is there to be fetched."""
        return self._end(_PENDING) is not None

    def acknowledge(self) -> None:
        """The answer is safe here: the gateway destroys its copy. Raises `NotYet` while it is still to come."""
        status = self.status().status
        if status == "pending":
            raise NotYet(f"job {self.exchange_id} is pending; `cancel` would end it")
        self._end(f'"{status}"')

    def _end(self, expected: str) -> str | None:
        request = build_later(self._client, self.exchange_id, method="DELETE", If_Match=expected)
        return ended(*self._exchange(request))


class AsyncJob:
    """`Job` for asyncio."""

    def __init__(
        self,
        exchange: Callable[[Request], Awaitable[Raw]],
        client: str,
        exchange_id: str,
        request: Request | None = None,
    ) -> None:
        """As `Job`."""
        self._exchange, self._client, self._request = exchange, client, request
        self.exchange_id = exchange_id

    async def status(self) -> Status:
        """As `Job.status`."""
        return status_of(judge_document(*await self._exchange(build_later(self._client, self.exchange_id))))

    async def result(self, timeout: float | None = None) -> Answer:
        """As `Job.result`."""
        deadline, between = None if timeout is None else time.monotonic() + timeout, pauses()
        while True:
            if not (await self.status()).pending:
                break
            await asyncio.sleep(_pause(deadline, next(between), self.exchange_id))
        raw = await self._exchange(build_later(self._client, self.exchange_id, response=True))
        return fetched(self._request, *raw)

    async def cancel(self) -> bool:
        """As `Job.cancel`."""
        return await self._end(_PENDING) is not None

    async def acknowledge(self) -> None:
        """As `Job.acknowledge`."""
        status = (await self.status()).status
        if status == "pending":
            raise NotYet(f"job {self.exchange_id} is pending; `cancel` would end it")
        await self._end(f'"{status}"')

    async def _end(self, expected: str) -> str | None:
        request = build_later(self._client, self.exchange_id, method="DELETE", If_Match=expected)
        return ended(*await self._exchange(request))


def _pause(deadline: float | None, pause: float, exchange_id: str) -> float:
    """How long to wait before the next look. Raises `NotYet` if there is no time left."""
    left = pause if deadline is None else deadline - time.monotonic()
    if left <= 0:
        raise NotYet(f"job {exchange_id} is still pending")
    return min(pause, left)
