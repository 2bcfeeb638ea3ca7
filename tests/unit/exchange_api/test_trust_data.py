"""The trust data's copy of the ledger: it grows by what is new, starts again if it is damaged, and has a limit."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from chain_node.ledger.export import LedgerExport, write_export
from chain_node.ledger.trust import Trust
from exchange_api.evidence_errors import LedgerCopyTooLarge
from exchange_api.service.trust_data import DIRECTORY, FILE, TrustData
from tests.simulator import SimulatedLedger
from tests.unit.chain_node.ledger.test_replica import said

TRUST = Trust("LIANLU", "embedded", 1337, bytes(32), bytes(20))


class Source:
    """A ledger that is mined on, read through an export as it is now; says from which block on it was read."""

    def __init__(self, directory: Path) -> None:
        self.ledger = SimulatedLedger(sign=lambda digest: digest + digest + b"\x1b")
        self.file = directory / "source.jsonl"
        self.read_from: list[int] = []

    def mine(self, text: str) -> None:
        self.ledger.emit(said(1, text))

    def __call__(self) -> LedgerExport:
        with self.file.open("wb") as file:
            write_export(file, {"chain_id": 1337}, self.ledger.blocks(0, 1000))
        source, noted = LedgerExport(self.file), self.read_from

        class Noting(LedgerExport):
            def blocks(self, first: int, last: int):  # type: ignore[no-untyped-def]
                noted.append(first)
                return super().blocks(first, last)

        source.close()
        return Noting(self.file)


def inside(archive: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(archive) as files:
        return {name: files.read(name) for name in files.namelist()}


async def test_the_copy_grows_by_what_is_new(tmp_path: Path) -> None:
    source = Source(tmp_path)
    source.mine("a")
    trust = TrustData(tmp_path, TRUST, source, 1 << 20)
    found = inside(await trust.archive())
    assert found["trust.json"] == TRUST.dump()
    assert found[FILE] == source.file.read_bytes()
    copied = source.ledger.head().number
    source.mine("b")
    source.mine("c")
    assert inside(await trust.archive())[FILE] == source.file.read_bytes()
    assert source.read_from == [0, copied + 1]
    assert inside(await trust.archive())[FILE] == source.file.read_bytes()
    assert source.read_from == [0, copied + 1]
    assert FILE not in inside(await trust.archive(with_ledger=False))


async def test_a_copy_that_was_cut_off_is_made_anew(tmp_path: Path) -> None:
    source = Source(tmp_path)
    source.mine("a")
    trust = TrustData(tmp_path, TRUST, source, 1 << 20)
    await trust.archive()
    copy = tmp_path / DIRECTORY / FILE
    copy.write_bytes(copy.read_bytes()[:-5])
    assert inside(await trust.archive())[FILE] == source.file.read_bytes()
    assert source.read_from == [0, 0]


async def test_a_ledger_beyond_the_limit_is_not_copied(tmp_path: Path) -> None:
    source = Source(tmp_path)
    source.mine("a")
    await TrustData(tmp_path, TRUST, source, 1 << 20).archive()
    kept = (tmp_path / DIRECTORY / FILE).read_bytes()
    source.mine("b")
    with pytest.raises(LedgerCopyTooLarge):
        await TrustData(tmp_path, TRUST, source, len(kept)).archive()
    assert (tmp_path / DIRECTORY / FILE).read_bytes() == kept
