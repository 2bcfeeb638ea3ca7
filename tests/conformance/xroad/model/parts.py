"""The parts that the model gateway and its world are made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from tests.conformance.xroad.causes import Cause
from tests.conformance.xroad.wire import Header, Message


class Refusal(Exception):
    """A call is refused for a cause."""

    def __init__(self, cause: Cause, text: str) -> None:
        super().__init__(text)
        self.cause = cause


class Plain(Exception):
    """An answer from before the protocol: a status and nothing else."""

    def __init__(self, status: int, error: str = "") -> None:
        super().__init__(status)
        self.status, self.error = status, error


@dataclass
class Call:
    """One call, understood."""

    method: str
    target: bytes
    headers: list[Header]
    body: bytes
    service: tuple[str, ...] = ()
    path: bytes = b""
    query: bytes = b""
    client: tuple[str, ...] = ()
    id: bytes = b""
    id_made: bool = False
    request_id: str = ""
    nominated: tuple[str, ...] = ()
    receipt: str = ""

    def all(self, name: str) -> list[bytes]:
        """The values of a header."""
        return Message(b"", self.headers).all(name)


@dataclass
class Out:
    """An answer."""

    status: int
    headers: list[Header] = field(default_factory=list)
    body: bytes = b""
    kept: bool = True
    """Whether the connection may be used again."""


def spelled(identifier: Sequence[str]) -> str:
    """The one spelling of an identifier."""
    return "/".join(quote(one, safe="") for one in identifier)
