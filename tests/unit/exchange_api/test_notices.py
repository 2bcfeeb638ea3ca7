"""Notices of what is out of service: kept as given, found by service and subsystem, refused when malformed."""

from __future__ import annotations

from pathlib import Path

import pytest

from chain_node.ids import ServiceRef
from chain_node.ledger.reasons import Reason
from exchange_api.notices import FILE_NAME, Notices, load, save
from exchange_api.setup_errors import ConfigInvalid

SERVICE = ServiceRef("LIANLU", "GOV", "SCJG", "sub_系统", "a.b")


def test_the_narrowest_notice_is_shown_and_the_servers_before_all() -> None:
    found = Notices()
    assert not found and found.of(SERVICE) is None
    found = found.changed("sub_系统", "subsystem")
    assert found and found.of(SERVICE) == (Reason.SERVICE_NOTICE, "subsystem")
    found = found.changed("sub_系统/a.b", "service")
    assert found.of(SERVICE) == (Reason.SERVICE_NOTICE, "service")
    found = found.changed("", "server")
    assert found.of(SERVICE) == (Reason.MAINTENANCE, "server")
    for what in ("", "sub_系统/a.b", "sub_系统", "never there"):
        found = found.changed(what, None)
    assert found == Notices() and not found


def test_what_is_saved_is_what_is_loaded(tmp_path: Path) -> None:
    assert load(tmp_path) == Notices()
    made = Notices("维护", {"S": ""}, {"S/a": "x"})
    save(tmp_path, made)
    assert load(tmp_path) == made


@pytest.mark.parametrize(
    "text",
    ["", "[]", '{"server": 1}', '{"services": []}', '{"subsystems": {"a": 1}}', '{"other": 1}', '{"server": "a"'],
)
def test_a_malformed_file_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE_NAME).write_text(text)
    with pytest.raises(ConfigInvalid):
        load(tmp_path)


@pytest.mark.parametrize("what", ["a/b/c", "/", "..", "a//b"])
def test_what_names_nothing_has_no_notice(what: str) -> None:
    with pytest.raises(ConfigInvalid):
        Notices().changed(what, "x")
    with pytest.raises(ConfigInvalid):
        Notices().changed("a", "x" * 3000)
