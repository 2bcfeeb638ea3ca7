"""Static analysis of the contracts by slither and solhint; every finding is resolved or answered.

Answers stand in `contracts/analysis.json`: tool, check, place (`Contract.function`, a file, or `*` for all), reason. A
finding without an answer fails, and so does an answer without a finding. `python -m scripts.check_contracts` needs
slither on PATH or beside this Python's own, named by `--slither`, and solhint in `contracts/node_modules`;
`make check-contracts` installs both. Slither is given what our own compiler says, so that it analyses what is deployed.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from contracts import HERE
from scripts import build_contracts as build

ANSWERS = HERE / "analysis.json"
SOLHINT = HERE / "node_modules" / "solhint" / "solhint.js"
_OUTPUT = {"*": {"*": ["abi", "metadata", "devdoc", "userdoc", "evm.bytecode", "evm.deployedBytecode"], "": ["ast"]}}
_PLACE = re.compile(r"([A-Z]\w*)\.([\w.]+)")


@dataclass(frozen=True, slots=True)
class Finding:
    """What a tool says: `place` is `Contract.function` or a file, `text` its first line."""

    tool: str
    check: str
    place: str
    text: str


class AnalysisFailed(RuntimeError):
    """A tool could not be run; the message says what is missing."""


def slither(program: str) -> list[Finding]:
    """Findings of slither on our own sources. Raises `AnalysisFailed`."""
    texts = build.sources()
    request = {
        "language": "Solidity",
        "sources": {name: {"content": text} for name, text in texts.items()},
        "settings": build.SETTINGS | {"outputSelection": _OUTPUT},
    }
    answer = build.ask_compiler(request)
    with tempfile.TemporaryDirectory() as directory:
        root = Path(directory)
        for name, text in texts.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        (root / "hardhat.config.js").touch()
        info = root / "artifacts" / "build-info"
        info.mkdir(parents=True)
        version = {"solcVersion": build.COMPILER, "solcLongVersion": build.COMPILER, "_format": "hh-sol-build-info-1"}
        document = {"id": "lianlu", "input": request, "output": answer} | version
        (info / "lianlu.json").write_text(json.dumps(document), encoding="utf-8")
        report = root / "report.json"
        command = [program, ".", "--hardhat-ignore-compile", "--filter-paths", "@openzeppelin", "--json", str(report)]
        try:
            done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=600)
        except OSError as error:
            raise AnalysisFailed(f"slither cannot be run: {error}; run `make check-contracts`") from None
        if not report.is_file():
            raise AnalysisFailed(f"slither failed: {done.stderr[-600:]}")
        found = json.loads(report.read_text("utf-8"))
    if not found["success"]:
        raise AnalysisFailed(f"slither failed: {found['error']}")
    return [_of_slither(one) for one in found["results"].get("detectors", [])]


def _of_slither(one: dict[str, Any]) -> Finding:
    text = one["description"].split("\n")[0]
    place = _PLACE.search(text)
    return Finding("slither", one["check"], place.group(0) if place else "?", text)


def solhint(node: str) -> list[Finding]:
    """Findings of solhint on our own sources. Raises `AnalysisFailed`."""
    if not SOLHINT.is_file():
        raise AnalysisFailed("solhint is not installed: run `make check-contracts`")
    globs = ["*.sol", "interfaces/*.sol", "types/*.sol", "libraries/*.sol"]
    command = [node, str(SOLHINT), "-f", "json", "--disc", "--noPoster", *globs]
    with tempfile.TemporaryFile("w+") as output:  # it ends without emptying a pipe, which holds 64 KiB
        done = subprocess.run(command, cwd=HERE, stdout=output, stderr=subprocess.PIPE, text=True, timeout=600)
        output.seek(0)
        said = output.read()
    start, end = said.find("["), said.rfind("]")
    if start < 0:
        raise AnalysisFailed(f"solhint failed: {done.stderr[-600:] or said[-600:]}")
    rows = [one for one in json.loads(said[start : end + 1]) if one.get("ruleId")]
    return [Finding("solhint", one["ruleId"], one["filePath"], f"{one['line']}: {one['message']}") for one in rows]


def unanswered(findings: list[Finding], answers: list[dict[str, str]]) -> tuple[list[Finding], list[dict[str, str]]]:
    """Findings that no answer covers, and answers that cover no finding."""
    used: Counter[int] = Counter()
    left = []
    for finding in findings:
        covering = [
            number
            for number, answer in enumerate(answers)
            if (answer["tool"], answer["check"]) == (finding.tool, finding.check)
            and answer["place"] in ("*", finding.place)
        ]
        used.update(covering)
        if not covering:
            left.append(finding)
    return left, [answer for number, answer in enumerate(answers) if not used[number]]


def main(argv: list[str]) -> int:
    """0 all answered; 1 a finding without an answer, or an answer without a finding; 2 a tool is missing."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--slither", default="slither", help="the program, if it is not on PATH")
    options = parser.parse_args(argv)
    answers = json.loads(ANSWERS.read_text("utf-8"))
    try:
        program = os.path.abspath(options.slither) if os.sep in options.slither else options.slither
        findings = slither(program) + solhint(build.find_node())
    except (AnalysisFailed, build.BuildFailed) as error:
        print(f"lianlu: error [contracts.analysis]: {error}", file=sys.stderr)
        return 2
    left, idle = unanswered(findings, answers)
    for finding in left:
        print(f"{finding.tool} {finding.check}: {finding.place}: {finding.text}")
    for answer in idle:
        print(f"answer without a finding, take it out: {answer['tool']} {answer['check']} {answer['place']}")
    counted = Counter(finding.tool for finding in findings)
    print(
        f"slither {counted['slither']} findings, solhint {counted['solhint']}; "
        f"{len(findings) - len(left)} answered in {ANSWERS.name}, {len(left)} open"
    )
    return 1 if left or idle else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
