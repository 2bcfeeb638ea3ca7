"""X-Road's lists of clients and services, made of what the ledger says (PR-META 2, PR-MREST 0.8 Annex B). Pure.

Names are in snake_case and the list of services is `service`, as X-Road's code has them and not as Annex A shows them.
Members left out are those that are null. The metadata services themselves never appear, whatever is on the ledger.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qsl
from xml.sax.saxutils import escape

from chain_node.ids import ServiceRef, parse_canonical_member, parse_canonical_service, parse_canonical_subsystem
from chain_node.ledger.decision import Question, decide
from chain_node.ledger.reasons import Reason
from chain_node.ledger.records import Member, MemberStatus, Service
from chain_node.ledger.state import LedgerState
from exchange_api.globs import glob

LIST_METHODS, ALLOWED_METHODS, GET_OPENAPI = "listMethods", "allowedMethods", "getOpenAPI"
METADATA = frozenset((LIST_METHODS, ALLOWED_METHODS, GET_OPENAPI))
RESERVED = METADATA | {
    "listClients",
    "getWsdl",
    "getSecurityServerMetrics",
    "getSecurityServerOperationalData",
    "getSecurityServerHealthData",
}
"""Service codes that no service may have."""

NOT_NARROWED: Mapping[str, list[dict[str, str]]] = MappingProxyType({})
_ENDPOINT = {"method", "path"}
_XROAD, _IDENTIFIERS = "http://x-road.eu/xsd/xroad.xsd", "http://x-road.eu/xsd/identifiers"
_RIGHT_ALL_THE_SAME = frozenset(
    (Reason.ITEM_MISSING, Reason.CONSENT_MISSING, Reason.CAP_EXCEEDED, Reason.ROW_CAP_EXCEEDED)
)
"""Refusals of a question that names nobody's data and no item: who has the right gets them too."""


def clients(state: LedgerState) -> list[dict[str, Any]]:
    """Active members and their active subsystems, each subsystem after its member."""
    found = []
    by_member: dict[bytes, list[str]] = {}
    for subsystem in state.subsystems():
        if subsystem.active:
            by_member.setdefault(subsystem.member_id, []).append(subsystem.path)
    for member in sorted(state.members(), key=lambda one: one.path):
        if member.status is not MemberStatus.ACTIVE:
            continue
        ref = parse_canonical_member(member.path)
        identity = {
            "object_type": "MEMBER",
            "xroad_instance": ref.instance,
            "member_class": ref.member_class,
            "member_code": ref.member_code,
        }
        found.append({"id": identity, "name": _name(member)})
        for path in sorted(by_member.get(member.member_id, ())):
            code = parse_canonical_subsystem(path).subsystem_code
            identified = {**identity, "object_type": "SUBSYSTEM", "subsystem_code": code}
            found.append({"id": identified, "name": _name(member)})
    return found


def _name(member: Member) -> str:
    return member.name or parse_canonical_member(member.path).member_code


def clients_json(found: list[dict[str, Any]]) -> bytes:
    """The list as JSON."""
    return written({"member": found})


def clients_xml(found: list[dict[str, Any]]) -> bytes:
    """The list as X-Road's `clientList`."""
    tags = {
        "xroad_instance": "xRoadInstance",
        "member_class": "memberClass",
        "member_code": "memberCode",
        "subsystem_code": "subsystemCode",
    }
    parts = [
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<xrd:clientList xmlns:xrd="{_XROAD}" xmlns:id="{_IDENTIFIERS}">'
    ]
    for one in found:
        identity = one["id"]
        segments = [f"<id:{tag}>{escape(identity[name])}</id:{tag}>" for name, tag in tags.items() if name in identity]
        parts.append(
            f'<xrd:member><xrd:id id:objectType="{identity["object_type"]}">{"".join(segments)}</xrd:id>'
            f"<xrd:name>{escape(one['name'])}</xrd:name></xrd:member>"
        )
    parts.append("</xrd:clientList>")
    return "".join(parts).encode()


def services_of(state: LedgerState, subsystem_id: bytes) -> list[Service]:
    """The services of a subsystem that can be named, in the order of their codes."""
    subsystem = state.subsystem(subsystem_id)
    if subsystem is None:
        return []
    own = [one for one in state.services_of(subsystem.member_id) if one.subsystem_id == subsystem_id]
    return sorted((one for one in own if _code(one) not in RESERVED), key=_code)


def _code(service: Service) -> str:
    return parse_canonical_service(service.path).service_code


def allowed(state: LedgerState, services: list[Service], consumer: bytes, now_s: int) -> list[Service]:
    """Those that this subsystem may ask now, as far as that does not depend on item, consent, or what is left of a
    cap. A grant is for a resource: it covers every endpoint of the services on it."""
    found = []
    for service in services:
        endpoint = next((index for index, one in enumerate(service.endpoints) if one.path), 255)
        decision = decide(state, Question(consumer, service.service_id, endpoint, None, None, now_s))
        if decision.permit or decision.reason in _RIGHT_ALL_THE_SAME:
            found.append(service)
    return found


def listing(
    state: LedgerState,
    services: list[Service],
    described: Collection[str],
    narrowed: Mapping[str, list[dict[str, str]]] = NOT_NARROWED,
) -> bytes:
    """The list as JSON; `described` are the codes of services that have a description, `narrowed` what the provider's
    access lists leave of services by their codes. Where they leave nothing the service is not listed."""
    rows = []
    for one in services:
        left = narrowed.get(_code(one))
        if left is None:
            left = [{"method": each.method, "path": glob(each.path)} for each in one.endpoints if each.path]
        elif not left:
            continue
        rows.append(_listed(state, one, described, left))
    return written({"service": rows})


def read_narrowed(told: Any) -> dict[str, list[dict[str, str]]]:
    """What a peer says that its access lists leave. Raises `ValueError`."""
    if not isinstance(told, dict):
        raise ValueError("no object")
    for left in told.values():
        if not isinstance(left, list) or not all(isinstance(one, dict) and one.keys() == _ENDPOINT for one in left):
            raise ValueError("no list of endpoints")
        if not all(isinstance(text, str) for one in left for text in one.values()):
            raise ValueError("an endpoint is not made of texts")
    return told


def written(document: dict[str, Any]) -> bytes:
    """A metadata document as JSON. Nothing signs or hashes it."""
    return json.dumps(document, ensure_ascii=False).encode("utf-8", "replace")


def _listed(
    state: LedgerState, service: Service, described: Collection[str], endpoints: list[dict[str, str]]
) -> dict[str, Any]:
    ref = parse_canonical_service(service.path)
    openapi = ref.service_code in described or has_fields(state, service)
    return {
        "xroad_instance": ref.instance,
        "member_class": ref.member_class,
        "member_code": ref.member_code,
        "subsystem_code": ref.subsystem_code,
        "service_code": ref.service_code,
        "object_type": "SERVICE",
        "service_type": "OPENAPI" if openapi else "REST",
        "endpoint_list": endpoints,
    }


def has_fields(state: LedgerState, service: Service) -> bool:
    """Whether the catalogue has the fields of what a service answers, so that its description can be made of them."""
    resource = state.resource(service.resource_id)
    return resource is not None and bool(resource.fields)


def standing(state: LedgerState, member_id: bytes, now_s: int) -> Reason | None:
    """Why a member may not even see lists, or None: it is suspended, halted, or on the blacklist."""
    member = state.member(member_id)
    if member is None:
        return Reason.CONSUMER_UNKNOWN
    if member.status is not MemberStatus.ACTIVE:
        return Reason.CONSUMER_SUSPENDED
    if now_s < member.halted_until:
        return Reason.HALTED
    return Reason.CONSUMER_BLACKLISTED if now_s < member.blacklisted_until else None


def asked_service(query: bytes, subsystem: ServiceRef) -> ServiceRef | None:
    """The service that a query names by `serviceCode`, in the subsystem that is asked; None if it names none.

    Raises `IdentifierError`.
    """
    named = [value for name, value in parse_qsl(query.decode("latin-1")) if name.lower() == "servicecode"]
    if not named:
        return None
    segments = subsystem.instance, subsystem.member_class, subsystem.member_code, subsystem.subsystem_code
    return ServiceRef(*segments, named[-1])
