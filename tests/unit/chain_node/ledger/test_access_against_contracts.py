"""Random histories of scopes, consents, emergencies, second approvals, delegation, disputes, versions, rights and
corrections: the replica has from events alone what the contracts say, and both decide alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from eth_abi.abi import encode

from chain_node.crypto.secp256k1 import keccak256
from chain_node.ids import SubsystemRef
from chain_node.ledger.bindings import EVENTS, Authorization, DataCatalogue
from chain_node.ledger.decision import Question
from chain_node.ledger.lineage import is_stale, stale_resources
from chain_node.ledger.reasons import Reason
from chain_node.ledger.records import GrantState, RequestState, ResourceStatus
from chain_node.ledger.records_access import CorrectionState, RightKind
from chain_node.ledger.state import LedgerState
from tests.contract_world import (
    AUTHORITY,
    CONSUMER,
    CONSUMER_SYSTEM,
    DAY,
    MEMBERS,
    PROVIDER,
    RESOURCE,
    SERVICE,
    ZERO,
    ContractWorld,
    Struct,
    digest,
)
from tests.unit.chain_node.ledger.test_against_contracts import (
    FIELDS,
    OPAQUE,
    OPEN,
    OTHER_SYSTEM,
    Player,
    compare,
    compare_decision,
    random_question,
)

SUBJECTS = [digest("subject 1"), digest("subject 2")]
DEEP, DERIVED = digest("level 4"), digest("derived")
SYSTEMS = {CONSUMER_SYSTEM.id: CONSUMER, OTHER_SYSTEM.id: AUTHORITY}
RESOURCES = [RESOURCE, RESOURCE, OPEN, DEEP]


class AccessPlayer(Player):
    """Plays what stands beside grants and resources."""

    def found(self) -> None:
        super().found()
        self.world.resource(DEEP, "307006001/000004", 2, [("a", 4, 1, 0, digest("a"))])
        self.world.publish(DEEP)
        ref = type(SERVICE)("CN", "GOV", "scjg", "登记", "deep")
        self.world.service(ref, DEEP, [("*", "/*")])
        self.services.append(ref.id)

    def moves(self) -> list[Callable[[], None]]:
        return [
            self.ask, self.answer, self.scoped, self.scoped, self.scoped, self.change_grant, self.consent, self.consent,
            self.withdraw, self.emergency, self.end_emergency, self.review, self.approve, self.delegate, self.delegate,
            self.progress, self.dispute, self.version, self.version, self.right, self.derive, self.correct, self.wait,
        ]  # fmt: skip

    def do(self, member: Any, duty: str, data: bytes) -> None:
        self.world.act(member, duty, "Authorization", data)

    def publish(self, member: Any, duty: str, data: bytes) -> None:
        self.world.act(member, duty, "DataCatalogue", data)

    def wait(self) -> None:
        self.world.ledger.seal(self.random.choice([1, 60, 3600]))

    def scoped(self) -> None:
        choose = self.random
        system: SubsystemRef = choose.choice([CONSUMER_SYSTEM, CONSUMER_SYSTEM, OTHER_SYSTEM])
        resource, name = choose.choice([RESOURCE, RESOURCE, DEEP]), self.name("q")
        terms = list(self.terms())
        if resource == DEEP:
            terms[0], terms[3] = 1, choose.choice([0, 7])
        self.world.request(name, system, resource, tuple(terms))
        found = self.world.state.request(name)
        assert found is not None
        scope: Struct = (ZERO, choose.random() < 0.5, ZERO, choose.choice([0, 1, 2, 3]), [])
        self.do(PROVIDER, "approver", Authorization.encode_agree_scoped(
            found.raw, self.name("g"), found.raw[5], scope, ZERO))  # fmt: skip

    def consent(self) -> None:
        choose, now = self.random, self.world.now
        record = (
            choose.choice(RESOURCES), choose.choice(list(SYSTEMS)), choose.choice(SUBJECTS), ZERO, digest("scope"), 0,
            now + choose.choice([DAY // 4, 90 * DAY]), 0,
        )  # fmt: skip
        self.do(PROVIDER, "officer", Authorization.encode_record_consent(record))

    def withdraw(self) -> None:
        found = self.world.state.consent(RESOURCE, CONSUMER_SYSTEM.id, self.random.choice(SUBJECTS))
        if found is not None:
            self.do(PROVIDER, "officer", Authorization.encode_withdraw_consent(found.raw))

    def emergency(self) -> None:
        system = self.random.choice(list(SYSTEMS))
        until = self.world.now + self.random.choice([600, DAY // 2])
        record = (
            self.name("e"), system, ZERO, self.random.choice([*RESOURCES, OPAQUE]), ZERO, digest("why"), 0, until, 0, 0,
            False, ZERO,
        )  # fmt: skip
        self.do(SYSTEMS[system], "security", Authorization.encode_open_break_glass(record))

    def end_emergency(self) -> None:
        opened = self.world.state.break_glasses()
        if opened:
            record = self.random.choice(opened).raw
            self.do(PROVIDER, "security", Authorization.encode_end_break_glass(record))

    def review(self) -> None:
        waiting = [one for one in self.world.state.break_glasses() if not one.reviewed_at]
        if waiting:
            one = self.random.choice(waiting)
            judge = PROVIDER if one.member_id == AUTHORITY.id else AUTHORITY
            self.do(judge, "security", Authorization.encode_review_break_glass(one.raw, True, digest("review")))

    def approve(self) -> None:
        for key in self.grant_ids():
            found = self.world.state.grant(key)
            if found is not None and found.state is GrantState.PROPOSED:
                self.do(PROVIDER, "security", Authorization.encode_approve(found.raw, digest("second")))
                return

    def delegate(self) -> None:
        state = self.world.state
        for key in reversed(self.grant_ids()):
            grant, scope = state.grant(key), state.scope(key)
            if grant is None or scope is None or not scope.delegable or grant.state is not GrantState.ACTIVE:
                continue
            to = next(one for one in SYSTEMS if one != grant.demander)
            data = Authorization.encode_delegate(
                grant.raw, scope.raw, self.name("d"), to, grant.raw[5], scope.delegable - 1
            )
            self.do(SYSTEMS[grant.demander], "approver", data)
            return

    def progress(self) -> None:
        agreed = (RequestState.AGREED, RequestState.PARTLY_AGREED, RequestState.DELIVERED)
        found = [one for one in self.world.state.requests() if one.state in agreed]
        if not found:
            return
        one = self.random.choice(found)
        if self.random.random() < 0.5:
            self.do(PROVIDER, "officer", Authorization.encode_mark_delivered(one.raw, digest("delivery")))
        else:
            self.do(SYSTEMS[one.demander], "officer", Authorization.encode_confirm_use(one.raw, digest("use")))

    def dispute(self) -> None:
        for one in self.world.state.requests():
            if one.member_id != CONSUMER.id or one.state is not RequestState.REFUSED:
                continue
            found = self.world.state.dispute(one.request_id)
            if found is None or found.decided_at:
                self.do(CONSUMER, "officer", Authorization.encode_raise_dispute(one.raw, digest("no")))
            else:
                upheld = self.random.random() < 0.5
                data = Authorization.encode_decide_dispute(found.raw, one.raw, upheld, digest("so"))
                self.do(AUTHORITY, "approver", data)
            return

    def version(self) -> None:
        state = self.world.state
        current, draft = state.resource(RESOURCE), state.next_version(RESOURCE)
        assert current is not None
        if draft is not None and draft.status is ResourceStatus.SUBMITTED:
            call = self.random.choice([DataCatalogue.encode_publish(draft.raw)] * 2 + [
                DataCatalogue.encode_send_back(draft.raw, digest("no"))])  # fmt: skip
            self.publish(AUTHORITY, "approver", call)
        elif draft is not None and self.random.random() < 0.8:
            self.publish(PROVIDER, "officer", DataCatalogue.encode_submit(draft.raw))
        else:
            fields = [list(one) for one in current.raw[11]]
            if self.random.random() < 0.3:
                place = self.random.randrange(len(FIELDS) - 1)
                fields[place][0], fields[place][2] = "", 0
            fields.append([f"new{self.count}", 1, 1, 0, self.name("new")])
            record = (*current.raw[:11], [tuple(one) for one in fields], *current.raw[12:])
            self.publish(PROVIDER, "officer", DataCatalogue.encode_draft_version(current.raw, record, []))

    def right(self) -> None:
        kind = self.random.choice(list(RightKind)[1:])
        found = self.world.state.right(RESOURCE, kind, CONSUMER.id)
        if found is not None and not found.revoked_at:
            self.publish(PROVIDER, "approver", DataCatalogue.encode_revoke_right(found.raw, digest("over")))
            return
        record = (RESOURCE, int(kind), CONSUMER.id, ZERO, digest("basis"), 0, self.world.now + 50 * DAY, 0)
        self.publish(PROVIDER, "approver", DataCatalogue.encode_grant_right(record))

    def derive(self) -> None:
        current = self.world.state.resource(RESOURCE)
        assert current is not None
        name = self.name("derived")
        code = f"derived {self.count}"
        record = (name, ZERO, code, *current.raw[3:11], [("x", 1, 1, 0, ZERO)], [], 0, 0, 0, 0, ZERO)
        parents = sorted([(RESOURCE, current.version, 0), (OPEN, 1, 0)][: self.random.choice([1, 2])])
        member = self.random.choice([CONSUMER, PROVIDER])
        self.publish(member, "officer", DataCatalogue.encode_register_derived(record, parents))
        if self.random.random() < 0.7:
            found = self.world.state.resource(name)
            assert found is not None
            self.publish(member, "officer", DataCatalogue.encode_submit(found.raw))
            found = self.world.state.resource(name)
            assert found is not None
            self.publish(AUTHORITY, "approver", DataCatalogue.encode_publish(found.raw))

    def correct(self) -> None:
        raised = [one for one in self.world.state.corrections() if one.state is CorrectionState.RAISED]
        if raised and self.random.random() < 0.6:
            accepted = self.random.random() < 0.5
            data = DataCatalogue.encode_decide_correction(self.random.choice(raised).raw, accepted, digest("v"))
            self.publish(PROVIDER, "approver", data)
            return
        record = (
            self.name("c"), RESOURCE, ZERO, CONSUMER_SYSTEM.id, ZERO, digest("wrong"), 0, 0, 0, 0, ZERO,
        )  # fmt: skip
        self.publish(CONSUMER, "officer", DataCatalogue.encode_raise_correction(record))


def _kind(contract: str, event: str, parameter: str) -> str:
    found = next(one for one in EVENTS[contract].values() if one.name == event)
    return next(kind for name, kind, _ in found.parameters if name == parameter)


def stored(contract: str, event: str, raw: Any, parameter: str = "record") -> bytes:
    """What a contract stores of a record."""
    return keccak256(encode([_kind(contract, event, parameter)], [raw]))


def compare_access(world: ContractWorld, player: Player, number: int) -> None:
    """Every view of what this part plays, as of block `number`."""
    state = world.replica.at(number)

    def view(contract: Any, name: str, *values: Any) -> tuple[Any, ...]:
        data = world.view(contract.__name__, getattr(contract, f"encode_{name}")(*values), number)
        return tuple(getattr(contract, f"decode_{name}")(data))

    for key in player.grant_ids():
        scope = state.scope(key)
        expected = ZERO if scope is None else stored("Authorization", "GrantScoped", scope.raw, "scope")
        assert view(Authorization, "scope_of", key) == (expected,)
    for resource in state.resources():
        compare_pairs(state, resource.resource_id, view)
        compare_versions(state, resource.resource_id, view)
    for opened in state.break_glasses():
        expected = stored("Authorization", "BreakGlassOpened", opened.raw)
        assert view(Authorization, "break_glass_of", opened.break_glass_id) == (expected,)
    for request in state.requests():
        dispute = state.dispute(request.request_id)
        open_one = dispute is not None and not dispute.decided_at
        expected = stored("Authorization", "DisputeRaised", dispute.raw, "dispute") if dispute and open_one else ZERO
        assert view(Authorization, "dispute_of", request.request_id) == (expected,)
    for member in MEMBERS:
        opened_by = [one for one in state.break_glasses() if one.member_id == member.id]
        limits, count = view(Authorization, "reviews_of", member.id)
        assert count == len(opened_by)
        waiting = sorted(one.review_by for one in opened_by if not one.reviewed_at)
        assert sorted(one for one in limits if one) == waiting
    for correction in state.corrections():
        expected = stored("DataCatalogue", "CorrectionRaised", correction.raw)
        assert view(DataCatalogue, "correction_of", correction.correction_id) == (expected,)


def compare_pairs(state: LedgerState, resource: bytes, view: Any) -> None:
    for system in SYSTEMS:
        for subject in SUBJECTS:
            consent = state.consent(resource, system, subject)
            expected = stored("Authorization", "ConsentRecorded", consent.raw, "consent") if consent else ZERO
            assert view(Authorization, "consent_of", resource, system, subject) == (expected,)
        newest = state.emergency(system, resource)
        found = (newest.break_glass_id, newest.until) if newest else (ZERO, 0)
        assert view(Authorization, "emergency_of", system, resource) == found
    for kind in list(RightKind)[1:]:
        right = state.right(resource, kind, CONSUMER.id)
        digest_of, until = view(DataCatalogue, "right_of", resource, int(kind), CONSUMER.id)
        assert digest_of == (stored("DataCatalogue", "RightGranted", right.raw, "right") if right else ZERO)
        assert until == (right.until if right and not right.revoked_at else 0)


def compare_versions(state: LedgerState, resource: bytes, view: Any) -> None:
    current = state.resource(resource)
    assert current is not None
    draft = state.next_version(resource)
    expected = stored("DataCatalogue", "VersionDrafted", draft.raw) if draft else ZERO
    assert view(DataCatalogue, "next_of", resource) == (expected,)
    for number in range(1, current.version + 2):
        version, parents = state.version(resource, number), state.parents(resource, number)
        expected = stored("DataCatalogue", "ResourcePublished", version.raw) if version else ZERO
        assert view(DataCatalogue, "version_of", resource, number) == (expected,)
        raw = [(one.resource_id, one.version, one.corrections) for one in parents]
        lineage = stored("DataCatalogue", "ResourceDerived", raw, "parents") if raw else ZERO
        assert view(DataCatalogue, "lineage_of", resource, number) == (lineage,)
        if raw:
            assert view(DataCatalogue, "is_stale", resource, number, raw) == (is_stale(state, resource, number),)
    (facts,) = view(DataCatalogue, "facts_of", resource)
    if state.version(resource, 1) is None:
        assert facts[0] == 0
        return
    accepted = [one for one in state.corrections() if one.state is CorrectionState.ACCEPTED]
    assert facts[:6] == (
        current.status, current.attribute, current.level, len(current.fields), current.version,
        len([one for one in accepted if one.resource_id == resource]),
    )  # fmt: skip
    assert (facts[7], (1 << len(current.fields)) - 1 & ~facts[8]) == (current.provider, current.all_mask)
    assert view(DataCatalogue, "standing_of", resource) == (current.status, current.level)


@pytest.fixture(params=range(2))
def played(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[AccessPlayer]:
    world = ContractWorld(tmp_path / "ledger")
    player = AccessPlayer(world, seed=request.param)
    player.found()
    yield player
    world.close()


def test_every_view_agrees_with_the_replica_after_random_histories(played: AccessPlayer) -> None:
    world = played.world
    for _ in range(4):
        played.play(40)
        world.replica.sync()
        for number in {world.replica.head.number, played.random.randrange(30, world.replica.head.number)}:
            compare(world, played, number)
            compare_access(world, played, number)
    assert played.refused < 110
    for stale in stale_resources(world.state):
        found = world.state.resource(stale)
        assert found is not None and world.state.parents(stale, found.version)


def test_decide_says_what_policy_view_says(played: AccessPlayer) -> None:
    seen: set[int] = set()
    for _ in range(8):
        played.play(20)
        played.world.replica.sync()
        for _ in range(40):
            seen.add(compare_decision(played.world, near(played)))
    assert {Reason.GRANTED, Reason.BREAK_GLASS, Reason.CONSENT_MISSING} <= seen
    assert len(seen) >= 7


def near(player: Player) -> Question:
    """As `random_question`, of those who have grants, with a subject more often than not."""
    asked = random_question(player)
    return Question(
        consumer=player.random.choice(list(SYSTEMS)),
        service=player.random.choice(player.services),
        endpoint=0,
        fields=player.random.choice([None, None, None, asked.fields]),
        item=asked.item,
        time=player.world.now,
        subject=player.random.choice([None, *SUBJECTS, digest("unknown")]),
    )
