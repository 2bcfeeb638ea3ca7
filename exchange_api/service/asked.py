"""A request that came from a peer: parsed, verified, opened, and understood; or refused before it can be logged.

Order: the certificate (which gateway) -> framing and statement -> addressee, log, times -> signature -> openings. What
fails here is answered without a signature, counted, and never becomes a RECV leaf: nobody can be held to it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import cast

from chain_node.errors import CryptoError, EvidenceError
from chain_node.evidence.basis import RequestBasis
from chain_node.evidence.commitments import decode_openings, verify_openings
from chain_node.evidence.receipt import parse_receipt
from chain_node.evidence.statement import LONGEST_VALIDITY_MS, WAITED_FOR_MS, MType, Statement, digest, parse
from chain_node.ledger.records import Gateway
from exchange_api.adapters import frames
from exchange_api.errors import BadRequest, CallerMistake, MissingSignature, PeerClockSkew, PeerMalformed
from exchange_api.message import Call, opened_call, subsystem_path
from exchange_api.service.context import SKEW_MS, Context


@dataclass(slots=True)
class Asked:
    """A verified message of a peer. `values` are the opened values by label; `first` and `rest` are its body;
    `too_old`: the peer's gateway is older than this one deals with."""

    gateway: Gateway
    statement: Statement
    message: bytes
    receipt: bytes
    digest: bytes
    openings: bytes
    values: dict[str, bytes]
    first: bytes
    rest: AsyncIterator[bytes]
    now_ms: int
    too_old: bool = False

    @property
    def key(self) -> tuple[bytes, bytes]:
        """What identifies the exchange at this gateway."""
        return self.statement.exchange_id, self.statement.src_log

    @property
    def peer(self) -> str:
        """Path of the gateway that sent it."""
        return self.gateway.path

    @property
    def later(self) -> bool:
        """Whether it is valid for longer than anybody waits: its answer is fetched later, and it may be sent again."""
        return self.statement.expiry_ms - self.statement.ts_ms > WAITED_FOR_MS

    @property
    def basis(self) -> RequestBasis:
        """The request's basis."""
        return cast(RequestBasis, self.statement.basis)


async def receive(context: Context, certificate: bytes | None, first: bytes, rest: AsyncIterator[bytes]) -> Asked:
    """Take in a message. Raises `PeerMistake` subclasses, to be answered without a signature."""
    gateway = context.view.peer_by_certificate(certificate)
    frame = await frames.read(first, rest)
    now_ms = context.clock.now_ms()
    try:
        statement = parse(frame.message)
        _check_envelope(context, gateway, statement, now_ms)
        parsed = parse_receipt(frame.receipt)
        if parsed.suite != statement.suite:
            raise PeerMalformed("message and receipt are of different suites")
        if statement.suite not in context.suites:
            raise PeerMalformed("this gateway does not have the message's suite")
        key = context.view.key_of(parsed.kid, gateway.gateway_id, parsed.suite, statement.basis.block)
        message_digest = digest(statement.suite, frame.message)
        await context.verifier.check(parsed, message_digest, key)
        values: dict[str, bytes] = {}
        if statement.mtype is MType.REQ:
            openings = decode_openings(frame.openings)
            verify_openings(statement.suite, statement.commitments, openings)
            values = {one.label: one.value for one in openings}
    except (EvidenceError, CryptoError, MissingSignature) as error:
        raise PeerMalformed(str(error)) from None
    return Asked(
        gateway,
        statement,
        frame.message,
        frame.receipt,
        message_digest,
        frame.openings,
        values,
        frame.first,
        rest,
        now_ms,
    )


def _check_envelope(context: Context, gateway: Gateway, statement: Statement, now_ms: int) -> None:
    if statement.mtype not in (MType.REQ, MType.VOID):
        raise PeerMalformed(f"a {statement.mtype.name} is not for this path")
    if statement.dst_gateway != context.own.path:
        raise PeerMalformed("the message is for another gateway")
    if context.view.log_gateway(statement.src_log) != gateway.gateway_id:
        raise PeerMalformed("the message is from a log that is not this peer's, or is frozen")
    if statement.ts_ms > now_ms + SKEW_MS:
        raise PeerClockSkew("the message is dated more than 60 s in the future")
    if statement.expiry_ms - statement.ts_ms > LONGEST_VALIDITY_MS:
        raise PeerClockSkew("the message is valid for more than 7 days")
    if statement.expiry_ms + context.limits.keep_dedup * 1000 < now_ms:
        raise PeerClockSkew("the message expired long ago", limit="keep_dedup")


def understand(asked: Asked) -> Call:
    """The call that a verified request makes. Raises `BadRequest` if its parts contradict each other.

    The statement names who asks whom for what; the opened target and headers must say the same.
    """
    values, statement = asked.values, asked.statement
    try:
        call = opened_call(values)
        if len(values["body"]) != 32:
            raise BadRequest("the body's digest has not 32 bytes")
    except (KeyError, UnicodeDecodeError) as error:
        raise BadRequest(f"the request lacks a part: {error}") from None
    except CallerMistake as error:
        raise BadRequest(str(error)) from None
    if call.client.path != statement.src or call.service.path != statement.service:
        raise BadRequest("statement and target name different parties")
    if statement.dst != subsystem_path(call.service):
        raise BadRequest("statement and service name different providers")
    if values.get("user") != call.user or values.get("issue") != call.issue:
        raise BadRequest("statement and headers name different users or cases")
    if asked.basis.case_id != call.case_id:
        raise BadRequest("statement and headers name different cases")
    fields = {label[2:] for label in values if label.startswith("f/")}
    if fields != set(call.fields or ()):
        raise BadRequest("statement and headers ask for different fields")
    if not call.message_id or not call.request_id:
        raise BadRequest("the request has no message id")
    return call
