"""Roots and headers, against the reference trie."""

from __future__ import annotations

import os

import pytest
import rlp
from hypothesis import given, settings
from hypothesis import strategies as st

from chain_node.ledger.blocks import (
    EMPTY_ROOT,
    EventLog,
    check_roots,
    ordered_root,
    parse_header,
    parse_receipt,
)
from chain_node.ledger.errors import ReplicaContradicted
from chain_node.ledger.port import Block
from tests.simulator import SimulatedLedger, trie_root


@pytest.mark.parametrize("count", [0, 1, 2, 3, 15, 16, 17, 127, 128, 129, 130, 255, 256, 257, 700])
def test_root_of_an_indexed_list_is_the_reference_implementation_s(count: int) -> None:
    items = [os.urandom(1 + index % 90) for index in range(count)]
    assert ordered_root(items) == trie_root(items)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.binary(min_size=1, max_size=40), max_size=40))
def test_root_of_short_items_which_are_embedded_in_their_parents(items: list[bytes]) -> None:
    assert ordered_root(items) == trie_root(items)


def test_empty_root_constant() -> None:
    assert trie_root([]) == EMPTY_ROOT


def event(number: int = 1) -> EventLog:
    return EventLog(bytes([number]) * 20, (b"\x01" * 32, b"\x02" * 32), b"data")


def test_header_and_receipt_of_a_real_block_are_read() -> None:
    ledger = SimulatedLedger()
    ref = ledger.emit(event(), event(2))
    (block,) = ledger.blocks(1, 1)
    header = parse_header(block.header)
    assert (header.number, header.hash, header.timestamp) == (1, ref.hash, ref.timestamp)
    assert header.parent == ledger.head().hash or header.parent != b""
    assert parse_receipt(block.receipts[0]) == (event(), event(2))
    check_roots(block, header)


def test_typed_receipt_is_read_after_its_type_byte() -> None:
    ledger = SimulatedLedger()
    ledger.emit(event())
    (block,) = ledger.blocks(1, 1)
    assert parse_receipt(b"\x02" + block.receipts[0]) == (event(),)


def test_altered_receipt_or_transaction_is_found() -> None:
    ledger = SimulatedLedger()
    ledger.emit(event())
    (block,) = ledger.blocks(1, 1)
    header = parse_header(block.header)
    for altered in (
        Block(block.header, block.transactions, ()),
        Block(block.header, (block.transactions[0] + b"\0",), block.receipts),
        Block(block.header, block.transactions, (block.receipts[0], block.receipts[0])),
    ):
        with pytest.raises(ReplicaContradicted):
            check_roots(altered, header)


@pytest.mark.parametrize("raw", [b"", b"\x80", b"\xc0", b"\xff" * 40, b"x" * 600, rlp.encode([b""] * 15)])
def test_garbage_is_no_header(raw: bytes) -> None:
    with pytest.raises(ReplicaContradicted):
        parse_header(raw)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x02",
        b"\xc0",
        rlp.encode([b"", b"", b""]),
        rlp.encode([b"", b"", b"", [[b"\1" * 19, [], b""]]]),
        rlp.encode([b"", b"", b"", [[b"\1" * 20, [b"\2" * 31], b""]]]),
        rlp.encode([b"", b"", b"", [[b"\1" * 20, [b"\2" * 32] * 5, b""]]]),
        rlp.encode([b"", b"", b"", [[b"\1" * 20, [b"\2" * 32], []]]]),
    ],
)
def test_garbage_is_no_receipt(raw: bytes) -> None:
    with pytest.raises(ReplicaContradicted):
        parse_receipt(raw)
