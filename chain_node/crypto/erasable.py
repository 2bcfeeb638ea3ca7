"""One key for every record, each of which can be destroyed alone: a puncturable tree of keys.

The tree of Goldreich, Goldwasser and Micali (1986): from a node's value its two children follow, never the other way.

    left, right = PRF(node, "L"), PRF(node, "R")          PRF = HMAC of the suite; values of 32 bytes
    key of record n = PRF(leaf n, "K")                    leaf n: `depth` steps from the seed, by the bits of n

A store begins with one value, the seed. To erase record n, the value above leaf n is replaced by those beside the path
to it (its co-path): every other key still follows, key n never again, by nobody. So a record costs no stored key, and
erasing one costs at most `depth` values, fewer when neighbours are erased.

* Destroying is the caller's act: write `nodes()` over the old ones, with secure deletion, and let no backup keep them.
* Sequential records cost about two PRF calls each: the last path is remembered, and forgotten at every puncture.
* Not for several threads at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from hmac import digest as _hmac
from typing import NamedTuple

from chain_node.crypto.errors import KeyErased, KeyMalformed

VALUE_SIZE = 32
MAX_DEPTH = 48

Prf = Callable[[bytes, bytes], bytes]
"""(key, data) -> 32 bytes; `Suite.mac`."""

_STEPS = (b"lianlu/keytree/1\x00L", b"lianlu/keytree/1\x00R")
_KEY = b"lianlu/keytree/1\x00K"


class Node(NamedTuple):
    """A value that is kept: all records whose number begins with the `level` bits `prefix` follow from `value`."""

    level: int
    prefix: int
    value: bytes


def _hmac_sha256(key: bytes, data: bytes) -> bytes:
    return _hmac(key, data, "sha256")


class KeyTree:
    """Keys of records 0 to 2^depth - 1.

    `depth` and `prf` are the caller's to keep with the nodes: nodes read with others give other keys.
    """

    __slots__ = ("_depth", "_number", "_path", "_prf", "_values")

    def __init__(self, seed: bytes, depth: int = 32, prf: Prf = _hmac_sha256) -> None:
        """A tree with nothing erased, from 32 random bytes. Raises KeyMalformed."""
        self._prepare([Node(0, 0, seed)], depth, prf)

    @classmethod
    def from_nodes(cls, nodes: Iterable[Node], depth: int = 32, prf: Prf = _hmac_sha256) -> KeyTree:
        """The tree that `nodes()` described. Raises KeyMalformed if a node is out of range or below another."""
        tree = cls.__new__(cls)
        tree._prepare([Node(*node) for node in nodes], depth, prf)
        return tree

    def _prepare(self, nodes: list[Node], depth: int, prf: Prf) -> None:
        if not 1 <= depth <= MAX_DEPTH:
            raise KeyMalformed(f"a key tree has 1 to {MAX_DEPTH} levels")
        self._depth, self._prf = depth, prf
        self._number, self._path = -1, list[bytes]()
        self._values: dict[tuple[int, int], bytes] = {}
        for level, prefix, value in nodes:
            if not 0 <= level <= depth or not 0 <= prefix < 1 << level or len(value) != VALUE_SIZE:
                raise KeyMalformed("a node of the key tree is out of range")
            if (level, prefix) in self._values:
                raise KeyMalformed("a node of the key tree appears twice")
            self._values[level, prefix] = value
        for level, prefix, _value in nodes:
            if any((level - up, prefix >> up) in self._values for up in range(1, level + 1)):
                raise KeyMalformed("a node of the key tree is below another")

    def key(self, number: int) -> bytes:
        """The key of a record, 32 bytes; a suite takes its first `key_size`.

        Raises KeyErased if it was punctured, KeyMalformed if it is out of range.
        """
        self._check(number)
        path = self._path
        if path and number == self._number:
            return self._prf(path[-1], _KEY)
        # `path` holds the values from some kept node down to the leaf of the last number asked for.
        shared = self._depth - (number ^ self._number).bit_length() if path else -1
        top = self._depth + 1 - len(path)
        if not path or shared < top:
            top = self._level_above(number)
            path = [self._values[top, number >> (self._depth - top)]]
        else:
            path = path[: shared - top + 1]
        for level in range(top + len(path), self._depth + 1):
            path.append(self._prf(path[-1], _STEPS[number >> (self._depth - level) & 1]))
        self._number, self._path = number, path
        return self._prf(path[-1], _KEY)

    def puncture(self, number: int) -> tuple[Node, list[Node]] | None:
        """Make the key of this record underivable: the node that must be destroyed, and those kept in its place.

        None, and nothing happens, if it is already. Raises KeyMalformed.
        """
        self._check(number)
        try:
            top = self._level_above(number)
        except KeyErased:
            return None
        self._number, self._path = -1, []
        above = Node(top, number >> (self._depth - top), self._values.pop((top, number >> (self._depth - top))))
        value, beside = above.value, list[Node]()
        for level in range(top + 1, self._depth + 1):
            prefix = number >> (self._depth - level)
            bit = prefix & 1
            beside.append(Node(level, prefix ^ 1, self._prf(value, _STEPS[bit ^ 1])))
            value = self._prf(value, _STEPS[bit])
        self._values.update(((one.level, one.prefix), one.value) for one in beside)
        return above, beside

    def is_erased(self, number: int) -> bool:
        """Whether this record's key was punctured. Raises KeyMalformed out of range."""
        self._check(number)
        try:
            self._level_above(number)
        except KeyErased:
            return True
        return False

    def nodes(self) -> list[Node]:
        """What must be kept, and nothing else may be, in the order of the records below."""
        found = [Node(level, prefix, value) for (level, prefix), value in self._values.items()]
        return sorted(found, key=lambda node: node.prefix << (self._depth - node.level))

    def _level_above(self, number: int) -> int:
        """Level of the one kept node that the record's key follows from."""
        values, depth = self._values, self._depth
        for level in range(depth + 1):
            if (level, number >> (depth - level)) in values:
                return level
        raise KeyErased(f"the key of record {number} was destroyed")

    def _check(self, number: int) -> None:
        if not 0 <= number < 1 << self._depth:
            raise KeyMalformed(f"record {number} is outside this key tree")

    def __repr__(self) -> str:
        return f"<KeyTree of {self._depth} levels, {len(self._values)} nodes (secret hidden)>"

    def __reduce__(self) -> str:
        raise TypeError("a key tree is not serialised; keep its nodes()")
