"""Child processes of a bench: started, read for CPU and memory from /proc, and always stopped by pid."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


def cpu_seconds(pid: int) -> float:
    """User and system CPU seconds that process `pid` has used (proc(5), fields 14 and 15)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def rss_bytes(pid: int) -> int:
    """Resident bytes of process `pid` now."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE


def peak_rss_bytes(pid: int) -> int:
    """Highest resident bytes of process `pid` since its start or the last `reset_peak`."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    raise OSError(f"process {pid} states no VmHWM")


def reset_peak(pid: int) -> None:
    """Make the kernel forget the peak of `pid` (proc(5), clear_refs 5)."""
    Path(f"/proc/{pid}/clear_refs").write_text("5")


@contextmanager
def child(*command: str, ready: bool = True, stop_s: float = 20.0) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run `command`, yield (process, its first line on stdout), and stop it by pid at the end.

    Raises RuntimeError when the process ends before it says that it is ready.
    """
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
    try:
        line = process.stdout.readline() if ready and process.stdout else ""
        if ready and not line:
            raise RuntimeError(f"{command[0:3]} ended with {process.wait()} before it was ready")
        yield process, line
    finally:
        _stop(process, stop_s)


def _stop(process: subprocess.Popen[str], stop_s: float) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(stop_s)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    if process.stdout:
        process.stdout.close()


class CpuMeter:
    """CPU microseconds per exchange and process, between `start` and `per`."""

    def __init__(self, pids: Mapping[str, int]) -> None:
        self._pids = dict(pids)
        self._at = {name: cpu_seconds(pid) for name, pid in self._pids.items()}
        self.started = time.monotonic()

    def per(self, exchanges: int) -> dict[str, float]:
        """CPU us per exchange of each named process since construction."""
        used = {name: cpu_seconds(pid) - self._at[name] for name, pid in self._pids.items()}
        return {name: round(seconds * 1e6 / max(exchanges, 1), 1) for name, seconds in used.items()}


PYTHON = sys.executable
