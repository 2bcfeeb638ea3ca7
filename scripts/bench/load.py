"""The load: N keep-alive connections, each sending the same request again as soon as its answer has come.

What is refused for overload (429, 503) is counted and not measured, and asked again at once; 503 may close.

A process of its own on raw sockets with prebuilt bytes. That it is not the bottleneck is shown, not assumed: the line
it prints carries its own CPU share (`load_cpu_us` per exchange), a small part of what the servers use.

`python -m scripts.bench.load [--get] URL CONNECTIONS SECONDS [HEADER:VALUE ...]` prints one JSON line; POST of 1 KiB,
or GET.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from urllib.parse import urlsplit

import uvloop

BODY = b"x" * 1024


class Connection(asyncio.Protocol):
    """One keep-alive connection of the load; counts answers and their latencies."""

    def __init__(self, request: bytes, deadline: float, warm: float) -> None:
        self._request, self._deadline, self._warm = request, deadline, warm
        self.latencies: list[float] = []
        self.failed = self.refused = 0
        self._buffer = bytearray()
        self._need = -1
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._fire()

    def _fire(self) -> None:
        self._sent = time.perf_counter()
        if self._sent >= self._deadline:
            self._transport.close()
            return
        self._transport.write(self._request)  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if self._need < 0:
            end = self._buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            self._need = end + 4 + self._length(bytes(self._buffer[:end]).lower())
        if len(self._buffer) < self._need:
            return
        now = time.perf_counter()
        status = bytes(self._buffer[9:12])
        if status in (b"429", b"503"):
            self.refused += now >= self._warm
        elif status != b"200":
            self.failed += 1
        elif now >= self._warm:
            self.latencies.append(now - self._sent)
        self._buffer.clear()
        self._need = -1
        self._fire()

    @staticmethod
    def _length(head: bytes) -> int:
        at = head.find(b"\r\ncontent-length:")
        if at < 0:
            raise ValueError("the load reads only answers with a Content-Length")
        return int(head[at + 17 :].split(b"\r\n", 1)[0])

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.done.set_result(None)


async def run(
    url: str, connections: int, seconds: float, headers: list[str], get: bool = False
) -> dict[str, float | int]:
    """Drive `connections` connections for `seconds` after a warm-up of a quarter of that; return the figures."""
    parts = urlsplit(url)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    lines = [f"{'GET' if get else 'POST'} {target} HTTP/1.1", f"Host: {parts.netloc}", *headers]
    if not get:
        lines += ["Content-Type: application/octet-stream", f"Content-Length: {len(BODY)}"]
    request = "\r\n".join([*lines, "", ""]).encode() + (b"" if get else BODY)
    start = time.perf_counter()
    warm = start + seconds / 4
    loop = asyncio.get_running_loop()
    clients: list[Connection] = []
    for _ in range(connections):
        _, client = await loop.create_connection(
            lambda: Connection(request, warm + seconds, warm), parts.hostname or "127.0.0.1", parts.port or 80
        )
        clients.append(client)
    await asyncio.wait([client.done for client in clients], timeout=seconds * 2 + 30)
    latencies = sorted(value for client in clients for value in client.latencies)
    count = len(latencies)
    cpu = time.process_time()
    return {
        "connections": connections,
        "exchanges": count,
        "failed": sum(client.failed for client in clients),
        "per_s": round(count / seconds, 1),
        "refused_per_s": round(sum(client.refused for client in clients) / seconds, 1),
        "p50_ms": round(latencies[count // 2] * 1e3, 3) if count else 0.0,
        "p99_ms": round(latencies[min(count - 1, count * 99 // 100)] * 1e3, 3) if count else 0.0,
        "load_cpu_us": round(cpu * 1e6 / max(count, 1), 1),
    }


def main(argv: list[str]) -> None:
    """Command line of the load process."""
    get = argv[0] == "--get"
    url, connections, seconds, *headers = argv[get:]
    result = uvloop.run(run(url, int(connections), float(seconds), headers, get))
    print(json.dumps(result), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
