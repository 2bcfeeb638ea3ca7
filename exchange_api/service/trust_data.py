"""What a bundle is checked with: the pinned facts, and the ledger as one file, copied from the ledger's own addresses.

The copy is kept as `verification/ledger.jsonl` and grows by what is new; nothing is read before somebody asks. It is a
convenience and proves nothing by coming from here: `trust.json` should be compared with the one that the consortium
hands out, and everything in the copy is verified against it.
"""

from __future__ import annotations

import asyncio
import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import IO, Protocol

from chain_node.ledger.errors import ExportUnreadable
from chain_node.ledger.export import LedgerExport, write_export
from chain_node.ledger.port import Block, Ledger
from chain_node.ledger.trust import Trust
from exchange_api.evidence_errors import LedgerCopyTooLarge

DIRECTORY, FILE = "verification", "ledger.jsonl"
STEP = 200
README = """\
lianlu audit verify EXCHANGE.lianlu.json --ledger ledger.jsonl --trust trust.json

Compare trust.json with the file that the consortium hands out before you believe anything that was checked with it.
使用前，请将 trust.json 与联盟发布的信任文件核对。
"""
ZIP_TIME = (1980, 1, 1, 0, 0, 0)


class Closable(Ledger, Protocol):
    """A ledger whose connections can be let go."""

    def close(self) -> None:
        """Let the connections go."""
        ...


class TrustData:
    """Makes the archive; one at a time."""

    def __init__(self, data: Path, trust: Trust, source: Callable[[], Closable], max_bytes: int) -> None:
        """`source` opens the ledger for reading; `max_bytes`: how large a copy may become."""
        self._directory = data / DIRECTORY
        self._trust = trust
        self._source = source
        self._max_bytes = max_bytes
        self._lock = asyncio.Lock()
        self._counted = (-1, 0)

    async def archive(self, with_ledger: bool = True) -> Path:
        """A ZIP file of `trust.json`, `ledger.jsonl` and a note on how to use them. The caller only reads it.

        Raises `LedgerCopyTooLarge`, `LedgerError`.
        """
        async with self._lock:
            return await asyncio.to_thread(self._archive, with_ledger)

    def _archive(self, with_ledger: bool) -> Path:
        self._directory.mkdir(mode=0o700, exist_ok=True)
        copy = self._grow() if with_ledger else None
        target = self._directory / ("trust-and-ledger.zip" if with_ledger else "trust.zip")
        if target.is_file() and (copy is None or copy.stat().st_mtime_ns <= target.stat().st_mtime_ns):
            return target
        # Under another name first: who still reads the last one keeps reading that.
        scratch = target.with_suffix(".part")
        with zipfile.ZipFile(scratch, "w") as made:  # not compressed: hundreds of megabytes would take a core
            made.writestr(zipfile.ZipInfo("trust.json", ZIP_TIME), self._trust.dump())
            made.writestr(zipfile.ZipInfo("README.txt", ZIP_TIME), README)
            if copy is not None:
                made.write(copy, FILE)
        scratch.replace(target)
        return target

    def _grow(self) -> Path:
        """Add the blocks that are new to the copy."""
        copy = self._directory / FILE
        have = self._blocks_in(copy)
        scratch = copy.with_suffix(".new")
        with closing(self._source()) as ledger, scratch.open("w+b") as new:
            room = self._max_bytes - (copy.stat().st_size if have else 0)
            count = write_export(new, {"chain_id": self._trust.chain_id}, _blocks(ledger, have, new, room))
            if have and count:
                new.seek(0)
                new.readline()  # the line about the ledger, which the copy has
                with copy.open("ab") as file:
                    shutil.copyfileobj(new, file)
        if have:
            scratch.unlink()
        else:
            scratch.replace(copy)
        self._counted = (copy.stat().st_size, have + count)
        return copy

    def _blocks_in(self, copy: Path) -> int:
        """How many blocks the copy has; 0 if it is damaged. Read only if it is not as we left it."""
        size = copy.stat().st_size if copy.is_file() else -1
        if size == self._counted[0]:
            return self._counted[1]
        try:
            with LedgerExport(copy) as export:
                return export.head().number + 1
        except ExportUnreadable:
            return 0


def _blocks(ledger: Ledger, first: int, file: IO[bytes], room: int) -> Iterator[Block]:
    """The blocks from `first` on. Raises `LedgerCopyTooLarge` once `file` has outgrown its room."""
    last = ledger.head().number
    for at in range(first, last + 1, STEP):
        yield from ledger.blocks(at, min(at + STEP - 1, last))
        if file.tell() > room:
            raise LedgerCopyTooLarge(f"the ledger has more than {file.tell()} bytes beyond what was copied before")
