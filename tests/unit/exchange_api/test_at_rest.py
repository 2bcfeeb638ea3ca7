"""Bodies in memory and in sealed files, and keys of records that can be destroyed."""

from __future__ import annotations

import hashlib
import os
import random
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from chain_node.crypto.errors import KeyErased, SealBroken
from chain_node.crypto.suite import get_suite
from exchange_api.adapters import vault
from exchange_api.adapters.spool import Body, Spool
from exchange_api.errors import BodyTooLarge, StorageShort
from exchange_api.service.context import Records
from exchange_api.setup_errors import StoreCorrupt

KEY = bytes(32)
INTL = get_suite(1)


async def pieces_of(data: bytes, size: int = 50_000) -> AsyncIterator[bytes]:
    for at in range(0, len(data), size):
        yield data[at : at + size]


def spool(path: Path, **changes: int) -> Spool:
    limits = {"memory": 65_536, "quota": 1 << 22, "max_body": 1 << 21} | changes
    return Spool(path / "spool", memory=limits["memory"], quota=limits["quota"], max_body=limits["max_body"])


async def collect(store: Spool, data: bytes, *, name: str = "1-0", owner: str = "") -> tuple[Body, bytes, bytes]:
    one, two = hashlib.sha256(), hashlib.sha512()
    until = time.time()
    body = await store.collect(pieces_of(data), b"", name, INTL, KEY, (one, two), owner=owner, keep_until=until)
    return body, one.digest(), two.digest()


@pytest.mark.parametrize("size", [0, 1, 65_536, 65_537, 262_144, 1_000_003])
async def test_a_body_comes_back_whatever_its_size(tmp_path: Path, size: int) -> None:
    data = os.urandom(size)
    body, first, second = await collect(spool(tmp_path), data)
    assert (first, second) == (hashlib.sha256(data).digest(), hashlib.sha512(data).digest())
    assert body.size == size
    assert await body.read() == data
    assert (body.file is not None) is (size > 65_536)
    body.drop()
    body.drop()
    assert not list((tmp_path / "spool").iterdir())


async def test_a_file_shows_nothing_and_cannot_be_altered(tmp_path: Path) -> None:
    data = b"13800001234" * 20_000
    body, _, _ = await collect(spool(tmp_path), data)
    assert body.file is not None
    stored = bytearray(body.file.read_bytes())
    assert b"1380000" not in stored
    stored[-40] ^= 1
    body.file.write_bytes(stored)
    with pytest.raises(SealBroken):
        await body.read()


async def test_limits_leave_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(BodyTooLarge):
        await collect(spool(tmp_path, max_body=100_000), bytes(300_000))
    small = spool(tmp_path, quota=700_000)
    with pytest.raises(StorageShort):
        await collect(small, bytes(900_000))
    assert not list((tmp_path / "spool").iterdir())
    await collect(small, bytes(600_000))  # what was refused does not count against the quota


async def test_one_owner_has_a_share_and_gets_it_back(tmp_path: Path) -> None:
    store = Spool(tmp_path / "spool", memory=0, quota=1_000_000, max_body=1 << 20, share=25)
    first, _, _ = await collect(store, bytes(200_000), name="1-0", owner="a")
    with pytest.raises(StorageShort, match="share"):
        await collect(store, bytes(100_000), name="2-0", owner="a")
    await collect(store, bytes(200_000), name="3-0", owner="b")
    first.drop()
    again, _, _ = await collect(store, bytes(200_000), name="4-0", owner="a")
    assert again.file is not None
    os.utime(again.file, (1000, 1000))
    assert store.sweep(2000) == 1
    again.drop()  # swept already: given back once
    await collect(store, bytes(240_000), name="5-0", owner="a")
    with pytest.raises(StorageShort, match="share"):
        await collect(store, bytes(100_000), name="6-0", owner="a")


async def test_a_file_that_is_written_again_counts_once(tmp_path: Path) -> None:
    """As for an answer that could not be logged and is asked for again."""
    store = Spool(tmp_path / "spool", memory=0, quota=1_000_000, max_body=1 << 20, share=50)
    for _ in range(10):
        body, _, _ = await collect(store, bytes(200_000), name="1-1", owner="a")
    await collect(store, bytes(250_000), name="2-1", owner="a")
    body.drop()
    await collect(store, bytes(240_000), name="3-1", owner="a")
    with pytest.raises(StorageShort, match="share"):
        await collect(store, bytes(100_000), name="4-1", owner="a")


async def test_shares_are_counted_again_when_a_gateway_starts(tmp_path: Path) -> None:
    def begin() -> Spool:
        return Spool(tmp_path / "spool", memory=0, quota=2_000_000, max_body=1 << 20, share=25)

    async def of(owner: str, name: str) -> Body:
        return await store.collect(pieces_of(bytes(300_000)), b"", name, INTL, KEY, (), owner=owner)

    store = begin()
    await of("b", "3-0")
    await of("a", "2-0")
    again = begin()
    again.sweep(0, lambda name: {"2-0": "a"}.get(name))
    assert [file.name for file in (tmp_path / "spool").iterdir()] == ["2-0"], "what is nobody's is swept"
    store = again
    with pytest.raises(StorageShort):
        await of("a", "4-0")
    store.sweep(time.time() + 1)
    await of("a", "4-0")


async def test_a_source_that_breaks_leaves_nothing_behind(tmp_path: Path) -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield bytes(500_000)
        raise ConnectionError("gone")

    store = spool(tmp_path)
    with pytest.raises(ConnectionError):
        await store.collect(broken(), b"", "1-0", INTL, KEY, ())
    assert not list((tmp_path / "spool").iterdir())


async def test_what_is_too_old_is_swept(tmp_path: Path) -> None:
    store = spool(tmp_path)
    kept, _, _ = await collect(store, bytes(100_000), name="1-1")
    old, _, _ = await collect(store, bytes(100_000), name="2-1")
    assert old.file is not None
    os.utime(old.file, (1000, 1000))
    again = spool(tmp_path, quota=150_000)
    assert again.sweep(2000) == 1
    assert [file.name for file in (tmp_path / "spool").iterdir()] == ["1-1"]
    assert await again.reopen("1-1", kept.size, INTL, KEY).read() == bytes(100_000)
    with pytest.raises(StorageShort):  # what was there counts against the quota
        await collect(again, bytes(100_000), name="3-1")


async def test_what_is_kept_outlives_every_sweep_until_its_time(tmp_path: Path) -> None:
    store, until = spool(tmp_path), time.time() + 5000
    body = await store.collect(pieces_of(bytes(100_000)), b"", "1-0", INTL, KEY, (), keep_until=until)
    assert store.sweep(time.time()) == 0
    assert store.sweep(until - 1) == 0
    assert await body.read() == bytes(100_000)
    assert store.sweep(until + 1) == 1


@pytest.mark.parametrize(("start", "end"), [(0, 1), (65_535, 65_537), (0, 300_000), (299_999, 300_000), (7, 7)])
@pytest.mark.parametrize("memory", [65_536, 1 << 20])
async def test_a_part_of_a_body(tmp_path: Path, start: int, end: int, memory: int) -> None:
    data = os.urandom(300_000)
    body, _, _ = await collect(spool(tmp_path, memory=memory), data)
    assert b"".join([piece async for piece in body.part(start, end)]) == data[start:end]


def test_keys_of_records_survive_and_can_be_destroyed(tmp_path: Path) -> None:
    vault.create(tmp_path, INTL, KEY)
    first = vault.Vault(tmp_path, INTL, KEY)
    keys = [first.key(number) for number in range(20)]
    assert len(set(keys)) == 20
    first.erase(7)
    again = vault.Vault(tmp_path, INTL, KEY)
    for number in range(20):
        if number == 7:
            with pytest.raises(KeyErased):
                again.key(7)
        else:
            assert again.key(number) == keys[number]


def test_what_is_left_of_many_erasures_is_what_a_whole_writing_leaves(tmp_path: Path) -> None:
    vault.create(tmp_path, INTL, KEY)
    first = vault.Vault(tmp_path, INTL, KEY)
    keys = {number: first.key(number) for number in range(64)}
    gone = [3, 2, 40, 3, 41, 0, 63]
    for number in gone:
        first.erase(number)
    again = vault.Vault(tmp_path, INTL, KEY)
    for number, key in keys.items():
        if number in gone:
            with pytest.raises(KeyErased):
                again.key(number)
        else:
            assert again.key(number) == key


def test_erasing_jobs_among_many_other_records_leaves_little_to_keep(tmp_path: Path) -> None:
    """Each acknowledged by itself; a path for each of them would be thousands of nodes."""
    vault.create(tmp_path, INTL, KEY)
    kept, records = vault.Vault(tmp_path, INTL, KEY), Records(0)
    seen = set()
    for _ in range(512):
        seen |= {next(records) for _ in range(20)}
        job = records.of_job()
        assert job not in seen
        seen.add(job)
        kept.erase(job)
    with closing(sqlite3.connect(tmp_path / vault.FILE_NAME)) as file:
        [(nodes,)] = file.execute("SELECT count(*) FROM node")
    assert nodes < 100
    assert all(kept.key(record) for record in (1, 2, 20, max(seen) + 1))


def test_nothing_of_a_destroyed_node_stays_in_the_file(tmp_path: Path) -> None:
    """Pages are split and merged while single nodes come and go; what moved leaves no copy behind."""
    vault.create(tmp_path, INTL, KEY)
    kept, file = vault.Vault(tmp_path, INTL, KEY), tmp_path / vault.FILE_NAME
    chosen, gone = random.Random(5), set[bytes]()

    def sealed() -> set[bytes]:
        with closing(sqlite3.connect(file)) as rows:
            return {row[0] for row in rows.execute("SELECT sealed FROM node")}

    for _ in range(150):
        before = sealed()
        kept.erase(chosen.randrange(1 << vault.DEPTH))
        gone |= before - sealed()
        raw = file.read_bytes()
        assert not [one for one in gone if one in raw]
    assert len(gone) == 150 and os.listdir(tmp_path) == [vault.FILE_NAME]


def test_a_key_that_could_not_be_destroyed_on_disk_is_destroyed_by_the_next_try(tmp_path: Path) -> None:
    vault.create(tmp_path, INTL, KEY)
    kept = vault.Vault(tmp_path, INTL, KEY)
    tomorrow = kept.key(9)
    other = sqlite3.connect(tmp_path / vault.FILE_NAME, isolation_level=None, timeout=0)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StorageShort):
        kept.erase(7)
    other.execute("ROLLBACK")
    other.close()
    assert vault.Vault(tmp_path, INTL, KEY).key(7), "still there for whoever reads the file"
    kept.erase(7)
    again = vault.Vault(tmp_path, INTL, KEY)
    assert again.key(9) == tomorrow
    with pytest.raises(KeyErased):
        again.key(7)


def test_a_vault_opens_only_with_its_wrapping_key(tmp_path: Path) -> None:
    vault.create(tmp_path, INTL, KEY)
    with pytest.raises(SealBroken):
        vault.Vault(tmp_path, INTL, bytes(31) + b"\1")
    with pytest.raises(StoreCorrupt):
        vault.Vault(tmp_path / "other", INTL, KEY)
