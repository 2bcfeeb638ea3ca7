"""The key that signs call-backs: Ed25519, of this gateway alone, and good for nothing else.

It follows from the key store, so that there is no file of it, and its id is its thumbprint (RFC 7638). It stands in the
gateway's key set; a token signed with it is not accepted.
"""

from __future__ import annotations

import base64

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from chain_node.evidence.canonical import sha256


class CallbackKey:
    """Signs, and says how it is verified."""

    def __init__(self, seed: bytes) -> None:
        """`seed`: 32 secret bytes."""
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self._public = _text(self._key.public_key().public_bytes_raw())
        named = f'{{"crv":"Ed25519","kty":"OKP","x":"{self._public}"}}'
        self.kid = _text(sha256(named.encode()))

    def sign(self, data: bytes) -> bytes:
        """The 64 bytes of a signature."""
        return self._key.sign(data)

    def jwk(self) -> dict[str, str]:
        """The public key, for the key set."""
        return {"kty": "OKP", "crv": "Ed25519", "x": self._public, "kid": self.kid, "use": "sig", "alg": "EdDSA"}


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
