"""The limit counts brackets that nest, and none inside texts."""

from __future__ import annotations

import json
import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chain_node.jsondepth import DEEPEST, check_depth


def test_exactly_the_limit_is_allowed() -> None:
    check_depth(b"[" * DEEPEST + b"]" * DEEPEST)
    with pytest.raises(ValueError, match="nested"):
        check_depth(b"[" * (DEEPEST + 1) + b"]" * (DEEPEST + 1))


@pytest.mark.parametrize("opening", [b"[", b'{"a":', b'[{"a":'])
def test_what_would_crash_the_parser_is_refused(opening: bytes) -> None:
    with pytest.raises(ValueError, match="nested"):
        check_depth(opening * 100_000)


def test_wide_values_and_brackets_in_texts_are_not_deep() -> None:
    check_depth(b"[" + b"[]," * 1000 + b"[]]")
    check_depth(json.dumps(["[{" * 1000, '\\"[' * 1000, "\\"]).encode())
    check_depth(b'"' + b"[" * 1000)


def test_brackets_after_an_escaped_quote_or_backslash_are_counted() -> None:
    with pytest.raises(ValueError, match="nested"):
        check_depth(b'["\\\\",' + b"[" * DEEPEST)
    with pytest.raises(ValueError, match="nested"):
        check_depth(b'["a\\"b",' + b"[" * DEEPEST)


@given(st.recursive(st.none() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_agrees_with_the_depth_of_the_value(value: object) -> None:
    def depth(one: object) -> int:
        if isinstance(one, dict):
            return 1 + max(map(depth, one.values()), default=0)
        if isinstance(one, list):
            return 1 + max(map(depth, one), default=0)
        return 0

    data, deep = json.dumps(value, ensure_ascii=False).encode(), depth(value)
    check_depth(data, deep)
    if deep:
        with pytest.raises(ValueError, match="nested"):
            check_depth(data, deep - 1)


def test_linear_in_the_length_of_hostile_texts() -> None:
    begun = time.process_time()
    for data in (b'["\\' * 300_000, b"[]" * 500_000, b'"' * 1_000_001, b"[" * 60 + b'"\\"' * 300_000):
        try:
            check_depth(data)
        except ValueError:
            pass
    assert time.process_time() - begun < 5
    assert sys.getrecursionlimit() > 0
