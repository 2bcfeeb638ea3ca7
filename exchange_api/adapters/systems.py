"""Calls to the department's own information systems.

* Egress is refused unless the address is in `egress.allow`; link-local, multicast, unspecified and our own listeners
  never are. Names are resolved once per call, checked, and connected to by the address that was checked.
* Nothing is invented: no `Accept`, `User-Agent` or `Content-Type` of the client library; path and query go raw.
* No redirect is followed, nothing is sent twice, nothing is decompressed, a final 1xx is refused.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import socket
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from functools import lru_cache

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from chain_node.errors import LianluError
from exchange_api.adapters.spool import NOTHING, Body
from exchange_api.adapters.wire import MAX_FIELD_BYTES, MAX_LINE_BYTES, Origin, Reply
from exchange_api.addresses import Network
from exchange_api.errors import EgressRefused, SystemInvalid, SystemTooSlow, SystemUnreachable

KEEP_ALIVE_S = 4.0
CONNECT_S = 10.0
_SKIP = ("Accept", "Accept-Encoding", "User-Agent", "Content-Type")

Rule = tuple[Network, int, int]
Header = tuple[bytes, bytes]


class EgressFilter:
    """Which addresses may be called."""

    def __init__(self, rules: tuple[Rule, ...], own_ports: frozenset[int]) -> None:
        """`rules` from the configuration; `own_ports`: ports on loopback that are ours or the ledger's."""
        self._rules = rules
        self._own_ports = own_ports

    def check(self, host: str, port: int) -> None:
        """Raise `EgressRefused` unless this address and port may be called."""
        address = ipaddress.ip_address(host)
        mapped = getattr(address, "ipv4_mapped", None)
        if mapped is not None:
            address = mapped
        if address.is_link_local or address.is_multicast or address.is_unspecified or address.is_reserved:
            raise EgressRefused(f"{address} is never called")
        if address.is_loopback and port in self._own_ports:
            raise EgressRefused(f"port {port} is our own")
        for network, low, high in self._rules:
            if address.version == network.version and address in network and low <= port <= high:
                return
        raise EgressRefused(f"{address}:{port} is not in egress.allow")


class _CheckedResolver(AbstractResolver):
    """Resolves names, and gives only addresses that may be called."""

    def __init__(self, egress: EgressFilter) -> None:
        self._egress = egress

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM, family=family)
        results: list[ResolveResult] = []
        refused: EgressRefused | None = None
        for kind, _, proto, _, address in found:
            try:
                self._egress.check(str(address[0]), port)
            except EgressRefused as error:
                refused = error
                continue
            results.append(
                ResolveResult(
                    hostname=host,
                    host=str(address[0]),
                    port=port,
                    family=kind,
                    proto=proto,
                    flags=socket.AI_NUMERICHOST,
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

    def __init__(self, egress: EgressFilter) -> None:
        self._egress = egress
        self._session: aiohttp.ClientSession | None = None
        self._origins: dict[tuple[str, str | None, int | None], Origin] = {}

    async def open(self) -> None:
        """Make the session."""
        connector = aiohttp.TCPConnector(
            limit=0,
            keepalive_timeout=KEEP_ALIVE_S,
            resolver=_CheckedResolver(self._egress),
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
            response = await self._send(method, URL(url, encoded=True), headers, body, _timeout(timeout_s))
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

    async def _send(
        self, method: str, url: URL, headers: list[Header], body: Body | None, timeout: aiohttp.ClientTimeout
    ) -> Reply | aiohttp.ClientResponse:
        origin = self._origin(url)
        if body is None or body.data is not None:
            return await origin.ask(method, url.raw_path_qs, headers, None if body is None else body.data, timeout)
        assert self._session is not None
        return await self._session.request(
            method,
            url,
            headers=[(name.decode(), value.decode()) for name, value in headers],
            data=body.pieces(),
            allow_redirects=False,
            timeout=timeout,
        )

    def _origin(self, url: URL) -> Origin:
        """Where a URL leads. An address written as a number is not resolved, so it is checked here, once."""
        key = url.scheme, url.raw_host, url.port
        origin = self._origins.get(key)
        if origin is None:
            assert self._session is not None
            with contextlib.suppress(ValueError):
                self._egress.check(str(ipaddress.ip_address(url.host or "")), url.port or 0)
            origin = self._origins[key] = Origin(self._session, url)
        return origin

    def _ours(self, error: Exception, timeout_s: float = 0) -> Exception:
        """The error of ours for one of the client library's, or the error itself if it is none of those."""
        if isinstance(error, LianluError):
            return error
        if isinstance(error, TimeoutError):
            return SystemTooSlow(f"the back end did not answer within {timeout_s:g} s")
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
def _timeout(seconds: float) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(total=seconds, sock_connect=min(CONNECT_S, seconds))
