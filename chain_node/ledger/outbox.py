"""A durable list of one account's transactions: each intent reaches the ledger exactly once, whenever we are killed.

    queued ──sign, store──► unknown ──accepted──► sent ──in a block──► mined | failed
                               ▲                    │
                               └──── no answer ─────┘          refused for good ──► failed

- One nonce manager per account: nonces are given out here and nowhere else; a lock keeps a second process out.
- The signed bytes are stored before they are sent, so after a crash the same bytes are sent again and nothing else.
- *unknown* means signed and perhaps sent. It is resolved by the account's nonce and the transaction's hash: it is in a
  block; or its nonce is still free, then the same bytes are sent again; or its nonce was used by another transaction
  (seen twice in a row), then these bytes can never be mined, and the intent is signed anew.
- `replace` gives the nonce of an unmined transaction to another one; whichever of the two is mined, the other never is.
- At most one transaction is signed and not yet accepted, so a refusal leaves no hole in the nonces.

What the store is trusted for: that no intent is sent twice. Its loss costs that knowledge: intents must then be such
that the contracts refuse a repetition (anchors are: compare-and-swap).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

from chain_node.ledger.errors import LedgerRefused, LedgerUnavailable, NonceBusy, NonceTooHigh, NonceTooLow, OutboxError
from chain_node.ledger.outbox_store import Entry, OutboxStore, State, call_digest
from chain_node.ledger.port import Ledger, TxReceipt
from chain_node.ledger.transactions import DEFAULT_GAS, Signer, address_of, sign_transaction, transaction_hash

__all__ = ["Entry", "Outbox", "State"]

MAX_DATA = 120_000
MAX_INTENT = 200
RESEND_S = 10.0
"""A transaction accepted this long ago and not mined is sent again: the ledger may have forgotten it."""


class Outbox:
    """The transactions of `signer` on one chain, kept in the file `path`. Methods may be called from any thread; only
    `pump` and `wait` talk to the ledger, the others return at once."""

    def __init__(
        self,
        path: Path | str,
        ledger: Ledger,
        signer: Signer,
        chain_id: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Open or create. Raises `OutboxError` if another process has it, or it is of another account or chain."""
        self._ledger = ledger
        self._signer = signer
        self._chain_id = chain_id
        self._clock = clock
        self._address = address_of(signer)
        self._pumping = threading.Lock()
        self._store = OutboxStore(path, {"account": self._address, "chain_id": str(chain_id).encode()})

    def close(self) -> None:
        """Close the file. Writes nothing: being killed is the same."""
        self._store.close()

    def enqueue(self, intent: str, to: bytes | None, data: bytes, gas: int = DEFAULT_GAS) -> Entry:
        """Note durably that the account is to call `to` (None: create a contract) with `data`, once.

        The same intent again gives the entry that is there; raises `OutboxError` if that one is another call.
        """
        _check(intent, data)
        with self._store.transaction():
            known = self._store.find(intent)
            if known is None:
                self._store.insert(intent, to, data, gas)
            elif known.call_digest != call_digest(to, data):
                raise OutboxError(f"intent {intent!r} is there already, with another call")
            return self.get(intent)

    def replace(self, intent: str, successor: str, to: bytes, data: bytes, gas: int = DEFAULT_GAS) -> Entry:
        """Let `successor` take the place of `intent` if that one is not in a block yet.

        A queued intent is withdrawn. A signed one is outrun under its own nonce: it settles as FAILED ("replaced"),
        or as MINED if it was faster, and the successor is then signed anew. A ledger that takes no replacement leaves
        it in force, and the successor follows it. Raises `OutboxError` if `intent` is final, replaced or not there.
        """
        _check(successor, data)
        with self._store.transaction():
            old = self.get(intent)
            if old.state.final or old.outrun_by is not None:
                raise OutboxError(f"intent {intent!r} cannot be replaced any more: it is {old.state}")
            if self._store.find(successor) is not None:
                raise OutboxError(f"intent {successor!r} is there already")
            self._store.insert(successor, to, data, gas)
            if old.nonce is None:
                self._store.finish(intent, State.FAILED, reason="replaced")
            else:
                self._store.update(intent, outrun_by=successor)
                self._sign(self.get(successor), old.nonce)
            return self.get(successor)

    def find(self, intent: str) -> Entry | None:
        """The entry of `intent`, or None."""
        return self._store.find(intent)

    def get(self, intent: str) -> Entry:
        """The entry of `intent`. Raises `OutboxError` if there is none."""
        entry = self._store.find(intent)
        if entry is None:
            raise OutboxError(f"intent {intent!r} is not there")
        return entry

    def open_entries(self) -> tuple[Entry, ...]:
        """All entries that are not final, oldest first."""
        return self._store.open_entries()

    def pump(self) -> int:
        """Settle what can be settled, then send what waits. Returns how many entries are still open.

        Raises `LedgerUnavailable` when the ledger does not answer; what was reached until then is stored.
        """
        with self._pumping:
            if self._store.open_entries():
                used = self._ledger.nonce(self._address)
                self._settle(used)
                self._send(used)
        return len(self._store.open_entries())

    def wait(self, intent: str, timeout: float, interval: float = 0.05) -> Entry:
        """Pump until `intent` is final, at most `timeout` seconds; return it as it then stands, final or not.

        Raises `LedgerUnavailable` if the ledger does not answer at the end of that time.
        """
        deadline = time.monotonic() + timeout
        while True:
            late = time.monotonic() >= deadline
            try:
                self.pump()
            except LedgerUnavailable:
                if late:
                    raise
            entry = self.get(intent)
            if entry.state.final or late:
                return entry
            time.sleep(interval)

    # settling: what became of the bytes that were signed

    def _settle(self, used: int) -> None:
        """`used` of the account's nonces are in blocks. It was read before any receipt is, so a receipt that is
        missing for a used nonce is another transaction's."""
        for entry in self._store.signed():
            if _nonce(entry) < used:
                receipt = self._ledger.receipt(_hash(entry))
                if receipt is None:
                    self._missing(entry)
                else:
                    self._settled(entry, receipt)
            elif entry.state is State.SENT and self._clock() - entry.sent_at > RESEND_S:
                self._store.update(entry.intent, state=State.UNKNOWN)

    def _settled(self, entry: Entry, receipt: TxReceipt) -> None:
        self._store.finish(
            entry.intent,
            State.MINED if receipt.success else State.FAILED,
            reason="" if receipt.success else "reverted",
            revert=receipt.revert,
            block=receipt.block_number,
            block_hash=receipt.block_hash,
            gas_used=receipt.gas_used,
            created=receipt.contract_address,
        )

    def _missing(self, entry: Entry) -> None:
        """The nonce is used and these bytes are in no block. Once may be a node that lags; twice is the truth."""
        if entry.missing == 0:
            self._store.update(entry.intent, missing=1)
        elif entry.outrun_by is not None:
            self._store.finish(entry.intent, State.FAILED, reason="replaced")
        else:
            self._unsign(entry)

    # sending

    def _send(self, used: int) -> None:
        for entry in self._store.signed():
            resend = entry.state is State.UNKNOWN and entry.outrun_by is None and _nonce(entry) >= used
            if resend and not self._submit(entry):
                return
        for queued in self._store.open_entries():
            if queued.state is State.QUEUED and not self._send_queued(queued.intent, used):
                return

    def _send_queued(self, intent: str, used: int) -> bool:
        with self._store.transaction():
            entry = self.get(intent)
            if entry.state is not State.QUEUED:
                return True  # withdrawn meanwhile
            self._sign(entry, max(used, self._store.highest_nonce() + 1))
        return self._submit(self.get(intent))

    def _submit(self, entry: Entry) -> bool:
        """Hand the stored bytes in. Returns False if later nonces must wait for the next pump."""
        assert entry.raw is not None
        self._store.update(entry.intent, tries=entry.tries + 1)
        try:
            self._ledger.submit(entry.raw)
        except NonceTooLow:
            return True  # in a block, ours or not: the next settling says
        except NonceBusy:
            self._busy(entry)
            return True
        except NonceTooHigh as exc:
            self._forgotten(entry, exc)
            return False
        except LedgerRefused as exc:
            self._refused(entry, exc)
            return True
        self._store.update(entry.intent, state=State.SENT, sent_at=self._clock())
        return True

    def _forgotten(self, entry: Entry, cause: NonceTooHigh) -> None:
        """An earlier one of ours is missing at the ledger: all of them are sent again, in order, by the next pump."""
        with self._store.transaction():
            earlier = [one for one in self._store.signed() if _nonce(one) < _nonce(entry)]
            for one in earlier:
                self._store.update(one.intent, state=State.UNKNOWN)
        if not earlier:
            raise OutboxError(f"the ledger lacks transactions of {self._signer.address} that it had before: {cause}")

    def _busy(self, entry: Entry) -> None:
        """This ledger replaces nothing: a successor waits for its turn. A stranger's transaction under our nonce is
        mined some time, and the settling then finds ours missing."""
        with self._store.transaction():
            outrun = self._store.outrun_by(entry.intent)
            if outrun is not None:
                self._store.update(outrun.intent, outrun_by=None)
                self._unsign(entry)

    def _refused(self, entry: Entry, cause: LedgerRefused) -> None:
        """Never accepted, so its nonce is free again; what it was to outrun stays in force."""
        reason = f"refused: {cause}"[:500]
        with self._store.transaction():
            outrun = self._store.outrun_by(entry.intent)
            if outrun is not None:
                self._store.update(outrun.intent, outrun_by=None)
            self._store.finish(entry.intent, State.FAILED, nonce=None, reason=reason, revert=cause.data)

    def _sign(self, entry: Entry, nonce: int) -> None:
        raw = sign_transaction(self._signer, self._chain_id, nonce, entry.to, entry.data, entry.gas)
        self._store.update(
            entry.intent, state=State.UNKNOWN, nonce=nonce, raw=raw, hash=transaction_hash(raw), missing=0
        )

    def _unsign(self, entry: Entry) -> None:
        self._store.update(entry.intent, state=State.QUEUED, nonce=None, raw=None, hash=None, missing=0)


def _check(intent: str, data: bytes) -> None:
    if not 0 < len(intent) <= MAX_INTENT:
        raise OutboxError(f"an intent's key has 1 to {MAX_INTENT} characters")
    if len(data) > MAX_DATA:
        raise OutboxError(f"a call has at most {MAX_DATA} bytes")


def _nonce(entry: Entry) -> int:
    assert entry.nonce is not None  # only signed entries come here
    return entry.nonce


def _hash(entry: Entry) -> bytes:
    assert entry.tx_hash is not None  # only signed entries come here
    return entry.tx_hash
