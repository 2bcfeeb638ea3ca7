"""The worked example in the documentation: current, and verified from the page alone by other people's libraries."""

from __future__ import annotations

import hashlib
import re

import cbor2
import cwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key
from eth_account import Account
from eth_utils.crypto import keccak

from chain_node.evidence.leaf import Role
from chain_node.evidence.statement import MType
from scripts import gen_evidence_example as example
from scripts.pages import ROOT
from tests.unit.chain_node.evidence import naive_merkle as naive

PAGE = (ROOT / example.PATH).read_text("utf-8")
FENCE = re.compile(r"^```text\n(.*?)^```", re.MULTILINE | re.DOTALL)


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def values() -> dict[str, str]:
    """Name -> text of every value of the example, the remark in the name left out."""
    found: dict[str, str] = {}
    for block in FENCE.findall(PAGE.split(example.BEGIN)[1].split(example.END)[0]):
        joined = re.sub(r"\n  ", "", block)
        for name, text in re.findall(r"^([A-Za-z_0-9]+)[^\n=]* = ?([^\n]*)$", joined, re.MULTILINE):
            found[name] = text
    return found


TEXT = values()


def raw(name: str) -> bytes:
    """A value of the example as bytes."""
    return bytes.fromhex(TEXT[name])


def test_the_example_is_what_the_formats_give_now() -> None:
    assert example.render() == PAGE


def test_keys_and_log_id() -> None:
    for who in ("consumer", "provider"):
        key = Ed25519PrivateKey.from_private_bytes(raw(f"{who}_seed"))
        assert raw(f"{who}_seed") == sha256(f"{who} key".encode())
        assert key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo) == raw(f"{who}_spki")
        assert sha256(raw(f"{who}_spki")) == raw(f"{who}_kid")
    segments = [part.encode() for part in TEXT["gateway"].split("/")]
    hashed = b"lianlu/gateway\x00" + b"".join(len(part).to_bytes(2, "big") + part for part in segments)
    assert sha256(hashed) == raw("gateway_id")
    chain = int(TEXT["chain_id"]).to_bytes(32, "big")
    assert sha256(b"DXL1/log\x00" + chain + raw("contract") + raw("gateway_id") + bytes(4) + b"\x01") == raw("log_id")


def test_commitments() -> None:
    inside = cbor2.loads(raw("REQ_M"))[13]
    openings = cbor2.loads(raw("openings"))
    assert [one[0] for one in inside] == ["body", "target", "user"]
    for (label, profile, digest), opening in zip(inside, openings, strict=True):
        salt, value = raw(f"{label}_salt"), raw(f"{label}_value")
        text = label.encode()
        head = b"DXL1/com\x00" + len(text).to_bytes(2, "big") + text + salt + len(value).to_bytes(8, "big")
        assert digest == sha256(head + value) == raw(f"{label}_digest")
        assert opening == [label, profile, salt, value]


@pytest.mark.parametrize(("name", "who"), [("REQ", "consumer"), ("RES", "provider")])
def test_messages_and_their_signatures(name: str, who: str) -> None:
    message, digest = raw(f"{name}_M"), raw(f"{name}_digest")
    parts = cbor2.loads(message)
    assert cbor2.dumps(parts) == message
    assert (parts[0], parts[1], parts[2]) == (1, 1, MType[name])
    assert digest == sha256(b"DXL1/msg\x00\x01" + message)
    outer = cbor2.loads(raw(f"{name}_receipt"))
    protected, unprotected, payload, signature = outer.value
    size, index, path = cbor2.loads(unprotected[396][-1][0])
    root = raw(f"{name}_root")
    assert naive.accepts_inclusion(sha256(b"\x00" + digest), index, size, path, root, sha256)
    assert (outer.tag, payload, size, index) == (18, None, *((2, 0) if name == "REQ" else (3, 1)))
    assert raw(f"{name}_sig_structure") == cbor2.dumps(["Signature1", protected, b"", root])
    key = load_der_public_key(raw(f"{who}_spki"))
    key.verify(signature, raw(f"{name}_sig_structure"))  # type: ignore[union-attr, call-arg]
    public = cwt.COSEKey.new({1: 1, 3: -8, -1: 6, -2: raw(f"{who}_spki")[-32:], 2: raw(f"{who}_kid")})
    assert cwt.COSE.new().decode(raw(f"{name}_receipt"), public, detached_payload=root) == root


def test_the_answer_names_the_request_and_promises_its_leaf() -> None:
    request, answer = cbor2.loads(raw("REQ_M")), cbor2.loads(raw("RES_M"))
    assert answer[9] == raw("REQ_digest")
    assert answer[3] == request[3]
    log, index, ts, deadline = answer[16]
    assert log == answer[4]
    assert (index, deadline - ts) == (25, 120_000)


def test_leaves_and_tree() -> None:
    leaves = [raw(f"leaf_{at}") for at in range(3)]
    parts = [cbor2.loads(one.removeprefix(b"DXL1/leaf\x00")) for one in leaves]
    assert [one[:4] for one in parts] == [
        [1, raw("log_id"), at, role] for at, role in enumerate((Role.GENESIS, Role.SENT, Role.RECV))
    ]
    assert parts[1][5] == [raw("REQ_M"), raw("REQ_receipt")]
    assert parts[2][5] == [raw("RES_M"), raw("RES_receipt")]
    assert [sha256(b"\x00" + one) for one in leaves] == [raw(f"leaf_{at}_hash") for at in range(3)]
    assert naive.mth(leaves, sha256) == raw("tree_root")
    assert b"".join(naive.path(1, leaves, sha256)) == raw("inclusion_path")
    assert b"".join(naive.proof(1, leaves, sha256)) == raw("consistency_path")


def test_checkpoint() -> None:
    address = raw("address")
    account = Account.from_key(raw("anchoring_secret"))
    assert bytes.fromhex(account.address[2:]) == address
    assert raw("key_id") == sha256(address)
    note, line = PAGE.split("signed note:\n")[1].split("```")[0].split("\n\n")
    assert raw("note_hash") == sha256((note + "\n").encode())
    words = [
        raw("log_id"), (2).to_bytes(32, "big"), (3).to_bytes(32, "big"), raw("tree_root"), (1).to_bytes(32, "big"),
        raw("leaf_0_hash"), bytes(32), sha256(b""), raw("note_hash"), raw("key_id"),
    ]  # fmt: skip
    kind = (
        b"Checkpoint(bytes32 logId,uint64 epoch,uint64 size,bytes32 root,uint64 prevSize,bytes32 prevRoot,"
        b"bytes32 altRoot,bytes32 pairRoot,bytes32 noteHash,bytes32 keyId)"
    )
    assert raw("struct_hash") == keccak(keccak(kind) + b"".join(words))
    assert raw("signed_digest") == keccak(b"\x19\x01" + raw("domain_separator") + raw("struct_hash"))
    assert Account._recover_hash(raw("signed_digest"), signature=raw("signature")) == account.address
    assert line.startswith("— " + note.split("\n")[0] + " ")


def test_the_same_in_suite_2() -> None:
    message = cbor2.loads(raw("SM_M"))
    assert [1, *message[2:]] == [1, *cbor2.loads(raw("REQ_M"))[2:]]
    assert raw("SM_digest") == hashlib.new("sm3", b"DXL1/msg\x00\x02" + raw("SM_M")).digest()
    value = raw("user_value")
    head = b"DXL1/com\x00\x00\x04user" + raw("user_salt") + len(value).to_bytes(8, "big")
    assert raw("SM_commitment") == hashlib.new("sm3", head + value).digest()
