"""Where `follow` and `status` get a ledger's blocks: JSON-RPC of a running one, or an export. Nothing is believed."""

from __future__ import annotations

import http.client
import json
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from chain_node.jsondepth import check_depth
from chain_node.ledger.address import check_address, shown
from chain_node.ledger.errors import ExportUnreadable, LedgerUnavailable
from chain_node.ledger.export import LedgerExport
from chain_node.ledger.port import Block

MAX_ANSWER = 256 * 1024 * 1024
BATCH = 64


class RpcSource:
    """Blocks of the ledger at `url`. TLS trusts `certificates`, or the system's. Raises `LedgerUnavailable`."""

    def __init__(
        self, url: str, timeout: float = 30.0, token: str | None = None, certificates: Path | None = None
    ) -> None:
        parts = check_address(url)
        self._url = shown(parts)
        self._path = parts.path or "/"
        self._headers = {"Content-Type": "application/json"}
        if token is not None:
            self._headers["Authorization"] = f"Bearer {token}"
        if parts.scheme == "https":
            try:
                context = ssl.create_default_context(cafile=certificates)
            except OSError as exc:
                raise LedgerUnavailable(f"{certificates} holds no certificate: {exc}") from exc
            self._connection: http.client.HTTPConnection = http.client.HTTPSConnection(
                parts.hostname or "", parts.port, timeout=timeout, context=context
            )
        else:
            self._connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=timeout)

    def call(self, method: str, *values: Any) -> Any:
        """The result of a JSON-RPC method. Raises `LedgerUnavailable`."""
        request = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": values})
        try:
            self._connection.request("POST", self._path, request, self._headers)
            answer = self._connection.getresponse()
            body = answer.read(MAX_ANSWER)
            if answer.status != 200:
                raise LedgerUnavailable(f"{self._url} answers {method} with HTTP {answer.status} {answer.reason}")
            check_depth(body)
            document = json.loads(body)
            if not isinstance(document, dict) or "result" not in document:
                raise LedgerUnavailable(f"{self._url} answers {method} with {body[:200]!r}")
        except (OSError, ValueError, http.client.HTTPException) as exc:
            self._connection.close()
            raise LedgerUnavailable(f"{self._url}: {type(exc).__name__}: {exc}") from exc
        return document["result"]

    def genesis(self) -> Any:
        """What the ledger says it began with."""
        return self.call("lianlu_getGenesis")

    def blocks(self, first: int) -> Iterator[Block]:
        """Blocks from `first` to the head."""
        while True:
            answer = self.call("lianlu_getBlocks", first, BATCH)
            if not isinstance(answer, list) or len(answer) > BATCH:
                raise LedgerUnavailable(f"{self._url}: lianlu_getBlocks answers no list of blocks")
            for one in answer:
                yield _block(one, self._url)
            if not answer:
                return
            first += len(answer)

    def close(self) -> None:
        """Hang up."""
        self._connection.close()


class FileSource:
    """Blocks of an export. Raises `ExportUnreadable`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._export = LedgerExport(path)

    def genesis(self) -> Any:
        """The first line."""
        try:
            with self._path.open("rb") as file:
                line = file.readline(1 << 16)
            check_depth(line)
            return json.loads(line)
        except (OSError, ValueError) as exc:
            raise ExportUnreadable(f"{self._path}: {exc}") from exc

    def blocks(self, first: int) -> Iterator[Block]:
        """Blocks from `first` to the last of the file."""
        return self._export.blocks(first, 1 << 62)

    def close(self) -> None:
        """Close the file."""
        self._export.close()


def open_source(source: str, token: str | None = None, certificates: Path | None = None) -> RpcSource | FileSource:
    """The ledger at an address, or the export at a path."""
    if source.startswith(("http://", "https://")):
        return RpcSource(source, token=token, certificates=certificates)
    return FileSource(Path(source))


def _block(value: Any, where: str) -> Block:
    try:
        header, signature, *_ = (bytes.fromhex(value[key].removeprefix("0x")) for key in ("header", "signature"))
        transactions, receipts = (
            tuple(bytes.fromhex(one.removeprefix("0x")) for one in value[key]) for key in ("txs", "receipts")
        )
    except (AttributeError, KeyError, TypeError, ValueError) as exc:
        raise LedgerUnavailable(f"{where}: lianlu_getBlocks answers a malformed block: {exc}") from exc
    return Block(header, transactions, receipts, signature)
