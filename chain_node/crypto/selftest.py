"""What must hold before a key is touched: examples of the standards, and that what is wrong is refused.

    SM3        GB/T 32905-2016, A.1 and A.2
    SM4-GCM    RFC 8998, A.1
    SM2        GB/T 32918.5-2017, A.2 (signature); the empty signer id must fail; wrap and unwrap
    Ed25519    RFC 8032, 7.1, TEST 2
    HKDF       RFC 5869, A.1
    XChaCha20-Poly1305   draft-irtf-cfrg-xchacha-03, A.3.1
    keccak     the empty string; the account of scalar 1

A program that fails one does not start: there is no fallback. It takes some 10 ms.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from chain_node.crypto.errors import KeyMalformed, SealBroken, SelfTestFailed
from chain_node.crypto.openssl_sm2 import Sm2PrivateKey, Sm2PublicKey
from chain_node.crypto.secp256k1 import EthKey, keccak256, recover
from chain_node.crypto.sm2_codec import SPKI_PREFIX
from chain_node.crypto.suite import Suite, get_suite
from chain_node.errors import CryptoError, SignatureInvalid

_SM3 = (
    (b"abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
    (b"abcd" * 16, "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"),
)
_GCM_KEY = bytes.fromhex("0123456789abcdeffedcba9876543210")
_GCM_IV = bytes.fromhex("00001234567800000000abcd")
_GCM_AAD = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
_GCM_TEXT = b"".join(bytes((byte,)) * 8 for byte in (0xAA, 0xBB, 0xCC, 0xDD, 0xEE, 0xFF, 0xEE, 0xAA))
_GCM_SEALED = (
    "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
    "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d"
    "83de3541e4c2b58177e065a9bf7b62ec"
)
_SM2_POINT = (
    "09f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020"
    "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13"
)
_SM2_SECRET = "3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8"
_SM2_SIGNATURE = (
    "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3"
    "b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa"
)
_SM2_MESSAGE = b"message digest"
_ED_SEED = "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"
_ED_PUBLIC = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
_ED_SIGNATURE = (
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
)
_HKDF = ("000102030405060708090a0b0c", "f0f1f2f3f4f5f6f7f8f9")
_HKDF_OUT = "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
_XCHACHA_KEY = bytes(range(0x80, 0xA0))
_XCHACHA_NONCE = bytes(range(0x40, 0x58))
_XCHACHA_AAD = bytes.fromhex("50515253c0c1c2c3c4c5c6c7")
_XCHACHA_TEXT = (
    b"Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, "
    b"sunscreen would be it."
)
_XCHACHA_TAG = "c0875924c1c7987947deafd8780acf49"
_KECCAK_EMPTY = "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"
_ACCOUNT_ONE = "0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf"


def run(suites: Iterable[int | str] = ("intl", "sm")) -> None:
    """Test the ledger's algorithms and these suites. Raises SelfTestFailed naming the first that fails."""
    _guard("ledger", _ledger)
    for which in suites:
        _guard(f"suite {which}", partial(_suite, which))


def _guard(name: str, test: Callable[[], None]) -> None:
    try:
        test()
    except SelfTestFailed:
        raise
    except Exception as exc:
        raise SelfTestFailed(f"{name}: {type(exc).__name__}: {exc}") from exc


def _suite(which: int | str) -> None:
    suite = get_suite(which)
    for test in _EXAMPLES[suite.number]:
        test(suite)
    _signs(suite)
    _wraps(suite)
    _seals(suite)


def _sm3(suite: Suite) -> None:
    for data, digest in _SM3:
        _equal("SM3", suite.digest(data), bytes.fromhex(digest))
        running = suite.hasher()
        running.update(data[:2])
        running.update(data[2:])
        _equal("SM3 in pieces", running.digest(), bytes.fromhex(digest))


def _sm4(suite: Suite) -> None:
    sealed = bytes.fromhex(_GCM_SEALED)
    _equal("SM4-GCM", suite.seal_with(_GCM_KEY, _GCM_IV, _GCM_TEXT, _GCM_AAD), sealed)
    _equal("SM4-GCM", suite.open_with(_GCM_KEY, _GCM_IV, sealed, _GCM_AAD), _GCM_TEXT)


def _sm2(_suite: Suite) -> None:
    public = Sm2PublicKey(SPKI_PREFIX + bytes.fromhex(_SM2_POINT))
    private = Sm2PrivateKey(bytes.fromhex(_SM2_SECRET))
    signature = bytes.fromhex(_SM2_SIGNATURE)
    _equal("SM2 public key", private.public.spki, public.spki)
    public.verify(signature, _SM2_MESSAGE)
    _refused("SM2 with the empty signer id", SignatureInvalid, lambda: public.verify(signature, _SM2_MESSAGE, b""))
    _refused("an SM2 point off the curve", KeyMalformed, lambda: Sm2PublicKey(_flip(public.spki, -1)))


def _ed25519(suite: Suite) -> None:
    private = suite.load_private(bytes.fromhex(_ED_SEED))
    _equal("Ed25519 public key", private.public.spki[12:], bytes.fromhex(_ED_PUBLIC))
    _equal("Ed25519", private.sign(b"\x72"), bytes.fromhex(_ED_SIGNATURE))


def _hkdf(suite: Suite) -> None:
    salt, info = (bytes.fromhex(part) for part in _HKDF)
    _equal("HKDF-SHA-256", suite.hkdf(b"\x0b" * 22, salt, info, 42), bytes.fromhex(_HKDF_OUT))


def _xchacha(suite: Suite) -> None:
    sealed = suite.seal_with(_XCHACHA_KEY, _XCHACHA_NONCE, _XCHACHA_TEXT, _XCHACHA_AAD)
    _equal("XChaCha20-Poly1305", sealed[-16:], bytes.fromhex(_XCHACHA_TAG))


def _ledger() -> None:
    _equal("keccak-256", keccak256(b""), bytes.fromhex(_KECCAK_EMPTY))
    key, digest = EthKey((1).to_bytes(32, "big")), keccak256(b"lianlu")
    if not key.address == recover(digest, key.sign_digest(digest)) == _ACCOUNT_ONE:
        raise SelfTestFailed("secp256k1: an account does not recover from its own signature")


def _seals(suite: Suite) -> None:
    key = bytes(suite.key_size)
    sealed = suite.seal(key, b"text", b"context")
    _equal(f"{suite.name}: seal", suite.open(key, sealed, b"context"), b"text")
    _refused(f"{suite.name}: altered seal", SealBroken, lambda: suite.open(key, _flip(sealed, -1), b"context"))
    _refused(f"{suite.name}: seal of another context", SealBroken, lambda: suite.open(key, sealed, b""))


def _signs(suite: Suite) -> None:
    private = suite.generate()
    public, signature = suite.load_public(private.public.spki), private.sign(b"message")
    public.verify(signature, b"message")
    _refused(
        f"{suite.name}: altered signature", SignatureInvalid, lambda: public.verify(_flip(signature, 40), b"message")
    )
    _refused(f"{suite.name}: another message", SignatureInvalid, lambda: public.verify(signature, b"messagf"))


def _wraps(suite: Suite) -> None:
    private = suite.generate_encryption()
    wrapped = suite.wrap(private.public, b"k" * 32)
    _equal(f"{suite.name}: wrap", suite.unwrap(private, wrapped), b"k" * 32)
    _refused(f"{suite.name}: altered wrap", SealBroken, lambda: suite.unwrap(private, _flip(wrapped, -1)))


def _flip(data: bytes, at: int) -> bytes:
    changed = bytearray(data)
    changed[at] ^= 1
    return bytes(changed)


def _equal(what: str, given: bytes, expected: bytes) -> None:
    if given != expected:
        raise SelfTestFailed(f"{what} gives {given.hex()} instead of {expected.hex()}")


def _refused(what: str, error: type[CryptoError], call: Callable[[], object]) -> None:
    try:
        call()
    except error:
        return
    raise SelfTestFailed(f"{what} is accepted")


_EXAMPLES: dict[int, tuple[Callable[[Suite], None], ...]] = {1: (_ed25519, _hkdf, _xchacha), 2: (_sm3, _sm4, _sm2)}
