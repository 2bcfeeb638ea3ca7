"""An account that a program drives step by step: founding, sandbox, demo, tests.

Nothing is durable here: a program that must survive its own death uses `outbox.Outbox`. Nonces are counted in memory
from the ledger's, so one account belongs to one `Account` at a time. Gas is free.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

from chain_node.ledger.errors import LedgerRefused, LedgerUnavailable
from chain_node.ledger.port import Ledger, TxReceipt
from chain_node.ledger.transactions import DEFAULT_GAS, Signer, address_of, sign_transaction

CREATE_GAS = 30_000_000
_POLL_S = 0.005
_POLL_MOST_S = 0.2


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a contract: `to` (None creates one) and its encoded `data`."""

    to: bytes | None
    data: bytes
    gas: int = DEFAULT_GAS


class Account:
    """The account of `signer` on `ledger`. May be used from several threads."""

    def __init__(self, ledger: Ledger, signer: Signer) -> None:
        self._ledger = ledger
        self._signer = signer
        self._nonce: int | None = None
        self._lock = threading.Lock()
        self.address = address_of(signer)

    def send(self, to: bytes | None, data: bytes, gas: int = DEFAULT_GAS) -> bytes:
        """Sign and hand in one transaction, return its hash. Raises `LedgerRefused`, `LedgerUnavailable`."""
        with self._lock:
            nonce = self._ledger.nonce(self.address) if self._nonce is None else self._nonce
            raw = sign_transaction(self._signer, self._ledger.chain_id, nonce, to, data, gas)
            self._nonce = None  # if handing in fails, ask the ledger where we stand
            tx_hash = self._ledger.submit(raw)
            self._nonce = nonce + 1
        return tx_hash

    def transact(self, to: bytes | None, data: bytes, gas: int = DEFAULT_GAS, timeout: float = 30.0) -> TxReceipt:
        """Send one transaction and wait for it. Raises `LedgerRefused` with the contract's error if it reverted, and
        `LedgerUnavailable` if it was not mined within `timeout` seconds."""
        return self.transact_all([Call(to, data, gas)], timeout)[0]

    def transact_all(self, calls: Sequence[Call], timeout: float = 30.0) -> list[TxReceipt]:
        """Send transactions in order, then wait for all. Raises as `transact`, for the first that failed."""
        hashes = [self.send(call.to, call.data, call.gas) for call in calls]
        deadline = time.monotonic() + timeout
        receipts = [self.wait(tx_hash, max(0.0, deadline - time.monotonic())) for tx_hash in hashes]
        for call, receipt in zip(calls, receipts, strict=True):
            if not receipt.success:
                raise self._why(call, receipt)
        return receipts

    def deploy(self, code: bytes, gas: int = CREATE_GAS, timeout: float = 60.0) -> bytes:
        """Create a contract from its creation code with encoded arguments, return its address. Raises as `transact`."""
        receipt = self.transact(None, code, gas, timeout)
        if receipt.contract_address is None:
            raise LedgerRefused("the ledger names no address for the contract that it created")
        return receipt.contract_address

    def wait(self, tx_hash: bytes, timeout: float) -> TxReceipt:
        """Wait for a transaction's receipt, successful or not. Raises `LedgerUnavailable` after `timeout` seconds."""
        deadline, pause = time.monotonic() + timeout, _POLL_S
        while True:
            receipt = self._ledger.receipt(tx_hash)
            if receipt is not None:
                return receipt
            if time.monotonic() >= deadline:
                raise LedgerUnavailable(f"transaction {tx_hash.hex()} is not in a block after {timeout:.0f} s")
            time.sleep(pause)
            pause = min(pause * 1.5, _POLL_MOST_S)

    def _why(self, call: Call, receipt: TxReceipt) -> LedgerRefused:
        """Make the call once more without effect, to hear the contract's error."""
        if call.to is not None:
            try:
                self._ledger.call(call.to, call.data, receipt.block_number - 1, self.address)
            except LedgerRefused as exc:
                return exc
        return LedgerRefused("the transaction reverted", data=receipt.revert)
