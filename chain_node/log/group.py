"""Building one commit group: from what callers want to the exact rows of one transaction.

Order, so that a promise can stand inside a signed answer: leaf indexes; RECV leaves and their hashes; messages
completed with number, previous digest and promise; one signature per suite over all messages of the group; SENT leaves.

Nothing here touches the log's state: a group that fails leaves no trace, and its numbers are given out again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from chain_node.errors import LianluError
from chain_node.evidence.canonical import MAX_BYTES
from chain_node.evidence.leaf import Role, encode_leaf, encode_message_leaf, leaf_hash, parse_leaf
from chain_node.evidence.promise import Promise
from chain_node.evidence.statement import complete, digest
from chain_node.log.errors import LogCorrupt, LogWriteFailed
from chain_node.log.intents import Effects, Intent, Note, Noted, Receive, Received, Result, Send, Sent
from chain_node.log.sequences import Draft

SignBatch = Callable[[int, Sequence[bytes]], list[bytes]]
"""(suite, message digests) -> one receipt each, under one signature."""

Work = Callable[[sqlite3.Cursor], Any]


class Future(Protocol):
    """The part of `asyncio.Future` that a submission needs."""

    def done(self) -> bool:
        """Whether it is settled, or its caller gave up."""
        ...

    def set_result(self, result: Any, /) -> None:
        """Settle it."""
        ...

    def set_exception(self, exception: BaseException, /) -> None:
        """Settle it with an error."""
        ...


@dataclass(slots=True, eq=False)
class Submission:
    """What one caller handed in: intents, or `work` to be run inside a transaction. Settled through `future`."""

    future: Future
    intents: tuple[Intent, ...]
    work: Work | None = None
    results: list[Any] = field(default_factory=list)
    error: BaseException | None = None


def release(group: Sequence[Submission]) -> None:
    """Settle all callers of a group; runs in the event loop."""
    for submission in group:
        if submission.future.done():
            continue  # its caller gave up waiting; the leaf stands
        if submission.error is not None:
            submission.future.set_exception(submission.error)
        else:
            submission.future.set_result(submission.results)


def slices(batch: list[Submission], limit: int) -> list[list[Submission]]:
    """Cut what waits into groups of at most `limit` intents."""
    found: list[list[Submission]] = []
    room = 0
    for submission in batch:
        size = len(submission.intents) or 1
        if size > room:
            found.append([])
            room = limit
        found[-1].append(submission)
        room -= size
    return found


class Culprit(Exception):
    """One submission cannot be written; the rest of its group can."""

    def __init__(self, submission: Submission, cause: BaseException) -> None:
        super().__init__(str(cause))
        self.submission = submission
        self.cause = cause


@dataclass(slots=True)
class _Unsigned:
    """A message of ours between completion and signature; `at` is its place in the rows and in the results."""

    row: int
    results: list[Any]
    at: int
    index: int
    suite: int
    message: bytes
    digest: bytes
    pair_seq: int


class Group:
    """The rows and results of one group, in the order of submission."""

    __slots__ = ("_log_id", "_promise_ms", "_unsigned", "draft", "effects", "leaves", "next_index", "ts_ms")

    def __init__(self, log_id: bytes, first_index: int, ts_ms: int, draft: Draft, promise_ms: int) -> None:
        self._log_id = log_id
        self._promise_ms = promise_ms
        self.next_index = first_index
        self.ts_ms = ts_ms
        self.draft = draft
        self.leaves: list[tuple[int, bytes]] = []
        self.effects: list[tuple[Submission, Effects, int]] = []
        self._unsigned: list[_Unsigned] = []

    def add(self, submission: Submission, connection: sqlite3.Connection) -> None:
        """Give numbers to a submission's intents. Raises `Culprit` if one cannot be written."""
        results: list[Any] = []
        submission.results = results
        received: dict[int, Received] = {}
        try:
            for at, intent in enumerate(submission.intents):
                if type(intent) is Send:
                    self._send(intent, results, received)
                elif type(intent) is Receive:
                    result = self._receive(intent, connection)
                    received[id(intent)] = result
                    results.append(result)
                    if result.duplicate:
                        continue
                else:
                    results.append(self._note(intent))  # type: ignore[arg-type]
                if intent.effects is not None:
                    self.effects.append((submission, intent.effects, at))
        except LianluError as exc:
            raise Culprit(submission, exc) from exc

    def _receive(self, intent: Receive, connection: sqlite3.Connection) -> Received:
        index, statement = self.next_index, intent.statement
        earlier = self.draft.add_received(statement.src_log, statement.pair_seq, index, intent.digest)
        if earlier is not None and earlier.same:
            return self._logged_before(earlier.leaf_index, connection)
        leaf = encode_message_leaf(self._log_id, index, Role.RECV, self.ts_ms, intent.message, intent.receipt)
        self.leaves.append((index, leaf))
        self.next_index = index + 1
        return Received(index, leaf_hash(leaf), self.ts_ms, False, None if earlier is None else earlier.leaf_index)

    def _logged_before(self, index: int, connection: sqlite3.Connection) -> Received:
        row: tuple[Any, ...] | None
        first = self.leaves[0][0] if self.leaves else self.next_index
        if index >= first:
            row = (self.leaves[index - first][1],)
        else:
            row = connection.execute("SELECT bytes FROM leaf WHERE leaf_index = ?", (index,)).fetchone()
        if row is None:
            raise LogCorrupt(f"leaf {index} is named by a sequence and missing")
        return Received(index, leaf_hash(row[0]), parse_leaf(row[0]).ts_ms, duplicate=True)

    def _send(self, intent: Send, results: list[Any], received: dict[int, Received]) -> None:
        index, answered = self.next_index, intent.promise_for
        promise = None
        if answered is not None:
            if type(answered) is Receive:
                answered = received.get(id(answered))
            if not isinstance(answered, Received):
                raise LogWriteFailed("an answer must follow the message that it answers in one submission")
            promise = Promise(self._log_id, answered.leaf_index, answered.ts_ms, self.ts_ms + self._promise_ms)
        pair = self.draft.next_sent(intent.dst_gateway)
        pair_seq = pair.next_seq
        message = complete(intent.prefix, pair_seq, pair.prev, promise)
        if len(message) > MAX_BYTES:
            raise LogWriteFailed(f"a message of {len(message)} bytes is too long")
        message_digest = digest(intent.suite, message)
        self.draft.add_sent(pair, index, message_digest)
        self._unsigned.append(
            _Unsigned(len(self.leaves), results, len(results), index, intent.suite, message, message_digest, pair_seq)
        )
        self.leaves.append((index, b""))
        results.append(None)
        self.next_index = index + 1

    def _note(self, intent: Note) -> Noted:
        index = self.next_index
        leaf = encode_leaf(self._log_id, index, intent.role, self.ts_ms, intent.body)
        self.leaves.append((index, leaf))
        self.next_index = index + 1
        return Noted(index, leaf_hash(leaf), self.ts_ms)

    def sign(self, sign_batch: SignBatch) -> None:
        """Sign all messages, one signature per suite, and make their leaves."""
        by_suite: dict[int, list[_Unsigned]] = {}
        for one in self._unsigned:
            by_suite.setdefault(one.suite, []).append(one)
        for suite, batch in by_suite.items():
            receipts = sign_batch(suite, [one.digest for one in batch])
            for one, receipt in zip(batch, receipts, strict=True):
                leaf = encode_message_leaf(self._log_id, one.index, Role.SENT, self.ts_ms, one.message, receipt)
                self.leaves[one.row] = (one.index, leaf)
                one.results[one.at] = Sent(one.index, one.message, one.digest, receipt, self.ts_ms, one.pair_seq)

    def run_effects(self, cursor: sqlite3.Cursor, submissions: Sequence[Submission]) -> None:
        """Run the callers' own writes inside the transaction. Raises `Culprit` for the first that fails."""
        for submission, effects, at in self.effects:
            result: Result = submission.results[at]
            try:
                effects(cursor, result)
            except Exception as exc:
                raise blame(submission, exc) from exc
        for submission in submissions:
            if submission.work is not None:
                try:
                    submission.results = [submission.work(cursor)]
                except Exception as exc:
                    raise blame(submission, exc) from exc


_STORE_FAULTS = frozenset(
    (
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
    )
)


def blame(submission: Submission, cause: Exception) -> Exception:
    """Whose fault an error in a caller's own writes is: the store's, which fails the group, or the caller's."""
    if isinstance(cause, sqlite3.Error) and getattr(cause, "sqlite_errorcode", 0) & 0xFF in _STORE_FAULTS:
        return cause
    return Culprit(submission, cause)
