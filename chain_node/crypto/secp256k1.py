"""Ledger accounts: keccak-256, ECDSA on secp256k1 over 32-byte digests, legacy transactions.

Sources: SEC 2 (curve), EIP-2 (s in the lower half), EIP-55 (checksummed addresses), EIP-155 (replay protection).
A signature is 65 bytes r || s || v with v 27 or 28. Ours are deterministic (RFC 6979); a signature with s in the upper
half is refused although the curve would take it, so that a signature has one spelling. Nothing of the evidence hashes
with keccak.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

from coincurve import PrivateKey as _Scalar
from coincurve import PublicKey as _Point
from eth_hash.auto import keccak as _portable_keccak

from chain_node.crypto.errors import KeyMalformed
from chain_node.errors import SignatureInvalid

ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
"""Number of points of the group."""

SIGNATURE_SIZE = 65
_HALF = (ORDER // 2).to_bytes(32, "big")


def _choose_keccak() -> Callable[[bytes], bytes]:
    """The C extension `sha3` is six times as fast as pycryptodome, where it is installed (0.7 against 4.7 us)."""
    try:
        from sha3 import keccak_256
    except ImportError:
        return _portable_keccak
    return lambda data: cast(bytes, keccak_256(data).digest())


keccak256: Callable[[bytes], bytes] = _choose_keccak()
"""Keccak-256 as the ledger uses it (not SHA3-256 of FIPS 202): 32 bytes."""


class EthKey:
    """A private key of a ledger account; hides itself in `repr` and refuses to be pickled.

    `address` is the checksummed text, `address_bytes` the same 20 bytes.
    """

    __slots__ = ("_scalar", "address", "address_bytes")

    def __init__(self, secret: bytes) -> None:
        """From the 32-byte big-endian scalar; raises KeyMalformed unless 1 <= scalar < ORDER."""
        if len(secret) != 32 or not 0 < int.from_bytes(secret, "big") < ORDER:
            raise KeyMalformed("a ledger key is a scalar of 32 bytes in the range of secp256k1")
        self._scalar = _Scalar(secret)
        self.address_bytes = _address_of(self._scalar.public_key)
        self.address = checksum_address(self.address_bytes)

    @classmethod
    def generate(cls) -> EthKey:
        """A fresh key from the operating system's randomness."""
        return cls(_Scalar().secret)

    @classmethod
    def from_bytes(cls, secret: bytes) -> EthKey:
        """The key with this scalar; raises KeyMalformed."""
        return cls(secret)

    def to_bytes(self) -> bytes:
        """The 32-byte scalar, for the key store only."""
        return self._scalar.secret

    def sign_digest(self, digest: bytes) -> bytes:
        """65 bytes r || s || v over a 32-byte digest; s in the lower half, v 27 or 28. Raises KeyMalformed."""
        if len(digest) != 32:
            raise KeyMalformed(f"a ledger key signs a digest of 32 bytes, not {len(digest)}")
        signature = self._scalar.sign_recoverable(digest, hasher=None)
        return signature[:64] + bytes((27 + signature[64],))

    def __repr__(self) -> str:
        return f"<EthKey {self.address} (secret hidden)>"

    def __reduce__(self) -> str:
        raise TypeError("a private key is not serialised")


def recover(digest: bytes, signature: bytes) -> str:
    """Checksummed address that made a 65-byte signature over a 32-byte digest.

    Raises SignatureInvalid for another length, v not 27 or 28, r or s out of range, s in the upper half (EIP-2), and
    values that no key could have made.
    """
    if len(digest) != 32 or len(signature) != SIGNATURE_SIZE:
        raise SignatureInvalid("a ledger signature has 65 bytes over a digest of 32")
    if signature[64] not in (27, 28):
        raise SignatureInvalid(f"v is 27 or 28, not {signature[64]}")
    if signature[32:64] > _HALF:  # of one length: bytes compare as numbers
        raise SignatureInvalid("s is in the upper half (EIP-2)")
    compact = signature[:64] + bytes((signature[64] - 27,))
    try:
        point = _Point.from_signature_and_message(compact, digest, hasher=None)
    except Exception as exc:  # coincurve raises ValueError and bare Exception
        raise SignatureInvalid("no key could have made this signature") from exc
    return checksum_address(_address_of(point))


@lru_cache(maxsize=4_096)
def checksum_address(address: bytes) -> str:
    """EIP-55 text of a 20-byte address; raises KeyMalformed for another length."""
    if len(address) != 20:
        raise KeyMalformed(f"an address has 20 bytes, not {len(address)}")
    text = address.hex()
    checks = keccak256(text.encode()).hex()
    return "0x" + "".join(c.upper() if check >= "8" else c for c, check in zip(text, checks, strict=False))


@dataclass(frozen=True, slots=True)
class Transaction:
    """A legacy transaction before signing. `to`: 20 bytes, None creates a contract; value in wei, gas in units."""

    chain_id: int
    nonce: int
    gas: int
    to: bytes | None
    data: bytes = b""
    value: int = 0
    gas_price: int = 0


def sign_transaction(key: EthKey, transaction: Transaction) -> tuple[bytes, bytes]:
    """Raw transaction and its 32-byte hash, with replay protection (EIP-155: v = 35 + 2 * chain id + parity)."""
    import rlp  # brings a validation library that takes 0.3 s to load, and only this function needs it

    fields = [
        _number(transaction.nonce),
        _number(transaction.gas_price),
        _number(transaction.gas),
        transaction.to or b"",
        _number(transaction.value),
        transaction.data,
    ]
    signature = key.sign_digest(keccak256(rlp.encode([*fields, _number(transaction.chain_id), b"", b""])))
    v = 35 + 2 * transaction.chain_id + signature[64] - 27
    raw = cast(bytes, rlp.encode([*fields, _number(v), signature[:32].lstrip(b"\0"), signature[32:64].lstrip(b"\0")]))
    return raw, keccak256(raw)


def _number(value: int) -> bytes:
    return value.to_bytes((value.bit_length() + 7) // 8, "big")


def _address_of(point: _Point) -> bytes:
    return keccak256(point.format(compressed=False)[1:])[12:]
