"""Two logs compare what one sent and the other received."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chain_node.errors import EvidenceError, SignatureInvalid
from chain_node.evidence import statement
from chain_node.evidence.leaf import parse_leaf
from chain_node.evidence.pairstate import ANSWER, PairState
from chain_node.evidence.receipt import SignatureCache, parse_receipt, sign_batch, verify_receipt
from chain_node.evidence.statement import MType, Statement
from chain_node.log.errors import PairStateInvalid
from chain_node.log.intents import Receive
from chain_node.log.pairs import missing_ranges
from chain_node.log.pairtalk import Closed, PairStates
from chain_node.log.reader import LogReader
from chain_node.log.writer import LogWriter
from tests.unit.chain_node.log.support import BLOCK, IDENTITY, OWN, PEER, ManualClock, PrivateKey, make_log, request

Wire = tuple[bytes, bytes]


class Network:
    """Delivers proposals to the other gateway's `answer`; can lose either way, or alter an answer."""

    def __init__(self) -> None:
        self.gateways: dict[str, PairStates] = {}
        self.lose_proposal = self.lose_answer = self.hang = False
        self.alter: Callable[[Wire], Wire] | None = None
        self.delivered: list[bytes] = []

    async def exchange_pairstate(self, peer_gateway: str, message: bytes, receipt: bytes) -> Wire | None:
        self.delivered.append(message)
        if self.hang:
            await asyncio.Event().wait()
        if self.lose_proposal:
            return None
        answer = await self.gateways[peer_gateway].answer(message, receipt)
        if self.lose_answer:
            return None
        return self.alter(answer) if self.alter else answer


class View:
    """Every log's key is known; the ledger stands still."""

    def __init__(self, keys: dict[bytes, PrivateKey]) -> None:
        self.keys = keys
        self.suite: int | None = 1

    def basis(self) -> tuple[int, bytes]:
        return BLOCK

    def suite_for(self, peer_gateway: str) -> int | None:
        return self.suite

    def verify(self, message: bytes, receipt: bytes) -> tuple[Statement, bytes]:
        found = statement.parse(message)
        digest = statement.digest(found.suite, message)
        verify_receipt(parse_receipt(receipt), digest, self.keys[found.src_log].public, SignatureCache())
        return found, digest


PEER_IDENTITY = replace(
    IDENTITY,
    log_id=hashlib.sha256(b"the peer's log").digest(),
    gateway=PEER,
    gateway_id=hashlib.sha256(PEER.encode()).digest(),
)


class Pair:
    """Our gateway and a peer, with their logs."""

    def __init__(self, directory: Path) -> None:
        clock = ManualClock()
        keys = {IDENTITY.log_id: PrivateKey(b"1" * 32), PEER_IDENTITY.log_id: PrivateKey(b"2" * 32)}
        self.network, self.view = Network(), View(keys)
        self.writers, self.states = [], []
        for identity in (IDENTITY, PEER_IDENTITY):
            where = make_log(directory / identity.gateway.replace("/", "-"), identity)
            writer = LogWriter.open(where, {1: keys[identity.log_id]}, clock)
            writer.start()
            states = PairStates(writer, self.view, self.network, clock, timeout_s=0.2)
            self.network.gateways[identity.gateway] = states
            self.writers.append(writer)
            self.states.append(states)
        self.own, self.peer = self.states

    async def exchange(self, *numbers: int, lose: tuple[int, ...] = ()) -> None:
        """We send requests; the peer logs all but the lost ones."""
        for number in numbers:
            [sent] = await self.writers[0].submit(request(number))
            if number not in lose:
                found = statement.parse(sent.message)
                await self.writers[1].submit(Receive(sent.message, sent.receipt, sent.digest, found))

    async def close(self) -> None:
        for states in self.states:
            states.close()
        for writer in self.writers:
            await writer.close()

    def pairstates(self, which: int) -> list[PairState]:
        with LogReader(self.writers[which].directory) as reader:
            leaves = [parse_leaf(reader.leaf(n)) for n in reader.pairstate_leaves(0, reader.size)]
        states = [statement.parse(leaf.message).pairstate for leaf in leaves]
        return [state for state in states if state is not None]


@pytest.fixture
async def pair(tmp_path: Path) -> AsyncIterator[Pair]:
    one = Pair(tmp_path)
    yield one
    await one.close()


async def test_equal_stretches_are_closed_and_logged_by_both(pair: Pair) -> None:
    await pair.exchange(1, 2, 3)
    assert await pair.own.active() == {PEER: 3}
    assert await pair.own.propose(await pair.own.active()) == [Closed(PEER, 1, 3, True)]
    ours, theirs = pair.pairstates(0), pair.pairstates(1)
    assert ours == theirs
    assert [(state.direction, state.first_seq, state.last_seq, state.count) for state in ours] == [
        (0, 1, 3, 3),
        (1, 1, 3, 3),
    ]
    assert ours[0].root == ours[1].root


async def test_two_idle_gateways_fall_silent(pair: Pair) -> None:
    await pair.exchange(1)
    await pair.own.propose(await pair.own.active())
    assert await pair.own.active() == {}
    assert await pair.peer.active() == {}


async def test_the_next_stretch_begins_after_the_last_and_covers_the_pairstate_itself(pair: Pair) -> None:
    await pair.exchange(1, 2)
    await pair.own.propose(await pair.own.active())
    await pair.exchange(3)
    assert await pair.own.propose(await pair.own.active()) == [Closed(PEER, 3, 4, True)]


async def test_a_message_that_the_peer_lacks_is_stated_by_both(pair: Pair) -> None:
    await pair.exchange(1, 2, 3, 4, lose=(2, 3))
    [closed] = await pair.own.propose(await pair.own.active())
    assert not closed.matched
    answer = pair.pairstates(0)[-1]
    assert (answer.direction, answer.count, answer.missing) == (ANSWER, 2, ((2, 3),))
    assert await pair.own.active() == {}, "stated is closed: the difference is the audit's"


async def test_only_numbers_up_to_the_snapshot_are_proposed(pair: Pair) -> None:
    await pair.exchange(1, 2)
    snapshot = await pair.own.active()
    await pair.exchange(3, lose=(3,))
    assert await pair.own.propose(snapshot) == [Closed(PEER, 1, 2, True)]


@pytest.mark.parametrize("loss", ["lose_proposal", "lose_answer"])
async def test_a_lost_message_is_sent_again_byte_for_byte(pair: Pair, loss: str) -> None:
    await pair.exchange(1, 2)
    setattr(pair.network, loss, True)
    assert await pair.own.propose(await pair.own.active()) == []
    setattr(pair.network, loss, False)
    await pair.exchange(3)
    assert await pair.own.propose({PEER: 4}) == [], "an unreachable peer is left alone for a round"
    assert await pair.own.propose({PEER: 4}) == [Closed(PEER, 1, 2, True)]
    first, again = pair.network.delivered
    assert first == again
    assert len(pair.pairstates(1)) == 2, "the peer answered once and gave the stored answer again"


async def test_a_peer_that_hangs_holds_nobody_up(pair: Pair) -> None:
    await pair.exchange(1)
    pair.network.hang = True
    assert await asyncio.wait_for(pair.own.propose(await pair.own.active()), 1) == []


async def test_rounds_without_answer_get_rarer(pair: Pair) -> None:
    await pair.exchange(1)
    pair.network.lose_proposal = True
    tried = []
    for _ in range(40):
        before = len(pair.network.delivered)
        await pair.own.propose({PEER: 1})
        tried.append(len(pair.network.delivered) - before)
    assert [at for at, sent in enumerate(tried) if sent] == [0, 2, 6, 14, 30]


async def test_no_proposal_to_a_gateway_that_the_ledger_does_not_allow(pair: Pair) -> None:
    await pair.exchange(1)
    pair.view.suite = None
    assert await pair.own.propose(await pair.own.active()) == []
    assert pair.network.delivered == []


async def test_an_answer_logged_before_a_crash_closes_the_stretch(pair: Pair) -> None:
    await pair.exchange(1)
    pair.network.lose_answer = True
    await pair.own.propose(await pair.own.active())
    with LogReader(pair.writers[1].directory) as reader:
        stored = parse_leaf(reader.leaf(reader.pairstate_leaves(0, reader.size)[-1]))
    found = statement.parse(stored.message)
    digest = statement.digest(1, stored.message)
    # the answer's leaf without its closing row: what a crash between two groups would leave is still closed later
    await pair.writers[0].submit(Receive(stored.message, stored.receipt, digest, found))
    pair.network.lose_answer = False
    await pair.own.propose({PEER: 1})
    assert await pair.own.propose({PEER: 1}) == [Closed(PEER, 1, 1, True)]
    assert await pair.own.active() == {}


def reply_with(pair: Pair, **changes: Any) -> Callable[[Wire], Wire]:
    """The peer's answer with other parts, properly signed by the peer."""

    def alter(wire: Wire) -> Wire:
        message = statement.encode(statement.parse(wire[0])._replace(**changes))
        digest = statement.digest(1, message)
        return message, sign_batch(1, pair.view.keys[PEER_IDENTITY.log_id], [digest])[0]

    return alter


@pytest.mark.parametrize(
    "changes",
    [
        {"ref": bytes(32)},
        {"src": OWN},
        {"dst_gateway": PEER},
        {"pairstate": PairState(1, 1, 3, 3, bytes(32))},
        {"pairstate": PairState(0, 1, 2, 2, bytes(32)), "ref": None},
        {"mtype": MType.VOID, "pairstate": None, "service": "a/b", "ref": bytes(32)},
    ],
)
async def test_an_answer_to_something_else_closes_nothing(pair: Pair, changes: dict[str, Any]) -> None:
    await pair.exchange(1, 2)
    pair.network.alter = reply_with(pair, **changes)
    assert await pair.own.propose(await pair.own.active()) == []
    assert await pair.own.active() == {PEER: 3}


async def test_a_forged_answer_closes_nothing(pair: Pair) -> None:
    await pair.exchange(1, 2)
    pair.network.alter = lambda wire: (wire[0][:-1] + b"\xf5", wire[1])
    assert await pair.own.propose(await pair.own.active()) == []
    pair.view.keys[PEER_IDENTITY.log_id] = PrivateKey(b"3" * 32)
    pair.network.alter = None
    await pair.own.propose({PEER: 2})
    assert await pair.own.propose({PEER: 2}) == []


async def test_bad_proposals_are_refused_and_not_logged(pair: Pair) -> None:
    await pair.exchange(1, 2)
    pair.network.lose_answer = True
    await pair.own.propose(await pair.own.active())
    good = pair.network.delivered[0]
    before = pair.writers[1].durable_size

    async def offer(**changes: Any) -> None:
        message = statement.encode(statement.parse(good)._replace(**changes))
        key = pair.view.keys[IDENTITY.log_id]
        await pair.peer.answer(message, sign_batch(1, key, [statement.digest(1, message)])[0])

    with pytest.raises(PairStateInvalid):
        await offer(dst_gateway=OWN)
    with pytest.raises(PairStateInvalid):
        await offer(pairstate=PairState(0, 1, 99, 99, bytes(32)))
    with pytest.raises(PairStateInvalid):
        await offer(pairstate=PairState(0, 1, 40_000, 40_000, bytes(32)), pair_seq=50_000)
    with pytest.raises(PairStateInvalid):
        await offer(pairstate=PairState(1, 1, 2, 2, bytes(32)), ref=bytes(32))
    with pytest.raises(SignatureInvalid):
        await pair.peer.answer(good, receipt_of_another(pair))
    with pytest.raises(EvidenceError):
        await pair.peer.answer(good + b"\0", b"")
    assert pair.writers[1].durable_size == before


def receipt_of_another(pair: Pair) -> bytes:
    """A receipt for the right message by the wrong signer under the right key id."""
    digest = statement.digest(1, pair.network.delivered[0])
    receipt = sign_batch(1, pair.view.keys[IDENTITY.log_id], [digest])[0]
    return receipt[:-1] + bytes([receipt[-1] ^ 1])


@pytest.mark.parametrize(
    ("present", "expected"),
    [
        ([], ((3, 9),)),
        ([3, 4, 5, 6, 7, 8, 9], ()),
        ([4, 5, 8], ((3, 3), (6, 7), (9, 9))),
        ([3, 9], ((4, 8),)),
    ],
)
def test_missing_ranges(present: list[int], expected: tuple[tuple[int, int], ...]) -> None:
    assert missing_ranges(present, 3, 9) == expected


def test_at_most_64_missing_ranges_the_lowest() -> None:
    found = missing_ranges(range(2, 1000, 2), 1, 999)
    assert len(found) == 64
    assert found[0] == (1, 1)
    assert found[-1] == (127, 127)
