"""Suite 1, `intl`, by libsodium: Ed25519 (RFC 8032), X25519 sealed boxes, XChaCha20-Poly1305; SHA-256 by `hashlib`.

libsodium refuses what would give a signature or key a second spelling: s not reduced, points of low order, points not
in their shortest form. Its bindings are called directly: the classes around them cost as much as a signature.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from functools import lru_cache

import nacl.bindings as sodium
from nacl.exceptions import CryptoError as SodiumError

from chain_node.crypto.errors import KeyMalformed, SealBroken
from chain_node.crypto.suite import MAX_WRAPPED, DecryptionKey, EncryptionKey, Hasher, PrivateKey, PublicKey, Suite
from chain_node.errors import SignatureInvalid

_ED25519 = bytes.fromhex("302a300506032b6570032100")  # RFC 8410: the algorithm, then 32 bytes
_X25519 = bytes.fromhex("302a300506032b656e032100")
_NONCE, _TAG = 24, 16
_SEAL = sodium.crypto_box_SEALBYTES


class Ed25519PublicKey(PublicKey):
    """An Ed25519 public key; `raw` is its 32 bytes."""

    __slots__ = ("raw",)
    suite = 1

    def __init__(self, spki: bytes) -> None:
        """From DER (RFC 8410); raises KeyMalformed for other forms and for points that no honest key has."""
        if len(spki) != 44 or not spki.startswith(_ED25519):
            raise KeyMalformed("not the SubjectPublicKeyInfo of an Ed25519 key")
        self.raw = spki[12:]
        if not sodium.crypto_core_ed25519_is_valid_point(self.raw):
            raise KeyMalformed("not a point of the main group of Ed25519 in its one spelling")
        super().__init__(spki)

    def verify(self, signature: bytes, message: bytes) -> None:
        """Check a signature (RFC 8032, 5.1.7, cofactorless); raises SignatureInvalid."""
        if len(signature) != 64:
            raise SignatureInvalid(f"an Ed25519 signature has 64 bytes, not {len(signature)}")
        try:
            sodium.crypto_sign_open(signature + message, self.raw)
        except SodiumError as exc:
            raise SignatureInvalid("the Ed25519 signature does not verify") from exc


class Ed25519PrivateKey(PrivateKey):
    """An Ed25519 private key."""

    __slots__ = ("_pair",)

    def __init__(self, seed: bytes) -> None:
        """From the 32-byte seed; raises KeyMalformed."""
        if len(seed) != 32:
            raise KeyMalformed(f"an Ed25519 seed has 32 bytes, not {len(seed)}")
        public, self._pair = sodium.crypto_sign_seed_keypair(seed)
        self.public = Ed25519PublicKey(_ED25519 + public)

    def sign(self, message: bytes) -> bytes:
        """64 bytes, the same for the same message."""
        return sodium.crypto_sign(message, self._pair)[:64]

    def to_bytes(self) -> bytes:
        """The 32-byte seed."""
        return self._pair[:32]


class X25519PublicKey(EncryptionKey):
    """An X25519 public key; `raw` is its 32 bytes."""

    __slots__ = ("raw",)
    suite = 1

    def __init__(self, spki: bytes) -> None:
        """From DER (RFC 8410); raises KeyMalformed for other forms and for points of low order."""
        if len(spki) != 44 or not spki.startswith(_X25519):
            raise KeyMalformed("not the SubjectPublicKeyInfo of an X25519 key")
        self.raw = spki[12:]
        try:
            sodium.crypto_scalarmult(b"\x40" + bytes(31), self.raw)
        except SodiumError as exc:
            raise KeyMalformed("a point of low order: anybody could unwrap for it") from exc
        super().__init__(spki)

    def encrypt(self, key: bytes) -> bytes:
        """A sealed box around 1 to 64 bytes; raises KeyMalformed for another length."""
        if not 1 <= len(key) <= MAX_WRAPPED:
            raise KeyMalformed(f"a wrapped key has 1 to {MAX_WRAPPED} bytes, not {len(key)}")
        return sodium.crypto_box_seal(key, self.raw)


class X25519PrivateKey(DecryptionKey):
    """An X25519 private key."""

    __slots__ = ("_raw", "_secret")

    def __init__(self, secret: bytes) -> None:
        """From 32 bytes; raises KeyMalformed."""
        if len(secret) != 32:
            raise KeyMalformed(f"an X25519 secret has 32 bytes, not {len(secret)}")
        self._secret = secret
        self._raw = sodium.crypto_scalarmult_base(secret)
        self.public = X25519PublicKey(_X25519 + self._raw)

    def decrypt(self, wrapped: bytes) -> bytes:
        """What a sealed box holds; raises SealBroken."""
        if not _SEAL + 1 <= len(wrapped) <= _SEAL + MAX_WRAPPED:
            raise SealBroken("the wrapped key has a wrong length")
        try:
            return sodium.crypto_box_seal_open(wrapped, self._raw, self._secret)
        except SodiumError as exc:
            raise SealBroken("the wrapped key was altered, or is for another holder") from exc

    def to_bytes(self) -> bytes:
        """The 32 bytes."""
        return self._secret


class Intl(Suite):
    """The international suite; `Suite` documents each method."""

    number, name, key_size, nonce_size = 1, "intl", 32, _NONCE

    def digest(self, data: bytes) -> bytes:
        """SHA-256 (FIPS 180-4)."""
        return hashlib.sha256(data).digest()

    def hasher(self) -> Hasher:
        """A running SHA-256."""
        return hashlib.sha256()

    def mac(self, key: bytes, data: bytes) -> bytes:
        """HMAC-SHA-256."""
        return hmac.digest(key, data, "sha256")

    def generate(self) -> PrivateKey:
        """A fresh Ed25519 key."""
        return Ed25519PrivateKey(os.urandom(32))

    def load_private(self, secret: bytes) -> PrivateKey:
        """An Ed25519 key from its seed."""
        return Ed25519PrivateKey(secret)

    def load_public(self, spki: bytes) -> PublicKey:
        """An Ed25519 key from DER. The last 4,096 are remembered."""
        return _public(spki)

    def generate_encryption(self) -> DecryptionKey:
        """A fresh X25519 key."""
        return X25519PrivateKey(os.urandom(32))

    def load_decryption(self, secret: bytes) -> DecryptionKey:
        """An X25519 key from its 32 bytes."""
        return X25519PrivateKey(secret)

    def load_encryption(self, spki: bytes) -> EncryptionKey:
        """An X25519 key from DER."""
        return X25519PublicKey(spki)

    def seal_with(self, key: bytes, nonce: bytes, plaintext: bytes, aad: bytes) -> bytes:
        """XChaCha20-Poly1305: ciphertext and 16 bytes of tag."""
        if len(key) != 32:
            raise KeyMalformed(f"a key of XChaCha20 has 32 bytes, not {len(key)}")
        return sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(plaintext, aad, nonce, key)

    def open_with(self, key: bytes, nonce: bytes, sealed: bytes, aad: bytes) -> bytes:
        """Undo `seal_with`; raises SealBroken."""
        if len(key) != 32:
            raise KeyMalformed(f"a key of XChaCha20 has 32 bytes, not {len(key)}")
        if len(sealed) < _TAG:
            raise SealBroken("sealed bytes are too short")
        try:
            return sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(sealed, aad, nonce, key)
        except SodiumError as exc:
            raise SealBroken("sealed bytes were altered, or sealed under another key or for another context") from exc

    def seal(self, key: bytes, plaintext: bytes, aad: bytes) -> bytes:
        """24 random bytes of nonce, ciphertext, 16 bytes of tag."""
        nonce = os.urandom(_NONCE)
        return nonce + self.seal_with(key, nonce, plaintext, aad)

    def open(self, key: bytes, sealed: bytes, aad: bytes) -> bytes:
        """Undo `seal`; raises SealBroken."""
        if len(sealed) < _NONCE + _TAG:
            raise SealBroken("sealed bytes are too short")
        return self.open_with(key, sealed[:_NONCE], sealed[_NONCE:], aad)


@lru_cache(maxsize=4_096)
def _public(spki: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey(spki)


@lru_cache(maxsize=1)
def intl() -> Intl:
    """The one object of the suite."""
    return Intl()
