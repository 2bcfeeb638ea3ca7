"""X-Road's REST message: what a call says, and the bytes M that the request hash is over. Pure.

Rules (PR-REST 1.0.4, sections 4.2 to 4.4, and ours where it leaves a choice):
* M = verb CRLF target CRLF, then one `Name:Value CRLF` per header in the order received, hop-by-hop ones left out.
  The caller's own `X-Road-Request-Id` and `X-Road-Request-Hash` are left out; `x-road-request-id` is appended, and
  `x-road-id` after it if the caller gave none.
* request hash = base64(SHA-512(M)), or base64(SHA-512(SHA-512(M) || SHA-512(body))) if there is a body.
* Headers named by `Connection` are hop-by-hop too, but no `X-Road-` header can be named away.
* Of several `X-Road-Client` the last counts; several different `X-Road-Id` are refused; an empty one counts as none.
* A path that a back end could read as another one is refused (`exchange_api.paths`).

Both gateways build a `Call` with the same function: the consumer's from the wire, the provider's from the opened
`target` and `headers` of the signed request.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from chain_node.errors import IdentifierError
from chain_node.ids import ClientRef, GatewayRef, ServiceRef, parse_client, parse_service
from exchange_api.errors import BadRequest, ClientMissing, MethodNotAllowed
from exchange_api.headers import asked_fields, represented, security_server
from exchange_api.paths import unsafe_path

METHODS = frozenset(("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"))
SAFE_METHODS = frozenset(("GET", "HEAD"))
MAX_ID_BYTES = 255

Header = tuple[bytes, bytes]

_HOP, _DROP, _CLIENT, _ID, _USER, _ISSUE, _SERVER, _PARTY, _FIELDS, _ITEM, _OURS, _PREFER, _REQUEST_ID = range(1, 14)
_KINDS: dict[bytes, int] = {
    **dict.fromkeys(
        (
            b"connection", b"keep-alive", b"proxy-authenticate", b"proxy-authorization", b"te", b"trailer",
            b"transfer-encoding", b"upgrade", b"host", b"user-agent", b"server", b"content-length", b"expect",
        ),
        _HOP,
    ),
    b"x-road-request-id": _REQUEST_ID,
    b"x-road-request-hash": _DROP,
    b"x-road-client": _CLIENT,
    b"x-road-id": _ID,
    b"x-road-userid": _USER,
    b"x-road-issue": _ISSUE,
    b"x-road-security-server": _SERVER,
    b"x-road-represented-party": _PARTY,
    b"lianlu-fields": _FIELDS,
    b"lianlu-item": _ITEM,
    b"lianlu-purpose": _OURS,
    b"lianlu-emergency": _OURS,
    b"prefer": _PREFER,
}  # fmt: skip
HOP_BY_HOP = frozenset(name for name, kind in _KINDS.items() if kind == _HOP)

_CASE_ID = re.compile(rb"[0-9A-Fa-f]{64}")
_TARGET = re.compile(rb"[!-~]+")
HEADER_NAME = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
NEVER_IN_VALUE = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f]")


@dataclass(slots=True)
class Call:
    """One call, understood. `target`, `path` and `query` as received; `path` is what follows the service code.

    `lines` are the header lines of M; `forward` what a back end gets. `fields` is None if all granted ones are asked.
    `party` is whom the caller represents: class, perhaps empty, and code.
    """

    method: str
    target: bytes
    path: bytes
    query: bytes
    service: ServiceRef
    client: ClientRef
    lines: bytes = b""
    forward: list[Header] = field(default_factory=list)
    message_id: bytes = b""
    request_id: bytes = b""
    user: bytes | None = None
    issue: bytes | None = None
    item: bytes | None = None
    security_server: GatewayRef | None = None
    party: tuple[str, str] | None = None
    fields: tuple[str, ...] | None = None
    prefer: bytes | None = None

    @property
    def head(self) -> bytes:
        """M: verb, target and header lines."""
        return b"%b\r\n%b\r\n%b" % (self.method.encode(), self.target, self.lines)

    @property
    def case_id(self) -> bytes | None:
        """The case on the ledger that `X-Road-Issue` names by its id, 64 hexadecimal digits; None for a case number."""
        issue = self.issue
        return bytes.fromhex(issue.decode()) if issue is not None and _CASE_ID.fullmatch(issue) else None

    @property
    def safe(self) -> bool:
        """Whether the method has no effects (RFC 9110, 9.2.1), so that asking a back end twice does no harm."""
        return self.method in SAFE_METHODS


def read_target(target: bytes) -> tuple[ServiceRef, bytes, bytes]:
    """Service, path and query of a target `/r1/...`. Raises `BadRequest`."""
    if not _TARGET.fullmatch(target):
        raise BadRequest("the target holds a blank, a control character, or what is not ASCII")
    if b"#" in target:  # what follows would be a fragment to a back end's client library, and not be sent
        raise BadRequest("the target holds a `#`, which is written %23")
    where, _, query = target.partition(b"?")
    parts = where.split(b"/", 7)
    if len(parts) < 7 or parts[1] != b"r1":
        raise BadRequest("the path is not /r1/instance/class/member/subsystem/service")
    path = b"/" + parts[7] if len(parts) == 8 else b""
    try:
        service = parse_service(b"/".join(parts[2:7]).decode("ascii"))
    except (IdentifierError, UnicodeDecodeError) as error:
        raise BadRequest(f"the service identifier is malformed: {error}") from None
    if unsafe_path(path):
        raise BadRequest("the path can be read in more than one way")
    return service, path, query


def read_call(
    method: str, target: bytes, headers: Iterable[Header], *, own_request_id: bytes | None, instance: str = ""
) -> Call:
    """A call from its parts. `headers` are names and values as received.

    At the consumer `own_request_id` is the fresh id that replaces the caller's; at the provider it is None, and the
    signed lines bring it along. `instance` begins the message id of a caller who gave none; without it, the service's.
    Raises `BadRequest`, `BadSecurityServer`, `MethodNotAllowed`.
    """
    if method not in METHODS:
        if method == "TRACE":
            raise MethodNotAllowed("TRACE is not served")
        raise BadRequest(f"method {method[:20]} is not served")
    service, path, query = read_target(target)
    found: dict[int, bytes] = {}
    kept: list[Header] = []
    forward: list[Header] = []
    named = _named_by_connection(headers)
    for name, value in headers:
        lower = name.lower()
        kind = _KINDS.get(lower, 0)
        if kind:
            if kind <= _DROP or (kind == _REQUEST_ID and own_request_id is not None):
                continue
            if kind == _ID and not _keep_id(found, value):
                continue
            found[kind] = value if kind != _PREFER or kind not in found else found[kind] + b"," + value
            if kind < _FIELDS or kind == _REQUEST_ID:
                forward.append((name, value))
        elif lower in named:
            continue
        elif not lower.startswith(b"lianlu-"):
            forward.append((name, value))
        kept.append((name, value))
    if own_request_id is not None:
        kept.append((b"x-road-request-id", own_request_id))
        forward.append((b"x-road-request-id", own_request_id))
        found[_REQUEST_ID] = own_request_id
        if _ID not in found:
            found[_ID] = (instance or service.instance).encode() + b"-" + own_request_id
            kept.append((b"x-road-id", found[_ID]))
            forward.append((b"x-road-id", found[_ID]))
    lines = b"".join([b"%b:%b\r\n" % header for header in kept])
    call = Call(method, target, path, query, service, _client(found), lines, forward)
    return _fill(call, found)


def opened_call(values: Mapping[str, bytes]) -> Call:
    """The call whose opened `target` and `headers` these are. Raises `BadRequest` as `read_call`, KeyError and
    UnicodeDecodeError where they are missing or none."""
    method, _, target = values["target"].partition(b" ")
    return read_call(method.decode("ascii"), target, split_lines(values["headers"]), own_request_id=None)


def _named_by_connection(headers: Iterable[Header]) -> frozenset[bytes]:
    named: set[bytes] = set()
    for name, value in headers:
        if len(name) == 10 and name.lower() == b"connection":
            named.update(token.strip(b" \t").lower() for token in value.split(b","))
    return frozenset(one for one in named if not one.startswith(b"x-road-")) if named else frozenset()


def _keep_id(found: dict[int, bytes], value: bytes) -> bool:
    """Whether this `X-Road-Id` counts. Raises `BadRequest` if another one was given before."""
    if not value:
        return False
    if found.get(_ID, value) != value:
        raise BadRequest("X-Road-Id is given twice with different values")
    return True


def _client(found: dict[int, bytes]) -> ClientRef:
    value = found.get(_CLIENT)
    if not value:
        raise ClientMissing("X-Road-Client is missing")
    try:
        return parse_client(value.decode("ascii"))
    except (IdentifierError, UnicodeDecodeError) as error:
        raise BadRequest(f"X-Road-Client is malformed: {error}") from None


def _fill(call: Call, found: dict[int, bytes]) -> Call:
    """Check and take over the headers that have a meaning."""
    call.message_id = _text(found.get(_ID, b""), "X-Road-Id", MAX_ID_BYTES)
    call.request_id = _text(found.get(_REQUEST_ID, b""), "x-road-request-id", 64)
    if len(found) > 3:  # more than client, id and request id
        call.user, call.issue, call.item = found.get(_USER), found.get(_ISSUE), found.get(_ITEM)
        if found.get(_PARTY):
            call.party = represented(found[_PARTY])
        if _SERVER in found:
            call.security_server = security_server(found[_SERVER])
        if _FIELDS in found:
            call.fields = asked_fields(found[_FIELDS])
        call.prefer = found.get(_PREFER)
    return call


def _text(value: bytes, name: str, longest: int) -> bytes:
    if len(value) > longest:
        raise BadRequest(f"{name} is longer than {longest} bytes")
    try:
        text = value.decode("utf-8")
    except UnicodeDecodeError:
        raise BadRequest(f"{name} is not UTF-8") from None
    if _CONTROLS.search(text):
        raise BadRequest(f"{name} holds a control character")
    return value


@lru_cache(maxsize=4096)
def subsystem_path(service: ServiceRef) -> str:
    """Canonical text of the subsystem that offers a service; remembered, for making a reference costs hashing."""
    return service.subsystem.path


def split_lines(lines: bytes) -> list[Header]:
    """The headers of M's lines: names and values. Raises `BadRequest` for anything that `read_call` does not write."""
    if not lines:
        return []
    if not lines.endswith(b"\r\n"):
        raise BadRequest("header lines do not end")
    headers: list[Header] = []
    for line in lines[:-2].split(b"\r\n"):
        name, colon, value = line.partition(b":")
        if not colon or not HEADER_NAME.fullmatch(name) or NEVER_IN_VALUE.search(value):
            raise BadRequest("a header line is malformed")
        headers.append((name, value))
    return headers


def body_hasher() -> hashlib._Hash:
    """A running SHA-512, for the body's part of the request hash."""
    return hashlib.sha512()


def request_hash(call: Call, body_sha512: bytes | None) -> bytes:
    """X-Road's request hash, 88 ASCII bytes; `body_sha512` is None without a body."""
    digest = hashlib.sha512(call.head).digest()
    if body_sha512 is not None:
        digest = hashlib.sha512(digest + body_sha512).digest()
    return base64.b64encode(digest)
