"""What a gateway refuses by itself, beside the ledger's rules: caps in use, lock-outs, probing, its own revocations.

The decision itself is `chain_node.ledger.decision.decide`, the same function that an auditor runs; here are only the
counters that go into its question and the refusals that no ledger can know. Pure but for its own counters; times are
given. One object, one thread.

Caps: a call is reserved when its request is logged and settled when its answer is. What is reserved counts as used, so
that concurrent calls cannot exceed a cap together. Totals of the day are rebuilt from the log at start.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass

from chain_node.ledger.decision import Decision, Question, decide
from chain_node.ledger.state import LedgerState

DAY_MS = 86_400_000
SHANGHAI_MS = 8 * 3_600_000
_MAX_PRINCIPALS = 10_000
_MAX_PROBES = 100_000
_MAX_ROUNDS = 18


def day_of(ts_ms: int) -> int:
    """The day in Asia/Shanghai that a time in milliseconds falls on, counted from 1970."""
    return (ts_ms + SHANGHAI_MS) // DAY_MS


def day_start_ms(day: int) -> int:
    """When that day begins, in milliseconds."""
    return day * DAY_MS - SHANGHAI_MS


@dataclass(slots=True)
class Usage:
    """Calls and rows settled today, and calls reserved."""

    calls: int = 0
    rows: int = 0
    reserved: int = 0


class Caps:
    """Use of each grant on the current day."""

    def __init__(self) -> None:
        self._day = -1
        self._usage: dict[bytes, Usage] = {}
        self._last: dict[tuple[bytes, bytes], bytes] = {}

    def rebuild(self, day: int, settled: Iterable[tuple[bytes, int]]) -> None:
        """Take over what the log says was settled on `day`: (grant, rows) of each disclosure."""
        for grant_id, rows in settled:
            usage = self.of(grant_id, day)
            usage.calls += 1
            usage.rows += rows

    def of(self, grant_id: bytes, day: int) -> Usage:
        """The use of a grant on a day; a new day begins with nothing used, and none comes back."""
        if day > self._day:
            # A call over midnight keeps its own record, which nobody looks at any more.
            self._day, self._usage, self._last = day, {}, {}
        usage = self._usage.get(grant_id)
        if usage is None:
            usage = self._usage[grant_id] = Usage()
        return usage

    def likely(self, consumer: bytes, service: bytes, day: int) -> Usage | None:
        """The use of the grant that decided last for this pair: a guess that saves asking twice."""
        grant_id = self._last.get((consumer, service)) if day == self._day else None
        return None if grant_id is None else self._usage.get(grant_id)

    def remember(self, consumer: bytes, service: bytes, grant_id: bytes) -> None:
        """Note which grant decided for this pair."""
        if len(self._last) < _MAX_PRINCIPALS:
            self._last[consumer, service] = grant_id


@dataclass(frozen=True, slots=True)
class Judgement:
    """A decision, the question that it answers (with the counters of its grant), and the use that it belongs to."""

    decision: Decision
    question: Question
    usage: Usage | None


@dataclass(frozen=True, slots=True)
class Matter:
    """What is asked, without the counters: as in `Question`."""

    consumer: bytes
    service: bytes
    endpoint: int
    fields: int | None
    item: bytes | None

    def question(self, time: int, rows: int, used: int, rows_today: int) -> Question:
        """The question at a time in seconds, with counters."""
        return Question(
            self.consumer, self.service, self.endpoint, self.fields, self.item, time, rows, used, rows_today
        )


def judge(
    state: LedgerState, matter: Matter, caps: Caps, now_ms: int, *, rows: int = 0, settling: bool = False
) -> Judgement:
    """Decide with the counters of the grant that decides.

    The counters in a question are those of one grant, and which one that is comes out of the decision; so it is asked
    again with them until they agree. Before the back end is called, reservations count as used; when the answer is
    `settling`, only what is settled does, for each reservation was granted within the cap.
    """
    day, time = day_of(now_ms), now_ms // 1000
    usage = caps.likely(matter.consumer, matter.service, day)
    guessed = usage is not None
    rounds = 0
    while True:
        used = 0 if usage is None else usage.calls if settling else usage.calls + usage.reserved
        question = matter.question(time, rows, used, 0 if usage is None else usage.rows)
        decision = decide(state, question)
        if decision.permit and decision.grant_id is not None:
            found = caps.of(decision.grant_id, day)
            rounds += 1
            # Two grants may each permit under the other's counters; then what counts is `decide` on this question.
            if found is usage or rounds == _MAX_ROUNDS:
                return Judgement(decision, question, found)
            usage = found
            caps.remember(matter.consumer, matter.service, decision.grant_id)
        elif guessed:
            usage, guessed = None, False  # a guess refuses nobody, and public fields have no counters
        else:
            return Judgement(decision, question, None)


class Lockouts:
    """Failed authentications and denials by principal; beyond the limit a principal is locked out for a while.

    What is asked while locked out counts for nothing, so that a lock ends when it was said to.
    """

    def __init__(self, failures: int, window_s: float, lock_s: float) -> None:
        self._failures, self._window_ms, self._lock_ms = failures, int(window_s * 1000), int(lock_s * 1000)
        self._seen: OrderedDict[str, tuple[int, int]] = OrderedDict()
        self._locked: OrderedDict[str, int] = OrderedDict()

    def locked(self, principal: str, now_ms: int) -> int:
        """For how many milliseconds from now `principal` is locked out; 0 if it is not."""
        until = self._locked.get(principal)
        if until is None:
            return 0
        if now_ms < until:
            return until - now_ms
        del self._locked[principal]
        return 0

    def failed(self, principal: str, now_ms: int) -> bool:
        """Count a failure; True if this one locks the principal out."""
        if self.locked(principal, now_ms):
            return False
        start, count = self._seen.pop(principal, (now_ms, 0))
        if now_ms - start > self._window_ms:
            start, count = now_ms, 0
        count += 1
        if count >= self._failures:
            self._locked[principal] = now_ms + self._lock_ms
            if len(self._locked) > _MAX_PRINCIPALS:
                self._locked.popitem(last=False)
            return True
        self._seen[principal] = (start, count)
        if len(self._seen) > _MAX_PRINCIPALS:
            self._seen.popitem(last=False)
        return False

    def lift(self, principal: str, now_ms: int) -> bool:
        """End a lock-out before its time; False if there is none."""
        held = bool(self.locked(principal, now_ms))
        self._locked.pop(principal, None)
        return held

    def all(self, now_ms: int) -> list[tuple[str, int]]:
        """(principal, end in ms since the epoch) of those who are locked out now, by principal."""
        return sorted((principal, until) for principal, until in self._locked.items() if now_ms < until)

    @property
    def any(self) -> bool:
        """Whether anybody is locked out; for the path where nobody ever is."""
        return bool(self._locked)


class Probes:
    """Different predicate inputs per grant, subject and day: asking often enough would tell the value itself."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._day = -1
        self._seen: OrderedDict[tuple[bytes, bytes], set[bytes]] = OrderedDict()

    def allow(self, grant_id: bytes, subject: bytes, inputs: bytes, day: int) -> bool:
        """Whether these inputs (a digest) about this subject (a digest) may still be answered today; counts them."""
        if day > self._day:
            self._day = day
            self._seen.clear()
        tried = self._seen.setdefault((grant_id, subject), set())
        if inputs not in tried and len(tried) >= self._limit:
            return False
        tried.add(inputs)
        if len(self._seen) > _MAX_PROBES:
            self._seen.popitem(last=False)
        return True


class Denials:
    """Grants that this provider has revoked or suspended itself and whose transaction is not final yet."""

    def __init__(self) -> None:
        self._grants: set[bytes] = set()

    def add(self, grant_id: bytes) -> None:
        """Deny from now on."""
        self._grants.add(grant_id)

    def remove(self, grant_id: bytes) -> None:
        """The transaction is final or has failed: the ledger decides again."""
        self._grants.discard(grant_id)

    def __contains__(self, grant_id: bytes) -> bool:
        return grant_id in self._grants
