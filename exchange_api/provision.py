"""Creating a gateway: directory, keys, certificate, configuration; and what must then be registered on the ledger.

Nothing here talks to the ledger. `Registration` is what the member's SYSTEM duty registers: gateway, URL, certificate,
anchoring account, message keys per suite, and the log to be opened.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chain_node.crypto.kdf import Cost
from chain_node.crypto.keyfiles import read_passphrase, write_private
from chain_node.crypto.keystore import KeyStore, fresh
from chain_node.crypto.secret import Secret
from chain_node.evidence.canonical import sha256
from chain_node.ids import GatewayRef, parse_gateway
from chain_node.ledger.records import KeyPurpose
from chain_node.ledger.trust import Trust
from exchange_api import config as configuration
from exchange_api.adapters import tls, vault
from exchange_api.config import Client, Config
from exchange_api.setup_errors import ConfigInvalid, GatewayExists, GatewayMissing

DIRECTORIES = ("keys", "tls", "log", "spool", "services")
SUITE_NUMBERS = {"intl": 1, "sm": 2}
ANCHOR_KEY, TOKEN_KEY = "anchor", "tokens"


@dataclass(frozen=True, slots=True)
class RegisteredKey:
    """A message key: suite number, purpose, key id and SubjectPublicKeyInfo (DER)."""

    suite: int
    purpose: KeyPurpose
    kid: bytes
    spki: bytes


@dataclass(frozen=True, slots=True)
class Registration:
    """What the ledger must know of a gateway before it can start."""

    gateway: GatewayRef
    url: str
    tls_der: bytes
    tls_sha256: bytes
    anchor: bytes
    keys: tuple[RegisteredKey, ...]
    log_profile: int
    shard: int = 0

    def document(self) -> dict[str, Any]:
        """The same as values that can be printed as JSON."""
        return {
            "gateway": self.gateway.path,
            "gateway_id": self.gateway.id.hex(),
            "member": self.gateway.member.path,
            "url": self.url,
            "tls_der": self.tls_der.hex(),
            "tls_sha256": self.tls_sha256.hex(),
            "anchor": "0x" + self.anchor.hex(),
            "log_profile": self.log_profile,
            "shard": self.shard,
            "keys": [
                {"suite": one.suite, "purpose": one.purpose.name, "kid": one.kid.hex(), "spki": one.spki.hex()}
                for one in self.keys
            ],
        }


def init_gateway(
    data: Path,
    *,
    gateway: str,
    url: str,
    trust: Trust | Path | None = None,
    ledger_urls: Sequence[str] = ("http://127.0.0.1:8545",),
    name: str = "",
    suites: Sequence[str] = ("intl", "sm"),
    log_profile: int = 3,
    profile: str = "development",
    listen: Mapping[str, str] | None = None,
    clients: Sequence[Client] = (),
    egress: Sequence[str] = (),
    anchor_interval_s: int = 60,
    sections: Mapping[str, Mapping[str, Any]] | None = None,
    passphrase: Secret | None = None,
    key_cost: Cost | None = None,
) -> Registration:
    """Create a gateway's data directory and return what must be registered.

    `trust` is the file to pin (copied), or may be put there later. `listen`: `host:port` by listener. `sections`:
    further keys of gateway.toml by section. Without a `passphrase` a random one is written to `keys/passphrase`.
    Raises `GatewayExists`, `ConfigInvalid`, `KeyStoreError`.
    """
    if (data / configuration.FILE_NAME).exists():
        raise GatewayExists(f"{data} holds a gateway already")
    identity = {"name": name, "profile": profile, "suites": list(suites), "log_profile": log_profile}
    document: dict[str, Any] = {
        "gateway": {"id": parse_gateway(gateway).path, **identity},
        "listen": {**(listen or {}), "peer_url": url},
        "ledger": {"urls": list(ledger_urls), "anchor_interval_s": anchor_interval_s},
        "egress": {"allow": list(egress)},
    }
    for section, values in (sections or {}).items():
        document.setdefault(section, {}).update(values)
    document["client"] = [_client_table(one) for one in clients]
    config = configuration.build(data, document, {})
    pinned = Trust.load(trust) if isinstance(trust, Path) else trust
    data.mkdir(mode=0o700, parents=True, exist_ok=True)  # nothing is written before everything said is known to be good
    data.chmod(0o700)
    for folder in DIRECTORIES:
        (data / folder).mkdir(mode=0o700, exist_ok=True)
    if pinned is not None:
        (data / "trust.json").write_bytes(pinned.dump())
    _make_keys(config, passphrase, key_cost)
    (data / configuration.FILE_NAME).write_text(render(document), encoding="utf-8")
    return registration(config, open_keys(config))


def _client_table(client: Client) -> dict[str, Any]:
    return {
        "id": client.id,
        "connection": client.connection,
        "allowed_sources": list(client.allowed_sources),
        "certificates": list(client.certificates),
        "callback": client.callback,
    }


def _make_keys(config: Config, passphrase: Secret | None, cost: Cost | None) -> None:
    """The key store, a key per purpose, the certificate, and the vault. A directory half made is not overwritten."""
    data = config.data
    given = passphrase or Secret(os.urandom(24).hex())
    suite = "intl" if "intl" in config.gateway.suites else "sm"
    store = KeyStore.create(data / "keys", given, suite, cost)
    if passphrase is None:
        write_private(data / config.auth.passphrase_file, given.reveal() + b"\n")
    for name in config.gateway.suites:
        store.add(f"sign-{name}", f"{name}-sign", fresh(f"{name}-sign").reveal())
        store.add(f"unwrap-{name}", f"{name}-decrypt", fresh(f"{name}-decrypt").reveal())
    store.add(ANCHOR_KEY, "secp256k1", fresh("secp256k1").reveal())
    store.add(TOKEN_KEY, "data", os.urandom(32))
    tls.make_certificate(data / "tls", config.ref.server_code, tls_password(store))
    wrapping = vault_suite(store)
    vault.create(data, wrapping, store.subkey("keytree", wrapping.key_size).reveal())


def vault_suite(store: KeyStore) -> Any:
    """The suite in which the vault's nodes are sealed: international, unless the store has no such keys."""
    from chain_node.crypto.suite import get_suite

    return get_suite("intl" if "sign-intl" in store.names() else "sm")


def tls_password(store: KeyStore) -> bytes:
    """What opens the file of the TLS key."""
    return store.subkey("tls").reveal().hex().encode()


def open_keys(config: Config) -> KeyStore:
    """The gateway's key store. Raises `KeyStoreError`, `GatewayMissing`."""
    if not KeyStore.exists(config.data / "keys"):
        raise GatewayMissing(f"{config.data} has no key store")
    return KeyStore.open(config.data / "keys", read_passphrase(config.data / config.auth.passphrase_file))


def registration(config: Config, store: KeyStore) -> Registration:
    """What must be registered of an existing gateway."""
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    pem = (config.data / "tls" / tls.CERTIFICATE_FILE).read_bytes()
    der = x509.load_pem_x509_certificate(pem).public_bytes(Encoding.DER)
    keys: list[RegisteredKey] = []
    for name in config.gateway.suites:
        public = store.load_signing(f"sign-{name}").public
        keys.append(RegisteredKey(SUITE_NUMBERS[name], KeyPurpose.SIGN, public.kid, public.spki))
        wrapping = store.load_decryption(f"unwrap-{name}").public
        keys.append(RegisteredKey(SUITE_NUMBERS[name], KeyPurpose.ENCRYPT, wrapping.kid, wrapping.spki))
    return Registration(
        config.ref,
        config.listen.peer_url,
        der,
        sha256(der),
        store.load_ledger(ANCHOR_KEY).address_bytes,
        tuple(keys),
        config.gateway.log_profile,
    )


def render(document: Mapping[str, Any]) -> str:
    """gateway.toml of a document: tables of plain values, and one list of tables (`client`)."""
    lines: list[str] = []
    for section, values in document.items():
        tables = values if isinstance(values, list) else [values]
        header = f"[[{section}]]" if isinstance(values, list) else f"[{section}]"
        for table in tables:
            lines += [header, *(f"{key} = {_toml(value)}" for key, value in table.items()), ""]
    return "\n".join(lines)


def _toml(value: Any) -> str:
    """A TOML value. JSON's texts, numbers, booleans and lists of them are TOML's as well."""
    if isinstance(value, str | bool | int) or (isinstance(value, list) and all(isinstance(one, str) for one in value)):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    raise ConfigInvalid(f"{value!r} has no place in gateway.toml")
