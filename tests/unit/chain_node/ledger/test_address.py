"""Addresses of ledgers."""

from __future__ import annotations

import pytest

from chain_node.engines.embedded.source import RpcSource
from chain_node.ledger.address import check_address, shown
from chain_node.ledger.client import RpcLedger
from chain_node.ledger.errors import LedgerUnavailable

WRONG = ["", "ftp://a", "http://", "http://[::1", "http://a:x", "http://a:99999", "http://a:0", "//a", "file:///etc"]


@pytest.mark.parametrize("url", WRONG)
def test_what_is_no_address_is_refused_before_it_is_used(url: str) -> None:
    for use in (check_address, RpcLedger, RpcSource):
        with pytest.raises(LedgerUnavailable):
            use(url)


def test_a_password_is_not_shown() -> None:
    assert shown(check_address("https://me:secret@a:1/x?y")) == "https://a:1/x?y"
    ledger = RpcLedger("http://me:secret@127.0.0.1:1")
    with pytest.raises(LedgerUnavailable) as refused:
        ledger.head()
    assert "secret" not in str(refused.value) + repr(ledger)
