"""What was said in an exchange, read back from what lies sealed beside its leaves; gone once the record is erased."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from chain_node.errors import CryptoError
from exchange_api.adapters.store import Row, Sealed, Side, sealed_of
from exchange_api.service.context import Context

SealedParts = tuple[Sealed | None, Sealed | None]


@dataclass(frozen=True, slots=True)
class Said:
    """The openings (CBOR) of request and answer; None where there are none, or where they were erased."""

    request: bytes | None
    answer: bytes | None
    erased: bool = False


def sealed_parts(cursor: sqlite3.Cursor, row: Row) -> SealedParts:
    """What lies at rest for a record: part 0 and part 1."""
    return sealed_of(cursor, row.record, 0), sealed_of(cursor, row.record, 1)


def said(context: Context, row: Row, parts: SealedParts) -> Said:
    """The openings of both messages. In the event loop, for the keys are derived there.

    The asker seals both messages together when the answer has come; who was asked seals each with its leaf, and so does
    an asker who waits for an answer that is fetched later.
    """
    first, second = parts
    try:
        if row.side is Side.ASKED and second is not None:
            found = context.unseal(row.record, 1, row.exchange_id, second)
            return Said(found[0][0], found[1][0])
        request = None if first is None else context.unseal(row.record, 0, row.exchange_id, first)[0][0]
        answer = None if second is None else context.unseal(row.record, 1, row.exchange_id, second)[0][0]
        return Said(request, answer)
    except CryptoError:
        return Said(None, None, erased=True)
