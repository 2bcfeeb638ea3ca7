"""JSON-RPC in-process: every method's shape, and what each kind of wrong request gets."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import rlp
from eth_account import Account as EthAccount
from trie.hexary import HexaryTrie

from chain_node.crypto.secp256k1 import keccak256, recover
from chain_node.engines.embedded.ledger import EmbeddedLedger
from chain_node.engines.embedded.limits import Limits
from chain_node.engines.embedded.rpc.dispatch import Dispatcher
from chain_node.ledger.blocks import check_roots, parse_header
from chain_node.ledger.port import Block
from tests.unit.chain_node.engines.contracts import PUT, READ, REVERTING, Account, put


class Client:
    """A ledger with a contract and some blocks, and its dispatcher."""

    def __init__(self, directory: Path) -> None:
        limits = Limits(log_results=20, log_blocks=1_000, batch_requests=10, raw_blocks=16, answer_bytes=1_000_000)
        self.ledger = EmbeddedLedger(directory, limits)
        self.submitted = 0
        self.dispatcher = Dispatcher(self.ledger, self._count)
        self.account = Account(self.ledger.chain_id)
        self.contract = self.deploy(PUT)
        self.hashes: list[str] = []
        for _ in range(3):
            for _ in range(2):
                raw, digest = self.account.sign(self.contract, put(bytes((len(self.hashes),))))
                self.ledger.submit(raw)
                self.hashes.append("0x" + digest.hex())
            self.ledger.seal()

    def _count(self) -> None:
        self.submitted += 1

    def deploy(self, code: bytes) -> bytes:
        self.ledger.submit(self.account.sign(None, code)[0])
        return self.ledger.seal().sealed.transactions[0].created

    async def post(self, document: Any) -> Any:
        body = document if isinstance(document, bytes) else json.dumps(document).encode()
        answer = self.dispatcher.answer(body)
        if isinstance(answer, list):
            answer = await self.dispatcher.answer_batch(answer)
        return json.loads(answer) if answer else None

    async def call(self, method: str, *values: Any) -> Any:
        answer = await self.post({"jsonrpc": "2.0", "id": 7, "method": method, "params": values})
        assert answer["id"] == 7
        if "error" in answer:
            raise AssertionError(answer["error"])
        return answer["result"]

    async def error(self, method: str, *values: Any) -> dict[str, Any]:
        answer = await self.post({"jsonrpc": "2.0", "id": 7, "method": method, "params": values})
        assert "error" in answer, answer
        error: dict[str, Any] = answer["error"]
        return error


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    client = Client(tmp_path_factory.mktemp("rpc") / "data")
    yield client
    client.ledger.close()


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    opened = Client(tmp_path / "data")
    yield opened
    opened.ledger.close()


def address(of: bytes) -> str:
    return "0x" + of.hex()


async def test_blocks_by_number_hash_and_tag_are_the_same_block(shared: Client) -> None:
    block = await shared.call("eth_getBlockByNumber", "0x2", True)
    assert await shared.call("eth_getBlockByHash", block["hash"], True) == block
    assert [tx["hash"] for tx in block["transactions"]] == shared.hashes[:2]
    assert (await shared.call("eth_getBlockByNumber", "0x2", False))["transactions"] == shared.hashes[:2]
    head = await shared.call("eth_getBlockByNumber", "latest", False)
    for tag in ("safe", "finalized", "pending", "0x4"):
        assert await shared.call("eth_getBlockByNumber", tag, False) == head
    assert (await shared.call("eth_getBlockByNumber", "earliest", False))["number"] == "0x0"
    assert await shared.call("eth_getBlockByNumber", "0x5", False) is None
    assert await shared.call("eth_getBlockByHash", "0x" + "00" * 32, False) is None
    assert await shared.call("eth_getBlockTransactionCountByNumber", "0x2") == "0x2"


async def test_receipts_one_by_one_and_by_block_are_the_same(shared: Client) -> None:
    receipts = await shared.call("eth_getBlockReceipts", "0x3")
    assert [one["transactionHash"] for one in receipts] == shared.hashes[2:4]
    assert [await shared.call("eth_getTransactionReceipt", digest) for digest in shared.hashes[2:4]] == receipts
    assert [log["logIndex"] for one in receipts for log in one["logs"]] == ["0x0", "0x1"]
    total = sum(int(one["gasUsed"], 16) for one in receipts)
    assert int(receipts[-1]["cumulativeGasUsed"], 16) == total
    assert await shared.call("eth_getBlockReceipts", receipts[0]["blockHash"]) == receipts
    assert await shared.call("eth_getBlockReceipts", "0x63") is None
    assert await shared.call("eth_getTransactionReceipt", "0x" + "00" * 32) is None


async def test_a_waiting_transaction_has_no_receipt_and_counts_as_pending(client: Client) -> None:
    raw, digest = client.account.sign(client.contract, put(b"w"))
    assert await client.call("eth_sendRawTransaction", "0x" + raw.hex()) == "0x" + digest.hex()
    assert client.submitted == 1
    who = client.account.key.address
    assert await client.call("eth_getTransactionReceipt", "0x" + digest.hex()) is None
    assert (await client.call("eth_getTransactionByHash", "0x" + digest.hex()))["blockHash"] is None
    assert await client.call("eth_getTransactionCount", who, "latest") == "0x7"
    assert await client.call("eth_getTransactionCount", who, "pending") == "0x8"
    assert (await client.error("eth_sendRawTransaction", "0x" + raw.hex()))["message"] == "already known"
    client.ledger.seal()
    mined = await client.call("eth_getTransactionByHash", "0x" + digest.hex())
    assert (mined["blockNumber"], mined["transactionIndex"], mined["from"]) == ("0x5", "0x0", who.lower())
    assert (await client.error("eth_sendRawTransaction", "0x" + raw.hex()))["message"] == "already known"
    assert await client.call("eth_getTransactionCount", who, "latest") == "0x8"


async def test_a_transaction_of_a_stock_wallet_is_understood(client: Client) -> None:
    wallet = EthAccount.create()
    signed = wallet.sign_transaction(
        {"chainId": client.ledger.chain_id, "nonce": 0, "gas": 21_000, "gasPrice": 0, "to": wallet.address, "value": 0}
    )
    digest = await client.call("eth_sendRawTransaction", "0x" + signed.raw_transaction.hex())
    assert digest == "0x" + signed.hash.hex().removeprefix("0x")
    client.ledger.seal()
    mined = await client.call("eth_getTransactionByHash", digest)
    assert mined["from"] == wallet.address.lower()
    assert int(mined["chainId"], 16) == client.ledger.chain_id


async def test_events_are_found_by_address_topics_and_blocks(shared: Client) -> None:
    everything = await shared.call("eth_getLogs", {"fromBlock": "0x0"})
    assert len(everything) == 6
    assert [(log["blockNumber"], log["logIndex"]) for log in everything] == [
        (number, index) for number in ("0x2", "0x3", "0x4") for index in ("0x0", "0x1")
    ]
    key = "0x" + bytes(31).hex() + "03"
    caller = "0x" + shared.account.key.address_bytes.rjust(32, b"\0").hex()
    for wanted, count in (
        ({"address": address(shared.contract)}, 6),
        ({"address": [address(shared.contract), address(bytes(20))]}, 6),
        ({"address": address(bytes(20))}, 0),
        ({"topics": [key]}, 1),
        ({"topics": [[key, "0x" + bytes(32).hex()]]}, 2),
        ({"topics": [None, caller]}, 6),
        ({"topics": [None, caller, None]}, 0),
        ({"topics": []}, 6),
        ({"fromBlock": "0x3", "toBlock": "0x3"}, 2),
        ({"fromBlock": "0x3", "toBlock": "0x63"}, 4),
        ({"fromBlock": "0x63"}, 0),
    ):
        assert len(await shared.call("eth_getLogs", {"fromBlock": "0x0"} | wanted)) == count, wanted
    block_hash = everything[0]["blockHash"]
    assert await shared.call("eth_getLogs", {"blockHash": block_hash}) == everything[:2]
    receipt = await shared.call("eth_getTransactionReceipt", shared.hashes[0])
    assert receipt["logs"] == everything[:1]


async def test_events_are_found_through_the_index_as_well(client: Client) -> None:
    for _ in range(70):
        client.ledger.seal()
    found = await client.call("eth_getLogs", {"fromBlock": "0x0", "address": address(client.contract)})
    assert len(found) == 6
    assert found == sorted(found, key=lambda log: (int(log["blockNumber"], 16), int(log["logIndex"], 16)))


async def test_limits_of_events_are_told(client: Client) -> None:
    for _ in range(20):
        client.ledger.submit(client.account.sign(client.contract, put(b"x"))[0])
    client.ledger.seal()
    error = await client.error("eth_getLogs", {"fromBlock": "0x0"})
    assert (error["code"], "more than 20 events" in error["message"]) == (-32005, True)
    assert (await client.error("eth_getLogs", {"address": [address(bytes(20))] * 257}))["code"] == -32005


async def test_state_is_read_as_of_any_block(shared: Client) -> None:
    where = address(shared.contract)
    assert await shared.call("eth_getStorageAt", where, "0x1", "latest") == "0x" + (6).to_bytes(32, "big").hex()
    assert int(await shared.call("eth_getStorageAt", where, "0x" + bytes(31).hex() + "01", "0x2"), 16) == 2
    assert int(await shared.call("eth_getStorageAt", where, "0x1", {"blockNumber": "0x3"}), 16) == 4
    block = await shared.call("eth_getBlockByNumber", "0x3", False)
    assert int(await shared.call("eth_getStorageAt", where, "0x1", {"blockHash": block["hash"]}), 16) == 4
    assert await shared.call("eth_getCode", where) != "0x"
    assert await shared.call("eth_getCode", where, "0x0") == "0x"
    assert await shared.call("eth_getBalance", where) == "0x0"


async def test_proofs_hold_against_the_state_root(shared: Client) -> None:
    where = shared.contract
    proof = await shared.call("eth_getProof", address(where), ["0x1", "0x" + "ff" * 32], "0x3")
    block = await shared.call("eth_getBlockByNumber", "0x3", False)
    reference: Any = HexaryTrie
    nodes = [rlp.decode(bytes.fromhex(node[2:])) for node in proof["accountProof"]]
    account = rlp.decode(reference.get_from_proof(bytes.fromhex(block["stateRoot"][2:]), keccak256(where), nodes))
    assert "0x" + account[2].hex() == proof["storageHash"]
    present, absent = proof["storageProof"]
    assert (present["value"], absent["value"]) == ("0x4", "0x0")
    for entry, key, value in ((present, (1).to_bytes(32, "big"), b"\4"), (absent, b"\xff" * 32, b"")):
        nodes = [rlp.decode(bytes.fromhex(node[2:])) for node in entry["proof"]]
        assert reference.get_from_proof(account[2], keccak256(key), nodes) == value


async def test_a_revert_is_error_3_with_its_data(client: Client) -> None:
    reverting = address(client.deploy(REVERTING))
    for method in ("eth_call", "eth_estimateGas"):
        error = await client.error(method, {"to": reverting})
        assert (error["code"], error["message"]) == (3, "execution reverted: nope")
        assert error["data"].startswith("0x08c379a0")
    error = await client.error("eth_call", {"to": address(client.contract), "gas": hex(22_000)})
    assert (error["code"], error["message"]) == (-32000, "out of gas")
    error = await client.error("eth_call", {"to": address(client.contract), "value": "0x1"})
    assert (error["code"], error["message"]) == (-32000, "insufficient funds for transfer")


async def test_calls_read_the_block_they_name(client: Client) -> None:
    reader = address(client.deploy(READ))
    assert await client.call("eth_call", {"to": reader, "data": "0x"}) == "0x" + "00" * 32
    assert await client.call("eth_call", {"to": reader, "input": "0x"}, "0x1") == "0x", "not there yet"
    assert (await client.error("eth_call", {"to": reader}, "0x63"))["message"] == "header not found"


async def test_estimated_gas_is_enough_and_not_much_more(client: Client) -> None:
    call = {"from": client.account.key.address, "to": address(client.contract), "data": "0x" + put(b"new").hex()}
    estimate = int(await client.call("eth_estimateGas", call), 16)
    client.ledger.submit(client.account.sign(client.contract, put(b"new"), gas=estimate)[0])
    row = client.ledger.seal().sealed.transactions[0]
    receipt = await client.call("eth_getTransactionReceipt", "0x" + row.hash.hex())
    assert receipt["status"] == "0x1"
    assert row.gas_used <= estimate <= row.gas_used * 1.1
    creation = {"from": client.account.key.address, "data": "0x" + PUT.hex()}
    assert 53_000 < int(await client.call("eth_estimateGas", creation), 16) < 100_000
    assert await client.call("eth_estimateGas", {"to": address(b"\7" * 20)}) == hex(21_000)


async def test_raw_blocks_verify_without_the_ledger(shared: Client) -> None:
    answer = await shared.call("lianlu_getBlocks", 0, 16)
    assert [one["number"] for one in answer] == [0, 1, 2, 3, 4]
    parent = b""
    for one in answer:
        raw = {key: bytes.fromhex(one[key][2:]) for key in ("header", "signature")}
        txs, receipts = (tuple(bytes.fromhex(item[2:]) for item in one[key]) for key in ("txs", "receipts"))
        header = parse_header(raw["header"])
        check_roots(Block(raw["header"], txs, receipts), header)
        assert recover(header.hash, raw["signature"]).lower() == address(shared.ledger.genesis.ledger_key)
        assert one["number"] == 0 or header.parent == parent
        parent = header.hash
        assert await shared.call("debug_getRawHeader", hex(one["number"])) == one["header"]
        assert await shared.call("debug_getRawReceipts", hex(one["number"])) == one["receipts"]
        assert await shared.call("lianlu_getBlockSignature", hex(one["number"])) == one["signature"]
    assert len(await shared.call("lianlu_getBlocks", "0x2", 2)) == 2
    assert await shared.call("lianlu_getBlocks", 5, 1) == []
    assert await shared.call("debug_getRawTransaction", shared.hashes[0]) == answer[2]["txs"][0]
    assert rlp.decode(bytes.fromhex((await shared.call("debug_getRawBlock", "0x2"))[2:]))[2] == []


async def test_fees_and_constants(shared: Client) -> None:
    assert int(await shared.call("eth_chainId"), 16) == int(await shared.call("net_version"))
    assert await shared.call("eth_gasPrice") == await shared.call("eth_maxPriorityFeePerGas") == "0x0"
    history = await shared.call("eth_feeHistory", "0x2", "latest", [10, 50])
    assert history["oldestBlock"] == "0x3"
    assert (len(history["baseFeePerGas"]), len(history["gasUsedRatio"]), len(history["reward"])) == (3, 2, 2)
    assert await shared.call("eth_syncing") is False
    assert (await shared.call("web3_clientVersion")).startswith("lianlu")
    assert (await shared.call("lianlu_getGenesis"))["chain_id"] == shared.ledger.chain_id
    assert (await shared.call("lianlu_status"))["head"]["number"] == 4


WRONG_PARAMETERS: list[tuple[str, list[Any], int]] = [
    ("eth_getBlockByNumber", [], -32602),
    ("eth_getBlockByNumber", ["latest", False, 1], -32602),
    ("eth_getBlockByNumber", ["newest", False], -32602),
    ("eth_getBlockByNumber", ["0x01", False], -32602),
    ("eth_getBlockByNumber", ["0x", False], -32602),
    ("eth_getBlockByNumber", ["0X1", False], -32602),
    ("eth_getBlockByNumber", ["1", False], -32602),
    ("eth_getBlockByNumber", [1, False], -32602),
    ("eth_getBlockByNumber", ["-0x1", False], -32602),
    ("eth_getBlockByNumber", ["0x1\n", False], -32602),
    ("eth_getBlockByNumber", ["0x" + "f" * 65, False], -32602),
    ("eth_getBlockByNumber", ["0x10000000000000000", False], -32602),
    ("eth_getBlockByNumber", ["0x1", "yes"], -32602),
    ("eth_getBlockByNumber", [{"blockTag": "latest"}, False], -32602),
    ("eth_getBlockByHash", ["0x12", False], -32602),
    ("eth_getTransactionReceipt", ["0x" + "0g" * 32], -32602),
    ("eth_getTransactionReceipt", [None], -32602),
    ("eth_getTransactionReceipt", [["0x"]], -32602),
    ("eth_getBalance", ["0x123", "latest"], -32602),
    ("eth_getBalance", ["0x" + "00" * 20, "0x999"], -32000),
    ("eth_getStorageAt", ["0x" + "00" * 20, "zero", "latest"], -32602),
    ("eth_sendRawTransaction", ["00"], -32602),
    ("eth_sendRawTransaction", ["0x0"], -32602),
    ("eth_sendRawTransaction", ["0x00"], -32000),
    ("eth_sendRawTransaction", ["0xc0"], -32000),
    ("eth_call", ["0x"], -32602),
    ("eth_call", [{"to": 5}], -32602),
    ("eth_call", [{"to": "0x" + "00" * 20, "data": "0x1"}], -32602),
    ("eth_call", [{"to": "0x" + "00" * 20, "data": "0x01", "input": "0x02"}], -32602),
    ("eth_call", [{"to": "0x" + "00" * 20, "gas": "0x1"}], -32000),
    ("eth_call", [{"to": "0x" + "00" * 20}, "latest", {"0x0": {}}], -32602),
    ("eth_getLogs", ["all"], -32602),
    ("eth_getLogs", [{"topics": ["0x01"]}], -32602),
    ("eth_getLogs", [{"topics": [None] * 5}], -32602),
    ("eth_getLogs", [{"topics": [{}]}], -32602),
    ("eth_getLogs", [{"address": {"a": 1}}], -32602),
    ("eth_getLogs", [{"blockHash": "0x" + "00" * 32}], -32000),
    ("eth_getLogs", [{"blockHash": "0x" + "00" * 32, "fromBlock": "0x0"}], -32602),
    ("eth_getLogs", [{"fromBlock": "0x2", "toBlock": "0x1"}], -32000),
    ("eth_getProof", ["0x" + "00" * 20, ["0x1"] * 257, "latest"], -32602),
    ("eth_getProof", ["0x" + "00" * 20, "0x1", "latest"], -32602),
    ("eth_feeHistory", [0, "latest"], -32602),
    ("eth_feeHistory", [True, "latest"], -32602),
    ("eth_feeHistory", [2000, "latest"], -32602),
    ("lianlu_getBlocks", [0, 17], -32602),
    ("lianlu_getBlocks", [-1, 1], -32602),
    ("lianlu_getBlocks", [0, 0], -32602),
    ("lianlu_getBlocks", [1.5, 1], -32602),
    ("lianlu_getBlocks", [1 << 70, 1], -32602),
    ("debug_getRawHeader", ["0x999"], -32000),
    ("eth_sign", [], -32601),
    ("__init__", [], -32601),
    ("", [], -32601),
]


@pytest.mark.parametrize(("method", "values", "code"), WRONG_PARAMETERS)
async def test_wrong_parameters_get_their_code(shared: Client, method: str, values: list[Any], code: int) -> None:
    before = shared.dispatcher.counts[str(code)]
    error = await shared.error(method, *values)
    assert error["code"] == code, error
    assert shared.dispatcher.counts[str(code)] == before + 1


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", -32700),
        (b"{", -32700),
        (b"\xff\xfe", -32700),
        (b"nonsense", -32700),
        (b'{"jsonrpc":"2.0","id":1,"method":"eth_chainId","params":[]}garbage', -32700),
        (b"[" * 100_000, -32700),
        (b'{"a":' * 100_000, -32700),
        (b"1" * 10_000, -32700),
        (b"1", -32600),
        (b"null", -32600),
        (b'"text"', -32600),
        (b"{}", -32600),
        (b"[]", -32600),
        (b"[1]", -32600),
        (b'{"jsonrpc":"1.0","id":1,"method":"eth_chainId"}', -32600),
        (b'{"jsonrpc":"2.0","id":1,"method":5}', -32600),
        (b'{"jsonrpc":"2.0","id":{},"method":"eth_chainId"}', -32600),
        (b'{"jsonrpc":"2.0","id":[1],"method":"eth_chainId"}', -32600),
        (b'{"jsonrpc":"2.0","id":1.5,"method":"eth_chainId"}', -32600),
        (b'{"jsonrpc":"2.0","id":true,"method":"eth_chainId"}', -32600),
        (b'{"jsonrpc":"2.0","id":NaN,"method":"eth_chainId"}', -32700),
        (b'{"jsonrpc":"2.0","id":1,"method":"eth_chainId","params":{"a":1}}', -32602),
        (b'{"jsonrpc":"2.0","id":1,"method":"eth_chainId","params":"x"}', -32602),
        (b"[" + b",".join([b'{"jsonrpc":"2.0","id":1,"method":"eth_chainId"}'] * 11) + b"]", -32600),
    ],
)
async def test_what_is_no_request_gets_its_code(shared: Client, body: bytes, code: int) -> None:
    answer = await shared.post(body)
    first = answer[0] if isinstance(answer, list) else answer
    assert first["error"]["code"] == code
    assert first["jsonrpc"] == "2.0"


async def test_batches_keep_their_order_and_notifications_get_no_answer(shared: Client) -> None:
    requests: list[Any] = [
        {"jsonrpc": "2.0", "id": "a", "method": "eth_chainId"},
        {"jsonrpc": "2.0", "method": "eth_chainId"},
        {"jsonrpc": "2.0", "id": None, "method": "nope"},
        17,
        {"jsonrpc": "2.0", "id": 2, "method": "eth_blockNumber", "params": None},
    ]
    answers = await shared.post(requests)
    assert [(one["id"], "result" in one) for one in answers] == [("a", True), (None, False), (None, False), (2, True)]
    assert await shared.post({"jsonrpc": "2.0", "method": "eth_chainId"}) is None
    assert await shared.post([{"jsonrpc": "2.0", "method": "eth_chainId"}]) is None


async def test_a_batch_whose_answer_grows_too_large_is_cut(tmp_path: Path) -> None:
    ledger = EmbeddedLedger(tmp_path / "data", Limits(answer_bytes=3_000))
    dispatcher = Dispatcher(ledger, lambda: None)
    request = {"jsonrpc": "2.0", "id": 1, "method": "eth_getBlockByNumber", "params": ["0x0", True]}
    answers = json.loads(await dispatcher.answer_batch([request] * 10))
    assert len(answers) == 10
    assert "result" in answers[0]
    assert answers[-1]["error"]["code"] == -32005
    ledger.close()


async def test_a_batch_that_takes_too_long_is_cut(tmp_path: Path) -> None:
    ledger = EmbeddedLedger(tmp_path / "data", Limits(batch_s=0.1, execution_s=0.2))
    loops = {"jsonrpc": "2.0", "id": 1, "method": "eth_call", "params": [{"data": "0x5b600056"}]}
    quick = {"jsonrpc": "2.0", "id": 2, "method": "eth_chainId"}
    answers = json.loads(await Dispatcher(ledger, lambda: None).answer_batch([quick, loops, loops, quick]))
    assert "result" in answers[0]
    assert [one["error"]["code"] for one in answers[1:]] == [-32000, -32005, -32005]
    assert "batch took longer than 0.1 s" in answers[3]["error"]["message"]
    ledger.close()


async def test_garbage_never_gets_anything_but_an_error(shared: Client) -> None:
    source = random.Random(5)
    good = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "eth_getLogs", "params": [{"fromBlock": "0x0"}]}).encode()
    for _ in range(2_000):
        body = bytearray(good)
        for _ in range(source.randrange(1, 6)):
            position = source.randrange(len(body))
            body[position : position + source.randrange(3)] = source.randbytes(source.randrange(3))
        answer = await shared.post(bytes(body))
        for one in answer if isinstance(answer, list) else [answer]:
            assert one is None or "result" in one or one["error"]["code"] in (-32700, -32600, -32601, -32602, -32000)
    assert shared.dispatcher.counts["-32603"] == 0
