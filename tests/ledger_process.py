"""A real embedded ledger in a process of its own, for tests: started on a free port, stopped by its process id."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from chain_node.engines.embedded.source import RpcSource

COMMAND = (sys.executable, "-c", "from chain_node.cli import main; main()", "ledger")
START_S = 20.0


class LedgerProcess:
    """`lianlu ledger run` on `data`. A context manager; `kill` and `stop` may be called before its end."""

    def __init__(self, data: Path, *options: str) -> None:
        self.data = data
        data.parent.mkdir(parents=True, exist_ok=True)
        self._log = (data.parent / f"{data.name}.log").open("ab")
        self.process = subprocess.Popen(
            [*COMMAND, "run", "--data", str(data), "--port", "0", "--json", *options],
            stdout=subprocess.PIPE,
            stderr=self._log,
            env={**os.environ, "LIANLU_LANG": "en"},
        )
        try:
            document = json.loads(self._first_line())
        except BaseException:
            self.kill()
            raise
        self.url: str = document["url"]
        self.chain_id: int = document["chain_id"]
        self.genesis_hash = bytes.fromhex(document["genesis_hash"][2:])

    def _first_line(self) -> bytes:
        assert self.process.stdout is not None
        readable, _, _ = select.select([self.process.stdout], [], [], START_S)
        line = self.process.stdout.readline() if readable else b""
        if not line:
            raise AssertionError(f"the ledger did not start: {self.log()}")
        return line

    @property
    def pid(self) -> int:
        """The process id."""
        return self.process.pid

    def log(self) -> str:
        """What it has written to stderr."""
        return (self.data.parent / f"{self.data.name}.log").read_text(errors="replace")

    def call(self, method: str, *values: Any) -> Any:
        """The result of a JSON-RPC method. Raises `LedgerUnavailable`."""
        source = RpcSource(self.url)
        try:
            return source.call(method, *values)
        finally:
            source.close()

    def stop(self, seconds: float = 10.0) -> int:
        """SIGTERM; returns the exit status."""
        return self._end(signal.SIGTERM, seconds)

    def kill(self) -> int:
        """SIGKILL; returns the exit status."""
        return self._end(signal.SIGKILL, 10.0)

    def _end(self, number: signal.Signals, seconds: float) -> int:
        if self.process.poll() is None:
            os.kill(self.process.pid, number)
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(10)
            raise
        finally:
            if self.process.stdout is not None:
                self.process.stdout.close()
            self._log.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            self.stop()


@contextmanager
def running_ledger(directory: Path, *options: str) -> Iterator[LedgerProcess]:
    """A ledger in `directory`/ledger, stopped at the end."""
    with LedgerProcess(directory / "ledger", *options) as ledger:
        yield ledger
