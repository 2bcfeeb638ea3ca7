"""Promises: an answer names an entry of its sender's log, which must be there, be that one, and be anchored in time."""

from __future__ import annotations

from collections.abc import Mapping

from audit.findings import Findings
from audit.index import MessageIndex, proves, signed
from audit.logpass import PROMISE_MS, LogResult
from audit.world import World
from chain_node.evidence.leaf import Role

_LATE_BLOCKS, _LATE_S = 10, 60
"""How far past its deadline a promise's anchor may be: a halted chain breaks none (rulings 5.15)."""


def check_promises(index: MessageIndex, logs: Mapping[int, LogResult], findings: Findings, world: World) -> None:
    """All promises that stand in the logs of an audit. `logs` by ordinal."""
    _entries(index, logs, findings)
    _in_time(index, logs, findings, world)


def _entries(index: MessageIndex, logs: Mapping[int, LogResult], findings: Findings) -> None:
    """A promise, against the entry of the promising log at that index.

    The entry's bytes follow from log, index, time, message and receipt: equal parts are an equal leaf. A promise
    in the sender's own log must be true as well.
    """
    by_id = {log.log_id: log for log in logs.values()}
    rows = index.query(
        f"""SELECT p.log, p.leaf, p.p_log, p.p_leaf, p.p_ts, q.digest, q.receipt FROM msg p
        JOIN msg q ON q.digest = p.ref AND q.log = p.log AND q.role <> p.role
        WHERE p.p_log IS NOT NULL AND {proves("p")}"""
    )
    for log, leaf, p_log, p_leaf, p_ts, digest, receipt in rows:
        target = by_id.get(p_log)
        if target is None:
            continue
        sql = "SELECT role, digest, receipt, local_ts FROM msg WHERE log = ? AND leaf = ?"
        found = next(index.query(sql, target.ordinal, p_leaf), None)
        if found is not None and tuple(found) == (int(Role.RECV), digest, receipt, p_ts):
            continue
        missing = p_leaf >= target.size
        findings.add(
            "PROMISED_LEAF_MISSING" if missing else "FORK",
            f"log {p_log.hex()} promised entry {p_leaf}, which " + ("is not there" if missing else "is another"),
            target.log_id, p_leaf, holder=logs[log].log_id, holder_leaf=leaf,
        )  # fmt: skip


def _in_time(index: MessageIndex, logs: Mapping[int, LogResult], findings: Findings, world: World) -> None:
    """No promise takes longer than the promised delay, whatever deadline it names; what was never anchored is late."""
    rows = index.query(
        f"""SELECT log, leaf, p_log, p_leaf, min(p_deadline, max(ts, local_ts) + {PROMISE_MS}) FROM msg
        WHERE p_log IS NOT NULL AND {signed("msg")}"""
    )
    for log, leaf, p_log, p_leaf, deadline in rows:
        anchor = world.covering(p_log, p_leaf)
        block, timestamp = (world.state.block.number, world.now) if anchor is None else (anchor.block, anchor.timestamp)
        if timestamp * 1000 <= deadline:
            continue
        before = world.replica.last_block_by(deadline // 1000)
        first = 0 if before is None else before.number + 1
        if block <= first + _LATE_BLOCKS or timestamp <= world.replica.timestamp(first) + _LATE_S:
            continue
        record = world.log(p_log)
        disowned = anchor is None and record is not None and record.frozen and p_leaf >= record.frozen_size
        late = timestamp - deadline // 1000
        how = f"was anchored {late} s late" if anchor is not None else f"is not anchored {late} s after its time"
        keeper = world.keeper(p_log)
        findings.add(
            "DECLARED_LOSS" if disowned else "PROMISE_BROKEN", f"entry {p_leaf} of log {p_log.hex()} of {keeper} {how}",
            logs[log].log_id, leaf, block=block, sender=keeper,
        )  # fmt: skip
