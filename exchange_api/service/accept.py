"""Taking in an answer: nothing of it counts before its signature, its reference and every commitment were checked.

Order: statement and receipt -> from the gateway asked, to us, about this request -> key live at the block it names ->
signature -> promise about our request -> openings -> body -> exactly the fields that it says, with their values.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hmac import compare_digest

from chain_node.crypto.suite import Hasher
from chain_node.errors import CryptoError, EvidenceError
from chain_node.evidence.basis import Basis, DecisionBasis
from chain_node.evidence.commitments import decode_openings, verify_openings
from chain_node.evidence.receipt import parse_receipt
from chain_node.evidence.statement import MType, Statement, digest, parse
from chain_node.ledger.errors import LedgerOutdated
from chain_node.ledger.reasons import Reason
from exchange_api.adapters.peers import PeerAnswer
from exchange_api.adapters.spool import Body, in_memory
from exchange_api.disclosure import check_release
from exchange_api.errors import BadRequest, BodyTooLarge, InconsistentResponse, MissingSignature
from exchange_api.message import HOP_BY_HOP, split_lines
from exchange_api.service.context import SKEW_MS, Context, spool_name
from exchange_api.service.view import Route

FRESH_S = 30
"""Age of the newest block known beyond which the ledger is taken to be unreachable: one is sealed every 15 s."""
HASH_NAME = b"x-road-request-hash"
_STATUS = re.compile(rb"[2-5][0-9]{2}")
MAX_FILTERED_BYTES = 16 * 1024 * 1024
MAX_NOTICE_BYTES = 64 * 1024


@dataclass(slots=True)
class Accepted:
    """A verified answer. `headers` without the request hash; `fields` the codes disclosed; `header_bytes` as signed."""

    statement: Statement
    message: bytes
    receipt: bytes
    digest: bytes
    openings: bytes
    reason: Reason
    grant_id: bytes | None
    rows: int
    status: int
    headers: list[tuple[bytes, bytes]]
    request_hash: bytes
    fields: frozenset[str]
    body: Body
    header_bytes: int = 0


async def verify_answer(
    context: Context, frame_message: bytes, frame_receipt: bytes, gateway_id: bytes
) -> tuple[Statement, bytes]:
    """Statement and digest of a message signed by that gateway. Raises `MissingSignature`, `InconsistentResponse`."""
    try:
        statement = parse(frame_message)
        parsed = parse_receipt(frame_receipt)
        if parsed.suite != statement.suite:
            raise MissingSignature("message and receipt are of different suites")
        if context.view.log_gateway(statement.src_log) != gateway_id:
            raise InconsistentResponse("the answer is from another gateway's log")
        key = context.view.key_of(parsed.kid, gateway_id, parsed.suite, statement.basis.block)
        found = digest(statement.suite, frame_message)
        await context.verifier.check(parsed, found, key)
    except (EvidenceError, CryptoError) as error:
        raise MissingSignature(str(error)) from None
    await _check_block(context, statement.basis)
    return statement, found


async def _check_block(context: Context, basis: Basis) -> None:
    """Raise `InconsistentResponse` for a block that the ledger does not have: it would contradict our log.
    One that was not read yet is waited for; a gateway that cannot read the ledger goes on without, as in any outage."""
    known = context.view.block_hash(basis.block)
    if known is None:
        try:
            await context.follower.wait_for(basis.block, context.limits.block_wait)
        except LedgerOutdated:
            if (context.view.age_s() or 0) <= FRESH_S:
                raise InconsistentResponse("the answer stands on a block that the ledger does not have") from None
            return
        known = context.view.block_hash(basis.block)
    if known != basis.block_hash:
        raise InconsistentResponse("the answer stands on a block that is not on this ledger")


@dataclass(frozen=True, slots=True)
class Expected:
    """What an answer must be about: the request's digest, exchange id and parties; `record` and `key` for its body, and
    until when its file is kept (seconds since 1970), if it must outlive the call."""

    digest: bytes
    exchange_id: bytes
    src: str
    dst: str
    service: str
    record: int
    key: bytes
    keep_until: float | None = None


async def accept(context: Context, answer: PeerAnswer, expected: Expected, route: Route) -> Accepted:
    """Verify an answer to a request, its body included. Raises `MissingSignature`, `InconsistentResponse`."""
    frame = answer.frame
    statement, found = await verify_answer(context, frame.message, frame.receipt, route.gateway.gateway_id)
    _check_reference(context, statement, expected, route)
    try:
        openings = decode_openings(frame.openings)
        verify_openings(statement.suite, statement.commitments, openings)
    except EvidenceError as error:
        raise InconsistentResponse(f"the answer does not open: {error}") from None
    values = {one.label: one.value for one in openings}
    body = await _body(context, answer, values, statement, expected)
    try:
        made = _understand(statement, found, answer, values, body)
        if made.fields or _declared(context, route, statement.basis.block):
            await _check_fields(made, values)
        return made
    except BaseException:
        body.drop()
        raise


def _declared(context: Context, route: Route, block: int) -> bool:
    """Whether the ledger said at `block` that this service's answers are filtered."""
    if route.service is None:
        return False
    state = context.view.state_at(block)
    service = state.service(route.service.service_id)
    resource = None if service is None else state.resource(service.resource_id)
    return resource is not None and bool(resource.fields)


async def _check_fields(made: Accepted, values: dict[str, bytes]) -> None:
    """The body has exactly the fields that the statement names, with the values that it commits to."""
    if made.body.size > MAX_FILTERED_BYTES:
        raise InconsistentResponse("a filtered answer is too large")
    columns = {label[2:]: value for label, value in values.items() if label.startswith("f/")}
    if made.reason.permits:
        check_release(await made.body.read(), columns)


def _check_reference(context: Context, answer: Statement, expected: Expected, route: Route) -> None:
    if answer.mtype not in (MType.RES, MType.REFUSE) or answer.ref is None:
        raise InconsistentResponse("the answer is another kind of message")
    if not compare_digest(answer.ref, expected.digest) or answer.exchange_id != expected.exchange_id:
        raise InconsistentResponse("the answer is to another request")
    if (answer.src, answer.dst, answer.service) != (expected.dst, expected.src, expected.service):
        raise InconsistentResponse("the answer is between other parties")
    if answer.dst_gateway != context.own.path or answer.suite != route.suite:
        raise InconsistentResponse("the answer is for another gateway, or in another suite")
    if answer.promise is None or answer.promise.log_id != answer.src_log:
        raise InconsistentResponse("the answer's promise is about another log")
    if answer.ts_ms > context.clock.now_ms() + SKEW_MS:
        raise InconsistentResponse("the answer is dated more than 60 s in the future")


async def _body(
    context: Context, answer: PeerAnswer, values: dict[str, bytes], statement: Statement, expected: Expected
) -> Body:
    suite = context.suites[statement.suite]
    hasher = suite.hasher()
    if statement.mtype is MType.REFUSE:
        return await _notice(answer, values, hasher)
    name, until = spool_name(expected.record, 1), expected.keep_until
    try:
        body = await context.spool.collect(
            answer.rest, answer.frame.first, name, suite, expected.key, (hasher,), owner=expected.src, keep_until=until
        )
    except BodyTooLarge as error:
        raise InconsistentResponse(f"the answer is too large: {error}", limit=error.limit) from None
    committed = values.get("body")
    if committed is None and not body.size:
        return body
    if committed is None or not compare_digest(committed, hasher.digest()):
        body.drop()
        raise InconsistentResponse("the body is not the one that was signed")
    return body


async def _notice(answer: PeerAnswer, values: dict[str, bytes], hasher: Hasher) -> Body:
    """The text of a refusal: never a file, which nobody would fetch, and which would use up its client's share."""
    text = await in_memory(answer.frame.first, answer.rest, MAX_NOTICE_BYTES)
    if text is None:
        raise InconsistentResponse(f"a refusal says more than {MAX_NOTICE_BYTES} bytes")
    hasher.update(text)
    if (text or "body" in values) and not compare_digest(values.get("body", b""), hasher.digest()):
        raise InconsistentResponse("the text of the refusal is not the one that was signed")
    return Body(text)


def _understand(
    statement: Statement, found: bytes, answer: PeerAnswer, values: dict[str, bytes], body: Body
) -> Accepted:
    basis = statement.basis
    assert isinstance(basis, DecisionBasis)
    try:
        reason = Reason(basis.reason)
    except ValueError:
        raise InconsistentResponse(f"reason {basis.reason} is unknown") from None
    if reason.permits is not (statement.mtype is MType.RES):
        raise InconsistentResponse("kind and reason of the answer contradict each other")
    frame = answer.frame
    made = Accepted(
        statement, frame.message, frame.receipt, found, frame.openings, reason, basis.grant_id, basis.rows, 0, [], b"",
        frozenset(), body,
    )  # fmt: skip
    if reason.permits:
        _release(made, values)
    return made


def _release(made: Accepted, values: dict[str, bytes]) -> None:
    made.status, made.headers, made.request_hash = released(values)
    made.header_bytes = len(values["headers"])
    made.fields = frozenset(label[2:] for label in values if label.startswith("f/"))


def released(values: Mapping[str, bytes]) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
    """Status, headers and request hash of a disclosure, from what its answer opens. Raises `InconsistentResponse`."""
    try:
        status = values["target"]
        headers = split_lines(values["headers"])
    except (KeyError, BadRequest):
        raise InconsistentResponse("the answer lacks status or headers") from None
    if not _STATUS.fullmatch(status):
        raise InconsistentResponse("the answer's status is none")
    kept, request_hash = [], b""
    for name, value in headers:
        if name == HASH_NAME:
            request_hash = value
            continue
        if (lower := name.lower()) in HOP_BY_HOP or lower.startswith((b"x-road-", b"lianlu-")):
            raise InconsistentResponse("the answer has a header that no provider may set")
        kept.append((name, value))
    return int(status), kept, request_hash
