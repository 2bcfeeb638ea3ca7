"""`/healthz`, `/readyz` and `/metrics`: the listener for probes and scrapers, on loopback, without TLS."""

from __future__ import annotations

from collections.abc import Callable

from exchange_api.metrics import CONTENT_TYPE, Metrics
from exchange_api.web.asgi import Receive, Scope, Send, answer, answer_json, nothing_here

Readiness = Callable[[], dict[str, str]]
"""Name of what is wrong -> in words; empty when the gateway takes exchanges."""


class OperationsApp:
    """ASGI application of the operations listener."""

    def __init__(self, metrics: Metrics, problems: Readiness, waiting: Readiness, gauges: Callable[[], None]) -> None:
        """`waiting`: what keeps nothing else from being done."""
        self._metrics = metrics
        self._problems, self._waiting = problems, waiting
        self._gauges = gauges

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        path = scope["raw_path"]
        if scope["method"] not in ("GET", "HEAD") or path not in (b"/healthz", b"/readyz", b"/metrics"):
            await nothing_here(send)
        elif path == b"/healthz":
            await answer_json(send, 200, {"status": "alive"})
        elif path == b"/readyz":
            problems = self._problems()
            told = {"ready": not problems, "problems": problems, "waiting": self._waiting()}
            await answer_json(send, 503 if problems else 200, told)
        else:
            self._gauges()
            body = self._metrics.render()
            headers = [(b"content-type", CONTENT_TYPE), (b"content-length", str(len(body)).encode())]
            await answer(send, 200, headers, body)
