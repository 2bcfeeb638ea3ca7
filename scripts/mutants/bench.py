"""A copy of this tree, in which one mutant at a time is compiled and tried."""

from __future__ import annotations

import hashlib
import json
import os
import queue
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from contracts import ARTIFACTS, HERE, LOCK
from scripts import build_contracts as build
from scripts.mutants.rules import Mutant
from scripts.mutants.targets import files_of

ROOT = HERE.parent
_COPIED = ("contracts", "chain_node", "exchange_api", "audit", "scripts", "tests")
_LONGEST = 1800  # seconds; what takes longer than this, when all tests of a contract take minutes, does not end


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a mutant: killed, survived, or stillborn (it does not compile, or to the same code)."""

    mutant: Mutant
    fate: str
    by: str


class TestsFailed(RuntimeError):
    """The tests could not be run at all; the message has what pytest said."""


class Bench:
    """Where mutants are tried, one after the other."""

    def __init__(self, directory: Path) -> None:
        self.root = directory
        ignored = shutil.ignore_patterns("node_modules", "__pycache__", ".hypothesis")
        for name in _COPIED:
            shutil.copytree(ROOT / name, directory / name, ignore=ignored)
        shutil.copy(ROOT / "pyproject.toml", directory)
        (directory / "contracts" / "node_modules").symlink_to(HERE / "node_modules")

    def try_out(self, mutant: Mutant, path: str) -> Outcome:
        """Compile the source at `path` with its fault, run the tests of its host, and take all of it out again."""
        artifact = self.root / "contracts" / ARTIFACTS.name / f"{mutant.host}.json"
        lock = self.root / "contracts" / LOCK.name
        kept = artifact.read_bytes(), lock.read_bytes()
        code = compiled(mutant, path)
        if code is None or code == json.loads(kept[0])["bytecode"]:
            return Outcome(mutant, "stillborn", "the compiler refuses it" if code is None else "the code is the same")
        try:
            document = json.loads(kept[0]) | {"bytecode": code}
            data = (json.dumps(document, indent=1, sort_keys=True) + "\n").encode()
            artifact.write_bytes(data)
            pins = json.loads(kept[1])
            pins["artifacts"][mutant.host] = hashlib.sha256(data).hexdigest()
            lock.write_text(json.dumps(pins, indent=1) + "\n", "utf-8")
            killer = self._first_failure(mutant.host)
            return Outcome(mutant, "killed" if killer else "survived", killer)
        finally:
            artifact.write_bytes(kept[0])
            lock.write_bytes(kept[1])

    def _first_failure(self, contract: str) -> str:
        """The first test that fails, or nothing."""
        files = [str(path.relative_to(ROOT)) for path in files_of(contract)]
        command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "--no-header", *files]
        environment = os.environ | {"PYTHONPATH": str(self.root), "PYTHONDONTWRITEBYTECODE": "1"}
        environment.pop("PYTEST_ADDOPTS", None)
        try:
            done = subprocess.run(command, cwd=self.root, env=environment, capture_output=True, text=True,
                                  timeout=_LONGEST, check=False)  # fmt: skip
        except subprocess.TimeoutExpired:
            return "the tests do not end"
        if done.returncode == 0:
            return ""
        found = re.search(r"^(?:FAILED|ERROR) (\S+)", done.stdout, re.MULTILINE)
        if done.returncode != 1 or found is None:
            raise TestsFailed(f"the tests of {contract} could not be run:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
        return found[1].removeprefix("tests/contracts/")


def compiled(mutant: Mutant, path: str) -> str | None:
    """The creation code of the host with the fault in it; nothing if the compiler refuses it."""
    texts = build.sources()
    texts[f"contracts/{path}"] = mutant.plant(texts[f"contracts/{path}"])
    name = f"contracts/{mutant.host}.sol"
    request: dict[str, Any] = {
        "language": "Solidity",
        "sources": {one: {"content": text} for one, text in texts.items()},
        "settings": build.SETTINGS | {"outputSelection": {name: {mutant.host: ["evm.bytecode.object"]}}},
    }
    try:
        answer = build.ask_compiler(request)
    except build.BuildFailed as exc:
        if "Error" not in str(exc):
            raise
        return None
    code: str = answer["contracts"][name][mutant.host]["evm"]["bytecode"]["object"]
    return code


def try_all(
    drawn: Sequence[tuple[Mutant, str]], count: int, jobs: int, told: Callable[[Outcome], None]
) -> list[Outcome]:
    """Try mutants in their order until `count` of them were born. Which ones does not depend on `jobs`."""
    waiting, outcomes, born = list(drawn), list[Outcome](), 0
    free: queue.Queue[Bench] = queue.Queue()

    def one(given: tuple[Mutant, str]) -> Outcome:
        bench = free.get()
        try:
            outcome = bench.try_out(*given)
        finally:
            free.put(bench)
        told(outcome)
        return outcome

    with tempfile.TemporaryDirectory(prefix="lianlu-mutants-") as directory:
        for number in range(jobs):
            free.put(Bench(Path(directory) / str(number)))
        with ThreadPoolExecutor(jobs) as pool:
            while waiting and born < count:
                batch, waiting = waiting[: count - born], waiting[count - born :]
                outcomes += pool.map(one, batch)
                born = sum(outcome.fate != "stillborn" for outcome in outcomes)
    return outcomes
