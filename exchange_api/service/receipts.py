"""Receipts: what was asked, by what right it was given, what was disclosed, and how far it is proven.

Built from the leaves, not from the gateway's rows: a row only says which leaves to read. States: logged -> anchored (a
settled checkpoint covers both leaves) -> reconciled (a closed PAIRSTATE covers both messages); or voided, or open.
"""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Any

from chain_node.evidence.basis import DecisionBasis, RequestBasis
from chain_node.evidence.bundle import Bundle, build_bundle
from chain_node.evidence.leaf import Leaf, leaf_hash, parse_leaf
from chain_node.evidence.statement import Statement, digest, parse
from chain_node.ledger.reasons import Reason
from chain_node.log.reader import LogReader
from exchange_api.adapters.store import Reader, Row, Side, State
from exchange_api.errors import ReceiptUnknown
from exchange_api.service.evidence import entry_of

PAGE = 100
PROFILES = ("withheld", "plain", "masked", "predicate")


class Receipts:
    """Reads receipts. Each read runs in a thread, one at a time."""

    def __init__(self, log_directory: Path) -> None:
        self._directory = log_directory
        self._lock = asyncio.Lock()
        self._log = LogReader(log_directory)
        self._rows = Reader(log_directory)

    def close(self) -> None:
        """Let the files go."""
        self._log.close()
        self._rows.close()

    async def get(self, exchange_id: str, client: str | None = None) -> dict[str, Any]:
        """The receipt of an exchange (32 hexadecimal digits), of one client's own if given. Raises `ReceiptUnknown`."""
        async with self._lock:
            return await asyncio.to_thread(self._get, exchange_id, client)

    async def bundle(self, exchange_id: str) -> bytes:
        """The exchange as a record bundle, without openings. Raises `ReceiptUnknown`."""
        async with self._lock:
            return await asyncio.to_thread(self._bundle, exchange_id)

    def _bundle(self, exchange_id: str) -> bytes:
        rows = self.rows_of(exchange_id)
        indexes = {index for row in rows for index in (row.request_leaf, row.answer_leaf) if index is not None}
        entries = tuple(entry_of(self._log, index) for index in sorted(indexes))
        return build_bundle(Bundle(bytes.fromhex(exchange_id), entries))

    async def page(self, cursor: str | None, limit: int = PAGE) -> dict[str, Any]:
        """Exchanges, newest first, with a cursor for the next page. Raises `ReceiptUnknown` for a bad cursor."""
        if cursor is not None and not re.fullmatch(r"[0-9]{1,18}", cursor):
            raise ReceiptUnknown("the cursor is none of ours")
        async with self._lock:
            return await asyncio.to_thread(self._page, cursor, min(max(limit, 1), PAGE))

    async def counts(self) -> dict[str, int]:
        """Number of exchanges by side and state."""
        async with self._lock:
            found = await asyncio.to_thread(self._rows.counts)
        return {
            f"{Side(side).name.lower()}_{State(state).name.lower()}": count for (side, state), count in found.items()
        }

    def rows_of(self, exchange_id: str) -> list[Row]:
        """The rows of an exchange id. Raises `ReceiptUnknown`."""
        if not re.fullmatch(r"[0-9a-f]{32}", exchange_id):
            raise ReceiptUnknown("an exchange id is 32 hexadecimal digits in lower case")
        rows = self._rows.by_id(bytes.fromhex(exchange_id))
        if not rows:
            raise ReceiptUnknown("no such exchange at this gateway")
        return rows

    def _get(self, exchange_id: str, client: str | None) -> dict[str, Any]:
        rows = self.rows_of(exchange_id)
        if client is not None:
            rows = [row for row in rows if row.client == client and row.side is Side.ASKED]
            if not rows:
                raise ReceiptUnknown("no such exchange at this gateway")
        return self._document(rows[0])

    def _page(self, cursor: str | None, limit: int) -> dict[str, Any]:
        rows = self._rows.page(int(cursor) if cursor else None, limit)
        items = [_summary(row) for row in rows]
        return {"items": items, "cursor": str(rows[-1].record) if len(rows) == limit else None}

    def _document(self, row: Row) -> dict[str, Any]:
        asked, request = self._read(row.request_leaf)
        document: dict[str, Any] = {
            **_summary(row),
            "suite": request.suite,
            "asked": _asked(request),
            "request": self._proof(row.request_leaf, asked, request),
        }
        if row.answer_leaf is not None:
            given, answer = self._read(row.answer_leaf)
            document["answer"] = self._proof(row.answer_leaf, given, answer)
            document.update(_given(answer))
        document["proof"] = self._state(row)
        return document

    def _read(self, index: int) -> tuple[bytes, Statement]:
        raw = self._log.leaf(index)
        leaf: Leaf = parse_leaf(raw)
        return raw, parse(leaf.message)

    def _proof(self, index: int, raw: bytes, statement: Statement) -> dict[str, Any]:
        leaf = parse_leaf(raw)
        document: dict[str, Any] = {
            "leaf_index": index,
            "leaf_hash": leaf_hash(raw).hex(),
            "log": self._log.identity.log_id.hex(),
            "role": leaf.role.name,
            "logged_at_ms": leaf.ts_ms,
            "digest": digest(statement.suite, leaf.message).hex(),
            "pair_seq": statement.pair_seq,
            "message": leaf.message.hex(),
            "receipt": leaf.receipt.hex(),
        }
        if statement.promise is not None:
            log_id, leaf_index, _, deadline = statement.promise
            document["promise"] = {"log": log_id.hex(), "leaf_index": leaf_index, "anchored_by_ms": deadline}
        covering = self._log.covering(index)
        if covering is not None:
            path = self._log.tree.inclusion(index, covering.size)
            document["anchor"] = {
                "epoch": covering.epoch,
                "size": covering.size,
                "root": covering.root.hex(),
                "block": covering.block,
                "tx_hash": covering.tx_hash.hex() if covering.tx_hash else None,
                "path": [one.hex() for one in path],
            }
        return document

    def _state(self, row: Row) -> str:
        if row.state is State.VOIDED:
            return "voided"
        last = row.answer_leaf if row.answer_leaf is not None else row.request_leaf
        if self._log.covering(last) is None:
            return "logged"
        return "reconciled" if row.answer_leaf is not None and self._reconciled(row) else "anchored"

    def _reconciled(self, row: Row) -> bool:
        """Whether PAIRSTATEs closed both numbers: ours towards the peer by its answer, the peer's by ours."""
        own = row.request_leaf if row.side is Side.ASKED else row.answer_leaf
        assert own is not None
        seq = parse(parse_leaf(self._log.leaf(own)).message).pair_seq
        return any(peer == row.peer and way == 0 and closed >= seq for peer, way, _, _, closed in self._log.pairs())


def _summary(row: Row) -> dict[str, Any]:
    return {
        "exchange_id": row.exchange_id.hex(),
        "direction": row.side.name.lower(),
        "state": row.state.name.lower(),
        "client": row.client,
        "service": row.service,
        "peer": row.peer,
        "time_ms": row.ts_ms,
        "expiry_ms": row.expiry_ms,
        "reason": Reason(row.reason).camel if row.reason is not None else None,
    }


def _asked(request: Statement) -> dict[str, Any]:
    basis = request.basis
    assert isinstance(basis, RequestBasis)
    fields = [one.label[2:] for one in request.commitments if one.label.startswith("f/")]
    return {
        "fields": fields or None,
        "inputs": [one.label[2:] for one in request.commitments if one.label.startswith("p/")],
        "item": basis.item.hex() if basis.item else None,
        "block": basis.block,
        "commitments": [[one.label, one.digest.hex()] for one in request.commitments],
    }


def _given(answer: Statement) -> dict[str, Any]:
    basis = answer.basis
    if not isinstance(basis, DecisionBasis):
        return {}
    reason = Reason(basis.reason)
    document: dict[str, Any] = {
        "granted": {
            "permit": reason.permits,
            "reason": reason.camel,
            "grant": basis.grant_id.hex() if basis.grant_id else None,
            "block": basis.block,
            "block_hash": basis.block_hash.hex(),
            "policy_digest": basis.policy_digest.hex(),
            "rows": basis.rows,
            "calls_today": basis.day_calls_after,
            "rows_today": basis.day_rows_after,
        },
        "disclosed": [
            {"field": one.label[2:], "profile": PROFILES[one.profile], "commitment": one.digest.hex()}
            for one in answer.commitments
            if one.label.startswith("f/")
        ],
        "commitments": [[one.label, one.digest.hex()] for one in answer.commitments],
    }
    if not reason.permits:
        document["refused"] = reason.camel
    return document
