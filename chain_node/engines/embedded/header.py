"""Headers and receipts of the embedded ledger, byte for byte as Ethereum hashes them. Pure.

Header: the 15 fields of the yellow paper, section 4.3. Fixed: no uncles, coinbase, mix hash and nonce zero, difficulty
1 (there is one sealer; it signs the header's hash beside the header, not inside). Receipt: legacy form with a status
(EIP-658). Bloom: section 4.3.1.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from chain_node.crypto.secp256k1 import keccak256
from chain_node.engines.embedded import rlpcodec

EMPTY_UNCLES = keccak256(b"\xc0")
ZERO_ADDRESS = bytes(20)
DIFFICULTY = 1
_MIX_HASH, _NONCE = bytes(32), bytes(8)


class LogEntry(NamedTuple):
    """One event: 20-byte emitter, up to four 32-byte topics, data."""

    address: bytes
    topics: tuple[bytes, ...]
    data: bytes


@dataclass(frozen=True, slots=True)
class Header:
    """A block's header. `timestamp` in seconds since 1970; several blocks may have the same one."""

    parent_hash: bytes
    state_root: bytes
    transactions_root: bytes
    receipts_root: bytes
    bloom: bytes
    number: int
    gas_limit: int
    gas_used: int
    timestamp: int
    extra_data: bytes

    def encode(self) -> bytes:
        """The header's RLP; its keccak-256 is the block's hash."""
        return rlpcodec.encode(
            [
                self.parent_hash,
                EMPTY_UNCLES,
                ZERO_ADDRESS,
                self.state_root,
                self.transactions_root,
                self.receipts_root,
                self.bloom,
                _int(DIFFICULTY),
                _int(self.number),
                _int(self.gas_limit),
                _int(self.gas_used),
                _int(self.timestamp),
                self.extra_data,
                _MIX_HASH,
                _NONCE,
            ]
        )


class Receipt(NamedTuple):
    """What a transaction did. `cumulative_gas` counts from the block's start."""

    status: int
    cumulative_gas: int
    bloom: bytes
    logs: tuple[LogEntry, ...]

    def encode(self) -> bytes:
        """The receipt's RLP, the form of which the receipts root is made."""
        logs = [
            rlpcodec.encode_sequence(
                (
                    b"\x94" + log.address,
                    rlpcodec.encode_sequence([b"\xa0" + topic for topic in log.topics]),
                    rlpcodec.encode_bytes(log.data),
                )
            )
            for log in self.logs
        ]
        return rlpcodec.encode_sequence(
            (
                rlpcodec.encode_int(self.status),
                rlpcodec.encode_int(self.cumulative_gas),
                rlpcodec.encode_bytes(self.bloom),
                rlpcodec.encode_sequence(logs),
            )
        )


def decode_header(raw: bytes) -> Header:
    """Read a header of this ledger. Raises `rlpcodec.RlpError` if it is none, or has another value in a fixed field."""
    fields = rlpcodec.decode_list(raw)
    if len(fields) != 15:
        raise rlpcodec.RlpError(f"a header has 15 fields, not {len(fields)}")
    header = Header(
        parent_hash=rlpcodec.as_bytes(fields[0], 32),
        state_root=rlpcodec.as_bytes(fields[3], 32),
        transactions_root=rlpcodec.as_bytes(fields[4], 32),
        receipts_root=rlpcodec.as_bytes(fields[5], 32),
        bloom=rlpcodec.as_bytes(fields[6], 256),
        number=rlpcodec.as_int(fields[8], 64),
        gas_limit=rlpcodec.as_int(fields[9], 64),
        gas_used=rlpcodec.as_int(fields[10], 64),
        timestamp=rlpcodec.as_int(fields[11], 64),
        extra_data=rlpcodec.as_bytes(fields[12]),
    )
    if header.encode() != raw:
        raise rlpcodec.RlpError("a field that is fixed on this ledger has another value")
    return header


def decode_receipt(raw: bytes) -> Receipt:
    """Read a receipt. Raises `rlpcodec.RlpError`."""
    fields = rlpcodec.decode_list(raw)
    if len(fields) != 4 or not isinstance(fields[3], list):
        raise rlpcodec.RlpError("not a receipt")
    return Receipt(
        rlpcodec.as_int(fields[0], 8),
        rlpcodec.as_int(fields[1], 64),
        rlpcodec.as_bytes(fields[2], 256),
        tuple(_log(one) for one in fields[3]),
    )


def bloom_of(logs: Iterable[LogEntry]) -> int:
    """The 2,048-bit filter over addresses and topics of `logs`, as an integer."""
    bits = 0
    for log in logs:
        bits |= _bloom_bits(log.address)
        for topic in log.topics:
            bits |= _bloom_bits(topic)
    return bits


@lru_cache(maxsize=8_192)
def _bloom_bits(value: bytes) -> int:
    digest = keccak256(value)
    bits = 0
    for index in (0, 2, 4):
        bits |= 1 << (int.from_bytes(digest[index : index + 2], "big") & 2047)
    return bits


def _log(item: rlpcodec.Item) -> LogEntry:
    if not isinstance(item, list) or len(item) != 3 or not isinstance(item[1], list) or len(item[1]) > 4:
        raise rlpcodec.RlpError("not an event")
    topics = tuple(rlpcodec.as_bytes(topic, 32) for topic in item[1])
    return LogEntry(rlpcodec.as_bytes(item[0], 20), topics, rlpcodec.as_bytes(item[2]))


def _int(value: int) -> bytes:
    return value.to_bytes((value.bit_length() + 7) // 8, "big")
