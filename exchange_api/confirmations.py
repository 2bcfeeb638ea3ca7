"""Where a gateway calls, put into force by two hands: SYSTEM proposes an address, SECURITY confirms it.

An address is the base URL of a service or the call-back of a client. A confirmation is a ledger account's signature of

    SHA-256("lianlu/address/1" 00 || gateway || kind || name || url)        each as u16 length and UTF-8

so that it is good for one gateway, one service or client, and one URL. It counts from when the gateway finds that the
account holds SECURITY of the gateway's own member: that block is kept with it as long as the address is in force.

    {"confirmed": [{"gateway", "kind", "name", "url", "account", "signature"}]}      <file>.confirmed, beside a file
    {"in_force": [{"gateway", "kind", "name", "url", "account", "signature", "block"}]}      <data>/addresses.json
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from chain_node.crypto.secp256k1 import EthKey, checksum_address, recover
from chain_node.errors import SignatureInvalid
from chain_node.evidence import strict_json
from chain_node.evidence.canonical import sha256
from chain_node.evidence.errors import BundleError
from chain_node.ledger.state import LedgerState
from exchange_api.setup_errors import AddressUnconfirmed, ConfirmationInvalid, ConfirmerRefused

SUFFIX = ".confirmed"
RECORD = "addresses.json"
SERVICE, CLIENT = "service", "client"
SYSTEM, SECURITY = 1, 2
"""Duties, as `contracts/types/Membership.sol` numbers them."""
MAX_BYTES = 4 << 20
MAX_ENTRIES = 4096
_VISIBLE = re.compile("[!-~]+")
_LONGEST = {"gateway": 16_384, "name": 16_384, "url": 2048}


@dataclass(frozen=True, slots=True)
class Address:
    """A URL that `gateway` calls for what `kind` and `name` say (canonical paths)."""

    gateway: str
    kind: str
    name: str
    url: str

    @property
    def digest(self) -> bytes:
        """What is signed."""
        parts = [part.encode("utf-8") for part in (self.gateway, self.kind, self.name, self.url)]
        return sha256(b"lianlu/address/1\0" + b"".join(len(part).to_bytes(2, "big") + part for part in parts))

    @property
    def of(self) -> tuple[str, str]:
        """Whose address it is: kind and name."""
        return self.kind, self.name


@dataclass(frozen=True, slots=True)
class Confirmation:
    """An address and who says that it is right: `account` (20 bytes). `block`: of the ledger, as of which the account
    was found to hold the duty; None until then."""

    address: Address
    account: bytes
    signature: bytes
    block: int | None = None


Record = dict[tuple[str, str], Confirmation]
"""What is in force, by kind and name."""


def confirm(address: Address, key: EthKey) -> Confirmation:
    """The word of the account with this key."""
    return Confirmation(address, key.address_bytes, key.sign_digest(address.digest))


def check_signature(confirmation: Confirmation) -> None:
    """Raise `ConfirmationInvalid` unless the account named has signed this very address."""
    address = confirmation.address
    try:
        signer = recover(address.digest, confirmation.signature)
    except SignatureInvalid as error:
        raise ConfirmationInvalid(f"{address.kind} {address.name}: {error}") from None
    if signer != checksum_address(confirmation.account):
        raise ConfirmationInvalid(f"{address.kind} {address.name}: the account named did not sign this address")


def check_hand(state: LedgerState, member_id: bytes, account: bytes) -> None:
    """Raise `ConfirmerRefused` unless the ledger says, as of `state`, that an account may confirm for a member.

    Whoever holds SYSTEM may have proposed. The contracts keep the two duties apart; this does not rely on it.
    """
    shown, hand = checksum_address(account), state.account(account)
    if hand is None or not hand.active or hand.member_id != member_id:
        raise ConfirmerRefused(f"{shown} is no account of this member, as of block {state.block.number}")
    if not hand.duties & SECURITY:
        raise ConfirmerRefused(f"{shown} does not hold SECURITY, as of block {state.block.number}")
    for one in state.accounts():
        same = one.account == account or (any(hand.person) and one.person == hand.person)
        if same and one.active and one.member_id == member_id and one.duties & SYSTEM:
            raise ConfirmerRefused(f"{shown} is in the hand of a person who holds SYSTEM")


def find(confirmations: Iterable[Confirmation], address: Address, before: Address | None = None) -> Confirmation:
    """The one about this address. Raises `AddressUnconfirmed`, or `ConfirmationInvalid` if another URL is confirmed
    that is not the one in force `before`."""
    others = False
    for one in confirmations:
        if one.address == address:
            return one
        others = others or (one.address.of == address.of and one.address != before)
    told = f"{address.kind} {address.name}: digest {address.digest.hex()}"
    if others:
        raise ConfirmationInvalid(f"{told} is not what was confirmed")
    raise AddressUnconfirmed(told)


def parse(data: bytes, title: str = "confirmed") -> list[Confirmation]:
    """What a file of confirmations holds; with the title `in_force`, each with its block. Raises
    `ConfirmationInvalid`."""
    try:
        document = strict_json.members(strict_json.loads(data, MAX_BYTES), (title,))
        return [_entry(one, title == "in_force") for one in strict_json.array(document[title], MAX_ENTRIES)]
    except BundleError as error:
        raise ConfirmationInvalid(f"not a file of confirmations: {error}") from None


def _entry(value: object, held: bool) -> Confirmation:
    names = ("gateway", "kind", "name", "url", "account", "signature", *(("block",) if held else ()))
    entry = strict_json.members(value, names)
    gateway, name, url = (strict_json.text(entry[part], longest) for part, longest in _LONGEST.items())
    if entry["kind"] not in (SERVICE, CLIENT) or not _VISIBLE.fullmatch(gateway + name + url):
        raise BundleError("an entry is about a service or a client, in visible ASCII characters")
    account, signature = strict_json.from_hex(entry["account"], 20), strict_json.from_hex(entry["signature"], 65)
    block = strict_json.number(entry["block"]) if held else None
    return Confirmation(Address(gateway, entry["kind"], name, url), account, signature, block)


def dump(confirmations: Iterable[Confirmation], title: str = "confirmed") -> bytes:
    """The bytes of a file that `parse` reads."""
    entries = []
    for one in confirmations:
        entry: dict[str, Any] = asdict(one.address)
        entry |= {"account": one.account.hex(), "signature": one.signature.hex()}
        entries.append(entry | ({} if one.block is None else {"block": one.block}))
    return strict_json.dumps({title: entries}) + b"\n"


def read(file: Path, title: str = "confirmed") -> list[Confirmation]:
    """What the file holds; nothing if there is none. Raises `ConfirmationInvalid`."""
    try:
        with file.open("rb") as opened:
            data = opened.read(MAX_BYTES + 1)
    except FileNotFoundError:
        return []
    except OSError as error:
        raise ConfirmationInvalid(f"{file.name}: {error.strerror}") from None
    try:
        return parse(data, title)
    except ConfirmationInvalid as error:
        raise ConfirmationInvalid(f"{file.name}: {error}") from None


def beside(file: Path) -> Path:
    """Where the confirmations of the addresses in a file lie."""
    return file.with_name(file.name + SUFFIX)


def record(data: Path) -> Record:
    """What a gateway's directory says to be in force, by kind and name; not verified. Raises `ConfirmationInvalid`."""
    return {one.address.of: one for one in read(data / RECORD, "in_force")}
