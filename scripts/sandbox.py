"""`lianlu sandbox`: a ledger and two departments' gateways in front of your own service, for integrators and tests.

Prints one line of JSON once exchanges are taken (the fields are in the documentation of the sandbox), stays up until
SIGTERM or SIGINT, and then stops everything it has started. Everything in it is the real thing but one: the duty keys
of both members are custodial, made here and forgotten at the end.
"""

from __future__ import annotations

import ipaddress
import os
import shutil
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

import typer

from chain_node.console import JsonFlag, Lang, LangChoice, emit, note, refuse, say, tr
from chain_node.ids import ServiceRef, SubsystemRef
from chain_node.ledger.global_groups import OF_CLASS
from exchange_api import config as configuration
from exchange_api.config import Client
from exchange_api.globs import glob
from exchange_api.profiles import PROFILES
from exchange_api.provision import TOKEN_KEY, open_keys
from exchange_api.tokens import issue
from scripts.demo.cast import FUND, MARKET, Department
from scripts.network.commitment import sign
from scripts.network.duties import OFFICER
from scripts.network.network import GatewayPlan, Network, require_suite
from scripts.network.plan import MemberPlan, RequestPlan, ResourcePlan, ServicePlan
from scripts.network.ports import refusing_port
from scripts.network.processes import Processes
from scripts.network.waiting import told_to_stop, until_told

app = typer.Typer(help=tr("沙箱：在本机起一对网关，接上你的服务", "Two gateways in front of your own service"))

NO_LOCKOUT = 1_000_000
TOKEN_HOURS = 12
YEAR_S = 365 * 86_400
RESOURCE_CODE = "307099001/000001"
NOTICE = "maintenance until further notice 维护中"
DENIED = SubsystemRef(FUND.member.instance, "GOV", FUND.uscc, f"{FUND.code}-2")
UNDERSCORE = SubsystemRef(FUND.member.instance, "GOV", FUND.uscc, f"{FUND.code}_3")
ENCODED = SubsystemRef(FUND.member.instance, "GOV", FUND.uscc, "sub/系统")
IN_LOCAL_GROUP = SubsystemRef(FUND.member.instance, "GOV", FUND.uscc, f"{FUND.code}-4")
IN_GLOBAL_GROUP = SubsystemRef(FUND.member.instance, "GOV", FUND.uscc, f"{FUND.code}-5")
ADMITTED = (FUND.subsystem, UNDERSCORE, ENCODED, IN_LOCAL_GROUP, IN_GLOBAL_GROUP)
GROUPS = f'[[group]]\ncode = "testers"\nmembers = ["{IN_LOCAL_GROUP.path}"]\n'.encode()
GLOBS = {"service_glob": "/pets/*/toys/**", "service_glob_escaped": r"/stars/\**"}
UNKNOWN = ServiceRef(FUND.member.instance, "GOV", "NOBODY", MARKET.code, "open")


@dataclass(frozen=True, slots=True)
class Offer:
    """One service of the sandbox: its code, and what its declaration says beside the defaults; `subject` and `path` are
    those of the one entry of its access list."""

    code: str
    base: str
    timeout_s: int = 60
    endpoint: tuple[str, str] = ("*", "/*")
    enabled: bool = True
    subject: str = ""
    path: str = ""

    @property
    def ref(self) -> ServiceRef:
        """Its identifier."""
        return ServiceRef(MARKET.member.instance, "GOV", MARKET.uscc, MARKET.code, self.code)

    def declaration(self) -> bytes:
        """Its declaration as TOML."""
        lines = [
            f'service = "{self.code}"',
            f'subsystem = "{MARKET.code}"',
            f'resource = "{RESOURCE_CODE}"',
            f'base_url = "{self.base}"',
            f"timeout_s = {self.timeout_s}",
            f"enabled = {str(self.enabled).lower()}",
            f'notice = "{"" if self.enabled else NOTICE}"',
            *("[[endpoint]]", f'method = "{self.endpoint[0]}"', f'path = "{self.endpoint[1]}"'),
            *(("[[access]]", f'subject = "{self.subject}"') if self.subject else ()),
            *((f"endpoints = [{{ method = 'GET', path = '{self.path}' }}]",) if self.path else ()),
        ]
        return ("\n".join(lines) + "\n").encode()


def offers(backend: str, dead_port: int) -> dict[str, Offer]:
    """Field of the sandbox's line -> the service that it names."""
    return {
        "service": Offer("open", backend),
        "service_endpoint_only": Offer("endpoints", backend, endpoint=("GET", "/allowed/*")),
        "service_disabled": Offer("disabled", backend, enabled=False),
        "service_down": Offer("down", f"http://127.0.0.1:{dead_port}"),
        "service_slow": Offer("slow", backend, timeout_s=1),
        "service_unknown_host": Offer("nowhere", "http://no-such-host.invalid"),
        "service_encoded": Offer("svc/服务", backend),
        "service_local_group": Offer("insiders", backend, subject="group:testers"),
        "service_global_group": Offer(
            "members", backend, subject=f"global-group:{FUND.member.instance}/{OF_CLASS}{FUND.member.member_class}"
        ),
        **{name: Offer(name, backend, subject=FUND.member.path, path=path) for name, path in GLOBS.items()},
    }


def reachable(backend: str) -> tuple[str, ...]:
    """The `egress.allow` entries for a back end's address. Ends the command if it is no http or https address."""
    try:
        parts = urlsplit(backend)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        refuse(f"--backend {backend}: {error}")
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment or parts.username:
        refuse(tr(f"--backend {backend} 不是 http(s) 网址", f"--backend {backend} is no plain http or https address"))
    try:
        found = {info[4][0] for info in socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)}
    except OSError as error:
        refuse(f"--backend {backend}: {error.strerror}")
    networks = sorted(str(ipaddress.ip_network(address)) for address in found)
    return tuple(f"[{one}]:{port}" if ":" in one else f"{one}:{port}" for one in networks)


def _member(one: Department, *subsystems: str) -> MemberPlan:
    return MemberPlan(one.member, one.zh, (*one.roles, "catalogue"), (one.code, *subsystems), one.gateway)


def build(
    root: Path, processes: Processes, backend: str, suite: str, lockout: int, dead_port: int, profile: str = "spec"
) -> Network:
    """The network of the sandbox, not begun."""
    services = offers(backend, dead_port)
    clients = tuple(Client(one.path, "NOSSL") for one in (*ADMITTED, DENIED))
    limits, identity = {"lockout_failures": lockout}, {"xroad_profile": profile, "metadata_access": "open"}
    plans = {
        FUND.gateway.path: GatewayPlan("consumer", clients, limits=limits, identity=identity),
        MARKET.gateway.path: GatewayPlan(
            "provider",
            egress=(*reachable(backend), f"127.0.0.1/32:{dead_port}"),
            declared=tuple(one.declaration() for one in services.values()),
            limits=limits,
            identity=identity,
            groups=GROUPS,
        ),
    }
    members = (_member(FUND, *(one.subsystem_code for one in (*ADMITTED[1:], DENIED))), _member(MARKET))
    return Network(root, processes, members, plans, suite)


def grant(network: Network, services: dict[str, Offer]) -> None:
    """Catalogue one opaque resource, put the services on it, and grant it to the clients."""
    registrar = network.registrar
    resource = ResourcePlan(
        os.urandom(32), MARKET.member, RESOURCE_CODE, "sandbox", attribute=2, conditions="sandbox and tests only"
    )
    registrar.catalogue([resource], MARKET.member)
    registrar.services([ServicePlan(one.ref, resource.id, (one.endpoint,)) for one in services.values()])
    now = int(time.time())
    requests = [
        RequestPlan(
            os.urandom(32), client, resource.id,
            "trying out", "none: sandbox", "sandbox", now - 3600, now + YEAR_S,
        )
        for client in ADMITTED
    ]  # fmt: skip
    officer = network.chain.hand(FUND.member.path, OFFICER)
    signed = [sign(one, "sandbox", officer.key) for one in requests]
    for number, one in enumerate(signed, 1):
        (network.root / f"use-commitment-{number}.json").write_bytes(one.data)
    registrar.request([(one, made.digest) for one, made in zip(requests, signed, strict=True)])
    registrar.agree([(one, os.urandom(32), {}, "") for one in requests])


def describe(network: Network, processes: Processes, services: dict[str, Offer]) -> dict[str, Any]:
    """The sandbox's line."""
    consumer, provider = network.gateways[FUND.gateway.path], network.gateways[MARKET.gateway.path]
    config = configuration.load(consumer.data, {})
    seed = open_keys(config).load(TOKEN_KEY).private.reveal()
    scopes = ["receipts:read", "evidence:read", "evidence:open", "monitoring:read", "health:read"]
    return {
        "consumer_url": consumer.urls["systems"],
        "provider_url": provider.urls["systems"],
        "client": FUND.subsystem.path,
        "client_denied": DENIED.path,
        "client_underscore": UNDERSCORE.path,
        "client_encoded": ENCODED.path,
        "client_local_group": IN_LOCAL_GROUP.path,
        "client_global_group": IN_GLOBAL_GROUP.path,
        **{name: one.ref.path for name, one in services.items()},
        "service_unknown_member": UNKNOWN.path,
        "management_url": consumer.urls["management"],
        "token": issue(config, seed, scopes, "sandbox", TOKEN_HOURS * 3600, int(time.time())),
        "receipts_url": f"{consumer.urls['management']}/api/v1/receipts",
        "ledger_url": network.ledger_url,
        "instance": FUND.member.instance,
        "data_dirs": {one.ref.path: str(one.data) for one in (consumer, provider)},
        "trust": str(network.trust_file),
        "pids": processes.pids,
        "services_glob": {
            glob(services["service_endpoint_only"].endpoint[1]): services["service_endpoint_only"].ref.path,
            **{path: services[name].ref.path for name, path in GLOBS.items()},
        },
        "security_server": provider.ref.path,
        "peer_url": provider.urls["peer"],
        "health_url": f"{consumer.urls['operations']}/readyz",
        "monitoring_url": f"{consumer.urls['management']}/api/v1/monitoring/records",
        "verify_cmd": f"lianlu audit verify {{file}} --ledger {network.ledger_url} --trust {network.trust_file}",
    }


@contextmanager
def running(
    backend: str, suite: str, lockout: int = NO_LOCKOUT, data: Path | None = None, profile: str = "spec"
) -> Iterator[tuple[dict[str, Any], Processes, Network]]:
    """A sandbox that takes exchanges: its line, processes and network; stopped at the end."""
    reachable(backend)  # wrong usage is found before anything starts
    require_suite(suite)
    root = Path(tempfile.mkdtemp(prefix="lianlu-sandbox-")) if data is None else data
    dead, dead_port = refusing_port()
    try:
        with dead, Processes(root / "logs") as processes:
            network = build(root, processes, backend, suite, lockout, dead_port, profile)
            services = offers(backend, dead_port)
            try:
                network.begin()
                grant(network, services)
                network.ready()
                network.settle()  # the first call must find what was granted
                yield describe(network, processes, services), processes, network
            finally:
                network.close()
    finally:
        if data is None:
            shutil.rmtree(root, ignore_errors=True)


@app.command(
    help=tr("在本机起账本和一对网关，直到 SIGTERM 或 Ctrl-C", "A ledger and two gateways until SIGTERM or Ctrl-C")
)
def sandbox(
    backend: Annotated[str, typer.Option("--backend", help=tr("你的服务的网址", "Address of your own service"))],
    profile: Annotated[str, typer.Option("--profile", help=" | ".join(PROFILES))] = "spec",
    suite: Annotated[str, typer.Option("--suite", help="sm | intl")] = "sm",
    tls: Annotated[bool, typer.Option("--tls", help=tr("尚未实现", "Not built yet"))] = False,
    workers: Annotated[int, typer.Option("--workers", help=tr("目前只有 1", "Only 1 is built"))] = 1,
    data: Annotated[
        Path | None, typer.Option("--data", help=tr("数据目录（须为空）", "Directory to use; empty"))
    ] = None,
    lockout: Annotated[
        int, typer.Option("--lockout", min=1, help=tr("几次失败后锁定", "Failures before a lock-out"))
    ] = NO_LOCKOUT,
    as_json: JsonFlag = False,
    lang: LangChoice = Lang.ZH,
) -> None:
    """Exit status 0 when told to stop, 130 if that was before it was ready, 2 for options wrong or not built."""
    _check(profile, suite, tls, workers, data)
    with told_to_stop() as work, running(backend.rstrip("/"), suite, lockout, data, profile) as (line, processes, _):
        work.done = True
        if as_json:
            emit(line)
        else:
            _show(line)
        until_told(processes)


def _check(profile: str, suite: str, tls: bool, workers: int, data: Path | None) -> None:
    """End the command for what this version cannot do."""
    if profile not in PROFILES:
        refuse(tr(f"没有 profile {profile}", f"--profile {profile} is none of {', '.join(PROFILES)}"))
    if suite not in ("sm", "intl"):
        refuse(tr(f"没有 suite {suite}", f"--suite {suite} is none of sm, intl"))
    if tls:
        refuse(tr("--tls 尚未实现", "--tls is not built yet"))
    if workers != 1:
        refuse(tr("--workers 目前只能为 1", "--workers other than 1 is not built yet"))
    if data is not None and data.exists() and (not data.is_dir() or any(data.iterdir())):
        refuse(tr(f"{data} 不是空目录", f"{data} is not an empty directory"))
    if data is not None:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)


def _show(line: dict[str, Any]) -> None:
    for name, value in line.items():
        if isinstance(value, dict):
            for key, inner in value.items():
                say(f"{name}.{key}: {inner}")
        else:
            say(f"{name}: {value}")
    call = f"curl -H 'X-Road-Client: {line['client']}' {line['consumer_url']}/r1/{line['service']}/any/path"
    note(tr(f"试一试：{call}", f"try: {call}"))
