"""Survivors that change nothing: `contracts/mutants.json` says of each by which reason."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from contracts import HERE
from scripts.mutants.bench import Outcome

ARGUED = HERE / "mutants.json"


def read(path: Path = ARGUED) -> dict[str, str]:
    """Name of a mutant -> why it changes nothing. Raises `ValueError` for an entry without a reason, or given twice."""
    found: dict[str, str] = {}
    for entry in json.loads(path.read_text("utf-8")):
        if not entry["reason"].strip() or entry["mutant"] in found:
            raise ValueError(f"{path.name}: {entry['mutant']} has no reason, or two")
        found[entry["mutant"]] = entry["reason"]
    return found


def gone(argued: Mapping[str, str], names: Iterable[str]) -> list[str]:
    """Arguments about mutants that the rules no longer make: the code has changed, and so may the answer."""
    return sorted(argued.keys() - set(names))


def refuted(argued: Mapping[str, str], outcomes: Iterable[Outcome]) -> list[Outcome]:
    """Mutants that are said to change nothing, and a test found them."""
    return [one for one in outcomes if one.fate == "killed" and one.mutant.name in argued]


def unargued(argued: Mapping[str, str], outcomes: Iterable[Outcome]) -> list[Outcome]:
    """Survivors without an argument: holes in the tests."""
    return [one for one in outcomes if one.fate == "survived" and one.mutant.name not in argued]
