"""`/peer/v1`: messages between gateways, on the mutual TLS listener.

    POST exchange     a signed request or void; the answer is signed
    POST pairstate    a proposal of a pair's state; the answer is ours
    POST checkpoint   a peer's anchored checkpoint, to be kept
    POST metadata     which of our services are described, and how
    GET  hello        versions and suites

The certificate is looked up on the ledger on every request, so that a key which is revoked ends a live connection. What
cannot be answered with a signature gets a status and JSON {"code", "message"}; such requests are counted per peer, and
once a minute one LOCAL leaf says how many there were.
"""

from __future__ import annotations

from typing import Protocol

from chain_node.errors import LianluError
from chain_node.evidence.canonical import sha256
from chain_node.evidence.leaf import Role
from chain_node.evidence.statement import MType
from chain_node.log.intents import Note
from chain_node.logs import get_logger
from exchange_api.adapters import frames
from exchange_api.adapters.spool import in_memory
from exchange_api.errors import PeerBodyCut, PeerMalformed, PeerMistake, PeerNotFound, Saturated
from exchange_api.service.context import Context
from exchange_api.service.metadata import PATH, Metadata
from exchange_api.service.provider import Provider
from exchange_api.service.voids import answer_void
from exchange_api.versions import HEADER, Version, parse_version
from exchange_api.web.asgi import JSON, Receive, Scope, Send, answer, answer_body, answer_json, be_patient, body_of

_OCTETS = (b"content-type", b"application/octet-stream")
log = get_logger(__name__)


class PairAnswerer(Protocol):
    """Answers a proposal of a pair's state (`chain_node.log.pairtalk.PairStates`)."""

    async def answer(self, message: bytes, receipt: bytes) -> tuple[bytes, bytes]:
        """Our answer's message and receipt."""
        ...


class CheckpointKeeper(Protocol):
    """Keeps what peers tell of their anchored heads."""

    async def keep(self, peer: str, data: bytes) -> None:
        """Check and keep one. Raises `PeerMalformed`."""
        ...


class PeerApp:
    """ASGI application of the peer listener."""

    def __init__(
        self,
        context: Context,
        provider: Provider,
        pairs: PairAnswerer,
        checkpoints: CheckpointKeeper,
        metadata: Metadata,
    ) -> None:
        self._context = context
        self._provider = provider
        self._pairs = pairs
        self._checkpoints = checkpoints
        self._metadata = metadata
        self._malformed: dict[str, int] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        messages, who = self._context.under.messages, self._who(scope)
        if full := messages.full(who):
            await self._saturated(full, scope, send)
            return
        messages.take(who)
        try:
            await self._answer(scope, receive, send)
        finally:
            messages.give(who)

    def _who(self, scope: Scope) -> bytes | None:
        """The gateway that asks: it may have two certificates, and has one share. None for nobody that is known."""
        try:
            return self._context.view.peer_by_certificate(scope["peer_certificate"]).gateway_id
        except LianluError:
            return None

    async def _saturated(self, limit: str, scope: Scope, send: Send) -> None:
        """Refuse without a signature, and without reading anything: a signature costs as much as an exchange."""
        error = Saturated("too many messages at once", limit=limit)
        self._context.metrics.reached(error)
        later = (b"retry-after", str(await be_patient(scope)).encode())
        await answer_json(send, error.status, {"code": error.code, "message": str(error)}, [later])

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            if scope["raw_target"] == b"/peer/v1/exchange" and scope["method"] == "POST":
                await self._exchange(scope, receive, send)
            else:
                await self._other(scope, receive, send)
        except PeerMistake as error:
            self._count(scope, error)
            await answer_json(send, error.status, {"code": error.xroad, "message": str(error)})
        except LianluError as error:
            self._context.metrics.event("peer_fault")
            self._context.metrics.reached(error)
            log.warning("peer.failed", code=error.code, text=str(error)[:200])
            code = getattr(error, "xroad", error.code).replace("ClientProxy", "ServerProxy")
            await answer_json(send, error.status, {"code": code, "message": str(error)})

    async def _exchange(self, scope: Scope, receive: Receive, send: Send) -> None:
        first, rest = await body_of(receive)
        asked = await self._provider.request(scope["peer_certificate"], first, rest)
        asked.too_old = bool(self._context.min_peer) and _version(scope) < self._context.min_peer
        if asked.statement.mtype is MType.VOID:
            reply = await answer_void(self._context, self._provider, asked)
        else:
            reply = await self._provider.answer(asked)
        length = len(reply.head) + reply.body.size
        await answer_body(send, 200, [_OCTETS, (b"content-length", str(length).encode())], reply.head, reply.body)

    async def _other(self, scope: Scope, receive: Receive, send: Send) -> None:
        gateway = self._context.view.peer_by_certificate(scope["peer_certificate"])
        call = scope["method"], scope["raw_target"]
        if call == ("GET", b"/peer/v1/hello"):
            suites = sorted(self._context.suites)
            document = {"gateway": self._context.own.path, "versions": [1], "suites": suites}
            if self._context.notices.server is not None:
                document["maintenance"] = self._context.notices.server
            await answer_json(send, 200, document)
        elif call == ("POST", b"/peer/v1/pairstate"):
            frame = frames.decode(await self._small(receive))
            if frame is None or frame.openings or frame.first:
                raise PeerMalformed("a proposal is a receipt and a message")
            try:
                message, receipt = await self._pairs.answer(frame.message, frame.receipt)
            except LianluError as error:
                if error.status >= 500:
                    raise
                raise PeerMalformed(str(error)) from None
            data = frames.encode(receipt, message, b"")
            await answer(send, 200, [_OCTETS, (b"content-length", str(len(data)).encode())], data)
        elif call == ("POST", b"/peer/v1/checkpoint"):
            await self._checkpoints.keep(gateway.path, await self._small(receive))
            await answer_json(send, 200, {})
        elif call == ("POST", PATH.encode()):
            told = await self._metadata.tell(gateway, await self._small(receive))
            await answer(send, 200, [(b"content-type", JSON), (b"content-length", str(len(told)).encode())], told)
        else:
            raise PeerNotFound("no such path between gateways")

    async def _small(self, receive: Receive) -> bytes:
        limit = self._context.limits.max_peer_message
        held = await in_memory(*await body_of(receive), limit)
        if held is None:
            raise PeerMalformed(f"more than {limit} bytes", limit="max_peer_message")
        return held

    def _count(self, scope: Scope, error: PeerMistake) -> None:
        self._context.metrics.event(error.code.replace(".", "_"))
        self._context.metrics.reached(error)
        if isinstance(error, PeerBodyCut):  # a line that broke is nobody's lie
            return
        certificate: bytes = scope["peer_certificate"] or b""
        who = certificate.hex() or "none"
        if len(self._malformed) < 1000 or who in self._malformed:
            self._malformed[who] = self._malformed.get(who, 0) + 1

    async def note_malformed(self) -> None:
        """One LOCAL leaf per peer with what was counted since the last time. Called once a minute."""
        counted, self._malformed = self._malformed, {}
        for who, count in counted.items():
            parts = ("peer_malformed", sha256(b"lianlu/peer\0" + who.encode()), sha256(b"%d" % count))
            await self._context.writer.submit(Note(Role.LOCAL, parts))


def _version(scope: Scope) -> Version:
    """The version that the peer says its gateway has: none if it says nothing."""
    told = [value for name, value in scope["headers"] if name.lower() == HEADER]
    return parse_version(told[-1].decode("latin-1")) if told else ()
