"""Listeners: several uvicorn servers, each with an application of its own, in one event loop."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Callable
from typing import Any

import uvicorn

from exchange_api.web.protocol import GatewayProtocol

BACKLOG = 2048
KEEP_ALIVE_S = 75
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
    ) -> None:
        options: dict[str, Any] = {}
        if tls is not None:
            options["ssl_context_factory"] = lambda _config, _default: tls
        config = uvicorn.Config(
            application,
            http=protocol,
            ws="none",
            lifespan="off",
            access_log=False,
            log_config=None,
            log_level="error",
            date_header=False,
            server_header=False,
            proxy_headers=False,  # identity never comes from a forwarding header
            timeout_keep_alive=KEEP_ALIVE_S,
            timeout_graceful_shutdown=GRACE_S,
            backlog=BACKLOG,
            **options,
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
        await self.startup(sockets=self._sockets)

    def end_slow_bodies(self) -> None:
        """Refuse the bodies that stand still (`protocol.GatewayProtocol.end_slow_body`)."""
        now = asyncio.get_running_loop().time()
        for connection in list(self.server_state.connections):
            if isinstance(connection, GatewayProtocol):
                connection.end_slow_body(now)

    async def close(self) -> None:
        """Stop accepting, let running requests end for a few seconds, close."""
        self.should_exit = True
        await self.shutdown(sockets=self._sockets)


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
