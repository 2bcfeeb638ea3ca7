"""Declarations of services and configurations that are not what they should be: always an error that says so."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from chain_node.ids import parse_gateway
from exchange_api import config
from exchange_api.declarations import parse
from exchange_api.setup_errors import ConfigInvalid, ServiceInvalid

MEMBER = parse_gateway("LIANLU/GOV/11990100990000025W/GW1").member
LINES = (
    'service = "licence"', 'subsystem = "SCJG"', 'resource = "307025001/000001"', 'base_url = "http://10.20.0.5/api"',
    "timeout_s = 60", "idempotent = false", "enabled = true", "[[endpoint]]", 'method = "GET"', 'path = "/licence/*"',
    "[records]", 'pointer = "/data"', "[[field]]", 'code = "legal_rep"', 'name = "name"', 'from = "/frxm"',
    'mask = "name_strict"', "level = 2", 'default = "masked"', "required = false",
)  # fmt: skip
DEEP = "[" * 5000 + "]" * 5000


def test_the_declaration_itself_is_good() -> None:
    assert parse("\n".join(LINES).encode(), MEMBER).service.service_code == "licence"


@pytest.mark.parametrize("line", [line for line in LINES if "=" in line])
@pytest.mark.parametrize(
    "value", ["[]", "{}", "[[1]]", "{a = {b = 1}}", "1979-05-27", "nan", DEEP], ids=lambda v: v[:8]
)
def test_a_value_of_another_type_is_refused(line: str, value: str) -> None:
    wrong = [f"{line.partition('=')[0]}= {value}" if one == line else one for one in LINES]
    with pytest.raises(ServiceInvalid):
        parse("\n".join(wrong).encode(), MEMBER)


def test_a_configuration_nested_without_end_is_refused(tmp_path: Path) -> None:
    (tmp_path / config.FILE_NAME).write_text(f"a = {DEEP}")
    with pytest.raises(ConfigInvalid):
        config.load(tmp_path, {})
    good = tomllib.loads(f'[gateway]\nid = "{MEMBER.path}/GW1"')
    with pytest.raises(ConfigInvalid):
        config.build(tmp_path, good, {"LIANLU_GATEWAY__LIMITS__MAX_BODY": DEEP})
