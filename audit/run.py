"""One audit from start to verdict: read the ledger, pass over each log, compare, conclude."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

from audit.errors import EXIT_CONTRADICTED, EXIT_INCOMPLETE, EXIT_VERIFIED
from audit.findings import Findings, Severity
from audit.index import MessageIndex
from audit.logpass import Level, LogPass, LogResult
from audit.opinion import SecondOpinion
from audit.reconcile import Reconciler
from audit.records import verify_record_file
from audit.signatures import check_ended_keys
from audit.sources import Sources
from audit.tree import Mark
from audit.views import journal_marks, note_mark
from audit.world import World
from chain_node.log.errors import LogCorrupt, LogUnreadable
from chain_node.log.reader import LogReader

KINDS = {
    "CROSS": frozenset((
        "ORPHAN_SENT", "ORPHAN_RECV", "CONTENT_MISMATCH", "FORK", "REPLAY", "SENT_TWICE", "UNDELIVERED",
        "PREV_MISMATCH", "PROMISED_LEAF_MISSING", "PROMISE_BROKEN", "PAIRSTATE_MISMATCH", "ANSWER_MISSING",
        "REPLY_BACKDATED", "PEER_NOT_GIVEN", "SUITE_DOWNGRADE",
    )),
    "DECISION": frozenset((
        "DECISION_MISMATCH", "QUESTION_UNKNOWN", "FIELD_BEYOND_GRANT", "CAP_EXCEEDED", "STALE_DECISION",
        "STALE_WITHIN_LIMIT", "CHAIN_CONTRADICTED", "BASIS_REGRESSED", "TIME_CONTRADICTED",
    )),
}  # fmt: skip
"""The findings that `reconcile` and `redecide` are about."""
UNREADABLE = frozenset(("LOG_UNREADABLE", "LEAF_MALFORMED", "ENCODING", "LEAF_MISSING"))
"""Findings that keep others from being made: told in every report."""
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

    def only(self, kind: str) -> Report:
        """The same report with the findings of one kind: `CROSS` (between two logs) or `DECISION`."""
        chosen = Findings()
        for finding in self.findings.items:
            if finding.code in KINDS[kind] or finding.code in UNREADABLE:
                chosen.items.append(finding)
        for code, count in self.findings.counts.items():
            if code in KINDS[kind] or code in UNREADABLE:
                chosen.counts[code] = count
        return replace(self, findings=chosen, not_checked=[*self.not_checked, "OTHER"])


def audit(
    sources: Sources,
    world: World,
    level: Level = Level.CROSS,
    strict: bool = False,
    progress: Callable[[int], None] = lambda _done: None,
    opinion: SecondOpinion | None = None,
) -> Report:
    """Verify everything given against the ledger. Raises LogMissing or LedgerError where there is nothing to read."""
    findings, index = Findings(), MessageIndex()
    report = Report(level, findings, strict=strict, head_block=world.replica.head.number)
    try:
        notes = [note_mark(path, world, findings) for path in sources.notes]
        with ExitStack() as stack:
            readers = [one for path in sources.logs if (one := _open(path, findings, stack)) is not None]
            for ordinal, (reader, snapshot) in enumerate(readers):
                try:
                    extra = journal_marks(reader, world, findings) + _marks_of(reader, notes)
                    passing = LogPass(reader, ordinal, level, world, findings, index, extra, progress, opinion)
                    passing.result.snapshot = snapshot
                    index.snapshot(ordinal, snapshot)
                    report.logs.append(passing.result)
                    passing.run()
                except (LogUnreadable, sqlite3.DatabaseError) as exc:
                    findings.add("LOG_UNREADABLE", f"{reader.path}: {exc}", reader.identity.log_id)
        _across(report, index, world)
        for path in sources.bundles:
            report.records += verify_record_file(path, world, findings, level)
    finally:
        index.close()
    report.not_checked = _not_checked(report)
    return report


def _across(report: Report, index: MessageIndex, world: World) -> None:
    """What needs all logs: keys that have ended, and the logs against each other."""
    logs = {log.ordinal: log.log_id for log in report.logs}
    index.finish_log()
    if report.level >= Level.SIG:
        check_ended_keys(index, logs, world, report.findings)
    if report.level >= Level.CROSS and report.logs:
        reconciler = Reconciler(index, report.logs, report.findings, world)
        reconciler.run()
        report.outcomes = dict(reconciler.outcomes)


def _open(path: Path, findings: Findings, stack: ExitStack) -> tuple[LogReader, int] | None:
    """A log to read and its size now; a file that is no log any more is a finding."""
    try:
        reader = stack.enter_context(LogReader(path))
        return reader, reader.size
    except (LogUnreadable, LogCorrupt, sqlite3.DatabaseError) as exc:
        findings.add("LOG_UNREADABLE", f"{path}: {exc}")
        return None


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
