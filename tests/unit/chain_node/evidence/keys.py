"""Keys for the tests, from libraries that we did not write: Ed25519 of `cryptography`, SM2 of the `openssl` command."""

from __future__ import annotations

import hashlib
import subprocess
import tempfile
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from chain_node.errors import SignatureInvalid

SM2_OPTIONS = ["-rawin", "-digest", "sm3", "-pkeyopt", "distid:1234567812345678"]


class Ed25519Key:
    """Both halves of an Ed25519 key; counts its verifications."""

    def __init__(self, seed: bytes, suite: int = 1) -> None:
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        self.suite = suite
        self.raw = self._private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.spki = self._private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        self.kid = hashlib.sha256(self.spki).digest()
        self.verified = 0

    @property
    def public(self) -> Ed25519Key:
        return self

    def sign(self, message: bytes) -> bytes:
        return self._private.sign(message)

    def verify(self, signature: bytes, message: bytes) -> None:
        self.verified += 1
        try:
            self._private.public_key().verify(signature, message)
        except InvalidSignature as cause:
            raise SignatureInvalid("signature does not verify") from cause


def openssl(*arguments: str | Path) -> bytes:
    """Run the `openssl` command; raises CalledProcessError if it says no."""
    return subprocess.run(["openssl", *arguments], check=True, capture_output=True, timeout=30).stdout


class Sm2Key:
    """Both halves of an SM2 key, every operation one run of the `openssl` command."""

    suite = 2

    def __init__(self) -> None:
        self._directory = tempfile.TemporaryDirectory()
        self._at = Path(self._directory.name)
        openssl("genpkey", "-algorithm", "SM2", "-out", self._at / "key.pem")
        openssl("pkey", "-in", self._at / "key.pem", "-pubout", "-out", self._at / "public.pem")
        self.spki = openssl("pkey", "-in", self._at / "key.pem", "-pubout", "-outform", "DER")
        self.kid = hashlib.sha256(self.spki).digest()

    def close(self) -> None:
        """Remove the key."""
        self._directory.cleanup()

    @property
    def public(self) -> Sm2Key:
        return self

    def sign(self, message: bytes) -> bytes:
        (self._at / "message").write_bytes(message)
        key = self._at / "key.pem"
        der = openssl("pkeyutl", "-sign", "-inkey", key, "-in", self._at / "message", *SM2_OPTIONS)
        r, s = decode_dss_signature(der)
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")

    def verify(self, signature: bytes, message: bytes) -> None:
        r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
        (self._at / "message").write_bytes(message)
        (self._at / "signature.der").write_bytes(encode_dss_signature(r, s))
        try:
            openssl(
                "pkeyutl", "-verify", "-pubin", "-inkey", self._at / "public.pem", "-in", self._at / "message",
                "-sigfile", self._at / "signature.der", *SM2_OPTIONS,
            )  # fmt: skip
        except subprocess.CalledProcessError as cause:
            raise SignatureInvalid("signature does not verify") from cause
