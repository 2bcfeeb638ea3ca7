"""One interface over two cryptographic suites, so that a certified module can take a suite's place.

    number  name   sign / verify   wrap a key          seal                 digest, HKDF
    1       intl   Ed25519         X25519 sealed box   XChaCha20-Poly1305   SHA-256
    2       sm     SM2 with SM3    SM2 encryption      SM4-GCM              SM3

* A signature is 64 bytes. A kid is SHA-256 of the SubjectPublicKeyInfo (DER), 32 bytes, in both suites.
* Keys that sign and keys that unwrap are different keys of different types, also where the algorithm is the same.
* The suite comes from the registry of keys, never from the message that it is to protect.
* A failed check raises. Private keys hide themselves in `repr` and refuse to be pickled.
* Wrapping and sealing do not say who sent: sign what is sent, and verify before unwrapping.
"""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from typing import ClassVar, Protocol

from chain_node.crypto.errors import KeyMalformed, SuiteUnknown

INTL, SM = 1, 2

MAX_WRAPPED = 64
"""Longest key that `wrap` takes, in bytes."""


class Hasher(Protocol):
    """A running digest, shaped like those of `hashlib`."""

    def update(self, data: bytes, /) -> None:
        """Take in more bytes."""

    def digest(self) -> bytes:
        """Digest of what came so far, 32 bytes."""


class PublicKey(ABC):
    """A key that verifies: `suite` its number, `spki` its SubjectPublicKeyInfo (DER), `kid` its 32-byte id."""

    __slots__ = ("kid", "spki")
    suite: ClassVar[int]

    def __init__(self, spki: bytes) -> None:
        self.spki = spki
        self.kid = hashlib.sha256(spki).digest()

    @abstractmethod
    def verify(self, signature: bytes, message: bytes) -> None:
        """Check a 64-byte signature over `message`; raises SignatureInvalid."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.kid.hex()[:16]}>"


class EncryptionKey(ABC):
    """A recipient's key that `Suite.wrap` takes: `suite`, `spki` and `kid` as in PublicKey."""

    __slots__ = ("kid", "spki")
    suite: ClassVar[int]

    def __init__(self, spki: bytes) -> None:
        self.spki = spki
        self.kid = hashlib.sha256(spki).digest()

    @abstractmethod
    def encrypt(self, key: bytes) -> bytes:
        """Wrap 1 to 64 bytes; raises KeyMalformed for another length."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.kid.hex()[:16]}>"


class _Private(ABC):
    """What all private keys have in common."""

    __slots__ = ()

    @abstractmethod
    def to_bytes(self) -> bytes:
        """The secret, 32 bytes, for the key store only."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__} (secret hidden)>"

    def __reduce__(self) -> str:
        raise TypeError("a private key is not serialised")


class PrivateKey(_Private):
    """A key that signs."""

    __slots__ = ("public",)
    public: PublicKey

    @abstractmethod
    def sign(self, message: bytes) -> bytes:
        """A signature over `message`, 64 bytes."""

    @property
    def suite(self) -> int:
        """Number of the key's suite."""
        return self.public.suite


class DecryptionKey(_Private):
    """A key that unwraps what was wrapped for `public`."""

    __slots__ = ("public",)
    public: EncryptionKey

    @abstractmethod
    def decrypt(self, wrapped: bytes) -> bytes:
        """The key that was wrapped; raises SealBroken."""

    @property
    def suite(self) -> int:
        """Number of the key's suite."""
        return self.public.suite


class Suite(ABC):
    """A suite. Objects have no state and may be shared between threads."""

    number: ClassVar[int]
    name: ClassVar[str]
    key_size: ClassVar[int]
    """Length of the keys of `seal` and `open`, in bytes."""

    @abstractmethod
    def digest(self, data: bytes) -> bytes:
        """Digest of `data`, 32 bytes."""

    @abstractmethod
    def hasher(self) -> Hasher:
        """A running digest, empty."""

    @abstractmethod
    def mac(self, key: bytes, data: bytes) -> bytes:
        """HMAC (RFC 2104) with the suite's digest, 32 bytes."""

    @abstractmethod
    def generate(self) -> PrivateKey:
        """A fresh signing key."""

    @abstractmethod
    def load_private(self, secret: bytes) -> PrivateKey:
        """The signing key with these 32 bytes; raises KeyMalformed."""

    @abstractmethod
    def load_public(self, spki: bytes) -> PublicKey:
        """The verifying key with this SubjectPublicKeyInfo; raises KeyMalformed, also for points off the curve."""

    @abstractmethod
    def generate_encryption(self) -> DecryptionKey:
        """A fresh key to receive wrapped keys with."""

    @abstractmethod
    def load_decryption(self, secret: bytes) -> DecryptionKey:
        """The unwrapping key with these 32 bytes; raises KeyMalformed."""

    @abstractmethod
    def load_encryption(self, spki: bytes) -> EncryptionKey:
        """The recipient's key with this SubjectPublicKeyInfo; raises KeyMalformed."""

    @abstractmethod
    def seal_with(self, key: bytes, nonce: bytes, plaintext: bytes, aad: bytes) -> bytes:
        """Authenticated encryption under a nonce of `nonce_size` bytes that this key never sees again."""

    @abstractmethod
    def open_with(self, key: bytes, nonce: bytes, sealed: bytes, aad: bytes) -> bytes:
        """Undo `seal_with`; raises SealBroken. Nothing is released before the tag is checked."""

    nonce_size: ClassVar[int]
    """Length of the nonce of `seal_with`, in bytes."""

    @abstractmethod
    def seal(self, key: bytes, plaintext: bytes, aad: bytes) -> bytes:
        """A random nonce, then ciphertext and tag over plaintext and `aad`. At most 2^32 times under one key."""

    @abstractmethod
    def open(self, key: bytes, sealed: bytes, aad: bytes) -> bytes:
        """Undo `seal`; raises SealBroken if a bit of it or of `aad` differs, or the key is another."""

    def wrap(self, public: EncryptionKey, key: bytes) -> bytes:
        """1 to 64 bytes readable only by the holder of `public`; raises KeyMalformed."""
        if public.suite != self.number:
            raise KeyMalformed(f"a key of suite {public.suite} cannot wrap in suite {self.number}")
        return public.encrypt(key)

    def unwrap(self, private: DecryptionKey, wrapped: bytes) -> bytes:
        """Undo `wrap`; raises SealBroken."""
        if private.suite != self.number:
            raise KeyMalformed(f"a key of suite {private.suite} cannot unwrap in suite {self.number}")
        return private.decrypt(wrapped)

    def hkdf(self, ikm: bytes, salt: bytes, info: bytes, length: int) -> bytes:
        """HKDF (RFC 5869) with the suite's digest; raises ValueError unless 1 <= length <= 8,160."""
        if not 0 < length <= 255 * 32:
            raise ValueError(f"HKDF gives 1 to {255 * 32} bytes, not {length}")
        mac = self.mac
        root = mac(salt or bytes(32), ikm)
        block = mac(root, info + b"\x01")
        blocks = [block]
        for counter in range(2, -(-length // 32) + 1):
            block = mac(root, b"".join((block, info, bytes((counter,)))))
            blocks.append(block)
        return b"".join(blocks)[:length]

    def __repr__(self) -> str:
        return f"<suite {self.number} {self.name}>"


def get_suite(which: int | str) -> Suite:
    """The suite with this number or name. Raises SuiteUnknown, or SuiteUnavailable where this machine lacks it."""
    if which in (INTL, "intl"):
        from chain_node.crypto.intl import intl

        return intl()
    if which in (SM, "sm"):
        from chain_node.crypto.sm import sm

        return sm()
    raise SuiteUnknown(f"no suite {which!r}: 1 (intl) or 2 (sm)")
