"""What differs between ledger engines, as one frozen object each. Nothing else asks which engine it talks to.

Kaia's figures are measured on v1.0.3, Besu's are from its documentation. Every engine runs the same contract artifacts
(evmVersion istanbul).
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from types import MappingProxyType

from chain_node.engines.errors import EngineUnknown


class TransactionType(enum.IntEnum):
    """EIP-2718 type of the transactions that we send."""

    LEGACY = 0


class FeeMode(enum.StrEnum):
    """How gas is paid."""

    FREE = "free"
    """Price 0 is accepted, no header carries a base fee above 0."""


class Finality(enum.StrEnum):
    """When a block cannot be replaced any more."""

    IMMEDIATE = "immediate"
    """As soon as it is shown: one writer (embedded), or a BFT quorum signed it."""


class HeaderSeal(enum.StrEnum):
    """Where the proof lies that a header was agreed on."""

    SIDE_SIGNATURE = "side_signature"
    """65 bytes secp256k1 of the ledger's key over the header's hash, beside the block."""
    ISTANBUL_EXTRA = "istanbul_extra"
    """Committed seals of the validators in extraData (Istanbul BFT); they do not enter the hash."""
    QBFT_EXTRA = "qbft_extra"
    """RLP([vanity, validators, vote, round, seals]) in extraData (QBFT)."""


class HeaderEncoding(enum.StrEnum):
    """The fields of a header, in the order in which they are hashed."""

    ETHEREUM = "ethereum"
    """The yellow paper's: parent, uncles, coinbase, ... , mix hash, nonce; later forks append."""
    KAIA = "kaia"
    """parent, reward, stateRoot, transactionsRoot, receiptsRoot, bloom, blockScore, number, gasUsed, timestamp,
    timestampFoS, extraData, governanceData, voteData; later forks append."""


class ReceiptEncoding(enum.StrEnum):
    """The bytes of which a block's receipts root is made."""

    ETHEREUM = "ethereum"
    """RLP([status, cumulativeGasUsed, bloom, logs]); EIP-2718 prefix for typed transactions."""
    KAIA = "kaia"
    """RLP([status or error number, gasUsed, bloom, logs]): gas of the transaction alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineProfile:
    """One engine. Limits are the engine's own; clients stay at or below them."""

    name: str
    fork: str
    """Rules of the machine for which contracts are compiled and that the engine must offer at least."""
    transaction_type: TransactionType = TransactionType.LEGACY
    fee_mode: FeeMode = FeeMode.FREE
    batch_requests: int
    """Most requests of a JSON-RPC batch."""
    request_bytes: int
    """Largest body of a JSON-RPC request."""
    log_blocks: int
    """Widest block range of `eth_getLogs`."""
    finality: Finality = Finality.IMMEDIATE
    final_tag: str = "latest"
    """Block tag under which the newest final block is asked for."""
    safe_tags: bool
    """Whether the tags `safe` and `finalized` are understood."""
    proofs: bool
    """Whether `eth_getProof` is offered."""
    block_receipts: bool
    """Whether `eth_getBlockReceipts` is offered."""
    raw_blocks: bool
    """Whether `lianlu_getBlocks` hands out consensus bytes, many blocks at a time."""
    header_seal: HeaderSeal
    header: HeaderEncoding = HeaderEncoding.ETHEREUM
    header_fields: int
    """Fields of a header as it is hashed."""
    receipts: ReceiptEncoding = ReceiptEncoding.ETHEREUM
    repeats_timestamp: bool = False
    """Whether a block may carry its parent's timestamp."""
    empty_block_s: float
    """An idle engine makes a block after this long at most."""
    same_gas: bool = True
    """Whether gas is counted as on Ethereum; where it is not, no test may compare gas across engines."""


EMBEDDED = EngineProfile(
    name="embedded",
    fork="istanbul",
    batch_requests=500,
    request_bytes=4_194_304,
    log_blocks=100_000,
    safe_tags=True,
    proofs=True,
    block_receipts=True,
    raw_blocks=True,
    header_seal=HeaderSeal.SIDE_SIGNATURE,
    header_fields=15,
    repeats_timestamp=True,
    empty_block_s=15.0,
)

KAIA = EngineProfile(
    name="kaia",
    fork="istanbul",
    batch_requests=500,
    request_bytes=524_288,
    log_blocks=10_000,
    safe_tags=False,
    proofs=True,
    block_receipts=True,
    raw_blocks=False,
    header_seal=HeaderSeal.ISTANBUL_EXTRA,
    header=HeaderEncoding.KAIA,
    header_fields=14,
    receipts=ReceiptEncoding.KAIA,
    empty_block_s=1.0,
    same_gas=False,
)

BESU = EngineProfile(
    name="besu",
    fork="london",
    batch_requests=500,
    request_bytes=5_242_880,
    log_blocks=5_000,
    safe_tags=True,
    proofs=True,
    block_receipts=True,
    raw_blocks=False,
    header_seal=HeaderSeal.QBFT_EXTRA,
    header_fields=16,
    empty_block_s=1.0,
)

PROFILES = MappingProxyType({profile.name: profile for profile in (EMBEDDED, KAIA, BESU)})


def profile_of(name: str) -> EngineProfile:
    """The profile called `name`, as `trust.json` spells it. Raises `EngineUnknown`."""
    profile = PROFILES.get(name)
    if profile is None:
        raise EngineUnknown(f"no engine is called {name!r}; there are {', '.join(sorted(PROFILES))}")
    return profile
