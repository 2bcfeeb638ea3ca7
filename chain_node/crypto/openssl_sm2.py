"""SM2 by libcrypto: keys, signatures, key wrapping. Every call releases the GIL; keys may be shared between threads.

    secret      32 bytes d, 1 <= d <= n - 2                               GB/T 32918.1
    public key  SubjectPublicKeyInfo, DER, uncompressed point: 91 bytes   RFC 5480, curve 1.2.156.10197.1.301
    signature   r || s, 64 bytes; DER only at libcrypto's edge            GB/T 32918.2, GB/T 35276
    wrapped     DER SEQUENCE {x, y, C3, C2}, 1 to 64 bytes of plaintext   GB/T 32918.4, GM/T 0009

The signer's id is given on every call: libcrypto before 4.0 takes the empty one unless told. Lengths, ranges and points
are checked here before libcrypto sees a byte. Points: y^2 = x^3 + ax + b; the curve's cofactor is 1, so a point on the
curve is in the group.
"""

from __future__ import annotations

import base64
import ctypes
import secrets
from ctypes import byref, c_char_p, c_size_t, c_void_p, create_string_buffer
from typing import Any

from chain_node.crypto.errors import KeyMalformed, SealBroken, SuiteUnavailable
from chain_node.crypto.libcrypto import libcrypto
from chain_node.crypto.sm2_codec import (
    ORDER,
    SPKI_PREFIX,
    SPKI_SIZE,
    check_ciphertext,
    check_point,
    der_to_raw,
    raw_to_der,
)
from chain_node.errors import SignatureInvalid

SIGNER_ID = b"1234567812345678"
"""The signer's id that GB/T 35276 gives where nothing else is agreed."""

MAX_WRAPPED = 64
"""Longest plaintext of `encrypt`, in bytes: it wraps keys and nothing else."""

_PKCS8_PREFIX = bytes.fromhex("3041020100301306072a8648ce3d020106082a811ccf5501822d042730250201010420")
_PEM_PUBLIC = ("-----BEGIN PUBLIC KEY-----", "-----END PUBLIC KEY-----")
_PEM_PRIVATE = ("-----BEGIN PRIVATE KEY-----", "-----END PRIVATE KEY-----")


class _Handle:
    """Owner of one EVP_PKEY, which is never changed after it was made."""

    __slots__ = ("library", "pointer")

    def __init__(self, library: Any, pointer: int | None, what: str) -> None:
        self.library, self.pointer = library, None
        if not pointer:
            library.ERR_clear_error()
            raise KeyMalformed(f"libcrypto refuses the {what}")
        self.pointer = c_void_p(pointer)
        if library.EVP_PKEY_is_a(self.pointer, b"SM2") != 1:
            library.ERR_clear_error()
            raise KeyMalformed(f"the {what} is not on the curve sm2p256v1")

    def __del__(self) -> None:
        if self.pointer is not None:
            self.library.EVP_PKEY_free(self.pointer)


class Sm2PublicKey:
    """A point on sm2p256v1 that verifies and wraps. `spki` is its SubjectPublicKeyInfo, 91 bytes."""

    __slots__ = ("_handle", "spki")

    def __init__(self, spki: bytes) -> None:
        """From DER; raises KeyMalformed for any other form, curve, or a point that is not on the curve."""
        if len(spki) != SPKI_SIZE or not spki.startswith(SPKI_PREFIX):
            raise KeyMalformed("not the SubjectPublicKeyInfo of an SM2 key with an uncompressed point")
        check_point(spki[-64:-32], spki[-32:])
        library = libcrypto()
        start = c_char_p(spki)
        self._handle = _Handle(library, library.d2i_PUBKEY(None, byref(start), len(spki)), "public key")
        self.spki = spki

    @classmethod
    def from_pem(cls, text: str) -> Sm2PublicKey:
        """From PEM `PUBLIC KEY`; raises KeyMalformed."""
        return cls(_pem_to_der(text, _PEM_PUBLIC))

    def to_pem(self) -> str:
        """PEM `PUBLIC KEY`, as `openssl pkey -pubin` reads it."""
        return _der_to_pem(self.spki, _PEM_PUBLIC)

    def verify(self, signature: bytes, message: bytes, signer_id: bytes = SIGNER_ID) -> None:
        """Check r || s over Z_A || message; raises SignatureInvalid."""
        der = raw_to_der(signature)
        library = self._handle.library
        context, pkey_context = _digest_context(library), c_void_p()
        try:
            started = library.EVP_DigestVerifyInit_ex(
                context, byref(pkey_context), b"SM3", None, None, self._handle.pointer, None
            )
            _must(library, started, "verification")
            _must(library, library.EVP_PKEY_CTX_set1_id(pkey_context, signer_id, len(signer_id)), "the signer's id")
            outcome = library.EVP_DigestVerify(context, der, len(der), message, len(message))
        finally:
            library.EVP_MD_CTX_free(context)
        if outcome != 1:  # 0 wrong, negative malformed: only 1 is good
            library.ERR_clear_error()
            raise SignatureInvalid("the SM2 signature does not verify")

    def encrypt(self, plaintext: bytes) -> bytes:
        """1 to 64 bytes for the holder of the private key, as DER C1C3C2; raises KeyMalformed for another length."""
        if not 1 <= len(plaintext) <= MAX_WRAPPED:
            raise KeyMalformed(f"SM2 wraps keys of 1 to {MAX_WRAPPED} bytes, not {len(plaintext)}")
        result = _crypt(self._handle, "encrypt", plaintext, len(plaintext) + 128)
        if result is None:
            raise SuiteUnavailable("libcrypto refuses SM2 encryption")
        return result


class Sm2PrivateKey:
    """A secret scalar that signs and unwraps; hides itself in `repr` and refuses to be pickled."""

    __slots__ = ("_handle", "_secret", "public")

    def __init__(self, secret: bytes) -> None:
        """From 32 bytes, big-endian; raises KeyMalformed unless 1 <= d <= n - 2."""
        if len(secret) != 32 or not 1 <= int.from_bytes(secret, "big") <= ORDER - 2:
            raise KeyMalformed("an SM2 secret is 32 bytes, from 1 to n - 2")
        library = libcrypto()
        der = _PKCS8_PREFIX + secret  # without the point: libcrypto computes it
        self._handle = _Handle(library, library.d2i_AutoPrivateKey(None, byref(c_char_p(der)), len(der)), "private key")
        self._secret = secret
        self.public = Sm2PublicKey(_spki_of(self._handle))

    @classmethod
    def generate(cls) -> Sm2PrivateKey:
        """A fresh key from the operating system's randomness."""
        return cls((1 + secrets.randbelow(ORDER - 2)).to_bytes(32, "big"))

    @classmethod
    def from_der(cls, der: bytes) -> Sm2PrivateKey:
        """From unencrypted PKCS#8 or SEC 1 DER of up to 1 KiB, as other tools write it; raises KeyMalformed."""
        if not 1 <= len(der) <= 1_024:
            raise KeyMalformed("not a private key: wrong length")
        library = libcrypto()
        handle = _Handle(library, library.d2i_AutoPrivateKey(None, byref(c_char_p(der)), len(der)), "private key")
        number, out = c_void_p(), create_string_buffer(32)
        _must(library, library.EVP_PKEY_get_bn_param(handle.pointer, b"priv", byref(number)), "the private part")
        try:
            _must(library, library.BN_bn2binpad(number, out, 32), "the private part")
            return cls(out.raw)
        finally:
            library.BN_clear_free(number)
            ctypes.memset(out, 0, 32)

    @classmethod
    def from_pem(cls, text: str) -> Sm2PrivateKey:
        """From PEM `PRIVATE KEY` (PKCS#8, not encrypted); raises KeyMalformed."""
        return cls.from_der(_pem_to_der(text, _PEM_PRIVATE))

    def to_pem(self) -> str:
        """PEM `PRIVATE KEY` (PKCS#8, not encrypted), for tests and for moving a key into a device."""
        return _der_to_pem(_PKCS8_PREFIX + self._secret, _PEM_PRIVATE)

    def to_bytes(self) -> bytes:
        """The 32 bytes of the scalar, for the key store only."""
        return self._secret

    def sign(self, message: bytes, signer_id: bytes = SIGNER_ID) -> bytes:
        """r || s over Z_A || message, 64 bytes; different on every call. Raises SuiteUnavailable if libcrypto fails."""
        library = self._handle.library
        context, pkey_context = _digest_context(library), c_void_p()
        size, out = c_size_t(80), create_string_buffer(80)
        try:
            started = library.EVP_DigestSignInit_ex(
                context, byref(pkey_context), b"SM3", None, None, self._handle.pointer, None
            )
            _must(library, started, "signing")
            _must(library, library.EVP_PKEY_CTX_set1_id(pkey_context, signer_id, len(signer_id)), "the signer's id")
            _must(library, library.EVP_DigestSign(context, out, byref(size), message, len(message)), "a signature")
        finally:
            library.EVP_MD_CTX_free(context)
        return der_to_raw(out.raw[: size.value])

    def decrypt(self, wrapped: bytes) -> bytes:
        """Undo `encrypt`; raises SealBroken unless it is strict DER, on the curve, intact, and for this key."""
        check_ciphertext(wrapped, MAX_WRAPPED)
        result = _crypt(self._handle, "decrypt", wrapped, len(wrapped))
        if result is None:
            raise SealBroken("the wrapped key was altered, or is for another holder")
        return result

    def __repr__(self) -> str:
        return "<Sm2PrivateKey (secret hidden)>"

    def __reduce__(self) -> str:
        raise TypeError("a private key is not serialised")


def _digest_context(library: Any) -> c_void_p:
    context = library.EVP_MD_CTX_new()
    if not context:
        raise MemoryError
    return c_void_p(context)


def _must(library: Any, outcome: int, what: str) -> None:
    """For calls that fail only where the library cannot do SM2 at all."""
    if outcome <= 0:
        library.ERR_clear_error()
        raise SuiteUnavailable(f"libcrypto refuses {what} with SM2")


def _crypt(handle: _Handle, verb: str, data: bytes, room: int) -> bytes | None:
    """SM2 encryption or decryption; None where libcrypto refuses."""
    library = handle.library
    pointer = library.EVP_PKEY_CTX_new_from_pkey(None, handle.pointer, None)
    if not pointer:
        raise MemoryError
    context = c_void_p(pointer)
    size, out = c_size_t(room), create_string_buffer(room)
    try:
        _must(library, getattr(library, f"EVP_PKEY_{verb}_init")(context), verb)
        if getattr(library, f"EVP_PKEY_{verb}")(context, out, byref(size), data, len(data)) <= 0:
            library.ERR_clear_error()
            return None
    finally:
        library.EVP_PKEY_CTX_free(context)
    return out.raw[: size.value]


def _spki_of(handle: _Handle) -> bytes:
    library = handle.library
    size = library.i2d_PUBKEY(handle.pointer, None)
    _must(library, size, "the public key")
    out = create_string_buffer(size)
    cursor = ctypes.cast(out, c_char_p)
    _must(library, library.i2d_PUBKEY(handle.pointer, byref(cursor)), "the public key")
    return out.raw


def _der_to_pem(der: bytes, frame: tuple[str, str]) -> str:
    text = base64.b64encode(der).decode("ascii")
    lines = [text[at : at + 64] for at in range(0, len(text), 64)]
    return "\n".join((frame[0], *lines, frame[1], ""))


def _pem_to_der(text: str, frame: tuple[str, str]) -> bytes:
    lines = text.strip().splitlines()
    if not 3 <= len(lines) <= 40 or lines[0] != frame[0] or lines[-1] != frame[1]:
        raise KeyMalformed(f"not one PEM block {frame[0]}")
    try:
        return base64.b64decode("".join(lines[1:-1]), validate=True)
    except ValueError as exc:
        raise KeyMalformed("the PEM block is not base64") from exc
