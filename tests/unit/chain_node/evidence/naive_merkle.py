"""RFC 9162 section 2.1 written down as it stands in the text: slow, recursive, and independent of ours.

Nothing is shared with `chain_node.evidence.merkle`, so that a mistake there cannot hide here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

Hash = Callable[[bytes], bytes]


def split(n: int) -> int:
    """k: the largest power of two smaller than n."""
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def mth(entries: Sequence[bytes], h: Hash) -> bytes:
    """MTH(D[n]), section 2.1.1."""
    if not entries:
        return h(b"")
    if len(entries) == 1:
        return h(b"\x00" + entries[0])
    k = split(len(entries))
    return h(b"\x01" + mth(entries[:k], h) + mth(entries[k:], h))


def path(m: int, entries: Sequence[bytes], h: Hash) -> list[bytes]:
    """PATH(m, D[n]), section 2.1.3.1."""
    if len(entries) == 1:
        return []
    k = split(len(entries))
    if m < k:
        return [*path(m, entries[:k], h), mth(entries[k:], h)]
    return [*path(m - k, entries[k:], h), mth(entries[:k], h)]


def proof(m: int, entries: Sequence[bytes], h: Hash) -> list[bytes]:
    """PROOF(m, D[n]), section 2.1.4.1."""
    return subproof(m, entries, True, h)


def subproof(m: int, entries: Sequence[bytes], b: bool, h: Hash) -> list[bytes]:
    """SUBPROOF(m, D[n], b), section 2.1.4.1."""
    if m == len(entries):
        return [] if b else [mth(entries, h)]
    k = split(len(entries))
    if m <= k:
        return [*subproof(m, entries[:k], b, h), mth(entries[k:], h)]
    return [*subproof(m - k, entries[k:], False, h), mth(entries[:k], h)]


def accepts_inclusion(leaf: bytes, m: int, n: int, nodes: Sequence[bytes], root: bytes, h: Hash) -> bool:
    """Rebuild the root top down, by the recursion that makes the path; True if it is `root`."""
    if not 0 <= m < n:
        return False
    rest = list(nodes)

    def rebuild(m: int, n: int) -> bytes | None:
        if n == 1:
            return leaf
        if not rest:
            return None
        k, node = split(n), rest.pop()
        below = rebuild(m, k) if m < k else rebuild(m - k, n - k)
        if below is None:
            return None
        return h(b"\x01" + (below + node if m < k else node + below))

    return rebuild(m, n) == root and not rest


def accepts_consistency(m: int, n: int, root1: bytes, root2: bytes, nodes: Sequence[bytes], h: Hash) -> bool:
    """Rebuild both roots top down, by the recursion that makes the proof; True if both are right."""
    if not 0 < m <= n:
        return False
    rest = list(nodes)

    def rebuild(m: int, n: int, whole: bool) -> tuple[bytes, bytes] | None:
        if m == n:
            if not whole and not rest:
                return None
            node = root1 if whole else rest.pop()
            return node, node
        if not rest:
            return None
        k, node = split(n), rest.pop()
        below = rebuild(m, k, whole) if m <= k else rebuild(m - k, n - k, False)
        if below is None:
            return None
        old, new = below
        if m <= k:
            return old, h(b"\x01" + new + node)
        return h(b"\x01" + node + old), h(b"\x01" + node + new)

    return rebuild(m, n, True) == (root1, root2) and not rest
