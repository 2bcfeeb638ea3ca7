"""A ledger in memory that implements the whole `Ledger` port, and can be told to misbehave.

It executes nothing: `handler(sender, to, data)` returns the events of a call, or raises `Revert`. Headers, receipts
and their roots are real, so a replica verifies its blocks as it verifies any other's. Roots are made with the `trie`
package, senders recovered with `eth_account`: neither shares code with what is tested.

Faults: `fail(method, happened=...)` loses one answer, with or without the effect; `delay` keeps transactions waiting;
`reorder` mines the newest first; `replaceable` and `knows_mined` choose between the ways of engines; `drop_pool`
forgets what waits; `fork` continues from an older block; `tamper` alters a block in place; `down` refuses everything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import rlp
import sha3
from eth_account import Account
from trie.hexary import HexaryTrie

from chain_node.ledger.blocks import EventLog
from chain_node.ledger.errors import LedgerRefused, LedgerUnavailable, NonceBusy, NonceTooHigh, NonceTooLow
from chain_node.ledger.port import Block, BlockRef, TxReceipt

Handler = Callable[[bytes, bytes, bytes], list[EventLog]]
Signer = Callable[[bytes], bytes]
T = TypeVar("T")


class Revert(Exception):
    """The handler refuses a call; `data` is the revert data."""

    def __init__(self, data: bytes = b"") -> None:
        super().__init__(data.hex())
        self.data = data


@dataclass(frozen=True)
class Waiting:
    """A transaction in the pool."""

    hash: bytes
    raw: bytes
    sender: bytes
    nonce: int
    to: bytes
    data: bytes
    since: int


@dataclass
class Fault:
    """One answer to lose: the `error` is raised before or after the effect."""

    happened: bool
    error: BaseException = field(default_factory=lambda: LedgerUnavailable("simulated"))


def keccak(data: bytes) -> bytes:
    """Keccak-256."""
    return bytes(sha3.keccak_256(data).digest())


def trie_root(items: list[bytes]) -> bytes:
    """Root of the index-keyed trie, by the reference implementation."""
    trie = HexaryTrie({})
    for index, item in enumerate(items):
        trie[rlp.encode(index)] = item
    return bytes(trie.root_hash)


def no_events(sender: bytes, to: bytes, data: bytes) -> list[EventLog]:
    """The handler that accepts every call and says nothing."""
    return []


class SimulatedLedger:
    """One chain. Blocks are sealed by `mine`, or at once per transaction while `automine` is set."""

    def __init__(
        self,
        handler: Handler = no_events,
        *,
        chain_id: int = 1337,
        start: int = 1_800_000_000,
        sign: Signer | None = None,
        automine: bool = True,
    ) -> None:
        self.handler = handler
        self.now = start
        self.automine = automine
        self.delay = 0
        self.reorder = False
        self.down = False
        self.replaceable = True
        self.knows_mined = True
        self.submitted: list[bytes] = []
        self._chain_id = chain_id
        self._sign = sign
        self._blocks: list[Block] = []
        self._refs: list[BlockRef] = []
        self._pool: list[Waiting] = []
        self._faults: dict[str, list[Fault]] = {}
        self._seal([], [])

    # the port

    @property
    def chain_id(self) -> int:
        """See `Ledger`."""
        self._check_up()
        return self._chain_id

    def head(self) -> BlockRef:
        """See `Ledger`."""
        return self._answer("head", lambda: self._refs[-1])

    def blocks(self, first: int, last: int) -> Iterator[Block]:
        """See `Ledger`."""
        return iter(self._answer("blocks", lambda: self._blocks[first : last + 1]))

    def call(self, to: bytes, data: bytes, block: int | None = None, sender: bytes | None = None) -> bytes:
        """See `Ledger`. Returns nothing, or refuses as the handler does."""

        def run() -> bytes:
            try:
                self.handler(sender or bytes(20), to, data)
            except Revert as exc:
                raise LedgerRefused("reverted", data=exc.data) from exc
            return b""

        return self._answer("call", run)

    def submit(self, raw: bytes) -> bytes:
        """See `Ledger`."""
        return self._answer("submit", lambda: self._accept(raw))

    def receipt(self, tx_hash: bytes) -> TxReceipt | None:
        """See `Ledger`."""
        return self._answer("receipt", lambda: self._receipts().get(tx_hash))

    def nonce(self, address: bytes) -> int:
        """See `Ledger`."""
        return self._answer("nonce", lambda: self._nonce(address))

    # misbehaviour

    def fail(self, method: str, *, happened: bool, error: BaseException | None = None) -> None:
        """Lose the next answer of `method`, after its effect if `happened`."""
        fault = Fault(happened) if error is None else Fault(happened, error)
        self._faults.setdefault(method, []).append(fault)

    def drop_pool(self) -> None:
        """Forget every waiting transaction."""
        self._pool.clear()

    def fork(self, number: int) -> None:
        """Forget the blocks from `number` on; the next ones differ in their timestamps."""
        del self._blocks[number:]
        del self._refs[number:]
        self.now += 1

    def tamper(self, number: int, **changes: Any) -> None:
        """Alter members of one stored block, leaving all else as it was."""
        self._blocks[number] = replace(self._blocks[number], **changes)

    # mining

    def mine(self, seconds: int = 1) -> BlockRef:
        """Seal one block of what waits long enough, `seconds` after the last."""
        self.now += seconds
        ready = [one for one in self._pool if len(self._refs) - one.since > self.delay]
        if self.reorder:
            ready.reverse()
        sealed: list[Waiting] = []
        progress = True
        while progress:  # nonces rule, whatever the order
            progress = False
            for one in list(ready):
                due = self._nonce(one.sender) + sum(1 for other in sealed if other.sender == one.sender)
                if one.nonce == due:
                    sealed.append(one)
                    ready.remove(one)
                    progress = True
        self._pool = [one for one in self._pool if one not in sealed]
        return self._execute(sealed)

    def emit(self, *events: EventLog) -> BlockRef:
        """Seal one block with one made-up transaction that emits `events`."""
        self.now += 1
        raw = rlp.encode([rlp.encode(len(self._refs)), b"", b"", b"\x11" * 20, b"", b"", b"", b"", b""])
        return self._seal([raw], [_encode_receipt(True, list(events))])

    def _execute(self, sealed: list[Waiting]) -> BlockRef:
        receipts = []
        for one in sealed:
            try:
                receipts.append(_encode_receipt(True, self.handler(one.sender, one.to, one.data)))
            except Revert:
                receipts.append(_encode_receipt(False, []))
        return self._seal([one.raw for one in sealed], receipts)

    def _seal(self, transactions: list[bytes], receipts: list[bytes]) -> BlockRef:
        number = len(self._refs)
        parent = self._refs[-1].hash if self._refs else bytes(32)
        header = rlp.encode(
            [
                parent, bytes(32), bytes(20), bytes(32), trie_root(transactions), trie_root(receipts), bytes(256),
                b"", _int(number), _int(10**9), b"", _int(self.now), b"", bytes(32), bytes(8), b"",
            ]
        )  # fmt: skip
        signature = self._sign(keccak(header)) if self._sign else None
        self._blocks.append(Block(header, tuple(transactions), tuple(receipts), signature))
        ref = BlockRef(number, keccak(header), self.now)
        self._refs.append(ref)
        return ref

    def _accept(self, raw: bytes) -> bytes:
        nonce, _price, gas, to, _value, data, *_signature = rlp.decode(raw)
        tx_hash = keccak(raw)
        self.submitted.append(tx_hash)
        sender = bytes.fromhex(Account.recover_transaction(raw)[2:])
        number = int.from_bytes(nonce, "big")
        if any(one.hash == tx_hash for one in self._pool) or (self.knows_mined and tx_hash in self._receipts()):
            return tx_hash
        due = self._nonce(sender)
        if int.from_bytes(gas, "big") > 10**9:
            raise LedgerRefused("exceeds block gas limit")
        if number < due:
            raise NonceTooLow(f"nonce too low: {number} < {due}")
        waiting = [one for one in self._pool if one.sender == sender]
        if number > due + len([one for one in waiting if one.nonce != number]):
            raise NonceTooHigh(f"nonce too high: {number} > {due}")
        rivals = [one for one in waiting if one.nonce == number]
        if rivals and not self.replaceable:
            raise NonceBusy("replacement transaction underpriced")
        self._pool = [one for one in self._pool if one not in rivals]
        self._pool.append(Waiting(tx_hash, raw, sender, number, to, data, len(self._refs) - 1))
        if self.automine:
            self.mine()
        return tx_hash

    def _nonce(self, address: bytes) -> int:
        return sum(
            1
            for block in self._blocks
            for raw in block.transactions
            if len(rlp.decode(raw)[6]) and bytes.fromhex(Account.recover_transaction(raw)[2:]) == address
        )

    def _receipts(self) -> dict[bytes, TxReceipt]:
        found = {}
        for ref, block in zip(self._refs, self._blocks, strict=True):
            for raw, receipt in zip(block.transactions, block.receipts, strict=True):
                status = rlp.decode(receipt)[0] == b"\x01"
                found[keccak(raw)] = TxReceipt(keccak(raw), ref.number, ref.hash, status, 21_000)
        return found

    def _answer(self, method: str, act: Callable[[], T]) -> T:
        self._check_up()
        pending = self._faults.get(method)
        fault = pending.pop(0) if pending else None
        if fault is not None and not fault.happened:
            raise fault.error
        value = act()
        if fault is not None:
            raise fault.error
        return value

    def _check_up(self) -> None:
        if self.down:
            raise LedgerUnavailable("simulated outage")


def _encode_receipt(success: bool, events: list[EventLog]) -> bytes:
    logs = [[event.address, list(event.topics), event.data] for event in events]
    return bytes(rlp.encode([b"\x01" if success else b"", _int(21_000), bytes(256), logs]))


def _int(value: int) -> bytes:
    return value.to_bytes((value.bit_length() + 7) // 8, "big")
