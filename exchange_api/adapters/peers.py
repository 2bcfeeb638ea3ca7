"""Messages to other gateways: one kept session per peer and registered certificate, nothing sent twice by itself.

A change of the peer's certificate on the ledger makes a new session; the old one's connections are closed, so that a
revoked key does not live on in an open connection.
"""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import aclosing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol

import aiohttp
from yarl import URL

from chain_node.errors import LianluError
from chain_node.evidence.checkpoint import Checkpoint
from chain_node.ledger.records import Gateway
from exchange_api.adapters import frames
from exchange_api.adapters.spool import NOTHING, Body
from exchange_api.adapters.systems import begin, session, timeout_of
from exchange_api.adapters.tls import client_context
from exchange_api.adapters.wire import Origin, Reply, Stream
from exchange_api.errors import PeerBusy, PeerFailed, PeerMalformed, PeerRejected, PeerTooSlow, PeerUnreachable
from exchange_api.limits import Limits
from exchange_api.versions import HEADER, own_version

KEEP_ALIVE_S = 60.0
MAX_ERROR_BYTES = 4096
MAX_HELLO_BYTES = 64 * 1024


@dataclass(slots=True)
class PeerAnswer:
    """A signed answer, its body still to be read; `release` it at the end."""

    frame: frames.Frame
    rest: AsyncIterator[bytes]
    release: Callable[[], object]


class Directory(Protocol):
    """Where gateways are: the ledger's view."""

    def gateway_at(self, path: str) -> Gateway | None:
        """The active gateway with this canonical path, or None."""
        ...


@dataclass(slots=True)
class _Link:
    certificates: tuple[bytes, bytes]
    url: str
    base: URL
    session: aiohttp.ClientSession
    exchange: URL
    origin: Origin


class PeerClient:
    """HTTP client between gateways. Use in the event loop; `close` at the end."""

    def __init__(self, directory: Path, password: Callable[[], bytes], limits: Limits) -> None:
        """`directory` holds our certificate and key, `password` opens the key."""
        self._directory = directory
        self._password = password
        self._limits = limits
        self._headers = [(HEADER, own_version().encode())]
        self._links: dict[bytes, _Link] = {}
        self._closing: list[aiohttp.ClientSession] = []

    async def close(self) -> None:
        """Close all connections."""
        for link in self._links.values():
            await link.session.close()
        for old in self._closing:
            await old.close()
        self._links.clear()

    async def prune(self) -> None:
        """Close the sessions that a change of certificate left behind."""
        while self._closing:
            await self._closing.pop().close()

    def _link(self, gateway: Gateway) -> _Link:
        link = self._links.get(gateway.gateway_id)
        certificates = (gateway.tls_der, gateway.next_tls_der)
        if link is not None:
            if link.certificates == certificates and link.url == gateway.url:
                return link
            self._closing.append(link.session)
        tls = client_context(self._directory, self._password, [der for der in certificates if der])
        connector = aiohttp.TCPConnector(limit=0, ssl=tls, keepalive_timeout=KEEP_ALIVE_S)
        base = gateway.url.rstrip("/")
        made, exchange = session(connector), URL(base + "/peer/v1/exchange")
        link = _Link(certificates, gateway.url, URL(base), made, exchange, Origin(made, exchange))
        self._links[gateway.gateway_id] = link
        return link

    async def exchange(self, gateway: Gateway, head: bytes, body: Body | None, timeout_s: float) -> PeerAnswer:
        """Send a framed message with its body; the answer's body is still to be read, with errors of ours.

        Raises `PeerUnreachable` (nothing was answered), `PeerTooSlow`, `PeerBusy`, `PeerRejected` (unsigned refusals),
        and `PeerMalformed`.
        """
        try:
            link, data = self._link(gateway), _framed(head, body)
            response = await link.origin.ask(
                "POST", link.exchange.raw_path_qs, self._headers, data, self._timeout(timeout_s)
            )
        except Exception as error:
            raise _ours(error, timeout_s) from None
        try:
            if response.status == 503:
                raise PeerBusy(await _reason(response))
            if response.status != 200:
                raise PeerRejected(await _reason(response))
            first, rest = await begin(response.content)
            if rest is not NOTHING:
                rest = _reading(rest, timeout_s)
            return PeerAnswer(await frames.read(first, rest), rest, response.release)
        except Exception as error:
            response.close()
            raise _ours(error, timeout_s) from None

    def _timeout(self, seconds: float) -> aiohttp.ClientTimeout:
        return timeout_of(seconds, self._limits.peer_connect)

    async def hello(self, gateway: Gateway) -> dict[str, object]:
        """What a gateway says of itself, over a connection that exchanges will use. Raises as `exchange`."""
        timeout_s = self._limits.peer_connect
        try:
            link = self._link(gateway)
            where, timeout = link.base.with_path("/peer/v1/hello"), self._timeout(timeout_s)
            async with link.session.get(where, allow_redirects=False, timeout=timeout) as response:
                if response.status != 200:
                    raise PeerRejected(await _reason(response))
                told = json.loads(await response.content.read(MAX_HELLO_BYTES))
        except Exception as error:
            raise _ours(error, timeout_s, "peer_connect") from None
        if not isinstance(told, dict):
            raise PeerMalformed("the peer's hello is no object")
        return told

    async def send(self, gateway: Gateway, path: str, data: bytes, limit: int) -> bytes:
        """POST `data` to a path of a peer and return up to `limit` bytes. Raises as `exchange`."""
        timeout_s = self._limits.peer_call
        try:
            link = self._link(gateway)
            async with link.session.post(
                link.base.with_path(path),
                data=data,
                allow_redirects=False,
                timeout=self._timeout(timeout_s),
            ) as response:
                if response.status != 200:
                    raise PeerRejected(await _reason(response))
                held = bytearray()
                async for piece in response.content.iter_any():
                    held += piece
                    if len(held) > limit:
                        raise PeerMalformed(f"an answer of more than {limit} bytes")
                return bytes(held)
        except Exception as error:
            raise _ours(error, timeout_s, "peer_call") from None


async def _reading(rest: AsyncIterator[bytes], timeout_s: float) -> AsyncIterator[bytes]:
    try:
        async for piece in rest:
            yield piece
    except Exception as error:
        raise _ours(error, timeout_s) from None


def _ours(error: Exception, timeout_s: float, limit: str = "request_validity") -> Exception:
    """The error of ours for one of the client library's, or the error itself if it is none of those."""
    if isinstance(error, LianluError):
        return error
    if isinstance(error, aiohttp.ConnectionTimeoutError):
        return PeerUnreachable("the peer gateway does not take connections", limit="peer_connect")
    if isinstance(error, TimeoutError):
        return PeerTooSlow(f"the peer gateway did not answer within {timeout_s:g} s", limit=limit)
    if isinstance(error, aiohttp.ClientError | OSError | ValueError):
        return PeerUnreachable(f"the peer gateway cannot be reached: {type(error).__name__}")
    return error


def _framed(head: bytes, body: Body | None) -> bytes | Stream:
    if body is None or body.data is not None:
        return head + body.data if body is not None and body.data else head
    return Stream(len(head) + body.size, _pieces(head, body))


async def _pieces(head: bytes, body: Body) -> AsyncGenerator[bytes, None]:
    yield head
    async with aclosing(body.pieces()) as pieces:
        async for piece in pieces:
            yield piece


async def _reason(response: Reply | aiohttp.ClientResponse) -> str:
    """What an unsigned refusal says, bounded; for a person, never for a decision."""
    raw = await response.content.read(MAX_ERROR_BYTES)
    try:
        told = json.loads(raw)
        return f"status {response.status}, {str(told['code'])[:80]}: {str(told['message'])[:200]}"
    except (ValueError, KeyError, TypeError):
        return f"status {response.status}"


class EvidencePeer:
    """The ports of `chain_node.log` towards peers: PAIRSTATE and checkpoints."""

    def __init__(self, client: PeerClient, directory: Directory) -> None:
        self._client = client
        self._directory = directory

    async def exchange_pairstate(self, peer_gateway: str, message: bytes, receipt: bytes) -> tuple[bytes, bytes] | None:
        """Deliver a proposal; the answer's (message, receipt), or None if there is none now."""
        gateway = self._directory.gateway_at(peer_gateway)
        if gateway is None:
            return None
        try:
            limit = frames.MAX_MESSAGE + frames.MAX_RECEIPT + 16
            raw = await self._client.send(gateway, "/peer/v1/pairstate", frames.encode(receipt, message, b""), limit)
            frame = frames.decode(raw)
        except (PeerFailed, PeerMalformed):
            return None
        return None if frame is None else (frame.message, frame.receipt)

    async def deliver(
        self, peer_gateway: str, checkpoint: Checkpoint, signature: bytes, consistency: Sequence[bytes]
    ) -> None:
        """Hand over an anchored checkpoint. A peer that cannot be reached misses it: the ledger has it too."""
        gateway = self._directory.gateway_at(peer_gateway)
        if gateway is None:
            return
        try:
            data = encode_checkpoint(checkpoint, signature, consistency)
            await self._client.send(gateway, "/peer/v1/checkpoint", data, MAX_ERROR_BYTES)
        except LianluError:
            return


def encode_checkpoint(checkpoint: Checkpoint, signature: bytes, consistency: Sequence[bytes]) -> bytes:
    """The JSON that `POST /peer/v1/checkpoint` takes; digests as lower-case hex."""
    fields = {name: value.hex() if isinstance(value, bytes) else value for name, value in asdict(checkpoint).items()}
    document = {"checkpoint": fields, "signature": signature.hex(), "consistency": [one.hex() for one in consistency]}
    return json.dumps(document).encode()
