"""What is mutated, into which contract it is compiled, and which tests must find it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from contracts import HERE

TESTS = HERE.parent / "tests" / "contracts"
NEVER = ("gas", "power", "entry_points")
"""Test files that are not asked: tables of gas and of entry points change with the code, right or wrong."""


@dataclass(frozen=True, slots=True)
class Target:
    """One source of ours; its mutants take turns with those of others, `share` of them at a time."""

    source: str
    hosts: tuple[str, ...]
    share: int

    @property
    def path(self) -> str:
        """Where the source lies, below `contracts/`."""
        return f"{self.source}.sol" if (HERE / f"{self.source}.sol").is_file() else f"libraries/{self.source}.sol"


ASKED = {
    "Consortium": ("consortium", "votes", "recovery", "relay"),
    "WorkCalendar": ("calendar", "votes", "case_clocks", "relay"),
    "DataCatalogue": ("catalogue", "rights", "policy_view", "relay", "votes"),
    "Authorization": ("authorization", "access", "delivery", "penalties", "policy_view", "relay", "votes"),
    "PolicyView": ("policy_view", "access", "rights", "penalties"),
    "EvidenceAnchor": ("anchor", "claims", "anchor_many", "recovery", "accountability", "relay", "votes"),
    "CertificateRegistry": ("certificates", "certificate_batches", "votes"),
    "ApprovalCases": ("cases", "case_work", "case_clocks", "access", "relay", "votes"),
    "Accountability": ("accountability", "penalties", "votes"),
}
"""Deployed contract -> its test files, the cheapest and most telling first, so that a kill is quick."""
TARGETS = (
    *(Target(contract, (contract,), 2) for contract in ASKED),
    Target("Governed", tuple(contract for contract in ASKED if contract != "PolicyView"), 2),
    Target("CaseStates", ("ApprovalCases",), 1),
    Target("Codes", ("CertificateRegistry",), 1),
    Target("Endpoints", ("PolicyView",), 1),
    Target("Identifiers", ("Consortium", "DataCatalogue"), 1),
    Target("MerkleTree", ("EvidenceAnchor", "CertificateRegistry"), 1),
    Target("Texts", ("Consortium", "DataCatalogue"), 1),
)
"""What is shared is compiled into one of its hosts at a time: each must notice by tests of its own."""


def files_of(contract: str, folder: Path = TESTS) -> list[Path]:
    """The test files of a contract in the order in which they are run. Files that are not placed above come last, for
    every contract: a new file is asked from its first day."""
    placed = {word for words in ASKED.values() for word in words} | {*NEVER}
    rest = [path for path in sorted(folder.glob("test_*.py")) if path.stem.removeprefix("test_") not in placed]
    return [*(folder / f"test_{word}.py" for word in ASKED[contract]), *rest]
