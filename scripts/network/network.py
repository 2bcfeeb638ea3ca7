"""A consortium on this machine, started as its departments would start it: ledger, founding, gateways as processes.

    network = Network(root, processes, members, options)
    network.begin()          the ledger starts, gateways get directories and keys, the consortium is founded,
                             gateways are registered on the ledger and their processes start
    network.registrar...     catalogue, services, requests, grants, while the gateways start
    network.ready()          every gateway takes exchanges
    network.settle()         and has read what was put on the ledger until now

What can run side by side does. `processes` ends everything when its context is left.
"""

from __future__ import annotations

import importlib
import re
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.request import ProxyHandler, build_opener

from chain_node.crypto import selftest
from chain_node.crypto.kdf import Cost
from chain_node.errors import CryptoError, LianluError
from chain_node.ids import GatewayRef
from exchange_api import declarations
from exchange_api import groups as local_groups
from exchange_api.config import Client
from exchange_api.provision import Registration, init_gateway
from scripts.network.chain import Chain
from scripts.network.plan import MemberPlan
from scripts.network.ports import free_ports
from scripts.network.processes import Processes, ProcessFailed
from scripts.network.registrar import Registrar

ANCHOR_INTERVAL_S = 10
POLL_S = 0.5
"""How often a gateway reads the ledger."""
FAST_COST = Cost(memory_kib=16 * 1024)
SUITES = {"sm": (("intl", "sm"), 3), "intl": (("intl",), 1)}
"""Suite asked for -> suites that a gateway holds keys of, and profile of its log."""
LEDGER, GATEWAY_READY_S = "ledger", 60.0


class SuiteMissing(LianluError):
    """This machine cannot do the suite that was asked for. Nothing was started, and no other suite was taken."""

    code = "network.suite_missing"
    cure = (
        "Install OpenSSL 3 with SM2 as a shared library, or ask for the other suite: --suite intl, SUITE=intl for make."
    )


def require_suite(suite: str) -> None:
    """Raise `SuiteMissing` unless this machine's library passes the tests of `suite` (sm or intl)."""
    try:
        selftest.run(SUITES[suite][0])
    except CryptoError as error:
        raise SuiteMissing(str(error)) from error


@dataclass(frozen=True, slots=True)
class GatewayPlan:
    """What one gateway is configured with. `declared`: service declarations as TOML. `egress`: back ends' addresses.
    `identity`: further keys of the section gateway. `groups`: local groups as TOML, for access lists."""

    process: str
    clients: tuple[Client, ...] = ()
    egress: tuple[str, ...] = ()
    declared: tuple[bytes, ...] = ()
    limits: Mapping[str, int | str] = field(default_factory=dict)
    identity: Mapping[str, str] = field(default_factory=dict)
    groups: bytes = b""


@dataclass(slots=True)
class Gateway:
    """A gateway of the network: its process's name, directory, registration; addresses once it is ready."""

    ref: GatewayRef
    process: str
    data: Path
    made: Registration
    urls: dict[str, Any] = field(default_factory=dict)


class Network:
    """See the module. `gateways` is by gateway path."""

    def __init__(
        self,
        root: Path,
        processes: Processes,
        members: Sequence[MemberPlan],
        plans: Mapping[str, GatewayPlan],
        suite: str,
    ) -> None:
        """`plans`: gateway path -> its plan. `root` exists and is empty."""
        self.root = root
        self.trust_file = root / "trust.json"
        self.gateways: dict[str, Gateway] = {}
        self._processes = processes
        self._members = members
        self._plans = plans
        self._suites, self._log_profile = SUITES[suite]
        self._ledger_port, *ports = free_ports(1 + 2 * len(plans))
        self._ports = dict(zip(plans, zip(ports[::2], ports[1::2], strict=True), strict=True))
        self._chain: Chain | None = None

    @property
    def chain(self) -> Chain:
        """The founded consortium."""
        if self._chain is None:
            raise RuntimeError("the network has not begun")
        return self._chain

    @property
    def registrar(self) -> Registrar:
        """Acts of the members' duties."""
        return Registrar(self.chain)

    @property
    def ledger_url(self) -> str:
        """Address of the ledger."""
        return f"http://127.0.0.1:{self._ledger_port}"

    def systems_url(self, gateway: str) -> str:
        """Where the information systems of this gateway (by path) ask, known before it runs."""
        return f"http://127.0.0.1:{self._ports[gateway][1]}"

    def begin(self) -> None:
        """Until the gateways' processes have been started. Raises `ProcessFailed`, `LianluError`."""
        self.start_ledger()
        with ThreadPoolExecutor(3) as pool:
            importing = pool.submit(_preload)
            making = [pool.submit(self._make, path) for path in self._plans]
            ready = self._processes.ready(LEDGER)
            instance = self._members[0].ref.instance
            self._chain = Chain.found(ready, instance, self._members)
            for one in making:
                gateway = one.result()
                self.gateways[gateway.ref.path] = gateway
            importing.result()
        self.chain.write_trust(self.trust_file)
        self.registrar.register_systems(self._members, {path: one.made for path, one in self.gateways.items()})
        for gateway in self.gateways.values():
            self.chain.write_trust(gateway.data / "trust.json")
            self.start(gateway)

    def start_ledger(self) -> None:
        """Start the ledger's process."""
        where = ("--data", str(self.root / LEDGER), "--port", str(self._ledger_port))
        self._processes.spawn_lianlu(LEDGER, "ledger", "run", *where, "--log-level", "warning", "--json")

    def start(self, gateway: Gateway) -> None:
        """Start a gateway's process."""
        self._processes.fork_lianlu(gateway.process, "gateway", "run", "--data", str(gateway.data), "--json")

    def ready(self) -> None:
        """Wait until every gateway takes exchanges. Raises `ProcessFailed`."""
        for gateway in self.gateways.values():
            gateway.urls = self._processes.ready(gateway.process, GATEWAY_READY_S)

    def settle(self) -> None:
        """Wait until every gateway has read what stands on the ledger now. Raises `ProcessFailed`."""
        head = self.chain.ledger.head().number
        deadline = time.monotonic() + GATEWAY_READY_S
        for gateway in self.gateways.values():
            while block_read(gateway.urls["operations"]) < head:
                if time.monotonic() > deadline:
                    raise ProcessFailed(f"{gateway.process} has not read block {head} of the ledger")
                time.sleep(POLL_S / 10)

    def close(self) -> None:
        """Let the ledger's connections go; the processes are ended by their group."""
        if self._chain is not None:
            self._chain.close()

    def _make(self, path: str) -> Gateway:
        plan, (port, systems) = self._plans[path], self._ports[path]
        member = next(one for one in self._members if one.gateway is not None and one.gateway.path == path)
        data = self.root / plan.process
        made = init_gateway(
            data,
            gateway=path,
            url=f"https://127.0.0.1:{port}",
            ledger_urls=(self.ledger_url,),
            name=member.name,
            suites=self._suites,
            log_profile=self._log_profile,
            listen={
                "peer": f"127.0.0.1:{port}",
                "systems": f"127.0.0.1:{systems}",
                **dict.fromkeys(("management", "operations"), "127.0.0.1:0"),
            },
            clients=plan.clients,
            egress=plan.egress,
            anchor_interval_s=ANCHOR_INTERVAL_S,
            sections={
                "gateway": plan.identity,
                "ledger": {"poll_ms": round(POLL_S * 1000)},
                "limits": {"min_free_bytes": "256 MiB", "min_free_percent": 0, **plan.limits},
            },
            key_cost=FAST_COST,
        )
        groups, _ = local_groups.apply(data, plan.groups, member.ref, {})
        for text in plan.declared:
            declarations.apply(data / "services", text, member.ref, groups)
        return Gateway(made.gateway, plan.process, data, made)


def _preload() -> None:
    """Import once what every gateway is made of."""
    for name in ("exchange_api.bootstrap", "exchange_api.cli", "uvloop", "web3"):
        importlib.import_module(name)


def block_read(operations_url: str) -> int:
    """The newest block that a gateway has read, from its metrics; -1 for none yet."""
    with build_opener(ProxyHandler({})).open(f"{operations_url}/metrics", timeout=10) as answer:
        text = answer.read().decode()
    found = re.search(r"^lianlu_ledger_block (\S+)$", text, re.MULTILINE)
    return int(float(found[1])) if found else -1
