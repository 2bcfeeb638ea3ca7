"""The HTTP listener without a socket: bytes go in as they would from one, the answers come out."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import uvicorn
from uvicorn.server import ServerState

from exchange_api.limits import Limits
from exchange_api.web.dialects import XRoadProtocol

_STATUS = re.compile(rb"HTTP/1\.1 (\d{3}) ")


class Wire(asyncio.Transport):
    """A transport that keeps what is written."""

    def __init__(self) -> None:
        super().__init__({"peername": ("127.0.0.1", 1), "sockname": ("127.0.0.1", 2)})
        self.written = b""
        self.closed = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written += bytes(data)

    def is_closing(self) -> bool:
        return self.closed

    def close(self) -> None:
        self.closed = True

    def pause_reading(self) -> None:
        """Nothing reads by itself here."""

    def resume_reading(self) -> None:
        """Nothing reads by itself here."""


async def _application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    while (message := await receive())["type"] == "http.request" and message.get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body", "body": b""})


_CONFIG = uvicorn.Config(
    _application, http=XRoadProtocol, ws="none", lifespan="off", access_log=False, log_config=None, log_level="critical"
)
_CONFIG.load()


def converse(data: bytes) -> list[int]:
    """The statuses of the answers to these bytes, given in two parts. Raises what a listener's loop would have to."""

    async def run() -> bytes:
        listeners = XRoadProtocol.within(Limits(), lambda limit: None)
        protocol, wire = listeners(_CONFIG, ServerState(), {}), Wire()
        failed: list[dict[str, Any]] = []
        asyncio.get_running_loop().set_exception_handler(lambda _loop, context: failed.append(context))
        protocol.connection_made(wire)
        half = len(data) // 2
        for part in (data[:half], data[half:]):
            protocol.data_received(part)
            for _ in range(20):
                await asyncio.sleep(0)
        protocol.connection_lost(None)
        for _ in range(3):
            await asyncio.sleep(0)
        if failed:
            raise AssertionError(str(failed[0]))
        return wire.written

    written = asyncio.run(run())
    statuses = [int(one) for one in _STATUS.findall(written)]
    refused = [one for one in statuses if one >= 400]
    assert len(refused) <= 1 and (not refused or statuses[-1] == refused[0]), statuses
    return statuses
