"""The key store: what opens it, what does not, and what whoever can write its files can do."""

from __future__ import annotations

import json
import os
import pickle
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from chain_node.crypto.errors import (
    KeyExists,
    KeyMalformed,
    KeyStoreError,
    KeyUnknown,
    PassphraseRefused,
    PermissionsTooOpen,
    StoreDamaged,
    WrongPassphrase,
)
from chain_node.crypto.kdf import Cost, derive, parse_cost
from chain_node.crypto.keyfiles import read_passphrase, read_private, write_private
from chain_node.crypto.keystore import HEADER, KeyKind, KeyStore, fresh, load_key
from chain_node.crypto.secp256k1 import EthKey
from chain_node.crypto.secret import Secret
from chain_node.crypto.suite import get_suite

PASSPHRASE = Secret("correct horse battery staple")
CHEAP = Cost("argon2id", 16 * 1024, 1)
both = pytest.mark.parametrize("suite", ["sm", "intl"])


def make(directory: Path, suite: str = "sm", cost: Cost = CHEAP) -> KeyStore:
    return KeyStore.create(directory, PASSPHRASE, suite, cost)


@pytest.fixture
def store(tmp_path: Path) -> KeyStore:
    return make(tmp_path / "keys")


@both
@pytest.mark.parametrize("cost", [Cost("scrypt", 16 * 1024, 1), CHEAP], ids=lambda cost: cost.name)
def test_keys_come_back(tmp_path: Path, suite: str, cost: Cost) -> None:
    made = make(tmp_path / "keys", suite, cost)
    message, anchor = get_suite("sm").generate(), EthKey.generate()
    wrapping = get_suite("intl").generate_encryption()
    made.add("message", KeyKind.SM_SIGN, message.to_bytes())
    made.add("anchor", "secp256k1", anchor.to_bytes())
    made.add("unwrap", "intl-decrypt", wrapping.to_bytes())
    made.add("tls", "tls", b"-----BEGIN PRIVATE KEY-----")
    again = KeyStore.open(tmp_path / "keys", PASSPHRASE)
    assert again.names() == ("anchor", "message", "tls", "unwrap")
    assert again.load_signing("message").public.kid == message.public.kid
    assert again.load_ledger("anchor").address == anchor.address
    assert again.load_decryption("unwrap").public.kid == wrapping.public.kid
    assert again.load("tls").private.reveal() == b"-----BEGIN PRIVATE KEY-----"


def test_files_are_closed_to_others(store: KeyStore, tmp_path: Path) -> None:
    store.add("anchor", "secp256k1", EthKey.generate().to_bytes())
    modes = {path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "keys").iterdir()}
    assert modes == {HEADER: 0o600, "anchor.key": 0o600}
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o700


def test_nothing_of_a_key_lies_in_a_file(store: KeyStore, tmp_path: Path) -> None:
    secret = os.urandom(32)
    store.add("message", "intl-sign", secret)
    for path in (tmp_path / "keys").iterdir():
        content = path.read_bytes()
        assert secret not in content
        assert secret.hex().encode() not in content
        assert PASSPHRASE.reveal() not in content


@pytest.mark.parametrize("wrong", ["correct horse battery stapl", "correct horse battery staple ", "x" * 12])
def test_another_passphrase_does_not_open(store: KeyStore, tmp_path: Path, wrong: str) -> None:
    with pytest.raises(WrongPassphrase):
        KeyStore.open(tmp_path / "keys", Secret(wrong))


def test_the_passphrase_changes_and_the_keys_stay(store: KeyStore, tmp_path: Path) -> None:
    store.add("anchor", "secp256k1", bytes(31) + b"\1")
    subkey = store.subkey("data")
    store.change_passphrase(Secret("another pass-phrase"))
    again = KeyStore.open(tmp_path / "keys", Secret("another pass-phrase"))
    assert again.load("anchor").private == Secret(bytes(31) + b"\1")
    assert again.subkey("data") == subkey
    with pytest.raises(WrongPassphrase):
        KeyStore.open(tmp_path / "keys", PASSPHRASE)


def test_subkeys_are_stable_and_apart(store: KeyStore, tmp_path: Path) -> None:
    again = KeyStore.open(tmp_path / "keys", PASSPHRASE)
    assert store.subkey("data") == again.subkey("data")
    assert store.subkey("data") != store.subkey("spool")
    assert make(tmp_path / "other").subkey("data") != store.subkey("data")
    assert len(store.subkey("data", 16)) == 16


def test_nothing_is_overwritten(store: KeyStore, tmp_path: Path) -> None:
    store.add("anchor", "secp256k1", bytes(31) + b"\1")
    with pytest.raises(KeyExists):
        store.add("anchor", "secp256k1", bytes(31) + b"\2")
    with pytest.raises(KeyExists):
        make(tmp_path / "keys")
    assert KeyStore.open(tmp_path / "keys", PASSPHRASE).load("anchor").private.reveal()[-1] == 1


@pytest.mark.parametrize(
    "name", ["", ".", "..", "../x", "a/b", "a b", "A", ".a", "a.", "-a", "x" * 65, "é", "a\0b", "a\n"]
)
def test_names_that_could_leave_the_directory_are_refused(store: KeyStore, name: str) -> None:
    with pytest.raises(KeyMalformed):
        store.add(name, "tls", b"x")
    with pytest.raises(KeyMalformed):
        store.load(name)


def test_what_is_no_key_is_not_stored(store: KeyStore) -> None:
    for kind, private in [
        ("sm-sign", bytes(32)), ("intl-sign", bytes(31)), ("secp256k1", bytes(32)), ("tls", b""),
        ("data", bytes(20_000)), ("nothing", bytes(32)), ("SM-SIGN", b"\1" * 32),
    ]:  # fmt: skip
        with pytest.raises(KeyMalformed):
            store.add("key", kind, private)
    assert store.names() == ()


def test_a_key_serves_its_kind_only(store: KeyStore) -> None:
    store.add("sign", "intl-sign", bytes(32))
    store.add("unwrap", "intl-decrypt", bytes(32))
    store.add("anchor", "secp256k1", b"\1" * 32)
    store.add("tls", "tls", bytes(32))
    for load, names in {
        store.load_signing: ("unwrap", "anchor", "tls"),
        store.load_decryption: ("sign", "anchor", "tls"),
        store.load_ledger: ("sign", "unwrap", "tls"),
    }.items():
        for name in names:
            with pytest.raises(KeyMalformed):
                load(name)
    with pytest.raises(KeyUnknown):
        store.load("nobody")


def edit(path: Path, **changed: Any) -> None:
    """Members of a JSON file, replaced; those of `kdf` one level down."""
    entry = json.loads(path.read_bytes())
    for name, value in changed.items():
        (entry["kdf"] if name in entry.get("kdf", {}) else entry)[name] = value
    path.write_text(json.dumps(entry))


@pytest.mark.parametrize("member", ["name", "kind", "sealed", "format"])
def test_an_edited_key_file_does_not_open(store: KeyStore, tmp_path: Path, member: str) -> None:
    store.add("message", "intl-sign", bytes(32))
    store.add("other", "intl-decrypt", bytes(32))
    other = json.loads((tmp_path / "keys" / "other.key").read_bytes())
    edit(tmp_path / "keys" / "message.key", **{member: other[member] if member != "format" else "lianlu-keystore/2"})
    with pytest.raises(StoreDamaged):
        store.load("message")


def test_key_files_do_not_change_places(store: KeyStore, tmp_path: Path) -> None:
    store.add("one", "secp256k1", b"\1" * 32)
    store.add("two", "secp256k1", b"\2" * 32)
    folder = tmp_path / "keys"
    shutil.copy(folder / "one.key", folder / "two.key")
    with pytest.raises(StoreDamaged):
        store.load("two")
    edit(folder / "two.key", name="two")
    with pytest.raises(StoreDamaged):
        store.load("two")


def test_a_file_of_another_store_does_not_open(store: KeyStore, tmp_path: Path) -> None:
    make(tmp_path / "other").add("one", "secp256k1", b"\1" * 32)
    shutil.copy(tmp_path / "other" / "one.key", tmp_path / "keys" / "one.key")
    with pytest.raises(StoreDamaged):
        store.load("one")


def test_every_byte_of_a_sealed_key_counts(store: KeyStore, tmp_path: Path) -> None:
    store.add("one", "secp256k1", b"\1" * 32)
    path = tmp_path / "keys" / "one.key"
    content = path.read_bytes()
    for at in range(len(content)):
        path.write_bytes(content[:at] + bytes((content[at] ^ 1,)) + content[at + 1 :])
        try:
            assert store.load("one").private.reveal() == b"\1" * 32, "only white space may differ"
            assert content[at] in b" \n"
        except StoreDamaged:
            continue


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"passes": 2}, WrongPassphrase),
        ({"salt": "00" * 32}, WrongPassphrase),
        ({"name": "scrypt"}, WrongPassphrase),
        ({"memory_kib": 32 * 1024}, WrongPassphrase),
        ({"suite": "intl"}, WrongPassphrase),
        ({"memory_kib": 1024}, StoreDamaged),
        ({"memory_kib": 2**40}, StoreDamaged),
        ({"memory_kib": 16 * 1024 + 1}, StoreDamaged),
        ({"passes": 0}, StoreDamaged),
        ({"passes": 10**9}, StoreDamaged),
        ({"passes": True}, StoreDamaged),
        ({"name": "pbkdf2"}, StoreDamaged),
        ({"salt": ""}, StoreDamaged),
        ({"salt": "AB" * 32}, StoreDamaged),
        ({"suite": "rot13"}, StoreDamaged),
        ({"kdf": []}, StoreDamaged),
        ({"sealed": ""}, WrongPassphrase),
        ({"more": 1}, StoreDamaged),
    ],
    ids=str,
)
def test_an_edited_header_does_not_open(
    store: KeyStore, tmp_path: Path, changed: dict[str, Any], error: type[KeyStoreError]
) -> None:
    edit(tmp_path / "keys" / HEADER, **changed)
    with pytest.raises(error):
        KeyStore.open(tmp_path / "keys", PASSPHRASE)


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"\xff", b"null", b"[" * 50_000, b"{" + b" " * 70_000 + b"}"])
def test_what_is_no_header_does_not_open(store: KeyStore, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "keys" / HEADER).write_bytes(content)
    with pytest.raises(KeyStoreError):
        KeyStore.open(tmp_path / "keys", PASSPHRASE)


def test_there_is_no_store(tmp_path: Path) -> None:
    assert not KeyStore.exists(tmp_path)
    for directory in (tmp_path / "absent", tmp_path):
        os.chmod(tmp_path, 0o700)
        with pytest.raises(KeyUnknown):
            KeyStore.open(directory, PASSPHRASE)


def loosen_directory(folder: Path) -> None:
    folder.chmod(0o750)


def loosen_header(folder: Path) -> None:
    (folder / HEADER).chmod(0o640)


def loosen_key(folder: Path) -> None:
    (folder / "one.key").chmod(0o604)


def link_key(folder: Path) -> None:
    (folder / "one.key").rename(folder / "elsewhere")
    (folder / "one.key").symlink_to(folder / "elsewhere")


def replace_key_by_a_pipe(folder: Path) -> None:
    (folder / "one.key").unlink()
    os.mkfifo(folder / "one.key", 0o600)


@pytest.mark.parametrize("loosen", [loosen_directory, loosen_header, loosen_key, link_key, replace_key_by_a_pipe])
def test_files_open_to_others_are_refused(store: KeyStore, tmp_path: Path, loosen: Callable[[Path], None]) -> None:
    store.add("one", "secp256k1", b"\1" * 32)
    loosen(tmp_path / "keys")
    with pytest.raises(PermissionsTooOpen):
        KeyStore.open(tmp_path / "keys", PASSPHRASE).load("one")


def test_a_directory_open_to_others_takes_no_store(tmp_path: Path) -> None:
    (tmp_path / "open").mkdir(mode=0o755)
    (tmp_path / "open").chmod(0o755)
    (tmp_path / "link").symlink_to(tmp_path / "open")
    for name in ("open", "link"):
        with pytest.raises(PermissionsTooOpen):
            make(tmp_path / name)


def test_a_write_that_fails_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    for replace in (False, True):
        with pytest.raises(KeyStoreError):
            write_private(tmp_path / "there", b"x", replace=replace)
        with pytest.raises(KeyStoreError):
            write_private(tmp_path / "absent" / "file", b"x", replace=replace)
    assert list(tmp_path.iterdir()) == [tmp_path / "there"]


def test_a_file_too_large_is_not_read(tmp_path: Path) -> None:
    write_private(tmp_path / "file", bytes(11))
    assert read_private(tmp_path / "file", 11) == bytes(11)
    with pytest.raises(KeyStoreError):
        read_private(tmp_path / "file", 10)


@pytest.mark.parametrize("ending", [b"", b"\n", b"\r\n"])
def test_a_passphrase_is_one_line(tmp_path: Path, ending: bytes) -> None:
    write_private(tmp_path / "file", "口令口令口令 ".encode() + ending)
    assert read_passphrase(tmp_path / "file") == Secret("口令口令口令 ")


@pytest.mark.parametrize(
    "content", [b"", b"short", b"\n", b"twelve chars\nand more", b"\xff" * 12, b"twelve\0chars", b"x" * 1025]
)
def test_a_passphrase_that_will_not_do(tmp_path: Path, content: bytes) -> None:
    write_private(tmp_path / "file", content)
    with pytest.raises(PassphraseRefused):
        read_passphrase(tmp_path / "file")


def test_a_passphrase_file_open_to_others_is_refused(tmp_path: Path) -> None:
    write_private(tmp_path / "file", b"twelve chars")
    (tmp_path / "file").chmod(0o644)
    with pytest.raises(PermissionsTooOpen):
        read_passphrase(tmp_path / "file")
    with pytest.raises(KeyUnknown):
        read_passphrase(tmp_path / "absent")


def test_a_short_passphrase_makes_no_store(tmp_path: Path, store: KeyStore) -> None:
    with pytest.raises(PassphraseRefused):
        KeyStore.create(tmp_path / "new", Secret("short"), "sm", CHEAP)
    assert not (tmp_path / "new").exists()
    with pytest.raises(PassphraseRefused):
        store.change_passphrase(Secret("short"))
    KeyStore.open(tmp_path / "keys", PASSPHRASE)


def test_scrypt_is_that_of_the_standard() -> None:
    """RFC 7914 section 12 has N = 16384, r = 8, p = 1 as its third example; we take its first 32 bytes."""
    key = derive(Secret("pleaseletmein"), b"SodiumChloride", Cost("scrypt", 16_384, 1))
    assert key.hex() == "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"


def test_costs_are_read_strictly() -> None:
    salt = "0f" * 32
    document = {**CHEAP.document(), "salt": salt}
    assert parse_cost(document) == (CHEAP, bytes.fromhex(salt))
    others: list[Any] = [None, [], {}, {**document, "more": 1}, {**document, "passes": 1.0}, {**document, "name": 1}]
    for wrong in others:
        with pytest.raises(KeyMalformed):
            parse_cost(wrong)


def test_fresh_keys_are_of_their_kind() -> None:
    for kind in ("intl-sign", "intl-decrypt", "sm-sign", "sm-decrypt", "secp256k1"):
        assert len(fresh(kind)) == 32
        assert fresh(kind) != fresh(kind)
    for kind in ("tls", "data", "x"):
        with pytest.raises(KeyMalformed):
            fresh(kind)


def test_secrets_hide_themselves(store: KeyStore) -> None:
    secret = Secret("correct horse")
    store.add("one", "secp256k1", b"\1" * 32)
    stored = store.load("one")
    for shown in (repr(secret), str(secret), f"{secret}", repr(stored), repr(store), repr(load_key(stored))):
        assert "hidden" in shown
        assert "horse" not in shown
        assert "0101" not in shown
        assert "\\x01" not in shown
    assert secret == Secret(b"correct horse")
    assert secret != b"correct horse"
    with pytest.raises(TypeError):
        pickle.dumps(secret)
    with pytest.raises(TypeError):
        hash(secret)
