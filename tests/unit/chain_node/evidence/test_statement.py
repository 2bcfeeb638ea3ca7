"""M: every valid message round trips, and nothing else is read."""

from __future__ import annotations

import contextlib
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chain_node.errors import EvidenceError
from chain_node.evidence import canonical, statement
from chain_node.evidence.basis import BlockBasis
from chain_node.evidence.commitments import Commitment
from chain_node.evidence.errors import CborError, CommitmentError, StatementError, StatementVersion
from chain_node.evidence.pairstate import PairState, range_root
from chain_node.evidence.promise import Promise
from chain_node.evidence.statement import MType, Statement
from tests.unit.chain_node.evidence import samples
from tests.unit.chain_node.evidence.naive_merkle import mth
from tests.unit.chain_node.evidence.samples import h


@given(samples.statements())
@settings(max_examples=400, deadline=None)
def test_every_valid_message_round_trips_and_is_plain_cbor(made: Statement) -> None:
    message = statement.encode(made)
    assert statement.parse(message) == made
    generic = cast(list[Any], canonical.decode(message))
    assert canonical.encode(generic) == message
    assert len(generic) == 17
    assert generic[:12] == [1, *made[:11]]
    assert generic[12] == list(made.basis)
    assert generic[14:16] == [made.pair_seq, made.prev]
    assert generic[16] == (None if made.promise is None else list(made.promise))
    if made.pairstate is None:
        assert generic[13] == [list(one) for one in made.commitments]
    else:
        state = made.pairstate
        head = [state.direction, state.first_seq, state.last_seq, state.count, state.root]
        assert generic[13] == [*head, [list(one) for one in state.missing]]


@given(samples.statements(), st.data())
@settings(max_examples=600, deadline=None)
def test_changed_bytes_are_refused_or_mean_something_else(made: Statement, data: st.DataObject) -> None:
    """Flip, cut, insert or repeat: what is still read is another message in its own one encoding."""
    message = statement.encode(made)
    at = data.draw(st.integers(0, len(message) - 1))
    some = data.draw(st.binary(min_size=1, max_size=3))
    ways = [message[:at] + some + message[at + len(some) :], message[:at] + some + message[at:], message[:at]]
    changed = data.draw(st.sampled_from([*ways, message + some, message[:at] + message[at + 1 :]]))
    with contextlib.suppress(EvidenceError):
        read = statement.parse(changed)
        assert statement.encode(read) == changed
        assert changed == message or read != made


@given(samples.statements())
@settings(max_examples=60, deadline=None)
def test_no_head_may_be_longer_than_it_needs(made: Statement) -> None:
    message = statement.encode(made)
    spellings = list(samples.stretched(message))
    assert len(spellings) > 16  # 17 elements, not all of which have a longer spelling
    for spelling in spellings:
        with pytest.raises(EvidenceError):
            statement.parse(spelling)


@given(st.binary(max_size=400))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_refused_with_our_error(data: bytes) -> None:
    for start in (b"", statement.encode(samples.request())[:55], statement.encode(samples.response())[:-90]):
        with pytest.raises(EvidenceError):
            statement.parse(start + data)


def elements(made: Statement) -> list[Any]:
    """A message as the list that its CBOR holds."""
    return cast(list[Any], canonical.decode(statement.encode(made)))


REQ, RES, PAIR = samples.request(), samples.response(), samples.pairstate()
VOID = samples.request(mtype=MType.VOID, ref=h("req"), basis=BlockBasis(1, h("b")), commitments=())
ACK = VOID._replace(mtype=MType.ACK, promise=RES.promise)
PROMISE = [h("log b"), 12, samples.NOW, samples.NOW + 1]


@pytest.mark.parametrize(
    ("made", "position", "value"),
    [
        pytest.param(REQ, 2, 0, id="mtype 0"),
        pytest.param(REQ, 2, 8, id="mtype 8"),
        pytest.param(REQ, 3, bytes(15), id="short exchange id"),
        pytest.param(REQ, 3, bytes(17), id="long exchange id"),
        pytest.param(REQ, 4, bytes(31), id="short log"),
        pytest.param(REQ, 4, "x" * 32, id="log as text"),
        pytest.param(REQ, 5, b"GOV", id="identifier as bytes"),
        pytest.param(REQ, 5, "", id="empty src"),
        pytest.param(REQ, 6, "", id="empty gateway"),
        pytest.param(REQ, 7, "", id="empty dst"),
        pytest.param(REQ, 8, "", id="REQ without service"),
        pytest.param(REQ, 8, "x" * 16_385, id="identifier too long"),
        pytest.param(REQ, 9, h("x"), id="REQ with ref"),
        pytest.param(RES, 9, None, id="RES without ref"),
        pytest.param(RES, 9, bytes(31), id="short ref"),
        pytest.param(VOID, 9, None, id="VOID without ref"),
        pytest.param(REQ, 10, 1 << 63, id="time beyond 63 bits"),
        pytest.param(REQ, 10, None, id="no time"),
        pytest.param(REQ, 12, [1, h("b")], id="REQ with short basis"),
        pytest.param(RES, 12, [1, h("b"), None, None], id="RES with basis of REQ"),
        pytest.param(REQ, 12, [1, bytes(31), None, None], id="short block hash"),
        pytest.param(RES, 12, [1, h("b"), None, 0, None, 0, 0, 0], id="no policy digest"),
        pytest.param(VOID, 12, [1, h("b"), None, None], id="VOID with basis of REQ"),
        pytest.param(REQ, 13, None, id="no commitments"),
        pytest.param(REQ, 13, [["body", 4, h("c")]], id="profile 4"),
        pytest.param(REQ, 13, [["body", 0, h("c"), 0]], id="commitment of four"),
        pytest.param(REQ, 13, [["body", 0, bytes(31)]], id="short commitment"),
        pytest.param(REQ, 13, [["salary", 0, h("c")]], id="unknown label"),
        pytest.param(REQ, 13, [["f/", 0, h("c")]], id="empty field"),
        pytest.param(REQ, 13, [["f/姓名", 0, h("c")]], id="field not ASCII"),
        pytest.param(REQ, 13, [["f/" + "x" * 95, 0, h("c")]], id="field too long"),
        pytest.param(REQ, 13, [["user", 0, h("c")], ["body", 0, h("c")]], id="labels out of order"),
        pytest.param(REQ, 13, [["body", 0, h("c")], ["body", 1, h("c")]], id="label twice"),
        pytest.param(REQ, 13, [[f"f/{n:03}", 1, h("c")] for n in range(161)], id="161 commitments"),
        pytest.param(VOID, 13, [["body", 0, h("c")]], id="VOID with commitments"),
        pytest.param(ACK, 13, [["body", 0, h("c")]], id="ACK with commitments"),
        pytest.param(REQ, 14, 0, id="pair_seq 0"),
        pytest.param(REQ, 15, bytes(31), id="short prev"),
        pytest.param(REQ, 15, None, id="no prev"),
        pytest.param(REQ, 16, PROMISE, id="REQ with promise"),
        pytest.param(RES, 16, None, id="RES without promise"),
        pytest.param(ACK, 16, None, id="ACK without promise"),
        pytest.param(RES, 16, PROMISE[:3], id="promise of three"),
        pytest.param(RES, 16, [*PROMISE[:3], samples.NOW - 1], id="deadline before leaf"),
        pytest.param(PAIR, 8, "service", id="PAIRSTATE with service"),
        pytest.param(PAIR, 9, h("x"), id="proposal with ref"),
        pytest.param(PAIR, 13, [], id="PAIRSTATE without state"),
        pytest.param(PAIR, 13, [0, 1, 9, 8, h("R"), []], id="proposal that does not add up"),
        pytest.param(PAIR, 13, [0, 1, 9, 8, h("R"), [[3, 3]]], id="proposal with missing"),
        pytest.param(PAIR, 13, [2, 1, 9, 9, h("R"), []], id="direction 2"),
        pytest.param(PAIR, 13, [0, 0, 9, 10, h("R"), []], id="sequence from 0"),
        pytest.param(PAIR, 13, [0, 9, 8, 0, h("R"), []], id="empty stretch"),
        pytest.param(PAIR, 13, [0, 1, 9, 9, bytes(31), []], id="short root"),
    ],
)
def test_wrong_elements_are_refused(made: Statement, position: int, value: object) -> None:
    parts = elements(made)
    parts[position] = value
    with pytest.raises((StatementError, CommitmentError)):
        statement.parse(canonical.encode(parts))


@pytest.mark.parametrize(
    "missing",
    [[[0, 1]], [[9, 10]], [[3, 2]], [[5, 6], [2, 3]], [[2, 3], [4, 5]], [[2, 4], [4, 5]], [[2, 3], [2, 3]], [[2]]],
)
def test_answers_whose_gaps_are_wrong_are_refused(missing: list[Any]) -> None:
    absent = sum(len(range(one[0], one[-1] + 1)) for one in missing)
    parts = elements(samples.pairstate(pairstate=PairState(1, 1, 9, 9, h("R")), ref=h("proposal")))
    parts[13] = [1, 1, 9, 9 - absent, h("R"), missing]
    with pytest.raises(StatementError):
        statement.parse(canonical.encode(parts))


def test_an_answer_with_the_most_ranges_may_know_of_more_than_it_lists() -> None:
    ranges = tuple((n, n) for n in range(2, 130, 2))
    full = PairState(1, 1, 1000, 800, h("R"), ranges)
    made = samples.pairstate(pairstate=full, ref=h("proposal"))
    assert statement.parse(statement.encode(made)) == made
    with pytest.raises(StatementError):
        statement.encode(made._replace(pairstate=PairState(1, 1, 1000, 800, h("R"), ranges[:-1])))
    with pytest.raises(StatementError):
        statement.encode(made._replace(pairstate=PairState(1, 1, 1000, 937, h("R"), ranges)))
    with pytest.raises(StatementError):
        statement.encode(made._replace(pairstate=PairState(1, 1, 1000, 800, h("R"), (*ranges, (200, 200)))))


@pytest.mark.parametrize("head", ["911801", "9200", "9102", "910103", "90"])
def test_versions_and_suites_that_we_do_not_know(head: str) -> None:
    message = bytes.fromhex(head) + statement.encode(REQ)[len(head) // 2 :]
    with pytest.raises((StatementVersion, CborError)):
        statement.parse(message)
    unknown = b"\x91\x02" + statement.encode(REQ)[2:]
    with pytest.raises(StatementVersion) as refused:
        statement.parse(unknown)
    assert refused.value.code == "evidence.statement.version"


def test_a_message_of_more_than_64_kib_is_neither_made_nor_read() -> None:
    long = "x" * 16_384
    fits = samples.request(src=long, dst_gateway=long, dst=long, service="x" * 15_000)
    assert statement.parse(statement.encode(fits)) == fits
    with pytest.raises(StatementError):
        statement.encode(fits._replace(service=long))
    parts = elements(fits)
    parts[8] = long
    with pytest.raises(StatementError):
        statement.parse(canonical.encode(parts))


@pytest.mark.parametrize(
    "changes",
    [
        {"exchange_id": bytes(15)}, {"src_log": bytes(31)}, {"ref": h("x")}, {"suite": 3}, {"src": ""},
        {"dst_gateway": "x" * 16_385}, {"service": ""}, {"basis": BlockBasis(1, h("b"))}, {"pair_seq": 0},
        {"prev": b""}, {"promise": Promise(h("l"), 0, 0, 0)}, {"ts_ms": -1}, {"expiry_ms": 1 << 64},
        {"commitments": (Commitment("user", 0, h("c")), Commitment("body", 0, h("c")))}, {"src": "\ud800"},
        {"mtype": MType.VOID, "ref": h("r"), "basis": BlockBasis(1, h("b"))}, {"pairstate": PAIR.pairstate},
    ],
    ids=str,
)  # fmt: skip
def test_what_would_be_refused_is_not_made(changes: dict[str, Any]) -> None:
    with pytest.raises(EvidenceError):
        statement.encode(samples.request(**changes))


def test_digest_separates_domain_and_suite() -> None:
    message = statement.encode(REQ)
    assert statement.digest(1, message) == canonical.sha256(b"DXL1/msg\x00\x01" + message)
    assert statement.digest(2, message) == canonical.sm3(b"DXL1/msg\x00\x02" + message)


def test_range_root_is_the_tree_over_the_digests() -> None:
    found = [h(str(n)) for n in range(5)]
    assert range_root(found) == mth(found, canonical.sha256)
    assert range_root([]) == canonical.sha256(b"")
