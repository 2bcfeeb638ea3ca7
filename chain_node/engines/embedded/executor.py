"""Executing transactions and calls: py-evm's Istanbul machine over our state.

Istanbul, because contracts are compiled for it once for all engines, its headers carry no base fee (gas is free and
stays free whatever a block uses), and it keeps no access lists, which makes it the quicker one. The rules around the
machine (nonce, gas, refunds, EIP-161) are those of `eth.vm.forks.spurious_dragon.state`, written out here without its
formatting of debug lines; `follow` runs the original, so a difference would show as another state root.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from time import monotonic
from typing import Any, NamedTuple, TypeAlias

from eth.constants import CREATE_CONTRACT_ADDRESS
from eth.exceptions import (
    FullStack,
    InsufficientFunds,
    InsufficientStack,
    InvalidInstruction,
    InvalidJumpDestination,
    OutOfBoundsRead,
    OutOfGas,
    Revert,
    StackDepthLimit,
    VMError,
    WriteProtection,
)
from eth.vm.execution_context import ExecutionContext
from eth.vm.forks.istanbul.state import IstanbulState
from eth.vm.forks.spurious_dragon._utils import collect_touched_accounts
from eth.vm.message import Message

from chain_node.crypto.secp256k1 import keccak256
from chain_node.engines.embedded import rlpcodec
from chain_node.engines.embedded.accounts import JournaledState
from chain_node.engines.embedded.errors import CallFailed, ExecutionTooLong, TransactionRejected
from chain_node.engines.embedded.header import DIFFICULTY, ZERO_ADDRESS, LogEntry
from chain_node.engines.embedded.interpreter import LedgerComputation
from chain_node.engines.embedded.nodes import StateReader
from chain_node.engines.embedded.transaction import CallRequest, Transaction, intrinsic_gas

# py-evm wants its own names for bytes and integers (Address, Hash32); what is passed here is plain.
_Message: Any = Message
_Context: Any = ExecutionContext
_REFUND_SELFDESTRUCT = 24_000
_MIX_HASH = bytes(32)


class LedgerState(IstanbulState):
    """py-evm's state of one block over `JournaledState`."""

    computation_class = LedgerComputation
    account_db_class: Any = JournaledState
    deadline = math.inf
    """Monotonic time after which the machine gives up."""

    def check_time(self, needed: float = 0.0) -> None:
        """Raise `ExecutionTooLong` if what takes `needed` seconds cannot be done in time."""
        if monotonic() + needed > self.deadline:
            raise ExecutionTooLong("execution takes too long")


State: TypeAlias = Any
"""A `LedgerState`; see above."""


class Outcome(NamedTuple):
    """What a transaction did: success, gas it used, its events, and the contract that it created (or empty)."""

    success: bool
    gas_used: int
    logs: tuple[LogEntry, ...]
    created: bytes


def new_state(
    reader: StateReader, chain_id: int, number: int, timestamp: int, gas_limit: int, ancestors: Iterable[bytes]
) -> State:
    """The state in which block `number` executes; `ancestors` yields hashes from the parent backwards, lazily."""
    context = _Context(
        coinbase=ZERO_ADDRESS,
        timestamp=timestamp,
        block_number=number,
        difficulty=DIFFICULTY,
        mix_hash=_MIX_HASH,
        gas_limit=gas_limit,
        prev_hashes=ancestors,
        chain_id=chain_id,
    )
    build: Any = LedgerState
    return build(reader, context, reader.root)


def check_admissible(state: State, transaction: Transaction) -> None:
    """Raise `TransactionRejected` unless the sender's nonce and balance allow `transaction` now."""
    nonce = state.get_nonce(transaction.sender)
    if nonce != transaction.nonce:
        raise TransactionRejected(f"nonce is {transaction.nonce}, the account's next is {nonce}")
    cost = transaction.value + transaction.gas * transaction.gas_price
    if state.get_balance(transaction.sender) < cost:
        raise TransactionRejected("insufficient funds for gas * price + value")


def apply_transaction(state: State, transaction: Transaction, seconds: float) -> Outcome:
    """Execute `transaction` in `state`.

    Raises, with nothing changed, `TransactionRejected` if it is not admissible, `ExecutionTooLong` after `seconds`.
    """
    state.lock_changes()
    check_admissible(state, transaction)
    state.deadline = monotonic() + seconds
    start = state.snapshot()
    try:
        return _execute(state, transaction)
    except ExecutionTooLong:
        state.revert(start)
        raise


def _execute(state: State, transaction: Transaction) -> Outcome:
    sender, price = transaction.sender, transaction.gas_price
    if price:
        state.delta_balance(sender, -price * transaction.gas)
    state.increment_nonce(sender)
    gas = transaction.gas - transaction.intrinsic_gas
    computation, created = _run(
        state, CallRequest(sender, transaction.to, transaction.data, transaction.value, gas, price)
    )
    remaining = computation.get_gas_remaining()
    deletions = computation.get_accounts_for_deletion()
    if deletions:
        computation.refund_gas(_REFUND_SELFDESTRUCT * len(deletions))
    used = transaction.gas - remaining
    used -= min(computation.get_gas_refund(), used // 2)
    if price:
        state.delta_balance(sender, (transaction.gas - used) * price)
    state.delta_balance(ZERO_ADDRESS, used * price)
    for address in deletions:
        state.delete_account(address)
    for address in collect_touched_accounts(computation):
        if state.account_exists(address) and state.account_is_empty(address):
            state.delete_account(address)
    return Outcome(not computation.is_error, used, _logs(computation), created)


def _run(state: State, request: CallRequest) -> tuple[Any, bytes]:
    """Run the outermost message with all checks done and gas bought. Returns the computation and a created address."""
    context = state.get_transaction_context_class()(gas_price=request.gas_price, origin=request.sender)
    if request.to:
        message = _Message(
            gas=request.gas,
            to=request.to,
            sender=request.sender,
            value=request.value,
            data=request.data,
            code=state.get_code(request.to),
        )
        return LedgerComputation.apply_message(state, message, context), b""
    nonce = state.get_nonce(request.sender) - 1
    created = keccak256(rlpcodec.encode([request.sender, _int(max(0, nonce))]))[12:]
    message = _Message(
        gas=request.gas,
        to=CREATE_CONTRACT_ADDRESS,
        sender=request.sender,
        value=request.value,
        data=b"",
        code=request.data,
        create_address=created,
    )
    if state.has_code_or_nonce(created):
        computation = state.get_computation(message, context)
        computation.error = VMError("contract address is taken")
        return computation, created
    return LedgerComputation.apply_create_message(state, message, context), created


def measured_call(state: State, request: CallRequest, seconds: float) -> tuple[bytes, int]:
    """Return value of a read-only call, and the gas it takes with that limit, what is due beforehand included.

    Raises `CallFailed`, and `ExecutionTooLong` after `seconds`.
    """
    state.deadline = monotonic() + seconds
    due = intrinsic_gas(request.to, request.data)
    if request.gas < due:
        raise CallFailed(f"intrinsic gas too low: have {request.gas}, want {due}")
    if request.value and state.get_balance(request.sender) < request.value:
        raise CallFailed("insufficient funds for transfer")
    state.increment_nonce(request.sender)
    computation, _ = _run(state, request._replace(gas=request.gas - due))
    if computation.is_error:
        error = computation.error
        data = bytes(computation.output)
        raise CallFailed(_describe(error, data), data=data, reverted=isinstance(error, Revert))
    return bytes(computation.output), request.gas - computation.get_gas_remaining()


_WORDS: dict[type[VMError], str] = {
    OutOfGas: "out of gas",
    InsufficientStack: "stack underflow",
    FullStack: "stack limit reached 1024",
    InvalidJumpDestination: "invalid jump destination",
    InvalidInstruction: "invalid opcode",
    StackDepthLimit: "max call depth exceeded",
    WriteProtection: "write protection",
    OutOfBoundsRead: "return data out of bounds",
    InsufficientFunds: "insufficient balance for transfer",
}


def _describe(error: VMError, data: bytes) -> str:
    """The error as geth words it; `Error(string)` is spelt out."""
    if not isinstance(error, Revert):
        return next((text for kind, text in _WORDS.items() if isinstance(error, kind)), "execution failed")
    if data[:4] == bytes.fromhex("08c379a0") and len(data) >= 68:
        size = int.from_bytes(data[36:68], "big")
        text = data[68 : 68 + min(size, 1024)].decode(errors="replace")
        return f"execution reverted: {text}"
    return "execution reverted"


def _logs(computation: Any) -> tuple[LogEntry, ...]:
    return tuple(
        LogEntry(address, tuple(topic.to_bytes(32, "big") for topic in topics), bytes(data))
        for address, topics, data in computation.get_log_entries()
    )


def _int(value: int) -> bytes:
    return value.to_bytes((value.bit_length() + 7) // 8, "big")
