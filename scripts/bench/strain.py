"""What a gateway does under strain, each figure beside its own baseline of the same run.

A consumer's gateway, a provider that answers, and one whose back end takes requests and never answers.

* `idle`: 32 busy connections alone, and beside 200 that stand idle.
* `starve`: 32 connections to the provider that answers, alone, and beside more to the other one than may be under way.
* `overload`: what 32 connections get done, and then five times as many requests at once as are taken. Callers who are
  refused ask again at once. `rss_rise_mib` is the rise of each gateway's peak in the first such round and in the last.
"""

from __future__ import annotations

import json
import os
import socket
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from chain_node.ids import ServiceRef
from exchange_api.config import Client
from exchange_api.limits import Limits
from scripts.bench.exchange import Target, drive
from scripts.bench.processes import PYTHON, child, peak_rss_bytes, reset_peak
from scripts.demo.cast import CIVIL, FUND, MARKET, Department
from scripts.network.commitment import sign
from scripts.network.duties import OFFICER
from scripts.network.network import GatewayPlan, Network
from scripts.network.plan import MemberPlan, RequestPlan, ResourcePlan, ServicePlan
from scripts.network.processes import Processes
from scripts.sockets import listen

BUSY = 32
IDLE = 200
OVERLOAD = 5
ROUNDS = 5
SECONDS = 4.0
STARVING = Limits().max_in_flight_per_provider + Limits().max_burst + 64
DECLARED = """\
service = "open"
subsystem = "{code}"
resource = "{resource}"
base_url = "{url}"
timeout_s = 300
[[endpoint]]
method = "*"
path = "/*"
"""


@dataclass(frozen=True)
class Strained:
    """The consumer's gateway as a target, once for each provider; `silent` never answers."""

    good: Target
    silent: Target


RESOURCES = {MARKET: "307099001/000001", CIVIL: "307099001/000002"}


def _service(one: Department) -> ServiceRef:
    return ServiceRef(one.member.instance, "GOV", one.uscc, one.code, "open")


def _grant(network: Network, provider: Department) -> None:
    registrar, now = network.registrar, int(time.time())
    resource = ResourcePlan(os.urandom(32), provider.member, RESOURCES[provider], "bench", 2, conditions="bench")
    registrar.catalogue([resource], provider.member)
    registrar.services([ServicePlan(_service(provider), resource.id)])
    asked = RequestPlan(
        os.urandom(32), FUND.subsystem, resource.id, "bench", "none", "bench", now - 3600, now + 86_400
    )  # fmt: skip
    made = sign(asked, "bench", network.chain.hand(FUND.member.path, OFFICER).key)
    registrar.request([(asked, made.digest)])
    registrar.agree([(asked, os.urandom(32), {}, "")])


@contextmanager
def strained(backend: str, nowhere: str) -> Iterator[Strained]:
    """The three gateways with a ledger. `nowhere` is the back end that never answers."""
    bases = {MARKET: backend, CIVIL: nowhere}
    plans = {FUND.gateway.path: GatewayPlan("consumer", (Client(FUND.subsystem.path, "NOSSL"),))}
    for one, url in bases.items():
        declared = DECLARED.format(code=one.code, resource=RESOURCES[one], url=url).encode()
        plans[one.gateway.path] = GatewayPlan(one.code, (), ("127.0.0.1/32:*",), (declared,))
    members = [
        MemberPlan(one.member, one.zh, (*one.roles, "catalogue"), (one.code,), one.gateway)
        for one in (FUND, MARKET, CIVIL)
    ]
    with tempfile.TemporaryDirectory() as root, Processes(Path(root) / "logs") as processes:
        network = Network(Path(root), processes, members, plans, "intl")
        try:
            network.begin()
            for one in bases:
                _grant(network, one)
            network.ready()
            network.settle()
            server = network.gateways[FUND.gateway.path].urls["systems"]
            header = (f"X-Road-Client: {FUND.subsystem.path}",)
            pids = {name: pid for name, pid in processes.pids.items() if name != "ledger"}
            found = [Target(one.code, f"{server}/r1/{_service(one).path}/bench", header, pids) for one in bases]
            yield Strained(*found)
        finally:
            network.close()


@contextmanager
def idling(target: Target, count: int) -> Iterator[None]:
    """`count` connections that have had one answer each and stand idle."""
    parts = urlsplit(target.url)
    request = "\r\n".join([f"GET {parts.path} HTTP/1.1", f"Host: {parts.netloc}", *target.headers, "", ""]).encode()
    with ExitStack() as stack:
        for _ in range(count):
            one = stack.enter_context(socket.create_connection((parts.hostname, parts.port or 80)))
            one.sendall(request)
            if not one.recv(65_536).startswith(b"HTTP/1.1 200"):
                raise RuntimeError("an idle connection got no answer to begin with")
        yield


@contextmanager
def pressing(target: Target, connections: int) -> Iterator[None]:
    """Load that goes on until the end, whatever becomes of it."""
    command = [PYTHON, "-m", "scripts.bench.load", target.url, str(connections), "600", *target.headers]
    load = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        time.sleep(1.5)
        yield
    finally:
        load.kill()
        load.wait()


def _medians(rounds: list[dict[str, Any]]) -> dict[str, float]:
    return {
        key: round(float(statistics.median(one[key] for one in rounds)), 3)
        for key in ("per_s", "p50_ms", "p99_ms", "refused_per_s", "failed")
    }


def _ratio(over: list[dict[str, Any]], under: list[dict[str, Any]], key: str) -> float:
    return round(statistics.median([float(a[key] / b[key]) for a, b in zip(over, under, strict=True)]), 3)


def idle(found: Strained) -> dict[str, Any]:
    """Busy connections with and without idle ones; the ratio is for their p99, to be at most 1.3."""
    alone, beside = [], []
    for _ in range(ROUNDS):
        alone.append(drive(found.good, BUSY, SECONDS))
        with idling(found.good, IDLE):
            beside.append(drive(found.good, BUSY, SECONDS))
    line = {"bench": "idle", "busy": BUSY, "idle": IDLE, "alone": _medians(alone), "beside": _medians(beside)}
    return line | {"ratio_p99": _ratio(beside, alone, "p99_ms")}


def starve(found: Strained) -> dict[str, Any]:
    """The provider that answers, with and without load on the one that does not; throughput is to stay above 0.9."""
    alone, beside = [], []
    for _ in range(ROUNDS):
        alone.append(drive(found.good, BUSY, SECONDS))
        with pressing(found.silent, STARVING):
            beside.append(drive(found.good, BUSY, SECONDS))
    line = {"bench": "starve", "busy": BUSY, "pressing": STARVING, "alone": _medians(alone)}
    return line | {"beside": _medians(beside), "ratio_per_s": _ratio(beside, alone, "per_s")}


def overload(found: Strained) -> dict[str, Any]:
    """Five times as many requests at once as are taken: what is accepted is to stay above 0.85 of the capacity."""
    many = OVERLOAD * Limits().max_in_flight_per_provider
    capacity, beyond, rises = [], [], []
    for _ in range(ROUNDS):
        capacity.append(drive(found.good, BUSY, SECONDS))
        base = {}
        for name, pid in found.good.pids.items():
            reset_peak(pid)
            base[name] = peak_rss_bytes(pid)
        beyond.append(drive(found.good, many, SECONDS))
        rises.append({n: round((peak_rss_bytes(p) - base[n]) / 2**20, 1) for n, p in found.good.pids.items()})
    line = {"bench": "overload", "connections": many, "capacity": _medians(capacity), "accepted": _medians(beyond)}
    ratio = _ratio(beyond, capacity, "per_s")
    return line | {"ratio_per_s": ratio, "rss_rise_mib": {"first": rises[0], "last": rises[-1]}}


def run() -> Iterator[dict[str, Any]]:
    """One line per figure."""
    with child(PYTHON, "-m", "scripts.bench.backend") as (_, line), listen() as nowhere:
        silent = f"http://127.0.0.1:{nowhere.getsockname()[1]}"
        with strained(json.loads(line)["url"], silent) as found:
            drive(found.good, 8, 1.0)
            for figure in (idle, overload, starve):
                yield figure(found)
