"""Random steps that put a name at another address: a fresh deployment gets it, is worked with, and loses it again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from eth_abi.abi import encode

import contracts
from chain_node.crypto.secp256k1 import checksum_address, keccak256
from chain_node.ledger.account import CREATE_GAS, Call
from chain_node.ledger.bindings import (
    Accountability,
    ApprovalCases,
    Authorization,
    CertificateRegistry,
    Consortium,
    DataCatalogue,
    WorkCalendar,
)
from chain_node.ledger.errors import LedgerRefused
from chain_node.ledger.records import GrantState
from chain_node.ledger.workdays import KNOWN_YEARS
from tests.contract_world import AUTHORITY, CONSUMER, CONSUMER_SYSTEM, DAY, PROVIDER, RESOURCE, ZERO, Struct, digest
from tests.unit.chain_node.ledger.histories.play_base import Part, word

MOVED = (DataCatalogue, Authorization, ApprovalCases, CertificateRegistry, Accountability)
STEPS_AWAY = 12


class NamesPart(Part):
    """Plays the names. `turns`: the last block before each move of one of `MOVED`."""

    def __init__(self, history: Any) -> None:
        super().__init__(history)
        self.names: list[str] = []
        self.relays: list[bytes] = []
        self.turns: list[int] = []
        self.away: list[int] = []
        """Blocks at which a name was away."""
        self.others: dict[str, bytes] = {}
        self.alone: dict[str, Callable[[], None]] = {
            "DataCatalogue": history.access.register_all,
            "Authorization": self.ask,
            "ApprovalCases": history.cases.open,
            "CertificateRegistry": history.certificates.accredit,
            "Accountability": self.report,
        }
        """What can be done with a contract that has no name."""

    def moves(self) -> list[Callable[[], None]]:
        return [self.name_one, self.second_name, *[self.go_away] * 2]

    def name_one(self) -> None:
        """Another contract gets the name of one that has no proxy, of the calendar, or a name of its own."""
        own = self.random.choice(["Spare", "Spare\x80", "Spare\x81"])
        name = self.random.choice(["PolicyView", "Relay", "WorkCalendar", own])
        if name == "WorkCalendar":
            years = [one.record() for one in KNOWN_YEARS]
            at = self.behind_proxy(name, WorkCalendar.encode_initialize(self.home, years[: self.random.choice([2, 3])]))
        else:
            kind = name if name in contracts.names() else "PolicyView"
            at = self.create(contracts.load(kind).bytecode + encode(["address"], [self.home]))
        self.give(name, at)
        if name == "Relay":
            self.relays.append(at)

    def second_name(self) -> None:
        """Refused: a contract has one name."""
        self.give("Second", self.world.addresses[self.random.choice(MOVED).__name__])

    def go_away(self) -> None:
        """A name goes to another deployment, a fresh one or the one of last time, and back some steps later. At either
        address something happens while it has no name."""
        kind: Any = self.random.choice(MOVED)
        name = kind.__name__
        old = self.world.addresses[name]
        self.history.access.heal()
        if name not in self.others or self.random.random() < 0.3:
            self.others[name] = self.behind_proxy(name, kind.encode_initialize(self.home))
        self.without_name(name, self.others[name])
        self.turn(name, self.others[name])
        try:
            self.settle()
            self.history.some(STEPS_AWAY)
        except LedgerRefused:
            self.history.refused += 1
        self.without_name(name, old)
        self.away.append(self.world.ledger.head().number)
        self.turn(name, old)

    def turn(self, name: str, at: bytes) -> None:
        self.turns.append(self.world.ledger.head().number)
        self.give(name, at)

    def without_name(self, name: str, at: bytes) -> None:
        """Something happens at an address that has not got the name."""
        here, self.world.addresses[name] = self.world.addresses[name], at
        try:
            self.alone[name]()
        except LedgerRefused:
            self.history.refused += 1
        finally:
            self.world.addresses[name] = here

    def ask(self) -> None:
        terms: Struct = (1, [], 0, 0, 0, self.world.now + 40 * DAY, b"")
        self.world.request(self.name("early request"), CONSUMER_SYSTEM, RESOURCE, terms)

    def report(self) -> None:
        data = Accountability.encode_report(CONSUMER.id, self.name("early evidence"), ZERO, 2)
        self.world.act(AUTHORITY, "officer", "Accountability", data)

    def settle(self) -> None:
        """What the other parts take for granted: resources that are published and served, and grants of them."""
        self.history.access.publish_all()
        self.history.grant_all()
        live = [one for one in self.world.state.grants(CONSUMER_SYSTEM.id, RESOURCE) if one.state is GrantState.ACTIVE]
        if live and self.random.random() < 0.3:
            data = Authorization.encode_revoke(live[-1].raw, digest("over"))
            self.world.act(PROVIDER, "security", "Authorization", data)

    # -- deployments

    @property
    def home(self) -> str:
        return checksum_address(self.world.addresses["Consortium"])

    def give(self, name: str, at: bytes) -> None:
        digest_of = keccak256(self.world.ledger.code(at))
        self.world.by_vote(Consortium.encode_name_contract(word(name), checksum_address(at), digest_of))
        self.world.addresses[name] = at
        self.names.append(name)

    def behind_proxy(self, name: str, begin: bytes) -> bytes:
        code = self.create(contracts.load(name).bytecode)
        arguments = encode(["address", "bytes"], [checksum_address(code), begin])
        return self.create(contracts.load("ERC1967Proxy").bytecode + arguments)

    def create(self, code: bytes) -> bytes:
        found = self.world.account("deployer").transact_all([Call(None, code, CREATE_GAS)])[0].contract_address
        assert found is not None
        return found
