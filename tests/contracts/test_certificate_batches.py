"""Batches of certificates: one root, members proven by inclusion, each with a status of its own."""

from __future__ import annotations

from typing import Any

import pytest

from chain_node.ledger.bindings import CertificateRegistry, Consortium
from tests.contracts import trees
from tests.contracts.certificates import (
    BASIS,
    CANCELLED,
    CLOSE,
    DOCUMENT,
    EDGES,
    LAPSED,
    LICENCE,
    NAME,
    OTHER,
    OTHER_WORK,
    PERMIT,
    RENEW,
    RETURN,
    REVOKED,
    TAKE_OVER,
    TEXT,
    TRANSFERRED,
    VALID,
    WITHHELD,
    WITHHOLD,
    Certificates,
    batch_member,
    leaf,
    machine,
    state,
)
from tests.contracts.world import (
    AUTHORITY,
    CONSUMER,
    DAY,
    DUTIES,
    PROVIDER,
    ZERO,
    Struct,
    World,
    digest,
    hand,
    key_of,
    record_digest,
    refused,
)

RECORD = "(bytes32,bytes32,bytes21,uint32,bytes32,uint32,bytes32,bytes32,uint64)"
MEMBERS = [batch_member(f"member {number}") for number in range(131)]
LEAVES = [leaf(one) for one in MEMBERS]
BATCH = digest("batch")


@pytest.fixture(scope="module")
def prepared(founded: World) -> World:
    """Issuing machines; both members are accredited for licences, PROVIDER issued a batch."""
    registry = Certificates(founded)
    registry.machines()
    for member in (PROVIDER, CONSUMER):
        registry.accredit(member)
    registry.batch(MEMBERS)
    return founded


@pytest.fixture
def registry(world: World) -> Certificates:
    """The registry."""
    return Certificates(world)


def status_of(index: int, batch: bytes = BATCH) -> tuple[str, bytes]:
    return NAME, CertificateRegistry.encode_member_status_of(batch, index)


def statuses(world: World) -> list[int]:
    return [int.from_bytes(world.view(*status_of(index)), "big") for index in range(len(MEMBERS) + 1)]


class TestIssue:
    def test_a_batch_is_issued(self, registry: Certificates) -> None:
        draft = registry.batch_draft("other", MEMBERS[:3])
        with registry.world.changing((NAME, CertificateRegistry.encode_batch_of(digest("other")))):
            done = registry.act(machine(PROVIDER), CertificateRegistry.encode_issue_batch(draft))
        values = done.event("BatchIssued")
        record = values["record"]
        assert values["id"] == digest("other")
        assert record == (digest("other"), PROVIDER.id, LICENCE, 1, draft[4], 3, BASIS, DOCUMENT, record[8])
        assert 0 <= registry.world.now - record[8] < 60
        kept = registry.world.view(NAME, CertificateRegistry.encode_batch_of(digest("other")))
        assert kept == record_digest(RECORD, record)

    @pytest.mark.parametrize(
        ("change", "error"),
        [
            ({"id": ZERO}, "IdentifierZero"),
            ({"id": BATCH}, "IdentifierTaken"),
            ({"root": ZERO}, "RootMissing"),
            ({"size": 0}, "BatchSizeInvalid"),
            ({"size": 10_001}, "BatchSizeInvalid"),
            ({"basis": ZERO}, "BasisMissing"),
            ({"document": ZERO}, "BasisMissing"),
            ({"code": PERMIT}, "NotAccredited"),
        ],
    )
    def test_a_wrong_batch_is_refused(self, registry: Certificates, change: dict[str, Any], error: str) -> None:
        with refused(f"CertificateRegistry{error}"):
            registry.batch(MEMBERS, "other", **change)

    def test_ten_thousand_and_one_are_the_bounds(self, registry: Certificates) -> None:
        for size in (1, 10_000):
            registry.batch(MEMBERS, f"batch of {size}", size=size)

    def test_only_the_machine_of_an_active_member_issues(self, registry: Certificates) -> None:
        data = CertificateRegistry.encode_issue_batch(registry.batch_draft("other", MEMBERS))
        for who in (*(hand(PROVIDER, duty) for duty in DUTIES), key_of("anybody")):
            with refused("GovernedUnauthorized"):
                registry.act(who, data)
        registry.world.by_vote(Consortium.encode_suspend(registry.world.record(PROVIDER.id)))
        with refused("GovernedMemberNotActive"):
            registry.act(machine(PROVIDER), data)


class TestVerification:
    @pytest.mark.parametrize("index", [0, 1, 63, 64, 127, 128, 130])
    def test_each_member_is_proven(self, registry: Certificates, index: int) -> None:
        assert registry.verify_member(BATCH, MEMBERS, index) == (MEMBERS[index][1], VALID, True, True)

    def verify(
        self, registry: Certificates, index: int, member: Struct, path: list[bytes], batch: bytes = BATCH
    ) -> None:
        registry.world.view(NAME, CertificateRegistry.encode_verify_member(batch, index, member, path))

    @pytest.mark.parametrize("place", range(6))
    def test_an_altered_member_is_not(self, registry: Certificates, place: int) -> None:
        other = (digest("x"), digest("x"), digest("x"), 1, 1, False)[place]
        altered = (*MEMBERS[5][:place], other, *MEMBERS[5][place + 1 :])
        with refused("CertificateRegistryNotIncluded"):
            self.verify(registry, 5, altered, trees.path(5, LEAVES))

    def test_nor_another_index_or_path(self, registry: Certificates) -> None:
        path = trees.path(5, LEAVES)
        wrong = [
            (4, path),
            (131, path),
            (2**32 - 1, path),
            (5, path[:-1]),
            (5, [*path, ZERO]),
            (5, []),
            (5, path[::-1]),
        ]
        for index, given in wrong:
            with refused("CertificateRegistryNotIncluded"):
                self.verify(registry, index, MEMBERS[5], given)

    def test_nor_one_of_an_unknown_batch(self, registry: Certificates) -> None:
        for batch in (digest("nothing"), ZERO):
            with refused("CertificateRegistryUnknown"):
                self.verify(registry, 5, MEMBERS[5], trees.path(5, LEAVES), batch)
        assert registry.world.view(*status_of(0, digest("nothing"))) == ZERO

    def test_validity_is_each_members_own(self, registry: Certificates) -> None:
        now = registry.world.now
        members = [batch_member("a", now + DAY), batch_member("b"), (*batch_member("c")[:3], now + DAY, 0, True)]
        members.append((*batch_member("d")[:3], 0, 0, False))  # has no end, and does not say that it needs none
        batch = registry.batch(members, "other")
        assert [registry.verify_member(batch, members, i)[3] for i in range(4)] == [True, True, False, False]
        registry.world.ledger.travel(2 * DAY)
        registry.issue("next block")
        assert [registry.verify_member(batch, members, i)[3] for i in range(4)] == [False, True, True, False]

    def test_accreditation_is_that_of_the_batch(self, registry: Certificates) -> None:
        (_, start, end) = registry.accreditation_of(1)
        registry.accreditations[1] = (1, PROVIDER.id, LICENCE, start, end, BASIS, AUTHORITY.id, False)
        registry.end(1, start)
        assert registry.verify_member(BATCH, MEMBERS, 7) == (MEMBERS[7][1], VALID, False, True)


class TestStatus:
    @pytest.mark.parametrize("index", [0, 63, 64, 130])
    def test_a_member_changes_and_its_neighbours_do_not(self, registry: Certificates, index: int) -> None:
        others = [status_of(other) for other in range(131) if other != index]
        before = [registry.world.view(*one) for one in others]
        with registry.world.changing(status_of(index)):
            done = registry.change_member(BATCH, MEMBERS, index, state(WITHHELD, WITHHOLD))
        values = done.event("BatchMemberStatusChanged")
        record = values["record"]
        decision = (WITHHELD, WITHHOLD, BASIS, DOCUMENT, ZERO, record[8][5])
        assert (values["id"], values["batch"]) == (MEMBERS[index][0], BATCH)
        assert record == (*MEMBERS[index], BATCH, index, decision)
        assert 0 <= registry.world.now - record[8][5] < 60
        assert [registry.world.view(*one) for one in others] == before
        assert registry.verify_member(BATCH, MEMBERS, index)[1:] == (WITHHELD, True, False)
        registry.change_member(BATCH, MEMBERS, index, state(VALID, RETURN))
        assert registry.verify_member(BATCH, MEMBERS, index)[1:] == (VALID, True, True)

    def test_every_edge_side_by_side_in_one_slot(self, registry: Certificates) -> None:
        expected = [VALID] * 131 + [0]
        for index, (start, end, operation) in enumerate(sorted(EDGES), start=60):
            if start != VALID:
                (first,) = [op for a, b, op in EDGES if (a, b) == (VALID, start)]
                registry.change_member(BATCH, MEMBERS, index, state(start, first, TEXT))
            registry.change_member(BATCH, MEMBERS, index, state(end, operation, TEXT))
            expected[index] = end
        assert statuses(registry.world) == expected

    def test_refusals_are_those_of_single_certificates(self, registry: Certificates) -> None:
        cases = [
            ("TransitionForbidden", state(CANCELLED, WITHHOLD)),
            ("TransitionForbidden", state(VALID, RETURN)),
            ("TransitionForbidden", state(8, OTHER_WORK, TEXT)),
            ("BasisMissing", state(REVOKED, CLOSE, basis=ZERO)),
            ("BasisMissing", state(REVOKED, CLOSE, document=ZERO)),
            ("TextMissing", state(OTHER, OTHER_WORK)),
        ]
        for name, decision in cases:
            with refused(f"CertificateRegistry{name}"):
                registry.change_member(BATCH, MEMBERS, 3, decision)
        registry.change_member(BATCH, MEMBERS, 3, state(CANCELLED, CLOSE))
        with refused("CertificateRegistryTransitionForbidden"):
            registry.change_member(BATCH, MEMBERS, 3, state(VALID, RETURN))

    def test_what_is_not_included_has_no_status_to_change(self, registry: Certificates) -> None:
        decision = state(REVOKED, CLOSE)
        path = trees.path(3, LEAVES)
        cases = [
            ("NotIncluded", BATCH, 4),
            ("NotIncluded", BATCH, 131),
            ("Unknown", digest("x"), 3),
            ("Unknown", ZERO, 3),
        ]
        for name, batch, index in cases:
            data = CertificateRegistry.encode_change_member_status(batch, index, MEMBERS[3], path, decision)
            with refused(f"CertificateRegistry{name}"):
                registry.act(machine(PROVIDER), data)

    def test_by_the_issuers_machine_or_approver_only(self, registry: Certificates) -> None:
        decision = state(WITHHELD, WITHHOLD)
        others = [hand(PROVIDER, duty) for duty in DUTIES if duty != "approver"]
        for who in (*others, machine(CONSUMER), hand(AUTHORITY, "approver"), key_of("anybody")):
            with refused("GovernedUnauthorized"):
                registry.change_member(BATCH, MEMBERS, 3, decision, who)
        registry.change_member(BATCH, MEMBERS, 3, decision, hand(PROVIDER, "approver"))


class TestVersion:
    def call(
        self, registry: Certificates, index: int = 3, operation: int = RENEW, status: int = LAPSED, **changes: Any
    ) -> bytes:
        draft = registry.draft("new", **{"predecessor": MEMBERS[index][0], "operation": operation} | changes)
        batch, path = registry.world.record(BATCH), trees.path(index, LEAVES)
        return CertificateRegistry.encode_issue_version_of_member(draft, batch, index, MEMBERS[index], path, status)

    def test_a_new_version_of_a_member(self, registry: Certificates) -> None:
        certificate = NAME, CertificateRegistry.encode_certificate_of(digest("new"))
        with registry.world.changing(status_of(3), certificate):
            done = registry.act(machine(PROVIDER), self.call(registry))
        new = done.event("CertificateIssued")["record"]
        old = done.event("BatchMemberStatusChanged")["record"]
        assert new[9] == MEMBERS[3][0] and new[11] == (VALID, RENEW, BASIS, DOCUMENT, ZERO, new[10])
        assert old == (*MEMBERS[3], BATCH, 3, (LAPSED, RENEW, BASIS, DOCUMENT, ZERO, new[10]))
        assert registry.verify_member(BATCH, MEMBERS, 3)[1:] == (LAPSED, True, False)
        with refused("CertificateRegistryTransitionForbidden"):
            registry.act(machine(PROVIDER), self.call(registry, id=digest("newer")))

    def test_another_authority_takes_over_what_was_transferred(self, registry: Certificates) -> None:
        data = self.call(registry, operation=TAKE_OVER, status=CANCELLED)
        with refused("CertificateRegistryTransitionForbidden"):
            registry.act(machine(CONSUMER), data)
        registry.change_member(BATCH, MEMBERS, 3, state(TRANSFERRED, CLOSE))
        with refused("CertificateRegistryPredecessorInvalid"):
            registry.act(machine(PROVIDER), data)
        registry.act(machine(CONSUMER), data)

    @pytest.mark.parametrize("change", [{"predecessor": ZERO}, {"code": PERMIT}, {"id": MEMBERS[3][0]}])
    def test_a_version_of_something_else_is_refused(self, registry: Certificates, change: dict[str, Any]) -> None:
        with refused("CertificateRegistryPredecessorInvalid"):
            registry.act(machine(PROVIDER), self.call(registry, **change))

    def test_an_altered_batch_or_another_place_is_refused(self, registry: Certificates) -> None:
        draft = registry.draft("new", predecessor=MEMBERS[3][0], operation=RENEW)
        batch, path = registry.world.record(BATCH), trees.path(3, LEAVES)
        for name, record, index in (
            ("GovernedRecordMismatch", (BATCH, CONSUMER.id, *batch[2:]), 3),
            ("CertificateRegistryUnknown", (digest("x"), *batch[1:]), 3),
            ("CertificateRegistryNotIncluded", batch, 4),
        ):
            with refused(name):
                data = CertificateRegistry.encode_issue_version_of_member(
                    draft, record, index, MEMBERS[3], path, LAPSED
                )
                registry.act(machine(PROVIDER), data)
