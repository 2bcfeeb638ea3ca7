"""A consortium on real contracts in the test's own process: three voting departments, one of them authority and
regulator.

Each method is one step by the account whose duty it is; a refusal is raised as `LedgerRefused`. Records are taken
from the replica, as every program of ours does.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from chain_node.crypto.secp256k1 import EthKey, checksum_address
from chain_node.ids import GatewayRef, MemberRef, ServiceRef, SubsystemRef
from chain_node.ledger.account import Account
from chain_node.ledger.bindings import Authorization, Consortium, DataCatalogue
from chain_node.ledger.founding import Founding, FoundingAccount, FoundingMember, found
from chain_node.ledger.port import TxReceipt
from chain_node.ledger.projection import Projection
from chain_node.ledger.replica import Replica
from chain_node.ledger.state import LedgerState
from tests.embedded_port import InProcessLedger

PROVIDER = MemberRef("CN", "GOV", "scjg")
CONSUMER = MemberRef("CN", "GOV", "gjj")
AUTHORITY = MemberRef("CN", "GOV", "sjj")
MEMBERS = (PROVIDER, CONSUMER, AUTHORITY)
DUTIES = {"system": 1, "security": 2, "audit": 4, "officer": 8, "approver": 16, "vote": 128, "recovery": 256}
PROVIDER_SYSTEM = SubsystemRef("CN", "GOV", "scjg", "登记")
CONSUMER_SYSTEM = SubsystemRef("CN", "GOV", "gjj", "loans")
SERVICE = ServiceRef("CN", "GOV", "scjg", "登记", "license")
GATEWAY = GatewayRef("CN", "GOV", "scjg", "gw1")
RESOURCE = hashlib.sha256(b"resource").digest()
DAY = 86_400
ZERO = bytes(32)
Struct = tuple[Any, ...]


def digest(text: str) -> bytes:
    """SHA-256 of a text."""
    return hashlib.sha256(text.encode()).digest()


def key_of(name: str) -> EthKey:
    """A key made from a name: the same in every run."""
    return EthKey.from_bytes(digest(f"key of {name}"))


class ContractWorld:
    """The contracts, one account per member and duty, and a replica."""

    def __init__(self, directory: Path) -> None:
        self.ledger = InProcessLedger(directory)
        self._accounts: dict[tuple[MemberRef, str], Account] = {}
        accounts = []
        for member in MEMBERS:
            for duty, bits in DUTIES.items():
                name = f"{member.path}/{duty}"
                account = Account(self.ledger, key_of(name))
                self._accounts[member, duty] = account
                person = ZERO if duty == "recovery" else digest(name)
                accounts.append(FoundingAccount(account.address, member, bits, person))
        members = [FoundingMember(one, f"部门 {one.member_code}", "12330100MB0000001A", 127) for one in MEMBERS]
        deployer = Account(self.ledger, key_of("deployer"))
        founding = Founding("CN", tuple(members), tuple(accounts))
        self.addresses = found(self.ledger, deployer, 0, founding)
        self.projection = Projection(self.addresses["Consortium"])
        self.trust = self.ledger.trust(self.addresses["Consortium"])
        self.replica = Replica(self.ledger, self.trust, self.projection.tables, self.projection)

    def close(self) -> None:
        """Close the ledger's files."""
        self.ledger.close()

    @property
    def now(self) -> int:
        """The ledger's time in seconds."""
        return self.ledger.clock.seconds

    @property
    def state(self) -> LedgerState:
        """The state at the head."""
        self.replica.sync()
        return self.replica.state

    def grant_ids(self) -> tuple[bytes, ...]:
        """All grants that there ever were, at whatever address."""
        known = self.projection.tables.by_address.values()
        return tuple(dict.fromkeys(key for one in known for key in one.grants_by_id.seen()))

    def act(self, member: MemberRef, duty: str, contract: str, data: bytes) -> TxReceipt:
        """One transaction of the member's account with that duty."""
        return self._accounts[member, duty].transact(self.addresses[contract], data)

    def view(self, contract: str, data: bytes, block: int | None = None) -> bytes:
        """One call without effect."""
        return self.ledger.call(self.addresses[contract], data, block)

    def by_vote(self, call: bytes, contract: str = "Consortium") -> None:
        """Propose, have every active member agree, carry out."""
        active = [one for one in MEMBERS if self.member_record(one)[5] == 2]
        action = (checksum_address(self.addresses[contract]), call)
        propose = Consortium.encode_propose(action, self.now + DAY)
        proposer = self._accounts[active[0], "vote"]
        home = self.addresses["Consortium"]
        (proposal,) = Consortium.decode_propose(self.ledger.call(home, propose, None, proposer.address))
        proposer.transact(home, propose)
        for member in active[1:]:
            self.act(member, "vote", "Consortium", Consortium.encode_vote(proposal))
        proposer.transact(home, Consortium.encode_execute(proposal, action))

    def member_record(self, member: MemberRef) -> Struct:
        """The newest record of a member."""
        found = self.state.member(member.id)
        assert found is not None
        return found.raw

    def subsystem(self, ref: SubsystemRef) -> None:
        """Register a subsystem."""
        data = Consortium.encode_register_subsystem(self.member_record(ref.member), ref.subsystem_code)
        self.act(ref.member, "system", "Consortium", data)

    def gateway(self, ref: GatewayRef, anchor: bytes, certificate: bytes = b"der") -> None:
        """Register a gateway."""
        data = Consortium.encode_register_gateway(
            self.member_record(ref.member), ref.server_code, "https://127.0.0.1:5500", certificate,
            checksum_address(anchor),
        )  # fmt: skip
        self.act(ref.member, "system", "Consortium", data)

    def key(self, gateway: GatewayRef, suite: int, spki: bytes, purpose: int = 1) -> None:
        """Register a key."""
        data = Consortium.encode_register_key(gateway.id, suite, purpose, spki, 0)
        self.act(gateway.member, "system", "Consortium", data)

    def resource(self, resource_id: bytes, code: str, attribute: int, fields: list[Struct], opaque: int = 2) -> None:
        """Register a draft of the provider's."""
        record: Struct = (
            resource_id, ZERO, code, digest("description"), digest("department"), attribute, digest("conditions"),
            digest("basis"), digest("schema"), 24, opaque, fields, [], 0, 0, 0, 0, ZERO,
        )  # fmt: skip
        self.act(PROVIDER, "officer", "DataCatalogue", DataCatalogue.encode_register(record))

    def publish(self, resource_id: bytes) -> None:
        """Hand a draft in and publish it."""
        submit = DataCatalogue.encode_submit(self.resource_record(resource_id))
        self.act(PROVIDER, "officer", "DataCatalogue", submit)
        publish = DataCatalogue.encode_publish(self.resource_record(resource_id))
        self.act(AUTHORITY, "approver", "DataCatalogue", publish)

    def resource_record(self, resource_id: bytes) -> Struct:
        """The newest record of a resource."""
        found = self.state.resource(resource_id)
        assert found is not None
        return found.raw

    def service(self, ref: ServiceRef, resource_id: bytes, endpoints: list[tuple[str, str]]) -> None:
        """Register a service."""
        data = DataCatalogue.encode_register_service(
            self.member_record(ref.member), ref.subsystem_code, ref.service_code,
            self.resource_record(resource_id), endpoints,
        )  # fmt: skip
        self.act(ref.member, "system", "DataCatalogue", data)

    def request(self, request_id: bytes, demander: SubsystemRef, resource_id: bytes, terms: Struct) -> None:
        """Ask for a resource."""
        record = (
            request_id, demander.id, ZERO, resource_id, ZERO, terms, digest("purpose"), digest("law"),
            digest("scenario"), digest("commitment"), 0, 0, 0, 0, 0, ZERO,
        )  # fmt: skip
        data = Authorization.encode_submit(record)
        self.act(demander.member, "officer", "Authorization", data)

    def agree(self, request_id: bytes, grant_id: bytes, terms: Struct) -> None:
        """Answer a request with a grant."""
        found = self.state.request(request_id)
        assert found is not None
        data = Authorization.encode_agree(found.raw, grant_id, terms, digest("reason"))
        self.act(PROVIDER, "approver", "Authorization", data)

    def grant_record(self, grant_id: bytes) -> Struct:
        """The newest record of a grant."""
        found = self.state.grant(grant_id)
        assert found is not None
        return found.raw
