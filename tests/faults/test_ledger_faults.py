"""The embedded ledger under faults: killed at random under load, no room to write, no file descriptors left.

Acknowledged means: a receipt was seen. What was only accepted may be gone after a crash, and is sent again by clients.
"""

from __future__ import annotations

import os
import random
import resource
import socket
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from chain_node.engines.embedded.export import export_ledger
from chain_node.engines.embedded.follow import follow_source
from chain_node.engines.embedded.source import RpcSource, open_source
from chain_node.ledger.errors import LedgerUnavailable
from tests.ledger_process import LedgerProcess
from tests.unit.chain_node.engines.contracts import PUT, Account, put


class Load:
    """Sends transactions and collects receipts until the ledger is gone."""

    def __init__(self, ledger: LedgerProcess, account: Account, contract: bytes) -> None:
        self.receipts: dict[str, Any] = {}
        self.accepted = 0
        self._ledger, self._account, self._contract = ledger, account, contract
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        source = RpcSource(self._ledger.url, timeout=10)
        try:
            while True:
                sent = []
                for _ in range(10):
                    raw, digest = self._account.sign(self._contract, put(os.urandom(8)))
                    sent.append("0x" + digest.hex())
                    source.call("eth_sendRawTransaction", "0x" + raw.hex())
                    self.accepted += 1
                for name in [*sent, *sent]:
                    receipt = source.call("eth_getTransactionReceipt", name)
                    if receipt is not None:
                        self.receipts[name] = receipt
        except LedgerUnavailable:
            pass
        finally:
            source.close()

    def wait_for(self, receipts: int) -> None:
        """Until so many receipts have come: a kill before the first one would show nothing."""
        end = time.monotonic() + 30
        while len(self.receipts) < receipts:
            assert time.monotonic() < end, "the ledger gives no receipts"
            time.sleep(0.01)

    def join(self) -> None:
        """Wait for the end; the ledger must be gone."""
        self._thread.join(15)
        assert not self._thread.is_alive()


def receipt_of(ledger: LedgerProcess, digest: bytes) -> Any:
    end = time.monotonic() + 15
    while time.monotonic() < end:
        receipt = ledger.call("eth_getTransactionReceipt", "0x" + digest.hex())
        if receipt is not None:
            return receipt
        time.sleep(0.01)
    raise AssertionError("no receipt")


def deploy(ledger: LedgerProcess, account: Account) -> bytes:
    raw, digest = account.sign(None, PUT)
    ledger.call("eth_sendRawTransaction", "0x" + raw.hex())
    return bytes.fromhex(receipt_of(ledger, digest)["contractAddress"][2:])


@pytest.mark.slow
def test_killed_under_load_it_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    source = random.Random(7)
    data = tmp_path / "ledger"
    seen: dict[str, Any] = {}
    account: Account | None = None
    contract = b""
    for _ in range(5):
        with LedgerProcess(data, "--block-ms", "0") as ledger:
            if account is None:
                account = Account(ledger.chain_id)
                contract = deploy(ledger, account)
            check(ledger, account, seen)
            load = Load(ledger, account, contract)
            load.wait_for(5)
            time.sleep(source.uniform(0.0, 0.7))
            ledger.kill()
            load.join()
        seen |= load.receipts
    assert account is not None
    assert len(seen) >= 25
    with LedgerProcess(data) as ledger:
        check(ledger, account, seen)
        assert ledger.stop() == 0

    file = tmp_path / "export.jsonl"
    export_ledger(data, file)
    report = follow_source(lambda: open_source(str(file)), trust=None, genesis_hash=None, watch=False, progress=print)
    assert report["ok"], report
    assert report["transactions"] == account.nonce


def check(ledger: LedgerProcess, account: Account, seen: dict[str, Any]) -> None:
    """Every receipt ever seen is there, unchanged; the account goes on after what was mined."""
    for digest, receipt in seen.items():
        assert ledger.call("eth_getTransactionReceipt", digest) == receipt
    account.nonce = int(ledger.call("eth_getTransactionCount", account.key.address, "latest"), 16)
    assert account.nonce > len(seen)


def test_without_room_it_refuses_keeps_reading_and_starts_again(tmp_path: Path) -> None:
    data = tmp_path / "ledger"
    with LedgerProcess(data, "--block-ms", "0") as ledger:
        account = Account(ledger.chain_id)
        contract = deploy(ledger, account)
        largest = max(file.stat().st_size for file in data.iterdir())
        resource.prlimit(ledger.pid, resource.RLIMIT_FSIZE, (largest + 200_000, largest + 200_000))
        receipts = []
        with pytest.raises(LedgerUnavailable, match="the ledger stopped writing"):
            for _ in range(2_000):
                raw, digest = account.sign(contract, put(os.urandom(8)) + bytes(10_000))
                ledger.call("eth_sendRawTransaction", "0x" + raw.hex())
                receipt = ledger.call("eth_getTransactionReceipt", "0x" + digest.hex())
                receipts += [receipt] if receipt else []
        status = ledger.call("lianlu_status")
        assert status["failure"]
        for receipt in receipts:
            assert ledger.call("eth_getTransactionReceipt", receipt["transactionHash"]) == receipt
        assert "Traceback" not in ledger.log()
        assert ledger.stop() == 0
    with LedgerProcess(data) as again:
        assert again.call("lianlu_status")["head"]["number"] == status["head"]["number"]
        for receipt in receipts:
            assert again.call("eth_getTransactionReceipt", receipt["transactionHash"]) == receipt
        account.nonce = int(again.call("eth_getTransactionCount", account.key.address, "latest"), 16)
        assert deploy(again, account)


def test_without_file_descriptors_it_serves_again_when_some_are_free(tmp_path: Path) -> None:
    with LedgerProcess(tmp_path / "ledger") as ledger:
        account = Account(ledger.chain_id)
        deploy(ledger, account)
        used = len(list(Path(f"/proc/{ledger.pid}/fd").iterdir()))
        _, hard = resource.prlimit(ledger.pid, resource.RLIMIT_NOFILE)
        resource.prlimit(ledger.pid, resource.RLIMIT_NOFILE, (used + 3, hard))
        port = int(ledger.url.rsplit(":", 1)[1])
        held = [socket.create_connection(("127.0.0.1", port)) for _ in range(12)]
        time.sleep(0.2)
        for one in held:
            one.close()
        time.sleep(1.5)  # asyncio tries to accept again after a second
        resource.prlimit(ledger.pid, resource.RLIMIT_NOFILE, (hard, hard))
        assert deploy(ledger, account)
        assert ledger.process.poll() is None
