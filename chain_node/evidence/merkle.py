"""Merkle trees of RFC 9162 section 2.1: roots, proofs, and their verification.

    leaf   H(0x00 || entry)        node   H(0x01 || left || right)        empty   H("")

A tree of n > 1 leaves splits at the largest power of two below n. The hash function is always given by the caller
(default SHA-256) and never taken from a proof. Verification derives from index and sizes how many hashes a proof must
have, and refuses every other number; sizes of 0 never enter a proof. A failed check raises.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hmac import compare_digest

from chain_node.evidence.canonical import Digest, sha256
from chain_node.evidence.errors import MerkleMismatch, MerkleShape

HASH_SIZE = 32
MAX_SIZE = 1 << 63
"""No log has more leaves: indexes are signed 64-bit integers where they are stored."""


def leaf_hash(entry: bytes, digest: Digest = sha256) -> bytes:
    """`H(0x00 || entry)`, 32 bytes."""
    return digest(b"\x00" + entry)


def node_hash(left: bytes, right: bytes, digest: Digest = sha256) -> bytes:
    """`H(0x01 || left || right)`, 32 bytes."""
    return digest(b"\x01" + left + right)


def tree_levels(hashes: Sequence[bytes], digest: Digest = sha256) -> list[list[bytes]]:
    """All levels from the leaf hashes (level 0) to the root; a last node without a sibling rises unchanged."""
    level = list(hashes)
    levels = [level]
    while len(level) > 1:
        above = [digest(b"\x01" + level[at] + level[at + 1]) for at in range(0, len(level) - 1, 2)]
        if len(level) & 1:
            above.append(level[-1])
        levels.append(above)
        level = above
    return levels


def root(hashes: Sequence[bytes], digest: Digest = sha256) -> bytes:
    """Root over leaf hashes, in order; `H("")` for none."""
    return tree_levels(hashes, digest)[-1][0] if hashes else digest(b"")


def path_in(levels: Sequence[Sequence[bytes]], index: int) -> list[bytes]:
    """Inclusion path of one leaf from `tree_levels`; the hash next to the leaf comes first."""
    path = []
    for level in levels[:-1]:
        sibling = index ^ 1
        if sibling < len(level):
            path.append(level[sibling])
        index >>= 1
    return path


def inclusion_path(hashes: Sequence[bytes], index: int, digest: Digest = sha256) -> list[bytes]:
    """PATH(index, tree) of RFC 9162 section 2.1.3.1 over leaf hashes; raises MerkleShape if there is no such leaf."""
    if not 0 <= index < len(hashes):
        raise MerkleShape(f"no leaf {index} in a tree of {len(hashes)}")
    return path_in(tree_levels(hashes, digest), index)


def inclusion_spans(index: int, size: int) -> list[tuple[int, int]]:
    """The ranges [start, end) of leaves whose roots are the inclusion path: for stores that keep tiles."""
    if not 0 <= index < size:
        raise MerkleShape(f"no leaf {index} in a tree of {size}")
    spans: list[tuple[int, int]] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            spans.append((middle, end))
            end = middle
        else:
            spans.append((start, middle))
            start = middle
    return spans[::-1]


def consistency_spans(size1: int, size2: int) -> list[tuple[int, int]]:
    """The ranges [start, end) whose roots are PROOF(size1, tree of size2), RFC 9162 section 2.1.4.1."""
    if not 0 < size1 <= size2:
        raise MerkleShape(f"no consistency proof from {size1} to {size2}")
    spans: list[tuple[int, int]] = []
    start, end, whole = 0, size2, True
    while size1 != end:
        middle = start + _split(end - start)
        if size1 <= middle:
            spans.append((middle, end))
            end = middle
        else:
            spans.append((start, middle))
            start, whole = middle, False
    if not whole:
        spans.append((start, end))
    return spans[::-1]


def consistency_path(hashes: Sequence[bytes], size1: int, digest: Digest = sha256) -> list[bytes]:
    """PROOF(size1, tree over all of `hashes`); empty for equal sizes; raises MerkleShape for size 0 or beyond."""
    return [root(hashes[start:end], digest) for start, end in consistency_spans(size1, len(hashes))]


def path_length(index: int, size: int) -> int:
    """How many hashes the inclusion path of `index` in a tree of `size` has."""
    inner = (index ^ (size - 1)).bit_length()
    return inner + (index >> inner).bit_count()


def fold_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], digest: Digest = sha256) -> bytes:
    """The root that leaf hash and path lead to; the caller has checked the shape (`check_inclusion_shape`)."""
    inner = (index ^ (size - 1)).bit_length()
    # below `inner` both sides have nodes; above it the leaf is on the right edge and only left nodes join
    index |= -1 << inner
    for sibling in path:
        leaf = digest(b"\x01" + sibling + leaf) if index & 1 else digest(b"\x01" + leaf + sibling)
        index >>= 1
    return leaf


def verify_inclusion(
    leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes, digest: Digest = sha256
) -> None:
    """Check that the leaf hash is at `index` of the tree of `size` with that root (RFC 9162 section 2.1.3.2).

    Raises MerkleShape for wrong numbers or lengths, MerkleMismatch if it leads elsewhere.
    """
    if not 0 <= index < size <= MAX_SIZE:
        raise MerkleShape(f"no leaf {index} in a tree of {size}")
    if len(path) != path_length(index, size):
        raise MerkleShape(f"{len(path)} hashes, the path of {index} in {size} has {path_length(index, size)}")
    _check_hashes((leaf, root, *path))
    if not compare_digest(fold_inclusion(leaf, index, size, path, digest), root):
        raise MerkleMismatch(f"leaf {index} is not in the tree of {size} with root {root.hex()}")


def verify_consistency(
    size1: int, size2: int, root1: bytes, root2: bytes, path: Sequence[bytes], digest: Digest = sha256
) -> None:
    """Check that the tree (size1, root1) is a prefix of (size2, root2) (RFC 9162 section 2.1.4.2).

    Raises MerkleShape for wrong numbers or lengths (size 0 included), MerkleMismatch if a root differs.
    """
    if not 0 < size1 <= size2 <= MAX_SIZE:
        raise MerkleShape(f"no consistency proof from {size1} to {size2}")
    expected = len(consistency_spans(size1, size2))
    if len(path) != expected:
        raise MerkleShape(f"{len(path)} hashes, the proof from {size1} to {size2} has {expected}")
    if size1 == size2:
        # the same tree: nothing is hashed, the roots are equal or they are not
        if not compare_digest(root1, root2):
            raise MerkleMismatch(f"two different roots of size {size1}")
        return
    _check_hashes((root1, root2, *path))
    old, new = _fold_consistency(size1, size2, root1, list(path), digest)
    if not compare_digest(old, root1):
        raise MerkleMismatch(f"the proof does not lead to the root of size {size1}")
    if not compare_digest(new, root2):
        raise MerkleMismatch(f"the tree of {size1} is not a prefix of the tree of {size2}")


def _fold_consistency(size1: int, size2: int, root1: bytes, path: list[bytes], digest: Digest) -> tuple[bytes, bytes]:
    index, last = size1 - 1, size2 - 1
    while index & 1:
        index >>= 1
        last >>= 1
    # a complete old tree is itself the first node of the proof and is left out of it
    old = new = root1 if not size1 & (size1 - 1) else path.pop(0)
    for node in path:
        if index & 1 or index == last:
            old, new = digest(b"\x01" + node + old), digest(b"\x01" + node + new)
            while index and not index & 1:
                index >>= 1
                last >>= 1
        else:
            new = digest(b"\x01" + new + node)
        index >>= 1
        last >>= 1
    return old, new


def _check_hashes(hashes: Iterable[bytes]) -> None:
    if any(len(one) != HASH_SIZE for one in hashes):
        raise MerkleShape(f"a hash is not {HASH_SIZE} bytes")


def _split(size: int) -> int:
    """Largest power of two below `size` (size > 1)."""
    return 1 << ((size - 1).bit_length() - 1)


class CompactRange:
    """The O(log n) stack of complete subtrees left of the growing edge: append leaf hashes, ask for the root.

    `nodes` (largest subtree first) and `size` are the whole state and may be stored and given back.
    """

    __slots__ = ("_digest", "nodes", "size")

    def __init__(self, digest: Digest = sha256, size: int = 0, nodes: Iterable[bytes] = ()) -> None:
        """Start empty, or from stored `size` and `nodes`; raises MerkleShape if they do not belong together."""
        self._digest = digest
        self.size = size
        self.nodes: list[bytes] = list(nodes)
        if size < 0 or len(self.nodes) != size.bit_count():
            raise MerkleShape(f"{len(self.nodes)} subtrees cannot make a tree of {size}")

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash."""
        nodes, digest = self.nodes, self._digest
        rest = self.size
        while rest & 1:
            leaf = digest(b"\x01" + nodes.pop() + leaf)
            rest >>= 1
        nodes.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        """Root over everything appended; `H("")` for nothing."""
        if not self.nodes:
            return self._digest(b"")
        result = self.nodes[-1]
        for node in self.nodes[-2::-1]:
            result = self._digest(b"\x01" + node + result)
        return result

    def copy(self) -> CompactRange:
        """An independent range with the same content."""
        return CompactRange(self._digest, self.size, self.nodes)
