"""The quick profile: what is kept, and some hundred inputs for every parser. `make fuzz` tries as many as wanted."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fuzz import gateway_parsers, mangling
from tests.fuzz.mangling import CORPUS, Parser, edited, fuzz, kept
from tests.fuzz.parsers import parsers

EXAMPLES = 120
SOURCES = [Path(__file__).parent / name for name in ("parsers.py", "gateway_parsers.py")]


def _names() -> list[str]:
    """The names of all parsers, before there is a directory to make them in."""
    with_nothing: list[str] = []
    for source in SOURCES:
        for node in ast.walk(ast.parse(source.read_text("utf-8"))):
            if isinstance(node, ast.Dict):
                for key, value in zip(node.keys, node.values, strict=True):
                    if isinstance(key, ast.Constant) and isinstance(value, ast.Call):
                        with_nothing.append(str(key.value))
    return with_nothing


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Parser]]:
    with parsers(tmp_path_factory.mktemp("fuzz")) as made:
        yield made
