"""PAIRSTATE: two gateways compare what one sent and the other received, stretch by stretch.

* The sender of a sequence proposes a stretch of its own numbers with their root; the receiver answers with what it
  holds of it. Both log both messages. Local clocks play no part, so both compute over the same numbers.
* A stretch is closed by any valid answer, equal or not: the difference is now signed by both sides and is the audit's.
* One proposal per peer is open at a time. Unanswered, it is sent again byte for byte, less often the longer it lasts.
* Proposals are made only where something other than PAIRSTATEs was sent, or two idle gateways would talk for ever.
"""

from __future__ import annotations

import asyncio
import hmac
import os
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import structlog

from chain_node.clock import Clock
from chain_node.errors import CryptoError, EvidenceError
from chain_node.evidence import statement
from chain_node.evidence.leaf import parse_leaf
from chain_node.evidence.pairstate import ANSWER, PROPOSAL, PairState
from chain_node.evidence.statement import WAITED_FOR_MS, BlockBasis, MType, Statement
from chain_node.log import pairs
from chain_node.log.errors import LogCorrupt, PairStateInvalid
from chain_node.log.intents import Receive, Received, Send, Sent
from chain_node.log.reader import LogReader
from chain_node.log.store import RECEIVED, SENT
from chain_node.log.writer import LogWriter

MAX_STRETCH = 32_768  # numbers in one PAIRSTATE: 20 ms of hashing, and a bound on what a peer can make us do
PEER_TIMEOUT_S = 2.0
CONCURRENT = 8
MAX_SKIPPED_ROUNDS = 60  # of an unreachable peer, between two tries

T = TypeVar("T")
log = structlog.get_logger(__name__)


class PairPeer(Protocol):
    """The way to another gateway's `/peer/v1/pairstate`."""

    async def exchange_pairstate(self, peer_gateway: str, message: bytes, receipt: bytes) -> tuple[bytes, bytes] | None:
        """Deliver a proposal, return the answer's message and receipt; None if there is no answer now."""
        ...


class PairView(Protocol):
    """What the ledger's replica says about peers."""

    def basis(self) -> tuple[int, bytes]:
        """Number and hash of the newest block."""
        ...

    def suite_for(self, peer_gateway: str) -> int | None:
        """The suite to use with a gateway (1 or 2); None if it is not to be talked to now."""
        ...

    def verify(self, message: bytes, receipt: bytes) -> tuple[Statement, bytes]:
        """Statement and digest of a signed PAIRSTATE. Raises `EvidenceError` or `CryptoError` unless its receipt
        holds, its key belongs to the gateway that owns `src_log`, and `src` is that gateway's path."""
        ...


@dataclass(frozen=True, slots=True)
class Closed:
    """A stretch that both sides have stated. `matched` False: they differ, and both statements are in the log."""

    peer: str
    first_seq: int
    last_seq: int
    matched: bool


class PairStates:
    """Proposes, answers and closes stretches for one log."""

    def __init__(
        self, writer: LogWriter, view: PairView, peer: PairPeer, clock: Clock, *, timeout_s: float = PEER_TIMEOUT_S
    ) -> None:
        self._writer = writer
        self._view = view
        self._peer = peer
        self._clock = clock
        self._timeout_s = timeout_s
        self._own = writer.identity.gateway
        self._reader = LogReader(writer.directory)
        self._reading = asyncio.Lock()
        self._answering = asyncio.Lock()
        self._skip: dict[str, tuple[int, int]] = {}  # peer -> (rounds still to skip, rounds skipped this time)

    def close(self) -> None:
        """Let the file go."""
        self._reader.close()

    # -- as sender

    async def active(self) -> dict[str, int]:
        """Peers with something to close: gateway -> highest number sent to it so far."""
        return dict((await self._writer.run(pairs.active))[0])

    async def propose(self, upto: dict[str, int]) -> list[Closed]:
        """Close the stretches up to these numbers where the peers answer; never raises for a peer's sake."""
        limit = asyncio.Semaphore(CONCURRENT)

        async def one(peer: str, last: int) -> Closed | None:
            if self._skipped(peer):
                return None
            async with limit:
                try:
                    closed = await self._propose(peer, last)
                except (EvidenceError, CryptoError, PairStateInvalid) as exc:
                    log.warning("pairstate.bad_answer", peer=peer, code=exc.code, reason=str(exc))
                    closed = None
            self._note(peer, closed is not None)
            return closed

        found = await asyncio.gather(*(one(peer, last) for peer, last in upto.items()))
        return [closed for closed in found if closed is not None]

    def _skipped(self, peer: str) -> bool:
        left, pause = self._skip.get(peer, (0, 0))
        if left:
            self._skip[peer] = (left - 1, pause)
        return left > 0

    def _note(self, peer: str, answered: bool) -> None:
        if answered:
            self._skip.pop(peer, None)
        else:
            pause = min(2 * self._skip.get(peer, (0, 0))[1] + 1, MAX_SKIPPED_ROUNDS)
            self._skip[peer] = (pause, pause)

    async def _propose(self, peer: str, last: int) -> Closed | None:
        suite = self._view.suite_for(peer)
        if suite is None:
            return None
        message, receipt, digest, state = await self._open_proposal(peer, last, suite)
        try:
            async with asyncio.timeout(self._timeout_s):
                answer = await self._peer.exchange_pairstate(peer, message, receipt)
        except Exception as exc:  # whatever the way to a peer throws, this round goes on without it
            log.info("pairstate.no_answer", peer=peer, reason=repr(exc))
            answer = None
        if answer is None:
            return None
        return await self._close(peer, digest, state, *answer)

    async def _open_proposal(self, peer: str, last: int, suite: int) -> tuple[bytes, bytes, bytes, PairState]:
        """The proposal to send: the one that is still open, or a new one, durable before it leaves."""
        [(closed, leaf_index)] = await self._writer.run(lambda cursor: pairs.open_proposal(cursor, peer))
        if leaf_index is not None:
            leaf = parse_leaf(await self._read(lambda reader: reader.leaf(leaf_index)))
            sent = statement.parse(leaf.message)
            if sent.pairstate is None:
                raise LogCorrupt(f"leaf {leaf_index} is listed as PAIRSTATE and is none")
            return leaf.message, leaf.receipt, statement.digest(sent.suite, leaf.message), sent.pairstate
        last = min(last, closed + MAX_STRETCH)
        state = await self._read(lambda reader: pairs.compute(reader, peer, SENT, closed + 1, last, PROPOSAL))
        prefix = self._prefix(suite, os.urandom(16), peer, None, state)

        def note(cursor: sqlite3.Cursor, result: Sent) -> None:
            pairs.insert_state(cursor, result.leaf_index, (peer, SENT), state, result.digest, None)

        [result] = await self._writer.submit(Send(suite, prefix, peer, effects=note))
        return result.message, result.receipt, result.digest, state

    async def _close(self, peer: str, digest: bytes, state: PairState, message: bytes, receipt: bytes) -> Closed:
        """Check and log the answer; the stretch is closed with its leaf."""
        found, found_digest = self._view.verify(message, receipt)
        answer = found.pairstate
        if answer is None or answer.direction != ANSWER or found.ref is None:
            raise PairStateInvalid("the answer to a PAIRSTATE is another kind of message")
        if found.src != peer or found.dst_gateway != self._own or not hmac.compare_digest(found.ref, digest):
            raise PairStateInvalid("the answer is to another message or by another gateway")
        if (answer.first_seq, answer.last_seq) != (state.first_seq, state.last_seq):
            raise PairStateInvalid("the answer is about another stretch")

        def close(cursor: sqlite3.Cursor, result: Received | None = None) -> None:
            if result is not None:
                pairs.insert_state(cursor, result.leaf_index, (peer, SENT), answer, found_digest, digest)
            cursor.execute(
                "UPDATE pair SET closed_seq = max(closed_seq, ?) WHERE dir = 0 AND peer = ?", (state.last_seq, peer)
            )

        [result] = await self._writer.submit(Receive(message, receipt, found_digest, found, effects=close))
        if result.duplicate:
            await self._writer.run(close)
        matched = answer.count == state.count and hmac.compare_digest(answer.root, state.root)
        if not matched:
            log.warning(
                "pairstate.differs", peer=peer, first=state.first_seq, last=state.last_seq, missing=answer.missing
            )
        return Closed(peer, state.first_seq, state.last_seq, matched)

    # -- as receiver

    async def answer(self, message: bytes, receipt: bytes) -> tuple[bytes, bytes]:
        """Our answer (message, receipt) to a peer's proposal, durable with it; the stored one if it came before.

        Raises `EvidenceError` or `CryptoError` if it does not verify, `PairStateInvalid` if it is no proposal for us.
        """
        proposal, digest = self._view.verify(message, receipt)
        async with self._answering:
            return await self._answer(message, receipt, proposal, digest)

    async def _answer(self, message: bytes, receipt: bytes, proposal: Statement, digest: bytes) -> tuple[bytes, bytes]:
        state = proposal.pairstate
        if proposal.mtype is not MType.PAIRSTATE or state is None or state.direction != PROPOSAL:
            raise PairStateInvalid("this is not a proposal of a pair's state")
        if proposal.dst_gateway != self._own:
            raise PairStateInvalid("this proposal is for another gateway")
        if state.last_seq - state.first_seq >= MAX_STRETCH:
            raise PairStateInvalid(f"a stretch has at most {MAX_STRETCH} numbers")
        if state.last_seq >= proposal.pair_seq:
            raise PairStateInvalid("a proposal is about numbers before its own")
        [stored] = await self._writer.run(lambda cursor: pairs.answer_to(cursor, digest))
        if stored is not None:
            return stored
        source = proposal.src_log.hex()
        first, last = state.first_seq, state.last_seq
        own = await self._read(lambda reader: pairs.compute(reader, source, RECEIVED, first, last, ANSWER))
        prefix = self._prefix(proposal.suite, proposal.exchange_id, proposal.src, digest, own)

        def note_proposal(cursor: sqlite3.Cursor, result: Received) -> None:
            pairs.insert_state(cursor, result.leaf_index, (source, RECEIVED), state, digest, None)

        def note_answer(cursor: sqlite3.Cursor, result: Sent) -> None:
            pairs.insert_state(cursor, result.leaf_index, (source, RECEIVED), own, result.digest, digest)

        results: list[Any] = await self._writer.submit(
            Receive(message, receipt, digest, proposal, effects=note_proposal),
            Send(proposal.suite, prefix, proposal.src, effects=note_answer),
        )
        sent: Sent = results[1]
        return sent.message, sent.receipt

    def _prefix(self, suite: int, exchange_id: bytes, peer: str, ref: bytes | None, state: PairState) -> bytes:
        now = self._clock.now_ms()
        return statement.encode_prefix(
            suite, MType.PAIRSTATE, exchange_id, self._writer.identity.log_id, self._own, peer, peer, "", ref,
            now, now + WAITED_FOR_MS, BlockBasis(*self._view.basis()), state,
        )  # fmt: skip

    async def _read(self, query: Callable[[LogReader], T]) -> T:
        async with self._reading:
            return await asyncio.to_thread(query, self._reader)
