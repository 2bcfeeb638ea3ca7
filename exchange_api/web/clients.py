"""How each information system must connect: rules and pinned certificates from the configuration."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from chain_node.evidence.canonical import sha256
from chain_node.ids import parse_client
from exchange_api.addresses import Network, networks
from exchange_api.config import Config
from exchange_api.errors import NotAuthenticated
from exchange_api.setup_errors import ConfigInvalid
from exchange_api.web.asgi import Scope


@dataclass(slots=True)
class ClientRules:
    """How one information system must connect. `seen`: addresses found to be allowed."""

    connection: str
    sources: tuple[Network, ...]
    certificates: Mapping[bytes, float] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)

    def check(self, scope: Scope, now_s: float) -> None:
        """Raise `NotAuthenticated` unless this connection is as the client's connection type demands."""
        if self.connection == "NOSSL":
            self._check_source(scope)
            return
        if scope["scheme"] != "https":
            raise NotAuthenticated("this client connects by HTTPS only")
        if self.connection == "SSLNOAUTH":
            return
        ends = self.certificates.get(scope["peer_certificate"] or b"")
        if ends is None:
            raise NotAuthenticated("no certificate of this client was shown")
        if now_s > ends:
            raise NotAuthenticated("the client's certificate has expired")

    def _check_source(self, scope: Scope) -> None:
        address = scope["client"][0] if scope["client"] else ""
        if address in self.seen:
            return
        try:
            parsed = ipaddress.ip_address(address)
        except ValueError:
            raise NotAuthenticated("the caller has no address") from None
        parsed = getattr(parsed, "ipv4_mapped", None) or parsed
        if not any(parsed.version == network.version and parsed in network for network in self.sources):
            raise NotAuthenticated("the client may not call from this address")
        if len(self.seen) < 4096:
            self.seen.add(address)


def client_certificates(config: Config) -> dict[str, list[x509.Certificate]]:
    """The pinned certificates of each client. Raises `ConfigInvalid`."""
    found: dict[str, list[x509.Certificate]] = {}
    for client in config.clients:
        for name in client.certificates:
            try:
                pem = (config.data / name).read_bytes()
                found.setdefault(client.id, []).extend(x509.load_pem_x509_certificates(pem))
            except (OSError, ValueError) as error:
                raise ConfigInvalid(f"client {client.id}: certificate {name}: {error}") from None
    return found


def client_rules(config: Config) -> dict[str, ClientRules]:
    """How each client must connect, by its canonical path."""
    certificates = client_certificates(config)
    rules = {}
    for client in config.clients:
        pins = {
            sha256(one.public_bytes(Encoding.DER)): one.not_valid_after_utc.timestamp()
            for one in certificates.get(client.id, [])
        }
        sources = networks(client.allowed_sources)
        rules[parse_client(client.id).path] = ClientRules(client.connection, sources, pins)
    return rules
