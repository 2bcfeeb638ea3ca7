"""Lock-outs (too many refusals or failed authentications), with evidence: one LOCAL leaf when one begins or is lifted.

A principal is who was authenticated, together with the service, or an address for those who were not:

    client CLIENT SERVICE          an information system of this gateway, refused as consumer
    peer GATEWAY CLIENT SERVICE    the same at the provider's gateway, whatever the asker's gateway does about it
    address ADDRESS                failed authentications; of an IPv6 address its network of 64 bits

Counted are failed authentications and 403 refusals by a rule; never 400, 404 or 5xx. In the leaf the principal is a
digest under the gateway's own key; the gateway's log on standard error says which is whose.
"""

from __future__ import annotations

import asyncio
import hmac
import ipaddress
from typing import Any

from chain_node.errors import LogError
from chain_node.evidence.canonical import sha256
from chain_node.evidence.leaf import Role
from chain_node.log.intents import Note
from chain_node.logs import get_logger
from exchange_api.errors import LockedOut
from exchange_api.service.context import Context

log = get_logger(__name__)


def of_client(client: str, service: str) -> str:
    """An information system of ours at a service (canonical paths)."""
    return f"client {client} {service}"


def of_peer(gateway: str, client: str, service: str) -> str:
    """What another gateway calls its client, at a service of ours. The gateway is who was authenticated: a hostile one
    locks out nobody but itself."""
    return f"peer {gateway} {client} {service}"


def of_address(address: str) -> str:
    """Who was not authenticated. One who has an IPv6 address has 2^64 of them."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return f"address {address}"
    parsed = getattr(parsed, "ipv4_mapped", None) or parsed
    if parsed.version == 6:
        return f"address {ipaddress.ip_network((int(parsed) >> 64 << 64, 64))}"
    return f"address {parsed}"


def check_lockout(context: Context, principal: str) -> None:
    """Raise `LockedOut`, with the time that is left, if `principal` is locked out."""
    lockouts = context.lockouts
    left_ms = lockouts.locked(principal, context.clock.now_ms()) if lockouts.any else 0
    if left_ms:
        error = LockedOut("too many refused or unauthenticated calls")
        error.retry_after = -(-left_ms // 1000)
        raise error


def count_failure(context: Context, principal: str) -> None:
    """Count a refusal or failed authentication of `principal`."""
    if context.lockouts.failed(principal, context.clock.now_ms()):
        context.metrics.event("locked_out")
        _note(context, "lockout.begun", principal, "")


def lift(context: Context, principal: str, by: str) -> bool:
    """End a lock-out before its time, on the word of `by`; False if there is none."""
    lifted = context.lockouts.lift(principal, context.clock.now_ms())
    if lifted:
        _note(context, "lockout.lifted", principal, by)
    return lifted


def _note(context: Context, kind: str, principal: str, by: str) -> None:
    """The leaf. Nobody waits for it: a log that cannot be written stops the gateway by other ways."""
    subject = hmac.digest(context.query_key, b"lockout\0" + principal.encode(), "sha256")
    log.warning(kind, principal=principal, by=by, subject=subject.hex())
    try:
        written = context.writer.submit(Note(Role.LOCAL, (kind, subject, sha256(by.encode()))))
    except LogError:
        return
    written.add_done_callback(_forget)


def _forget(done: asyncio.Future[list[Any]]) -> None:
    if not done.cancelled() and done.exception() is not None:
        log.error("lockout.unwritten", error=type(done.exception()).__name__)
