"""`deployment.json`: what was deployed where, signed by the account that deployed it.

A JSON object of `record` and `signature`: 65 bytes of secp256k1 over keccak-256 of the canonical JSON (RFC 8785) of
`record`. The signature says that the deployer wrote it, not that it is true: `verify-deployment` compares it with the
ledger. Artifacts that were deployed are kept beside it, in `released/`, so that later code can be compared with them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import rfc8785

import contracts
from chain_node.crypto.secp256k1 import EthKey, checksum_address, keccak256, recover
from chain_node.errors import SignatureInvalid
from scripts.contracts_cli.errors import FileUnusable
from scripts.contracts_cli.founding_file import hexadecimal

FORMAT = "lianlu-deployment/1"
NAME = "deployment.json"
RELEASED = "released"
MAX_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Deployment:
    """A record whose signature holds. `value` is the whole record as signed."""

    chain_id: int
    genesis_hash: bytes
    consortium: bytes
    deployer: bytes
    value: dict[str, Any]


def sign(value: dict[str, Any], key: EthKey) -> bytes:
    """The file's bytes."""
    signature = key.sign_digest(keccak256(rfc8785.dumps(value)))
    text = json.dumps({"record": value, "signature": signature.hex()}, indent=1, ensure_ascii=False)
    return (text + "\n").encode()


def load(path: Path) -> Deployment:
    """Read a record and check who signed it. Raises `FileUnusable`."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise FileUnusable(f"{path} is longer than {MAX_BYTES} bytes")
        found = json.loads(path.read_bytes())
        value = found["record"]
        if value["format"] != FORMAT:
            raise ValueError(f"format is not {FORMAT}")
        signer = recover(keccak256(rfc8785.dumps(value)), hexadecimal(found["signature"], 65))
        consortium = next(one["address"] for one in value["contracts"] if one["name"] == "Consortium")
        deployment = Deployment(
            chain_id=int(value["chain_id"]),
            genesis_hash=hexadecimal(value["genesis_hash"], 32),
            consortium=hexadecimal(consortium, 20),
            deployer=hexadecimal(value["deployer"], 20),
            value=value,
        )
    except OSError as exc:
        raise FileUnusable(f"{path} cannot be read: {exc.strerror}") from exc
    except (ValueError, KeyError, TypeError, StopIteration, RecursionError, SignatureInvalid) as exc:
        raise FileUnusable(f"{path} is no deployment record: {exc}") from exc
    if signer != checksum_address(deployment.deployer):
        raise FileUnusable(f"{path} is signed by {signer}, not by its deployer: it was altered")
    return deployment


def keep(directory: Path, artifact: contracts.Artifact, root: Path) -> None:
    """Keep the file of a deployed artifact under the name of its digest."""
    folder = directory / RELEASED
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{artifact.name}-{artifact.digest.hex()}.json"
    if not path.exists():
        path.write_bytes((root / contracts.ARTIFACTS.name / f"{artifact.name}.json").read_bytes())


def kept(directory: Path, name: str) -> list[contracts.Artifact]:
    """The artifacts of a contract that were deployed from this directory. Raises `contracts.ArtifactRefused`."""
    found = []
    for path in sorted((directory / RELEASED).glob(f"{name}-*.json")):
        artifact = contracts.parse(path.read_bytes())
        if artifact.name != name or path.stem != f"{name}-{artifact.digest.hex()}":
            raise contracts.ArtifactRefused(f"{path.name} was altered")
        found.append(artifact)
    return found
