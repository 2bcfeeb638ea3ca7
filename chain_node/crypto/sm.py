"""Suite 2, `sm`: SM2 (GB/T 32918) by libcrypto, SM3 (GB/T 32905), SM4-GCM (GB/T 32907, RFC 8998) by `cryptography`.

SM3 is `hashlib`'s where Python's OpenSSL has it and it gives the standard's example, else `cryptography`'s. There is no
third way: nothing falls back to pure Python, and a machine without a native implementation cannot load the suite.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Callable
from functools import lru_cache
from typing import cast

from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives import hmac as hazmat_hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from chain_node.crypto.errors import KeyMalformed, SealBroken, SuiteUnavailable
from chain_node.crypto.openssl_sm2 import Sm2PrivateKey, Sm2PublicKey
from chain_node.crypto.suite import DecryptionKey, EncryptionKey, Hasher, PrivateKey, PublicKey, Suite

_KEY, _NONCE, _TAG = 16, 12, 16
_ABC = bytes.fromhex("66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0")  # GB/T 32905, A.1


class SmPublicKey(PublicKey):
    """An SM2 key that verifies, with the signer's id 1234567812345678."""

    __slots__ = ("_key",)
    suite = 2

    def __init__(self, spki: bytes) -> None:
        """From DER; raises KeyMalformed."""
        self._key = Sm2PublicKey(spki)
        super().__init__(spki)

    def verify(self, signature: bytes, message: bytes) -> None:
        """Check r || s; raises SignatureInvalid."""
        self._key.verify(signature, message)


class SmPrivateKey(PrivateKey):
    """An SM2 key that signs."""

    __slots__ = ("_key",)

    def __init__(self, key: Sm2PrivateKey) -> None:
        self._key = key
        self.public = SmPublicKey(key.public.spki)

    def sign(self, message: bytes) -> bytes:
        """r || s, 64 bytes, different on every call."""
        return self._key.sign(message)

    def to_bytes(self) -> bytes:
        """The scalar, 32 bytes."""
        return self._key.to_bytes()


class SmEncryptionKey(EncryptionKey):
    """An SM2 key that wraps."""

    __slots__ = ("_key",)
    suite = 2

    def __init__(self, spki: bytes) -> None:
        """From DER; raises KeyMalformed."""
        self._key = Sm2PublicKey(spki)
        super().__init__(spki)

    def encrypt(self, key: bytes) -> bytes:
        """DER {x, y, C3, C2} around 1 to 64 bytes."""
        return self._key.encrypt(key)


class SmDecryptionKey(DecryptionKey):
    """An SM2 key that unwraps."""

    __slots__ = ("_key",)

    def __init__(self, key: Sm2PrivateKey) -> None:
        self._key = key
        self.public = SmEncryptionKey(key.public.spki)

    def decrypt(self, wrapped: bytes) -> bytes:
        """What was wrapped; raises SealBroken."""
        return self._key.decrypt(wrapped)

    def to_bytes(self) -> bytes:
        """The scalar, 32 bytes."""
        return self._key.to_bytes()


class Sm(Suite):
    """The SM suite; `Suite` documents each method."""

    number, name, key_size, nonce_size = 2, "sm", _KEY, _NONCE

    def __init__(self) -> None:
        """Raises SuiteUnavailable where no native SM3 is found."""
        self._start, self._mac = _native_sm3()

    def digest(self, data: bytes) -> bytes:
        """SM3."""
        state = self._start()
        state.update(data)
        return state.digest()

    def hasher(self) -> Hasher:
        """A running SM3."""
        return self._start()

    def mac(self, key: bytes, data: bytes) -> bytes:
        """HMAC-SM3."""
        return self._mac(key, data)

    def generate(self) -> PrivateKey:
        """A fresh SM2 key."""
        return SmPrivateKey(Sm2PrivateKey.generate())

    def load_private(self, secret: bytes) -> PrivateKey:
        """An SM2 key from its scalar."""
        return SmPrivateKey(Sm2PrivateKey(secret))

    def load_public(self, spki: bytes) -> PublicKey:
        """An SM2 key from DER. The last 4,096 are remembered."""
        return _public(spki)

    def generate_encryption(self) -> DecryptionKey:
        """A fresh SM2 key."""
        return SmDecryptionKey(Sm2PrivateKey.generate())

    def load_decryption(self, secret: bytes) -> DecryptionKey:
        """An SM2 key from its scalar."""
        return SmDecryptionKey(Sm2PrivateKey(secret))

    def load_encryption(self, spki: bytes) -> EncryptionKey:
        """An SM2 key from DER."""
        return SmEncryptionKey(spki)

    def seal_with(self, key: bytes, nonce: bytes, plaintext: bytes, aad: bytes) -> bytes:
        """SM4-GCM: ciphertext and 16 bytes of tag."""
        encryptor = Cipher(_cipher(key), modes.GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(aad)
        return b"".join((encryptor.update(plaintext), encryptor.finalize(), encryptor.tag))

    def open_with(self, key: bytes, nonce: bytes, sealed: bytes, aad: bytes) -> bytes:
        """Undo `seal_with`; raises SealBroken."""
        if len(sealed) < _TAG:
            raise SealBroken("sealed bytes are too short")
        decryptor = Cipher(_cipher(key), modes.GCM(nonce, sealed[-_TAG:])).decryptor()
        decryptor.authenticate_additional_data(aad)
        plaintext = decryptor.update(memoryview(sealed)[:-_TAG])
        try:
            return plaintext + decryptor.finalize()
        except InvalidTag as exc:
            raise SealBroken("sealed bytes were altered, or sealed under another key or for another context") from exc

    def seal(self, key: bytes, plaintext: bytes, aad: bytes) -> bytes:
        """12 random bytes of nonce, ciphertext, 16 bytes of tag."""
        nonce = os.urandom(_NONCE)
        return nonce + self.seal_with(key, nonce, plaintext, aad)

    def open(self, key: bytes, sealed: bytes, aad: bytes) -> bytes:
        """Undo `seal`; raises SealBroken."""
        if len(sealed) < _NONCE + _TAG:
            raise SealBroken("sealed bytes are too short")
        return self.open_with(key, sealed[:_NONCE], sealed[_NONCE:], aad)


class _HazmatSm3:
    """SM3 of `cryptography` in the shape of `hashlib`'s digests."""

    __slots__ = ("_state",)

    def __init__(self) -> None:
        self._state = hashes.Hash(hashes.SM3())

    def update(self, data: bytes, /) -> None:
        """Take in more bytes."""
        self._state.update(data)

    def digest(self) -> bytes:
        """Digest of what came so far."""
        return self._state.copy().finalize()


def _hazmat_mac(key: bytes, data: bytes) -> bytes:
    state = hazmat_hmac.HMAC(key, hashes.SM3())
    state.update(data)
    return state.finalize()


def _native_sm3() -> tuple[Callable[[], Hasher], Callable[[bytes, bytes], bytes]]:
    """What starts an SM3, and HMAC-SM3. Copying a started digest costs half of looking its name up."""
    try:
        if hashlib.new("sm3", b"abc").digest() == _ABC:
            return cast(Callable[[], Hasher], hashlib.new("sm3").copy), lambda key, data: hmac.digest(key, data, "sm3")
    except ValueError:
        pass
    try:
        hashes.Hash(hashes.SM3())
    except UnsupportedAlgorithm as exc:
        raise SuiteUnavailable("neither Python's OpenSSL nor `cryptography` has SM3") from exc
    return _HazmatSm3, _hazmat_mac


def _cipher(key: bytes) -> algorithms.SM4:
    if len(key) != _KEY:
        raise KeyMalformed(f"a key of SM4 has {_KEY} bytes, not {len(key)}")
    return algorithms.SM4(key)


@lru_cache(maxsize=4_096)
def _public(spki: bytes) -> SmPublicKey:
    return SmPublicKey(spki)


@lru_cache(maxsize=1)
def sm() -> Sm:
    """The one object of the suite; raises SuiteUnavailable."""
    return Sm()
