"""The ledger port over JSON-RPC.

One place turns foreign errors into ours: this module those of the transport, `rpc_codec.py` those of the ledger. No
proxy variables, no redirects, no retries here: the outbox and the follower try again, and know why they may.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import Any

import requests

from chain_node.errors import LedgerError
from chain_node.ledger.address import check_address, shown
from chain_node.ledger.errors import LedgerUnavailable
from chain_node.ledger.port import Block, BlockRef, TxReceipt
from chain_node.ledger.reverts import Errors
from chain_node.ledger.rpc_codec import (
    AlreadyKnown,
    answer_error,
    data_of,
    garbage,
    quantity,
    read_block,
    read_receipt,
    to_hex,
)
from chain_node.ledger.transactions import transaction_hash

TIMEOUT_S = (2.0, 10.0)
"""To connect, and between two bytes of the answer."""
BATCH = 250
"""Requests of a batch, and blocks of one call: below the limits of every engine."""


class RpcLedger:
    """The `Ledger` port to the JSON-RPC address `url` (http or https; `token` is sent as bearer token)."""

    def __init__(
        self,
        url: str,
        *,
        token: str | None = None,
        timeout: tuple[float, float] = TIMEOUT_S,
        errors: Errors | None = None,
    ) -> None:
        self._url = shown(check_address(url))
        self._session = requests.Session()
        self._session.trust_env = False
        headers = {"Content-Type": "application/json"}
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        kwargs = {"timeout": timeout, "headers": headers, "allow_redirects": False}
        self._provider = _provider(url, kwargs, self._session)
        self._errors = errors
        self._chain_id: int | None = None

    def __repr__(self) -> str:
        return f"<RpcLedger {self._url}>"

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    @property
    def chain_id(self) -> int:
        """The chain id, asked for once."""
        if self._chain_id is None:
            self._chain_id = quantity(self.request("eth_chainId"))
        return self._chain_id

    def head(self) -> BlockRef:
        """The newest block."""
        found = self.request("eth_getBlockByNumber", "latest", False)
        try:
            return BlockRef(quantity(found["number"]), data_of(found["hash"], 32), quantity(found["timestamp"]))
        except (KeyError, TypeError) as exc:
            raise garbage("eth_getBlockByNumber") from exc

    def blocks(self, first: int, last: int) -> Iterator[Block]:
        """Blocks `first`..`last` in calls of up to `BATCH`; fewer if the ledger has fewer."""
        while first <= last:
            found = self.request("lianlu_getBlocks", first, min(BATCH, last - first + 1))
            if not isinstance(found, list):
                raise garbage("lianlu_getBlocks")
            if not found:
                return
            for one in found[: last - first + 1]:
                yield read_block(one)
            first += len(found)

    def call(self, to: bytes, data: bytes, block: int | None = None, sender: bytes | None = None) -> bytes:
        """`eth_call`. Raises `LedgerRefused` with the contract's error."""
        call = {"to": to_hex(to), "data": to_hex(data)}
        if sender is not None:
            call["from"] = to_hex(sender)
        return data_of(self.request("eth_call", call, "latest" if block is None else hex(block)))

    def submit(self, raw: bytes) -> bytes:
        """`eth_sendRawTransaction`; one that the ledger has already is accepted again."""
        try:
            return data_of(self.request("eth_sendRawTransaction", to_hex(raw)), 32)
        except AlreadyKnown:
            return transaction_hash(raw)

    def submit_all(self, raws: Sequence[bytes]) -> list[bytes]:
        """`submit` for many in few requests, in order. Raises for the first that is refused; later ones may be
        taken."""
        hashes = []
        for answer, raw in zip(
            self.batch([("eth_sendRawTransaction", [to_hex(raw)]) for raw in raws]), raws, strict=True
        ):
            if isinstance(answer, AlreadyKnown):
                hashes.append(transaction_hash(raw))
            elif isinstance(answer, LedgerError):
                raise answer
            else:
                hashes.append(data_of(answer, 32))
        return hashes

    def receipt(self, tx_hash: bytes) -> TxReceipt | None:
        """`eth_getTransactionReceipt`."""
        return read_receipt(self.request("eth_getTransactionReceipt", to_hex(tx_hash)))

    def receipts(self, tx_hashes: Sequence[bytes]) -> list[TxReceipt | None]:
        """`receipt` for many in few requests."""
        answers = self.batch([("eth_getTransactionReceipt", [to_hex(one)]) for one in tx_hashes])
        for answer in answers:
            if isinstance(answer, LedgerError):
                raise answer
        return [read_receipt(answer) for answer in answers]

    def nonce(self, address: bytes) -> int:
        """`eth_getTransactionCount` of what is in blocks."""
        return quantity(self.request("eth_getTransactionCount", to_hex(address), "latest"))

    def code(self, address: bytes) -> bytes:
        """`eth_getCode`: what a deployment really left there."""
        return data_of(self.request("eth_getCode", to_hex(address), "latest"))

    def request(self, method: str, *params: Any) -> Any:
        """One JSON-RPC call. Raises `LedgerUnavailable`, `LedgerRefused`."""
        answer = self._send(lambda: self._provider.make_request(method, list(params)))
        result = self._result(method, answer)
        if isinstance(result, Exception):
            raise result
        return result

    def batch(self, calls: Sequence[tuple[str, list[Any]]]) -> list[Any]:
        """Many JSON-RPC calls in requests of up to `BATCH`: results in order, an error of ours where one failed."""
        results: list[Any] = []
        for start in range(0, len(calls), BATCH):
            part = list(calls[start : start + BATCH])
            answers = self._send(lambda part=part: self._provider.make_batch_request(part))
            if not isinstance(answers, list) or len(answers) != len(part):
                raise garbage("batch")
            results += [self._result(method, answer) for (method, _), answer in zip(part, answers, strict=True)]
        return results

    def _send(self, ask: Any) -> Any:
        try:
            return ask()
        except (requests.RequestException, OSError) as exc:
            raise LedgerUnavailable(f"{self._url}: {type(exc).__name__}: {exc}"[:300]) from exc
        except (ValueError, KeyError, TypeError, RecursionError) as exc:
            raise LedgerUnavailable(f"{self._url} does not answer in JSON-RPC: {type(exc).__name__}") from exc

    def _known_errors(self) -> Errors:
        """Custom errors by selector: those handed in, else those of the pinned contracts."""
        if self._errors is None:
            from chain_node.ledger.bindings import ERRORS

            self._errors = ERRORS
        return self._errors

    def _result(self, method: str, answer: Any) -> Any:
        if not isinstance(answer, dict):
            return garbage(method)
        if (error := answer.get("error")) is not None:
            return answer_error(method, error, self._known_errors)
        return answer["result"] if "result" in answer else garbage(method)


def _provider(url: str, kwargs: dict[str, Any], session: requests.Session) -> Any:
    """web3's provider. Imported late, because it takes a second; and the recursion limit that its dependencies raise
    for curves we do not use is put back (see `chain_node.jsondepth`)."""
    limit = sys.getrecursionlimit()
    try:
        from web3 import HTTPProvider
    finally:
        sys.setrecursionlimit(limit)
    return HTTPProvider(url, request_kwargs=kwargs, session=session, exception_retry_configuration=None)
