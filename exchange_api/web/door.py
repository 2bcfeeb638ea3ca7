"""Who gets a connection at all: so many in all and from one address, and so many TLS handshakes a second.

A handshake costs as much as an exchange, and before it nobody is known. So connections are accepted here and not by the
event loop, which would begin the handshake before anybody could look where a connection comes from. One that is too
many is told so in plain HTTP (503, `Retry-After`), or closed if it is TLS.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Callable
from functools import partial
from typing import Any, Protocol, cast

from chain_node.logs import get_logger
from exchange_api.errors import Saturated
from exchange_api.limits import Limits
from exchange_api.load import Rate, Slots
from exchange_api.service.lockout import of_address

LINGER_S = 0.5
"""How long a refused connection is kept, and what it sends thrown away: closed at once, the refusal could get lost."""
MAX_LINGERING = 64
PAUSE_S = 0.1
AT_ONCE = 32
"""Connections accepted in one turn of the event loop: one each would keep those who come waiting while it is busy."""
_CODE = Saturated.code.encode()
_REFUSAL = (
    b"HTTP/1.1 503 Service Unavailable\r\ncontent-type: application/json\r\ncontent-length: %d\r\n"
    b'retry-after: 1\r\nconnection: close\r\n\r\n{"code": "%b"}' % (len(_CODE) + 12, _CODE)
)
Counted = Callable[[str], None]
log = get_logger(__name__)


class Guest(Protocol):
    """The protocol of a connection: has a transport once it is made, and says when it is over."""

    transport: asyncio.Transport | None
    gone: Callable[[], None]


class Door:
    """Accepts the connections of one listener. To `uvicorn.Server` it is one of its servers."""

    def __init__(
        self,
        sock: socket.socket,
        factory: Callable[[], Guest],
        tls: ssl.SSLContext | None,
        limits: Limits,
        counted: Counted,
    ) -> None:
        """`factory` makes the protocol of each connection; `counted` is told each limit that is reached."""
        self._sock, self._factory, self._tls, self._counted = sock, factory, tls, counted
        self._timeout = limits.handshake_timeout if tls is not None else None
        each, total = limits.max_connections_per_address, limits.max_connections
        self._places = Slots("max_connections_per_address", each, "max_connections", total)
        self._rate = Rate(limits.handshake_rate, limits.handshake_burst)
        self._tasks: set[asyncio.Task[None]] = set()
        self._lingering: set[socket.socket] = set()
        self._accepting = asyncio.create_task(self._accept(), name="accepting connections")

    def close(self) -> None:
        """Accept no more, and close the socket. Connections that there are go on."""
        self._accepting.cancel()
        # Not before the event loop has let go of it.
        self._accepting.add_done_callback(lambda _: self._sock.close())

    async def wait_closed(self) -> None:
        """Until nothing is being accepted; handshakes under way are given up."""
        for task in self._tasks:
            task.cancel()
        for sock in self._lingering:
            sock.close()
        await asyncio.gather(self._accepting, *self._tasks, return_exceptions=True)

    async def _accept(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                self._admit(*await loop.sock_accept(self._sock))
                for _ in range(AT_ONCE - 1):
                    self._admit(*self._sock.accept())
            except BlockingIOError:
                continue
            except OSError as error:  # no descriptor left, or who came has gone
                log.warning("connection.lost", error=type(error).__name__, number=error.errno)
                await asyncio.sleep(PAUSE_S)

    def _admit(self, sock: socket.socket, address: Any) -> None:
        sock.setblocking(False)
        loop, who = asyncio.get_running_loop(), of_address(address[0])
        if full := self._full(who, loop.time()):
            self._counted(full)
            self._refuse(sock)
            return
        self._places.take(who)
        task = loop.create_task(self._greet(sock, who))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _full(self, who: str, now_s: float) -> str:
        full = self._places.full(who)
        if not full and self._tls is not None and not self._rate.allow(who, now_s):
            return "handshake_rate"
        return full

    async def _greet(self, sock: socket.socket, who: str) -> None:
        """Make a connection of a socket. Its place is given back when it is over, or when it never comes to be."""
        guest = self._factory()
        guest.gone = partial(self._places.give, who)
        try:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            await asyncio.get_running_loop().connect_accepted_socket(
                lambda: cast(asyncio.Protocol, guest), sock, ssl=self._tls, ssl_handshake_timeout=self._timeout
            )
        except ConnectionAbortedError:  # what the event loop says of a handshake that takes too long
            self._counted("handshake_timeout")
            sock.close()
        except (OSError, ssl.SSLError):
            sock.close()
        finally:
            if guest.transport is None:  # nobody will tell it that it is over
                self._places.give(who)

    def _refuse(self, sock: socket.socket) -> None:
        if self._tls is not None or len(self._lingering) >= MAX_LINGERING:
            sock.close()
            return
        try:
            sock.send(_REFUSAL)
            sock.shutdown(socket.SHUT_WR)
        except OSError:
            sock.close()
            return
        self._lingering.add(sock)
        asyncio.get_running_loop().call_later(LINGER_S, self._let_go, sock)

    def _let_go(self, sock: socket.socket) -> None:
        self._lingering.discard(sock)
        sock.close()
