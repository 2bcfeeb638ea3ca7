"""The demo as a process: every fact that it tells is there, and is what happened."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import time
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.integration.sandbox import LIANLU, lianlu

STEPS = (
    """founding catalogue s1_grant s1_exchange s1_refusal s2_grants s2_exchange s2_revoked anchors audit tampering"""
)


@pytest.fixture(scope="module")
def steps() -> dict[str, Any]:
    done = lianlu("demo", "--json", "--suite", "intl", timeout=110)
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert document["ok"] and list(document["steps"]) == STEPS.split()
    found: dict[str, Any] = document["steps"]
    return found


def test_eight_members_and_six_gateways_are_founded(steps: dict[str, Any]) -> None:
    assert len(steps["founding"]["members"]) == 8
    assert len(steps["founding"]["gateways"]) == 6


def test_the_licence_comes_filtered_and_masked(steps: dict[str, Any]) -> None:
    body = steps["s1_exchange"]["body"]
    assert body["legal_rep"] == "周**"
    assert "shareholder_id" not in body and len(body) == 6
    hidden = {row["name"]: row for row in steps["s1_exchange"]["fields"] if row["given"] is None}
    assert hidden["股东身份证号"]["profile"] == "withheld"
    assert hidden["czmx"]["profile"] == "undeclared"


def test_asking_for_more_is_refused_and_signed(steps: dict[str, Any]) -> None:
    refused = steps["s1_refusal"]
    assert refused["error"] == "Server.ServerProxy.AccessDenied.FieldNotGranted"
    assert refused["system_calls_before"] == refused["system_calls_after"]
    assert refused["receipt"]


def test_the_grants_are_narrower_than_what_was_asked(steps: dict[str, Any]) -> None:
    (s1,) = steps["s1_grant"]["grants"]
    assert s1["at_once"] and s1["state"] == "partly_agreed"
    states = {one["provider"]: one["state"] for one in steps["s2_grants"]["grants"]}
    assert states == {"GA": "agreed", "MZ": "partly_agreed", "SW": "partly_agreed"}


def test_predicates_answer_yes_and_no_and_nothing_else(steps: dict[str, Any]) -> None:
    identity, married, other, tax = (one["body"] for one in steps["s2_exchange"]["exchanges"])
    assert identity == {"name_matches": True}
    assert married == {"married_to": True, "registered_on": "2019-**-**"}
    assert other["married_to"] is False
    assert tax["paid"] == "已缴清" and tax["certificate_no"].startswith("WS**")
    assert "林晓雯" not in json.dumps([identity, married, other, tax], ensure_ascii=False)


def test_a_revoked_grant_is_refused(steps: dict[str, Any]) -> None:
    revoked = steps["s2_revoked"]
    assert revoked["error"] == "Server.ServerProxy.AccessDenied.GrantRevoked"
    assert revoked["block"] >= revoked["revoked_in_block"]
    assert revoked["refused_after_ms"] < 5000


def test_every_log_is_anchored_and_every_receipt_proven(steps: dict[str, Any]) -> None:
    assert len(steps["anchors"]["logs"]) == 6
    assert all(one["anchored"] >= one["leaves"] for one in steps["anchors"]["logs"])
    assert {one["proof"] for one in steps["anchors"]["receipts"]} <= {"anchored", "reconciled"}


def test_the_audit_verifies_and_finds_the_forgery(steps: dict[str, Any]) -> None:
    assert steps["audit"]["exit_code"] == 0 and steps["audit"]["output"]["verdict"] == "verified"
    forged = steps["tampering"]
    assert forged["exit_code"] == 1 and forged["output"]["verdict"] == "contradicted"
    assert (forged["log"], forged["leaf"]) in {(one["log"], one["leaf"]) for one in forged["output"]["findings"]}


def test_a_machine_without_the_suite_is_told_what_to_do() -> None:
    done = lianlu("demo", "--lang", "en", SM2_LIBCRYPTO="/nonexistent.so")
    assert done.returncode == 1 and done.stdout == ""
    assert done.stderr.startswith("lianlu: error [network.suite_missing]")
    assert "SUITE=intl" in done.stderr


def test_an_interrupted_demo_ends_everything_and_says_so(tmp_path: Path) -> None:
    process = subprocess.Popen([*LIANLU, "demo", "--suite", "intl", "--data", str(tmp_path / "demo")])
    deadline = time.monotonic() + 30
    while not (tmp_path / "demo" / "trust.json").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 130
    with pytest.raises(OSError):  # the ledger is gone
        socket.create_connection(("127.0.0.1", _ledger_port(tmp_path / "demo")), 2)


def _ledger_port(root: Path) -> int:
    text = (root / "gateway-GJJ" / "gateway.toml").read_text("utf-8")
    return int(tomllib.loads(text)["ledger"]["urls"][0].rsplit(":", 1)[1])


def test_wrong_usage_is_refused(tmp_path: Path) -> None:
    (tmp_path / "something").touch()
    assert lianlu("demo", "--suite", "rsa").returncode == 2
    assert lianlu("demo", "--data", str(tmp_path)).returncode == 2
