"""The auditor's part: `lianlu audit verify` as a process, on what the gateways left and on a forged copy."""

from __future__ import annotations

import json
import shlex
import sqlite3
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from chain_node.console import language
from chain_node.log.reader import LogReader
from chain_node.log.store import FILE_NAME

AUDIT_S = 120


class Audit:
    """Runs the command. `as_json`: its output is the document of `--json`, else what it prints for a person."""

    def __init__(self, root: Path, ledger_url: str, trust: Path, as_json: bool) -> None:
        self._root = root
        self._ledger = ledger_url
        self._trust = trust
        self._as_json = as_json

    def verify(self, directories: Mapping[str, Path]) -> dict[str, Any]:
        """Verify the logs in these data directories: command, exit code, output."""
        return self._run(list(directories.values()))

    def tampered(self, directories: Mapping[str, Path], victim: str, leaf: int) -> dict[str, Any]:
        """Change one byte of `leaf` in a copy of the victim's log, and verify the copy with the others.

        `named`: whether the output names that log and leaf.
        """
        copy = self._root / "forged" / victim
        change = forge(directories[victim], copy, leaf)
        paths = [copy if code == victim else path for code, path in directories.items()]
        done = self._run(paths)
        named = f"log {change['log'][:16]} leaf {leaf}" in done["output"] if not self._as_json else any(
            one.get("log") == change["log"] and one.get("leaf") == leaf for one in done["output"]["findings"]
        )  # fmt: skip
        return done | change | {"named": named}

    def _run(self, paths: Sequence[Path]) -> dict[str, Any]:
        arguments = ["audit", "verify", *map(str, paths), "--ledger", self._ledger, "--trust", str(self._trust)]
        arguments += ["--json"] if self._as_json else ["--lang", language().value]
        done = subprocess.run(
            [sys.executable, "-m", "chain_node.cli", *arguments], capture_output=True, text=True, timeout=AUDIT_S
        )
        output: Any = done.stdout.strip() or done.stderr.strip()
        if self._as_json and done.stdout.strip():
            output = json.loads(done.stdout)
        return {"command": shlex.join(["lianlu", *arguments]), "exit_code": done.returncode, "output": output}


def forge(source: Path, target: Path, leaf: int) -> dict[str, Any]:
    """Copy the log of data directory `source` to `target` and change one bit of one leaf there; what was changed."""
    (target / "log").mkdir(parents=True, exist_ok=True)
    copy = target / "log" / FILE_NAME
    with sqlite3.connect(f"file:{source / 'log' / FILE_NAME}?mode=ro", uri=True) as live, sqlite3.connect(copy) as made:
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
