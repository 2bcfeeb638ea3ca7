"""The one way for a test to be left out: with the name of what is missing and how to get it.

`make test` ends by listing what was left out. With LIANLU_REQUIRE_ALL=1, as in continuous integration, a test that is
left out has failed.
"""

from __future__ import annotations

from typing import NoReturn

import pytest

PREFIX = "left out: "


def leave_out(name: str, how: str) -> NoReturn:
    """Leave the running test out: `name` is what the machine lacks, `how` the command or package that brings it."""
    pytest.skip(f"{PREFIX}{name} ({how})")
