"""Typed data against `eth_account`, and every way in which a document may not be what its types say."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from eth_account.messages import encode_typed_data
from hypothesis import given, settings
from hypothesis import strategies as st

from chain_node.crypto.errors import TypedDataMalformed
from chain_node.crypto.secp256k1 import keccak256
from chain_node.crypto.typed_data import digest, parse

DOMAIN = [("name", "string"), ("version", "string"), ("chainId", "uint256"), ("verifyingContract", "address")]
DOCUMENT: dict[str, Any] = {
    "types": {
        "EIP712Domain": [{"name": name, "type": kind} for name, kind in DOMAIN],
        "Act": [
            {"name": "subject", "type": "bytes32"},
            {"name": "reason", "type": "string"},
            {"name": "until", "type": "uint64"},
            {"name": "delta", "type": "int16"},
            {"name": "urgent", "type": "bool"},
            {"name": "note", "type": "bytes"},
            {"name": "by", "type": "Person"},
            {"name": "items", "type": "Item[]"},
            {"name": "grid", "type": "uint8[2][]"},
        ],
        "Person": [{"name": "account", "type": "address"}],
        "Item": [{"name": "code", "type": "bytes4"}],
    },
    "primaryType": "Act",
    "domain": {"name": "Lianlu", "version": "1", "chainId": 2**47, "verifyingContract": "0x" + "11" * 20},
    "message": {
        "subject": "0x" + "ab" * 32,
        "reason": "停用",
        "until": 1_800_000_000,
        "delta": -5,
        "urgent": True,
        "note": "0x00ff",
        "by": {"account": "0x" + "22" * 20},
        "items": [{"code": "0x00000001"}, {"code": "0xffffffff"}],
        "grid": [[1, 2], [3, 4]],
    },
}


def theirs(document: dict[str, Any]) -> bytes:
    signable = encode_typed_data(full_message=document)
    return keccak256(b"\x19" + signable.version + signable.header + signable.body)


def test_digest_equals_another_implementations() -> None:
    assert digest(DOCUMENT) == theirs(DOCUMENT)


@settings(max_examples=30)
@given(
    st.text(max_size=20), st.integers(0, 2**64 - 1), st.integers(-(2**15), 2**15 - 1), st.binary(max_size=40),
    st.lists(st.binary(min_size=4, max_size=4), max_size=3),
)  # fmt: skip
def test_digest_of_any_values(reason: str, until: int, delta: int, note: bytes, items: list[bytes]) -> None:
    document = copy.deepcopy(DOCUMENT)
    document["message"] |= {"reason": reason, "until": until, "delta": delta, "note": "0x" + note.hex()}
    document["message"]["items"] = [{"code": "0x" + code.hex()} for code in items]
    assert digest(document) == theirs(document)
    document["message"]["until"] = str(until)
    assert digest(document) == theirs(document | {"message": document["message"] | {"until": until}})


def test_every_value_counts() -> None:
    seen = {digest(DOCUMENT)}
    for name, value in {"reason": "停", "until": 1, "urgent": False, "items": [], "grid": [], "note": "0x"}.items():
        seen.add(digest(DOCUMENT | {"message": DOCUMENT["message"] | {name: value}}))
    for name, value in {"name": "x", "chainId": 1, "verifyingContract": "0x" + "33" * 20}.items():
        seen.add(digest(DOCUMENT | {"domain": DOCUMENT["domain"] | {name: value}}))
    assert len(seen) == 10


def change(*path: str | int, to: Any) -> Callable[[dict[str, Any]], None]:
    """What puts `to` at the place named; None takes it away."""

    def apply(document: dict[str, Any]) -> None:
        place: Any = document
        for step in path[:-1]:
            place = place[step]
        if to is None:
            del place[path[-1]]
        else:
            place[path[-1]] = to

    return apply


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(change("message", "until", to=None), id="a member is missing"),
        pytest.param(change("message", "extra", to=1), id="a member too many"),
        pytest.param(change("domain", "salt", to="0x00"), id="a member of the domain too many"),
        pytest.param(change("message", "until", to=2**64), id="a number too large"),
        pytest.param(change("message", "until", to=-1), id="a number below zero"),
        pytest.param(change("message", "delta", to=2**15), id="a signed number too large"),
        pytest.param(change("message", "delta", to=-(2**15) - 1), id="a signed number too small"),
        pytest.param(change("message", "until", to="0x10"), id="a number in hexadecimal"),
        pytest.param(change("message", "until", to="007"), id="a number with leading zeros"),
        pytest.param(change("message", "until", to=" 7"), id="a number with a space"),
        pytest.param(change("message", "until", to=True), id="a bool for a number"),
        pytest.param(change("message", "urgent", to=1), id="a number for a bool"),
        pytest.param(change("message", "reason", to=5), id="a number for a text"),
        pytest.param(change("message", "reason", to="\ud800"), id="half a character"),
        pytest.param(change("message", "subject", to="0xab"), id="short bytes32"),
        pytest.param(change("message", "subject", to="ab" * 32), id="bytes without 0x"),
        pytest.param(change("message", "note", to="0x0"), id="half a byte"),
        pytest.param(change("message", "by", "account", to="0x" + "22" * 21), id="a long address"),
        pytest.param(change("message", "by", to="0x" + "22" * 20), id="a text for a struct"),
        pytest.param(change("message", "items", to={}), id="an object for an array"),
        pytest.param(change("message", "grid", to=[[1, 2, 3]]), id="an array of another length"),
        pytest.param(change("types", "Act", 2, "type", to="uint65"), id="a width that is none"),
        pytest.param(change("types", "Act", 2, "type", to="uint064"), id="a width with a zero"),
        pytest.param(change("types", "Act", 2, "type", to="uint"), id="a short name"),
        pytest.param(change("types", "Act", 0, "type", to="bytes33"), id="too many bytes"),
        pytest.param(change("types", "Act", 0, "type", to="Nobody"), id="a type that is not there"),
        pytest.param(change("types", "Act", 0, "type", to="bytes32[] "), id="a space in a type"),
        pytest.param(change("types", "Act", 0, "name", to="reason"), id="a member twice"),
        pytest.param(change("types", "Act", 0, "name", to="a b"), id="a space in a name"),
        pytest.param(change("types", "Act", 0, "extra", to="x"), id="a member of a member"),
        pytest.param(change("types", "EIP712Domain", to=None), id="no type of the domain"),
        pytest.param(change("primaryType", to="EIP712Domain"), id="the domain as message"),
        pytest.param(change("primaryType", to="Nobody"), id="an unknown primary type"),
        pytest.param(change("types", to=[]), id="types are an array"),
    ],
)
def test_what_is_not_of_its_type_is_refused(wrong: Callable[[dict[str, Any]], None]) -> None:
    document = copy.deepcopy(DOCUMENT)
    wrong(document)
    with pytest.raises(TypedDataMalformed):
        digest(document)


def test_structs_that_hold_themselves_end() -> None:
    types = {"EIP712Domain": [], "Act": [{"name": "next", "type": "Act[]"}]}
    message: dict[str, Any] = {"next": []}
    document = {"types": types, "primaryType": "Act", "domain": {}, "message": message}
    assert digest(document) == theirs(document)
    for _ in range(12):
        message = {"next": [message]}
    with pytest.raises(TypedDataMalformed):
        digest(document | {"message": message})


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", "null", json.dumps({**DOCUMENT, "more": 1}), json.dumps(DOCUMENT).replace("1800000000", "1.5"),
     json.dumps(DOCUMENT).replace('"delta"', '"until"'), "[" * 100_000],
)  # fmt: skip
def test_a_document_is_read_strictly(text: str) -> None:
    with pytest.raises(TypedDataMalformed):
        digest(parse(text.encode()))


def test_a_document_is_read() -> None:
    assert digest(parse(json.dumps(DOCUMENT).encode())) == digest(DOCUMENT)
