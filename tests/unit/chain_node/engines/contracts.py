"""Small contracts written in assembly, so that these tests need no compiler, and transactions to use them."""

from __future__ import annotations

from chain_node.crypto.secp256k1 import EthKey, Transaction, sign_transaction

_CODES = {
    "STOP": 0x00,
    "ADD": 0x01,
    "MUL": 0x02,
    "SUB": 0x03,
    "DIV": 0x04,
    "SDIV": 0x05,
    "MOD": 0x06,
    "SMOD": 0x07,
    "ADDMOD": 0x08,
    "MULMOD": 0x09,
    "EXP": 0x0A,
    "SIGNEXTEND": 0x0B,
    "LT": 0x10,
    "GT": 0x11,
    "SLT": 0x12,
    "SGT": 0x13,
    "EQ": 0x14,
    "ISZERO": 0x15,
    "AND": 0x16,
    "OR": 0x17,
    "XOR": 0x18,
    "NOT": 0x19,
    "BYTE": 0x1A,
    "SHL": 0x1B,
    "SHR": 0x1C,
    "SAR": 0x1D,
    "SHA3": 0x20,
    "ADDRESS": 0x30,
    "CALLER": 0x33,
    "CALLDATALOAD": 0x35,
    "CALLDATASIZE": 0x36,
    "CALLDATACOPY": 0x37,
    "CODECOPY": 0x39,
    "EXTCODESIZE": 0x3B,
    "EXTCODEHASH": 0x3F,
    "BLOCKHASH": 0x40,
    "TIMESTAMP": 0x42,
    "NUMBER": 0x43,
    "CHAINID": 0x46,
    "POP": 0x50,
    "MLOAD": 0x51,
    "MSTORE": 0x52,
    "SLOAD": 0x54,
    "SSTORE": 0x55,
    "JUMP": 0x56,
    "JUMPI": 0x57,
    "PC": 0x58,
    "MSIZE": 0x59,
    "GAS": 0x5A,
    "JUMPDEST": 0x5B,
    "DUP1": 0x80,
    "DUP2": 0x81,
    "DUP16": 0x8F,
    "SWAP1": 0x90,
    "SWAP2": 0x91,
    "SWAP16": 0x9F,
    "LOG2": 0xA2,
    "CREATE": 0xF0,
    "CALL": 0xF1,
    "RETURN": 0xF3,
    "DELEGATECALL": 0xF4,
    "CREATE2": 0xF5,
    "STATICCALL": 0xFA,
    "REVERT": 0xFD,
    "SELFDESTRUCT": 0xFF,
}


def assemble(text: str) -> bytes:
    """Words are mnemonics, or `0x` literals that are pushed."""
    code = b""
    for word in text.split():
        if word.startswith("0x"):
            literal = bytes.fromhex(word[2:])
            code += bytes((0x5F + len(literal),)) + literal
        else:
            code += bytes((_CODES[word],))
    return code


def creation(runtime: bytes) -> bytes:
    """Code that deploys `runtime` (up to 255 bytes)."""
    return assemble(f"0x{len(runtime):02x} 0x0c 0x00 CODECOPY 0x{len(runtime):02x} 0x00 RETURN") + runtime


PUT = creation(
    assemble(
        "0x04 CALLDATALOAD 0x00 MSTORE 0x00 0x20 MSTORE TIMESTAMP 0x40 0x00 SHA3 SSTORE "
        "0x01 SLOAD 0x01 ADD DUP1 0x01 SSTORE 0x40 MSTORE CALLER 0x00 MLOAD 0x20 0x40 LOG2 STOP"
    )
)
"""put(key): one fresh slot, one counter slot, one event with the key and the caller as topics."""

READ = creation(assemble("0x00 CALLDATALOAD SLOAD 0x00 MSTORE 0x20 0x00 RETURN"))
"""The slot of its own storage that the first word names: always zero."""

REVERTING = creation(
    assemble(
        "0x08c379a0000000000000000000000000000000000000000000000000" + "00" * 4 + " 0x00 MSTORE "
        "0x20 0x04 MSTORE 0x04 0x24 MSTORE 0x" + b"nope".ljust(32, b"\0").hex() + " 0x44 MSTORE 0x64 0x00 REVERT"
    )
)
"""Reverts with Error("nope")."""


def put(key: bytes) -> bytes:
    """Call data of `PUT`."""
    return b"put\0" + key.rjust(32, b"\0")


class Account:
    """A key with its next nonce."""

    def __init__(self, chain_id: int) -> None:
        self.key = EthKey.generate()
        self.chain_id = chain_id
        self.nonce = 0

    def sign(
        self,
        to: bytes | None,
        data: bytes = b"",
        *,
        gas: int = 300_000,
        nonce: int | None = None,
        value: int = 0,
        gas_price: int = 0,
        chain_id: int | None = None,
    ) -> tuple[bytes, bytes]:
        """Raw transaction and its hash; the nonce goes up unless one is given."""
        used = self.nonce if nonce is None else nonce
        if nonce is None:
            self.nonce += 1
        chain = self.chain_id if chain_id is None else chain_id
        return sign_transaction(self.key, Transaction(chain, used, gas, to, data, value, gas_price))
