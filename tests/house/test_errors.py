"""Every error of ours has a code of its own, a cure and a status; the page that lists them is in test_docs.py."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from chain_node.errors import LianluError
from scripts.gen_errors import all_errors

ERRORS = all_errors()
CODE = re.compile(r"[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z][A-Za-z0-9_]*)*")


def name(error: type[LianluError]) -> str:
    return f"{error.__module__}.{error.__name__}"


@pytest.mark.parametrize("error", ERRORS, ids=name)
def test_an_error_says_what_it_is_and_what_to_do(error: type[LianluError]) -> None:
    assert "code" in vars(error), "an inherited code says nothing about this error"
    assert CODE.fullmatch(error.code)
    assert error.__doc__
    assert len(error.cure) > 10
    assert 400 <= error.status <= 599
    assert 1 <= error.exit_code <= 127


def test_codes_are_unique() -> None:
    counts = Counter(error.code for error in ERRORS)
    assert {code: [name(e) for e in ERRORS if e.code == code] for code, n in counts.items() if n > 1} == {}
