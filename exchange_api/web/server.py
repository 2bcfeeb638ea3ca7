"""Listeners: several uvicorn servers, each with an application of its own, in one event loop."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Callable
from typing import Any

import uvicorn

from exchange_api.limits import Limits
from exchange_api.web.door import Counted, Door
from exchange_api.web.protocol import GatewayProtocol

BACKLOG = 2048
GRACE_S = 5

Application = Callable[[dict[str, Any], Any, Any], Any]


class Listener(uvicorn.Server):
    """One listener. It leaves signals alone: the process stops all its listeners in an order of its own."""

    def __init__(
        self,
        application: Application,
        sock: socket.socket,
        *,
        protocol: type[GatewayProtocol] = GatewayProtocol,
        tls: ssl.SSLContext | None = None,
        limits: Limits | None = None,
        counted: Counted = lambda limit: None,
    ) -> None:
        """`counted` is told the name of each limit that is reached."""
        self._limits, self._counted, self._tls = limits or Limits(), counted, tls
        config = uvicorn.Config(
            application,
            http=protocol.within(self._limits, counted),
            ws="none",
            lifespan="off",
            access_log=False,
            log_config=None,
            log_level="error",
            date_header=False,
            server_header=False,
            proxy_headers=False,  # identity never comes from a forwarding header
            timeout_keep_alive=self._limits.idle_timeout,  # type: ignore[arg-type]  # any number of seconds
            timeout_graceful_shutdown=GRACE_S,
            backlog=BACKLOG,
        )
        super().__init__(config)
        self._sockets = [sock]

    def install_signal_handlers(self) -> None:
        """None here."""

    async def open(self) -> None:
        """Start accepting connections."""
        if not self.config.loaded:
            self.config.load()
        self.lifespan = self.config.lifespan_class(self.config)
        doors: list[Any] = [Door(sock, self._guest, self._tls, self._limits, self._counted) for sock in self._sockets]
        self.servers = doors  # they close like servers, and nothing else is asked of them
        self.started = True

    def _guest(self) -> Any:
        protocol: Any = self.config.http_protocol_class
        return protocol(config=self.config, server_state=self.server_state, app_state=self.lifespan.state)

    def end_slow(self) -> None:
        """End the bodies and answers that stand still (`protocol.GatewayProtocol.end_slow`)."""
        now = asyncio.get_running_loop().time()
        for connection in list(self.server_state.connections):
            if isinstance(connection, GatewayProtocol):
                connection.end_slow(now)

    async def close(self) -> None:
        """Stop accepting, let running requests end for a few seconds, close."""
        self.should_exit = True
        await self.shutdown()


def bind(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes a free one. Raises OSError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol is named: with 0 the event loops leave Nagle's algorithm on, and each answer waits 40 ms.
    sock = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((host, port))
        sock.listen(BACKLOG)
        sock.setblocking(False)
    except BaseException:
        sock.close()
        raise
    return sock
