"""The limits of one embedded ledger: each number names its unit and its reason."""

from __future__ import annotations

from dataclasses import dataclass

BLOCK_MS = 5
"""What `--block-ms` is unless said otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What the ledger bounds. Only the command line and tests make one; the rest is handed it."""

    block_ms: int = BLOCK_MS
    """Least age of the last seal before the next with transactions: groups what arrives meanwhile in one commit."""
    empty_block_s: float = 15.0
    """An empty block after this long: the age of a replica is now minus its head's timestamp."""
    build_ms: int = 250
    """Longest execution of one block; the rest waits for the next."""
    block_transactions: int = 512
    """Most transactions of one block."""
    slice_ms: float = 4.0
    """Execution yields to requests after this long."""
    transaction_gas: int = 30_000_000
    """Largest gas limit of a transaction."""
    call_gas: int = 30_000_000
    """Gas of `eth_call` unless less is given."""
    execution_s: float = 2.0
    """Longest execution of one transaction or call: gas is free, so it is time that has to be bounded. What takes
    longer is not put into a block; blocks that are executed again are not judged by it."""
    transaction_bytes: int = 131_072
    """Largest transaction, as in geth."""
    pool_transactions: int = 20_000
    """Most waiting transactions."""
    nonce_gap: int = 1_024
    """How far ahead of its account a waiting transaction may be."""
    log_blocks: int = 100_000
    """Widest range of `eth_getLogs`."""
    log_results: int = 20_000
    """Most events of one answer."""
    request_bytes: int = 4 * 1024 * 1024
    """Largest body of a JSON-RPC request."""
    batch_requests: int = 500
    """Most requests of a batch."""
    batch_s: float = 5.0
    """Longest answering of a batch, but for its last request; what comes after is refused one by one."""
    answer_bytes: int = 16 * 1024 * 1024
    """Largest answer to a batch; what comes after is refused one by one."""
    raw_blocks: int = 256
    """Most blocks of one `lianlu_getBlocks`."""
    connections: int = 256
    """Most connections at a time."""
    free_bytes: int = 64 * 1024 * 1024
    """Below this much free disk no transaction is taken."""
