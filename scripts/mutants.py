"""Mutation check of the contracts: small faults are planted, and each must be found by a contract test.

    python -m scripts.mutants [--count 44] [--seed 1] [--jobs 2] [--only Consortium] [--json]

A mutant is one line of one contract changed: an access check or another refusal removed, a comparison turned, an event
dropped, an assignment left out, a number moved. It is compiled as our contracts are, in a copy of this tree, and the
tests of its contract run on it until one fails. The build check and the gas table are left out: they would find any
change. A mutant that does not compile counts for nothing and another is drawn. Survivors are faults of the tests,
unless `contracts/mutants.json` argues that they change nothing; then they are listed with the argument.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from contracts import HERE
from scripts import build_contracts as build

ROOT = HERE.parent
ARGUED = HERE / "mutants.json"
TESTS = {
    "Consortium": ("consortium", "votes", "recovery", "relay"),
    "WorkCalendar": ("calendar",),
    "DataCatalogue": ("catalogue",),
    "Authorization": ("authorization",),
    "PolicyView": ("policy_view",),
    "EvidenceAnchor": ("anchor", "claims"),
    "CertificateRegistry": ("certificate",),
    "ApprovalCases": ("case",),
    "Accountability": ("accountab",),
}
"""Contract -> words that the names of its test files hold."""
_CHECK = re.compile(r"^\s*(_only\w+|_active\w*|_holding\w*|_check\w*)\([^;]*\);$")
_REFUSAL = re.compile(r"^\s*if \(.*\) revert \w+\(.*\);$")
_EVENT = re.compile(r"^\s*emit \w+\(.*\);$")
_STORE = re.compile(r"^\s*[\w.\[\]]+(\.\w+|\]) = [^;]+;$")
_TURNS = ((" == ", " != "), (" != ", " == "), (" <= ", " < "), (" >= ", " > "), (" < ", " <= "), (" > ", " >= "),
          (" && ", " || "), (" || ", " && "))  # fmt: skip
_NUMBER = re.compile(r"(?<== )(\d+)(?= hours| days|;)")


@dataclass(frozen=True, slots=True)
class Mutant:
    """One line of one contract (counted from 1) and what stands there instead; empty = the line is gone."""

    contract: str
    line: int
    kind: str
    before: str
    after: str

    @property
    def name(self) -> str:
        """Stable while the line's text is: contract, kind, digest of both texts."""
        text = f"{self.before.strip()}\0{self.after.strip()}"
        return f"{self.contract}/{self.kind}/{hashlib.sha256(text.encode()).hexdigest()[:8]}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a mutant: killed, survived, or stillborn (it does not compile)."""

    mutant: Mutant
    fate: str
    by: str


def mutants_of(contract: str) -> Iterator[Mutant]:
    """Every mutant of a contract that these rules make."""
    lines = (HERE / f"{contract}.sol").read_text("utf-8").splitlines()
    for number, line in enumerate(lines, 1):
        if line.lstrip().startswith(("//", "*", "import", "error", "event")):
            continue
        for kind, rule in (("check", _CHECK), ("refusal", _REFUSAL), ("event", _EVENT), ("store", _STORE)):
            if rule.match(line):
                yield Mutant(contract, number, kind, line, "")
        for old, new in _TURNS:
            if old in line and not _STORE.match(line):
                yield Mutant(contract, number, "turn", line, line.replace(old, new, 1))
        if _NUMBER.search(line):
            yield Mutant(contract, number, "number", line, _NUMBER.sub(lambda m: str(int(m[1]) + 1), line, count=1))


def draw(count: int, seed: int, only: str | None) -> list[Mutant]:
    """Twice `count` mutants, in the order in which they are tried: all contracts and kinds take turns."""
    chance = random.Random(seed)
    piles: list[list[Mutant]] = []
    for contract in TESTS:
        if (only and contract != only) or not (HERE / f"{contract}.sol").is_file():
            continue
        by_kind: dict[str, list[Mutant]] = {}
        for mutant in mutants_of(contract):
            by_kind.setdefault(mutant.kind, []).append(mutant)
        for pile in by_kind.values():
            chance.shuffle(pile)
            piles.append(pile)
    chance.shuffle(piles)
    drawn: list[Mutant] = []
    while len(drawn) < 2 * count and any(piles):
        drawn += [pile.pop() for pile in piles if pile]
    return drawn[: 2 * count]


class Bench:
    """A copy of the tree in which one mutant at a time is tried."""

    def __init__(self, directory: Path) -> None:
        self.root = directory
        ignored = shutil.ignore_patterns(".venv*", "node_modules", ".git", "__pycache__", ".*_cache", ".hypothesis")
        shutil.copytree(ROOT, directory, ignore=ignored, dirs_exist_ok=True)
        (directory / "contracts" / "node_modules").symlink_to(HERE / "node_modules")
        (directory / "conftest.py").write_text("", "utf-8")

    def try_out(self, mutant: Mutant) -> Outcome:
        """Plant it, compile it, run the tests of its contract, and take it out again."""
        path = self.root / "contracts" / f"{mutant.contract}.sol"
        source = path.read_text("utf-8")
        lines = source.splitlines()
        lines[mutant.line - 1] = mutant.after
        artifact = self.root / "contracts" / "artifacts" / f"{mutant.contract}.json"
        lock = self.root / "contracts" / "artifacts.lock"
        kept = artifact.read_bytes(), lock.read_bytes()
        try:
            path.write_text("\n".join(lines) + "\n", "utf-8")
            if not self._compile(mutant.contract, artifact, lock):
                return Outcome(mutant, "stillborn", "")
            killer = self._test(mutant.contract)
            return Outcome(mutant, "killed" if killer else "survived", killer)
        finally:
            path.write_text(source, "utf-8")
            artifact.write_bytes(kept[0])
            lock.write_bytes(kept[1])

    def _compile(self, contract: str, artifact: Path, lock: Path) -> bool:
        texts = build.sources()
        name = f"contracts/{contract}.sol"
        texts[name] = (self.root / name).read_text("utf-8")
        request = {
            "language": "Solidity",
            "sources": {one: {"content": text} for one, text in texts.items()},
            "settings": build.SETTINGS | {"outputSelection": {name: {contract: ["evm.bytecode.object",
                                                                               "evm.deployedBytecode.object"]}}},
        }  # fmt: skip
        try:
            output = build.ask_compiler(request)["contracts"][name][contract]["evm"]
        except build.BuildFailed:
            return False
        document = json.loads(artifact.read_text("utf-8"))
        document |= {"bytecode": output["bytecode"]["object"], "deployedBytecode": output["deployedBytecode"]["object"]}
        data = (json.dumps(document, indent=1, sort_keys=True) + "\n").encode()
        artifact.write_bytes(data)
        pins = json.loads(lock.read_text("utf-8"))
        pins["artifacts"][contract] = hashlib.sha256(data).hexdigest()
        lock.write_text(json.dumps(pins, indent=1) + "\n", "utf-8")
        return True

    def _test(self, contract: str) -> str:
        """The first test that fails, or nothing."""
        files = [
            str(path.relative_to(self.root)) for path in sorted((self.root / "tests" / "contracts").glob("test_*.py"))
            if any(word in path.stem for word in TESTS[contract])
        ]  # fmt: skip
        command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "--no-header", *files]
        environment = os.environ | {"PYTHONPATH": str(self.root), "PYTHONDONTWRITEBYTECODE": "1"}
        done = subprocess.run(
            command, cwd=self.root, env=environment, capture_output=True, text=True, timeout=900, check=False
        )
        if done.returncode == 0:
            return ""
        found = re.search(r"^(?:FAILED|ERROR) (\S+)", done.stdout, re.MULTILINE)
        if done.returncode != 1 or found is None:
            raise RuntimeError(f"the tests of {contract} could not be run:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
        return found[1].split("::", 1)[-1]


def run(count: int, seed: int, jobs: int, only: str | None) -> list[Outcome]:
    """Try mutants until `count` of them compiled; outcomes as they were drawn, progress on stderr."""
    waiting = draw(count, seed, only)
    outcomes: list[Outcome] = []
    with tempfile.TemporaryDirectory() as directory, ThreadPoolExecutor(jobs) as pool:
        benches = [Bench(Path(directory) / str(number)) for number in range(jobs)]
        while waiting and sum(one.fate != "stillborn" for one in outcomes) < count:
            batch, waiting = waiting[:jobs], waiting[jobs:]
            for outcome in pool.map(lambda pair: pair[0].try_out(pair[1]), zip(benches, batch, strict=False)):
                outcomes.append(outcome)
                one = outcome.mutant
                print(
                    f"{len(outcomes):3} {outcome.fate:9} {one.contract}:{one.line} {one.kind}: "
                    f"{(one.after or one.before).strip()[:70]} {outcome.by[:60]}",
                    file=sys.stderr,
                    flush=True,
                )
    return outcomes


def main(argv: list[str]) -> int:
    """0 every mutant was killed or is argued; 1 one survived."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--count", type=int, default=44)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", choices=sorted(TESTS))
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    argued: dict[str, str] = json.loads(ARGUED.read_text("utf-8")) if ARGUED.is_file() else {}
    outcomes = [one for one in run(options.count, options.seed, options.jobs, options.only) if one.fate != "stillborn"]
    survivors = [one.mutant for one in outcomes if one.fate == "survived"]
    for mutant in survivors:
        reason = argued.get(mutant.name, "not argued: write a test that finds it")
        print(f"survived: {mutant.name} line {mutant.line}: {(mutant.after or mutant.before).strip()}\n    {reason}")
    killed = len(outcomes) - len(survivors)
    open_ones = [mutant for mutant in survivors if mutant.name not in argued]
    summary = {"mutants": len(outcomes), "killed": killed, "survived": len(survivors), "open": len(open_ones)}
    print(json.dumps(summary | {"seed": options.seed}) if options.json else
          f"{len(outcomes)} mutants of seed {options.seed}: {killed} killed, {len(survivors)} survived, "
          f"{len(open_ones)} of them not argued")  # fmt: skip
    return 1 if open_ones or not outcomes else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
