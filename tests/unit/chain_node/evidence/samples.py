"""Messages, leaves and keys for the tests: fixed samples, and strategies that make every kind of valid message."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

from chain_node.evidence import statement
from chain_node.evidence.basis import Basis, BlockBasis, DecisionBasis, RequestBasis
from chain_node.evidence.commitments import MAX_COMMITMENTS, Commitment
from chain_node.evidence.grammar import MAX_NUMBER
from chain_node.evidence.pairstate import PairState
from chain_node.evidence.promise import Promise
from chain_node.evidence.statement import MType, Statement

NOW = 1_795_000_000_000
GATEWAY_A = "LIANLU/GOV/11330000MB0001/gw1"
GATEWAY_B = "LIANLU/GOV/11330000MB0002/gw1"
CLIENT = "LIANLU/GOV/11330000MB0001/%E5%85%AC%E7%A7%AF%E9%87%91"
PROVIDER = "LIANLU/GOV/11330000MB0002/SCJG"
SERVICE = PROVIDER + "/license"


def h(text: str) -> bytes:
    """32 bytes that differ per text."""
    return hashlib.sha256(text.encode()).digest()


def request(**changes: Any) -> Statement:
    """A REQ of the international suite."""
    made = Statement(
        suite=1, mtype=MType.REQ, exchange_id=h("exchange")[:16], src_log=h("log a"), src=CLIENT,
        dst_gateway=GATEWAY_B, dst=PROVIDER, service=SERVICE, ref=None, ts_ms=NOW, expiry_ms=NOW + 60_000,
        basis=RequestBasis(4711, h("block"), h("item"), None),
        commitments=(Commitment("body", 0, h("c1")), Commitment("f/legal_rep", 1, h("c2"))), pairstate=None,
        pair_seq=1, prev=bytes(32), promise=None,
    )  # fmt: skip
    return made._replace(**changes)


def response(**changes: Any) -> Statement:
    """A RES to `request()`, with its promise."""
    asked = statement.encode(request())
    made = request(
        mtype=MType.RES, src_log=h("log b"), src=PROVIDER, dst_gateway=GATEWAY_A, dst=CLIENT,
        ref=statement.digest(1, asked), basis=DecisionBasis(4712, h("block 2"), h("grant"), 0, h("policy"), 1, 5, 2),
        promise=Promise(h("log b"), 12, NOW + 20, NOW + 120_020),
    )  # fmt: skip
    return made._replace(**changes)


def pairstate(**changes: Any) -> Statement:
    """A PAIRSTATE proposal over numbers 1 to 9."""
    made = request(
        mtype=MType.PAIRSTATE, src=GATEWAY_A, dst=GATEWAY_B, service="", basis=BlockBasis(4713, h("block 3")),
        commitments=(), pairstate=PairState(0, 1, 9, 9, h("R")),
    )  # fmt: skip
    return made._replace(**changes)


def stretched(data: bytes, start: int = 0) -> Iterator[bytes]:
    """CBOR with one head written longer than it needs, for each head from `start` on: the same to a lax reader."""
    at = start
    while at < len(data):
        major, info = data[at] & 0xE0, data[at] & 0x1F
        width = 0 if info < 24 else 1 << (info - 24)
        number = int.from_bytes(data[at + 1 : at + 1 + width], "big") if width else info
        after = at + 1 + width
        if major != 0xE0 and width < 8:
            longer = 1 if width == 0 else width * 2
            head = bytes([major | (23 + longer.bit_length())]) + number.to_bytes(longer, "big")
            yield data[:at] + head + data[after:]
        at = after + (number if major in (0x40, 0x60) else 0)


numbers = st.one_of(st.integers(0, 30), st.integers(200, 300), st.integers(0, MAX_NUMBER))
digests = st.binary(min_size=32, max_size=32)
optional_digests = st.one_of(st.none(), digests)
identifiers = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=90)
fields = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=94)
labels = st.one_of(
    st.sampled_from(["body", "headers", "issue", "subject", "target", "user"]),
    st.builds(lambda kind, field: f"{kind}/{field}", st.sampled_from("pf"), fields),
)
profiles = st.integers(0, 3)


@st.composite
def commitment_sets(draw: st.DrawFn, longest: int = 8) -> tuple[Commitment, ...]:
    """Commitments in order."""
    found = sorted(draw(st.sets(labels, max_size=min(longest, MAX_COMMITMENTS))))
    return tuple(Commitment(label, draw(profiles), draw(digests)) for label in found)


@st.composite
def promises(draw: st.DrawFn) -> Promise:
    """A promise whose deadline is not before its leaf."""
    times = sorted([draw(numbers), draw(numbers)])
    return Promise(draw(digests), draw(numbers), *times)


@st.composite
def pairstates(draw: st.DrawFn) -> PairState:
    """A proposal or an answer that adds up."""
    first = draw(st.integers(1, 1 << 40))
    last = first + draw(st.integers(0, 400))
    if draw(st.booleans()):
        return PairState(0, first, last, last - first + 1, draw(digests))
    cuts = sorted(draw(st.sets(st.integers(first, last), max_size=20)))
    missing = [(a, b - 1) for a, b in zip(cuts[::2], cuts[1::2], strict=False)]
    missing = [(a, b) for at, (a, b) in enumerate(missing) if at == 0 or missing[at - 1][1] + 1 < a]
    absent = sum(b - a + 1 for a, b in missing)
    return PairState(1, first, last, last - first + 1 - absent, draw(digests), tuple(missing))


@st.composite
def statements(draw: st.DrawFn) -> Statement:
    """Any valid message."""
    mtype = draw(st.sampled_from(MType))
    state = draw(pairstates()) if mtype is MType.PAIRSTATE else None
    basis: Basis = BlockBasis(draw(numbers), draw(digests))
    if mtype is MType.REQ:
        basis = RequestBasis(basis[0], basis[1], draw(optional_digests), draw(optional_digests))
    elif mtype in (MType.RES, MType.REFUSE):
        basis = DecisionBasis(
            basis[0],
            basis[1],
            draw(optional_digests),
            draw(numbers),
            draw(digests),
            draw(numbers),
            draw(numbers),
            draw(numbers),
        )
    bare = mtype in (MType.ACK, MType.VOID, MType.PAIRSTATE)
    return Statement(
        suite=draw(st.integers(1, 2)), mtype=mtype, exchange_id=draw(st.binary(min_size=16, max_size=16)),
        src_log=draw(digests), src=draw(identifiers), dst_gateway=draw(identifiers), dst=draw(identifiers),
        service="" if mtype is MType.PAIRSTATE else draw(identifiers),
        ref=None if mtype is MType.REQ or (state and state.direction == 0) else draw(digests),
        ts_ms=draw(numbers), expiry_ms=draw(numbers), basis=basis,
        commitments=() if bare else draw(commitment_sets()), pairstate=state,
        pair_seq=draw(numbers.filter(bool)), prev=draw(digests),
        promise=draw(promises()) if mtype in (MType.RES, MType.REFUSE, MType.ACK) else None,
    )  # fmt: skip
