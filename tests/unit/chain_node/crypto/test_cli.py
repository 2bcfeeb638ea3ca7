"""`lianlu key` as a person uses it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from chain_node.crypto.keyfiles import write_private
from chain_node.crypto.openssl_sm2 import Sm2PublicKey
from chain_node.crypto.secp256k1 import keccak256, recover
from tests.unit.chain_node.crypto.vectors import load

TYPED_DATA = load("ledger")["typed_data"]


class Keys:
    """The command with its store and pass-phrase."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        write_private(folder / "passphrase", b"correct horse battery staple\n")

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", "from chain_node.cli import main; main()", "key", *arguments, "--lang", "en"]
        place = {
            "LIANLU_KEY_STORE": str(self.folder / "keys"),
            "LIANLU_KEY_PASSPHRASE_FILE": str(self.folder / "passphrase"),
        }
        return subprocess.run(
            command, capture_output=True, text=True, env=os.environ | place, timeout=60, check=False
        )  # fmt: skip

    def json(self, *arguments: str) -> Any:
        done = self.run(*arguments, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    return Keys(tmp_path)


@pytest.fixture(scope="module")
def duty(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    """A store with the account `duty`, which nothing may change."""
    keys = Keys(tmp_path_factory.mktemp("duty"))
    keys.json("generate", "duty")
    return keys


def test_a_duty_signs_what_it_is_shown(keys: Keys) -> None:
    made = keys.json("generate", "duty")
    assert made["kind"] == "secp256k1"
    document = keys.folder / "act.json"
    document.write_text(json.dumps(TYPED_DATA["document"]))
    done = keys.run("sign", "duty", "--typed-data", str(document), "--json")
    signed = json.loads(done.stdout)
    assert signed["digest"] == TYPED_DATA["digest"]
    assert recover(bytes.fromhex(signed["digest"]), bytes.fromhex(signed["signature"])) == made["address"]
    for line in ("domain.name = Ether Mail", "Mail.from.name = Cow", "Mail.contents = Hello, Bob!"):
        assert line in done.stderr


def test_a_digest_is_signed(keys: Keys) -> None:
    made = keys.json("generate", "anchor", "--suite", "intl")
    digest = keccak256(b"x").hex()
    for given in (digest, "0x" + digest):
        signed = keys.json("sign", "anchor", "--digest", given)
        assert recover(bytes.fromhex(digest), bytes.fromhex(signed["signature"])) == made["address"]


def test_a_message_key_signs_a_file(keys: Keys) -> None:
    made = keys.json("generate", "message", "--kind", "sm-sign")
    (keys.folder / "m").write_bytes(b"message")
    signed = keys.json("sign", "message", "--message", str(keys.folder / "m"))
    Sm2PublicKey(bytes.fromhex(made["spki"])).verify(bytes.fromhex(signed["signature"]), b"message")
    assert signed["kid"] == made["kid"]


def test_keys_are_shown_without_their_secrets(keys: Keys) -> None:
    names = {"a": "intl-sign", "b": "intl-decrypt", "c": "sm-decrypt"}
    made = [keys.json("generate", name, "--kind", kind) for name, kind in names.items()]
    assert keys.json("show")["keys"] == made
    assert [set(one) for one in made] == [{"name", "kind", "suite", "kid", "spki"}] * 3
    text = keys.run("show", "b").stdout
    assert made[1]["kid"] in text
    assert made[0]["kid"] not in text


def test_direction_marks_in_what_is_signed_are_shown(duty: Keys, tmp_path: Path) -> None:
    document = json.loads(json.dumps(TYPED_DATA["document"]))
    document["message"]["contents"] = "pay \u202e001 yuan"
    (tmp_path / "act.json").write_text(json.dumps(document))
    done = duty.run("sign", "duty", "--typed-data", str(tmp_path / "act.json"))
    assert "pay \\u202e001 yuan" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "status"),
    [
        (("generate", "duty"), "crypto.keystore.exists", 1),
        (("generate", "x", "--kind", "tls"), "crypto.key_malformed", 1),
        (("generate", "x", "--suite", "rot13"), "usage", 2),
        (("generate", "../x"), "crypto.key_malformed", 1),
        (("show", "nobody"), "crypto.keystore.unknown", 1),
        (("sign", "duty"), "usage", 2),
        (("sign", "duty", "--digest", "00"), "usage", 2),
        (("sign", "duty", "--digest", "zz" * 32), "usage", 2),
        (("sign", "duty", "--digest", "00" * 32, "--message", "x"), "usage", 2),
        (("sign", "duty", "--message", "{here}"), "crypto.key_malformed", 1),
        (("sign", "duty", "--typed-data", "{here}"), "crypto.typed_data", 1),
        (("sign", "duty", "--typed-data", "{absent}"), "usage", 2),
    ],
)
def test_what_cannot_be_done_is_said(duty: Keys, arguments: tuple[str, ...], code: str, status: int) -> None:
    keys = duty
    places = {"here": str(keys.folder / "passphrase"), "absent": str(keys.folder / "absent")}
    done = keys.run(*(argument.format(**places) for argument in arguments))
    assert f"lianlu: error [{code}]" in done.stderr
    assert done.returncode == status
    assert done.stdout == ""


def test_another_passphrase_is_refused(keys: Keys) -> None:
    keys.json("generate", "duty")
    write_private(keys.folder / "passphrase", b"another pass-phrase", replace=True)
    done = keys.run("generate", "second")
    assert "crypto.keystore.wrong_passphrase" in done.stderr
    assert [path.name for path in (keys.folder / "keys").glob("*.key")] == ["duty.key"]
