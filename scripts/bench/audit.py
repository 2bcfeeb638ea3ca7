"""How fast the auditor is against the bare cost of what it must compute (one JSON line).

Bare: a loop over preloaded bytes that does a log's distinct signature verifications, its leaf hashes and its node
hashes, and nothing else. Audited: `verify` of that log at its highest level, in this process, ledger already read.
Both in CPU seconds of one process; rounds are interleaved and medians are reported. The logs are made by the test
world, half of the exchanges in each suite: one log of exchanges one at a time, so that each message is signed alone
(mean batch 1), and one of 32 at a time.
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from audit.logpass import Level
from audit.open import build_world
from audit.run import audit
from audit.sources import Sources
from audit.world import World
from chain_node.evidence import merkle
from chain_node.evidence.canonical import sha256, sm3
from chain_node.evidence.leaf import Role, parse_leaf
from chain_node.evidence.receipt import parse_receipt, receipt_root, sig_structure
from chain_node.evidence.statement import digest, parse
from chain_node.log.reader import LogReader
from tests.fixtures.evidence import Evidence

EXCHANGES = 1_536
ROUNDS = 3
AT_ONCE = (1, 32)


async def make(root: Path, at_once: int, exchanges: int = EXCHANGES) -> Evidence:
    """A world whose provider answered `exchanges` requests, `at_once` at a time, anchored every 512."""
    evidence = await Evidence(root).open()
    for number in range(0, exchanges, at_once):
        wave = range(number, number + at_once)
        await asyncio.gather(*(evidence.exchange("mzj" if one % 2 else "gjj") for one in wave))
        if wave.stop % 512 == 0:
            evidence.tick()
            await evidence.anchor()
    await evidence.close()
    return evidence


def bare(log: Path, world: World) -> tuple[Callable[[], None], int, int, int]:
    """The bare loop of one log; its entries, messages and distinct signatures."""
    with LogReader(log) as reader:
        leaves = [data for _, data in reader.leaves()]
        dual = reader.identity.profile == 3
    signed, messages = {}, 0
    for data in leaves:
        leaf = parse_leaf(data)
        if leaf.role <= Role.RECV:
            messages += 1
            receipt = parse_receipt(leaf.receipt)
            message = sig_structure(receipt, receipt_root(receipt, digest(parse(leaf.message).suite, leaf.message)))
            found = world.key(receipt.kid)
            assert found is not None and found[1] is not None
            signed[receipt.signature] = (found[1].verify, receipt.signature, message)
    work = list(signed.values())
    trees = [sha256, sm3] if dual else [sha256]

    def loop() -> None:
        for verify, signature, message in work:
            verify(signature, message)
        for hash_function in trees:
            merkle.root([hash_function(b"\0" + data) for data in leaves], hash_function)

    return loop, len(leaves), messages, len(work)


def cpu(work: Callable[[], object]) -> float:
    """CPU seconds of this process that `work` takes."""
    start = time.process_time()
    work()
    return time.process_time() - start


def measure(at_once: int) -> dict[str, Any]:
    """One line: the log of a world, audited against its bare cost."""
    with tempfile.TemporaryDirectory() as directory:
        evidence = asyncio.run(make(Path(directory) / "world", at_once))
        log = evidence.provider.log_directory
        loop, entries, messages, signatures = bare(log, build_world(evidence.world.ledger, evidence.world.trust))
        times: list[tuple[float, float]] = []
        for _ in range(ROUNDS):
            fresh = build_world(evidence.world.ledger, evidence.world.trust)
            times.append((cpu(loop), cpu(lambda on=fresh: _verified(log, on))))  # type: ignore[misc]
    base, audited = (statistics.median(column) for column in zip(*times, strict=True))
    return {
        "bench": "audit", "at_once": at_once, "entries": entries, "signatures": signatures,
        "batch_mean": round(messages / signatures, 2), "bare_cpu_s": round(base, 4), "audit_cpu_s": round(audited, 4),
        "ratio": round(base / audited, 3), "entries_per_s": round(entries / audited),
        "bare_entries_per_s": round(entries / base),
    }  # fmt: skip


def _verified(log: Path, world: World) -> None:
    report = audit(Sources(logs=[log]), world, Level.CROSS)
    assert report.exit_code == 0, report


def run() -> Iterator[dict[str, Any]]:
    """One line per log."""
    for at_once in AT_ONCE:
        yield measure(at_once)
