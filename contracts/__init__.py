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
    ledger (immutables zero), `storage` its storage layout."""

    name: str
    abi: tuple[dict[str, Any], ...]
    bytecode: bytes
    deployed: bytes
    storage: dict[str, Any]


@lru_cache(maxsize=1)
def lock() -> dict[str, Any]:
    """The lock: compiler, its settings, and SHA-256 (hex) of each artifact file by contract name."""
    try:
        found: dict[str, Any] = json.loads(LOCK.read_bytes())
    except (OSError, ValueError) as exc:
        raise ArtifactRefused(f"{LOCK.name} cannot be read: {exc}") from exc
    return found


def lock_sha256() -> bytes:
    """SHA-256 of the lock file: what a trust file pins."""
    return hashlib.sha256(LOCK.read_bytes()).digest()


def names() -> tuple[str, ...]:
    """Names of all pinned contracts."""
    return tuple(lock()["artifacts"])


@lru_cache(maxsize=32)
def load(name: str) -> Artifact:
    """The artifact of one contract. Raises `ArtifactRefused` unless it is exactly the pinned one."""
    pinned = lock()["artifacts"].get(name)
    path = ARTIFACTS / f"{name}.json"
    if pinned is None or not path.is_file():
        raise ArtifactRefused(f"there is no pinned artifact of {name}")
    data = path.read_bytes()
    if not hmac.compare_digest(hashlib.sha256(data).hexdigest(), pinned):
        raise ArtifactRefused(f"{path.name} is not the artifact that {LOCK.name} pins")
    value = json.loads(data)
    return Artifact(
        name=name,
        abi=tuple(value["abi"]),
        bytecode=bytes.fromhex(value["bytecode"]),
        deployed=bytes.fromhex(value["deployedBytecode"]),
        storage=value["storageLayout"],
    )
