"""How fast the auditor is against the bare cost of what it must compute (one JSON line).

Bare: a loop over preloaded bytes that does a log's distinct signature verifications, its leaf hashes and its node
hashes, and nothing else. Audited: `verify` of that log at its highest level, in this process, ledger already read.
Both in CPU seconds of one process; rounds are interleaved and medians are reported. The logs are made by the test
world: each message is signed alone (batch 1), half of the exchanges in each suite.

    python -m scripts.bench.audit [--exchanges 1500] [--rounds 3]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

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


async def make(root: Path, exchanges: int) -> Evidence:
    """A world whose provider answered `exchanges` requests, one at a time, anchored every 500."""
    evidence = await Evidence(root).open()
    for number in range(exchanges):
        await evidence.exchange("mzj" if number % 2 else "gjj")
        if number % 500 == 499:
            evidence.tick()
            await evidence.anchor()
    evidence.tick()
    await evidence.anchor()
    await evidence.close()
    return evidence


def bare(log: Path, world: World) -> tuple[Callable[[], None], int, int]:
    """The bare loop of one log, its number of entries, and of distinct signatures."""
    with LogReader(log) as reader:
        leaves = [data for _, data in reader.leaves()]
        dual = reader.identity.profile == 3
    signed = {}
    for data in leaves:
        leaf = parse_leaf(data)
        if leaf.role <= Role.RECV:
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

    return loop, len(leaves), len(work)


def cpu(work: Callable[[], object]) -> float:
    """CPU seconds of this process that `work` takes."""
    start = time.process_time()
    work()
    return time.process_time() - start


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--exchanges", type=int, default=1500)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        evidence = asyncio.run(make(Path(directory) / "world", options.exchanges))
        world = build_world(evidence.world.ledger, evidence.world.trust)
        log = evidence.provider.log_directory
        loop, entries, signatures = bare(log, world)
        times: list[tuple[float, float]] = []
        for _ in range(options.rounds):
            fresh = build_world(evidence.world.ledger, evidence.world.trust)
            report = None

            def verify(on: World = fresh) -> None:
                nonlocal report
                report = audit(Sources(logs=[log]), on, Level.CROSS)

            times.append((cpu(loop), cpu(verify)))
            assert report is not None and report.exit_code == 0
    base, audited = (statistics.median(column) for column in zip(*times, strict=True))
    print(json.dumps({
        "bench": "audit", "entries": entries, "signatures": signatures, "batch_mean": 1.0,
        "bare_cpu_s": round(base, 4), "audit_cpu_s": round(audited, 4), "ratio": round(base / audited, 3),
        "entries_per_s": round(entries / audited), "at_least": 0.5, "aim": 0.8, "rounds": options.rounds,
    }))  # fmt: skip


if __name__ == "__main__":
    main()
