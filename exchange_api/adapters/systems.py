"""Calls to the department's own information systems.

* Egress is refused unless `adapters.egress` lets the address pass. A name is resolved once per connection, and the
  connection goes to the very address that was checked: what the name says a moment later is nobody's business.
* Nothing is invented: no `Accept`, `User-Agent` or `Content-Type` of the client library; path and query go raw.
* No redirect is followed, nothing is sent twice, nothing is decompressed, a final 1xx is refused.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from functools import lru_cache

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from chain_node.errors import LianluError
from exchange_api.adapters.egress import EgressFilter
from exchange_api.adapters.spool import NOTHING, Body
from exchange_api.adapters.wire import MAX_FIELD_BYTES, MAX_LINE_BYTES, Origin, Stream
from exchange_api.errors import EgressRefused, SystemInvalid, SystemTooSlow, SystemUnreachable

KEEP_ALIVE_S = 4.0
_SKIP = ("Accept", "Accept-Encoding", "User-Agent", "Content-Type")

Header = tuple[bytes, bytes]


Found = list[tuple[socket.AddressFamily, int, str]]
Names = Callable[[str, int, socket.AddressFamily], Awaitable[Found]]
"""Resolves a name: (family, protocol, address) of each answer."""


async def names_of_machine(host: str, port: int, family: socket.AddressFamily) -> Found:
    """By the machine's resolver."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM, family=family)
    return [(kind, proto, str(address[0])) for kind, _, proto, _, address in found]


class _CheckedResolver(AbstractResolver):
    """Resolves names, and gives only addresses that may be called."""

    def __init__(self, egress: EgressFilter, names: Names) -> None:
        self._egress = egress
        self._names = names

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        results: list[ResolveResult] = []
        refused: EgressRefused | None = None
        for kind, proto, address in await self._names(host, port, family):
            try:
                self._egress.check(address, port)
            except EgressRefused as error:
                refused = error
                continue
            results.append(
                ResolveResult(
                    hostname=host, host=address, port=port, family=kind, proto=proto, flags=socket.AI_NUMERICHOST
                )
            )
        if not results and refused is not None:
            raise refused
        return results

    async def close(self) -> None:
        """Nothing is kept."""


@dataclass(slots=True)
class Answer:
    """A back end's answer: status, headers as received, and its body still to be read; `release` it at the end."""

    status: int
    headers: list[Header]
    first: bytes
    rest: AsyncIterator[bytes]
    release: Callable[[], object]


class SystemClient:
    """HTTP client for back ends. `open` in the event loop, `close` at the end."""

    def __init__(self, egress: EgressFilter, names: Names = names_of_machine, *, connect_s: float = 10.0) -> None:
        self._egress = egress
        self._connect_s = connect_s
        self._names = names
        self._session: aiohttp.ClientSession | None = None
        self._origins: dict[tuple[str, str | None, int | None], Origin] = {}

    async def open(self) -> None:
        """Make the session."""
        connector = aiohttp.TCPConnector(
            limit=0,
            keepalive_timeout=KEEP_ALIVE_S,
            resolver=_CheckedResolver(self._egress, self._names),
            use_dns_cache=False,
        )
        self._session = session(connector)

    async def close(self) -> None:
        """Close all connections."""
        if self._session is not None:
            await self._session.close()

    async def call(self, method: str, url: str, headers: list[Header], body: Body | None, timeout_s: float) -> Answer:
        """Call a back end; the answer's body is still to be read, with `reading` around it.

        Raises `EgressRefused`, `SystemUnreachable`, `SystemTooSlow`, `SystemInvalid`.
        """
        try:
            where = URL(url, encoded=True)
            data = None if body is None else body.data if body.data is not None else Stream(body.size, body.pieces())
            timeout = timeout_of(timeout_s, self._connect_s)
            response = await self._origin(where).ask(method, where.raw_path_qs, headers, data, timeout)
        except Exception as error:
            raise self._ours(error, timeout_s) from None
        try:
            if not 200 <= response.status <= 599:  # the consumer's gateway would take no other from us
                raise SystemInvalid(f"the back end ended with status {response.status}")
            first, rest = await begin(response.content)
            return Answer(response.status, list(response.raw_headers), first, rest, response.release)
        except Exception as error:
            response.close()
            raise self._ours(error, timeout_s) from None

    def _origin(self, url: URL) -> Origin:
        """Where a URL leads. An address written as a number is not resolved, so it is checked here, once."""
        key = url.scheme, url.raw_host, url.port
        origin = self._origins.get(key)
        if origin is None:
            assert self._session is not None
            self._egress.check_host(url.raw_host or "", url.port or 0)
            origin = self._origins[key] = Origin(self._session, url)
        return origin

    def _ours(self, error: Exception, timeout_s: float = 0) -> Exception:
        """The error of ours for one of the client library's, or the error itself if it is none of those."""
        if isinstance(error, LianluError):
            return error
        if isinstance(error, aiohttp.ConnectionTimeoutError):
            return SystemTooSlow("the back end does not take connections", limit="backend_connect")
        if isinstance(error, TimeoutError):
            return SystemTooSlow(f"the back end did not answer within {timeout_s:g} s", limit="backend_time")
        if isinstance(error, aiohttp.ClientPayloadError):
            return SystemInvalid(f"the back end's answer is cut: {error}")
        if isinstance(error, aiohttp.ClientResponseError):
            return SystemInvalid(f"the back end's answer is malformed: {error.message[:100]}")
        if isinstance(error, aiohttp.ClientError | OSError | ValueError):
            return SystemUnreachable(f"the back end cannot be reached: {type(error).__name__}")
        return error

    async def reading(self, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """The pieces of an answer's body, with errors of ours."""
        try:
            async for piece in rest:
                yield piece
        except Exception as error:
            raise self._ours(error) from None


def session(connector: aiohttp.BaseConnector) -> aiohttp.ClientSession:
    """A session that invents, repeats, follows, decompresses and remembers nothing."""
    made = aiohttp.ClientSession(
        connector=connector,
        auto_decompress=False,
        skip_auto_headers=_SKIP,
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(total=None),
        max_line_size=MAX_LINE_BYTES,
        max_field_size=MAX_FIELD_BYTES,
    )
    # A kept connection that drops would have GET and PUT sent twice. There is no public switch; a test watches this.
    made._retry_connection = False
    return made


async def begin(content: aiohttp.StreamReader) -> tuple[bytes, AsyncIterator[bytes]]:
    """The first piece of a response's body and an iterator over the others."""
    first = await content.readany()
    return first, NOTHING if content.at_eof() else content.iter_any()


@lru_cache(maxsize=256)
def timeout_of(seconds: float, connect_s: float) -> aiohttp.ClientTimeout:
    """So much time for everything, and not more than `connect_s` of it for the connection."""
    return aiohttp.ClientTimeout(total=seconds, sock_connect=min(connect_s, seconds))
