"""Writing the whole ledger to one file, in the format of `chain_node.ledger.export`."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from chain_node.console import progress, tr
from chain_node.engines.embedded.errors import DirectoryMalformed
from chain_node.engines.embedded.reader import LedgerReader, open_reader
from chain_node.errors import FileUnusable
from chain_node.ledger.export import write_export
from chain_node.ledger.port import Block

_STEP = 500


def export_ledger(data: Path, output: Path) -> dict[str, Any]:
    """Write the ledger in `data`, as of now, to `output`; returns `{blocks, head, genesis_hash, file}`.

    The ledger may be running. The file is written beside its name and renamed when it is complete and on disk. Raises
    `DirectoryMalformed`, and `FileUnusable` if `output` cannot be written.
    """
    reader = open_reader(data / "ledger.db")
    head = reader.head()
    genesis = json.loads(reader.meta("genesis") or b"{}")
    if head is None:
        raise DirectoryMalformed("ledger.db has no block")
    scratch = output.with_name(output.name + ".part")
    try:
        with scratch.open("wb") as file:
            count = write_export(file, genesis, _blocks(reader, head.number))
            file.flush()
            os.fsync(file.fileno())
        scratch.replace(output)
    except OSError as exc:
        scratch.unlink(missing_ok=True)
        raise FileUnusable(f"{output}: {exc.strerror}") from exc
    return {
        "file": str(output),
        "blocks": count,
        "head": {"number": head.number, "hash": "0x" + head.hash.hex()},
        "genesis_hash": genesis.get("genesis_hash"),
    }


def _blocks(reader: LedgerReader, last: int) -> Iterator[Block]:
    with progress(tr("导出", "export"), last + 1) as advance:
        for first in range(0, last + 1, _STEP):
            rows = list(reader.blocks(first, min(first + _STEP - 1, last)))
            for row in rows:
                transactions = reader.transactions(row.number) if row.txs else []
                raws, receipts = (tuple(one.raw for one in transactions), tuple(one.receipt for one in transactions))
                yield Block(row.header, raws, receipts, row.signature)
            advance(len(rows))
