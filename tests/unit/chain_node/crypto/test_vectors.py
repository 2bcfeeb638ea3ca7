"""Examples printed in the standards, through the interface that the product uses."""

from __future__ import annotations

from typing import Any

import pytest

from chain_node.crypto.errors import KeyMalformed, SealBroken
from chain_node.crypto.intl import Ed25519PublicKey
from chain_node.crypto.openssl_sm2 import Sm2PrivateKey, Sm2PublicKey
from chain_node.crypto.secp256k1 import EthKey, Transaction, checksum_address, keccak256, recover, sign_transaction
from chain_node.crypto.sm2_codec import SPKI_PREFIX, der_to_raw
from chain_node.crypto.suite import get_suite
from chain_node.crypto.typed_data import digest as typed_data_digest
from chain_node.errors import SignatureInvalid
from tests.unit.chain_node.crypto.vectors import der, der_integer, hexadecimal, load

ED25519_SPKI = bytes.fromhex("302a300506032b6570032100")
SM2 = load("sm2")
LEDGER = load("ledger")
DIGESTS = {"sm3": get_suite("sm").digest, "sha256": get_suite("intl").digest, "keccak256": keccak256}


def named(vector: Any) -> str:
    return str(vector["name"]) if isinstance(vector, dict) and "name" in vector else ""


@pytest.mark.parametrize("vector", load("digests"))
def test_digest(vector: dict[str, str]) -> None:
    data, value = hexadecimal(vector, "data", "value")
    assert DIGESTS[vector["digest"]](data) == value


@pytest.mark.parametrize("vector", load("ed25519"), ids=named)
def test_ed25519(vector: dict[str, str]) -> None:
    seed, public, message, signature = hexadecimal(vector, "seed", "public", "message", "signature")
    key = get_suite("intl").load_private(seed)
    assert key.public.spki == ED25519_SPKI + public
    assert key.sign(message) == signature
    key.public.verify(signature, message)


@pytest.mark.parametrize("vector", load("ed25519-refused"), ids=named)
def test_ed25519_refuses(vector: dict[str, str]) -> None:
    public, message, signature = hexadecimal(vector, "public", "message", "signature")
    if vector["refused"] == "key":
        with pytest.raises(KeyMalformed):
            Ed25519PublicKey(ED25519_SPKI + public)
        return
    with pytest.raises(SignatureInvalid):
        Ed25519PublicKey(ED25519_SPKI + public).verify(signature, message)


@pytest.mark.parametrize("vector", load("aead"), ids=named)
def test_sealing(vector: dict[str, str]) -> None:
    suite = get_suite(vector["suite"])
    key, nonce, aad, plaintext, sealed = hexadecimal(vector, "key", "nonce", "aad", "plaintext", "sealed")
    assert suite.seal_with(key, nonce, plaintext, aad) == sealed
    assert suite.open(key, nonce + sealed, aad) == plaintext


@pytest.mark.parametrize("vector", load("hkdf"), ids=named)
def test_hkdf(vector: dict[str, Any]) -> None:
    ikm, salt, info, okm = hexadecimal(vector, "ikm", "salt", "info", "okm")
    assert get_suite("intl").hkdf(ikm, salt, info, vector["length"]) == okm


def test_sm2_key_and_signature() -> None:
    secret, x, y, message, signature = hexadecimal(SM2, "secret", "x", "y", "message", "signature")
    key = Sm2PrivateKey(secret)
    assert key.public.spki == SPKI_PREFIX + x + y
    key.public.verify(signature, message)
    get_suite("sm").load_public(key.public.spki).verify(signature, message)


@pytest.mark.parametrize("signer_id", [b"", b"1234567812345679", b"ALICE123@YAHOO.COM", b"1234567812345678\0"])
def test_sm2_refuses_another_signer_id(signer_id: bytes) -> None:
    secret, message, signature = hexadecimal(SM2, "secret", "message", "signature")
    with pytest.raises(SignatureInvalid):
        Sm2PrivateKey(secret).public.verify(signature, message, signer_id)


def test_z_of_the_standard_is_what_the_signature_covers() -> None:
    """Z_A computed by the formula equals the printed one, so the id is bound as the standard says."""
    x, y, z, ident = hexadecimal(SM2, "x", "y", "z", "id")
    curve = bytes.fromhex(
        "fffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffc"
        "28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93"
        "32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7"
        "bc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0"
    )
    assert get_suite("sm").digest((len(ident) * 8).to_bytes(2, "big") + ident + curve + x + y) == z


def test_sm2_opens_the_ciphertext_of_the_standard() -> None:
    secret, c1, c3, c2, plaintext = hexadecimal(SM2, "secret", "c1", "c3", "c2", "plaintext")
    wrapped = der(0x30, der_integer(c1[1:33]) + der_integer(c1[33:]) + der(4, c3) + der(4, c2))
    assert Sm2PrivateKey(secret).decrypt(wrapped) == plaintext
    with pytest.raises(SealBroken):
        Sm2PrivateKey(secret).decrypt(wrapped[:-1] + bytes((wrapped[-1] ^ 1,)))


@pytest.mark.parametrize("vector", load("sm2-signature-forms"), ids=named)
def test_one_spelling_of_a_signature(vector: dict[str, Any]) -> None:
    (encoded,) = hexadecimal(vector, "der")
    if vector["accepted"]:
        secret, message = hexadecimal(SM2, "secret", "message")
        Sm2PrivateKey(secret).public.verify(der_to_raw(encoded), message)
        return
    with pytest.raises(SignatureInvalid):
        der_to_raw(encoded)


def test_sm2_public_key_is_not_taken_for_another_curve() -> None:
    x, y = hexadecimal(SM2, "x", "y")
    p256 = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d03010703420004") + x + y
    for spki in (p256, SPKI_PREFIX[:-1] + b"\x02" + x, SPKI_PREFIX + x, SPKI_PREFIX + x + y + b"\0", b""):
        with pytest.raises(KeyMalformed):
            Sm2PublicKey(spki)


@pytest.mark.parametrize("address", LEDGER["addresses"])
def test_checksum_of_an_address(address: str) -> None:
    assert checksum_address(bytes.fromhex(address[2:])) == address


def test_transaction() -> None:
    vector = LEDGER["transaction"]
    secret, to, data, raw = hexadecimal(vector, "secret", "to", "data", "raw")
    key = EthKey.from_bytes(secret)
    amounts = {name: vector[name] for name in ("chain_id", "nonce", "gas", "gas_price", "value")}
    assert key.address == vector["address"]
    assert sign_transaction(key, Transaction(to=to, data=data, **amounts)) == (raw, keccak256(raw))


def test_typed_data() -> None:
    vector = LEDGER["typed_data"]
    secret, digest, signature = hexadecimal(vector, "secret", "digest", "signature")
    assert typed_data_digest(vector["document"]) == digest
    assert EthKey(secret).address == vector["address"]
    assert EthKey(secret).sign_digest(digest) == signature
    assert recover(digest, signature) == vector["address"]
