"""Writes `tests/vectors/merkle/*.json`: proofs that must be accepted, and one file per way for a proof to be wrong.

    python -m scripts.gen_merkle_vectors [DIRECTORY]

Format: evidence vectors as `tests/conformance/merkle.py` reads them. Trees have up to eight entries, entry i being i as
eight bytes. Hashes come from the naive implementation in the tests, not from the one under test.
"""

from __future__ import annotations

import base64
import json
import sys
from pathlib import Path
from typing import Any

from chain_node.evidence.canonical import sha256, sm3
from tests.unit.chain_node.evidence import naive_merkle as naive

DIRECTORY = Path(__file__).parent.parent / "tests" / "vectors" / "merkle"
ENTRIES = [number.to_bytes(8, "big") for number in range(8)]

Vector = dict[str, Any]


def b64(data: bytes) -> str:
    """Base64 as in the vectors."""
    return base64.b64encode(data).decode("ascii")


def leaf(index: int) -> bytes:
    """Leaf hash of an entry."""
    return sha256(b"\x00" + ENTRIES[index])


def tree(size: int) -> bytes:
    """Root of the first `size` entries."""
    return naive.mth(ENTRIES[:size], sha256)


def inclusion(index: int, size: int, /, **changes: Any) -> Vector:
    """A good inclusion vector, or one with members replaced (`proof` as bytes)."""
    vector: Vector = {
        "leafIdx": index,
        "treeSize": size,
        "root": tree(size) if size else sha256(b""),
        "leafHash": leaf(index),
        "proof": naive.path(index, ENTRIES[:size], sha256) if index < size else [],
    }
    return _text(vector | changes)


def consistency(size1: int, size2: int, /, **changes: Any) -> Vector:
    """A good consistency vector, or one with members replaced (`proof` as bytes)."""
    vector: Vector = {
        "size1": size1,
        "size2": size2,
        "root1": tree(size1) if size1 else sha256(b""),
        "root2": tree(size2) if size2 else sha256(b""),
        "proof": naive.proof(size1, ENTRIES[:size2], sha256) if 0 < size1 <= size2 else [],
    }
    return _text(vector | changes)


def _text(vector: Vector) -> Vector:
    def one(value: Any) -> Any:
        if isinstance(value, bytes):
            return b64(value)
        return [one(item) for item in value] if isinstance(value, list) else value

    return {name: one(value) for name, value in vector.items()}


def good() -> dict[str, Vector]:
    """Name -> vector that must be accepted."""
    return {
        "inclusion-lone-leaf": inclusion(0, 1),
        "inclusion-lone-leaf-null-proof": inclusion(0, 1, proof=None),
        "inclusion-first-of-7": inclusion(0, 7),
        "inclusion-middle-of-7": inclusion(3, 7),
        "inclusion-last-of-7": inclusion(6, 7),
        "inclusion-last-of-5": inclusion(4, 5),
        "inclusion-of-8": inclusion(5, 8),
        "consistency-1-to-1": consistency(1, 1, proof=None),
        "consistency-1-to-8": consistency(1, 8),
        "consistency-3-to-7": consistency(3, 7),
        "consistency-4-to-7": consistency(4, 7),
        "consistency-4-to-8": consistency(4, 8),
        "consistency-6-to-8": consistency(6, 8),
        "consistency-7-to-7": consistency(7, 7),
    }


def bad_inclusion() -> dict[str, Vector]:
    """Name -> inclusion vector that must be refused."""
    path = naive.path(3, ENTRIES[:7], sha256)
    pair = naive.mth(ENTRIES[:2], sha256)
    return {
        "index-is-size": inclusion(7, 7),
        "index-beyond-size": inclusion(5, 4, proof=naive.path(1, ENTRIES[:4], sha256)),
        "index-negative": inclusion(3, 7, leafIdx=-1),
        "index-wraps-64-bits": inclusion(0, 1, leafIdx=(1 << 64) - 1),
        "index-other": inclusion(3, 7, leafIdx=2),
        "index-beyond-64-bits": inclusion(0, 1, treeSize=1 << 70),
        "size-zero": inclusion(0, 0),
        "size-larger": inclusion(3, 7, treeSize=14),
        "size-smaller": inclusion(3, 7, treeSize=3),
        "hash-extra-front": inclusion(3, 7, proof=[tree(7), *path]),
        "hash-extra-back": inclusion(3, 7, proof=[*path, tree(7)]),
        "hash-extra-empty": inclusion(3, 7, proof=[*path, b""]),
        "hash-extra-lone-leaf": inclusion(0, 1, proof=[leaf(1)]),
        "hash-missing": inclusion(3, 7, proof=path[:-1]),
        "hash-missing-all": inclusion(3, 7, proof=None),
        "hash-short": inclusion(3, 7, proof=[path[0][:31], *path[1:]]),
        "hash-long": inclusion(3, 7, proof=[path[0] + b"\x00", *path[1:]]),
        "hash-boundary-shifted": inclusion(0, 2, leafHash=leaf(0) + leaf(1)[:1], proof=[leaf(1)[1:]]),
        "hash-doubled": inclusion(3, 7, proof=[path[0], path[0], path[2]]),
        "hash-bit-flipped": inclusion(3, 7, proof=[path[0], bytes([path[1][0] ^ 1]) + path[1][1:], path[2]]),
        "hash-order-reversed": inclusion(3, 7, proof=path[::-1]),
        "leaf-is-root-no-proof": inclusion(3, 7, leafHash=tree(7), proof=[]),
        "leaf-is-root-full-proof": inclusion(3, 7, leafHash=tree(7)),
        "leaf-other": inclusion(3, 7, leafHash=leaf(2)),
        "leaf-short": inclusion(0, 1, leafHash=leaf(0)[:31], root=leaf(0)[:31]),
        "leaf-empty": inclusion(0, 1, leafHash=None, root=None),
        "leaf-is-node": inclusion(0, 4, leafHash=pair, proof=[naive.mth(ENTRIES[2:4], sha256)]),
        "leaf-is-entry": inclusion(0, 1, leafHash=ENTRIES[0]),
        "root-other": inclusion(3, 7, root=tree(6)),
        "root-of-nothing": inclusion(3, 7, root=sha256(b"")),
        "root-long": inclusion(3, 7, root=tree(7) + b"\x00"),
        "pair-swapped": inclusion(1, 2, root=sha256(b"\x01" + leaf(1) + leaf(0))),
        "hash-function-other": inclusion(
            1, 2, root=naive.mth(ENTRIES[:2], sm3), leafHash=sm3(b"\x00" + ENTRIES[1]),
            proof=[sm3(b"\x00" + ENTRIES[0])],
        ),
        "no-domain-separation": inclusion(
            1, 2, root=sha256(sha256(ENTRIES[0]) + sha256(ENTRIES[1])), leafHash=sha256(ENTRIES[1]),
            proof=[sha256(ENTRIES[0])],
        ),
    }  # fmt: skip


def bad_consistency() -> dict[str, Vector]:
    """Name -> consistency vector that must be refused."""
    path = naive.proof(3, ENTRIES[:7], sha256)
    rewritten = [b"other", *ENTRIES[1:7]]
    return {
        "size1-zero": consistency(0, 7),
        "size1-zero-other-root": consistency(0, 7, root1=tree(1)),
        "sizes-zero": consistency(0, 0),
        "sizes-zero-with-proof": consistency(0, 0, proof=[tree(1)]),
        "sizes-swapped": consistency(3, 7, size1=7, size2=3),
        "size1-other": consistency(3, 7, size1=4),
        "size2-doubled": consistency(3, 7, size2=14),
        "size2-negative": consistency(3, 7, size2=-7),
        "roots-swapped": consistency(3, 7, root1=tree(7), root2=tree(3)),
        "root1-other": consistency(3, 7, root1=tree(2)),
        "root2-other": consistency(3, 7, root2=tree(6)),
        "root1-short": consistency(3, 7, root1=tree(3)[:31]),
        "root2-short": consistency(3, 7, root2=tree(7)[:31]),
        "root1-null": consistency(3, 7, root1=None),
        "equal-sizes-other-root": consistency(7, 7, root2=tree(6)),
        "equal-sizes-with-proof": consistency(7, 7, proof=[tree(7)]),
        "proof-empty": consistency(3, 7, proof=None),
        "proof-empty-equal-roots": consistency(3, 7, root1=tree(7), proof=[]),
        "hash-extra-front": consistency(3, 7, proof=[path[0], *path]),
        "hash-extra-back": consistency(3, 7, proof=[*path, tree(7)]),
        "hash-extra-old-root": consistency(4, 7, proof=[tree(4), *naive.proof(4, ENTRIES[:7], sha256)]),
        "hash-missing": consistency(3, 7, proof=path[:-1]),
        "hash-short": consistency(3, 7, proof=[*path[:-1], path[-1][:31]]),
        "hash-long": consistency(3, 7, proof=[*path[:-1], path[-1] + b"\x00"]),
        "hash-bit-flipped": consistency(3, 7, proof=[bytes([path[0][0] ^ 16]) + path[0][1:], *path[1:]]),
        "hash-order-reversed": consistency(3, 7, proof=path[::-1]),
        "history-rewritten": consistency(
            3, 7, root2=naive.mth(rewritten, sha256), proof=naive.proof(3, rewritten, sha256)
        ),
    }  # fmt: skip


def malformed() -> dict[str, str]:
    """Name -> text of a file that is no vector at all."""
    base = json.dumps(inclusion(3, 7))
    return {
        "trailing-bytes": base + "x",
        "trailing-object": base + base,
        "truncated": base[:-1],
        "empty": "",
        "not-an-object": "[]",
        "both-kinds": json.dumps(inclusion(3, 7) | consistency(3, 7)),
        "neither-kind": '{"proof": []}',
        "member-missing": json.dumps({name: value for name, value in inclusion(3, 7).items() if name != "root"}),
        "member-twice": base[:-1] + ', "treeSize": 7}',
        "index-as-text": json.dumps(inclusion(3, 7, leafIdx="3")),
        "index-as-fraction": json.dumps(inclusion(3, 7, leafIdx=3.0)),
        "size-as-boolean": json.dumps(inclusion(0, 1, treeSize=True)),
        "proof-as-text": json.dumps(inclusion(0, 1, proof="")),
        "base64-stray-bits": json.dumps(inclusion(0, 1, root=b64(leaf(0))[:-2] + "B=")),
        "base64-unpadded": json.dumps(inclusion(0, 1, root=b64(leaf(0)).rstrip("="))),
        "base64-newline": json.dumps(inclusion(0, 1, root=b64(leaf(0)) + "\n")),
        "base64-url-alphabet": json.dumps(inclusion(0, 1, root=b64(leaf(0)).replace("+", "-").replace("/", "_") + "_")),
        "hash-as-number": json.dumps(inclusion(0, 1, root=7)),
        "numbers-huge": base.replace('"treeSize": 7', '"treeSize": 1e400'),
        "nested": "[" * 3000,
    }


def files() -> dict[str, str]:
    """File name -> content of everything under `tests/vectors/merkle/`."""
    found: dict[str, str] = {}
    groups = (
        ("accept", good(), False), ("refuse-inclusion", bad_inclusion(), True),
        ("refuse-consistency", bad_consistency(), True),
    )  # fmt: skip
    for prefix, vectors, wrong in groups:
        for name, vector in vectors.items():
            described = vector | {"desc": name.replace("-", " "), "wantErr": wrong}
            found[f"{prefix}-{name}.json"] = json.dumps(described, indent=1) + "\n"
    for name, text in malformed().items():
        found[f"refuse-malformed-{name}.json"] = text
    return found


def main() -> None:
    """Write the files."""
    directory = Path(sys.argv[1]) if len(sys.argv) > 1 else DIRECTORY
    directory.mkdir(parents=True, exist_ok=True)
    for name, content in files().items():
        (directory / name).write_text(content, encoding="utf-8")


if __name__ == "__main__":
    main()
