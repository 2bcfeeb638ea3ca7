"""A whole ledger as one file, for auditors who are offline.

JSON lines, UTF-8, each ended by a line feed. The first is about the ledger:

    {"format": "lianlu-ledger/1", "chain_id": 123, "genesis_hash": "0x..", ...}

then one line per block, from block 0 on, without gaps; bytes in hexadecimal (`0x` optional):

    {"header": RLP, "txs": [raw ...], "receipts": [consensus encoding ...], "signature": 65 bytes or null}

The file is not believed: `replica.Replica` verifies its blocks as it does a live ledger's. Unknown members are ignored,
so that a later writer can add some.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from chain_node.jsondepth import check_depth
from chain_node.ledger.blocks import parse_header
from chain_node.ledger.errors import ExportUnreadable, LedgerRefused
from chain_node.ledger.port import Block, BlockRef, TxReceipt

FORMAT = "lianlu-ledger/1"
MAX_LINE = 1 << 26


class LedgerExport:
    """The `Ledger` port over an export file: blocks can be read, everything else is refused."""

    def __init__(self, path: Path | str) -> None:
        """Open the file and find its lines. Raises `ExportUnreadable`."""
        self._path = Path(path)
        try:
            self._file = self._path.open("rb")
        except OSError as exc:
            raise ExportUnreadable(f"{path} cannot be read: {exc.strerror}") from exc
        try:
            self._starts = self._index()
            self._chain_id = self._read_chain_id()
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> LedgerExport:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    @property
    def chain_id(self) -> int:
        """The chain id that the first line states."""
        return self._chain_id

    def head(self) -> BlockRef:
        """The last block of the file."""
        if len(self._starts) < 2:
            raise ExportUnreadable(f"{self._path} has no block")
        header = parse_header(self._read(len(self._starts) - 2).header)
        return BlockRef(len(self._starts) - 2, header.hash, header.timestamp)

    def blocks(self, first: int, last: int) -> Iterator[Block]:
        """Blocks `first`..`last`, as far as the file has them. Raises `ExportUnreadable` at a malformed line."""
        for number in range(first, min(last, len(self._starts) - 2) + 1):
            yield self._read(number)

    def call(self, to: bytes, data: bytes, block: int | None = None, sender: bytes | None = None) -> bytes:
        """Refused: a file executes nothing."""
        raise LedgerRefused("an export answers no calls")

    def submit(self, raw: bytes) -> bytes:
        """Refused: a file takes nothing."""
        raise LedgerRefused("an export takes no transactions")

    def receipt(self, tx_hash: bytes) -> TxReceipt | None:
        """Refused: receipts are read with their blocks."""
        raise LedgerRefused("an export is read by block")

    def nonce(self, address: bytes) -> int:
        """Refused: a file keeps no accounts."""
        raise LedgerRefused("an export keeps no accounts")

    def _index(self) -> array[int]:
        """Where each line starts. Line 0 is about the ledger, line n + 1 is block n."""
        starts, position = array("Q"), 0
        while line := self._file.readline(MAX_LINE):
            if not line.endswith(b"\n"):
                raise ExportUnreadable(f"{self._path}: line {len(starts)} is cut off, or over {MAX_LINE} bytes")
            starts.append(position)
            position += len(line)
        return starts

    def _read_chain_id(self) -> int:
        meta = self._line(0) if len(self._starts) else {}
        chain_id = meta.get("chain_id")
        if meta.get("format") != FORMAT or type(chain_id) is not int or chain_id < 1:
            raise ExportUnreadable(f"{self._path} is no ledger export of format {FORMAT}")
        return chain_id

    def _read(self, number: int) -> Block:
        line = self._line(number + 1)
        try:
            signature = line.get("signature")
            return Block(
                _bytes(line["header"]),
                tuple(map(_bytes, line["txs"])),
                tuple(map(_bytes, line["receipts"])),
                None if signature is None else _bytes(signature),
            )
        except (KeyError, TypeError, ValueError) as exc:
            raise ExportUnreadable(f"{self._path}: block {number} is malformed: {exc}") from exc

    def _line(self, index: int) -> Mapping[str, Any]:
        self._file.seek(self._starts[index])
        try:
            text = self._file.readline(MAX_LINE)
            check_depth(text)
            value = json.loads(text)
        except ValueError as exc:
            raise ExportUnreadable(f"{self._path}: line {index} is no JSON: {exc}") from exc
        if not isinstance(value, dict):
            raise ExportUnreadable(f"{self._path}: line {index} is no JSON object")
        return value


def write_export(file: IO[bytes], meta: Mapping[str, Any], blocks: Iterable[Block]) -> int:
    """Write a ledger's blocks, which must begin with block 0. `meta` must carry `chain_id`. Returns how many."""
    file.write(_dump({"format": FORMAT, **meta}))
    count = 0
    for block in blocks:
        line = {
            "header": "0x" + block.header.hex(),
            "txs": ["0x" + raw.hex() for raw in block.transactions],
            "receipts": ["0x" + raw.hex() for raw in block.receipts],
            "signature": None if block.signature is None else "0x" + block.signature.hex(),
        }
        file.write(_dump(line))
        count += 1
    return count


def _dump(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"


def _bytes(text: Any) -> bytes:
    if not isinstance(text, str):
        raise TypeError("hexadecimal text expected")
    return bytes.fromhex(text.removeprefix("0x"))
