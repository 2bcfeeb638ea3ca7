"""A gateway's log under SIGKILL: real processes, killed at named points and at random moments, on one directory.

After each kill: nothing that was acknowledged is missing or changed, no number is used twice, the journal agrees with
the leaves, and the ledger's head is in it. Then the next process goes on where this one was killed.
"""

from __future__ import annotations

import random
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from chain_node.evidence import merkle, statement
from chain_node.evidence.leaf import Role, leaf_hash, parse_leaf
from chain_node.log.reader import LogReader
from chain_node.log.resume import resume
from chain_node.log.store import FILE_NAME, connect
from tests.faults.log_child import FileChain
from tests.unit.chain_node.log.support import IDENTITY, make_log

WRITER_POINTS = ["signed", "written", "committed", "released"]
ANCHOR_POINTS = ["anchor-journalled", "anchor-signed", "anchor-submitted", "anchor-settled"]


@dataclass
class Site:
    """One directory, and everything that any process on it acknowledged: leaf index -> (pair_seq, digest)."""

    directory: Path
    acknowledged: dict[int, tuple[int, bytes]] = field(default_factory=dict)

    def run(self, point: str, count: int = 1, kill_after_s: float | None = None) -> int:
        """Run a process until it is killed; returns how many entries it acknowledged."""
        command = [sys.executable, "-m", "tests.faults.log_child", str(self.directory), point, str(count)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        if kill_after_s is not None:
            time.sleep(kill_after_s)
            process.kill()
        output, errors = process.communicate(timeout=60)
        assert process.returncode == -9, errors.decode()
        lines = output.decode().split("\n")[:-1]  # a line cut by the kill was not read by anybody
        for line in lines:
            index, pair_seq, digest = line.split()
            told = (int(pair_seq), bytes.fromhex(digest))
            assert self.acknowledged.setdefault(int(index), told) == told, "an acknowledged number was given again"
        return len(lines)

    def check(self) -> None:
        """Judge the directory by its bytes."""
        connection = connect(self.directory / "log" / FILE_NAME)
        resume(connection)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        connection.close()
        with LogReader(self.directory / "log") as reader:
            self._check_leaves(reader)
            self._check_journal(reader)

    def _check_leaves(self, reader: LogReader) -> None:
        stored: dict[int, tuple[int, bytes]] = {}
        ends: dict[str, tuple[int, bytes]] = {}
        for at, (index, data) in enumerate(reader.leaves()):
            leaf = parse_leaf(data)
            assert (index, leaf.index, leaf.log_id) == (at, at, IDENTITY.log_id)
            if leaf.role is Role.SENT:
                sent = statement.parse(leaf.message)
                digest = statement.digest(sent.suite, leaf.message)
                seq, prev = ends.get(sent.dst_gateway, (0, bytes(32)))
                assert (sent.pair_seq, sent.prev) == (seq + 1, prev)
                ends[sent.dst_gateway] = (sent.pair_seq, digest)
                stored[index] = (sent.pair_seq, digest)
        missing = {index: told for index, told in self.acknowledged.items() if stored.get(index) != told}
        assert not missing

    def _check_journal(self, reader: LogReader) -> None:
        entries = list(reader.checkpoints())
        hashes = [leaf_hash(data) for _, data in reader.leaves()]
        for epoch, entry in enumerate(entries, start=1):
            assert entry.epoch == epoch
            assert entry.root == merkle.root(hashes[: entry.size])
        head = FileChain(self.directory).head()
        assert head is not None
        if head.epoch:
            anchored = entries[head.epoch - 1]
            assert (anchored.size, anchored.root) == (head.size, head.root)
        for tile_index in range(reader.tile_count()):
            tile = reader.tile(0, tile_index)
            assert tile is not None
            assert tile.hashes == b"".join(hashes[tile_index * 256 : tile_index * 256 + 256])


@pytest.fixture
def site(tmp_path: Path) -> Site:
    make_log(tmp_path / "log")
    return Site(tmp_path)


@pytest.mark.parametrize("point", WRITER_POINTS)
def test_killed_by_the_writer_at(site: Site, point: str) -> None:
    """The second run is killed in its first group: what it reads is what the first left."""
    for count in (60, 1):
        site.run(point, count)
        site.check()
    assert site.acknowledged
    site.run("released", 30)
    site.check()


@pytest.mark.parametrize("point", ANCHOR_POINTS)
def test_killed_by_the_anchorer_at(site: Site, point: str) -> None:
    for count in (3, 1, 2):
        site.run(point, count)
        site.check()
    assert site.acknowledged
    head = FileChain(site.directory).head()
    assert head is not None
    assert head.epoch >= 3, "after each start the open checkpoint went on"


def test_killed_at_random_moments(site: Site) -> None:
    seed = random.randrange(1 << 32)
    print(f"seed {seed}")
    moments = random.Random(seed)
    total = sum(site.run("never", kill_after_s=moments.uniform(0.6, 1.6)) for _ in range(5))
    site.check()
    assert total > 0
