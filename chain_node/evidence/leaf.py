"""A leaf: one entry of a gateway's log.

    "DXL1/leaf\\0" || CBOR [1, log_id, leaf_index, role, local_ts_ms, body]

    SENT, RECV  [M, receipt]            both as byte strings, exactly the bytes on the wire
    GENESIS     [prev_log/null, prev_size, prev_root, local_size, reason]      at index 0, and only there
    KEYCHG      [old_kid, new_kid, sig_old, sig_new]
    ERASE       [leaf_index, label, basis_digest]
    SEAL        [successor/null]
    START       [version, host_digest]
    LOCAL       [kind, subject_commitment, detail_digest]

The leaf's hash in the tree is SHA-256(0x00 || leaf bytes); the bytes are stored as they were first written, for ever.
M is not decoded here: whoever needs it calls `statement.parse(leaf.message)`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import NoReturn

from chain_node.evidence.canonical import B32, Decoded, Value, bstr_head, decode, encode, sha256, uint
from chain_node.evidence.errors import LeafError
from chain_node.evidence.grammar import HASH, MAX_NUMBER, UINT, bytes_at, explain, number, rule

PREFIX = b"DXL1/leaf\x00"
MAX_MESSAGE = 65_536
MAX_RECEIPT = 16_384
MAX_LEAF = 90_112
MAX_NAME = 200
"""Longest reason, label, version or kind, in characters."""


class Role(IntEnum):
    """What a leaf records."""

    SENT = 1
    RECV = 2
    GENESIS = 3
    KEYCHG = 4
    ERASE = 5
    SEAL = 6
    START = 7
    LOCAL = 8


_ROLES = (Role.SENT, *Role)
"""Role by number; entry 0 is never asked for."""

Body = list[Decoded]

_HEAD = rule(b"DXL1/leaf\x00\x86\x01", HASH, UINT, rb"([\x01-\x08])", UINT)
_ROLE_BYTES = tuple(bytes((role,)) for role in range(9))
_START = PREFIX + b"\x86\x01" + B32

_SHAPES: dict[Role, str] = {
    Role.GENESIS: "Hnhnt",
    Role.KEYCHG: "hhss",
    Role.ERASE: "nth",
    Role.SEAL: "H",
    Role.START: "th",
    Role.LOCAL: "thh",
}
"""One letter per element: h 32 bytes, H 32 bytes or null, s 64 bytes, n number, t text of 1 to MAX_NAME characters."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A leaf in parts: `log_id` 32 bytes, `index`, `role`, `ts_ms` (local clock, milliseconds since 1970).

    SENT and RECV have `message` and `receipt`; the others have `body`, a list of the shape above.
    """

    log_id: bytes
    index: int
    role: Role
    ts_ms: int
    message: bytes
    receipt: bytes
    body: Body


def leaf_hash(leaf: bytes) -> bytes:
    """Hash of leaf bytes in the log's tree: SHA-256(0x00 || leaf), on every ledger and in every suite."""
    return sha256(b"\x00" + leaf)


def encode_message_leaf(log_id: bytes, index: int, role: Role, ts_ms: int, message: bytes, receipt: bytes) -> bytes:
    """Leaf bytes for a sent or received message; raises LeafError for another role or wrong sizes."""
    if len(log_id) != 32 or len(message) > MAX_MESSAGE or len(receipt) > MAX_RECEIPT or role > 2:
        raise LeafError("a message leaf is SENT or RECV, with M up to 64 KiB and a receipt up to 16 KiB")
    return b"".join((
        _START, log_id, uint(index), _ROLE_BYTES[role], uint(ts_ms),
        b"\x82", bstr_head(len(message)), message, bstr_head(len(receipt)), receipt,
    ))  # fmt: skip


def encode_leaf(log_id: bytes, index: int, role: Role, ts_ms: int, body: Value) -> bytes:
    """Leaf bytes of any role, `body` as a list or tuple; raises LeafError or CborError if the shape is wrong."""
    if not isinstance(body, list | tuple):
        raise LeafError("a body is an array")
    if role in (Role.SENT, Role.RECV):
        if len(body) != 2 or not isinstance(body[0], bytes) or not isinstance(body[1], bytes):
            raise LeafError("the body of a message leaf is M and receipt, both byte strings")
        return encode_message_leaf(log_id, index, role, ts_ms, body[0], body[1])
    _check_body(role, index, list(body))
    if len(log_id) != 32:
        raise LeafError("a log id has 32 bytes")
    return b"".join((_START, log_id, uint(index), _ROLE_BYTES[role], uint(ts_ms), encode(body)))


def parse_leaf(data: bytes) -> Leaf:
    """A leaf from its bytes; raises LeafError or CborError for anything but the one encoding.

    Message and receipt are cut out and not decoded.
    """
    match = _HEAD.match(data)
    if match is None or len(data) > MAX_LEAF:
        _explain(data)
    log_id, index, role_byte, ts_ms = match.groups()
    role = _ROLES[role_byte[0]]
    at = match.end()
    if role <= 2:
        try:
            if data[at] != 0x82:
                _explain(data)
            message, at = bytes_at(data, at + 1)
            receipt, at = bytes_at(data, at)
        except (IndexError, ValueError):
            _explain(data)
        if at != len(data) or len(message) > MAX_MESSAGE or len(receipt) > MAX_RECEIPT:
            _explain(data)
        return Leaf(log_id, number(index), role, number(ts_ms), message, receipt, [])
    body = decode(data[at:], max_depth=1)
    if not isinstance(body, list):
        raise LeafError("a leaf's body is not an array")
    _check_body(role, number(index), body)
    return Leaf(log_id, number(index), role, number(ts_ms), b"", b"", body)


def _check_body(role: Role, index: int, body: Body) -> None:
    shape = _SHAPES[role]
    if len(body) != len(shape) or not all(_fits(kind, value) for kind, value in zip(shape, body, strict=True)):
        raise LeafError(f"the body of a {role.name} leaf is not as the format says")
    if role is Role.GENESIS:
        if index != 0:
            raise LeafError(f"a GENESIS leaf at index {index}")
        if body[0] is None and (body[1] != 0 or body[2] != bytes(32)):
            raise LeafError("a first log has no previous size and root")


def _fits(kind: str, value: Decoded) -> bool:
    if kind == "n":
        return type(value) is int and 0 <= value <= MAX_NUMBER
    if kind == "t":
        return isinstance(value, str) and 0 < len(value) <= MAX_NAME
    if kind == "H" and value is None:
        return True
    return isinstance(value, bytes) and len(value) == (64 if kind == "s" else 32)


def _explain(data: bytes) -> NoReturn:
    """Raise the error that says what is wrong with leaf bytes that were refused."""
    if len(data) > MAX_LEAF:
        raise LeafError(f"a leaf of {len(data)} bytes, at most {MAX_LEAF}")
    if not data.startswith(PREFIX):
        raise LeafError("a leaf does not start with its domain prefix")
    explain(data[len(PREFIX) :], LeafError, "a leaf", max_bytes=MAX_LEAF, max_depth=2)


def key_change_text(log_id: bytes, old_kid: bytes, new_kid: bytes) -> bytes:
    """What both keys of a KEYCHG leaf sign: `"DXL1/keychg\\0" || log_id || old_kid || new_kid`."""
    if not len(log_id) == len(old_kid) == len(new_kid) == 32:
        raise LeafError("log id and key ids have 32 bytes")
    return b"DXL1/keychg\x00" + log_id + old_kid + new_kid
