"""The pinned file: one accepted form, and one test per way to be wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from chain_node.ledger.errors import TrustMalformed, TrustMissing
from chain_node.ledger.trust import MAX_BYTES, Trust

GOOD: dict[str, Any] = {
    "instance": "CN-DEMO",
    "engine": "embedded",
    "chain_id": 0x123456789ABC,
    "genesis_hash": "0x" + "ab" * 32,
    "consortium": "0x" + "Cd" * 20,
}
FULL: dict[str, Any] = GOOD | {
    "artifacts_lock_sha256": "01" * 32,
    "ledger_key": "0x" + "02" * 20,
    "checkpoint": {"number": 7, "hash": "0x" + "03" * 32},
    "validators": ["0x" + "04" * 20],
}


def test_smallest_and_fullest_file_survive_a_round_trip() -> None:
    trust = Trust.parse(json.dumps(FULL).encode())
    assert Trust.parse(trust.dump()) == trust
    small = Trust.parse(json.dumps(GOOD).encode())
    assert Trust.parse(small.dump()) == small
    assert trust.checkpoint == (7, b"\x03" * 32)
    assert trust.consortium == b"\xcd" * 20
    assert trust.validators == (b"\x04" * 20,)


def test_a_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "trust.json"
    path.write_text(json.dumps(FULL))
    assert Trust.load(path).chain_id == 0x123456789ABC


def test_no_file_is_its_own_error(tmp_path: Path) -> None:
    with pytest.raises(TrustMissing):
        Trust.load(tmp_path / "nothing.json")
    with pytest.raises(TrustMissing):
        Trust.load(tmp_path)


@pytest.mark.parametrize(
    "change",
    [
        {"instance": ""},
        {"instance": "a/b"},
        {"instance": 5},
        {"engine": "geth"},
        {"chain_id": 0},
        {"chain_id": -1},
        {"chain_id": True},
        {"chain_id": 1.0},
        {"chain_id": "1"},
        {"chain_id": 1 << 64},
        {"genesis_hash": "ab" * 32},
        {"genesis_hash": "0x" + "AB" * 32},
        {"genesis_hash": "0x" + "ab" * 31},
        {"genesis_hash": "0x" + "ab" * 32 + "\n"},
        {"genesis_hash": None},
        {"consortium": "0x" + "cd" * 32},
        {"artifacts_lock_sha256": "0x" + "01" * 32},
        {"ledger_key": "0x"},
        {"ledger_key": None},
        {"checkpoint": None},
        {"checkpoint": {"number": 7}},
        {"checkpoint": {"number": -7, "hash": "0x" + "03" * 32}},
        {"checkpoint": {"number": 7, "hash": "0x" + "03" * 32, "more": 1}},
        {"validators": {}},
        {"validators": ["0x" + "04" * 20] * 257},
        {"validators": [4]},
        {"surprise": 1},
    ],
)
def test_malformed_members_are_refused(change: dict[str, Any]) -> None:
    with pytest.raises(TrustMalformed):
        Trust.parse(json.dumps(FULL | change).encode())


@pytest.mark.parametrize("missing", sorted(GOOD))
def test_each_required_member_is_required(missing: str) -> None:
    with pytest.raises(TrustMalformed, match=missing):
        Trust.parse(json.dumps({key: value for key, value in GOOD.items() if key != missing}).encode())


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"\xff\xfe{}",
        b"{",
        b"null",
        b'{"chain_id": NaN}',
        b'{"instance": "A", "instance": "B"}',
        b"[" * 50_000,
        b" " * (MAX_BYTES + 1),
        json.dumps(GOOD).encode() + b"x",
        json.dumps(GOOD).encode()[:-1] + b', "engine": "besu"}',
    ],
)
def test_what_is_not_strict_json_is_refused(data: bytes) -> None:
    with pytest.raises(TrustMalformed):
        Trust.parse(data)
