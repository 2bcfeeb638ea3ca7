"""Gas of an anchor through its proxy, and per exchange: both logs' anchors over the exchanges that they cover.

Measured on an embedded ledger of its own with real trees and proofs. The yardstick is one `put` (a fresh slot, a
counter slot and an event: 52,373 gas): what logging each exchange on the ledger by itself would cost. An exchange is
four leaves, two in each log.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from chain_node.crypto.secp256k1 import EthKey
from chain_node.evidence import merkle
from chain_node.evidence.checkpoint import key_id, log_id
from chain_node.ids import GatewayRef, MemberRef
from chain_node.ledger import bindings
from chain_node.ledger.account import Account
from chain_node.ledger.bindings import Consortium, EvidenceAnchor
from chain_node.ledger.client import RpcLedger
from chain_node.ledger.founding import Founding, FoundingAccount, FoundingMember, found
from chain_node.ledger.projection import Projection
from chain_node.ledger.replica import Replica
from chain_node.ledger.trust import Trust
from scripts.network.duties import DUTIES, ROLES, hands_of
from scripts.network.processes import Processes

PUT_GAS = 52_373
LEAVES_PER_EXCHANGE_AND_LOG = 2
INTERVALS = (1_024, 8_192)
_MEMBER = MemberRef("BENCH", "GOV", "11990100990000025W")


def run() -> Iterator[dict[str, Any]]:
    """One line for the first anchor, one per interval."""
    with tempfile.TemporaryDirectory() as directory, Processes(Path(directory) / "logs") as processes:
        processes.spawn_lianlu("ledger", "ledger", "run", "--data", f"{directory}/ledger", "--port", "0", "--json")
        ready = processes.ready("ledger")
        ledger = RpcLedger(ready["url"], errors=bindings.ERRORS)
        try:
            anchor = _Log(ledger, bytes.fromhex(ready["genesis_hash"][2:]))
            yield {"bench": "gas", "operation": "first anchor", "gas": anchor.extend(1), "put": PUT_GAS}
            for leaves in INTERVALS:
                anchor.extend(leaves)  # the proof from one leaf is short; the second of the same size is typical
                gas = anchor.extend(leaves)
                exchanges = leaves / LEAVES_PER_EXCHANGE_AND_LOG
                each = 2 * gas / exchanges
                yield {
                    "bench": "gas", "operation": "anchor", "leaves": leaves, "log_size": anchor.size, "gas": gas,
                    "gas_per_exchange": round(each, 2), "put": PUT_GAS, "put_over_exchange": round(PUT_GAS / each),
                }  # fmt: skip
        finally:
            ledger.close()


class _Log:
    """A log with its tree, its gateway registered, and its anchoring account."""

    def __init__(self, ledger: RpcLedger, genesis: bytes) -> None:
        hands = hands_of(_MEMBER.path)
        deployer = Account(ledger, EthKey.generate())
        accounts = tuple(
            FoundingAccount(one.key.address_bytes, _MEMBER, one.duty, one.person) for one in hands.values()
        )
        member = FoundingMember(_MEMBER, "bench", "", sum(ROLES.values()))
        addresses = found(ledger, deployer, 0, Founding("BENCH", (member,), accounts))
        self._contract = addresses["EvidenceAnchor"]
        trust = Trust("BENCH", "embedded", ledger.chain_id, genesis, addresses["Consortium"])
        projection = Projection(trust.consortium)
        replica = Replica(ledger, trust, projection.tables, projection)
        replica.sync()
        owner = replica.state.members()[0].raw
        key = EthKey.generate()
        system = Account(ledger, hands[DUTIES[0]].key)
        system.transact(
            addresses["Consortium"],
            Consortium.encode_register_gateway(owner, "GW1", "https://127.0.0.1:1", bytes(600), key.address),
        )
        gateway = GatewayRef(_MEMBER.instance, _MEMBER.member_class, _MEMBER.member_code, "GW1").id
        system.transact(self._contract, EvidenceAnchor.encode_open_log(gateway, 0, 3, bytes(32), 0, bytes(32)))
        self._id = log_id(ledger.chain_id, self._contract, gateway, 0, 3)
        self._account, self._key_id = Account(ledger, key), key_id(key.address_bytes)
        self._hashes: list[bytes] = []
        self._root, self._epoch, self.size = bytes(32), 0, 0

    def extend(self, leaves: int) -> int:
        """Append `leaves` leaves and anchor; the gas that the transaction used."""
        before = self.size
        self._hashes += [
            hashlib.sha256(number.to_bytes(8, "big")).digest() for number in range(before, before + leaves)
        ]
        self.size += leaves
        root = merkle.root(self._hashes)
        proof = merkle.consistency_path(self._hashes, before) if before else []
        other = hashlib.sha256(b"other root" + root).digest()
        self._epoch += 1
        checkpoint = (
            self._id, self._epoch, self.size, root, before, self._root, other, other, other, self._key_id
        )  # fmt: skip
        receipt = self._account.transact(self._contract, EvidenceAnchor.encode_anchor(checkpoint, proof))
        self._root = root
        return receipt.gas_used
