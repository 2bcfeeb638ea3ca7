"""The same client for asyncio."""

from __future__ import annotations

import asyncio
import ssl
from types import TracebackType
from typing import Any

import aiohttp
from yarl import URL

from exchange_api.client.answers import Answer, judge, judge_document
from exchange_api.client.errors import NoAnswer, NotSent
from exchange_api.client.jobs import AsyncJob, Raw
from exchange_api.client.later import prefer, taken
from exchange_api.client.receipts import Receipt, receipt_of
from exchange_api.client.requests import IDEMPOTENT, Options, Request, build, build_receipt, origin
from exchange_api.client.sync import PAUSES_S

_NOT_OURS = ("User-Agent", "Accept", "Accept-Encoding", "Content-Type")
"""What the library would add of its own."""
MAX_HEADER_BYTES = 65_536


class AsyncClient:
    """`Client` for asyncio; the same rules on what is repeated. To be used as `async with`, in one event loop."""

    def __init__(
        self,
        url: str,
        client: str,
        *,
        timeout: float = 90.0,
        retries: int = 2,
        repeat: bool = False,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """As `Client`."""
        scheme, host, port = origin(url)
        self._base = f"{scheme}://[{host}]:{port}" if ":" in host else f"{scheme}://{host}:{port}"
        self._client = client
        self._timeout = aiohttp.ClientTimeout(total=timeout)
        self._retries, self._repeat = min(retries, len(PAUSES_S)), repeat
        self._tls = tls
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> AsyncClient:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections that are kept."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def call(
        self, service: str, path: str = "", *, method: str = "GET", body: bytes | None = None, **more: Any
    ) -> Answer:
        """Call a service; `more` as in `Options`. Raises `ClientError`; an error of the provider's own is an answer."""
        request = build(self._client, method, service, path, body, Options(**more))
        return judge(request, *await self._exchange(request))

    async def call_async(
        self,
        service: str,
        path: str = "",
        *,
        method: str = "GET",
        body: bytes | None = None,
        wait: int | None = None,
        **more: Any,
    ) -> AsyncJob:
        """As `Client.call_async`."""
        more["headers"] = prefer(more.get("headers", ()), wait)
        request = build(self._client, method, service, path, body, Options(**more))
        return self.job(taken(*await self._exchange(request)).exchange_id, request)

    def job(self, exchange_id: str, request: Request | None = None) -> AsyncJob:
        """A call that this client has handed over before."""
        return AsyncJob(self._exchange, self._client, exchange_id, request)

    async def get(self, service: str, path: str = "", **more: Any) -> Answer:
        """GET."""
        return await self.call(service, path, **more)

    async def post(self, service: str, path: str = "", body: bytes = b"", **more: Any) -> Answer:
        """POST."""
        return await self.call(service, path, method="POST", body=body, **more)

    async def receipt(self, exchange_id: str) -> Receipt:
        """The receipt of an exchange of this client. Raises `ClientError`."""
        request = build_receipt(self._client, exchange_id)
        return receipt_of(exchange_id, judge_document(*await self._exchange(request)))

    async def _exchange(self, request: Request) -> Raw:
        try:
            return await self._connected(request)
        except NoAnswer:
            if not (self._repeat and request.method in IDEMPOTENT):
                raise
        return await self._connected(request)

    async def _connected(self, request: Request) -> Raw:
        """Ask; a connection that is refused is tried again, for nothing was sent."""
        for attempt in range(self._retries + 1):
            try:
                return await self._once(request)
            except aiohttp.ClientConnectorError as error:
                refused = isinstance(getattr(error, "os_error", None), ConnectionRefusedError)
                if not refused or attempt == self._retries:
                    raise NotSent(str(error)) from None
                await asyncio.sleep(PAUSES_S[attempt])
            except aiohttp.ConnectionTimeoutError as error:
                raise NotSent(str(error)) from None
            except (aiohttp.ClientError, TimeoutError, OSError) as error:
                raise NoAnswer(f"{type(error).__name__}: {error}") from None
        raise NotSent("retries is negative")

    async def _once(self, request: Request) -> Raw:
        session = self._session = self._session or self._open()
        url = URL(self._base + request.target, encoded=True)
        async with session.request(
            request.method, url, headers=list(request.headers), data=request.body, allow_redirects=False
        ) as answer:
            body = await answer.read()
            headers = [(name.decode("latin-1"), value.decode("utf-8", "replace")) for name, value in answer.raw_headers]
            return answer.status, headers, body

    def _open(self) -> aiohttp.ClientSession:
        session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(ssl=self._tls if self._tls is not None else True),
            timeout=self._timeout,
            auto_decompress=False,
            trust_env=False,
            skip_auto_headers=_NOT_OURS,
            cookie_jar=aiohttp.DummyCookieJar(),
            max_line_size=MAX_HEADER_BYTES,
            max_field_size=MAX_HEADER_BYTES,
        )
        # A kept connection that drops would have GET and PUT sent twice; there is no public switch.
        session._retry_connection = False
        return session
