"""What a start finds unfinished: requests that were dispatched and never answered are closed with a signed refusal.

Their back end may have acted or not; nobody knows, and nobody calls it again. What this gateway asked and never got an
answer to is voided (`voids`).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from chain_node.errors import LianluError
from chain_node.evidence.leaf import leaf_hash, parse_leaf
from chain_node.evidence.statement import Statement, digest, parse
from chain_node.ledger.decision import Question
from chain_node.ledger.reasons import Reason
from chain_node.log.intents import Received
from chain_node.logs import get_logger
from exchange_api.adapters.monitored import MonitoringReader
from exchange_api.adapters.store import Reader, Row
from exchange_api.policy import day_of, day_start_ms
from exchange_api.service.answers import Outcome, Reply, prepare, reply
from exchange_api.service.context import Context

AROUND_MIDNIGHT_MS = 60_000
log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Logged:
    """A message read back from its leaf."""

    statement: Statement
    digest: bytes
    peer: str
    message: bytes
    receipt: bytes
    leaf: Received


async def read_back(context: Context, leaf_index: int, peer: str) -> Logged:
    """The message in a SENT or RECV leaf."""

    def read(cursor: sqlite3.Cursor) -> bytes:
        return bytes(cursor.execute("SELECT bytes FROM leaf WHERE leaf_index = ?", (leaf_index,)).fetchone()[0])

    [raw] = await context.writer.run(read)
    leaf = parse_leaf(raw)
    statement = parse(leaf.message)
    received = Received(leaf_index, leaf_hash(raw), leaf.ts_ms)
    return Logged(statement, digest(statement.suite, leaf.message), peer, leaf.message, leaf.receipt, received)


async def close_open(context: Context, row: Row) -> Reply:
    """Answer a dispatched request with a signed OutcomeUnknown."""
    request = await read_back(context, row.request_leaf, row.peer)
    head = context.view.refresh()
    now_ms = context.clock.now_ms()
    question = Question(bytes(32), bytes(32), 255, None, None, now_ms // 1000)
    outcome = Outcome(Reason.OUTCOME_UNKNOWN, question)
    prepared = prepare(context, request, request.leaf, row.record, context.vault.key(row.record), outcome, head, now_ms)
    [sent] = await context.writer.submit(prepared.intent)
    context.metrics.exchange("answered", Reason.OUTCOME_UNKNOWN.camel)
    return reply(sent, prepared)


async def close_all(context: Context, rows: list[Row]) -> None:
    """Close every request that the last run left open."""
    for row in rows:
        try:
            await close_open(context, row)
        except LianluError as error:
            log.error("recovery.failed", record=row.record, code=error.code, text=str(error))
    if rows:
        log.info("recovery.closed", count=len(rows))


def rebuild_caps(context: Context, rows: Reader) -> None:
    """Count again what was disclosed today under each grant.

    A day is that of the answer's own time: a request may be up to 7 days older. That of its leaf is a moment later, so
    the few answers around midnight are looked into.
    """
    day = day_of(context.clock.now_ms())
    since = day_start_ms(day)
    reader = MonitoringReader(rows)

    def today() -> Iterator[tuple[bytes, int]]:
        for grant_id, count, at_ms, leaf in reader.disclosed(reader.first_from(since)):
            if at_ms >= since + AROUND_MIDNIGHT_MS or parse(parse_leaf(leaf).message).ts_ms >= since:
                yield grant_id, count

    context.caps.rebuild(day, today())
