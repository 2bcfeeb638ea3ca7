"""Versions of gateways: compared by their numbers; what is none is older than all."""

from __future__ import annotations

import pytest

from exchange_api.versions import own_version, parse_version

ORDER = ["0.9", "1", "1.0.1", "1.2", "1.2.3", "1.10", "2.0.0"]


def test_versions_are_ordered_by_their_numbers() -> None:
    found = [parse_version(one) for one in ORDER]
    assert found == sorted(found) and len(set(found)) == len(ORDER)
    assert parse_version("1.0.0") == parse_version("1") == parse_version("1.0.dev3")
    assert parse_version("1.2rc1") == parse_version("1.2")
    assert parse_version(own_version()) > ()


@pytest.mark.parametrize("text", ["", "v1", "-1", "1.2.3.4.5", "9999999", ".1", "one"])
def test_what_is_no_version_is_the_oldest(text: str) -> None:
    assert parse_version(text) == ()
