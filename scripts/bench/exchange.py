"""Exchanges against the bare two-hop proxy: throughput, latency, CPU per process, memory of a large body.

(a) `bare`: the two hops of `bare.py`; (b) `intl` and (c) `sm`: the gateway pair that `lianlu sandbox` starts, the same
1 KiB both ways, the same load process. Rounds of the three alternate, so that a drift of the machine hits all alike;
medians are printed.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.bench.processes import PYTHON, CpuMeter, child, peak_rss_bytes, reset_peak

CONNECTIONS = (8, 32, 128)
ROUNDS = 3
SECONDS = 4.0
LARGE_BYTES = 100 * 1024 * 1024


@dataclass(frozen=True)
class Target:
    """Something the load can be pointed at."""

    name: str
    url: str
    headers: tuple[str, ...]
    pids: dict[str, int]


@contextmanager
def targets(suites: tuple[str, ...] = ("intl", "sm")) -> Iterator[list[Target]]:
    """The bare pair and one sandbox per suite, all on one back end."""
    with ExitStack() as stack:
        _, line = stack.enter_context(child(PYTHON, "-m", "scripts.bench.backend"))
        backend = json.loads(line)["url"]
        directory = stack.enter_context(tempfile.TemporaryDirectory())
        _, line = stack.enter_context(child(PYTHON, "-m", "scripts.bench.bare", backend, directory))
        bare = json.loads(line)
        found = [Target("bare", bare["url"] + "/bench", ("X-Road-Client: bench",), bare["pids"])]
        for suite in suites:
            command = (PYTHON, "-m", "chain_node", "sandbox", "--backend", backend, "--suite", suite, "--json")
            _, line = stack.enter_context(child(*command, stop_s=30))
            box = json.loads(line)
            url = f"{box['consumer_url']}/r1/{box['service']}/bench"
            found.append(Target(suite, url, (f"X-Road-Client: {box['client']}",), box["pids"]))
        yield found


def drive(
    target: Target, connections: int, seconds: float, url: str | None = None, get: bool = False
) -> dict[str, Any]:
    """One round of load on `target`; its figures with CPU us per exchange and process."""
    meter = CpuMeter(target.pids)
    load = [PYTHON, "-m", "scripts.bench.load", *(["--get"] if get else [])]
    command = [*load, url or target.url, str(connections), str(seconds), *target.headers]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=seconds * 4 + 60)
    result: dict[str, Any] = json.loads(done.stdout)
    warmed = round(result["exchanges"] * 1.25)  # the warm-up quarter used CPU too
    result["cpu_us"] = meter.per(warmed)
    return result


def _median(rounds: list[dict[str, Any]], key: str) -> float:
    return round(float(statistics.median(item[key] for item in rounds)), 3)


def _summary(rounds: list[dict[str, Any]]) -> dict[str, Any]:
    names = rounds[0]["cpu_us"]
    return {
        "per_s": _median(rounds, "per_s"),
        "p50_ms": _median(rounds, "p50_ms"),
        "p99_ms": _median(rounds, "p99_ms"),
        "failed": sum(item["failed"] for item in rounds),
        "cpu_us": {name: round(statistics.median(item["cpu_us"][name] for item in rounds), 1) for name in names},
        "load_cpu_us": _median(rounds, "load_cpu_us"),
    }


def throughput(found: list[Target], connections: tuple[int, ...] = CONNECTIONS) -> Iterator[dict[str, Any]]:
    """One JSON-ready line per number of connections, with the ratios to the bare pair of the same rounds."""
    for target in found:  # first connections, caches and lazy imports are nobody's measure
        drive(target, 8, 1.0)
    for count in connections:
        rounds: dict[str, list[dict[str, Any]]] = {target.name: [] for target in found}
        for _ in range(ROUNDS):
            for target in found:
                rounds[target.name].append(drive(target, count, SECONDS))
        line: dict[str, Any] = {"bench": "exchange", "connections": count}
        line |= {name: _summary(items) for name, items in rounds.items()}
        for name in rounds:
            if name != "bare":
                pairs = zip(rounds[name], rounds["bare"], strict=True)
                line[f"ratio_{name}"] = round(statistics.median(x["per_s"] / y["per_s"] for x, y in pairs), 3)
        yield line


def lone(found: list[Target]) -> Iterator[dict[str, Any]]:
    """Latency of one exchange at a time over the bare pair, in milliseconds."""
    rounds: dict[str, list[float]] = {target.name: [] for target in found}
    for _ in range(ROUNDS):
        for target in found:
            rounds[target.name].append(drive(target, 1, SECONDS / 2)["p50_ms"])
    medians = {name: round(statistics.median(items), 3) for name, items in rounds.items()}
    added = {f"added_ms_{name}": round(value - medians["bare"], 3) for name, value in medians.items() if name != "bare"}
    yield {"bench": "lone", "p50_ms": medians} | added


def large(found: list[Target]) -> Iterator[dict[str, Any]]:
    """Rise of the resident peak of each gateway while one 100 MiB answer passes."""
    for target in found:
        if target.name == "bare":
            continue
        gateways = {name: pid for name, pid in target.pids.items() if "ledger" not in name}
        base = {}
        for name, pid in gateways.items():
            reset_peak(pid)
            base[name] = peak_rss_bytes(pid)
        header = [part for item in target.headers for part in ("-H", item)]
        with tempfile.TemporaryDirectory() as directory:
            out = Path(directory) / "body"
            url = f"{target.url.rsplit('/', 1)[0]}/bytes/{LARGE_BYTES}"
            subprocess.run(["curl", "-sS", "--fail", "-o", str(out), *header, url], check=True, timeout=300)
            received = out.stat().st_size
        rise = {name: round((peak_rss_bytes(pid) - base[name]) / 2**20, 1) for name, pid in gateways.items()}
        yield {"bench": "large", "suite": target.name, "bytes": received, "rss_rise_mib": rise}


def run(quick: bool = False) -> Iterator[dict[str, Any]]:
    """All exchange benches, lines as they are measured."""
    with targets() as found:
        yield from throughput(found, (32,) if quick else CONNECTIONS)
        yield from lone(found)
        yield from large(found)
