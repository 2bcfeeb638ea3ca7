"""The ledger's own machine against py-evm's, on random programs; and what `follow` finds in an altered ledger."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from chain_node.crypto.secp256k1 import EthKey, keccak256
from chain_node.engines.embedded import rlpcodec
from chain_node.engines.embedded.errors import FollowContradicted
from chain_node.engines.embedded.export import export_ledger
from chain_node.engines.embedded.follow import follow_source
from chain_node.engines.embedded.header import decode_header
from chain_node.engines.embedded.ledger import EmbeddedLedger
from chain_node.engines.embedded.replay import Replay
from chain_node.engines.embedded.source import open_source
from chain_node.ledger.port import Block
from tests.unit.chain_node.engines.contracts import PUT, Account, assemble, creation, put
from tests.unit.chain_node.engines.programs import random_creation


def blocks_of(ledger: EmbeddedLedger) -> list[Block]:
    blocks = []
    for row in ledger.store.blocks(0, 1 << 40):
        found = ledger.store.transactions(row.number)
        blocks.append(Block(row.header, tuple(t.raw for t in found), tuple(t.receipt for t in found), row.signature))
    return blocks


def replay(ledger: EmbeddedLedger, blocks: list[Block]) -> int:
    with Replay(ledger.genesis) as machine:
        return sum(machine.apply(block) for block in blocks)


@pytest.mark.parametrize("seed", range(24))
def test_random_programs_give_the_same_blocks_on_both_machines(tmp_path: Path, seed: int) -> None:
    source = random.Random(seed)
    ledger = EmbeddedLedger(tmp_path / "data")
    accounts = [Account(ledger.chain_id) for _ in range(3)]
    contracts: list[bytes] = []
    succeeded = 0
    for _ in range(6):
        for _ in range(8):
            account = source.choice(accounts)
            if len(contracts) < 3 or source.random() < 0.3:
                raw, _ = account.sign(None, random_creation(source, contracts), gas=400_000)
            else:
                words = b"".join(source.choice(_words(source, contracts)) for _ in range(4))
                raw, _ = account.sign(source.choice(contracts), words, gas=source.choice((60_000, 400_000)))
            ledger.submit(raw)
        for row in ledger.seal().sealed.transactions:
            succeeded += bool(row.created)
            contracts.extend([row.created] if row.created else [])
    assert succeeded > 3, "programs that all fail show nothing"
    assert replay(ledger, blocks_of(ledger)) == 48
    ledger.close()


def _words(source: random.Random, contracts: list[bytes]) -> list[bytes]:
    return [source.choice(contracts).rjust(32, b"\0"), bytes(32), (source.randrange(6)).to_bytes(32, "big")]


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> tuple[EmbeddedLedger, list[Block]]:
    ledger = EmbeddedLedger(tmp_path_factory.mktemp("recorded") / "data")
    account = Account(ledger.chain_id)
    ledger.submit(account.sign(None, PUT)[0])
    contract = ledger.seal().sealed.transactions[0].created
    for number in range(4):
        ledger.submit(account.sign(contract, put(bytes((number,))))[0])
        ledger.submit(account.sign(contract, put(bytes((number + 100,))))[0])
        ledger.seal()
    ledger.seal()
    return ledger, blocks_of(ledger)


def header_with(position: int, change: Callable[[bytes], bytes]) -> Callable[[Block, EthKey], Block]:
    """The block with one header field changed and the header signed again by the ledger's own key."""

    def alter(block: Block, key: EthKey) -> Block:
        fields = rlpcodec.decode_list(block.header)
        fields[position] = change(rlpcodec.as_bytes(fields[position]))
        header = rlpcodec.encode(fields)
        return Block(header, block.transactions, block.receipts, key.sign_digest(keccak256(header)))

    return alter


def receipt_with_other_status(block: Block, _: EthKey) -> Block:
    fields = rlpcodec.decode_list(block.receipts[0])
    fields[0] = b""
    return Block(block.header, block.transactions, (rlpcodec.encode(fields), *block.receipts[1:]), block.signature)


def flip(value: bytes) -> bytes:
    return bytes((value[0] ^ 1,)) + value[1:]


ALTERATIONS: dict[str, tuple[Callable[[Block, EthKey], Block], str]] = {
    "another parent": (header_with(0, flip), "parent hash"),
    "uncles": (header_with(1, flip), "header"),
    "a coinbase": (header_with(2, flip), "header"),
    "another state": (header_with(3, flip), "state root"),
    "another transactions root": (header_with(4, flip), "transactions root"),
    "another receipts root": (header_with(5, flip), "receipts root"),
    "another bloom": (header_with(6, flip), "bloom"),
    "another difficulty": (header_with(7, lambda _: b"\2"), "header"),
    "another number": (header_with(8, lambda _: b"\x09"), "number"),
    "another gas limit": (header_with(9, lambda _: b"\x3b\x9a\xca\x01"), "gas limit"),
    "another gas used": (header_with(10, lambda used: used + b"\1"), "gas used"),
    "an earlier time": (header_with(11, lambda _: b"\x01"), "timestamp"),
    "extra data": (header_with(12, lambda _: b"x"), "extra data"),
    "a mix hash": (header_with(13, flip), "header"),
    "a nonce": (header_with(14, flip), "header"),
    "a dropped transaction": (
        lambda b, _: Block(b.header, b.transactions[:1], b.receipts[:1], b.signature),
        "transactions root",
    ),
    "a dropped receipt": (
        lambda b, _: Block(b.header, b.transactions, b.receipts[:1], b.signature),
        "number of receipts",
    ),
    "swapped transactions": (
        lambda b, _: Block(b.header, b.transactions[::-1], b.receipts, b.signature),
        "transaction 0",
    ),
    "another status": (receipt_with_other_status, "receipt 0"),
    "no signature": (lambda b, _: Block(b.header, b.transactions, b.receipts, None), "signature"),
    "a signature of another": (
        lambda b, _: Block(
            b.header, b.transactions, b.receipts, EthKey.from_bytes(b"\1" * 32).sign_digest(keccak256(b.header))
        ),
        "signer",
    ),
    "a header that is none": (lambda b, _: Block(b.header[:-1], b.transactions, b.receipts, b.signature), "header"),
}


@pytest.mark.parametrize("name", ALTERATIONS)
def test_an_altered_block_is_found_and_its_field_named(recorded: tuple[EmbeddedLedger, list[Block]], name: str) -> None:
    ledger, blocks = recorded
    alter, field = ALTERATIONS[name]
    altered = [*blocks[:3], alter(blocks[3], ledger._key), *blocks[4:]]
    with pytest.raises(FollowContradicted) as caught:
        replay(ledger, altered)
    assert (caught.value.number, caught.value.field) == (3, field)


def test_a_missing_or_repeated_block_is_found(recorded: tuple[EmbeddedLedger, list[Block]]) -> None:
    ledger, blocks = recorded
    for altered in ([*blocks[:2], *blocks[3:]], [*blocks[:2], blocks[1], *blocks[2:]]):
        with pytest.raises(FollowContradicted) as caught:
            replay(ledger, altered)
        assert (caught.value.number, caught.value.field) == (2, "number")


def test_the_genesis_of_another_ledger_is_found(recorded: tuple[EmbeddedLedger, list[Block]], tmp_path: Path) -> None:
    other = EmbeddedLedger(tmp_path / "other")
    with pytest.raises(FollowContradicted) as caught:
        replay(other, recorded[1])
    assert caught.value.number == 0
    other.close()


def test_an_export_is_followed_and_an_altered_one_is_not(
    recorded: tuple[EmbeddedLedger, list[Block]], tmp_path: Path
) -> None:
    ledger, blocks = recorded
    file = tmp_path / "ledger.jsonl"
    assert export_ledger(ledger.directory.path, file)["blocks"] == len(blocks)
    pinned = "0x" + ledger.genesis.hash.hex()

    def follow(**options: Any) -> dict[str, Any]:
        arguments: dict[str, Any] = {"trust": None, "genesis_hash": pinned, "watch": False, "progress": print} | options
        return follow_source(lambda: open_source(str(file)), **arguments)

    report = follow()
    assert (report["ok"], report["exit"], report["transactions"]) == (True, 0, 9)
    assert follow(genesis_hash="0x" + "00" * 32)["exit"] == 4

    lines = file.read_text().splitlines()
    block = json.loads(lines[4])
    block["txs"] = block["txs"][::-1]
    lines[4] = json.dumps(block)
    file.write_text("\n".join(lines) + "\n")
    report = follow()
    assert (report["exit"], report["finding"]["block"]) == (1, 3)

    file.write_text("\n".join([*lines[:3], lines[3][:-20]]))
    assert follow()["exit"] == 2, "a file that ends in the middle is no contradiction"


def test_the_time_of_each_block_is_not_before_its_parents(recorded: tuple[EmbeddedLedger, list[Block]]) -> None:
    times = [decode_header(block.header).timestamp for block in recorded[1]]
    assert times == sorted(times)


@pytest.mark.parametrize(
    "text",
    [
        "JUMPDEST 0x01 0x00 JUMP",  # fills the stack, then fails
        "JUMPDEST 0x00 JUMP",  # runs out of gas
        "0x04 JUMP 0x5b5b STOP",  # lands in a literal
        "0x0a 0x40 JUMP",
        "0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff JUMP",
        "0x01 0x07 JUMPI STOP STOP JUMPDEST 0x07 0x00 SSTORE",
        "0xffffffff MLOAD STOP",
        "0x01 0xffffffffffffffffffffffff MSTORE",
        "0x00 0x00 0x00 0x00 0x00 ADDRESS GAS CALL 0x00 SLOAD 0x01 ADD 0x00 SSTORE",  # calls itself
        "0x00 0x00 0x00 0x00 ADDRESS GAS DELEGATECALL 0x00 SLOAD 0x01 ADD 0x00 SSTORE",
        "GAS 0x00 SSTORE GAS 0x01 SSTORE MSIZE 0x02 SSTORE 0x01 0x0400 MSTORE MSIZE 0x03 SSTORE GAS 0x04 SSTORE",
        "0x01 0x012345 MSTORE GAS 0x00 SSTORE 0x012346 MLOAD GAS 0x01 SSTORE 0x02 SSTORE MSIZE 0x03 SSTORE",
        "0x21 MLOAD 0x1f MLOAD 0x20 MLOAD MSIZE 0x00 SSTORE GAS 0x01 SSTORE",
        f"0x{'ff' * 32} MLOAD",
        f"0x01 0x{'ff' * 32} MSTORE",
        f"0x{'ff' * 32} CALLDATALOAD 0x01 ADD 0x00 SSTORE",
        f"0x{'ff' * 32}",  # ends in its literal
        "0x01 MSTORE",
        "MLOAD",
        "CALLDATALOAD",
        "ISZERO",
        "JUMPDEST CALLDATASIZE 0x00 JUMP",  # fills the stack by an instruction that py-evm carries out
        "0x01 JUMPDEST DUP1 0x02 JUMP",
        "POP",
        "0x01 SWAP1",
        "DUP1",
        "0x01 ADD",
    ],
)
def test_corners_of_the_machine_give_the_same_blocks(tmp_path: Path, text: str) -> None:
    ledger = EmbeddedLedger(tmp_path / "data")
    account = Account(ledger.chain_id)
    ledger.submit(account.sign(None, creation(assemble(text)))[0])
    contract = ledger.seal().sealed.transactions[0].created
    for gas in (21_000, 21_500, 24_000, 60_000, 2_000_000):
        ledger.submit(account.sign(contract, gas=gas)[0])
    ledger.seal()
    assert replay(ledger, blocks_of(ledger)) == 6
    ledger.close()
