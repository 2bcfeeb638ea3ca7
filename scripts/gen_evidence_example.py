"""Writes the worked example in docs/reference/evidence-formats.md; the text around it is written by hand.

Every secret is SHA-256 of a word, so that the example never changes unless a format does.
"""

from __future__ import annotations

from collections.abc import Iterator

from chain_node.crypto.intl import Ed25519PrivateKey
from chain_node.crypto.secp256k1 import EthKey, keccak256
from chain_node.evidence import checkpoint, leaf, merkle, receipt, statement
from chain_node.evidence.basis import DecisionBasis, RequestBasis
from chain_node.evidence.canonical import INTL, SM, sha256
from chain_node.evidence.commitments import Opening, commit, commitment, encode_openings
from chain_node.evidence.leaf import Role
from chain_node.evidence.note import Note, signed_note
from chain_node.evidence.promise import Promise
from chain_node.evidence.statement import MType, Statement
from chain_node.ids import parse_gateway
from scripts.pages import ROOT, end

PATH = "docs/reference/evidence-formats.md"
BEGIN = "<!-- example begins: written by scripts/gen_evidence_example.py -->\n"
END = "<!-- example ends -->\n"
WIDTH = 96

CHAIN_ID = 201_126_337_511_402
NOW = 1_795_000_000_000
CONSUMER, PROVIDER = "LIANLU/GOV/99330000MB00000000/gw1", "LIANLU/GOV/99330000MB00000001/gw1"
CLIENT, SUBSYSTEM = "LIANLU/GOV/99330000MB00000000/GJJ", "LIANLU/GOV/99330000MB00000001/SCJG"
SERVICE = SUBSYSTEM + "/license"

Lines = Iterator[tuple[str, bytes | int | str]]


def word(text: str) -> bytes:
    """32 bytes that stand for something random."""
    return sha256(text.encode("ascii"))


def render() -> str:
    """The page with its example written anew."""
    page = (ROOT / PATH).read_text("utf-8")
    before, rest = page.split(BEGIN)
    after = rest.split(END)[1]
    return before + BEGIN + "\n" + "\n".join(_sections()) + "\n" + END + after


def _sections() -> Iterator[str]:
    keys = Ed25519PrivateKey(word("consumer key")), Ed25519PrivateKey(word("provider key"))
    log = checkpoint.log_id(CHAIN_ID, word("contract")[:20], parse_gateway(CONSUMER).id, 0, 1)
    asked, openings = _request(log)
    request = statement.encode(asked)
    request_receipt = receipt.sign_batch(INTL, keys[0], [statement.digest(INTL, request)])[0]
    answer = statement.encode(_response(request))
    batch = [word("another message"), statement.digest(INTL, answer), word("a third message")]
    answer_receipt = receipt.sign_batch(INTL, keys[1], batch)[1]
    leaves = [
        leaf.encode_leaf(log, 0, Role.GENESIS, NOW - 1000, [None, 0, bytes(32), 0, "first log"]),
        leaf.encode_message_leaf(log, 1, Role.SENT, NOW + 1, request, request_receipt),
        leaf.encode_message_leaf(log, 2, Role.RECV, NOW + 40, answer, answer_receipt),
    ]
    yield from _block("Keys and log", _keys(keys, log))
    yield from _block("Commitments of the REQ", _commitments(openings))
    yield from _block("REQ, signed alone", _message(request, request_receipt))
    yield from _block("RES, second of three messages signed together", _message(answer, answer_receipt))
    yield from _block("The consumer's log", _log(leaves))
    yield from _block("Its checkpoint", _checkpoint(log, leaves))
    yield from _block("The same in suite 2 (no signature: SM2 signatures are never twice the same)", _sm(request))


def _request(log: bytes) -> tuple[Statement, tuple[Opening, ...]]:
    items = [
        ("body", 0, sha256(b"")),
        ("target", 0, f"GET /r1/{SERVICE}/licences/1".encode("ascii")),
        ("user", 0, "张三".encode()),
    ]
    commitments, openings = commit(INTL, items, word("salt 1") + word("salt 2") + word("salt 3"))
    basis = RequestBasis(4711, word("block 4711"), None, None)
    asked = Statement(
        INTL, MType.REQ, word("exchange")[:16], log, CLIENT, PROVIDER, SUBSYSTEM, SERVICE, None, NOW, NOW + 60_000,
        basis, commitments, None, 1, statement.FIRST_PREV, None,
    )  # fmt: skip
    return asked, openings


def _response(request: bytes) -> Statement:
    asked = statement.parse(request)
    items = [("body", 0, sha256(b"{}")), ("f/legal_rep", 2, '["李*"]'.encode()), ("target", 0, b"200")]
    commitments, _ = commit(INTL, items, word("salt 4") + word("salt 5") + word("salt 6"))
    return asked._replace(
        mtype=MType.RES, src_log=word("provider log"), src=SUBSYSTEM, dst_gateway=CONSUMER, dst=CLIENT,
        ref=statement.digest(INTL, request), ts_ms=NOW + 30, commitments=commitments, pair_seq=7,
        prev=word("message 6"),
        basis=DecisionBasis(4712, word("block 4712"), word("grant"), 0, word("policy"), 1, 4, 3),
        promise=Promise(word("provider log"), 25, NOW + 10, NOW + 120_010),
    )  # fmt: skip


def _keys(keys: tuple[Ed25519PrivateKey, Ed25519PrivateKey], log: bytes) -> Lines:
    for name, key in zip(("consumer", "provider"), keys, strict=True):
        yield f'{name}_seed ("{name} key")', key.to_bytes()
        yield f"{name}_spki", key.public.spki
        yield f"{name}_kid", key.public.kid
    yield "chain_id", CHAIN_ID
    yield 'contract ("contract", first 20)', word("contract")[:20]
    yield "gateway", CONSUMER
    yield "gateway_id", parse_gateway(CONSUMER).id
    yield "log_id (shard 0, profile 1)", log


def _commitments(openings: tuple[Opening, ...]) -> Lines:
    for one in openings:
        yield f"{one.label}_salt", one.salt
        yield f"{one.label}_value", one.value
        yield f"{one.label}_digest", commitment(INTL, one.label, one.salt, one.value)
    yield "openings", encode_openings(openings)


def _message(message: bytes, receipt_bytes: bytes) -> Lines:
    digest, parsed = statement.digest(INTL, message), receipt.parse_receipt(receipt_bytes)
    root = receipt.receipt_root(parsed, digest)
    name = statement.parse(message).mtype.name
    yield f"{name}_M", message
    yield f"{name}_digest", digest
    yield f"{name}_receipt", receipt_bytes
    yield f"{name}_root", root
    yield f"{name}_sig_structure", receipt.sig_structure(parsed, root)


def _log(leaves: list[bytes]) -> Lines:
    hashes = [leaf.leaf_hash(one) for one in leaves]
    for at, (one, one_hash) in enumerate(zip(leaves, hashes, strict=True)):
        yield f"leaf_{at}", one
        yield f"leaf_{at}_hash", one_hash
    yield "tree_root (size 3)", merkle.root(hashes)
    yield "inclusion_path of leaf 1", b"".join(merkle.inclusion_path(hashes, 1))
    yield "consistency_path from size 1 to 3", b"".join(merkle.consistency_path(hashes, 1))


def _checkpoint(log: bytes, leaves: list[bytes]) -> Lines:
    hashes = [leaf.leaf_hash(one) for one in leaves]
    key, contract = EthKey(word("anchoring key")), word("contract")[:20]
    address = bytes.fromhex(key.address[2:])
    note = Note(CHAIN_ID, log, 3, merkle.root(hashes), bytes(32), 2, checkpoint.pair_root([]))
    point = note.checkpoint(1, hashes[0], address)
    digest = checkpoint.signing_digest(point, CHAIN_ID, contract, keccak256)
    signature = key.sign_digest(digest)
    yield 'anchoring_secret ("anchoring key")', key.to_bytes()
    yield "address", address
    yield "key_id", point.key_id
    yield "note_hash", point.note_hash
    yield "domain_separator", checkpoint.domain_separator(CHAIN_ID, contract, keccak256)
    yield "struct_hash (epoch 2, after size 1)", checkpoint.struct_hash(point, keccak256)
    yield "signed_digest", digest
    yield "signature", signature
    yield "signed note", signed_note(note, address, signature)


def _sm(request: bytes) -> Lines:
    message = b"\x91\x01\x02" + request[3:]
    yield "SM_M (the REQ with suite 2)", message
    yield "SM_digest", statement.digest(SM, message)
    yield (
        'SM_commitment (label "user", salt and value as above)',
        commitment(SM, "user", word("salt 3"), "张三".encode()),
    )


def _block(title: str, lines: Lines) -> Iterator[str]:
    yield f"### {title}\n\n```text"
    for name, value in lines:
        if isinstance(value, str) and "\n" in value:
            yield f"{name}:\n{value.rstrip()}"
            continue
        text = value.hex() if isinstance(value, bytes) else str(value)
        if len(name) + 3 + len(text) <= WIDTH:
            yield f"{name} = {text}"
        else:
            yield f"{name} ="
            yield from (f"  {text[at : at + WIDTH]}" for at in range(0, len(text), WIDTH))
    yield "```\n"


if __name__ == "__main__":
    end(PATH, render)
