"""Steady load on `/r1`, and a memory of everything that was acknowledged."""

from __future__ import annotations

import hashlib
import http.client
import itertools
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

PAUSE_S = 0.03
"""Between two calls of one thread: enough for every group to hold several messages, little enough for two cores."""
TIMEOUT_S = 30.0


@dataclass(frozen=True)
class Acknowledged:
    """An exchange that its client was told of: method, path, digest of the body, exchange id from `Lianlu-Receipt`."""

    method: str
    path: str
    digest: str
    exchange_id: str


class Load:
    """Threads that call, one after the other each, until closed."""

    def __init__(self, url: str, service: str, client: str, threads: int = 4) -> None:
        self._address = urlsplit(url).netloc
        self.service = service
        self._prefix = f"/r1/{service}"
        self._client = client
        self._numbers = itertools.count(1)
        self._going, self._closed = threading.Event(), threading.Event()
        self._busy = threading.Semaphore(0)
        self._lock = threading.Lock()
        self._resting = 0
        self.acknowledged: list[Acknowledged] = []
        self.wrong: list[str] = []
        self.errors: Counter[str] = Counter()
        self._threads = [threading.Thread(target=self._run, daemon=True) for _ in range(threads)]
        self._count = threads
        for thread in self._threads:
            thread.start()

    @contextmanager
    def on(self) -> Iterator[None]:
        """Load while inside; at the end every call has been answered or has failed."""
        self._going.set()
        try:
            yield
        finally:
            self._going.clear()
            self.until(lambda: self._resting == self._count, TIMEOUT_S + 5)

    def more(self, count: int = 20, seconds: float = 30.0) -> None:
        """Wait until `count` more exchanges are acknowledged that were asked for from now on."""
        wanted = len(self.acknowledged) + count + self._count
        self.until(lambda: len(self.acknowledged) >= wanted, seconds)

    def until(self, check: Callable[[], bool], seconds: float = 30.0) -> None:
        """Wait until `check` holds."""
        deadline = time.monotonic() + seconds
        while not check():
            assert time.monotonic() < deadline, f"{len(self.acknowledged)} acknowledged, errors {self.errors}"
            time.sleep(0.02)

    def close(self) -> None:
        """End the threads."""
        self._closed.set()
        self._going.set()
        for thread in self._threads:
            thread.join(TIMEOUT_S)

    def _run(self) -> None:
        connection = self._connect()
        while not self._closed.is_set():
            if not self._going.is_set():
                with self._lock:
                    self._resting += 1
                self._going.wait()
                with self._lock:
                    self._resting -= 1
                continue
            try:
                self._call(connection)
            except (OSError, http.client.HTTPException) as error:
                self._failed(type(error).__name__)
                connection.close()
                connection = self._connect()
            time.sleep(PAUSE_S)
        connection.close()

    def _connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection(self._address, timeout=TIMEOUT_S)

    def _call(self, connection: http.client.HTTPConnection) -> None:
        number = next(self._numbers)
        method, path = ("GET", f"/read/{number}") if number % 3 == 0 else ("POST", f"/write/{number}")
        body = b"" if method == "GET" else f"body {number}".encode() * 10
        connection.request(method, self._prefix + path, body or None, {"X-Road-Client": self._client})
        answer = connection.getresponse()
        said = answer.read()
        receipt = answer.getheader("Lianlu-Receipt", "")
        if answer.status != 200:
            self._failed(answer.getheader("X-Road-Error") or str(answer.status))
            return
        done = Acknowledged(method, path, hashlib.sha256(body).hexdigest(), receipt)
        with self._lock:
            self.acknowledged.append(done)
            if said != f"{path} {done.digest}".encode() or len(receipt) != 32:
                self.wrong.append(f"{done} was answered with {said[:200]!r}")

    def _failed(self, how: str) -> None:
        with self._lock:
            self.errors[how] += 1
