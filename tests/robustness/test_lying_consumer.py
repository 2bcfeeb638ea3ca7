"""A consumer's gateway that lies: the back end is not called, and the answer is a signed refusal, or none at all."""

from __future__ import annotations

import hashlib
import json
import os
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest

from chain_node.crypto.suite import get_suite
from chain_node.evidence.basis import BlockBasis, DecisionBasis, RequestBasis
from chain_node.evidence.commitments import Opening
from chain_node.evidence.leaf import Role, parse_leaf
from chain_node.evidence.pairstate import PROPOSAL, PairState
from chain_node.evidence.promise import Promise
from chain_node.evidence.receipt import sign_batch
from chain_node.evidence.statement import MType, Statement, digest, encode, parse
from chain_node.ledger.reasons import Reason
from chain_node.log.reader import LogReader
from exchange_api.adapters import frames
from exchange_api.adapters.store import State
from exchange_api.adapters.tls import client_context
from scripts.demo.cast import CIVIL, FUND, MARKET
from tests.faults.stack import eventually
from tests.robustness.liar import EXCHANGE, INTL, Draft, Liar, Told, lying
from tests.robustness.stack import CONSUMER, LIARS_SERVICE, PROVIDER, SERVICE, Stack, request, running
from tests.robustness.test_requests import AMBIGUOUS

Bend = Callable[[Draft], None]
BAD = (400, "Server.ServerProxy.BadRequest")
SKEW = (400, "Server.ServerProxy.ClockSkew")


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with running(tmp_path_factory.mktemp("liar"), valid_s=5) as made:
        yield made


@pytest.fixture(scope="module")
def begun(stack: Stack) -> Iterator[Liar]:
    with lying(stack) as made:
        yield made


@pytest.fixture
def liar(stack: Stack, begun: Liar) -> Iterator[Liar]:
    """The liar; afterwards its true requests are answered, others are served, and nothing unforeseen has happened."""
    before = {name: stack.faults(name) for name in stack.gateways}
    yield begun
    told = begun.tell(begun.request("/true").framed())
    assert (told.status, told.reason, told.body) == (200, Reason.GRANTED, b"asked")
    stack.good()
    assert {name: stack.faults(name) for name in stack.gateways} == before


def tell(liar: Liar, *bends: Bend) -> Told:
    """The answer to a bent request."""
    draft = liar.request("/lied")
    for bend in bends:
        bend(draft)
    return liar.tell(draft.framed())


def says(**changes: Any) -> Bend:
    return lambda draft: draft.set(**changes)


def commits(label: str, value: bytes | None) -> Bend:
    return lambda draft: draft.item(label, value)


def basis(**changes: Any) -> Bend:
    return lambda draft: draft.set(basis=draft.statement.basis._replace(**changes))


def sends(body: bytes) -> Bend:
    """Another body than was signed."""

    def bend(draft: Draft) -> None:
        draft.more = body

    return bend


def header(old: bytes, new: bytes) -> Bend:
    """Changes the signed header lines."""

    def bend(draft: Draft) -> None:
        lines = next(value for label, _, value in draft.items if label == "headers")
        assert old in lines
        draft.item("headers", lines.replace(old, new))

    return bend


def opens(change: Callable[[Opening], Opening | None]) -> Bend:
    def bend(draft: Draft) -> None:
        draft.openings = lambda opened: tuple(new for one in opened if (new := change(one)) is not None)

    return bend


def at(ts: int, valid: int) -> Bend:
    """Dated and valid otherwise, in ms from now."""
    return lambda draft: draft.set(ts_ms=draft.statement.ts_ms + ts, expiry_ms=draft.statement.ts_ms + ts + valid)


def stranger(draft: Draft) -> None:
    """Signed with a key that the ledger does not have."""
    draft.key = get_suite("intl").generate()


def as_another(draft: Draft) -> None:
    """A true request but for its client, who is another member's."""
    draft.set(src=FUND.subsystem.path)
    header(CIVIL.subsystem.path.encode(), FUND.subsystem.path.encode())(draft)


TARGET = f"POST /r1/{SERVICE.path}".encode()
REFUSED: dict[str, tuple[Bend, Reason]] = {
    "another body than signed": (sends(b"other"), Reason.BODY_MISMATCH),
    "no body though one was signed": (sends(b""), Reason.BODY_MISMATCH),
    "a longer body than signed": (sends(b"asked" + bytes(100_000)), Reason.BODY_MISMATCH),
    "a body's digest that is none": (commits("body", b"short"), Reason.BODY_MISMATCH),
    "a client of another member": (as_another, Reason.CLIENT_OF_OTHERS),
    "a client that the headers do not name": (says(src=f"{CIVIL.member.path}/OTHER"), Reason.BODY_MISMATCH),
    "another client in the headers": (
        header(CIVIL.subsystem.path.encode(), FUND.subsystem.path.encode()),
        Reason.BODY_MISMATCH,
    ),
    "another provider than the service's": (says(dst=FUND.subsystem.path), Reason.BODY_MISMATCH),
    "another service than the target's": (says(service=f"{MARKET.subsystem.path}/x"), Reason.BODY_MISMATCH),
    "another target than the service's": (
        commits("target", f"POST /r1/{MARKET.subsystem.path}/x/lied".encode()),
        Reason.BODY_MISMATCH,
    ),
    "a target that climbs": (commits("target", TARGET + b"/../lied"), Reason.BODY_MISMATCH),
    "a target with a line end": (commits("target", TARGET + b"/lied HTTP/1.1\r\nX: y"), Reason.BODY_MISMATCH),
    "a verb that is none": (commits("target", TARGET.replace(b"POST", b"PO ST")), Reason.BODY_MISMATCH),
    "TRACE": (commits("target", TARGET.replace(b"POST", b"TRACE")), Reason.BODY_MISMATCH),
    "no target": (commits("target", None), Reason.BODY_MISMATCH),
    "no headers": (commits("headers", None), Reason.BODY_MISMATCH),
    "a header line without end": (header(b"\r\n", b""), Reason.BODY_MISMATCH),
    "a header with a line end": (header(b"\r\n", b"\r\nX-A:b\nX-B:c\r\n"), Reason.BODY_MISMATCH),
    "a header with a control character": (header(b"\r\n", b"\r\nX-A:b\x01\r\n"), Reason.BODY_MISMATCH),
    "a header with a name that is none": (header(b"\r\n", b"\r\nX A:b\r\n"), Reason.BODY_MISMATCH),
    "no request id": (header(b"x-road-request-id", b"x-other"), Reason.BODY_MISMATCH),
    "a user that the headers do not name": (commits("user", b"someone"), Reason.BODY_MISMATCH),
    "a field of a service that has none": (commits("f/a", b""), Reason.BODY_MISMATCH),
    "a case that the headers do not name": (basis(case_id=bytes(32)), Reason.BODY_MISMATCH),
    "a block that is not on the ledger": (basis(block_hash=bytes(32)), Reason.LEDGER_OUTDATED),
    "a block far ahead": (basis(block=1 << 40), Reason.LEDGER_OUTDATED),
    "a request that has expired": (at(-60_000, 1000), Reason.EXPIRED),
}


@pytest.mark.parametrize(("bend", "reason"), REFUSED.values(), ids=REFUSED.keys())
def test_a_lie_that_is_signed_is_refused_with_a_signature(liar: Liar, bend: Bend, reason: Reason) -> None:
    told = tell(liar, bend)
    assert told.statement is not None and told.statement.mtype is MType.REFUSE, told
    assert told.reason is reason
    assert liar.stack.calls("/lied") == []


UNSIGNED: dict[str, tuple[Bend, tuple[int, str]]] = {
    "for another gateway": (says(dst_gateway=FUND.gateway.path), BAD),
    "from a log that there is not": (says(src_log=bytes(32)), BAD),
    "signed by nobody known": (stranger, BAD),
    "openings left out": (opens(lambda one: None), BAD),
    "one opening left out": (opens(lambda one: None if one.label == "target" else one), BAD),
    "another salt": (opens(lambda one: one._replace(salt=bytes(32))), BAD),
    "another value than committed": (opens(lambda one: one._replace(value=one.value + b" ")), BAD),
    "a date in the future": (at(120_000, 1000), SKEW),
    "valid for more than a week": (at(0, 8 * 86_400_000), SKEW),
    "expired long ago": (at(-3 * 86_400_000, 1000), SKEW),
}


@pytest.mark.parametrize(("bend", "wanted"), UNSIGNED.values(), ids=UNSIGNED.keys())
def test_what_nobody_can_be_held_to_is_answered_without_a_signature(
    liar: Liar, bend: Bend, wanted: tuple[int, str]
) -> None:
    before = len(liar.stack.rows(PROVIDER))
    told = tell(liar, bend)
    assert (told.status, told.code, told.statement) == (*wanted, None)
    assert len(liar.stack.rows(PROVIDER)) == before and liar.stack.calls("/lied") == []


@pytest.mark.parametrize("backdated", [False, True], ids=["now", "naming a block before the revocation"])
def test_a_request_signed_by_a_revoked_key_is_refused(liar: Liar, backdated: bool) -> None:
    revoked, before = liar.revoked_key()
    draft = liar.request("/lied")
    draft.key = revoked
    if backdated:
        draft.set(basis=RequestBasis(before, liar.stack.network.chain.replica.block_hash(before), None, None))
    told = liar.tell(draft.framed(), note=False)
    assert (told.status, told.code) == BAD
    assert liar.stack.calls("/lied") == []


def test_anothers_log_is_not_spoken_for(liar: Liar) -> None:
    told = tell(liar, says(src_log=liar.log_of(liar.stack.gateways[CONSUMER])))
    assert (told.status, told.code) == BAD


def test_anothers_request_cannot_be_passed_on(liar: Liar) -> None:
    """What the consumer asked the liar, byte for byte, does not count where it was not sent."""
    service = request("/passed-on", "Content-Length: 5", method="POST", body=b"asked", service=LIARS_SERVICE)
    assert liar.stack.ask(service).status == 200
    seen = liar.seen[-1]
    told = liar.post(frames.encode(seen.receipt, seen.message, seen.openings, seen.first))
    assert (told.status, told.code) == BAD
    assert liar.stack.calls("/passed-on") == []


def test_a_request_told_again_gets_the_same_answer_and_no_second_call(liar: Liar) -> None:
    framed = liar.request("/again").framed()
    first, again = liar.tell(framed), liar.tell(framed)
    assert first.reason is Reason.GRANTED and again.raw == first.raw
    assert len(liar.stack.calls("/again")) == 1


def test_a_request_told_again_with_another_body_gets_the_answer_to_the_first(liar: Liar) -> None:
    framed = liar.request("/again-other").framed()
    first, again = liar.tell(framed), liar.post(framed[:-5] + b"OTHER")
    assert again.raw == first.raw and first.body == b"asked"
    assert [call.body for call in liar.stack.calls("/again-other")] == [b"asked"]


def test_another_request_under_the_same_id_is_refused(liar: Liar) -> None:
    first = liar.request("/reused")
    assert liar.tell(first.framed()).reason is Reason.GRANTED
    told = tell(liar, says(exchange_id=first.statement.exchange_id))
    assert told.reason is Reason.EXCHANGE_ID_REUSED
    assert liar.stack.calls("/lied") == []


def test_a_void_of_anothers_exchange_changes_nothing_of_it(liar: Liar) -> None:
    liar.stack.good()
    theirs = liar.stack.rows(PROVIDER)[-1]
    assert theirs.state is State.DONE
    seq, prev = liar.next(MARKET.gateway.path)
    now, head = liar.request().statement.ts_ms, liar.head()
    void = Statement(
        INTL, MType.VOID, theirs.exchange_id, liar.log, CIVIL.subsystem.path, MARKET.gateway.path,
        MARKET.subsystem.path, SERVICE.path, bytes(32), now, now + 60_000, BlockBasis(head.number, head.hash), (),
        None, seq, prev, None,
    )  # fmt: skip
    told = liar.tell(Draft(void, [], b"", liar.key).framed())
    assert told.statement is not None and told.statement.mtype is MType.ACK
    found = [row for row in liar.stack.rows(PROVIDER) if row.exchange_id == theirs.exchange_id]
    assert sorted(row.state.name for row in found) == ["DONE", "VOIDED"]


def taking_back(draft: Draft, framed: bytes) -> Draft:
    """The VOID of a request."""
    frame = frames.decode(framed)
    assert frame is not None
    one = draft.statement
    void = one._replace(
        mtype=MType.VOID, ref=digest(INTL, frame.message), commitments=(),
        basis=BlockBasis(one.basis.block, one.basis.block_hash), pair_seq=one.pair_seq + 1,
    )  # fmt: skip
    return Draft(void, [], b"", draft.key)


def test_a_request_that_was_taken_back_is_refused_for_ever(liar: Liar) -> None:
    draft = liar.request("/taken-back")
    framed = draft.framed()
    void = taking_back(draft, framed).framed()
    told = liar.tell(void)
    assert told.statement is not None and told.statement.mtype is MType.ACK
    assert liar.tell(framed, note=False).reason is Reason.VOIDED
    again = liar.tell(framed, note=False)
    assert (again.status, again.code, again.statement) == (409, BAD[1], None), "it is refused with one signature"
    found = [row for row in liar.stack.rows(PROVIDER) if row.exchange_id == draft.statement.exchange_id]
    assert [row.state for row in found] == [State.VOIDED]
    assert liar.stack.calls("/taken-back") == []


@pytest.mark.parametrize("mtype", [MType.RES, MType.REFUSE, MType.ACK, MType.PAIRSTATE])
def test_only_requests_and_voids_are_taken_on_their_path(liar: Liar, mtype: MType) -> None:
    draft = liar.request("/lied")
    one = draft.statement
    block = BlockBasis(one.basis.block, one.basis.block_hash)
    decision = DecisionBasis(*block, None, 0, bytes(32), 0, 0, 0)
    promise = Promise(liar.log, 1, one.ts_ms, one.ts_ms + 1000)
    draft.items = []
    if mtype is MType.PAIRSTATE:
        draft.set(mtype=mtype, basis=block, service="", pairstate=PairState(PROPOSAL, 1, 1, 1, bytes(32)))
        raw = encode(draft.statement)
        [receipt] = sign_batch(INTL, liar.key, [digest(INTL, raw)])
        framed = frames.encode(receipt, raw, b"\x80")
    else:
        draft.set(mtype=mtype, ref=bytes(32), promise=promise, basis=block if mtype is MType.ACK else decision)
        framed = draft.framed()
    told = liar.tell(framed, note=False)
    assert (told.status, told.code) == BAD


FRAMES = {
    "nothing": b"",
    "one length": b"\0\0",
    "half a receipt": b"\0\0\1\0half",
    "lengths beyond the limits": b"\xff" * 64,
    "empty parts": b"\0" * 12,
    "parts at random": b"\0\0\0\x04abcd" * 3,
    "openings beyond the limit": b"\0\0\0\x01a\0\0\0\x01a\x00\x20\x00\x00",
}


@pytest.mark.parametrize("data", FRAMES.values(), ids=FRAMES.keys())
@pytest.mark.parametrize("path", [EXCHANGE, "/peer/v1/pairstate", "/peer/v1/checkpoint", "/peer/v1/metadata"])
def test_what_is_no_message_is_answered_400(liar: Liar, path: str, data: bytes) -> None:
    told = liar.post(data, path)
    assert (told.status, told.code) == BAD


def test_a_pair_state_that_lies_is_answered_with_the_truth(liar: Liar) -> None:
    """Who proposes numbers that were never sent, or another root, has that signed against him."""
    first, _ = liar.next(MARKET.gateway.path)
    head, now = liar.head(), liar.request().statement.ts_ms
    told = liar.tell(liar.request("/true").framed())
    assert told.reason is Reason.GRANTED
    seq, prev = liar.next(MARKET.gateway.path)
    state = PairState(PROPOSAL, first, first + 9, 10, hashlib.sha256(b"lie").digest())
    proposal = Statement(
        INTL, MType.PAIRSTATE, os.urandom(16), liar.log, CIVIL.gateway.path, MARKET.gateway.path, MARKET.gateway.path,
        "", None, now, now + 60_000, BlockBasis(head.number, head.hash), (), state, seq + 50, prev, None,
    )  # fmt: skip
    raw = encode(proposal)
    [receipt] = sign_batch(INTL, liar.key, [digest(INTL, raw)])
    told = liar.tell(frames.encode(receipt, raw, b""), "/peer/v1/pairstate")
    assert told.status == 200 and told.statement is not None and told.statement.pairstate is not None
    answered = told.statement.pairstate
    assert (answered.first_seq, answered.last_seq, answered.count) == (first, first + 9, 1)
    assert answered.root != state.root and answered.missing == ((first + 1, first + 9),)


def test_a_gap_in_the_sequence_is_no_reason_to_wait(liar: Liar) -> None:
    seq, _ = liar.next(MARKET.gateway.path)
    assert tell(liar, says(pair_seq=seq + 100)).reason is Reason.GRANTED


@pytest.mark.parametrize("name", ["length and chunked", "bare LF throughout", "NUL in a value", "no Host"])
def test_what_can_be_read_in_two_ways_is_refused_on_the_peer_listener_too(liar: Liar, name: str) -> None:
    with connected(liar) as sock:
        sock.sendall(AMBIGUOUS[name])
        said = b""
        while piece := sock.recv(4096):
            said += piece
    assert said.startswith(b"HTTP/1.1 400 ") and said.count(b"HTTP/1.1") == 1 and b"connection: close\r\n" in said


def connected(liar: Liar) -> ssl.SSLSocket:
    """A connection to the provider's peer listener by this gateway's certificate."""
    gateway = liar.stack.gateways[PROVIDER]
    context = client_context(liar.stack.liar.data / "tls", liar.password, [gateway.made.tls_der])
    parts = urlsplit(gateway.urls["peer"])
    return context.wrap_socket(socket.create_connection((parts.hostname or "", parts.port or 0), timeout=10))


def test_a_gateway_that_leaves_in_the_body_is_as_if_it_had_sent_another(liar: Liar) -> None:
    framed = liar.request("/left").framed()
    liar.sent(framed)
    with connected(liar) as sock:
        sock.sendall(b"POST %b HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % (EXCHANGE.encode(), len(framed)))
        sock.sendall(framed[:-3])
    eventually(lambda: liar.stack.rows(PROVIDER)[-1].state is State.REFUSED)
    assert liar.stack.rows(PROVIDER)[-1].reason == Reason.BODY_MISMATCH
    assert liar.stack.calls("/left") == []


BEGIN = b"POST %b HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n"
LARGE = os.urandom(3 << 20)


def to_be_fetched_later(liar: Liar, path: str) -> Draft:
    """A request valid for an hour, with a body that does not fit into memory."""
    draft = liar.request(path, body=LARGE)
    at(0, 3_600_000)(draft)
    return draft


def spooled(liar: Liar) -> list[str]:
    """Files of requests' bodies at the provider."""
    names = [file.name for file in (liar.stack.gateways[PROVIDER].data / "spool").iterdir()]
    return [name for name in names if name.endswith("-0")]


def logged(liar: Liar, draft: Draft) -> int:
    """How many leaves the provider has of an exchange."""
    with LogReader(liar.stack.gateways[PROVIDER].data / "log") as log:
        messages = (leaf.message for _, raw in log.leaves() if (leaf := parse_leaf(raw)).role in (Role.RECV, Role.SENT))
        return sum(parse(one).exchange_id == draft.statement.exchange_id for one in messages)


def test_a_request_to_be_fetched_later_that_is_cut_off_leaves_nothing_and_may_be_sent_again(liar: Liar) -> None:
    draft = to_be_fetched_later(liar, "/cut")
    framed, rows = draft.framed(), len(liar.stack.rows(PROVIDER))
    for part in (1 << 16, 2 << 20, len(framed) - 1):
        with connected(liar) as sock:
            sock.sendall(BEGIN % (EXCHANGE.encode(), len(framed)) + framed[:part])
            if part > 1 << 20:
                eventually(lambda: spooled(liar) != [])
        eventually(lambda: spooled(liar) == [])
    assert (logged(liar, draft), len(liar.stack.rows(PROVIDER))) == (0, rows) and liar.stack.calls("/cut") == []
    first, again = liar.tell(framed), liar.post(framed)
    assert first.reason is Reason.GRANTED and again.raw == first.raw
    assert [call.body for call in liar.stack.calls("/cut")] == [LARGE]
    eventually(lambda: logged(liar, draft) == 2)
    assert spooled(liar) == []


@contextmanager
def hanging(liar: Liar, framed: bytes) -> Iterator[None]:
    """All of a message but its last byte has been sent; afterwards the connection is cut."""
    with connected(liar) as sock:
        sock.sendall(BEGIN % (EXCHANGE.encode(), len(framed)) + framed[:-1])
        eventually(lambda: spooled(liar) != [])
        yield


def meanwhile(ask: Callable[[], Told]) -> Future[Told]:
    """What is answered in the end, to a question that is asked now."""
    future: Future[Told] = Future()
    threading.Thread(target=lambda: future.set_result(ask()), daemon=True).start()
    with pytest.raises(TimeoutError):
        future.result(0.3)
    return future


@pytest.mark.parametrize("waits_s", [0.0, 17.0], ids=["at once", "after more than a block may be ahead"])
def test_a_request_sent_again_while_its_first_copy_hangs_is_served_when_that_is_gone(
    liar: Liar, waits_s: float
) -> None:
    framed = to_be_fetched_later(liar, f"/hangs-{waits_s}").framed()
    with hanging(liar, framed):
        second = meanwhile(lambda: liar.tell(framed))
        time.sleep(waits_s)
        liar.revoked_key()  # blocks of now
        assert liar.stack.calls(f"/hangs-{waits_s}") == []
    assert second.result(20).reason is Reason.GRANTED
    assert len(liar.stack.calls(f"/hangs-{waits_s}")) == 1


def test_a_request_that_hangs_can_be_taken_back(liar: Liar) -> None:
    draft = to_be_fetched_later(liar, "/hangs-void")
    framed = draft.framed()
    with hanging(liar, framed):
        second = meanwhile(lambda: liar.tell(framed))
        third = meanwhile(lambda: liar.tell(taking_back(draft, framed).framed()))
    told = third.result(20).statement
    assert told is not None and told.mtype is MType.ACK
    assert second.result(20).reason is Reason.VOIDED
    found = [row for row in liar.stack.rows(PROVIDER) if row.exchange_id == draft.statement.exchange_id]
    assert [row.state for row in found] == [State.VOIDED] and liar.stack.calls("/hangs-void") == []


def test_another_request_with_the_id_of_one_that_hangs_is_another_request(liar: Liar) -> None:
    draft = to_be_fetched_later(liar, "/hangs-first")
    framed = draft.framed()
    with hanging(liar, framed):
        another = liar.request("/hangs-another")
        another.set(exchange_id=draft.statement.exchange_id)
        other = meanwhile(lambda: liar.tell(another.framed()))
    assert other.result(20).reason is Reason.GRANTED
    assert liar.tell(framed, note=False).reason is Reason.EXCHANGE_ID_REUSED
    assert liar.stack.calls("/hangs-first") == []


def test_another_request_with_the_id_of_one_under_way_gets_no_answer_of_that(liar: Liar) -> None:
    draft = to_be_fetched_later(liar, "/under-way")
    framed = draft.framed()
    liar.sent(framed)
    with connected(liar) as sock:
        sock.sendall(BEGIN % (EXCHANGE.encode(), len(framed)) + framed[:-1])
        eventually(lambda: spooled(liar) != [])
        another = liar.request("/under-way-another")
        another.set(exchange_id=draft.statement.exchange_id)
        other = meanwhile(lambda: liar.tell(another.framed()))
        sock.sendall(framed[-1:])
        assert sock.recv(12) == b"HTTP/1.1 200"
    assert other.result(20).reason is Reason.EXCHANGE_ID_REUSED
    assert len(liar.stack.calls("/under-way")) == 1 and liar.stack.calls("/under-way-another") == []


def test_a_body_that_comes_after_its_request_has_expired_reaches_nobody(liar: Liar) -> None:
    draft = liar.request("/too-late", body=LARGE)
    at(0, 1500)(draft)
    framed = draft.framed()
    liar.sent(framed)
    with connected(liar) as sock:
        sock.sendall(BEGIN % (EXCHANGE.encode(), len(framed)) + framed[:-1])
        time.sleep(2)
        sock.sendall(framed[-1:])
        assert sock.recv(12) == b"HTTP/1.1 200"
    assert liar.stack.rows(PROVIDER)[-1].reason == Reason.EXPIRED
    assert liar.stack.calls("/too-late") == [] and spooled(liar) == []


def test_a_request_to_be_fetched_later_is_refused_with_a_signature_if_its_body_is_another(liar: Liar) -> None:
    draft = to_be_fetched_later(liar, "/other-later")
    draft.more = LARGE[:-1] + bytes([LARGE[-1] ^ 1])
    framed = draft.framed()
    first, again = liar.tell(framed), liar.post(framed)
    assert first.reason is Reason.BODY_MISMATCH and again.raw == first.raw
    assert liar.stack.calls("/other-later") == [] and spooled(liar) == []


def test_two_messages_with_one_number_are_kept_and_refused(liar: Liar) -> None:
    seq, _ = liar.next(MARKET.gateway.path)
    assert tell(liar, says(pair_seq=seq)).reason is Reason.GRANTED
    calls = len(liar.stack.calls("/lied"))
    assert tell(liar, says(pair_seq=seq)).reason is Reason.SEQ_FORK
    assert len(liar.stack.calls("/lied")) == calls


def test_the_audit_blames_the_liar_alone(stack: Stack, begun: Liar) -> None:
    """Every contradiction that it finds stands in a message that the liar signed."""
    status, printed = stack.audit()
    found = [one for one in json.loads(printed)["findings"] if one["severity"] != "note"]
    assert status == 1
    assert {one["code"] for one in found} == {"FORK", "PREV_MISMATCH", "CHAIN_CONTRADICTED"}
    with LogReader(stack.gateways[PROVIDER].data / "log") as log:
        leaves = dict(log.leaves())
    for one in found:
        leaf = parse_leaf(leaves[one["leaf"]])
        assert bytes.fromhex(one["log"]) == leaf.log_id != begun.log
        assert leaf.role is Role.RECV and parse(leaf.message).src_log == begun.log
        assert one["evidence"]["sender"] == CIVIL.gateway.path and CIVIL.gateway.path in one["detail"]
