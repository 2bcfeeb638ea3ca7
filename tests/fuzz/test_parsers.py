"""The quick profile: what is kept, and some inputs for every parser. `make fuzz` tries as many as are wanted."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.fuzz.mangling import CORPUS, Parser, Smallest, fuzz, kept
from tests.fuzz.parsers import parsers

EXAMPLES = 60
NAMES = """
    id-member id-subsystem id-client id-gateway id-service id-canonical-client id-canonical-gateway
    id-canonical-service segment certificate-id
    statement cbor leaf receipt openings openings-of-a-message bundle bundle-verified note note-signed consistency
    rlp header header-replica receipts receipts-replica transaction abi rpc-server rpc-block rpc-receipt export trust
    typed-data
    http call headers glob predicate-inputs json-inputs frames checkpoint records released openapi declaration
    confirmations token client-answer
""".split()


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Parser]]:
    with parsers(tmp_path_factory.mktemp("fuzz")) as made:
        yield made


def test_every_parser_is_tried_and_every_corpus_has_its_parser(known: dict[str, Parser]) -> None:
    assert list(known) == NAMES
    assert {file.stem for file in CORPUS.iterdir()} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_parser_takes_what_is_valid_and_refuses_what_is_kept(known: dict[str, Parser], name: str) -> None:
    """Mangled input is made of valid input: without that it would be refused at its first byte, untried behind it."""
    parser = known[name]
    assert sum(map(parser.takes, parser.seeds))
    assert [parser.takes(data) for data in kept(name)] == [not parser.raises] * len(kept(name))


@pytest.mark.parametrize("name", NAMES)
def test_a_parser_raises_its_own_errors_only(known: dict[str, Parser], name: str) -> None:
    fuzz(known[name], EXAMPLES)


@pytest.mark.parametrize(
    "faulty",
    [
        lambda data: data[20],
        lambda data: data.decode("ascii"),
        lambda data: data.index(b"}"),
        lambda data: 1 // (len(data) - 21),
    ],
    ids=["beyond the end", "not ASCII", "no bracket", "a length"],
)
def test_a_parser_with_a_fault_is_found_out(faulty: object) -> None:
    seeds = (b'{"a": "a longer text"}',)
    with pytest.raises(Smallest) as found:
        fuzz(Parser(faulty, (), seeds), 1000)  # type: ignore[arg-type]
    assert not isinstance(found.value.__cause__, Smallest) and len(found.value.data) < 60
