"""The embedded ledger as a process: it serves, says where, stops cleanly, and nobody else gets in."""

from __future__ import annotations

import json
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
import requests
from web3 import Web3
from web3.middleware import SignAndSendRawMiddlewareBuilder

from tests.ledger_process import COMMAND, LedgerProcess, running_ledger
from tests.unit.chain_node.engines.contracts import PUT, Account, put


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


def test_stock_web3_deploys_calls_and_finds_events(tmp_path: Path) -> None:
    with running_ledger(tmp_path) as ledger:
        w3: Any = Web3(Web3.HTTPProvider(ledger.url, session=_direct_session()))
        assert w3.is_connected()
        assert w3.eth.chain_id == ledger.chain_id
        wallet = w3.eth.account.create()
        w3.middleware_onion.add(SignAndSendRawMiddlewareBuilder.build(wallet))
        digest = w3.eth.send_transaction({"from": wallet.address, "data": PUT, "gasPrice": w3.eth.gas_price})
        receipt = w3.eth.wait_for_transaction_receipt(digest, timeout=15, poll_latency=0.05)
        assert receipt["status"] == 1
        contract = receipt["contractAddress"]
        sent = w3.eth.send_transaction(
            {"from": wallet.address, "to": contract, "data": put(b"key"), "gasPrice": w3.eth.gas_price}
        )
        receipt = w3.eth.wait_for_transaction_receipt(sent, timeout=15, poll_latency=0.05)
        assert len(receipt["logs"]) == 1
        assert len(w3.eth.get_logs({"address": contract, "fromBlock": 0})) == 1
        block = w3.eth.get_block("finalized", full_transactions=True)
        assert block["transactions"][0]["hash"] == sent
        assert w3.eth.get_proof(contract, [1], "latest")["storageProof"][0]["value"] == b"\x01"
        with pytest.raises(Exception, match="insufficient funds"):
            w3.eth.send_transaction({"from": wallet.address, "to": contract, "gas": 30_000, "gasPrice": 1})


def test_a_running_ledger_is_exported_shown_and_followed(tmp_path: Path) -> None:
    with running_ledger(tmp_path) as ledger:
        account = Account(ledger.chain_id)
        raw, digest = account.sign(None, PUT)
        ledger.call("eth_sendRawTransaction", "0x" + raw.hex())
        wait_for_receipt(ledger, digest)
        shown = command("status", "--data", str(ledger.data), "--json")
        assert (shown["serving"], shown["pid"], shown["failure"]) == (True, ledger.pid, None)
        file = tmp_path / "export.jsonl"
        assert command("export", "--data", str(ledger.data), "-o", str(file), "--json")["blocks"] >= 2
        pinned = "0x" + ledger.genesis_hash.hex()
        for source in (ledger.url, str(file)):
            report = command("follow", "--from", source, "--genesis-hash", pinned, "--json")
            assert (report["ok"], report["transactions"]) == (True, 1)
        assert command("follow", "--from", ledger.url, "--genesis-hash", "0x" + "11" * 32, "--json", ends=4)["finding"]
        ended = subprocess.run([*COMMAND, "follow", "--from", str(file), "--genesis-hash", "0x12"], check=False)
        assert ended.returncode == 2
        ledger.stop()
        assert command("follow", "--from", ledger.url, "--json", ends=5)["finding"]["message"]
    assert command("status", "--data", str(tmp_path / "ledger"), "--json", ends=1)["serving"] is False


def test_a_ledger_that_nobody_may_reach_does_not_start(tmp_path: Path) -> None:
    ended = subprocess.run(
        [*COMMAND, "run", "--data", str(tmp_path / "data"), "--host", "0.0.0.0"],
        capture_output=True,
        timeout=30,
        check=False,
    )
    assert ended.returncode == 1
    assert b"ledger.bind_refused" in ended.stderr
    assert not (tmp_path / "data" / "ledger.db").exists()


def command(*arguments: str, ends: int = 0) -> dict[str, Any]:
    """What `lianlu ledger ...` prints as JSON."""
    ended = subprocess.run([*COMMAND, *arguments], capture_output=True, timeout=60, check=False)
    assert ended.returncode == ends, ended.stderr.decode()
    document: dict[str, Any] = json.loads(ended.stdout)
    return document


def _direct_session() -> requests.Session:
    session = requests.Session()
    session.trust_env = False
    return session
