"""Answers that are fetched later, as they go over the wire. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from chain_node.errors import IdentifierError
from chain_node.ids import parse_client
from exchange_api.client.answers import Answer, gateway_fault, judge, judge_document
from exchange_api.client.errors import AnswerInvalid, RequestInvalid
from exchange_api.client.requests import EXCHANGE_ID, Headers, Request

PATH = "/lianlu/v1/async/"
FIRST_PAUSE_S, MAX_PAUSE_S = 0.2, 10.0
_STATUSES = ("pending", "done", "failed")


@dataclass(frozen=True, slots=True)
class Status:
    """How a job stands: `pending`, `done` or `failed`; `error` is X-Road's code of a failed one. Times in ms since the
    epoch. `document` is all that the gateway says."""

    exchange_id: str
    status: str
    created_ms: int
    expires_ms: int
    ended_ms: int | None
    error: str | None
    document: dict[str, Any]

    @property
    def pending(self) -> bool:
        """Whether the answer is still to come."""
        return self.status == "pending"


def prefer(headers: Headers, wait: int | None) -> list[tuple[str, str]]:
    """Headers with the wish for an answer later, asked for during `wait` seconds if that is given."""
    given = list(headers.items()) if hasattr(headers, "items") else list(headers)
    return [*given, ("Prefer", "respond-async" if wait is None else f"respond-async, wait={wait}")]


def taken(status: int, headers: Sequence[tuple[str, str]], body: bytes) -> Status:
    """The job that a call became. Raises a `Fault`, `AnswerInvalid`."""
    if status == 202:
        return status_of(judge_document(200, headers, body))
    answer = Answer(status, tuple(headers), body)
    if answer.request_hash is not None and answer.header("X-Road-Error") is None:
        raise AnswerInvalid("the gateway has answered at once; call without asking for an answer later")
    raise gateway_fault(answer)


def status_of(document: dict[str, Any]) -> Status:
    """A job's status. Raises `AnswerInvalid` for what is none."""
    names = ("exchange_id", "status", "created_ms", "expires_ms", "ended_ms", "error")
    identity, status, created, expires, ended, error = (document.get(name) for name in names)
    good = isinstance(identity, str) and EXCHANGE_ID.fullmatch(identity) and status in _STATUSES
    if not good or type(created) is not int or type(expires) is not int:
        raise AnswerInvalid("this is no status of a job")
    assert isinstance(identity, str) and isinstance(status, str)
    return Status(
        identity, status, created, expires, ended if type(ended) is int else None,
        error if isinstance(error, str) else None, document,
    )  # fmt: skip


def build_later(client: str, exchange_id: str, *, method: str = "GET", response: bool = False, **more: str) -> Request:
    """A question about a job; `more` are headers. Raises `RequestInvalid`."""
    if not EXCHANGE_ID.fullmatch(exchange_id):
        raise RequestInvalid("an exchange id is 32 hexadecimal digits in lower case")
    try:
        headers = [("X-Road-Client", parse_client(client).path)]
    except IdentifierError as error:
        raise RequestInvalid(str(error)) from None
    headers += [(name.replace("_", "-"), value) for name, value in more.items()]
    return Request(method, PATH + exchange_id + ("/response" if response else ""), tuple(headers), None)


def fetched(request: Request | None, status: int, headers: Sequence[tuple[str, str]], body: bytes) -> Answer:
    """The answer of a job; that it is the one to `request` is checked where that is known. Raises as `judge`."""
    if request is not None:
        return judge(request, status, headers, body)
    answer = Answer(status, tuple(headers), body)
    if answer.header("X-Road-Error") is not None or answer.request_hash is None:
        raise gateway_fault(answer)
    return answer


def ended(status: int, headers: Sequence[tuple[str, str]], body: bytes) -> str | None:
    """What became of a job that was to be ended; None if it was in another state meanwhile. Raises a `Fault`."""
    return None if status == 412 else str(judge_document(status, headers, body).get("outcome"))


def pauses() -> Iterator[float]:
    """Seconds between two looks at a job."""
    pause = FIRST_PAUSE_S
    while True:
        yield pause
        pause = min(2 * pause, MAX_PAUSE_S)
