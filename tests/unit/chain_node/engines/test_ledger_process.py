"""The embedded ledger as a process: it serves, says where, stops cleanly, and nobody else gets in."""

from __future__ import annotations

import json
import subprocess
import time
from pathlib import Path

from tests.ledger_process import COMMAND, LedgerProcess, running_ledger
from tests.unit.chain_node.engines.contracts import PUT, Account


def test_it_serves_says_where_and_stops_cleanly(tmp_path: Path) -> None:
    with running_ledger(tmp_path) as ledger:
        account = Account(ledger.chain_id)
        raw, digest = account.sign(None, PUT)
        assert ledger.call("eth_sendRawTransaction", "0x" + raw.hex()) == "0x" + digest.hex()
        receipt = wait_for_receipt(ledger, digest)
        assert receipt["status"] == "0x1"
        assert ledger.call("eth_getCode", receipt["contractAddress"], "latest") != "0x"
        published = json.loads((tmp_path / "ledger" / "ledger.json").read_text())
        assert published["pid"] == ledger.pid
        assert (tmp_path / "ledger" / "ledger.json").stat().st_mode & 0o777 == 0o600

        second = subprocess.run(
            [*COMMAND, "run", "--data", str(ledger.data), "--port", "0"], capture_output=True, timeout=30, check=False
        )
        assert second.returncode == 1
        assert b"ledger.directory_locked" in second.stderr

        begun = time.monotonic()
        assert ledger.stop() == 0
        assert time.monotonic() - begun < 2
    assert not (tmp_path / "ledger" / "ledger.json").exists()


def wait_for_receipt(ledger: LedgerProcess, digest: bytes) -> dict[str, str]:
    end = time.monotonic() + 10
    while time.monotonic() < end:
        receipt: dict[str, str] | None = ledger.call("eth_getTransactionReceipt", "0x" + digest.hex())
        if receipt is not None:
            return receipt
        time.sleep(0.01)
    raise AssertionError("no receipt")
