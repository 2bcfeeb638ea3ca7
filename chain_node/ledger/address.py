"""Addresses of ledgers: checked before they are used, and shown without what is secret in them. Pure."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit

from chain_node.ledger.errors import LedgerUnavailable


def check_address(url: str) -> SplitResult:
    """The parts of a ledger's address. Raises `LedgerUnavailable` unless it is http or https with a host."""
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError as exc:
        raise LedgerUnavailable(f"{url[:300]!r} is no address: {exc}") from None
    if not good:
        raise LedgerUnavailable(f"{url[:300]!r} is no http or https address with a host")
    return parts


def shown(parts: SplitResult) -> str:
    """An address as messages and logs may show it: without the password that can stand in one."""
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
