"""The processes of a network on one machine: started, waited for until ready, and always stopped again by pid."""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from chain_node.errors import LianluError
from scripts.network.children import Child, Forked, begin, may_fork

READY_S = 30.0
STOP_S = 10.0
_LIANLU = (sys.executable, "-m", "chain_node")


class ProcessFailed(LianluError):
    """A process ended, or did not become ready in time; the message ends with what it last said."""

    code = "network.process_failed"
    cure = "See what it last said; on a busy or small machine end other programs and try again."


class Processes:
    """A group of child processes. Use as a context manager: whatever happens, none is left running."""

    def __init__(self, logs: Path, stop_s: float = STOP_S) -> None:
        """`logs` is the directory for what each process writes on stderr; `stop_s` seconds are given to end."""
        self._stop_s = stop_s
        self._logs = logs
        self._logs.mkdir(parents=True, exist_ok=True)
        self._running: dict[str, Child] = {}

    def __enter__(self) -> Processes:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop_all()

    @property
    def pids(self) -> dict[str, int]:
        """Process name -> pid of those running."""
        return {name: process.pid for name, process in self._running.items()}

    def ended(self) -> set[str]:
        """Names of those that have ended by themselves."""
        return {name for name, process in self._running.items() if process.poll() is not None}

    def spawn(self, name: str, command: Sequence[str]) -> None:
        """Start `command` under `name`; its stdout is read for the ready line, its stderr goes to a file."""
        self._running[name] = begin(command, self._log(name))

    def spawn_lianlu(self, name: str, *arguments: str) -> None:
        """Start `lianlu <arguments>` under `name`."""
        self.spawn(name, [*_LIANLU, *arguments])

    def fork_lianlu(self, name: str, *arguments: str) -> None:
        """The same, with what this process has imported, if it has one thread only."""
        if may_fork():
            self._running[name] = Forked(name, arguments, self._log(name))
        else:
            self.spawn_lianlu(name, *arguments)

    def _log(self, name: str) -> Path:
        return self._logs / f"{name}.log"

    def ready(self, name: str, within_s: float = READY_S) -> dict[str, Any]:
        """The JSON object on the first line of stdout; raises `ProcessFailed` if none comes in time."""
        process = self._running[name]
        line = _first_line(process, time.monotonic() + within_s)
        try:
            value = json.loads(line)
        except ValueError:
            raise ProcessFailed(
                f"{name} did not become ready within {within_s:.0f} s; {self._last_words(name)}"
            ) from None
        if not isinstance(value, dict):
            raise ProcessFailed(f"{name} said {line[:200]!r} instead of being ready")
        return value

    def stop(self, name: str) -> int:
        """Ask one process to end, force it after a while; its exit status."""
        process = self._running.pop(name)
        _stop([process], self._stop_s)
        return process.wait()

    def kill(self, name: str) -> None:
        """End one process at once, as a power cut would."""
        process = self._running.pop(name)
        process.kill()
        _reap(process)

    def stop_all(self) -> None:
        """End all processes, the last started first asked."""
        _stop(list(reversed(self._running.values())), self._stop_s)
        self._running.clear()

    def _last_words(self, name: str) -> str:
        lines = self._log(name).read_text(errors="replace").strip().splitlines()[-3:]
        return "it last said: " + (" | ".join(lines)[-600:] if lines else "nothing")


def _first_line(process: Child, deadline: float) -> bytes:
    stream = process.stdout
    if stream is None:
        return b""
    data = b""
    with selectors.DefaultSelector() as selector:
        selector.register(stream, selectors.EVENT_READ)
        while b"\n" not in data:
            if not selector.select(max(0.0, deadline - time.monotonic())):
                return b""
            part = os.read(stream.fileno(), 65_536)
            if not part:
                return b""
            data += part
    return data.split(b"\n", 1)[0]


def _stop(processes: list[Child], seconds: float) -> None:
    for process in processes:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + seconds
    for process in processes:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        _reap(process)


def _reap(process: Child) -> None:
    process.wait()
    if process.stdout:
        process.stdout.close()
