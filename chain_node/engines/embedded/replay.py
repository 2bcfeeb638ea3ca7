"""One block after the other on py-evm as it comes: its Istanbul machine, state, tries and signature checks.

Only what makes a consortium's ledger differs from the public chain of that fork: no mining reward, no proof of work.
The state lives in a temporary SQLite file, so memory does not grow with the ledger.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace, TracebackType
from typing import Any

import rlp
from eth.db.atomic import AtomicDB
from eth.db.backends.base import BaseDB
from eth.db.trie import make_trie_root_and_nodes
from eth.vm.execution_context import ExecutionContext
from eth.vm.forks.istanbul import IstanbulVM
from eth.vm.forks.istanbul.state import IstanbulState
from eth.vm.forks.istanbul.transactions import IstanbulTransaction
from eth_utils.exceptions import ValidationError
from lru import LRU

from chain_node.crypto.secp256k1 import keccak256, recover
from chain_node.engines.embedded.errors import FollowContradicted
from chain_node.engines.embedded.genesis import Genesis
from chain_node.engines.embedded.header import DIFFICULTY, ZERO_ADDRESS, Header, decode_header
from chain_node.engines.embedded.rlpcodec import RlpError
from chain_node.errors import SignatureInvalid
from chain_node.ledger.port import Block

ANCESTORS = 256
_Context: Any = ExecutionContext
_State: Any = IstanbulState


class NodeFile(BaseDB):
    """py-evm's key-value store over a temporary file, with the newest entries in memory."""

    def __init__(self, path: Path) -> None:
        self._sql = sqlite3.connect(path, isolation_level=None)
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "locking_mode = EXCLUSIVE"):
            self._sql.execute(f"PRAGMA {pragma}")
        self._sql.execute("CREATE TABLE node (key BLOB PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID")
        self._recent: LRU[bytes, bytes] = LRU(100_000)

    def __getitem__(self, key: bytes) -> bytes:
        value = self._recent.get(key)
        if value is not None:
            return bytes(value)
        row = self._sql.execute("SELECT value FROM node WHERE key = ?", (key,)).fetchone()
        if row is None:
            raise KeyError(key)
        return bytes(row[0])

    def __setitem__(self, key: bytes, value: bytes) -> None:
        self._recent[key] = value
        self._sql.execute("INSERT OR REPLACE INTO node VALUES (?, ?)", (key, value))

    def __delitem__(self, key: bytes) -> None:
        self._recent.pop(key, None)
        self._sql.execute("DELETE FROM node WHERE key = ?", (key,))

    def _exists(self, key: bytes) -> bool:
        try:
            self[key]
        except KeyError:
            return False
        return True

    def close(self) -> None:
        """Close the file."""
        self._sql.close()


class Replay:
    """Executes the blocks of one ledger in order, from block 0. A context manager: it keeps a temporary file."""

    def __init__(self, genesis: Genesis) -> None:
        self._genesis = genesis
        self._directory = tempfile.TemporaryDirectory(prefix="lianlu-follow-")
        self._nodes = NodeFile(Path(self._directory.name) / "state.db")
        self._db = AtomicDB(self._nodes)
        self._parent: Header | None = None
        self._hashes: list[bytes] = []
        self.next_number = 0

    def __enter__(self) -> Replay:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._nodes.close()
        self._directory.cleanup()

    def apply(self, block: Block) -> int:
        """Check and execute the next block; returns its number of transactions. Raises `FollowContradicted`."""
        header, digest = self._header(block), keccak256(block.header)
        self._signature(block, digest)
        if self._parent is None:
            self._same("genesis header", self._genesis.header.encode(), block.header)
            self._same("transactions of genesis", (), block.transactions)
        else:
            self._follows(header, self._parent)
            self._execute(header, self._parent, block)
        self._parent = header
        self._hashes = [digest, *self._hashes[: ANCESTORS - 1]]
        self.next_number += 1
        return len(block.transactions)

    def _header(self, block: Block) -> Header:
        try:
            return decode_header(block.header)
        except RlpError as exc:
            raise self._contradiction("header", f"the header is malformed: {exc}") from exc

    def _signature(self, block: Block, digest: bytes) -> None:
        try:
            signer = recover(digest, block.signature or b"")
        except SignatureInvalid as exc:
            raise self._contradiction("signature", f"the header is not signed: {exc}") from exc
        self._same("signer", "0x" + self._genesis.ledger_key.hex(), signer.lower())

    def _follows(self, header: Header, parent: Header) -> None:
        self._same("number", parent.number + 1, header.number)
        self._same("parent hash", self._hashes[0], header.parent_hash)
        self._same("gas limit", parent.gas_limit, header.gas_limit)
        self._same("extra data", b"", header.extra_data)
        if header.timestamp < parent.timestamp:
            message = f"its time {header.timestamp} is before its parent's {parent.timestamp}"
            raise self._contradiction("timestamp", message)

    def _execute(self, header: Header, parent: Header, block: Block) -> None:
        context = _Context(
            coinbase=ZERO_ADDRESS,
            timestamp=header.timestamp,
            block_number=header.number,
            difficulty=DIFFICULTY,
            mix_hash=bytes(32),
            gas_limit=header.gas_limit,
            prev_hashes=iter(list(self._hashes)),
            chain_id=self._genesis.chain_id,
        )
        state = _State(self._db, context, parent.state_root)
        transactions, receipts = self._run(state, header, block.transactions)
        self._same("number of receipts", len(receipts), len(block.receipts))
        for index, (own, presented) in enumerate(zip(receipts, block.receipts, strict=True)):
            self._same(f"receipt {index}", rlp.encode(own), presented)
        self._same("transactions root", make_trie_root_and_nodes(transactions)[0], header.transactions_root)
        self._same("receipts root", make_trie_root_and_nodes(receipts)[0], header.receipts_root)
        self._same("gas used", receipts[-1].gas_used if receipts else 0, header.gas_used)
        bloom = 0
        for receipt in receipts:
            bloom |= receipt.bloom
        self._same("bloom", bloom.to_bytes(256, "big"), header.bloom)
        state.persist()
        self._same("state root", bytes(state.state_root), header.state_root)

    def _run(self, state: Any, header: Header, raws: Sequence[bytes]) -> tuple[list[Any], list[Any]]:
        transactions: list[Any] = []
        receipts: list[Any] = []
        used = 0
        for index, raw in enumerate(raws):
            try:
                transaction = IstanbulTransaction.decode(raw)
                if transaction.chain_id != self._genesis.chain_id:
                    raise ValidationError(f"it is for chain {transaction.chain_id}")
                if used + transaction.gas > header.gas_limit:
                    raise ValidationError("it exceeds the block's gas")
                state.lock_changes()
                computation = state.apply_transaction(transaction)
            except (ValidationError, rlp.exceptions.RLPException) as exc:
                raise self._contradiction(f"transaction {index}", f"transaction {index} is not valid: {exc}") from exc
            base: Any = SimpleNamespace(gas_used=used)
            receipt = IstanbulVM.make_receipt(base, transaction, computation, state)
            used = receipt.gas_used
            transactions.append(transaction)
            receipts.append(receipt)
        return transactions, receipts

    def _same(self, field: str, expected: Any, found: Any) -> None:
        """Raise `FollowContradicted` unless what was computed is what the block says."""
        if expected != found:
            message = f"{field} is {_text(found)}, executing again gives {_text(expected)}"
            raise self._contradiction(field, message, _text(expected), _text(found))

    def _contradiction(self, field: str, message: str, expected: str = "", found: str = "") -> FollowContradicted:
        return FollowContradicted(message, number=self.next_number, field=field, expected=expected, found=found)


def _text(value: Any) -> str:
    return "0x" + value.hex() if isinstance(value, bytes) else str(value)
