"""The one encoding: against cbor2, and against every other spelling of the same value."""

from __future__ import annotations

import contextlib
from typing import Any

import cbor2
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from chain_node.evidence import canonical
from chain_node.evidence.canonical import decode, encode
from chain_node.evidence.errors import (
    CborDepth,
    CborError,
    CborIndefinite,
    CborNonMinimal,
    CborText,
    CborTooLong,
    CborTrailing,
    CborTruncated,
    CborUnsupported,
)

atoms = st.one_of(st.integers(0, (1 << 64) - 1), st.binary(max_size=300), st.text(max_size=90), st.none())


def nested(depth: int) -> st.SearchStrategy[Any]:
    """Values with at most `depth` arrays inside each other."""
    if depth == 0:
        return atoms
    below = nested(depth - 1)
    return st.one_of(atoms, st.lists(below, max_size=30))


@given(nested(4))
@settings(deadline=None)
def test_values_of_the_subset_round_trip_and_equal_cbor2(value: Any) -> None:
    data = encode(value)
    assert decode(data) == value
    assert data == cbor2.dumps(value)


def plain(value: Any, depth: int = 0) -> bool:
    """Is this value, as cbor2 read it, in the subset?"""
    if isinstance(value, list):
        return depth < canonical.MAX_DEPTH and all(plain(item, depth + 1) for item in value)
    if isinstance(value, str):
        with contextlib.suppress(UnicodeEncodeError):
            value.encode()
            return True
        return False
    return value is None or isinstance(value, bytes) or (type(value) is int and 0 <= value < 1 << 64)


def judged_by_cbor2(data: bytes) -> bool:
    """True if cbor2 reads a value of the subset from `data` and writes the same bytes again."""
    try:
        value = cbor2.loads(data)
    except Exception:  # whatever it cannot read is refused by us as well
        return False
    return plain(value) and cbor2.dumps(value) == data


heads = st.sampled_from([bytes([major << 5 | info]) for major in range(8) for info in range(32)])
junk = st.lists(st.one_of(heads, st.binary(max_size=9), nested(2).map(encode)), max_size=8).map(b"".join)


@given(st.one_of(st.binary(max_size=60), junk))
@settings(max_examples=1500, deadline=None)
@example(b"\x82\x01")
@example(b"\xf6")
@example(b"\xf7")
@example(b"\x5f\x41\x00\xff")
@example(b"\xc2\x41\x01")
def test_any_bytes_are_judged_as_cbor2_would_write_them(data: bytes) -> None:
    try:
        value = decode(data)
        accepted = True
    except CborError:
        value, accepted = None, False
    assert accepted is judged_by_cbor2(data)
    if accepted:
        assert encode(value) == data


@given(nested(3), st.data())
@settings(max_examples=500, deadline=None)
def test_one_changed_byte_is_refused_or_another_value(value: Any, data: st.DataObject) -> None:
    raw = bytearray(encode(value))
    at = data.draw(st.integers(0, len(raw) - 1))
    raw[at] ^= data.draw(st.integers(1, 255))
    with contextlib.suppress(CborError):
        changed = decode(bytes(raw))
        assert changed != value
        assert encode(changed) == bytes(raw)


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ("1817", CborNonMinimal),
        ("190018", CborNonMinimal),
        ("1900ff", CborNonMinimal),
        ("1a0000ffff", CborNonMinimal),
        ("1b00000000ffffffff", CborNonMinimal),
        ("5801ff", CborNonMinimal),
        ("7800", CborNonMinimal),
        ("980101", CborNonMinimal),
        ("5f4100ff", CborIndefinite),
        ("7fff", CborIndefinite),
        ("9f01ff", CborIndefinite),
        ("0000", CborTrailing),
        ("8000", CborTrailing),
        ("", CborTruncated),
        ("18", CborTruncated),
        ("1900", CborTruncated),
        ("4200", CborTruncated),
        ("8201", CborTruncated),
        ("9bffffffffffffffff", CborTruncated),
        ("5bffffffffffffffff", CborTruncated),
        ("20", CborUnsupported),
        ("a0", CborUnsupported),
        ("c100", CborUnsupported),
        ("f4", CborUnsupported),
        ("f5", CborUnsupported),
        ("f7", CborUnsupported),
        ("f8f6", CborUnsupported),
        ("f90000", CborUnsupported),
        ("1c", CborUnsupported),
        ("ff", CborUnsupported),
        ("61ff", CborText),
        ("63eda080", CborText),
        ("62c080", CborText),
        ("8181818180", CborDepth),
    ],
)
def test_every_other_spelling_is_refused_for_its_reason(data: str, error: type[CborError]) -> None:
    with pytest.raises(error) as refused:
        decode(bytes.fromhex(data))
    assert refused.value.code.startswith("evidence.cbor.")


def test_limits() -> None:
    assert decode(encode(bytes(65_533))) == bytes(65_533)
    with pytest.raises(CborTooLong):
        decode(encode(bytes(65_534)))
    assert decode(b"\x81\x81\x81\x80") == [[[[]]]]
    assert decode(b"\x81\x01", max_depth=1) == [1]
    with pytest.raises(CborDepth):
        decode(b"\x81\x80", max_depth=1)


@pytest.mark.parametrize(
    ("value", "error"),
    [
        (-1, CborUnsupported),
        (1 << 64, CborTooLong),
        (True, CborUnsupported),
        (1.5, CborUnsupported),
        ({}, CborUnsupported),
        ("\ud800", CborText),
        ([[[[[]]]]], CborDepth),
    ],
)
def test_nothing_outside_the_subset_is_encoded(value: Any, error: type[CborError]) -> None:
    with pytest.raises(error):
        encode(value)


def test_hash_functions_by_number() -> None:
    # FIPS 180-4 and GB/T 32905-2016 A.1, both for "abc"
    assert canonical.suite_digest(1)(b"abc").hex().startswith("ba7816bf8f01cfea")
    assert canonical.suite_digest(2)(b"abc").hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    with pytest.raises(CborUnsupported):
        canonical.suite_digest(3)
