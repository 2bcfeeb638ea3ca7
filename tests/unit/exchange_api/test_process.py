"""What a gateway makes of the file descriptors that it gets."""

from __future__ import annotations

import pytest

from exchange_api.limits import Limits
from exchange_api.process import MIN_DESCRIPTORS, within


@pytest.mark.parametrize("descriptors", [MIN_DESCRIPTORS, 1024, 4096, 20_000])
def test_all_listeners_filled_leave_descriptors_for_the_gateway_itself(descriptors: int) -> None:
    """And one address that fills what it can leaves room in its listener."""
    limits = within(Limits(), descriptors)
    assert 5 * limits.max_connections <= descriptors - descriptors // 4
    assert 0 < limits.max_connections_per_address < limits.max_connections


def test_who_has_enough_of_them_has_what_is_configured() -> None:
    limits = Limits(max_connections=100, max_connections_per_address=100)
    assert within(limits, 1 << 20) == limits
    assert within(Limits(), 1 << 20) == Limits()
    assert within(Limits(max_connections_per_address=5), 1024).max_connections_per_address == 5
