"""A founded consortium on a ledger, and a way to act on it with custodial duty keys.

Acts are handed in together, each account's in order, and waited for together; the first that the contracts refuse
raises `LedgerRefused` with their reason. What the ledger says is read through a verified replica, as gateways do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import contracts
from chain_node.crypto.secp256k1 import EthKey
from chain_node.ledger.account import Account
from chain_node.ledger.bindings import ERRORS
from chain_node.ledger.client import RpcLedger
from chain_node.ledger.errors import LedgerRefused
from chain_node.ledger.founding import Founding, FoundingAccount, FoundingMember, found
from chain_node.ledger.port import TxReceipt
from chain_node.ledger.projection import Projection
from chain_node.ledger.replica import Replica
from chain_node.ledger.state import LedgerState
from chain_node.ledger.transactions import address_of
from chain_node.ledger.trust import Trust
from scripts.network.duties import ROLES, Hand, hands_of
from scripts.network.plan import MemberPlan

WAIT_S = 30.0


@dataclass(frozen=True, slots=True)
class Act:
    """One call by one hand: contract name and encoded call."""

    hand: Hand
    contract: str
    data: bytes


class Chain:
    """The ledger at one address with our contracts on it."""

    def __init__(
        self, ledger: RpcLedger, trust: Trust, addresses: Mapping[str, bytes], hands: Mapping[str, Any]
    ) -> None:
        """`hands`: member path -> duty -> hand."""
        self.ledger = ledger
        self.trust = trust
        self.addresses = dict(addresses)
        self._hands: Mapping[str, Mapping[int, Hand]] = hands
        self._accounts: dict[bytes, Account] = {}
        projection = Projection(trust.consortium)
        self.replica = Replica(ledger, trust, projection.tables, projection)

    @classmethod
    def found(cls, ready: Mapping[str, Any], instance: str, members: Sequence[MemberPlan]) -> Chain:
        """Found the consortium of `members` on a fresh ledger. `ready`: what `lianlu ledger run --json` printed."""
        ledger = RpcLedger(ready["url"], errors=ERRORS)
        hands = {one.ref.path: hands_of(one.ref.path) for one in members}
        founding = Founding(
            instance,
            tuple(
                FoundingMember(
                    one.ref, one.name, one.ref.member_code, sum(ROLES[role] for role in (*one.roles, "voter"))
                )
                for one in members
            ),
            tuple(
                FoundingAccount(address_of(hand.key), one.ref, hand.duty, hand.person)
                for one in members
                for hand in hands[one.ref.path].values()
            ),
        )
        deployer = Account(ledger, EthKey.generate())
        addresses = found(ledger, deployer, 0, founding)
        trust = Trust(
            instance=instance,
            engine="embedded",
            chain_id=ready["chain_id"],
            genesis_hash=bytes.fromhex(ready["genesis_hash"][2:]),
            consortium=addresses["Consortium"],
            artifacts_lock_sha256=contracts.lock_sha256(),
            ledger_key=bytes.fromhex(ready["ledger_key"][2:]),
        )
        return cls(ledger, trust, addresses, hands)

    def close(self) -> None:
        """Close the connections."""
        self.ledger.close()

    def write_trust(self, path: Path) -> None:
        """Write the file to be pinned."""
        path.write_bytes(self.trust.dump())

    def hand(self, member: str, duty: int) -> Hand:
        """Who holds `duty` in the member with this path."""
        return self._hands[member][duty]

    def sync(self) -> LedgerState:
        """What the ledger says now."""
        self.replica.sync()
        return self.replica.state

    def perform(self, acts: Sequence[Act]) -> list[TxReceipt]:
        """Hand in all acts, wait until all are in blocks. Raises `LedgerRefused`, `LedgerUnavailable`."""
        sent = [(act, account := self._account(act.hand), account.send(self._at(act), act.data)) for act in acts]
        receipts = []
        for act, account, tx_hash in sent:
            receipt = account.wait(tx_hash, WAIT_S)
            if not receipt.success:
                raise self._why(act, account, receipt)
            receipts.append(receipt)
        return receipts

    def _at(self, act: Act) -> bytes:
        return self.addresses[act.contract]

    def _account(self, hand: Hand) -> Account:
        address = address_of(hand.key)
        if address not in self._accounts:
            self._accounts[address] = Account(self.ledger, hand.key)
        return self._accounts[address]

    def _why(self, act: Act, account: Account, receipt: TxReceipt) -> LedgerRefused:
        try:
            self.ledger.call(self._at(act), act.data, receipt.block_number - 1, account.address)
        except LedgerRefused as refused:
            return refused
        return LedgerRefused(f"a call of {act.contract} reverted", data=receipt.revert)
