"""The two hands that bring a confirmation: SECURITY's signs what a file proposes and puts it beside that file, SYSTEM's
puts it where the gateway looks. Whether the signer holds the duty is for the gateway to find on the ledger.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

from chain_node.crypto.secp256k1 import EthKey
from chain_node.errors import UsageError
from chain_node.ids import parse_gateway
from exchange_api import config as configuration
from exchange_api import confirmations, declarations
from exchange_api.config import Config
from exchange_api.confirmations import CLIENT, SERVICE, Address, Confirmation, Record
from exchange_api.declarations import Declaration
from exchange_api.filing import put


def proposed(raw: bytes, gateway: str) -> list[Address]:
    """The addresses in a file: the base URL of a declaration, for `gateway`; the call-backs of a gateway.toml, whose
    own gateway they are for. Raises `UsageError`, `ServiceInvalid`, `ConfigInvalid`, `IdentifierError`."""
    document = _configuration(raw)
    if document is None:
        if not gateway:
            raise UsageError("name the gateway that the declaration is for: --gateway")
        ref = parse_gateway(gateway)
        one = declarations.parse(raw, ref.member)
        return [Address(ref.path, SERVICE, one.service.path, one.base)]
    config = configuration.build(Path(), document, {})
    if gateway and parse_gateway(gateway) != config.ref:
        raise UsageError(f"the file is of the gateway {config.ref.path}")
    return [Address(config.ref.path, CLIENT, name, url) for name, url in config.callbacks.items()]


def _configuration(raw: bytes) -> dict[str, object] | None:
    try:
        document = tomllib.loads(raw.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError):
        return None
    return document if "gateway" in document else None


def sign(file: Path, addresses: list[Address], key: EthKey) -> list[Confirmation]:
    """Confirm addresses of `file` and put that beside it; what it says of other addresses stays. Raises
    `ConfirmationInvalid`, `UsageError`."""
    target = confirmations.beside(file)
    made = {one: confirmations.confirm(one, key) for one in addresses}
    before = {one.address: one for one in confirmations.read(target)}
    try:
        put(target, confirmations.dump((before | made).values()))
    except OSError as error:
        raise UsageError(f"{target}: {error.strerror}") from None
    return list(made.values())


def waits(config: Config, record: Record, declaration: Declaration) -> Address | None:
    """The address of a declaration if, in production, the gateway's record does not say that it is in force."""
    address = Address(config.ref.path, SERVICE, declaration.service.path, declaration.base)
    held = record.get(address.of)
    return address if config.production and (held is None or held.address != address) else None


def brought(file: Path, address: Address) -> Confirmation | None:
    """The confirmation of `address` beside `file`, if there is one. Raises `ConfirmationInvalid` if its signature is
    not what it says."""
    found = next((one for one in confirmations.read(confirmations.beside(file)) if one.address == address), None)
    if found is not None:
        confirmations.check_signature(found)
    return found


def hand_in(config: Config, confirmation: Confirmation) -> None:
    """Put the confirmation of a service's address where the gateway looks. Raises `OSError`."""
    declared = declarations.file_of(config.data / "services", confirmation.address.name)
    put(confirmations.beside(declared), confirmations.dump([confirmation]))
