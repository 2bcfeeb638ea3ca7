"""The tree of keys: against the plain definition, and nothing left behind from which an erased key follows."""

from __future__ import annotations

import hmac
import os
import pickle
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from chain_node.crypto.erasable import KeyTree, Node
from chain_node.crypto.errors import KeyErased, KeyMalformed
from chain_node.crypto.suite import get_suite

SEED = bytes(range(32))
DEPTH = 5
RECORDS = range(1 << DEPTH)


def naive(number: int, depth: int, seed: bytes = SEED, digest: str = "sha256") -> bytes:
    """The key by the definition: from the seed, one step for each bit, then the key."""
    value = seed
    for bit in format(number, f"0{depth}b"):
        value = hmac.digest(value, b"lianlu/keytree/1\0" + (b"R" if bit == "1" else b"L"), digest)
    return hmac.digest(value, b"lianlu/keytree/1\0K", digest)


KEYS = [naive(number, DEPTH) for number in RECORDS]


def test_keys_are_those_of_the_definition() -> None:
    tree = KeyTree(SEED, DEPTH)
    assert [tree.key(number) for number in RECORDS] == KEYS
    assert len(set(KEYS)) == len(KEYS)


@given(st.lists(st.integers(0, 2**32 - 1), min_size=1, max_size=8))
def test_the_order_of_asking_does_not_matter(numbers: list[int]) -> None:
    tree = KeyTree(SEED)
    assert [tree.key(number) for number in numbers] == [naive(number, 32) for number in numbers]


def test_a_suite_gives_the_function() -> None:
    tree = KeyTree(SEED, 8, get_suite("sm").mac)
    assert tree.key(77) == naive(77, 8, digest="sm3")
    assert KeyTree(SEED, 8, get_suite("intl").mac).key(77) == naive(77, 8)


def test_sequential_keys_cost_about_two_steps() -> None:
    calls = 0

    def counting(key: bytes, data: bytes) -> bytes:
        nonlocal calls
        calls += 1
        return hmac.digest(key, data, "sha256")

    tree = KeyTree(SEED, 32, counting)
    tree.key(0)
    calls = 0
    for number in range(1, 1_025):
        tree.key(number)
    assert calls / 1_024 < 3.1  # two steps and the key itself


def derivable(nodes: list[Node], prf: Callable[[bytes, bytes], bytes]) -> set[bytes]:
    """Every value and every key that follows from what is kept: what an attacker has who finds it."""
    found = set()
    waiting = [(node.level, node.value) for node in nodes]
    while waiting:
        level, value = waiting.pop()
        found |= {value, prf(value, b"lianlu/keytree/1\0K")}
        if level < DEPTH:
            waiting += [(level + 1, prf(value, b"lianlu/keytree/1\0" + step)) for step in (b"L", b"R")]
    return found


@given(st.sets(st.sampled_from(RECORDS)), st.data())
def test_what_is_erased_follows_from_nothing_that_is_kept(erased: set[int], data: st.DataObject) -> None:
    tree = KeyTree(SEED, DEPTH)
    for number in data.draw(st.permutations(sorted(erased))):
        if data.draw(st.booleans()):
            tree.key(number)  # so that a path lies in memory when it is punctured
        tree.puncture(number)
    kept = derivable(tree.nodes(), lambda key, message: hmac.digest(key, message, "sha256"))
    for number in RECORDS:
        assert (KEYS[number] in kept) is (number not in erased)
        assert tree.is_erased(number) is (number in erased)
    if erased:
        assert SEED not in kept


class Erasing(RuleBasedStateMachine):
    """Keys asked for, erased, stored and read back, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.tree, self.erased = KeyTree(SEED, DEPTH), set[int]()

    @rule(number=st.sampled_from(RECORDS))
    def ask(self, number: int) -> None:
        if number in self.erased:
            with pytest.raises(KeyErased):
                self.tree.key(number)
        else:
            assert self.tree.key(number) == KEYS[number]

    @rule(number=st.sampled_from(RECORDS))
    def puncture(self, number: int) -> None:
        self.tree.puncture(number)
        self.erased.add(number)

    @rule()
    def restart(self) -> None:
        self.tree = KeyTree.from_nodes(self.tree.nodes(), DEPTH)

    @invariant()
    def nodes_cover_what_is_left_once(self) -> None:
        left = [
            number
            for level, prefix, _value in self.tree.nodes()
            for number in range(prefix << (DEPTH - level), (prefix + 1) << (DEPTH - level))
        ]
        assert left == [number for number in RECORDS if number not in self.erased]


TestErasing = Erasing.TestCase


def test_everything_can_be_erased() -> None:
    tree = KeyTree(SEED, DEPTH)
    for number in RECORDS:
        tree.puncture(number)
    assert tree.nodes() == []
    assert KeyTree.from_nodes([], DEPTH).is_erased(0)


def test_one_erasure_keeps_one_value_a_level() -> None:
    tree = KeyTree(os.urandom(32))
    tree.puncture(123_456_789)
    assert sorted(node.level for node in tree.nodes()) == list(range(1, 33))


@pytest.mark.parametrize(
    "nodes",
    [
        pytest.param([Node(0, 0, SEED), Node(1, 0, SEED)], id="below another"),
        pytest.param([Node(3, 5, SEED), Node(1, 1, SEED)], id="above another"),
        pytest.param([Node(2, 1, SEED), Node(2, 1, SEED)], id="twice"),
        pytest.param([Node(2, 4, SEED)], id="prefix too large"),
        pytest.param([Node(DEPTH + 1, 0, SEED)], id="too deep"),
        pytest.param([Node(-1, 0, SEED)], id="above the root"),
        pytest.param([Node(1, -1, SEED)], id="negative prefix"),
        pytest.param([Node(1, 0, SEED[:-1])], id="short value"),
    ],
)
def test_nodes_that_no_tree_has_are_refused(nodes: list[Node]) -> None:
    with pytest.raises(KeyMalformed):
        KeyTree.from_nodes(nodes, DEPTH)


def test_numbers_and_depths_out_of_range_are_refused() -> None:
    tree = KeyTree(SEED, DEPTH)
    for number in (-1, 1 << DEPTH):
        for call in (tree.key, tree.puncture, tree.is_erased):
            with pytest.raises(KeyMalformed):
                call(number)
    for depth in (0, 49):
        with pytest.raises(KeyMalformed):
            KeyTree(SEED, depth)
    with pytest.raises(KeyMalformed):
        KeyTree(SEED[1:])


def test_a_tree_hides_its_values() -> None:
    tree = KeyTree(SEED)
    assert SEED.hex() not in repr(tree)
    with pytest.raises(TypeError):
        pickle.dumps(tree)
