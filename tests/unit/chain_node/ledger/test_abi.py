"""Reading by the ABI: words at a time gives what the library gives, for good and for bad bytes."""

from __future__ import annotations

from typing import Any

import pytest
from eth_abi.abi import decode, encode
from eth_abi.exceptions import DecodingError
from hypothesis import given
from hypothesis import strategies as st

from chain_node.ledger.abi import AbiMismatch, errors_of, events_of, functions_of
from chain_node.ledger.abi_words import decode_static

STATIC = ["bytes32", "uint8", "uint64", "uint256", "address", "bool", "(bytes32,uint64,bool)", "((uint8,address),bool)"]
DYNAMIC = ["bytes", "string", "uint8[]", "(bytes32,string)", "bytes32[2]", "int8", "bytes4"]


@given(st.lists(st.sampled_from(STATIC), min_size=1, max_size=4), st.data())
def test_words_are_read_as_the_library_reads_them(kinds: list[str], data: st.DataObject) -> None:
    words = st.sampled_from(
        [bytes(32), bytes(31) + b"\1", bytes(12) + b"\xab" * 20, b"\xff" * 32, bytes(24) + b"\1" * 8]
    )
    raw = b"".join(data.draw(st.lists(words, max_size=12)))
    raw = raw[: len(raw) - data.draw(st.sampled_from([0, 0, 0, 1]))]
    expected: Any
    try:
        expected = tuple(decode(kinds, raw))
    except DecodingError:
        expected = None
    try:
        found = decode_static(kinds, raw)
    except ValueError:
        found = None
    assert found == expected


@pytest.mark.parametrize("kind", DYNAMIC)
def test_what_is_not_read_here_is_left_to_the_library(kind: str) -> None:
    assert decode_static(["uint8", kind], bytes(320)) is None


ABI: list[dict[str, Any]] = [
    {
        "type": "event",
        "name": "Said",
        "inputs": [
            {"name": "who", "type": "address", "indexed": True},
            {"name": "what", "type": "string", "indexed": True},
            {"name": "how", "type": "tuple[]", "indexed": False, "components": [{"name": "a", "type": "uint8"}]},
            {"name": "loud", "type": "bool", "indexed": False},
        ],
    },
    {
        "type": "function",
        "name": "say",
        "inputs": [{"name": "n", "type": "uint8"}],
        "outputs": [{"name": "", "type": "string"}],
    },
    {"type": "error", "name": "Silent", "inputs": [{"name": "n", "type": "uint8"}]},
]


def test_events_with_indexed_values_hashes_and_structs() -> None:
    (event,) = events_of(ABI).values()
    topics = (event.topic, bytes(12) + b"\xab" * 20, b"\7" * 32)
    values = event.decode(topics, encode(["(uint8)[]", "bool"], [[(1,), (2,)], True]))
    assert values == {"who": "0x" + "ab" * 20, "what": b"\7" * 32, "how": ((1,), (2,)), "loud": True}


def test_events_that_do_not_fit_are_refused() -> None:
    (event,) = events_of(ABI).values()
    good = encode(["(uint8)[]", "bool"], [[(1,)], True])
    topics = (event.topic, bytes(12) + b"\xab" * 20, b"\7" * 32)
    for bad_topics, data in (
        (topics[:2], good),
        ((b"\0" * 32, *topics[1:]), good),
        ((event.topic, b"\1" * 32, b"\7" * 32), good),
        (topics, good[:-1]),
        (topics, b""),
        (topics, encode(["uint256", "uint256"], [2**255, 1])),
    ):
        with pytest.raises(AbiMismatch):
            event.decode(bad_topics, data)


def test_functions_and_errors() -> None:
    say = functions_of(ABI)["say"]
    assert say.decode(encode(["string"], ["hm"])) == ("hm",)
    assert say.encode(7) == say.selector + (7).to_bytes(32, "big")
    for values in ((300,), ("x",), (1, 2)):
        with pytest.raises(AbiMismatch):
            say.encode(*values)
    with pytest.raises(AbiMismatch):
        say.decode(b"\xff" * 64)
    assert list(errors_of(ABI).values()) == [("Silent", ("uint8",))]
