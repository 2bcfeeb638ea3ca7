"""What holds in both suites alike."""

from __future__ import annotations

import hashlib
import os
import pickle
from concurrent.futures import ThreadPoolExecutor

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given
from hypothesis import strategies as st

from chain_node.crypto.errors import KeyMalformed, SealBroken, SuiteUnknown
from chain_node.crypto.sm import _hazmat_mac, _HazmatSm3
from chain_node.crypto.suite import Suite, get_suite
from chain_node.errors import SignatureInvalid

SUITES = [get_suite("intl"), get_suite("sm")]
both = pytest.mark.parametrize("suite", SUITES, ids=lambda suite: suite.name)
HASHES: dict[int, hashes.HashAlgorithm] = {1: hashes.SHA256(), 2: hashes.SM3()}


def altered(data: bytes) -> list[bytes]:
    """`data` with each of its bytes changed, one at a time, then shortened, then lengthened."""
    changed = [data[:at] + bytes((data[at] ^ 1 << at % 8,)) + data[at + 1 :] for at in range(len(data))]
    return [*changed, data[:-1], data[1:], data + b"\0", b""]


def test_suites_by_number_and_by_name() -> None:
    assert [get_suite(1), get_suite(2)] == SUITES
    assert [(suite.number, suite.name, suite.key_size) for suite in SUITES] == [(1, "intl", 32), (2, "sm", 16)]
    for wrong in (0, 3, "", "SM", "gm", True - 1):
        with pytest.raises(SuiteUnknown):
            get_suite(wrong)


@both
def test_a_signature_verifies_under_its_key_and_no_other(suite: Suite) -> None:
    key, other = suite.generate(), suite.generate()
    signature = key.sign(b"message")
    assert len(signature) == 64
    suite.load_public(key.public.spki).verify(signature, b"message")
    suite.load_private(key.to_bytes()).public.verify(signature, b"message")
    with pytest.raises(SignatureInvalid):
        other.public.verify(signature, b"message")
    for message in (b"", b"messag", b"message\0", b"Message"):
        with pytest.raises(SignatureInvalid):
            key.public.verify(signature, message)


@both
def test_every_byte_of_a_signature_counts(suite: Suite) -> None:
    key = suite.generate()
    for wrong in altered(key.sign(b"message")):
        with pytest.raises(SignatureInvalid):
            key.public.verify(wrong, b"message")


@both
def test_empty_and_long_messages_are_signed(suite: Suite) -> None:
    key = suite.generate()
    for message in (b"", bytes(1_000_000)):
        key.public.verify(key.sign(message), message)


@both
def test_a_kid_is_the_digest_of_the_spki(suite: Suite) -> None:
    key, wrapping = suite.generate(), suite.generate_encryption()
    assert key.public.kid == hashlib.sha256(key.public.spki).digest()
    assert wrapping.public.kid == hashlib.sha256(wrapping.public.spki).digest()
    assert (key.suite, wrapping.suite) == (suite.number, suite.number)


@both
def test_a_wrapped_key_opens_for_its_holder_only(suite: Suite) -> None:
    holder, other = suite.generate_encryption(), suite.generate_encryption()
    public = suite.load_encryption(holder.public.spki)
    for key in (b"k", os.urandom(16), os.urandom(32), os.urandom(64)):
        wrapped = suite.wrap(public, key)
        assert suite.unwrap(suite.load_decryption(holder.to_bytes()), wrapped) == key
        with pytest.raises(SealBroken):
            suite.unwrap(other, wrapped)
    for size in (0, 65):
        with pytest.raises(KeyMalformed):
            suite.wrap(public, bytes(size))


@both
def test_every_byte_of_a_wrapped_key_counts(suite: Suite) -> None:
    holder = suite.generate_encryption()
    for wrong in altered(suite.wrap(holder.public, os.urandom(32))):
        with pytest.raises(SealBroken):
            suite.unwrap(holder, wrong)


def test_keys_of_one_suite_are_refused_by_the_other() -> None:
    intl, sm = SUITES
    for one, other in ((intl, sm), (sm, intl)):
        with pytest.raises(KeyMalformed):
            one.load_public(other.generate().public.spki)
        with pytest.raises(KeyMalformed):
            one.load_encryption(other.generate_encryption().public.spki)
        with pytest.raises(KeyMalformed):
            one.wrap(other.generate_encryption().public, b"key")
        with pytest.raises(KeyMalformed):
            one.unwrap(other.generate_encryption(), b"wrapped")


@both
def test_malformed_keys_are_refused(suite: Suite) -> None:
    spki = suite.generate().public.spki
    for wrong in (b"", spki[:-1], spki + b"\0", bytes(len(spki)), spki[:1] + spki[2:]):
        with pytest.raises(KeyMalformed):
            suite.load_public(wrong)
        with pytest.raises(KeyMalformed):
            suite.load_encryption(wrong)
    for secret in (b"", bytes(31), bytes(33)):
        with pytest.raises(KeyMalformed):
            suite.load_private(secret)
        with pytest.raises(KeyMalformed):
            suite.load_decryption(secret)


@both
def test_private_keys_hide_themselves(suite: Suite) -> None:
    for key in (suite.generate(), suite.generate_encryption()):
        shown = repr(key) + str(key)
        assert "hidden" in shown
        assert key.to_bytes().hex() not in shown
        with pytest.raises(TypeError):
            pickle.dumps(key)


@both
@given(plaintext=st.binary(max_size=200), aad=st.binary(max_size=40))
def test_what_is_sealed_opens(suite: Suite, plaintext: bytes, aad: bytes) -> None:
    key = bytes(range(suite.key_size))
    sealed = suite.seal(key, plaintext, aad)
    assert suite.open(key, sealed, aad) == plaintext
    assert suite.seal(key, plaintext, aad) != sealed


@both
@given(plaintext=st.binary(max_size=24), aad=st.binary(max_size=12))
def test_every_byte_of_what_is_sealed_counts(suite: Suite, plaintext: bytes, aad: bytes) -> None:
    key = bytes(suite.key_size)
    sealed = suite.seal(key, plaintext, aad)
    for wrong in altered(sealed):
        with pytest.raises(SealBroken):
            suite.open(key, wrong, aad)
    for wrong in {*altered(aad), b"\0"} - {aad}:
        with pytest.raises(SealBroken):
            suite.open(key, sealed, wrong)
    with pytest.raises(SealBroken):
        suite.open(b"\1" + key[1:], sealed, aad)


@both
def test_keys_of_a_wrong_size_seal_nothing(suite: Suite) -> None:
    for size in (0, suite.key_size - 1, suite.key_size + 1):
        with pytest.raises(KeyMalformed):
            suite.seal(bytes(size), b"text", b"")
        with pytest.raises(KeyMalformed):
            suite.open(bytes(size), bytes(64), b"")


@both
@given(
    ikm=st.binary(min_size=1, max_size=64),
    salt=st.binary(max_size=80),
    info=st.binary(max_size=80),
    length=st.integers(1, 200),
)
def test_hkdf_equals_another_implementation(suite: Suite, ikm: bytes, salt: bytes, info: bytes, length: int) -> None:
    other = HKDF(algorithm=HASHES[suite.number], length=length, salt=salt or None, info=info)
    assert suite.hkdf(ikm, salt, info, length) == other.derive(ikm)


@both
def test_hkdf_has_a_longest_output(suite: Suite) -> None:
    assert len(suite.hkdf(b"ikm", b"", b"", 8_160)) == 8_160
    for length in (0, -1, 8_161):
        with pytest.raises(ValueError, match="HKDF"):
            suite.hkdf(b"ikm", b"", b"", length)


@both
@given(pieces=st.lists(st.binary(max_size=300), max_size=6))
def test_digest_in_pieces_equals_another_implementation(suite: Suite, pieces: list[bytes]) -> None:
    running, other = suite.hasher(), hashes.Hash(HASHES[suite.number])
    for piece in pieces:
        running.update(piece)
        other.update(piece)
    assert running.digest() == suite.digest(b"".join(pieces)) == other.finalize()


@given(pieces=st.lists(st.binary(max_size=200), max_size=4), key=st.binary(max_size=100))
def test_sm3_where_python_has_none_is_the_same(pieces: list[bytes], key: bytes) -> None:
    """What the suite uses on a Python whose OpenSSL leaves SM3 out."""
    other, data = _HazmatSm3(), b"".join(pieces)
    for piece in pieces:
        other.update(piece)
        other.digest()
    assert other.digest() == get_suite("sm").digest(data)
    assert _hazmat_mac(key, data) == get_suite("sm").mac(key, data)


@both
def test_keys_are_shared_between_threads(suite: Suite) -> None:
    key, wrapping = suite.generate(), suite.generate_encryption()

    def work(number: int) -> int:
        message = number.to_bytes(4, "big") * 50
        for _ in range(25):
            key.public.verify(key.sign(message), message)
            with pytest.raises(SignatureInvalid):
                key.public.verify(bytes(64), message)
            assert suite.unwrap(wrapping, suite.wrap(wrapping.public, message[:32])) == message[:32]
            assert suite.load_private(key.to_bytes()).public.spki == key.public.spki
        return number

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(work, range(8))) == list(range(8))
