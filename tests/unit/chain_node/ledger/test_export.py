"""A ledger in a file gives the replica what the live one gives, and a damaged file is no shorter ledger."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from chain_node.ledger.errors import ExportUnreadable, LedgerRefused, ReplicaContradicted
from chain_node.ledger.export import LedgerExport, write_export
from tests.simulator import SimulatedLedger
from tests.unit.chain_node.ledger.test_replica import name_at, replica_of, said


def exported(tmp_path: Path, ledger: SimulatedLedger, chain_id: int = 1337) -> Path:
    path = tmp_path / "ledger.jsonl"
    with path.open("wb") as file:
        count = write_export(file, {"chain_id": chain_id}, ledger.blocks(0, 100))
    assert count == ledger.head().number + 1
    return path


_OPEN: list[LedgerExport] = []


def opened(path: Path) -> LedgerExport:
    _OPEN.append(LedgerExport(path))
    return _OPEN[-1]


@pytest.fixture(autouse=True)
def close_files() -> Iterator[None]:
    yield
    while _OPEN:
        _OPEN.pop().close()


@pytest.fixture
def ledger() -> SimulatedLedger:
    made = SimulatedLedger(sign=lambda digest: digest + digest + b"\x1b")
    made.emit(said(1, "a"))
    made.mine()
    made.emit(said(1, "b"), said(2, "c"))
    return made


def test_file_and_live_ledger_give_the_same_replica(tmp_path: Path, ledger: SimulatedLedger) -> None:
    export = opened(exported(tmp_path, ledger))
    assert (export.chain_id, export.head()) == (1337, ledger.head())
    assert list(export.blocks(0, 99)) == list(ledger.blocks(0, 99))
    assert list(export.blocks(2, 2)) == list(ledger.blocks(2, 2))
    replica = replica_of(ledger)
    replica._source = export
    assert replica.sync() == 4
    assert [name_at(replica, number) for number in range(4)] == [None, "a", "a", "b"]


def test_hexadecimal_without_prefix_and_unknown_members_are_read(tmp_path: Path, ledger: SimulatedLedger) -> None:
    path = exported(tmp_path, ledger)
    path.write_text(path.read_text().replace("0x", "").replace('"txs"', '"size":1,"txs"'))
    assert list(opened(path).blocks(0, 9)) == list(ledger.blocks(0, 9))


def test_altered_block_is_found_by_the_replica(tmp_path: Path, ledger: SimulatedLedger) -> None:
    path = exported(tmp_path, ledger)
    lines = path.read_text().splitlines()
    altered = json.loads(lines[2])
    altered["receipts"] = json.loads(lines[4])["receipts"]
    lines[2] = json.dumps(altered)
    path.write_text("\n".join(lines) + "\n")
    replica = replica_of(ledger)
    replica._source = opened(path)
    with pytest.raises(ReplicaContradicted):
        replica.sync()


def test_a_file_takes_no_calls(tmp_path: Path, ledger: SimulatedLedger) -> None:
    export = opened(exported(tmp_path, ledger))
    for ask in (
        lambda: export.call(b"", b""),
        lambda: export.submit(b""),
        lambda: export.receipt(b""),
        lambda: export.nonce(b""),
    ):
        with pytest.raises(LedgerRefused):
            ask()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "x\n",
        "[]\n",
        "[" * 100_000 + "\n",
        '{"format":"lianlu-ledger/2","chain_id":1}\n',
        '{"format":"lianlu-ledger/1"}\n',
        '{"format":"lianlu-ledger/1","chain_id":true}\n',
        '{"format":"lianlu-ledger/1","chain_id":1}',
    ],
)
def test_what_is_no_export_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "bad"
    path.write_text(text)
    with pytest.raises(ExportUnreadable):
        LedgerExport(path)


def test_missing_file_and_file_without_blocks(tmp_path: Path) -> None:
    with pytest.raises(ExportUnreadable):
        LedgerExport(tmp_path / "nothing")
    path = tmp_path / "empty"
    path.write_text('{"format":"lianlu-ledger/1","chain_id":1}\n')
    with pytest.raises(ExportUnreadable):
        opened(path).head()


def test_file_cut_in_the_middle_of_a_line_is_refused_whole(tmp_path: Path, ledger: SimulatedLedger) -> None:
    path = exported(tmp_path, ledger)
    path.write_bytes(path.read_bytes()[:-7])
    with pytest.raises(ExportUnreadable):
        LedgerExport(path)


@pytest.mark.parametrize(
    "line", ["{}", '{"header":1,"txs":[],"receipts":[]}', '{"header":"zz","txs":[],"receipts":[]}', "7"]
)
def test_malformed_block_line_is_refused(tmp_path: Path, ledger: SimulatedLedger, line: str) -> None:
    path = exported(tmp_path, ledger)
    lines = path.read_text().splitlines()
    lines[3] = line
    path.write_text("\n".join(lines) + "\n")
    export = opened(path)
    with pytest.raises(ExportUnreadable):
        list(export.blocks(0, 9))
