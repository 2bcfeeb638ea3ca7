"""A devnet as a process, its commands in this one, and releases with other code, made without a compiler."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import contracts
from chain_node.cli import main
from tests.integration.sandbox import LIANLU, STOP_S, first_line


@dataclass(frozen=True)
class Result:
    """What a command did: exit status, stdout, stderr."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def error(self) -> str:
        """The code of the error, or nothing."""
        return self.err.partition("error [")[2].partition("]")[0]


@dataclass
class Devnet:
    """A running devnet: its line, its directory, and `lianlu contracts` upon it."""

    line: dict[str, Any]
    directory: Path

    def run(self, capsys: pytest.CaptureFixture[str], *arguments: str, where: Path | None = None) -> Result:
        """`lianlu contracts ARGUMENTS --dir DIRECTORY`."""
        at = ["--dir", str(where or self.directory), "--lang", "en"]
        command, *rest = arguments
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(["contracts", command, *at, *rest])
        captured = capsys.readouterr()
        return Result(int(ended.value.code or 0), captured.out, captured.err)


@contextmanager
def running(directory: Path, *options: str) -> Iterator[Devnet]:
    """`lianlu contracts devnet`, stopped at the end."""
    process = subprocess.Popen(
        [*LIANLU, "contracts", "devnet", "--json", "--dir", str(directory), *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        env={**os.environ, "PYTHONWARNINGS": "default"},
    )
    try:
        yield Devnet(first_line(process), directory)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(STOP_S)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def release(root: Path, name: str, change: Callable[[dict[str, Any]], None]) -> Path:
    """A folder like `contracts/` in which one artifact is another, pinned by its own lock."""
    folder = root / "contracts"
    shutil.copytree(contracts.ARTIFACTS, folder / contracts.ARTIFACTS.name)
    path = folder / contracts.ARTIFACTS.name / f"{name}.json"
    artifact = json.loads(path.read_bytes())
    change(artifact)
    data = json.dumps(artifact).encode()
    path.write_bytes(data)
    lock = json.loads(contracts.LOCK.read_bytes())
    lock["artifacts"][name] = hashlib.sha256(data).hexdigest()
    (folder / contracts.LOCK.name).write_text(json.dumps(lock), "utf-8")
    for source in contracts.HERE.glob("*.sol"):
        shutil.copy(source, folder)
    return folder


def other_code(artifact: dict[str, Any]) -> None:
    """The contract refuses with another selector than before: WorkCalendarDaysInvalid(uint16) becomes 0xdecafbad."""
    before = next(s for s, (name, _) in _errors().items() if name == "WorkCalendarDaysInvalid").hex()
    for part in ("bytecode", "deployedBytecode"):
        assert before in artifact[part]
        artifact[part] = artifact[part].replace(before, "decafbad")


def _errors() -> Any:
    from chain_node.ledger.bindings import ERRORS

    return ERRORS
