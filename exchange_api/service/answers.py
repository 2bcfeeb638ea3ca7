"""Answers to a request: what is signed into a RES or REFUSE, logged with its row, and given again when asked again."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Protocol

from chain_node.evidence.basis import DecisionBasis
from chain_node.evidence.commitments import Commitment, commit, encode_openings
from chain_node.evidence.leaf import parse_leaf
from chain_node.evidence.statement import MType, Statement, encode_prefix
from chain_node.ledger.decision import Question, policy_digest
from chain_node.ledger.port import BlockRef
from chain_node.ledger.reasons import Reason
from chain_node.log.intents import Received, Send, Sent
from exchange_api.adapters import frames, store
from exchange_api.adapters.monitored import UNWATCHED, Watched, settling
from exchange_api.adapters.spool import Body
from exchange_api.adapters.store import Row, State
from exchange_api.service.context import Context

EMPTY_OPENINGS = b"\x80"
Item = tuple[str, int, bytes]


class Answerable(Protocol):
    """A request as far as its answer needs it: the statement, its digest, the path of the gateway that sent it."""

    @property
    def statement(self) -> Statement: ...
    @property
    def digest(self) -> bytes: ...
    @property
    def peer(self) -> str: ...


@dataclass(slots=True)
class Reply:
    """What goes back to the peer: the framed parts, then the body."""

    head: bytes
    body: Body


@dataclass(slots=True)
class Outcome:
    """What is decided about a request, ready to be signed. `rows`, `calls_after`, `rows_after` as in the basis."""

    reason: Reason
    question: Question
    grant_id: bytes | None = None
    rows: int = 0
    rows_after: int = 0
    calls_after: int = 0
    items: tuple[Item, ...] = ()
    body: Body | None = None
    notice: str = ""
    watched: Watched = UNWATCHED

    @property
    def given(self) -> bool:
        """Whether this is a disclosure."""
        return self.reason.permits


@dataclass(slots=True)
class Prepared:
    """A message ready for the writer, and what travels beside it."""

    intent: Send
    openings: bytes
    body: Body


def prepare(
    context: Context,
    asked: Answerable,
    received: Received,
    record: int | None,
    key: bytes,
    outcome: Outcome,
    head: BlockRef,
    ts_ms: int,
) -> Prepared:
    """Build the signed answer to a request. Call, and submit the intent, without awaiting in between: the basis of
    what is signed must not fall behind what was signed before. `record` None: nothing of it is stored under `key`."""
    request, peer = asked.statement, asked.peer
    suite = context.suites[request.suite]
    body = outcome.body or Body(outcome.notice.encode())
    items = list(outcome.items)
    if not outcome.given and outcome.notice:
        items.append(("body", 0, suite.digest(body.data or b"")))
    commitments: tuple[Commitment, ...] = ()
    openings = EMPTY_OPENINGS
    if items:
        commitments, opened = commit(request.suite, items, context.entropy.take(32 * len(items)))
        openings = encode_openings(opened)
    basis = DecisionBasis(
        head.number,
        head.hash,
        outcome.grant_id,
        int(outcome.reason),
        policy_digest(outcome.question),
        outcome.rows,
        outcome.rows_after,
        outcome.calls_after,
    )
    prefix = encode_prefix(
        request.suite,
        MType.RES if outcome.given else MType.REFUSE,
        request.exchange_id,
        context.log_id,
        request.dst,
        peer,
        request.src,
        request.service,
        asked.digest,
        ts_ms,
        max(request.expiry_ms, ts_ms),
        basis,
        commitments,
    )
    effects = None
    if record is not None:
        sealed = context.seal(key, 1, request.suite, request.exchange_id, (openings, body))
        state = State.DONE if outcome.given else State.REFUSED
        effects = store.answered(record, state, int(outcome.reason), outcome.grant_id, outcome.rows, sealed)
        effects = settling(record, outcome.watched, effects)
    return Prepared(Send(request.suite, prefix, peer, received, effects), openings, body)


def reply(sent: Sent, prepared: Prepared) -> Reply:
    """What goes back, once `sent` is durable."""
    head = frames.encode(sent.receipt, sent.message, prepared.openings)
    if prepared.body.data is not None:
        return Reply(head + prepared.body.data, Body())
    return Reply(head, prepared.body)


async def stored(context: Context, exchange_id: bytes, src_log: bytes) -> tuple[Row | None, Reply | None]:
    """The row of an exchange and the answer that was given, if there is one. Raises `CryptoError` after an erasure."""

    def read(cursor: sqlite3.Cursor) -> tuple[Row | None, bytes, store.Sealed | None]:
        row = store.by_key(cursor, exchange_id, src_log)
        if row is None or row.answer_leaf is None:
            return row, b"", None
        leaf = cursor.execute("SELECT bytes FROM leaf WHERE leaf_index = ?", (row.answer_leaf,)).fetchone()[0]
        return row, leaf, store.sealed_of(cursor, row.record, 1)

    [(row, raw, sealed)] = await context.writer.run(read)
    if row is None or not raw:
        return row, None
    leaf = parse_leaf(raw)
    openings, body = EMPTY_OPENINGS, Body()
    if sealed is not None:
        [(openings, body)] = context.unseal(row.record, 1, exchange_id, sealed)
    head = frames.encode(leaf.receipt, leaf.message, openings)
    return row, Reply(head, body)
