"""SM2 signatures verified again by an implementation that shares nothing with libcrypto: `gmssl`, pure Python.

For an auditor who does not want to trust one library with a finding. Some 60 signatures a second.

`gmssl` 3.2.2 may judge only what has passed the strict checks here: it verifies forged signatures whose r or s is out
of range, takes trailing bytes, never checks that a point is on the curve, and mangles one public key in eight that is
given to its constructor (it strips the characters 0 and 4, not the prefix 04). It never sees a private key.
"""

from __future__ import annotations

from typing import Any

from chain_node.crypto.errors import KeyMalformed, SecondOpinionMissing
from chain_node.crypto.sm2_codec import SPKI_PREFIX, SPKI_SIZE, check_point, raw_to_der
from chain_node.errors import SignatureInvalid


def available() -> bool:
    """Whether the package is installed."""
    try:
        _load()
    except SecondOpinionMissing:
        return False
    return True


def verify_sm2(spki: bytes, signature: bytes, message: bytes) -> None:
    """Check r || s over `message`, signer id 1234567812345678, with `gmssl`.

    Raises SignatureInvalid, KeyMalformed for a key that is not an SM2 point in its one spelling, SecondOpinionMissing
    if the package is not installed.
    """
    library = _load()
    if len(spki) != SPKI_SIZE or not spki.startswith(SPKI_PREFIX):
        raise KeyMalformed("not the SubjectPublicKeyInfo of an SM2 key with an uncompressed point")
    point = spki[-64:]
    check_point(point[:32], point[32:])
    raw_to_der(signature)  # length and ranges; the DER itself is not used
    judge = library.CryptSM2(private_key="", public_key="", asn1=False)
    judge.public_key = point.hex()
    try:
        good = judge.verify_with_sm3(signature.hex(), message)
    except Exception as exc:  # it raises whatever its arithmetic meets, e.g. at infinity
        raise SignatureInvalid(f"the second opinion fails on the signature: {type(exc).__name__}") from exc
    if good is not True:
        raise SignatureInvalid("the SM2 signature does not verify by the second opinion")


def _load() -> Any:
    try:
        from gmssl import sm2
    except ImportError as exc:
        raise SecondOpinionMissing("the package gmssl is not installed") from exc
    return sm2
