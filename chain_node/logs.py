"""The operational log: one JSON object per line on stderr, secrets and personal numbers taken out.

Not evidence, and trusted for nothing: evidence is in `chain_node.log`. Rules:
* Names of events are short and constant; what varies goes into fields, so that a log can be counted.
* A field whose name says that it is secret, a private key in PEM form, a bearer token, and a citizen number that its
  check digit confirms, are replaced by `[redacted]`, in nested values too. Fields are never rendered by `repr` of an
  unknown object: what has no plain form shows its type's name only.
* Nothing is configured by importing this module; `setup` is called once by what starts a process.
"""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Mapping, MutableMapping
from enum import Enum
from pathlib import Path
from typing import Any, TextIO

import structlog

from chain_node.codes import check_resident_id
from chain_node.errors import IdentifierError

REDACTED = "[redacted]"
MAX_TEXT_CHARS = 4_096
"""Characters kept of one text; a hostile peer cannot fill the disk with one line."""
MAX_DEPTH = 6
_MAX_ITEMS = 100

_SECRET_NAME = re.compile(
    r"pass(word|phrase)?$|passw|secret|token|authorization|cookie|credential|private|mnemonic|seed$|salt|opening|"
    r"session_key|data_key|bearer|^pin$|api_?key",
    re.IGNORECASE,
)
_SECRET_TEXT = re.compile(
    r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----.*?(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|\Z)"
    r"|\bBearer\s+[A-Za-z0-9._~+/=-]+"
    r"|\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*",
    re.DOTALL,
)
_PERSON_NUMBER = re.compile(r"(?<![0-9])[1-9][0-9]{16}[0-9Xx](?![0-9])")


def setup(level: str = "info", *, stream: TextIO | None = None) -> None:
    """Send every log line of this process, ours and that of libraries, to `stream` (stderr) as JSON.

    `level` is a name of the standard library's levels. Raises ValueError on another. Calling it again replaces the
    earlier set-up.
    """
    number = logging.getLevelNamesMapping().get(level.upper())
    if number is None:
        raise ValueError(f"no log level is called {level!r}")
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="ts"),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr if stream is None else stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.ExtraAdder(), *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, redact, _render],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(number)


def get_logger(name: str) -> structlog.stdlib.BoundLogger:
    """The logger of a module; `name` is its dotted name."""
    logger: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return logger


def redact(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Structlog processor: the event with everything secret replaced and every value plain."""
    return {key: _clean(key, value, 0) for key, value in event.items()}


def _clean(name: str, value: object, depth: int) -> object:
    if _SECRET_NAME.search(name):
        return REDACTED
    if depth > MAX_DEPTH:
        return f"<{type(value).__name__}>"
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, bytes):
        return value[:64].hex()
    if isinstance(value, Mapping):
        return {str(k): _clean(str(k), v, depth + 1) for k, v in list(value.items())[:_MAX_ITEMS]}
    if isinstance(value, list | tuple | set | frozenset):
        return [_clean(name, item, depth + 1) for item in list(value)[:_MAX_ITEMS]]
    if isinstance(value, str | Path | BaseException):
        return _clean_text(str(value))
    return f"<{type(value).__name__}>"


def _clean_text(text: str) -> str:
    cut = text if len(text) <= MAX_TEXT_CHARS else text[:MAX_TEXT_CHARS] + "..."
    return _PERSON_NUMBER.sub(_redact_person, _SECRET_TEXT.sub(REDACTED, cut))


def _redact_person(match: re.Match[str]) -> str:
    """A citizen number goes; other numbers of 18 digits, such as credit codes, stay readable."""
    try:
        check_resident_id(match.group().upper())
    except IdentifierError:
        return match.group()
    return REDACTED


def _render(_logger: object, _method: str, event: MutableMapping[str, Any]) -> str:
    return json.dumps(event, ensure_ascii=False, default=lambda value: f"<{type(value).__name__}>")
