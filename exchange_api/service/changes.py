"""The change feed: what was settled at this gateway and changed on the ledger, for whoever reads on from a cursor.

Nothing is collected for it: exchanges are in the order in which they were settled (`adapters.monitored`), the ledger's
records in the order of blocks. A cursor is a place in either order, so reading on from one gives everything after it,
at least once; whoever asks twice from one cursor gets the same again. It says that something changed, not what it is
now: that is asked where it belongs. Kept for 90 days.
"""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Any

from chain_node.errors import LedgerError
from chain_node.ledger.reasons import Reason
from exchange_api.adapters.monitored import MonitoringReader, Settled
from exchange_api.adapters.store import Reader
from exchange_api.evidence_errors import ChangesGone, QueryInvalid
from exchange_api.service.context import Context
from exchange_api.service.view import LedgerView

KEPT_MS = 90 * 86_400_000
PAGE = 1000
_CURSOR = re.compile(r"([0-9]{1,18})\.([0-9]{1,18})")


class Changes:
    """Reads the feed. Each read runs in a thread, one at a time."""

    def __init__(self, context: Context, log_directory: Path) -> None:
        self._context = context
        self._lock = asyncio.Lock()
        self._rows = Reader(log_directory)
        self._settled = MonitoringReader(self._rows)

    def close(self) -> None:
        """Let the file go."""
        self._rows.close()

    async def read(self, cursor: str | None, limit: int = PAGE) -> dict[str, Any]:
        """`changes` after a cursor, the `cursor` to go on from, and whether there is `more` now.

        Without a cursor from the oldest that is kept. Raises `QueryInvalid`, `ChangesGone`, `LedgerTooOld`.
        """
        found = None if cursor is None else _CURSOR.fullmatch(cursor)
        if cursor is not None and found is None:
            raise QueryInvalid("the cursor is none of ours")
        place = None if found is None else (int(found[1]), int(found[2]))
        since_ms = self._context.clock.now_ms() - KEPT_MS
        view = self._context.view
        view.refresh()
        async with self._lock:
            exchanges, next_seq, more = await asyncio.to_thread(self._exchanges, place, since_ms, limit)
            records, next_block, others = await asyncio.to_thread(_records, view, place, since_ms, limit)
        changes = sorted([*exchanges, *records], key=lambda one: int(one["at_ms"]))
        return {"changes": changes, "cursor": f"{next_seq}.{next_block}", "more": more or others}

    def _exchanges(
        self, place: tuple[int, int] | None, since_ms: int, limit: int
    ) -> tuple[list[dict[str, Any]], int, bool]:
        oldest = self._settled.first_from(since_ms)
        first = oldest if place is None else place[0]
        if first < oldest and any(one.seq < oldest for one in self._settled.read(first, 1)):
            raise ChangesGone("the cursor is older than what is kept")
        if first > self._settled.bounds()[1] + 1:
            raise ChangesGone("the cursor is ahead of this gateway: its directory was restored from an older copy")
        rows = self._settled.read(first, limit + 1)
        page = rows[:limit]
        return [_exchange(one) for one in page], page[-1].seq + 1 if page else first, len(rows) > limit


def _exchange(settled: Settled) -> dict[str, Any]:
    row = settled.row
    return {
        "kind": "exchange",
        "id": row.exchange_id.hex(),
        "at_ms": settled.at_ms,
        "direction": row.side.name.lower(),
        "state": row.state.name.lower(),
        "reason": None if row.reason is None else Reason(row.reason).camel,
        "client": row.client,
        "service": row.service,
    }


def _records(
    view: LedgerView, place: tuple[int, int] | None, since_ms: int, limit: int
) -> tuple[list[dict[str, Any]], int, bool]:
    """Records of the ledger: whole blocks, until there are enough."""
    after = -1 if place is None else place[1]
    try:
        head, changed = view.changes(after)
    except LedgerError as error:
        raise QueryInvalid(f"the cursor is beyond the ledger: {type(error).__name__}") from None
    if place is not None and changed and changed[0][1] < since_ms:
        raise ChangesGone("the cursor is older than what is kept")
    kept = [one for one in changed if one[1] >= since_ms]
    last = kept[min(limit, len(kept)) - 1][0] if kept else head
    page = [one for one in kept if one[0] <= last]
    more = len(page) < len(kept)
    found = [{"kind": kind, "id": key.hex(), "at_ms": at_ms, "block": block} for block, at_ms, kind, key in page]
    return found, last if more else max(head, after), more
