"""Receipts: one signature for a batch, each provable alone, and readable by software that is not ours."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator
from typing import Any

import cbor2
import cwt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chain_node.errors import EvidenceError, SignatureInvalid
from chain_node.evidence import receipt as receipts
from chain_node.evidence import statement
from chain_node.evidence.canonical import sha256, sm3
from chain_node.evidence.errors import ReceiptError, ReceiptKey, ReceiptSuite
from chain_node.evidence.receipt import SignatureCache, parse_receipt, sign_batch, verify_receipt
from chain_node.evidence.statement import Statement
from tests.unit.chain_node.evidence import naive_merkle as naive
from tests.unit.chain_node.evidence import samples
from tests.unit.chain_node.evidence.keys import Ed25519Key, Sm2Key
from tests.unit.chain_node.evidence.samples import h


@pytest.fixture
def key() -> Ed25519Key:
    return Ed25519Key(h("seed"))


@pytest.fixture(scope="module")
def sm2() -> Iterator[Sm2Key]:
    made = Sm2Key()
    yield made
    made.close()


def digests(count: int) -> list[bytes]:
    return [h(f"message {number}") for number in range(count)]


@pytest.mark.parametrize("count", [1, 2, 3, 5, 16, 33])
def test_every_message_of_a_batch_is_provable_alone(key: Ed25519Key, count: int) -> None:
    batch = digests(count)
    made = sign_batch(1, key, batch)
    assert len({parse_receipt(one).signature for one in made}) == 1
    for digest, one in zip(batch, made, strict=True):
        verify_receipt(parse_receipt(one), digest, key)
        with pytest.raises(SignatureInvalid):
            verify_receipt(parse_receipt(one), h("another"), key)


def test_the_largest_batch(key: Ed25519Key) -> None:
    batch = digests(4096)
    made = sign_batch(1, key, batch)
    verify_receipt(parse_receipt(made[4095]), batch[4095], key)
    for wrong in (batch + batch[:1], []):
        with pytest.raises(ReceiptError):
            sign_batch(1, key, wrong)


def test_a_batch_costs_one_verification(key: Ed25519Key) -> None:
    batch, cache = digests(16), SignatureCache()
    for digest, one in zip(batch, sign_batch(1, key, batch), strict=True):
        verify_receipt(parse_receipt(one), digest, key, cache)
    assert key.verified == 1
    assert len(cache) == 1


def test_the_cache_keeps_only_what_verified_and_is_bounded(key: Ed25519Key) -> None:
    cache = SignatureCache(2)
    one = parse_receipt(sign_batch(1, key, digests(1))[0])
    with pytest.raises(SignatureInvalid):
        verify_receipt(one, h("another"), key, cache)
    assert len(cache) == 0
    for number in range(4):
        digest = h(f"lone {number}")
        verify_receipt(parse_receipt(sign_batch(1, key, [digest])[0]), digest, key, cache)
    assert len(cache) == 2
    before = key.verified
    verify_receipt(parse_receipt(sign_batch(1, key, [h("lone 3")])[0]), h("lone 3"), key, cache)
    assert key.verified == before
    verify_receipt(parse_receipt(sign_batch(1, key, [h("lone 0")])[0]), h("lone 0"), key, cache)
    assert key.verified == before + 1


def test_key_and_suite_must_be_the_ones_named(key: Ed25519Key) -> None:
    digest = h("message 0")
    one = parse_receipt(sign_batch(1, key, [digest])[0])
    with pytest.raises(ReceiptKey):
        verify_receipt(one, digest, Ed25519Key(h("other seed")))
    with pytest.raises(ReceiptSuite):
        verify_receipt(one, digest, Ed25519Key(h("seed"), suite=2))


def test_bytes_are_those_of_a_generic_encoder(key: Ed25519Key) -> None:
    """The template spelled out with cbor2: tag 18, labels and numbers of RFC 9052, 9596 and 9942."""
    for suite, alg, vds, hash_function in ((1, -8, 1, sha256), (2, -70002, -70003, sm3)):
        batch = digests(3)
        made = sign_batch(suite, key, batch)[2]
        protected = cbor2.dumps({1: alg, 4: key.kid, 16: "application/lianlu-message", 395: vds})
        proof = cbor2.dumps([3, 2, naive.path(2, batch, hash_function)])
        root = naive.mth(batch, hash_function)
        signature = key.sign(cbor2.dumps(["Signature1", protected, b"", root]))
        assert made == cbor2.dumps(cbor2.CBORTag(18, [protected, {396: {-1: [proof]}}, None, signature]))
        parsed = parse_receipt(made)
        assert receipts.receipt_root(parsed, batch[2]) == root
        assert receipts.sig_structure(parsed, root) == cbor2.dumps(["Signature1", protected, b"", root])


def test_a_lone_message_is_the_first_of_two(key: Ed25519Key) -> None:
    parsed = parse_receipt(sign_batch(1, key, [h("alone")])[0])
    assert (parsed.size, parsed.index) == (2, 0)
    assert parsed.path == (sha256(b"\x00" + bytes(32)),)
    assert parsed.path[0] == naive.mth([bytes(32)], sha256)


def test_a_stock_cose_library_verifies_an_international_receipt(key: Ed25519Key) -> None:
    """As an outsider would: root from the receipt's own proof, then COSE with a detached payload."""
    batch = digests(5)
    for digest, made in zip(batch, sign_batch(1, key, batch), strict=True):
        outer = cbor2.loads(made)
        size, index, path = cbor2.loads(outer.value[1][396][-1][0])
        root = naive.mth(batch, sha256)
        assert naive.accepts_inclusion(sha256(b"\x00" + digest), index, size, path, root, sha256)
        public = cwt.COSEKey.new({1: 1, 3: -8, -1: 6, -2: key.raw, 2: key.kid})
        assert cwt.COSE.new().decode(made, public, detached_payload=root) == root
        with pytest.raises(cwt.VerifyError):
            cwt.COSE.new().decode(made, public, detached_payload=h("another root"))


def test_the_openssl_command_verifies_an_sm2_receipt(sm2: Sm2Key) -> None:
    batch = digests(3)
    for digest, made in zip(batch, sign_batch(2, sm2, batch), strict=True):
        verify_receipt(parse_receipt(made), digest, sm2)
    with pytest.raises(SignatureInvalid):
        verify_receipt(parse_receipt(sign_batch(2, sm2, [batch[0]])[0]), batch[1], sm2)


@given(st.integers(1, 9), st.data())
@settings(max_examples=400, deadline=None)
def test_changed_receipts_are_refused(count: int, data: st.DataObject) -> None:
    """A byte changed, added or taken away: it is not read, does not verify, or was a change of the proof's path."""
    key = Ed25519Key(h("seed"))
    batch = digests(count)
    which = data.draw(st.integers(0, count - 1))
    made = sign_batch(1, key, batch)[which]
    at = data.draw(st.integers(0, len(made) - 1))
    some = data.draw(st.binary(min_size=1, max_size=2))
    changed = data.draw(st.sampled_from([made[:at] + some + made[at + 1 :], made[:at], made + some, made[:at] + some]))
    if changed == made:
        return
    with contextlib.suppress(EvidenceError, SignatureInvalid):
        verify_receipt(parse_receipt(changed), batch[which], key)
        pytest.fail("a changed receipt verified")


def rebuilt(key: Ed25519Key, proof: object, *, protected: object = None, unprotected: object = None) -> bytes:
    """A receipt built freely, to be refused."""
    header = protected or {1: -8, 4: key.kid, 16: "application/lianlu-message", 395: 1}
    loose = unprotected or {396: {-1: [cbor2.dumps(proof)]}}
    return cbor2.dumps(cbor2.CBORTag(18, [cbor2.dumps(header), loose, None, bytes(64)]))


HASH = bytes(32)


@pytest.mark.parametrize(
    "proof",
    [
        [1, 0, []], [2, 0, []], [2, 0, [HASH, HASH]], [2, 2, [HASH]], [0, 0, [HASH]], [4096 * 2, 0, [HASH] * 13],
        [4097, 0, [HASH] * 13], [3, 2, [HASH, HASH]], [2, 0, [HASH[1:]]], [2, 0, [HASH + b"x"]], [2, 0],
        [2, 0, [HASH], 0], [2, -1, [HASH]], ["2", 0, [HASH]], [4097, 4096, [HASH]],
    ],
    ids=repr,
)  # fmt: skip
def test_proofs_that_cannot_be_are_refused(key: Ed25519Key, proof: object) -> None:
    assert parse_receipt(rebuilt(key, [2, 0, [HASH]])).size == 2
    with pytest.raises(ReceiptError):
        parse_receipt(rebuilt(key, proof))


def test_lengths_inside_a_proof_must_agree(key: Ed25519Key) -> None:
    """The proof is not signed: bytes of it that are never looked at could be changed by anybody."""
    made = rebuilt(key, [2, 0, [HASH]])
    start = made.index(b"\x58\x26\x83")
    for head in (b"\x58\x25", b"\x58\x27", b"\x59\x00\x26"):
        with pytest.raises(ReceiptError):
            parse_receipt(made[:start] + head + made[start + 2 :])
    one_said_two_there = b"\x83\x02\x00\x81" + (b"\x58\x20" + HASH) * 2
    with pytest.raises(ReceiptError):
        parse_receipt(made[:start] + cbor2.dumps(one_said_two_there) + made[start + 2 + 0x26 :])


def test_the_cache_never_speaks_for_another_message(key: Ed25519Key) -> None:
    cache = SignatureCache()
    one = parse_receipt(sign_batch(1, key, digests(2))[0])
    verify_receipt(one, digests(2)[0], key, cache)
    with pytest.raises(SignatureInvalid):
        verify_receipt(one, h("another"), key, cache)


def test_other_headers_are_refused(key: Ed25519Key) -> None:
    good = {1: -8, 4: key.kid, 16: "application/lianlu-message", 395: 1}
    proof = [2, 0, [HASH]]
    loose = {396: {-1: [cbor2.dumps(proof)]}}
    for protected in (
        good | {1: -7}, good | {1: -70002}, good | {395: -70003}, good | {395: 2}, good | {16: "application/other"},
        good | {4: key.kid[1:]}, good | {5: b"iv"}, {name: good[name] for name in (4, 1, 16, 395)},
        {name: good[name] for name in (1, 4, 16)},
    ):  # fmt: skip
        with pytest.raises(ReceiptError):
            parse_receipt(rebuilt(key, proof, protected=protected))
    others: list[dict[int, Any]] = [
        loose | {4: b"kid"}, {396: {-2: [b""]}}, {396: {-1: []}}, {0: 0}, {396: {-1: loose[396][-1] * 2}},
    ]  # fmt: skip
    for unprotected in others:
        with pytest.raises(ReceiptError):
            parse_receipt(rebuilt(key, proof, unprotected=unprotected))
    for data in (b"", b"\xd2", rebuilt(key, proof)[1:], b"\xd9\x00\x12" + rebuilt(key, proof)[1:]):
        with pytest.raises(ReceiptError):
            parse_receipt(data)


def test_a_message_and_its_receipt_belong_together(key: Ed25519Key, sm2: Sm2Key) -> None:
    message = statement.encode(samples.request())
    digest = statement.digest(1, message)
    made = sign_batch(1, key, [digest])[0]

    def key_of(parsed: receipts.Receipt, said: Statement) -> Ed25519Key:
        assert (parsed.kid, said.src_log) == (key.kid, h("log a"))
        return key

    found = receipts.verify_message(message, made, key_of)
    assert (found.statement, found.digest) == (samples.request(), digest)
    with pytest.raises(ReceiptSuite):
        receipts.verify_message(message, sign_batch(2, sm2, [digest])[0], lambda *_: sm2)
    with pytest.raises(SignatureInvalid):
        receipts.verify_message(statement.encode(samples.request(pair_seq=2)), made, lambda *_: key)


def test_kid_is_the_hash_of_the_public_key(key: Ed25519Key) -> None:
    assert parse_receipt(sign_batch(1, key, digests(1))[0]).kid == hashlib.sha256(key.spki).digest()
    with pytest.raises(ReceiptError):
        receipts.protected_header(1, b"short")
