"""A ledger state that remembers what it was asked: a decision looks up the same few records for every exchange."""

from __future__ import annotations

from typing import Any

from chain_node.ledger.port import BlockRef
from chain_node.ledger.records import Gateway, Grant, Member, Resource, Service, Subsystem
from chain_node.ledger.state import LedgerState
from chain_node.ledger.tables import Tables

MAX_REMEMBERED = 10_000


class RememberedState(LedgerState):
    """The same state, with answers kept until the block is left behind. For one thread."""

    __slots__ = ("_gateways_of", "_grants", "_members", "_resources", "_services", "_subsystems")

    def __init__(self, tables: Tables, block: BlockRef) -> None:
        super().__init__(tables, block)
        self._members: dict[bytes, Member | None] = {}
        self._subsystems: dict[bytes, Subsystem | None] = {}
        self._services: dict[bytes, Service | None] = {}
        self._resources: dict[bytes, Resource | None] = {}
        self._grants: dict[tuple[bytes, bytes], tuple[Grant, ...]] = {}
        self._gateways_of: dict[bytes, tuple[Gateway, ...]] = {}

    @classmethod
    def of(cls, state: LedgerState) -> RememberedState:
        """The same state, remembering."""
        return cls(state._tables, state.block)

    def member(self, member_id: bytes) -> Member | None:
        """See `LedgerState`."""
        if member_id not in self._members:
            _bound(self._members)
            self._members[member_id] = super().member(member_id)
        return self._members[member_id]

    def subsystem(self, subsystem_id: bytes) -> Subsystem | None:
        """See `LedgerState`."""
        if subsystem_id not in self._subsystems:
            _bound(self._subsystems)
            self._subsystems[subsystem_id] = super().subsystem(subsystem_id)
        return self._subsystems[subsystem_id]

    def service(self, service_id: bytes) -> Service | None:
        """See `LedgerState`."""
        if service_id not in self._services:
            _bound(self._services)
            self._services[service_id] = super().service(service_id)
        return self._services[service_id]

    def resource(self, resource_id: bytes) -> Resource | None:
        """See `LedgerState`."""
        if resource_id not in self._resources:
            _bound(self._resources)
            self._resources[resource_id] = super().resource(resource_id)
        return self._resources[resource_id]

    def grants(self, subsystem_id: bytes, resource_id: bytes) -> tuple[Grant, ...]:
        """See `LedgerState`."""
        key = (subsystem_id, resource_id)
        if key not in self._grants:
            _bound(self._grants)
            self._grants[key] = super().grants(subsystem_id, resource_id)
        return self._grants[key]

    def gateways_of(self, member_id: bytes) -> tuple[Gateway, ...]:
        """See `LedgerState`."""
        if member_id not in self._gateways_of:
            _bound(self._gateways_of)
            self._gateways_of[member_id] = super().gateways_of(member_id)
        return self._gateways_of[member_id]


def _bound(remembered: dict[Any, Any]) -> None:
    """Forget all when there is too much: identifiers that do not exist cost memory too."""
    if len(remembered) >= MAX_REMEMBERED:
        remembered.clear()
