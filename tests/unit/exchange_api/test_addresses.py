"""Addresses in a gateway's configuration, and a gateway that is not made from wrong ones."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from chain_node.errors import LianluError, UsageError
from chain_node.ledger.errors import TrustError
from exchange_api import config
from exchange_api.addresses import check_ledger_url, check_peer_url
from exchange_api.provision import init_gateway
from exchange_api.setup_errors import ConfigInvalid
from exchange_api.tokens import issue

GATEWAY = "LIANLU/GOV/11990100990000025W/GW1"
URL = "https://10.0.0.5:5500"


@pytest.mark.parametrize(
    "url",
    ["", "http://a:1", "https://a", "https://a:0", "https://a:99999", "https://[::1", "https://a:1/", "https://a:1/x",
     "https://a:1?q", "https://a:1#f", "https://u@a:1", "https://:1", "https://a:1 "],
)  # fmt: skip
def test_what_peers_cannot_connect_to_is_refused(url: str) -> None:
    with pytest.raises(ConfigInvalid):
        check_peer_url(url)


@pytest.mark.parametrize("url", [URL, "https://[::1]:5500", "https://gw.example.cn:443"])
def test_what_peers_can_connect_to(url: str) -> None:
    check_peer_url(url)


def test_what_is_no_ledger() -> None:
    with pytest.raises(ConfigInvalid):
        check_ledger_url("nonsense")


@pytest.mark.parametrize(
    "changes",
    [
        {"gateway": "x"},
        {"url": "ftp://a"},
        {"ledger_urls": ["nonsense"]},
        {"suites": ["foo"]},
        {"trust": Path("nowhere")},
    ],
)
def test_nothing_is_written_from_wrong_words(tmp_path: Path, changes: dict[str, Any]) -> None:
    with pytest.raises((LianluError, TrustError)):
        init_gateway(tmp_path / "gw", **{"gateway": GATEWAY, "url": URL, **changes})
    assert not (tmp_path / "gw").exists()


def test_a_scope_that_does_not_exist_is_wrong_use(tmp_path: Path) -> None:
    made = config.build(tmp_path, {"gateway": {"id": GATEWAY}}, {})
    with pytest.raises(UsageError, match="receipts:read"):
        issue(made, bytes(32), ["x"], "me", 60, 0)
