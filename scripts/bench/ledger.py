"""The embedded ledger's figures: a real process, driven over JSON-RPC by this one.

The transaction measured, `put`, writes one fresh slot, one counter slot and one event. Its contract, compiled by solc
0.8.30 for istanbul with 200 optimiser runs and no metadata:

    contract Put {
        mapping(bytes32 => uint256) private _seen;
        uint256 private _count;
        event Stored(bytes32 indexed key, address indexed by, uint256 count, uint256 time);
        function put(bytes32 key) external {
            _seen[key] = block.timestamp; _count += 1; emit Stored(key, msg.sender, _count, block.timestamp);
        }
        function get(bytes32 key) external view returns (uint256) { return _seen[key]; }
    }

Signing is done before the clock starts. Rates are medians of rounds; CPU is the ledger process's own.
"""

from __future__ import annotations

import http.client
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from chain_node.crypto.secp256k1 import EthKey, Transaction, sign_transaction
from scripts.bench.processes import PYTHON, child, cpu_seconds, rss_bytes

PUT = bytes.fromhex(
    "6080604052348015600f57600080fd5b5061012d8061001f6000396000f3fe608060405234801561001057600080fd5b506004361061003657"
    "60003560e01c80638eaa6ac01461003b578063e3a8f7c61461006d575b600080fd5b61005b6100493660046100ed565b600090815260208190"
    "52604090205490565b60405190815260200160405180910390f35b61008061007b3660046100ed565b610082565b005b600081815260208190"
    "526040812042905560018054909182916100a6908390610106565b909155505060015460408051918252426020830152339183917f75f8346a"
    "82616ba6a28aa751888ad8885754d164634ed4cb302c8a1b91f93b97910160405180910390a350565b6000602082840312156100ff57600080"
    "fd5b5035919050565b8082018082111561012757634e487b7160e01b600052601160045260246000fd5b9291505056"
)
_PUT, _GET = bytes.fromhex("e3a8f7c6"), bytes.fromhex("8eaa6ac0")
COUNT, ROUNDS, BATCH, READS, SEQUENTIAL = 20_000, 4, 100, 1_000, 200
LEDGER = (PYTHON, "-c", "from chain_node.cli import main; main()", "ledger", "run", "--port", "0", "--json")


class Client:
    """One keep-alive connection."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=120)

    def post(self, document: Any) -> Any:
        """The answer to a request or batch."""
        self._connection.request("POST", "/", json.dumps(document), {"Content-Type": "application/json"})
        return json.loads(self._connection.getresponse().read())

    def call(self, method: str, *values: Any) -> Any:
        """The result of one method; raises RuntimeError on an error."""
        answer = self.post({"jsonrpc": "2.0", "id": 1, "method": method, "params": values})
        if "result" not in answer:
            raise RuntimeError(f"{method}: {answer}")
        return answer["result"]

    def receipt(self, digest: bytes) -> Any:
        """The receipt, waited for without a pause."""
        while True:
            found = self.call("eth_getTransactionReceipt", "0x" + digest.hex())
            if found is not None:
                return found


class Sender:
    """Signs puts of one account."""

    def __init__(self, chain_id: int) -> None:
        self.key = EthKey.generate()
        self._chain_id = chain_id
        self.nonce = 0
        self.contract = b""

    def sign(self, to: bytes | None, data: bytes) -> tuple[str, bytes]:
        """Raw transaction in hexadecimal, and its hash."""
        raw, digest = sign_transaction(self.key, Transaction(self._chain_id, self.nonce, 400_000, to, data))
        self.nonce += 1
        return "0x" + raw.hex(), digest

    def put(self) -> tuple[str, bytes]:
        """A put of a fresh key."""
        return self.sign(self.contract, _PUT + os.urandom(32))


@contextmanager
def ledger(data: Path) -> Iterator[tuple[int, Client, dict[str, Any]]]:
    """A running ledger: process id, client, and what it said when it was ready."""
    with child(*LEDGER, "--data", str(data)) as (process, line):
        ready = json.loads(line)
        yield process.pid, Client(ready["url"]), ready


def run(quick: bool = False) -> Iterator[dict[str, Any]]:
    """All figures of the embedded ledger."""
    count = 2_000 if quick else COUNT
    with tempfile.TemporaryDirectory(prefix="lianlu-bench-") as directory:
        data = Path(directory) / "ledger"
        with ledger(data) as (pid, client, ready):
            sender = Sender(ready["chain_id"])
            raw, digest = sender.sign(None, PUT)
            client.call("eth_sendRawTransaction", raw)
            sender.contract = bytes.fromhex(client.receipt(digest)["contractAddress"][2:])
            last, line = included(pid, client, sender, count)
            yield line
            yield sequential(client, sender)
            yield from reads(pid, client, sender, last)
            yield _line("rss_mb", round(rss_bytes(pid) / 1e6, 1), transactions=count)
        size = sum(file.stat().st_size for file in data.iterdir())
        yield _line("disk_kb_per_tx", round(size / count / 1e3, 2), transactions=count)
        yield from restart(data, sender, last)


def included(pid: int, client: Client, sender: Sender, count: int) -> tuple[bytes, dict[str, Any]]:
    """Batches of puts until the last one has a receipt; returns its hash too."""
    rates, cpu, gas, last = [], [], 0, b""
    for _ in range(ROUNDS):
        signed = [sender.put() for _ in range(count // ROUNDS)]
        used, begun = cpu_seconds(pid), time.perf_counter()
        for first in range(0, len(signed), BATCH):
            requests = [_request("eth_sendRawTransaction", raw) for raw, _ in signed[first : first + BATCH]]
            if any("error" in answer for answer in client.post(requests)):
                raise RuntimeError("a transaction was refused")
        last = signed[-1][1]
        gas = int(client.receipt(last)["gasUsed"], 16)
        rates.append(len(signed) / (time.perf_counter() - begun))
        cpu.append((cpu_seconds(pid) - used) / len(signed) * 1e6)
    return last, _line(
        "included_per_s",
        _median(rates),
        least=300,
        aim=450,
        cpu_us_per_tx=_median(cpu),
        gas=gas,
        rounds=_rounded(rates),
    )


def sequential(client: Client, sender: Sender) -> dict[str, Any]:
    """One transaction after the other, from sending to seeing its receipt."""
    times = []
    for _ in range(SEQUENTIAL):
        raw, digest = sender.put()
        begun = time.perf_counter()
        client.call("eth_sendRawTransaction", raw)
        client.receipt(digest)
        times.append((time.perf_counter() - begun) * 1e3)
    times.sort()
    return _line("send_to_receipt_ms", round(statistics.median(times), 2), p99=round(times[len(times) * 99 // 100], 2))


def reads(pid: int, client: Client, sender: Sender, last: bytes) -> Iterator[dict[str, Any]]:
    """Rates of calls, receipts and nonces on one connection; the events of everything, once."""
    to, who, digest = "0x" + sender.contract.hex(), sender.key.address, "0x" + last.hex()
    call = {"to": to, "data": "0x" + (_GET + bytes(32)).hex()}
    write = {"from": who, "to": to, "data": "0x" + (_PUT + bytes(32)).hex()}
    yield _rate("eth_call_per_s", pid, lambda: client.call("eth_call", call, "latest"), least=800, aim=1_200)
    yield _rate("eth_call_of_put_per_s", pid, lambda: client.call("eth_call", write, "latest"))
    yield _rate("receipt_per_s", pid, lambda: client.call("eth_getTransactionReceipt", digest))
    yield _rate("nonce_per_s", pid, lambda: client.call("eth_getTransactionCount", who, "pending"))
    head = int(client.call("eth_blockNumber"), 16)
    begun, found = time.perf_counter(), 0
    for first in range(0, head + 1, max(1, head // 4)):
        wanted = {"address": to, "fromBlock": hex(first), "toBlock": hex(min(head, first + max(1, head // 4) - 1))}
        found += len(client.call("eth_getLogs", wanted))
    yield _line("get_logs_s", round(time.perf_counter() - begun, 3), events=found)


def restart(data: Path, sender: Sender, last: bytes) -> Iterator[dict[str, Any]]:
    """From starting the process to the first answer: an old receipt, and a call (which needs the machine)."""
    receipt, call = [], []
    for _ in range(ROUNDS + 1):
        begun = time.perf_counter()
        with ledger(data) as (_, client, _ready):
            client.receipt(last)
            receipt.append(time.perf_counter() - begun)
            client.call("eth_call", {"to": "0x" + sender.contract.hex(), "data": "0x" + (_GET + bytes(32)).hex()})
            call.append(time.perf_counter() - begun)
    yield _line("restart_s", _median(receipt), least=1.5, aim=0.8, first_call_s=_median(call), rounds=_rounded(receipt))


def _rate(figure: str, pid: int, ask: Callable[[], Any], **targets: float) -> dict[str, Any]:
    rates, cpu = [], []
    for _ in range(ROUNDS):
        used, begun = cpu_seconds(pid), time.perf_counter()
        for _ in range(READS):
            ask()
        rates.append(READS / (time.perf_counter() - begun))
        cpu.append((cpu_seconds(pid) - used) / READS * 1e6)
    return _line(figure, _median(rates), **targets, cpu_us=_median(cpu), rounds=_rounded(rates))


def _request(method: str, *values: Any) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": 1, "method": method, "params": values}


def _line(figure: str, value: float, **more: Any) -> dict[str, Any]:
    return {"bench": "ledger", "figure": figure, "value": value, **more}


def _median(values: Sequence[float]) -> float:
    return round(statistics.median(values), 2 if max(values) < 100 else 0)


def _rounded(values: Sequence[float]) -> list[float]:
    return [round(value, 2 if value < 100 else 0) for value in values]
