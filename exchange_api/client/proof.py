"""A receipt against the ledger: who signed, and whether the heads named are anchored. No gateway is believed.

The ledger is read from genesis and checked against the file to pin, as an auditor does; what is left to an audit is
what needs both gateways' logs: reconciliation, and deciding again.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from chain_node.crypto.suite import get_suite
from chain_node.errors import LianluError
from chain_node.evidence.receipt import verify_receipt
from chain_node.evidence.statement import MType
from chain_node.ids import MemberRef, parse_client
from chain_node.ledger.records import KeyPurpose
from chain_node.ledger.replica import Replica
from exchange_api.client.errors import ReceiptInvalid
from exchange_api.client.receipts import Part, Receipt


@dataclass(frozen=True, slots=True)
class Proven:
    """What was proven: how many of the messages are signed by their senders, and how many lie in an anchored head."""

    signatures: int
    anchors: int
    messages: int

    @property
    def complete(self) -> bool:
        """Whether request and answer are there, and all of it is proven."""
        return self.signatures == self.anchors == self.messages == 2


class Prover:
    """Proves receipts against one ledger, as of one moment. `open_prover` makes it."""

    def __init__(self, replica: Replica) -> None:
        self._replica = replica

    def prove(self, receipt: Receipt) -> Proven:
        """Check signatures and anchors. Raises `ReceiptInvalid`; what is not anchored yet is counted, not refused."""
        self._replica.sync()
        parts = receipt.check()
        try:
            anchors = [self._anchored(one) for one in parts]
            for one in parts:
                self._signed(one)
        except ReceiptInvalid as error:
            error.document = receipt.document
            raise
        return Proven(len(parts), sum(anchors), len(parts))

    def _signed(self, part: Part) -> None:
        """The message is signed by a key of the gateway whose log it names, in force at the block it stands on."""
        state, name = self._replica.state, part.statement.mtype.name
        key, log = state.key(part.signed.kid), state.log(part.statement.src_log)
        if key is None or log is None:
            raise ReceiptInvalid(f"{name}: the ledger knows no such {'log' if key else 'key'}")
        if key.gateway_id != log.gateway_id or key.purpose is not KeyPurpose.SIGN:
            raise ReceiptInvalid(f"{name}: the key is not a signing key of the sender")
        gateway = state.gateway(log.gateway_id)
        if part.statement.mtype is not MType.ACK and (gateway is None or gateway.member_id != _member(part).id):
            raise ReceiptInvalid(f"{name}: signed by a gateway that is not {_member(part).path}'s")
        block = part.statement.basis[0]
        if block < key.valid_from or (key.valid_to and block > key.valid_to):
            raise ReceiptInvalid(f"{name}: the key was not in force at block {block}")
        if key.revoked_since and block >= key.revoked_since:
            raise ReceiptInvalid(f"{name}: the key is revoked since block {key.revoked_since}")
        try:
            verify_receipt(part.signed, part.digest, get_suite(key.suite).load_public(key.spki))
        except LianluError as error:
            raise ReceiptInvalid(f"{name}: {error.code}: {error}") from None

    def _anchored(self, part: Part) -> bool:
        """Whether the head that the leaf is in is on the ledger. Raises `ReceiptInvalid` if another one is."""
        if part.anchored is None:
            return False
        size, root = part.anchored
        found = [one for one in self._replica.state.anchors(part.log) if one.size == size]
        if not found:
            raise ReceiptInvalid(f"the ledger has no head of {size} leaves of log {part.log.hex()}")
        if found[0].root != root:
            raise ReceiptInvalid(f"the ledger's head of {size} leaves has another root")
        return True


def _member(part: Part) -> MemberRef:
    """The member in whose name the message is."""
    source = parse_client(part.statement.src)
    return source if isinstance(source, MemberRef) else source.member


@contextmanager
def open_prover(ledger: str, trust: Path | str) -> Iterator[Prover]:
    """A prover on the ledger at a URL, read whole and checked against the file to pin. Raises LedgerError."""
    from chain_node.ledger.client import RpcLedger
    from chain_node.ledger.projection import Projection
    from chain_node.ledger.trust import Trust

    pinned = Trust.load(trust)
    source = RpcLedger(ledger)
    try:
        projection = Projection(pinned.consortium)
        replica = Replica(source, pinned, projection.tables, projection)
        replica.sync()
        yield Prover(replica)
    finally:
        source.close()
