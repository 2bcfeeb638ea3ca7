"""A ledger that serves: directory, sealer and JSON-RPC in one process, from start to a clean stop."""

from __future__ import annotations

import asyncio
import gc
import importlib
import ipaddress
import logging
import os
import signal
import socket
import ssl
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chain_node.engines.embedded.errors import BindRefused, MachineMissing
from chain_node.engines.embedded.http import Connection, Gate
from chain_node.engines.embedded.ledger import EmbeddedLedger
from chain_node.engines.embedded.rpc.dispatch import Dispatcher
from chain_node.engines.embedded.sealer import Sealer

_LOGGER = logging.getLogger("lianlu.ledger")
_MACHINE = "chain_node.engines.embedded.executor"
SWITCH_S = 0.001
"""How soon the thread that returns from COMMIT gets the interpreter back from a busy loop."""
STOP_S = 1.5
"""How long a stop waits for requests in progress."""


@dataclass(frozen=True, slots=True)
class Listen:
    """Where to listen. Beyond loopback only with certificate, key and token; port 0 takes a free one."""

    host: str = "127.0.0.1"
    port: int = 0
    tls_certificate: Path | None = None
    tls_key: Path | None = None
    token: bytes | None = None

    def check(self) -> None:
        """Raise `BindRefused` if this would be open to others without protection."""
        try:
            address = ipaddress.ip_address(self.host)
        except ValueError as exc:
            raise BindRefused(f"{self.host!r} is not an IP address") from exc
        secured = self.tls_certificate is not None and self.tls_key is not None
        if not address.is_loopback and not (secured and self.token):
            raise BindRefused(f"{self.host} is reachable by others: TLS and a token are required")
        if self.token is not None and len(self.token) < 16:
            raise BindRefused("the token has less than 16 characters")

    def context(self) -> ssl.SSLContext | None:
        """TLS 1.3 with the certificate, None without one. Raises `BindRefused`."""
        if self.tls_certificate is None or self.tls_key is None:
            return None
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        try:
            context.load_cert_chain(self.tls_certificate, self.tls_key)
        except (OSError, ssl.SSLError) as exc:
            raise BindRefused(f"certificate or key cannot be used: {exc}") from exc
        return context

    def hosts(self) -> frozenset[bytes]:
        """Names under which a request may ask; none are checked where a token is."""
        if self.token is not None:
            return frozenset()
        name = f"[{self.host}]" if ":" in self.host else self.host
        return frozenset({b"localhost", b"127.0.0.1", name.encode()})


async def serve(ledger: EmbeddedLedger, listen: Listen, ready: Callable[[dict[str, Any]], None]) -> None:
    """Serve until SIGTERM or SIGINT. `ready` is called once with `{url, chain_id, genesis_hash, pid}`.

    Raises `BindRefused` if the address cannot be used. The ledger stays open; closing it is the caller's.
    """
    listen.check()
    loop = asyncio.get_running_loop()
    sealer = Sealer(ledger)
    gate = Gate(Dispatcher(ledger, sealer.notify), ledger.limits, listen.hosts(), listen.token)
    try:
        server = await loop.create_server(lambda: Connection(gate), listen.host, listen.port, ssl=listen.context())
    except OSError as exc:
        raise BindRefused(f"cannot listen on {listen.host} port {listen.port}: {exc.strerror}") from exc
    sealing: asyncio.Task[None] | None = None
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    document = _describe(ledger, listen, server.sockets[0])
    ledger.directory.publish(document)
    try:
        ready(document)
        await _load_machine()
        sealing = asyncio.create_task(sealer.run())
        _LOGGER.info("serving %s, head %d", document["url"], ledger.head.header.number)
        while not stopping.is_set():
            gate.sweep()
            try:
                await asyncio.wait_for(stopping.wait(), 5)
            except TimeoutError:
                pass
    finally:
        ledger.directory.withdraw()
        server.close()
        sealer.stop()
        if sealing is not None:
            await sealing
        await _drain(gate)
        _LOGGER.info("stopped at block %d", ledger.head.header.number)


async def _load_machine() -> None:
    """Import the virtual machine beside the loop. Raises `MachineMissing`."""
    try:
        await asyncio.get_running_loop().run_in_executor(None, importlib.import_module, _MACHINE)
    except (ImportError, OSError) as exc:
        raise MachineMissing(f"py-evm cannot be loaded: {exc}") from exc
    sys.setswitchinterval(SWITCH_S)
    gc.collect()
    gc.freeze()  # what was loaded stays; the collector need not look at it again


async def _drain(gate: Gate) -> None:
    """Let answers in progress end, then close what is still open."""
    for connection in list(gate.connections):
        connection.close()
    working = [connection.task for connection in gate.connections if connection.task is not None]
    if working:
        await asyncio.wait(working, timeout=STOP_S)


def _describe(ledger: EmbeddedLedger, listen: Listen, bound: socket.socket) -> dict[str, Any]:
    host = f"[{listen.host}]" if ":" in listen.host else listen.host
    scheme = "https" if listen.tls_certificate else "http"
    return {
        "url": f"{scheme}://{host}:{bound.getsockname()[1]}",
        "chain_id": ledger.chain_id,
        "genesis_hash": "0x" + ledger.genesis.hash.hex(),
        "ledger_key": "0x" + ledger.genesis.ledger_key.hex(),
        "pid": os.getpid(),
    }
