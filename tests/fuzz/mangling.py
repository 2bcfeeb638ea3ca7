"""Input for parsers: anything at all, and what is valid but for a few edits. A parser may raise its own errors only."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

CORPUS = Path(__file__).parent / "corpus"
MAX_EDITS = 6
TOKENS = (
    b"\0", b"\xff", b"\r\n", b"\n", b" ", b"%", b"%00", b"%zz", b"..", b"/", b"//", b"?", b"#", b"*", b"**", b":", b",",
    b";", b"\"", b"\\", b"\\u0000", b"\\ud800", b"{", b"}", b"[", b"]", b"[" * 200, b"null", b"true", b"-1", b"1e999",
    b"0x", b"9" * 40, b"\xc0\xaf", b"\xe2\x80\x8b", b"\x1f" * 3, b"\x9b" + b"\xff" * 8, b"\x5b\xff\xff\xff\xff", b"=",
)  # fmt: skip
"""What formats trip over: ends, escapes, brackets, numbers, lengths."""


@dataclass(frozen=True)
class Parser:
    """A parser of foreign bytes: what it is given, which errors it may raise, and input that it takes."""

    parse: Callable[[bytes], object]
    raises: tuple[type[Exception], ...]
    seeds: tuple[bytes, ...]

    def takes(self, data: bytes) -> bool:
        """Whether it takes this input. Anything that it raises beside its own errors is raised here."""
        try:
            self.parse(data)
        except self.raises:
            return False
        return True


class Smallest(Exception):
    """An input that made a parser raise what is none of its errors."""

    def __init__(self, data: bytes) -> None:
        super().__init__(f"input: {data!r}")
        self.data = data


def edited(seeds: Sequence[bytes]) -> st.SearchStrategy[bytes]:
    """One of the seeds with some of its bytes replaced, left out, repeated, or with something put in."""

    @st.composite
    def build(draw: st.DrawFn) -> bytes:
        data = draw(st.sampled_from(list(seeds)))
        for _ in range(draw(st.integers(1, MAX_EDITS))):
            at = draw(st.integers(0, len(data)))
            end = min(len(data), at + draw(st.integers(0, 8)))
            put = draw(st.one_of(st.sampled_from(TOKENS), st.binary(max_size=4), st.just(data[at:end] * 2)))
            data = data[:at] + put + data[end:]
        return data

    documents = [one for one in seeds if one[:1] in (b"{", b"[") and b"\n{" not in one]
    return st.one_of(build(), st.binary(max_size=200), *([restructured(documents)] * 2 if documents else []))


VALUES: tuple[Any, ...] = (
    None, True, 0, -1, 1.5, 1 << 70, "", "0x", "0xzz", "0x" + "00" * 32, "\0", "\ud800", [], {}, [[]], [None], {"a": 1},
    "9" * 30, "latest", ["x"] * 30,
)  # fmt: skip
"""Put in the place of parts of a JSON document."""


@st.composite
def restructured(draw: st.DrawFn, seeds: Sequence[bytes]) -> bytes:
    """A JSON document in which some value is another, is missing, or is there twice."""
    document = json.loads(draw(st.sampled_from(list(seeds))))
    for _ in range(draw(st.integers(1, 3))):
        holder: Any = document
        while isinstance(holder, dict | list) and holder:
            names = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
            name = draw(st.sampled_from(names))
            if draw(st.booleans()) or not isinstance(holder[name], dict | list) or not holder[name]:
                if draw(st.integers(0, 3)):
                    holder[name] = copy.deepcopy(draw(st.sampled_from(VALUES)))
                else:
                    del holder[name]
                break
            holder = holder[name]
    return json.dumps(document).encode("utf-8", "surrogatepass")


def fuzz(parser: Parser, examples: int, seed: int | None = None) -> None:
    """Try so many inputs; the first that raises something else is raised, at its smallest. Without a seed the inputs
    are the same each time."""

    @settings(
        max_examples=examples, derandomize=seed is None, database=None, deadline=None,
        report_multiple_bugs=False, suppress_health_check=list(HealthCheck), phases=(Phase.generate, Phase.shrink),
    )  # fmt: skip
    @given(edited(parser.seeds))
    def run(data: bytes) -> None:
        try:
            parser.takes(data)
        except Exception as error:
            raise Smallest(data) from error

    if seed is not None:
        from hypothesis import seed as seeded

        run = seeded(seed)(run)
    run()


def kept(name: str) -> list[bytes]:
    """The corpus of a parser: what once made one fail, or is a way to be wrong that chance seldom finds."""
    file = _file(name)
    return [one.encode("latin-1") for one in json.loads(file.read_text())] if file.exists() else []


def keep(name: str, data: bytes) -> Path:
    """Put an input into the corpus: a text per input, a character per byte."""
    found = sorted({*kept(name), data})
    _file(name).write_text(json.dumps([one.decode("latin-1") for one in found], indent=1) + "\n")
    return _file(name)


def _file(name: str) -> Path:
    return CORPUS / f"{name}.json"
