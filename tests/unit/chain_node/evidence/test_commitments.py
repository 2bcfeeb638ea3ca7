"""Commitments hide and bind; openings come in one encoding and open exactly what was signed."""

from __future__ import annotations

import contextlib
import hashlib
import os

import cbor2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chain_node.errors import EvidenceError
from chain_node.evidence import commitments as co
from chain_node.evidence.commitments import Commitment, Opening
from chain_node.evidence.errors import CborError, CommitmentError, OpeningMismatch
from tests.unit.chain_node.evidence.samples import h, labels, profiles, stretched

SALT = h("salt")
ITEMS = [("target", 0, b"GET /r1/x"), ("body", 0, bytes(32)), ("f/name", 2, '["张*"]'.encode())]


def test_the_formula_written_out() -> None:
    expected = hashlib.sha256(b"DXL1/com\x00" + b"\x00\x06" + b"f/name" + SALT + bytes(7) + b"\x03" + b"abc").digest()
    assert co.commitment(1, "f/name", SALT, b"abc") == expected
    sm = hashlib.new("sm3", b"DXL1/com\x00" + b"\x00\x04" + b"body" + SALT + bytes(8)).digest()
    assert co.commitment(2, "body", SALT, b"") == sm


def test_commit_sorts_and_uses_each_salt_once() -> None:
    salts = os.urandom(96)
    made, openings = co.commit(1, ITEMS, salts)
    assert [one.label for one in made] == ["body", "f/name", "target"]
    assert {one.salt for one in openings} == {salts[:32], salts[32:64], salts[64:]}
    assert [co.commitment(1, one.label, one.salt, one.value) for one in openings] == [one.digest for one in made]
    co.verify_openings(1, made, openings)


@pytest.mark.parametrize(
    ("items", "salts"),
    [
        ([("body", 0, b"")], bytes(31)),
        ([("body", 0, b""), ("body", 0, b"")], bytes(64)),
        ([("body", 4, b"")], bytes(32)),
        ([("secret", 0, b"")], bytes(32)),
        ([(f"f/{n}", 1, b"") for n in range(161)], bytes(32 * 161)),
    ],
)
def test_commit_refuses(items: list[tuple[str, int, bytes]], salts: bytes) -> None:
    with pytest.raises(CommitmentError):
        co.commit(1, items, salts)


@st.composite
def openings(draw: st.DrawFn) -> tuple[Opening, ...]:
    found = sorted(draw(st.sets(labels, max_size=6)))
    return tuple(
        Opening(label, draw(profiles), draw(st.binary(min_size=32, max_size=32)), draw(st.binary(max_size=300)))
        for label in found
    )


@given(openings())
@settings(deadline=None)
def test_openings_round_trip_and_are_plain_cbor(made: tuple[Opening, ...]) -> None:
    data = co.encode_openings(made)
    assert co.decode_openings(data) == made
    assert data == cbor2.dumps([list(one) for one in made])


@given(openings(), st.data())
@settings(max_examples=300, deadline=None)
def test_changed_openings_are_refused_or_different(made: tuple[Opening, ...], data: st.DataObject) -> None:
    raw = co.encode_openings(made)
    at = data.draw(st.integers(0, len(raw) - 1))
    some = data.draw(st.binary(min_size=1, max_size=2))
    changed = data.draw(st.sampled_from([raw[:at] + some + raw[at + 1 :], raw[:at], raw + some, raw[:at] + raw[at:]]))
    with contextlib.suppress(EvidenceError):
        read = co.decode_openings(changed)
        assert co.encode_openings(read) == changed


@pytest.mark.parametrize(
    "value",
    [
        {}, None, [None], [["body", 0, SALT]], [["body", 4, SALT, b""]], [["body", 0, SALT[1:], b""]],
        [["body", 0, SALT, ""]], [["other", 0, SALT, b""]], [[b"body", 0, SALT, b""]],
        [["user", 0, SALT, b""], ["body", 0, SALT, b""]], [["body", 0, SALT, b""]] * 2,
        [[f"f/{n:03}", 0, SALT, b""] for n in range(161)],
    ],
    ids=repr,
)  # fmt: skip
def test_malformed_openings_are_refused(value: object) -> None:
    with pytest.raises((CommitmentError, CborError)):
        co.decode_openings(cbor2.dumps(value))


@given(openings())
@settings(max_examples=60, deadline=None)
def test_no_head_of_openings_may_be_longer_than_it_needs(made: tuple[Opening, ...]) -> None:
    for spelling in stretched(co.encode_openings(made)):
        with pytest.raises(EvidenceError):
            co.decode_openings(spelling)


@pytest.mark.parametrize("data", [b"", b"\x81", b"\x84", b"\x98", b"\x80\x00", b"\x98\x01" + b"\x80"])
def test_openings_cut_or_padded_are_refused(data: bytes) -> None:
    with pytest.raises((CommitmentError, CborError)):
        co.decode_openings(data)


def test_openings_of_more_than_a_mebibyte_are_neither_made_nor_read() -> None:
    room = (1 << 20) - len(co.encode_openings([Opening("body", 0, SALT, b"")])) - 4
    data = co.encode_openings([Opening("body", 0, SALT, bytes(room))])
    assert co.decode_openings(data)[0].value == bytes(room)
    with pytest.raises(CommitmentError):
        co.encode_openings([Opening("body", 0, SALT, bytes(room + 1))])
    with pytest.raises(CommitmentError):
        co.decode_openings(data + b"\x00")


def test_openings_that_are_not_what_was_signed() -> None:
    made, given_ = co.commit(2, ITEMS, os.urandom(96))
    body, name, target = given_
    for wrong in (
        (body._replace(value=b"x"), name, target),
        (body._replace(salt=SALT), name, target),
        (body, name._replace(profile=1), target),
        (body, target, name),
        (body, name),
        (*given_, Opening("user", 0, SALT, b"")),
    ):
        with pytest.raises(OpeningMismatch):
            co.verify_openings(2, made, wrong)
    with pytest.raises(OpeningMismatch):
        co.verify_openings(1, made, given_)  # the other suite's hash


def test_after_an_erasure_the_rest_still_opens() -> None:
    made, given_ = co.commit(1, ITEMS, os.urandom(96))
    co.verify_openings(1, made, given_[1:], complete=False)
    with pytest.raises(OpeningMismatch):
        co.verify_openings(1, made, [given_[1]._replace(value=b"x")], complete=False)
    with pytest.raises(OpeningMismatch):
        co.verify_openings(1, made[1:], given_[:1], complete=False)


def test_lists_in_messages_are_made_in_order_only() -> None:
    for wrong in (
        [Commitment("user", 0, h("a")), Commitment("body", 0, h("b"))],
        [Commitment("body", 0, h("a")[1:])],
        [Commitment("body", 4, h("a"))],
        [Commitment(f"f/{n:03}", 0, h("a")) for n in range(161)],
    ):
        with pytest.raises(CommitmentError):
            co.encode_commitments(wrong)
