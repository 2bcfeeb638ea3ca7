"""One random history over all contracts: parts that are played alone elsewhere, and others, on one ledger."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress

from chain_node.crypto.secp256k1 import EthKey
from chain_node.evidence import merkle
from chain_node.ledger.bindings import ApprovalCases, CertificateRegistry
from chain_node.ledger.errors import LedgerRefused
from chain_node.ledger.question import UNKNOWN_FIELD, Question
from chain_node.ledger.records import ResourceStatus
from chain_node.ledger.records_cases import CaseState, Opinion
from chain_node.ledger.state import LedgerState
from chain_node.ledger.transactions import address_of
from tests.contract_world import (
    AUTHORITY,
    CONSUMER_SYSTEM,
    DAY,
    MEMBERS,
    RESOURCE,
    SERVICE,
    ZERO,
    Struct,
    digest,
    key_of,
)
from tests.unit.chain_node.ledger import (
    test_access_against_contracts,
    test_accountability_against_contracts,
    test_cases_against_contracts,
    test_certificates_against_contracts,
)
from tests.unit.chain_node.ledger.histories.known import UNKNOWN, Known
from tests.unit.chain_node.ledger.histories.play_base import HistoryWorld
from tests.unit.chain_node.ledger.histories.play_evidence import THEIRS, EvidencePart
from tests.unit.chain_node.ledger.histories.play_exchange import ExchangePart
from tests.unit.chain_node.ledger.histories.play_governance import GovernancePart
from tests.unit.chain_node.ledger.histories.play_names import NamesPart
from tests.unit.chain_node.ledger.test_access_against_contracts import DEEP
from tests.unit.chain_node.ledger.test_against_contracts import FIELDS, OPAQUE, OPEN

Moves = list[Callable[[], None]]
BEGIN: list[tuple[bytes, int, list[Struct]]] = [
    (RESOURCE, 2, FIELDS), (OPEN, 1, FIELDS), (OPAQUE, 2, []), (DEEP, 2, [("a", 4, 1, 0, digest("a"))]),
]  # fmt: skip
"""Resources, their attributes and fields."""


class AccessPart(test_access_against_contracts.AccessPlayer):
    """As alone, with all that it inherits."""

    def moves(self) -> Moves:
        return [*super().moves(), *super(test_access_against_contracts.AccessPlayer, self).moves()]

    def terms(self) -> Struct:
        """Of fields that are still there."""
        profiles, *rest = super().terms()
        found = self.world.state.resource(RESOURCE)
        assert found is not None
        return profiles & sum(3 << 2 * place for place, one in enumerate(found.fields) if one.code), *rest

    def register_all(self) -> None:
        """What every history begins with, where the catalogue has it not; and a new draft."""
        for number, (key, attribute, fields) in enumerate(BEGIN, 1):
            with suppress(LedgerRefused):
                self.world.resource(key, f"307006001/{number:06}", attribute, fields)
        self.world.resource(self.name("draft"), f"draft {self.count}", 2, FIELDS)

    def publish_all(self) -> None:
        """Publish and serve what every history begins with."""
        refs = [SERVICE, *(type(SERVICE)("CN", "GOV", "scjg", "登记", one) for one in ("s0", "s1", "deep"))]
        for (key, *_), ref in zip(BEGIN, refs, strict=True):
            found = self.world.state.resource(key)
            if found is not None and found.status is ResourceStatus.DRAFT:
                self.world.publish(key)
            if self.world.state.service(ref.id) is None:
                self.world.service(ref, key, [("*", "/*")])

    def anchor_key(self, address: bytes) -> EthKey:
        """The key behind the provider's anchoring account."""
        return next(one for one in self.anchors if address_of(one) == address)


class History:
    """Steps by chance; most are allowed, some are refused."""

    def __init__(self, world: HistoryWorld, seed: int) -> None:
        self.world = world
        self.seed, self.random = seed, random.Random(seed)
        self.count = self.done = self.refused = 0
        self.moments: list[int] = []
        """The block after each step."""
        self.access = AccessPart(world, seed)
        self.cases = test_cases_against_contracts.Player(world, seed)
        self.certificates = test_certificates_against_contracts.Player(world, seed)
        self.violations = test_accountability_against_contracts.Player(world, seed)
        self.governance, self.evidence = GovernancePart(self), EvidencePart(self)
        self.exchange, self.names = ExchangePart(self), NamesPart(self)
        for part in (self.access, self.cases, self.certificates, self.violations):
            part.random = self.random

    def found(self) -> None:
        """What every history begins with."""
        self.access.found()
        self.world.gateway(THEIRS, key_of(f"anchor {THEIRS.path}").address_bytes)
        self.grant_all()

    def grant_all(self) -> None:
        """The grants that every history begins with, where they are not there yet."""
        terms: Struct = (1, [], 0, 0, 0, self.world.now + 400 * DAY, b"")
        for number in range(4):
            request, grant = digest(f"request {number}"), digest(f"grant {number}")
            if self.world.state.request(request) is None:
                self.world.request(request, CONSUMER_SYSTEM, RESOURCE, terms)
            if self.world.state.grant(grant) is None:
                self.world.agree(request, grant, terms)

    def moves(self) -> Moves:
        """The steps of all parts."""
        return [*self.names.moves(), *self.plain_moves()]

    def plain_moves(self) -> Moves:
        """Those that move no name."""
        cases, certificates, violations = self.cases, self.certificates, self.violations
        return [
            *self.access.moves(), *self.exchange.moves(), *self.governance.moves(), *self.evidence.moves(),
            self.silence, cases.open, cases.work, cases.material, *[cases.advance] * 4, *[self.in_review] * 2,
            self.join, self.end_accreditation,
            certificates.accredit, certificates.change_accreditation, certificates.issue, certificates.issue_batch,
            certificates.version, certificates.version, certificates.change, certificates.change_member,
            violations.report, violations.demand, violations.year, *[violations.go_on] * 3,
        ]  # fmt: skip

    def silence(self) -> None:
        """Nobody answers a case in time, until somebody has that recorded."""
        waiting = [one for one in self.world.state.cases() if one.state is CaseState.RECEIVED]
        if not waiting:
            raise LedgerRefused("no case waits")
        self.world.ledger.seal(max(0, waiting[0].answer_by - self.world.now))
        data = ApprovalCases.encode_settle(waiting[0].raw)
        self.world.act(self.cases.lead(waiting[0]), "officer", "ApprovalCases", data)

    def in_review(self) -> None:
        """Departments decide in a case that is under review."""
        found = [one for one in self.world.state.cases() if one.state is CaseState.REVIEW]
        if not found:
            raise LedgerRefused("no case is under review")
        case = self.random.choice(found)
        asked = {one.member_id for one in case.participants if one.stage}
        for member in [one for one in MEMBERS if one.id in asked]:
            opinion = self.random.choice([Opinion.AGREE, Opinion.AGREE, Opinion.DISAGREE, Opinion.NO_OBJECTION])
            data = ApprovalCases.encode_decide(case.raw, opinion, digest("opinion"))
            self.world.act(member, "approver", "ApprovalCases", data)

    def join(self) -> None:
        """A department joins a case that is not decided."""
        undecided = (CaseState.RECEIVED, CaseState.ACCEPTED, CaseState.REVIEW)
        found = [(case, one) for case in self.world.state.cases() if case.state in undecided
                 for one in MEMBERS if not case.has_participant(one.id)]  # fmt: skip
        if not found:
            raise LedgerRefused("everybody takes part")
        case, member = self.random.choice(found)
        data = ApprovalCases.encode_add_participants(case.raw, [(member.id, self.random.randrange(1, 3))])
        self.world.act(self.cases.lead(case), "officer", "ApprovalCases", data)

    def end_accreditation(self) -> None:
        """One of those in force ends now."""
        found = [one for one in self.world.state.accreditations() if one.covers(self.world.now)]
        if not found:
            raise LedgerRefused("none is in force")
        record = self.random.choice(found).raw
        data = CertificateRegistry.encode_end_accreditation(record, self.world.now, digest("reason"))
        self.world.act(AUTHORITY, "approver", "CertificateRegistry", data)

    def play(self, steps: int) -> None:
        """So many steps; of some chosen by chance the one that was taken least. Now and then everybody is put in good
        standing."""
        moves = self.moves()
        taken = dict.fromkeys(range(len(moves)), 0)
        for number in range(steps):
            place = min(self.random.sample(range(len(moves)), 3), key=taken.__getitem__)
            step = moves[place] if number % 30 else self.access.heal
            taken[place] += 3 if self.step(step) else 1

    def some(self, steps: int) -> None:
        """So many that move no name."""
        moves = self.plain_moves()
        for _ in range(steps):
            self.step(self.random.choice(moves))

    def step(self, step: Callable[[], None]) -> bool:
        """One step; whether it was allowed."""
        try:
            step()
        except LedgerRefused:
            self.refused += 1
            return False
        self.done += 1
        self.moments.append(self.world.ledger.head().number)
        return True

    def pair(self, state: LedgerState) -> tuple[bytes, bytes]:
        """A consumer and a resource: often one whose newest grant depends on something, or that had an emergency."""
        known = [one for key in self.world.grant_ids() if (one := state.grant(key))]
        pairs = list(dict.fromkeys((one.demander, one.resource_id) for one in known))
        newest = {pair: grants[0] for pair in pairs if (grants := state.grants(*pair))}
        scoped = [pair for pair, one in newest.items() if state.scope(one.grant_id)]
        opened = [(one.consumer, one.resource_id) for one in state.break_glasses()[-3:]]
        served = [service.resource_id for service in state.services()]
        others = [(CONSUMER_SYSTEM.id, one) for one in served] or [(UNKNOWN, UNKNOWN)]
        return self.random.choice([*scoped * 4, *opened, *newest, *others])

    def question(self, state: LedgerState) -> Question:
        """A question about the state, near what somebody was granted, or opened in an emergency."""
        choose = self.random
        consumer, resource = self.pair(state)
        grants = state.grants(consumer, resource)
        items = [item for one in grants[:1] for item in one.items] * 3
        for one in grants[:1]:
            scope = state.scope(one.grant_id)
            case = state.case(scope.case_id) if scope and scope.case_id else None
            items += [case.item] if case else []
        serving = [one.service_id for one in state.services() if one.resource_id == resource]
        return Question(
            consumer=consumer if choose.random() < 0.97 else UNKNOWN,
            service=choose.choice([*serving * 30, UNKNOWN]),
            endpoint=choose.choice([0] * 20 + [1, 255]),
            fields=choose.choice([None, None, None, None, 0, 1, choose.randrange(1 << 7), UNKNOWN_FIELD | 1]),
            item=choose.choice([None, *items, UNKNOWN] if items else [None, None, *test_cases_against_contracts.ITEMS]),
            time=self.moment(state, consumer, resource),
            rows=choose.choice([0, 0, 0, 1, 7, 2**40]),
            used_today=choose.choice([0, 0, 0, 4, 5]),
            rows_today=choose.choice([0, 0, 0, 6, 7]),
            subject=choose.choice([None, *state.subjects(resource, consumer) * 3, UNKNOWN]),
        )

    def moment(self, state: LedgerState, consumer: bytes, resource: bytes) -> int:
        """About now; or the second at which something ends or begins, or the one before."""
        choose, now = self.random, state.block.timestamp
        if choose.random() < 0.6:
            return now + choose.choice([0, 0, 0, 0, 0, 0, -DAY, DAY, 60 * DAY])
        members = [one for one in state.members() if one.halted_until or one.blacklisted_until]
        ends = [end for one in members for end in (one.halted_until, one.blacklisted_until)]
        ends += [one.halted_until for one in state.services() if one.resource_id == resource]
        ends += [end for one in state.grants(consumer, resource) for end in (one.valid_from, one.valid_to)]
        found = [state.consent(resource, consumer, one) for one in state.subjects(resource, consumer)]
        ends += [one.until for one in (*found, state.emergency(consumer, resource)) if one is not None]
        return choose.choice([one for one in ends if one] or [now]) - choose.randrange(2)

    def known(self) -> Known:
        """All that can be asked about it."""
        found = Known(self.world, self.names.turns)
        found.extra = {
            "subjects": [*test_access_against_contracts.SUBJECTS, ZERO, UNKNOWN],
            "types": [*test_certificates_against_contracts.TYPES, b"11990100990000041J003"],
            "names": self.names.names,
            "relays": self.names.relays,
            "batch members": [*self._batch_members()],
        }
        return found

    def _batch_members(self) -> list[tuple[object, ...]]:
        found: list[tuple[object, ...]] = []
        for key, members in self.certificates.members.items():
            leaves = [one.leaf for one in members]
            for index in (0, 1, 63, 69):
                path = merkle.inclusion_path(leaves, index)
                found += [(key, index, members[index].struct, path), (key, index, members[index - 1].struct, path)]
            found.append((key, 70, members[0].struct, []))
            found.append((UNKNOWN, 0, members[0].struct, []))
        return found
