"""Checking receipts without checking one signature twice."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

from chain_node.crypto.suite import PublicKey
from chain_node.evidence.canonical import INTL
from chain_node.evidence.receipt import Receipt, SignatureCache, receipt_root, verify_receipt


class Verifier:
    """Checks receipts. International signatures at once; SM2 takes ten times as long and goes to a thread, where one
    batch that arrives on many connections is still verified once."""

    def __init__(self, cache: SignatureCache) -> None:
        self._cache = cache
        self._pool = ThreadPoolExecutor(max_workers=2, thread_name_prefix="verify")
        self._running: dict[tuple[bytes, bytes, bytes, bytes], asyncio.Future[None]] = {}

    def close(self) -> None:
        """End the threads."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def check(self, receipt: Receipt, digest: bytes, key: PublicKey) -> None:
        """Raise `SignatureInvalid`, `ReceiptKey` or `ReceiptSuite` unless the receipt signs this digest."""
        if receipt.suite == INTL:
            verify_receipt(receipt, digest, key, self._cache)
            return
        batch = (receipt.kid, receipt.protected, receipt_root(receipt, digest), receipt.signature)
        if batch not in self._cache:
            running = self._running.get(batch)
            if running is None:
                loop = asyncio.get_running_loop()
                running = loop.run_in_executor(self._pool, verify_receipt, receipt, digest, key, self._cache)
                self._running[batch] = running
                running.add_done_callback(lambda _done: self._running.pop(batch, None))
            await asyncio.shield(running)
        verify_receipt(receipt, digest, key, self._cache)
