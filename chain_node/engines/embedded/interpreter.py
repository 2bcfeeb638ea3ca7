"""The machine's inner loop: py-evm's Istanbul, with instructions that touch the stack or a word of memory done here.

Nine in ten instructions of compiled Solidity push, copy, swap, compare, add or jump; py-evm spends 2 us on each, this
loop 0.3. Everything else (storage, calls, events, hashing, copying) is handed to py-evm's own function, with gas and
stack as it expects them. A program is decoded as it is run and kept, by its code.

An instruction that is out of gas, stack or place ends the message in the same way whichever check comes first: all gas
is gone and nothing is returned. `tests/unit/chain_node/engines/test_replay.py` compares both machines at random.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from functools import lru_cache
from time import monotonic
from typing import Any

from eth.exceptions import FullStack, Halt, InsufficientStack, InvalidJumpDestination, OutOfGas
from eth.vm.forks.istanbul.computation import IstanbulComputation
from eth.vm.logic.invalid import InvalidOpcode

_MASK = (1 << 256) - 1
_SIGN = 1 << 255
_STACK_LIMIT = 1024
_BEYOND = 34
"""Places after the end of a program where a step may begin: after a PUSH32 that is its last byte."""
_PAIRING = bytes(19) + b"\x08"
_PAIRING_S = 0.5
"""What one pair costs py-evm's elliptic pairing, which cannot be interrupted."""
_STOP, _CALLDATALOAD, _POP, _MLOAD, _MSTORE = 0x00, 0x35, 0x50, 0x51, 0x52
_JUMP, _JUMPI, _PC, _JUMPDEST = 0x56, 0x57, 0x58, 0x5B
_PUSH1, _DUP1, _SWAP1, _LOG0 = 0x60, 0x80, 0x90, 0xA0
# Kinds of steps, the commonest first. The two before _BINARY push.
(
    _CONSTANT, _COPY, _BINARY, _SWAP, _DROP, _BRANCH, _GOTO, _UNARY, _INPUT, _NOTHING, _READ, _WRITE, _CALL
) = range(13)  # fmt: skip

Step = tuple[int, int, Any, int]
"""Kind, gas, what it works with (a constant, a function, a depth), and where the next one begins."""


def _signed(value: int) -> int:
    return value - (1 << 256) if value & _SIGN else value


def _sdiv(a: int, b: int) -> int:
    left, right = _signed(a), _signed(b)
    if right == 0:
        return 0
    quotient = abs(left) // abs(right)
    return (-quotient if (left < 0) != (right < 0) else quotient) & _MASK


def _smod(a: int, b: int) -> int:
    left, right = _signed(a), abs(_signed(b))
    if right == 0:
        return 0
    return (-(abs(left) % right) if left < 0 else left % right) & _MASK


def _signextend(size: int, value: int) -> int:
    if size > 30:
        return value
    sign = 1 << (size * 8 + 7)
    return (value | (_MASK + 1 - sign)) if value & sign else value & (sign - 1)


_PAIRS: dict[int, Callable[[int, int], int]] = {
    0x01: lambda a, b: (a + b) & _MASK,
    0x02: lambda a, b: (a * b) & _MASK,
    0x03: lambda a, b: (a - b) & _MASK,
    0x04: lambda a, b: a // b if b else 0,
    0x05: _sdiv,
    0x06: lambda a, b: a % b if b else 0,
    0x07: _smod,
    0x0B: _signextend,
    0x10: lambda a, b: 1 if a < b else 0,
    0x11: lambda a, b: 1 if a > b else 0,
    0x12: lambda a, b: 1 if _signed(a) < _signed(b) else 0,
    0x13: lambda a, b: 1 if _signed(a) > _signed(b) else 0,
    0x14: lambda a, b: 1 if a == b else 0,
    0x16: operator.and_,
    0x17: operator.or_,
    0x18: operator.xor,
    0x1A: lambda a, b: (b >> (8 * (31 - a))) & 0xFF if a < 32 else 0,
    0x1B: lambda a, b: (b << a) & _MASK if a < 256 else 0,
    0x1C: lambda a, b: b >> a if a < 256 else 0,
    0x1D: lambda a, b: (_signed(b) >> min(a, 256)) & _MASK,
}


_SINGLES: dict[int, Callable[[int], int]] = {
    0x15: lambda a: 0 if a else 1,
    0x19: lambda a: _MASK - a,
}


class Program:
    """Code with what is known about it: where jumps may land, and the steps that were run before."""

    __slots__ = ("code", "steps", "targets")

    def __init__(self, code: bytes) -> None:
        self.code = code
        self.steps: list[Step | None] = [None] * (len(code) + _BEYOND)
        self.targets = _targets(code)

    def decode(self, position: int) -> Step:
        """The step at `position`; beyond the end of the code it is STOP."""
        opcode = self.code[position] if position < len(self.code) else _STOP
        operation = _OPCODES.get(opcode)
        if operation is None:
            step: Step = (_CALL, 0, InvalidOpcode(opcode), position + 1)
        elif _PUSH1 <= opcode < _DUP1:
            size = opcode - _PUSH1 + 1
            literal = self.code[position + 1 : position + 1 + size].ljust(size, b"\0")
            step = (_CONSTANT, 3, int.from_bytes(literal, "big"), position + 1 + size)
        elif opcode == _PC:
            step = (_CONSTANT, 2, position, position + 1)
        elif _DUP1 <= opcode < _SWAP1:
            step = (_COPY, 3, _DUP1 - 1 - opcode, position + 1)
        elif _SWAP1 <= opcode < _LOG0:
            step = (_SWAP, 3, _SWAP1 - 2 - opcode, position + 1)
        elif opcode in _KINDS:
            step = (_KINDS[opcode], operation.gas_cost, operation, position + 1)
        elif opcode in _PAIRS:
            step = (_BINARY, operation.gas_cost, _PAIRS[opcode], position + 1)
        elif opcode in _SINGLES:
            step = (_UNARY, operation.gas_cost, _SINGLES[opcode], position + 1)
        else:
            step = (_CALL, 0, operation, position + 1)  # py-evm's function takes its own gas
        self.steps[position] = step
        return step


_KINDS = {
    _JUMPDEST: _NOTHING, _JUMPI: _BRANCH, _JUMP: _GOTO, _POP: _DROP, _CALLDATALOAD: _INPUT, _MLOAD: _READ,
    _MSTORE: _WRITE,
}  # fmt: skip
_OPCODES: dict[int, Any] = dict(IstanbulComputation.opcodes)


def _targets(code: bytes) -> frozenset[int]:
    """Positions of JUMPDEST that are not inside a PUSH's literal."""
    found, position, size = [], 0, len(code)
    while position < size:
        opcode = code[position]
        if opcode == _JUMPDEST:
            found.append(position)
        position += opcode - _PUSH1 + 2 if _PUSH1 <= opcode < _DUP1 else 1
    return frozenset(found)


@lru_cache(maxsize=256)
def program_of(code: bytes) -> Program:
    """The program of `code`, kept with the 256 used last."""
    return Program(code)


class LedgerComputation(IstanbulComputation):
    """One message's execution."""

    @classmethod
    def apply_computation(
        cls, state: Any, message: Any, transaction_context: Any, parent_computation: Any = None
    ) -> Any:
        """Run `message`; an error of the machine is kept in the computation, which is returned."""
        computation: Any
        with cls(state, message, transaction_context) as computation:
            precompile = computation.precompiles.get(message.code_address)
            if precompile is not None:
                state.check_time(_PAIRING_S * len(message.data) / 192 if message.code_address == _PAIRING else 0.0)
                precompile(computation)
            elif message.code:
                try:
                    _run(computation, program_of(message.code))
                except Halt:
                    pass  # STOP, RETURN and SELFDESTRUCT end it so
                except IndexError as exc:
                    raise InsufficientStack("an instruction wanted more items than the stack has") from exc
        return computation


def _growth(size: int, end: int) -> int:
    """Gas for memory of `size` bytes, whole words, to reach `end` (Yellow Paper, H.1)."""
    had, words = size >> 5, (end + 31) >> 5
    return 3 * (words - had) + (words * words >> 9) - (had * had >> 9)


def _run(computation: Any, program: Program) -> None:
    """Execute. Raises py-evm's `Halt` at the end, its `VMError`, IndexError for want of stack items."""
    steps, decode, targets, data = program.steps, program.decode, program.targets, computation.msg.data_as_bytes
    stack, memory, meter = computation._stack.values, computation._memory._bytes, computation._gas_meter
    position, gas, deadline = 0, meter.gas_remaining, computation.state.deadline
    while True:
        kind, cost, what, following = steps[position] or decode(position)
        gas -= cost
        if gas < 0:
            raise OutOfGas("out of gas")
        if kind < _BINARY:
            stack.append(stack[what] if kind else what)
            if len(stack) > _STACK_LIMIT:
                raise FullStack("stack limit reached")
        elif kind == _BINARY:
            top = stack.pop()
            stack[-1] = what(top, stack[-1])
        elif kind == _SWAP:
            stack[-1], stack[what] = stack[what], stack[-1]
        elif kind == _DROP:
            stack.pop()
        elif kind == _BRANCH:
            target = stack.pop()
            if stack.pop():
                if target not in targets:
                    raise InvalidJumpDestination("invalid jump destination")
                following = target
        elif kind == _GOTO:
            following = stack.pop()
            if following not in targets:
                raise InvalidJumpDestination("invalid jump destination")
        elif kind == _UNARY:
            stack[-1] = what(stack[-1])
        elif kind == _INPUT:
            offset = stack[-1]
            stack[-1] = int.from_bytes(data[offset : offset + 32].ljust(32, b"\0"), "big")
        elif kind == _NOTHING:
            pass
        elif kind != _CALL:
            end = stack[-1] + 32
            if end > len(memory):
                gas -= _growth(len(memory), end)
                if gas < 0:
                    raise OutOfGas("out of gas")
                memory.extend(bytes((end + 31 & ~31) - len(memory)))
            if kind == _READ:
                stack[-1] = int.from_bytes(memory[end - 32 : end], "big")
            else:
                memory[end - 32 : end] = stack.pop(-2).to_bytes(32, "big")
                stack.pop()
        else:
            meter.gas_remaining = gas + cost
            if monotonic() > deadline:
                computation.state.check_time()
            what(computation=computation)
            gas = meter.gas_remaining
            if stack and type(stack[-1]) is bytes:
                stack[-1] = int.from_bytes(stack[-1], "big")
        position = following
