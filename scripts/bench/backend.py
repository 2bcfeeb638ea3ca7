"""The information system of the bench: answers every request with 1 KiB, on uvicorn's own fast path.

`python -m scripts.bench.backend` prints `{"url", "pid"}` once it listens. `GET|POST /bytes/<n>` answers n bytes.
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
from typing import Any

import uvicorn

from scripts.sockets import listen

BODY = json.dumps({"data": {"code": "11990100990000025W", "name": "示例", "fill": "x" * 900}}).encode().ljust(1024)
_CHUNK = 65_536


async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Read the whole request, then answer."""
    if scope["type"] != "http":
        return
    while (await receive()).get("more_body"):
        pass
    size = int(scope["path"].rsplit("/bytes/", 1)[1]) if "/bytes/" in scope["path"] else None
    length = str(len(BODY) if size is None else size).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", length)]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    if size is None:
        await send({"type": "http.response.body", "body": BODY})
        return
    while size:
        part = min(size, _CHUNK)
        size -= part
        await send({"type": "http.response.body", "body": b"\0" * part, "more_body": size > 0})


def serve(application: Any, sock: socket.socket, **options: Any) -> None:
    """Serve `application` on `sock` until SIGTERM, quietly."""
    config = uvicorn.Config(application, log_level="error", access_log=False, lifespan="off", **options)
    server = uvicorn.Server(config)
    asyncio.run(server.serve(sockets=[sock]))


def main() -> None:
    """Listen on a free loopback port, say where, serve."""
    sock = listen()
    print(json.dumps({"url": f"http://127.0.0.1:{sock.getsockname()[1]}", "pid": os.getpid()}), flush=True)
    serve(app, sock, loop="uvloop")


if __name__ == "__main__":
    main()
