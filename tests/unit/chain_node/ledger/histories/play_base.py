"""What every part of a history has: a world where all that have a vote agree, one source of chance, and fresh names."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from chain_node.crypto.secp256k1 import checksum_address
from chain_node.ledger.account import Account
from chain_node.ledger.bindings import Consortium
from chain_node.ledger.errors import LedgerRefused
from chain_node.ledger.records_governance import Role
from tests.contract_world import DAY, DUTIES, MEMBERS, ContractWorld, digest, key_of


def word(name: str) -> bytes:
    """The 32 bytes of a name, which need be no ASCII: the contracts compare bytes."""
    return name.encode("latin-1").ljust(32, b"\0")


class HistoryWorld(ContractWorld):
    """A consortium whose members come and go. An account is known by the name that its key is made from."""

    def __init__(self, directory: Path) -> None:
        super().__init__(directory)
        self.voters = {key_of(f"{one.path}/vote").address_bytes: f"{one.path}/vote" for one in MEMBERS}

    def account(self, name: str) -> Account:
        """The account of that name; a founder's is always the same one, which counts its own nonces."""
        founders = {f"{member.path}/{duty}": found for (member, duty), found in self._accounts.items()}
        return founders[name] if name in founders else Account(self.ledger, key_of(name))

    def by_vote(self, call: bytes, contract: str = "Consortium") -> None:
        """Propose, have every member that has a vote agree, carry out."""
        state, home = self.state, self.addresses["Consortium"]
        members = {one.member_id for one in state.active_with(Role.VOTER)}
        names = {
            one.member_id: self.voters[one.account] for one in state.accounts()
            if one.active and one.duties & DUTIES["vote"] and one.member_id in members and one.account in self.voters
        }  # fmt: skip
        action = (checksum_address(self.addresses[contract]), call)
        first, *others = names.values()
        propose, proposer = Consortium.encode_propose(action, self.now + DAY), self.account(first)
        (proposal,) = Consortium.decode_propose(self.ledger.call(home, propose, None, proposer.address))
        steps = [(proposer, propose)]
        steps += [(self.account(name), Consortium.encode_vote(proposal)) for name in others]
        self.in_one_block(home, [*steps, (self.account("anybody"), Consortium.encode_execute(proposal, action))])

    def in_one_block(self, to: bytes, steps: Sequence[tuple[Account, bytes]]) -> None:
        """Transactions in one block, in this order. Raises `LedgerRefused` if one of them is refused."""
        self.ledger.hold = True
        try:
            hashes = [account.send(to, data) for account, data in steps]
        finally:
            self.ledger.hold = False
            self.ledger.seal()
        receipts = [self.ledger.receipt(one) for one in hashes]
        if not all(one is not None and one.success for one in receipts):
            raise LedgerRefused("one of several was refused")


class Part:
    """One kind of steps of a history."""

    def __init__(self, history: Any) -> None:
        self.history = history
        self.world: HistoryWorld = history.world
        self.random: random.Random = history.random

    def count(self) -> int:
        """A number that was never used before."""
        self.history.count += 1
        found: int = self.history.count
        return found

    def name(self, what: str) -> bytes:
        """An identifier that was never used before."""
        return digest(f"{what} {self.count()} of the history")

    def send(self, name: str, contract: str, data: bytes) -> None:
        """One transaction of the account of that name."""
        self.world.account(name).transact(self.world.addresses[contract], data)

    def skip(self, why: str) -> NoReturn:
        """There is nothing to play here: counts as refused."""
        raise LedgerRefused(why)
