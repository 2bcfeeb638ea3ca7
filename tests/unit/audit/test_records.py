"""Record bundles: one exchange by itself, and every way in which its proofs can be malformed (case 22)."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from audit.bundles import create_bundle
from audit.errors import EvidenceMissing
from audit.open import build_world
from audit.run import Report, audit
from audit.sources import find_sources
from chain_node.evidence.leaf import leaf_hash
from tests.fixtures.evidence import Evidence
from tests.unit.audit.test_tampering import codes

EXCHANGE = (2).to_bytes(16, "big")
Document = dict[str, Any]


@pytest.fixture
def record(honest: Evidence, tmp_path: Path) -> Path:
    """The bundle of one exchange, as a file."""
    path = tmp_path / "one.lianlu.json"
    path.write_bytes(create_bundle(EXCHANGE, [honest.sides[code].log_directory for code in ("gjj", "scjg")]))
    return path


def check(evidence: Evidence, path: Path) -> Report:
    """The auditor's report on one file."""
    return audit(find_sources([path]), build_world(evidence.world.ledger, evidence.world.trust))


def test_a_record_proves_itself(honest: Evidence, record: Path) -> None:
    report = check(honest, record)
    assert (report.exit_code, report.records, codes(report)) == (0, 4, set())
    assert "COUNTERPARTS" in report.not_checked


def test_an_exchange_that_nobody_logged(honest: Evidence) -> None:
    with pytest.raises(EvidenceMissing):
        create_bundle(bytes(16), [honest.provider.log_directory])


def _entry(document: Document) -> Document:
    entry: Document = document["entries"][0]
    return entry


def _index_beyond(document: Document) -> None:
    _entry(document)["leaf_index"] = _entry(document)["size"]


def _size_zero(document: Document) -> None:
    _entry(document)["size"] = 0


def _extra(document: Document) -> None:
    _entry(document)["path"].append(_entry(document)["root"])


def _missing(document: Document) -> None:
    _entry(document)["path"].pop()


def _twice(document: Document) -> None:
    path = _entry(document)["path"]
    path[1] = path[0]


def _short(document: Document) -> None:
    _entry(document)["path"][0] = base64.b64encode(bytes(31)).decode()


def _leaf_is_root(document: Document) -> None:
    entry = _entry(document)
    entry["path"] = []
    entry["root"] = base64.b64encode(leaf_hash(base64.b64decode(entry["leaf"]))).decode()


def _lone_tree(document: Document) -> None:
    _leaf_is_root(document)
    _entry(document)["size"] = _entry(document)["leaf_index"] + 1


def _node_for_leaf(document: Document) -> None:
    entry = _entry(document)
    node = b"\1" + base64.b64decode(entry["path"][0]) * 2
    entry["leaf"] = base64.b64encode(node).decode()


def _unknown_member(document: Document) -> None:
    _entry(document)["hash"] = "sha1"


@pytest.mark.parametrize(
    "change",
    [
        _index_beyond, _size_zero, _extra, _missing, _twice, _short, _leaf_is_root, _lone_tree, _node_for_leaf,
        _unknown_member,
    ],
)  # fmt: skip
def test_case_22_malformed_proofs(honest: Evidence, record: Path, change: Callable[[Document], None]) -> None:
    document = json.loads(record.read_bytes())
    change(document)
    record.write_text(json.dumps(document, separators=(",", ":"), sort_keys=True), "utf-8")
    report = check(honest, record)
    assert (report.exit_code, codes(report)) == (1, {"BAD_PROOF"})


def test_case_22_a_tree_of_its_own(honest: Evidence, record: Path) -> None:
    """A proof that is right for another tree: the head must be the ledger's."""
    document = json.loads(record.read_bytes())
    for entry in document["entries"]:
        data = base64.b64decode(entry["leaf"])
        sibling = bytes(32)
        from chain_node.evidence import merkle

        if entry["leaf_index"] % 2 == 0:
            continue
        entry["size"], entry["path"] = entry["leaf_index"] + 1, []
        size = entry["size"]
        length = merkle.path_length(entry["leaf_index"], size)
        path = [sibling] * length
        entry["path"] = [base64.b64encode(one).decode() for one in path]
        root = merkle.fold_inclusion(leaf_hash(data), entry["leaf_index"], size, path)
        entry["root"] = base64.b64encode(root).decode()
    record.write_text(json.dumps(document, separators=(",", ":"), sort_keys=True), "utf-8")
    assert codes(check(honest, record)) == {"ROOT_MISMATCH"}


def test_not_even_json(honest: Evidence, record: Path) -> None:
    record.write_bytes(b"\xff\xfe not a record")
    assert codes(check(honest, record)) == {"BAD_PROOF"}
