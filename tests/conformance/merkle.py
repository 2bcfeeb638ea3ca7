"""`python -m tests.conformance.merkle < vector.json`: would our verifier accept this Merkle proof?

Exit 0 accepted, 1 refused (the reason on stderr). SHA-256; hashes in base64; `proof` may be null. One object, either

    {"leafIdx": n, "treeSize": n, "root": b64, "leafHash": b64, "proof": [b64, ...], ...}
    {"size1": n, "size2": n, "root1": b64, "root2": b64, "proof": [b64, ...], ...}

Other members (`desc`, `wantErr`) are for people: they change nothing. A file that is not such an object is refused.
"""

from __future__ import annotations

import base64
import json
import sys
from typing import Any

from chain_node.errors import EvidenceError
from chain_node.evidence import merkle

INCLUSION = ("leafIdx", "treeSize", "root", "leafHash", "proof")
CONSISTENCY = ("size1", "size2", "root1", "root2", "proof")
MAX_VECTOR = 1 << 20


class Malformed(ValueError):
    """The file is not a vector."""


def main() -> int:
    """Read one vector from standard input; returns the exit code."""
    try:
        check(read(sys.stdin.buffer.read(MAX_VECTOR + 1)))
    except EvidenceError as refusal:
        print(f"refused [{refusal.code}]: {refusal}", file=sys.stderr)
        return 1
    except Malformed as refusal:
        print(f"refused [malformed]: {refusal}", file=sys.stderr)
        return 1
    return 0


def read(data: bytes) -> dict[str, Any]:
    """The JSON object of a vector file; raises Malformed."""
    if len(data) > MAX_VECTOR:
        raise Malformed(f"more than {MAX_VECTOR} bytes")
    try:
        vector = json.loads(data.decode("utf-8"), object_pairs_hook=_unique)
    except (ValueError, RecursionError) as cause:
        raise Malformed(f"not a JSON object: {cause}") from cause
    if not isinstance(vector, dict):
        raise Malformed("not a JSON object")
    return vector


def check(vector: dict[str, Any]) -> None:
    """Returns if our verifier accepts the proof; raises MerkleError or Malformed."""
    inclusion, consistency = "leafIdx" in vector, "size1" in vector
    if inclusion is consistency:
        raise Malformed("a vector has either leafIdx or size1")
    missing = [name for name in (INCLUSION if inclusion else CONSISTENCY) if name not in vector]
    if missing:
        raise Malformed(f"missing: {', '.join(missing)}")
    path = _path(vector["proof"])
    if inclusion:
        merkle.verify_inclusion(
            _hash(vector["leafHash"]), _number(vector["leafIdx"]), _number(vector["treeSize"]), path,
            _hash(vector["root"]),
        )  # fmt: skip
    else:
        merkle.verify_consistency(
            _number(vector["size1"]), _number(vector["size2"]), _hash(vector["root1"]), _hash(vector["root2"]), path
        )


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Malformed("a name stands twice in one object")
    return found


def _number(value: object) -> int:
    if type(value) is not int:
        raise Malformed("an index or size is not an integer")
    return value


def _path(value: object) -> list[bytes]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise Malformed("the proof is not a list")
    return [_hash(one) for one in value]


def _hash(value: object) -> bytes:
    """Bytes from base64 in its one spelling, of any length (the verifier judges lengths); null counts as none."""
    if value is None:
        return b""
    if not isinstance(value, str):
        raise Malformed("a hash is not a text")
    try:
        data = base64.b64decode(value.encode("ascii"), validate=True)
    except ValueError as cause:
        raise Malformed("a hash is not base64") from cause
    if base64.b64encode(data).decode("ascii") != value:
        raise Malformed("base64 is not in its one spelling")
    return data


if __name__ == "__main__":
    sys.exit(main())
