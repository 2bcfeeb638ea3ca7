"""A call as it goes out: target and headers exactly as the request hash will cover them. Pure.

A client that knows its own wire headers can check the hash (PR-REST 4.3), and so that the answer is the one to its
request: this is why headers which do not reach the other side are refused here and not silently lost.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode, urlsplit

from chain_node.errors import IdentifierError
from chain_node.ids import parse_client, parse_service
from exchange_api.client.errors import RequestInvalid
from exchange_api.message import HOP_BY_HOP, METHODS

IDEMPOTENT = frozenset(("GET", "HEAD", "OPTIONS", "PUT", "DELETE"))
"""Methods that may be repeated without further effect (RFC 9110, 9.2.2)."""
RECEIPTS = "/lianlu/v1/receipts/"

Headers = Mapping[str, str] | Sequence[tuple[str, str]]

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_CONTROLS = re.compile("[\x00-\x1f\x7f]")
_OURS = frozenset(("x-road-client", "x-road-request-id", "x-road-request-hash"))
_PATH_SAFE = "/%:@!$&'()*+,;=-._~"
EXCHANGE_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Options:
    """What a call may say besides service and path. `fields`, `item`: see the gateway's documentation."""

    headers: Headers = ()
    query: Mapping[str, str] | Sequence[tuple[str, str]] = ()
    fields: Iterable[str] | None = None
    item: str | None = None
    issue: str | None = None
    user: str | None = None
    message_id: str | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """A request ready to be sent; `headers` in order, without `Host` and `Content-Length`, which the transport adds."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes | None

    def hash(self, request_id: str, message_id: str) -> str:
        """The request hash that the answer must carry, given the ids that the gateway gave in its answer."""
        lines = [self.method, self.target, *(f"{name}:{value}" for name, value in self.headers)]
        lines.append(f"x-road-request-id:{request_id}")
        if not any(name.lower() == "x-road-id" for name, _ in self.headers):
            lines.append(f"x-road-id:{message_id}")
        digest = hashlib.sha512("".join(f"{line}\r\n" for line in lines).encode()).digest()
        if self.body:
            digest = hashlib.sha512(digest + hashlib.sha512(self.body).digest()).digest()
        return base64.b64encode(digest).decode()


def build(client: str, method: str, service: str, path: str, body: bytes | None, options: Options) -> Request:
    """A call of a service. Raises `RequestInvalid`.

    `path` is taken as it is, percent-escapes included; characters that no URL may hold are escaped.
    """
    if method not in METHODS:
        raise RequestInvalid(f"method {method} is none of {', '.join(sorted(METHODS))}")
    try:
        target = f"/r1/{parse_service(service).path}"
        headers = [("X-Road-Client", parse_client(client).path)]
    except IdentifierError as error:
        raise RequestInvalid(str(error)) from None
    target += _place(path, options.query)
    named = {
        "X-Road-Id": options.message_id,
        "X-Road-UserId": options.user,
        "X-Road-Issue": options.issue,
        "Lianlu-Item": options.item,
        "Lianlu-Fields": None if options.fields is None else ",".join(options.fields),
    }
    headers += [(name, value) for name, value in named.items() if value]
    given = options.headers.items() if isinstance(options.headers, Mapping) else options.headers
    headers += [_header(name, value) for name, value in given]
    return Request(method, target, tuple((name, _value(name, value)) for name, value in headers), body)


def build_receipt(client: str, exchange_id: str) -> Request:
    """The question for a receipt. Raises `RequestInvalid`."""
    if not EXCHANGE_ID.fullmatch(exchange_id):
        raise RequestInvalid("an exchange id is 32 hexadecimal digits in lower case")
    try:
        named = ("X-Road-Client", parse_client(client).path)
    except IdentifierError as error:
        raise RequestInvalid(str(error)) from None
    return Request("GET", RECEIPTS + exchange_id, (named,), None)


def origin(url: str) -> tuple[str, str, int]:
    """Scheme, host and port of a gateway's address. Raises `RequestInvalid`."""
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        raise RequestInvalid(f"{url}: {error}") from None
    plain = not (parts.path.strip("/") or parts.query or parts.fragment or parts.username)
    if parts.scheme not in ("http", "https") or not parts.hostname or not plain:
        raise RequestInvalid(f"{url} is not http(s)://host:port")
    return parts.scheme, parts.hostname, port


def curl(url: str, request: Request) -> str:
    """The same call as a line for the shell; a body is read from standard input."""
    words = ["curl", *(["-X", request.method] if request.method != "GET" else [])]
    for name, value in request.headers:
        words += ["-H", _quoted(f"{name}: {value}")]
    if request.body is not None:
        named = any(name.lower() == "content-type" for name, _ in request.headers)
        words += ["--data-binary", "@-"] if named else ["-H", "'Content-Type:'", "--data-binary", "@-"]
    return " ".join([*words, _quoted(url.rstrip("/") + request.target)])


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


def _place(path: str, query: Mapping[str, str] | Sequence[tuple[str, str]]) -> str:
    if "#" in path:
        raise RequestInvalid("a path holds `#`; write it as %23")
    place, mark, asked = path.partition("?")
    if place and not place.startswith("/"):
        place = f"/{place}"
    made = quote(place, safe=_PATH_SAFE)
    if mark and asked:
        made += "?" + quote(asked, safe=_PATH_SAFE + "?")
    if query:
        made += ("&" if "?" in made else "?") + urlencode(query)
    return made


def _header(name: str, value: str) -> tuple[str, str]:
    lower = name.lower()
    if not _TOKEN.fullmatch(name):
        raise RequestInvalid(f"{name!r} is no header name")
    if lower.encode() in HOP_BY_HOP or lower in _OURS:
        raise RequestInvalid(f"header {name} is the client's or the gateway's own, and cannot be given")
    return name, value


def _value(name: str, value: str) -> str:
    if _CONTROLS.search(value):
        raise RequestInvalid(f"the value of {name} holds a control character")
    return value.strip(" \t")
