"""The operational log: JSON lines, and what must never be in them."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog

from chain_node.logs import MAX_TEXT_CHARS, REDACTED, get_logger, setup


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    sink = io.StringIO()
    setup("info", stream=sink)
    yield sink
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_has_event_level_time_and_fields(stream: io.StringIO) -> None:
    structlog.contextvars.bind_contextvars(exchange="ab12")
    get_logger("lianlu.test").info("anchored", size=8192, path=Path("x/y"), text="查询")
    (line,) = lines(stream)
    assert line["event"] == "anchored"
    assert line["level"] == "info"
    assert line["logger"] == "lianlu.test"
    assert (line["size"], line["path"], line["text"], line["exchange"]) == (8192, "x/y", "查询", "ab12")
    assert line["ts"].endswith("Z")
    assert "查询" in stream.getvalue()


def test_lines_of_libraries_have_the_same_form(stream: io.StringIO) -> None:
    logging.getLogger("aiohttp.client").warning("slow %s", "client", extra={"password": "x1", "port": 1})
    (line,) = lines(stream)
    assert (line["event"], line["level"], line["logger"]) == ("slow client", "warning", "aiohttp.client")
    assert (line["password"], line["port"]) == (REDACTED, 1)


def test_below_the_level_nothing_is_written(stream: io.StringIO) -> None:
    get_logger("lianlu.test").debug("detail")
    assert lines(stream) == []


def test_an_unknown_level_is_refused() -> None:
    with pytest.raises(ValueError, match="loud"):
        setup("loud")


@pytest.mark.parametrize(
    "name",
    ["passphrase", "password", "db_password", "client_secret", "access_token", "Authorization", "set-cookie",
     "private_key", "salts", "openings", "session_key", "api_key"],
)  # fmt: skip
def test_a_secret_name_hides_its_value_at_any_depth(stream: io.StringIO, name: str) -> None:
    get_logger("t").info("x", **{name: "s3cret-value"}, nested={"list": [{name: ["s3cret-value"]}]})
    assert "s3cret-value" not in stream.getvalue()
    assert lines(stream)[0][name] == REDACTED


@pytest.mark.parametrize(
    "text",
    [
        "-----BEGIN EC PRIVATE KEY-----\nMHcCAQ\n-----END EC PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\nMHcCAQ cut off",
        "Authorization: Bearer MHcCAQ",
        "eyJhbGciOiJFUzI1NiJ9.MHcCAQ.sig",
    ],
)
def test_a_secret_inside_a_text_is_cut_out(stream: io.StringIO, text: str) -> None:
    get_logger("t").info("before " + text + " after", detail=f"before {text}")
    assert "MHcCAQ" not in stream.getvalue()
    assert REDACTED in stream.getvalue()


def test_a_citizen_number_is_cut_out_and_a_credit_code_is_not(stream: io.StringIO) -> None:
    get_logger("t").info("x", query="id=990101199003070015&org=119901009900000172")
    assert lines(stream)[0]["query"] == f"id={REDACTED}&org=119901009900000172"


def test_the_text_of_an_exception_is_cleaned_too(stream: io.StringIO) -> None:
    try:
        raise ValueError("no person 990101199003070015")
    except ValueError:
        get_logger("t").exception("failed")
    assert "990101199003070015" not in stream.getvalue()
    assert "ValueError" in lines(stream)[0]["exception"]


def test_an_unknown_object_shows_its_type_and_not_its_content(stream: io.StringIO) -> None:
    class Holder:
        def __repr__(self) -> str:
            return "s3cret-value"

    get_logger("t").info("x", holder=Holder(), holders=[Holder()])
    assert lines(stream)[0]["holder"] == "<Holder>"
    assert "s3cret-value" not in stream.getvalue()


def test_lengths_are_bounded_and_a_line_stays_one_line(stream: io.StringIO) -> None:
    deep: dict[str, Any] = {}
    for _ in range(50):
        deep = {"d": deep}
    get_logger("t").info("a\nb", long="x" * 100_000, raw=b"\x01" * 10_000, deep=deep, many=list(range(10_000)))
    (line,) = lines(stream)
    assert len(line["long"]) <= MAX_TEXT_CHARS + 3
    assert len(line["raw"]) == 128
    assert len(line["many"]) == 100
    assert len(stream.getvalue()) < 10_000
