"""The third member's gateway as a test plays it: its registered keys, certificate and log, and the real protocol.

It tells the truth unless a test bends one thing: every message is built by `chain_node.evidence`, every signature is
made with a key that the ledger has. It keeps no log and anchors nothing.
"""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from chain_node.crypto.suite import PrivateKey, get_suite
from chain_node.evidence.basis import BlockBasis, DecisionBasis, RequestBasis
from chain_node.evidence.checkpoint import log_id
from chain_node.evidence.commitments import Opening, commit, decode_openings, encode_openings
from chain_node.evidence.promise import Promise
from chain_node.evidence.receipt import sign_batch
from chain_node.evidence.statement import FIRST_PREV, MType, Statement, digest, encode, parse
from chain_node.ledger.bindings import Consortium
from chain_node.ledger.reasons import Reason
from chain_node.ledger.records import KeyPurpose
from exchange_api import config as configuration
from exchange_api.adapters import frames
from exchange_api.adapters.tls import PeerTrust, client_context
from exchange_api.commitments import commitment_items
from exchange_api.message import body_hasher, read_call, request_hash, split_lines
from exchange_api.provision import open_keys, tls_password
from scripts.demo.cast import CIVIL, FUND, MARKET
from scripts.network.chain import Act
from scripts.network.duties import SYSTEM
from scripts.network.network import Gateway
from tests.conformance.xroad.wire import Request
from tests.robustness.back_end import read_body, serving
from tests.robustness.stack import LIARS_SERVICE, PROVIDER, SERVICE, Stack

INTL = 1
EXCHANGE = "/peer/v1/exchange"
Bend = Callable[["Draft"], None]


@dataclass
class Draft:
    """A message before it is signed, all that a lie may change. `more`: what travels as the body instead of `body`.

    `silent_s`: nothing is sent, and the connection is closed after so many seconds.
    """

    statement: Statement
    items: list[tuple[str, int, bytes]]
    body: bytes
    key: PrivateKey
    openings: Callable[[tuple[Opening, ...]], tuple[Opening, ...]] = lambda opened: opened
    more: bytes | None = None
    raw: bytes | None = None
    silent_s: float = 0.0

    def set(self, **changes: Any) -> None:
        """Change parts of the statement."""
        self.statement = self.statement._replace(**changes)

    def item(self, label: str, value: bytes | None, profile: int = 0) -> None:
        """Put a committed value in the place of another, or leave it out."""
        self.items = [one for one in self.items if one[0] != label]
        if value is not None:
            self.items.append((label, profile, value))

    def framed(self) -> bytes:
        """The signed message with its openings and body, as it travels; or `raw` instead."""
        if self.raw is not None:
            return self.raw
        commitments, opened = commit(self.statement.suite, self.items, os.urandom(32 * len(self.items)))
        message = encode(self.statement._replace(commitments=commitments))
        [receipt] = sign_batch(self.statement.suite, self.key, [digest(self.statement.suite, message)])
        body = self.body if self.more is None else self.more
        return frames.encode(receipt, message, encode_openings(self.openings(opened)), body)


@dataclass(frozen=True)
class Told:
    """What a gateway answered: status, and either the signed statement or the code of an unsigned refusal."""

    status: int
    statement: Statement | None = None
    code: str = ""
    body: bytes = b""
    raw: bytes = b""

    @property
    def reason(self) -> Reason | None:
        """The reason of a signed answer."""
        basis = None if self.statement is None else self.statement.basis
        return Reason(basis.reason) if isinstance(basis, DecisionBasis) else None


@dataclass
class Liar:
    """See the module. `bend` is applied to every answer that it gives as a provider; `seen` are requests to it."""

    stack: Stack
    bend: Bend | None = None
    seen: list[frames.Frame] = field(default_factory=list)
    answered: list[bytes] = field(default_factory=list)
    _revoked: tuple[PrivateKey, int] | None = None
    _pairs: dict[str, tuple[int, bytes]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.config = configuration.load(self.stack.liar.data)
        self.keys = open_keys(self.config)
        self.key: PrivateKey = self.keys.load_signing("sign-intl")
        self.log = self.log_of(self.stack.liar)
        state = self.stack.network.chain.sync()
        service = state.service(LIARS_SERVICE.id)
        assert service is not None
        self.grant = state.grants(FUND.subsystem.id, service.resource_id)[0].grant_id

    def log_of(self, one: Gateway) -> bytes:
        """The id of a gateway's log."""
        chain = self.stack.network.chain
        anchors = chain.addresses["EvidenceAnchor"]
        return log_id(chain.trust.chain_id, anchors, one.ref.id, one.made.shard, one.made.log_profile)

    def password(self) -> bytes:
        """What opens the TLS key."""
        return tls_password(self.keys)

    def head(self) -> Any:
        """The ledger's newest block."""
        return self.stack.network.chain.ledger.head()

    def next(self, peer: str) -> tuple[int, bytes]:
        """The pair sequence's next number and the digest before it."""
        seq, prev = self._pairs.get(peer, (0, FIRST_PREV))
        return seq + 1, prev

    def sent(self, framed: bytes) -> None:
        """Take note of a message, so that the next one follows it."""
        frame = frames.decode(framed)
        assert frame is not None
        statement = parse(frame.message)
        self._pairs[statement.dst_gateway] = statement.pair_seq, digest(statement.suite, frame.message)

    def parsed(self, frame: frames.Frame) -> Statement:
        """The statement of a frame."""
        return parse(frame.message)

    def revoked_key(self) -> tuple[PrivateKey, int]:
        """A second key of this gateway, registered and revoked since, and a block at which it was valid."""
        if self._revoked is None:
            chain, key = self.stack.network.chain, get_suite(INTL).generate()
            system = chain.hand(CIVIL.member.path, SYSTEM)
            me = self.stack.liar.ref.id
            added = Consortium.encode_register_key(me, INTL, int(KeyPurpose.SIGN), key.public.spki, 0)
            valid = chain.perform([Act(system, "Consortium", added)])[0].block_number
            record = chain.sync().key(key.public.kid)
            assert record is not None
            since = chain.ledger.head().number
            revoking = Consortium.encode_revoke_key(record.raw, since, bytes(31) + b"\1")
            chain.perform([Act(system, "Consortium", revoking)])
            chain.sync()
            self.stack.network.settle()
            self._revoked = key, valid
        return self._revoked

    # -- as a consumer

    def request(self, path: str = "/liar", method: str = "POST", body: bytes = b"asked", client: str = "") -> Draft:
        """An honest request to the provider."""
        who = client or CIVIL.subsystem.path
        call = read_call(
            method, f"/r1/{SERVICE.path}{path}".encode(), [(b"X-Road-Client", who.encode())],
            own_request_id=b"11111111-1111-4111-8111-111111111111",
        )  # fmt: skip
        hasher = get_suite(INTL).hasher()
        hasher.update(body)
        now, head, to = int(time.time() * 1000), self.head(), MARKET.gateway.path
        seq, prev = self.next(to)
        statement = Statement(
            INTL, MType.REQ, os.urandom(16), self.log, who, to, MARKET.subsystem.path, SERVICE.path, None,
            now, now + 60_000, RequestBasis(head.number, head.hash, None, None), (), None, seq, prev, None,
        )  # fmt: skip
        return Draft(statement, commitment_items(call, [], hasher.digest()), body, self.key)

    def tell(self, framed: bytes, path: str = EXCHANGE, note: bool = True) -> Told:
        """Send a message to the provider's gateway over mutual TLS; its answer."""
        if note:
            self.sent(framed)
        return self.post(framed, path)

    def post(self, data: bytes, path: str = EXCHANGE) -> Told:
        """Send bytes to a path of the provider's peer listener."""
        gateway: Gateway = self.stack.gateways[PROVIDER]
        parts = urlsplit(gateway.urls["peer"])
        context = client_context(self.stack.liar.data / "tls", self.password, [gateway.made.tls_der])
        connection = http.client.HTTPSConnection(parts.hostname or "", parts.port, context=context, timeout=30)
        try:
            connection.request("POST", path, data)
            answer = connection.getresponse()
            raw = answer.read()
        finally:
            connection.close()
        if answer.status != 200:
            return Told(answer.status, code=json.loads(raw)["code"], raw=raw)
        frame = frames.decode(raw)
        assert frame is not None
        return Told(200, parse(frame.message), body=frame.first, raw=raw)

    # -- as a provider

    async def answer(self, request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """What this gateway says to a message of the consumer's."""
        frame = frames.decode(await read_body(request, reader))
        assert frame is not None
        self.seen.append(frame)
        asked = parse(frame.message)
        draft = self.acknowledge(frame, asked) if asked.mtype is MType.VOID else self.reply(frame, asked)
        if self.bend is not None and asked.mtype is MType.REQ:
            self.bend(draft)
        if draft.silent_s:
            await asyncio.sleep(draft.silent_s)
            return False
        data = draft.framed()  # nothing is awaited from its number on: two answers at once would have the same one
        if draft.raw is None:
            self.sent(data)
            self.answered.append(data)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(data), data))
        await writer.drain()
        return True

    def reply(self, frame: frames.Frame, asked: Statement) -> Draft:
        """The honest answer to a request: its own body."""
        values = {one.label: one.value for one in decode_openings(frame.openings)}
        method, _, target = values["target"].partition(b" ")
        call = read_call(method.decode(), target, split_lines(values["headers"]), own_request_id=None)
        sha512 = body_hasher()
        sha512.update(frame.first)
        own_hash = request_hash(call, sha512.digest() if frame.first else None)
        body = b'{"a":"truth"}'
        hasher = get_suite(INTL).hasher()
        hasher.update(body)
        head = self.head()
        items = [
            ("body", 0, hasher.digest()), ("target", 0, b"200"),
            ("headers", 0, b"X-Own:1\r\nx-road-request-hash:" + own_hash + b"\r\n"), ("f/a", 1, b'["truth"]'),
        ]  # fmt: skip
        basis = DecisionBasis(head.number, head.hash, self.grant, int(Reason.GRANTED), bytes(32), 1, 1, 1)
        return Draft(self._answering(frame, asked, MType.RES, basis), items, body, self.key)

    def acknowledge(self, frame: frames.Frame, asked: Statement) -> Draft:
        """The answer to a VOID: never seen."""
        head = self.head()
        return Draft(self._answering(frame, asked, MType.ACK, BlockBasis(head.number, head.hash)), [], b"", self.key)

    def _answering(self, frame: frames.Frame, asked: Statement, mtype: MType, basis: Any) -> Statement:
        now, to = int(time.time() * 1000), FUND.gateway.path
        seq, prev = self.next(to)
        return Statement(
            INTL, mtype, asked.exchange_id, self.log, asked.dst, to, asked.src, asked.service,
            digest(asked.suite, frame.message), now, max(now, asked.expiry_ms), basis, (), None, seq, prev,
            Promise(self.log, len(self.seen), now, now + 3_600_000),
        )  # fmt: skip


async def nothing(request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
    """No such path."""
    await read_body(request, reader)
    writer.write(b'HTTP/1.1 404 None\r\nContent-Length: 27\r\n\r\n{"code":"x","message":"no"}')
    return True


@contextmanager
def lying(stack: Stack) -> Iterator[Liar]:
    """The third member's gateway, up."""
    config = configuration.load(stack.liar.data)
    trust = PeerTrust(stack.liar.data / "tls", lambda: tls_password(open_keys(config)))
    trust.add([one.made.tls_der for one in stack.gateways.values()])
    with serving(urlsplit(stack.liar.made.url).port or 0, trust.context) as listener:
        liar = Liar(stack)
        listener.acts[EXCHANGE] = liar.answer
        for path in ("/peer/v1/pairstate", "/peer/v1/checkpoint", "/peer/v1/hello"):
            listener.acts[path] = nothing
        yield liar
