"""`python -m scripts.mutants [--count 66] [--seed 1] [--jobs 2] [--only Consortium ...] [--mutant NAME ...] [--json]`

Small faults are planted in the contracts, one at a time: an access check or another refusal left out, a comparison
turned, an event dropped, an assignment left out, a number moved. Each is compiled with our settings in a copy of this
tree, and the contract's tests run on it until one fails. What does not compile, or compiles to the same code, does not
count. Survivors are faults of the tests, unless `contracts/mutants.json` argues that they change nothing.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from pathlib import Path

from contracts import HERE
from scripts.build_contracts import BuildFailed
from scripts.mutants.argued import ARGUED, gone, read, refuted, unargued
from scripts.mutants.bench import Outcome, TestsFailed, try_all
from scripts.mutants.rules import Mutant, draw, mutants_of
from scripts.mutants.targets import TARGETS


def main(argv: list[str], arguments: Path = ARGUED) -> int:
    """0 every mutant was killed or is argued; 1 one survived, or an argument is wrong; 2 could not be tried."""
    options = _options().parse_args(argv)
    try:
        argued = read(arguments)
        piles = [(target, list(mutants_of(target, (HERE / target.path).read_text("utf-8")))) for target in TARGETS]
        paths = {target.source: target.path for target in TARGETS}
        every = {mutant.name: mutant for _, mutants in piles for mutant in mutants}
        missing = gone(argued, every) + sorted(set(options.mutant) - every.keys())
        if missing:
            return _say("no such mutant any more: " + ", ".join(missing), 2)
        chosen = [pile for pile in piles if not options.only or pile[0].source in options.only]
        drawn = [every[name] for name in options.mutant] or draw(chosen, options.seed)
        count = len(options.mutant) or options.count
        outcomes = try_all([(mutant, paths[mutant.source]) for mutant in drawn], count, options.jobs, _tell)
    except (ValueError, BuildFailed, TestsFailed) as exc:
        return _say(str(exc), 2)
    return _report(outcomes, argued, len(every), options)


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m scripts.mutants", description="Mutation check of the contracts.")
    parser.add_argument("--count", type=int, default=66, help="how many, that compile to other code")
    parser.add_argument("--seed", type=int, default=1, help="which ones")
    parser.add_argument("--jobs", type=int, default=2, help="how many at once")
    parser.add_argument("--only", action="append", default=[], choices=[target.source for target in TARGETS])
    parser.add_argument("--mutant", action="append", default=[], help="by its name, instead of drawing")
    parser.add_argument("--json", action="store_true", help="one document on stdout")
    return parser


def _say(text: str, status: int) -> int:
    print(f"lianlu: error [contracts.mutants]: {text}", file=sys.stderr)
    return status


def _tell(outcome: Outcome) -> None:
    """Progress, on stderr."""
    one = outcome.mutant
    print(f"{outcome.fate:9} {one.name} line {one.line}  {one.told[:90]}  {outcome.by}", file=sys.stderr, flush=True)


def _report(outcomes: list[Outcome], argued: dict[str, str], possible: int, options: argparse.Namespace) -> int:
    born = [one for one in outcomes if one.fate != "stillborn"]
    open_ones, wrong = unargued(argued, born), refuted(argued, born)
    survivors = [one.mutant for one in born if one.fate == "survived"]
    summary = {
        "seed": options.seed, "possible": possible, "mutants": len(born), "stillborn": len(outcomes) - len(born),
        "killed": len(born) - len(survivors), "survived": len(survivors), "open": len(open_ones),
    }  # fmt: skip
    if options.json:
        document: dict[str, object] = dict(summary)
        document["sources"] = dict(Counter(one.mutant.source for one in born))
        document["kinds"] = dict(Counter(one.mutant.kind for one in born))
        document["survivors"] = [_described(one, argued) for one in survivors]
        document["refuted"] = [one.mutant.name for one in wrong]
        print(json.dumps(document, indent=1, ensure_ascii=False))
    else:
        for one in survivors:
            print(f"survived: {one.name} line {one.line}: {one.told}\n    {argued.get(one.name, 'not argued')}")
        for found in wrong:
            print(f"argued, yet killed: {found.mutant.name} by {found.by}")
        print(", ".join(f"{name} {value}" for name, value in summary.items()))
    return 1 if open_ones or wrong or not born else 0


def _described(one: Mutant, argued: dict[str, str]) -> dict[str, object]:
    return {"mutant": one.name, "line": one.line, "change": one.told, "argued": argued.get(one.name)}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
