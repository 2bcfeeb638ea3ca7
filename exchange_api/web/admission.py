"""Who may ask: a registered information system, connected as it must, not locked out; and what counts towards that."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import Protocol
from urllib.parse import parse_qsl, quote

from chain_node.errors import IdentifierError
from chain_node.ids import parse_client
from exchange_api.addresses import Network
from exchange_api.errors import BadRequest, ClientUnknown, NotAuthenticated
from exchange_api.evidence_errors import QueryInvalid
from exchange_api.service.context import Context
from exchange_api.service.lockout import check_lockout, count_failure, of_address
from exchange_api.web.asgi import Header, Scope

MAX_PARAMETERS = 32
_CLIENT = ("xRoadInstance", "memberClass", "memberCode", "subsystemCode")


class Rules(Protocol):
    """How one information system must connect (`exchange_api.web.xroad.ClientRules`)."""

    def check(self, scope: Scope, now_s: float) -> None:
        """Raise `NotAuthenticated` unless this connection is as demanded."""
        ...


def parameters(query: bytes, known: frozenset[str]) -> dict[str, str]:
    """The parameters of a query, each once and none unknown. Raises `QueryInvalid`."""
    try:
        pairs = parse_qsl(query.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MAX_PARAMETERS)
    except ValueError as error:
        raise QueryInvalid(f"the query cannot be read: {type(error).__name__}") from None
    found = dict(pairs)
    if len(found) != len(pairs):
        raise QueryInvalid("a parameter is given twice")
    if unknown := sorted(set(found) - known):
        raise QueryInvalid(f"unknown parameter {unknown[0][:40]!r}; there are {', '.join(sorted(known))}")
    return found


def switch(found: Mapping[str, str], name: str) -> bool:
    """Whether a parameter without value, as `force`, is given; `true` and `false` are understood. Raises
    `QueryInvalid`."""
    value = found.get(name, "false")
    if value not in ("", "true", "false"):
        raise QueryInvalid(f"{name} is given, or true, or false")
    return value != "false"


def number(found: Mapping[str, str], name: str, default: int, highest: int) -> int:
    """A parameter that is a number from 0 up to `highest`. Raises `QueryInvalid`."""
    text = found.get(name)
    if text is None:
        return default
    if not text.isascii() or not text.isdigit() or len(text) > 20 or int(text) > highest:
        raise QueryInvalid(f"{name} is not a number up to {highest}")
    return int(text)


CLIENT_PARAMETERS = frozenset(_CLIENT)


def client_of(headers: list[Header], found: Mapping[str, str]) -> str:
    """Canonical path of who asks: from `X-Road-Client`, or as X-Road's `/asic` has it in the query.

    Raises `BadRequest` if it is missing or malformed, `QueryInvalid` if the two differ.
    """
    named = [value for name, value in headers if name.lower() == b"x-road-client"]
    try:
        by_header = parse_client(named[-1].decode("ascii")).path if named else None
    except (IdentifierError, UnicodeDecodeError):
        raise BadRequest("X-Road-Client is malformed") from None
    segments = [found[name] for name in _CLIENT if name in found]
    if not segments:
        if by_header is None:
            raise BadRequest("X-Road-Client is missing")
        return by_header
    if ("subsystemCode" in found and len(segments) != len(_CLIENT)) or len(segments) < len(_CLIENT) - 1:
        raise QueryInvalid("xRoadInstance, memberClass and memberCode belong together")
    by_query = _made(segments)
    if by_header not in (None, by_query):
        raise QueryInvalid("X-Road-Client and the query name different clients")
    return by_query


def _made(segments: list[str]) -> str:
    try:
        return parse_client("/".join(quote(one, safe="") for one in segments)).path
    except IdentifierError as error:
        raise QueryInvalid(f"the client is malformed: {error}") from None


def caller_address(scope: Scope, proxies: tuple[Network, ...]) -> str:
    """Where a call comes from: the other end of the connection, or what a proxy of ours says of it.

    For counting failures only: nobody is who they are by a header.
    """
    address: str = scope["client"][0] if scope["client"] else ""
    if not proxies or not _among(address, proxies):
        return address
    said = b",".join(value for name, value in scope["headers"] if name.lower() == b"x-forwarded-for")
    for part in reversed(said.decode("latin-1").split(",")):
        one = part.strip()
        try:
            ipaddress.ip_address(one)
        except ValueError:
            return address
        if not _among(one, proxies):
            return one
        address = one
    return address


def _among(address: str, networks: tuple[Network, ...]) -> bool:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    parsed = getattr(parsed, "ipv4_mapped", None) or parsed
    return any(parsed.version == one.version and parsed in one for one in networks)


def authenticated(context: Context, scope: Scope, rules: Rules) -> None:
    """Raise `NotAuthenticated` unless the connection is as the client's rules demand, `LockedOut` if that happened too
    often from this address. Whoever is authenticated is not bothered by what others do from the same address."""
    try:
        rules.check(scope, context.clock.now_ms() / 1000)
    except NotAuthenticated:
        unauthenticated(context, scope)
        raise


def unauthenticated(context: Context, scope: Scope) -> None:
    """Count a failed authentication. Raises `LockedOut` if there were too many before."""
    principal = of_address(caller_address(scope, context.trusted_proxies))
    check_lockout(context, principal)
    count_failure(context, principal)


class Admission:
    """Admits registered clients."""

    def __init__(self, context: Context, clients: Mapping[str, Rules]) -> None:
        self._context = context
        self._clients = clients

    def admit(self, scope: Scope, client: str) -> None:
        """Raise unless `client` is registered here and connected as it must."""
        rules = self._clients.get(client)
        if rules is None:
            raise ClientUnknown("the client is not registered at this gateway")
        authenticated(self._context, scope, rules)
