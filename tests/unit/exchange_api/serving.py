"""Helpers: an application behind a real listener, and raw bytes to and from it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from exchange_api.web.dialects import XRoadProtocol
from exchange_api.web.protocol import GatewayProtocol
from exchange_api.web.server import Listener, bind


@asynccontextmanager
async def listening(
    application: Callable[..., Any], protocol: type[GatewayProtocol] = XRoadProtocol, **options: Any
) -> AsyncIterator[int]:
    """Serve `application` on a free loopback port, which is yielded."""
    sock = bind("127.0.0.1", 0)
    port = sock.getsockname()[1]
    listener = Listener(application, sock, protocol=protocol, **options)
    await listener.open()
    try:
        yield port
    finally:
        await listener.close()


async def talk(port: int, *parts: bytes, pause: float = 0.0, timeout: float = 5.0) -> bytes:
    """Send `parts` (with pauses between) on one connection and read until the server closes or falls silent."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for part in parts:
            try:
                writer.write(part)
                await writer.drain()
            except ConnectionError:
                break
            await asyncio.sleep(pause)
        answer = b""
        try:
            async with asyncio.timeout(timeout):
                while chunk := await reader.read(65536):
                    answer += chunk
                    if b"\r\n\r\n" in answer and b"connection: close" not in answer.lower():
                        timeout_left = 0.2
                        async with asyncio.timeout(timeout_left):
                            while more := await reader.read(65536):
                                answer += more
                        break
        except (TimeoutError, ConnectionError):
            pass
        return answer
    finally:
        writer.close()
        try:
            await writer.wait_closed()
        except ConnectionError:
            pass
