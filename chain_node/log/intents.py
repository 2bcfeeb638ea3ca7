"""What callers hand to the log writer, and what they get back.

Intents submitted together become leaves of one group, in the order given, and succeed or fail together. A result is
released only when its leaf is durable.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from chain_node.evidence.canonical import Value
from chain_node.evidence.leaf import Role
from chain_node.evidence.statement import Statement

Effects = Callable[[sqlite3.Cursor, Any], None]
"""Called with a cursor inside the leaf's transaction and the intent's result, in the writer's thread. May write rows of
the caller's own tables; must not begin or end a transaction, and must be quick. If it raises, its submission alone
fails with that error and nothing of it is written."""


@dataclass(frozen=True, slots=True)
class Received:
    """A message that we received, as leaf `leaf_index` with hash `leaf_hash` (32 bytes), written at `ts_ms`.

    `duplicate`: these very bytes were logged before; the numbers are those of the first leaf and no leaf was added.
    `fork_of`: the sender used this number before for another message, which is our leaf with that index; both are kept.
    """

    leaf_index: int
    leaf_hash: bytes
    ts_ms: int
    duplicate: bool = False
    fork_of: int | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """A message of ours, numbered, signed and durable: `message` and `receipt` may leave as they are.

    `digest` 32 bytes, `pair_seq` its number towards that gateway, `leaf_index` and `ts_ms` of its SENT leaf.
    """

    leaf_index: int
    message: bytes
    digest: bytes
    receipt: bytes
    ts_ms: int
    pair_seq: int


@dataclass(frozen=True, slots=True)
class Noted:
    """A leaf without message (START, KEYCHG, ERASE, SEAL, LOCAL)."""

    leaf_index: int
    leaf_hash: bytes
    ts_ms: int


@dataclass(frozen=True, slots=True, eq=False)
class Receive:
    """Log a message whose receipt was verified: `message` and `receipt` as on the wire, `digest` and `statement` of it.

    `effects` are not called for a duplicate: what belongs to that message was written with its first leaf.
    """

    message: bytes
    receipt: bytes
    digest: bytes
    statement: Statement
    effects: Effects | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Send:
    """Number, sign and log a message to `dst_gateway` (canonical path).

    `prefix` is elements 0 to 13 of M (`statement.encode_prefix`) in `suite` (1 or 2). `promise_for`: the received
    message that this one answers, either a result or an intent submitted before this one in the same call.
    """

    suite: int
    prefix: bytes
    dst_gateway: str
    promise_for: Received | Receive | None = None
    effects: Effects | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Note:
    """Log a leaf of `role` with `body` (the shapes are in `chain_node.evidence.leaf`)."""

    role: Role
    body: Value
    effects: Effects | None = None


Intent = Send | Receive | Note
Result = Sent | Received | Noted
