"""A consortium on eth-tester: who acts is named, records are kept from events, and what changed can be told.

Four members: two departments, an authority that also regulates, and an auditor without a vote. Every duty of every
member is a person of its own with a key of its own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
from eth_abi.abi import encode

from chain_node.crypto.secp256k1 import EthKey, checksum_address, keccak256
from chain_node.ids import GatewayRef, MemberRef, ServiceRef, SubsystemRef
from chain_node.ledger.account import Account
from chain_node.ledger.bindings import (
    Accountability,
    ApprovalCases,
    Authorization,
    CertificateRegistry,
    Consortium,
    DataCatalogue,
    EvidenceAnchor,
    WorkCalendar,
)
from chain_node.ledger.errors import LedgerRefused
from chain_node.ledger.founding import Founding, FoundingAccount, FoundingMember, contract_name, found
from chain_node.ledger.workdays import KNOWN_YEARS
from tests.contracts.tester import Done, QuickVM, ReferenceVM, TesterLedger

PROVIDER = MemberRef("CN", "GOV", "scjg")
CONSUMER = MemberRef("CN", "GOV", "gjj")
AUTHORITY = MemberRef("CN", "GOV", "sjj")
AUDITOR = MemberRef("CN", "GOV", "sjju")
ROLES = {PROVIDER: 1 | 2 | 64, CONSUMER: 1 | 2 | 64, AUTHORITY: 4 | 8 | 64, AUDITOR: 16}
SYSTEM, SECURITY, AUDIT, OFFICER, APPROVER, ANCHOR, ISSUE, VOTE, RECOVERY = (1 << place for place in range(9))
DUTIES = {"system": 1, "security": 2, "audit": 4, "officer": 8, "approver": 16, "vote": 128, "recovery": 256}
REGISTRY = SubsystemRef("CN", "GOV", "scjg", "登记")
LOANS = SubsystemRef("CN", "GOV", "gjj", "loans")
LICENSE = ServiceRef("CN", "GOV", "scjg", "登记", "license")
PROVIDER_GATEWAY = GatewayRef("CN", "GOV", "scjg", "gw1")
CONSUMER_GATEWAY = GatewayRef("CN", "GOV", "gjj", "gw1")
USCC = "11990100990000025W"
HOUR, DAY = 3_600, 86_400
ZERO = bytes(32)
ZERO_ADDRESS = "0x" + "00" * 20
Struct = tuple[Any, ...]

Founded = Mapping[str, bytes]


def digest(text: str) -> bytes:
    """SHA-256 of a text."""
    return hashlib.sha256(text.encode()).digest()


RESOURCE = digest("resource")
FIELDS: list[Struct] = [
    ("name", 2, 1, 0, digest("n")),
    ("person", 3, 2, 0, digest("p")),
    ("open", 1, 1, 0, digest("o")),
    ("married", 3, 3, 1, digest("m")),
]
ALL_PLAIN = 1 | 1 << 2 | 1 << 4 | 3 << 6


def key_of(name: str) -> EthKey:
    """A key made from a name: the same in every run."""
    return EthKey.from_bytes(digest(f"key of {name}"))


def hand(member: MemberRef, duty: str) -> EthKey:
    """The key of the person who has that duty in that member."""
    return key_of(f"{member.path}/{duty}")


def person(member: MemberRef, duty: str) -> bytes:
    """The digest that stands for that person; zero for a recovery account."""
    return ZERO if duty == "recovery" else digest(f"person {member.path}/{duty}")


def refused(name: str) -> pytest.RaisesExc[LedgerRefused]:
    """The contract refuses with the error of that name."""
    return pytest.raises(LedgerRefused, check=lambda exc: exc.name == name)


def record_digest(kind: str, record: Struct) -> bytes:
    """What a contract stores of a record: keccak-256 of its ABI encoding. `kind`: the struct's ABI type."""
    return keccak256(encode([kind], [record]))


class World:
    """The contracts and what was registered in them."""

    def __init__(self, machine: type[ReferenceVM] = QuickVM) -> None:
        self.ledger = TesterLedger(machine)
        members = [FoundingMember(one, f"部门 {one.member_code}", USCC, roles) for one, roles in ROLES.items()]
        accounts = [
            FoundingAccount(hand(one, duty).address_bytes, one, bits, person(one, duty))
            for one in ROLES
            for duty, bits in DUTIES.items()
        ]
        self.founding = Founding("CN", tuple(members), tuple(accounts), KNOWN_YEARS[:1])
        deployer = Account(self.ledger, key_of("deployer"))
        self.addresses: Founded = found(self.ledger, deployer, 0, self.founding)
        since = self.ledger.head().timestamp
        self._origins: dict[bytes, str] = {}
        self.others: dict[tuple[bytes, ...], Struct] = {}
        """Scopes by (grant,), consents by (resource, demander, subject), rights by (resource, holder, kind)."""
        self.records: dict[bytes, Struct] = {
            one.ref.id: (
                one.ref.id, [one.ref.instance, one.ref.member_class, one.ref.member_code], one.name, one.uscc,
                one.roles, 2, since, 0, 0,
            )
            for one in members
        }  # fmt: skip

    # ------------------------------------------------------------ acting

    def act(self, who: EthKey, contract: str, data: bytes) -> Done:
        """One transaction; keeps the records of its events. Raises `LedgerRefused`."""
        done = self.ledger.send(who, self.addresses[contract], data)
        names = {address: name for name, address in self.addresses.items()}
        for event in done.events:
            for name in ("record", "oldRecord", "newRecord"):
                record = event.values.get(name)
                if record is not None and not isinstance(record[0], int):
                    self.records[_key(record)] = record
                    self._origins[_key(record)] = names[event.address]
            for name, width in (("scope", 1), ("consent", 3), ("right", 2)):
                found = event.values.get(name)
                if found is not None:
                    extra = (bytes([found[1]]),) if name == "right" else ()
                    key = (found[0], *extra, found[2]) if name == "right" else tuple(found[:width])
                    self.others[key] = found
        return done

    def view(self, contract: str, data: bytes) -> bytes:
        """One call without effect."""
        return self.ledger.call(self.addresses[contract], data)

    def view_as(self, who: EthKey, data: bytes, contract: str = "EvidenceAnchor") -> bytes:
        """One call without effect, as if that account made it."""
        return self.ledger.call(self.addresses[contract], data, sender=who.address_bytes)

    def record(self, key: bytes) -> Struct:
        """The newest record with this identifier (20 bytes for an account)."""
        return self.records[key]

    @property
    def now(self) -> int:
        """The time of the next transaction, seconds."""
        return self.ledger.now

    def by_vote(self, call: bytes, contract: str = "Consortium") -> Done:
        """Propose, agree and carry out with all three votes."""
        action = (checksum_address(self.addresses[contract]), call)
        proposal = self.propose(action)
        for member in (CONSUMER, AUTHORITY):
            self.act(hand(member, "vote"), "Consortium", Consortium.encode_vote(proposal))
        return self.act(key_of("anybody"), "Consortium", Consortium.encode_execute(proposal, action))

    def by_two(self, call: bytes) -> None:
        """The same, when the consumer has no vote: both others, or the proposer alone, are all."""
        action = (checksum_address(self.addresses["Consortium"]), call)
        proposal = self.propose(action)
        self.act(hand(AUTHORITY, "vote"), "Consortium", Consortium.encode_vote(proposal))
        self.act(key_of("anybody"), "Consortium", Consortium.encode_execute(proposal, action))

    def propose(self, action: tuple[str, bytes], who: MemberRef = PROVIDER) -> bytes:
        """Propose an action for one day; its identifier."""
        done = self.act(hand(who, "vote"), "Consortium", Consortium.encode_propose(action, self.now + DAY))
        found: bytes = done.event("ProposalOpened")["id"]
        return found

    @contextmanager
    def undone(self) -> Iterator[None]:
        """What happens within it is undone."""
        snapshot, records, others = self.ledger.snapshot(), dict(self.records), dict(self.others)
        try:
            yield
        finally:
            self.ledger.revert(snapshot)
            self.records, self.others = records, others

    # ------------------------------------------------------------ what a test begins with

    def subsystem(self, ref: SubsystemRef) -> Done:
        """Register a subsystem."""
        data = Consortium.encode_register_subsystem(self.record(ref.member.id), ref.subsystem_code)
        return self.act(hand(ref.member, "system"), "Consortium", data)

    def gateway(self, ref: GatewayRef) -> Done:
        """Register a gateway; its anchoring account is `anchor_of(ref)`."""
        data = Consortium.encode_register_gateway(
            self.record(ref.member.id), ref.server_code, "https://10.0.0.1:5500", b"certificate",
            anchor_of(ref).address,
        )  # fmt: skip
        return self.act(hand(ref.member, "system"), "Consortium", data)

    def draft(self, **changes: Any) -> Struct:
        """A resource as its provider declares it."""
        values: dict[str, Any] = {
            "id": RESOURCE, "code": "307006001/000001", "attribute": 2, "conditions": digest("conditions"),
            "basis": digest("basis"), "opaque": 2, "fields": FIELDS, "elements": [],
        } | changes  # fmt: skip
        return (
            values["id"], ZERO, values["code"], digest("description"), digest("source department"), values["attribute"],
            values["conditions"], values["basis"], digest("schema"), 24, values["opaque"], values["fields"],
            values["elements"], 0, 0, 0, 0, ZERO,
        )  # fmt: skip

    def register(self, **changes: Any) -> Done:
        """Register a draft."""
        return self.act(
            hand(PROVIDER, "officer"), "DataCatalogue", DataCatalogue.encode_register(self.draft(**changes))
        )

    def publish(self, resource: bytes = RESOURCE) -> Done:
        """Submit and publish a draft."""
        self.act(hand(PROVIDER, "officer"), "DataCatalogue", DataCatalogue.encode_submit(self.record(resource)))
        approver = hand(AUTHORITY, "approver")
        return self.act(approver, "DataCatalogue", DataCatalogue.encode_publish(self.record(resource)))

    def service(self, ref: ServiceRef = LICENSE, resource: bytes = RESOURCE, *endpoints: tuple[str, str]) -> Done:
        """Register a service."""
        data = DataCatalogue.encode_register_service(
            self.record(ref.member.id), ref.subsystem_code, ref.service_code, self.record(resource),
            list(endpoints) or [("GET", "/licences/*")],
        )  # fmt: skip
        return self.act(hand(ref.member, "system"), "DataCatalogue", data)

    def terms(self, **changes: Any) -> Struct:
        """What is asked for, or given."""
        values: dict[str, Any] = {
            "profiles": ALL_PLAIN, "items": [], "daily": 0, "rows": 0, "start": 0, "end": 1_900_000_000, "params": b"",
        } | changes  # fmt: skip
        return tuple(values[name] for name in ("profiles", "items", "daily", "rows", "start", "end", "params"))

    def request(self, name: str = "request", resource: bytes = RESOURCE, **terms: Any) -> bytes:
        """Submit a request; its identifier."""
        self.act(hand(CONSUMER, "officer"), "Authorization", self.request_call(name, resource, **terms))
        return digest(name)

    def request_call(self, name: str, resource: bytes = RESOURCE, **terms: Any) -> bytes:
        """Call data of a request."""
        record = (
            digest(name), LOANS.id, ZERO, resource, ZERO, self.terms(**terms), digest("purpose"), digest("law"),
            digest("scenario"), digest("commitment"), 0, 0, 0, 0, 0, ZERO,
        )  # fmt: skip
        return Authorization.encode_submit(record)

    def gateways_of(self, member: MemberRef) -> list[Struct]:
        """The newest records of all gateways of a member, ascending."""
        found = [one for key, one in self.records.items() if len(one) == 8 and one[2] == member.id and len(key) == 32]
        return sorted(one for one in found if isinstance(one[4], bytes))

    def grant(self, name: str = "grant", **terms: Any) -> bytes:
        """Request and agree; the grant's identifier."""
        request = self.record(self.request(f"request of {name}", **terms))
        data = Authorization.encode_agree(request, digest(name), request[5], ZERO)
        self.act(hand(PROVIDER, "approver"), "Authorization", data)
        return digest(name)

    def pair(self, demander: bytes = LOANS.id, resource: bytes = RESOURCE) -> list[bytes]:
        """The grants of a pair, oldest first, as their events came."""
        grants = [
            one for one in self.records.values() if len(one) == 8 and isinstance(one[5], tuple) and len(one[5]) == 7
        ]
        return [one[0] for one in grants if one[2:4] == (demander, resource) and one[6] != 5]

    def open_log(self, gateway: GatewayRef = PROVIDER_GATEWAY, shard: int = 0, profile: int = 1) -> bytes:
        """Open a gateway's first log; its identifier."""
        data = EvidenceAnchor.encode_open_log(gateway.id, shard, profile, ZERO, 0, ZERO)
        done = self.act(hand(gateway.member, "system"), "EvidenceAnchor", data)
        found: bytes = done.event("LogOpened")["id"]
        return found

    # ------------------------------------------------------------ what changed

    def picture(self) -> dict[tuple[str, bytes], bytes]:
        """Everything the contracts say about what was registered so far, by (contract, question)."""
        accounts = [key for key in self.records if len(key) == 20]
        accounts += [hand(one, duty).address_bytes for one in (PROVIDER, CONSUMER) for duty in DUTIES]
        questions = [("Consortium", Consortium.encode_threshold()), ("WorkCalendar", WorkCalendar.encode_year_of(2026))]
        questions += [("Consortium", Consortium.encode_actor_of(checksum_address(one))) for one in set(accounts)]
        questions += [("Consortium", Consortium.encode_contract_of(contract_name(one))) for one in self.addresses]
        for key in self.records:
            questions += _questions(key, self._origins.get(key, "Consortium"))
        return {one: self.view(*one) for one in questions}

    @contextmanager
    def changing(self, *questions: tuple[str, bytes]) -> Iterator[None]:
        """Within it, what answers these questions changes, each of them, and nothing else does."""
        before = self.picture()
        answers = {one: self.view(*one) for one in questions}
        yield
        after = {one: self.view(*one) for one in before}
        changed = {one for one, answer in before.items() if after[one] != answer} - set(questions)
        assert changed == set(), "changed besides"
        assert [one for one in questions if self.view(*one) == answers[one]] == [], "not changed"


def anchor_of(gateway: GatewayRef) -> EthKey:
    """The key of a gateway's anchoring account."""
    return key_of(f"anchor of {gateway.path}")


def _questions(key: bytes, contract: str) -> list[tuple[str, bytes]]:
    """What its contract says about a record."""
    if len(key) == 20:
        return []
    asked = {
        "Consortium": [Consortium.encode_record_of(key), Consortium.encode_standing_of(key)],
        "DataCatalogue": [DataCatalogue.encode_resource_of(key), DataCatalogue.encode_service_of(key)],
        "Authorization": [Authorization.encode_request_of(key), Authorization.encode_grant_of(key)],
        "Accountability": [Accountability.encode_violation_of(key)],
        "EvidenceAnchor": [
            EvidenceAnchor.encode_log_of(key), EvidenceAnchor.encode_head_of(key), EvidenceAnchor.encode_claim_of(key)
        ],
        "CertificateRegistry": [
            CertificateRegistry.encode_certificate_of(key), CertificateRegistry.encode_batch_of(key)
        ],
        "ApprovalCases": [
            ApprovalCases.encode_case_of(key), ApprovalCases.encode_standing_of(key),
            ApprovalCases.encode_progress_of(key),
        ],
    }  # fmt: skip
    return [(contract, data) for data in asked[contract]]


def _key(record: Struct) -> bytes:
    """The identifier of a record; an account's address as 20 bytes."""
    first = record[0]
    return first if isinstance(first, bytes) else bytes.fromhex(first[2:])
