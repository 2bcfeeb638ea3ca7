"""Random but plausible programs for the machine: storage, memory, events, calls, creations, destruction, reverts."""

from __future__ import annotations

import random

from tests.unit.chain_node.engines.contracts import assemble

_PLAIN = (
    "{w} {s} SSTORE",
    "{s} SLOAD {s} SSTORE",
    "{s} SLOAD 0x01 ADD {s} SSTORE",
    "0x00 {s} SSTORE",
    "{w} {m} MSTORE",
    "{m} MLOAD {s} SSTORE",
    "0x20 {m} SHA3 {s} SSTORE",
    "{w} CALLER 0x20 {m} LOG2",
    "GAS {s} SSTORE",
    "TIMESTAMP NUMBER ADD {s} SSTORE",
    "0x01 NUMBER SUB BLOCKHASH {s} SSTORE",
    "CHAINID {s} SSTORE",
    "{d} CALLDATALOAD {s} SSTORE",
    "CALLDATASIZE 0x00 {m} CALLDATACOPY",
)
_ARITHMETIC = (
    "ADD", "MUL", "SUB", "DIV", "SDIV", "MOD", "SMOD", "EXP", "SIGNEXTEND", "LT", "GT", "SLT", "SGT", "EQ", "AND",
    "OR", "XOR", "BYTE", "SHL", "SHR", "SAR",
)  # fmt: skip
_STACK = (
    "{w} {v} {v} ADDMOD {s} SSTORE",
    "{v} {v} {w} MULMOD {s} SSTORE",
    "{w} NOT {s} SSTORE",
    "{v} ISZERO {s} SSTORE",
    "PC {s} SSTORE",
    "MSIZE {s} SSTORE",
    "{w} {v} {s} SWAP2 DUP1 {s} SSTORE POP POP POP",
    "{w} {v} DUP2 SWAP1 SUB {s} SSTORE POP",
    "DUP16",
    "SWAP16",
)
_CALLS = (
    "0x20 {m} 0x20 {m} 0x00 {a} {g} CALL {s} SSTORE",
    "0x20 {m} 0x20 {m} 0x00 {d} CALLDATALOAD {g} CALL {s} SSTORE",
    "0x20 {m} 0x20 {m} {a} {g} DELEGATECALL {s} SSTORE",
    "0x20 {m} 0x20 {m} {a} {g} STATICCALL {s} SSTORE",
    "0x20 {m} 0x20 {m} 0x00 {p} {g} CALL {s} SSTORE",
    "{a} EXTCODEHASH {s} SSTORE",
    "{a} EXTCODESIZE {s} SSTORE",
)
_ENDS = (
    "STOP",
    "0x20 {m} RETURN",
    "0x20 {m} RETURN",
    "0x20 {m} REVERT",
    "{a} SELFDESTRUCT",
    "CALLER SELFDESTRUCT",
    "0x00 JUMP",
    "POP POP POP POP",
)
_CREATED = assemble("0x2a 0x00 SSTORE 0x01 0x00 RETURN")
"""Creation code that sets a slot and leaves one zero byte of code."""


def random_program(source: random.Random, contracts: list[bytes]) -> bytes:
    """Code of a contract that may call `contracts`."""
    parts = []
    for _ in range(source.randrange(3, 14)):
        kind = source.random()
        if kind < 0.2:
            parts.append(_fill(source, "{w} {v} " + source.choice(_ARITHMETIC) + " {s} SSTORE", contracts))
        elif kind < 0.3 and source.random() < 0.9:
            parts.append(_fill(source, source.choice(_STACK[:-2]), contracts))
        elif kind < 0.3:
            parts.append(_fill(source, source.choice(_STACK), contracts))
        elif kind < 0.6:
            parts.append(_fill(source, source.choice(_PLAIN), contracts))
        elif kind < 0.85:
            parts.append(_fill(source, source.choice(_CALLS), contracts))
        elif kind < 0.92:
            size = len(_CREATED)
            word = int.from_bytes(_CREATED.ljust(32, b"\0"), "big")
            create = source.choice((f"0x{size:02x} 0x00 0x00 CREATE", f"0x07 0x{size:02x} 0x00 0x00 CREATE2"))
            parts.append(assemble(f"0x{word:064x} 0x00 MSTORE {create}") + _fill(source, "{s} SSTORE", contracts))
        else:
            # if the first word of the call data is zero, skip the next instruction
            body = _fill(source, source.choice(_PLAIN), contracts)
            parts.append(assemble("0x00 CALLDATALOAD ISZERO") + _jump_over(b"".join(parts), body))
    end = source.choice(_ENDS) if source.random() < 0.5 else "STOP"
    return b"".join(parts) + _fill(source, end, contracts)


def random_creation(source: random.Random, contracts: list[bytes]) -> bytes:
    """Code that runs a little and deploys a random program."""
    prologue = _fill(source, source.choice(_PLAIN), contracts)
    program = random_program(source, contracts)
    size = len(program)
    loader = len(prologue) + 15
    copy = assemble(f"0x{size:04x} 0x{loader:04x} 0x00 CODECOPY 0x{size:04x} 0x00 RETURN")
    assert len(copy) == 15
    return prologue + copy + program


def _jump_over(before: bytes, body: bytes) -> bytes:
    here = len(before) + 4  # CALLDATALOAD and ISZERO with their operand
    target = here + 4 + len(body)
    return assemble(f"0x{target:04x} JUMPI") + body + assemble("JUMPDEST")


def _fill(source: random.Random, text: str, contracts: list[bytes]) -> bytes:
    address = source.choice(contracts) if contracts else source.randbytes(20)
    return assemble(
        text.format(
            w=f"0x{_word(source):064x}",
            v=f"0x{_word(source):064x}",
            s=f"0x{source.randrange(4):02x}",
            m=f"0x{source.choice((0, 1, 32, 64, 500)):04x}",
            d=f"0x{source.choice((0, 32, 64, 200)):02x}",
            a="0x" + address.hex(),
            p=f"0x{source.choice((1, 2, 3, 4)):02x}",
            g=f"0x{source.choice((0, 700, 5_000, 60_000)):04x}",
        )
    )


def _word(source: random.Random) -> int:
    """Often at an edge: zero, small, around the sign, or all ones."""
    edge = source.choice((0, 1, 2, 30, 31, 32, 255, 256, (1 << 255) - 1, 1 << 255, (1 << 256) - 1))
    return source.choice((edge, edge, source.getrandbits(256), source.getrandbits(9)))
