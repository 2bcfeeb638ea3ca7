"""Logs against each other: what only two sides together can show (level CROSS).

Everything is a join of the index; memory does not grow with the logs.
* A message sent must stand in the receiver's log, and a message received in the sender's: orphans of either side.
* One place of a sequence holds one message; the receiver's side is linked as the sender's is.
* A request received must be answered. What was promised about an entry of the other log: `promises`.
* One exchange has one request and one answer; its outcome is counted. PAIRSTATEs: `pairstates`.

A missing copy at the receiver accuses it only with proof that the message came: a signed message of the receiver's that
refers to it, or a PAIRSTATE of the receiver's that counts it. Without proof nothing is known but that it was sent.
A running gateway may be read: what a log received before the audit began was durable at its sender by then.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from hmac import compare_digest

from audit.findings import Findings
from audit.index import MessageIndex, proves, signed
from audit.logpass import PROMISE_MS, LogResult
from audit.pairstates import check_pairstates, closed
from audit.promises import check_promises
from audit.world import World
from chain_node.evidence.leaf import Role
from chain_node.evidence.statement import FIRST_PREV, LONGEST_VALIDITY_MS, WAITED_FOR_MS, MType

_SENT, _RECV = int(Role.SENT), int(Role.RECV)
"""For how long a request is valid whose answer is waited for, and at most one whose answer is fetched later (rulings
4.5), in milliseconds."""
_NAMES = {int(kind): kind.name for kind in MType}
_ANSWERS = f"({int(MType.RES)}, {int(MType.REFUSE)})"


class Reconciler:
    """Compares the logs of one audit."""

    def __init__(self, index: MessageIndex, logs: Sequence[LogResult], findings: Findings, world: World) -> None:
        self._index, self._findings, self._world = index, findings, world
        self._now = world.now * 1000
        self._logs = {log.ordinal: log for log in logs}
        self._by_id = {log.log_id: log for log in logs}
        self._gateways = {log.gateway for log in logs}
        self.outcomes: Counter[str] = Counter()
        self.peers_missing: set[str] = set()

    def run(self) -> None:
        """All comparisons, into the findings and `outcomes`."""
        self._suites()
        self._orphans_sent()
        self._orphans_received()
        self._received_sequences()
        self._duplicates()
        check_promises(self._index, self._logs, self._findings, self._world)
        self._answers_missing()
        self._demands()
        check_pairstates(self._index, self._logs, self._findings)
        self._exchanges()
        for peer in sorted(self.peers_missing):
            self._findings.add("PEER_NOT_GIVEN", f"{peer}: what it holds was not compared")

    def _suites(self) -> None:
        """What refers to a message is in that message's suite."""
        rows = self._index.query(
            "SELECT a.log, a.leaf, a.suite, q.suite, a.src_log FROM msg a "
            f"JOIN msg q ON q.digest = a.ref AND q.log = a.log WHERE a.suite <> q.suite AND {signed('a')}"
        )
        for log, leaf, suite, due, src_log in rows:
            detail = f"an answer in suite {suite} to a message in suite {due}"
            self._said("SUITE_DOWNGRADE", detail, log, leaf, src_log, suite=suite, due=due)

    def _said(self, code: str, detail: str, log: int, leaf: int, src_log: bytes, **evidence: bytes | int | str) -> None:
        """A finding about what the keeper of `src_log` signed, though it stands in another log."""
        sender = self._world.keeper(src_log)
        self._findings.add(
            code, f"{detail}, by {sender}", self._logs[log].log_id, leaf, sender=sender, **evidence
        )  # fmt: skip

    def _orphans_sent(self) -> None:
        """Sent here, absent there."""
        rows = self._index.query(
            f"""SELECT s.log, s.leaf, s.mtype, s.digest, s.dst, s.local_ts, s.seq, s.src_log, s.exchange, s.ts,
              s.expiry FROM msg s
            WHERE s.role = {_SENT} AND NOT EXISTS
              (SELECT 1 FROM msg r WHERE r.digest = s.digest AND r.role = {_RECV} AND r.log <> s.log)"""
        )
        for log, leaf, mtype, digest, dst, local_ts, seq, src_log, exchange, ts, expiry in rows:
            if dst not in self._gateways:
                self.peers_missing.add(dst)
                continue
            other = self._received_at(src_log, dst, seq)
            detail = f"{_NAMES[mtype]} number {seq} to {dst} is not in its log"
            log_id = self._logs[log].log_id
            if other is not None:
                code = "CONTENT_MISMATCH" if other[1] == exchange else "FORK"
                detail += ", which holds another message at that number"
                self._findings.add(code, detail, log_id, leaf, digest=digest, other=other[0])
                continue
            counted = closed(self._index, src_log, dst, seq, self._given)
            if counted or self._referred_to(digest, dst):
                proof = "a PAIRSTATE of the receiver's counts it" if counted else "a message of the receiver's names it"
                self._findings.add("ORPHAN_SENT", f"{detail}; {proof}", log_id, leaf, digest=digest)
            elif local_ts + PROMISE_MS > self._now:
                self.outcomes["MESSAGES_OPEN"] += 1
            elif counted is False or self._voided(log, digest):
                self.outcomes["MESSAGES_UNDELIVERED"] += 1
            elif mtype == MType.REQ and self._underway(ts, local_ts, expiry):
                self.outcomes["MESSAGES_OPEN"] += 1
            else:
                self._findings.add("UNDELIVERED", detail, log_id, leaf, digest=digest)
                self.peers_missing.update(self._withheld(dst))

    def _orphans_received(self) -> None:
        """Received here under the sender's signature, absent from the sender's own log."""
        rows = self._index.query(
            f"""SELECT r.log, r.leaf, r.mtype, r.digest, r.src_log, r.dst, r.seq, r.exchange FROM msg r
            WHERE r.role = {_RECV} AND NOT EXISTS
              (SELECT 1 FROM msg s WHERE s.digest = r.digest AND s.role = {_SENT} AND s.log <> r.log)
            AND {proves("r")}"""
        )
        for log, leaf, mtype, digest, src_log, dst, seq, exchange in rows:
            sender = self._by_id.get(src_log)
            if sender is None:
                self.peers_missing.add(self._world.keeper(src_log))
                continue
            other = self._sent_at(sender.ordinal, dst, seq)
            detail = f"{_NAMES[mtype]} number {seq} from {sender.gateway} is not in its log"
            code = "ORPHAN_RECV"
            if other is not None:
                code = "CONTENT_MISMATCH" if other[1] == exchange else "FORK"
                detail += ", which holds another message at that number"
            self._findings.add(
                code, detail, self._logs[log].log_id, leaf, digest=digest, other=b"" if other is None else other[0]
            )

    def _referred_to(self, digest: bytes, receiver: str) -> bool:
        """Whether its receiver has signed something about this message: nobody else's word convicts it."""
        found = self._index.query(f"SELECT DISTINCT src_log FROM msg WHERE ref = ? AND {proves('msg')}", digest)
        return any(self._given(signer, receiver) for (signer,) in found)

    def _given(self, log_id: bytes, gateway: str) -> bool:
        """Whether this is a log of that gateway, and under audit: what a log signs about, that log holds."""
        return log_id in self._by_id and self._world.is_log_of(log_id, gateway)

    def _withheld(self, gateway: str) -> list[str]:
        """The logs of a gateway that the ledger knows and the audit was not given."""
        ids = {log.log_id for log in self._logs.values() if log.gateway == gateway}
        owner = next((owner for one in ids if (owner := self._world.owner(one)) is not None), None)
        known = () if owner is None else self._world.state.logs_of(owner)
        return [f"log {one.log_id.hex()} of {gateway}" for one in known if one.log_id not in self._by_id]

    def _underway(self, ts: int, local_ts: int, expiry: int) -> bool:
        """Whether a request may still be sent again beyond the promised delay: one whose answer is fetched later, until
        it expires. What is valid for longer than any may be is taken by no provider, and waits for none."""
        later = WAITED_FOR_MS < expiry - ts <= LONGEST_VALIDITY_MS
        until = min(expiry, local_ts + LONGEST_VALIDITY_MS) if later else local_ts
        return max(local_ts, until) + PROMISE_MS > self._now

    def _voided(self, log: int, digest: bytes) -> bool:
        found = self._index.query(
            f"SELECT 1 FROM msg WHERE ref = ? AND log = ? AND role = {_SENT} AND mtype = {int(MType.VOID)}",
            digest,
            log,
        )
        return next(found, None) is not None

    def _received_at(self, src_log: bytes, dst: str, seq: int) -> tuple[bytes, bytes] | None:
        return next(
            self._index.query(
                f"SELECT digest, exchange FROM msg WHERE src_log = ? AND dst = ? AND seq = ? AND role = {_RECV} "
                f"AND {signed('msg')}",
                src_log, dst, seq,
            ),
            None,
        )  # fmt: skip

    def _sent_at(self, log: int, dst: str, seq: int) -> tuple[bytes, bytes] | None:
        return next(
            self._index.query(
                f"SELECT digest, exchange FROM msg WHERE src_log = ? AND dst = ? AND seq = ? AND role = {_SENT} "
                "AND log = ?",
                self._logs[log].log_id, dst, seq, log,
            ),
            None,
        )  # fmt: skip

    def _received_sequences(self) -> None:
        """The receiver's side of each sequence: one message a number, each naming the one before. Of what its sender
        signed: whoever keeps a log could put anything else in the place of what came."""
        rows = self._index.query(
            f"SELECT log, leaf, src_log, seq, digest, prev FROM msg WHERE role = {_RECV} AND {signed('msg')} "
            "ORDER BY log, src_log, seq, leaf"
        )
        place: tuple[int, bytes] | None = None
        last_seq, last_digest = 0, FIRST_PREV
        for log, leaf, src_log, seq, digest, prev in rows:
            if place != (log, src_log):
                place, last_seq, last_digest = (log, src_log), 0, FIRST_PREV
            if seq == last_seq and compare_digest(digest, last_digest):
                detail = f"number {seq} of log {src_log.hex()} was received twice"
                self._findings.add("REPLAY", detail, self._logs[log].log_id, leaf, digest=digest)
                continue
            if seq == last_seq:
                detail = f"number {seq} of log {src_log.hex()} was given to two messages"
                self._said("FORK", detail, log, leaf, src_log, digest=digest, other=last_digest)
                continue
            if seq == last_seq + 1 and not compare_digest(prev, last_digest):
                detail = f"number {seq} of log {src_log.hex()} does not name the message before it"
                self._said("PREV_MISMATCH", detail, log, leaf, src_log, prev=prev, before=last_digest)
            last_seq, last_digest = seq, digest

    def _duplicates(self) -> None:
        """One exchange id is one request; one request has one answer."""
        for code, key, kinds in (("FORK", "exchange", f"({int(MType.REQ)})"), ("SENT_TWICE", "ref", _ANSWERS)):
            rows = self._index.query(
                f"""SELECT log, min(leaf), max(leaf), {key}, count(DISTINCT digest), src_log FROM msg
                WHERE mtype IN {kinds} AND (role = {_SENT} OR {signed("msg")})
                GROUP BY log, role, src_log, {key} HAVING count(*) > 1"""
            )
            for log, first, again, value, distinct, src_log in rows:
                detail = f"{key} {value.hex()} stands at {first} and again at {again}"
                if distinct > 1:
                    self._said(code, detail, log, again, src_log, first=first)
                else:
                    self._findings.add("REPLAY", detail, self._logs[log].log_id, again, first=first)

    def _answers_missing(self) -> None:
        """A request received and never answered, though its gateway went on well beyond its expiry, or the latest one
        that may be."""
        rows = self._index.query(
            f"""SELECT r.log, r.leaf, r.digest, min(r.expiry, r.local_ts + {LONGEST_VALIDITY_MS}) FROM msg r
            WHERE r.role = {_RECV} AND r.mtype = {int(MType.REQ)} AND NOT EXISTS
              (SELECT 1 FROM msg a WHERE a.ref = r.digest AND a.log = r.log AND a.role = {_SENT})"""
        )
        for log, leaf, digest, expiry in rows:
            result = self._logs[log]
            anchors = self._world.anchors(result.log_id)  # a gateway that writes nothing more still goes on anchoring
            if max(result.last_ms, anchors[-1].timestamp * 1000 if anchors else 0) > expiry + PROMISE_MS:
                detail = "the request expired long ago; neither a disclosure nor a refusal was signed"
                self._findings.add("ANSWER_MISSING", detail, result.log_id, leaf, digest=digest)
            else:
                self.outcomes["REQUESTS_OPEN"] += 1

    def _demands(self) -> None:
        """A demand that the ledger records as unanswered, and an answer that claims to be older than its deadline."""
        for claim in self._world.state.claims():
            if claim.kind != 3 or claim.state != 3:
                continue
            rows = self._index.query(
                f"SELECT log, leaf, ts FROM msg WHERE ref = ? AND mtype IN {_ANSWERS} AND role = {_SENT}",
                claim.document,
            )
            for log, leaf, ts in rows:
                if ts // 1000 <= claim.answer_by:
                    detail = f"dated {ts // 1000}, yet the demand was unanswered at {claim.answer_by}"
                    self._findings.add("REPLY_BACKDATED", detail, self._logs[log].log_id, leaf, claim=claim.claim_id)

    def _exchanges(self) -> None:
        """Count the outcome of each exchange by its consumer's log (the side that asked)."""
        rows = self._index.query(
            f"""SELECT q.ts, q.local_ts, q.expiry,
              EXISTS (SELECT 1 FROM msg a WHERE a.ref = q.digest AND a.log = q.log AND a.mtype = {int(MType.RES)}),
              EXISTS (SELECT 1 FROM msg a WHERE a.ref = q.digest AND a.log = q.log AND a.mtype = {int(MType.REFUSE)}),
              EXISTS (SELECT 1 FROM msg a WHERE a.ref = q.digest AND a.log = q.log AND a.mtype = {int(MType.VOID)}),
              EXISTS (SELECT 1 FROM msg p WHERE p.digest = q.digest AND p.log <> q.log)
            FROM msg q WHERE q.role = {_SENT} AND q.mtype = {int(MType.REQ)}"""
        )
        for ts, local_ts, expiry, answered, refused, voided, seen in rows:
            if answered or refused:
                self.outcomes["MATCHED" if seen else "ONE_SIDED"] += 1
                self.outcomes["ANSWERED" if answered else "REFUSED"] += 1
            elif voided:
                self.outcomes["VOIDED"] += 1
            else:
                self.outcomes["OPEN" if self._underway(ts, local_ts, expiry) else "UNANSWERED"] += 1
