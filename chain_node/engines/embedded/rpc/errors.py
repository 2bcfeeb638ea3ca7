"""The one error that a JSON-RPC answer carries, with geth's codes."""

from __future__ import annotations

from typing import Any

PARSE, INVALID_REQUEST, UNKNOWN_METHOD, INVALID_PARAMS, INTERNAL = -32700, -32600, -32601, -32602, -32603
SERVER, LIMIT, REVERTED = -32000, -32005, 3


class RpcError(Exception):
    """`code` and `message` of the answer; `data` is left out if None."""

    def __init__(self, code: int, message: str, data: Any = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.data = data

    def to_json(self) -> dict[str, Any]:
        """The `error` member."""
        document: dict[str, Any] = {"code": self.code, "message": self.message}
        if self.data is not None:
            document["data"] = self.data
        return document
