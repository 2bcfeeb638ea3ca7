"""The only wiring: from a data directory to the parts of a gateway, and to a process that runs until told to stop.

`init_gateway` and `registration` are for whoever provisions gateways by program (sandbox, demo, tests).
"""

from __future__ import annotations

import asyncio
import platform
import signal
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from chain_node.clock import Clock, SystemClock
from chain_node.crypto import selftest
from chain_node.crypto.keystore import KeyStore
from chain_node.crypto.suite import PrivateKey, get_suite
from chain_node.errors import LianluError
from chain_node.evidence.canonical import sha256
from chain_node.ledger.trust import Trust
from chain_node.log.anchoring import Anchorer
from chain_node.log.commit import Hook, no_hook
from chain_node.log.pairtalk import PairStates
from chain_node.log.settling import AnchorLimits
from chain_node.log.writer import LogWriter
from chain_node.logs import get_logger
from exchange_api import config as configuration
from exchange_api import ledger_access, process
from exchange_api.adapters import jobs, monitored, store, tls
from exchange_api.adapters.egress import EgressFilter
from exchange_api.adapters.peers import EvidencePeer, PeerClient
from exchange_api.adapters.spool import Spool
from exchange_api.adapters.systems import SystemClient
from exchange_api.adapters.vault import Vault
from exchange_api.addresses import address, egress_rule, networks
from exchange_api.aside import aside
from exchange_api.config import Config
from exchange_api.metrics import Metrics
from exchange_api.policy import Lockouts, Probes
from exchange_api.profiles import PROFILES
from exchange_api.provision import (
    ANCHOR_KEY,
    SUITE_NUMBERS,
    TOKEN_KEY,
    Registration,
    init_gateway,
    open_keys,
    registration,
    tls_password,
    vault_suite,
)
from exchange_api.runtime import Parts, Runtime
from exchange_api.service import checkpoints
from exchange_api.service.consumer import Consumer
from exchange_api.service.context import Context, Records
from exchange_api.service.metadata import Metadata
from exchange_api.service.provider import Provider
from exchange_api.service.receipts import Receipts
from exchange_api.service.routing import Router
from exchange_api.service.verify import Verifier
from exchange_api.service.view import LedgerView
from exchange_api.service.voids import Voider
from exchange_api.setup_errors import ConfigInvalid
from exchange_api.tokens import TokenVerifier
from exchange_api.versions import own_version, parse_version
from exchange_api.web.api.app import Management, build
from exchange_api.web.api.lockouts import Guarded
from exchange_api.web.clients import client_certificates, client_rules
from exchange_api.web.dialects import ManagementProtocol, xroad_protocol
from exchange_api.web.lists import ListClients
from exchange_api.web.operations import OperationsApp
from exchange_api.web.peer import PeerApp
from exchange_api.web.server import Listener, bind
from exchange_api.web.xroad import XRoadApp

__all__ = ["Registration", "init_gateway", "open_keys", "registration", "run"]
log = get_logger(__name__)


@dataclass(slots=True)
class Opened:
    """What is opened before the event loop turns: keys, sockets, the ledger's copy."""

    config: Config
    keys: KeyStore
    sockets: dict[str, socket.socket]
    access: ledger_access.Access
    hook: Hook = no_hook


async def build_parts(opened: Opened, clock: Clock) -> Parts:
    """All parts of a gateway whose log exists or can be made. Raises `LianluError`."""
    config, keys = opened.config, opened.keys
    suites = {SUITE_NUMBERS[name]: get_suite(name) for name in config.gateway.suites}
    signing: dict[int, PrivateKey] = {
        SUITE_NUMBERS[name]: keys.load_signing(f"sign-{name}") for name in config.gateway.suites
    }
    view = LedgerView(opened.access.replica, config.ref, frozenset(suites), clock, config.limits.max_ledger_lag)
    log_directory = config.data / "log"
    await ledger_access.ensure_log(opened.access, config, clock)
    schema = (*store.SCHEMA, *monitored.SCHEMA, *jobs.SCHEMA, *checkpoints.SCHEMA)
    writer = LogWriter.open(log_directory, signing, clock, hook=opened.hook, schema=schema)
    writer.start()
    rows = store.Reader(log_directory)
    password = partial(tls_password, keys)
    peers = PeerClient(config.data / "tls", password, config.limits)
    context = _context(opened, clock, view, writer, rows, peers, suites)
    evidence = EvidencePeer(peers, view)
    pairs = PairStates(writer, view, evidence, clock)
    limits = AnchorLimits(interval_s=config.ledger.anchor_interval_s, max_leaves=config.ledger.anchor_leaves)
    chain = opened.access.anchor_chain(writer.identity, keys.load_ledger(ANCHOR_KEY), config.data)
    anchorer = Anchorer(
        writer, chain, keys.load_ledger(ANCHOR_KEY), clock, pairs=pairs, peers=evidence, limits=limits, hook=opened.hook
    )
    provider = Provider(context)
    voider = Voider(context)
    router = Router(context)
    consumer = Consumer(context, voider, router)
    receipts = Receipts(log_directory)
    metadata = Metadata(context, router)
    peer_app = PeerApp(context, provider, pairs, checkpoints.Checkpoints(context), metadata)
    trust = tls.PeerTrust(config.data / "tls", password)
    parts = Parts(
        config, context, opened.access.follower, anchorer, pairs, provider, consumer, voider, metadata, receipts, rows,
        peer_app, trust, [], [], f"lianlu/{own_version()}", sha256(platform.node().encode()),
        partial(ledger_access.check_clock, opened.access, clock),
        aside(
            config, context, (consumer, voider), opened.access.trust, keys.subkey("callback").reveal(),
            f"lianlu/{own_version()}",
        ),
    )  # fmt: skip
    return parts


def _context(
    opened: Opened,
    clock: Clock,
    view: LedgerView,
    writer: LogWriter,
    rows: store.Reader,
    peers: PeerClient,
    suites: Mapping[int, Any],
) -> Context:
    config, keys, limits = opened.config, opened.keys, opened.config.limits
    rules = tuple(egress_rule(entry) for entry in config.egress.allow)
    own_ports = frozenset(
        {sock.getsockname()[1] for sock in opened.sockets.values()} | ledger_access.ports(config.ledger.urls)
    )
    egress = EgressFilter(rules, own_ports, ledger_access.endpoints(config.ledger.urls))
    wrapping, metrics = vault_suite(keys), Metrics()
    spool = partial(Spool, memory=limits.memory_body, max_body=limits.max_body, counted=metrics.limit)
    return Context(
        own=config.ref,
        log_id=writer.identity.log_id,
        writer=writer,
        view=view,
        follower=opened.access.follower,
        verifier=Verifier(view.cache),
        vault=Vault(config.data, wrapping, keys.subkey("keytree", wrapping.key_size).reveal()),
        spool=spool(config.data / "spool", quota=limits.spool_quota, share=limits.spool_share),
        suites=suites,
        peers=peers,
        systems=SystemClient(egress, connect_s=limits.backend_connect),
        clock=clock,
        limits=limits,
        metrics=metrics,
        records=Records(rows.last_record()),
        query_key=keys.subkey("query").reveal(),
        probes=Probes(limits.probes_per_subject),
        lockouts=Lockouts(limits.lockout_failures, limits.lockout_window, limits.lockout_time),
        profile=PROFILES[config.gateway.xroad_profile],
        min_peer=parse_version(config.gateway.min_peer_version),
        trusted_proxies=networks(config.listen.trusted_proxies),
        hook=opened.hook,
    )


def add_listeners(parts: Parts, runtime: Runtime, opened: Opened, clock: Clock) -> None:
    """The listeners and what answers on each."""
    config, context = parts.config, parts.context
    clients = client_rules(config)
    lists = ListClients(context, parts.metadata, clients, config.gateway.metadata_access == "open")
    exchanges = XRoadApp(context, parts.consumer, parts.aside.jobs, parts.metadata, parts.receipts, clients, lists)
    systems = parts.aside.systems(config, context, clients, exchanges)
    operations = OperationsApp(context.metrics, runtime.problems, runtime.waiting, runtime.gauges)
    tokens = TokenVerifier(config, opened.keys.load(TOKEN_KEY).private.reveal(), (parts.aside.callback_key.jwk(),))
    management = Management(
        parts.receipts, tokens, clock, config.ref.path, lambda: context.writer.durable_size, runtime.problems
    )
    sockets, protocol = opened.sockets, xroad_protocol(context.profile)
    listener = partial(Listener, limits=context.limits, counted=context.metrics.limit)
    parts.early = [
        listener(operations, sockets["operations"]),
        listener(systems, sockets["systems"], protocol=protocol),
    ]
    if "systems_tls" in sockets:
        context_tls = tls.system_server_context(
            config.data / "tls", partial(tls_password, opened.keys), client_certificates(config)
        )
        parts.early.append(listener(systems, sockets["systems_tls"], protocol=protocol, tls=context_tls))
    api = Guarded(build(management, *parts.aside.routers(context, management)), context)
    parts.late = [
        listener(parts.peer_app, sockets["peer"], tls=parts.trust.context),
        listener(api, sockets["management"], protocol=ManagementProtocol),
    ]


def bind_all(config: Config) -> dict[str, socket.socket]:
    """The sockets of all listeners. Raises `ConfigInvalid` if one cannot be had."""
    found: dict[str, socket.socket] = {}
    for name in ("operations", "systems", "systems_tls", "peer", "management"):
        text = getattr(config.listen, name)
        if not text:
            continue
        try:
            found[name] = bind(*address(text))
        except OSError as error:
            for sock in found.values():
                sock.close()
            raise ConfigInvalid(f"listen.{name} {text}: {error.strerror}") from None
    return found


def addresses(opened: Opened) -> dict[str, str]:
    """URL of each listener."""
    found = {}
    for name, sock in opened.sockets.items():
        host, port = sock.getsockname()[:2]
        scheme = "https" if name in ("peer", "systems_tls") else "http"
        shown = "127.0.0.1" if host == "0.0.0.0" else f"[{host}]" if ":" in host else host
        found[name] = f"{scheme}://{shown}:{port}"
    return found


def run(data: Path, ready: Callable[[dict[str, Any]], None], clock: Clock | None = None, hook: Hook = no_hook) -> None:
    """Run the gateway in `data` until SIGTERM or SIGINT. `ready` is told the addresses once exchanges are taken.

    `hook` is for fault tests; its points are those of writer, anchorer and `Context`. Raises `LianluError` if it cannot
    start, or had to stop.
    """
    import uvloop

    descriptors, config = process.allow_descriptors(), configuration.load(data)
    config = replace(config, limits=process.within(config.limits, descriptors))
    selftest.run(config.gateway.suites)
    keys = open_keys(config)
    trust = Trust.load(data / "trust.json")
    access = ledger_access.connect(config, trust)
    opened = Opened(config, keys, bind_all(config), access, hook)
    uvloop.run(_serve(opened, clock or SystemClock(), ready))


async def _serve(opened: Opened, clock: Clock, ready: Callable[[dict[str, Any]], None]) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    opened.access.follower.start()
    runtime: Runtime | None = None
    told = asyncio.create_task(stop.wait())
    try:
        starting = asyncio.create_task(_start(opened, clock))
        first: list[asyncio.Future[Any]] = [starting, told]
        await asyncio.wait(first, return_when=asyncio.FIRST_COMPLETED)
        if not starting.done():
            starting.cancel()
            await asyncio.gather(starting, return_exceptions=True)
            return
        runtime = starting.result()
        process.calm_collector()
        ready({"gateway": opened.config.ref.path, **addresses(opened)})
        ends: list[asyncio.Future[Any]] = [told, runtime.failed]
        await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        if runtime.failed.done():
            raise runtime.failed.result()
    finally:
        told.cancel()
        if runtime is not None:
            await runtime.stop()
        else:
            opened.access.follower.close()


async def _start(opened: Opened, clock: Clock) -> Runtime:
    parts = await build_parts(opened, clock)
    runtime = Runtime(parts)
    add_listeners(parts, runtime, opened, clock)
    try:
        await runtime.start()
    except BaseException as error:
        if isinstance(error, LianluError):
            log.error("gateway.start_failed", code=error.code, text=str(error))
        await runtime.stop()
        raise
    return runtime
