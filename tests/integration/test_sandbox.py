"""`lianlu sandbox` as an integrator has it: every field of its line behaves as documented; an audit proves the rest."""

from __future__ import annotations

import json
import re
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from chain_node.ledger.trust import Trust
from tests.integration.sandbox import Sandbox, alive, back_end, call, lianlu, running

FIELDS = """consumer_url provider_url client client_denied service service_endpoint_only service_disabled service_down
    service_slow service_unknown_member management_url token receipts_url ledger_url instance data_dirs trust pids"""


PAGE = Path(__file__).parents[2] / "docs" / "sandbox.md"


@pytest.fixture(scope="module")
def backend() -> Iterator[str]:
    with back_end() as url:
        yield url


@pytest.fixture(scope="module")
def box(backend: str) -> Iterator[Sandbox]:
    with running(f"{backend}/be/", "--suite", "intl") as sandbox:
        yield sandbox


def test_the_line_has_every_documented_field(box: Sandbox) -> None:
    assert set(FIELDS.split()) <= box.line.keys()
    assert box.line["pids"].keys() == {"ledger", "consumer", "provider"}
    assert all(alive(pid) for pid in box.line["pids"].values())
    assert len(box.line["data_dirs"]) == 2 and all(Path(one).is_dir() for one in box.line["data_dirs"].values())
    trust = Trust.load(box.line["trust"])
    assert trust.instance == box.line["instance"] and trust.ledger_key is not None


def test_the_page_documents_every_field_and_no_other(box: Sandbox) -> None:
    table = PAGE.read_text("utf-8").partition("## The line")[2].partition("##")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    assert {name for row in rows for name in re.findall(r"`(\w+)`", row)} == box.line.keys()


def test_a_call_reaches_the_back_end_and_comes_back_with_a_receipt(box: Sandbox) -> None:
    answer = box.ask("service", "/any/path?x=1", method="POST", body=b"hello")
    assert answer.status == 200
    assert answer.json == {"method": "POST", "path": "/be/any/path?x=1", "body": "hello"}
    assert answer.headers["x-road-client"] == box.line["client"]
    assert answer.headers["x-road-service"] == box.line["service"]
    assert {"x-road-id", "x-road-request-id", "x-road-request-hash", "lianlu-receipt"} <= answer.headers.keys()


def test_the_receipt_is_there_for_the_token_and_for_the_client(box: Sandbox) -> None:
    exchange = box.ask("service").headers["lianlu-receipt"]
    managed = call(f"{box.line['receipts_url']}/{exchange}", Authorization=f"Bearer {box.line['token']}")
    own = call(f"{box.line['consumer_url']}/lianlu/v1/receipts/{exchange}", X_Road_Client=box.line["client"])
    assert managed.status == own.status == 200
    assert managed.json["exchange_id"] == own.json["exchange_id"] == exchange
    assert managed.json["granted"]["permit"] is True
    assert call(f"{box.line['receipts_url']}/{exchange}").status == 401


@pytest.mark.parametrize(
    ("service", "path", "client", "status", "error"),
    [
        ("service", "/x", "client_denied", 403, "Server.ServerProxy.AccessDenied.NoGrant"),
        ("service_endpoint_only", "/other", "client", 403, "Server.ServerProxy.AccessDenied"),
        ("service_disabled", "/x", "client", 503, "Server.ServerProxy.ServiceDisabled"),
        ("service_down", "/x", "client", 502, "Server.ServerProxy.NetworkError"),
        ("service_slow", "/sleep", "client", 504, "Server.ServerProxy.ServiceFailed.Timeout"),
        ("service_unknown_member", "/x", "client", 404, "Server.ClientProxy.UnknownMember"),
    ],
)
def test_a_service_that_fails_does_so_as_documented(
    box: Sandbox, service: str, path: str, client: str, status: int, error: str
) -> None:
    answer = box.ask(service, path, client)
    assert (answer.status, answer.error) == (status, error)
    assert answer.json["type"] == error


def test_an_endpoint_that_is_granted_answers(box: Sandbox) -> None:
    assert box.ask("service_endpoint_only", "/allowed/a").status == 200
    assert box.ask("service_endpoint_only", "/allowed/a", method="POST", body=b"x").status == 403


@pytest.mark.parametrize(
    ("service", "client", "path", "status"),
    [
        ("service_local_group", "client_local_group", "/x", 200),
        ("service_local_group", "client", "/x", 403),
        ("service_local_group", "client_denied", "/x", 403),
        ("service_global_group", "client_global_group", "/x", 200),
        ("service_global_group", "client_denied", "/x", 403),
        ("service", "client_local_group", "/x", 200),
        ("service", "client_global_group", "/x", 200),
        ("service_glob", "client", "/pets/1/toys/2/3", 200),
        ("service_glob", "client", "/pets/1/2/toys/3", 403),
        ("service_glob", "client", "/pets/a%2Fb/toys/3", 400),
        ("service_glob_escaped", "client", "/stars/*1", 200),
        ("service_glob_escaped", "client", "/stars/x1", 403),
        ("service_glob_escaped", "client", "/stars/*1/2", 403),
    ],
)
def test_rights_through_groups_and_to_patterns(box: Sandbox, service: str, client: str, path: str, status: int) -> None:
    assert box.ask(service, path, client).status == status


def test_a_group_that_changes_is_in_force_without_a_restart(box: Sandbox, tmp_path: Path) -> None:
    _, provider = box.line["data_dirs"].values()
    file = tmp_path / "groups.toml"
    before = (Path(provider) / "groups.toml").read_text()
    try:
        for member, status in (("client", 200), ("client_denied", 403)):
            file.write_text(before.replace(box.line["client_local_group"], box.line[member]))
            done = lianlu("service", "groups", str(file), "--data", provider, "--lang", "en")
            assert done.returncode == 0 and done.stdout.splitlines() == [
                "testers: 1 members",
                "In force within seconds",
            ]
            deadline = time.monotonic() + 15
            while box.ask("service_local_group").status != status and time.monotonic() < deadline:
                time.sleep(0.2)
            assert box.ask("service_local_group").status == status
        file.write_text(before.replace("testers", "others"))
        refused = lianlu("service", "groups", str(file), "--data", provider, "--lang", "en")
        assert refused.returncode == 1 and "names testers" in refused.stderr
        gone = lianlu("service", "groups", str(tmp_path / "none"), "--data", provider)
        assert gone.returncode == 2
    finally:
        file.write_text(before)
        assert lianlu("service", "groups", str(file), "--data", provider).returncode == 0
    rows = json.loads(lianlu("service", "list", "--data", provider, "--json").stdout)["services"]
    assert {row["service"].rpartition("/")[2]: row["access"] for row in rows}["insiders"] == 1
    assert "access list of 1" in lianlu("service", "list", "--data", provider, "--lang", "en").stdout


@pytest.mark.parametrize("client", ["client_underscore", "client_encoded"])
def test_identifiers_with_unusual_characters_pass(box: Sandbox, client: str) -> None:
    answer = box.ask("service_encoded", "/p%2Fq", client)
    assert answer.status == 200
    assert answer.headers["x-road-client"] == box.line[client]
    assert answer.headers["x-road-service"] == box.line["service_encoded"]


def test_a_disabled_service_gives_its_notice(box: Sandbox) -> None:
    assert "maintenance" in box.ask("service_disabled").json["message"]


def test_an_unregistered_client_is_refused(box: Sandbox) -> None:
    answer = call(f"{box.line['consumer_url']}/r1/{box.line['service']}/x", X_Road_Client="LIANLU/GOV/NOBODY/X")
    assert (answer.status, answer.error) == (403, "Server.ClientProxy.UnknownMember")


def test_an_audit_proves_it_and_finds_one_changed_byte(box: Sandbox, tmp_path: Path) -> None:
    box.ask("service", "/audited")
    box.ask("service_local_group", "/refused")
    box.ask("service_glob", "/refused")
    box.ask("service_glob", "/pets/a%2Fb/toys/refused")
    time.sleep(13)  # the next anchor, ten seconds after the last
    consumer, provider = box.line["data_dirs"].values()
    world = ("--ledger", box.line["ledger_url"], "--trust", box.line["trust"])
    done = lianlu("audit", "verify", consumer, provider, *world)
    assert done.returncode == 0, done.stdout + done.stderr
    again = lianlu("audit", "redecide", consumer, provider, *world)
    assert again.returncode == 0, again.stdout + again.stderr
    copy = tmp_path / "log" / "log.db"
    copy.parent.mkdir()
    live, made = sqlite3.connect(f"file:{consumer}/log/log.db?mode=ro", uri=True), sqlite3.connect(copy)
    live.backup(made)
    (data,) = made.execute("SELECT bytes FROM leaf WHERE leaf_index = 2").fetchone()
    made.execute("UPDATE leaf SET bytes = ? WHERE leaf_index = 2", (data[:-1] + bytes((data[-1] ^ 1,)),))
    made.commit()
    live.close()
    made.close()
    found = lianlu("audit", "verify", str(tmp_path), provider, *world)
    assert found.returncode == 1, found.stdout + found.stderr
    assert "leaf 2" in found.stdout


def test_it_stops_with_everything_that_it_started(backend: str, tmp_path: Path) -> None:
    with running(backend, "--suite", "intl", "--data", str(tmp_path / "box")) as sandbox:
        pids = sandbox.line["pids"].values()
        assert sandbox.stop() == 0
        assert not any(alive(pid) for pid in pids)
    assert (tmp_path / "box" / "trust.json").is_file()  # a directory that was named is left


def test_nothing_outlives_a_sandbox_that_was_killed(backend: str, tmp_path: Path) -> None:
    with running(backend, "--suite", "intl", "--data", str(tmp_path / "box")) as sandbox:
        sandbox.process.kill()
        sandbox.process.wait(10)
        deadline = time.monotonic() + 15
        while any(alive(pid) for pid in sandbox.line["pids"].values()) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert not any(alive(pid) for pid in sandbox.line["pids"].values())


@pytest.mark.parametrize(
    "options",
    [
        ("--profile", "other"),
        ("--tls",),
        ("--workers", "2"),
        ("--suite", "rsa"),
        ("--data", "."),
    ],
)
def test_what_is_not_built_is_said_and_refused(options: tuple[str, ...]) -> None:
    done = lianlu("sandbox", "--backend", "http://127.0.0.1:9", "--json", *options, "--lang", "en")
    assert done.returncode == 2 and done.stdout == ""
    assert done.stderr.startswith("lianlu: error [usage]")


@pytest.mark.parametrize("backend_url", ["ftp://127.0.0.1/", "127.0.0.1:9000", "http://user@127.0.0.1/", "http://[::"])
def test_a_back_end_that_is_no_address_is_refused(backend_url: str) -> None:
    done = lianlu("sandbox", "--backend", backend_url, "--json")
    assert done.returncode == 2 and done.stdout == ""


def test_a_sandbox_of_another_profile_answers_as_that_profile_does(backend: str) -> None:
    with running(backend, "--suite", "intl", "--profile", "ref-7.8") as sandbox:
        assert sandbox.ask("service").status == 200
        denied = sandbox.ask("service", client="client_denied")
        assert (denied.status, denied.headers["x-road-error"]) == (500, "server.serverproxy.access_denied")
        listed = call(f"{sandbox.line['consumer_url']}/listClients", Accept="application/json")
        assert {one["id"]["object_type"] for one in listed.json["member"]} == {"MEMBER", "SUBSYSTEM"}
