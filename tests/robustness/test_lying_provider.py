"""A provider's gateway that lies: nothing of what it says is released, and its lie is named by the documented code."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from chain_node.crypto.suite import get_suite
from chain_node.evidence.basis import BlockBasis, DecisionBasis
from chain_node.evidence.commitments import Opening
from chain_node.evidence.statement import MType
from chain_node.ledger.reasons import Reason
from exchange_api.adapters.store import State
from scripts.demo.cast import FUND, MARKET
from tests.conformance.xroad.wire import Answer
from tests.faults.stack import eventually
from tests.robustness.liar import Bend, Draft, Liar, lying
from tests.robustness.stack import LIARS_SERVICE, MAX_BODY, Stack, request, running

INCONSISTENT = (502, "Server.ClientProxy.InconsistentResponse")
MISSING = (502, "Server.ClientProxy.MissingSignature")
BODY = b'{"a":"lie"}'


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
    """The liar, honest again afterwards: then it is believed, and others are served."""
    before = {name: stack.faults(name) for name in stack.gateways}
    yield begun
    begun.bend = None
    assert ask(begun).body == b'{"a":"truth"}'
    stack.good()
    assert {name: stack.faults(name) for name in stack.gateways} == before


def ask(liar: Liar, bend: Bend | None = None, path: str = "/x") -> Answer:
    """What the consumer's client gets of the liar's service."""
    liar.bend = bend
    return liar.stack.ask(request(path, "Content-Length: 5", method="POST", body=b"asked", service=LIARS_SERVICE))


def basis(**changes: Any) -> Bend:
    """Changes the basis of the decision."""

    def bend(draft: Draft) -> None:
        assert isinstance(draft.statement.basis, DecisionBasis)
        draft.set(basis=draft.statement.basis._replace(**changes))

    return bend


def says(**changes: Any) -> Bend:
    """Changes parts of the statement."""
    return lambda draft: draft.set(**changes)


def commits(label: str, value: bytes | None, profile: int = 0) -> Bend:
    """Commits to another value, or to none."""
    return lambda draft: draft.item(label, value, profile)


def headers(more: bytes) -> Bend:
    """Adds a header line to those that are signed."""

    def bend(draft: Draft) -> None:
        old = next(value for label, _, value in draft.items if label == "headers")
        draft.item("headers", old + more)

    return bend


def request_hash(draft: Draft) -> None:
    """The hash of another request."""
    draft.item("headers", b"x-road-request-hash:" + b"A" * 86 + b"==\r\n")


def body(data: bytes, column: bytes | None = None, signed: bool = True) -> Bend:
    """Another body, with or without the commitment that fits."""

    def bend(draft: Draft) -> None:
        draft.body = data
        if signed:
            draft.item("body", hashlib.sha256(data).digest())
        if column is not None:
            draft.item("f/a", column, 1)

    return bend


def beyond(draft: Draft) -> None:
    """A field more than was granted, in body and statement alike."""
    body(b'{"a":"truth","b":"more"}')(draft)
    draft.item("f/b", b'["more"]', 1)


def opens(change: Callable[[Opening], Opening | None]) -> Bend:
    """Changes every opening, or leaves it out."""

    def bend(draft: Draft) -> None:
        draft.openings = lambda opened: tuple(new for one in opened if (new := change(one)) is not None)

    return bend


def promise(**changes: Any) -> Bend:
    """Changes the promise."""

    def bend(draft: Draft) -> None:
        assert draft.statement.promise is not None
        draft.set(promise=draft.statement.promise._replace(**changes))

    return bend


def raw(data: bytes) -> Bend:
    """Bytes instead of a message."""

    def bend(draft: Draft) -> None:
        draft.raw = data

    return bend


def later(ms: int) -> Bend:
    """A date off by this much."""
    return lambda draft: draft.set(ts_ms=draft.statement.ts_ms + ms, expiry_ms=draft.statement.expiry_ms + ms)


def stranger(draft: Draft) -> None:
    """Signed with a key that the ledger does not have."""
    draft.key = get_suite("intl").generate()


LIES: dict[str, tuple[Bend, tuple[int, str]]] = {
    "the hash of another request": (request_hash, INCONSISTENT),
    "no request hash": (commits("headers", b"X-Own:1\r\n"), INCONSISTENT),
    "another body than signed": (body(BODY, signed=False), INCONSISTENT),
    "a digest of another body": (commits("body", bytes(32)), INCONSISTENT),
    "no digest of the body": (commits("body", None), INCONSISTENT),
    "a body and a column that disagree": (body(BODY), INCONSISTENT),
    "a column of another body": (commits("f/a", b'["lie"]', 1), INCONSISTENT),
    "a reference to another request": (says(ref=bytes(32)), INCONSISTENT),
    "another exchange": (says(exchange_id=bytes(16)), INCONSISTENT),
    "from another service's owner": (says(src=MARKET.subsystem.path), INCONSISTENT),
    "to another client": (says(dst=f"{FUND.member.path}/OTHER"), INCONSISTENT),
    "of another service": (says(service=f"{LIARS_SERVICE.subsystem.path}/other"), INCONSISTENT),
    "to another gateway": (says(dst_gateway=MARKET.gateway.path), INCONSISTENT),
    "a field beyond the grant": (beyond, INCONSISTENT),
    "a field in another form than granted": (commits("f/a", b'["truth"]', 2), INCONSISTENT),
    "fields that nothing names": (commits("f/a", None), INCONSISTENT),
    "a grant that there is not": (basis(grant_id=bytes(32)), INCONSISTENT),
    "no grant": (basis(grant_id=None), INCONSISTENT),
    "public data that are not": (basis(grant_id=None, reason=int(Reason.PUBLIC)), INCONSISTENT),
    "an emergency that there is not": (basis(reason=int(Reason.BREAK_GLASS)), INCONSISTENT),
    "a refusal that gives data": (basis(reason=int(Reason.NO_GRANT)), INCONSISTENT),
    "a permission that refuses": (says(mtype=MType.REFUSE), INCONSISTENT),
    "a reason that is none": (basis(reason=9), INCONSISTENT),
    "a block that is not on the ledger": (basis(block_hash=bytes(32)), INCONSISTENT),
    "a block far ahead": (basis(block=1 << 40), INCONSISTENT),
    "a promise about another log": (promise(log_id=bytes(32)), INCONSISTENT),
    "a date in the future": (later(120_000), INCONSISTENT),
    "openings left out": (opens(lambda one: None), INCONSISTENT),
    "one opening left out": (opens(lambda one: None if one.label == "target" else one), INCONSISTENT),
    "another salt": (opens(lambda one: one._replace(salt=bytes(32))), INCONSISTENT),
    "another value than committed": (opens(lambda one: one._replace(value=one.value + b" ")), INCONSISTENT),
    "a status that is none": (commits("target", b"999"), INCONSISTENT),
    "a status in another spelling": (commits("target", b"2_00"), INCONSISTENT),
    "an interim status": (commits("target", b"101"), INCONSISTENT),
    "no status": (commits("target", None), INCONSISTENT),
    "a header of ours": (headers(b"X-Road-Client:x/y/z\r\n"), INCONSISTENT),
    "an error of ours": (headers(b"x-road-error:Client.BadRequest\r\n"), INCONSISTENT),
    "a length": (headers(b"Content-Length:1\r\n"), INCONSISTENT),
    "a transfer coding": (headers(b"Transfer-Encoding:chunked\r\n"), INCONSISTENT),
    "a line end in a value": (headers(b"X-A:b\nX-B:c\r\n"), INCONSISTENT),
    "a control character in a value": (headers(b"X-A:b\x01\r\n"), INCONSISTENT),
    "a name that is none": (headers(b"X A:b\r\n"), INCONSISTENT),
    "header lines without end": (headers(b"X-A:b"), INCONSISTENT),
    "a body that is no JSON": (body(b"{"), INCONSISTENT),
    "another log": (says(src_log=bytes(32)), INCONSISTENT),
    "a key that the ledger does not have": (stranger, MISSING),
    "an empty answer": (raw(b""), INCONSISTENT),
    "half an answer": (raw(b"\0\0\1\0half"), INCONSISTENT),
    "lengths beyond the limits": (raw(b"\xff" * 64), INCONSISTENT),
    "no message": (raw(b"\0" * 12), MISSING),
    "bytes at random": (raw(b"\0\0\0\x04abcd" * 3), MISSING),
    "a body without end": (body(bytes(MAX_BODY + 1)), INCONSISTENT),
}


@pytest.mark.parametrize(("bend", "wanted"), LIES.values(), ids=LIES.keys())
def test_a_lie_is_named_and_nothing_of_it_released(liar: Liar, bend: Bend, wanted: tuple[int, str]) -> None:
    answer = ask(liar, bend)
    assert (answer.status, answer.error) == wanted, answer
    assert answer.get("X-Own") is None and b"truth" not in answer.body and b'lie"' not in answer.body
    taken_back(liar)


def taken_back(liar: Liar) -> None:
    """The consumer takes back what it got no true answer to, and the liar says that it never saw it."""
    eventually(lambda: liar.stack.rows("consumer")[-1].state is State.VOIDED)
    assert liar.stack.spooled("consumer") == []


def test_the_block_of_an_answer_is_not_before_that_of_its_request(liar: Liar) -> None:
    old = liar.head()
    assert ask(liar, basis(block=old.number - 5, block_hash=block_hash(liar, old.number - 5))).error == INCONSISTENT[1]
    taken_back(liar)


def block_hash(liar: Liar, number: int) -> bytes:
    """The hash of a block of the ledger."""
    liar.stack.network.chain.sync()
    return liar.stack.network.chain.replica.block_hash(number)


def test_a_replayed_answer_is_not_believed(liar: Liar) -> None:
    assert ask(liar).status == 200
    again = liar.answered[-1]
    assert (again_answer := ask(liar, raw(again))).status == 502 and again_answer.error == INCONSISTENT[1]
    taken_back(liar)


def test_a_true_answer_to_another_request_is_not_believed(liar: Liar) -> None:
    """The first request gets no answer; the second gets the true and fresh answer to the first."""
    assert ask(liar, raw(b"")).error == INCONSISTENT[1]
    first = next(one for one in reversed(liar.seen) if one.first == b"asked")

    def first_again(draft: Draft) -> None:
        other = liar.reply(first, liar.parsed(first))
        draft.statement, draft.items, draft.body = other.statement, other.items, other.body

    answer = ask(liar, first_again, "/second")
    assert (answer.status, answer.error) == INCONSISTENT
    taken_back(liar)


def test_an_answer_of_the_wrong_kind_is_not_believed(liar: Liar) -> None:
    def acknowledges(draft: Draft) -> None:
        old = draft.statement.basis
        draft.set(mtype=MType.ACK, basis=BlockBasis(old.block, old.block_hash))
        draft.items, draft.body = [], b""

    assert ask(liar, acknowledges).error == INCONSISTENT[1]
    taken_back(liar)


def test_a_refusal_gives_no_data_whatever_it_carries(liar: Liar) -> None:
    """A true refusal with a body: its text is a notice, and its status and headers are ours."""

    def refuses(draft: Draft) -> None:
        basis(reason=int(Reason.NO_GRANT), grant_id=None)(draft)
        draft.set(mtype=MType.REFUSE)

    answer = ask(liar, refuses)
    assert (answer.status, answer.error) == (403, "Server.ServerProxy.AccessDenied.NoGrant")
    assert answer.get("X-Own") is None and answer.get("Content-Type") == "application/json"


@pytest.mark.parametrize("backdated", [False, True], ids=["now", "naming a block before the revocation"])
def test_an_answer_signed_by_a_revoked_key_is_not_believed(liar: Liar, backdated: bool) -> None:
    revoked, before = liar.revoked_key()

    def signs(draft: Draft) -> None:
        draft.key = revoked
        if backdated:
            basis(block=before, block_hash=block_hash(liar, before))(draft)

    answer = ask(liar, signs)
    assert (answer.status, answer.error) == MISSING
    taken_back(liar)


def test_a_gateway_that_never_answers_is_504_and_the_request_taken_back(liar: Liar) -> None:
    def waits(draft: Draft) -> None:
        draft.silent_s = 60.0

    answer = ask(liar, waits)
    assert (answer.status, answer.error) == (504, "Server.ClientProxy.NetworkError")
    taken_back(liar)


def test_both_logs_verify(stack: Stack, begun: Liar) -> None:
    """The consumer has kept nothing false."""
    assert len(begun.seen) > len(LIES)
    status, printed = stack.audit()
    assert status == 0, printed[-3000:]
