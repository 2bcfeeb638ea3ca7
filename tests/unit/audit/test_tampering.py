"""Directories that were changed after their logs were anchored: cases 1 to 4, 6 to 8, 10, 12 and 13."""

from __future__ import annotations

import pytest

from audit.findings import Severity
from audit.logpass import Level
from audit.run import Report
from chain_node.evidence.leaf import Role, leaf_hash
from chain_node.evidence.statement import MType
from tests.fixtures.attacks import Crime, flip, moved, resealed
from tests.fixtures.evidence import Evidence

LOG = "scjg"


def codes(report: Report) -> set[str]:
    """Codes of all contradictions."""
    return {one.code for one in report.findings.items if one.severity is Severity.CONTRADICTION}


def places(report: Report, code: str) -> set[tuple[bytes | None, int | None]]:
    """(log, leaf) of the findings with a code."""
    return {(one.log, one.leaf) for one in report.findings.items if one.code == code}


def test_an_honest_world_is_verified(tampered: Crime) -> None:
    report = tampered.audit()
    assert (report.exit_code, codes(report)) == (0, set())
    assert report.outcomes["MATCHED"] == 137 and report.outcomes["REFUSED"] == 1 and report.outcomes["VOIDED"] == 1
    provider = next(log for log in report.logs if log.gateway.endswith("scjg/gw1"))
    assert provider.tiles >= 2 and provider.verified_size == provider.anchored_size > 256


@pytest.mark.parametrize("level", list(Level), ids=lambda level: level.name)
def test_each_level_says_what_it_did_not_check(tampered: Crime, level: Level) -> None:
    report = tampered.audit(level=level)
    assert report.exit_code == 0
    assert ("ROOTS" in report.not_checked) is (level < Level.MERKLE)
    assert ("SIGNATURES" in report.not_checked) is (level < Level.SIG)
    assert ("COUNTERPARTS" in report.not_checked) is (level < Level.CROSS)
    assert {"COLLUSION", "FALSE_CONTENT", "BYPASS"} <= set(report.not_checked)


@pytest.mark.parametrize("index", [0, 1, 7, 100, 255, 256, 270])
def test_case_01_one_bit_of_an_entry(tampered: Crime, index: int) -> None:
    size = len(tampered.leaves(LOG)[index])
    for place in (3, 12, size // 3, size // 2, size - 1):
        crime = Crime(tampered.evidence, tampered.root / f"{place}")
        crime.alter(LOG, index, flip(place, place % 8))
        report = crime.audit(LOG)
        assert report.exit_code == 1
        found = [one for one in report.findings.items if one.leaf == index and one.code == "LEAF_ALTERED"]
        assert [one.log for one in found] == [crime.sides[LOG].log.log_id], codes(report)
        assert "ROOT_MISMATCH" not in codes(report) and found[0].evidence["anchored_root"]


def test_case_02_a_tile_altered(tampered: Crime) -> None:
    hashes = bytes(32) + b"".join(leaf_hash(one) for one in tampered.leaves(LOG)[1:256])
    tampered.sql(LOG, "UPDATE tile SET hashes = ? WHERE level = 0 AND tile_index = 0", hashes)
    report = tampered.audit(LOG)
    assert (report.exit_code, codes(report)) == (1, {"TILE_ALTERED"})
    assert places(report, "TILE_ALTERED") == {(tampered.sides[LOG].log.log_id, 0)}


def test_case_02_an_sm3_tile_altered(tampered: Crime) -> None:
    tampered.sql(LOG, "UPDATE tile SET alt_hashes = zeroblob(8192) WHERE level = 0")
    assert codes(tampered.audit(LOG)) == {"TILE_ALTERED"}


def test_case_03_entries_that_never_hashed_to_the_head(lie: Crime) -> None:
    leaves = lie.leaves(LOG)
    head = lie.checkpoint(LOG, [*leaves[:3], flip(60)(leaves[3]), *leaves[4:]])
    lie.claim(head)
    note = lie.note(LOG, head)
    report = lie.audit(LOG, extra=[note])
    assert (report.exit_code, codes(report)) == (1, {"ROOT_MISMATCH"})


@pytest.mark.parametrize("count", [1, 3, 100])
def test_case_04_an_anchored_tail_is_cut(tampered: Crime, count: int) -> None:
    size = len(tampered.leaves(LOG))
    tampered.sql(LOG, "DELETE FROM leaf WHERE leaf_index >= ?", size - count)
    report = tampered.audit(LOG)
    assert report.exit_code == 1
    assert places(report, "TAIL_CUT") == {(tampered.sides[LOG].log.log_id, size - count)}


@pytest.mark.parametrize("index", [0, 1, 120, 262])
def test_an_entry_deleted(tampered: Crime, index: int) -> None:
    tampered.sql(LOG, "DELETE FROM leaf WHERE leaf_index = ?", index)
    report = tampered.audit(LOG)
    assert report.exit_code == 1 and places(report, "LEAF_MISSING") == {(tampered.sides[LOG].log.log_id, index)}


def test_case_06_history_is_rewritten(tampered: Crime) -> None:
    index = tampered.find(LOG, Role.SENT, MType.RES, 5)
    leaves = tampered.leaves(LOG)
    leaves[index] = resealed(leaves[index], tampered.sides[LOG], expiry_ms=2**41)
    tampered.write(LOG, leaves)
    report = tampered.audit(LOG)
    assert report.exit_code == 1 and "ROOT_MISMATCH" in codes(report)


def test_case_06_history_is_rewritten_and_anchored_by_a_contract_that_lets_it(tampered: Crime) -> None:
    leaves = tampered.leaves(LOG)
    leaves[3] = moved(leaves[3], 3, ts_ms=5)
    tampered.write(LOG, leaves)
    tampered.claim(tampered.checkpoint(LOG, leaves, prev_root=bytes(32)))
    report = tampered.audit(LOG)
    assert {"ANCHOR_INVALID", "ROOT_MISMATCH"} <= codes(report)


def test_case_07_two_roots_of_one_size(tampered: Crime) -> None:
    honest = tampered.leaves(LOG)
    other = [*honest[:-1], moved(honest[-1], len(honest) - 1, ts_ms=1)]
    note = tampered.note(LOG, tampered.checkpoint(LOG, other, epoch=3))
    report = tampered.audit(LOG, extra=[note])
    assert (report.exit_code, codes(report)) == (1, {"SPLIT_VIEW"})


def test_case_08_two_views_of_different_sizes(tampered: Crime) -> None:
    honest = tampered.leaves(LOG)
    other = [*honest[:40], moved(honest[40], 40, ts_ms=1)]
    note = tampered.note(LOG, tampered.checkpoint(LOG, other))
    report = tampered.audit(LOG, extra=[note])
    assert (report.exit_code, codes(report)) == (1, {"SPLIT_VIEW"})


def test_an_honest_note_is_accepted(tampered: Crime) -> None:
    note = tampered.note(LOG, tampered.checkpoint(LOG, tampered.leaves(LOG)[:40]))
    assert tampered.audit(LOG, extra=[note]).exit_code == 0


def test_case_10_two_entries_swapped(tampered: Crime) -> None:
    first, second = tampered.leaves(LOG)[20:22]
    tampered.alter(LOG, 20, lambda _: second)
    tampered.alter(LOG, 21, lambda _: first)
    report = tampered.audit(LOG)
    log = tampered.sides[LOG].log.log_id
    assert report.exit_code == 1
    assert {(log, 20), (log, 21)} == places(report, "INDEX_MISMATCH") == places(report, "LEAF_ALTERED")


def test_case_12_an_entry_from_another_log(tampered: Crime) -> None:
    foreign = tampered.leaves("gjj")[30]
    tampered.alter(LOG, 30, lambda _: foreign)
    assert {"FOREIGN_LEAF", "LEAF_ALTERED"} <= codes(tampered.audit(LOG))


def test_case_13_a_note_of_another_chain(tampered: Crime) -> None:
    head = tampered.checkpoint(LOG, tampered.leaves(LOG))
    elsewhere = tampered.note(LOG, head, chain_id=99)
    assert codes(tampered.audit(LOG, extra=[elsewhere])) == {"ANCHOR_REPLAYED"}
    relabelled = tampered.note(LOG, head, signed_for=99)
    assert codes(tampered.audit(LOG, extra=[relabelled])) == {"BAD_PROOF"}


def test_case_13_an_anchor_of_an_old_epoch_again(tampered: Crime) -> None:
    leaves = tampered.leaves(LOG)
    tampered.claim(tampered.checkpoint(LOG, leaves, epoch=2))
    assert "ANCHOR_INVALID" in codes(tampered.audit(LOG))


def test_a_file_that_is_no_database(tampered: Crime) -> None:
    (tampered.directory(LOG) / "log" / "log.db").write_bytes(b"SQLite format 3\0" + bytes(4000))
    report = tampered.audit(LOG)
    assert (report.exit_code, codes(report)) == (1, {"LOG_UNREADABLE"})


def test_a_gap_as_wide_as_the_ocean_ends_soon(tampered: Crime) -> None:
    tampered.sql(LOG, "INSERT INTO leaf VALUES (1099511627776, x'00')")
    report = tampered.audit(LOG)
    assert report.exit_code == 1 and {"LEAF_MISSING", "LEAF_MALFORMED"} <= codes(report)


def test_reading_leaves_no_trace(honest: Evidence, tampered: Crime) -> None:
    before = sorted(path.name for path in (tampered.directory(LOG) / "log").iterdir())
    tampered.audit(LOG)
    assert sorted(path.name for path in (tampered.directory(LOG) / "log").iterdir()) == before
