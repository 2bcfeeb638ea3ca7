"""Processes of ours that start quickly: one server imports everything once and forks each of them (`multiprocessing`).

A child runs one command of `lianlu` to its end. `lianlu gateway run` is given what no command line has: a hook that
kills the process at a named point, and a clock that is wrong.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from io import FileIO
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Self

from chain_node.clock import SystemClock
from scripts.network.children import Forked, end_with_parent
from scripts.network.processes import Processes

POINT_FILE = "die-at"
MODULES = ["tests.faults.preloaded", "exchange_api.bootstrap", "chain_node.engines.embedded.cli", "audit.cli", "uvloop"]
CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(MODULES)


@dataclass(frozen=True)
class Conditions:
    """What a child runs under. `limits`: of `resource`; `shift_ms`: what its clock is wrong by."""

    environment: Mapping[str, str] = field(default_factory=dict)
    limits: Mapping[int, int] = field(default_factory=dict)
    shift_ms: int = 0


class Dying:
    """Kills this process when a point is reached that the file names, `<point> <count>`: the count-th time."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = threading.Lock()  # points are reached in the event loop and in the writer's thread
        self._seen: dict[str, int] = {}

    def __call__(self, point: str) -> None:
        if not self._file.exists():
            return
        with self._lock:
            name, _, count = self._file.read_text().partition(" ")
            if point == name:
                self._seen[point] = self._seen.get(point, 0) + 1
                if self._seen[point] == int(count):
                    os.kill(os.getpid(), signal.SIGKILL)


class WrongClock(SystemClock):
    """The machine's clock, wrong by so many milliseconds."""

    __slots__ = ("_shift_ms",)

    def __init__(self, shift_ms: int) -> None:
        self._shift_ms = shift_ms

    def now_ms(self) -> int:
        return super().now_ms() + self._shift_ms


class Begun(Forked):
    """A child of the fork server, kept like one of this process."""

    def __init__(self, arguments: Sequence[str], errors: Path, conditions: Conditions) -> None:
        reading, writing = CONTEXT.Pipe(duplex=False)
        self._process = CONTEXT.Process(
            target=_become, args=(tuple(arguments), writing, str(errors), conditions), daemon=True
        )
        self._process.start()
        writing.close()
        assert self._process.pid is not None
        self.pid = self._process.pid
        self.stdout = FileIO(os.dup(reading.fileno()), "rb")
        reading.close()
        self.returncode = None

    def poll(self) -> int | None:
        """The exit status, or None while it runs."""
        if self.returncode is None:
            self.returncode = self._process.exitcode
        return self.returncode


class PreloadedProcesses(Processes):
    """The processes of a network, begun by the fork server. `conditions` are by name, and hold from the next start."""

    def __init__(self, logs: Path) -> None:
        super().__init__(logs)
        self.conditions: dict[str, Conditions] = {}
        self.common = Conditions()

    def spawn_lianlu(self, name: str, *arguments: str) -> None:
        own = self.conditions.get(name, Conditions())
        conditions = replace(own, environment={**self.common.environment, **own.environment})
        self._running[name] = Begun(arguments, self.log(name), conditions)

    fork_lianlu = spawn_lianlu

    def __enter__(self) -> Self:
        return self

    def log(self, name: str) -> Path:
        """Where a process writes its stderr."""
        return self._log(name)

    def wait(self, name: str, seconds: float) -> int:
        """The exit status of a process that ends by itself."""
        status = self._running[name].wait(seconds)
        self.kill(name)
        return status


def run_command(arguments: Sequence[str], errors: Path, conditions: Conditions | None = None) -> tuple[int, str]:
    """Run a command of `lianlu` to its end: exit status, and what it printed."""
    child = Begun(arguments, errors, conditions or Conditions())
    assert child.stdout is not None
    with child.stdout as stream:
        printed = stream.readall()
    return child.wait(60.0), (printed or b"").decode()


def _become(arguments: Sequence[str], writing: Connection, errors: str, conditions: Conditions) -> None:
    """In the child: be like a process that was begun by exec, then run the command."""
    end_with_parent()
    os.setsid()
    os.dup2(os.open(errors, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), 2)
    os.dup2(writing.fileno(), 1)
    writing.close()
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = os.fdopen(2, "w", encoding="utf-8", buffering=1, closefd=False)
    os.environ.update({"LIANLU_LANG": "en", **conditions.environment})
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for limit, value in conditions.limits.items():
        resource.setrlimit(limit, (value, value))
    status: Any = 70
    try:
        status = _command(arguments, conditions)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status if isinstance(status, int) else 1)


def _command(arguments: Sequence[str], conditions: Conditions) -> Any:
    from chain_node.cli import main

    if tuple(arguments[:2]) == ("gateway", "run"):
        return _gateway(Path(arguments[arguments.index("--data") + 1]), conditions)
    try:
        main(arguments)
    except SystemExit as done:
        return 0 if done.code is None else done.code


def _gateway(data: Path, conditions: Conditions) -> int:
    """`lianlu gateway run --json`, with a hook and a clock."""
    from chain_node import console, logs
    from exchange_api import bootstrap

    logs.setup("warning")
    hook = Dying(data / POINT_FILE)
    clock = WrongClock(conditions.shift_ms)
    ready: Callable[[dict[str, Any]], None] = lambda found: console.emit({"ready": True, **found})  # noqa: E731
    return console.run(lambda: bootstrap.run(data, ready, clock, hook))
