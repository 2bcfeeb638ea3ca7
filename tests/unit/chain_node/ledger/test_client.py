"""The JSON-RPC client against a server that answers what it is told, over real HTTP."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from chain_node.errors import LedgerError
from chain_node.ledger.client import BATCH, RpcLedger
from chain_node.ledger.errors import LedgerRefused, LedgerUnavailable, NonceBusy, NonceTooHigh, NonceTooLow
from chain_node.ledger.transactions import transaction_hash

Answer = Callable[[str, list[Any]], Any]


class Server(ThreadingHTTPServer):
    """`answer(method, params)` gives a result, or an `Err`; `raw` replaces whole bodies; `status` the HTTP status."""

    def __init__(self) -> None:
        self.answer: Answer = lambda method, params: None
        self.raw: bytes | None = None
        self.http_status = 200
        self.requests: list[Any] = []
        self.headers: list[dict[str, str]] = []
        super().__init__(("127.0.0.1", 0), Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Err(Exception):
    """An error member."""

    def __init__(self, code: int, message: str, data: Any = None) -> None:
        super().__init__(message)
        self.member = {"code": code, "message": message} | ({} if data is None else {"data": data})


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def do_POST(self) -> None:
        document = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.requests.append(document)
        self.server.headers.append(dict(self.headers))
        many = isinstance(document, list)
        answers = [self._answer(one) for one in (document if many else [document])]
        body = self.server.raw if self.server.raw is not None else json.dumps(answers if many else answers[0]).encode()
        self.send_response(self.server.http_status)
        if self.server.http_status in range(300, 400):
            self.send_header("Location", self.server.url)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _answer(self, one: Any) -> Any:
        try:
            result = self.server.answer(one["method"], one["params"])
        except Err as exc:
            return {"jsonrpc": "2.0", "id": one["id"], "error": exc.member}
        return {"jsonrpc": "2.0", "id": one["id"], "result": result}

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as made:
        thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield made
        made.shutdown()
        thread.join()


@pytest.fixture
def ledger(server: Server) -> Iterator[RpcLedger]:
    errors = {bytes.fromhex("01020304"): ("Authorization_GrantUnknown", ("bytes32", "uint256"))}
    made = RpcLedger(server.url, errors=errors, timeout=(1, 1))
    yield made
    made.close()


def always(result: Any) -> Answer:
    return lambda method, params: result


def refusing(code: int, message: str, data: Any = None) -> Answer:
    def answer(method: str, params: list[Any]) -> Any:
        raise Err(code, message, data)

    return answer


def test_simple_questions(server: Server, ledger: RpcLedger) -> None:
    server.answer = always("0x7b")
    assert ledger.chain_id == 123
    assert ledger.chain_id == 123
    assert len(server.requests) == 1
    assert ledger.nonce(b"\1" * 20) == 123
    assert server.requests[-1]["params"] == ["0x" + "01" * 20, "latest"]
    server.answer = always("0x0102")
    assert ledger.call(b"\1" * 20, b"\2") == b"\1\2"
    assert server.requests[-1]["params"] == [{"to": "0x" + "01" * 20, "data": "0x02"}, "latest"]
    ledger.call(b"\1" * 20, b"\2", 255, b"\3" * 20)
    assert server.requests[-1]["params"][1] == "0xff"
    assert server.requests[-1]["params"][0]["from"] == "0x" + "03" * 20
    assert ledger.code(b"\1" * 20) == b"\1\2"


def test_head_and_receipt(server: Server, ledger: RpcLedger) -> None:
    server.answer = always({"number": "0x5", "hash": "0x" + "aa" * 32, "timestamp": "0x64"})
    head = ledger.head()
    assert (head.number, head.hash, head.timestamp) == (5, b"\xaa" * 32, 100)
    found = {
        "transactionHash": "0x" + "01" * 32,
        "blockNumber": "0x5",
        "blockHash": "0x" + "aa" * 32,
        "status": "0x0",
        "gasUsed": "0x10",
        "contractAddress": None,
        "revertReason": "0x0102",
    }
    server.answer = always(found)
    receipt = ledger.receipt(b"\1" * 32)
    assert receipt is not None
    assert (receipt.success, receipt.gas_used, receipt.revert, receipt.contract_address) == (False, 16, b"\1\2", None)
    server.answer = always(None)
    assert ledger.receipt(b"\1" * 32) is None
    server.answer = lambda method, params: found if params[0].endswith("1") else None
    assert [one is None for one in ledger.receipts([b"\1" * 32, b"\2" * 32])] == [False, True]
    server.answer = refusing(-32603, "internal error")
    with pytest.raises(LedgerUnavailable):
        ledger.receipts([b"\1" * 32])


def test_blocks_are_read_in_calls_of_a_bounded_size_until_there_are_no_more(server: Server, ledger: RpcLedger) -> None:
    def answer(method: str, params: list[int]) -> Any:
        first, count = params
        assert count <= BATCH
        block = {"txs": ["0x01"], "receipts": ["0x0203"], "signature": None}
        return [{"header": f"0x{number:08x}", **block} for number in range(first, min(first + count, 600))][:200]

    server.answer = answer
    found = list(ledger.blocks(3, 10_000))
    assert [int.from_bytes(one.header, "big") for one in found] == list(range(3, 600))
    assert (found[0].transactions, found[0].receipts, found[0].signature) == ((b"\1",), (b"\2\3",), None)
    assert len(list(ledger.blocks(3, 7))) == 5


def test_error_of_a_contract_is_named_with_its_arguments(server: Server, ledger: RpcLedger) -> None:
    data = "0x01020304" + "aa" * 32 + (7).to_bytes(32, "big").hex()
    server.answer = refusing(3, "execution reverted", data)
    with pytest.raises(LedgerRefused) as caught:
        ledger.call(b"\1" * 20, b"")
    assert caught.value.name == "Authorization_GrantUnknown"
    assert caught.value.values == (b"\xaa" * 32, 7)
    assert caught.value.rpc_code == 3
    assert "Authorization_GrantUnknown(0xaa" in str(caught.value)


@pytest.mark.parametrize(
    ("data", "name", "text"),
    [
        ("0x", "", "without a reason"),
        (None, "", "without a reason"),
        ("0xffffffff" + "00" * 32, "", "a reason we know"),
        ("0x01020304", "", "a reason we know"),
        ("0x4e487b71" + (0x11).to_bytes(32, "big").hex(), "Panic", "overflow"),
        ("0x08c379a0" + "20".zfill(64) + "2".zfill(64) + "6e6f" + "0" * 60, "Error", "no"),
        ("0x08c379a0" + "20".zfill(64) + "2".zfill(64) + "ffff" + "0" * 60, "", "a reason we know"),
        ("0x08c379a0" + "ff" * 64, "", "a reason we know"),
        ("zz", "", "without a reason"),
    ],
)
def test_other_reverts(server: Server, ledger: RpcLedger, data: Any, name: str, text: str) -> None:
    server.answer = refusing(3, "execution reverted", data)
    with pytest.raises(LedgerRefused, match=text) as caught:
        ledger.call(b"\1" * 20, b"")
    assert caught.value.name == name


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("nonce too low: next nonce 5, tx nonce 4", NonceTooLow),
        ("nonce too high: next nonce 5, tx nonce 4000", NonceTooHigh),
        ("replacement transaction underpriced: another with this nonce is waiting", NonceBusy),
        ("exceeds block gas limit", LedgerRefused),
        ("invalid chain id for signer: have 1 want 2", LedgerRefused),
        ("oversized data", LedgerRefused),
        ("txpool is full", LedgerUnavailable),
        ("less than 1 bytes are free on the ledger's disk", LedgerUnavailable),
        ("the ledger stopped writing: disk", LedgerUnavailable),
        ("internal error", LedgerUnavailable),
    ],
)
def test_what_became_of_a_transaction(server: Server, ledger: RpcLedger, message: str, kind: type[LedgerError]) -> None:
    server.answer = refusing(-32000, message)
    for submit in (lambda: ledger.submit(b"\1"), lambda: ledger.submit_all([b"\1"])):
        with pytest.raises(kind) as caught:
            submit()
        assert type(caught.value) is kind


def test_transaction_known_already_is_accepted_again(server: Server, ledger: RpcLedger) -> None:
    server.answer = refusing(-32000, "already known")
    assert ledger.submit(b"raw") == transaction_hash(b"raw")
    assert ledger.submit_all([b"raw", b"two"]) == [transaction_hash(b"raw"), transaction_hash(b"two")]


def test_large_batches_are_split_and_keep_their_order(server: Server, ledger: RpcLedger) -> None:
    server.answer = lambda method, params: params[0]
    count = BATCH * 2 + 7
    assert ledger.batch([("echo", [number]) for number in range(count)]) == list(range(count))
    assert [len(one) for one in server.requests] == [BATCH, BATCH, 7]


@pytest.mark.parametrize("code", [-32601, -32602])
def test_wrong_questions_are_refused(server: Server, ledger: RpcLedger, code: int) -> None:
    server.answer = refusing(code, "no such method")
    with pytest.raises(LedgerRefused) as caught:
        ledger.head()
    assert caught.value.rpc_code == code


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"not json",
        b"null",
        b"[]",
        b"7",
        b"{}",
        b'{"error": 5}',
        b'{"error": {"code": -1}}',
        b'{"result": 5}',
        b'{"result": "5"}',
        b'{"result": "0x"}',
        b'{"result": "0x-5"}',
        b'{"result": "0x1_0"}',
        b'{"result": {"number": "0x1"}}',
        b'{"result": [{"header": 1}]}',
        b"\xff\xfe",
    ],
)
def test_answers_that_are_none_leave_everything_unknown(server: Server, ledger: RpcLedger, raw: bytes) -> None:
    server.raw = raw
    for ask in (lambda: ledger.chain_id, ledger.head, lambda: ledger.submit_all([b"1"])):
        with pytest.raises(LedgerUnavailable):
            ask()
    with pytest.raises(LedgerUnavailable):
        ledger.submit(b"\1")
    with pytest.raises(LedgerUnavailable):
        list(ledger.blocks(0, 1))
    with pytest.raises(LedgerUnavailable):
        ledger.receipt(b"\1" * 32)


@pytest.mark.parametrize("status", [302, 307, 404, 500, 503])
def test_other_http_statuses_are_outages_and_redirects_are_not_followed(
    server: Server, ledger: RpcLedger, status: int
) -> None:
    server.answer = always("0x1")
    server.http_status = status
    with pytest.raises(LedgerUnavailable):
        ledger.submit(b"\1")
    assert len(server.requests) == 1


def test_nobody_there_and_no_address() -> None:
    with Server() as gone:
        url = gone.url
    ledger = RpcLedger(url, timeout=(0.5, 0.5))
    with pytest.raises(LedgerUnavailable):
        ledger.head()
    ledger.close()
    with pytest.raises(LedgerUnavailable):
        RpcLedger("file:///etc/passwd")


def test_token_is_sent_and_proxy_variables_are_not_read(server: Server) -> None:
    before = dict(os.environ)
    os.environ.update(http_proxy="http://127.0.0.1:9", HTTP_PROXY="http://127.0.0.1:9")
    try:
        server.answer = always("0x1")
        ledger = RpcLedger(server.url, token="secret")
        assert ledger.chain_id == 1
        assert server.headers[0]["Authorization"] == "Bearer secret"
        ledger.close()
    finally:
        os.environ.clear()
        os.environ.update(before)
