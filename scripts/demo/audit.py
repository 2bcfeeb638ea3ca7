"""The auditor's part: `lianlu audit verify` as a process, on what the gateways left and on a forged copy.

Both run at the same time; neither knows of the other.
"""

from __future__ import annotations

import json
import shlex
import sqlite3
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chain_node.console import language
from chain_node.log.reader import LogReader
from chain_node.log.store import FILE_NAME

AUDIT_S = 120


@dataclass(frozen=True, slots=True)
class Running:
    """One audit under way."""

    command: Sequence[str]
    process: subprocess.Popen[str]


class Audit:
    """Runs the command. `as_json`: its output is the document of `--json`, else what it prints for a person."""

    def __init__(self, root: Path, ledger_url: str, trust: Path, as_json: bool) -> None:
        self._root = root
        self._ledger = ledger_url
        self._trust = trust
        self._as_json = as_json
        self._running: list[Running] = []
        self._change: dict[str, Any] = {}

    def begin(self, directories: Mapping[str, Path], victim: str, leaf: int) -> None:
        """Start to verify the logs in these data directories, and the same with one bit changed in a copy of
        `leaf` of the victim's log."""
        copy = self._root / "forged" / victim
        self._change = forge(directories[victim], copy, leaf)
        self._start(list(directories.values()))
        self._start([copy if code == victim else path for code, path in directories.items()])

    def verified(self) -> dict[str, Any]:
        """The first one's command, exit code and output."""
        return self._finish(self._running[0])

    def tampered(self) -> dict[str, Any]:
        """The second one's, with what was changed; `named`: whether the output names that log and entry."""
        done, log, leaf = self._finish(self._running[1]), self._change["log"], self._change["leaf"]
        if isinstance(done["output"], str):
            named = f"log {log[:16]} leaf {leaf}:" in done["output"]
        else:
            named = any((one.get("log"), one.get("leaf")) == (log, leaf) for one in done["output"]["findings"])
        return done | self._change | {"named": named}

    def close(self) -> None:
        """End what still runs."""
        for one in self._running:
            if one.process.poll() is None:
                one.process.kill()
            one.process.communicate()

    def _start(self, paths: Sequence[Path]) -> None:
        arguments = ["audit", "verify", *map(str, paths), "--ledger", self._ledger, "--trust", str(self._trust)]
        arguments += ["--json"] if self._as_json else ["--lang", language().value]
        process = subprocess.Popen(
            [sys.executable, "-m", "chain_node.cli", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            text=True,
        )
        self._running.append(Running(["lianlu", *arguments], process))

    def _finish(self, one: Running) -> dict[str, Any]:
        printed, errors = one.process.communicate(timeout=AUDIT_S)
        output: Any = printed.strip() or errors.strip()
        if self._as_json and printed.strip():
            output = json.loads(printed)
        return {"command": shlex.join(one.command), "exit_code": one.process.returncode, "output": output}


def forge(source: Path, target: Path, leaf: int) -> dict[str, Any]:
    """Copy the log of data directory `source` to `target` and change one bit of one entry there; what was changed."""
    (target / "log").mkdir(parents=True, exist_ok=True)
    copy = target / "log" / FILE_NAME
    live = sqlite3.connect(f"file:{source / 'log' / FILE_NAME}?mode=ro", uri=True)
    made = sqlite3.connect(copy)
    with live, made:
        live.backup(made)
        (data,) = made.execute("SELECT bytes FROM leaf WHERE leaf_index = ?", (leaf,)).fetchone()
        offset = len(data) // 2
        changed = data[:offset] + bytes((data[offset] ^ 1,)) + data[offset + 1 :]
        made.execute("UPDATE leaf SET bytes = ? WHERE leaf_index = ?", (changed, leaf))
    live.close()
    made.close()
    with LogReader(target / "log") as reader:
        log = reader.identity.log_id.hex()
    return {"log": log, "leaf": leaf, "offset": offset, "was": data[offset], "is": changed[offset], "copy": str(target)}
