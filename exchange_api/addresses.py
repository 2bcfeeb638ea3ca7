"""Addresses in a gateway's configuration: what listens, what may be called, where peers and the ledger are. Pure."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

from chain_node.ledger.address import check_address
from chain_node.ledger.errors import LedgerUnavailable
from exchange_api.setup_errors import ConfigInvalid

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_NUMBER = re.compile(r"\d+|0[xX][0-9A-Fa-f]*")


def address(text: str) -> tuple[str, int]:
    """Host and port of `host:port` or `[v6]:port`. Raises `ConfigInvalid`."""
    match = re.fullmatch(r"(?:\[([0-9A-Fa-f:.]+)\]|([^:\[\]]+)):(\d{1,5})", text)
    if not match or int(match[3]) > 65535:
        raise ConfigInvalid(f"{text!r} is not host:port")
    return match[1] or match[2], int(match[3])


def plain_address(host: str) -> Address | None:
    """The address that a URL's host is, or None for a name. Raises `ConfigInvalid` for one that is neither as it is
    written, and that another reader may take for an address: `2130706433`, `127.1`, `0x7f.1`."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        pass
    last = host.rstrip(".").rpartition(".")[2]
    if ":" in host or not host.isascii() or "%" in host or not last or _NUMBER.fullmatch(last):
        raise ConfigInvalid(f"{host[:60]!r} is neither a name nor an address as addresses are written")
    return None


def networks(entries: tuple[str, ...]) -> tuple[Network, ...]:
    """The networks of a list of CIDR texts. Raises `ConfigInvalid`."""
    try:
        return tuple(ipaddress.ip_network(entry) for entry in entries)
    except ValueError as error:
        raise ConfigInvalid(f"not a network: {error}") from None


def egress_rule(entry: str) -> tuple[Network, int, int]:
    """Network, lowest and highest port of one `egress.allow` entry. Raises `ConfigInvalid`."""
    network, _, ports = entry.rpartition(":")
    match = re.fullmatch(r"(\d{1,5})(?:-(\d{1,5}))?|\*", ports)
    if not match:
        raise ConfigInvalid(f"egress.allow {entry!r} is not CIDR:port")
    low, high = (0, 65535) if ports == "*" else (int(match[1]), int(match[2] or match[1]))
    (parsed,) = networks((network.strip("[]"),))
    return parsed, low, high


def check_ledger_url(url: str) -> None:
    """Raise `ConfigInvalid` unless a ledger could be at this address."""
    try:
        check_address(url)
    except LedgerUnavailable as error:
        raise ConfigInvalid(f"ledger.urls: {error}") from None


def check_peer_url(url: str) -> None:
    """Raise `ConfigInvalid` unless `url` is https://host:port. The ledger will say it to peers."""
    try:
        parts = urlsplit(url)
        plain = parts.scheme == "https" and parts.hostname and parts.port
        good = plain and url == f"https://{parts.netloc}" and "@" not in parts.netloc
    except ValueError:
        good = False
    if not good:
        raise ConfigInvalid(f"listen.peer_url {url!r} is not https://host:port")


def check_callback_url(url: str, *, https: bool) -> None:
    """Raise `ConfigInvalid` unless a call-back can go to `url`; with `https`, by HTTPS only."""
    try:
        parts = urlsplit(url)
        good = parts.scheme in (("https",) if https else ("https", "http")) and bool(parts.hostname)
        good = good and parts.port != 0 and "@" not in parts.netloc and re.fullmatch(r"[!-~]{1,1024}", url) is not None
        good = good and "#" not in url and "\\" not in url
    except ValueError:
        good = False
    if not good:
        raise ConfigInvalid(f"callback {url[:200]!r} is no URL that can be called" + (" by HTTPS" if https else ""))
    plain_address(urlsplit(url).hostname or "")
