"""Is one gateway's own store consistent with itself? No ledger, no other log: for operators, after a crash or a move.

Checked: the file itself; entries without hole, each in its one encoding and place; the journal's roots and the stored
tiles against the entries; the sequence tables against the messages; the gateway's exchange rows against the entries
that they name. The tables are helpers: entries are right where they differ.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from audit.findings import Findings
from audit.tree import Mark, TreeCheck
from chain_node.errors import EvidenceError
from chain_node.evidence.leaf import Leaf, Role, parse_leaf
from chain_node.evidence.statement import DecisionBasis, MType, Statement, digest, parse
from chain_node.log.errors import ProofUnavailable
from chain_node.log.reader import LogReader, open_readonly
from chain_node.log.store import FILE_NAME

_SENT, _RECEIVED = 0, 1
_ROWS = (
    "SELECT record, side, state, exchange_id, src_log, client, service, request_leaf, answer_leaf, ts_ms, expiry_ms, "
    "reason, grant_id, rows FROM exchange ORDER BY record"
)


def fsck(path: Path, findings: Findings) -> int:
    """Check one log directory into `findings`; the number of entries. Raises LogMissing, LogUnreadable, LogCorrupt."""
    with LogReader(path) as reader:
        connection = open_readonly(reader.path)
        try:
            return _Check(reader, connection, findings).run()
        except sqlite3.DatabaseError as exc:
            findings.add("LOG_UNREADABLE", f"{path / FILE_NAME}: {exc}", reader.identity.log_id)
            return 0
        finally:
            connection.close()


class _Check:
    """One run over one file."""

    def __init__(self, reader: LogReader, connection: sqlite3.Connection, findings: Findings) -> None:
        self._reader, self._connection, self._findings = reader, connection, findings
        self._log = reader.identity.log_id
        self._tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        self._numbered = 0

    def run(self) -> int:
        for (text,) in self._connection.execute("PRAGMA quick_check(10)"):
            if text != "ok":
                self._findings.add("LOG_UNREADABLE", text, self._log)
        size = self._entries()
        self._sequences()
        if "exchange" in self._tables:
            for row in self._connection.execute(_ROWS):
                self._exchange(row)
        return size

    def _differs(self, detail: str, leaf: int | None = None) -> None:
        self._findings.add("STORE_MISMATCH", detail, self._log, leaf)

    def _entries(self) -> int:
        reader = self._reader
        journal = list(reader.checkpoints())
        marks = [
            Mark(one.size, one.epoch, one.root, one.alt_root, one.pair_root, one.prev_size, True, "journal")
            for one in journal
        ]
        tree = TreeCheck(self._log, marks, reader.identity.profile == 3, reader.tile, reader.edge, self._findings)
        expected = 0
        for place, data in reader.leaves():
            if place != expected:
                self._findings.add(
                    "LEAF_MISSING", f"entries {expected} to {place - 1} are missing", self._log, expected
                )
                tree.broken = True
            tree.add(bytes(data), self._entry(place, bytes(data)))
            expected = place + 1
        for mark in tree.finish():
            detail = f"{expected} entries are there; epoch {mark.epoch} of the journal has {mark.size}"
            self._findings.add("TAIL_CUT", detail, self._log, expected)
        return expected

    def _entry(self, place: int, data: bytes) -> bool:
        """One entry and its row in the sequence tables; whether it is a PAIRSTATE."""
        try:
            leaf = parse_leaf(data)
            if leaf.role > Role.RECV:
                if leaf.index != place or leaf.log_id != self._log:
                    self._findings.add("INDEX_MISMATCH", f"entry {place} is of another place", self._log, place)
                return False
            statement = parse(leaf.message)
        except EvidenceError as exc:
            self._findings.add("LEAF_MALFORMED", f"{exc.code}: {exc}", self._log, place)
            return False
        if leaf.index != place or leaf.log_id != self._log:
            self._findings.add("INDEX_MISMATCH", f"entry {place} is of another place", self._log, place)
        self._number(place, leaf, statement)
        if statement.mtype is not MType.PAIRSTATE:
            return False
        if not self._connection.execute("SELECT 1 FROM pairstate WHERE leaf_index = ?", (place,)).fetchone():
            self._differs("a PAIRSTATE is not in the table `pairstate`", place)
        return True

    def _number(self, place: int, leaf: Leaf, statement: Statement) -> None:
        sent = leaf.role is Role.SENT
        peer = statement.dst_gateway if sent else statement.src_log.hex()
        row = self._connection.execute(
            "SELECT m.leaf_index, m.digest FROM pair_message m JOIN pair p ON p.id = m.pair "
            "WHERE p.peer = ? AND p.dir = ? AND m.seq = ?",
            (peer, _SENT if sent else _RECEIVED, statement.pair_seq),
        ).fetchone()
        self._numbered += 1
        if row is None:
            self._differs(f"number {statement.pair_seq} of {peer} is not in the table `pair_message`", place)
        elif row[0] == place and row[1] != digest(statement.suite, leaf.message):
            self._differs(f"number {statement.pair_seq} of {peer} has another digest in `pair_message`", place)
        elif row[0] > place:
            self._differs(f"number {statement.pair_seq} of {peer} is listed at entry {row[0]}", place)

    def _sequences(self) -> None:
        """No row without its entry, and each sequence ends where its messages end."""
        for table in ("pair_message", "pairstate"):
            rows = self._connection.execute(
                f"SELECT leaf_index FROM {table} WHERE leaf_index NOT IN (SELECT leaf_index FROM leaf)"
            )
            for (leaf_index,) in rows:
                self._differs(f"a row of `{table}` names an entry that is not there", leaf_index)
        rows = self._connection.execute(
            "SELECT p.peer, p.dir, p.next_seq, max(m.seq) FROM pair p LEFT JOIN pair_message m ON m.pair = p.id "
            "GROUP BY p.id HAVING p.next_seq - 1 IS NOT max(m.seq)"
        )
        for peer, _direction, next_seq, last in rows:
            self._differs(f"the sequence of {peer} goes on at {next_seq}; its last message is {last}")

    def _exchange(self, row: tuple[Any, ...]) -> None:
        """One row of the gateway's against the entries that it names."""
        record, side, state, exchange_id, src_log, client, service, at, answer_at, ts_ms, expiry_ms = row[:11]
        request = self._message(at)
        if request is None:
            self._differs(f"exchange {record} names entry {at} as its request, which is no message", at)
            return
        if request.mtype is MType.VOID and state == 3:
            due: tuple[Any, ...] = (exchange_id, src_log)
            found: tuple[Any, ...] = (request.exchange_id, request.src_log)
        else:
            due = (exchange_id, src_log, client, service, ts_ms, expiry_ms)
            found = (
                request.exchange_id, request.src_log, request.src, request.service, request.ts_ms, request.expiry_ms
            )  # fmt: skip
        if due != found or (side == 0) is not (request.src_log == self._log):
            self._differs(f"exchange {record} is not what entry {at} says", at)
        if answer_at is not None:
            self._answer(record, state, exchange_id, answer_at, row[11:])

    def _answer(self, record: int, state: int, exchange_id: bytes, at: int, basis: tuple[Any, ...]) -> None:
        answer = self._message(at)
        if answer is None or answer.exchange_id != exchange_id:
            self._differs(f"exchange {record} names entry {at} as its answer, which is about something else", at)
            return
        due = {MType.RES: 1, MType.REFUSE: 2, MType.ACK: 3}.get(answer.mtype)
        if due != state:
            self._differs(f"exchange {record} is in state {state}; entry {at} is a {answer.mtype.name}", at)
        found = answer.basis
        if isinstance(found, DecisionBasis) and (found.reason, found.grant_id, found.rows) != basis and state == 1:
            self._differs(f"exchange {record} states another reason, grant or number of rows than entry {at}", at)

    def _message(self, at: int) -> Statement | None:
        try:
            leaf = parse_leaf(self._reader.leaf(at))
            return parse(leaf.message) if leaf.role <= Role.RECV else None
        except (EvidenceError, ProofUnavailable):
            return None
