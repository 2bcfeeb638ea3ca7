"""What must hold whatever is called: told from the transactions and events alone, by a model as small as the rules.

Raises `Broken` with what happened. Statuses move along their edges; a halt changes its end only; what only a vote may
do comes from a vote; who was removed, or is no account any more, does nothing; a case that was decided takes nothing.
Duties and votes: `governing.py`. Anchors: `anchors.py`. What may be disclosed: `permits.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tests.contracts.fuzzing import records
from tests.contracts.fuzzing.anchors import Anchors
from tests.contracts.fuzzing.broken import Broken
from tests.contracts.fuzzing.governing import Governing
from tests.contracts.fuzzing.records import BY_TYPE, CARRIERS, Key, Kind, Struct

VOTED = frozenset(
    "MemberAdmitted MemberChanged MemberSuspended MemberResumed MemberRemoved ThresholdSet ContractNamed Upgraded "
    "YearLoaded YearReplaced LimitsSet".split()
)
"""Events of what nobody but a vote may do."""
ANYBODY = frozenset(
    "Consortium.execute Consortium.finishRecovery EvidenceAnchor.anchorSigned EvidenceAnchor.anchorMany "
    "EvidenceAnchor.reportEquivocation EvidenceAnchor.answerPrefix EvidenceAnchor.answerInclusion "
    "EvidenceAnchor.closeClaim Authorization.discard ApprovalCases.settle Accountability.reportUnanswered".split()
)
"""Functions that ask nobody who he is."""
HALTS = {"MemberHalted": 7, "MemberBlacklisted": 8, "ServiceHalted": 7}
"""Events of what keeps somebody out for a time, and the only place of the record that may change."""
LONGEST_HALT, HALT_PAUSE = 72 * 3_600, 30 * 86_400


@dataclass(frozen=True, slots=True)
class Said:
    """One event. `topic`: its first; `values`: its parameters by name."""

    topic: bytes
    name: str
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Act:
    """Who had what done: an address in lower case, and `Contract.function`."""

    actor: str
    function: str


class Model:
    """What the events said so far, by kind and key. `old`: records that are not the newest any more."""

    def __init__(self) -> None:
        self.newest: dict[str, dict[Key, Struct]] = {one.name: {} for one in records.KINDS}
        self.old: dict[str, list[Struct]] = {one.name: [] for one in records.KINDS}
        self.current: dict[bytes, Struct] = {}
        self.pairs: dict[tuple[bytes, bytes], list[bytes]] = {}
        self.governing = Governing(self.newest["member"])
        self.anchors = Anchors()
        self.halts: dict[bytes, int] = {}
        self.now = 0

    def check(self, act: Act, said: Iterable[Said], now: int = 0) -> None:
        """One act that succeeded, with what it emitted. Raises `Broken`."""
        self.now = now
        events = tuple(said)
        if events:
            self.governing.may_act(act.actor, act.function, act.function in ANYBODY)
        for event in events:
            self._voted(act, event)
            self._halted(act, event)
            contract, carried = CARRIERS[event.topic]
            for parameter, kind in carried:
                self._record(BY_TYPE[contract, kind], event.name, event.values[parameter])
            self.governing.hear(event.name, event.values, now)
            self.anchors.hear(event.name, event.values, self.governing)
        self.governing.reachable()

    def _voted(self, act: Act, event: Said) -> None:
        if event.name in VOTED and act.function != "Consortium.execute":
            raise Broken(f"{event.name} came from {act.function}, which is no vote")
        judged = ("Consortium.execute", "Accountability.uphold", "Accountability.overturn")
        if event.name == "MemberBlacklisted" and act.function not in judged:
            raise Broken(f"MemberBlacklisted came from {act.function}")

    def _halted(self, act: Act, event: Said) -> None:
        """A halt changes its end only; without a vote it is short, and is not repeated at once."""
        place = HALTS.get(event.name)
        if place is None:
            return
        record = event.values["record"]
        kind = "service" if event.name == "ServiceHalted" else "member"
        before = self.newest[kind].get((record[0],))
        if before is None or before[:place] + before[place + 1 :] != record[:place] + record[place + 1 :]:
            raise Broken(f"{event.name} changed more than its end")
        if act.function in ("Consortium.halt", "DataCatalogue.haltService"):
            last = self.halts.get(record[0])
            if record[place] > self.now + LONGEST_HALT or (last is not None and last + HALT_PAUSE > self.now):
                raise Broken(f"{event.name} until {record[place]} at {self.now}, the last one was at {last}")
            self.halts[record[0]] = self.now

    def _record(self, kind: Kind, name: str, record: Struct) -> None:
        key, status = kind.key(record), kind.status(record)
        before = self.newest[kind.name].get(key)
        was = kind.first if before is None else kind.status(before)[0]
        if (was, *status) not in kind.edges:
            raise Broken(f"{name}: {kind.name} {_short(key)} moved from {was} to {status}")
        if kind.name == "grant":
            self._grant(record, before)
        elif kind.name == "resource":
            self._resource(name, record)
        elif kind.name in ("decision", "material"):
            self._in_case(name, record)
        if before is not None:
            self.old[kind.name].append(before)
            del self.old[kind.name][:-100]
        self.newest[kind.name][key] = record

    def _grant(self, record: Struct, before: Struct | None) -> None:
        """A grant keeps all but its state and who suspended it; its pair is kept in order."""
        pair = self.pairs.setdefault((record[2], record[3]), [])
        if before is None:
            pair.append(record[0])
            return
        if before[:6] != record[:6]:
            raise Broken("a grant changed its terms")
        if record[6] == records.DISCARDED:
            live = before[6] not in (records.REVOKED, records.ENDED)
            if live and before[5][5] > self.now:
                raise Broken("a live grant was discarded")
            pair.remove(record[0])

    def _resource(self, name: str, record: Struct) -> None:
        """Versions are published one after the other, each while the one before is; the newest is what is served."""
        current, version = self.current.get(record[0]), record[14]
        if name == "ResourcePublished":
            fits = version == 1 if current is None else current[14] + 1 == version and current[15] == records.PUBLISHED
        else:
            fits = record[15] in (records.DRAFT, records.SUBMITTED) or (current is not None and current[14] == version)
        if not fits:
            raise Broken(f"{name}: version {version} of a resource whose newest is {current and current[14:16]}")
        if record[15] >= records.PUBLISHED:
            self.current[record[0]] = record

    def _in_case(self, name: str, record: Struct) -> None:
        case = self.newest["case"].get((record[0],))
        if case is None or case[7] not in records.UNDECIDED:
            raise Broken(f"{name} in a case that is not open to it: {case and case[7]}")


def _short(key: Key) -> str:
    return " ".join(one.hex()[:8] if isinstance(one, bytes) else str(one) for one in key)
