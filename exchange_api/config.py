"""A gateway's configuration: one frozen object, read once, every limit with its unit.

`<data>/gateway.toml`: sections gateway, listen, ledger, egress, limits, auth; a `[[client]]` per information system.
`LIANLU_GATEWAY__SECTION__KEY` overrides a key; secrets only as files. Unknown keys, wrong types and dangerous values
are refused at start. Nothing else in this package reads configuration or environment.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar

from chain_node.errors import IdentifierError
from chain_node.ids import GatewayRef, parse_client, parse_gateway
from exchange_api import limits as limiting
from exchange_api.addresses import address, check_ledger_url, check_peer_url, egress_rule, networks
from exchange_api.clients import Client, check_client
from exchange_api.limits import Limits
from exchange_api.profiles import PROFILES
from exchange_api.setup_errors import ConfigInvalid, GatewayMissing
from exchange_api.versions import parse_version

FILE_NAME = "gateway.toml"
VARIABLE_PREFIX = "LIANLU_GATEWAY__"

T = TypeVar("T")

__all__ = ["Auth", "Client", "Config", "Egress", "Identity", "LedgerAccess", "Limits", "Listen", "build", "load"]


@dataclass(frozen=True, slots=True)
class Identity:
    """Who this gateway is and how it behaves. `xroad_profile`: spec, ref-7.7 or ref-7.8.

    `metadata_access`: who gets the list of clients, `authenticated` or `open`. `min_peer_version`: gateways older than
    this are refused; empty refuses none.
    """

    id: str
    name: str = ""
    profile: str = "development"
    xroad_profile: str = "spec"
    metadata_access: str = "authenticated"
    min_peer_version: str = ""
    suites: tuple[str, ...] = ("intl", "sm")
    log_profile: int = 3


@dataclass(frozen=True, slots=True)
class Listen:
    """`host:port` of each listener; an empty `systems_tls` is none. `peer_url` is what the ledger says.

    `trusted_proxies`: networks whose `X-Forwarded-For` tells where failed calls come from, and nothing else.
    """

    systems: str = "127.0.0.1:8080"
    systems_tls: str = ""
    peer: str = "0.0.0.0:5500"
    management: str = "127.0.0.1:4000"
    operations: str = "127.0.0.1:9464"
    peer_url: str = ""
    trusted_proxies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LedgerAccess:
    """Where the ledger is, how often it is read, how often the log is anchored."""

    urls: tuple[str, ...] = ("http://127.0.0.1:8545",)
    poll_ms: int = 500
    anchor_interval_s: int = 60
    anchor_leaves: int = 8192


@dataclass(frozen=True, slots=True)
class Egress:
    """Which addresses back ends may have: `CIDR:port`, port a number, a range `a-b`, or `*`. Empty allows none."""

    allow: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Auth:
    """Where secrets are, and who may use the management interface. Paths are relative to the data directory.

    `monitoring_client`: the client that may read all monitoring records, as X-Road's central monitoring client.
    """

    passphrase_file: str = "keys/passphrase"
    jwks_file: str = ""
    issuer: str = ""
    local_tokens: bool = True
    monitoring_client: str = ""


@dataclass(frozen=True, slots=True)
class Config:
    """Everything. `data` is the directory, `ref` the parsed identity."""

    data: Path
    gateway: Identity
    listen: Listen = field(default_factory=Listen)
    ledger: LedgerAccess = field(default_factory=LedgerAccess)
    egress: Egress = field(default_factory=Egress)
    limits: Limits = field(default_factory=Limits)
    auth: Auth = field(default_factory=Auth)
    clients: tuple[Client, ...] = ()

    @property
    def ref(self) -> GatewayRef:
        """The gateway's identifier."""
        return parse_gateway(self.gateway.id)

    @property
    def callbacks(self) -> dict[str, str]:
        """Call-back address by client (canonical path)."""
        return {parse_client(one.id).path: one.callback for one in self.clients if one.callback}

    @property
    def production(self) -> bool:
        """Whether what is only for sandbox, demo and tests is refused."""
        return self.gateway.profile == "production"


_SECTIONS: dict[str, type[Any]] = {
    "gateway": Identity,
    "listen": Listen,
    "ledger": LedgerAccess,
    "egress": Egress,
    "auth": Auth,
}


def load(data: Path, environment: Mapping[str, str] | None = None) -> Config:
    """Read `<data>/gateway.toml` and the environment. Raises `GatewayMissing`, `ConfigInvalid`."""
    try:
        raw = (data / FILE_NAME).read_bytes()
    except OSError as error:
        raise GatewayMissing(f"{data / FILE_NAME}: {error.strerror}") from None
    try:
        document = tomllib.loads(raw.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise ConfigInvalid(f"{FILE_NAME} is not TOML: {error}") from None
    return build(data, document, os.environ if environment is None else environment)


def build(data: Path, document: Mapping[str, Any], environment: Mapping[str, str]) -> Config:
    """A configuration from a parsed document. Raises `ConfigInvalid`."""
    if unknown := sorted(set(document) - set(_SECTIONS) - {"limits", "client"}):
        raise ConfigInvalid(f"unknown sections: {', '.join(unknown)}")
    overrides = _overrides(environment)
    parts = {
        name: _section(name, kind, {**_table(document, name), **overrides.get(name, {})})
        for name, kind in _SECTIONS.items()
    }
    parts["limits"] = limiting.read({**_table(document, "limits"), **overrides.get("limits", {})})
    clients = document.get("client", [])
    if not isinstance(clients, list) or not all(isinstance(one, dict) for one in clients):
        raise ConfigInvalid("client is not a list of tables")
    config = Config(data, **parts, clients=tuple(_section("client", Client, one) for one in clients))
    _check(config)
    return config


def _table(document: Mapping[str, Any], name: str) -> dict[str, Any]:
    value = document.get(name, {})
    if not isinstance(value, dict):
        raise ConfigInvalid(f"[{name}] is not a table")
    return value


def _overrides(environment: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for name, value in environment.items():
        if not name.startswith(VARIABLE_PREFIX):
            continue
        section, _, key = name.removeprefix(VARIABLE_PREFIX).lower().partition("__")
        if section not in {*_SECTIONS, "limits"} or not key:
            raise ConfigInvalid(f"{name} names no section and key of {FILE_NAME}")
        found.setdefault(section, {})[key] = _guess(value)
    return found


def _guess(text: str) -> Any:
    """The value of a variable: a TOML value if it is one, else the text itself."""
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except (tomllib.TOMLDecodeError, RecursionError):
        return text


def _section(name: str, kind: type[T], values: Mapping[str, Any]) -> T:
    known = {one.name: one for one in fields(kind)}  # type: ignore[arg-type]
    if unknown := sorted(set(values) - set(known)):
        raise ConfigInvalid(f"[{name}] has unknown keys: {', '.join(unknown)}")
    made: dict[str, Any] = {}
    for key, one in known.items():
        if key in values:
            made[key] = _value(f"{name}.{key}", str(one.type), values[key])
        elif one.default is MISSING and one.default_factory is MISSING:
            raise ConfigInvalid(f"[{name}] lacks {key}")
    return kind(**made)


def _value(where: str, kind: str, value: Any) -> Any:
    if kind == "str" and isinstance(value, str):
        return value
    if kind == "bool" and isinstance(value, bool):
        return value
    if kind == "int" and type(value) is int and value >= 0:
        return value
    if kind.startswith("tuple") and isinstance(value, list) and all(isinstance(one, str) for one in value):
        return tuple(value)
    raise ConfigInvalid(f"{where} is not of the type {kind}")


def _check(config: Config) -> None:
    identity = config.gateway
    try:
        parse_gateway(identity.id)
    except IdentifierError as error:
        raise ConfigInvalid(f"gateway.id: {error}") from None
    if identity.profile not in ("development", "production"):
        raise ConfigInvalid("gateway.profile is development or production")
    if identity.xroad_profile not in PROFILES:
        raise ConfigInvalid(f"gateway.xroad_profile is one of {', '.join(PROFILES)}")
    if identity.metadata_access not in ("authenticated", "open"):
        raise ConfigInvalid("gateway.metadata_access is authenticated or open")
    if identity.min_peer_version and not parse_version(identity.min_peer_version):
        raise ConfigInvalid("gateway.min_peer_version is a version such as 1.4")
    if not identity.suites or set(identity.suites) - {"intl", "sm"}:
        raise ConfigInvalid("gateway.suites is a list of intl and sm")
    if identity.log_profile not in (1, 3):
        raise ConfigInvalid("gateway.log_profile is 1 or 3")
    if not config.ledger.urls:
        raise ConfigInvalid("ledger.urls is empty")
    for url in config.ledger.urls:
        check_ledger_url(url)
    if config.listen.peer_url:
        check_peer_url(config.listen.peer_url)
    if config.production and config.auth.local_tokens and not config.auth.jwks_file:
        raise ConfigInvalid("auth: production needs a jwks_file and local_tokens = false")
    for name in ("systems", "peer", "management", "operations"):
        address(getattr(config.listen, name))
    networks(config.listen.trusted_proxies)
    for entry in config.egress.allow:
        egress_rule(entry)
    seen: set[str] = set()
    for client in config.clients:
        check_client(client, seen, config.ref.member.path, https=config.production)
    if config.auth.monitoring_client and config.auth.monitoring_client not in seen:
        raise ConfigInvalid("auth.monitoring_client is none of the clients listed")
