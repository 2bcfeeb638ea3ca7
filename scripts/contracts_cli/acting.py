"""Acts of governance: proposed, voted, carried out. Each is tried without effect first, so that a refusal costs nothing
and is heard with the contract's own words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from chain_node.crypto.secp256k1 import EthKey, checksum_address
from chain_node.ledger.account import CREATE_GAS, Account
from chain_node.ledger.bindings import Consortium
from chain_node.ledger.errors import LedgerRefused
from chain_node.ledger.port import TxReceipt
from chain_node.ledger.transactions import DEFAULT_GAS
from scripts.contracts_cli.errors import ActionWouldFail, ForeignCode
from scripts.contracts_cli.governance import Governance, Proposal
from scripts.contracts_cli.workspace import explain

WAIT_S = 60.0


@dataclass(frozen=True, slots=True)
class Actor:
    """An account that acts in a deployment."""

    governance: Governance
    key: EthKey

    @property
    def _account(self) -> Account:
        return Account(self.governance.workspace.ledger, self.key)

    def act(self, data: bytes, gas: int = DEFAULT_GAS) -> TxReceipt:
        """Call the Consortium, first without effect. Raises `LedgerRefused`, `LedgerUnavailable`."""
        self.governance.workspace.ledger.call(self.governance.home, data, None, self.key.address_bytes)
        return self._account.transact(self.governance.home, data, gas, WAIT_S)

    def create(self, code: bytes) -> bytes:
        """Create a contract; its address. Raises `LedgerRefused`, `LedgerUnavailable`."""
        return self._account.deploy(code, CREATE_GAS, WAIT_S)

    def propose(self, target: bytes, call: bytes, deadline: int, anyway: bool) -> tuple[Proposal, TxReceipt]:
        """Open a proposal; it and its transaction. Raises `ActionWouldFail` if it would fail now, unless `anyway`."""
        if not anyway:
            would_pass(self.governance, target, call)
        action = (checksum_address(target), call)
        data = Consortium.encode_propose(action, deadline)
        receipt = self.act(data)
        for one in reversed(self.governance.proposals()):
            if (one.target, one.call, one.deadline) == (target, call, deadline):
                return one, receipt
        raise ForeignCode(f"transaction {receipt.tx_hash.hex()} opened no proposal: this is not our Consortium")

    def vote(self, proposal: Proposal) -> TxReceipt:
        """Agree to a proposal. Raises `LedgerRefused`."""
        return self.act(Consortium.encode_vote(proposal.id))

    def execute(self, proposal: Proposal) -> TxReceipt:
        """Carry a proposal out. Raises `LedgerRefused`."""
        return self.act(Consortium.encode_execute(proposal.id, (checksum_address(proposal.target), proposal.call)))


def would_pass(governance: Governance, target: bytes, call: bytes) -> None:
    """Raises `ActionWouldFail` if the Consortium, making this call now, were refused."""
    try:
        governance.workspace.ledger.call(target, call, None, governance.home)
    except LedgerRefused as exc:
        explained = explain(exc)
        raise ActionWouldFail(f"{explained} {explained.cure if exc.name else ''}".strip()) from exc


def summary(governance: Governance, proposal: Proposal) -> dict[str, Any]:
    """A proposal as JSON: what it does by name, who agreed, who decided."""
    return {
        "number": proposal.number,
        "id": "0x" + proposal.id.hex(),
        "state": proposal.state,
        "proposer": proposal.proposer,
        "deadline": proposal.deadline,
        "votes": proposal.votes,
        "decided_by": proposal.decided,
        "executed_in_block": proposal.block or None,
        "action": governance.describe_call(proposal.target, proposal.call),
    }
