"""Logs against each other: what only two sides together can show (level CROSS).

Everything is a join of the index; memory does not grow with the logs.
* A message sent must stand in the receiver's log, and a message received in the sender's: orphans of either side.
* One place of a sequence holds one message; the receiver's side is linked as the sender's is.
* A promise names an entry of the other log: that entry must be there and be exactly the one promised.
* A PAIRSTATE must be what the entries of its range give.
* One exchange has one request and one answer; its outcome is counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from hmac import compare_digest

from audit.findings import Findings
from audit.index import MessageIndex
from audit.logpass import PROMISE_MS, LogResult
from chain_node.evidence.leaf import Role
from chain_node.evidence.pairstate import ANSWER, range_root
from chain_node.evidence.statement import FIRST_PREV, MType

_SENT, _RECV = int(Role.SENT), int(Role.RECV)
_NAMES = {int(kind): kind.name for kind in MType}


class Reconciler:
    """Compares the logs of one audit. `now_ms` is the time of the ledger's head."""

    def __init__(self, index: MessageIndex, logs: Sequence[LogResult], findings: Findings, now_ms: int) -> None:
        self._index, self._findings, self._now = index, findings, now_ms
        self._logs = {log.ordinal: log for log in logs}
        self._by_id = {log.log_id: log for log in logs}
        self._by_gateway: dict[str, list[LogResult]] = {}
        for log in logs:
            self._by_gateway.setdefault(log.gateway, []).append(log)
        self.outcomes: Counter[str] = Counter()
        self.peers_missing: set[str] = set()

    def run(self) -> None:
        """All comparisons, into the findings and `outcomes`."""
        self._orphans_sent()
        self._orphans_received()
        self._received_sequences()
        self._duplicates()
        self._promises()
        self._pairstates()
        self._exchanges()
        for peer in sorted(self.peers_missing):
            self._findings.add("PEER_NOT_GIVEN", f"{peer}: what it holds was not compared")

    def _orphans_sent(self) -> None:
        """Sent here, absent there. Younger than the promised delay, or cut short by a VOID: not held against anyone."""
        rows = self._index.query(
            f"""SELECT s.log, s.leaf, s.mtype, s.digest, s.dst, s.local_ts, s.seq, s.src_log FROM msg s
            WHERE s.role = {_SENT} AND NOT EXISTS
              (SELECT 1 FROM msg r WHERE r.digest = s.digest AND r.role = {_RECV} AND r.log <> s.log)"""
        )
        for log, leaf, mtype, digest, dst, local_ts, seq, src_log in list(rows):
            if dst not in self._by_gateway:
                self.peers_missing.add(dst)
                continue
            if self._voided(log, digest) or self._closed_as_missing(src_log, dst, seq):
                continue
            if local_ts + PROMISE_MS > self._now:
                self.outcomes["OPEN_MESSAGES"] += 1
                continue
            other = self._at_place(src_log, dst, seq)
            code = "ORPHAN_SENT" if other is None else "CONTENT_MISMATCH"
            detail = f"{_NAMES[mtype]} number {seq} to {dst} is not in its log"
            self._findings.add(code, detail, self._logs[log].log_id, leaf, digest=digest, other=other or b"")

    def _orphans_received(self) -> None:
        """Received here under the sender's signature, absent from the sender's own log."""
        rows = self._index.query(
            f"""SELECT r.log, r.leaf, r.mtype, r.digest, r.src_log, r.dst, r.seq FROM msg r
            WHERE r.role = {_RECV} AND NOT EXISTS
              (SELECT 1 FROM msg s WHERE s.digest = r.digest AND s.role = {_SENT} AND s.log <> r.log)"""
        )
        for log, leaf, mtype, digest, src_log, dst, seq in list(rows):
            sender = self._by_id.get(src_log)
            if sender is None:
                self.peers_missing.add(f"log {src_log.hex()}")
                continue
            other = self._at_place(src_log, dst, seq)
            forked = other is not None and not compare_digest(other, digest)
            detail = f"{_NAMES[mtype]} number {seq} from {sender.gateway}: its log " + (
                "holds another message at that number" if forked else "does not hold it"
            )
            code = "FORK" if forked else "ORPHAN_RECV"
            self._findings.add(code, detail, self._logs[log].log_id, leaf, digest=digest, other=other or b"")

    def _voided(self, log: int, digest: bytes) -> bool:
        found = self._index.query(
            f"SELECT 1 FROM msg WHERE ref = ? AND log = ? AND role = {_SENT} AND mtype = {int(MType.VOID)}", digest, log
        )
        return next(found, None) is not None

    def _closed_as_missing(self, src_log: bytes, dst: str, seq: int) -> bool:
        """Whether the receiver has said, in a PAIRSTATE answer that the sender holds, that this number never came."""
        rows = self._index.query(
            f"""SELECT a.missing FROM pairstate p JOIN pairstate a ON a.ref = p.digest AND a.direction = {ANSWER}
            WHERE p.src_log = ? AND p.dst = ? AND p.direction = 0 AND p.first <= ? AND p.last >= ?""",
            src_log, dst, seq, seq,
        )  # fmt: skip
        for (missing,) in rows:
            for part in filter(None, missing.split(",")):
                first, last = map(int, part.split("-"))
                if first <= seq <= last:
                    return True
        return False

    def _at_place(self, src_log: bytes, dst: str, seq: int) -> bytes | None:
        rows = self._index.query(
            "SELECT digest FROM msg WHERE src_log = ? AND dst = ? AND seq = ? LIMIT 2", src_log, dst, seq
        )
        found = [bytes(row[0]) for row in rows]
        return found[0] if len(found) == 1 else None

    def _received_sequences(self) -> None:
        """The receiver's side of each sequence: one message a number, each naming the one before."""
        rows = self._index.query(
            f"SELECT log, leaf, src_log, seq, digest, prev FROM msg WHERE role = {_RECV} "
            "ORDER BY log, src_log, seq, leaf"
        )
        place: tuple[int, bytes] | None = None
        last_seq, last_digest = 0, FIRST_PREV
        for log, leaf, src_log, seq, digest, prev in rows:
            if place != (log, src_log):
                place, last_seq, last_digest = (log, src_log), 0, FIRST_PREV
            log_id = self._logs[log].log_id
            if seq == last_seq:
                code = "REPLAY" if compare_digest(digest, last_digest) else "FORK"
                detail = f"number {seq} of log {src_log.hex()} was received twice"
                self._findings.add(code, detail, log_id, leaf, digest=digest, other=last_digest)
                continue
            if seq == last_seq + 1 and not compare_digest(prev, last_digest):
                detail = f"number {seq} of log {src_log.hex()} does not name the message before it"
                self._findings.add("PREV_MISMATCH", detail, log_id, leaf)
            last_seq, last_digest = seq, digest

    def _duplicates(self) -> None:
        rows = self._index.query(
            f"""SELECT log, min(leaf), max(leaf), exchange, mtype, count(*), count(DISTINCT digest) FROM msg
            WHERE mtype IN ({int(MType.REQ)}, {int(MType.RES)}, {int(MType.REFUSE)})
            GROUP BY log, role, src_log, exchange, mtype HAVING count(*) > 1"""
        )
        for log, first, again, exchange, mtype, _count, distinct in rows:
            code = "REPLAY" if mtype == MType.REQ or distinct == 1 else "SENT_TWICE"
            detail = f"{_NAMES[mtype]} of exchange {exchange.hex()} stands at {first} and again at {again}"
            self._findings.add(code, detail, self._logs[log].log_id, again)

    def _promises(self) -> None:
        """A promise in a received answer, against the entry of the promising log at that index.

        The entry's bytes follow from log, index, time, message and receipt: equal parts are an equal leaf.
        """
        rows = self._index.query(
            f"""SELECT p.log, p.leaf, p.p_log, p.p_leaf, p.p_ts, q.digest, q.receipt, p.p_deadline
            FROM msg p JOIN msg q ON q.digest = p.ref AND q.log = p.log AND q.role = {_SENT}
            WHERE p.role = {_RECV} AND p.p_log IS NOT NULL"""
        )
        for log, leaf, p_log, p_leaf, p_ts, digest, receipt, _deadline in list(rows):
            target = self._by_id.get(p_log)
            if target is None:
                continue
            found = next(
                self._index.query(
                    "SELECT role, digest, receipt, local_ts FROM msg WHERE log = ? AND leaf = ?", target.ordinal, p_leaf
                ),
                None,
            )
            if found is not None and tuple(found) == (_RECV, digest, receipt, p_ts):
                continue
            missing = p_leaf >= target.size
            self._findings.add(
                "PROMISED_LEAF_MISSING" if missing else "FORK",
                f"log {p_log.hex()} promised entry {p_leaf}, which " + ("is not there" if missing else "is another"),
                target.log_id, p_leaf, holder=self._logs[log].log_id, holder_leaf=leaf,
            )  # fmt: skip

    def _pairstates(self) -> None:
        """What a PAIRSTATE claims, against the entries of the log that wrote it."""
        rows = self._index.query(
            f"""SELECT s.log, s.leaf, s.direction, s.src_log, s.dst, s.first, s.last, s.number, s.root,
                       p.src_log, p.dst
            FROM pairstate s LEFT JOIN pairstate p ON p.digest = s.ref AND p.log = s.log WHERE s.role = {_SENT}"""
        )
        for log, leaf, direction, src_log, dst, first, last, number, root, of_log, of_dst in list(rows):
            if direction == ANSWER:
                if of_log is None:
                    detail = "a PAIRSTATE answer to a proposal that is not in this log"
                    self._findings.add("PAIRSTATE_MISMATCH", detail, self._logs[log].log_id, leaf)
                    continue
                role, source, target = _RECV, of_log, of_dst
            else:
                role, source, target = _SENT, src_log, dst
            found = self._index.query(
                "SELECT seq, digest FROM msg WHERE src_log = ? AND dst = ? AND seq BETWEEN ? AND ? "
                "AND log = ? AND role = ? AND leaf < ? GROUP BY seq ORDER BY seq",
                source, target, first, last, log, role, leaf,
            )  # fmt: skip
            present = [(seq, bytes(digest)) for seq, digest in found]
            due = range_root([digest for _seq, digest in present])
            if number != len(present) or not compare_digest(due, root):
                detail = f"claims {number} messages from {first} to {last}; the entries give {len(present)}"
                self._findings.add(
                    "PAIRSTATE_MISMATCH", detail, self._logs[log].log_id, leaf, claimed=root, entries=due
                )

    def _exchanges(self) -> None:
        """Count the outcome of each exchange by its consumer's log (the side that asked)."""
        rows = self._index.query(
            f"""SELECT q.log, q.leaf, q.digest, q.local_ts, q.expiry,
              EXISTS (SELECT 1 FROM msg a WHERE a.log = q.log AND a.exchange = q.exchange AND a.role = {_RECV}
                      AND a.mtype = {int(MType.RES)}),
              EXISTS (SELECT 1 FROM msg a WHERE a.log = q.log AND a.exchange = q.exchange AND a.role = {_RECV}
                      AND a.mtype = {int(MType.REFUSE)}),
              EXISTS (SELECT 1 FROM msg a WHERE a.log = q.log AND a.exchange = q.exchange AND a.role = {_SENT}
                      AND a.mtype = {int(MType.VOID)}),
              EXISTS (SELECT 1 FROM msg p WHERE p.digest = q.digest AND p.log <> q.log)
            FROM msg q WHERE q.role = {_SENT} AND q.mtype = {int(MType.REQ)}"""
        )
        for _log, _leaf, _digest, local_ts, _expiry, answered, refused, voided, seen in rows:
            if answered or refused:
                kind = "ANSWERED" if answered else "REFUSED"
                self.outcomes["MATCHED" if seen else "ONE_SIDED"] += 1
                self.outcomes[kind] += 1
            elif voided:
                self.outcomes["VOIDED"] += 1
            else:
                young = local_ts + PROMISE_MS > self._now
                self.outcomes["OPEN" if young else "UNANSWERED"] += 1
