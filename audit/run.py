"""One audit from start to verdict: read the ledger, pass over each log, compare, conclude."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from audit.errors import EXIT_CONTRADICTED, EXIT_INCOMPLETE, EXIT_VERIFIED
from audit.findings import Findings, Severity
from audit.index import MessageIndex
from audit.logpass import Level, LogPass, LogResult
from audit.reconcile import Reconciler
from audit.records import verify_record_file
from audit.sources import Sources
from audit.tree import Mark
from audit.views import journal_marks, note_mark
from audit.world import World
from chain_node.log.reader import LogReader

NOT_DETECTABLE = ("COLLUSION", "FALSE_CONTENT", "BYPASS")
"""What no log shows: an exchange left out by both sides, false content truthfully recorded, traffic past a gateway."""


@dataclass(slots=True)
class Report:
    """The outcome of one audit. `not_checked` names what the given level and evidence could not show."""

    level: Level
    findings: Findings
    logs: list[LogResult] = field(default_factory=list)
    records: int = 0
    outcomes: dict[str, int] = field(default_factory=dict)
    not_checked: list[str] = field(default_factory=list)
    head_block: int = 0
    strict: bool = False

    @property
    def exit_code(self) -> int:
        """0 verified, 1 contradicted, 3 incomplete (rulings 5.16)."""
        worst = self.findings.worst
        if worst is Severity.CONTRADICTION:
            return EXIT_CONTRADICTED
        waiting = self.strict and "TAIL_YOUNG" in self.findings.counts
        return EXIT_INCOMPLETE if worst is Severity.INCOMPLETE or waiting else EXIT_VERIFIED


def audit(
    sources: Sources,
    world: World,
    level: Level = Level.CROSS,
    strict: bool = False,
    progress: Callable[[int], None] = lambda _done: None,
) -> Report:
    """Verify everything given against the ledger. Raises LogError or LedgerError where something cannot be read."""
    findings, index = Findings(), MessageIndex()
    report = Report(level, findings, strict=strict, head_block=world.replica.head.number)
    try:
        notes = [note_mark(path, world, findings) for path in sources.notes]
        for ordinal, path in enumerate(sources.logs):
            with LogReader(path) as reader:
                extra = journal_marks(reader, world, findings) + _marks_of(reader, notes)
                one = LogPass(reader, ordinal, level, world, findings, index, extra, progress)
                report.logs.append(one.run())
        if level >= Level.CROSS and report.logs:
            reconciler = Reconciler(index, report.logs, findings, world.now * 1000)
            reconciler.run()
            report.outcomes = dict(reconciler.outcomes)
        for path in sources.bundles:
            report.records += verify_record_file(path, world, findings, level)
    finally:
        index.close()
    report.not_checked = _not_checked(report)
    return report


def _marks_of(reader: LogReader, notes: list[tuple[bytes, Mark] | None]) -> list[Mark]:
    return [one[1] for one in notes if one is not None and one[0] == reader.identity.log_id]


def _not_checked(report: Report) -> list[str]:
    missing = []
    if report.level < Level.MERKLE:
        missing.append("ROOTS")
    if report.level < Level.SIG:
        missing.append("SIGNATURES")
    if report.level < Level.CROSS or "PEER_NOT_GIVEN" in report.findings.counts or not report.logs:
        missing.append("COUNTERPARTS")
    return [*missing, *NOT_DETECTABLE]
