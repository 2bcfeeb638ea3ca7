"""What every command begins with: the directory of a deployment, the ledger, the pinned artifacts, a key.

Options are the same everywhere: `--dir` has founding.json, deployment.json, and for a throw-away ledger its address
and keys; what stands there need not be said again.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Annotated, Any

import typer

import contracts
from chain_node.console import refuse, tr
from chain_node.crypto.keyfiles import read_passphrase
from chain_node.crypto.keystore import KeyStore
from chain_node.crypto.secp256k1 import EthKey
from chain_node.ledger.client import RpcLedger
from chain_node.ledger.errors import LedgerRefused
from chain_node.ledger.rpc_codec import data_of
from scripts.contracts_cli import record
from scripts.contracts_cli.abi_view import all_errors
from scripts.contracts_cli.errors import ArtifactUnusable, ContractRefused, FileUnusable, WrongLedger
from scripts.contracts_cli.natspec import errors as explained

LEDGER_FILE, KEYS, PASSPHRASE = "ledger.json", "keys", "passphrase"

Directory = Annotated[
    Path,
    typer.Option(
        "--dir", envvar="LIANLU_CONTRACTS_DIR",
        help=tr("founding.json、deployment.json 所在目录", "Directory of founding.json and deployment.json"),
    ),
]  # fmt: skip
LedgerUrl = Annotated[
    str | None,
    typer.Option(
        "--ledger", envvar="LIANLU_LEDGER_URL",
        help=tr("账本的 JSON-RPC 网址", "JSON-RPC address of the ledger; default: that of a devnet in --dir"),
    ),
]  # fmt: skip
TokenFile = Annotated[Path | None, typer.Option(help=tr("账本访问令牌文件", "File that holds the ledger's token"))]
KeyName = Annotated[str, typer.Option("--key", help=tr("密钥库中的密钥名", "Name of the acting key in the key store"))]
Store = Annotated[
    Path | None,
    typer.Option("--store", envvar="LIANLU_KEY_STORE", help=tr("密钥库目录，默认 DIR/keys", "Key store; DIR/keys")),
]
PassphraseFile = Annotated[
    Path | None,
    typer.Option(
        "--passphrase-file", envvar="LIANLU_KEY_PASSPHRASE_FILE",
        help=tr("口令文件，默认 DIR/passphrase", "File with its pass-phrase; DIR/passphrase"),
    ),
]  # fmt: skip
Root = Annotated[
    Path | None,
    typer.Option(
        "--contracts", envvar="LIANLU_CONTRACTS_ROOT", show_default=False,
        help=tr("合约目录（含 artifacts.lock），默认随软件安装的", "Folder with artifacts.lock; the installed one"),
    ),
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Workspace:
    """A directory, a connected ledger, and where the artifacts are."""

    directory: Path
    ledger: RpcLedger
    root: Path

    @property
    def genesis_hash(self) -> bytes:
        """Hash of the ledger's first block."""
        return data_of(self.ledger.request("eth_getBlockByNumber", "0x0", False)["hash"], 32)

    def check_ledger(self, chain_id: int, genesis_hash: bytes, what: str) -> None:
        """Raises `WrongLedger` unless this is the ledger that a file was made for."""
        if self.ledger.chain_id != chain_id:
            raise WrongLedger(f"{what} is for chain {chain_id}, this ledger is {self.ledger.chain_id}")
        if self.genesis_hash != genesis_hash:
            raise WrongLedger(f"{what} is for another ledger with this chain id: its genesis has another hash")

    def deployment(self) -> record.Deployment:
        """The record in the directory, of this ledger. Raises `FileUnusable`, `WrongLedger`."""
        found = record.load(self.directory / record.NAME)
        self.check_ledger(found.chain_id, found.genesis_hash, record.NAME)
        return found

    def load(self, name: str) -> contracts.Artifact:
        """A pinned artifact."""
        return contracts.load(name, self.root)


def open_workspace(directory: Path, url: str | None, token_file: Path | None, root: Path | None) -> Workspace:
    """Connect. Raises `FileUnusable` where no address is given and none lies in the directory, `LedgerUnavailable`."""
    where = contracts.HERE if root is None else root
    address = url if url is not None else _own_address(directory)
    token = None if token_file is None else _token(token_file)
    return Workspace(directory, RpcLedger(address, token=token, errors=all_errors(where)), where)


def _own_address(directory: Path) -> str:
    path = directory / LEDGER_FILE
    try:
        return str(json.loads(path.read_bytes())["url"])
    except (OSError, ValueError, KeyError, TypeError):
        text = tr(f"没有 --ledger，{path} 也不存在", f"no --ledger is given, and there is no {path}")
        raise FileUnusable(text) from None


def _token(file: Path) -> str:
    try:
        return file.read_text("ascii").strip() or refuse(f"token file {file} is empty")
    except (OSError, UnicodeDecodeError) as exc:
        refuse(f"token file {file}: {exc}")


def open_key(directory: Path, name: str, store: Path | None, passphrase_file: Path | None) -> EthKey:
    """The ledger account `name` of the key store. Raises errors of the key store; the key itself is never shown."""
    passphrase = read_passphrase(passphrase_file or directory / PASSPHRASE)
    return KeyStore.open(store or directory / KEYS, passphrase).load_ledger(name)


def cured(command: Callable[..., Any]) -> Callable[..., Any]:
    """What a contract refuses is raised with its cure; an artifact that is not in the lock as an error of ours."""

    @wraps(command)
    def run(*arguments: Any, **options: Any) -> Any:
        try:
            return command(*arguments, **options)
        except contracts.ArtifactRefused as exc:
            raise ArtifactUnusable(str(exc)) from exc
        except ContractRefused:
            raise
        except LedgerRefused as exc:
            if not exc.name:
                raise
            raise explain(exc) from exc

    return run


def explain(refused: LedgerRefused) -> ContractRefused:
    """The same refusal with what the interface says about it."""
    found = explained().get(refused.name)
    return ContractRefused(refused, found.meaning if found else "", found.cure if found else "")
