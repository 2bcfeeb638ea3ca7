"""Modules of up to 300 lines; nine in ten functions within 40, none over 60 without a reason given here."""

from __future__ import annotations

import pytest

from tests.house.tree import PACKAGES, functions, relative, written_by_hand

MODULE_LINES = 300
TEST_LINES = 600
FUNCTION_LINES = 40
LONGEST = 60
WITH_REASON: dict[str, str] = {}
"""`path:function` of a function over 60 lines -> why it is one."""


@pytest.mark.parametrize("folder", PACKAGES)
def test_modules_are_short(folder: str) -> None:
    lines = {relative(path): len(path.read_text("utf-8").splitlines()) for path in written_by_hand(folder)}
    assert {path: count for path, count in lines.items() if count > MODULE_LINES} == {}


def test_modules_of_tests_are_readable() -> None:
    lines = {relative(path): len(path.read_text("utf-8").splitlines()) for path in written_by_hand("tests")}
    assert {path: count for path, count in lines.items() if count > TEST_LINES} == {}


@pytest.mark.parametrize("folder", PACKAGES)
def test_nine_in_ten_functions_are_within_forty_lines(folder: str) -> None:
    found = [function for path in written_by_hand(folder) for function in functions(path)]
    long = [f"{f.path}:{f.line} {f.name} {f.length}" for f in found if f.length > FUNCTION_LINES]
    assert len(long) * 10 <= len(found), long


@pytest.mark.parametrize("folder", PACKAGES)
def test_no_function_is_over_sixty_lines_without_a_reason(folder: str) -> None:
    found = [function for path in written_by_hand(folder) for function in functions(path)]
    long = {f"{f.path}:{f.name}": f.length for f in found if f.length > LONGEST}
    assert set(long) - set(WITH_REASON) == set()


def test_reasons_are_still_needed() -> None:
    long = {f"{f.path}:{f.name}" for path in written_by_hand(*PACKAGES) for f in functions(path) if f.length > LONGEST}
    assert set(WITH_REASON) - long == set()
