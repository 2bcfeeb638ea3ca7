"""What two gateways say of a stretch of the messages between them: element 13 of a PAIRSTATE.

    [direction, first_seq, last_seq, count, R, [[first, last], ...]]

Direction 0 is the proposal by the sender of that stretch, 1 the answer by its receiver, computed over its own RECV
leaves. R is the SHA-256 tree root over the message digests of the range in order of pair_seq; `missing` are the ranges
that the receiver does not have, ascending and apart, at most 64, none in a proposal.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from chain_node.evidence import merkle
from chain_node.evidence.canonical import B32, array_head, uint
from chain_node.evidence.errors import StatementError
from chain_node.evidence.grammar import HASH, UINT, number, rule

MAX_RANGES = 64
PROPOSAL, ANSWER = 0, 1

_STATE = rule(rb"\x86([\x00\x01])", UINT, UINT, UINT, HASH, rb"([\x80-\x97]|\x98[\x18-\x40])")
_RANGE = rule(rb"\x82", UINT, UINT)


@dataclass(frozen=True, slots=True)
class PairState:
    """`direction` 0 proposal or 1 answer; pair sequence numbers inclusive; `root` 32 bytes; `missing` ranges."""

    direction: int
    first_seq: int
    last_seq: int
    count: int
    root: bytes
    missing: tuple[tuple[int, int], ...] = ()


def range_root(digests: Iterable[bytes]) -> bytes:
    """R: SHA-256 tree root over message digests in order of pair_seq; `H("")` for none."""
    return merkle.root([merkle.leaf_hash(one) for one in digests])


def encode_pairstate(state: PairState) -> bytes:
    """CBOR of a state; raises StatementError if it contradicts itself."""
    _check(state)
    parts = [
        b"\x86", uint(state.direction), uint(state.first_seq), uint(state.last_seq), uint(state.count),
        B32, state.root, array_head(len(state.missing)),
    ]  # fmt: skip
    for first, last in state.missing:
        parts += (b"\x82", uint(first), uint(last))
    return b"".join(parts)


def pairstate_at(data: bytes, at: int) -> tuple[PairState, int]:
    """Read a state inside a message: (state, next offset); ValueError if not canonical, StatementError if absurd."""
    match = _STATE.match(data, at)
    if match is None:
        raise ValueError("not a pair's state")
    direction, first_seq, last_seq, count, root, head = match.groups()
    at = match.end()
    missing: list[tuple[int, int]] = []
    for _ in range(head[0] - 0x80 if len(head) == 1 else head[1]):
        found = _RANGE.match(data, at)
        if found is None:
            raise ValueError("not a range")
        missing.append((number(found[1]), number(found[2])))
        at = found.end()
    state = PairState(direction[0], number(first_seq), number(last_seq), number(count), root, tuple(missing))
    _check(state)
    return state, at


def _check(state: PairState) -> None:
    absent = 0
    before = state.first_seq - 1
    for first, last in state.missing:
        # ranges that touch would be one range: each absence has one spelling
        if not before + (absent > 0) < first <= last <= state.last_seq:
            raise StatementError("missing ranges are out of order, touch, or leave the stretch")
        absent += last - first + 1
        before = last
    span = state.last_seq - state.first_seq + 1
    if state.direction not in (PROPOSAL, ANSWER) or state.first_seq < 1 or span < 1 or len(state.root) != 32:
        raise StatementError("a pair's state without direction, stretch or root")
    if len(state.missing) > MAX_RANGES or (state.direction == PROPOSAL and (state.missing or state.count != span)):
        raise StatementError("a proposal has every number of its stretch; an answer lists up to 64 missing ranges")
    if state.count > span - absent or (len(state.missing) < MAX_RANGES and state.count != span - absent):
        raise StatementError("count and missing ranges do not add up")
