"""Signed ledger transactions: legacy form with replay protection, which every engine takes. Pure.

Source: EIP-155. The signature covers keccak-256 of RLP [nonce, gas price, gas, to, value, data, chain id, 0, 0]; the
transaction is RLP [nonce, gas price, gas, to, value, data, v, r, s] with v = 35 + 2 * chain id + recovery id.
"""

from __future__ import annotations

from typing import Protocol

import rlp

from chain_node.crypto.secp256k1 import keccak256

DEFAULT_GAS = 8_000_000
"""Enough for every call of our contracts; gas is free, so the limit only bounds a run-away call."""


class Signer(Protocol):
    """What signs for an account: `chain_node.crypto.secp256k1.EthKey`, or a device."""

    @property
    def address(self) -> str:
        """Checksummed address, `0x` and 40 hexadecimal digits."""

    def sign_digest(self, digest: bytes) -> bytes:
        """65 bytes r || s || v over a 32-byte digest, v 27 or 28, s in the lower half."""


def address_of(signer: Signer) -> bytes:
    """The signer's 20-byte address."""
    return bytes.fromhex(signer.address[2:])


def sign_transaction(
    signer: Signer, chain_id: int, nonce: int, to: bytes | None, data: bytes, gas: int = DEFAULT_GAS
) -> bytes:
    """The raw transaction that calls `to` (20 bytes; None creates a contract) with `data`; no value, gas price 0."""
    fields = [_int(nonce), b"", _int(gas), to or b"", b"", data]
    signature = signer.sign_digest(keccak256(rlp.encode([*fields, _int(chain_id), b"", b""])))
    v = 35 + 2 * chain_id + signature[64] - 27
    raw: bytes = rlp.encode([*fields, _int(v), signature[:32].lstrip(b"\0"), signature[32:64].lstrip(b"\0")])
    return raw


def transaction_hash(raw: bytes) -> bytes:
    """The hash by which the ledger knows a raw transaction."""
    return keccak256(raw)


def created_address(sender: bytes, nonce: int) -> bytes:
    """Address of the contract that a creating transaction of `sender` with `nonce` makes (yellow paper, section 7)."""
    return keccak256(rlp.encode([sender, _int(nonce)]))[12:]


def _int(value: int) -> bytes:
    return value.to_bytes((value.bit_length() + 7) // 8, "big")
