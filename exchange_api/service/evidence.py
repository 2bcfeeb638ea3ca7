"""Evidence to take away: the entries of an exchange with their proofs, as a file for `lianlu audit verify`.

By exchange id, or by the `X-Road-Id` that the caller gave, which several exchanges may carry. Request, response, or
both: a withdrawal (VOID) belongs to the request, its acknowledgement to the response. An exchange that is not anchored
yet is refused unless it is asked for all the same. Openings (headers, path, disclosed values) leave only when asked for
by name: who has the file has them.
"""

from __future__ import annotations

import asyncio
import io
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from chain_node.errors import EvidenceError
from chain_node.evidence.bundle import MAX_ENTRIES, AnchorRef, Bundle, Entry, build_bundle
from chain_node.evidence.commitments import Opening, decode_openings
from chain_node.evidence.leaf import parse_leaf
from chain_node.evidence.statement import MType, Statement, digest, parse
from chain_node.log.reader import LogReader
from exchange_api.adapters.monitored import MonitoringReader, query_digest
from exchange_api.adapters.store import Reader, Row, Side, State
from exchange_api.errors import ReceiptUnknown
from exchange_api.evidence_errors import EvidenceAmbiguous, EvidenceErased, EvidenceNotAnchored, QueryInvalid
from exchange_api.message import split_lines
from exchange_api.service.context import Context
from exchange_api.service.opened import Said, SealedParts, said, sealed_parts

MAX_FOUND = 100
ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_REQUESTS = frozenset((MType.REQ, MType.VOID))
_SCAN = 4096
"""Entries looked through for a withdrawal, which lies between the request and what ended the exchange."""


class Part(StrEnum):
    """Which messages of an exchange are wanted."""

    REQUEST = "request"
    RESPONSE = "response"
    BOTH = "both"

    def has(self, mtype: MType) -> bool:
        """Whether messages of this kind are wanted."""
        return self is Part.BOTH or (mtype in _REQUESTS) is (self is Part.REQUEST)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for. `client`: the canonical path of who asks for its own, None for the department itself."""

    exchange_id: str | None = None
    query_id: str | None = None
    client: str | None = None
    part: Part = Part.BOTH
    openings: bool = False
    unique: bool = False
    force: bool = False
    from_ms: int = 0
    to_ms: int = 1 << 62


@dataclass(frozen=True, slots=True)
class Download:
    """A file: its name, media type and bytes."""

    name: str
    kind: str
    data: bytes


@dataclass(frozen=True, slots=True)
class _Held:
    entry: Entry
    message: bytes
    statement: Statement
    anchored: bool


class Evidence:
    """Makes bundles. Reads run in a thread, one at a time; keys are derived in the event loop."""

    def __init__(self, context: Context, log_directory: Path) -> None:
        self._context = context
        self._lock = asyncio.Lock()
        self._log = LogReader(log_directory)
        self._rows = Reader(log_directory)
        self._monitoring = MonitoringReader(self._rows)

    def close(self) -> None:
        """Let the files go."""
        self._log.close()
        self._rows.close()

    async def download(self, wanted: Wanted) -> Download:
        """One bundle, or a ZIP archive of several.

        Raises `QueryInvalid`, `ReceiptUnknown`, `EvidenceAmbiguous`, `EvidenceNotAnchored`, `EvidenceErased`.
        """
        async with self._lock:
            rows = await self._find(wanted)
            if len(rows) > 1 and wanted.unique:
                raise EvidenceAmbiguous("exchanges with this id: " + ", ".join(row.exchange_id.hex() for row in rows))
            files: dict[str, bytes] = {}
            for row in rows:
                name, data = await self._bundle(row, wanted)
                files[name if name not in files else f"{row.record}-{name}"] = data
        if len(files) == 1:
            [(name, data)] = files.items()
            return Download(name, "application/json", data)
        return Download("evidence.zip", "application/zip", archive(files.items()))

    # -- which exchanges

    async def _find(self, wanted: Wanted) -> list[Row]:
        if (wanted.exchange_id is None) is (wanted.query_id is None):
            raise QueryInvalid("name either an exchange id or a query id")
        if wanted.exchange_id is not None:
            rows = await asyncio.to_thread(self._by_exchange, wanted.exchange_id)
        else:
            rows = await self._by_query(wanted)
        if wanted.client is not None:
            rows = [row for row in rows if row.client == wanted.client and row.side is Side.ASKED]
        if not rows:
            raise ReceiptUnknown("no such exchange at this gateway, or not one of the asker's own")
        return rows

    def _by_exchange(self, exchange_id: str) -> list[Row]:
        if not re.fullmatch(r"[0-9a-f]{32}", exchange_id):
            raise QueryInvalid("an exchange id is 32 hexadecimal digits in lower case")
        return self._rows.by_id(bytes.fromhex(exchange_id))

    async def _by_query(self, wanted: Wanted) -> list[Row]:
        """The exchanges whose `X-Road-Id` this is. What was stored of it is a digest, so the id itself is compared;
        where that was erased the digest has to do."""
        assert wanted.query_id is not None
        message_id = wanted.query_id.encode()
        number = query_digest(self._context.query_key, message_id)
        rows = await asyncio.to_thread(self._look_up, number, wanted)
        kept = []
        for row, parts in rows:
            found = said(self._context, row, parts)
            if found.request is None or message_id_of(found.request) == message_id:
                kept.append(row)
        return kept

    def _look_up(self, number: int, wanted: Wanted) -> list[tuple[Row, SealedParts]]:
        first, end = self._monitoring.first_from(wanted.from_ms), self._monitoring.first_from(wanted.to_ms + 1)
        rows = self._monitoring.by_query(number, first, end, MAX_FOUND)
        cursor = self._rows.cursor
        return [(row, sealed_parts(cursor, row)) for row in rows]

    # -- what is in a bundle

    async def _bundle(self, row: Row, wanted: Wanted) -> tuple[str, bytes]:
        held, parts = await asyncio.to_thread(self._read, row)
        kept = [one for one in held if wanted.part.has(one.statement.mtype)]
        if not kept:
            raise ReceiptUnknown(f"exchange {row.exchange_id.hex()} has no {wanted.part} yet")
        if not wanted.force and not all(one.anchored for one in kept):
            raise EvidenceNotAnchored(f"exchange {row.exchange_id.hex()} waits for the next anchor")
        openings = _openings(kept, said(self._context, row, parts)) if wanted.openings else {}
        bundle = Bundle(row.exchange_id, tuple(one.entry for one in kept), openings)
        return f"{row.exchange_id.hex()}.lianlu.json", await asyncio.to_thread(build_bundle, bundle)

    def _read(self, row: Row) -> tuple[list[_Held], SealedParts]:
        indexes = {index for index in (row.request_leaf, row.answer_leaf) if index is not None}
        if row.side is Side.ASKED and row.answer_leaf is not None and row.answer_leaf > row.request_leaf + 1:
            indexes |= self._withdrawals(row, row.answer_leaf)
        held = []
        for index in sorted(indexes)[:MAX_ENTRIES]:
            entry = entry_of(self._log, index)
            message = parse_leaf(entry.leaf).message
            held.append(_Held(entry, message, parse(message), self._log.covering(index) is not None))
        return held, sealed_parts(self._rows.cursor, row)

    def _withdrawals(self, row: Row, end: int) -> set[int]:
        """Our own VOIDs of this exchange. Only looked for where its answer did not come at once."""
        found: set[int] = set()
        if row.state is State.DONE:
            return found
        for index, data in self._log.leaves(max(row.request_leaf + 1, end - _SCAN), end):
            if row.exchange_id in data and _is_void(data, row.exchange_id):
                found.add(index)
        return found


def _is_void(data: bytes, exchange_id: bytes) -> bool:
    try:
        statement = parse(parse_leaf(data).message)
    except EvidenceError:
        return False
    return statement.mtype is MType.VOID and statement.exchange_id == exchange_id


def entry_of(log: LogReader, index: int) -> Entry:
    """The leaf at `index` with its inclusion proof, in the first anchored tree that has it, else in today's."""
    identity, covering = log.identity, log.covering(index)
    size = covering.size if covering is not None else log.size
    anchor = None
    if covering is not None and covering.block is not None and covering.tx_hash is not None:
        anchor = AnchorRef(covering.epoch, covering.block, covering.tx_hash)
    path = tuple(log.tree.inclusion(index, size))
    return Entry(identity.log_id, identity.gateway, index, log.leaf(index), size, log.tree.root(size), path, anchor)


def message_id_of(openings: bytes) -> bytes | None:
    """The `X-Road-Id` in a request's opened headers."""
    for one in decode_openings(openings):
        if one.label == "headers":
            found = [value for name, value in split_lines(one.value) if name.lower() == b"x-road-id" and value]
            return found[-1] if found else None
    return None


def _openings(held: Iterable[_Held], found: Said) -> dict[bytes, tuple[Opening, ...]]:
    """By message digest, the openings of those messages that have any. Raises `EvidenceErased`."""
    if found.erased:
        raise EvidenceErased("the record was erased")
    made: dict[bytes, tuple[Opening, ...]] = {}
    for one in held:
        raw = {MType.REQ: found.request, MType.RES: found.answer, MType.REFUSE: found.answer}.get(one.statement.mtype)
        opened = decode_openings(raw) if raw is not None else ()
        if opened:
            made[digest(one.statement.suite, one.message)] = opened
    return made


def archive(files: Iterable[tuple[str, bytes]]) -> bytes:
    """A ZIP archive of these files, the same bytes for the same files."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in files:
            target.writestr(zipfile.ZipInfo(name, ZIP_TIME), data, zipfile.ZIP_DEFLATED)
    return made.getvalue()
