"""Which addresses back ends may have. Everything is refused but what `egress.allow` lists, and of that too:

* link-local, multicast, unspecified, reserved and broadcast addresses, and those by which clouds tell their secrets;
* this gateway's own listeners, by whatever address of this machine, and the ledger;
* the same written inside an IPv6 address: mapped, 6to4, Teredo; NAT64 and compatible ones are reserved.

Loopback is called only if listed. A host that is a number but no plainly written address (`2130706433`, `127.1`,
`0x7f.1`) is refused before anything could read it as one.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable

from exchange_api.addresses import Address, Network, plain_address
from exchange_api.errors import EgressRefused
from exchange_api.setup_errors import ConfigInvalid

Rule = tuple[Network, int, int]

_SECRETS = frozenset(ipaddress.ip_address(one) for one in ("100.100.100.200", "fd00:ec2::254"))
_THIS_NETWORK = ipaddress.IPv4Network("0.0.0.0/8")


def on_this_machine(host: str) -> bool:
    """Whether an address is one of this machine's: a socket can be bound to it, or it is left in doubt."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM) as sock:
            sock.bind((host, 0))
    except OSError:
        return False
    return True


def forms_of(address: Address) -> tuple[Address, ...]:
    """An address, or the IPv4 address that it maps; then those that are written inside."""
    if isinstance(address, ipaddress.IPv4Address):
        return (address,)
    if address.ipv4_mapped is not None:
        return (address.ipv4_mapped,)
    inside = [address.sixtofour, *(address.teredo or ())]
    return (address, *(one for one in inside if one is not None))


class EgressFilter:
    """Decides about addresses."""

    def __init__(
        self,
        rules: tuple[Rule, ...],
        own_ports: frozenset[int],
        ledger: frozenset[tuple[str, int]] = frozenset(),
        local: Callable[[str], bool] = on_this_machine,
    ) -> None:
        """`rules` from the configuration; `own_ports`: what is ours or the ledger's on this machine; `ledger`: hosts
        (names or addresses) and ports where it is."""
        self._rules = rules
        self._own_ports = own_ports
        self._ledger = ledger
        self._local = local

    def check_host(self, host: str, port: int) -> None:
        """Raise `EgressRefused` for a URL's host that may not be called whatever it resolves to, or that is an address
        and may not be called."""
        if (host.lower().rstrip("."), port) in self._ledger:
            raise EgressRefused("the ledger is no back end")
        try:
            address = plain_address(host)
        except ConfigInvalid as error:
            raise EgressRefused(str(error)) from None
        if address is not None:
            self.check(str(address), port)

    def check(self, host: str, port: int) -> None:
        """Raise `EgressRefused` unless this address and port may be called."""
        forms = forms_of(ipaddress.ip_address(host))
        for form in forms:
            self._refuse_always(form, port)
        address = forms[0]
        for network, low, high in self._rules:
            if address.version == network.version and address in network and low <= port <= high:
                return
        raise EgressRefused(f"{address}:{port} is not in egress.allow")

    def _refuse_always(self, address: Address, port: int) -> None:
        odd = address.is_link_local or address.is_multicast or address.is_unspecified
        reserved = (address.is_reserved and not address.is_loopback) or (
            address.version == 4 and address in _THIS_NETWORK
        )
        if odd or reserved or address in _SECRETS:
            raise EgressRefused(f"{address} is never called")
        if (str(address), port) in self._ledger:
            raise EgressRefused("the ledger is no back end")
        if port in self._own_ports and (address.is_loopback or self._local(str(address))):
            raise EgressRefused(f"port {port} is our own")
