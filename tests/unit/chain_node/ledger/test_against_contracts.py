"""Random histories on the real contracts: what the replica has from events alone is what each view of them says, as of
every block looked at, and `decide` says what PolicyView says."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from eth_abi.abi import encode

from chain_node.crypto.secp256k1 import checksum_address, keccak256
from chain_node.crypto.suite import get_suite
from chain_node.evidence import merkle
from chain_node.ids import GatewayRef, SubsystemRef
from chain_node.ledger.account import Account
from chain_node.ledger.bindings import (
    EVENTS,
    Authorization,
    Consortium,
    DataCatalogue,
    EvidenceAnchor,
    PolicyView,
)
from chain_node.ledger.decision import UNKNOWN_FIELD, Question, decide
from chain_node.ledger.endpoints import match_endpoint
from chain_node.ledger.errors import LedgerRefused
from chain_node.ledger.projection import rotation_message
from chain_node.ledger.records import Endpoint, Grant, KeyPurpose, Profile
from chain_node.ledger.state import LedgerState
from chain_node.ledger.transactions import address_of
from tests.contract_world import (
    AUTHORITY,
    CONSUMER,
    CONSUMER_SYSTEM,
    DAY,
    GATEWAY,
    MEMBERS,
    PROVIDER,
    PROVIDER_SYSTEM,
    RESOURCE,
    SERVICE,
    ZERO,
    ContractWorld,
    Struct,
    digest,
    key_of,
)
from tests.pairs import pair_digest

OTHER_SYSTEM = SubsystemRef("CN", "GOV", "sjj", "audit")
OPAQUE, OPEN = digest("opaque resource"), digest("open resource")
ITEMS = [digest("item 1"), digest("item 2")]
FIELDS: list[Struct] = [
    ("name", 2, 1, 0, digest("n")),
    ("id", 3, 2, 0, digest("i")),
    ("open", 1, 1, 0, digest("o")),
    ("married", 3, 3, 1, digest("m")),
    ("hidden", 1, 0, 0, digest("h")),
]
ALL_GRANTED = 2**256 - 1


class Player:
    """Plays random steps; most are allowed, some are refused, and both must leave replica and contracts agreed."""

    def __init__(self, world: ContractWorld, seed: int) -> None:
        self.world = world
        self.random = random.Random(seed)
        self.count = 0
        self.refused = 0
        self.keys: dict[bytes, Any] = {}
        self.services = [SERVICE.id]
        self.leaves: dict[bytes, list[bytes]] = {}
        self.anchors = [key_of("anchor")]

    def name(self, what: str) -> bytes:
        self.count += 1
        return digest(f"{what} {self.count}")

    def found(self) -> None:
        """What every history begins with."""
        world = self.world
        for system in (PROVIDER_SYSTEM, CONSUMER_SYSTEM, OTHER_SYSTEM):
            world.subsystem(system)
        world.gateway(GATEWAY, key_of("anchor").address_bytes)
        world.resource(RESOURCE, "307006001/000001", 2, FIELDS)
        world.resource(OPEN, "307006001/000002", 1, FIELDS)
        world.resource(OPAQUE, "307006001/000003", 2, [])
        for resource in (RESOURCE, OPEN, OPAQUE):
            world.publish(resource)
        world.service(SERVICE, RESOURCE, [("GET", "/a/*"), ("*", "/b")])
        for number, resource in enumerate((OPEN, OPAQUE)):
            ref = type(SERVICE)("CN", "GOV", "scjg", "登记", f"s{number}")
            world.service(ref, resource, [("*", "/*")])
            self.services.append(ref.id)

    def moves(self) -> list[Callable[[], None]]:
        """What is played, as often as it stands here."""
        return [
            self.ask, self.ask, self.ask, self.answer, self.answer, self.answer, self.change_grant, self.halt,
            self.standing, self.switch, self.change_resource, self.change_service, self.new_key, self.end_key,
            self.change_gateway, self.log_step, self.anchor, self.anchor, self.anchor, self.account, self.wait,
        ]  # fmt: skip

    def play(self, steps: int) -> None:
        moves = self.moves()
        for _ in range(steps):
            try:
                self.random.choice(moves)()
            except LedgerRefused:
                self.refused += 1

    def heal(self) -> None:
        """Put everybody in good standing and every service in order, so that questions come as far as the grants."""
        world = self.world
        for member in (PROVIDER, CONSUMER):
            if world.member_record(member)[5] == 3:
                world.by_vote(Consortium.encode_resume(world.member_record(member)))
            for end in (Consortium.encode_confirm_halt, Consortium.encode_blacklist):
                world.by_vote(end(world.member_record(member), 0, digest("over")))
        for system in world.state.subsystems():
            if not system.active:
                owner = next(one for one in MEMBERS if one.id == system.member_id)
                world.act(owner, "system", "Consortium", Consortium.encode_set_subsystem_active(system.raw, True))
        for service in world.state.services():
            world.by_vote(DataCatalogue.encode_confirm_service_halt(service.raw, 0, digest("over")), "DataCatalogue")
            found = world.state.service(service.service_id)
            assert found is not None
            kept = [(one.method, one.path) for one in found.endpoints]
            world.act(PROVIDER, "system", "DataCatalogue", DataCatalogue.encode_change_service(found.raw, kept, True))
        for resource in world.state.resources():
            if resource.raw[15] == 4:
                data = DataCatalogue.encode_resume(resource.raw)
                world.act(PROVIDER, "security", "DataCatalogue", data)
        world.replica.sync()

    def terms(self) -> Struct:
        choose, now = self.random, self.world.now
        profiles = sum(
            choose.choice([0, 1, 2] if kind == 0 else [0, 3]) << 2 * i for i, (*_, kind, _) in enumerate(FIELDS)
        )
        return (
            profiles, choose.sample(ITEMS, choose.randrange(3)), choose.choice([0, 0, 5]), choose.choice([0, 0, 7]),
            now + choose.choice([0, 0, DAY]), now + choose.choice([DAY // 2, 5 * DAY, 50 * DAY]), b"",
        )  # fmt: skip

    def ask(self) -> None:
        system = self.random.choice([CONSUMER_SYSTEM, CONSUMER_SYSTEM, OTHER_SYSTEM])
        self.world.request(self.name("q"), system, self.random.choice([RESOURCE, RESOURCE, OPEN, OPAQUE]), self.terms())

    def answer(self) -> None:
        open_requests = [one for one in self.world.state.requests() if one.state == 1]
        if not open_requests:
            return
        request = self.random.choice(open_requests)
        if self.random.random() < 0.2:
            data = Authorization.encode_refuse(request.raw, digest("no"))
            self.world.act(PROVIDER, "approver", "Authorization", data)
        else:
            self.world.agree(request.request_id, self.name("g"), request.raw[5])

    def change_grant(self) -> None:
        grants = [one for key in self.grant_ids() if (one := self.world.state.grant(key)) is not None]
        if not grants:
            return
        grant = self.random.choice(grants)
        steps = {
            "suspend": ("security", Authorization.encode_suspend(grant.raw, digest("s"))),
            "resume": ("security", Authorization.encode_resume(grant.raw, digest("r"))),
            "revoke": ("approver", Authorization.encode_revoke(grant.raw, digest("v"))),
            "discard": ("officer", Authorization.encode_discard(grant.raw, pair_of(self.world.state, grant))),
        }
        duty, data = steps[self.random.choice(sorted(steps))]
        self.world.act(PROVIDER, duty, "Authorization", data)

    def halt(self) -> None:
        record = self.world.member_record(self.random.choice(MEMBERS))
        until = self.world.now + self.random.choice([100, 3600])
        call = self.random.choice([Consortium.encode_confirm_halt, Consortium.encode_blacklist])
        self.world.by_vote(call(record, self.random.choice([0, until]), digest("why")))

    def standing(self) -> None:
        record = self.world.member_record(self.random.choice([PROVIDER, CONSUMER]))
        suspended = record[5] == 3
        self.world.by_vote((Consortium.encode_resume if suspended else Consortium.encode_suspend)(record))

    def switch(self) -> None:
        system = self.random.choice([PROVIDER_SYSTEM, CONSUMER_SYSTEM])
        found = self.world.state.subsystem(system.id)
        assert found is not None
        data = Consortium.encode_set_subsystem_active(found.raw, not found.active)
        self.world.act(system.member, "system", "Consortium", data)

    def change_resource(self) -> None:
        record = self.world.resource_record(self.random.choice([RESOURCE, OPEN, OPAQUE]))
        if record[15] == 3:
            data = DataCatalogue.encode_suspend(record, digest("why"))
        else:
            data = DataCatalogue.encode_resume(record)
        self.world.act(PROVIDER, "security", "DataCatalogue", data)

    def change_service(self) -> None:
        found = self.world.state.service(self.random.choice(self.services))
        assert found is not None
        endpoints = [(one.method, one.path) for one in found.endpoints]
        step = self.random.randrange(4)
        if step == 0 and len(endpoints) < 6:
            endpoints.append(("POST", f"/new/{len(endpoints)}"))
        elif step == 1:
            endpoints[self.random.randrange(len(endpoints))] = ("", "")
        if step == 2:
            until = self.world.now + self.random.choice([0, 500])
            self.world.by_vote(
                DataCatalogue.encode_confirm_service_halt(found.raw, until, digest("why")), "DataCatalogue"
            )
            return
        data = DataCatalogue.encode_change_service(found.raw, endpoints, self.random.random() < 0.9)
        self.world.act(PROVIDER, "system", "DataCatalogue", data)

    def new_key(self) -> None:
        number = self.random.choice([1, 2])
        key = get_suite(number).generate()
        self.keys[key.public.kid] = key
        live = [one for one in self.world.state.keys_of(GATEWAY.id, KeyPurpose.SIGN) if one.suite == number]
        if not live or self.random.random() < 0.5:
            self.world.key(GATEWAY, number, key.public.spki)
            return
        old = self.random.choice(live)
        message = rotation_message(GATEWAY.id, old.kid, key.public.kid)
        data = Consortium.encode_rotate_key(
            old.raw, key.public.spki, 20, self.keys[old.kid].sign(message), key.sign(message)
        )
        self.world.act(PROVIDER, "system", "Consortium", data)

    def end_key(self) -> None:
        keys = self.world.state.keys_of(GATEWAY.id)
        if keys:
            since = max(0, self.world.ledger.head().number - self.random.randrange(5))
            data = Consortium.encode_revoke_key(self.random.choice(keys).raw, since, digest("lost"))
            self.world.act(PROVIDER, "security", "Consortium", data)

    def change_gateway(self) -> None:
        if self.random.random() < 0.3:
            ref = GatewayRef("CN", "GOV", "scjg", f"gw{self.count}")
            self.world.gateway(ref, key_of(f"anchor {self.count}").address_bytes, self.name("der"))
            return
        gateway = self.random.choice(self.world.state.gateways_of(PROVIDER.id))
        data = Consortium.encode_change_gateway(
            gateway.raw, "https://127.0.0.1:5501", gateway.tls_der, self.name("next"), self.random.random() < 0.8
        )
        if self.random.random() < 0.3:
            self.anchors.append(key_of(f"other {self.count}"))
            data = Consortium.encode_change_anchor(gateway.raw, self.anchors[-1].address)
        self.world.act(PROVIDER, "system", "Consortium", data)

    def log_step(self) -> None:
        logs = self.world.state.logs_of(GATEWAY.id)
        if logs and not logs[-1].frozen:
            data = EvidenceAnchor.encode_freeze_log(logs[-1].log_id, logs[-1].size, digest("why"))
        else:
            last = logs[-1] if logs else None
            shard = last.shard + 1 if last else 0
            before = (last.log_id, last.size, last.root) if last else (ZERO, 0, ZERO)
            data = EvidenceAnchor.encode_open_log(GATEWAY.id, shard, self.random.choice([1, 3]), *before)
        self.world.act(PROVIDER, "system", "EvidenceAnchor", data)

    def anchor(self) -> None:
        logs = self.world.state.logs_of(GATEWAY.id)
        if not logs:
            return
        log, leaves = logs[-1], self.leaves.setdefault(logs[-1].log_id, [])
        grown = [*leaves, *(self.name("leaf") for _ in range(self.random.randrange(4)))]
        proof = merkle.consistency_path(grown, log.size) if 0 < log.size < len(grown) else []
        key = next(one for one in self.anchors if address_of(one) == log.anchor)
        root = merkle.root(grown) if grown else ZERO
        checkpoint = (
            log.log_id, log.epoch + 1, len(grown), root, log.size, log.root,
            digest(f"alt {len(grown)}") if log.profile == 3 else ZERO, ZERO, digest("note"),
            hashlib.sha256(log.anchor).digest(),
        )  # fmt: skip
        data = EvidenceAnchor.encode_anchor(checkpoint, proof)
        Account(self.world.ledger, key).transact(self.world.addresses["EvidenceAnchor"], data)
        self.leaves[log.log_id] = grown

    def account(self) -> None:
        account = checksum_address(key_of(f"person {self.random.randrange(3)}").address_bytes)
        record = (account, PROVIDER.id, 8, digest("somebody"), self.random.random() < 0.6)
        self.world.act(PROVIDER, "vote", "Consortium", Consortium.encode_set_account(record))

    def wait(self) -> None:
        self.world.ledger.seal(self.random.choice([1, 3600, DAY]))

    def grant_ids(self) -> tuple[bytes, ...]:
        return self.world.grant_ids()


_RECORD_TYPES = {
    name: next(kind for parameter, kind, _ in event.parameters if parameter == "record")
    for events in EVENTS.values()
    for event in events.values()
    for name in [event.name]
    if any(parameter == "record" for parameter, _, _ in event.parameters)
}


def stored(event: str, raw: Struct) -> bytes:
    """What a contract stores of a record: the digest of its ABI encoding."""
    return keccak256(encode([_RECORD_TYPES[event]], [raw]))


def compare(world: ContractWorld, player: Player, number: int) -> None:
    """Every view, as of block `number`, against the replica's state as of that block."""
    state = world.replica.at(number)

    def view(contract: Any, name: str, *values: Any) -> tuple[Any, ...]:
        data = world.view(contract.__name__, getattr(contract, f"encode_{name}")(*values), number)
        return tuple(getattr(contract, f"decode_{name}")(data))

    for member in state.members():
        assert view(Consortium, "record_of", member.member_id) == (stored("MemberAdmitted", member.raw),)
        expected = (member.status, member.roles, member.since, member.halted_until, member.blacklisted_until)
        assert view(Consortium, "standing_of", member.member_id) == (expected,)
    for subsystem in state.subsystems():
        key = subsystem.subsystem_id
        assert view(Consortium, "record_of", key) == (stored("SubsystemRegistered", subsystem.raw),)
        assert view(Consortium, "subsystem_of", key) == (subsystem.member_id, subsystem.active)
    for gateway in state.gateways():
        key = gateway.gateway_id
        anchor = checksum_address(gateway.anchor).lower()
        assert view(Consortium, "record_of", key) == (stored("GatewayRegistered", gateway.raw),)
        assert view(Consortium, "gateway_of", key) == (gateway.member_id, anchor, gateway.active)
        assert view(Consortium, "certificates_of", key) == (gateway.tls_sha256, gateway.next_tls_sha256)
        for one in state.keys_of(key):
            assert view(Consortium, "record_of", one.kid) == (stored("KeyRegistered", one.raw),)
            expected_key = (key, one.suite, one.purpose, one.valid_from, one.valid_to, one.revoked_since)
            assert view(Consortium, "key_of", one.kid) == expected_key
    compare_accounts(state, view)
    compare_logs(state, view)
    compare_grants(state, player, view)


def compare_accounts(state: LedgerState, view: Any) -> None:
    for account in state.accounts():
        member, duties, standing = view(Consortium, "actor_of", checksum_address(account.account))
        assert (member, duties) == ((account.member_id, account.duties) if account.active else (ZERO, 0))
        owner = state.member(account.member_id)
        assert owner is not None and (not account.active or standing[0] == owner.status)


def compare_logs(state: LedgerState, view: Any) -> None:
    for log in state.logs_of(GATEWAY.id):
        (found,) = view(EvidenceAnchor, "log_of", log.log_id)
        assert found == log.raw
        ((root, alt_root, size, epoch, anchored_at),) = view(EvidenceAnchor, "head_of", log.log_id)
        assert (root, size, epoch) == (log.root, log.size, log.epoch)
        anchors = state.anchors(log.log_id)
        last = (anchors[-1].alt_root, anchors[-1].timestamp) if anchors else (ZERO, 0)
        assert (alt_root, anchored_at) == last
        shard, profile = log.shard, log.profile
        assert view(EvidenceAnchor, "log_id_of", GATEWAY.id, shard, profile) == (log.log_id,)
    logs = state.logs_of(GATEWAY.id)
    assert view(EvidenceAnchor, "last_log_of", GATEWAY.id) == (logs[-1].log_id if logs else ZERO,)


def pair_of(state: LedgerState, grant: Grant) -> list[bytes]:
    return [one.grant_id for one in reversed(state.grants(grant.demander, grant.resource_id))]


def compare_grants(state: LedgerState, player: Player, view: Any) -> None:
    for resource in state.resources():
        assert view(DataCatalogue, "resource_of", resource.resource_id) == (stored("ResourceRegistered", resource.raw),)
        for system in (CONSUMER_SYSTEM, OTHER_SYSTEM):
            grants = reversed(state.grants(system.id, resource.resource_id))
            expected_pair = pair_digest(one.grant_id for one in grants)
            assert view(Authorization, "pair_of", system.id, resource.resource_id) == (expected_pair,)
    for service in state.services():
        assert view(DataCatalogue, "service_of", service.service_id) == (stored("ServiceRegistered", service.raw),)
    for request in state.requests():
        assert view(Authorization, "request_of", request.request_id) == (stored("RequestSubmitted", request.raw),)
    for key in player.grant_ids():
        grant = state.grant(key)
        (expected,) = view(Authorization, "grant_of", key)
        assert expected == (ZERO if grant is None else stored("GrantCreated", grant.raw))


def random_question(player: Player) -> Question:
    """A question near what is there: most are answered by the grants, some miss in one way."""
    choose, now = player.random, player.world.now
    fields = choose.choice([None, None, 0, choose.randrange(1 << len(FIELDS)), 0b100, UNKNOWN_FIELD | 1, 1 << 5])
    return Question(
        consumer=choose.choice([*[CONSUMER_SYSTEM.id] * 6, OTHER_SYSTEM.id, PROVIDER_SYSTEM.id, digest("x")]),
        service=choose.choice([*player.services * 3, SERVICE.id, digest("y")]),
        endpoint=choose.choice([0, 0, 0, 0, 0, 1, 2, 255]),
        fields=fields,
        item=choose.choice([None, *ITEMS, digest("item 3")]),
        time=now + choose.choice([0, 0, 0, -DAY, DAY, 10 * DAY, 100 * DAY]),
        rows=choose.choice([0, 0, 1, 7, 8, 2**40]),
        used_today=choose.choice([0, 4, 5]),
        rows_today=choose.choice([0, 6, 7]),
    )


def policy_view(world: ContractWorld, question: Question, state: LedgerState) -> Struct:
    """The contract's answer as of the state's block, with the records that the state has of the question's service."""
    service = state.service(question.service)
    resource = None if service is None else state.resource(service.resource_id)
    grants = () if resource is None else state.grants(question.consumer, resource.resource_id)
    empty_service: Struct = (ZERO, [], ZERO, ZERO, ZERO, [], False, 0)
    scopes = [scope for grant in grants if (scope := state.scope(grant.grant_id)) is not None]
    above = [found for scope in scopes for one in scope.ancestors if (found := state.grant(one)) is not None]
    asked_about = question.subject
    consent = state.consent(resource.resource_id, question.consumer, asked_about) if resource and asked_about else None
    records = (
        service.raw if service else empty_service,
        [grant.raw for grant in grants],
        [scope.raw for scope in scopes],
        [grant.raw for grant in above],
        consent.raw if consent else (ZERO, ZERO, ZERO, ZERO, ZERO, 0, 0, 0),
    )
    asked = (
        question.consumer, question.service, question.endpoint,
        ALL_GRANTED if question.fields is None else question.fields,
        question.item or ZERO, question.time, question.rows, question.used_today, question.rows_today,
        question.subject or ZERO,
    )  # fmt: skip
    contract = state.contract("PolicyView")
    assert contract is not None
    answer = world.ledger.call(contract, PolicyView.encode_decide(asked, records), state.block.number)
    (outcome,) = PolicyView.decode_decide(answer)
    return tuple(outcome)


def compare_decision(world: ContractWorld, question: Question, state: LedgerState | None = None) -> int:
    """Both decide, as of the state's block (None: the head's); returns the reason."""
    state = state or world.replica.state
    decision = decide(state, question)
    permit, reason, grant, profiles = policy_view(world, question, state)
    service = state.service(question.service)
    resource = None if service is None else state.resource(service.resource_id)
    given: list[tuple[str, Profile]] = []
    if resource is not None:
        by_index = [(field.code, Profile(profiles >> 2 * i & 3)) for i, field in enumerate(resource.fields)]
        given = [(code, profile) for code, profile in by_index if profile]
    expected = (permit, reason, grant if grant != ZERO else None, tuple(given))
    assert (decision.permit, decision.reason, decision.grant_id, decision.profiles) == expected, question
    return int(reason)


@pytest.fixture(params=range(3))
def played(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Player]:
    world = ContractWorld(tmp_path / "ledger")
    player = Player(world, seed=request.param)
    player.found()
    yield player
    world.close()


def test_every_view_agrees_with_the_replica_after_random_histories(played: Player) -> None:
    world = played.world
    for _ in range(4):
        played.play(25)
        world.replica.sync()
        for number in {world.replica.head.number, played.random.randrange(20, world.replica.head.number)}:
            compare(world, played, number)
    assert played.refused < 80 and played.grant_ids()  # most steps happened
    events = {type(one).__name__ for one in world.state.grants(CONSUMER_SYSTEM.id, RESOURCE)}
    assert events <= {"Grant"}


def test_decide_says_what_policy_view_says_after_random_histories(played: Player) -> None:
    seen: set[int] = set()
    for number in range(8):
        played.play(12)
        if number % 2:
            played.heal()
        played.world.replica.sync()
        seen |= {compare_decision(played.world, random_question(played)) for _ in range(40)}
    assert len(seen) >= 5  # not always the same refusal


PATHS = [
    "", "/", "/a", "/a/", "/a/x", "/a/x/y", "/b", "/B", "/a/../b", "/a/%2e%2E/b", "/a/%252e./b", "/a;x", "/a/;x",
    "/a/x%2Fy", "/a/x%252fy", "/a/./x", "/a/.", "/a/..", "/a/...", "/a/..;x/b", "/a/..%3Bx/b", "/a\\x", "/a/%5c..",
    "/..", "/a/x%2f..", "/a/%25252e%2e", "/%", "/%2", "/a/%2e", "/a/%2", "/a/*", "/*", "*",
]  # fmt: skip
ENDPOINTS: list[list[tuple[str, str]]] = [
    [("*", "/*")],
    [("GET", "/a/*"), ("*", "/b"), ("", ""), ("*", "/*")],
    [("GET", "/a"), ("GET", "/a/*")],
    [("POST", "/"), ("GET", "/")],
    [],
]


def test_endpoints_are_matched_as_the_contract_matches_them(tmp_path: Path) -> None:
    world = ContractWorld(tmp_path / "ledger")
    for endpoints in ENDPOINTS:
        for method in ("GET", "POST", "*", "get", ""):
            for path in PATHS:
                data = PolicyView.encode_match_endpoint(endpoints, method, path)
                (expected,) = PolicyView.decode_match_endpoint(world.view("PolicyView", data))
                found = match_endpoint([Endpoint(*one) for one in endpoints], method, path)
                assert found == expected, (endpoints, method, path)
    world.close()


def test_events_of_a_founding_name_everybody(tmp_path: Path) -> None:
    world = ContractWorld(tmp_path / "ledger")
    state = world.state
    assert [one.path for one in state.members()] == [one.path for one in MEMBERS]
    assert len(state.accounts()) == 21
    for name, address in world.addresses.items():
        assert world.projection.contract(name) == address
    assert AUTHORITY.id in {one.member_id for one in state.accounts()}
    world.close()
