"""The log's writer: numbering, promises, signatures, atomicity, failures, ownership and what survives."""

from __future__ import annotations

import asyncio
import re
import resource
import sqlite3
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chain_node.evidence import statement
from chain_node.evidence.leaf import Role, leaf_hash, parse_leaf
from chain_node.evidence.promise import promised_leaf
from chain_node.evidence.receipt import SignatureCache, parse_receipt, verify_receipt
from chain_node.log.commit import WriterLimits
from chain_node.log.errors import (
    ClockJumped,
    LogBusy,
    LogCorrupt,
    LogExists,
    LogFenced,
    LogMissing,
    LogStopped,
    LogWriteFailed,
)
from chain_node.log.intents import Note, Send
from chain_node.log.reader import LogReader
from chain_node.log.store import FILE_NAME, connect
from chain_node.log.writer import LogWriter
from tests.unit.chain_node.log.support import (
    GENESIS_TS,
    IDENTITY,
    PEER,
    PEER_LOG,
    ManualClock,
    PeerLog,
    PrivateKey,
    answer,
    make_log,
    request,
)

ROWS = "CREATE TABLE IF NOT EXISTS own_rows (leaf_index INTEGER PRIMARY KEY)"


PLACE = {"inline_ms": 0.0}
"""Where groups are committed: 0 = in the writer's thread, above = in the event loop if the writer is idle."""


@pytest.fixture(autouse=True, params=[0.0, 1000.0], ids=["thread", "loop"])
def place(request: pytest.FixtureRequest) -> None:
    PLACE["inline_ms"] = request.param


def open_writer(directory: Path, **kwargs: Any) -> LogWriter:
    limits = replace(kwargs.pop("limits", WriterLimits()), inline_ms=PLACE["inline_ms"])
    key, clock = kwargs.pop("key", PrivateKey()), kwargs.pop("clock", ManualClock())
    return LogWriter.open(directory, {1: key}, clock, schema=(ROWS,), limits=limits, **kwargs)


@pytest.fixture
async def writer(tmp_path: Path) -> AsyncIterator[LogWriter]:
    one = open_writer(make_log(tmp_path / "log"))
    one.start()
    yield one
    await one.close()


def note_row(cursor: sqlite3.Cursor, result: Any) -> None:
    cursor.execute("INSERT INTO own_rows VALUES (?)", (result.leaf_index,))


def rows(directory: Path, table: str = "own_rows") -> list[Any]:
    connection = sqlite3.connect(directory / FILE_NAME)
    try:
        return connection.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall()
    finally:
        connection.close()


async def test_messages_are_numbered_chained_and_signed_in_order(writer: LogWriter) -> None:
    sent = [(await writer.submit(request(n)))[0] for n in range(3)]
    prev = bytes(32)
    for number, one in enumerate(sent, start=1):
        parsed = statement.parse(one.message)
        assert (one.leaf_index, one.pair_seq, parsed.pair_seq, parsed.prev) == (number, number, number, prev)
        verify_receipt(parse_receipt(one.receipt), one.digest, PrivateKey().public, SignatureCache())
        prev = one.digest
    with LogReader(writer.directory) as reader:
        leaves = [parse_leaf(data) for _, data in reader.leaves()]
    assert [leaf.role for leaf in leaves] == [Role.GENESIS, Role.SENT, Role.SENT, Role.SENT]
    assert [leaf.message for leaf in leaves[1:]] == [one.message for one in sent]


async def test_each_gateway_has_its_own_sequence(writer: LogWriter) -> None:
    [[a], [b], [c]] = await asyncio.gather(
        writer.submit(request(1)), writer.submit(request(2, gateway="CS/GOV/x/gw")), writer.submit(request(3))
    )
    assert [a.pair_seq, b.pair_seq, c.pair_seq] == [1, 1, 2]
    assert statement.parse(c.message).prev == a.digest


async def test_one_turn_of_the_loop_is_one_group_with_one_signature(tmp_path: Path) -> None:
    key = PrivateKey()
    writer = open_writer(make_log(tmp_path / "log"), key=key)
    writer.start()
    results = await asyncio.gather(*[writer.submit(request(n)) for n in range(40)])
    assert key.signatures == 1
    assert {parse_receipt(one.receipt).size for [one] in results} == {40}
    cache = SignatureCache()
    for [one] in results:
        verify_receipt(parse_receipt(one.receipt), one.digest, key.public, cache)
    await writer.close()


async def test_an_answer_promises_the_leaf_of_its_request(writer: LogWriter) -> None:
    peer = PeerLog()
    asked = peer.request()
    received, sent = await writer.submit(asked, answer(asked))
    promise = statement.parse(sent.message).promise
    assert promise is not None
    assert (promise.log_id, promise.leaf_index) == (IDENTITY.log_id, received.leaf_index)
    assert promise.deadline_ms == sent.ts_ms + 120_000
    # what the peer rebuilds from its own bytes is the leaf that is stored
    assert leaf_hash(promised_leaf(promise, asked.message, asked.receipt)) == received.leaf_hash
    with LogReader(writer.directory) as reader:
        assert leaf_hash(reader.leaf(received.leaf_index)) == received.leaf_hash


async def test_an_answer_in_a_later_group_promises_the_earlier_leaf(writer: LogWriter) -> None:
    asked = PeerLog().request()
    [received] = await writer.submit(asked)
    intent = answer(asked)
    [sent] = await writer.submit(Send(intent.suite, intent.prefix, intent.dst_gateway, promise_for=received))
    promise = statement.parse(sent.message).promise
    assert promise is not None
    assert (promise.leaf_index, promise.local_ts) == (received.leaf_index, received.ts_ms)


async def test_an_answer_cannot_come_before_its_request(writer: LogWriter) -> None:
    asked = PeerLog().request()
    with pytest.raises(LogWriteFailed):
        await writer.submit(answer(asked), asked)
    [received] = await writer.submit(asked)
    assert received.leaf_index == 1, "the failed submission used no number"


async def test_the_same_message_twice_is_one_leaf(writer: LogWriter) -> None:
    peer = PeerLog()
    asked = peer.request()
    [first] = await writer.submit(asked)
    [[again], [third]] = await asyncio.gather(writer.submit(asked), writer.submit(peer.request()))
    assert again.duplicate
    assert (again.leaf_index, again.leaf_hash, again.ts_ms) == (first.leaf_index, first.leaf_hash, first.ts_ms)
    assert (third.leaf_index, third.duplicate) == (2, False)
    [[one], [two]] = await asyncio.gather(*(writer.submit(m) for m in [peer.request()] * 2))
    assert (one.duplicate, two.duplicate) == (False, True)
    assert one.leaf_hash == two.leaf_hash


async def test_effects_of_a_duplicate_are_not_run(writer: LogWriter) -> None:
    peer = PeerLog()
    asked = peer.request()
    await writer.submit(asked)
    again = type(asked)(asked.message, asked.receipt, asked.digest, asked.statement, effects=note_row)
    await writer.submit(again)
    assert rows(writer.directory) == []


@pytest.mark.parametrize("same_group", [True, False])
async def test_a_forked_number_keeps_both_messages(writer: LogWriter, same_group: bool) -> None:
    peer = PeerLog()
    one, other = peer.request(), peer.request(seq=1)
    if same_group:
        [[first], [second]] = await asyncio.gather(writer.submit(one), writer.submit(other))
    else:
        [first] = await writer.submit(one)
        [second] = await writer.submit(other)
    assert (first.fork_of, second.fork_of, second.duplicate) == (None, first.leaf_index, False)
    with LogReader(writer.directory) as reader:
        assert parse_leaf(reader.leaf(second.leaf_index)).message == other.message
        assert reader.pair_messages(PEER_LOG.hex(), 1, 1, 9) == [(1, first.leaf_index, one.digest)]


async def test_holes_and_late_arrivals_are_neither_fork_nor_duplicate(writer: LogWriter) -> None:
    peer = PeerLog()
    made = [peer.request() for _ in range(30)]
    order = [0, 5, 2, 29, 3, 1, 28, 4, 10]
    for at in order:
        [result] = await writer.submit(made[at])
        assert (result.duplicate, result.fork_of) == (False, None)
    for at in order:
        [result] = await writer.submit(made[at])
        assert result.duplicate
    with LogReader(writer.directory) as reader:
        stored = reader.pair_messages(PEER_LOG.hex(), 1, 1, 99)
    assert [row[0] for row in stored] == sorted(at + 1 for at in order)


async def test_own_rows_and_leaf_are_one_transaction(writer: LogWriter) -> None:
    [sent] = await writer.submit(request(1, effects=note_row))
    assert rows(writer.directory) == [(sent.leaf_index,)]


async def test_a_failing_effect_fails_its_submission_alone(writer: LogWriter) -> None:
    def fail(cursor: sqlite3.Cursor, result: Any) -> None:
        note_row(cursor, result)
        raise ValueError("the caller's own mistake")

    results = await asyncio.gather(
        writer.submit(request(1, effects=note_row)),
        writer.submit(request(2, effects=note_row), request(3, effects=fail)),
        writer.submit(request(4, effects=note_row)),
        return_exceptions=True,
    )
    first, failed, last = results
    assert isinstance(failed, ValueError)
    assert isinstance(first, list)
    assert isinstance(last, list)
    assert (first[0].leaf_index, last[0].leaf_index) == (1, 2), "numbers of the failed submission are used again"
    assert rows(writer.directory) == [(1,), (2,)]
    assert statement.parse(last[0].message).prev == first[0].digest


async def test_work_runs_in_a_transaction_of_its_own_group(writer: LogWriter) -> None:
    assert await writer.run(lambda cursor: cursor.execute("SELECT count(*) FROM leaf").fetchone()[0]) == [1]
    with pytest.raises(sqlite3.IntegrityError):
        await writer.run(lambda cursor: cursor.execute("INSERT INTO leaf VALUES (0, x'00')"))


async def test_work_that_ends_the_transaction_stops_the_writer(writer: LogWriter) -> None:
    """`executescript` commits first: half a group would be durable and nobody would know which half."""
    with pytest.raises(LogStopped):
        await writer.run(lambda cursor: cursor.executescript("SELECT 1"))
    with pytest.raises(LogStopped):
        writer.submit(request(1))


async def test_a_full_disk_fails_the_group_and_gives_its_numbers_back(writer: LogWriter) -> None:
    [before] = await writer.submit(request(1))
    pages = (await writer.run(lambda cursor: cursor.execute("PRAGMA page_count").fetchone()[0]))[0]
    await writer.run(lambda cursor: cursor.execute(f"PRAGMA max_page_count = {pages + 2}").fetchone())
    results = await asyncio.gather(*[writer.submit(request(n)) for n in range(200)], return_exceptions=True)
    assert {type(one) for one in results} == {LogWriteFailed}
    # the reopened connection has no such limit: space is there again
    [after] = await writer.submit(request(2))
    assert (after.leaf_index, after.pair_seq) == (before.leaf_index + 1, before.pair_seq + 1)
    assert statement.parse(after.message).prev == before.digest
    assert writer.stopped is None


async def test_a_full_disk_in_a_callers_effect_fails_the_group_not_the_caller(writer: LogWriter) -> None:
    pages = (await writer.run(lambda cursor: cursor.execute("PRAGMA page_count").fetchone()[0]))[0]
    await writer.run(lambda cursor: cursor.execute(f"PRAGMA max_page_count = {pages}").fetchone())

    def big(cursor: sqlite3.Cursor, _result: Any) -> None:
        cursor.execute("CREATE TABLE big AS SELECT zeroblob(100000) AS b")

    results = await asyncio.gather(
        writer.submit(request(1)), writer.submit(request(2, effects=big)), return_exceptions=True
    )
    assert {type(one) for one in results} == {LogWriteFailed}


@pytest.mark.parametrize("point", ["signed", "written"])
async def test_failure_before_the_commit_leaves_nothing(tmp_path: Path, point: str) -> None:
    armed = [False]

    def hook(at: str) -> None:
        if armed[0] and at == point:
            armed[0] = False
            raise OSError("injected")

    writer = open_writer(make_log(tmp_path / "log"), hook=hook)
    writer.start()
    armed[0] = True
    with pytest.raises(LogWriteFailed):
        await writer.submit(request(1, effects=note_row))
    [sent] = await writer.submit(request(2))
    assert (sent.leaf_index, sent.pair_seq) == (1, 1)
    assert rows(writer.directory) == []
    await writer.close()


async def test_failure_after_the_commit_stops_the_writer_unreleased(tmp_path: Path) -> None:
    """Durable but unreleased: nobody may write on before the file was read again by a new start."""

    def hook(at: str) -> None:
        if at == "committed":
            raise OSError("injected")

    stopped: list[LogStopped] = []
    writer = open_writer(make_log(tmp_path / "log"), hook=hook)
    writer.start(on_stop=stopped.append)
    futures = [writer.submit(request(1)), writer.submit(request(2))]
    results = await asyncio.gather(*futures, return_exceptions=True)
    assert {type(one) for one in results} == {LogStopped}
    assert len(stopped) == 1
    with pytest.raises(LogStopped):
        writer.submit(request(3))
    await writer.close()
    again = open_writer(tmp_path / "log")
    again.start()
    [sent] = await again.submit(request(4))
    assert (sent.leaf_index, sent.pair_seq) == (3, 3), "the durable group keeps its numbers"
    await again.close()


async def test_a_file_changed_behind_the_writer_stops_it(writer: LogWriter) -> None:
    """After a failed group the file must end where the writer believes."""
    await writer.submit(request(1))
    connection = sqlite3.connect(writer.directory / FILE_NAME)
    connection.execute("INSERT INTO leaf VALUES (2, x'00')")
    connection.commit()
    connection.close()
    with pytest.raises(LogStopped):
        await writer.submit(request(2))
    with pytest.raises(LogStopped):
        writer.submit(request(3))


async def test_a_second_process_is_refused_at_once(writer: LogWriter) -> None:
    with pytest.raises(LogBusy):
        open_writer(writer.directory)


async def test_the_fence_row_stops_an_owner_whose_lock_did_not_hold(writer: LogWriter) -> None:
    """Another mount of the same directory: the lock is not seen, the token is."""
    await writer.submit(request(1))
    connection = sqlite3.connect(writer.directory / FILE_NAME)
    connection.execute("UPDATE meta SET value = ? WHERE key = 'fence'", (bytes(16),))
    connection.commit()
    connection.close()
    with pytest.raises(LogFenced):
        await writer.submit(request(2))
    with pytest.raises(LogFenced):
        writer.submit(request(3))


class SetClock(ManualClock):
    """A clock that somebody sets: what it shows moves, and the time since the start does not."""

    set_ms = 0

    def now_ms(self) -> int:
        return self.ms + self.set_ms


@pytest.mark.parametrize("set_ms", [20_000, -20_000, 7 * 86_400_000])
async def test_a_clock_that_is_set_stops_the_writer_before_it_shows(tmp_path: Path, set_ms: int) -> None:
    clock = SetClock()
    writer = open_writer(make_log(tmp_path / "log"), clock=clock)
    writer.start()
    clock.ms += 86_400_000  # time that passes is no jump
    clock.set_ms = set_ms // abs(set_ms) * 10_000
    await writer.submit(request(1))
    clock.set_ms = set_ms
    with pytest.raises(ClockJumped, match=re.escape(f"set by {set_ms / 1000:+.0f} s")):
        await writer.submit(request(2))
    with pytest.raises(ClockJumped):
        writer.submit(request(3))
    assert writer.durable_size == 2
    await writer.close()


async def test_closing_writes_what_waits_and_frees_the_directory(tmp_path: Path) -> None:
    directory = make_log(tmp_path / "log")
    writer = open_writer(directory)
    writer.start()
    waiting = [writer.submit(request(n)) for n in range(5)]
    await writer.close()
    assert [one.leaf_index for future in waiting for one in await future] == [1, 2, 3, 4, 5]
    with pytest.raises(LogStopped):
        writer.submit(request(9))
    again = open_writer(directory)
    again.start()
    [sent] = await again.submit(request(9))
    assert (sent.leaf_index, sent.pair_seq) == (6, 6)
    await again.close()
    await again.close()


async def test_received_sequences_survive_a_restart(tmp_path: Path) -> None:
    directory = make_log(tmp_path / "log")
    peer = PeerLog()
    made = [peer.request() for _ in range(6)]
    writer = open_writer(directory)
    writer.start()
    for at in (0, 1, 5):
        await writer.submit(made[at])
    await writer.close()
    writer = open_writer(directory)
    writer.start()
    [late] = await writer.submit(made[3])
    [again] = await writer.submit(made[1])
    [fork] = await writer.submit(peer.request(seq=6))
    assert (late.duplicate, late.fork_of, again.duplicate, fork.fork_of) == (False, None, True, 3)
    await writer.close()


async def test_a_caller_that_gave_up_does_not_disturb_the_group(writer: LogWriter) -> None:
    gone, stays = writer.submit(request(1)), writer.submit(request(2))
    gone.cancel()
    [sent] = await stays
    assert sent.leaf_index == 2, "the abandoned message is logged all the same"


async def test_a_long_queue_becomes_several_groups(tmp_path: Path) -> None:
    key = PrivateKey()
    writer = open_writer(make_log(tmp_path / "log"), key=key, limits=WriterLimits(max_group=10))
    writer.start()
    futures = [writer.submit(request(n), request(n + 100)) for n in range(23)]
    results = await asyncio.gather(*futures)
    assert key.signatures == 5
    assert [one.leaf_index for pair in results for one in pair] == list(range(1, 47))
    await writer.close()


async def test_limits_refuse_at_once(tmp_path: Path) -> None:
    limits = WriterLimits(max_submission=2, max_waiting=3)
    writer = open_writer(make_log(tmp_path / "log"), limits=limits)
    with pytest.raises(LogStopped):
        writer.submit(request(0))
    writer.start()
    with pytest.raises(LogWriteFailed):
        writer.submit(request(1), request(2), request(3))
    with pytest.raises(LogWriteFailed, match="suite 2"):
        writer.submit(request(1, suite=2))
    waiting = [writer.submit(request(n)) for n in range(3)]
    with pytest.raises(LogWriteFailed):
        writer.submit(request(4))
    await asyncio.gather(*waiting)
    await writer.submit(request(4))
    await writer.close()


async def test_a_note_of_the_wrong_shape_fails_alone(writer: LogWriter) -> None:
    good = Note(Role.START, ("0.1.0", bytes(32)))
    bad = Note(Role.START, ("0.1.0", bytes(31)))
    results = await asyncio.gather(writer.submit(bad), writer.submit(good), return_exceptions=True)
    assert isinstance(results[0], Exception)
    assert isinstance(results[1], list)
    assert results[1][0].leaf_index == 1


async def test_a_clock_corrected_by_little_never_shows_in_the_leaves(tmp_path: Path) -> None:
    clock = ManualClock(GENESIS_TS + 10_000)
    writer = open_writer(make_log(tmp_path / "log"), clock=clock)
    writer.start()
    times = []
    for step in (0, -1_500, 5, -60_000):
        clock.ms += step
        times.append((await writer.submit(request(1)))[0].ts_ms - GENESIS_TS)
    assert times == [10_000, 10_000, 10_000, -51_495], "a clock that is really wrong is recorded as it is"
    await writer.close()


def corrupt(directory: Path, sql: str) -> None:
    connection = sqlite3.connect(directory / FILE_NAME)
    connection.execute(sql)
    connection.commit()
    connection.close()


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM leaf WHERE leaf_index = 2",
        "DELETE FROM leaf WHERE leaf_index = 3",
        "DELETE FROM leaf WHERE leaf_index = 0",
        "UPDATE leaf SET bytes = (SELECT bytes FROM leaf WHERE leaf_index = 1) WHERE leaf_index = 2",
        "UPDATE leaf SET bytes = x'00' WHERE leaf_index = 3",
        "UPDATE pair SET next_seq = 3",
        "UPDATE pair SET prev = zeroblob(32)",
        "UPDATE pair_message SET digest = zeroblob(32) WHERE seq = 2",
        "DELETE FROM pair_message",
        "UPDATE pair_message SET leaf_index = 9 WHERE seq = 3",
        "UPDATE meta SET value = zeroblob(32) WHERE key = 'log_id'",
        "UPDATE meta SET value = x'30' WHERE key = 'format'",
        "DELETE FROM meta WHERE key = 'shard'",
    ],
)
async def test_a_contradicting_store_is_not_written_on(tmp_path: Path, sql: str) -> None:
    directory = make_log(tmp_path / "log")
    writer = open_writer(directory)
    writer.start()
    await asyncio.gather(*[writer.submit(request(n)) for n in range(3)])
    await writer.close()
    corrupt(directory, sql)
    with pytest.raises(LogCorrupt):
        open_writer(directory)
    # and the directory is free again for whoever repairs it
    connection = sqlite3.connect(directory / FILE_NAME)
    connection.execute("BEGIN EXCLUSIVE")
    connection.close()


def test_no_log_and_a_log_already_there(tmp_path: Path) -> None:
    with pytest.raises(LogMissing):
        open_writer(tmp_path)
    make_log(tmp_path / "log")
    with pytest.raises(LogExists):
        make_log(tmp_path / "log")


def test_a_creation_cut_short_can_be_repeated_but_foreign_files_stay(tmp_path: Path) -> None:
    (tmp_path / "half").mkdir()
    sqlite3.connect(tmp_path / "half" / FILE_NAME).execute("PRAGMA user_version = 1").connection.close()
    make_log(tmp_path / "half")
    (tmp_path / "foreign").mkdir()
    (tmp_path / "foreign" / FILE_NAME).write_bytes(b"something of somebody's")
    with pytest.raises(LogExists):
        make_log(tmp_path / "foreign")


def test_the_log_is_for_its_owner_only(tmp_path: Path) -> None:
    directory = make_log(tmp_path / "log")
    assert directory.stat().st_mode & 0o077 == 0
    assert (directory / FILE_NAME).stat().st_mode & 0o077 == 0


async def test_requests_to_the_peer_name_are_closed_separately(writer: LogWriter) -> None:
    await writer.submit(request(1))
    await writer.submit(PeerLog().request())
    with LogReader(writer.directory) as reader:
        assert [(peer, direction) for peer, direction, *_ in reader.pairs()] == [(PEER, 0), (PEER_LOG.hex(), 1)]


async def test_the_wal_stays_small_while_nothing_is_idle(tmp_path: Path) -> None:
    directory = make_log(tmp_path / "log")
    writer = open_writer(directory, limits=WriterLimits(max_wal_bytes=1 << 20, idle_s=60))
    writer.start()
    for _ in range(60):
        await asyncio.gather(*[writer.submit(request(n)) for n in range(200)])
    assert (directory / FILE_NAME).stat().st_size > 8 << 20
    assert (directory / (FILE_NAME + "-wal")).stat().st_size < 6 << 20
    await writer.close()


async def test_an_idle_writer_moves_the_wal(tmp_path: Path) -> None:
    directory = make_log(tmp_path / "log")
    writer = open_writer(directory, limits=WriterLimits(idle_s=0.02, idle_wal_bytes=1))
    writer.start()
    before = (directory / FILE_NAME).stat().st_size
    await asyncio.gather(*[writer.submit(request(n)) for n in range(300)])
    for _ in range(100):
        if (directory / FILE_NAME).stat().st_size > before + 100_000:
            break
        await asyncio.sleep(0.02)
    else:
        pytest.fail("the WAL was not moved")
    await writer.close()


async def test_a_write_refused_by_the_system_fails_the_group_and_the_next_one_goes_on(writer: LogWriter) -> None:
    """A real error of the file system, in the middle of writing a large group."""
    [before] = await writer.submit(request(1))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, hard))
    try:
        waiting = [writer.submit(request(n, effects=note_row)) for n in range(1_000)]
        results = await asyncio.gather(*waiting, return_exceptions=True)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert {type(one) for one in results} == {LogWriteFailed}
    assert writer.stopped is None
    [after] = await writer.submit(request(2))
    assert (after.leaf_index, after.pair_seq) == (before.leaf_index + 1, before.pair_seq + 1)
    assert rows(writer.directory) == []


def test_a_commit_means_that_it_is_synced(tmp_path: Path) -> None:
    connection = connect(make_log(tmp_path / "log") / FILE_NAME)
    values = [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("synchronous", "wal_autocheckpoint")]
    connection.close()
    assert values == [2, 0], "FULL, and never a checkpoint in the middle of a group"
