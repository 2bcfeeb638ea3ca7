"""The Merkle Patricia trie (Ethereum yellow paper, appendix D), updated in batches. Pure.

A block changes many keys of one trie. They are applied in one descent, so that each changed node is encoded and hashed
once; nothing is deleted, because older roots stay readable (the ledger is an archive).

A node is None (empty), `(path, value, True)` a leaf, `(path, child, False)` an extension, or 16 children as a list (the
17th field of a branch stays empty: no key of ours is a prefix of another). Paths are nibbles, one a byte. A child is
32 bytes of hash, a node that encodes to fewer than 32 bytes, or None.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol, TypeAlias

from chain_node.crypto.secp256k1 import keccak256
from chain_node.engines.embedded import rlpcodec

Node: TypeAlias = Any
"""See the module's text; nested, so not expressible more narrowly."""

EMPTY_ROOT = keccak256(b"\x80")
"""Root of a trie without keys."""

_NIBBLES = [bytes((byte >> 4, byte & 15)) for byte in range(256)]


class MissingNode(KeyError):
    """A node that a root refers to is not there: the store is damaged."""


class NodeSource(Protocol):
    """Where nodes are read from."""

    def node(self, digest: bytes) -> Node:
        """The decoded node with this hash. Raises `MissingNode`."""


def nibbles(key: bytes) -> bytes:
    """`key` as one nibble a byte."""
    return b"".join([_NIBBLES[byte] for byte in key])


def lookup(source: NodeSource, root: bytes, key: bytes) -> bytes:
    """The value of `key` under `root`, empty if there is none."""
    node = None if root == EMPTY_ROOT else source.node(root)
    path, depth = nibbles(key), 0
    while node is not None:
        if isinstance(node, list):
            child = node[path[depth]]
            depth += 1
        else:
            part, child, leaf = node
            if leaf:
                return bytes(child) if path[depth:] == part else b""
            if path[depth : depth + len(part)] != part:
                return b""
            depth += len(part)
        node = source.node(child) if isinstance(child, bytes) else child
    return b""


def prove(source: NodeSource, root: bytes, key: bytes) -> list[bytes]:
    """The encoded nodes on the way to `key`, from the root; they prove its value or its absence."""
    if root == EMPTY_ROOT:
        return []
    node, path, depth = source.node(root), nibbles(key), 0
    proof = [encode_node(node)]
    while True:
        if isinstance(node, list):
            child = node[path[depth]]
            depth += 1
        else:
            part, child, leaf = node
            if leaf or path[depth : depth + len(part)] != part:
                return proof
            depth += len(part)
        if child is None:
            return proof
        if isinstance(child, bytes):
            node = source.node(child)
            proof.append(encode_node(node))
        else:
            node = child


def ordered_root(items: Sequence[bytes]) -> bytes:
    """Root of the trie that maps RLP(index) to `items[index]`: transactions and receipts of a block."""
    if not items:
        return EMPTY_ROOT
    pairs = sorted((nibbles(rlpcodec.encode_int(index)), item) for index, item in enumerate(items))
    return keccak256(encode_node(_Writer().build(pairs, 0)))


def update(source: NodeSource, root: bytes, changes: Mapping[bytes, bytes]) -> tuple[bytes, dict[bytes, bytes]]:
    """Set each key of `changes` (all of one length) to its value, or delete it if the value is empty.

    Returns the new root and the new nodes by hash.
    """
    if not changes:
        return root, {}
    writer = _Writer(source)
    pairs = sorted((nibbles(key), value) for key, value in changes.items())
    node = writer.apply(None if root == EMPTY_ROOT else source.node(root), pairs, 0)
    if node is None:
        return EMPTY_ROOT, {}
    encoded = encode_node(node)
    digest = keccak256(encoded)
    writer.written[digest] = encoded
    return digest, writer.written


def encode_node(node: Node) -> bytes:
    """The RLP of a node."""
    if isinstance(node, list):
        return rlpcodec.encode_sequence([*[_encode_child(child) for child in node], b"\x80"])
    path, content, leaf = node
    body = rlpcodec.encode_bytes(content) if leaf else _encode_child(content)
    return rlpcodec.encode_sequence((rlpcodec.encode_bytes(_compact(path, leaf)), body))


def decode_node(raw: bytes) -> Node:
    """The node that `raw` encodes. Raises `rlpcodec.RlpError`."""
    return _structure(rlpcodec.decode_list(raw))


def _structure(fields: rlpcodec.Item) -> Node:
    if not isinstance(fields, list) or len(fields) not in (2, 17):
        raise rlpcodec.RlpError("not a trie node")
    if len(fields) == 17:
        return [_child(field) for field in fields[:16]]
    head = rlpcodec.as_bytes(fields[0])
    path = nibbles(head)
    flag = path[0]
    path = path[1:] if flag & 1 else path[2:]
    return (path, fields[1], True) if flag & 2 else (path, _child(fields[1]), False)


def _child(field: rlpcodec.Item) -> Node:
    if isinstance(field, list):
        return _structure(field)
    return field or None


def _encode_child(child: Node) -> bytes:
    if child is None:
        return b"\x80"
    if isinstance(child, bytes):
        return b"\xa0" + child
    return encode_node(child)


def _compact(path: bytes, leaf: bool) -> bytes:
    """Hex-prefix encoding (appendix C)."""
    flag = 2 if leaf else 0
    whole = bytes((flag + 1,)) + path if len(path) & 1 else bytes((flag, 0)) + path
    return bytes([high << 4 | low for high, low in zip(whole[::2], whole[1::2], strict=True)])


def _common(first: bytes, second: bytes) -> int:
    size = min(len(first), len(second))
    for index in range(size):
        if first[index] != second[index]:
            return index
    return size


class _Writer:
    """One batch: `written` collects the nodes that were made, by hash."""

    def __init__(self, source: NodeSource | None = None) -> None:
        self._source = source
        self.written: dict[bytes, bytes] = {}

    def apply(self, node: Node, pairs: list[tuple[bytes, bytes]], depth: int) -> Node:
        """`node` with `pairs` applied; all of them share the first `depth` nibbles with it."""
        if node is None:
            return self.build([pair for pair in pairs if pair[1]], depth)
        if isinstance(node, list):
            return self._apply_branch(list(node), pairs, depth)
        path, content, leaf = node
        if leaf:
            whole = pairs[0][0][:depth] + path
            merged = dict(pairs)
            merged.setdefault(whole, content)
            return self.build(sorted(pair for pair in merged.items() if pair[1]), depth)
        return self._apply_extension(path, content, pairs, depth)

    def build(self, pairs: Sequence[tuple[bytes, bytes]], depth: int) -> Node:
        """A new node over sorted `pairs` that agree up to `depth`."""
        if not pairs:
            return None
        first, last = pairs[0][0], pairs[-1][0]
        if len(pairs) == 1:
            return (first[depth:], pairs[0][1], True)
        shared = depth + _common(first[depth:], last[depth:])
        branch: list[Node] = [None] * 16
        for nibble, group in _groups(pairs, shared):
            branch[nibble] = self._reference(self.build(group, shared + 1))
        if shared == depth:
            return branch
        return (first[depth:shared], self._reference(branch), False)

    def _apply_branch(self, branch: list[Node], pairs: Sequence[tuple[bytes, bytes]], depth: int) -> Node:
        for nibble, group in _groups(pairs, depth):
            branch[nibble] = self._reference(self.apply(self._resolve(branch[nibble]), group, depth + 1))
        used = [nibble for nibble, child in enumerate(branch) if child is not None]
        if len(used) > 1:
            return branch
        if not used:
            return None
        return self._prefix(bytes(used), self._resolve(branch[used[0]]))

    def _apply_extension(self, path: bytes, child: Node, pairs: list[tuple[bytes, bytes]], depth: int) -> Node:
        shared = min(_common(path, pairs[0][0][depth:]), _common(path, pairs[-1][0][depth:]))
        if shared == len(path):
            return self._prefix(path, self.apply(self._resolve(child), pairs, depth + shared))
        branch: list[Node] = [None] * 16
        rest = path[shared + 1 :]
        branch[path[shared]] = self._reference((rest, child, False)) if rest else child
        return self._prefix(path[:shared], self._apply_branch(branch, pairs, depth + shared))

    def _prefix(self, path: bytes, node: Node) -> Node:
        """`node` moved `path` further down."""
        if node is None or not path:
            return node
        if isinstance(node, list):
            return (path, self._reference(node), False)
        rest, content, leaf = node
        return (path + rest, content, leaf)

    def _resolve(self, child: Node) -> Node:
        if not isinstance(child, bytes):
            return child
        fresh = self.written.get(child)
        if fresh is not None:
            return decode_node(fresh)
        assert self._source is not None, "a batch that only builds meets no stored child"
        return self._source.node(child)

    def _reference(self, node: Node) -> Node:
        if node is None:
            return None
        encoded = encode_node(node)
        if len(encoded) < 32:
            return node
        digest = keccak256(encoded)
        self.written[digest] = encoded
        return digest


def _groups(pairs: Sequence[tuple[bytes, bytes]], depth: int) -> list[tuple[int, list[tuple[bytes, bytes]]]]:
    """`pairs` by their nibble at `depth`, in order."""
    groups: dict[int, list[tuple[bytes, bytes]]] = {}
    for pair in pairs:
        groups.setdefault(pair[0][depth], []).append(pair)
    return list(groups.items())
