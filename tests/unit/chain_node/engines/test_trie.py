"""Our trie and encoding against the ones of the `trie` and `rlp` packages, on random batches."""

from __future__ import annotations

import random
from typing import Any

import pytest
import rlp
from hypothesis import given, settings
from hypothesis import strategies as st
from trie.hexary import HexaryTrie

from chain_node.engines.embedded import rlpcodec, trie
from chain_node.ledger.blocks import ordered_root

REFERENCE: Any = HexaryTrie


class Nodes:
    """A `trie.NodeSource` over a dictionary."""

    def __init__(self) -> None:
        self.raw: dict[bytes, bytes] = {}

    def node(self, digest: bytes) -> Any:
        if digest not in self.raw:
            raise trie.MissingNode(digest.hex())
        return trie.decode_node(self.raw[digest])


def random_key(source: random.Random, crowded: bool) -> bytes:
    """Keys that share long prefixes make extensions, and embedded nodes at the bottom."""
    if not crowded:
        return source.randbytes(32)
    return bytes((source.choice((0, 1, 16)),)) + bytes(28) + bytes(source.randrange(3) for _ in range(3))


@pytest.mark.parametrize("seed", range(40))
def test_batches_give_the_reference_roots_values_and_proofs(seed: int) -> None:
    source = random.Random(seed)
    nodes, root, reference = Nodes(), trie.EMPTY_ROOT, REFERENCE({})
    keys = [random_key(source, crowded=seed % 2 == 0) for _ in range(40)]
    for _ in range(8):
        changes = {}
        for key in source.sample(keys, source.randrange(1, 20)):
            deleted = source.random() < 0.4
            changes[key] = b"" if deleted else source.randbytes(source.choice((1, 3, 40)))
        for key, value in changes.items():
            reference[key] = value
        root, written = trie.update(nodes, root, changes)
        nodes.raw.update(written)
        assert root == reference.root_hash
        for key in source.sample(keys, 5):
            value = trie.lookup(nodes, root, key)
            assert value == reference[key]
            proof = trie.prove(nodes, root, key)
            if root != trie.EMPTY_ROOT:
                reference_value: Any = REFERENCE.get_from_proof(root, key, [rlp.decode(node) for node in proof])
                assert reference_value == value
    assert trie.update(nodes, root, dict.fromkeys(keys, b"")) == (trie.EMPTY_ROOT, {})


def test_older_roots_stay_readable() -> None:
    nodes, root = Nodes(), trie.EMPTY_ROOT
    roots = []
    for value in range(1, 20):
        root, written = trie.update(nodes, root, {bytes(31) + b"k": bytes((value,)), bytes((value,)) * 32: b"x"})
        nodes.raw.update(written)
        roots.append(root)
    assert [trie.lookup(nodes, old, bytes(31) + b"k") for old in roots] == [bytes((v,)) for v in range(1, 20)]


def test_a_missing_node_is_named() -> None:
    nodes = Nodes()
    root, written = trie.update(nodes, trie.EMPTY_ROOT, {bytes((n,)) * 32: b"value" * 9 for n in range(9)})
    nodes.raw.update(written)
    del nodes.raw[root]
    with pytest.raises(trie.MissingNode, match=root.hex()):
        trie.lookup(nodes, root, bytes(32))


@pytest.mark.parametrize("count", [0, 1, 2, 15, 16, 17, 127, 128, 129, 255, 256, 300])
def test_ordered_roots_agree_with_both_references(count: int) -> None:
    source = random.Random(count)
    items = [source.randbytes(source.choice((1, 20, 120))) for _ in range(count)]
    reference = REFERENCE({})
    for index, item in enumerate(items):
        reference[rlp.encode(index)] = item
    assert trie.ordered_root(items) == reference.root_hash == ordered_root(items)


items = st.recursive(st.binary(max_size=70), lambda inner: st.lists(inner, max_size=6), max_leaves=12)


@given(items)
def test_encoding_is_that_of_the_rlp_package(item: Any) -> None:
    encoded = rlpcodec.encode(item)
    assert encoded == rlp.encode(item)
    assert rlpcodec.decode(encoded) == item


@given(st.integers(min_value=0, max_value=1 << 256))
def test_integers_are_those_of_the_rlp_package(value: int) -> None:
    assert rlpcodec.encode_int(value) == rlp.encode(value)


@settings(max_examples=400)
@given(st.binary(max_size=40))
def test_only_canonical_encodings_are_read(data: bytes) -> None:
    try:
        item = rlpcodec.decode(data)
    except rlpcodec.RlpError:
        return
    assert rlpcodec.encode(item) == data


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x81\x01",  # a single byte below 0x80 stands for itself
        b"\xb8\x01\x01",  # long form for a short string
        b"\xb9\x00\x38" + bytes(56),  # length with a leading zero
        b"\x82\x01",  # cut short
        b"\x01\x02",  # two items
        b"\xc2\x83\x01",  # an item that leaves its list
        b"\xff" * 9,
        b"\xc1" * 40 + b"\xc0",
        b"\xbf" + b"\xff" * 8,
    ],
)
def test_what_is_not_canonical_is_refused(data: bytes) -> None:
    with pytest.raises(rlpcodec.RlpError):
        rlpcodec.decode(data)


def test_deep_nesting_is_refused_before_it_hurts() -> None:
    data = b"\xc0"
    for _ in range(20):
        data = rlpcodec.encode_sequence((data,))
    with pytest.raises(rlpcodec.RlpError, match="too deeply"):
        rlpcodec.decode(data)
