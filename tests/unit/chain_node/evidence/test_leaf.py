"""Leaves: every role in its one shape; promises rebuild the leaf that they are about."""

from __future__ import annotations

import contextlib

import cbor2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chain_node.errors import EvidenceError
from chain_node.evidence import leaf as leaves
from chain_node.evidence import statement
from chain_node.evidence.canonical import Value, encode, sha256
from chain_node.evidence.errors import CborError, LeafError, PromiseError
from chain_node.evidence.leaf import Role, encode_leaf, encode_message_leaf, leaf_hash, parse_leaf
from chain_node.evidence.promise import Promise, encode_promise, promised_leaf, verify_promise
from tests.unit.chain_node.evidence import samples
from tests.unit.chain_node.evidence.samples import NOW, h

LOG = h("log a")
MESSAGE = statement.encode(samples.request())
BODIES: dict[Role, Value] = {
    Role.SENT: [MESSAGE, b"receipt"],
    Role.RECV: [MESSAGE, b""],
    Role.GENESIS: [h("old log"), 12, h("old root"), 15, "successor"],
    Role.KEYCHG: [h("old"), h("new"), bytes(64), bytes(64)],
    Role.ERASE: [7, "f/name", h("basis")],
    Role.SEAL: [None],
    Role.START: ["1.0.0", h("host")],
    Role.LOCAL: ["peer.unverifiable", h("subject"), h("detail")],
}


def raw(role: int, body: object, *, log: object = LOG, index: object = 0, ts: object = NOW, version: int = 1) -> bytes:
    """Leaf bytes made by cbor2, right or wrong."""
    return b"DXL1/leaf\x00" + cbor2.dumps([version, log, index, role, ts, body])


@pytest.mark.parametrize("role", Role)
def test_every_role_round_trips_and_is_plain_cbor(role: Role) -> None:
    body = BODIES[role]
    data = encode_leaf(LOG, 0, role, NOW, body)
    assert data == raw(role, body)
    found = parse_leaf(data)
    assert (found.log_id, found.index, found.role, found.ts_ms) == (LOG, 0, role, NOW)
    assert (found.body or [found.message, found.receipt]) == body


def test_numbers_of_the_roles_are_fixed() -> None:
    names = ["SENT", "RECV", "GENESIS", "KEYCHG", "ERASE", "SEAL", "START", "LOCAL"]
    assert [(role.name, role.value) for role in Role] == [(name, at + 1) for at, name in enumerate(names)]


@given(st.integers(0, (1 << 63) - 1), st.integers(0, (1 << 63) - 1), st.binary(max_size=300), st.binary(max_size=300))
def test_message_leaves_round_trip(index: int, ts_ms: int, message: bytes, receipt: bytes) -> None:
    data = encode_message_leaf(LOG, index, Role.RECV, ts_ms, message, receipt)
    found = parse_leaf(data)
    assert (found.index, found.ts_ms, found.message, found.receipt) == (index, ts_ms, message, receipt)
    assert data == raw(2, [message, receipt], index=index, ts=ts_ms)
    assert leaf_hash(data) == sha256(b"\x00" + data)


@pytest.mark.parametrize("size", [0, 23, 24, 255, 256, 5000])
@pytest.mark.parametrize("role", Role)
def test_no_head_of_a_leaf_may_be_longer_than_it_needs(role: Role, size: int) -> None:
    body = [bytes(size), bytes(size)] if role <= Role.RECV else BODIES[role]
    for spelling in samples.stretched(encode_leaf(LOG, 0, role, NOW, body), 10):
        with pytest.raises(EvidenceError):
            parse_leaf(spelling)


@given(st.sampled_from(Role), st.data())
@settings(max_examples=400, deadline=None)
def test_changed_leaves_are_refused_or_different(role: Role, data: st.DataObject) -> None:
    made = encode_leaf(LOG, 0, role, NOW, BODIES[role])
    at = data.draw(st.integers(0, len(made) - 1))
    some = data.draw(st.binary(min_size=1, max_size=2))
    changed = data.draw(st.sampled_from([made[:at] + some + made[at + 1 :], made[:at], made + some, made[at:]]))
    if changed == made:
        return
    with contextlib.suppress(EvidenceError):
        read = parse_leaf(changed)
        assert read != parse_leaf(made)
        body: Value = read.body or [read.message, read.receipt]
        assert encode_leaf(read.log_id, read.index, read.role, read.ts_ms, body) == changed


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="empty"),
        pytest.param(raw(1, [b"", b""])[1:], id="prefix cut"),
        pytest.param(raw(1, [b"", b""]).replace(b"DXL1", b"DXL2"), id="other prefix"),
        pytest.param(raw(1, [b"", b""], version=2), id="version 2"),
        pytest.param(raw(0, [b"", b""]), id="role 0"),
        pytest.param(raw(9, [b"", b""]), id="role 9"),
        pytest.param(raw(1, [b"", b""], log=LOG[1:]), id="short log"),
        pytest.param(raw(1, [b"", b""], index=1 << 63), id="index beyond 63 bits"),
        pytest.param(raw(1, [b"", b""], ts=None), id="no time"),
        pytest.param(raw(1, [b"", b""]) + b"\x00", id="trailing"),
        pytest.param(raw(1, [b""]), id="no receipt"),
        pytest.param(raw(1, [b"", b"", b""]), id="three in body"),
        pytest.param(raw(1, [b"", "text"]), id="receipt as text"),
        pytest.param(raw(1, None), id="no body"),
        pytest.param(raw(1, [bytes(65_537), b""]), id="message too long"),
        pytest.param(raw(1, [b"", bytes(16_385)]), id="receipt too long"),
        pytest.param(raw(1, [b"", bytes(100_000)]), id="leaf too long"),
        pytest.param(raw(3, [None, 0, bytes(32), 0, "x"], index=1), id="GENESIS at 1"),
        pytest.param(raw(3, [None, 5, bytes(32), 0, "x"]), id="first log with a size before"),
        pytest.param(raw(3, [None, 0, h("x"), 0, "x"]), id="first log with a root before"),
        pytest.param(raw(3, [None, 0, bytes(32), 0, ""]), id="GENESIS without reason"),
        pytest.param(raw(4, [h("a"), h("b"), bytes(64), bytes(63)]), id="short signature"),
        pytest.param(raw(5, ["7", "f/name", h("x")]), id="index as text"),
        pytest.param(raw(6, []), id="empty SEAL"),
        pytest.param(raw(6, None), id="SEAL without body"),
        pytest.param(raw(6, [[h("x")]]), id="nested SEAL"),
        pytest.param(raw(7, ["x" * 201, h("x")]), id="long version"),
        pytest.param(raw(8, ["kind", None, h("x")]), id="LOCAL without subject"),
        pytest.param(raw(8, {}), id="map as body"),
    ],
)
def test_malformed_leaves_are_refused(data: bytes) -> None:
    with pytest.raises((LeafError, CborError)):
        parse_leaf(data)


def test_what_would_be_refused_is_not_made() -> None:
    wrong: list[tuple[bytes, int, Role, Value]] = [
        (LOG[1:], 0, Role.SENT, [MESSAGE, b""]), (LOG, 0, Role.SENT, [bytes(65_537), b""]),
        (LOG, 0, Role.SENT, ["", b""]),
        (LOG, 0, Role.SENT, [b""]), (LOG, -1, Role.SENT, [b"", b""]), (LOG, 1, Role.GENESIS, BODIES[Role.GENESIS]),
        (LOG[1:], 0, Role.SEAL, [None]), (LOG, 0, Role.SEAL, None), (LOG, 0, Role.START, ["", h("x")]),
    ]  # fmt: skip
    for log, index, role, body in wrong:
        with pytest.raises((LeafError, CborError)):
            encode_leaf(log, index, role, NOW, body)
    with pytest.raises(LeafError):
        encode_message_leaf(LOG, 0, Role.SEAL, NOW, b"", b"")


def test_a_key_change_signs_log_and_both_keys() -> None:
    assert leaves.key_change_text(LOG, h("a"), h("b")) == b"DXL1/keychg\x00" + LOG + h("a") + h("b")
    with pytest.raises(LeafError):
        leaves.key_change_text(LOG, b"", h("b"))


def test_a_promise_rebuilds_its_leaf() -> None:
    promise = Promise(h("log b"), 12, NOW + 20, NOW + 120_020)
    logged = encode_message_leaf(h("log b"), 12, Role.RECV, NOW + 20, MESSAGE, b"receipt")
    assert promised_leaf(promise, MESSAGE, b"receipt") == logged
    verify_promise(promise, MESSAGE, b"receipt", leaf_hash(logged))
    for other in (promise._replace(leaf_index=13), promise._replace(local_ts=NOW), promise._replace(log_id=LOG)):
        with pytest.raises(PromiseError):
            verify_promise(other, MESSAGE, b"receipt", leaf_hash(logged))
    assert encode_promise(promise) == encode(list(promise))
    for wrong in (promise._replace(log_id=b""), promise._replace(deadline_ms=NOW)):
        with pytest.raises(PromiseError):
            encode_promise(wrong)
