"""A process that writes and anchors a log until it is killed; run by `test_log_kill.py`.

    python -m tests.faults.log_child DIRECTORY POINT COUNT

Kills itself (SIGKILL) when the writer or the anchorer reaches POINT for the COUNTth time; POINT `never` waits to be
killed. Prints one line per entry that was acknowledged to it: leaf index, number in its sequence, digest. The ledger
is a file beside the log, so that it survives.
"""

from __future__ import annotations

import asyncio
import os
import pickle
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from chain_node.clock import SystemClock
from chain_node.log.anchoring import Anchorer
from chain_node.log.anchorport import ChainHead
from chain_node.log.journal import JournalEntry
from chain_node.log.settling import AnchorLimits
from chain_node.log.writer import LogWriter
from tests.unit.chain_node.log.chain import KEY, ChainState, FakeChain
from tests.unit.chain_node.log.support import IDENTITY, PeerLog, PrivateKey, answer, request

T = TypeVar("T")
LIMITS = AnchorLimits(interval_s=0.05, poll_s=0.01, settle_s=1.0, in_flight_s=0.0)


class FileChain(FakeChain):
    """The fake ledger with its state and our outbox in files, each replaced whole."""

    def __init__(self, directory: Path) -> None:
        super().__init__(load(directory / "ledger", ChainState(IDENTITY)))
        self._directory = directory
        self.outbox = load(directory / "outbox", {})

    def submit(self, entry: JournalEntry, proof: Sequence[bytes]) -> None:
        super().submit(entry, proof)
        save(self._directory / "outbox", self.outbox)

    def pump(self) -> None:
        super().pump()
        save(self._directory / "ledger", self.state)
        save(self._directory / "outbox", self.outbox)

    def head(self) -> ChainHead | None:
        self.state = load(self._directory / "ledger", self.state)
        return super().head()


def load(path: Path, default: T) -> T:
    """What was saved, or `default`."""
    return pickle.loads(path.read_bytes()) if path.exists() else default


def save(path: Path, value: object) -> None:
    """Replace the file as a whole."""
    fresh = path.with_suffix(".new")
    fresh.write_bytes(pickle.dumps(value))
    os.replace(fresh, path)


class Killer:
    """Ends this process at a named point, without any cleaning up."""

    def __init__(self, point: str, count: int) -> None:
        self._point = point
        self._left = count

    def __call__(self, point: str) -> None:
        if point == self._point:
            self._left -= 1
            if self._left == 0:
                os.kill(os.getpid(), signal.SIGKILL)


async def produce(writer: LogWriter, number: int) -> None:
    """Send, or receive and answer, for ever; acknowledge what was released."""
    peer = PeerLog(log_id=os.urandom(32), gateway=f"CS/GOV/peer{number}/gw")
    for turn in range(1 << 20):
        if turn % 2:
            asked = peer.request()
            results = await writer.submit(asked, answer(asked))
        else:
            results = await writer.submit(request(turn, gateway=f"CS/GOV/peer{number % 3}/gw"))
        sent = results[-1]
        print(sent.leaf_index, sent.pair_seq, sent.digest.hex(), flush=True)


async def main(directory: Path, point: str, count: int) -> None:
    """Write with eight callers and anchor beside them."""
    hook = Killer(point, count)
    writer = LogWriter.open(directory / "log", {1: PrivateKey()}, SystemClock(), hook=hook)
    writer.start()
    anchorer = Anchorer(writer, FileChain(directory), KEY, SystemClock(), limits=LIMITS, hook=hook)
    await anchorer.start("test", bytes(32))
    await asyncio.gather(anchorer.run(), *(produce(writer, number) for number in range(8)))


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
