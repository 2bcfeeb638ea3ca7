"""One record of operational monitoring, in the words of X-Road's protocol (PR-OPMON, annex B). Pure.

Times in ms and sizes are what was written down when the exchange was settled; all else comes from the exchange's row
and from the opened commitments of its request, and is left out where those were erased. Sizes are those of the bytes
that the request hash is over: verb, target and headers of a request, headers of an answer, and the body.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from chain_node.evidence.commitments import decode_openings
from chain_node.ids import MemberRef, parse_client, parse_service
from chain_node.ledger.reason_texts import TEXTS
from chain_node.ledger.reasons import Reason
from exchange_api.adapters.monitored import Settled
from exchange_api.adapters.store import Side, State
from exchange_api.error_base import CONSUMER
from exchange_api.message import split_lines
from exchange_api.refusals import REASONS

MAX_TEXT, MAX_FAULT = 255, 2048
FROM_OPENINGS = frozenset((
    "messageId", "messageUserId", "messageIssue", "representedPartyClass", "representedPartyCode", "restMethod",
    "restPath", "xRequestId",
))  # fmt: skip
FIELDS = FROM_OPENINGS | {
    "monitoringDataTs", "securityServerInternalIp", "securityServerType", "requestInTs", "requestOutTs",
    "responseInTs", "responseOutTs", "clientXRoadInstance", "clientMemberClass", "clientMemberCode",
    "clientSubsystemCode", "serviceXRoadInstance", "serviceMemberClass", "serviceMemberCode", "serviceSubsystemCode",
    "serviceCode", "messageProtocolVersion", "clientSecurityServerAddress", "serviceSecurityServerAddress",
    "requestSize", "responseSize", "succeeded", "serviceType", "faultCode", "faultString", "statusCode",
    "xRoadVersion", "exchangeId",
}  # fmt: skip
_HEADERS = {b"x-road-id": "messageId", b"x-road-userid": "messageUserId", b"x-road-issue": "messageIssue",
            b"x-road-request-id": "xRequestId"}  # fmt: skip
_RESTARTED = "the gateway was restarted before its caller had an answer"
_TAKEN_BACK = "no valid answer came, and the request was taken back"


@dataclass(frozen=True, slots=True)
class Place:
    """This gateway: its internal address, the one by which peers know it, and its version."""

    internal: str
    address: str
    version: str


def record_of(settled: Settled, openings: bytes | None, place: Place, peer_address: str) -> dict[str, Any]:
    """The record of a settled exchange; `openings` those of its request. What is not known is not there."""
    row, watched = settled.row, settled.watched
    asked = row.side is Side.ASKED
    addresses = (place.address, peer_address) if asked else (peer_address, place.address)
    fault, text = _fault(settled)
    record: dict[str, Any] = {
        "monitoringDataTs": settled.at_ms // 1000,
        "securityServerInternalIp": place.internal,
        "securityServerType": "Client" if asked else "Producer",
        "requestInTs": watched.request_in if watched.request_in is not None else row.ts_ms,
        "requestOutTs": watched.request_out,
        "responseInTs": watched.response_in,
        "responseOutTs": settled.at_ms,
        **client_of(row.client),
        **service_of(row.service),
        "messageProtocolVersion": "1",
        "clientSecurityServerAddress": addresses[0],
        "serviceSecurityServerAddress": addresses[1],
        "requestSize": watched.request_bytes,
        "responseSize": watched.response_bytes,
        "succeeded": fault is None and watched.status is not None and watched.status < 400,
        "serviceType": "REST",
        "faultCode": fault,
        "faultString": text[:MAX_FAULT] if text else None,
        "statusCode": watched.status,
        "xRoadVersion": place.version,
        "exchangeId": row.exchange_id.hex(),
    }
    if openings is not None:
        record.update(_said(openings, asked))
    return {name: value for name, value in record.items() if value is not None}


def _fault(settled: Settled) -> tuple[str | None, str | None]:
    """X-Road's code and the text of what failed, or (None, None)."""
    row, watched = settled.row, settled.watched
    if watched.fault is not None:
        return watched.fault, _TAKEN_BACK
    if row.state is State.REFUSED and row.reason is not None:
        reason = Reason(row.reason)
        return REASONS[reason][1], f"{reason.camel}: {TEXTS[reason][0]}"
    if row.state is State.VOIDED:
        return CONSUMER + "NetworkError", _TAKEN_BACK
    if watched.status is None:
        return CONSUMER + "NetworkError", _RESTARTED
    return None, None


def _said(openings: bytes, asked: bool) -> dict[str, str | None]:
    """What the caller's own words say. The path is in the provider's record only, and the query in none."""
    found: dict[str, str | None] = {}
    for one in decode_openings(openings):
        if one.label == "target":
            method, _, target = one.value.partition(b" ")
            found["restMethod"] = method.decode("ascii", "replace")
            parts = target.partition(b"?")[0].split(b"/", 7)
            if not asked:
                found["restPath"] = _text(b"/" + parts[7] if len(parts) == 8 else b"")
        elif one.label == "headers":
            for name, value in split_lines(one.value):
                lower = name.lower()
                if lower in _HEADERS and value:
                    found[_HEADERS[lower]] = _text(value)
                elif lower == b"x-road-represented-party":
                    first, _, code = value.rpartition(b"/")
                    found["representedPartyClass"], found["representedPartyCode"] = _text(first) or None, _text(code)
    return found


def _text(value: bytes) -> str:
    return value.decode("utf-8", "replace")[:MAX_TEXT]


@lru_cache(maxsize=4096)
def client_of(path: str) -> dict[str, str]:
    """The client's four names from its canonical path; three for a member."""
    ref = parse_client(path)
    found = {
        "clientXRoadInstance": ref.instance,
        "clientMemberClass": ref.member_class,
        "clientMemberCode": ref.member_code,
    }
    return found if isinstance(ref, MemberRef) else {**found, "clientSubsystemCode": ref.subsystem_code}


@lru_cache(maxsize=4096)
def service_of(path: str) -> dict[str, str]:
    """The service's five names from its canonical path."""
    ref = parse_service(path)
    return {
        "serviceXRoadInstance": ref.instance,
        "serviceMemberClass": ref.member_class,
        "serviceMemberCode": ref.member_code,
        "serviceSubsystemCode": ref.subsystem_code,
        "serviceCode": ref.service_code,
    }
