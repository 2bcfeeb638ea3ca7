"""The rules members cannot bend: Solidity sources, and their compiled artifacts, pinned.

Running the product needs no compiler: `artifacts/` is committed and `artifacts.lock` holds the SHA-256 of each file.
`load` refuses an artifact that is not the one in the lock. This package imports nothing of ours.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ARTIFACTS = HERE / "artifacts"
LOCK = HERE / "artifacts.lock"


class ArtifactRefused(Exception):
    """An artifact is missing, or is not the one that the lock pins.

    How to solve: restore `contracts/artifacts` and `contracts/artifacts.lock` from the release, or build both anew.
    """

    code = "contracts.artifact_refused"


@dataclass(frozen=True, slots=True)
class Artifact:
    """One compiled contract: `abi` (Solidity JSON ABI), `bytecode` to create it, `deployed` what then stands on the
    ledger (immutables zero), `immutables` where those are (offset, length), `storage` its storage layout, `digest` the
    SHA-256 of the artifact's file."""

    name: str
    abi: tuple[dict[str, Any], ...]
    bytecode: bytes
    deployed: bytes
    storage: dict[str, Any]
    immutables: tuple[tuple[int, int], ...] = ()
    digest: bytes = b""

    def runs_as(self, code: bytes) -> bool:
        """Whether `code`, as a ledger holds it, is this contract's, immutables left aside."""
        return len(code) == len(self.deployed) and self.masked(code) == self.deployed

    def masked(self, code: bytes) -> bytes:
        """`code` with zeros where this contract has immutables."""
        found = bytearray(code)
        for start, length in self.immutables:
            found[start : start + length] = bytes(length)
        return bytes(found)


@lru_cache(maxsize=8)
def lock(root: Path = HERE) -> dict[str, Any]:
    """The lock in `root`: compiler, its settings, and SHA-256 (hex) of each artifact file by contract name."""
    path = root / LOCK.name
    try:
        found: dict[str, Any] = json.loads(path.read_bytes())
        if not isinstance(found["artifacts"], dict):
            raise ValueError("it lists no artifacts")
    except (OSError, ValueError, KeyError, TypeError) as exc:
        raise ArtifactRefused(f"{path.name} cannot be read: {exc}") from exc
    return found


def lock_sha256(root: Path = HERE) -> bytes:
    """SHA-256 of the lock file: what a trust file pins."""
    return hashlib.sha256((root / LOCK.name).read_bytes()).digest()


def names(root: Path = HERE) -> tuple[str, ...]:
    """Names of all pinned contracts."""
    return tuple(lock(root)["artifacts"])


@lru_cache(maxsize=64)
def load(name: str, root: Path = HERE) -> Artifact:
    """The artifact of one contract. Raises `ArtifactRefused` unless it is exactly the pinned one."""
    pinned = lock(root)["artifacts"].get(name)
    path = root / ARTIFACTS.name / f"{name}.json"
    if pinned is None or not path.is_file():
        raise ArtifactRefused(f"there is no pinned artifact of {name}")
    data = path.read_bytes()
    if not hmac.compare_digest(hashlib.sha256(data).hexdigest(), pinned):
        raise ArtifactRefused(f"{path.name} is not the artifact that {LOCK.name} pins")
    return parse(data)


def parse(data: bytes) -> Artifact:
    """The artifact in a file's bytes, whether pinned or not. Raises `ArtifactRefused`."""
    try:
        value = json.loads(data)
        return Artifact(
            name=value["contract"],
            abi=tuple(value["abi"]),
            bytecode=bytes.fromhex(value["bytecode"]),
            deployed=bytes.fromhex(value["deployedBytecode"]),
            storage=value["storageLayout"],
            immutables=tuple((start, length) for start, length in value.get("immutables", [])),
            digest=hashlib.sha256(data).digest(),
        )
    except (ValueError, KeyError, TypeError) as exc:
        raise ArtifactRefused(f"this is no artifact: {exc}") from exc
