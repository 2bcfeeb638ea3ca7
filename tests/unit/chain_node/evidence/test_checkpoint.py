"""Checkpoints against an independent EIP-712 implementation; notes in one spelling."""

from __future__ import annotations

import base64
from dataclasses import replace
from typing import Any

import pytest
from eth_account import Account
from eth_account.messages import encode_typed_data
from eth_utils.crypto import keccak

from chain_node.evidence import checkpoint as cp
from chain_node.evidence import note as notes
from chain_node.evidence.canonical import sha256
from chain_node.evidence.checkpoint import Checkpoint
from chain_node.evidence.errors import CheckpointError
from chain_node.evidence.note import Note
from tests.unit.chain_node.evidence.samples import h

CHAIN_ID = 0x1234_5678_9ABC
CONTRACT = bytes(range(20))
ACCOUNT = Account.from_key(h("anchoring key"))
ADDRESS = bytes.fromhex(ACCOUNT.address[2:])
NOTE = Note(CHAIN_ID, h("log"), 8192, h("root"), h("alt"), 3, h("pair"))
CHECKPOINT = NOTE.checkpoint(4096, h("prev root"), ADDRESS)


def typed(checkpoint: Checkpoint) -> dict[str, Any]:
    """The checkpoint as EIP-712 JSON for somebody else's implementation."""
    kinds = {"bytes": "bytes32", "int": "uint64"}
    names = {
        "logId": checkpoint.log_id, "epoch": checkpoint.epoch, "size": checkpoint.size, "root": checkpoint.root,
        "prevSize": checkpoint.prev_size, "prevRoot": checkpoint.prev_root, "altRoot": checkpoint.alt_root,
        "pairRoot": checkpoint.pair_root, "noteHash": checkpoint.note_hash, "keyId": checkpoint.key_id,
    }  # fmt: skip
    return {
        "types": {
            "EIP712Domain": [
                {"name": "name", "type": "string"}, {"name": "version", "type": "string"},
                {"name": "chainId", "type": "uint256"}, {"name": "verifyingContract", "type": "address"},
            ],
            "Checkpoint": [{"name": name, "type": kinds[type(value).__name__]} for name, value in names.items()],
        },
        "primaryType": "Checkpoint",
        "domain": {
            "name": "Lianlu EvidenceAnchor", "version": "1", "chainId": CHAIN_ID,
            "verifyingContract": "0x" + CONTRACT.hex(),
        },
        "message": names,
    }  # fmt: skip


def test_digest_equals_an_independent_implementation() -> None:
    signable = encode_typed_data(full_message=typed(CHECKPOINT))
    assert cp.domain_separator(CHAIN_ID, CONTRACT, keccak) == signable.header
    assert cp.struct_hash(CHECKPOINT, keccak) == signable.body
    digest = cp.signing_digest(CHECKPOINT, CHAIN_ID, CONTRACT, keccak)
    assert digest == keccak(b"\x19\x01" + signable.header + signable.body)
    signed = Account.sign_message(signable, ACCOUNT.key)
    assert Account._recover_hash(digest, signature=signed.signature) == ACCOUNT.address


def test_log_id_binds_every_part() -> None:
    args: list[Any] = [CHAIN_ID, CONTRACT, h("gateway"), 7, 3]
    text = b"DXL1/log\x00" + CHAIN_ID.to_bytes(32, "big") + CONTRACT + h("gateway") + b"\x00\x00\x00\x07" + b"\x03"
    assert cp.log_id(*args) == sha256(text)
    others = [CHAIN_ID + 1, bytes(20), h("other"), 8, 1]
    for at, other in enumerate(others):
        assert cp.log_id(*[*args[:at], other, *args[at + 1 :]]) != sha256(text)
    for at, wrong in enumerate((0, bytes(19), bytes(31), 1 << 32, 2)):
        with pytest.raises(CheckpointError):
            cp.log_id(*[*args[:at], wrong, *args[at + 1 :]])


@pytest.mark.parametrize(
    "changes",
    [
        {"log_id": bytes(31)}, {"root": "x" * 32}, {"epoch": 0}, {"size": 0}, {"size": 1 << 63}, {"prev_size": 8193},
        {"prev_size": -1},
    ],
    ids=str,
)  # fmt: skip
def test_impossible_checkpoints_are_not_made(changes: dict[str, Any]) -> None:
    with pytest.raises(CheckpointError):
        replace(CHECKPOINT, **changes)


def test_key_id_and_pair_root() -> None:
    assert cp.key_id(ADDRESS) == sha256(ADDRESS)
    assert cp.pair_root([]) == sha256(b"")
    assert cp.pair_root([h("leaf")]) == h("leaf")
    with pytest.raises(CheckpointError):
        cp.key_id(bytes(32))
    with pytest.raises(CheckpointError):
        cp.domain_separator(CHAIN_ID, bytes(32), keccak)


def test_the_text_is_what_the_format_says() -> None:
    lines = NOTE.text.split("\n")
    assert lines == [
        f"lianlu/{CHAIN_ID}/{h('log').hex()}", "8192", base64.b64encode(h("root")).decode(),
        "alt-root " + base64.b64encode(h("alt")).decode(), "epoch 3",
        "pair-root " + base64.b64encode(h("pair")).decode(),
        "",
    ]  # fmt: skip
    assert CHECKPOINT.note_hash == sha256(NOTE.text.encode())
    assert notes.parse_note(NOTE.text) == NOTE
    assert notes.note_of(CHECKPOINT, CHAIN_ID) == NOTE
    with pytest.raises(CheckpointError):
        notes.note_of(CHECKPOINT, CHAIN_ID + 1)


def test_a_signed_note_carries_the_signature_of_the_checkpoint() -> None:
    digest = cp.signing_digest(CHECKPOINT, CHAIN_ID, CONTRACT, keccak)
    signature = bytes(ACCOUNT.unsafe_sign_hash(digest).signature)
    text = notes.signed_note(NOTE, ADDRESS, signature)
    note, found = notes.parse_signed_note(text, ADDRESS)
    assert note.checkpoint(4096, h("prev root"), ADDRESS) == CHECKPOINT
    assert Account._recover_hash(digest, signature=found) == ACCOUNT.address
    assert text.startswith(NOTE.text + "\n— " + NOTE.origin + " ")
    with pytest.raises(CheckpointError):
        notes.signed_note(NOTE, ADDRESS, signature[1:])


def changed(old: str, new: str) -> str:
    """The note's text with one thing replaced."""
    assert old in NOTE.text
    return NOTE.text.replace(old, new, 1)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param(NOTE.text[:-1], id="no last newline"),
        pytest.param(NOTE.text + "\n", id="empty line more"),
        pytest.param(NOTE.text + "extra line\n", id="extra line"),
        pytest.param(NOTE.text.replace("\n", "\r\n"), id="carriage returns"),
        pytest.param(" " + NOTE.text, id="leading space"),
        pytest.param(changed("\n8192\n", "\n08192\n"), id="leading zero"),
        pytest.param(changed("\n8192\n", "\n+8192\n"), id="sign"),
        pytest.param(changed("\n8192\n", "\n0\n"), id="size 0"),
        pytest.param(changed("\n8192\n", "\n９\n"), id="other digits"),
        pytest.param(changed("\n8192\n", f"\n{1 << 63}\n"), id="size beyond 63 bits"),
        pytest.param(changed("epoch 3", "epoch 0"), id="epoch 0"),
        pytest.param(changed("epoch 3\n", ""), id="no epoch"),
        pytest.param(changed("epoch 3", "epoch  3"), id="two spaces"),
        pytest.param(changed(h("log").hex(), h("log").hex().upper()), id="upper-case hex"),
        pytest.param(changed(f"lianlu/{CHAIN_ID}", f"lianlu/0{CHAIN_ID}"), id="chain id with zero"),
        pytest.param(changed("lianlu/", "other/"), id="other origin"),
        pytest.param(
            changed(base64.b64encode(h("root")).decode(), base64.b64encode(bytes(31)).decode()), id="31 bytes"
        ),
        pytest.param(changed("alt-root", "altroot"), id="other name"),
    ],
)
def test_other_spellings_of_a_note_are_refused(text: str) -> None:
    with pytest.raises(CheckpointError):
        notes.parse_note(text)


def test_stray_bits_in_base64_are_refused() -> None:
    good = base64.b64encode(h("root")).decode()
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    stray = good[:-2] + alphabet[alphabet.index(good[-2]) + 1] + "="
    assert base64.b64decode(stray) == h("root")
    with pytest.raises(CheckpointError):
        notes.parse_note(changed(good, stray))


def test_signature_lines_that_are_not_the_one_expected() -> None:
    good = notes.signed_note(NOTE, ADDRESS, bytes(65))
    line = good[len(NOTE.text) + 1 :]
    for text in (
        NOTE.text, NOTE.text + "\n", NOTE.text + line, good + line, good + "\n", good[:-1], good.replace("— ", "- "),
        good.replace("— lianlu", "— other"), good.replace("\n\n—", "\n\n\n—"), good.replace("= \n", "\n") + " ",
        good[:-5] + "AAA\n",
    ):  # fmt: skip
        with pytest.raises(CheckpointError):
            notes.parse_signed_note(text, ADDRESS)
    for address in (bytes(20), bytes(19)):
        with pytest.raises(CheckpointError):
            notes.parse_signed_note(good, address)
