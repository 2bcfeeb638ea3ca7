"""Two gateways in this process, over real TLS, with real logs, keys and stores; only the ledger is a table in memory.

For tests of the exchange itself: the table changes at a word, and so do the answers of the back end. The whole of it
with a real ledger and real processes is in `test_gateway_processes`.
"""

from __future__ import annotations

import asyncio
import hashlib
import io
import json
import socket
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

import aiohttp
from yarl import URL

from chain_node.clock import SystemClock
from chain_node.crypto.kdf import Cost
from chain_node.crypto.secp256k1 import EthKey
from chain_node.errors import LedgerError
from chain_node.evidence.checkpoint import log_id
from chain_node.evidence.leaf import Role, encode_leaf
from chain_node.ids import GatewayRef, MemberRef, SubsystemRef
from chain_node.ledger.endpoints import NO_ENDPOINT
from chain_node.ledger.errors import LedgerOutdated
from chain_node.ledger.port import BlockRef
from chain_node.ledger.records import (
    Attribute,
    Field,
    FieldKind,
    Gateway,
    Grant,
    GrantState,
    Key,
    Log,
    Member,
    MemberStatus,
    Profile,
    Resource,
    ResourceStatus,
    Service,
    Subsystem,
)
from chain_node.ledger.state import LedgerState
from chain_node.ledger.tables import Tables
from chain_node.ledger.trust import Trust
from chain_node.log.anchorport import ChainHead, Outcome, TxState
from chain_node.log.journal import JournalEntry
from chain_node.log.store import LogIdentity, create
from exchange_api import bootstrap, declarations
from exchange_api.bootstrap import Opened, add_listeners, bind_all, build_parts
from exchange_api.config import Client, load
from exchange_api.ledger_access import Access
from exchange_api.provision import Registration, init_gateway, open_keys
from exchange_api.runtime import Parts, Runtime
from exchange_api.web.server import bind
from scripts.network.ports import free_ports
from scripts.sockets import listen
from tests.unit.exchange_api.serving import listening

assert NO_ENDPOINT == 255

CHAIN_ID = 4242
CONTRACT = bytes(range(20))
CHEAP = Cost("scrypt", 16 * 1024, 1)
FUND = MemberRef("LIANLU", "GOV", "GJJ")
MARKET = MemberRef("LIANLU", "GOV", "SCJG")
ASKER = SubsystemRef("LIANLU", "GOV", "GJJ", "SYS")
DENIED = SubsystemRef("LIANLU", "GOV", "GJJ", "OTHER")
OWNER = SubsystemRef("LIANLU", "GOV", "SCJG", "SCJG")


class TableLedger:
    """The ledger as a table: `ReplicaPort` and follower at once."""

    def __init__(self) -> None:
        self.tables = Tables()
        self._heads = [BlockRef(0, bytes(32), int(time.time()) - 60)]
        self.broken: LedgerError | None = None
        self.next_block()

    @property
    def head(self) -> BlockRef:
        return self._heads[-1]

    def next_block(self, timestamp: int | None = None) -> int:
        """Seal a block; what is put with its number shows from now on."""
        number = len(self._heads)
        digest = hashlib.sha256(b"block %d" % number).digest()
        self._heads.append(BlockRef(number, digest, int(time.time()) if timestamp is None else timestamp))
        return number

    @property
    def coming(self) -> int:
        return len(self._heads)

    def at(self, number: int) -> LedgerState:
        return LedgerState(self.tables, self._heads[number])

    def block_hash(self, number: int) -> bytes:
        if number >= len(self._heads):
            raise LedgerOutdated("not yet")
        return self._heads[number].hash

    @property
    def state(self) -> LedgerState:
        return self.at(self.head.number)

    async def wait_for(self, number: int, timeout: float) -> BlockRef:
        if self.head.number < number:
            await asyncio.sleep(min(timeout, 0.1))
        if self.head.number < number:
            raise LedgerOutdated("not yet")
        return self.head

    @property
    def status(self) -> Any:
        class Status:
            last_error = None

        return Status

    def start(self) -> None: ...
    def close(self, timeout: float = 0) -> None: ...


class MemoryAnchors:
    """`AnchorChain` of one log in memory."""

    def __init__(self) -> None:
        self._head = ChainHead(0, 0, bytes(32))
        self.entries: list[JournalEntry] = []
        self.broken: LedgerError | None = None

    def head(self) -> ChainHead:
        return self._head

    def submit(self, entry: JournalEntry, proof: Sequence[bytes]) -> None:
        if self.broken is not None:
            raise self.broken
        assert (entry.prev_size, entry.prev_root) == (self._head.size, self._head.root)
        self._head = ChainHead(entry.epoch, entry.size, entry.root)
        self.entries.append(entry)

    def outcome(self, entry: JournalEntry) -> Outcome:
        if entry.epoch <= self._head.epoch:
            return Outcome(TxState.MINED, bytes(32), entry.epoch)
        return Outcome(TxState.NONE)

    def pump(self) -> None: ...


class TableAccess(Access):
    """What `ledger_access.connect` gives, for the table."""

    anchors: MemoryAnchors

    def anchor_chain(self, identity: LogIdentity, key: EthKey, data: Path) -> Any:
        return self.anchors

    def newest(self) -> BlockRef:
        """The head as if it were new: blocks are made here when a test wants one."""
        ledger: Any = self.ledger
        return replace(ledger.head, timestamp=int(time.time()))


@dataclass
class BackEnd:
    """The provider's information system: counts its calls, answers what it is told."""

    calls: list[dict[str, Any]] = field(default_factory=list)
    answer: Callable[[dict[str, Any]], tuple[int, list[tuple[bytes, bytes]], bytes]] = lambda call: (
        200,
        [(b"content-type", b"application/json")],
        b'{"data":{"tyshxydm":"X1","frxm":"\xe5\xbc\xa0\xe5\xb0\x8f\xe6\x98\x8e","sfz":"990101199001011234"}}',
    )
    delay_s: float = 0.0

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        call = {
            "method": scope["method"],
            "target": scope["raw_target"].decode(),
            "headers": [(n.decode(), v.decode("utf-8")) for n, v in scope["headers"]],
            "body": body,
        }
        self.calls.append(call)
        if self.delay_s:
            await asyncio.sleep(self.delay_s)
        status, headers, data = self.answer(call)
        length = (b"content-length", str(len(data)).encode())
        await send({"type": "http.response.start", "status": status, "headers": [*headers, length]})
        await send({"type": "http.response.body", "body": data})


@dataclass
class Side:
    """One gateway of the pair."""

    data: Path
    registration: Registration
    runtime: Runtime
    parts: Parts
    urls: dict[str, str]
    anchors: MemoryAnchors
    held: socket.socket | None = None

    async def stop(self) -> None:
        """Stop, and hold the port of the peer listener, which nobody else may get before this side starts again."""
        await self.runtime.stop()
        self.release()
        self.held = socket.socket()
        self.held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.held.bind(("127.0.0.1", int(self.registration.url.rsplit(":", 1)[1])))

    def release(self) -> None:
        """Let the port go."""
        if self.held is not None:
            self.held.close()
            self.held = None


@dataclass
class Pair:
    """Both gateways, the ledger's table, the back end, and a client of the consumer."""

    directory: Path
    ledger: TableLedger
    backend: BackEnd
    backend_url: str
    http: aiohttp.ClientSession
    suites: tuple[str, ...]
    profile: str = "spec"
    limits: Mapping[str, int | str] = field(default_factory=dict)
    provider_limits: Mapping[str, int | str] = field(default_factory=dict)
    sides: dict[str, Side] = field(default_factory=dict)
    reserved: dict[str, socket.socket] = field(default_factory=dict)

    @property
    def consumer(self) -> Side:
        return self.sides["GJJ"]

    @property
    def provider(self) -> Side:
        return self.sides["SCJG"]

    def put(self, put: Callable[[int], None]) -> None:
        """Change the ledger's table in a new block."""
        put(self.ledger.coming)
        self.ledger.next_block()

    def grant(self, resource: str = "plain", **changes: Any) -> Grant:
        """Grant `resource` to the asker, in a new block."""
        now = int(time.time())
        made = Grant(
            hashlib.sha256(f"grant {resource} {self.ledger.coming}".encode()).digest(), bytes(32), ASKER.id,
            resource_id(resource), 0, (), 0, 0, now - 3600, now + 3600, b"", GrantState.ACTIVE,
        )  # fmt: skip
        made = replace(made, **changes)
        self.put(lambda block: self.ledger.tables.put_grant(block, made))
        return made

    def declare(self, text: str, side: Side | None = None) -> None:
        """Put a declaration into force at the provider, or at another gateway of it."""
        at = side or self.provider
        declarations.apply(at.data / "services", text.encode(), MARKET)
        at.runtime.load_services()

    async def ask(
        self,
        path: str = "/x",
        *,
        service: str = "plain",
        method: str = "GET",
        client: str = ASKER.path,
        body: Any = None,
        headers: dict[str, str] | None = None,
        port: str = "systems",
    ) -> Answer:
        """Call a service through the consumer's gateway."""
        url = f"{self.consumer.urls[port]}/r1/{OWNER.path}/{service}{path}"
        sent = {"X-Road-Client": client, **(headers or {})}
        data = io.BytesIO(body) if isinstance(body, bytes) else body
        target = URL(url, encoded=True)
        async with self.http.request(method, target, data=data, headers=sent, allow_redirects=False) as response:
            return Answer(response.status, response.headers, await response.read())

    async def receipt(self, answer: Answer) -> dict[str, Any]:
        """The consumer's receipt of an answer."""
        return await self.consumer.parts.receipts.get(answer.headers["lianlu-receipt"])


@dataclass
class Answer:
    """What the information system got."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def error(self) -> str | None:
        return self.headers.get("x-road-error")

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def resource_id(name: str) -> bytes:
    return hashlib.sha256(f"resource {name}".encode()).digest()


# Twenty seconds: a disk that stands still for two is no fault of what is tested.
PLAIN = """
service = "plain"
subsystem = "SCJG"
base_url = "{url}/be"
timeout_s = 20
"""
MASKED = """
service = "masked"
subsystem = "SCJG"
base_url = "{url}"
idempotent = true
[records]
pointer = "/data"
[[field]]
code = "code"
from = "/tyshxydm"
[[field]]
code = "legal_rep"
from = "/frxm"
mask = "name_strict"
[[field]]
code = "id_no"
from = "/sfz"
mask = "resident_id_strict"
[[predicate]]
id = "rep_is"
inputs = [["name", "text"]]
expr = ["eq", ["field", "/frxm"], ["input", "name"]]
"""


def found_members(ledger: TableLedger) -> None:
    """Members, subsystems and services, as registered."""
    tables, block = ledger.tables, 1
    for member in (FUND, MARKET):
        record = Member(member.id, member.path, member.member_code, "", 127, MemberStatus.ACTIVE)
        tables.put_member(block, record)
    for one in (ASKER, DENIED, OWNER):
        tables.put_subsystem(block, Subsystem(one.id, one.path, one.member.id, True))
    from chain_node.ids import ServiceRef
    from chain_node.ledger.records import Endpoint

    masked = declarations.parse(MASKED.replace("{url}", "http://127.0.0.1:1").encode(), MARKET)
    fields = tuple(
        Field(
            one["code"], one["level"], Profile(one["default_profile"]), FieldKind(one["kind"]), one["definition_digest"]
        )
        for one in declarations.on_ledger(masked)["fields"]
    )
    shapes = {
        "plain": ((Endpoint("*", "/*"),), ()),
        "some": ((Endpoint("GET", "/allowed/*"),), ()),
        "masked": ((Endpoint("*", "/*"),), fields),
    }
    for name, (endpoints, shape) in shapes.items():
        ref = ServiceRef("LIANLU", "GOV", "SCJG", "SCJG", name)
        resource = Resource(
            resource_id(name), MARKET.id, Attribute.CONDITIONAL, ResourceStatus.PUBLISHED, cast(Any, shape)
        )
        tables.put_resource(block, resource)
        tables.put_service(
            block, Service(ref.id, ref.path, OWNER.id, MARKET.id, resource.resource_id, cast(Any, endpoints), True)
        )


def field_of(one: dict[str, Any]) -> Field:
    """A field as `declarations.on_ledger` describes it."""
    profile, kind = Profile(one["default_profile"]), FieldKind(one["kind"])
    return Field(one["code"], one["level"], profile, kind, one["definition_digest"])


def register(ledger: TableLedger, made: Registration) -> None:
    """What the member's SYSTEM duty registers of a gateway."""
    tables, block, ref = ledger.tables, 1, made.gateway
    tables.put_gateway(
        block,
        Gateway(
            ref.id, ref.path, ref.member.id, made.url, made.tls_sha256, bytes(32), made.tls_der, b"", made.anchor, True
        ),
    )
    for key in made.keys:
        tables.put_key(block, Key(key.kid, key.suite, key.purpose, key.spki, ref.id, 0, 0, 0))
    identity = log_id(CHAIN_ID, CONTRACT, ref.id, 0, made.log_profile)
    tables.put_log(block, Log(identity, ref.id, 0, made.log_profile, bytes(32), 0, bytes(32), 0, bytes(32), 0, False))


def side_name(ref: GatewayRef) -> str:
    """Under which name a gateway is in `Pair.sides`: its member's code, and the server's if that is not the first."""
    return ref.member_code if ref.server_code == "GW1" else f"{ref.member_code}-{ref.server_code}"


def make(
    pair: Pair, member: MemberRef, clients: Sequence[Client] = (), server: str = "GW1", **listen_on: str
) -> tuple[Path, Registration]:
    """Create a gateway's directory, register it, and make its log."""
    named = GatewayRef(*member_parts(member), server)
    data = pair.directory / side_name(named)
    sock = pair.reserved[side_name(named)] = listen(*free_ports(1))
    port = sock.getsockname()[1]
    made = init_gateway(
        data,
        gateway=named.path,
        url=f"https://127.0.0.1:{port}",
        suites=pair.suites,
        listen={
            "systems": "127.0.0.1:0",
            "peer": "127.0.0.1:0",
            "management": "127.0.0.1:0",
            "operations": "127.0.0.1:0",
            **listen_on,
        },
        clients=clients,
        egress=["127.0.0.1/32:*"],
        anchor_interval_s=1,
        sections={
            "gateway": {"xroad_profile": pair.profile},
            "limits": {
                "min_free_bytes": 0,
                "min_free_percent": 0,
                **pair.limits,
                **(pair.provider_limits if member == MARKET else {}),
            },
        },
        key_cost=CHEAP,
    )
    register(pair.ledger, made)
    ref = made.gateway
    identity = LogIdentity(
        log_id(CHAIN_ID, CONTRACT, ref.id, 0, made.log_profile),
        CHAIN_ID,
        CONTRACT,
        ref.path,
        ref.id,
        0,
        made.log_profile,
    )
    genesis = encode_leaf(identity.log_id, 0, Role.GENESIS, int(time.time() * 1000), (None, 0, bytes(32), 0, "test"))
    create(data / "log", identity, genesis)
    return data, made


def member_parts(member: MemberRef) -> tuple[str, str, str]:
    return member.instance, member.member_class, member.member_code


async def start(pair: Pair, data: Path, made: Registration, anchors: MemoryAnchors | None = None) -> Side:
    """Start a gateway in this process."""
    config = load(data, {})
    trust = Trust("LIANLU", "embedded", CHAIN_ID, bytes(32), bytes(20))
    ledger: Any = pair.ledger
    access = TableAccess(trust, ledger, ledger, ledger, ledger)
    access.anchors = anchors or MemoryAnchors()
    opened = Opened(config, open_keys(config), bind_all(config), access)
    reserved = pair.reserved.pop(side_name(made.gateway), None)
    port = int(made.url.rsplit(":", 1)[1])
    opened.sockets["peer"].close()
    opened.sockets["peer"] = bind("127.0.0.1", port) if reserved is None else reserved
    opened.sockets["peer"].setblocking(False)
    clock = SystemClock()
    parts = await build_parts(opened, clock)
    runtime = Runtime(parts)
    add_listeners(parts, runtime, opened, clock)
    await runtime.start()
    side = Side(data, made, runtime, parts, bootstrap.addresses(opened), access.anchors)
    before = pair.sides.get(side_name(made.gateway))
    if before is not None:
        before.release()
    pair.sides[side_name(made.gateway)] = side
    return side


@asynccontextmanager
async def gateways(
    directory: Path,
    suites: tuple[str, ...] = ("intl",),
    https: Mapping[str, str] | None = None,
    profile: str = "spec",
    limits: Mapping[str, int | str] | None = None,
    provider_limits: Mapping[str, int | str] | None = None,
) -> AsyncIterator[Pair]:
    """Both gateways, up; stopped at the end. `https`: certificate files; the asker then connects by SSLAUTH with `own`
    and `expired`, the other client with `other`. `limits`: of both; `provider_limits`: of the provider."""
    backend = BackEnd()
    clients = [Client(one.path, "NOSSL") for one in (ASKER, DENIED)]
    listen_on = {}
    if https is not None:
        clients = [
            Client(ASKER.path, "SSLAUTH", certificates=(https["own"], https["expired"])),
            Client(DENIED.path, "SSLAUTH", certificates=(https["other"],)),
        ]
        listen_on = {"systems_tls": "127.0.0.1:0"}
    async with listening(backend) as port, aiohttp.ClientSession(auto_decompress=False) as http:
        url = f"http://127.0.0.1:{port}"
        pair = Pair(directory, TableLedger(), backend, url, http, suites, profile)
        pair.limits, pair.provider_limits = limits or {}, provider_limits or {}
        found_members(pair.ledger)
        made = {"GJJ": make(pair, FUND, clients, **listen_on), "SCJG": make(pair, MARKET)}
        pair.ledger.next_block()
        for name in ("SCJG", "GJJ"):
            await start(pair, *made[name])
        for text in (PLAIN, MASKED, PLAIN.replace('"plain"', '"some"')):
            pair.declare(text.replace("{url}", url))
        try:
            yield pair
        finally:
            for side in pair.sides.values():
                await side.stop()
                side.release()
