"""Each disclosure and refusal decided again, from the ledger as of its block, by the rules in force then.

The question is rebuilt from entries alone: consumer, service and asked fields from the REQ, item from its basis, time
and counters from the answer; which endpoint and subject were meant is found by trying the service's endpoints, and the
subjects that consented on the ledger, until the digest that the provider signed fits. Refusals for reasons local to a
gateway (overload, time-outs, ...) are counted, not judged.

Case 26: where the newest block dated up to the answer would refuse what an older one permitted, the answer stood on
stale rules: a finding beyond the allowed age, a note within it.
"""

from __future__ import annotations

from collections import OrderedDict
from hmac import compare_digest

from audit.findings import Findings
from audit.index import MessageIndex
from audit.world import World
from chain_node.errors import LianluError
from chain_node.evidence.basis import DecisionBasis, RequestBasis
from chain_node.evidence.leaf import Leaf, parse_leaf
from chain_node.evidence.statement import MType, Statement, digest, parse
from chain_node.ids import parse_canonical_client, parse_canonical_service
from chain_node.ledger.decision import NO_ENDPOINT, Decision, Question, decide, fields_mask, policy_digest
from chain_node.ledger.errors import ContractForgotten
from chain_node.ledger.state import LedgerState
from chain_node.log.reader import LogReader

MAX_LAG_S = 600
"""Allowed age of the rules while the ledger cannot be reached (rulings 4.6), in seconds."""
_RECENT = 4096
_LOCAL = 100
_DAY_MS = 86_400_000
_SHANGHAI_MS = 8 * 3_600_000


class Redecider:
    """Decisions of one provider's log. `see` is given every message in log order."""

    def __init__(self, reader: LogReader, ordinal: int, world: World, findings: Findings, index: MessageIndex) -> None:
        self._reader, self._ordinal, self._world = reader, ordinal, world
        self._findings, self._index = findings, index
        self._log = reader.identity.log_id
        self.judged = 0
        self._requests: OrderedDict[bytes, Statement] = OrderedDict()
        self._totals: dict[tuple[bytes, int], tuple[int, int]] = {}

    def see(self, place: int, leaf: Leaf, statement: Statement, value: bytes) -> None:
        """Remember a request that came in; judge an answer that went out."""
        own = statement.src_log == self._log
        if statement.mtype is MType.REQ and not own:
            self._requests[value] = statement
            if len(self._requests) > _RECENT:
                self._requests.popitem(last=False)
        elif own and statement.mtype in (MType.RES, MType.REFUSE):
            request = self._requests.get(statement.ref or b"")
            if request is None:
                self._index.defer(self._ordinal, place)
            else:
                self.judge(place, request, statement)

    def finish(self) -> None:
        """Judge the answers whose requests lay too far back; call when the log's messages are indexed."""
        places = [row[0] for row in self._index.query("SELECT leaf FROM deferred WHERE log = ?", self._ordinal)]
        for place in places:
            statement = parse(parse_leaf(self._reader.leaf(place)).message)
            at = self._index.find(self._ordinal, statement.ref or b"")
            if at is None:
                self._findings.add("ORPHAN_SENT", "an answer to a request that is not in this log", self._log, place)
                continue
            request = parse_leaf(self._reader.leaf(at)).message
            parsed = parse(request)
            if compare_digest(digest(parsed.suite, request), statement.ref or b""):
                self.judge(place, parsed, statement)

    def judge(self, place: int, request: Statement, answer: Statement) -> None:
        """Decide again what `answer` answered, and compare."""
        basis = answer.basis
        if not isinstance(basis, DecisionBasis) or not isinstance(request.basis, RequestBasis):
            return
        self.judged += 1
        if answer.mtype is MType.RES and basis.block < request.basis.block:
            detail = f"decided at block {basis.block}; the request stands on {request.basis.block}"
            self._findings.add("BASIS_REGRESSED", detail, self._log, place)
        if (answer.src, answer.dst, answer.service) != (request.dst, request.src, request.service):
            self._findings.add("CONTENT_MISMATCH", "the answer names other parties than its request", self._log, place)
        if answer.mtype is MType.RES and not self._speaks_for(request):
            detail = f"{request.src} is not of the member whose gateway asked"
            self._findings.add("DECISION_MISMATCH", detail, self._log, place)
        if basis.reason >= _LOCAL:
            if answer.mtype is MType.RES:
                detail = f"a disclosure with reason {basis.reason}, which is a refusal"
                self._findings.add("DECISION_MISMATCH", detail, self._log, place)
            return
        if basis.block > self._world.replica.head.number:
            return  # told as CHAIN_CONTRADICTED
        try:
            self._judge(place, request, answer, basis)
        except ContractForgotten as exc:  # no gateway knows these rules: all refuse, for a reason of their own
            if answer.mtype is MType.RES:
                self._findings.add("DECISION_MISMATCH", f"a disclosure at block {basis.block}: {exc}", self._log, place)

    def _judge(self, place: int, request: Statement, answer: Statement, basis: DecisionBasis) -> None:
        state = self._world.at(basis.block)
        question = self._question(state, request, answer, basis)
        if question is None:
            detail = "no endpoint of the service gives the signed digest of the question"
            self._findings.add("QUESTION_UNKNOWN", detail, self._log, place, policy_digest=basis.policy_digest)
            return
        self._compare(place, decide(state, question), answer, basis)
        if answer.mtype is MType.RES:
            self._check_recency(place, question, answer, basis)
            self._count(place, state, answer, basis)

    def _speaks_for(self, request: Statement) -> bool:
        """Whether the gateway that asked is of the client's own member. A log that nobody owns is told elsewhere."""
        owner = self._world.owner(request.src_log)
        gateway = None if owner is None else self._world.state.gateway(owner)
        try:
            return gateway is None or parse_canonical_client(request.src).member.id == gateway.member_id
        except LianluError:
            return True  # told as ENCODING

    def _question(
        self, state: LedgerState, request: Statement, answer: Statement, basis: DecisionBasis
    ) -> Question | None:
        try:
            consumer, ref = parse_canonical_client(request.src), parse_canonical_service(request.service)
        except LianluError:
            return None
        service = state.service(ref.id)
        resource = None if service is None else state.resource(service.resource_id)
        asked = tuple(one.label[2:] for one in request.commitments if one.label.startswith("f/")) or None
        fields = None if resource is None else fields_mask(resource, asked)
        count = len(service.endpoints) if service is not None else 0
        given = answer.mtype is MType.RES
        rows_before = basis.day_rows_after - (basis.rows if given else 0)
        item = request.basis.item if isinstance(request.basis, RequestBasis) else None
        subjects = () if resource is None else state.subjects(resource.resource_id, consumer.id)
        for subject in (None, *subjects):
            for endpoint in (*range(count), NO_ENDPOINT):
                question = Question(
                    consumer=consumer.id, service=ref.id, endpoint=endpoint, fields=fields, item=item,
                    time=answer.ts_ms // 1000, rows=basis.rows,
                    used_today=basis.day_calls_after - given, rows_today=rows_before, subject=subject,
                )  # fmt: skip
                if compare_digest(policy_digest(question), basis.policy_digest):
                    return question
        return None

    def _compare(self, place: int, decision: Decision, answer: Statement, basis: DecisionBasis) -> None:
        given = answer.mtype is MType.RES
        if decision.permit is not given or decision.reason != basis.reason or decision.grant_id != basis.grant_id:
            self._findings.add(
                "DECISION_MISMATCH",
                f"{answer.mtype.name} with reason {basis.reason}; the rules at block {basis.block} say "
                f"{decision.reason.name} ({int(decision.reason)})",
                self._log, place, block=basis.block, grant=basis.grant_id or b"", due=int(decision.reason),
            )  # fmt: skip
        if not given:
            return
        allowed = {code: int(profile) for code, profile in decision.profiles}
        for one in answer.commitments:
            if one.label.startswith("f/") and allowed.get(one.label[2:]) != one.profile:
                self._findings.add(
                    "FIELD_BEYOND_GRANT",
                    f"field {one.label[2:]} was given with profile {one.profile}; the grant gives "
                    f"{allowed.get(one.label[2:], 0)}",
                    self._log, place, field=one.label[2:], grant=basis.grant_id or b"",
                )  # fmt: skip

    def _check_recency(self, place: int, question: Question, answer: Statement, basis: DecisionBasis) -> None:
        newest = self._world.replica.last_block_by(answer.ts_ms // 1000)
        if newest is None or newest.number <= basis.block:
            return
        try:
            decision = decide(self._world.at(newest.number), question)
        except ContractForgotten:
            return  # what nobody knows contradicts nobody
        if decision.permit:
            return
        age = answer.ts_ms // 1000 - self._world.replica.timestamp(basis.block)
        self._findings.add(
            "STALE_DECISION" if age > MAX_LAG_S else "STALE_WITHIN_LIMIT",
            f"decided at block {basis.block}, {age} s old; block {newest.number} says {decision.reason.name}",
            self._log, place, block=basis.block, newest=newest.number, age_s=age,
        )  # fmt: skip

    def _count(self, place: int, state: LedgerState, answer: Statement, basis: DecisionBasis) -> None:
        """Add the day's totals again: none may exceed the grant's caps, nor the total that the provider signed."""
        if basis.grant_id is None:
            return
        grant = state.grant(basis.grant_id)
        key = (basis.grant_id, (answer.ts_ms + _SHANGHAI_MS) // _DAY_MS)
        calls, rows = self._totals.get(key, (0, 0))
        calls, rows = calls + 1, rows + basis.rows
        self._totals[key] = (calls, rows)
        if len(self._totals) > _RECENT:
            self._totals.pop(next(iter(self._totals)))
        if grant is None:
            return
        if basis.day_calls_after < calls or basis.day_rows_after < rows:
            detail = (
                f"signed totals {basis.day_calls_after} and {basis.day_rows_after}, the entries give {calls}, {rows}"
            )
            self._findings.add("CAP_EXCEEDED", detail, self._log, place, grant=basis.grant_id)
        over_calls = grant.daily_cap and max(calls, basis.day_calls_after) > grant.daily_cap
        over_rows = grant.row_cap and max(rows, basis.day_rows_after) > grant.row_cap
        if over_calls or over_rows:
            detail = f"{calls} calls and {rows} rows that day; the grant allows {grant.daily_cap} and {grant.row_cap}"
            self._findings.add("CAP_EXCEEDED", detail, self._log, place, grant=basis.grant_id)
