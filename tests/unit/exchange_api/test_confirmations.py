"""Confirmations: one digest for one address, files that are read strictly, and the two hands that bring them."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from chain_node.cli import main
from chain_node.crypto.kdf import Cost
from chain_node.crypto.keyfiles import write_private
from chain_node.crypto.keystore import KeyStore
from chain_node.crypto.secp256k1 import EthKey, recover
from chain_node.crypto.secret import Secret
from chain_node.errors import UsageError
from chain_node.ids import parse_gateway
from exchange_api import confirmations, confirming, declarations
from exchange_api.config import load
from exchange_api.confirmations import Address, Confirmation, beside, confirm, dump, parse
from exchange_api.errors import Unauthorized
from exchange_api.service.in_force import earlier
from exchange_api.setup_errors import AddressUnconfirmed, ConfirmationInvalid
from exchange_api.tokens import TokenVerifier, issue

GATEWAY = "LIANLU/GOV/SCJG/GW1"
MEMBER = parse_gateway(GATEWAY).member
KEY = EthKey(bytes(31) + b"\7")
ADDRESS = Address(GATEWAY, "service", "LIANLU/GOV/SCJG/S/s", "http://10.0.0.1")
DECLARED = 'service = "s"\nsubsystem = "S"\nbase_url = "http://10.0.0.1/"\n'
CONFIGURED = f"""[gateway]
id = "{GATEWAY}"
[[client]]
id = "LIANLU/GOV/SCJG/A"
callback = "http://10.0.0.2/told"
[[client]]
id = "LIANLU/GOV/SCJG/B"
"""


def test_what_is_signed_is_the_address_and_nothing_else() -> None:
    plain = b"lianlu/address/1\0"
    for part in (GATEWAY, "service", "LIANLU/GOV/SCJG/S/s", "http://10.0.0.1"):
        plain += len(part).to_bytes(2, "big") + part.encode()
    assert hashlib.sha256(plain).digest() == ADDRESS.digest
    made = confirm(ADDRESS, KEY)
    assert recover(hashlib.sha256(plain).digest(), made.signature) == KEY.address
    confirmations.check_signature(made)


def test_files_are_read_as_they_were_written() -> None:
    made = confirm(ADDRESS, KEY)
    assert parse(dump([made])) == [made]
    held = Confirmation(made.address, made.account, made.signature, 7)
    assert parse(dump([held], "in_force"), "in_force") == [held]
    with pytest.raises(ConfirmationInvalid):
        parse(dump([held]))
    with pytest.raises(ConfirmationInvalid):
        parse(dump([made], "in_force"), "in_force")


@pytest.mark.parametrize(
    "change",
    [
        {"gateway": ""}, {"gateway": 1}, {"gateway": "市"}, {"kind": "gateway"}, {"kind": ["service"]}, {"name": "a\n"},
        {"name": "\u202e"}, {"name": "x" * 16_385}, {"url": "http://a" + "b" * 2048}, {"url": None}, {"account": "00"},
        {"account": "0x" + "00" * 20}, {"account": "AB" * 20}, {"signature": "00" * 64}, {"block": 1}, {"more": ""},
    ],
    ids=str,
)  # fmt: skip
def test_a_malformed_entry_is_refused(change: dict[str, Any]) -> None:
    document = json.loads(dump([confirm(ADDRESS, KEY)]))
    document["confirmed"][0].update(change)
    with pytest.raises(ConfirmationInvalid):
        parse(json.dumps(document).encode())


@pytest.mark.parametrize(
    "data",
    [
        b"", b"[]", b"{}", b'{"confirmed":{}}', b'{"confirmed":[1]}', b'{"confirmed":[{}]}', b'{"in_force":[]}',
        b'{"confirmed":[],"confirmed":[]}', b'{"confirmed":[],"more":[]}', b"\xff", b"[" * 100_000,
        b'{"confirmed":[' + b"{}," * confirmations.MAX_ENTRIES + b"{}]}", b" " * (confirmations.MAX_BYTES + 1),
    ],
    ids=lambda data: str(data[:24]),
)  # fmt: skip
def test_a_malformed_file_is_refused(data: bytes, tmp_path: Path) -> None:
    with pytest.raises(ConfirmationInvalid):
        parse(data)
    file = tmp_path / "x.confirmed"
    file.write_bytes(data)
    with pytest.raises(ConfirmationInvalid, match=r"x\.confirmed"):
        confirmations.read(file)
    with pytest.raises(ConfirmationInvalid):
        confirmations.read(tmp_path)
    assert confirmations.read(tmp_path / "none") == []


def test_one_is_found_among_many_and_what_is_missing_has_its_own_error() -> None:
    one = confirm(ADDRESS, KEY)
    other = confirm(Address(GATEWAY, "service", ADDRESS.name, "http://10.0.0.9"), KEY)
    stranger = confirm(Address(GATEWAY, "service", "LIANLU/GOV/SCJG/S/t", ADDRESS.url), KEY)
    assert confirmations.find([other, stranger, one], ADDRESS) == one
    with pytest.raises(ConfirmationInvalid, match=ADDRESS.digest.hex()):
        confirmations.find([stranger, other], ADDRESS)
    for found, before in (([stranger], None), ([], None), ([other], other.address)):
        with pytest.raises(AddressUnconfirmed, match=ADDRESS.digest.hex()):
            confirmations.find(found, ADDRESS, before)


def test_a_file_proposes_its_base_url_or_its_call_backs() -> None:
    assert confirming.proposed(DECLARED.encode(), GATEWAY) == [ADDRESS]
    told = Address(GATEWAY, "client", "LIANLU/GOV/SCJG/A", "http://10.0.0.2/told")
    assert confirming.proposed(CONFIGURED.encode(), "") == [told]
    assert confirming.proposed(CONFIGURED.encode(), GATEWAY) == [told]
    with pytest.raises(UsageError):
        confirming.proposed(CONFIGURED.encode(), "LIANLU/GOV/SCJG/GW2")
    with pytest.raises(UsageError):
        confirming.proposed(DECLARED.encode(), "")


def test_what_was_confirmed_before_stays_beside(tmp_path: Path) -> None:
    file, other = tmp_path / "s.toml", Address("LIANLU/GOV/SCJG/GW2", *ADDRESS.of, ADDRESS.url)
    confirming.sign(file, [ADDRESS], KEY)
    confirming.sign(file, [other], KEY)
    again = EthKey(bytes(31) + b"\x08")
    confirming.sign(file, [ADDRESS], again)
    assert set(confirmations.read(beside(file))) == {confirm(ADDRESS, again), confirm(other, KEY)}
    with pytest.raises(UsageError):
        confirming.sign(tmp_path / "none" / "s.toml", [ADDRESS], KEY)


def test_earlier_declarations_come_newest_first_without_what_is_no_declaration(tmp_path: Path) -> None:
    for number in range(12):
        declarations.apply(tmp_path, DECLARED.replace("0.1", f"0.{number}").encode(), MEMBER)
    newest = declarations.parse(DECLARED.encode(), MEMBER)
    stem = declarations.file_of(tmp_path, newest.service.path).stem
    (tmp_path / f"{stem}.3.toml.old").write_bytes(b"?")
    (tmp_path / f"{stem}.4.toml.old").write_bytes(DECLARED.replace('"s"', '"t"').encode())
    (tmp_path / f"{stem}.x.toml.old").write_bytes(DECLARED.encode())
    found = [one.base.rpartition(".")[2] for one in earlier(tmp_path, newest)]
    assert found == ["10", "9", "8", "7", "6", "5", "4", "1", "0"]


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main([str(one) for one in (*arguments, "--lang", "en")])
    captured = capsys.readouterr()
    return int(ended.value.code or 0), captured.out, captured.err


def test_operator_and_officer_are_told_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data, file, store = tmp_path / "gw", tmp_path / "my s.toml", tmp_path / "officer"
    status, said, _ = run(
        capsys, "gateway", "init", "--data", data, "--id", GATEWAY, "--url", "https://10.0.0.5:5500", "--production"
    )
    assert status == 0 and "lianlu service confirm" in said and "jwks_file" in said
    KeyStore.create(store, Secret(b"correct horse battery"), "intl", Cost("scrypt", 16 * 1024, 1)).add(
        "security", "secp256k1", KEY.to_bytes()
    )
    write_private(tmp_path / "word", b"correct horse battery")
    file.write_text(DECLARED)
    status, said, _ = run(capsys, "service", "apply", file, "--data", data)
    assert status == 0 and ADDRESS.digest.hex() in said
    assert f"lianlu service confirm '{file}' --gateway {GATEWAY}" in said
    hand = ("--key", "security", "--store", store, "--passphrase-file", tmp_path / "word")
    status, said, shown = run(capsys, "service", "confirm", file, "--gateway", GATEWAY, *hand)
    assert status == 0 and KEY.address in said
    assert all(part in shown for part in (ADDRESS.name, ADDRESS.url, ADDRESS.digest.hex())), "seen before it is signed"
    status, said, _ = run(capsys, "service", "apply", file, "--data", data)
    assert status == 0 and "handed in" in said
    assert confirmations.read(beside(declarations.file_of(data / "services", ADDRESS.name))) == [confirm(ADDRESS, KEY)]
    assert "to be confirmed" in run(capsys, "service", "list", "--data", data)[1], "that is for the gateway to say"
    configured = tmp_path / "gateway.toml"
    configured.write_text(CONFIGURED)
    assert run(capsys, "service", "confirm", configured, *hand)[0] == 0
    assert [one.address.of for one in confirmations.read(beside(configured))] == [("client", "LIANLU/GOV/SCJG/A")]
    configured.write_text(CONFIGURED.replace("callback", "#"))
    assert "names no call-back" in run(capsys, "service", "confirm", configured, *hand)[2]


def test_in_production_without_an_identity_provider_no_token_is_taken(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, more in (("trial", ()), ("real", ("--production",))):
        where = ("--data", tmp_path / name, "--id", GATEWAY, "--url", "https://10.0.0.5:5500")
        assert run(capsys, "gateway", "init", *where, *more)[0] == 0
    trial, real = load(tmp_path / "trial", {}), load(tmp_path / "real", {})
    assert real.production and not trial.production
    token = "Bearer " + issue(trial, bytes(32), ["health:read"], "x", 3600, 1_800_000_000)
    assert TokenVerifier(trial, bytes(32)).check(token, "health:read", 1_800_000_000) == "x"
    verifier = TokenVerifier(real, bytes(32))
    assert verifier.jwks() == {"keys": []}
    for refused in (token, "Bearer a.b.c", "Bearer " + ".".join(("eyJhbGciOiJFZDI1NTE5In0", "e30", "AA"))):
        with pytest.raises(Unauthorized):
            verifier.check(refused, "health:read", 1_800_000_000)


def test_a_confirmation_that_was_tampered_with_is_not_taken_in(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, file = tmp_path / "gw", tmp_path / "s.toml"
    run(capsys, "gateway", "init", "--data", data, "--id", GATEWAY, "--url", "https://10.0.0.5:5500", "--production")
    file.write_text(DECLARED)
    other = confirm(Address(GATEWAY, *ADDRESS.of, "http://10.0.0.9"), KEY)
    beside(file).write_bytes(dump([Confirmation(ADDRESS, other.account, other.signature)]))
    status, _, said = run(capsys, "service", "apply", file, "--data", data)
    assert status == 1 and "gateway.confirmation" in said
    assert list((data / "services").iterdir()) == []
    beside(file).write_bytes(dump([other]))
    status, said, _ = run(capsys, "service", "apply", file, "--data", data)
    assert status == 0 and "waits for SECURITY" in said


def test_elsewhere_than_in_production_nothing_waits(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data, file = tmp_path / "gw", tmp_path / "s.toml"
    run(capsys, "gateway", "init", "--data", data, "--id", GATEWAY, "--url", "https://10.0.0.5:5500")
    file.write_text(DECLARED)
    status, said, _ = run(capsys, "service", "apply", file, "--data", data, "--json")
    assert status == 0 and json.loads(said)["waiting"] is None
    assert not json.loads(run(capsys, "service", "list", "--data", data, "--json")[1])["services"][0]["waiting"]
