"""Record bundles: one file per exchange, read strictly, and showing only what hangs together."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import rfc8785

from chain_node.errors import EvidenceError
from chain_node.evidence import bundle as bundles
from chain_node.evidence import merkle, statement
from chain_node.evidence.bundle import AnchorRef, Bundle, Entry, build_bundle, parse_bundle, verify_bundle
from chain_node.evidence.commitments import commit
from chain_node.evidence.errors import BundleError, MerkleError, OpeningMismatch
from chain_node.evidence.leaf import Role, encode_leaf, encode_message_leaf, leaf_hash
from tests.unit.chain_node.evidence import samples
from tests.unit.chain_node.evidence.samples import NOW, h

COMMITMENTS, OPENINGS = commit(1, [("body", 0, h("body")), ("user", 0, b"u1")], os.urandom(64))
REQUEST = statement.encode(samples.request(commitments=COMMITMENTS))
RESPONSE = statement.encode(samples.response(ref=statement.digest(1, REQUEST)))
ANCHOR = AnchorRef(5, 77, h("tx"))


def log(name: str, gateway: str, leaves: list[bytes], anchor: AnchorRef | None) -> list[Entry]:
    """Entries for the message leaves of a log with these leaves."""
    hashes = [leaf_hash(one) for one in leaves]
    root = merkle.root(hashes)
    return [
        Entry(h(name), gateway, at, one, len(leaves), root, tuple(merkle.inclusion_path(hashes, at)), anchor)
        for at, one in enumerate(leaves)
        if at
    ]


def leaves(name: str, *messages: tuple[Role, bytes]) -> list[bytes]:
    """START, then messages."""
    start = encode_leaf(h(name), 0, Role.START, NOW, ["1.0.0", h("host")])
    return [start, *(encode_message_leaf(h(name), at, role, NOW, m, b"r") for at, (role, m) in enumerate(messages, 1))]


A = log("log a", samples.GATEWAY_A, leaves("log a", (Role.SENT, REQUEST), (Role.RECV, RESPONSE)), ANCHOR)
B = log("log b", samples.GATEWAY_B, leaves("log b", (Role.RECV, REQUEST), (Role.SENT, RESPONSE)), None)
ENTRIES = tuple(sorted(A + B, key=lambda entry: (entry.log_id, entry.leaf_index)))
BUNDLE = Bundle(h("exchange")[:16], ENTRIES, {statement.digest(1, REQUEST): OPENINGS})


def test_a_bundle_round_trips_in_canonical_form() -> None:
    data = build_bundle(BUNDLE)
    assert parse_bundle(data) == BUNDLE
    assert data == rfc8785.dumps(json.loads(data))
    records = verify_bundle(BUNDLE)
    assert [record.leaf.role for record in records if record.entry.log_id == h("log a")] == [Role.SENT, Role.RECV]
    assert {record.digest for record in records} == {statement.digest(1, REQUEST), statement.digest(1, RESPONSE)}


def test_one_side_alone_without_openings_is_a_bundle() -> None:
    alone = Bundle(BUNDLE.exchange_id, tuple(A))
    assert parse_bundle(build_bundle(alone)) == alone


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"leaf_index": 2}, BundleError), ({"log_id": h("log c")}, BundleError), ({"size": 5}, MerkleError),
        ({"root": h("other")}, MerkleError), ({"path": ()}, MerkleError),
        ({"leaf": encode_message_leaf(h("log a"), 1, Role.RECV, NOW, REQUEST, b"r")}, MerkleError),
    ],
)  # fmt: skip
def test_parts_that_do_not_belong_together(changes: dict[str, Any], error: type[EvidenceError]) -> None:
    with pytest.raises(error):
        verify_bundle(Bundle(BUNDLE.exchange_id, (replace(A[0], **changes),)))
    with pytest.raises(error):
        build_bundle(Bundle(BUNDLE.exchange_id, (replace(A[0], **changes),)))


def test_bundles_that_show_something_else() -> None:
    start = leaves("log a")[0]
    lone = Entry(h("log a"), samples.GATEWAY_A, 0, start, 1, leaf_hash(start), (), None)
    with pytest.raises(BundleError):
        verify_bundle(Bundle(BUNDLE.exchange_id, (lone,)))
    with pytest.raises(BundleError):
        verify_bundle(replace(BUNDLE, exchange_id=bytes(16)))
    with pytest.raises(BundleError):
        verify_bundle(replace(BUNDLE, entries=()))
    with pytest.raises(BundleError):
        verify_bundle(replace(BUNDLE, openings={h("unknown"): OPENINGS}))
    with pytest.raises(OpeningMismatch):
        altered = (OPENINGS[0]._replace(value=b"other"), OPENINGS[1])
        verify_bundle(replace(BUNDLE, openings={statement.digest(1, REQUEST): altered}))


def put(*path: str | int) -> Callable[[dict[str, Any], Any], None]:
    """A function that sets the member at `path`."""

    def setter(document: Any, value: Any) -> None:
        for step in path[:-1]:
            document = document[step]
        document[path[-1]] = value

    return setter


@pytest.mark.parametrize(
    ("setter", "value"),
    [
        (put("format"), "lianlu-record/2"), (put("extra"), 1),
        (put("exchange_id"), "AB" * 16), (put("exchange_id"), "00"),
        (put("entries"), []), (put("entries"), {}), (put("entries"), None), (put("entries", 0), 7),
        (put("entries", 0, "extra"), 1), (put("entries", 0, "leaf_index"), -1), (put("entries", 0, "leaf_index"), True),
        (put("entries", 0, "leaf_index"), 1.0), (put("entries", 0, "size"), 1 << 53), (put("entries", 0, "size"), "3"),
        (put("entries", 0, "leaf"), "===="), (put("entries", 0, "leaf"), "é"), (put("entries", 0, "leaf"), "AB=="),
        (put("entries", 0, "leaf"), 7), (put("entries", 0, "root"), "AAAA"), (put("entries", 0, "gateway"), ""),
        (put("entries", 0, "gateway"), None), (put("entries", 0, "path"), ["AAAA"]), (put("entries", 0, "path"), "x"),
        (put("entries", 0, "anchor"), {"epoch": 1}), (put("entries", 0, "anchor"), 7), (put("entries", 0, "log_id"), 7),
        (put("openings"), None), (put("openings", 0, "digest"), "00"), (put("openings", 0, "openings"), "AAAA"),
        (put("entries", 0, "path"), ["A" * 43 + "="] * 65),
    ],
    ids=lambda value: "" if callable(value) else repr(value)[:24],
)  # fmt: skip
def test_other_forms_are_refused(setter: Callable[[dict[str, Any], Any], None], value: object) -> None:
    document = json.loads(build_bundle(BUNDLE))
    setter(document, value)
    with pytest.raises(EvidenceError):
        parse_bundle(json.dumps(document).encode())


def test_order_and_repetition_are_refused() -> None:
    document = json.loads(build_bundle(BUNDLE))
    for entries in (document["entries"][::-1], [*document["entries"], document["entries"][-1]]):
        with pytest.raises(BundleError):
            parse_bundle(json.dumps(document | {"entries": entries}).encode())
    with pytest.raises(BundleError):
        parse_bundle(json.dumps(document | {"openings": document["openings"] * 2}).encode())


@pytest.mark.parametrize(
    "data",
    [
        b"", b"{", b"[]", b"\xff", b"NaN", b'{"format": "lianlu-record/1"}', b"[" * 100_000, b"{}x",
        b'{"format": "lianlu-record/1", "format": "lianlu-record/1"}',
    ],
    ids=lambda data: repr(data[:20]),
)  # fmt: skip
def test_files_that_are_no_bundle(data: bytes) -> None:
    with pytest.raises(BundleError):
        parse_bundle(data)


def test_a_member_twice_is_refused_although_json_allows_it() -> None:
    data = build_bundle(BUNDLE)
    with pytest.raises(BundleError):
        parse_bundle(data[:-1] + b',"format":"lianlu-record/1"}')


def test_size_is_bounded() -> None:
    with pytest.raises(BundleError):
        parse_bundle(b" " * (bundles.MAX_BUNDLE + 1))
