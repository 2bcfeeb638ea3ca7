"""Blocks as the ledger hashes them: headers, receipts, event records and the roots over them. Pure.

Sources: Ethereum yellow paper, section 4.3 (block header: `parentHash` .. `nonce`, later forks append fields) and
appendix D (the modified Merkle Patricia trie, here only the root of an index-keyed list); EIP-2718 (typed receipts:
one byte below 0x80 before the RLP). Nothing is executed, so no virtual machine is needed.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import rlp
from rlp.exceptions import RLPException

from chain_node.crypto.secp256k1 import keccak256
from chain_node.ledger.errors import ReplicaContradicted
from chain_node.ledger.port import Block

EMPTY_ROOT = bytes.fromhex("56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421")
"""Root of a trie without entries: keccak-256 of the RLP of the empty string."""

_HEADER_FIELDS = range(15, 33)
_PARENT, _TX_ROOT, _RECEIPTS_ROOT, _NUMBER, _TIMESTAMP = 0, 4, 5, 8, 11


@dataclass(frozen=True, slots=True)
class Header:
    """What we read of a block header. `hash` is keccak-256 of its RLP; `timestamp` seconds since 1970."""

    hash: bytes
    parent: bytes
    transactions_root: bytes
    receipts_root: bytes
    number: int
    timestamp: int


@dataclass(frozen=True, slots=True)
class EventLog:
    """One event as a receipt carries it: 20-byte emitter, up to four 32-byte topics, data."""

    address: bytes
    topics: tuple[bytes, ...]
    data: bytes


def parse_header(raw: bytes) -> Header:
    """Read a header's RLP. Raises `ReplicaContradicted` if it is none."""
    fields = _decode(raw, "header")
    try:
        if len(fields) not in _HEADER_FIELDS:
            raise ValueError(f"{len(fields)} fields")
        return Header(
            keccak256(raw),
            _sized(fields[_PARENT], 32),
            _sized(fields[_TX_ROOT], 32),
            _sized(fields[_RECEIPTS_ROOT], 32),
            _number(fields[_NUMBER]),
            _number(fields[_TIMESTAMP]),
        )
    except (TypeError, ValueError) as exc:
        raise ReplicaContradicted(f"block header is malformed: {exc}", evidence=raw) from exc


def parse_receipt(raw: bytes) -> tuple[EventLog, ...]:
    """The events of one receipt in consensus encoding (typed or not), none if the transaction failed.

    Raises `ReplicaContradicted` if it is no receipt.
    """
    body = raw[1:] if raw and raw[0] < 0x80 else raw
    fields = _decode(body, "receipt")
    try:
        _status, _gas, _bloom, logs = fields
        return tuple(_event(one) for one in logs)
    except (TypeError, ValueError) as exc:
        raise ReplicaContradicted(f"receipt is malformed: {exc}", evidence=raw) from exc


def check_roots(block: Block, header: Header) -> None:
    """Raise `ReplicaContradicted` unless the block's transactions and receipts are those its header commits to."""
    for what, items, root in (
        ("transactions", block.transactions, header.transactions_root),
        ("receipts", block.receipts, header.receipts_root),
    ):
        if not hmac.compare_digest(ordered_root(items), root):
            raise ReplicaContradicted(
                f"block {header.number}: its {what} are not those of its header",
                number=header.number,
                evidence=block.header,
            )


def ordered_root(items: Sequence[bytes]) -> bytes:
    """Root of the trie that maps RLP(index) to `items[index]`."""
    if not items:
        return EMPTY_ROOT
    pairs = sorted((_nibbles(rlp.encode(index)), item) for index, item in enumerate(items))
    root: bytes = keccak256(rlp.encode(_node(pairs, 0)))
    return root


def _node(pairs: list[tuple[bytes, bytes]], depth: int) -> list[Any]:
    """The node over `pairs` (sorted, distinct keys, none a prefix of another), whose keys agree up to `depth`."""
    first, last = pairs[0][0], pairs[-1][0]
    if len(pairs) == 1:
        return [_compact(first[depth:], leaf=True), pairs[0][1]]
    end = depth
    while first[end] == last[end]:
        end += 1
    if end > depth:
        return [_compact(first[depth:end], leaf=False), _reference(_node(pairs, end))]
    branch: list[Any] = [b""] * 17
    start = 0
    while start < len(pairs):
        nibble, stop = pairs[start][0][depth], start
        while stop < len(pairs) and pairs[stop][0][depth] == nibble:
            stop += 1
        branch[nibble] = _reference(_node(pairs[start:stop], depth + 1))
        start = stop
    return branch


def _reference(node: list[Any]) -> Any:
    """A node as its parent holds it: itself if shorter than 32 bytes, else its hash."""
    encoded = rlp.encode(node)
    return node if len(encoded) < 32 else keccak256(encoded)


def _nibbles(key: bytes) -> bytes:
    return bytes(half for byte in key for half in (byte >> 4, byte & 15))


def _compact(nibbles: bytes, *, leaf: bool) -> bytes:
    """Hex-prefix encoding (yellow paper, appendix C)."""
    flag = 2 if leaf else 0
    odd = len(nibbles) & 1
    padded = bytes((flag + odd,)) + nibbles if odd else bytes((flag, 0)) + nibbles
    return bytes(padded[i] << 4 | padded[i + 1] for i in range(0, len(padded), 2))


def _event(fields: Any) -> EventLog:
    address, topics, data = fields
    if not isinstance(data, bytes) or not isinstance(topics, list | tuple) or len(topics) > 4:
        raise ValueError("event record")
    return EventLog(_sized(address, 20), tuple(_sized(topic, 32) for topic in topics), data)


def _decode(raw: bytes, what: str) -> Any:
    try:
        fields = rlp.decode(raw)
    except (RLPException, RecursionError) as exc:
        raise ReplicaContradicted(f"{what} is not RLP: {exc}", evidence=raw) from exc
    if not isinstance(fields, list | tuple):
        raise ReplicaContradicted(f"{what} is not a list", evidence=raw)
    return fields


def _sized(value: Any, size: int) -> bytes:
    if not isinstance(value, bytes) or len(value) != size:
        raise ValueError(f"not {size} bytes")
    return value


def _number(value: Any) -> int:
    if not isinstance(value, bytes) or len(value) > 8 or value[:1] == b"\0":
        raise ValueError("not a number")
    return int.from_bytes(value, "big")
