"""Trees against the accumulated reference values, the naive version, and every vector file."""

from __future__ import annotations

import functools
import hashlib
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chain_node.evidence import merkle
from chain_node.evidence.canonical import Digest, sha256, sm3
from chain_node.evidence.errors import MerkleError, MerkleMismatch, MerkleShape
from scripts import gen_merkle_vectors
from tests.conformance import merkle as conformance
from tests.unit.chain_node.evidence import naive_merkle as naive

ROOT = Path(__file__).parents[4]
VECTORS = sorted(gen_merkle_vectors.DIRECTORY.glob("*.json"))

# (roots of n = 0..256, inclusion paths n = 1..256 m = 0..n-1, consistency paths n = 1..256 m = 1..n): SHA-256 over all,
# leaf i being i as eight big-endian bytes
ACCUMULATED = {
    "sha256": (
        "e4b157a66857a3cee99c72c6853e2db3a1e1de9c7aae9b6b04656cf2eab0cb0c",
        "bc92f7e73e0d8a7c2edd85edb4ccc34118185619b7533f9e0b02fc7864106f33",
        "a7f2021c1df9b6f78fb85cef96b9ab13d189b64a18ff65342d69d25026d6a566",
    ),
    "sm3": (
        "3954c0eda3c4810c4c282fe2415ff213baee612f7b19b1176ef8dad954012031",
        "7ff9a2ecaec8418ce1b172e8b649e17ddb6d669ba7716eaeb6fbbf3f4c9e33ab",
        "641acb6a10c420ba3d6548b977ff9efcf45a8a8ea94002ffaf025785e5f18e5e",
    ),
}


@pytest.mark.parametrize(("name", "digest"), [("sha256", sha256), ("sm3", sm3)])
def test_accumulated_reference_values(name: str, digest: Digest) -> None:
    digest = functools.cache(digest)  # the same nodes stand in thousands of proofs
    hashes = [merkle.leaf_hash(number.to_bytes(8, "big"), digest) for number in range(256)]
    roots, inclusion, consistency = hashlib.sha256(), hashlib.sha256(), hashlib.sha256()
    for size in range(257):
        roots.update(merkle.root(hashes[:size], digest))
        levels = merkle.tree_levels(hashes[:size], digest)
        for index in range(size):
            inclusion.update(b"".join(merkle.path_in(levels, index)))
            consistency.update(b"".join(merkle.consistency_path(hashes[:size], index + 1, digest)))
    assert (roots.hexdigest(), inclusion.hexdigest(), consistency.hexdigest()) == ACCUMULATED[name]


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_vector(path: Path) -> None:
    try:
        conformance.check(conformance.read(path.read_bytes()))
        accepted = True
    except (MerkleError, conformance.Malformed):
        accepted = False
    assert accepted is path.name.startswith("accept-")


def test_vector_files_are_what_the_generator_writes() -> None:
    assert {path.name: path.read_text(encoding="utf-8") for path in VECTORS} == gen_merkle_vectors.files()


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("accept-inclusion-last-of-5", 0),
        ("refuse-inclusion-leaf-is-root-no-proof", 1),
        ("refuse-malformed-empty", 1),
        ("refuse-malformed-nested", 1),
    ],
)
def test_entry_point(name: str, code: int) -> None:
    vector = (gen_merkle_vectors.DIRECTORY / f"{name}.json").read_bytes()
    ran = subprocess.run(
        [sys.executable, "-m", "tests.conformance.merkle"], input=vector, cwd=ROOT, capture_output=True, timeout=30
    )
    assert ran.returncode == code
    assert (b"refused" in ran.stderr) is bool(code)
    assert b"Traceback" not in ran.stderr


def test_every_proof_of_small_trees_agrees_with_the_naive_version() -> None:
    entries = [bytes([number]) * number for number in range(33)]
    for size in range(1, 33):
        hashes = [merkle.leaf_hash(entry) for entry in entries[:size]]
        root = merkle.root(hashes)
        assert root == naive.mth(entries[:size], sha256)
        for index in range(size):
            path = merkle.inclusion_path(hashes, index)
            assert path == naive.path(index, entries[:size], sha256)
            assert len(path) == merkle.path_length(index, size)
            assert path == [merkle.root(hashes[a:b]) for a, b in merkle.inclusion_spans(index, size)]
            merkle.verify_inclusion(hashes[index], index, size, path, root)
            proof = merkle.consistency_path(hashes, index + 1)
            assert proof == naive.proof(index + 1, entries[:size], sha256)
            merkle.verify_consistency(index + 1, size, merkle.root(hashes[: index + 1]), root, proof)


hashes32 = st.binary(min_size=32, max_size=32)


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 39), st.integers(1, 40), st.data())
@settings(max_examples=300, deadline=None)
def test_inclusion_is_judged_as_the_naive_version_judges(
    index: int, size: int, true_index: int, true_size: int, data: st.DataObject
) -> None:
    """A true path for one place, mangled, offered for another place: both verifiers say the same."""
    hashes = [merkle.leaf_hash(bytes([number])) for number in range(true_size)]
    path = merkle.inclusion_path(hashes, true_index % true_size)
    path = data.draw(st.sampled_from([path, path[1:], path[:-1], path[::-1], [*path, hashes[0]], []]))
    leaf, root = hashes[true_index % true_size], merkle.root(hashes)
    try:
        merkle.verify_inclusion(leaf, index, size, path, root)
        accepted = True
    except MerkleError:
        accepted = False
    assert accepted is naive.accepts_inclusion(leaf, index, size, path, root, sha256)


@given(st.integers(0, 40), st.integers(0, 40), st.integers(1, 40), st.integers(1, 40), st.data())
@settings(max_examples=300, deadline=None)
def test_consistency_is_judged_as_the_naive_version_judges(
    size1: int, size2: int, true1: int, true2: int, data: st.DataObject
) -> None:
    hashes = [merkle.leaf_hash(bytes([number])) for number in range(max(true1, true2))]
    true1, true2 = min(true1, true2), max(true1, true2)
    if data.draw(st.booleans()):
        size1, size2 = true1, true2
    path = merkle.consistency_path(hashes, true1)
    path = data.draw(st.sampled_from([path, path[1:], path[:-1], path[::-1], [*path, hashes[0]], []]))
    root1, root2 = merkle.root(hashes[:true1]), merkle.root(hashes)
    try:
        merkle.verify_consistency(size1, size2, root1, root2, path)
        accepted = True
    except MerkleError:
        accepted = False
    assert accepted is naive.accepts_consistency(size1, size2, root1, root2, path, sha256)


@given(st.lists(hashes32, max_size=70))
def test_compact_range_has_the_root_at_every_size(hashes: list[bytes]) -> None:
    grown = merkle.CompactRange()
    for size, one in enumerate(hashes):
        assert grown.root() == merkle.root(hashes[:size])
        grown = merkle.CompactRange(size=grown.size, nodes=grown.nodes)  # survives being stored
        copy = grown.copy()
        grown.append(one)
        assert copy.size == size
    assert (grown.root(), grown.size) == (merkle.root(hashes), len(hashes))


def test_compact_range_refuses_nodes_that_do_not_fit() -> None:
    with pytest.raises(MerkleShape):
        merkle.CompactRange(size=3, nodes=[bytes(32)])
    with pytest.raises(MerkleShape):
        merkle.CompactRange(size=-1)


def test_codes_tell_shape_from_mismatch() -> None:
    hashes = [merkle.leaf_hash(bytes([number])) for number in range(4)]
    path, root = merkle.inclusion_path(hashes, 1), merkle.root(hashes)
    with pytest.raises(MerkleShape) as shape:
        merkle.verify_inclusion(hashes[1], 1, 4, path[:1], root)
    with pytest.raises(MerkleMismatch) as mismatch:
        merkle.verify_inclusion(hashes[2], 1, 4, path, root)
    assert (shape.value.code, mismatch.value.code) == ("evidence.merkle.shape", "evidence.merkle.mismatch")


@pytest.mark.parametrize(("index", "size"), [(-1, 4), (4, 4), (0, 0)])
def test_no_path_for_a_leaf_that_is_not_there(index: int, size: int) -> None:
    with pytest.raises(MerkleShape):
        merkle.inclusion_path([bytes(32)] * size, index)
    with pytest.raises(MerkleShape):
        merkle.inclusion_spans(index, size)
    with pytest.raises(MerkleShape):
        merkle.consistency_path([bytes(32)] * size, size + 1)
