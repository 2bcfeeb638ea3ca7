"""Giving a log up and opening its successor, when its directory is lost, old or contradicted by the ledger.

A lost log cannot be rebuilt from its counterparties: they hold messages, not leaf bytes. So the loss is declared: the
old log is frozen on the ledger at the last size that this directory still proves, a successor (next shard) is opened
there, and its first leaf says what it follows and how much of it is left. Leaves beyond that size are disowned; peers'
copies settle what they said. The audit reports the declared loss for ever.

    1. freeze on the ledger         3. make `log.new/`                  5. `log.new/` to `log/`
    2. open the successor there     4. `log/` to `log-<shard>/`

Each step is looked at before it is taken: a recovery cut short is simply run again. Nothing is deleted.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from chain_node.clock import Clock
from chain_node.durable import sync_directory
from chain_node.errors import LogError
from chain_node.evidence import checkpoint
from chain_node.evidence.leaf import Role, encode_leaf
from chain_node.log.anchorport import ChainHead
from chain_node.log.errors import ChainAhead, LogExists, LogMissing, LogNotOpen
from chain_node.log.reader import LogReader
from chain_node.log.store import FILE_NAME, LogIdentity, Ownership, create

NEW_NAME = "log.new"


class LogRegistry(Protocol):
    """Logs on the ledger, as the gateway's SYSTEM duty acts on them. Blocks; raises `LedgerError` subclasses only."""

    def head(self, log_id: bytes) -> ChainHead | None:
        """The anchored head of a log, or None if it is not open."""
        ...

    def anchored(self, log_id: bytes) -> Sequence[tuple[int, bytes]]:
        """(size, root) of every anchored head, oldest first."""
        ...

    def freeze(self, log_id: bytes, last_good_size: int, reason: str) -> None:
        """Freeze a log; returns when that is final."""
        ...

    def open_successor(self, identity: LogIdentity, prev_log: bytes, prev_size: int, prev_root: bytes) -> None:
        """Open the log `identity` after `prev_log`; returns when that is final."""
        ...


@dataclass(frozen=True, slots=True)
class Recovery:
    """`local_size` leaves were found of `old`, `last_good_size` of them are proven by an anchored head of it.

    `archive` is where the old directory is now, None if there was none.
    """

    old: LogIdentity
    new: LogIdentity
    local_size: int
    last_good_size: int
    archive: Path | None


def recover(
    directory: Path, registry: LogRegistry, clock: Clock, reason: str, *, identity: LogIdentity | None = None
) -> Recovery:
    """Freeze the log in `directory` and put its successor there. `reason` is written into the ledger and the log.

    `identity`: of the old log, if its directory is gone or unreadable. Raises `LogBusy` while a gateway runs on it,
    `LogMissing` if the identity is unknown, `LogNotOpen`, `ChainAhead` if the successor is in use elsewhere, or
    `LedgerError`.
    """
    owner = Ownership(directory) if (directory / FILE_NAME).is_file() else None
    try:
        old, local_size, last_good = _survey(_source(directory, identity), registry, identity)
        archive = directory.with_name(f"{directory.name}-{old.shard}")
        if directory.exists() and archive.exists():
            raise LogExists(f"{archive} exists already: move it away and run the recovery again")
        head = registry.head(old.log_id)
        if head is None:
            raise LogNotOpen(f"log {old.log_id.hex()} is not open on the ledger")
        new = successor_of(old)
        follower = registry.head(new.log_id)
        if follower is not None and follower.epoch:
            raise ChainAhead(f"shard {new.shard} of this log is already in use: start the directory that holds it")
        if not head.frozen:
            registry.freeze(old.log_id, last_good, reason)
        if follower is None:
            registry.open_successor(new, old.log_id, head.size, head.root)
        body = (old.log_id, head.size, head.root, local_size, reason)
        _make(directory, new, encode_leaf(new.log_id, 0, Role.GENESIS, clock.now_ms(), body))
    finally:
        if owner is not None:
            owner.release()
    _exchange(directory, archive)
    return Recovery(old, new, local_size, last_good, archive if archive.exists() else None)


def successor_of(old: LogIdentity) -> LogIdentity:
    """The identity of the next shard of the same gateway on the same ledger."""
    shard = old.shard + 1
    log_id = checkpoint.log_id(old.chain_id, old.contract, old.gateway_id, shard, old.profile)
    return replace(old, shard=shard, log_id=log_id)


def _source(directory: Path, identity: LogIdentity | None) -> Path:
    """Where the old log is: in its place, or already moved aside by a recovery cut short before its last step."""
    if directory.exists():
        return directory
    shards = [int(one.name.rpartition("-")[2]) for one in directory.parent.glob(f"{directory.name}-[0-9]*")]
    shard = identity.shard if identity is not None else max(shards, default=0)
    return directory.with_name(f"{directory.name}-{shard}")


def _survey(source: Path, registry: LogRegistry, identity: LogIdentity | None) -> tuple[LogIdentity, int, int]:
    """(identity, leaves found, largest anchored size that they prove). What cannot be read counts as lost."""
    try:
        with LogReader(source) as reader:
            old = reader.identity
            size = _contiguous(reader)
            return old, size, _proven(reader, size, registry.anchored(old.log_id))
    except (LogError, sqlite3.DatabaseError) as exc:
        if identity is None:
            raise LogMissing(f"the log in {source} cannot be read, so its identity must be given: {exc}") from exc
        return identity, 0, 0


def _contiguous(reader: LogReader) -> int:
    """Number of leaves before the first hole."""
    size = 0
    for index, _ in reader.leaves():
        if index != size:
            break
        size += 1
    return size


def _proven(reader: LogReader, size: int, anchored: Sequence[tuple[int, bytes]]) -> int:
    """Roots are prefixes of each other: the largest anchored size that the leaves give is found by halving."""
    usable = [one for one in anchored if one[0] <= size]
    low, high = 0, len(usable)
    while low < high:
        middle = (low + high + 1) // 2
        found_size, root = usable[middle - 1]
        if reader.tree.root(found_size) == root:
            low = middle
        else:
            high = middle - 1
    return usable[low - 1][0] if low else 0


def _make(directory: Path, new: LogIdentity, genesis: bytes) -> None:
    fresh = directory.with_name(NEW_NAME)
    if fresh.exists():
        shutil.rmtree(fresh)  # of a recovery cut short; nothing was ever written to it but its first leaf
    create(fresh, new, genesis)


def _exchange(directory: Path, archive: Path) -> None:
    """Put the new directory in the old one's place; the old one keeps everything it holds."""
    if directory.exists():
        os.rename(directory, archive)
    os.rename(directory.with_name(NEW_NAME), directory)
    sync_directory(directory.parent)
