"""A ledger for contract tests: eth-tester on py-evm, fork istanbul, free gas, one transaction per block."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from eth.abc import BlockHeaderAPI, ComputationAPI, VirtualMachineAPI
from eth.constants import GENESIS_PARENT_HASH
from eth.exceptions import Revert
from eth.rlp.headers import BlockHeader
from eth.vm.forks.istanbul import IstanbulVM
from eth.vm.forks.istanbul.state import IstanbulState
from eth_tester import EthereumTester, PyEVMBackend
from eth_tester.exceptions import TransactionNotFound

from chain_node.crypto.secp256k1 import EthKey, checksum_address
from chain_node.engines.embedded.interpreter import LedgerComputation
from chain_node.ledger.bindings import ERRORS, EVENTS
from chain_node.ledger.errors import LedgerRefused
from chain_node.ledger.port import Block, BlockRef, TxReceipt
from chain_node.ledger.reverts import decode_revert, describe
from chain_node.ledger.transactions import sign_transaction, transaction_hash

GAS = 30_000_000
START = 1_795_500_000  # 2026-11-24 14:00:00 in Shanghai, a Tuesday


class ReferenceVM(IstanbulVM):
    """py-evm's Istanbul with a clock of its own: each block is one second after the one before."""

    @staticmethod
    def create_header_from_parent(parent_header: BlockHeaderAPI | None, **header_params: Any) -> BlockHeader:
        """See py-evm, which takes the machine's time unless it is given one."""
        if parent_header is not None:
            header_params.setdefault("timestamp", parent_header.timestamp + 1)
        return IstanbulVM.create_header_from_parent(parent_header, **header_params)


class QuickState(IstanbulState):
    """py-evm's state, on which the embedded ledger's inner loop runs: the same to the last gas, in half the time."""

    computation_class = LedgerComputation
    deadline = math.inf

    def check_time(self, needed: float = 0.0) -> None:
        """A test may take its time."""


class QuickVM(ReferenceVM):
    """What tests run on unless they ask for the reference, as `test_gas` does."""

    _state_class = QuickState


@dataclass(frozen=True, slots=True)
class Emitted:
    """One event: the contract's address, its name, its parameters by name."""

    address: bytes
    name: str
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Done:
    """What a transaction did."""

    gas: int
    events: tuple[Emitted, ...]

    def event(self, name: str) -> dict[str, Any]:
        """The values of the only event of that name."""
        (found,) = [one for one in self.events if one.name == name]
        return found.values


@dataclass(frozen=True, slots=True)
class Tried:
    """What one call would do: its return or revert data, the error's name or "", what stopped the machine besides a
    revert or "", its events by name, and all addresses whose storage it could read."""

    data: bytes
    error: str
    cause: str
    events: tuple[str, ...]
    read: frozenset[bytes]


@dataclass(slots=True)
class Trial:
    """The newest state, on which calls are tried without being made.

    Many times faster than eth-tester's own call, which takes a new machine for each, with nothing read yet.
    """

    vm: VirtualMachineAPI
    roots: dict[bytes, bytes] = field(default_factory=dict)

    def call(self, to: bytes, data: bytes, sender: bytes = bytes(20)) -> Tried:
        """One call by any account, a contract's too; it is undone."""
        state = self.vm.state
        before = state.snapshot()
        done = self.vm.execute_bytecode(
            origin=sender, gas_price=0, gas=GAS, to=to, sender=sender, value=0, data=data,  # type: ignore[arg-type]
            code=state.get_code(to), code_address=to,  # type: ignore[arg-type]
        )  # fmt: skip
        state.revert(before)
        error = "" if done.is_success else decode_revert(done.output, ERRORS)[0] or "?"
        cause = "" if done.is_success or isinstance(done.error, Revert) else str(done.error)
        events = (
            ()
            if error
            else tuple(_BY_TOPIC[topics[0].to_bytes(32, "big")].name for _, topics, _ in done.get_log_entries())
        )
        return Tried(done.output, error, cause, events, frozenset(_read(done)))

    def root(self, address: bytes) -> bytes:
        """What stands for everything that an account stores."""
        if address not in self.roots:
            self.roots[address] = self.vm.state._account_db._get_account(address).storage_root  # type: ignore[attr-defined]
        return self.roots[address]


def _read(done: ComputationAPI) -> Iterator[bytes]:
    yield bytes(done.msg.storage_address)
    for child in done.children:
        yield from _read(child)


_BY_TOPIC = {topic: event for events in EVENTS.values() for topic, event in events.items()}


class TesterLedger:
    """Implements the `Ledger` port, with snapshots and time."""

    def __init__(self, machine: type[ReferenceVM] = QuickVM) -> None:
        overrides = {"gas_limit": 1_000_000_000, "timestamp": START}
        parameters = PyEVMBackend.generate_genesis_params(overrides=overrides)
        self._backend = PyEVMBackend(genesis_parameters=parameters, vm_configuration=((0, machine),))
        self._tester = EthereumTester(self._backend)
        self._trials: dict[bool, Trial] = {}
        """Of the newest block and, True, of the next one; until something happens."""

    @property
    def chain_id(self) -> int:
        """See `Ledger`."""
        return int(self._backend.chain.chain_id)

    @property
    def now(self) -> int:
        """Timestamp that the next transaction will see, seconds, if nobody travels."""
        return int(self._backend.chain.get_block().header.timestamp)

    def head(self) -> BlockRef:
        """See `Ledger`."""
        header = self._backend.chain.get_canonical_head()
        return BlockRef(header.block_number, header.hash, header.timestamp)

    def blocks(self, first: int, last: int) -> Iterator[Block]:
        """See `Ledger`: none, contract tests read events from receipts."""
        return iter(())

    def call(self, to: bytes, data: bytes, block: int | None = None, sender: bytes | None = None) -> bytes:
        """See `Ledger`. Only of the newest state."""
        tried = self._at(False).call(to, data, sender or bytes(20))
        if tried.error:
            raise _refused(tried)
        return tried.data

    def trial(self) -> Trial:
        """The newest state, to try calls on as the next block would make them."""
        return self._at(True)

    def _at(self, coming: bool) -> Trial:
        if coming not in self._trials:
            chain = self._backend.chain
            self._trials[coming] = Trial(chain.get_vm(None if coming else chain.get_canonical_head()))
        return self._trials[coming]

    def submit(self, raw: bytes) -> bytes:
        """See `Ledger`. The transaction is mined at once."""
        self._trials.clear()
        self._tester.send_raw_transaction("0x" + raw.hex())
        return transaction_hash(raw)

    def receipt(self, tx_hash: bytes) -> TxReceipt | None:
        """See `Ledger`."""
        try:
            found = self._tester.get_transaction_receipt("0x" + tx_hash.hex())
        except TransactionNotFound:
            return None
        created = bytes.fromhex(found["contract_address"][2:]) if found["contract_address"] else None
        return TxReceipt(tx_hash, found["block_number"], bytes(32), found["status"] == 1, found["gas_used"], created)

    def nonce(self, address: bytes) -> int:
        """See `Ledger`."""
        return int(self._tester.get_nonce(checksum_address(address)))

    def code(self, address: bytes) -> bytes:
        """Code at an address."""
        return bytes.fromhex(self._tester.get_code(checksum_address(address))[2:])

    def slot(self, address: bytes, place: int) -> int:
        """What an account stores in one slot."""
        return int(self._tester.get_storage_at(checksum_address(address), hex(place)), 16)

    def send(self, key: EthKey, to: bytes | None, data: bytes) -> Done:
        """One transaction. Raises `LedgerRefused` with the contract's error; nothing has happened then."""
        raw = sign_transaction(key, self.chain_id, self.nonce(key.address_bytes), to, data, GAS)
        receipt = self._tester.get_transaction_receipt("0x" + self.submit(raw).hex())
        if receipt["status"] != 1:
            if to is not None:
                self.call(to, data, sender=key.address_bytes)  # made once more, to hear the contract's error
            raise LedgerRefused("reverted in a block, yet not in a call")
        return Done(receipt["gas_used"], tuple(_emitted(log) for log in receipt["logs"]))

    def snapshot(self) -> BlockHeaderAPI:
        """Where to come back to."""
        return self._backend.chain.get_canonical_head()

    def revert(self, snapshot: BlockHeaderAPI) -> None:
        """Come back. As eth-tester does, but for executing the block anew that becomes the head."""
        self._trials.clear()
        chain = self._backend.chain
        chain.chaindb._set_as_canonical_chain_head(chain.chaindb.db, snapshot, GENESIS_PARENT_HASH)
        chain.header = chain.create_header_from_parent(snapshot)

    def travel(self, seconds: int) -> None:
        """Let time pass."""
        self._trials.clear()
        self._tester.time_travel(self.now + seconds)


def _emitted(log: dict[str, Any]) -> Emitted:
    topics = tuple(bytes.fromhex(topic[2:]) for topic in log["topics"])
    address, data = bytes.fromhex(log["address"][2:]), bytes.fromhex(log["data"][2:])
    known = _BY_TOPIC[topics[0]]
    return Emitted(address, known.name, known.decode(topics, data))


def _refused(tried: Tried) -> LedgerRefused:
    if tried.cause:
        return LedgerRefused(f"refused: {tried.cause}")
    name, values = decode_revert(tried.data, ERRORS)
    return LedgerRefused(describe(name, values, tried.data), name=name, values=values, data=tried.data)
