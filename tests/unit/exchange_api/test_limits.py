"""The table of limits: read strictly, complete, and none without a case that shows it enforced."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from chain_node.ledger.reasons import Reason
from exchange_api import config
from exchange_api.limits import CLOSED, Limits, counted_as, read, rules
from exchange_api.metrics import Metrics
from exchange_api.quantities import quantity, show
from exchange_api.setup_errors import ConfigInvalid
from scripts.gen_errors import all_errors
from scripts.gen_limits import fixed
from tests.integration.limit_cases import CASES
from tests.unit.exchange_api.test_door import LISTENER_CASES

IDENTITY = {"gateway": {"id": "LIANLU/GOV/11990100990000025W/GW1"}}


@pytest.mark.parametrize(
    ("unit", "value", "number"),
    [
        ("Bytes", "10 MiB", 10 << 20),
        ("Bytes", "10MiB", 10 << 20),
        ("Bytes", "1 TiB", 1 << 40),
        ("Bytes", "7 B", 7),
        ("Bytes", 0, 0),
        ("Seconds", "30 s", 30),
        ("Seconds", "500 ms", 0.5),
        ("Seconds", "2 h", 7200),
        ("PerSecond", "200/s", 200),
        ("BytesPerSecond", "1 KiB/s", 1024),
        ("Count", 12, 12),
        ("Percent", 5, 5),
    ],
)
def test_a_value_is_read_in_its_unit(unit: str, value: object, number: float) -> None:
    assert quantity("x", unit, value) == number


@pytest.mark.parametrize(
    ("unit", "value"),
    [
        ("Bytes", 10),
        ("Bytes", "10"),
        ("Bytes", "10 MB"),
        ("Bytes", "10 mib"),
        ("Bytes", "10 s"),
        ("Bytes", "10  MiB"),
        ("Bytes", " 10 MiB"),
        ("Bytes", "10 MiB\n"),
        ("Bytes", "-1 MiB"),
        ("Bytes", "1.5 MiB"),
        ("Bytes", "1e3 B"),
        ("Bytes", "١ B"),
        ("Bytes", "9999999999999999 B"),
        ("Bytes", True),
        ("Bytes", 1.0),
        ("Seconds", 30),
        ("Seconds", "30"),
        ("Seconds", "30 S"),
        ("PerSecond", 200),
        ("PerSecond", "200 s"),
        ("PerSecond", "200 /min"),
        ("BytesPerSecond", "1 KiB"),
        ("Count", "12"),
        ("Count", "12 B"),
        ("Count", True),
        ("Count", 1.0),
        ("Percent", "5 %"),
    ],
)
def test_a_value_without_its_unit_or_of_another_is_refused(unit: str, value: object) -> None:
    with pytest.raises(ConfigInvalid):
        quantity("x", unit, value)


@pytest.mark.parametrize("name", rules())
def test_the_range_of_each_limit_is_closed(name: str) -> None:
    unit, default, rule = rules()[name]
    for number in (rule.lowest, default, rule.highest):
        value = int(number) if unit in ("Count", "Percent") or not number else show(number, unit)
        assert getattr(read({name: value} | ({"memory_body": 0} if name == "max_body" else {})), name) == number
    beyond = int(rule.highest) + 1 if unit in ("Count", "Percent") else f"{int(rule.highest) + 1} " + _least(unit)
    with pytest.raises(ConfigInvalid, match=name):
        read({name: beyond})
    if rule.lowest >= 1:
        below = int(rule.lowest) - 1
        with pytest.raises(ConfigInvalid, match=name):
            read({name: below if unit == "Count" or not below else f"{below} " + _least(unit)})


def _least(unit: str) -> str:
    return {"Bytes": "B", "Seconds": "s", "PerSecond": "/s", "BytesPerSecond": "B/s"}[unit]


def test_limits_come_from_the_file_and_the_environment(tmp_path: Path) -> None:
    document = {**IDENTITY, "limits": {"max_body": "10 MiB", "head_timeout": "5 s", "max_in_flight": 7}}
    made = config.build(tmp_path, document, {"LIANLU_GATEWAY__LIMITS__HANDSHAKE_RATE": "200/s"}).limits
    assert (made.max_body, made.head_timeout, made.max_in_flight, made.handshake_rate) == (10 << 20, 5, 7, 200)
    assert made.max_headers == Limits().max_headers


@pytest.mark.parametrize("wrong", [{"max_bodies": "1 MiB"}, {"max_body": "1 KiB"}, {"max_body": []}])
def test_limits_that_make_no_sense_are_refused(tmp_path: Path, wrong: dict[str, object]) -> None:
    with pytest.raises(ConfigInvalid, match="limits"):
        config.build(tmp_path, {**IDENTITY, "limits": wrong}, {})


def test_every_limit_ends_in_an_error_that_there_is() -> None:
    codes = {error.code for error in all_errors()}
    for name, (_, _, rule) in rules().items():
        kind, _, reason = rule.error.partition(".")
        if kind == "reason":
            assert reason in {one.camel for one in Reason}, name
        elif kind != "http" and rule.error not in ("", CLOSED):
            assert rule.error in codes, name
    assert {error for _, _, error in fixed()} <= codes


def test_every_limit_has_a_metric_from_the_start() -> None:
    text = Metrics().render().decode()
    shown = re.findall(r'lianlu_limits_total\{limit="(\w+)"\} 0\.0', text)
    assert sorted(shown) == sorted({counted_as(name) for name in rules()})


def test_no_limit_is_without_a_case() -> None:
    assert sorted([*CASES, *LISTENER_CASES]) == sorted(rules())
