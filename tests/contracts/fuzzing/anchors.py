"""Logs: a head never shrinks, never forks, never moves once its log is frozen; a gateway has one log at a time."""

from __future__ import annotations

from typing import Any

from chain_node.evidence import merkle
from tests.contracts.fuzzing.broken import Broken
from tests.contracts.fuzzing.governing import Governing
from tests.contracts.fuzzing.records import LOG_OPEN, MEMBER_REMOVED, Struct
from tests.contracts.world import ZERO

Head = tuple[int, int, bytes]


class Anchors:
    """Heads by log. `trees`: leaf hashes by root, of every tree that was ever made."""

    def __init__(self) -> None:
        self.heads: dict[bytes, Head] = {}
        self.logs: dict[bytes, Struct] = {}
        self.trees: dict[bytes, list[bytes]] = {}

    def hear(self, name: str, values: dict[str, Any], governing: Governing) -> None:
        """One event. Raises `Broken`."""
        if name == "Anchored":
            self._anchored(values["checkpoint"], governing)
        elif name in ("LogOpened", "LogChanged", "LogFrozen"):
            self._log(name, values["record"])

    def _anchored(self, checkpoint: Struct, governing: Governing) -> None:
        log, epoch, size, root = checkpoint[:4]
        last_epoch, last_size, last_root = self.heads.get(log, (0, 0, ZERO))
        if epoch != last_epoch + 1 or size < last_size:
            raise Broken(f"the head of log {log.hex()[:8]} moved from {last_size} to {size}")
        if size == last_size and root != last_root:
            raise Broken("two roots of one size")
        known = self.trees.get(root)
        if known is not None and (len(known) != size or (last_size and merkle.root(known[:last_size]) != last_root)):
            raise Broken(f"the head of log {log.hex()[:8]} forked at {last_size}")
        record = self.logs.get(log)
        if record is not None and record[5] != LOG_OPEN:
            raise Broken("a frozen log was anchored")
        if record is not None and governing.status(record[2]) == MEMBER_REMOVED:
            raise Broken("a removed member's log was anchored")
        self.heads[log] = epoch, size, root

    def _log(self, name: str, record: Struct) -> None:
        if name == "LogOpened":
            if any(one[1] == record[1] and one[5] == LOG_OPEN for one in self.logs.values()):
                raise Broken("a gateway has two open logs")
            _, size, root = self.heads.get(record[6], (0, 0, ZERO))
            if (size, root) != record[7:9]:
                raise Broken("a log succeeds another head than the anchored one")
        self.logs[record[0]] = record
