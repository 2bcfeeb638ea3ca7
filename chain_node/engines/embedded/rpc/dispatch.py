"""The envelope: one request or a batch in, one answer out; whatever is wrong gets its code and is counted.

A request is answered in full before the next one of its batch begins; between them the ledger may build on. No error
of ours or of a caller leaves this module as anything but a JSON-RPC error.
"""

from __future__ import annotations

import asyncio
import inspect
import json
import logging
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from chain_node.engines.embedded.errors import BlockUnknown, ExecutionTooLong, LedgerStopped, StorageLow
from chain_node.engines.embedded.ledger import EmbeddedLedger
from chain_node.engines.embedded.rpc import chain, raw, state
from chain_node.engines.embedded.rpc.errors import (
    INTERNAL,
    INVALID_PARAMS,
    INVALID_REQUEST,
    LIMIT,
    PARSE,
    SERVER,
    UNKNOWN_METHOD,
    RpcError,
)
from chain_node.jsondepth import check_depth

_LOGGER = logging.getLogger("lianlu.ledger.rpc")
CLIENT_VERSION = "lianlu-ledger/1 (py-evm istanbul)"


class Dispatcher:
    """Answers JSON-RPC on one ledger. `submitted` is called when a transaction was accepted."""

    def __init__(self, ledger: EmbeddedLedger, submitted: Callable[[], None]) -> None:
        self._ledger = ledger
        self._submitted = submitted
        self.counts: Counter[str] = Counter()
        self._methods = {name: (method, _arity(method)) for name, method in self._table().items()}

    def _table(self) -> dict[str, Callable[..., Any]]:
        own: dict[str, Callable[..., Any]] = {
            "web3_clientVersion": lambda _ledger: CLIENT_VERSION,
            "net_listening": lambda _ledger: True,
            "eth_syncing": lambda _ledger: False,
            "eth_accounts": lambda _ledger: [],
            "eth_sendRawTransaction": self._send,
            "lianlu_status": self._status,
        }
        return {**chain.METHODS, **state.METHODS, **raw.METHODS, **own}

    @property
    def methods(self) -> list[str]:
        """The names that are answered."""
        return sorted(self._methods)

    def answer(self, body: bytes) -> bytes | list[Any]:
        """The answer to a request body, empty to a notification; a batch is handed back for `answer_batch`."""
        try:
            check_depth(body)
            document = json.loads(body, parse_constant=_no_constant)
        except (ValueError, RecursionError):
            return _encode(self._error(None, RpcError(PARSE, "parse error")))
        if isinstance(document, list):
            return document
        answer = self._one(document)
        return b"" if answer is None else _encode(answer)

    async def answer_batch(self, requests: list[Any]) -> bytes:
        """The answers to a batch in its order; empty if it holds only notifications."""
        if not requests:
            return _encode(self._error(None, RpcError(INVALID_REQUEST, "empty batch")))
        limits = self._ledger.limits
        if len(requests) > limits.batch_requests:
            message = f"batch too large: at most {limits.batch_requests} requests"
            return _encode(self._error(None, RpcError(INVALID_REQUEST, message)))
        answers, size, paused = [], 0, time.monotonic()
        ends = paused + limits.batch_s
        for request in requests:
            if size > limits.answer_bytes:
                answer = self._refused(request, f"batch answer is larger than {limits.answer_bytes} bytes")
            elif time.monotonic() > ends:
                answer = self._refused(request, f"batch took longer than {limits.batch_s:g} s")
            else:
                answer = self._one(request)
            if answer is not None:
                answers.append(_encode(answer))
                size += len(answers[-1])
            if (time.monotonic() - paused) * 1000 > limits.slice_ms:
                await asyncio.sleep(0)
                paused = time.monotonic()
        return b"[" + b",".join(answers) + b"]" if answers else b""

    def _one(self, request: Any) -> dict[str, Any] | None:
        """The answer to one request, None to a notification."""
        try:
            method, values = self._parse(request)
            result = self._call(method, values)
        except RpcError as exc:
            return self._error(_id_of(request), exc) if _wants_answer(request) else None
        self.counts["ok"] += 1
        return {"jsonrpc": "2.0", "id": request["id"], "result": result} if "id" in request else None

    def _refused(self, request: Any, message: str) -> dict[str, Any] | None:
        return self._error(_id_of(request), RpcError(LIMIT, message)) if _wants_answer(request) else None

    def _parse(self, request: Any) -> tuple[str, list[Any]]:
        if (
            not isinstance(request, dict)
            or request.get("jsonrpc") != "2.0"
            or not isinstance(request.get("method"), str)
        ):
            raise RpcError(INVALID_REQUEST, "invalid request")
        if not _is_id(request.get("id")):
            raise RpcError(INVALID_REQUEST, "invalid request: id is neither text, integer nor null")
        values = request.get("params")
        if values is None:
            values = []
        if not isinstance(values, list):
            raise RpcError(INVALID_PARAMS, "non-array args")
        return request["method"], values

    def _call(self, name: str, values: list[Any]) -> Any:
        found = self._methods.get(name)
        if found is None:
            raise RpcError(UNKNOWN_METHOD, f"the method {name[:64]} does not exist/is not available")
        method, (least, most) = found
        if len(values) < least:
            raise RpcError(INVALID_PARAMS, f"missing value for required argument {len(values)}")
        if len(values) > most:
            raise RpcError(INVALID_PARAMS, f"too many arguments, want at most {most}")
        try:
            return method(self._ledger, *values)
        except RpcError:
            raise
        except (ExecutionTooLong, LedgerStopped, StorageLow) as exc:
            raise RpcError(SERVER, str(exc)) from exc
        except BlockUnknown as exc:
            raise RpcError(SERVER, "header not found") from exc
        except Exception as exc:
            _LOGGER.error("method %s failed: %s: %s", name, type(exc).__name__, exc)
            raise RpcError(INTERNAL, "internal error") from exc

    def _error(self, identifier: Any, error: RpcError) -> dict[str, Any]:
        self.counts[str(error.code)] += 1
        return {"jsonrpc": "2.0", "id": identifier, "error": error.to_json()}

    def _send(self, ledger: EmbeddedLedger, raw_transaction: Any) -> str:
        digest = chain.send_raw_transaction(ledger, raw_transaction)
        self._submitted()
        return digest

    def _status(self, ledger: EmbeddedLedger) -> dict[str, Any]:
        return raw.status(ledger) | {"answers": dict(self.counts)}


def _arity(method: Callable[..., Any]) -> tuple[int, int]:
    """Least and most parameters after the ledger."""
    parameters = list(inspect.signature(method).parameters.values())[1:]
    return sum(one.default is one.empty for one in parameters), len(parameters)


def _wants_answer(request: Any) -> bool:
    """A well-formed request without id is a notification; everything else is answered."""
    return not (isinstance(request, dict) and "id" not in request and isinstance(request.get("method"), str))


def _id_of(request: Any) -> Any:
    identifier = request.get("id") if isinstance(request, dict) else None
    return identifier if _is_id(identifier) else None


def _is_id(value: Any) -> bool:
    return isinstance(value, str | int | None) and not isinstance(value, bool)


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _encode(document: Any) -> bytes:
    return json.dumps(document, separators=(",", ":")).encode()
