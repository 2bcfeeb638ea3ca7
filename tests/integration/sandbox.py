"""A sandbox as a process, and a back end of its own, for tests of what integrators see."""

from __future__ import annotations

import http.client
import json
import os
import selectors
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

LIANLU = (sys.executable, "-m", "chain_node.cli")
START_S, STOP_S = 90.0, 30.0


class _Handler(BaseHTTPRequestHandler):
    """Answers what was asked; a path with `sleep` takes three seconds."""

    protocol_version = "HTTP/1.1"

    def _answer(self) -> None:
        length = int(self.headers.get("Content-Length", "0"))
        sent = self.rfile.read(length).decode("utf-8", "replace")
        if "sleep" in self.path:
            time.sleep(3)
        body = json.dumps({"method": self.command, "path": self.path, "body": sent}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PUT = do_DELETE = _answer

    def log_message(self, *_: Any) -> None:
        """Nothing: what matters is what arrives."""


@contextmanager
def back_end() -> Iterator[str]:
    """A back end; its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass(frozen=True)
class Answer:
    """Status, headers in lower case, body."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def error(self) -> str | None:
        return self.headers.get("x-road-error")

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def call(url: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
    """One HTTP call without anything added."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)
    try:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, parts.path + (f"?{parts.query}" if parts.query else ""), body, sent)
        answer = connection.getresponse()
        return Answer(answer.status, {n.lower(): v for n, v in answer.getheaders()}, answer.read())
    finally:
        connection.close()


@dataclass
class Sandbox:
    """A running sandbox: its line, and its process."""

    line: dict[str, Any]
    process: subprocess.Popen[bytes]

    def ask(self, service: str, path: str = "/x", client: str = "client", **more: Any) -> Answer:
        """Call a service of the line, as a client of the line."""
        url = f"{self.line['consumer_url']}/r1/{self.line[service]}{path}"
        return call(url, X_Road_Client=self.line[client], **more)

    def stop(self) -> int:
        """SIGTERM; the exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(STOP_S)


@contextmanager
def running(backend: str, *options: str) -> Iterator[Sandbox]:
    """`lianlu sandbox`, stopped at the end."""
    process = subprocess.Popen(
        [*LIANLU, "sandbox", "--backend", backend, "--json", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        yield Sandbox(first_line(process), process)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(STOP_S)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def first_line(process: subprocess.Popen[bytes]) -> dict[str, Any]:
    assert process.stdout is not None
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        ready = selector.select(START_S)
    line = process.stdout.readline() if ready else b""
    if not line:
        process.kill()
        _, errors = process.communicate()
        raise AssertionError(f"the sandbox did not start: {errors.decode()[-2000:]}")
    found: dict[str, Any] = json.loads(line)
    return found


def lianlu(*arguments: str, timeout: float = 60.0, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command of `lianlu` to its end."""
    surroundings = {**os.environ, **environment}
    return subprocess.run([*LIANLU, *arguments], capture_output=True, text=True, timeout=timeout, env=surroundings)


def alive(pid: int) -> bool:
    """Whether a process runs."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
