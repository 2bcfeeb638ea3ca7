"""Every parser of bytes that come from elsewhere, by name: clients, peers, back ends, ledgers, and files to be audited.

Beside raising nothing but its own errors, what a canonical format's parser takes must be what its encoder writes.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from chain_node import codes, ids
from chain_node.crypto import typed_data
from chain_node.crypto.suite import get_suite
from chain_node.engines.embedded import header, rlpcodec, transaction
from chain_node.engines.embedded.ledger import EmbeddedLedger
from chain_node.engines.embedded.limits import Limits
from chain_node.engines.embedded.rpc.dispatch import Dispatcher
from chain_node.errors import CryptoError, EvidenceError, IdentifierError, LedgerError
from chain_node.evidence import bundle, canonical, commitments, leaf, merkle, note, receipt, statement
from chain_node.ledger import blocks, rpc_codec
from chain_node.ledger.abi import AbiMismatch
from chain_node.ledger.bindings import ERRORS, EVENTS
from chain_node.ledger.export import LedgerExport
from chain_node.ledger.reverts import decode_revert
from chain_node.ledger.trust import Trust
from tests.fuzz import gateway_parsers
from tests.fuzz.mangling import Parser
from tests.unit.chain_node.engines.contracts import PUT, Account
from tests.unit.chain_node.evidence import samples
from tests.unit.chain_node.evidence.test_bundle import BUNDLE, COMMITMENTS, OPENINGS, REQUEST, RESPONSE

ADDRESS = bytes(range(20))
HASHES = [samples.h(str(number)) for number in range(7)]
PAIRSTATE = statement.encode(samples.pairstate())


def text(data: bytes) -> str:
    """Bytes as the text that a caller would have made of them."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def same(parse: Callable[[bytes], Any], encode: Callable[[Any], bytes]) -> Callable[[bytes], object]:
    """A parser whose format has one spelling of everything."""

    def check(data: bytes) -> None:
        assert encode(parse(data)) == data, "taken, and written otherwise"

    return check


def _receipts() -> tuple[bytes, ...]:
    key = get_suite("intl").load_private(bytes(31) + b"\1")
    digests = [statement.digest(1, one) for one in (REQUEST, RESPONSE, PAIRSTATE)]
    return (*receipt.sign_batch(1, key, digests[:1]), *receipt.sign_batch(1, key, digests))


def _signed(data: bytes) -> None:
    """A receipt that parses and is checked: the signature decides, and nothing else is raised."""
    public = get_suite("intl").load_private(bytes(31) + b"\1").public
    receipt.verify_receipt(receipt.parse_receipt(data), statement.digest(1, REQUEST), public)


def _notes() -> tuple[bytes, ...]:
    made = note.Note(4242, samples.h("log a"), 9, samples.h("root"), bytes(32), 3, bytes(32))
    return made.text.encode(), note.signed_note(made, ADDRESS, bytes(65)).encode()


def _consistency(data: bytes) -> None:
    """Two sizes, then the hashes of a proof that the log of seven leaves goes on where it stood at three."""
    path = [data[at : at + 32] for at in range(2, min(len(data), 1024), 32)]
    first, second = data[:2].ljust(2, b"\0")
    merkle.verify_consistency(first, second, merkle.root(HASHES[:3]), merkle.root(HASHES), path)


def _abi(data: bytes) -> None:
    """The data of every event that we know, and an answer of reverted calls."""
    for event in (one for contract in EVENTS.values() for one in contract.values()):
        try:
            event.decode((event.topic, *[data[:32].ljust(32, b"\0")] * sum(one[2] for one in event.parameters)), data)
        except AbiMismatch:
            continue
    decode_revert(data, ERRORS)


def _evidence() -> dict[str, Parser]:
    raises: tuple[type[Exception], ...] = (EvidenceError,)
    messages = (REQUEST, RESPONSE, PAIRSTATE)
    leaves = tuple(leaf.encode_message_leaf(samples.h("log"), 1, leaf.Role.SENT, 5, one, b"r") for one in messages)
    bundles = (bundle.build_bundle(BUNDLE),)
    openings = commitments.encode_openings(OPENINGS)

    def verify(data: bytes) -> None:
        bundle.verify_bundle(bundle.parse_bundle(data))

    def rebuilt(data: bytes) -> None:
        found = bundle.parse_bundle(data)
        assert bundle.parse_bundle(bundle.build_bundle(found)) == found

    def opened(data: bytes) -> None:
        commitments.verify_openings(1, COMMITMENTS, commitments.decode_openings(data))

    return {
        "statement": Parser(same(statement.parse, statement.encode), raises, messages),
        "cbor": Parser(same(canonical.decode, canonical.encode), raises, (REQUEST, openings)),
        "leaf": Parser(leaf.parse_leaf, raises, leaves),
        "receipt": Parser(_signed, (EvidenceError, CryptoError), _receipts()),
        "openings": Parser(
            same(commitments.decode_openings, lambda found: commitments.encode_openings(found)), raises, (openings,)
        ),
        "openings-of-a-message": Parser(opened, raises, (openings,)),
        "bundle": Parser(rebuilt, raises, bundles),
        "bundle-verified": Parser(verify, (EvidenceError, CryptoError), bundles),
        "note": Parser(lambda data: note.parse_note(text(data)), raises, _notes()),
        "note-signed": Parser(lambda data: note.parse_signed_note(text(data), ADDRESS), raises, _notes()),
        "consistency": Parser(
            _consistency, raises, (b"\3\7" + b"".join(merkle.consistency_path(HASHES, 3)), bytes(34))
        ),
    }


def _identifiers() -> dict[str, Parser]:
    raises: tuple[type[Exception], ...] = (IdentifierError,)
    paths = (b"LIANLU/GOV/11990100990000025W/SCJG/svc%2F%E6%9C%8D", b"A/B/C", b"A/B/C/D", b"A/B/C/D/E")
    kinds: dict[str, Callable[[str], Any]] = {
        "member": ids.parse_member, "subsystem": ids.parse_subsystem, "client": ids.parse_client,
        "gateway": ids.parse_gateway, "service": ids.parse_service, "canonical-client": ids.parse_canonical_client,
        "canonical-gateway": ids.parse_canonical_gateway, "canonical-service": ids.parse_canonical_service,
    }  # fmt: skip

    def one(parse: Callable[[str], Any]) -> Callable[[bytes], object]:
        def check(data: bytes) -> None:
            made = parse(text(data))
            assert parse(made.path) == made, "its own spelling is another identifier"

        return check

    number = b"1.2.156.3005.2.11100000000013338W011.11330000MB0001000X.330000000001.001.X"
    return {
        **{f"id-{name}": Parser(one(parse), raises, paths) for name, parse in kinds.items()},
        "segment": Parser(lambda data: ids.decode_segment(text(data)), raises, (b"%E6%9C%8D", b"a-b.c", b"%2F")),
        "certificate-id": Parser(lambda data: codes.CertificateId.parse(text(data), imported=True), raises, (number,)),
    }


def _ledger(ledger: EmbeddedLedger, directory: Path) -> dict[str, Parser]:
    raw, _ = Account(ledger.chain_id).sign(None, PUT)
    ledger.submit(raw)
    ledger.seal()
    dispatcher = Dispatcher(ledger, lambda: None)
    block = json.loads(_asked(dispatcher, _call("lianlu_getBlocks", "0x0", "0x2")))["result"][1]
    head, receipts = bytes.fromhex(block["header"][2:]), [bytes.fromhex(one[2:]) for one in block["receipts"]]
    found = json.loads(_asked(dispatcher, _call("eth_getBlockReceipts", "0x1")))["result"][0]
    exported = directory / "export.jsonl"

    def export(data: bytes) -> None:
        exported.write_bytes(data)
        with LedgerExport(exported) as read:
            list(read.blocks(0, read.head().number))

    def as_json(parse: Callable[[Any], object]) -> Callable[[bytes], object]:
        return lambda data: parse(json.loads(data))

    line = json.dumps({"format": "lianlu-ledger/1", "chain_id": ledger.chain_id}).encode()
    calls = ("eth_blockNumber", "eth_chainId", "lianlu_status", "lianlu_genesis")
    rpc = [_call(name) for name in calls] + [
        _call("eth_getBlockByNumber", "latest", True), _call("eth_getLogs", {"fromBlock": "0x0", "topics": [[], None]}),
        _call("eth_call", {"to": "0x" + "00" * 20, "data": "0x"}, "latest"), _call("lianlu_getBlocks", "0x0", "0x1"),
        _call("eth_sendRawTransaction", "0x" + raw.hex()), b"[" + _call("eth_chainId") + b"]",
    ]  # fmt: skip
    malformed: tuple[type[Exception], ...] = (LedgerError,)
    notation: tuple[type[Exception], ...] = (LedgerError, ValueError, RecursionError)  # of JSON: read before, elsewhere
    return {
        "rlp": Parser(same(rlpcodec.decode, rlpcodec.encode), (rlpcodec.RlpError,), (raw, head, *receipts)),
        "header": Parser(same(header.decode_header, lambda one: one.encode()), (rlpcodec.RlpError,), (head,)),
        "header-replica": Parser(blocks.parse_header, malformed, (head,)),
        "receipts": Parser(header.decode_receipt, (rlpcodec.RlpError,), tuple(receipts)),
        "receipts-replica": Parser(blocks.parse_receipt, malformed, tuple(receipts)),
        "transaction": Parser(lambda data: transaction.parse_transaction(data, ledger.chain_id), malformed, (raw,)),
        "abi": Parser(_abi, malformed, (bytes(320), b"\x08\xc3\x79\xa0" + (32).to_bytes(32, "big") * 2 + bytes(32))),
        "rpc-server": Parser(lambda data: _asked(dispatcher, data), (), tuple(rpc)),
        "rpc-block": Parser(as_json(rpc_codec.read_block), notation, (json.dumps(block).encode(),)),
        "rpc-receipt": Parser(as_json(rpc_codec.read_receipt), notation, (json.dumps(found).encode(),)),
        "export": Parser(export, malformed, (line + b"\n" + json.dumps(block).encode() + b"\n",)),
        "trust": Parser(Trust.parse, malformed, (Trust("A", "embedded", 1, bytes(32), bytes(20)).dump(),)),
        "typed-data": Parser(lambda data: typed_data.digest(typed_data.parse(data)), (CryptoError,), (TYPED,)),
    }


def _call(method: str, *values: Any) -> bytes:
    return json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": list(values)}).encode()


def _asked(dispatcher: Dispatcher, data: bytes) -> bytes:
    """What a request body is answered: always JSON, or nothing to a notification."""
    answer = dispatcher.answer(data)
    if isinstance(answer, list):
        answer = asyncio.run(dispatcher.answer_batch(answer))
    assert not answer or "jsonrpc" in str(json.loads(answer))
    return answer


TYPED = json.dumps(
    {
        "types": {
            "EIP712Domain": [{"name": "name", "type": "string"}, {"name": "chainId", "type": "uint256"}],
            "Vote": [{"name": "id", "type": "bytes32"}, {"name": "yes", "type": "bool"}, {"name": "n", "type": "int8"}],
        },
        "primaryType": "Vote",
        "domain": {"name": "Lianlu", "chainId": 1},
        "message": {"id": "0x" + "00" * 32, "yes": True, "n": -1},
    }
).encode()


@contextmanager
def parsers(directory: Path) -> Iterator[dict[str, Parser]]:
    """All of them. `directory` is for what some need on disk."""
    os.makedirs(directory, exist_ok=True)
    limits = Limits(log_results=20, log_blocks=100, batch_requests=10, raw_blocks=4, answer_bytes=100_000)
    ledger = EmbeddedLedger(directory / "ledger", limits)
    try:
        yield {**_identifiers(), **_evidence(), **_ledger(ledger, directory), **gateway_parsers.parsers(directory)}
    finally:
        ledger.close()
