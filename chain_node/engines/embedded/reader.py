"""Reading a ledger's file (`store.py` writes it): rows as they are stored, found by key. May be used beside the writer.

`seq` is block number << 23 | index in the block, so that reading a block, a range of events or a receipt costs as much
as its result.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from chain_node.engines.embedded.errors import DirectoryMalformed
from chain_node.engines.embedded.header import LogEntry, decode_header

FORMAT = b"lianlu-ledger/1"
SHIFT = 23
"""Bits of the index within a block; 10^9 gas make neither that many transactions nor that many events."""
SCANNED_BLOCKS = 64
"""Up to this many blocks, their events are read in order instead of through an index over all of them."""

_TX_COLUMNS = "seq, hash, raw, receipt, sender, gas_used, created"
_LOG_COLUMNS = "seq, address, topic0, topic1, topic2, topic3, data, tx_seq"


class BlockRow(NamedTuple):
    """A stored block without its transactions."""

    number: int
    hash: bytes
    header: bytes
    signature: bytes
    txs: int


class TxRow(NamedTuple):
    """A stored transaction with its receipt (RLP)."""

    seq: int
    hash: bytes
    raw: bytes
    receipt: bytes
    sender: bytes
    gas_used: int
    created: bytes

    @property
    def block(self) -> int:
        """Number of the block."""
        return self.seq >> SHIFT

    @property
    def position(self) -> int:
        """Index in the block."""
        return self.seq & ((1 << SHIFT) - 1)


class LogRow(NamedTuple):
    """A stored event."""

    seq: int
    address: bytes
    topic0: bytes | None
    topic1: bytes | None
    topic2: bytes | None
    topic3: bytes | None
    data: bytes
    tx_seq: int

    @property
    def topics(self) -> tuple[bytes, ...]:
        """The topics that the event has."""
        return tuple(topic for topic in self[2:6] if topic is not None)


@dataclass(frozen=True, slots=True)
class Sealed:
    """A block ready to be written: header RLP and hash, signature, transactions, events and new nodes."""

    block: BlockRow
    transactions: tuple[TxRow, ...]
    logs: tuple[LogRow, ...]
    nodes: dict[bytes, bytes]


@dataclass(frozen=True, slots=True)
class LogFilter:
    """Which events are wanted: blocks `first`..`last`, emitters (none: any), alternatives per topic position."""

    first: int
    last: int
    addresses: tuple[bytes, ...] = ()
    topics: tuple[tuple[bytes, ...], ...] = ()


def log_rows(seq: int, first_index: int, logs: Sequence[LogEntry]) -> list[LogRow]:
    """Rows of the events of the transaction `seq`, the first of which has `first_index` in its block."""
    base = (seq >> SHIFT << SHIFT) + first_index
    rows = []
    for index, entry in enumerate(logs):
        one, two, three, four = (*entry.topics, None, None, None, None)[:4]
        rows.append(LogRow(base + index, entry.address, one, two, three, four, entry.data, seq))
    return rows


def open_reader(path: Path) -> LedgerReader:
    """A reader of the file at `path`, whether or not a ledger runs on it. Raises `DirectoryMalformed`."""
    try:
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, isolation_level=None)
        reader = LedgerReader(connection)
        if reader.meta("format") != FORMAT:
            raise DirectoryMalformed(f"{path.name} has another format than this version reads")
    except sqlite3.Error as exc:
        raise DirectoryMalformed(f"{path} is not a ledger's database: {exc}") from exc
    return reader


class LedgerReader:
    """Reads through one connection. Rows appear once the writer's transaction is committed."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._reader = connection

    def meta(self, key: str) -> bytes | None:
        """An entry of the table `meta`."""
        row = self._reader.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return row[0] if row else None

    def head(self) -> BlockRow | None:
        """The newest block."""
        return self._block("ORDER BY number DESC LIMIT 1")

    def block(self, number: int) -> BlockRow | None:
        """Block `number`."""
        return self._block("WHERE number = ?", number)

    def block_by_hash(self, digest: bytes) -> BlockRow | None:
        """The block with this hash."""
        return self._block("WHERE hash = ?", digest)

    def blocks(self, first: int, last: int) -> Iterator[BlockRow]:
        """Blocks `first`..`last` in order."""
        rows = self._reader.execute("SELECT * FROM block WHERE number BETWEEN ? AND ? ORDER BY number", (first, last))
        return map(BlockRow._make, rows)

    def transactions(self, number: int) -> list[TxRow]:
        """The transactions of block `number` in order."""
        rows = self._reader.execute(
            f"SELECT {_TX_COLUMNS} FROM tx WHERE seq >= ? AND seq < ? ORDER BY seq",
            (number << SHIFT, number + 1 << SHIFT),
        )
        return [TxRow._make(row) for row in rows]

    def transaction(self, digest: bytes) -> TxRow | None:
        """The transaction with this hash."""
        row = self._reader.execute(f"SELECT {_TX_COLUMNS} FROM tx WHERE hash = ?", (digest,)).fetchone()
        return TxRow._make(row) if row else None

    def transaction_at(self, seq: int) -> TxRow | None:
        """The transaction at this place."""
        row = self._reader.execute(f"SELECT {_TX_COLUMNS} FROM tx WHERE seq = ?", (seq,)).fetchone()
        return TxRow._make(row) if row else None

    def log_count_before(self, tx_seq: int) -> int:
        """Events in the block of `tx_seq` that earlier transactions made: the first log index of this one."""
        first = tx_seq >> SHIFT << SHIFT
        row = self._reader.execute(
            "SELECT count(*) FROM log WHERE seq >= ? AND seq < ? AND tx_seq < ?",
            (first, first + (1 << SHIFT), tx_seq),
        ).fetchone()
        return int(row[0])

    def logs(self, wanted: LogFilter, limit: int) -> list[LogRow]:
        """Events in order, at most `limit`."""
        where, values = ["seq >= ? AND seq < ?"], [wanted.first << SHIFT, wanted.last + 1 << SHIFT]
        parameters: list[int | bytes] = list(values)
        for column, alternatives in (("address", wanted.addresses), *_topic_columns(wanted.topics)):
            if alternatives:
                where.append(f"{column} IN ({', '.join('?' * len(alternatives))})")
                parameters.extend(alternatives)
        for column in [f"topic{len(wanted.topics) - 1}"] if wanted.topics else []:
            where.append(f"{column} IS NOT NULL")
        source = "log NOT INDEXED" if wanted.last - wanted.first < SCANNED_BLOCKS else "log"
        sql = f"SELECT {_LOG_COLUMNS} FROM {source} WHERE {' AND '.join(where)} ORDER BY seq LIMIT ?"
        return [LogRow._make(row) for row in self._reader.execute(sql, (*parameters, limit))]

    def node(self, digest: bytes) -> bytes | None:
        """Trie node or code by hash."""
        row = self._reader.execute("SELECT value FROM node WHERE hash = ?", (digest,)).fetchone()
        return row[0] if row else None

    def timestamp(self, row: BlockRow) -> int:
        """The time that the block's header states, in seconds."""
        return decode_header(row.header).timestamp

    def transaction_count(self) -> int:
        """Transactions of all blocks."""
        row = self._reader.execute("SELECT coalesce(sum(txs), 0) FROM block").fetchone()
        return int(row[0])

    def _block(self, clause: str, *values: int | bytes) -> BlockRow | None:
        row = self._reader.execute(
            f"SELECT number, hash, header, signature, txs FROM block {clause}", values
        ).fetchone()
        return BlockRow._make(row) if row else None


def _topic_columns(topics: tuple[tuple[bytes, ...], ...]) -> list[tuple[str, tuple[bytes, ...]]]:
    return [(f"topic{position}", alternatives) for position, alternatives in enumerate(topics)]
