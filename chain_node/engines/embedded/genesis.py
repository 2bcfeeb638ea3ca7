"""The first block and what is fixed with it.

Nobody is pre-funded and gas is free, so a genesis is: a chain id (random, 48 bits, so that no log of one ledger fits
another), the address whose key signs each header hash, a time and a gas limit. The header's extra data is a digest over
chain id and address: whoever pins the genesis hash has pinned both.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chain_node.crypto.secp256k1 import keccak256
from chain_node.engines.embedded import rlpcodec, trie
from chain_node.engines.embedded.errors import DirectoryMalformed
from chain_node.engines.embedded.header import Header

FORMAT = "lianlu-ledger/1"
FORK = "istanbul"
GAS_LIMIT = 1_000_000_000
"""Gas of a block. Far above what one block takes; a transaction is limited by `Limits.transaction_gas`."""

_TAG = b"lianlu/genesis\0"


@dataclass(frozen=True, slots=True)
class Genesis:
    """What a ledger begins with. `ledger_key` is the 20-byte address that signs; `timestamp` in seconds."""

    chain_id: int
    ledger_key: bytes
    timestamp: int
    gas_limit: int = GAS_LIMIT

    @property
    def header(self) -> Header:
        """Block 0."""
        pinned = keccak256(_TAG + self.chain_id.to_bytes(32, "big") + self.ledger_key)
        return Header(
            parent_hash=bytes(32),
            state_root=trie.EMPTY_ROOT,
            transactions_root=trie.EMPTY_ROOT,
            receipts_root=trie.EMPTY_ROOT,
            bloom=bytes(256),
            number=0,
            gas_limit=self.gas_limit,
            gas_used=0,
            timestamp=self.timestamp,
            extra_data=pinned,
        )

    @property
    def hash(self) -> bytes:
        """Hash of block 0."""
        return keccak256(self.header.encode())

    def to_json(self) -> dict[str, Any]:
        """The document that `genesis.json` and the first line of an export hold."""
        return {
            "format": FORMAT,
            "fork": FORK,
            "chain_id": self.chain_id,
            "ledger_key": "0x" + self.ledger_key.hex(),
            "timestamp": self.timestamp,
            "gas_limit": self.gas_limit,
            "genesis_hash": "0x" + self.hash.hex(),
            "genesis_header": "0x" + self.header.encode().hex(),
        }


def new_genesis(ledger_key: bytes, timestamp: int) -> Genesis:
    """A genesis with a fresh random chain id, never below 2^32 so that it is nobody else's by accident."""
    return Genesis(secrets.randbelow((1 << 48) - (1 << 32)) + (1 << 32), ledger_key, timestamp)


def parse_genesis(document: Any) -> Genesis:
    """Read what `to_json` wrote. Raises `DirectoryMalformed` unless it is consistent in itself."""
    try:
        genesis = Genesis(
            chain_id=int(document["chain_id"]),
            ledger_key=rlpcodec.as_bytes(bytes.fromhex(document["ledger_key"].removeprefix("0x")), 20),
            timestamp=int(document["timestamp"]),
            gas_limit=int(document["gas_limit"]),
        )
        same = {key: document.get(key) for key in genesis.to_json()} == genesis.to_json()
    except (AttributeError, KeyError, OverflowError, TypeError, ValueError) as exc:
        raise DirectoryMalformed(f"genesis is malformed: {exc}") from exc
    if not same:
        raise DirectoryMalformed("genesis contradicts itself: its hash or header is not that of its parameters")
    return genesis


def load_genesis(path: Path) -> Genesis:
    """Read `genesis.json`. Raises `DirectoryMalformed`."""
    try:
        return parse_genesis(json.loads(path.read_bytes()))
    except (OSError, ValueError) as exc:
        raise DirectoryMalformed(f"cannot read {path.name}: {exc}") from exc
