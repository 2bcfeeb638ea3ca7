"""PAIRSTATEs: what two gateways signed about a stretch of messages, against the entries of either log."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from hmac import compare_digest
from typing import Any

from audit.findings import Findings
from audit.index import MessageIndex, proves, signed
from audit.logpass import LogResult
from chain_node.evidence import merkle
from chain_node.evidence.leaf import Role
from chain_node.evidence.pairstate import ANSWER

_SENT, _RECV = int(Role.SENT), int(Role.RECV)
_MEANWHILE_MS = 5_000
"""A message that came this shortly before an answer was logged may have missed it: the answer was computed before."""


def check_pairstates(index: MessageIndex, logs: Mapping[int, LogResult], findings: Findings) -> None:
    """What each PAIRSTATE claims, against the entries of the log that wrote it, and against its counterpart."""
    rows = index.query(
        f"""SELECT s.log, s.leaf, s.direction, s.src_log, s.dst, s.first, s.last, s.number, s.root, s.missing,
                   p.src_log, p.dst
        FROM pairstate s LEFT JOIN pairstate p ON p.digest = s.ref AND p.log = s.log WHERE s.role = {_SENT}"""
    )
    for log, leaf, direction, src_log, dst, first, last, number, root, missing, of_log, of_dst in rows:
        log_id = logs[log].log_id
        if direction == ANSWER and of_log is None:
            findings.add("PAIRSTATE_MISMATCH", "an answer to a proposal that is not in this log", log_id, leaf)
            continue
        role, source, target = (_RECV, of_log, of_dst) if direction == ANSWER else (_SENT, src_log, dst)
        tree, count = merkle.CompactRange(), 0
        for seq, digest, local_ts in _present(index, log, role, source, target, first, last, leaf):
            if _inside(missing, seq):
                if local_ts + _MEANWHILE_MS < _time_of(index, log, leaf):
                    findings.add("PAIRSTATE_MISMATCH", f"number {seq} is there, stated as missing", log_id, leaf)
                continue
            tree.append(merkle.leaf_hash(digest))
            count += 1
        if number != count or not compare_digest(tree.root(), root):
            detail = f"claims {number} messages from {first} to {last}; the entries give {count}"
            findings.add("PAIRSTATE_MISMATCH", detail, log_id, leaf, claimed=root, entries=tree.root())
    _compare_sides(index, logs, findings)


def _compare_sides(index: MessageIndex, logs: Mapping[int, LogResult], findings: Findings) -> None:
    """An answer that counts everything must have the proposal's root: else the two hold different messages."""
    rows = index.query(
        f"""SELECT a.log, a.leaf, a.first, a.last, a.root, p.root FROM pairstate a
        JOIN pairstate p ON p.digest = a.ref AND p.log = a.log
        WHERE a.direction = {ANSWER} AND a.number = p.number AND a.root <> p.root AND {signed("a")}"""
    )
    for log, leaf, first, last, answered, proposed in rows:
        detail = f"the two sides hold different messages from {first} to {last}"
        findings.add("PAIRSTATE_MISMATCH", detail, logs[log].log_id, leaf, proposed=proposed, answered=answered)


def closed(
    index: MessageIndex, src_log: bytes, dst: str, seq: int, is_log_of: Callable[[bytes, str], bool]
) -> bool | None:
    """What the receiver has signed about one number: True it came, False it is missing, None nothing."""
    rows = index.query(
        f"""SELECT a.missing, a.last - a.first + 1 - a.number, a.src_log FROM pairstate p
        JOIN pairstate a ON a.ref = p.digest
        WHERE p.src_log = ? AND p.dst = ? AND p.direction = 0 AND a.direction = {ANSWER} AND p.first <= ?
        AND p.last >= ? AND {proves("a")}""",
        src_log, dst, seq, seq,
    )  # fmt: skip
    stated: bool | None = None
    for missing, absent, signer in rows:
        if not is_log_of(signer, dst):
            continue
        if _inside(missing, seq):
            stated = False
        elif absent == sum(last - first + 1 for first, last in _ranges(missing)):
            return True  # the list is whole, and this number is not in it
    return stated


def _present(
    index: MessageIndex, log: int, role: int, source: bytes, target: str, first: int, last: int, before: int
) -> Iterator[tuple[int, bytes, int]]:
    """(number, digest, time) of the first entry of each number, as it stood before entry `before`."""
    found = index.query(
        "SELECT seq, digest, local_ts, min(leaf) FROM msg WHERE src_log = ? AND dst = ? AND seq BETWEEN ? AND ? "
        "AND log = ? AND role = ? AND leaf < ? GROUP BY seq ORDER BY seq",
        source, target, first, last, log, role, before,
    )  # fmt: skip
    return ((seq, bytes(digest), local_ts) for seq, digest, local_ts, _leaf in found)


def _time_of(index: MessageIndex, log: int, leaf: int) -> int:
    row: Any = next(index.query("SELECT local_ts FROM msg WHERE log = ? AND leaf = ?", log, leaf))
    return int(row[0])


def _ranges(missing: str) -> list[tuple[int, int]]:
    parts = (part.split("-") for part in missing.split(",") if part)
    return [(int(first), int(last)) for first, last in parts]


def _inside(missing: str, seq: int) -> bool:
    return bool(missing) and any(first <= seq <= last for first, last in _ranges(missing))
