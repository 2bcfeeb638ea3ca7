"""An answer: of the provider, or of a gateway that failed. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any

from chain_node.jsondepth import check_depth
from exchange_api.client.errors import AnswerInvalid, Fault, FaultText, fault_error
from exchange_api.client.requests import Request

DEEPEST = 400
"""How deep a provider's JSON may nest: the parser would recurse."""

_MEMBER = re.compile(r"<(type|message|detail)>([^<]*)</")
_SECONDS = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the provider answered. An error of the provider's own is an answer too: see `ok`."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def ok(self) -> bool:
        """Whether the provider says that it succeeded."""
        return 200 <= self.status < 300

    def header(self, name: str) -> str | None:
        """The first value of a header."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    def json(self) -> Any:
        """The body as JSON. Raises `AnswerInvalid`."""
        try:
            check_depth(self.body, DEEPEST)
            return json.loads(self.body)
        except ValueError as error:
            raise AnswerInvalid(f"the body is no JSON: {error}") from None

    @property
    def text(self) -> str:
        """The body as UTF-8; what is none is shown as such."""
        return self.body.decode("utf-8", "replace")

    @property
    def exchange_id(self) -> str | None:
        """The id that leads to the receipt."""
        return self.header("Lianlu-Receipt")

    @property
    def message_id(self) -> str | None:
        """The call's `X-Road-Id`."""
        return self.header("X-Road-Id")

    @property
    def request_hash(self) -> str | None:
        """The hash by which the provider's gateway names the request that it answered; it was compared."""
        return self.header("X-Road-Request-Hash")


def judge(request: Request, status: int, headers: Sequence[tuple[str, str]], body: bytes) -> Answer:
    """The answer to a call. Raises a `Fault` for a gateway's error, `AnswerInvalid` for what answers another call."""
    answer = Answer(status, tuple(headers), body)
    error = answer.header("X-Road-Error")
    if error is not None:
        raise fault_error(_fault(answer, error))
    found = answer.request_hash
    if found is None:
        if status >= 400:
            raise fault_error(_fault(answer, f"http.{status}"))
        raise AnswerInvalid(f"the answer ({status}) has no X-Road-Request-Hash: this is no gateway's `/r1`")
    wanted = request.hash(answer.header("X-Road-Request-Id") or "", answer.message_id or "")
    if found != wanted:
        raise AnswerInvalid("the request hash is that of another request, or a proxy between changed this one")
    return answer


def judge_document(status: int, headers: Sequence[tuple[str, str]], body: bytes) -> dict[str, Any]:
    """A JSON object that a gateway gave. Raises a `Fault`, `AnswerInvalid`."""
    answer = Answer(status, tuple(headers), body)
    if status != 200:
        raise gateway_fault(answer)
    document = answer.json()
    if not isinstance(document, dict):
        raise AnswerInvalid("the answer is no JSON object")
    return document


def gateway_fault(answer: Answer) -> Fault:
    """The error of an answer that a gateway has given instead of what was asked for."""
    return fault_error(_fault(answer, answer.header("X-Road-Error") or f"http.{answer.status}"))


def _fault(answer: Answer, kind: str) -> FaultText:
    members = _members(answer)
    after = answer.header("Retry-After") or ""
    return FaultText(
        answered=answer.status,
        type=kind if not kind.startswith("http.") else members.get("code", kind),
        message=members.get("message", "") or answer.text[:200],
        detail=members.get("detail", ""),
        exchange_id=answer.exchange_id,
        message_id=answer.message_id,
        retry_after=int(after) if _SECONDS.fullmatch(after) else None,
    )


def _members(answer: Answer) -> dict[str, str]:
    """The members of an error's body, in whichever form it came."""
    try:
        check_depth(answer.body)
        found = json.loads(answer.body)
    except ValueError:
        return {name: unescape(value) for name, value in _MEMBER.findall(answer.text)}
    return {key: value for key, value in found.items() if isinstance(value, str)} if isinstance(found, dict) else {}
