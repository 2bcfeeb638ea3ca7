"""What a network consists of, before any of it exists: members, their gateways, resources, services, requests. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from chain_node.ids import GatewayRef, MemberRef, ServiceRef, SubsystemRef
from chain_node.ledger.records import Profile

Raw = tuple[Any, ...]
"""A record as the contracts' ABI has it."""

DEFAULT_LEVEL = 2
"""Level of a resource without a field list, unless it says otherwise: internal."""


def digest(text: str) -> bytes:
    """SHA-256 of a text that stays off the ledger."""
    return hashlib.sha256(text.encode()).digest()


@dataclass(frozen=True, slots=True)
class MemberPlan:
    """A member, its subsystem codes, and its gateway if it has one."""

    ref: MemberRef
    name: str
    roles: tuple[str, ...]
    subsystems: tuple[str, ...] = ()
    gateway: GatewayRef | None = None


@dataclass(frozen=True, slots=True)
class ResourcePlan:
    """A resource. `attribute`: 1 unconditional, 2 conditional. `fields`: as `declarations.on_ledger` lists them."""

    id: bytes
    provider: MemberRef
    code: str
    description: str
    attribute: int
    fields: tuple[Mapping[str, Any], ...] = ()
    conditions: str = ""
    update_hours: int = 24

    def record(self) -> Raw:
        """`ResourceRecord`; what the contract sets itself is zero."""
        entries = [
            (one["code"], one["level"], one["default_profile"], one["kind"], one["definition_digest"])
            for one in self.fields
        ]
        conditions = digest(self.conditions) if self.conditions else bytes(32)
        schema = digest(repr([entry[:4] for entry in entries]))
        return (
            *(self.id, self.provider.id, self.code, digest(self.description), digest(self.provider.path)),
            *(self.attribute, conditions, bytes(32), schema, self.update_hours, DEFAULT_LEVEL, entries, []),
            *(0, 0, 0, 0, bytes(32)),
        )


@dataclass(frozen=True, slots=True)
class ServicePlan:
    """A service of a subsystem on a resource, with its endpoints as (method, path)."""

    ref: ServiceRef
    resource: bytes
    endpoints: tuple[tuple[str, str], ...] = (("*", "/*"),)


@dataclass(frozen=True, slots=True)
class RequestPlan:
    """A request of `demander` for a resource. `wanted`: field code -> profile; of an opaque resource empty.

    `items`: codes of administrative items 事项. In force from `valid_from` to before `valid_to`, seconds.
    """

    id: bytes
    demander: SubsystemRef
    resource: bytes
    purpose: str
    legal_basis: str
    scenario: str
    valid_from: int
    valid_to: int
    wanted: Mapping[str, Profile] = field(default_factory=dict)
    items: tuple[str, ...] = ()
    daily_cap: int = 0

    def record(self, field_codes: Sequence[str], commitment: bytes) -> Raw:
        """`RequestRecord`; what the contract sets itself is zero. `commitment`: digest of the signed 承诺书."""
        wanted = terms(self.wanted, field_codes, self)
        return (
            *(self.id, self.demander.id, self.demander.member.id, self.resource, bytes(32), wanted),
            *(digest(self.purpose), digest(self.legal_basis), digest(self.scenario), commitment),
            *(0, 0, 0, 0, 0, bytes(32)),
        )


def terms(profiles: Mapping[str, Profile], field_codes: Sequence[str], request: RequestPlan) -> Raw:
    """`Terms` of a request or its answer: two bits per field in the resource's order, items and dates as asked."""
    bits = 0
    for code, profile in profiles.items():
        bits |= int(profile) << 2 * field_codes.index(code)
    items = [digest(one) for one in request.items]
    return bits, items, request.daily_cap, 0, request.valid_from, request.valid_to, b""
