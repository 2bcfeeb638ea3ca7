"""`lianlu audit` as people and scripts call it: exit codes, JSON, files for other tools."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
from pathlib import Path
from typing import Any

import cwt
import pytest

from audit.findings import VERDICTS
from chain_node.cli import main
from chain_node.crypto.second_opinion import available
from chain_node.evidence.leaf import Role, parse_leaf
from chain_node.evidence.statement import parse
from tests.fixtures.attacks import Crime, flip
from tests.fixtures.evidence import trust_of_another_chain
from tests.leaving_out import leave_out

Capture = pytest.CaptureFixture[str]


def run(*arguments: object) -> int:
    """Exit status of `lianlu audit ...`."""
    with pytest.raises(SystemExit) as ended:
        main(["audit", *map(str, arguments)])
    return int(ended.value.code or 0)


def ledger(crime: Crime) -> list[object]:
    """The options that name ledger and trust file."""
    return ["--ledger", crime.root / "ledger.jsonl", "--trust", crime.root / "trust.json"]


def document(capsys: Capture) -> Any:
    """The JSON document on stdout."""
    return json.loads(capsys.readouterr().out)


def test_verified(tampered: Crime, capsys: Capture) -> None:
    directories = [tampered.directory(code) for code in tampered.sides]
    assert run("verify", *directories, *ledger(tampered), "--json") == 0
    report = document(capsys)
    assert (report["format"], report["verdict"], report["level"]) == ("lianlu-audit/1", "verified", "CROSS")
    assert len(report["logs"]) == 3 and report["outcomes"]["MATCHED"] == 137
    assert run("verify", *directories, *ledger(tampered), "--lang", "en") == 0
    text = capsys.readouterr().out
    assert text.startswith("✓ VERIFIED") and "not checked" in text and "not detectable" in text


def test_one_byte(tampered: Crime, capsys: Capture) -> None:
    tampered.alter("scjg", 7, flip(100))
    assert run("verify", tampered.directory("scjg"), *ledger(tampered), "--json") == 1
    report = document(capsys)
    found = [one for one in report["findings"] if one["code"] == "LEAF_ALTERED"]
    assert found[0]["log"] == tampered.sides["scjg"].log.log_id.hex() and found[0]["leaf"] == 7
    assert len(found[0]["evidence"]["anchored_root"]) == 64
    assert run("verify", tampered.directory("scjg"), *ledger(tampered)) == 1
    assert "LEAF_ALTERED" in capsys.readouterr().out


def test_the_trust_file_of_another_chain(tampered: Crime, capsys: Capture) -> None:
    other = trust_of_another_chain(tampered.root / "trust.json")
    arguments = ["--ledger", tampered.root / "ledger.jsonl", "--trust"]
    tampered.alter("scjg", 7, flip(100))
    assert run("verify", tampered.directory("scjg"), *arguments, other) == 4
    assert run("verify", tampered.directory("scjg"), *arguments, tampered.root / "none.json") == 4
    assert "lianlu: error [" in capsys.readouterr().err


def test_wrong_use_and_no_network(tampered: Crime) -> None:
    assert run("verify", tampered.root / "nowhere", *ledger(tampered)) == 2
    assert run("verify", tampered.directory("scjg"), *ledger(tampered), "--level", "ALL") == 2
    trust = ["--trust", tampered.root / "trust.json"]
    assert run("verify", tampered.directory("scjg"), "--ledger", tampered.root / "none", *trust) == 2
    assert run("verify", tampered.directory("scjg"), "--ledger", "http://127.0.0.1:9", *trust) == 5


def test_incomplete_and_strict(lie: Crime) -> None:
    assert run("verify", lie.directory("scjg"), *ledger(lie)) == 0
    assert run("verify", lie.directory("scjg"), *ledger(lie), "--strict") == 3


def test_parts_of_the_verdict(tampered: Crime, capsys: Capture) -> None:
    directories = [tampered.directory(code) for code in tampered.sides]
    assert run("reconcile", *directories, *ledger(tampered), "--json") == 0
    assert "OTHER" in document(capsys)["not_checked"]
    assert run("redecide", *directories, *ledger(tampered), "--json") == 0
    assert document(capsys)["verdict"] == "verified"


def test_a_record_bundle(tampered: Crime, capsys: Capture, tmp_path: Path) -> None:
    file = tmp_path / "one.lianlu.json"
    both = [tampered.directory("gjj"), tampered.directory("scjg")]
    assert run("bundle", "create", *both, "--exchange", "2".zfill(32), "-o", file, "--json") == 0
    assert document(capsys)["file"] == str(file)
    assert run("verify", file, *ledger(tampered)) == 0
    assert run("bundle", "create", *both, "--exchange", "xyz", "-o", file) == 2


def sent(crime: Crime, suite: int) -> int:
    """Index of the provider's first message in a suite."""
    for index, data in enumerate(crime.leaves("scjg")):
        leaf = parse_leaf(data)
        if leaf.role is Role.SENT and parse(leaf.message).suite == suite:
            return index
    raise LookupError(suite)


@pytest.mark.parametrize("suite", [1, 2])
def test_a_signature_for_openssl(tampered: Crime, capsys: Capture, tmp_path: Path, suite: int) -> None:
    openssl = shutil.which("openssl")
    if openssl is None:
        leave_out("a signature for openssl", "apt-get install openssl")
    arguments = ["export-signature", tampered.directory("scjg"), "--leaf", sent(tampered, suite)]
    assert run(*arguments, "-o", tmp_path / "out", *ledger(tampered), "--json") == 0
    command = [openssl, *document(capsys)["command"].split()[1:]]
    done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    assert done.returncode == 0, done.stderr
    signed = tmp_path / "out" / "sig_structure.bin"
    signed.write_bytes(flip(-1 % signed.stat().st_size)(signed.read_bytes()))
    assert subprocess.run(command, capture_output=True, timeout=20, check=False).returncode != 0


def test_a_signature_for_a_stock_cose_library(tampered: Crime, tmp_path: Path) -> None:
    target, at = tmp_path / "out", sent(tampered, 1)
    assert run("export-signature", tampered.directory("scjg"), "--leaf", at, "-o", target, *ledger(tampered)) == 0
    kid = hashlib.sha256(tampered.sides["scjg"].keys[1].public.spki).digest()
    key = cwt.COSEKey.from_pem((target / "public.pem").read_text(), alg="EdDSA", kid=kid)
    signed = (target / "signed.cose").read_bytes()
    assert cwt.COSE.new().decode(signed, key) == (target / "sig_structure.bin").read_bytes()[-32:]
    with pytest.raises(cwt.VerifyError):
        cwt.COSE.new().decode(flip(len(signed) - 1)(signed), key)


def test_nothing_to_export(tampered: Crime, tmp_path: Path) -> None:
    arguments = ["export-signature", tampered.directory("scjg"), "-o", tmp_path / "out", *ledger(tampered)]
    for leaf in (0, 99_999, 10**30):
        assert run(*arguments, "--leaf", leaf) == 2
    (tmp_path / "out").write_bytes(b"")
    assert run(*arguments, "--leaf", 1) == 2


def test_what_is_no_evidence_ends_with_two_and_never_with_a_verdict(tampered: Crime, tmp_path: Path) -> None:
    for path in ("a" * 5000, tmp_path / "none"):
        assert run("verify", path, *ledger(tampered)) == 2
    directory, trust = tampered.directory("scjg"), ["--trust", tampered.root / "trust.json"]
    (tmp_path / "junk").write_bytes(b"junk\n")
    for ledger_file in ("a" * 5000, tmp_path / "junk"):
        assert run("verify", directory, "--ledger", ledger_file, *trust) == 2
    for url in ("http://[::1", "http://", "http://127.0.0.1:0", "http://127.0.0.1:99999"):
        assert run("verify", directory, "--ledger", url, *trust) == 5
    assert run("fsck", tmp_path / "junk") == 2


def test_a_log_of_other_types_is_a_finding(tampered: Crime, capsys: Capture) -> None:
    connection = sqlite3.connect(tampered.directory("scjg") / "log" / "log.db")
    connection.executescript(
        "CREATE TABLE new (leaf_index, bytes); INSERT INTO new SELECT leaf_index, CAST(leaf_index AS TEXT) FROM leaf;"
        "DROP TABLE leaf; ALTER TABLE new RENAME TO leaf"
    )
    connection.close()
    assert run("verify", tampered.directory("scjg"), *ledger(tampered), "--json") == 1
    assert "LOG_UNREADABLE" in {one["code"] for one in document(capsys)["findings"]}
    assert run("fsck", tampered.directory("scjg")) == 1


def test_a_record_file_of_any_size_is_read_up_to_its_limit(tampered: Crime, tmp_path: Path) -> None:
    file = tmp_path / "zeros.lianlu.json"
    file.touch()
    os.truncate(file, 1 << 40)
    assert run("verify", file, *ledger(tampered)) == 1


def test_a_directory_of_any_name_is_checked(tampered: Crime, tmp_path: Path) -> None:
    odd = tmp_path / "a?b#c%41"
    shutil.copytree(tampered.directory("scjg"), odd)
    assert run("fsck", odd) == 0


def test_a_second_opinion(tampered: Crime) -> None:
    if not available():
        leave_out("a second opinion on SM2", "pip install gmssl")
    assert run("verify", tampered.directory("scjg"), *ledger(tampered), "--second-opinion") == 0


def test_fsck(tampered: Crime, capsys: Capture) -> None:
    assert run("fsck", tampered.directory("scjg"), "--json") == 0
    assert document(capsys)["entries"] == len(tampered.leaves("scjg"))
    log = tampered.directory("scjg") / "log" / "log.db"
    for sql in (
        "UPDATE pair_message SET digest = zeroblob(32) WHERE rowid IN (SELECT 1) OR seq = 3",
        "DELETE FROM pairstate",
        "UPDATE pair SET next_seq = next_seq + 1",
        "DELETE FROM leaf WHERE leaf_index = 9",
        "UPDATE leaf SET bytes = (SELECT bytes FROM leaf WHERE leaf_index = 9) WHERE leaf_index = 8",
        "UPDATE checkpoint SET root = zeroblob(32) WHERE epoch = 2",
    ):
        copy = log.with_name("copy") / "log.db"
        copy.parent.mkdir(exist_ok=True)
        shutil.copy(log, copy)
        connection = sqlite3.connect(copy)
        with connection:
            connection.execute(sql.replace("rowid IN (SELECT 1) OR ", ""))
        connection.close()
        assert run("fsck", copy.parent) == 1, sql


def test_every_finding_of_these_tests_is_documented() -> None:
    assert all(row.zh and row.en and row.cure.zh and row.cure.en for row in VERDICTS.values())
    assert all(code == row.code for code, row in VERDICTS.items())
