"""Headers of a call that have a meaning of their own, parsed. Pure."""

from __future__ import annotations

import re

from chain_node.errors import IdentifierError
from chain_node.ids import GatewayRef, decode_segment, parse_gateway
from exchange_api.errors import BadRequest, BadSecurityServer

MAX_ASKED_FIELDS = 128
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
