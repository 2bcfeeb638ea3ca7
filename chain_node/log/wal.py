"""Moving the write-ahead log into the file, beside the writer.

A checkpoint of tens of megabytes takes tens of milliseconds, mostly in syncs. It is made by a thread of its own while
the writer goes on appending; what was appended meanwhile is little, and the writer moves it itself. Only then is
nothing left in the WAL, and SQLite begins it anew instead of letting it grow.

Losing this thread costs disk space, never data.
"""

from __future__ import annotations

import sqlite3
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import structlog

from chain_node.log.store import connect

log = structlog.get_logger(__name__)


def move(connection: sqlite3.Connection) -> None:
    """Move what can be moved without waiting for readers. A failure is noted and the next time tries again."""
    try:
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    except sqlite3.Error as exc:
        log.warning("log.checkpoint_failed", reason=repr(exc))


class WalMover:
    """Used by the writer's thread only."""

    def __init__(self, path: Path, limit: int) -> None:
        """`limit`: bytes written to the WAL after which it is moved."""
        self._path = path
        self._limit = limit
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="log-wal")
        self._moving: Future[None] | None = None
        self.written = 0

    def wrote(self, size: int, connection: sqlite3.Connection) -> None:
        """Count what a group wrote, and do what is due."""
        self.written += size
        if self._moving is not None:
            if self._moving.done() or self.written > 4 * self._limit:
                self.finish(connection)
        elif self.written > self._limit:
            self._moving = self._pool.submit(self._move)

    def finish(self, connection: sqlite3.Connection) -> None:
        """Move the rest with the writer's own connection."""
        if self._moving is not None:
            self._moving.result()
            self._moving = None
        move(connection)
        self.written = 0

    def close(self) -> None:
        """End the thread."""
        self._pool.shutdown()

    def _move(self) -> None:
        try:
            connection = connect(self._path)
        except Exception as exc:
            log.warning("log.checkpoint_failed", reason=repr(exc))
            return
        try:
            move(connection)
        finally:
            connection.close()
