"""Identifiers: published vectors, one way to be wrong per vector, and parse(print(x)) == x."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chain_node import ids
from chain_node.errors import IdentifierError

VECTORS = Path(__file__).parents[2] / "vectors" / "ids"
REFERENCES = json.loads((VECTORS / "references.json").read_text("utf-8"))
MALFORMED = json.loads((VECTORS / "malformed.json").read_text("utf-8"))
PARSERS = {
    "member": (ids.parse_member, ids.parse_canonical_member),
    "subsystem": (ids.parse_subsystem, ids.parse_canonical_subsystem),
    "gateway": (ids.parse_gateway, ids.parse_canonical_gateway),
    "service": (ids.parse_service, ids.parse_canonical_service),
}
ALL_PARSERS = [parse for pair in PARSERS.values() for parse in pair] + [ids.parse_client, ids.parse_canonical_client]

segments = st.text(
    st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\u200b\ufeff"), min_size=1, max_size=20
).filter(lambda text: text not in (".", ".."))


@pytest.mark.parametrize("vector", REFERENCES, ids=lambda v: v["path"][:40])
def test_vector_of_text_and_id(vector: dict[str, str]) -> None:
    for parse in PARSERS[vector["kind"]]:
        ref = parse(vector["path"])
        assert ref.path == vector["path"]
        assert ref.id.hex() == vector["id"]
        assert str(ref) == vector["path"]


@pytest.mark.parametrize("vector", MALFORMED, ids=lambda v: v["name"])
@pytest.mark.parametrize("parse", ALL_PARSERS, ids=lambda p: p.__name__)
def test_malformed_text_is_refused(parse: object, vector: dict[str, str]) -> None:
    assert callable(parse)
    with pytest.raises(IdentifierError):
        parse(vector["text"])


@given(parts=st.lists(segments, min_size=5, max_size=5))
def test_printing_and_parsing_give_the_same_reference(parts: list[str]) -> None:
    ref = ids.ServiceRef(*parts)
    assert ids.parse_service(ref.path) == ref
    assert ids.parse_canonical_service(ref.path).id == ref.id
    assert ids.parse_canonical_client(ref.subsystem.path) == ref.subsystem
    assert ids.parse_canonical_client(ref.member.path) == ref.member == ref.subsystem.member


@given(part=segments, upper=st.booleans())
def test_every_escaped_spelling_is_the_same_identifier_and_only_one_is_canonical(part: str, upper: bool) -> None:
    escaped = "".join(f"%{byte:02X}" if upper else f"%{byte:02x}" for byte in part.encode("utf-8"))
    text = f"A/B/{escaped}"
    ref = ids.parse_member(text)
    assert ref == ids.MemberRef("A", "B", part)
    if ref.path != text:
        with pytest.raises(IdentifierError, match="one spelling"):
            ids.parse_canonical_member(text)


def test_kinds_never_share_an_id() -> None:
    parts = ("A", "B", "C", "D")
    assert ids.SubsystemRef(*parts).id != ids.GatewayRef(*parts).id


def test_lengths_keep_segments_apart() -> None:
    assert ids.MemberRef("A", "BC", "D").id != ids.MemberRef("AB", "C", "D").id


def test_case_matters() -> None:
    assert ids.parse_member("A/B/c").id != ids.parse_member("A/B/C").id


def test_lower_case_escape_is_understood_but_not_canonical() -> None:
    assert ids.parse_client("A/B/C/x%2fy") == ids.SubsystemRef("A", "B", "C", "x/y")
    with pytest.raises(IdentifierError, match="one spelling"):
        ids.parse_canonical_client("A/B/C/x%2fy")


def test_sub_delimiters_are_understood_raw_and_written_escaped() -> None:
    assert ids.parse_member("A/B/a'(b),c=d:e@f").path == "A/B/a%27%28b%29%2Cc%3Dd%3Ae%40f"


def test_client_has_three_or_four_segments() -> None:
    assert isinstance(ids.parse_client("A/B/C"), ids.MemberRef)
    assert isinstance(ids.parse_client("A/B/C/D"), ids.SubsystemRef)
    with pytest.raises(IdentifierError, match="3 or 4 are needed"):
        ids.parse_client("A/B/C/D/E")


@pytest.mark.parametrize("length", [1, 255])
def test_longest_and_shortest_segment(length: int) -> None:
    assert ids.parse_canonical_member(f"A/B/{'x' * length}").member_code == "x" * length


def test_segment_and_text_limits() -> None:
    with pytest.raises(IdentifierError, match="256 characters"):
        ids.MemberRef("A", "B", "x" * 256)
    with pytest.raises(IdentifierError, match="16384 are allowed"):
        ids.parse_member("A/B/" + "%41" * 10_000)


def test_longest_possible_identifier_of_three_byte_characters_fits() -> None:
    ref = ids.ServiceRef(*["部" * 255] * 5)
    assert ids.parse_canonical_service(ref.path) == ref


def test_message_about_a_hostile_identifier_is_short() -> None:
    with pytest.raises(IdentifierError) as caught:
        ids.parse_member("A/B/" + "\u00e4" * 5_000)
    assert len(str(caught.value)) < 300
