"""The ledger's state as of one block: the one read interface of decision, gateway and auditor.

A `LedgerState` is a cheap view (tables, block); making one costs nothing and it never changes, because the tables only
grow. Look-ups are O(log n) in the number of changes of that one key. Unknown keys give None or an empty tuple.
"""

from __future__ import annotations

from typing import TypeVar

from chain_node.ledger.history import Series, Table
from chain_node.ledger.port import BlockRef
from chain_node.ledger.records import (
    Anchor,
    Gateway,
    Grant,
    Key,
    KeyPurpose,
    Log,
    Member,
    Resource,
    Service,
    Subsystem,
)

V = TypeVar("V")


class Tables:
    """All histories, filled by `projection.py` from events (or directly by a test). One writer only."""

    __slots__ = (
        "anchors",
        "gateways",
        "gateways_by_member",
        "grants",
        "grants_by_id",
        "keys",
        "keys_by_gateway",
        "logs",
        "logs_by_gateway",
        "members",
        "resources",
        "services",
        "services_by_member",
        "subsystems",
        "tx_hashes",
    )

    def __init__(self) -> None:
        self.members: Table[bytes, Member] = Table()
        self.subsystems: Table[bytes, Subsystem] = Table()
        self.gateways: Table[bytes, Gateway] = Table()
        self.gateways_by_member: Table[bytes, tuple[bytes, ...]] = Table()
        self.services: Table[bytes, Service] = Table()
        self.services_by_member: Table[bytes, tuple[bytes, ...]] = Table()
        self.resources: Table[bytes, Resource] = Table()
        self.grants: Table[tuple[bytes, bytes], tuple[Grant, ...]] = Table()
        self.grants_by_id: Table[bytes, Grant] = Table()
        self.keys: Table[bytes, Key] = Table()
        self.keys_by_gateway: Table[bytes, tuple[bytes, ...]] = Table()
        self.logs: Table[bytes, Log] = Table()
        self.logs_by_gateway: Table[bytes, tuple[bytes, ...]] = Table()
        self.anchors: dict[bytes, Series[Anchor]] = {}
        self.tx_hashes: dict[bytes, tuple[int, int]] = {}

    def put_member(self, block: int, member: Member) -> None:
        """Record a member."""
        self.members.put(block, member.member_id, member)

    def put_subsystem(self, block: int, subsystem: Subsystem) -> None:
        """Record a subsystem."""
        self.subsystems.put(block, subsystem.subsystem_id, subsystem)

    def put_gateway(self, block: int, gateway: Gateway) -> None:
        """Record a gateway."""
        self.gateways.put(block, gateway.gateway_id, gateway)
        _index(self.gateways_by_member, block, gateway.member_id, gateway.gateway_id)

    def put_service(self, block: int, service: Service) -> None:
        """Record a service."""
        self.services.put(block, service.service_id, service)
        _index(self.services_by_member, block, service.member_id, service.service_id)

    def put_resource(self, block: int, resource: Resource) -> None:
        """Record a resource."""
        self.resources.put(block, resource.resource_id, resource)

    def put_grant(self, block: int, grant: Grant) -> None:
        """Record a new grant or a change of one: a known id keeps its place, a new one comes first (newest first)."""
        key = (grant.demander, grant.resource_id)
        current = self.grants.at(block, key) or ()
        if any(one.grant_id == grant.grant_id for one in current):
            updated = tuple(grant if one.grant_id == grant.grant_id else one for one in current)
        else:
            updated = (grant, *current)
        self.grants.put(block, key, updated)
        self.grants_by_id.put(block, grant.grant_id, grant)

    def put_key(self, block: int, key: Key) -> None:
        """Record a key."""
        self.keys.put(block, key.kid, key)
        _index(self.keys_by_gateway, block, key.gateway_id, key.kid)

    def put_log(self, block: int, log: Log) -> None:
        """Record a log."""
        self.logs.put(block, log.log_id, log)
        _index(self.logs_by_gateway, block, log.gateway_id, log.log_id)

    def add_anchor(self, block: int, anchor: Anchor) -> None:
        """Record one anchored head."""
        series = self.anchors.get(anchor.log_id)
        if series is None:
            series = self.anchors[anchor.log_id] = Series()
        series.append(block, anchor)


def _index(table: Table[bytes, tuple[bytes, ...]], block: int, key: bytes, member: bytes) -> None:
    """Add `member` to the set of `key`, keeping the order of first appearance."""
    current = table.at(block, key) or ()
    if member not in current:
        table.put(block, key, (*current, member))


class LedgerState:
    """What the ledger says as of the end of `block`. Immutable; safe in any thread."""

    __slots__ = ("_number", "_tables", "block")

    def __init__(self, tables: Tables, block: BlockRef) -> None:
        self._tables = tables
        self._number = block.number
        self.block = block

    def member(self, member_id: bytes) -> Member | None:
        """The member with this id."""
        return self._tables.members.at(self._number, member_id)

    def members(self) -> tuple[Member, ...]:
        """All members that ever applied, in order of application."""
        return _all(self._tables.members, self._number)

    def subsystem(self, subsystem_id: bytes) -> Subsystem | None:
        """The subsystem with this id."""
        return self._tables.subsystems.at(self._number, subsystem_id)

    def subsystems(self) -> tuple[Subsystem, ...]:
        """All subsystems, in order of registration."""
        return _all(self._tables.subsystems, self._number)

    def gateway(self, gateway_id: bytes) -> Gateway | None:
        """The gateway with this id."""
        return self._tables.gateways.at(self._number, gateway_id)

    def gateways(self) -> tuple[Gateway, ...]:
        """All gateways, in order of registration."""
        return _all(self._tables.gateways, self._number)

    def gateways_of(self, member_id: bytes) -> tuple[Gateway, ...]:
        """The gateways of a member, active or not, in order of registration."""
        ids = self._tables.gateways_by_member.at(self._number, member_id) or ()
        return tuple(one for one in map(self.gateway, ids) if one is not None)

    def service(self, service_id: bytes) -> Service | None:
        """The service with this id."""
        return self._tables.services.at(self._number, service_id)

    def services(self) -> tuple[Service, ...]:
        """All services, in order of registration."""
        return _all(self._tables.services, self._number)

    def services_of(self, member_id: bytes) -> tuple[Service, ...]:
        """The services of a provider, in order of registration."""
        ids = self._tables.services_by_member.at(self._number, member_id) or ()
        return tuple(one for one in map(self.service, ids) if one is not None)

    def resource(self, resource_id: bytes) -> Resource | None:
        """The resource with this id."""
        return self._tables.resources.at(self._number, resource_id)

    def resources(self) -> tuple[Resource, ...]:
        """All resources, in order of registration."""
        return _all(self._tables.resources, self._number)

    def grants(self, subsystem_id: bytes, resource_id: bytes) -> tuple[Grant, ...]:
        """The grants of a subsystem for a resource, newest first, at most 16, in whatever state."""
        return self._tables.grants.at(self._number, (subsystem_id, resource_id)) or ()

    def grant(self, grant_id: bytes) -> Grant | None:
        """The grant with this id."""
        return self._tables.grants_by_id.at(self._number, grant_id)

    def key(self, kid: bytes) -> Key | None:
        """The key with this id (SHA-256 of its SubjectPublicKeyInfo)."""
        return self._tables.keys.at(self._number, kid)

    def keys_of(self, gateway_id: bytes, purpose: KeyPurpose | None = None) -> tuple[Key, ...]:
        """The keys of a gateway (of one purpose if given), live or not, in order of registration."""
        ids = self._tables.keys_by_gateway.at(self._number, gateway_id) or ()
        keys = (one for one in map(self.key, ids) if one is not None)
        return tuple(one for one in keys if purpose is None or one.purpose == purpose)

    def log(self, log_id: bytes) -> Log | None:
        """The log with this id, with its anchored head."""
        return self._tables.logs.at(self._number, log_id)

    def logs_of(self, gateway_id: bytes) -> tuple[Log, ...]:
        """The logs of a gateway, oldest first."""
        ids = self._tables.logs_by_gateway.at(self._number, gateway_id) or ()
        return tuple(one for one in map(self.log, ids) if one is not None)

    def anchors(self, log_id: bytes) -> tuple[Anchor, ...]:
        """All anchored heads of a log, oldest first."""
        series = self._tables.anchors.get(log_id)
        return () if series is None else series.upto(self._number)


def _all(table: Table[bytes, V], number: int) -> tuple[V, ...]:
    return tuple(value for key in table.seen() if (value := table.at(number, key)) is not None)
