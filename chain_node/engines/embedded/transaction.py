"""Transactions as the embedded ledger admits them: legacy form with replay protection (EIP-155), low s (EIP-2). Pure.

Parsing is strict, and recovers the sender once; nothing later looks at the signature again. Calls, which nobody signs,
are here too.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

from coincurve import PublicKey

from chain_node.crypto.secp256k1 import keccak256
from chain_node.engines.embedded import rlpcodec
from chain_node.engines.embedded.errors import TransactionRejected

HALF_ORDER = 0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0
"""Half the order of secp256k1: the largest s of a signature (EIP-2)."""

_GAS_BASE, _GAS_CREATE, _GAS_ZERO, _GAS_NONZERO = 21_000, 32_000, 4, 16
_EIP155 = 35


@dataclass(frozen=True, slots=True)
class Transaction:
    """A signed transaction whose signature was checked. `to` is empty for a creation; `gas` is the limit."""

    raw: bytes
    hash: bytes
    sender: bytes
    nonce: int
    gas_price: int
    gas: int
    to: bytes
    value: int
    data: bytes
    v: int
    r: int
    s: int

    @property
    def intrinsic_gas(self) -> int:
        """Gas that is due before anything is executed (yellow paper, 6.2; EIP-2028)."""
        return intrinsic_gas(self.to, self.data)


class CallRequest(NamedTuple):
    """A read-only call. `to` empty runs `data` as creation code."""

    sender: bytes
    to: bytes
    data: bytes
    value: int
    gas: int
    gas_price: int = 0


def intrinsic_gas(to: bytes, data: bytes) -> int:
    """Gas due for a transaction to `to` (empty: a creation) with `data`."""
    zeros = data.count(0)
    return _GAS_BASE + (0 if to else _GAS_CREATE) + zeros * _GAS_ZERO + (len(data) - zeros) * _GAS_NONZERO


def parse_transaction(raw: bytes, chain_id: int) -> Transaction:
    """Read and check a signed transaction for the chain `chain_id`. Raises `TransactionRejected`."""
    if raw and raw[0] < 0x80:
        raise TransactionRejected(f"transaction type {raw[0]} is not supported: send a legacy transaction (EIP-155)")
    try:
        fields = rlpcodec.decode_list(raw)
        unsigned = _unpack(raw, b"", b"", fields)
    except rlpcodec.RlpError as exc:
        raise TransactionRejected(f"transaction is malformed: {exc}") from exc
    sender = _sender(fields[:6], unsigned.v, unsigned.r, unsigned.s, chain_id)
    return replace(unsigned, hash=keccak256(raw), sender=sender)


def stored_transaction(raw: bytes, digest: bytes, sender: bytes) -> Transaction:
    """A transaction that was checked when it was admitted. Raises `rlpcodec.RlpError` if the store is damaged."""
    return _unpack(raw, digest, sender, rlpcodec.decode_list(raw))


def _unpack(raw: bytes, digest: bytes, sender: bytes, fields: list[rlpcodec.Item]) -> Transaction:
    if len(fields) != 9:
        raise rlpcodec.RlpError(f"{len(fields)} fields, not 9")
    return Transaction(
        raw,
        digest,
        sender,
        nonce=rlpcodec.as_int(fields[0], 64),
        gas_price=rlpcodec.as_int(fields[1]),
        gas=rlpcodec.as_int(fields[2], 64),
        to=rlpcodec.as_bytes(fields[3], 0, 20),
        value=rlpcodec.as_int(fields[4]),
        data=rlpcodec.as_bytes(fields[5]),
        v=rlpcodec.as_int(fields[6], 64),
        r=rlpcodec.as_int(fields[7]),
        s=rlpcodec.as_int(fields[8]),
    )


def _sender(signed: list[rlpcodec.Item], v: int, r: int, s: int, chain_id: int) -> bytes:
    """The 20-byte address whose key signed. Raises `TransactionRejected`."""
    parity = v - _EIP155 - 2 * chain_id
    if parity not in (0, 1):
        if v in (27, 28):
            raise TransactionRejected("only replay-protected (EIP-155) transactions are allowed")
        raise TransactionRejected(f"invalid chain id for signer: have {max(0, v - _EIP155) // 2} want {chain_id}")
    if s > HALF_ORDER:
        raise TransactionRejected("invalid transaction v, r, s values: s is in the upper half")
    body = [*[rlpcodec.encode(one) for one in signed], rlpcodec.encode_int(chain_id), b"\x80", b"\x80"]
    digest = keccak256(rlpcodec.encode_sequence(body))
    signature = r.to_bytes(32, "big") + s.to_bytes(32, "big") + bytes((parity,))
    try:
        public = PublicKey.from_signature_and_message(signature, digest, hasher=None)
    except Exception as exc:  # coincurve raises ValueError, or plain Exception for a point that is none
        raise TransactionRejected("invalid transaction v, r, s values") from exc
    return keccak256(public.format(compressed=False)[1:])[12:]
