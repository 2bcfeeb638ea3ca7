"""Ledger accounts against `eth_account`, and the spellings of a signature that are refused."""

from __future__ import annotations

import pickle

import pytest
from eth_account import Account
from eth_hash.auto import keccak
from hypothesis import given, settings
from hypothesis import strategies as st

from chain_node.crypto.errors import KeyMalformed
from chain_node.crypto.secp256k1 import (
    ORDER,
    EthKey,
    Transaction,
    checksum_address,
    keccak256,
    recover,
    sign_transaction,
)
from chain_node.errors import SignatureInvalid

KEY = EthKey.from_bytes(bytes(31) + b"\x07")
DIGEST = keccak256(b"lianlu")
SIGNATURE = KEY.sign_digest(DIGEST)
R, S, V = SIGNATURE[:32], SIGNATURE[32:64], SIGNATURE[64]


@given(st.binary(max_size=300))
def test_keccak_equals_another_implementation(data: bytes) -> None:
    assert keccak256(data) == keccak(data)


@settings(max_examples=30)
@given(st.integers(1, ORDER - 1), st.binary(min_size=32, max_size=32))
def test_a_signature_recovers_to_its_key(secret: int, digest: bytes) -> None:
    key = EthKey(secret.to_bytes(32, "big"))
    signature = key.sign_digest(digest)
    assert key.address == Account.from_key(key.to_bytes()).address
    assert recover(digest, signature) == key.address
    assert signature == bytes(Account.unsafe_sign_hash(digest, key.to_bytes()).signature)
    assert int.from_bytes(signature[32:64], "big") <= ORDER // 2


@settings(max_examples=30)
@given(
    chain_id=st.integers(1, 2**48),
    nonce=st.integers(0, 2**63),
    gas=st.integers(21_000, 2**40),
    gas_price=st.integers(0, 2**60),
    value=st.integers(0, 2**90),
    to=st.one_of(st.none(), st.binary(min_size=20, max_size=20)),
    data=st.binary(max_size=100),
)
def test_a_transaction_equals_another_implementations(
    chain_id: int, nonce: int, gas: int, gas_price: int, value: int, to: bytes | None, data: bytes
) -> None:
    fields = {"chainId": chain_id, "nonce": nonce, "gas": gas, "gasPrice": gas_price, "value": value, "data": data}
    if to is not None:
        fields["to"] = checksum_address(to)
    theirs = Account.sign_transaction(fields, KEY.to_bytes())
    ours = sign_transaction(KEY, Transaction(chain_id, nonce, gas, to, data, value, gas_price))
    assert ours == (bytes(theirs.raw_transaction), bytes(theirs.hash))


@pytest.mark.parametrize(
    "signature",
    [
        pytest.param(R + (ORDER - int.from_bytes(S, "big")).to_bytes(32, "big") + bytes((55 - V,)), id="upper half"),
        pytest.param(R + S + bytes((V - 27,)), id="v is 0 or 1"),
        pytest.param(R + S + bytes((V + 8,)), id="v is 35 or 36"),
        pytest.param(bytes(32) + S + SIGNATURE[64:], id="r is zero"),
        pytest.param(R + bytes(32) + SIGNATURE[64:], id="s is zero"),
        pytest.param(ORDER.to_bytes(32, "big") + S + SIGNATURE[64:], id="r is n"),
        pytest.param(b"\xff" * 32 + S + SIGNATURE[64:], id="r is the largest"),
        pytest.param(SIGNATURE[:64], id="v is missing"),
        pytest.param(SIGNATURE + b"\0", id="a byte too many"),
        pytest.param(b"", id="nothing"),
    ],
)
def test_another_spelling_is_refused(signature: bytes) -> None:
    assert recover(DIGEST, SIGNATURE) == KEY.address
    with pytest.raises(SignatureInvalid):
        recover(DIGEST, signature)


def test_another_digest_or_bit_is_another_signer() -> None:
    for digest, signature in ((keccak256(b"x"), SIGNATURE), (DIGEST, R + S + bytes((55 - V,)))):
        try:
            assert recover(digest, signature) != KEY.address
        except SignatureInvalid:
            continue


@given(st.binary(max_size=70))
def test_recover_raises_nothing_else(signature: bytes) -> None:
    for given_ in (signature, signature[:64].ljust(64, b"\x01") + b"\x1b"):
        try:
            recover(DIGEST, given_)
        except SignatureInvalid:
            continue


def test_digests_and_keys_of_a_wrong_size_are_refused() -> None:
    for size in (0, 31, 33):
        with pytest.raises(KeyMalformed):
            KEY.sign_digest(bytes(size))
        with pytest.raises(SignatureInvalid):
            recover(bytes(size), SIGNATURE)
        with pytest.raises(KeyMalformed):
            EthKey(b"\1" * size)
    for secret in (0, ORDER, 2**256 - 1):
        with pytest.raises(KeyMalformed):
            EthKey(secret.to_bytes(32, "big"))
    with pytest.raises(KeyMalformed):
        checksum_address(bytes(19))


def test_a_key_hides_itself() -> None:
    assert KEY.to_bytes().hex() not in repr(KEY)
    assert EthKey.generate().address != EthKey.generate().address
    with pytest.raises(TypeError):
        pickle.dumps(KEY)
