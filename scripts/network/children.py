"""Children of this process: begun by exec, or by fork with what is imported already.

A gateway needs two seconds of CPU to import what it is made of. Where one process starts several of them, it imports
once and forks; a child then runs the same command, with memory, sockets, keys and files of its own. Forking is for
processes with one thread only: `may_fork` says whether that holds.

Every child is told to end when its parent has died, however it died.
"""

from __future__ import annotations

import ctypes
import gc
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from io import FileIO
from pathlib import Path
from typing import Any, NoReturn

_LIBC = ctypes.CDLL(None, use_errno=True)
_PR_SET_PDEATHSIG, _PR_SET_NAME = 1, 15
_POLL_S = 0.02


def may_fork() -> bool:
    """Whether this process has one thread, so that a fork copies all of it."""
    return threading.active_count() == 1


def begin(command: Sequence[str], errors: Path) -> subprocess.Popen[bytes]:
    """Start a program; its stdout is a pipe, its stderr goes to the file `errors`."""
    with errors.open("ab") as file:
        return subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=file,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=end_with_parent,
        )


def end_with_parent() -> None:
    """Have the kernel send SIGTERM to this process when its parent dies (prctl(2))."""
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)


class Forked:
    """A forked child that runs a command of `lianlu`; the part of `subprocess.Popen` that its keeper needs."""

    def __init__(self, name: str, arguments: Sequence[str], errors: Path) -> None:
        """Fork. `arguments` are those after `lianlu`; stdout is a pipe, stderr the file `errors`."""
        sys.stdout.flush()
        sys.stderr.flush()
        gc.freeze()  # what is shared stays shared
        reading, writing = os.pipe()
        parent = os.getpid()
        self.pid = os.fork()
        if self.pid == 0:
            _become(name, arguments, writing, errors, parent)
        os.close(writing)
        self.stdout: FileIO | None = FileIO(reading, "rb")
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """The exit status (negative: the signal that ended it), or None while it runs."""
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end. Raises `subprocess.TimeoutExpired`."""
        deadline = None if timeout is None else time.monotonic() + timeout
        while (status := self.poll()) is None:
            if deadline is not None and time.monotonic() >= deadline:
                raise subprocess.TimeoutExpired(["lianlu"], timeout or 0.0)
            time.sleep(_POLL_S)
        return status

    def send_signal(self, number: int) -> None:
        """Send a signal, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)


Child = subprocess.Popen[bytes] | Forked


def _become(name: str, arguments: Sequence[str], writing: int, errors: Path, parent: int) -> NoReturn:
    """In the child: be a process like one begun by exec. Never returns, and unwinds nothing of the parent's."""
    status: Any = 70
    try:
        os.setsid()
        end_with_parent()
        if os.getppid() != parent:
            os._exit(status)
        _LIBC.prctl(_PR_SET_NAME, name.encode()[:15], 0, 0, 0)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL if number == signal.SIGTERM else signal.default_int_handler)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(os.open(errors, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), 2)
        os.dup2(writing, 1)
        os.closerange(3, os.sysconf("SC_OPEN_MAX") if os.sysconf("SC_OPEN_MAX") < 65_536 else 65_536)
        status = _command(arguments)
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(status if isinstance(status, int) else 1)


def _command(arguments: Sequence[str]) -> Any:
    from chain_node.cli import main

    try:
        main(arguments)
    except SystemExit as done:
        return 0 if done.code is None else done.code
