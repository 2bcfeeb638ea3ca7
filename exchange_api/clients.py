"""The information systems in a gateway's configuration. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from chain_node.errors import IdentifierError
from chain_node.ids import parse_client
from exchange_api.addresses import check_callback_url, networks
from exchange_api.setup_errors import ConfigInvalid


@dataclass(frozen=True, slots=True)
class Client:
    """One information system: who it is, how it must connect, from where, with which certificates (PEM files).

    `callback`: where it is told that an exchange which it has handed over has ended; empty is nowhere.
    """

    id: str
    connection: str = "SSLAUTH"
    allowed_sources: tuple[str, ...] = ("127.0.0.1/32",)
    certificates: tuple[str, ...] = ()
    callback: str = ""


def check_client(client: Client, seen: set[str], member: str, *, https: bool) -> None:
    """Raise `ConfigInvalid` unless a client can be served. `seen`: those before it, to which it is added; `member`: the
    gateway's own; `https`: whether call-backs go by HTTPS only."""
    try:
        ref = parse_client(client.id)
    except IdentifierError as error:
        raise ConfigInvalid(f"client {client.id!r}: {error}") from None
    path = ref.path
    if ref.member.path != member:
        raise ConfigInvalid(f"client {path} is not of this gateway's member: providers would refuse it")
    if path in seen:
        raise ConfigInvalid(f"client {path} is listed twice")
    seen.add(path)
    if client.connection not in ("NOSSL", "SSLNOAUTH", "SSLAUTH"):
        raise ConfigInvalid(f"client {path}: connection is NOSSL, SSLNOAUTH or SSLAUTH")
    networks(client.allowed_sources)
    if client.callback:
        check_callback_url(client.callback, https=https)
