"""The signed message M: byte for byte the same on the wire and in both gateways' logs.

    M = CBOR [1, suite, mtype, exchange_id b16, src_log b32, src, dst_gateway, dst, service, ref b32/null, ts_ms,
              expiry_ms, basis, commitments, pair_seq, prev b32, promise/null]
    digest = H("DXL1/msg\\0" || suite (one byte) || M)          H by the message's suite

    mtype            ref        promise   basis                                                        element 13
    1 REQ            null       null      [block, block_hash, item/null, case_id/null]                 commitments
    2 RES, 3 REFUSE  the REQ    yes       [block, block_hash, grant_id/null, reason, policy_digest,    commitments
                                           rows, day_rows_after, day_calls_after]
    4 ACK            VOID or ERASE_REQ, yes   [block, block_hash]                                      []
    5 VOID           the REQ    null      [block, block_hash]                                          []
    6 PAIRSTATE      null; in an answer the proposal   null   [block, block_hash]                      the state
    7 ERASE_REQ      a message  null      [block, block_hash]                                          commitments

Identifiers are texts in the one spelling of `ids.py`; that spelling is checked by the caller, everything else here.
The request's task encodes elements 0 to 13 (`encode_prefix`), the log's writer appends the last three (`complete`).
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple, NoReturn

from chain_node.evidence.basis import Basis, BlockBasis, DecisionBasis, RequestBasis, b32, encode_basis
from chain_node.evidence.canonical import MAX_BYTES, MAX_TEXT, NULL, SuiteLike, suite_digest, tstr, uint
from chain_node.evidence.commitments import Commitment, commitments_at, encode_commitments
from chain_node.evidence.errors import StatementError, StatementVersion
from chain_node.evidence.grammar import HASH, HASH_OR_NULL, UINT, explain, number, rule, text_at
from chain_node.evidence.pairstate import PairState, encode_pairstate, pairstate_at
from chain_node.evidence.promise import Promise, encode_promise

VERSION = 1
FIRST_PREV = bytes(32)
WAITED_FOR_MS = 300_000
"""Nobody waits for what is valid for longer: its answer is fetched later, and it may be sent again until it expires."""
LONGEST_VALIDITY_MS = 7 * 86_400_000
"""What is valid for longer is taken by nobody."""
"""`prev` of the first message of a pair."""


class MType(IntEnum):
    """Kind of message."""

    REQ = 1
    RES = 2
    REFUSE = 3
    ACK = 4
    VOID = 5
    PAIRSTATE = 6
    ERASE_REQ = 7


class Statement(NamedTuple):
    """M in parts. `pairstate` is set for PAIRSTATE only, whose `commitments` are empty."""

    suite: int
    mtype: MType
    exchange_id: bytes
    src_log: bytes
    src: str
    dst_gateway: str
    dst: str
    service: str
    ref: bytes | None
    ts_ms: int
    expiry_ms: int
    basis: Basis
    commitments: tuple[Commitment, ...]
    pairstate: PairState | None
    pair_seq: int
    prev: bytes
    promise: Promise | None


_MTYPES = (MType.REQ, *MType)
_REMEMBERED = 256
"""Identifiers up to this length are encoded once: the same ones recur in every message between two gateways."""
_ONE_BYTE = tuple(bytes((value,)) for value in range(8))
_BASES = (BlockBasis, RequestBasis, DecisionBasis, DecisionBasis, *[BlockBasis] * 4)
_PROMISING = (MType.RES, MType.REFUSE, MType.ACK)

_HEAD = rule(rb"\x91\x01([\x01\x02])([\x01-\x07])\x50(.{16})", HASH)
_TIMES = (HASH_OR_NULL, UINT, UINT)
_REQUEST = rule(*_TIMES, b"\x84", UINT, HASH, HASH_OR_NULL, HASH_OR_NULL)
_DECISION = rule(*_TIMES, b"\x88", UINT, HASH, HASH_OR_NULL, UINT, HASH, UINT, UINT, UINT)
_BLOCK = rule(*_TIMES, b"\x82", UINT, HASH)
_TAIL = rule(rb"(?!\x00)", UINT, HASH, rb"(?:\xf6|\x84", HASH, UINT, UINT, UINT, rb")\Z")


def digest(suite: SuiteLike, message: bytes) -> bytes:
    """What a receipt signs and `ref` and `prev` name: H("DXL1/msg\\0" || suite || M), 32 bytes."""
    number_ = suite if isinstance(suite, int) else suite.number
    return suite_digest(number_)(b"DXL1/msg\x00" + _ONE_BYTE[number_] + message)


def encode_prefix(
    suite: int,
    mtype: MType,
    exchange_id: bytes,
    src_log: bytes,
    src: str,
    dst_gateway: str,
    dst: str,
    service: str,
    ref: bytes | None,
    ts_ms: int,
    expiry_ms: int,
    basis: Basis,
    commitments: Sequence[Commitment] | PairState = (),
) -> bytes:
    """Elements 0 to 13 without the array's head; `complete` makes M of them.

    `service` is empty in PAIRSTATE and nowhere else. Raises StatementError, CommitmentError or CborError for values
    that M cannot hold.
    """
    if len(exchange_id) != 16 or not 1 <= suite <= 2 or type(basis) is not _BASES[mtype]:
        raise StatementError("suite, exchange id or basis do not fit the kind of message")
    proposal = isinstance(commitments, PairState) and commitments.direction == 0
    if (ref is None) is not (mtype == MType.REQ or proposal):
        raise StatementError(f"a {MType(mtype).name} with a wrong reference")
    if (not service) is not (mtype == MType.PAIRSTATE):
        raise StatementError("a PAIRSTATE names no service, every other message one")
    return b"".join((
        b"\x01", _ONE_BYTE[suite], _ONE_BYTE[mtype], b"\x50", exchange_id, b32(src_log),
        _path(src), _path(dst_gateway), _path(dst), _path(service) if service else b"\x60",
        NULL if ref is None else b32(ref), uint(ts_ms), uint(expiry_ms), encode_basis(basis),
        _encode_slot(mtype, commitments),
    ))  # fmt: skip


def complete(prefix: bytes, pair_seq: int, prev: bytes, promise: Promise | None) -> bytes:
    """M from its prefix and the three elements that the log's writer decides; raises StatementError."""
    if pair_seq < 1 or (promise is None) is (prefix[2] in _PROMISING):
        raise StatementError("pair sequences start at 1; a RES, REFUSE or ACK carries a promise, nothing else does")
    message = b"".join((
        b"\x91", prefix, uint(pair_seq), b32(prev), NULL if promise is None else encode_promise(promise),
    ))  # fmt: skip
    if len(message) > MAX_BYTES:
        raise StatementError(f"a message of {len(message)} bytes, at most {MAX_BYTES}")
    return message


def encode(statement: Statement) -> bytes:
    """M from its parts; raises as `encode_prefix` and `complete`."""
    parts = statement[:12]
    slot = statement.commitments if statement.pairstate is None else statement.pairstate
    return complete(encode_prefix(*parts, slot), statement.pair_seq, statement.prev, statement.promise)


def parse(message: bytes) -> Statement:
    """M from its bytes; raises StatementError, CommitmentError or CborError for anything but the one encoding.

    Checked: encoding, types, lengths, ranges, labels and their order, and what each kind must and must not carry. Left
    to the caller: the spelling of identifiers, times against its clock, the ledger, sequences and signatures.
    """
    try:
        return _parse(message)
    except (IndexError, ValueError):
        _refuse(message)


def _parse(message: bytes) -> Statement:
    head = _HEAD.match(message)
    if head is None or len(message) > MAX_BYTES:
        raise ValueError("head")
    suite, mtype_byte, exchange_id, src_log = head.groups()
    mtype = _MTYPES[mtype_byte[0]]
    src, at = text_at(message, 55)
    dst_gateway, at = text_at(message, at)
    dst, at = text_at(message, at)
    service, at = text_at(message, at)
    ref, ts_ms, expiry_ms, basis, at = _basis_at(message, at, mtype)
    pairstate: PairState | None = None
    commitments: tuple[Commitment, ...] = ()
    if mtype == MType.PAIRSTATE:
        pairstate, at = pairstate_at(message, at)
    else:
        commitments, at = commitments_at(message, at)
    tail = _TAIL.match(message, at)
    if tail is None:
        raise ValueError("tail")
    pair_seq, prev, log_id, leaf_index, local_ts, deadline = tail.groups()
    promise = None
    if log_id is not None:
        promise = Promise(log_id, number(leaf_index), number(local_ts), number(deadline))
    statement = Statement(
        suite[0], mtype, exchange_id, src_log, src, dst_gateway, dst, service, ref, ts_ms, expiry_ms, basis,
        commitments, pairstate, number(pair_seq), prev, promise,
    )  # fmt: skip
    _check_kind(statement)
    return statement


def _basis_at(message: bytes, at: int, mtype: MType) -> tuple[bytes | None, int, int, Basis, int]:
    """Read ref, both times and the basis: (ref, ts, expiry, basis, next offset)."""
    basis: Basis
    if mtype is MType.REQ:
        match = _REQUEST.match(message, at)
        if match is None:
            raise ValueError("basis")
        ref, ts_ms, expiry_ms, block, block_hash, item, case_id = match.groups()
        basis = RequestBasis(number(block), block_hash, item, case_id)
    elif mtype <= MType.REFUSE:
        match = _DECISION.match(message, at)
        if match is None:
            raise ValueError("basis")
        ref, ts_ms, expiry_ms, block, block_hash, grant, reason, policy, rows, day_rows, day_calls = match.groups()
        basis = DecisionBasis(
            number(block), block_hash, grant, number(reason), policy, number(rows), number(day_rows), number(day_calls)
        )
    else:
        match = _BLOCK.match(message, at)
        if match is None:
            raise ValueError("basis")
        ref, ts_ms, expiry_ms, block, block_hash = match.groups()
        basis = BlockBasis(number(block), block_hash)
    return ref, number(ts_ms), number(expiry_ms), basis, match.end()


def _check_kind(statement: Statement) -> None:
    """What each kind of message must and must not carry."""
    mtype, pairstate, promise = statement.mtype, statement.pairstate, statement.promise
    if (promise is None) is (mtype in _PROMISING):
        raise StatementError(f"a {mtype.name} with a wrong promise")
    if promise is not None and promise.deadline_ms < promise.local_ts:
        raise StatementError("a promise whose deadline is before its leaf")
    proposal = pairstate is not None and pairstate.direction == 0
    if (statement.ref is None) is not (mtype is MType.REQ or proposal):
        raise StatementError(f"a {mtype.name} with a wrong reference")
    if not (statement.src and statement.dst_gateway and statement.dst):
        raise StatementError("an identifier is empty")
    if (pairstate is not None) is bool(statement.service):
        raise StatementError("a PAIRSTATE names no service, every other message one")
    if statement.commitments and mtype in (MType.ACK, MType.VOID):
        raise StatementError(f"a {mtype.name} with commitments")


def _path(path: str) -> bytes:
    """CBOR of an identifier; raises StatementError if empty or too long."""
    return _remembered_path(path) if len(path) <= _REMEMBERED else _encode_path(path)


def _encode_path(path: str) -> bytes:
    if not 1 <= len(path.encode("utf-8", "replace")) <= MAX_TEXT:
        raise StatementError(f"an identifier has 1 to {MAX_TEXT} bytes")
    return tstr(path)


_remembered_path = lru_cache(maxsize=8192)(_encode_path)


def _refuse(message: bytes) -> NoReturn:
    if len(message) > MAX_BYTES:
        raise StatementError(f"a message of {len(message)} bytes, at most {MAX_BYTES}")
    if message[:1] == b"\x91" and message[1:2] != b"\x01":
        raise StatementVersion("a message of an unknown version")
    if message[:2] == b"\x91\x01" and message[2:3] not in (b"\x01", b"\x02"):
        raise StatementVersion("a message of an unknown suite")
    explain(message, StatementError, "a message")


def _encode_slot(mtype: MType, slot: Sequence[Commitment] | PairState) -> bytes:
    if isinstance(slot, PairState):
        if mtype != MType.PAIRSTATE:
            raise StatementError("only a PAIRSTATE carries a pair's state")
        return encode_pairstate(slot)
    if mtype == MType.PAIRSTATE or (slot and mtype in (MType.ACK, MType.VOID)):
        raise StatementError(f"a {MType(mtype).name} with commitments")
    return encode_commitments(slot)


__all__ = [
    "FIRST_PREV", "Basis", "BlockBasis", "DecisionBasis", "MType", "PairState", "Promise", "RequestBasis",
    "Statement", "complete", "digest", "encode", "encode_prefix", "parse",
]  # fmt: skip
