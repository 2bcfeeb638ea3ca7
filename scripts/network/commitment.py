"""The use commitment 数据使用承诺书: a document that the demander's OFFICER signs before a request is submitted.

The document is canonical JSON (RFC 8785) with the signer's account; the signature is 65 bytes of secp256k1 over
keccak-256 of the document's bytes. What goes on the ledger is SHA-256 of the signed file; the text stays off it.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import rfc8785

from chain_node.crypto.secp256k1 import EthKey, keccak256, recover
from scripts.network.plan import RequestPlan

MAX_BYTES = 65_536


class CommitmentRefused(ValueError):
    """A commitment that is not the one on the ledger, or is not signed by whom it names."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A signed commitment: the file's bytes, and who signed."""

    data: bytes
    signer: str
    document: dict[str, Any]

    @property
    def digest(self) -> bytes:
        """What the request on the ledger carries."""
        return hashlib.sha256(self.data).digest()


def sign(request: RequestPlan, text: str, key: EthKey) -> Signed:
    """The commitment `text` for `request`, signed."""
    document: dict[str, Any] = {
        "kind": "lianlu/use-commitment/1",
        "request": request.id.hex(),
        "demander": request.demander.path,
        "resource": request.resource.hex(),
        "purpose": request.purpose,
        "legal_basis": request.legal_basis,
        "scenario": request.scenario,
        "fields": {code: int(profile) for code, profile in sorted(request.wanted.items())},
        "items": list(request.items),
        "text": text,
        "signer": key.address,
    }
    signature = key.sign_digest(keccak256(rfc8785.dumps(document)))
    data = rfc8785.dumps({"document": document, "signature": signature.hex()})
    return Signed(data, key.address, document)


def check(path: Path, expected: bytes, account: bytes) -> Signed:
    """The commitment in a file, if its digest is `expected` and the 20-byte `account` signed it.

    Raises `CommitmentRefused`.
    """
    data = path.read_bytes()
    if len(data) > MAX_BYTES or not hmac.compare_digest(hashlib.sha256(data).digest(), expected):
        raise CommitmentRefused(f"{path.name} is not the commitment whose digest is on the ledger")
    value = json.loads(data)
    signer = recover(keccak256(rfc8785.dumps(value["document"])), bytes.fromhex(value["signature"]))
    if bytes.fromhex(signer[2:]) != account:
        raise CommitmentRefused(f"{path.name} is signed by {signer}")
    return Signed(data, signer, value["document"])
