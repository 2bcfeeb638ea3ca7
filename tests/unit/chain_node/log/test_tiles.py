"""The tiled tree gives what the plain tree over all leaves gives, for every shape around the tile borders."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chain_node.evidence import merkle
from chain_node.evidence.canonical import sm3
from chain_node.log.errors import LogCorrupt, ProofUnavailable
from chain_node.log.tiles import WIDTH, TileRow, TileTree

LEAVES = [b"leaf %d" % n for n in range(1500)]
HASHES = [merkle.leaf_hash(leaf) for leaf in LEAVES]
ALT_HASHES = [merkle.leaf_hash(leaf, sm3) for leaf in LEAVES]


class Source:
    """Leaves in a list, tiles in a dictionary; counts what was read."""

    def __init__(self, leaves: list[bytes]) -> None:
        self.leaves = leaves
        self.tiles: dict[tuple[int, int], TileRow] = {}
        self.leaves_read = 0

    def tile(self, level: int, tile_index: int) -> TileRow | None:
        return self.tiles.get((level, tile_index))

    def leaf_range(self, first: int, count: int) -> list[bytes]:
        self.leaves_read += count
        return self.leaves[first : first + count]

    def store(self, rows: list[TileRow]) -> None:
        self.tiles |= {(row.level, row.tile_index): row for row in rows}


def tiled(size: int = len(LEAVES)) -> tuple[Source, TileTree]:
    source = Source(LEAVES[:size])
    source.store(TileTree(source, has_alt=True).full_tiles(0, size // WIDTH))
    source.leaves_read = 0
    return source, TileTree(source, has_alt=True)


@pytest.mark.parametrize("size", [0, 1, 2, 3, 255, 256, 257, 511, 512, 513, 768, 1023, 1024, 1500])
@pytest.mark.parametrize("stored", [True, False])
def test_roots_equal_the_plain_tree(size: int, stored: bool) -> None:
    source, tree = tiled()
    if not stored:
        source.tiles.clear()
    assert tree.root(size) == merkle.root(HASHES[:size])
    assert tree.root(size, alt=True) == merkle.root(ALT_HASHES[:size], sm3)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_proofs_verify_for_any_index_and_size(data: st.DataObject) -> None:
    _, tree = tiled()
    size = data.draw(st.integers(1, len(LEAVES)))
    index = data.draw(st.integers(0, size - 1))
    old = data.draw(st.integers(1, size))
    path = tree.inclusion(index, size)
    assert path == merkle.inclusion_path(HASHES[:size], index)
    assert tree.consistency(old, size) == merkle.consistency_path(HASHES[:size], old)
    alt = tree.inclusion(index, size, alt=True)
    merkle.verify_inclusion(ALT_HASHES[index], index, size, alt, tree.root(size, alt=True), sm3)


def test_a_tree_of_three_levels_reads_few_leaves() -> None:
    """A full level-1 tile stands for 65,536 leaves: a proof reads the tail only."""
    leaves = [n.to_bytes(4, "big") for n in range(WIDTH * WIDTH + 700)]
    source = Source(leaves)
    rows = TileTree(source, has_alt=False).full_tiles(0, len(leaves) // WIDTH)
    assert [(row.level, row.tile_index) for row in rows if row.level] == [(1, 0)]
    source.store(rows)
    source.leaves_read = 0
    tree = TileTree(source, has_alt=False)
    hashes = [merkle.leaf_hash(leaf) for leaf in leaves]
    assert tree.root(len(leaves)) == merkle.root(hashes)
    merkle.verify_inclusion(hashes[70], 70, len(leaves), tree.inclusion(70, len(leaves)), merkle.root(hashes))
    assert source.leaves_read <= WIDTH + 1


def test_the_tail_grows_without_hashing_it_again() -> None:
    source = Source(LEAVES[:700])
    tree = TileTree(source, has_alt=False)
    source.store(tree.full_tiles(0, 2))
    assert tree.root(600) == merkle.root(HASHES[:600])
    source.leaves_read = 0
    assert tree.root(700) == merkle.root(HASHES[:700])
    assert source.leaves_read == 101  # one to see that the last exists
    assert tree.root(550) == merkle.root(HASHES[:550])
    assert source.leaves_read == 101


@pytest.mark.parametrize(("index", "size"), [(0, 0), (5, 5), (-1, 3), (0, 1501), (1500, 1501)])
def test_no_proof_beyond_the_log(index: int, size: int) -> None:
    _, tree = tiled()
    with pytest.raises(ProofUnavailable):
        tree.inclusion(index, size)


@pytest.mark.parametrize(("old", "new"), [(0, 3), (4, 3), (3, 1501), (-1, 3)])
def test_no_consistency_proof_from_nothing_or_beyond(old: int, new: int) -> None:
    _, tree = tiled()
    with pytest.raises(ProofUnavailable):
        tree.consistency(old, new)


def test_a_tile_needs_all_its_leaves() -> None:
    _, tree = tiled(700)
    with pytest.raises(ProofUnavailable):
        tree.full_tiles(2, 1)


def test_profile_1_has_no_sm3_root() -> None:
    source = Source(LEAVES[:300])
    tree = TileTree(source, has_alt=False)
    assert tree.full_tiles(0, 1)[0].alt_hashes is None
    with pytest.raises(ProofUnavailable):
        tree.root(300, alt=True)


def test_a_short_tile_is_corruption_not_a_smaller_tile() -> None:
    source, tree = tiled()
    row = source.tiles[0, 1]
    source.tiles[0, 1] = row._replace(hashes=row.hashes[:-32])
    with pytest.raises(LogCorrupt):
        tree.root(600)


def test_a_changed_tile_changes_the_root() -> None:
    """Proofs come from tiles; the anchored root is what shows that one was altered."""
    source, _ = tiled()
    row = source.tiles[0, 1]
    source.tiles[0, 1] = row._replace(hashes=bytes(32) + row.hashes[32:])
    assert TileTree(source, has_alt=True).root(600) != merkle.root(HASHES[:600])
