"""From a permitted call to what may leave: the back end is called, its answer filtered and masked, headers chosen.

An opaque service passes body and headers untouched. A service bound to a resource with fields is filtered: what could
make the back end answer with part of a record or in another form is not forwarded, and of its answer only the granted
fields and harmless headers leave. Whatever is not as declared is `SystemInvalid`: nothing leaves unfiltered.
"""

from __future__ import annotations

import datetime
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from chain_node.evidence.canonical import sha256, suite_digest
from chain_node.ledger.reasons import Reason
from chain_node.ledger.records import FieldKind, Profile, Resource
from exchange_api.adapters.spool import NOTHING, Body, in_memory
from exchange_api.adapters.systems import Answer
from exchange_api.declarations import Declaration
from exchange_api.disclosure import disclose, strict_json
from exchange_api.errors import BodyTooLarge, SystemFailed, SystemInvalid
from exchange_api.message import HEADER_NAME, HOP_BY_HOP, NEVER_IN_VALUE, Call, Header, request_hash
from exchange_api.policy import Judgement, day_of
from exchange_api.predicates import resolve
from exchange_api.service.asked import Asked
from exchange_api.service.context import Context, spool_name
from exchange_api.service.deciding import Work

_NOT_ASKED = frozenset(
    b"range if-match if-none-match if-modified-since if-unmodified-since if-range accept-encoding".split()
)
_HARMLESS = frozenset((b"date", b"cache-control", b"expires", b"retry-after"))
_WITH_BODY = frozenset(("POST", "PUT", "PATCH"))
_EMPTY_STATUSES = frozenset((204, 404, 410))
EPOCH = datetime.date(1970, 1, 1)


class ProbeLimit(SystemFailed):
    """Too many different predicate inputs about one subject today."""

    code = "exchange.probe_limit"
    limit = "probes_per_subject"
    cure = "Ask again tomorrow; a predicate may be asked with five different inputs per subject and day."
    status = 429
    xroad = "Server.ServerProxy.AccessDenied.ProbeLimit"
    reason = Reason.PROBE_LIMIT


@dataclass(slots=True)
class Produced:
    """What may leave under `profiles` of `grant_id`: commitment items, body, rows. `answer` is kept to filter again."""

    profiles: tuple[tuple[str, Profile], ...]
    grant_id: bytes | None
    rows: int
    items: tuple[tuple[str, int, bytes], ...]
    body: Body
    answer: _Filtered | None = None


@dataclass(frozen=True, slots=True)
class _Filtered:
    declaration: Declaration
    suite: int
    status: int
    headers: bytes
    raw: bytes
    inputs: dict[str, bytes]
    today: datetime.date


class Dispatch:
    """Calls back ends for permitted requests."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def call(self, work: Work, judgement: Judgement, body: Body, sha512: bytes | None) -> Produced:
        """Call the back end and build what may leave. Raises `SystemFailed` subclasses."""
        call, declaration, resource = work.call, work.declaration, work.resource
        assert call is not None and declaration is not None and resource is not None
        filtered = bool(resource.fields)
        self._check_declared(call, declaration, resource, judgement)
        inputs = self._inputs(call, judgement, work.asked) if filtered else {}
        target = call.path + (b"?" + call.query if b"?" in call.target else b"")
        headers = [one for one in call.forward if one[0].lower() not in _NOT_ASKED] if filtered else call.forward
        deliver = self._delivered(call, body)
        url = declaration.base + target.decode("ascii")
        work.request_out = self._context.clock.now_ms()
        time_s = min(declaration.timeout_s, self._context.limits.backend_time)
        try:
            answer = await self._context.systems.call(call.method, url, headers, deliver, time_s)
        finally:
            body.drop()  # its room may be needed for the answer
        work.response_in = self._context.clock.now_ms()
        extra = b"x-road-request-hash:%b\r\n" % request_hash(call, sha512)
        rest = answer.rest if answer.rest is NOTHING else self._context.systems.reading(answer.rest)
        try:
            if filtered:
                return await self._filtered(work, judgement, answer, rest, inputs, extra)
            return await self._untouched(work, judgement, answer, rest, extra)
        finally:
            answer.release()

    def _delivered(self, call: Call, body: Body) -> Body | None:
        """The body that the back end gets, as the profile says; an empty one only where the method has bodies."""
        if call.method in _WITH_BODY:
            return body
        return body if body.size and self._context.profile.delivers(call.method) else None

    def again(self, produced: Produced, judgement: Judgement) -> Produced:
        """The same answer under other rules: the grant changed while the back end was being asked."""
        if produced.answer is None:
            produced.grant_id = judgement.decision.grant_id
            produced.profiles = judgement.decision.profiles
            return produced
        return self._filter(produced.answer, judgement)

    def _check_declared(self, call: Call, declaration: Declaration, resource: Resource, judgement: Judgement) -> None:
        """The declaration must be able to produce exactly what the ledger grants."""
        records = declaration.records
        if (records is not None) is not bool(resource.fields):
            raise SystemInvalid("declaration and resource disagree whether answers are filtered")
        if records is None:
            return
        if call.method == "HEAD":
            raise SystemInvalid("HEAD is not served where answers are filtered")
        by_code = {one.code: one for one in resource.fields}
        for code, _ in judgement.decision.profiles:
            if by_code[code].kind is FieldKind.PREDICATE:
                predicate = records.predicates.get(code)
                if predicate is None or predicate.digest != by_code[code].definition_digest:
                    raise SystemInvalid(f"predicate {code} is not the one that the catalogue records")
            elif code not in records.fields:
                raise SystemInvalid(f"field {code} is granted and not declared at this gateway")

    def _inputs(self, call: Call, judgement: Judgement, asked: Asked) -> dict[str, bytes]:
        """Predicate inputs, as committed; each set of them about one subject counts as a probe. A subject is here how
        it is asked for: that ends most probing before the back end is called."""
        inputs = {label[2:]: value for label, value in asked.values.items() if label.startswith("p/")}
        plain = b"&".join(one for one in call.query.split(b"&") if not one.startswith(b"p."))
        self._probe(judgement, inputs, call.method.encode() + b" " + call.path + b"?" + plain)
        return inputs

    def _probe(self, judgement: Judgement, inputs: dict[str, bytes], subject: bytes) -> None:
        """Count inputs about a subject. Raises `ProbeLimit`."""
        decision = judgement.decision
        predicates = any(profile is Profile.PREDICATE for _, profile in decision.profiles)
        if not inputs or not predicates or decision.grant_id is None:
            return
        today = day_of(self._context.clock.now_ms())
        given = b"".join([b"%d:%b=%d:%b;" % (len(c), c.encode(), len(v), v) for c, v in sorted(inputs.items())])
        if not self._context.probes.allow(decision.grant_id, sha256(subject), sha256(given), today):
            raise ProbeLimit("too many different inputs about one subject today")

    async def _filtered(
        self,
        work: Work,
        judgement: Judgement,
        answer: Answer,
        rest: AsyncIterator[bytes],
        inputs: dict[str, bytes],
        extra: bytes,
    ) -> Produced:
        context, declaration = self._context, work.declaration
        assert declaration is not None
        limit = context.limits.max_filtered_body
        held = await in_memory(answer.first, rest, limit)
        if held is None:
            raise SystemInvalid(f"the answer is larger than {limit} bytes", limit="max_filtered_body")
        if inputs and declaration.records is not None and answer.status not in _EMPTY_STATUSES:
            # One subject can be asked for in many ways, with a parameter more or spelt otherwise; its record is one.
            record = resolve(strict_json(held), declaration.records.pointer)
            if record:
                self._probe(judgement, inputs, b"record " + repr(record).encode())
        today = EPOCH + datetime.timedelta(days=day_of(context.clock.now_ms()))
        kept = _lines(answer.headers, declaration.pass_headers | _HARMLESS) + extra
        suite = work.asked.statement.suite
        got = _Filtered(declaration, suite, answer.status, kept, held, inputs, today)
        return self._filter(got, judgement)

    def _filter(self, got: _Filtered, judgement: Judgement) -> Produced:
        decision = judgement.decision
        assert got.declaration.records is not None
        digest = suite_digest(got.suite)
        status = str(got.status).encode()
        if got.status in _EMPTY_STATUSES:
            nothing = (("body", 0, digest(b"")), ("target", 0, status), ("headers", 0, got.headers))
            return Produced(decision.profiles, decision.grant_id, 0, nothing, Body(), got)
        if not 200 <= got.status < 300:
            raise SystemInvalid(f"the back end answered with status {got.status}")
        made = disclose(
            got.declaration.records, decision.profiles, got.raw, got.inputs, self._params(decision.grant_id), got.today
        )
        headers = b"content-type:application/json\r\n" + got.headers
        items = (("body", 0, digest(made.body)), ("target", 0, status), ("headers", 0, headers), *made.columns)
        return Produced(decision.profiles, decision.grant_id, made.rows, items, Body(made.body), got)

    def _params(self, grant_id: bytes | None) -> dict[str, Any]:
        grant = self._context.view.state.grant(grant_id) if grant_id is not None else None
        if grant is None or not grant.params:
            return {}
        params = strict_json(grant.params)
        if not isinstance(params, dict):
            raise SystemInvalid("the grant's parameters are no object")
        return params

    async def _untouched(
        self, work: Work, judgement: Judgement, answer: Answer, rest: AsyncIterator[bytes], extra: bytes
    ) -> Produced:
        context = self._context
        suite = context.suites[work.asked.statement.suite]
        hasher = suite.hasher()
        name, owner = spool_name(work.record, 1), work.asked.peer
        until = work.asked.statement.expiry_ms / 1000  # as long as it may be asked for again
        try:
            body = await context.spool.collect(
                rest, answer.first, name, suite, work.key, (hasher,), owner=owner, keep_until=until
            )
        except BodyTooLarge as error:
            raise SystemInvalid(str(error), limit=error.limit) from None
        items = (
            ("body", 0, hasher.digest()),
            ("target", 0, str(answer.status).encode()),
            ("headers", 0, _lines(answer.headers, None) + extra),
        )
        return Produced(judgement.decision.profiles, judgement.decision.grant_id, 1, items, body)


def _lines(headers: list[Header], only: frozenset[bytes] | None) -> bytes:
    """Header lines that leave: without hop-by-hop ones and the provider's own `X-Road-` and `Lianlu-` ones.

    Raises `SystemInvalid`.
    """
    named: frozenset[bytes] = frozenset()
    kept = []
    for name, value in headers:
        lower = name.lower()
        if lower == b"connection":
            named |= {token.strip(b" \t").lower() for token in value.split(b",")}
        if lower in HOP_BY_HOP or lower.startswith((b"x-road-", b"lianlu-")):
            continue
        if only is None or lower in only:
            if not HEADER_NAME.fullmatch(name) or NEVER_IN_VALUE.search(value):
                raise SystemInvalid("the answer has a malformed header")
            kept.append((name, value, lower))
    return b"".join([b"%b:%b\r\n" % (name, value) for name, value, lower in kept if lower not in named])
