"""Random histories of certificates on the real contract: what the replica has from events alone is what each view says,
as of every block looked at, and it verifies as the contract verifies."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from eth_abi.abi import encode

from chain_node.crypto.secp256k1 import EthKey, keccak256
from chain_node.evidence import merkle
from chain_node.evidence.errors import MerkleError
from chain_node.ids import MemberRef
from chain_node.ledger.account import Account
from chain_node.ledger.bindings import EVENTS, CertificateRegistry, Consortium
from chain_node.ledger.errors import LedgerRefused, ReplicaContradicted
from chain_node.ledger.records_certificates import (
    BatchMember,
    Certificate,
    CertificateOperation,
    CertificateStatus,
    Verification,
)
from chain_node.ledger.state import LedgerState
from tests.contract_world import AUTHORITY, CONSUMER, DAY, PROVIDER, ZERO, ContractWorld, Struct, digest, key_of
from tests.ledger_world import World as LedgerWorld

NAME = "CertificateRegistry"
TYPES = (b"11990100990000033P001", b"1199010099000005XA022")
ISSUE = 64
BATCH_SIZE = 70
RECORDS = {
    event.name: next(kind for name, kind, _ in event.parameters if name == "record") for event in EVENTS[NAME].values()
    if any(name == "record" for name, _, _ in event.parameters)
}  # fmt: skip


def machine(member: MemberRef) -> EthKey:
    return key_of(f"{member.path}/issue")


def stored(event: str, raw: Struct) -> bytes:
    """What the contract stores of a record."""
    return keccak256(encode([RECORDS[event]], [raw]))


class Player:
    """Plays random steps; refused ones must leave replica and contract agreed too."""

    def __init__(self, world: ContractWorld, seed: int) -> None:
        self.world = world
        self.random = random.Random(seed)
        self.count = 0
        self.refused = 0
        self.members: dict[bytes, list[BatchMember]] = {}
        for member in (PROVIDER, CONSUMER):
            account = (machine(member).address, member.id, ISSUE, ZERO, True)
            world.act(member, "vote", "Consortium", Consortium.encode_set_account(account))
        for _ in range(3):
            self.attempt(self.accredit)

    def attempt(self, move: Callable[[], None]) -> None:
        try:
            move()
        except LedgerRefused:
            self.refused += 1

    def play(self, steps: int) -> None:
        moves = [
            self.accredit, self.change_accreditation, self.issue, self.issue, self.issue_batch, self.version,
            self.version, self.change, self.change, self.change, self.change_member, self.change_member, self.wait,
        ]  # fmt: skip
        for _ in range(steps):
            self.attempt(self.random.choice(moves))

    def name(self, what: str) -> bytes:
        self.count += 1
        return digest(f"{what} {self.count}")

    def machine_acts(self, data: bytes, member: MemberRef | None = None) -> None:
        key = machine(member or self.random.choice([PROVIDER, PROVIDER, CONSUMER]))
        Account(self.world.ledger, key).transact(self.world.addresses[NAME], data)

    def authority(self, data: bytes) -> None:
        self.world.act(AUTHORITY, "approver", NAME, data)

    def accredit(self) -> None:
        choose, now = self.random, self.world.now
        member = choose.choice([PROVIDER, CONSUMER]).id
        end = choose.choice([0, 0, now + 5 * DAY])
        record = (0, member, choose.choice(TYPES), 0, end, digest("basis"), ZERO, False)
        self.authority(CertificateRegistry.encode_accredit(record))

    def change_accreditation(self) -> None:
        choose, now = self.random, self.world.now
        record = choose.choice(self.world.state.accreditations())
        if choose.random() < 0.5:
            end = choose.choice([0, now + 9 * DAY])
            self.authority(CertificateRegistry.encode_change_accreditation(record.raw, end, digest("other basis")))
        else:
            since = choose.choice([now, record.valid_from, now - DAY])
            self.authority(CertificateRegistry.encode_end_accreditation(record.raw, since, digest("reason")))

    def draft(self, operation: int = 0, predecessor: bytes = ZERO, code: bytes = b"") -> Struct:
        choose, now = self.random, self.world.now
        key, long_term = self.name("certificate"), choose.random() < 0.4
        start, end = now + choose.choice([-DAY, 0, DAY]), 0 if long_term else now + choose.choice([2, 9]) * DAY
        decision = (0, operation, digest("law"), self.name("document"), ZERO, 0)
        return (
            key, ZERO, code or choose.choice(TYPES), 0, digest("root" + key.hex()), digest("holder"), start, end,
            long_term, predecessor, 0, decision,
        )  # fmt: skip

    def issue(self) -> None:
        self.machine_acts(CertificateRegistry.encode_issue(self.draft()))

    def issue_batch(self) -> None:
        key, now = self.name("batch"), self.world.now
        members = [
            BatchMember(self.name("member"), digest(f"root {n}"), ZERO, now, 0 if n % 2 else now + n * DAY, n % 2 == 1)
            for n in range(BATCH_SIZE)
        ]
        root = merkle.root([one.leaf for one in members])
        record = (key, ZERO, self.random.choice(TYPES), 0, root, len(members), digest("law"), digest("document"), 0)
        self.machine_acts(CertificateRegistry.encode_issue_batch(record))
        self.members[key] = members

    def path(self, batch: bytes, index: int) -> list[bytes]:
        return merkle.inclusion_path([one.leaf for one in self.members[batch]], index)

    def member(self) -> tuple[bytes, int]:
        known = [one for one in self.members if self.world.state.batch(one) is not None]
        if not known:
            raise LedgerRefused("no batch is there")
        return self.random.choice(known), self.random.choice([0, 1, 2, 63, 64, BATCH_SIZE - 1])

    def version(self) -> None:
        operation, status = self.random.choice([2, 8, 9]), self.random.choice([4, 5])
        if self.members and self.random.random() < 0.4:
            key, index = self.member()
            batch, old = self.world.state.batch(key), self.members[key][index]
            assert batch is not None
            draft = self.draft(operation, old.certificate_id, batch.raw[2])
            data = CertificateRegistry.encode_issue_version_of_member(
                draft, batch.raw, index, old.struct, self.path(key, index), status
            )
            self.machine_acts(data)
            return
        certificate = self.some()
        draft = self.draft(operation, certificate.certificate_id, certificate.raw[2])
        self.machine_acts(CertificateRegistry.encode_issue_version(draft, certificate.raw, status))

    def some(self) -> Certificate:
        found = self.world.state.certificates()
        if not found:
            raise LedgerRefused("there is none yet")
        return self.random.choice(found)

    def decision(self) -> Struct:
        """One that is often allowed: 暂扣 and back, 过期, 转出 and back, 吊销, 其他."""
        status, operation = self.random.choice(
            [(2, 3), (1, 6), (5, 4), (6, 5), (6, 5), (1, 10), (7, 5), (99, 7), (1, 7), (4, 5)]
        )
        return status, operation, digest("law"), self.name("document"), digest("text"), 0

    def change(self) -> None:
        certificate = self.some()
        owner = PROVIDER if certificate.issuer == PROVIDER.id else CONSUMER
        self.machine_acts(CertificateRegistry.encode_change_status(certificate.raw, self.decision()), owner)

    def change_member(self) -> None:
        if not self.members:
            return
        key, index = self.member()
        batch = self.world.state.batch(key)
        assert batch is not None
        data = CertificateRegistry.encode_change_member_status(
            key, index, self.members[key][index].struct, self.path(key, index), self.decision()
        )
        self.machine_acts(data, PROVIDER if batch.issuer == PROVIDER.id else CONSUMER)

    def wait(self) -> None:
        self.world.ledger.seal(self.random.choice([1, 3600, DAY]))


def compare(world: ContractWorld, player: Player, state: LedgerState) -> None:
    """Every view as of the state's block."""

    def view(name: str, *values: Any) -> tuple[Any, ...]:
        data = world.view(NAME, getattr(CertificateRegistry, f"encode_{name}")(*values), state.block.number)
        return tuple(getattr(CertificateRegistry, f"decode_{name}")(data))

    def verified(name: str, *values: Any) -> Verification:
        ((root, status, accredited, valid),) = view(name, *values)
        return Verification(root, CertificateStatus(status), accredited, valid)

    time = state.block.timestamp
    for one in state.accreditations():
        expected = (stored("AccreditationGiven", one.raw), one.valid_from, one.valid_to)
        assert view("accreditation_of", one.number) == expected
    for member in (PROVIDER, CONSUMER, AUTHORITY):
        for code in TYPES:
            last = state.last_accreditation(member.id, code.decode())
            assert view("last_accreditation", member.id, code) == (0 if last is None else last.number,)
    for certificate in state.certificates():
        key = certificate.certificate_id
        assert view("certificate_of", key) == (stored("CertificateIssued", certificate.raw),)
        assert verified("verify", key) == state.verify(key, time)
    for batch in state.batches():
        key = batch.batch_id
        assert view("batch_of", key) == (stored("BatchIssued", batch.raw),)
        for index in (0, 1, 2, 3, 63, 64, BATCH_SIZE - 1):
            one_of, path = player.members[key][index], player.path(key, index)
            found = state.verify_member(key, index, one_of, path, time)
            assert verified("verify_member", key, index, one_of.struct, path) == found
            assert found is not None and view("member_status_of", key, index) == (found.status,)


@pytest.fixture(params=range(3))
def played(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Player]:
    world = ContractWorld(tmp_path / "ledger")
    yield Player(world, seed=request.param)
    world.close()


def test_every_view_agrees_with_the_replica_after_random_histories(played: Player) -> None:
    world = played.world
    for _ in range(4):
        played.play(40)
        world.replica.sync()
        head = world.replica.head.number
        for number in (head, played.random.randrange(head - 20, head)):
            compare(world, played, world.replica.at(number))
    state = world.state
    assert len({one.state.status for one in state.certificates()}) >= 4
    assert state.batches() and played.refused < 140


def test_a_new_version_is_found_from_the_old(played: Player) -> None:
    played.play(160)
    state = played.world.state
    versions = [one for one in state.certificates() if one.predecessor != ZERO]
    assert versions
    for one in versions:
        assert state.successor(one.predecessor) == one.certificate_id
        assert one.accreditation and state.accreditation(one.accreditation) is not None
        old = state.certificate(one.predecessor)
        if old is not None:
            assert old.state.status in (CertificateStatus.CANCELLED, CertificateStatus.LAPSED)
            assert old.state.since == one.issued_at or old.state.operation is CertificateOperation.CLOSE


def test_what_is_unknown_or_not_proven(played: Player) -> None:
    while not played.members:
        played.attempt(played.issue_batch)
    state = played.world.state
    (key, members), *_ = played.members.items()
    assert state.verify(digest("nothing"), 0) is None and state.successor(digest("nothing")) is None
    assert state.verify_member(digest("nothing"), 0, members[0], [], 0) is None
    assert state.batch_member(key, 0) is None and state.accreditation(99) is None
    for index, path in ((1, played.path(key, 0)), (BATCH_SIZE, []), (0, [])):
        with pytest.raises(MerkleError):
            state.verify_member(key, index, members[0], path, 0)


@pytest.mark.parametrize(("status", "operation", "code"), [(8, 1, TYPES[0]), (1, 11, TYPES[0]), (1, 1, b"\xff" * 21)])
def test_a_record_that_cannot_be_contradicts_the_ledger(status: int, operation: int, code: bytes) -> None:
    world = LedgerWorld()
    decision = (status, operation, digest("law"), digest("document"), ZERO, 0)
    record = (digest("c"), PROVIDER.id, code, 1, digest("root"), ZERO, 0, 0, True, ZERO, 0, decision)
    world.emit(NAME, "CertificateIssued", id=digest("c"), record=record)
    with pytest.raises(ReplicaContradicted):
        world.sync()
