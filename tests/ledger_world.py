"""A ledger full of records without running a contract: events as the contracts would emit them, on a simulated ledger.

For tests of whatever reads the ledger's state through a replica. `World` names the contracts, and each method emits
the event of one step with its whole record and returns the record; what a real contract would refuse is not refused
here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from eth_abi.abi import encode

from chain_node.crypto.secp256k1 import checksum_address
from chain_node.ids import GatewayRef, MemberRef, ServiceRef, SubsystemRef
from chain_node.ledger.abi import Event
from chain_node.ledger.bindings import EVENTS
from chain_node.ledger.blocks import EventLog
from chain_node.ledger.port import BlockRef
from chain_node.ledger.projection import Projection
from chain_node.ledger.replica import Replica
from chain_node.ledger.trust import Trust
from tests.simulator import SimulatedLedger, keccak

CONTRACTS = ("WorkCalendar", "DataCatalogue", "Authorization", "EvidenceAnchor", "PolicyView", "CertificateRegistry")
ZERO = bytes(32)
Record = tuple[Any, ...]


def digest(text: str) -> bytes:
    """SHA-256 of a text."""
    return hashlib.sha256(text.encode()).digest()


def address_of(name: str) -> bytes:
    """A made-up address."""
    return digest(f"address of {name}")[:20]


class World:
    """A simulated ledger and the replica that reads it."""

    def __init__(
        self, ledger: SimulatedLedger | None = None, events: Mapping[str, Mapping[bytes, Event]] = EVENTS
    ) -> None:
        self.ledger = SimulatedLedger() if ledger is None else ledger
        self.events = events
        self.consortium = address_of("Consortium")
        genesis = next(iter(self.ledger.blocks(0, 0)))
        self.trust = Trust(
            instance="CN",
            engine="embedded",
            chain_id=self.ledger.chain_id,
            genesis_hash=keccak(genesis.header),
            consortium=self.consortium,
        )
        self.projection = Projection(self.consortium, events)
        self.replica = Replica(self.ledger, self.trust, self.projection.tables, self.projection)
        for name in CONTRACTS:
            self.emit("Consortium", "ContractNamed", name=name.encode().ljust(32, b"\0"), at=address_of(name))

    def event(self, contract: str, name: str, /, **values: Any) -> EventLog:
        """The event as the contract would emit it. Addresses may be 20 bytes."""
        found = next(one for one in self.events[contract].values() if one.name == name)
        topics, data = [found.topic], []
        for parameter, kind, indexed in found.parameters:
            value = values.pop(parameter)
            if kind == "address" and isinstance(value, bytes):
                value = checksum_address(value)
            if indexed:
                topics.append(encode([kind], [value]))
            else:
                data.append((kind, value))
        assert not values, f"{name} has no {sorted(values)}"
        body = encode([kind for kind, _ in data], [value for _, value in data])
        return EventLog(address_of(contract), tuple(topics), body)

    def emit(self, contract: str, name: str, /, **values: Any) -> BlockRef:
        """Seal a block with one event."""
        return self.ledger.emit(self.event(contract, name, **values))

    def sync(self) -> Replica:
        """The replica at the head."""
        self.replica.sync()
        return self.replica

    def member(self, ref: MemberRef, *, roles: int = 127, status: int = 2, name: str = "某局", **ends: int) -> Record:
        """Admit a member."""
        record = (
            ref.id, [ref.instance, ref.member_class, ref.member_code], name, "12330100MB0000001A", roles, status,
            self.ledger.now, ends.get("halted_until", 0), ends.get("blacklisted_until", 0),
        )  # fmt: skip
        self.emit("Consortium", "MemberAdmitted", id=ref.id, record=record)
        return record

    def account(self, member: MemberRef, account: bytes, duties: int, person: bytes = ZERO) -> Record:
        """Appoint an account."""
        record = (checksum_address(account), member.id, duties, person, True)
        self.emit("Consortium", "AccountSet", account=account, record=record)
        return record

    def subsystem(self, ref: SubsystemRef, *, active: bool = True) -> Record:
        """Register a subsystem."""
        segments = [ref.instance, ref.member_class, ref.member_code, ref.subsystem_code]
        record = (ref.id, segments, ref.member.id, active)
        self.emit("Consortium", "SubsystemRegistered", id=ref.id, record=record)
        return record

    def gateway(
        self, ref: GatewayRef, *, anchor: bytes, url: str = "https://127.0.0.1:1", tls: bytes = b"der"
    ) -> Record:
        """Register a gateway."""
        segments = [ref.instance, ref.member_class, ref.member_code, ref.server_code]
        record = (ref.id, segments, ref.member.id, url, tls, b"", checksum_address(anchor), True)
        self.emit("Consortium", "GatewayRegistered", id=ref.id, record=record)
        return record

    def key(self, gateway: GatewayRef, suite: int, spki: bytes, purpose: int = 1, **blocks: int) -> Record:
        """Register a key of a gateway, valid from the next block unless `valid_from` says otherwise."""
        kid = hashlib.sha256(spki).digest()
        record = (
            kid, gateway.id, suite, purpose, spki,
            blocks.get("valid_from", self.ledger.head().number + 1), blocks.get("valid_to", 0), 0,
        )  # fmt: skip
        self.emit("Consortium", "KeyRegistered", kid=kid, gateway=gateway.id, record=record)
        return record

    def resource(self, resource_id: bytes, provider: MemberRef, fields: list[Record], **values: Any) -> Record:
        """Publish a resource. `fields`: (code, level, default profile, kind, definition digest)."""
        level = max([field[1] for field in fields], default=values.get("opaque_level", 2))
        record: Record = (
            resource_id, provider.id, "307006001/000001", digest("description"), digest("department"),
            values.get("attribute", 2), digest("conditions"), ZERO, digest("schema"), 24,
            values.get("opaque_level", 2), fields, [], level, 1, values.get("status", 3), 0, ZERO,
        )  # fmt: skip
        self.emit("DataCatalogue", "ResourcePublished", id=resource_id, provider=provider.id, record=record)
        return record

    def service(
        self, ref: ServiceRef, resource_id: bytes, endpoints: list[tuple[str, str]], *, active: bool = True
    ) -> Record:
        """Register a service."""
        segments = [ref.instance, ref.member_class, ref.member_code, ref.subsystem_code, ref.service_code]
        record = (ref.id, segments, ref.subsystem.id, ref.member.id, resource_id, endpoints, active, 0)
        self.emit("DataCatalogue", "ServiceRegistered", id=ref.id, member=ref.member.id, record=record)
        return record

    def grant(self, grant_id: bytes, demander: SubsystemRef, resource: Record, profiles: int, **terms: Any) -> Record:
        """Create a grant for a resource (its record)."""
        record = (
            grant_id, digest("request"), demander.id, resource[0], resource[1],
            (
                profiles, terms.get("items", []), terms.get("daily_cap", 0), terms.get("row_cap", 0),
                terms.get("valid_from", 0), terms.get("valid_to", 2**40), terms.get("params", b""),
            ),
            1, ZERO,
        )  # fmt: skip
        self.emit(
            "Authorization", "GrantCreated", id=grant_id, demander=demander.id, resource=resource[0], record=record
        )
        return record

    def change_grant(self, grant: Record, state: int) -> Record:
        """Suspend (2), resume (1), revoke (3), end (4) or discard (5) a grant."""
        record = (*grant[:6], state, *grant[7:])
        self.emit(
            "Authorization", "GrantChanged",
            id=grant[0], demander=grant[2], resource=grant[3], record=record, reason=digest("reason"),
        )  # fmt: skip
        return record

    def log(self, log_id: bytes, gateway: GatewayRef, *, anchor: bytes, profile: int = 1, **values: Any) -> Record:
        """Open a log."""
        record = (
            log_id, gateway.id, gateway.member.id, values.get("shard", 0), profile, values.get("status", 1),
            values.get("prev_log", ZERO), values.get("prev_size", 0), values.get("prev_root", ZERO), ZERO,
            checksum_address(anchor), 0, ZERO, False,
        )  # fmt: skip
        self.emit("EvidenceAnchor", "LogOpened", id=log_id, gateway=gateway.id, record=record)
        return record

    def freeze(self, log: Record, last_good_size: int) -> Record:
        """Freeze a log."""
        record = (*log[:5], 2, *log[6:11], last_good_size, digest("reason"), log[13])
        self.emit("EvidenceAnchor", "LogFrozen", id=log[0], gateway=log[1], record=record)
        return record

    def anchor(self, checkpoint: Record) -> BlockRef:
        """Anchor a head: (logId, epoch, size, root, prevSize, prevRoot, altRoot, pairRoot, noteHash, keyId)."""
        return self.emit("EvidenceAnchor", "Anchored", logId=checkpoint[0], epoch=checkpoint[1], checkpoint=checkpoint)
