"""`lianlu contracts` as developers and members have it: on a devnet, against contracts that are real."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import contracts
from chain_node.crypto.secp256k1 import EthKey
from chain_node.ledger.account import Account
from chain_node.ledger.bindings import Consortium
from chain_node.ledger.client import RpcLedger
from scripts.contracts_cli.workspace import open_key
from scripts.transcript import blocks, normal, shell
from tests.integration.devnet import Devnet, other_code, release, running
from tests.integration.sandbox import LIANLU
from tests.leaving_out import leave_out

PAGE = Path(__file__).parents[2] / "docs" / "contracts-handbook.md"
Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def net(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Devnet]:
    """A devnet with contracts."""
    with running(tmp_path_factory.mktemp("net") / "devnet", "--deploy") as devnet:
        yield devnet


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Devnet]:
    """A devnet without contracts."""
    with running(tmp_path_factory.mktemp("bare") / "devnet") as devnet:
        yield devnet


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Devnet]:
    """Another devnet without contracts: another ledger."""
    with running(tmp_path_factory.mktemp("second") / "devnet") as devnet:
        yield devnet


def agree(net: Devnet, capsys: Capture, number: int) -> None:
    """Have the other two members agree, and carry it out."""
    for key in ("gjj.vote", "sjj.vote"):
        net.run(capsys, "vote", str(number), "--key", key)
    done = net.run(capsys, "execute", str(number), "--key", "scjg.vote", "--json")
    assert done.status == 0, done.err
    assert done.json["state"] == "executed"


def proposed(net: Devnet, capsys: Capture, *arguments: str) -> dict[str, Any]:
    done = net.run(capsys, "propose", "--key", "scjg.vote", "--json", "--", *arguments)
    assert done.status == 0, done.err
    found: dict[str, Any] = done.json
    return found


# ---------------------------------------------------------------- the handbook


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_handbooks_transcript_runs_as_written() -> None:
    differing = []
    with shell() as bash:
        for block in blocks(PAGE.read_text("utf-8")):
            for shown in block:
                now, then = normal(bash.run(shown.command)), normal(shown.output)
                if now != then:
                    differing.append(f"$ {shown.command}\n{now}\n--- the page has\n{then}")
    assert not differing, "run `python -m scripts.transcript docs/contracts-handbook.md`\n" + "\n".join(differing)


# ---------------------------------------------------------------- build


def copied(root: Path) -> Path:
    """A copy of the contracts that may be edited."""
    folder = root / "contracts"
    shutil.copytree(contracts.HERE, folder, ignore=shutil.ignore_patterns("node_modules", "__pycache__"))
    return folder


@pytest.mark.parametrize("source", ["WorkCalendar.sol", "types/Ids.sol", "interfaces/IConsortium.sol"])
def test_a_changed_comment_is_seen_without_compiling(net: Devnet, tmp_path: Path, source: str) -> None:
    folder = copied(tmp_path)
    path = folder / source
    path.write_text(path.read_text("utf-8") + "// a comment\n", "utf-8")
    done = subprocess.run(
        [*LIANLU, "contracts", "build", "--check", "--contracts", str(folder)],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "contracts.not_built" in done.stderr and source in done.stderr


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_committed_artifacts_are_what_the_sources_give() -> None:
    if not (contracts.HERE / "node_modules" / "solc").is_dir():
        leave_out("the contract compiler", "make contracts")
    done = subprocess.run(
        [*LIANLU, "contracts", "build", "--check", "--json"], capture_output=True, text=True, timeout=600, check=False
    )
    assert done.returncode == 0, done.stderr
    assert set(json.loads(done.stdout)["bytes"]) == set(contracts.names())


# ---------------------------------------------------------------- deploy


class Dying(RpcLedger):
    """A connection whose program dies just before or just after it hands in its next transaction."""

    def __init__(self, url: str, before: bool) -> None:
        super().__init__(url)
        self._before = before

    def submit(self, raw: bytes) -> bytes:
        if not self._before:
            super().submit(raw)
        raise KeyboardInterrupt


@pytest.mark.timeout(300)
def test_a_deployment_interrupted_at_every_step_goes_on(bare: Devnet, capsys: Capture) -> None:
    from scripts.contracts_cli import founding_file
    from scripts.contracts_cli.deploy import Deployer
    from scripts.contracts_cli.workspace import Workspace

    file = founding_file.load(bare.directory / "founding.json")
    key = open_key(bare.directory, "deployer", None, None)
    ledger = RpcLedger(bare.line["url"])
    steps = Deployer(Workspace(bare.directory, ledger, contracts.HERE), file, key).check()
    for place in range(len(steps)):
        for before in (True, False):
            dying = Workspace(bare.directory, Dying(bare.line["url"], before), contracts.HERE)
            made = []
            with pytest.raises(KeyboardInterrupt):
                for one in Deployer(dying, file, key).run():
                    made.append(one.made)
            assert not any(made)
        while ledger.nonce(file.deployer) <= place:
            pass
    done = bare.run(capsys, "deploy", "--json")
    assert done.status == 0, done.err
    assert done.json["created"] == 0 and len(done.json["contracts"]) == len(contracts.names()) - 1
    assert bare.run(capsys, "verify-deployment").status == 0


@pytest.mark.timeout(300)
def test_a_deployment_that_is_killed_goes_on(second: Devnet, capsys: Capture) -> None:
    process = subprocess.Popen(
        [*LIANLU, "contracts", "deploy", "--dir", str(second.directory)],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    assert process.stderr is not None and process.stderr.readline()
    os.killpg(process.pid, signal.SIGKILL)
    process.wait(30)
    process.stderr.close()
    assert second.run(capsys, "deploy").status == 0
    assert second.run(capsys, "deploy", "--json").json["created"] == 0
    assert second.run(capsys, "verify-deployment").status == 0


def edited(net: Devnet, root: Path, **changes: Any) -> Path:
    """A founding file like that of the devnet, but for some members."""
    value = json.loads((net.directory / "founding.json").read_bytes())
    path = root / "founding.json"
    path.write_text(json.dumps(value | changes), "utf-8")
    return path


@pytest.mark.parametrize(
    ("changes", "key", "error"),
    [
        ({"chain_id": 1}, "deployer", "contracts.wrong_ledger"),
        ({"genesis_hash": "0x" + "ab" * 32}, "deployer", "contracts.wrong_ledger"),
        ({}, "scjg.vote", "contracts.wrong_key"),
        ({"artifacts_lock_sha256": "ab" * 32}, "deployer", "contracts.other_lock"),
        ({"nonce": 40}, "deployer", "contracts.foreign_code"),
        ({"threshold_bps": "all"}, "deployer", "contracts.file_unusable"),
        ({"nonce": 3}, "deployer", "contracts.foreign_code"),
        ({"members": []}, "deployer", "contracts.foreign_code"),
        ({"threshold_bps": 9000}, "deployer", "contracts.foreign_code"),
        ({"format": "lianlu-founding/2"}, "deployer", "contracts.file_unusable"),
        ({"engine": "other"}, "deployer", "contracts.wrong_ledger"),
    ],
)
def test_a_deployment_that_does_not_fit_sends_nothing(
    net: Devnet, capsys: Capture, tmp_path: Path, changes: dict[str, Any], key: str, error: str
) -> None:
    ledger = RpcLedger(net.line["url"])
    accounts = [bytes.fromhex(address[2:]) for address in net.line["keys"].values()]
    before = [ledger.nonce(one) for one in accounts]
    path = edited(net, tmp_path, **changes)
    done = net.run(capsys, "deploy", "--founding", str(path), "--key", key)
    assert (done.status, done.error) == (1, error)
    assert "hint: " in done.err
    assert [ledger.nonce(one) for one in accounts] == before


def test_code_that_is_not_in_the_lock_is_not_deployed(second: Devnet, capsys: Capture, tmp_path: Path) -> None:
    folder = release(tmp_path, "WorkCalendar", other_code)
    path = folder / "artifacts" / "WorkCalendar.json"
    path.write_bytes(path.read_bytes() + b" ")
    done = second.run(capsys, "deploy", "--contracts", str(folder))
    assert (done.status, done.error) == (1, "contracts.not_in_lock")


def test_another_release_does_not_go_on_with_a_deployment(net: Devnet, capsys: Capture, tmp_path: Path) -> None:
    folder = release(tmp_path, "WorkCalendar", other_code)
    done = net.run(capsys, "deploy", "--contracts", str(folder))
    assert (done.status, done.error) == (1, "contracts.foreign_code")
    assert "WorkCalendar" in done.err


def test_a_record_that_was_altered_is_refused(net: Devnet, capsys: Capture, tmp_path: Path) -> None:
    value = json.loads((net.directory / "deployment.json").read_bytes())
    value["record"]["version"] = "9"
    (tmp_path / "deployment.json").write_text(json.dumps(value), "utf-8")
    done = net.run(capsys, "status", "--ledger", net.line["url"], where=tmp_path)
    assert (done.status, done.error) == (1, "contracts.file_unusable")
    assert "altered" in done.err


def test_a_record_of_another_ledger_is_refused(net: Devnet, second: Devnet, capsys: Capture) -> None:
    done = net.run(capsys, "status", "--ledger", second.line["url"])
    assert (done.status, done.error) == (1, "contracts.wrong_ledger")


def test_without_a_ledger_or_a_record_it_says_what_is_missing(capsys: Capture, net: Devnet, tmp_path: Path) -> None:
    assert net.run(capsys, "status", where=tmp_path).error == "contracts.file_unusable"
    assert net.run(capsys, "status", "--ledger", net.line["url"], where=tmp_path).error == "contracts.file_unusable"
    gone = net.run(capsys, "status", "--ledger", "http://127.0.0.1:9")
    assert (gone.status, gone.error) == (5, "ledger.unavailable")


# ---------------------------------------------------------------- looking


def test_the_status_says_what_runs_and_whose_it_is(net: Devnet, capsys: Capture) -> None:
    found = net.run(capsys, "status", "--json").json
    home = next(one["address"] for one in found["contracts"] if one["name"] == "Consortium")
    assert {one["name"] for one in found["contracts"]} == set(contracts.names()) - {"ERC1967Proxy"}
    assert all(one["matches_lock"] and one["owner"] == home for one in found["contracts"])
    assert found["artifacts_lock_sha256"] == contracts.lock_sha256().hex()
    assert found["voting_members"] == 3


def test_no_command_prints_a_key(net: Devnet, capsys: Capture) -> None:
    texts = [json.dumps(net.line)]
    for command in (["status", "--json"], ["deploy", "--json"], ["propose", "set-threshold", "1", "--key", "sj.vote"]):
        done = net.run(capsys, *command)
        texts += [done.out, done.err]
    for name in net.line["keys"]:
        secret = open_key(net.directory, name, None, None).to_bytes().hex()
        assert not any(secret in text for text in texts)


def test_the_console_has_views_and_bindings(net: Devnet, capsys: Capture) -> None:
    assert net.run(capsys, "console", "-c", "Consortium.instance()", "--json").json == {"value": "CN-DEV"}
    assert net.run(capsys, "console", "-c", "bindings.Consortium.encode_instance()[:2].hex()").status == 0
    assert net.run(capsys, "console", "-c", "Consortium.nothing()").error == "contracts.argument_invalid"
    assert net.run(capsys, "console", "--json").status == 2


# ---------------------------------------------------------------- votes

MEMBER = (
    '{"id": "CN-DEV/GOV/mz", "segments": ["CN-DEV", "GOV", "mz"], "name": "民政局", "uscc": "11990100990000041J",'
    ' "roles": ["provider", "voter"]}'
)
ACCOUNTS = (
    '[{"account": "0x52908400098527886E0F7030069857D2E4169EE7", "member": "CN-DEV/GOV/mz", "duties": ["vote"],'
    ' "person": "text:person", "active": true},'
    ' {"account": "0x8617E340B3D01FA5F11F306F4090FD50E238070D", "member": "CN-DEV/GOV/mz", "duties": ["recovery"],'
    ' "person": 0, "active": true}]'
)


def test_a_member_is_admitted_suspended_and_resumed_by_name(net: Devnet, capsys: Capture) -> None:
    for arguments in (("admit", MEMBER, ACCOUNTS), ("suspend", "CN-DEV/GOV/mz"), ("resume", "CN-DEV/GOV/mz")):
        one = proposed(net, capsys, *arguments)
        agree(net, capsys, one["number"])
        if arguments[0] == "admit":  # its vote would be needed from now on
            net.run(capsys, "vote", str(one["number"]), "--key", "sjj.vote")
            last = proposed(net, capsys, "set-threshold", "5001")
            agree(net, capsys, last["number"])
    listed = net.run(capsys, "status", "--json").json["proposals"]
    assert listed[0]["decided_by"] == ["CN-DEV/GOV/scjg", "CN-DEV/GOV/gjj", "CN-DEV/GOV/sjj"]
    assert listed[0]["action"]["arguments"]["record"]["name"] == "民政局"


@pytest.mark.parametrize(
    ("arguments", "function"),
    [
        (("confirm-halt", "CN-DEV/GOV/gjj", "+3d", "text:why"), "confirmHalt"),
        (("halt-confirmation", "CN-DEV/GOV/gjj", "2099-12-31", "0"), "confirmHalt"),
        (("blacklist", "CN-DEV/GOV/sj", "2099-12-31T12:00+08:00", "text:why"), "blacklist"),
        (
            ("calendar-year", '{"year": 2031, "low": 255, "high": 1, "source": "text:notice", "provisional": false}'),
            "loadYear",
        ),
        (("setThreshold", "0x1770"), "setThreshold"),
    ],
)
def test_actions_are_proposed_by_name(net: Devnet, capsys: Capture, arguments: tuple[str, ...], function: str) -> None:
    one = proposed(net, capsys, *arguments)
    assert (one["action"]["function"], one["state"]) == (function, "open")
    assert re.fullmatch("0x[0-9a-f]{64}", one["transaction"])


def test_any_call_is_proposed_as_written(net: Devnet, capsys: Capture) -> None:
    for call in ("Consortium.setThreshold([7001])", "Consortium.setThreshold(7001)"):
        done = net.run(capsys, "propose", "--call", call, "--key", "scjg.vote", "--json")
        assert done.status == 0 and done.json["action"]["arguments"] == {"thresholdBps": 7001}
    assert net.run(capsys, "propose", "--call", "Consortium.setThreshold([", "--key", "scjg.vote").status == 2
    assert net.run(capsys, "propose").status == 2


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("nothing",), "contracts.action_unknown"),
        (("set-threshold",), "contracts.argument_invalid"),
        (("set-threshold", "many"), "contracts.argument_invalid"),
        (("set-threshold", "99999999"), "contracts.argument_invalid"),
        (("set-threshold", "true"), "contracts.argument_invalid"),
        (("set-threshold", "[1"), "contracts.argument_invalid"),
        (("suspend", "CN-DEV/GOV"), "contracts.argument_invalid"),
        (("suspend", "CN-DEV/GOV/nobody"), "contracts.record_unknown"),
        (("suspend", '{"id": 1}'), "contracts.argument_invalid"),
        (("admit", '{"wrong": 1}', "[]"), "contracts.argument_invalid"),
        (("admit", MEMBER, '[{"account": "0x00"}]'), "contracts.argument_invalid"),
        (("set-threshold", "5000"), "contracts.would_fail"),
        (("remove", "CN-DEV/GOV/gjj", "[]"), "contracts.would_fail"),
        (("Authorization.withdraw", "CN-DEV/GOV/gjj"), "contracts.record_unknown"),
        (("name-contract", "PolicyView", "DataCatalogue", "text:x"), "contracts.would_fail"),
    ],
)
def test_what_cannot_be_done_is_refused_before_it_is_proposed(
    net: Devnet, capsys: Capture, arguments: tuple[str, ...], error: str
) -> None:
    before = RpcLedger(net.line["url"]).nonce(bytes.fromhex(net.line["keys"]["scjg.vote"][2:]))
    done = net.run(capsys, "propose", "--key", "scjg.vote", "--", *arguments)
    assert done.error == error and done.status in (1, 2)
    assert RpcLedger(net.line["url"]).nonce(bytes.fromhex(net.line["keys"]["scjg.vote"][2:])) == before


def test_a_refusal_carries_the_contracts_error_and_its_cure(net: Devnet, capsys: Capture) -> None:
    one = proposed(net, capsys, "set-threshold", "6100")
    twice = net.run(capsys, "vote", str(one["number"]), "--key", "scjg.vote")
    assert twice.error == "contracts.refused"
    assert "ConsortiumVotedAlready" in twice.err and "hint: Nothing; a vote is final." in twice.err
    nobody = net.run(capsys, "vote", one["id"], "--key", "gjj.system")
    assert "GovernedUnauthorized" in nobody.err and "holds the duty" in nobody.err
    early = net.run(capsys, "execute", one["id"][:12], "--key", "gjj.system")
    assert "ConsortiumVotesMissing(1, " in early.err and "Collect more votes" in early.err
    late = net.run(capsys, "propose", "set-threshold", "6200", "--until", "+99d", "--key", "scjg.vote")
    assert "ConsortiumProposalClosed" in late.err


@pytest.mark.parametrize("reference", ["0", "9999", "0x1234", "0xffffffffffff", "one"])
def test_an_unknown_proposal_is_said_to_be(net: Devnet, capsys: Capture, reference: str) -> None:
    assert net.run(capsys, "vote", reference, "--key", "scjg.vote").error == "contracts.proposal_unknown"


def test_a_refused_transaction_is_decoded_with_its_cure(net: Devnet, capsys: Capture) -> None:
    one = proposed(net, capsys, "set-threshold", "6300")
    ledger = RpcLedger(net.line["url"])
    contracts = net.run(capsys, "status", "--json").json["contracts"]
    home = bytes.fromhex(next(one["address"] for one in contracts if one["name"] == "Consortium")[2:])
    account = Account(ledger, open_key(net.directory, "scjg.vote", None, None))
    tx_hash = account.send(home, Consortium.encode_vote(bytes.fromhex(one["id"][2:])))
    assert not account.wait(tx_hash, 10).success
    found = net.run(capsys, "decode", tx_hash.hex(), "--json").json
    assert (found["call"]["function"], found["member"], found["success"]) == ("vote", "CN-DEV/GOV/scjg", False)
    assert found["refusal"]["error"] == "ConsortiumVotedAlready"
    assert found["refusal"]["cure"] == "Nothing; a vote is final."
    opened = net.run(capsys, "decode", one["transaction"], "--json").json
    assert opened["call"]["proposed"]["arguments"] == {"thresholdBps": 6300}
    assert [event["event"] for event in opened["events"]] == ["ProposalOpened", "VoteCast"]


def test_what_is_no_transaction_of_ours_is_decoded_as_such(net: Devnet, capsys: Capture) -> None:
    assert net.run(capsys, "decode", "ab" * 32).error == "contracts.transaction_unknown"
    assert net.run(capsys, "decode", "zz").error == "contracts.argument_invalid"
    receipt = Account(RpcLedger(net.line["url"]), EthKey.generate()).transact(b"\x11" * 20, b"\x01\x02\x03\x04\x05")
    found = net.run(capsys, "decode", receipt.tx_hash.hex(), "--json").json
    assert found["call"]["data"] == "0x0102030405" and found["member"] == "" and found["events"] == []


# ---------------------------------------------------------------- upgrades


def test_an_upgrade_puts_the_code_of_the_next_release_in_place(second: Devnet, capsys: Capture, tmp_path: Path) -> None:
    second.run(capsys, "deploy")
    folder = str(release(tmp_path, "WorkCalendar", other_code))
    assert second.run(capsys, "verify-deployment", "--contracts", folder).status == 1
    first = second.run(capsys, "upgrade", "WorkCalendar", "--contracts", folder, "--key", "scjg.vote", "--json")
    assert first.status == 0, first.err
    again = second.run(capsys, "upgrade", "WorkCalendar", "--contracts", folder, "--key", "gjj.vote", "--json")
    assert again.json["implementation"] == first.json["implementation"]
    assert again.json["proposal"]["id"] == first.json["proposal"]["id"], "an interrupted upgrade goes on"
    agree(second, capsys, first.json["proposal"]["number"])
    assert second.run(capsys, "verify-deployment", "--contracts", folder).status == 0
    old = second.run(capsys, "verify-deployment", "--json")
    assert old.status == 1
    assert [one["name"] for one in old.json["contracts"] if one["faults"]] == ["WorkCalendar"]
    done = second.run(capsys, "upgrade", "WorkCalendar", "--contracts", folder, "--key", "scjg.vote")
    assert done.error == "contracts.nothing_to_upgrade"


def test_a_view_without_proxy_is_named_anew(net: Devnet, capsys: Capture) -> None:
    before = net.run(capsys, "status", "--json").json["contracts"]
    found = net.run(capsys, "upgrade", "PolicyView", "--again", "--key", "scjg.vote", "--json").json
    assert found["proposal"]["action"]["function"] == "nameContract"
    agree(net, capsys, found["proposal"]["number"])
    after = net.run(capsys, "status", "--json").json["contracts"]
    moved = [one["name"] for one, other in zip(before, after, strict=True) if one["address"] != other["address"]]
    assert moved == ["PolicyView"]
    assert net.run(capsys, "verify-deployment").status == 0


def _moved(artifact: dict[str, Any]) -> None:
    other_code(artifact)
    artifact["storageLayout"]["storage"].reverse()


def test_an_upgrade_that_moves_storage_is_refused_before_anything_is_sent(
    net: Devnet, capsys: Capture, tmp_path: Path
) -> None:
    folder = str(release(tmp_path, "WorkCalendar", _moved))
    ledger, account = RpcLedger(net.line["url"]), bytes.fromhex(net.line["keys"]["scjg.vote"][2:])
    before = ledger.nonce(account)
    done = net.run(capsys, "upgrade", "WorkCalendar", "--contracts", folder, "--key", "scjg.vote")
    assert (done.status, done.error) == (1, "contracts.layout_moved")
    assert ledger.nonce(account) == before


def test_without_the_artifact_of_the_running_code_there_is_no_upgrade(
    net: Devnet, capsys: Capture, tmp_path: Path
) -> None:
    folder = release(tmp_path, "WorkCalendar", other_code)
    alone = tmp_path / "alone"
    alone.mkdir()
    for name in ("deployment.json", "ledger.json"):
        shutil.copy(net.directory / name, alone)
    options = ("upgrade", "WorkCalendar", "--check", "--contracts", str(folder))
    assert net.run(capsys, *options, where=alone).error == "contracts.base_unknown"
    running_now = contracts.ARTIFACTS / "WorkCalendar.json"
    assert net.run(capsys, *options, "--running", str(running_now), where=alone).status == 0
    assert net.run(capsys, *options, "--running", str(tmp_path / "none"), where=alone).error == "contracts.base_unknown"


# ---------------------------------------------------------------- devnet


def test_a_directory_in_use_is_refused(net: Devnet, capsys: Capture) -> None:
    assert net.run(capsys, "devnet").status == 2


def test_a_devnet_ends_with_its_ledger_and_leaves_nothing_behind() -> None:
    process = subprocess.Popen(
        [*LIANLU, "contracts", "devnet", "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        start_new_session=True,
    )  # fmt: skip
    assert process.stdout is not None
    line = json.loads(process.stdout.readline())
    process.send_signal(signal.SIGTERM)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 0
    assert b"development only" in errors or "仅供开发".encode() in errors
    assert not Path(line["dir"]).exists()
    assert not Path(f"/proc/{line['pid']}").exists()
