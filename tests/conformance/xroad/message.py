"""The request hash of X-Road's REST protocol, as PR-REST 4.3 defines it, for those who know their own wire headers."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Collection, Sequence

from tests.conformance.xroad.wire import Header

FILTERED = (
    "Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "TE", "Trailer", "Transfer-Encoding",
    "Upgrade", "Host", "User-Agent", "Server", "Content-Length", "Expect",
)  # fmt: skip
"""Never forwarded and never hashed, in either direction (PR-REST 4.3)."""
NEVER_FROM_CLIENTS = ("X-Road-Request-Id", "X-Road-Request-Hash")


def message(
    method: str,
    target: bytes,
    headers: Sequence[Header],
    request_id: str,
    generated_id: str | None = None,
    left_out: Collection[str] = (),
) -> bytes:
    """M: the bytes that stand for a request. `left_out` are further names, as `Connection` may nominate them."""
    dropped = {name.lower().encode() for name in (*FILTERED, *NEVER_FROM_CLIENTS, *left_out)}
    lines = [method.encode(), target]
    lines += [name + b":" + value.strip(b" \t") for name, value in headers if name.lower() not in dropped]
    lines.append(b"x-road-request-id:" + request_id.encode())
    if generated_id is not None:
        lines.append(b"x-road-id:" + generated_id.encode())
    return b"".join(line + b"\r\n" for line in lines)


def request_hash(hashed: bytes, body: bytes | None) -> str:
    """The hash over M and the body, if there is one."""
    digest = hashlib.sha512(hashed).digest()
    if body:
        digest = hashlib.sha512(digest + hashlib.sha512(body).digest()).digest()
    return base64.b64encode(digest).decode()
