"""Headers of a call that have a meaning of their own, parsed. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from chain_node.errors import IdentifierError
from chain_node.ids import GatewayRef, decode_segment, parse_gateway
from exchange_api.errors import BadRequest, BadSecurityServer

MAX_ASKED_FIELDS = 128
MAX_WAIT_S = 7 * 86_400
MAX_PREFER_BYTES = 1024
_PREFERENCE = re.compile(
    rb"[ \t]*([!#$%&'*+.^_`|~0-9A-Za-z-]+)[ \t]*(?:=[ \t]*(?:\"([^\"]*)\"|([^\",; \t]*)))?[^,]*(?:,|\Z)"
)
_FIELD_CODE = re.compile(r"[!-~]{1,94}")


def security_server(value: bytes) -> GatewayRef:
    """The gateway that `X-Road-Security-Server` names. Raises `BadSecurityServer`."""
    try:
        return parse_gateway(value.decode("ascii"))
    except (IdentifierError, UnicodeDecodeError) as error:
        raise BadSecurityServer(f"X-Road-Security-Server is malformed: {error}") from None


def represented(value: bytes) -> tuple[str, str]:
    """Class, perhaps empty, and code of `X-Road-Represented-Party: [class/]code`. Raises `BadRequest`."""
    try:
        parts = [decode_segment(part) for part in value.decode("ascii").split("/")]
    except (IdentifierError, UnicodeDecodeError) as error:
        raise BadRequest(f"X-Road-Represented-Party is malformed: {error}") from None
    if len(parts) > 2:
        raise BadRequest("X-Road-Represented-Party has more than two segments")
    return ("", parts[0]) if len(parts) == 1 else (parts[0], parts[1])


def asked_fields(value: bytes) -> tuple[str, ...]:
    """The field codes of `Lianlu-Fields`, each once. Raises `BadRequest`."""
    try:
        codes = tuple(dict.fromkeys(part.strip() for part in value.decode("ascii").split(",")))
    except UnicodeDecodeError:
        raise BadRequest("Lianlu-Fields holds a code that is not ASCII") from None
    if len(codes) > MAX_ASKED_FIELDS or not all(_FIELD_CODE.fullmatch(code) for code in codes):
        raise BadRequest("Lianlu-Fields is not a list of field codes")
    return codes


@dataclass(frozen=True, slots=True)
class Handover:
    """An answer wanted later (`Prefer: respond-async`): for how many seconds it is waited, if the caller says so."""

    wait_s: int | None = None


def handover(prefer: bytes) -> Handover | None:
    """What `Prefer` says of an answer later; None if it is wanted now (RFC 7240; of a preference given twice the first
    counts, and what is not understood is passed over)."""
    found: dict[bytes, bytes] = {}
    if len(prefer) > MAX_PREFER_BYTES:
        return None
    for name, quoted, plain in _PREFERENCE.findall(prefer):
        found.setdefault(name.lower(), quoted or plain)
    if b"respond-async" not in found:
        return None
    wait = found.get(b"wait", b"")
    if not wait.isdigit():
        return Handover()
    return Handover(min(max(int(wait[:9]), 1), MAX_WAIT_S))
