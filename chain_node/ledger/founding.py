"""How a consortium begins: its contracts created in one fixed order, wired to each other, and checked.

The Consortium's address is known before it exists (sender and nonce give it), so that the other contracts can be made
to obey it, and it can name them, all in its first transaction. Afterwards the account that created them has no right
of any kind. A contract that a chain created without code (a build for another EVM) is found at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from eth_abi.abi import encode

import contracts
from chain_node.crypto.secp256k1 import checksum_address
from chain_node.errors import LedgerError
from chain_node.ids import MemberRef
from chain_node.ledger.account import CREATE_GAS, Account, Call
from chain_node.ledger.bindings import (
    Accountability,
    ApprovalCases,
    Authorization,
    CertificateRegistry,
    Consortium,
    DataCatalogue,
    EvidenceAnchor,
    WorkCalendar,
)
from chain_node.ledger.transactions import created_address
from chain_node.ledger.workdays import KNOWN_YEARS, Year

PROXIED = (
    "WorkCalendar",
    "DataCatalogue",
    "Authorization",
    "EvidenceAnchor",
    "CertificateRegistry",
    "ApprovalCases",
    "Accountability",
)
BARE = ("PolicyView", "Relay")
"""Contracts without a proxy: a vote names another instead."""
DEFAULT_THRESHOLD_BPS = 6_667


class FoundingFailed(LedgerError):
    """A contract was created without its code: the ledger runs another EVM than the artifacts are built for."""

    code = "ledger.founding_failed"
    cure = (
        "Found the consortium on a ledger whose fork is istanbul or later and not older, with the committed artifacts."
    )


class CodeReader(Protocol):
    """A ledger that can be asked what code stands at an address."""

    def code(self, address: bytes) -> bytes:
        """The code at a 20-byte address as of the head, empty if there is none."""


@dataclass(frozen=True, slots=True)
class FoundingMember:
    """A member from the beginning. `roles` as `contracts/types/Membership.sol` numbers them."""

    ref: MemberRef
    name: str
    uscc: str
    roles: int


@dataclass(frozen=True, slots=True)
class FoundingAccount:
    """An account from the beginning: `address` 20 bytes, `duties` bits, `person` 32 bytes (zero for a machine)."""

    address: bytes
    member: MemberRef
    duties: int
    person: bytes


@dataclass(frozen=True, slots=True)
class Founding:
    """What a consortium begins with. `instance` is the first segment of every identifier."""

    instance: str
    members: tuple[FoundingMember, ...]
    accounts: tuple[FoundingAccount, ...]
    years: tuple[Year, ...] = KNOWN_YEARS
    threshold_bps: int = DEFAULT_THRESHOLD_BPS


@dataclass(frozen=True, slots=True)
class Step:
    """One creation: `contract` names the artifact whose code will stand at `address`; `code` creates it. `role` is the
    name by which the Consortium knows it, or empty for the code behind a proxy."""

    contract: str
    role: str
    address: bytes
    code: bytes

    @property
    def title(self) -> str:
        """How a person calls it."""
        return self.role or f"{self.contract} (code)"


def steps(deployer: bytes, nonce: int, founding: Founding, root: Path = contracts.HERE) -> tuple[Step, ...]:
    """All creations in order, with the addresses that follow from the deployer's 20 bytes and its next nonce.

    `root` has the pinned artifacts. Raises `contracts.ArtifactRefused`.
    """
    made = ("Consortium", *PROXIED)
    at = [created_address(deployer, nonce + place) for place in range(2 * len(PROXIED) + len(BARE) + 2)]
    behind = dict(zip(made, at, strict=False))
    named = dict(zip((*PROXIED, *BARE), at[len(made) :], strict=False))
    home = at[-1]
    proxy = contracts.load("ERC1967Proxy", root).bytecode
    found = [Step(name, "", behind[name], contracts.load(name, root).bytecode) for name in made]
    for name in PROXIED:
        code = proxy + _proxied(behind[name], _initialiser(name, home, founding))
        found.append(Step("ERC1967Proxy", name, named[name], code))
    for name in BARE:
        code = contracts.load(name, root).bytecode + encode(["address"], [checksum_address(home)])
        found.append(Step(name, name, named[name], code))
    begin = proxy + _proxied(behind["Consortium"], _begin(founding, named))
    return (*found, Step("ERC1967Proxy", "Consortium", home, begin))


def found(ledger: CodeReader, deployer: Account, nonce: int, founding: Founding) -> dict[str, bytes]:
    """Create and wire all contracts; contract name -> 20-byte address.

    `nonce` is the deployer's next one. Raises `LedgerRefused` with the contract's reason, `LedgerUnavailable`, or
    `FoundingFailed` if a contract has no code.
    """
    creations = steps(deployer.address, nonce, founding)
    deployer.transact_all([Call(None, one.code, CREATE_GAS) for one in creations], timeout=60.0)
    addresses = {one.role: one.address for one in (creations[-1], *creations[:-1]) if one.role}
    for name, address in addresses.items():
        if not ledger.code(address):
            raise FoundingFailed(f"{name} at {checksum_address(address)} has no code")
    return addresses


def _proxied(implementation: bytes, call: bytes) -> bytes:
    """Arguments of a proxy that is initialised in its own constructor."""
    return encode(["address", "bytes"], [checksum_address(implementation), call])


def _initialiser(name: str, home: bytes, founding: Founding) -> bytes:
    address = checksum_address(home)
    if name == "WorkCalendar":
        return WorkCalendar.encode_initialize(address, [year.record() for year in founding.years])
    plain: Mapping[str, Any] = {
        "DataCatalogue": DataCatalogue, "Authorization": Authorization, "EvidenceAnchor": EvidenceAnchor,
        "CertificateRegistry": CertificateRegistry,
        "ApprovalCases": ApprovalCases,
        "Accountability": Accountability,
    }  # fmt: skip
    data: bytes = plain[name].encode_initialize(address)
    return data


def _begin(founding: Founding, named: Mapping[str, bytes]) -> bytes:
    """The Consortium's first call: instance, members, accounts, contracts by name, threshold."""
    members = [
        (one.ref.id, list(_segments(one.ref)), one.name, one.uscc, one.roles, 0, 0, 0, 0) for one in founding.members
    ]
    accounts = [
        (checksum_address(one.address), one.member.id, one.duties, one.person, True) for one in founding.accounts
    ]
    pairs = [(contract_name(name), checksum_address(address)) for name, address in named.items()]
    return Consortium.encode_initialize((founding.instance, members, accounts, pairs, founding.threshold_bps))


def contract_name(name: str) -> bytes:
    """The contracts' `ContractName`: ASCII, filled up with zeros to 32 bytes."""
    return name.encode("ascii").ljust(32, b"\0")


def _segments(ref: MemberRef) -> tuple[str, str, str]:
    return ref.instance, ref.member_class, ref.member_code
