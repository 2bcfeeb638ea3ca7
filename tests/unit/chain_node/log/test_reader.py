"""Reading a log beside its writer, and in copies of its directory."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import tracemalloc
from pathlib import Path

import pytest

from chain_node.evidence import merkle
from chain_node.evidence.leaf import leaf_hash
from chain_node.log.errors import LogCorrupt, LogMissing, LogUnreadable, ProofUnavailable
from chain_node.log.reader import SLICE, LogReader
from chain_node.log.store import FILE_NAME
from chain_node.log.writer import LogWriter
from tests.unit.chain_node.log.support import IDENTITY, ManualClock, PrivateKey, make_log, request


async def filled(directory: Path, count: int) -> LogWriter:
    writer = LogWriter.open(make_log(directory), {1: PrivateKey()}, ManualClock())
    writer.start()
    await asyncio.gather(*[writer.submit(request(n)) for n in range(count)])
    return writer


async def test_a_reader_sees_each_durable_leaf_of_a_running_writer(tmp_path: Path) -> None:
    writer = await filled(tmp_path / "log", 3)
    with LogReader(tmp_path / "log") as reader:
        assert (reader.identity, reader.size) == (IDENTITY, 4)
        await writer.submit(request(9))
        assert reader.size == 5
        assert [index for index, _ in reader.leaves(2)] == [2, 3, 4]
        assert [index for index, _ in reader.leaves(1, 3)] == [1, 2]
    await writer.close()


@pytest.mark.parametrize("count", [SLICE - 1, SLICE, SLICE + 1])
async def test_a_walk_ends_with_the_last_leaf_wherever_slices_end(tmp_path: Path, count: int) -> None:
    writer = await filled(tmp_path / "log", count)
    with LogReader(tmp_path / "log") as reader:
        assert [index for index, _ in reader.leaves()] == list(range(count + 1))
        assert [index for index, _ in reader.leaves(count)] == [count]
    await writer.close()


async def test_a_slow_walk_does_not_hold_the_writer_up(tmp_path: Path) -> None:
    """No read lasts from one leaf to the next, so the WAL can be moved into the file meanwhile."""
    writer = await filled(tmp_path / "log", 600)
    with LogReader(tmp_path / "log") as reader:
        walk = reader.leaves()
        next(walk)
        wal = tmp_path / "log" / (FILE_NAME + "-wal")
        assert wal.stat().st_size > 0
        await writer.close()  # ends with a complete checkpoint
        assert not wal.exists() or wal.stat().st_size == 0
        assert sum(1 for _ in walk) == 600


async def test_a_copy_made_while_it_is_written_can_be_read(tmp_path: Path) -> None:
    writer = await filled(tmp_path / "log", 20)
    shutil.copytree(tmp_path / "log", tmp_path / "copy")
    await writer.submit(request(99))
    with LogReader(tmp_path / "copy") as reader:
        assert reader.size == 21
    await writer.close()


@pytest.mark.parametrize("live", [False, True])
async def test_a_copy_where_no_lock_file_can_be_made(tmp_path: Path, live: bool) -> None:
    """As on a read-only medium."""
    writer = await filled(tmp_path / "log", 5)
    if live:
        shutil.copytree(tmp_path / "log", tmp_path / "copy")
    await writer.close()
    if not live:
        shutil.copytree(tmp_path / "log", tmp_path / "copy")
    shared = tmp_path / "copy" / (FILE_NAME + "-shm")
    shared.unlink(missing_ok=True)
    shared.mkdir()
    with LogReader(tmp_path / "copy") as reader:
        assert reader.size == 6


async def test_a_read_only_log_is_not_changed_by_reading(tmp_path: Path) -> None:
    writer = await filled(tmp_path / "log", 5)
    await writer.close()
    before = (tmp_path / "log" / FILE_NAME).read_bytes()
    with LogReader(tmp_path / "log" / FILE_NAME) as reader:
        assert sum(1 for _ in reader.leaves()) == 6
        with pytest.raises(sqlite3.OperationalError):
            reader._connection.execute("DELETE FROM leaf")
    assert (tmp_path / "log" / FILE_NAME).read_bytes() == before


async def test_proofs_from_a_copied_directory(tmp_path: Path) -> None:
    writer = await filled(tmp_path / "log", 700)
    await writer.close()
    with LogReader(tmp_path / "log") as reader:
        root = reader.tree.root(700)
        merkle.verify_inclusion(leaf_hash(reader.leaf(5)), 5, 700, reader.tree.inclusion(5, 700), root)
        merkle.verify_consistency(3, 700, reader.tree.root(3), root, reader.tree.consistency(3, 700))
        with pytest.raises(ProofUnavailable):
            reader.tree.inclusion(5, 702)
        with pytest.raises(ProofUnavailable):
            reader.leaf(701)


async def test_a_walk_takes_the_same_memory_for_any_length(tmp_path: Path) -> None:
    writer = await filled(tmp_path / "log", 6_000)
    await writer.close()
    with LogReader(tmp_path / "log") as reader:
        tracemalloc.start()
        assert sum(len(data) for _, data in reader.leaves()) > 3_000_000
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < 1_500_000


async def test_holes_are_shown_as_they_are(tmp_path: Path) -> None:
    writer = await filled(tmp_path / "log", 5)
    await writer.close()
    connection = sqlite3.connect(tmp_path / "log" / FILE_NAME)
    connection.execute("DELETE FROM leaf WHERE leaf_index = 3")
    connection.commit()
    connection.close()
    with LogReader(tmp_path / "log") as reader:
        assert [index for index, _ in reader.leaves()] == [0, 1, 2, 4, 5]
        assert len(reader.leaf_range(1, 4)) == 2, "a range ends at the hole"
        with pytest.raises(ProofUnavailable):
            reader.tree.root(6)


def test_nothing_there_or_something_else(tmp_path: Path) -> None:
    with pytest.raises(LogMissing):
        LogReader(tmp_path)
    (tmp_path / FILE_NAME).write_bytes(b"SQLite format 3\0 but not really" * 100)
    with pytest.raises(LogUnreadable):
        LogReader(tmp_path)
    (tmp_path / "other").mkdir()
    other = sqlite3.connect(tmp_path / "other" / FILE_NAME)
    other.execute("CREATE TABLE meta (key, value)")
    other.close()
    with pytest.raises(LogCorrupt):
        LogReader(tmp_path / "other")


HOSTILE = {
    "a view without end": "ALTER TABLE leaf RENAME TO old; CREATE VIEW leaf AS WITH RECURSIVE c(n) AS "
    "(SELECT 0 UNION ALL SELECT n + 1 FROM c) SELECT n AS leaf_index, x'00' AS bytes FROM c",
    "a trigger": "CREATE TRIGGER t AFTER INSERT ON leaf BEGIN SELECT 1; END",
    "a virtual table": "CREATE VIRTUAL TABLE v USING fts5(a)",
    "a computed column": "ALTER TABLE leaf RENAME TO old; CREATE TABLE leaf (leaf_index INTEGER PRIMARY KEY, "
    "bytes BLOB AS (zeroblob(1000000000))); INSERT INTO leaf (leaf_index) SELECT leaf_index FROM old",
    "too many tables": "".join(f"CREATE TABLE t{n} (a);" for n in range(101)),
    "an index beyond all logs": "UPDATE leaf SET leaf_index = 9223372036854775807 WHERE leaf_index = 3",
    "text for bytes": "CREATE TABLE new (leaf_index, bytes); INSERT INTO new SELECT leaf_index, 'x' FROM leaf; "
    "DROP TABLE leaf; ALTER TABLE new RENAME TO leaf",
    "nothing for bytes": "CREATE TABLE new (leaf_index, bytes); INSERT INTO new SELECT leaf_index, NULL FROM leaf; "
    "DROP TABLE leaf; ALTER TABLE new RENAME TO leaf",
    "text for an index": "CREATE TABLE new (leaf_index, bytes); INSERT INTO new SELECT 'x' || leaf_index, bytes "
    "FROM leaf; DROP TABLE leaf; ALTER TABLE new RENAME TO leaf",
}


@pytest.mark.parametrize("script", HOSTILE.values(), ids=HOSTILE.keys())
async def test_a_file_made_to_mislead_is_unreadable_at_once(tmp_path: Path, script: str) -> None:
    writer = await filled(tmp_path / "log", 3)
    await writer.close()
    connection = sqlite3.connect(tmp_path / "log" / FILE_NAME)
    connection.executescript(script)
    connection.close()
    with pytest.raises(LogUnreadable), LogReader(tmp_path / "log") as reader:
        assert reader.size < 10
        list(reader.leaves())


@pytest.mark.parametrize("value", ["'x'", "NULL", "1.5"])
@pytest.mark.parametrize("column", ["size", "root", "state"])
async def test_a_journal_of_other_types_is_unreadable(tmp_path: Path, column: str, value: str) -> None:
    writer = await filled(tmp_path / "log", 3)
    await writer.close()
    connection = sqlite3.connect(tmp_path / "log" / FILE_NAME)
    columns = [row[1] for row in connection.execute("PRAGMA table_info(checkpoint)")]
    values = dict.fromkeys(columns, "x'00'") | dict.fromkeys(("epoch", "size", "prev_size", "state"), "1")
    values |= {"block": "NULL", column: value}
    connection.executescript(
        f"DROP TABLE checkpoint; CREATE TABLE checkpoint ({', '.join(columns)});"
        f"INSERT INTO checkpoint VALUES ({', '.join(values[name] for name in columns)})"
    )
    connection.close()
    with LogReader(tmp_path / "log") as reader, pytest.raises(LogUnreadable):
        list(reader.checkpoints())


async def test_an_identity_that_is_no_bytes_is_corrupt(tmp_path: Path) -> None:
    make_log(tmp_path / "log")
    connection = sqlite3.connect(tmp_path / "log" / FILE_NAME)
    connection.executescript(
        "CREATE TABLE new (key, value); INSERT INTO new SELECT key, value FROM meta; DROP TABLE meta;"
        "ALTER TABLE new RENAME TO meta; UPDATE meta SET value = 'text' WHERE key = 'gateway'"
    )
    connection.close()
    with pytest.raises(LogCorrupt):
        LogReader(tmp_path / "log")


async def test_a_leaf_beyond_all_integers_is_not_there(tmp_path: Path) -> None:
    make_log(tmp_path / "log")
    with LogReader(tmp_path / "log") as reader, pytest.raises(ProofUnavailable):
        reader.leaf(10**30)
