"""`lianlu key`: keys of a person or a machine in an encrypted store.

A duty's act is signed here, by the person's own key, away from the gateway that prepared it: `sign --typed-data` shows
what the document says before its digest is signed, and anyone may carry the signature to the ledger.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from chain_node.console import JsonFlag, Lang, LangChoice, emit, note, refuse, say, tr

app = typer.Typer(no_args_is_help=True, help=tr("密钥：生成、查看、签名。", "Keys: make, show, sign."))

_MAX_DOCUMENT = 1 << 20

Store = Annotated[
    Path, typer.Option("--store", help="Directory of the key store. 密钥库目录。", envvar="LIANLU_KEY_STORE")
]
PassphraseFile = Annotated[
    Path,
    typer.Option(
        "--passphrase-file",
        help="File of mode 0600 with the pass-phrase. 口令文件，权限 0600。",
        envvar="LIANLU_KEY_PASSPHRASE_FILE",
    ),
]
Name = Annotated[str, typer.Argument(help="Name of the key. 密钥名。")]


@app.command()
def generate(
    name: Name,
    store: Store,
    passphrase_file: PassphraseFile,
    kind: Annotated[
        str,
        typer.Option(help="secp256k1 (ledger account 账本账户), sm-sign, sm-decrypt, intl-sign, intl-decrypt."),
    ] = "secp256k1",
    suite: Annotated[str, typer.Option(help="Suite that seals a new store: sm, intl. 新密钥库的套件。")] = "sm",
    as_json: JsonFlag = False,
    lang: LangChoice = Lang.ZH,
) -> None:
    """Make a key and keep it sealed; the store is created if there is none. 生成密钥并加密保存。"""
    from chain_node.crypto import selftest
    from chain_node.crypto.keyfiles import read_passphrase
    from chain_node.crypto.keystore import KeyStore, fresh

    if suite not in ("sm", "intl"):
        refuse(tr("套件只有 sm 与 intl", "a suite is sm or intl"))
    passphrase = read_passphrase(passphrase_file)
    selftest.run([suite] if suite == "intl" and not kind.startswith("sm-") else ("intl", "sm"))
    secret = fresh(kind)
    exists = KeyStore.exists(store)
    opened = KeyStore.open(store, passphrase) if exists else KeyStore.create(store, passphrase, suite)
    opened.add(name, kind, secret.reveal())
    _print(_describe(opened.load(name)), as_json)


@app.command()
def show(
    store: Store,
    passphrase_file: PassphraseFile,
    name: Annotated[str | None, typer.Argument(help="Only this key. 只看此密钥。")] = None,
    as_json: JsonFlag = False,
    lang: LangChoice = Lang.ZH,
) -> None:
    """Show names, kinds and public parts; never a secret. 查看密钥的名称、种类与公开部分。"""
    from chain_node.crypto.keyfiles import read_passphrase
    from chain_node.crypto.keystore import KeyStore

    opened = KeyStore.open(store, read_passphrase(passphrase_file))
    found = [_describe(opened.load(one)) for one in ([name] if name else opened.names())]
    if as_json:
        emit({"store": str(store), "keys": found})
        return
    for document in found:
        _print(document, False)
    if not found:
        note(tr("密钥库是空的", "the store is empty"))


@app.command()
def sign(
    name: Name,
    store: Store,
    passphrase_file: PassphraseFile,
    typed_data: Annotated[
        Path | None, typer.Option(help="EIP-712 document (JSON) that the gateway prepared. 网关备好的待签文件。")
    ] = None,
    digest: Annotated[str | None, typer.Option(help="32-byte digest in hexadecimal. 32 字节摘要，十六进制。")] = None,
    message: Annotated[
        Path | None, typer.Option(help="File whose bytes a message key signs. 由消息密钥签名的文件。")
    ] = None,
    as_json: JsonFlag = False,
    lang: LangChoice = Lang.ZH,
) -> None:
    """Sign one thing: typed data or a digest with a ledger account, a file with a message key. 签名。"""
    from chain_node.crypto.keyfiles import read_passphrase
    from chain_node.crypto.keystore import KeyStore

    if sum(given is not None for given in (typed_data, digest, message)) != 1:
        refuse(tr("--typed-data、--digest、--message 三者给出其一", "give one of --typed-data, --digest, --message"))
    content = b"" if message is None else _read(message)
    hashed = _digest(digest) if digest is not None else _typed_data_digest(typed_data) if typed_data else b""
    opened = KeyStore.open(store, read_passphrase(passphrase_file))
    if message is not None:
        key = opened.load_signing(name)
        result = {"name": name, "kid": key.public.kid, "signature": key.sign(content)}
    else:
        account = opened.load_ledger(name)
        signature = account.sign_digest(hashed)
        result = {"name": name, "address": account.address, "digest": hashed, "signature": signature}
    _print(result, as_json)


def _describe(stored: Any) -> dict[str, Any]:
    """Public facts of a stored key."""
    from chain_node.crypto.keystore import KeyKind, load_key
    from chain_node.crypto.secp256k1 import EthKey

    document: dict[str, Any] = {"name": stored.name, "kind": stored.kind.value}
    if stored.kind in (KeyKind.TLS, KeyKind.DATA):
        return document
    key = load_key(stored)
    if isinstance(key, EthKey):
        return {**document, "address": key.address}
    return {**document, "suite": key.suite, "kid": key.public.kid, "spki": key.public.spki}


def _typed_data_digest(path: Path) -> bytes:
    """Digest of an EIP-712 document, after its content was shown on stderr."""
    from chain_node.crypto import typed_data

    document = typed_data.parse(_read(path))
    hashed = typed_data.digest(document)
    note(tr("将签署：", "about to sign:"))
    for where, value in _lines(document["domain"], "domain"):
        note(f"  {where} = {value}")
    for where, value in _lines(document["message"], document["primaryType"]):
        note(f"  {where} = {value}")
    return hashed


def _lines(value: object, where: str) -> Iterator[tuple[str, object]]:
    """Each value of a document with the way to it, in the document's order."""
    if isinstance(value, dict | list) and not value:
        yield where, tr("（空）", "(empty)")
    elif isinstance(value, dict):
        for name, one in value.items():
            yield from _lines(one, f"{where}.{name}")
    elif isinstance(value, list):
        for position, one in enumerate(value):
            yield from _lines(one, f"{where}[{position}]")
    else:  # what is not printed as itself, such as a change of direction, could make it look like something else
        yield where, "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in str(value))


def _digest(text: str) -> bytes:
    try:
        value = bytes.fromhex(text.removeprefix("0x"))
    except ValueError:
        value = b""
    if len(value) != 32:
        refuse(tr("摘要是 64 位十六进制", "a digest is 64 hexadecimal digits"))
    return value


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(_MAX_DOCUMENT + 1)
    except OSError as exc:
        refuse(f"{path}: {exc.strerror}")
    if len(content) > _MAX_DOCUMENT:
        refuse(tr(f"{path} 超过 1 MiB", f"{path} is larger than 1 MiB"))
    return content


def _print(document: dict[str, Any], as_json: bool) -> None:
    if as_json:
        emit(document)
        return
    for label, value in document.items():
        say(f"{label:<10} {value.hex() if isinstance(value, bytes) else value}")
