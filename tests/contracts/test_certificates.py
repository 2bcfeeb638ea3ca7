"""Certificates: accredited issuers, single issue, batches, and statuses along their edges only."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from chain_node.ledger.bindings import CertificateRegistry, Consortium
from tests.contracts.certificates import (
    AMEND,
    BASIS,
    CANCELLED,
    CLOSE,
    DOCUMENT,
    EDGES,
    EXPIRE,
    LAPSED,
    LICENCE,
    NAME,
    NEW,
    OTHER,
    OTHER_WORK,
    PERMIT,
    RENEW,
    RESCINDED,
    RETURN,
    REVOKED,
    TAKE_OVER,
    TEXT,
    TRANSFERRED,
    UNDO_TRANSFER,
    VALID,
    WITHHELD,
    WITHHOLD,
    Certificates,
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
    World,
    digest,
    hand,
    key_of,
    record_digest,
    refused,
)

ACCREDITATION = "(uint32,bytes32,bytes21,uint64,uint64,bytes32,bytes32,bool)"
DECISION = "(uint8,uint8,bytes32,bytes32,bytes32,uint64)"
CERTIFICATE = f"(bytes32,bytes32,bytes21,uint32,bytes32,bytes32,uint64,uint64,bool,bytes32,uint64,{DECISION})"
BATCH = "(bytes32,bytes32,bytes21,uint32,bytes32,uint32,bytes32,bytes32,uint64)"
STATUSES = (VALID, WITHHELD, RESCINDED, CANCELLED, LAPSED, TRANSFERRED, REVOKED, OTHER)
APPROVER = hand(AUTHORITY, "approver")
NOT_APPROVERS = [hand(AUTHORITY, duty) for duty in DUTIES if duty != "approver"] + [hand(PROVIDER, "approver")]
STRANGERS = [hand(PROVIDER, duty) for duty in DUTIES if duty != "approver"] + [machine(CONSUMER), key_of("anybody")]
CERT = digest("certificate")


@pytest.fixture(scope="module")
def prepared(founded: World) -> World:
    """Issuing machines; PROVIDER is accredited for licences, number 1."""
    registry = Certificates(founded)
    registry.machines()
    registry.accredit()
    return founded


@pytest.fixture
def registry(world: World) -> Certificates:
    """The registry, with the record of accreditation 1."""
    found = Certificates(world)
    (record, start, end) = found.accreditation_of(1)
    found.accreditations[1] = (1, PROVIDER.id, LICENCE, start, end, BASIS, AUTHORITY.id, False)
    assert record == record_digest(ACCREDITATION, found.accreditations[1])
    return found


def certificate_of(key: bytes) -> tuple[str, bytes]:
    return NAME, CertificateRegistry.encode_certificate_of(key)


def accreditation_of(number: int) -> tuple[str, bytes]:
    return NAME, CertificateRegistry.encode_accreditation_of(number)


def member_status_of(batch: bytes, index: int) -> tuple[str, bytes]:
    return NAME, CertificateRegistry.encode_member_status_of(batch, index)


def stored(world: World, question: tuple[str, bytes]) -> bytes:
    return world.view(*question)


def last_of(code: bytes = LICENCE, member: bytes = PROVIDER.id) -> tuple[str, bytes]:
    return NAME, CertificateRegistry.encode_last_accreditation(member, code)


class TestAccreditation:
    def test_a_member_is_accredited_for_a_type(self, registry: Certificates) -> None:
        with registry.world.changing(accreditation_of(2), last_of(PERMIT, CONSUMER.id)):
            done = registry.act(APPROVER, registry.accredit_call(CONSUMER, PERMIT, end=registry.world.now + DAY))
        values = done.event("AccreditationGiven")
        record = values["record"]
        assert (values["id"], values["member"]) == (2, CONSUMER.id)
        assert record[:3] == (2, CONSUMER.id, PERMIT) and record[5:] == (BASIS, AUTHORITY.id, False)
        assert registry.accreditation_of(2) == (record_digest(ACCREDITATION, record), record[3], record[4])

    def test_only_the_catalogue_authority_gives_changes_and_ends(self, registry: Certificates) -> None:
        change = CertificateRegistry.encode_change_accreditation(registry.accreditations[1], 0, BASIS)
        end = CertificateRegistry.encode_end_accreditation(registry.accreditations[1], registry.world.now, BASIS)
        for who, data in itertools.product(NOT_APPROVERS, (registry.accredit_call(code=PERMIT), change, end)):
            with refused("GovernedUnauthorized"):
                registry.act(who, data)

    @pytest.mark.parametrize(
        "code",
        [
            b"", b"11990100990000033P", b"11990100990000033P00", b"11990100990000033P00A", b"11990100990000033Q001",
            b"11990100990000034P001", b"01990100990000033P001", b"B1990100990000033P001", b"1I990100990000033P001",
            b"1199A100990000033P001", b"11990100990000033p001", b"\xff" * 21,
            # Both check characters right, but for a letter in the region, and for an I.
            b"1199A100990000033K001", b"1I990100990000033T001",
        ],
    )  # fmt: skip
    def test_a_malformed_type_code_is_refused(self, registry: Certificates, code: bytes) -> None:
        with refused("CertificateRegistryTypeInvalid"):
            registry.accredit(code=code)

    @pytest.mark.parametrize(
        "code",
        [
            b"11100000000013127D001", b"11100000MB0143028R001", b"11100000MB03271699022", b"11100000000013338W087",
            b"1199010099000013XX001", b"91990100MA990001X7999", b"1199010099000005XA000",
        ],
    )  # fmt: skip
    def test_codes_that_exist_are_taken(self, registry: Certificates, code: bytes) -> None:
        registry.accredit(code=code)

    def test_an_unknown_or_removed_member_is_refused(self, registry: Certificates) -> None:
        world = registry.world
        for member in (digest("nobody"), ZERO):
            with refused("CertificateRegistryMemberUnknown"):
                registry.act(APPROVER, registry.accredit_call(code=PERMIT, member_id=member))
        world.by_vote(Consortium.encode_suspend(world.record(CONSUMER.id)))
        registry.accredit(CONSUMER, PERMIT)
        world.ledger.travel(2 * DAY)
        world.by_two(Consortium.encode_remove(world.record(CONSUMER.id), world.gateways_of(CONSUMER)))
        with refused("CertificateRegistryMemberUnknown"):
            registry.accredit(CONSUMER, LICENCE)

    def test_one_accreditation_at_a_time(self, registry: Certificates) -> None:
        with refused("CertificateRegistryAlreadyAccredited"):
            registry.accredit()
        registry.end(1, registry.world.now)
        assert registry.accredit() == 2
        with refused("CertificateRegistryAlreadyAccredited"):
            registry.accredit()

    @pytest.mark.parametrize(("start", "end"), [(-DAY, 0), (DAY, DAY), (DAY, DAY - 1), (0, -1), (0, 0.0)])
    def test_a_period_that_cannot_be_is_refused(self, registry: Certificates, start: int, end: float) -> None:
        now = registry.world.now
        with refused("CertificateRegistryPeriodInvalid"):
            registry.accredit(code=PERMIT, start=start and now + start, end=int(now + end))

    def test_it_has_a_legal_basis(self, registry: Certificates) -> None:
        with refused("CertificateRegistryBasisMissing"):
            registry.accredit(code=PERMIT, basis=ZERO)

    def test_it_begins_later_if_it_says_so(self, registry: Certificates) -> None:
        registry.accredit(code=PERMIT, start=registry.world.now + DAY)
        with refused("CertificateRegistryNotAccredited"):
            registry.issue(code=PERMIT)
        registry.world.ledger.travel(DAY)
        registry.issue(code=PERMIT)

    def test_its_end_and_basis_change(self, registry: Certificates) -> None:
        end = registry.world.now + DAY
        data = CertificateRegistry.encode_change_accreditation(registry.accreditations[1], end, TEXT)
        with registry.world.changing(accreditation_of(1)):
            record = registry.act(APPROVER, data).event("AccreditationChanged")["record"]
        assert record == (*registry.accreditations[1][:4], end, TEXT, AUTHORITY.id, False)
        registry.issue()
        registry.world.ledger.travel(DAY)
        with refused("CertificateRegistryNotAccredited"):
            registry.issue("later")
        with refused("CertificateRegistryAccreditationOver"):
            registry.act(APPROVER, CertificateRegistry.encode_change_accreditation(record, 0, TEXT))
        assert registry.verify(CERT)[2] is True

    def test_a_change_into_the_past_or_without_basis_is_refused(self, registry: Certificates) -> None:
        current, now = registry.accreditations[1], registry.world.now
        for name, end, basis in (("PeriodInvalid", now - 1, BASIS), ("BasisMissing", 0, ZERO)):
            with refused(f"CertificateRegistry{name}"):
                registry.act(APPROVER, CertificateRegistry.encode_change_accreditation(current, end, basis))

    def test_ended_as_of_a_time_what_was_issued_before_stays_accredited(self, registry: Certificates) -> None:
        registry.issue("before")
        registry.world.ledger.travel(DAY)
        since = registry.world.now
        registry.world.ledger.travel(DAY)
        registry.issue("after")
        with registry.world.changing(accreditation_of(1)):
            values = registry.end(1, since, TEXT).event("AccreditationEnded")
        assert (values["record"][4], values["record"][7], values["reason"]) == (since, True, TEXT)
        assert [registry.verify(digest(name))[2:] for name in ("before", "after")] == [(True, True), (False, True)]
        with refused("CertificateRegistryNotAccredited"):
            registry.issue("later")
        with refused("CertificateRegistryAccreditationOver"):
            registry.end(1, since - 1)

    def test_ended_as_of_its_beginning_it_was_never_in_force(self, registry: Certificates) -> None:
        registry.issue()
        registry.end(1, registry.accreditations[1][3])
        assert registry.verify(CERT)[2] is False

    def test_one_that_has_not_begun_is_ended_at_its_beginning(self, registry: Certificates) -> None:
        start = registry.world.now + 9 * DAY
        number = registry.accredit(code=PERMIT, start=start)
        for since in (start + 1, registry.world.now):
            with refused("CertificateRegistryEndInvalid"):
                registry.end(number, since)
        registry.end(number, start)

    def test_an_end_that_cannot_be_is_refused(self, registry: Certificates) -> None:
        end = registry.world.now + DAY
        number = registry.accredit(code=PERMIT, end=end)
        for since in (registry.accreditations[number][3] - 1, registry.world.now + DAY - 1, 0):
            with refused("CertificateRegistryEndInvalid"):
                registry.end(number, since)
        with refused("CertificateRegistryBasisMissing"):
            registry.end(number, registry.world.now, ZERO)
        registry.world.ledger.travel(2 * DAY)
        with refused("CertificateRegistryEndInvalid"):
            registry.end(number, end)
        registry.end(number, end - 1)

    def test_an_unknown_or_altered_record_is_refused(self, registry: Certificates) -> None:
        current = registry.accreditations[1]
        for name, record in (
            ("CertificateRegistryUnknown", (9, *current[1:])),
            ("GovernedRecordMismatch", (*current[:4], 7, *current[5:])),
        ):
            for data in (
                CertificateRegistry.encode_change_accreditation(record, 0, BASIS),
                CertificateRegistry.encode_end_accreditation(record, registry.world.now, BASIS),
            ):
                with refused(name):
                    registry.act(APPROVER, data)


class TestIssue:
    def test_a_certificate_is_issued(self, registry: Certificates) -> None:
        draft = registry.draft()
        with registry.world.changing(certificate_of(CERT)):
            done = registry.act(machine(PROVIDER), CertificateRegistry.encode_issue(draft))
        values = done.event("CertificateIssued")
        record = values["record"]
        issued = registry.world.now
        assert values["id"] == CERT
        assert record == (
            CERT, PROVIDER.id, LICENCE, 1, *draft[4:10], record[10], (VALID, NEW, BASIS, DOCUMENT, ZERO, record[10]),
        )  # fmt: skip
        assert issued - 60 <= record[10] <= issued
        assert stored(registry.world, certificate_of(CERT)) == record_digest(CERTIFICATE, record)
        assert registry.verify(CERT) == (digest("fields of certificate"), VALID, True, True)

    def test_what_the_contract_sets_is_not_the_callers(self, registry: Certificates) -> None:
        draft = registry.draft()
        forged = (99, 4, BASIS, DOCUMENT, TEXT, 5)
        data = CertificateRegistry.encode_issue((CERT, CONSUMER.id, LICENCE, 88, *draft[4:10], 7, forged))
        record = registry.act(machine(PROVIDER), data).event("CertificateIssued")["record"]
        assert record[1:4] == (PROVIDER.id, LICENCE, 1) and record[11][:2] == (VALID, NEW)
        assert record[10] == record[11][5] > 7

    @pytest.mark.parametrize("long_term", [True, False])
    def test_validity(self, registry: Certificates, long_term: bool) -> None:
        now = registry.world.now
        registry.issue(start=now + DAY, end=0 if long_term else now + 2 * DAY, long=long_term)
        seen = []
        for _ in range(3):
            seen.append(registry.verify(CERT)[3])
            registry.world.ledger.travel(DAY)
            registry.issue(f"next block {len(seen)}")
        assert seen == [False, True, long_term]

    @pytest.mark.parametrize(
        ("change", "error"),
        [
            ({"id": ZERO}, "IdentifierZero"),
            ({"root": ZERO}, "RootMissing"),
            ({"basis": ZERO}, "BasisMissing"),
            ({"document": ZERO}, "BasisMissing"),
            ({"code": PERMIT}, "NotAccredited"),
            ({"code": b""}, "NotAccredited"),
            ({"end": 0}, "PeriodInvalid"),
            ({"end": 1_795_000_000}, "PeriodInvalid"),
            ({"start": 1_900_000_000, "end": 1_900_000_000}, "PeriodInvalid"),
            ({"long": True}, "PeriodInvalid"),
            ({"predecessor": digest("old")}, "PredecessorInvalid"),
        ],
    )
    def test_a_wrong_certificate_is_refused(self, registry: Certificates, change: dict[str, Any], error: str) -> None:
        with refused(f"CertificateRegistry{error}"):
            registry.issue(**change)

    def test_an_identifier_is_used_once(self, registry: Certificates) -> None:
        registry.issue()
        with refused("CertificateRegistryIdentifierTaken"):
            registry.issue()

    def test_only_the_machine_of_an_accredited_active_member_issues(self, registry: Certificates) -> None:
        world = registry.world
        for who in (*(hand(PROVIDER, duty) for duty in DUTIES), key_of("anybody")):
            with refused("GovernedUnauthorized"):
                registry.act(who, CertificateRegistry.encode_issue(registry.draft()))
        with refused("CertificateRegistryNotAccredited"):
            registry.issue(by=CONSUMER)
        halt = Consortium.encode_halt(world.record(PROVIDER.id), world.now + DAY, digest("why"))
        world.act(hand(AUTHORITY, "security"), "Consortium", halt)
        with refused("GovernedMemberNotActive"):
            registry.issue()

    def test_an_unknown_certificate_is_an_error(self, registry: Certificates) -> None:
        for key in (digest("nothing"), ZERO):
            with refused("CertificateRegistryUnknown"):
                registry.verify(key)


class TestStatus:
    def bring(self, registry: Certificates, status: int) -> None:
        """A certificate with this status."""
        registry.issue()
        if status != VALID:
            (operation,) = [op for start, end, op in EDGES if (start, end) == (VALID, status)]
            registry.change(CERT, state(status, operation, TEXT))
        assert registry.verify(CERT)[1] == status

    @pytest.mark.parametrize(("start", "end", "operation"), sorted(EDGES))
    def test_along_every_edge(self, registry: Certificates, start: int, end: int, operation: int) -> None:
        self.bring(registry, start)
        before = registry.world.record(CERT)
        with registry.world.changing(certificate_of(CERT)):
            values = registry.change(CERT, state(end, operation, TEXT)).event("CertificateStatusChanged")
        record = values["record"]
        assert values["id"] == CERT
        assert record == (*before[:11], (end, operation, BASIS, DOCUMENT, TEXT, record[11][5]))
        assert before[10] <= record[11][5] <= registry.world.now
        assert stored(registry.world, certificate_of(CERT)) == record_digest(CERTIFICATE, record)
        assert registry.verify(CERT) == (before[4], end, True, end == VALID)

    @pytest.mark.parametrize("start", STATUSES)
    def test_along_no_other(self, registry: Certificates, start: int) -> None:
        self.bring(registry, start)
        for end, operation in itertools.product((*STATUSES, 0, 8, 98), (*range(12), 255)):
            if (start, end, operation) not in EDGES:
                with refused("CertificateRegistryTransitionForbidden"):
                    registry.world.view_as(
                        machine(PROVIDER),
                        CertificateRegistry.encode_change_status(
                            registry.world.record(CERT), state(end, operation, TEXT)
                        ),
                        NAME,
                    )

    def test_cancelled_is_final(self) -> None:
        assert [edge for edge in EDGES if edge[0] == CANCELLED] == []

    @pytest.mark.parametrize("missing", ["basis", "document"])
    def test_every_change_has_basis_and_decision(self, registry: Certificates, missing: str) -> None:
        registry.issue()
        with refused("CertificateRegistryBasisMissing"):
            registry.change(CERT, state(WITHHELD, WITHHOLD, **{missing: ZERO}))

    def test_status_99_has_a_text(self, registry: Certificates) -> None:
        registry.issue()
        with refused("CertificateRegistryTextMissing"):
            registry.change(CERT, state(OTHER, OTHER_WORK))
        registry.change(CERT, state(OTHER, OTHER_WORK, TEXT))
        registry.change(CERT, state(VALID, OTHER_WORK))

    def test_by_the_issuers_machine_or_approver_only(self, registry: Certificates) -> None:
        registry.issue()
        for who in (*STRANGERS, APPROVER):
            with refused("GovernedUnauthorized"):
                registry.change(CERT, state(WITHHELD, WITHHOLD), who)
        registry.change(CERT, state(WITHHELD, WITHHOLD), hand(PROVIDER, "approver"))

    def test_an_issuer_answers_for_its_certificates_when_suspended_and_no_longer_accredited(
        self, registry: Certificates
    ) -> None:
        registry.issue()
        registry.end(1, registry.world.now)
        registry.world.by_vote(Consortium.encode_suspend(registry.world.record(PROVIDER.id)))
        registry.change(CERT, state(RESCINDED, CLOSE))

    def test_an_unknown_or_altered_record_is_refused(self, registry: Certificates) -> None:
        registry.issue()
        record = registry.world.record(CERT)
        decision = state(WITHHELD, WITHHOLD)
        for name, other in (
            ("CertificateRegistryUnknown", (digest("nothing"), *record[1:])),
            ("GovernedRecordMismatch", (*record[:4], digest("other root"), *record[5:])),
        ):
            with refused(name):
                registry.act(machine(PROVIDER), CertificateRegistry.encode_change_status(other, decision))
        registry.change(CERT, decision)
        with refused("GovernedRecordMismatch"):
            registry.act(machine(PROVIDER), CertificateRegistry.encode_change_status(record, decision))


class TestVersion:
    @pytest.mark.parametrize("operation", [RENEW, AMEND])
    @pytest.mark.parametrize("status", [CANCELLED, LAPSED])
    def test_a_new_version_ends_the_old(self, registry: Certificates, operation: int, status: int) -> None:
        registry.issue()
        old = registry.world.record(CERT)
        data = registry.version_call("new", CERT, operation, status)
        with registry.world.changing(certificate_of(CERT), certificate_of(digest("new"))):
            done = registry.act(machine(PROVIDER), data)
        assert [one.name for one in done.events] == ["CertificateIssued", "CertificateStatusChanged"]
        new = done.event("CertificateIssued")["record"]
        now = new[10]
        assert new[9] == CERT and new[11] == (VALID, operation, BASIS, DOCUMENT, ZERO, now)
        ended = (*old[:11], (status, operation, BASIS, DOCUMENT, ZERO, now))
        assert done.event("CertificateStatusChanged")["record"] == ended
        assert stored(registry.world, certificate_of(CERT)) == record_digest(CERTIFICATE, ended)
        assert [registry.verify(key)[1] for key in (CERT, digest("new"))] == [status, VALID]

    def take(self, registry: Certificates, status: int = CANCELLED, operation: int = TAKE_OVER) -> None:
        """CONSUMER takes the certificate over."""
        registry.act(machine(CONSUMER), registry.version_call("new", CERT, operation, status))

    @pytest.mark.parametrize("status", [CANCELLED, LAPSED])
    def test_another_authority_takes_over_what_was_transferred(self, registry: Certificates, status: int) -> None:
        registry.accredit(CONSUMER)
        registry.issue()
        with refused("CertificateRegistryTransitionForbidden"):
            self.take(registry)
        registry.change(CERT, state(TRANSFERRED, CLOSE))
        for operation in (RENEW, AMEND):
            with refused("CertificateRegistryPredecessorInvalid"):
                self.take(registry, operation=operation)
        with refused("CertificateRegistryPredecessorInvalid"):
            registry.act(machine(PROVIDER), registry.version_call("new", CERT, TAKE_OVER, CANCELLED))
        self.take(registry, status)
        assert registry.world.record(digest("new"))[1] == CONSUMER.id
        with refused("CertificateRegistryTransitionForbidden"):
            registry.change(CERT, state(VALID, UNDO_TRANSFER))

    def test_a_transfer_is_undone(self, registry: Certificates) -> None:
        registry.accredit(CONSUMER)
        registry.issue()
        registry.change(CERT, state(TRANSFERRED, CLOSE))
        registry.change(CERT, state(VALID, UNDO_TRANSFER))
        with refused("CertificateRegistryTransitionForbidden"):
            self.take(registry)

    @pytest.mark.parametrize("status", [0, VALID, WITHHELD, RESCINDED, TRANSFERRED, REVOKED, OTHER])
    def test_the_old_becomes_04_or_05_and_nothing_else(self, registry: Certificates, status: int) -> None:
        registry.issue()
        with refused("CertificateRegistryTransitionForbidden"):
            registry.act(machine(PROVIDER), registry.version_call("new", CERT, RENEW, status))

    @pytest.mark.parametrize("operation", [0, NEW, WITHHOLD, EXPIRE, CLOSE, RETURN, OTHER_WORK, UNDO_TRANSFER])
    def test_by_the_operations_of_a_version_only(self, registry: Certificates, operation: int) -> None:
        registry.issue()
        with refused("CertificateRegistryTransitionForbidden"):
            registry.act(machine(PROVIDER), registry.version_call("new", CERT, operation, CANCELLED))

    def test_there_is_one_new_version(self, registry: Certificates) -> None:
        registry.issue()
        registry.act(machine(PROVIDER), registry.version_call("new", CERT, RENEW, LAPSED))
        with refused("CertificateRegistryTransitionForbidden"):
            registry.act(machine(PROVIDER), registry.version_call("newer", CERT, RENEW, CANCELLED))
        registry.act(machine(PROVIDER), registry.version_call("newer", digest("new"), RENEW, CANCELLED))

    @pytest.mark.parametrize(
        "change", [{"predecessor": ZERO}, {"predecessor": digest("x")}, {"code": PERMIT}, {"id": CERT}]
    )
    def test_a_version_of_something_else_is_refused(self, registry: Certificates, change: dict[str, Any]) -> None:
        registry.accredit(code=PERMIT)
        registry.issue()
        with refused("CertificateRegistryPredecessorInvalid"):
            registry.act(machine(PROVIDER), registry.version_call("new", CERT, RENEW, CANCELLED, **change))

    def test_an_altered_predecessor_or_a_stranger_is_refused(self, registry: Certificates) -> None:
        registry.issue()
        old = registry.world.record(CERT)
        draft = registry.draft("new", predecessor=CERT, operation=RENEW)
        for who, predecessor, name in (
            (machine(PROVIDER), (*old[:5], ZERO, *old[6:]), "GovernedRecordMismatch"),
            (machine(PROVIDER), (digest("x"), *old[1:]), "CertificateRegistryUnknown"),
            (hand(PROVIDER, "approver"), old, "GovernedUnauthorized"),
        ):
            with refused(name):
                registry.act(who, CertificateRegistry.encode_issue_version(draft, predecessor, CANCELLED))
