"""Ledger and gateways as processes, a back end that misbehaves on demand, and a third member whose gateway is a test.

The third member is registered like any other, with keys and a log; its gateway's process is never started, so that a
test can be that gateway (`tests.robustness.liar`).
"""

from __future__ import annotations

import os
import re
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from audit.errors import EXIT_INCOMPLETE
from chain_node.ids import ServiceRef
from chain_node.ledger.records import Profile
from exchange_api.adapters.store import Reader, Row
from exchange_api.config import Client
from scripts.demo.cast import CIVIL, FUND, MARKET, Department
from scripts.network.commitment import sign
from scripts.network.duties import OFFICER
from scripts.network.network import Gateway, GatewayPlan, Network
from scripts.network.plan import MemberPlan, RequestPlan, ResourcePlan, ServicePlan
from tests.conformance.xroad.wire import Answer, exchange, head_bytes
from tests.faults.preloaded import Conditions, PreloadedProcesses, run_command
from tests.robustness.back_end import BackEnd, serving

CONSUMER, PROVIDER, LIAR = "consumer", "provider", "liar"
MAX_BODY = 8 << 20
CONDITIONS = {
    "LIANLU_GATEWAY__LEDGER__ANCHOR_INTERVAL_S": "1",
    "LIANLU_GATEWAY__LEDGER__POLL_MS": "200",
    "LIANLU_GATEWAY__LIMITS__MAX_BODY": f"{MAX_BODY} B",
}
VALIDITY = "LIANLU_GATEWAY__LIMITS__REQUEST_VALIDITY"
SERVICE = ServiceRef(MARKET.member.instance, "GOV", MARKET.uscc, MARKET.code, "open")
IMPATIENT = ServiceRef(MARKET.member.instance, "GOV", MARKET.uscc, MARKET.code, "impatient")
TIMEOUTS_S = {SERVICE: 60, IMPATIENT: 1}
LIARS_SERVICE = ServiceRef(CIVIL.member.instance, "GOV", CIVIL.uscc, CIVIL.code, "lies")
LIARS_FIELDS = tuple(
    {"code": code, "level": 2, "default_profile": 1, "kind": 0, "definition_digest": bytes(31) + code.encode()}
    for code in ("a", "b")
)
"""Of the third member's resource; granted is `a`, plain."""
FAULTS = re.compile(r"(?:xroad|peer|exchange|void)\.f\w+|Traceback|never retrieved")
"""What a gateway writes down when something happens that no rule foresees."""


class OneAbsent(Network):
    """A network in which the third member's gateway is registered and not run."""

    def start(self, gateway: Gateway) -> None:
        if gateway.process != LIAR:
            super().start(gateway)


@dataclass
class Stack:
    """What runs, and how to ask it."""

    root: Path
    network: Network
    processes: PreloadedProcesses
    back_end: BackEnd
    liar: Gateway

    @property
    def gateways(self) -> dict[str, Gateway]:
        """Consumer and provider by name."""
        return {one.process: one for one in self.network.gateways.values()}

    def address(self, listener: str = "systems") -> tuple[str, int]:
        """Where the consumer's gateway listens."""
        parts = urlsplit(self.gateways[CONSUMER].urls[listener])
        return parts.hostname or "", parts.port or 0

    def calls(self, path: str) -> list[Any]:
        """What reached the back end under a path."""
        return self.back_end.calls.get(path, [])

    def ask(self, raw: bytes, method: str = "GET") -> Answer:
        """Send bytes on a connection of their own and read one answer."""
        return exchange(self.address(), raw, method)

    def good(self) -> None:
        """An exchange as it should be: a body nobody else has, there and back."""
        body = os.urandom(20).hex().encode()
        answer = self.ask(request("/good", f"Content-Length: {len(body)}", method="POST", body=body))
        assert (answer.status, answer.body) == (200, body), answer

    def faults(self, name: str) -> list[str]:
        """What no rule of a gateway foresaw, as it wrote it down."""
        return FAULTS.findall(self.processes.log(name).read_text(errors="replace"))

    def rows(self, name: str) -> list[Row]:
        """The exchanges that a gateway knows, oldest first."""
        reader = Reader(self.gateways[name].data / "log")
        try:
            return list(reversed(reader.page(None, 1 << 20)))
        finally:
            reader.close()

    def spooled(self, name: str) -> list[str]:
        """The names of the bodies that a gateway holds in files; part 1 is an answer, kept to be given again."""
        return sorted(file.name for file in (self.gateways[name].data / "spool").iterdir())

    def audit(self) -> tuple[int, str]:
        """`lianlu audit verify` on both directories once all is anchored: exit status, and what it printed."""
        directories = [str(one.data) for one in self.gateways.values()]
        where = ("--ledger", self.network.ledger_url, "--trust", str(self.network.trust_file), "--json")
        command = ["audit", "verify", *directories, *where]
        for attempt in range(8):
            status, printed = run_command(command, self.root / "audit.log")
            if status != EXIT_INCOMPLETE:
                break
            time.sleep(attempt)
        return status, printed


def request(
    path: str,
    *lines: str | bytes,
    method: str = "GET",
    body: bytes = b"",
    version: str = "HTTP/1.1",
    host: bool = True,
    service: ServiceRef = SERVICE,
) -> bytes:
    """A request's bytes: `lines` are further header lines, as they are."""
    raw = [f"{method} /r1/{service.path}{path} {version}".encode()]
    raw += [b"Host: gateway.test"] * host
    raw.append(f"X-Road-Client: {FUND.subsystem.path}".encode())
    raw += [one.encode() if isinstance(one, str) else one for one in lines]
    return b"\r\n".join([*raw, b"", b""]) + body


def closed(sock: socket.socket, seconds: float = 10.0) -> bool:
    """Whether the other side ends the connection; what it still says is thrown away."""
    sock.settimeout(seconds)
    try:
        while sock.recv(65_536):
            pass
    except TimeoutError:
        return False
    except ConnectionError:
        pass
    return True


@contextmanager
def running(root: Path, valid_s: int = 300) -> Iterator[Stack]:
    """A stack that takes exchanges; everything is ended afterwards. `valid_s`: how long its requests are."""
    root.mkdir(parents=True, exist_ok=True)
    with serving() as back_end, PreloadedProcesses(root / "logs") as processes:
        processes.common = Conditions({**CONDITIONS, VALIDITY: f"{valid_s} s"})
        network = OneAbsent(root, processes, [_member(one) for one in (FUND, MARKET, CIVIL)], _plans(back_end), "intl")
        try:
            network.begin()
            liar = network.gateways.pop(CIVIL.gateway.path)
            _grant(network)
            network.ready()
            network.settle()
            yield Stack(root, network, processes, back_end, liar)
        finally:
            network.close()


def _member(one: Department) -> MemberPlan:
    return MemberPlan(one.member, one.zh, (*one.roles, "catalogue"), (one.code,), one.gateway)


def _plans(back_end: BackEnd) -> dict[str, GatewayPlan]:
    limits = {"lockout_failures": 1_000_000}
    address = f"127.0.0.1:{back_end.port}"
    declared = tuple(
        f'service = "{one.service_code}"\nsubsystem = "{MARKET.code}"\nbase_url = "http://{address}"\n'
        f"timeout_s = {timeout_s}\n".encode()
        for one, timeout_s in TIMEOUTS_S.items()
    )
    clients = (Client(FUND.subsystem.path, "NOSSL"),)
    return {
        FUND.gateway.path: GatewayPlan(CONSUMER, clients, limits=limits),
        MARKET.gateway.path: GatewayPlan(
            PROVIDER, egress=(f"127.0.0.1/32:{back_end.port}",), declared=declared, limits=limits
        ),
        CIVIL.gateway.path: GatewayPlan(LIAR),
    }


def _grant(network: Network) -> None:
    """One opaque resource of the provider for consumer and third member, one of the third member for the consumer."""
    registrar, now = network.registrar, int(time.time())
    offered = ((MARKET, tuple(TIMEOUTS_S), (FUND, CIVIL)), (CIVIL, (LIARS_SERVICE,), (FUND,)))
    for number, (owner, services, clients) in enumerate(offered, 1):
        fields = LIARS_FIELDS if owner is CIVIL else ()
        resource = ResourcePlan(
            os.urandom(32), owner.member, f"307099001/00000{number}", "tests", 2, fields, "tests only"
        )
        registrar.catalogue([resource], owner.member)
        registrar.services([ServicePlan(one, resource.id) for one in services])
        wanted = {"a": Profile.PLAIN} if fields else {}
        until = now + 86_400 * 300
        asked = [
            RequestPlan(os.urandom(32), one.subsystem, resource.id, "tests", "none", "tests", now - 3600, until, wanted)
            for one in clients
        ]
        signed = [
            (one, sign(one, "tests", network.chain.hand(one.demander.member.path, OFFICER).key).digest) for one in asked
        ]
        registrar.request(signed)
        registrar.agree([(one, os.urandom(32), wanted, "") for one in asked])


__all__ = ["Answer", "Stack", "closed", "head_bytes", "request", "running"]
