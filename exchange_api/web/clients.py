"""How each information system must connect: rules and pinned certificates from the configuration."""

from __future__ import annotations

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from chain_node.evidence.canonical import sha256
from chain_node.ids import parse_client
from exchange_api.addresses import networks
from exchange_api.config import Config
from exchange_api.setup_errors import ConfigInvalid
from exchange_api.web.xroad import ClientRules


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
