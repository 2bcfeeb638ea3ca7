"""Actions by name: functions of the contracts, found in the ABIs, so that a new one appears by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import contracts
from scripts.contracts_cli.abi_view import Entry, entries, kebab
from scripts.contracts_cli.errors import ActionUnknown

ALIASES = {
    "calendar-year": "WorkCalendar.loadYear",
    "halt-confirmation": "Consortium.confirmHalt",
    "voting-account": "Consortium.setAccount",
}
"""Names by which people know an action, beside the function's own."""

_FUNCTION = re.compile(r"^    function (\w+)\((.*?)^    }", re.MULTILINE | re.DOTALL)
_BY_VOTE = re.compile(r"\b_onlyVote\(\)|_actor\(\) [!=]= address\(this\)")


def find(name: str, root: Path = contracts.HERE) -> Entry:
    """The function that `set-threshold`, `setThreshold`, `Consortium.setThreshold` or an alias names.

    Raises `ActionUnknown`.
    """
    contract, _, wanted = ALIASES.get(name, name).rpartition(".")
    found = [
        one for one in entries(root)
        if one.changes and wanted in (one.name, kebab(one.name)) and contract in ("", one.contract)
    ]  # fmt: skip
    if len(found) > 1:
        voted = {(one.contract, one.name) for one in by_vote(root)}
        found = [one for one in found if (one.contract, one.name) in voted] or found
    if len(found) != 1:
        where = ", ".join(f"{one.contract}.{one.name}" for one in found) or "no contract"
        raise ActionUnknown(f"{name}: {where}")
    return found[0]


def by_vote(root: Path = contracts.HERE) -> Iterator[Entry]:
    """The functions that only, or also, a vote may call, as the sources say."""
    for one in entries(root):
        path = root / f"{one.contract}.sol"
        if not one.changes or not path.is_file():
            continue
        bodies = dict(_FUNCTION.findall(path.read_text("utf-8")))
        if _BY_VOTE.search(bodies.get(one.name, "")):
            yield one


def alias_of(entry: Entry) -> str:
    """The other name of an action, or nothing."""
    return next((alias for alias, name in ALIASES.items() if name == f"{entry.contract}.{entry.name}"), "")
